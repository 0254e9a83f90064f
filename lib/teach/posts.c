/*
 * Posts in memory, each known by its id, so that order and repetition do not
 * matter when labelling goes on another day.
 */
#include "teach/posts.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "record/emit.h"
#include "record/value.h"
#include "table/table.h"

static int add_path(struct scrm_keys *keys, const char *a, const char *b, const char *c,
                    const char *d)
{
    const struct scrm_slice path[] = {scrm_slice_of(a), scrm_slice_of(b), scrm_slice_of(c),
                                      scrm_slice_of(d)};

    return scrm_keys_add(keys, path, d ? 4 : c ? 3 : b ? 2 : 1);
}

void scrm_hand_reader_init(struct scrm_hand_reader *reader, const char *field)
{
    static const char *const names[] = {
        [SCRM_HAND_ID] = "id",
        [SCRM_HAND_TITLE] = "title",
        [SCRM_HAND_TEXT] = "text",
        [SCRM_HAND_LANG] = "lang",
        [SCRM_HAND_NETWORK] = "network",
        [SCRM_HAND_CREATED] = "created_at",
        [SCRM_HAND_HANDLE] = "author_handle",
        [SCRM_HAND_NAME] = "author_name",
    };
    struct scrm_keys *keys = scrm_keys_new();

    *reader = (struct scrm_hand_reader){.field = field, .keys = keys};
    reader->slots[SCRM_HAND_FIELD] = add_path(keys, field, NULL, NULL, NULL);
    for (int i = SCRM_HAND_ID; i <= SCRM_HAND_NAME; i++)
        reader->slots[i] = add_path(keys, names[i], NULL, NULL, NULL);
    reader->slots[SCRM_HAND_LABEL] = add_path(keys, "score", "labels", field, "label");
    reader->slots[SCRM_HAND_SURE] = add_path(keys, "score", "labels", field, "p");
    reader->slots[SCRM_HAND_ROUTE] = add_path(keys, "route", field, NULL, NULL);
    scrm_keys_build(keys);
    reader->values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *reader->values);
    reader->line.values = reader->values;
}

void scrm_hand_reader_fini(struct scrm_hand_reader *reader)
{
    scrm_keys_free(reader->keys);
    scrm_scanner_fini(&reader->scanner);
    scrm_arena_fini(&reader->arena);
    free(reader->values);
}

int scrm_hand_scan(struct scrm_hand_reader *reader, struct scrm_slice line,
                   struct scrm_err *err)
{
    scrm_arena_reset(&reader->arena);
    return scrm_scan(&reader->scanner, reader->keys, line, &reader->line, err);
}

struct scrm_slice scrm_hand_text(struct scrm_hand_reader *reader, enum scrm_hand_slot slot)
{
    return scrm_value_text(reader->values[reader->slots[slot]], &reader->arena);
}

struct scrm_digest scrm_hand_who(struct scrm_hand_reader *reader)
{
    struct scrm_slice id = scrm_hand_text(reader, SCRM_HAND_ID), title, text;
    struct scrm_buf words = {0};
    struct scrm_digest who;

    if (id.len)
        return scrm_digest(id.at, id.len);
    title = scrm_hand_text(reader, SCRM_HAND_TITLE);
    text = scrm_hand_text(reader, SCRM_HAND_TEXT);
    scrm_buf_put_slice(&words, title);
    scrm_buf_putc(&words, '\n');
    scrm_buf_put_slice(&words, text);
    who = scrm_digest(words.at, words.len);
    scrm_buf_fini(&words);
    return who;
}

static struct scrm_slice key_of(const struct scrm_digest *who)
{
    return (struct scrm_slice){(const char *)who, sizeof *who};
}

size_t scrm_hand_posts_find(const struct scrm_hand_posts *posts, struct scrm_digest who)
{
    const struct scrm_map_entry *entry = scrm_map_get(&posts->by_who, key_of(&who));

    return entry ? (size_t)entry->value : SIZE_MAX;
}

/* A post without words cannot be judged; one that came before need not be. */
static int take_line(struct scrm_hand_posts *posts, struct scrm_hand_reader *reader,
                     struct scrm_slice line, struct scrm_err *err)
{
    struct scrm_map_entry *entry;
    struct scrm_digest who;
    bool added;

    if (scrm_hand_scan(reader, line, err))
        return -1;
    if (!scrm_slice_trim(scrm_hand_text(reader, SCRM_HAND_TEXT)).len &&
        !scrm_slice_trim(scrm_hand_text(reader, SCRM_HAND_TITLE)).len)
        return 0;
    who = scrm_hand_who(reader);
    entry = scrm_map_put(&posts->by_who, key_of(&who), &added);
    if (!added)
        return 0;
    entry->value = posts->n;
    SCRM_GROW(posts->at, posts->n, posts->cap);
    posts->at[posts->n++] = (struct scrm_hand_post){.line = line};
    return 0;
}

/* Rows of a table as objects of strings, a line each. */
static int write_rows(struct scrm_buf *bytes, const char *path, struct scrm_err *err)
{
    struct scrm_table *table = scrm_table_parse(scrm_buf_slice(bytes), path, err);
    struct scrm_buf lines = {0}, name = {0};

    if (!table)
        return -1;
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        scrm_buf_putc(&lines, '{');
        for (size_t column = 0; column < scrm_table_columns(table); column++) {
            struct scrm_slice field = scrm_table_get(table, row, (int)column);

            if (!field.len)
                continue;
            scrm_emit_comma(&lines);
            scrm_emit_text(&lines, scrm_table_name(table, column));
            scrm_buf_putc(&lines, ':');
            scrm_emit_repaired(&lines, field);
        }
        scrm_buf_puts(&lines, "}\n");
    }
    scrm_table_free(table);
    scrm_buf_fini(&name);
    scrm_buf_fini(bytes);
    *bytes = lines;
    return 0;
}

static bool is_table(const char *path)
{
    size_t len = strlen(path);

    return len > 4 &&
           (strcmp(path + len - 4, ".csv") == 0 || strcmp(path + len - 4, ".tsv") == 0);
}

int scrm_hand_posts_read(struct scrm_hand_posts *posts, struct scrm_hand_reader *reader,
                         const char *path, struct scrm_err *err)
{
    struct scrm_slice rest;
    uint64_t number = 0;

    if (scrm_file_read(path, &posts->bytes, err))
        return scrm_err_at(err, path, 0, 0);
    if (is_table(path) && write_rows(&posts->bytes, path, err))
        return -1;
    rest = scrm_scan_padded(&posts->bytes);
    if (scrm_slice_starts(rest, "\xEF\xBB\xBF"))
        rest = (struct scrm_slice){rest.at + 3, rest.len - 3};
    while (rest.len && !err->code) {
        const char *end = memchr(rest.at, '\n', rest.len);
        struct scrm_slice line = {rest.at, end ? (size_t)(end - rest.at) : rest.len};

        rest.at += line.len + (end != NULL);
        rest.len -= line.len + (end != NULL);
        number++;
        if (scrm_slice_trim(line).len && take_line(posts, reader, line, err))
            scrm_err_at(err, path, number, 0);
    }
    return err->code ? -1 : 0;
}

void scrm_hand_posts_fini(struct scrm_hand_posts *posts)
{
    scrm_buf_fini(&posts->bytes);
    scrm_map_fini(&posts->by_who);
    free(posts->at);
    *posts = (struct scrm_hand_posts){.n = 0};
}
