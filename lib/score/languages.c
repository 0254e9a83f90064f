/*
 * Loading the lexicons: the shipped ones are looked at where they stand in the
 * binary and cost nothing; a folder of the operator's is compiled together
 * with the shipped CSV files of the same language, row replacing row.
 */
#include "score/languages.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "model/compile.h"
#include "score/builtin.h"

const struct scrm_language *scrm_languages_find(const struct scrm_languages *languages,
                                                const char *tag)
{
    for (size_t i = 0; i < languages->n; i++) {
        const char *own = scrm_lexicon_language(languages->at[i].lexicon);

        if (*own == *tag && strcmp(own, tag) == 0)
            return &languages->at[i];
    }
    return NULL;
}

/* Takes a table, in the place of one of the same language. */
static void take(struct scrm_languages *languages, const struct scrm_lexicon *lexicon,
                 void *owned)
{
    const char *tag = scrm_lexicon_language(lexicon);
    struct scrm_language *place = (struct scrm_language *)scrm_languages_find(languages, tag);

    if (place) {
        free(place->owned);
    } else {
        SCRM_GROW(languages->at, languages->n, languages->cap);
        place = &languages->at[languages->n++];
    }
    *place = (struct scrm_language){.lexicon = lexicon, .owned = owned};
    place->roles = scrm_pass_roles(lexicon);
    snprintf(place->by, sizeof place->by, "lexicon %s/%s%s%.8s", tag,
             scrm_lexicon_version(lexicon), owned ? "+" : "",
             owned ? scrm_lexicon_digest(lexicon) : "");
}

/* Whether `dir` has a folder `name`; its path through `path` (owned by caller). */
static bool is_folder(const char *dir, const char *name, char **path)
{
    struct stat facts;

    *path = scrm_file_join(dir, name);
    return stat(*path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* Compiles DIR/TAG over the shipped files of the same language. */
static int load_folder(struct scrm_languages *languages, const char *shipped, const char *dir,
                       const char *tag, struct scrm_err *err)
{
    struct scrm_lexicon_builder *builder =
        scrm_lexicon_builder_new(tag, scrm_intents, SCRM_INTENTS_N);
    char *base = NULL, *own = scrm_file_join(dir, tag);
    int failed = 0;

    if (is_folder(shipped, tag, &base))
        failed = scrm_lexicon_read(builder, base, err);
    if (!failed)
        failed = scrm_lexicon_read(builder, own, err);
    if (!failed) {
        size_t size;
        void *bytes = scrm_lexicon_build(builder, &size);
        const struct scrm_lexicon *lexicon = scrm_lexicon_open(bytes, size, err);

        if (lexicon)
            take(languages, lexicon, bytes);
        else
            free(bytes);
        failed = lexicon ? 0 : -1;
    }
    scrm_lexicon_builder_free(builder);
    free(base);
    free(own);
    return failed;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int load_folders(struct scrm_languages *languages, const char *dir, struct scrm_err *err)
{
    char *share = scrm_file_share(err), *shipped;
    struct dirent **entries;
    int n, failed = 0;
    size_t found = 0;

    if (!share)
        return -1;
    shipped = scrm_file_join(share, "lexicon");
    n = scandir(dir, &entries, visible, by_bytes);
    if (n < 0)
        failed = scrm_err_errno(err, 0, "%s", dir);
    for (int i = 0; i < n; i++) {
        char *path = NULL;

        if (!failed && is_folder(dir, entries[i]->d_name, &path)) {
            failed = load_folder(languages, shipped, dir, entries[i]->d_name, err);
            found++;
        }
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    free(shipped);
    free(share);
    if (!failed && !found)
        return scrm_err_set(err, SCRM_EXIT_CONFIG,
                            "%s: no folder named after a language, such as %s/en", dir, dir);
    return failed;
}

int scrm_languages_load(struct scrm_languages *languages, const char *dir, struct scrm_err *err)
{
    for (size_t i = 0; i < scrm_builtin_lexicons_n; i++) {
        const struct scrm_lexicon *lexicon = scrm_lexicon_open(
            scrm_builtin_lexicons[i].words, scrm_builtin_lexicons[i].size, err);

        if (!lexicon)
            return -1;
        take(languages, lexicon, NULL);
    }
    return dir ? load_folders(languages, dir, err) : 0;
}

void scrm_languages_free(struct scrm_languages *languages)
{
    for (size_t i = 0; i < languages->n; i++)
        free(languages->at[i].owned);
    free(languages->at);
    *languages = (struct scrm_languages){0};
}
