/*
 * Everything as NDJSON: authors' numbers, counts, settings, then each event and behind
 * it the content it brought, and an end line, so that a copy that was cut
 * short is known as such. The cases themselves are not written: they follow.
 */
#include "ledger/inner.h"

#include "record/end.h"

/* Lines go out when this much has come together. */
#define CHUNK_BYTES ((size_t)256 << 10)

struct exporting {
    struct scrm_ledger *ledger;
    scrm_ledger_put *put;
    void *ctx;
    struct scrm_buf out;
    uint64_t lines;
};

static int end_line(struct exporting *to, struct scrm_err *err)
{
    int result = 0;

    scrm_buf_putc(&to->out, '\n');
    to->lines++;
    if (to->out.len >= CHUNK_BYTES) {
        result = to->put(to->ctx, scrm_buf_slice(&to->out), err);
        scrm_buf_reset(&to->out);
    }
    return result;
}

static int put_authors(struct exporting *to, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(to->ledger, SQL_AUTHORS, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        scrm_buf_puts(&to->out, "{\"schema\":\"scrm.author/1\"");
        scrm_emit_member_int(&to->out, "author", scrm_column_int(select, 0));
        scrm_buf_printf(&to->out, ",\"digest\":\"%016llx\"}",
                        (unsigned long long)scrm_column_int(select, 1));
        if (end_line(to, err))
            return -1;
    }
    return step;
}

static int put_counts(struct exporting *to, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(to->ledger, SQL_COUNTS, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        scrm_buf_puts(&to->out, "{\"schema\":\"scrm.count/1\"");
        scrm_emit_member_text(&to->out, "name", scrm_column_text(select, 0));
        scrm_emit_member_int(&to->out, "n", scrm_column_int(select, 1));
        scrm_buf_putc(&to->out, '}');
        if (end_line(to, err))
            return -1;
    }
    return step;
}

static int put_settings(struct exporting *to, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(to->ledger, SQL_SETTINGS, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        scrm_buf_puts(&to->out, "{\"schema\":\"scrm.setting/1\"");
        scrm_emit_member_text(&to->out, "name", scrm_column_text(select, 0));
        scrm_emit_member_text(&to->out, "value", scrm_column_text(select, 1));
        scrm_buf_putc(&to->out, '}');
        if (end_line(to, err))
            return -1;
    }
    return step;
}

static int put_content(struct exporting *to, uint64_t seq, struct scrm_err *err)
{
    struct scrm_content content;
    int found = scrm_ledger_content(to->ledger, seq, &content, err);
    size_t i;

    if (found <= 0)
        return found;
    scrm_buf_puts(&to->out, "{\"schema\":\"scrm.content/1\"");
    scrm_emit_member_int(&to->out, "seq", (int64_t)seq);
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++) {
        struct scrm_slice field = *scrm_content_field(&content, i);

        if (field.at)
            scrm_emit_member_text(&to->out, scrm_content_name(i), field);
    }
    scrm_buf_putc(&to->out, '}');
    return end_line(to, err);
}

static int put_events(struct exporting *to, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(to->ledger, SQL_EVENTS_ALL, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);

        scrm_event_json(&event, &to->out);
        if (end_line(to, err) || put_content(to, event.seq, err))
            return -1;
    }
    return step;
}

static int put_end(struct exporting *to, struct scrm_err *err)
{
    struct scrm_account account = {.in = to->lines, .out = to->lines};
    struct scrm_end end = {0};

    scrm_end_add(&end, "scrm-case", NULL, &account);
    scrm_end_write(&end, &to->out);
    scrm_end_fini(&end);
    return to->put(to->ctx, scrm_buf_slice(&to->out), err);
}

int scrm_ledger_export(struct scrm_ledger *ledger, scrm_ledger_put *put, void *ctx,
                       struct scrm_err *err)
{
    struct exporting to = {.ledger = ledger, .put = put, .ctx = ctx};
    int result = -1;

    if (scrm_ledger_begin_read(ledger, err) == 0) {
        if (put_authors(&to, err) == 0 && put_counts(&to, err) == 0 &&
            put_settings(&to, err) == 0 && put_events(&to, err) == 0)
            result = put_end(&to, err);
        result = scrm_ledger_end(ledger, result, err);
    }
    scrm_buf_fini(&to.out);
    return result;
}
