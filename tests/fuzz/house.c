/*
 * Fuzz target of the files that a house keeps: lexicons, own accounts, agents,
 * secrets, the settings of cases, a desk; any bytes as one of them, in a
 * folder of this process. What is refused has a code and a sentence that never holds a
 * secret's line; what is taken can be used.
 *
 * The first byte chooses, by its place in `kinds`.
 */
#include "target.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/agents.h"
#include "model/compile.h"
#include "run/desk.h"
#include "source/accounts.h"
#include "source/secrets_file.h"

/* Where this process keeps its files; in memory where the system has such a place. */
static const char *folder(void)
{
    static char path[64];

    if (!path[0]) {
        snprintf(path, sizeof path, "%s/scrm-fuzz-%ld",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
        must(mkdir(path, 0700) == 0, "there is a folder");
    }
    return path;
}

static void check_refusal(int result, struct scrm_err *err)
{
    must((result == 0) == (err->code == SCRM_EXIT_OK), "a failure has a reason");
    must(result == 0 || (err->text && err->text[0]), "a reason has words");
    scrm_err_fini(err);
}

static void take_secret(void *ctx, struct scrm_slice key, struct scrm_slice name,
                        struct scrm_slice value)
{
    size_t *n = ctx;

    *n += key.len + name.len + value.len;
}

static int read_lexicon(const char *dir, struct scrm_err *err)
{
    static const char *const intents[] = {"complaint", "question", "praise"};
    struct scrm_lexicon_builder *builder = scrm_lexicon_builder_new("en", intents, 3);
    int result = scrm_lexicon_read(builder, dir, err);

    if (result == 0) {
        size_t size;
        void *bytes = scrm_lexicon_build(builder, &size);
        const struct scrm_lexicon *lexicon = scrm_lexicon_open(bytes, size, err);
        const struct scrm_lexeme lexemes[] = {{.hash = 1}, {.hash = 2}};
        struct scrm_lexicon_hit hits[8];

        must(lexicon != NULL, "what was built is a lexicon");
        must(scrm_lexicon_walk(lexicon, lexemes, 2, 0, hits, 8) <= 8, "hits are bounded");
        free(bytes);
    }
    scrm_lexicon_builder_free(builder);
    return result;
}

static int read_accounts(const char *path, struct scrm_err *err)
{
    struct scrm_accounts accounts = {0};
    struct scrm_buf scratch = {0};
    int result = scrm_accounts_load(&accounts, path, err);

    if (result == 0)
        scrm_accounts_find(&accounts, SCRM_SLICE("x"), SCRM_SLICE("1"), SCRM_SLICE("@a"),
                           &scratch);
    scrm_accounts_fini(&accounts);
    scrm_buf_fini(&scratch);
    return result;
}

static int read_agents(const char *path, struct scrm_err *err)
{
    struct scrm_agents *agents = scrm_agents_load(path, err);
    int result = agents ? 0 : -1;

    if (agents) {
        scrm_agents_know(agents, SCRM_SLICE("ann"));
        scrm_agents_choose(agents, &(struct scrm_need){.assign = SCRM_SLICE("round_robin"),
                                                       .queue = SCRM_SLICE("billing")});
    }
    scrm_agents_free(agents);
    return result;
}

static int read_desk(const char *dir, struct scrm_err *err)
{
    struct scrm_desk desk = {0};
    int result = scrm_desk_load(&desk, dir, err);

    for (size_t i = 0; result == 0 && i < desk.n_sources; i++)
        must(desk.sources[i].name[0] && !strchr(desk.sources[i].name, '/') &&
                 strcmp(desk.sources[i].name, "..") != 0,
             "a source's name is a folder's");
    scrm_desk_fini(&desk);
    return result;
}

static int read_settings(const char *path, struct scrm_err *err)
{
    struct scrm_settings settings;
    int result;

    scrm_settings_init(&settings);
    result = scrm_settings_load(&settings, path, err);
    scrm_settings_fini(&settings);
    return result;
}

static int read_secrets(const char *path, struct scrm_err *err)
{
    size_t n = 0;
    int result = scrm_secrets_file_load(path, take_secret, &n, err);

    must(!err->excerpt, "no line of secrets is shown");
    return result;
}

/* What is read, under the name that its reader expects. */
static const struct kind {
    const char *file;
    int (*read)(const char *path, struct scrm_err *err);
    bool whole; /* it is given the folder */
} kinds[] = {
    {"words.csv", read_lexicon, true},     {"intents.csv", read_lexicon, true},
    {"about.csv", read_lexicon, true},     {"classes.csv", read_lexicon, true},
    {"emoticons.csv", read_lexicon, true}, {"accounts", read_accounts, false},
    {"agents", read_agents, false},        {"desk.yaml", read_desk, true},
    {"settings", read_settings, false},    {"secrets", read_secrets, false},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct kind *kind;
    struct scrm_err err = {0};
    char *path;

    if (size == 0)
        return 0;
    kind = &kinds[data[0] % (sizeof kinds / sizeof *kinds)];
    path = scrm_file_join(folder(), kind->file);
    {
        FILE *file = fopen(path, "wbe");

        must(file && fwrite(data + 1, 1, size - 1, file) == size - 1 && fclose(file) == 0,
             "there is a file");
    }
    check_refusal(kind->read(kind->whole ? folder() : path, &err), &err);
    unlink(path);
    free(path);
    return 0;
}
