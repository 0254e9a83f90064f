/*
 * Reading labelled rows. A row without a text is skipped and counted; a row
 * without a label counts for the other labels only.
 */
#include "train/examples.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "record/end.h"
#include "record/value.h"
#include "table/table.h"

/* By what rows belong together where nobody says it. */
enum { OWN_GROUPS = 3 };
static const char *const own_groups[OWN_GROUPS] = {"conversation", "case", "author_id"};

/* A row's parts on their way in. */
struct parts {
    struct scrm_slice text, title, lang, group;
    struct scrm_slice labels[SCRM_LABELS_MAX];
};

static int take_label(struct scrm_labelling *labelling, size_t row, struct scrm_slice name,
                      struct scrm_err *err)
{
    struct scrm_map_entry *entry;
    bool added;

    name = scrm_slice_trim(name);
    if (row >= labelling->cap) {
        labelling->cap = labelling->cap ? labelling->cap * 2 : 1024;
        labelling->of = scrm_realloc(labelling->of, labelling->cap, 1);
    }
    labelling->of[row] = SCRM_NO_CLASS;
    if (!name.len)
        return 0;
    entry = scrm_map_put(&labelling->names, name, &added);
    if (added) {
        entry->value = labelling->names.n - 1;
        if (labelling->names.n > SCRM_MODEL_CLASSES_MAX)
            return scrm_err_set(err, SCRM_EXIT_DATA,
                                "more than %d classes; is this field a label?",
                                SCRM_MODEL_CLASSES_MAX);
    }
    labelling->of[row] = (uint8_t)entry->value;
    return 0;
}

static void keep_text(struct scrm_examples *examples, struct scrm_slice text)
{
    size_t row = examples->corpus.n;

    if (row >= examples->cap_texts) {
        examples->cap_texts = examples->cap_texts ? examples->cap_texts * 2 : 1024;
        examples->text_at =
            scrm_realloc(examples->text_at, examples->cap_texts, sizeof(size_t));
    }
    examples->text_at[row] = examples->texts.len;
    scrm_buf_put_slice(&examples->texts, text);
    scrm_buf_putc(&examples->texts, 0);
}

static int take_row(struct scrm_examples *examples, const struct parts *parts,
                    struct scrm_err *err)
{
    int16_t extras[SCRM_SCORE_EXTRAS_N];
    const struct scrm_features *features;
    struct scrm_slice lang = parts->lang, group = parts->group;
    size_t row = examples->corpus.n;

    if (!scrm_slice_trim(parts->text).len && !scrm_slice_trim(parts->title).len) {
        examples->skipped++;
        return 0;
    }
    for (size_t i = 0; i < examples->fields.n_labels; i++)
        if (take_label(&examples->labels[i], row, parts->labels[i], err))
            return scrm_err_member(err, examples->fields.labels[i]);
    if (examples->fields.lang)
        lang = scrm_slice_of(examples->fields.lang);
    if (!group.len)
        group = parts->text.len ? parts->text : parts->title;
    if (examples->fields.keep)
        keep_text(examples, parts->text);
    features = scrm_score_gather(examples->worker, parts->title, parts->text, lang,
                                 examples->fields.reads, extras);
    examples->corpus.n_extras = SCRM_SCORE_EXTRAS_N;
    scrm_corpus_add(&examples->corpus, features, extras,
                    examples->fields.aside ? SCRM_CORPUS_ASIDE
                                           : scrm_digest(group.at, group.len).low);
    return 0;
}

/* --- CSV --- */

/* A column that is not there: perhaps the first line is no header. */
static void hint_header(const struct scrm_table *table, struct scrm_err *err)
{
    struct scrm_buf names = {0};

    for (size_t i = 0; i < scrm_table_columns(table) && names.len < 200; i++)
        scrm_buf_printf(&names, "%s%.*s", i ? ", " : "", SCRM_FMT(scrm_table_name(table, i)));
    scrm_err_hint(err, "the first line has to name the columns; it says: %s",
                  scrm_buf_text(&names));
    scrm_buf_fini(&names);
}

static int read_table(struct scrm_examples *examples, const char *path, struct scrm_slice text,
                      struct scrm_err *err)
{
    const struct scrm_example_fields *fields = &examples->fields;
    struct scrm_table *table = scrm_table_parse(text, path, err);
    int words, title, lang, group = -1, groups[OWN_GROUPS], labels[SCRM_LABELS_MAX] = {0};

    if (!table)
        return -1;
    words = scrm_table_need(table, fields->text, err);
    title = scrm_table_column(table, "title");
    lang = scrm_table_column(table, "lang");
    for (int i = 0; i < OWN_GROUPS; i++)
        groups[i] = fields->group ? -1 : scrm_table_column(table, own_groups[i]);
    if (fields->group)
        group = scrm_table_need(table, fields->group, err);
    for (size_t i = 0; i < fields->n_labels; i++)
        labels[i] = scrm_table_need(table, fields->labels[i], err);
    if (err->code && !err->hint)
        hint_header(table, err);
    for (size_t row = 0; !err->code && row < scrm_table_rows(table); row++) {
        struct parts parts = {.text = scrm_table_get(table, row, words),
                              .title = scrm_table_get(table, row, title),
                              .lang = scrm_table_get(table, row, lang),
                              .group = scrm_table_get(table, row, group)};

        for (int i = 0; !parts.group.len && i < OWN_GROUPS; i++)
            parts.group = scrm_table_get(table, row, groups[i]);
        for (size_t i = 0; i < fields->n_labels; i++)
            parts.labels[i] = scrm_table_get(table, row, labels[i]);
        if (take_row(examples, &parts, err))
            scrm_err_at(err, path, scrm_table_line(table, row), 0);
    }
    scrm_table_free(table);
    return err->code ? -1 : 0;
}

/* --- NDJSON --- */

struct line_reader {
    struct scrm_keys *keys;
    int text, title, lang, group, own_groups[OWN_GROUPS], labels[SCRM_LABELS_MAX];
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
};

static void line_reader_begin(struct line_reader *reader,
                              const struct scrm_example_fields *fields)
{
    *reader = (struct line_reader){.keys = scrm_keys_new(), .group = -1};
    reader->text = scrm_keys_add_dotted(reader->keys, fields->text);
    reader->title = scrm_keys_add_dotted(reader->keys, "title");
    reader->lang = scrm_keys_add_dotted(reader->keys, "lang");
    for (int i = 0; i < OWN_GROUPS; i++)
        reader->own_groups[i] = scrm_keys_add_dotted(reader->keys, own_groups[i]);
    if (fields->group)
        reader->group = scrm_keys_add_dotted(reader->keys, fields->group);
    for (size_t i = 0; i < fields->n_labels; i++)
        reader->labels[i] = scrm_keys_add_dotted(reader->keys, fields->labels[i]);
    scrm_keys_build(reader->keys);
    reader->values = scrm_alloc_zero(scrm_keys_count(reader->keys), sizeof *reader->values);
}

static void line_reader_end(struct line_reader *reader)
{
    scrm_keys_free(reader->keys);
    scrm_scanner_fini(&reader->scanner);
    scrm_arena_fini(&reader->arena);
    free(reader->values);
}

/* A label or a group may be a string, a number or a boolean. */
static struct scrm_slice plain(struct line_reader *reader, int slot)
{
    struct scrm_value value = {0};

    if (slot >= 0)
        value = reader->values[slot];
    if (value.kind == SCRM_STRING)
        return scrm_value_text(value, &reader->arena);
    if (value.kind == SCRM_NUMBER || value.kind == SCRM_TRUE || value.kind == SCRM_FALSE)
        return scrm_value_token(value);
    return (struct scrm_slice){NULL, 0};
}

static int read_line(struct scrm_examples *examples, struct line_reader *reader,
                     struct scrm_slice bytes, struct scrm_err *err)
{
    struct scrm_line line = {.values = reader->values};
    struct parts parts = {0};

    scrm_arena_reset(&reader->arena);
    if (scrm_scan(&reader->scanner, reader->keys, bytes, &line, err))
        return -1;
    if (scrm_value_is(reader->values[SCRM_SLOT_SCHEMA], SCRM_END_SCHEMA))
        return 0;
    parts.text = plain(reader, reader->text);
    parts.title = plain(reader, reader->title);
    parts.lang = plain(reader, reader->lang);
    parts.group = plain(reader, reader->group);
    for (int i = 0; !examples->fields.group && !parts.group.len && i < OWN_GROUPS; i++)
        parts.group = plain(reader, reader->own_groups[i]);
    for (size_t i = 0; i < examples->fields.n_labels; i++)
        parts.labels[i] = plain(reader, reader->labels[i]);
    return take_row(examples, &parts, err);
}

int scrm_examples_read_lines(struct scrm_examples *examples, const char *path,
                             struct scrm_buf *text, struct scrm_err *err)
{
    struct scrm_slice rest = scrm_scan_padded(text);
    struct line_reader reader;
    uint64_t number = 0;

    line_reader_begin(&reader, &examples->fields);
    if (scrm_slice_starts(rest, "\xEF\xBB\xBF"))
        rest = (struct scrm_slice){rest.at + 3, rest.len - 3};
    while (rest.len && !err->code) {
        const char *end = memchr(rest.at, '\n', rest.len);
        struct scrm_slice line = {rest.at, end ? (size_t)(end - rest.at) : rest.len};

        rest = (struct scrm_slice){rest.at + line.len + (end != NULL),
                                   rest.len - line.len - (end != NULL)};
        number++;
        if (scrm_slice_trim(line).len && read_line(examples, &reader, line, err))
            scrm_err_at(err, path, number, 0);
    }
    line_reader_end(&reader);
    return err->code ? -1 : 0;
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t len = strlen(path), tail = strlen(suffix);

    return len > tail && strcmp(path + len - tail, suffix) == 0;
}

int scrm_examples_read(struct scrm_examples *examples, const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int failed = scrm_file_read(path, &text, err);

    if (!failed)
        failed = ends_in(path, ".csv") || ends_in(path, ".tsv")
                     ? read_table(examples, path, scrm_buf_slice(&text), err)
                     : scrm_examples_read_lines(examples, path, &text, err);
    scrm_buf_fini(&text);
    return failed;
}

/* --- classes --- */

static int by_name(const void *a, const void *b)
{
    return scrm_slice_cmp((*(const struct scrm_map_entry *const *)a)->key,
                          (*(const struct scrm_map_entry *const *)b)->key);
}

static void sort_classes(struct scrm_labelling *labelling, size_t rows)
{
    const struct scrm_map_entry *order[SCRM_MODEL_CLASSES_MAX] = {NULL};
    uint8_t to[SCRM_MODEL_CLASSES_MAX] = {0};
    struct scrm_map sorted = {0};
    size_t n = labelling->names.n;

    for (size_t k = 0; k < n; k++)
        order[k] = &labelling->names.entries[k];
    qsort(order, n, sizeof *order, by_name);
    for (size_t k = 0; k < n; k++) {
        to[order[k]->value] = (uint8_t)k;
        scrm_map_put(&sorted, order[k]->key, NULL)->value = k;
    }
    for (size_t row = 0; row < rows; row++)
        if (labelling->of[row] != SCRM_NO_CLASS)
            labelling->of[row] = to[labelling->of[row]];
    scrm_map_fini(&labelling->names);
    labelling->names = sorted;
}

void scrm_examples_finish(struct scrm_examples *examples)
{
    for (size_t i = 0; i < examples->fields.n_labels; i++)
        sort_classes(&examples->labels[i], examples->corpus.n);
}

void scrm_examples_free(struct scrm_examples *examples)
{
    for (size_t i = 0; i < SCRM_LABELS_MAX; i++) {
        scrm_map_fini(&examples->labels[i].names);
        free(examples->labels[i].of);
    }
    scrm_corpus_fini(&examples->corpus);
    scrm_buf_fini(&examples->texts);
    free(examples->text_at);
}

uint32_t *scrm_examples_rows(const struct scrm_examples *examples, size_t label, size_t *n)
{
    uint32_t *rows = scrm_alloc_zero(examples->corpus.n + 1, sizeof *rows);

    *n = 0;
    for (size_t row = 0; row < examples->corpus.n; row++)
        if (examples->labels[label].of[row] != SCRM_NO_CLASS)
            rows[(*n)++] = (uint32_t)row;
    return rows;
}

size_t scrm_examples_size(const struct scrm_examples *examples, size_t label, size_t class)
{
    size_t n = 0;

    for (size_t row = 0; row < examples->corpus.n; row++)
        n += examples->labels[label].of[row] == class;
    return n;
}

size_t scrm_examples_prune(struct scrm_examples *examples, size_t label, size_t least)
{
    struct scrm_labelling *labelling = &examples->labels[label];
    uint8_t to[SCRM_MODEL_CLASSES_MAX];
    size_t n = labelling->names.n;
    struct scrm_map left = {0};

    for (size_t k = 0; k < n; k++) {
        to[k] = SCRM_NO_CLASS;
        if (scrm_examples_size(examples, label, k) >= least) {
            to[k] = (uint8_t)left.n;
            scrm_map_put(&left, labelling->names.entries[k].key, NULL)->value = to[k];
        }
    }
    for (size_t row = 0; row < examples->corpus.n; row++)
        if (labelling->of[row] != SCRM_NO_CLASS)
            labelling->of[row] = to[labelling->of[row]];
    scrm_map_fini(&labelling->names);
    labelling->names = left;
    return n - left.n;
}

void scrm_examples_drop(struct scrm_examples *examples, size_t label)
{
    scrm_map_fini(&examples->labels[label].names);
    free(examples->labels[label].of);
    for (size_t i = 0; i < examples->fields.n_labels; i++)
        examples->left[i] = examples->fields.labels[i];
    examples->fields.n_labels--;
    for (size_t i = label; i < examples->fields.n_labels; i++) {
        examples->labels[i] = examples->labels[i + 1];
        examples->left[i] = examples->left[i + 1];
    }
    examples->labels[examples->fields.n_labels] = (struct scrm_labelling){.cap = 0};
    examples->fields.labels = examples->left;
}

size_t scrm_examples_classes(const struct scrm_examples *examples, size_t label)
{
    return examples->labels[label].names.n;
}

const char *scrm_examples_class(const struct scrm_examples *examples, size_t label,
                                size_t class)
{
    return examples->labels[label].names.entries[class].key.at;
}
