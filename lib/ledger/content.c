/*
 * What can be erased: texts, names, ids as people know them. One row for each
 * post, of its latest revision; notes have a row of their own.
 */
#include "ledger/inner.h"

#define FIELD(name)                                                                            \
    {                                                                                          \
#name, offsetof(struct scrm_content, name)                                             \
    }
static const struct {
    const char *name;
    size_t offset;
} fields[SCRM_CONTENT_FIELDS] = {
    FIELD(id),         FIELD(url),         FIELD(channel),       FIELD(title),
    FIELD(text),       FIELD(author_id),   FIELD(author_handle), FIELD(author_name),
    FIELD(author_url), FIELD(customer_id), FIELD(customer_name),
};

const char *scrm_content_name(size_t field)
{
    return fields[field].name;
}

struct scrm_slice *scrm_content_field(struct scrm_content *content, size_t field)
{
    return (struct scrm_slice *)((char *)content + fields[field].offset);
}

void scrm_content_of_row(const struct scrm_statement *row, struct scrm_content *content)
{
    int i;

    for (i = 0; i < SCRM_CONTENT_FIELDS; i++)
        *scrm_content_field(content, (size_t)i) = scrm_column_text(row, i);
}

int scrm_content_put(struct scrm_ledger *ledger, uint64_t seq,
                     const struct scrm_content *content, struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_CONTENT_PUT, err);
    struct scrm_content copy = *content;
    int i;

    if (!put)
        return -1;
    scrm_bind_int(put, 1, (int64_t)seq);
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++)
        scrm_bind_text(put, i + 2, *scrm_content_field(&copy, (size_t)i));
    return scrm_statement_run(put, err);
}

int scrm_content_drop(struct scrm_ledger *ledger, uint64_t seq, struct scrm_err *err)
{
    struct scrm_statement *drop = scrm_ledger_sql(ledger, SQL_CONTENT_DROP, err);

    if (!drop)
        return -1;
    scrm_bind_int(drop, 1, (int64_t)seq);
    return scrm_statement_run(drop, err);
}

/* Copies the texts, so that no statement stays open and holds an old view. */
static void keep_content(struct scrm_ledger *ledger, struct scrm_content *content)
{
    size_t i;

    scrm_arena_reset(&ledger->content);
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++) {
        struct scrm_slice *field = scrm_content_field(content, i);

        if (field->at)
            field->at = scrm_arena_copy(&ledger->content, field->at, field->len);
    }
}

int scrm_ledger_content(struct scrm_ledger *ledger, uint64_t seq, struct scrm_content *content,
                        struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_CONTENT_GET, err);
    int step;

    *content = (struct scrm_content){0};
    if (!select)
        return -1;
    scrm_bind_int(select, 1, (int64_t)seq);
    step = scrm_statement_step(select, err);
    if (step > 0) {
        scrm_content_of_row(select, content);
        keep_content(ledger, content);
        scrm_statement_reset(select);
    }
    return step;
}
