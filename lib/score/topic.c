/*
 * Topics and brands out of the operator's term lists (--terms). A name may
 * have many terms; a post gets each name once, in the order of the lists.
 */
#include "score/topic.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "record/emit.h"
#include "table/table.h"

void scrm_topics_fini(struct scrm_topics *topics)
{
    scrm_terms_free(topics->terms);
    for (size_t i = 0; i < topics->n; i++)
        free(topics->names[i].name);
    free(topics->names);
    scrm_buf_fini(&topics->digests);
    *topics = (struct scrm_topics){0};
}

/* The id of a name, taken up where it is new. `map` knows the names so far. */
static uint32_t name_id(struct scrm_topics *topics, struct scrm_map *map,
                        struct scrm_slice name, bool brand)
{
    struct scrm_buf key = {0};
    struct scrm_map_entry *entry;
    bool added;

    scrm_buf_putc(&key, brand ? 'b' : 't');
    scrm_buf_put_slice(&key, name);
    entry = scrm_map_put(map, scrm_buf_slice(&key), &added);
    if (added) {
        SCRM_GROW(topics->names, topics->n, topics->cap);
        topics->names[topics->n] =
            (struct scrm_topic_name){scrm_strndup(name.at, name.len), brand};
        entry->value = topics->n++;
    }
    scrm_buf_fini(&key);
    return (uint32_t)entry->value;
}

static int read_rows(struct scrm_topics *topics, const struct scrm_table *table,
                     struct scrm_map *map, struct scrm_err *err)
{
    int term = scrm_table_need(table, "term", err);
    const int columns[2] = {scrm_table_column(table, "topic"),
                            scrm_table_column(table, "brand")};

    if (term < 0)
        return -1;
    if (columns[0] < 0 && columns[1] < 0)
        return scrm_table_need(table, "topic", err);
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice text = scrm_slice_trim(scrm_table_get(table, row, term));
        struct scrm_err bad = {0};
        bool named = false;

        for (int brand = 0; brand < 2; brand++) {
            struct scrm_slice name =
                scrm_slice_trim(scrm_table_get(table, row, columns[brand]));

            if (!name.len)
                continue;
            named = true;
            if (scrm_terms_add(topics->terms, text, name_id(topics, map, name, brand), &bad))
                scrm_table_error(table, row, term, err, "%s", bad.text);
        }
        scrm_err_fini(&bad);
        if (!named)
            scrm_table_error(table, row, term, err, "a term without a topic or a brand");
        if (err->code)
            return -1;
    }
    return 0;
}

int scrm_topics_read(struct scrm_topics *topics, const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {.max = SCRM_FIELD_MAX};
    struct scrm_map map = {0};
    struct scrm_table *table = NULL;
    int failed = -1;

    if (!topics->terms)
        topics->terms = scrm_terms_new();
    for (size_t i = 0; i < topics->n; i++) { /* files share their names */
        struct scrm_buf key = {0};

        scrm_buf_printf(&key, "%c%s", topics->names[i].brand ? 'b' : 't',
                        topics->names[i].name);
        scrm_map_put(&map, scrm_buf_slice(&key), NULL)->value = i;
        scrm_buf_fini(&key);
    }
    if (!scrm_file_read(path, &text, err) &&
        (table = scrm_table_parse(scrm_buf_slice(&text), path, err))) {
        scrm_digest_put(&topics->digests, scrm_digest(scrm_buf_text(&text), text.len));
        failed = read_rows(topics, table, &map, err);
    }
    scrm_table_free(table);
    scrm_map_fini(&map);
    scrm_buf_fini(&text);
    return failed;
}

void scrm_topics_build(struct scrm_topics *topics)
{
    if (topics->terms)
        scrm_terms_build(topics->terms);
}

struct scanning {
    const struct scrm_topics *topics;
    struct scrm_topics_seen *seen;
    struct scrm_why *why;
};

static bool found(void *ctx, uint32_t id, size_t from, size_t to)
{
    struct scanning *scanning = ctx;
    const struct scrm_topic_name *name = &scanning->topics->names[id];

    if (scanning->seen->seen[id])
        return true;
    scanning->seen->seen[id] = true;
    scanning->seen->n++;
    scrm_why_add(scanning->why,
                 &(struct scrm_reason){.signal = name->brand ? "brands" : "topics",
                                       .term = name->name,
                                       .weight = 10000,
                                       .from = (uint32_t)from,
                                       .to = (uint32_t)to});
    return true;
}

void scrm_topics_scan(const struct scrm_topics *topics, struct scrm_slice text,
                      struct scrm_topics_seen *seen, struct scrm_why *why)
{
    struct scanning scanning = {topics, seen, why};

    if (topics->terms && text.len)
        scrm_terms_scan(topics->terms, text, found, &scanning);
}

void scrm_topics_write(const struct scrm_topics *topics, struct scrm_topics_seen *seen,
                       struct scrm_buf *out)
{
    for (int brand = 0; brand < 2; brand++) {
        scrm_emit_key(out, brand ? "brands" : "topics");
        scrm_buf_putc(out, '[');
        for (size_t i = 0; seen->n && i < topics->n; i++)
            if (seen->seen[i] && topics->names[i].brand == (brand == 1)) {
                scrm_emit_comma(out);
                scrm_emit_text(out, scrm_slice_of(topics->names[i].name));
            }
        scrm_buf_putc(out, ']');
    }
    if (seen->n)
        memset(seen->seen, 0, topics->n * sizeof *seen->seen);
    seen->n = 0;
}
