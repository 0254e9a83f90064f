/*
 * The CSV files of a language's folder, read into a lexicon builder. Which
 * files there are, what their columns mean and how large a weight may be
 * stands in one table here.
 */
#include "model/compile.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/num.h"
#include "table/table.h"

static const struct source {
    const char *name;
    enum scrm_signal signal;
    int16_t least, most; /* thousandths */
    bool literal;        /* emoticons: byte for byte */
} sources[] = {
    {"words.csv", SCRM_SIGNAL_SENTIMENT, -4000, 4000, false},
    {"idioms.csv", SCRM_SIGNAL_SENTIMENT, -4000, 4000, false},
    {"emoji.csv", SCRM_SIGNAL_SENTIMENT, -4000, 4000, false},
    {"emoticons.csv", SCRM_SIGNAL_SENTIMENT, -4000, 4000, true},
    {"intensifiers.csv", SCRM_SIGNAL_INTENSITY, -1000, 1000, false},
    {"negations.csv", SCRM_SIGNAL_NEGATION, 0, 1000, false},
    {"intents.csv", SCRM_SIGNAL_INTENT, -1000, 1000, false},
    {"urgency.csv", SCRM_SIGNAL_URGENCY, -1000, 1000, false},
    {"reply.csv", SCRM_SIGNAL_REPLY, -1000, 1000, false},
    {"spam.csv", SCRM_SIGNAL_SPAM, -1000, 1000, false},
};

enum { SOURCES_N = sizeof sources / sizeof *sources };

static const struct {
    const char *name;
    enum scrm_trait trait;
} traits[] = {
    {"service", SCRM_TRAIT_SERVICE}, {"sarcasm", SCRM_TRAIT_SARCASM},
    {"after", SCRM_TRAIT_AFTER},     {"resolved", SCRM_TRAIT_RESOLVED},
    {"final", SCRM_TRAIT_FINAL},     {"profane", SCRM_TRAIT_PROFANE},
    {"weak", SCRM_TRAIT_WEAK},       {"polite", SCRM_TRAIT_POLITE},
    {"verb", SCRM_TRAIT_VERB},       {"around", SCRM_TRAIT_AROUND},
    {"sorrow", SCRM_TRAIT_SORROW},
};

enum { TRAITS_N = sizeof traits / sizeof *traits };

/* The next word of `rest`, absent at its end. */
static struct scrm_slice next_word(struct scrm_slice *rest)
{
    struct scrm_slice word = {NULL, 0};

    *rest = scrm_slice_trim(*rest);
    if (rest->len) {
        const char *blank = memchr(rest->at, ' ', rest->len);

        word = (struct scrm_slice){rest->at, blank ? (size_t)(blank - rest->at) : rest->len};
        rest->at += word.len;
        rest->len -= word.len;
    }
    return word;
}

static int read_traits(const struct scrm_table *table, size_t row, int column, uint16_t *set,
                       struct scrm_err *err)
{
    struct scrm_slice rest = scrm_table_get(table, row, column), word;

    while ((word = next_word(&rest)).len) {
        size_t i = 0;

        while (i < TRAITS_N && !scrm_slice_is(word, traits[i].name))
            i++;
        if (i == TRAITS_N)
            return scrm_table_error(table, row, column, err, "unknown kind \"%.*s\"",
                                    SCRM_FMT(word));
        *set = (uint16_t)(*set | traits[i].trait);
    }
    return 0;
}

static int read_weight(const struct scrm_table *table, size_t row, int column,
                       const struct source *source, int16_t *weight, struct scrm_err *err)
{
    int64_t fixed;

    if (scrm_num_fixed(scrm_slice_trim(scrm_table_get(table, row, column)), &fixed))
        return scrm_table_error(table, row, column, err, "expected a number");
    if (fixed < (int64_t)source->least * 10 || fixed > (int64_t)source->most * 10)
        return scrm_table_error(table, row, column, err, "expected %d to %d",
                                source->least / 1000, source->most / 1000);
    *weight = (int16_t)(fixed / 10);
    return 0;
}

static int read_intent(struct scrm_lexicon_builder *builder, const struct scrm_table *table,
                       size_t row, int column, uint8_t *detail, struct scrm_err *err)
{
    struct scrm_slice name = scrm_slice_trim(scrm_table_get(table, row, column));
    const char *nearest = NULL;
    int intent = scrm_lexicon_intent(builder, name, &nearest);

    if (intent < 0) {
        scrm_table_error(table, row, column, err, "unknown intent \"%.*s\"", SCRM_FMT(name));
        return nearest ? scrm_err_hint(err, "did you mean \"%s\"?", nearest) : -1;
    }
    *detail = (uint8_t)intent;
    return 0;
}

/* The rows of a file whose columns are term, weight and perhaps intent and kinds. */
static int read_cues(struct scrm_lexicon_builder *builder, const struct scrm_table *table,
                     const struct source *source, struct scrm_err *err)
{
    int term = scrm_table_need(table, "term", err);
    int weight = scrm_table_need(table, "weight", err);
    int kinds = scrm_table_column(table, "kinds");
    int intent = -1;

    if (source->signal == SCRM_SIGNAL_INTENT)
        intent = scrm_table_need(table, "intent", err);
    if (err->code)
        return -1;
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice text = scrm_table_get(table, row, term);
        struct scrm_cue cue = {.signal = (uint8_t)source->signal};
        struct scrm_err bad = {0};
        int failed;

        if (read_weight(table, row, weight, source, &cue.weight, err) ||
            read_traits(table, row, kinds, &cue.traits, err) ||
            (intent >= 0 && read_intent(builder, table, row, intent, &cue.detail, err)))
            return -1;
        failed = source->literal ? scrm_lexicon_add_emoticon(builder, text, &cue, &bad)
                                 : scrm_lexicon_add(builder, text, &cue, &bad);
        if (failed)
            scrm_table_error(table, row, term, err, "%s", bad.text);
        scrm_err_fini(&bad);
        if (failed)
            return -1;
        scrm_lexicon_count_row(builder, source->signal);
    }
    return 0;
}

static int read_classes(struct scrm_lexicon_builder *builder, const struct scrm_table *table,
                        struct scrm_err *err)
{
    int class = scrm_table_need(table, "class", err);
    int words = scrm_table_need(table, "words", err);

    if (err->code)
        return -1;
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice name = scrm_slice_trim(scrm_table_get(table, row, class));
        struct scrm_slice rest = scrm_table_get(table, row, words), word;

        while ((word = next_word(&rest)).len) {
            struct scrm_err bad = {0};
            int failed = scrm_lexicon_add_class(builder, name, word, &bad);

            if (failed)
                scrm_table_error(table, row, words, err, "%s", bad.text);
            scrm_err_fini(&bad);
            if (failed)
                return -1;
        }
    }
    return 0;
}

static int read_about(struct scrm_lexicon_builder *builder, const struct scrm_table *table,
                      struct scrm_err *err)
{
    int name = scrm_table_need(table, "name", err);
    int value = scrm_table_need(table, "value", err);

    if (err->code)
        return -1;
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice what = scrm_slice_trim(scrm_table_get(table, row, name));
        struct scrm_slice said = scrm_slice_trim(scrm_table_get(table, row, value));
        struct scrm_err bad = {0};

        if (scrm_slice_is(what, "version"))
            scrm_lexicon_set_version(builder, said);
        else
            scrm_lexicon_set_spelling(builder, what, said, &bad);
        if (bad.code)
            scrm_table_error(table, row, value, err, "%s", bad.text);
        scrm_err_fini(&bad);
        if (err->code)
            return -1;
    }
    return 0;
}

/* Loads DIR/NAME, where there is one, and hands it to its reader. `*found` counts it. */
static int read_file(struct scrm_lexicon_builder *builder, const char *dir, const char *name,
                     const struct source *source, size_t *found, struct scrm_err *err)
{
    char *path = scrm_file_join(dir, name);
    struct scrm_buf text = {.max = SCRM_FIELD_MAX};
    struct scrm_err missing = {0};
    struct scrm_table *table = NULL;
    int failed = scrm_file_read(path, &text, &missing);

    if (failed && missing.code == SCRM_EXIT_NOINPUT)
        failed = 0; /* every file is optional */
    else if (failed)
        scrm_err_set(err, missing.code, "%s", missing.text);
    else if (!(table = scrm_table_parse(scrm_buf_slice(&text), path, err)))
        failed = -1;
    else if (source)
        failed = read_cues(builder, table, source, err);
    else
        failed = name[0] == 'c' ? read_classes(builder, table, err)
                                : read_about(builder, table, err);
    if (table) {
        scrm_lexicon_take_source(builder, scrm_buf_slice(&text));
        ++*found;
    }
    scrm_table_free(table);
    scrm_err_fini(&missing);
    scrm_buf_fini(&text);
    free(path);
    return failed ? -1 : 0;
}

/* Refuses CSV files that nothing would read: a typing error in a name must not pass in silence.
 */
static int check_names(const char *dir, struct scrm_err *err)
{
    const char *known[SOURCES_N + 2] = {"about.csv", "classes.csv"};
    DIR *open = opendir(dir);
    struct dirent *entry;

    if (!open)
        return scrm_err_errno(err, errno == ENOTDIR ? SCRM_EXIT_NOINPUT : 0, "%s", dir);
    for (size_t i = 0; i < SOURCES_N; i++)
        known[i + 2] = sources[i].name;
    while ((entry = readdir(open))) {
        size_t len = strlen(entry->d_name), i = 0;

        if (entry->d_name[0] == '.' || len < 4 || strcmp(entry->d_name + len - 4, ".csv") != 0)
            continue;
        while (i < SOURCES_N + 2 && strcmp(entry->d_name, known[i]) != 0)
            i++;
        if (i == SOURCES_N + 2) {
            const char *near = scrm_err_nearest(scrm_slice_of(entry->d_name), known, i);

            scrm_err_set(err, SCRM_EXIT_CONFIG, "%s/%s: no such file in a lexicon", dir,
                         entry->d_name);
            if (near)
                scrm_err_hint(err, "did you mean \"%s\"?", near);
            break;
        }
    }
    closedir(open);
    return err->code ? -1 : 0;
}

int scrm_lexicon_read(struct scrm_lexicon_builder *builder, const char *dir,
                      struct scrm_err *err)
{
    size_t found = 0;

    if (check_names(dir, err) || read_file(builder, dir, "about.csv", NULL, &found, err) ||
        read_file(builder, dir, "classes.csv", NULL, &found, err))
        return -1;
    for (size_t i = 0; i < SOURCES_N; i++)
        if (read_file(builder, dir, sources[i].name, &sources[i], &found, err))
            return -1;
    if (!found)
        return scrm_err_set(err, SCRM_EXIT_NOINPUT, "%s: no lexicon in this folder", dir);
    return 0;
}
