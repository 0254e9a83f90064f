/*
 * Tables as envelopes: a row is an object whose members are named after the
 * columns, in lower case with _ for what is no letter or digit. Refuses a
 * table in which no column looks like the text of a post: it says which
 * columns there are, so that the user can name one.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "record/scan.h"
#include "source/charset.h"
#include "source/document.h"
#include "source/envelope.h"
#include "source/keys.h"
#include "table/table.h"
#include "text/lower.h"
#include "text/utf8.h"

struct scrm_table_input {
    struct scrm_input_settings settings;
    const struct scrm_source *source;
    struct scrm_args args; /* what the source itself takes */
    struct scrm_table_stream *stream;
    char **names; /* of the columns, as members; NULL: the header has not come */
    size_t n;
    struct scrm_buf record;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    bool bare;
    struct scrm_buf *out;
};

/* "Date received" becomes date_received. Owned by caller. */
static char *member_name(struct scrm_slice column)
{
    struct scrm_buf lower = {0}, name = {0};
    const char *at, *end;
    bool gap = false;

    scrm_text_lower(&lower, scrm_slice_trim(column));
    at = scrm_buf_text(&lower);
    end = at + lower.len;
    while (at < end) {
        uint32_t cp;
        size_t len = scrm_utf8_decode(at, end, &cp);

        if (scrm_text_is_word(cp)) {
            if (gap && name.len)
                scrm_buf_putc(&name, '_');
            scrm_buf_put(&name, at, len);
            gap = false;
        } else {
            gap = true;
        }
        at += len;
    }
    scrm_buf_fini(&lower);
    if (!name.len)
        scrm_buf_puts(&name, "_");
    return scrm_buf_take(&name);
}

static bool declares(const struct scrm_source *source, const char *name)
{
    for (size_t i = 0; i < source->n_args; i++)
        if (strcmp(source->args[i].name, name) == 0)
            return true;
    return false;
}

/* MEMBER=COLUMN: the column gets the member's name. */
static int rename_column(struct scrm_table_input *table, const char *member,
                         struct scrm_slice column, struct scrm_err *err)
{
    char *wanted = member_name(column);
    const char *near = NULL;
    int result = -1;

    for (size_t i = 0; i < table->n && result != 0; i++)
        if (strcmp(table->names[i], wanted) == 0) {
            free(table->names[i]);
            table->names[i] = scrm_strdup(member);
            result = 0;
        }
    if (result != 0) {
        scrm_err_set(err, SCRM_EXIT_USAGE, "there is no column \"%.*s\"", SCRM_FMT(column));
        near = scrm_err_nearest(scrm_slice_of(wanted), (const char *const *)table->names,
                                table->n);
        if (near)
            scrm_err_hint(err, "did you mean \"%s\"?", near);
    }
    free(wanted);
    return result;
}

/* Whether a row with something in every column would be a post. */
static int check_header(struct scrm_table_input *table, struct scrm_err *err)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE};
    struct scrm_buf names = {0};
    int result = 0;

    scrm_buf_reset(&table->record);
    scrm_buf_putc(&table->record, '{');
    for (size_t i = 0; i < table->n; i++) {
        scrm_buf_printf(&names, "%s%s", i ? ", " : "", table->names[i]);
        scrm_emit_comma(&table->record);
        scrm_emit_repaired(&table->record, scrm_slice_of(table->names[i]));
        scrm_buf_puts(&table->record, ":\"x\"");
    }
    scrm_buf_putc(&table->record, '}');
    scrm_buf_reserve(&table->record, SCRM_SCAN_PADDING);
    memset(table->record.at + table->record.len, 0, SCRM_SCAN_PADDING);
    if (table->source->recognise.n &&
        (scrm_scan_value(&table->scanner, scrm_buf_slice(&table->record), &scope.record, err) !=
             0 ||
         !scrm_shapes_fit(&table->source->recognise, &scope))) {
        scrm_err_clear(err);
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "no column of the table looks like the text of a post: %s",
                     scrm_buf_text(&names));
        result = scrm_err_hint(err, "name it: text=COLUMN");
    }
    scrm_buf_fini(&names);
    return result;
}

static int take_header(struct scrm_table_input *table, const struct scrm_row_fields *row,
                       struct scrm_err *err)
{
    const struct scrm_args *args = table->settings.args;

    table->n = row->n;
    table->names = scrm_alloc_zero(row->n, sizeof *table->names);
    for (size_t i = 0; i < row->n; i++)
        table->names[i] = member_name(row->at[i]);
    for (size_t i = 0; args && i < args->n; i++) {
        struct scrm_slice text = scrm_args_text(args, args->at[i].name, &table->arena);

        if (declares(table->source, args->at[i].name))
            scrm_args_set(&table->args, args->at[i].name, text);
        else if (rename_column(table, args->at[i].name, text, err) != 0)
            return -1;
    }
    return check_header(table, err);
}

static void release(struct scrm_table_input *table)
{
    for (size_t i = 0; i < table->n; i++)
        free(table->names[i]);
    free(table->names);
    scrm_args_fini(&table->args);
    scrm_buf_fini(&table->record);
    scrm_scanner_fini(&table->scanner);
    scrm_arena_fini(&table->arena);
}

bool scrm_header_fits(const struct scrm_input_settings *settings, struct scrm_slice line)
{
    struct scrm_table_input table = {.settings = *settings, .source = settings->from};
    struct scrm_row_fields row = {.at = &line, .n = 1};
    struct scrm_err ignored = {0};
    bool fits = false;

    if (!table.source)
        table.source = scrm_catalogue_need(settings->catalogue, SCRM_SLICE("csv"), &ignored);
    if (table.source)
        fits = take_header(&table, &row, &ignored) == 0;
    scrm_err_fini(&ignored);
    release(&table);
    return fits;
}

static int take_row(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    struct scrm_table_input *table = ctx;
    struct scrm_envelope envelope = {.source = table->source,
                                     .name = table->source->name,
                                     .args = &table->args,
                                     .fetched_ms = table->settings.fetched_ms,
                                     .fetched = table->settings.fetched_ms >= 0};
    struct scrm_buf *record = &table->record;

    if (!table->names)
        return take_header(table, row, err);
    scrm_buf_reset(record);
    scrm_buf_putc(record, '{');
    for (size_t i = 0; i < row->n && i < table->n; i++) {
        struct scrm_slice field = row->at[i];

        if (!field.len)
            continue;
        scrm_emit_comma(record);
        scrm_emit_repaired(record, scrm_slice_of(table->names[i]));
        scrm_buf_putc(record, ':');
        scrm_emit_repaired(record, field);
    }
    scrm_buf_putc(record, '}');
    if (table->bare) {
        scrm_buf_put_slice(table->out, scrm_buf_slice(record));
        scrm_buf_putc(table->out, '\n');
    } else {
        scrm_envelope_put(&envelope,
                          (struct scrm_value){record->at, record->len, SCRM_OBJECT, false},
                          NULL, &table->arena, table->out);
    }
    scrm_arena_reset(&table->arena);
    return 0;
}

struct scrm_table_input *scrm_table_input_open(const struct scrm_input_settings *settings,
                                               const char *file, bool bare,
                                               struct scrm_buf *out)
{
    struct scrm_table_input *table = scrm_alloc_zero(1, sizeof *table);

    table->settings = *settings;
    table->source = settings->from;
    table->out = out;
    table->bare = bare;
    table->stream = scrm_table_stream_new('\0', file, take_row, table);
    return table;
}

int scrm_table_input_feed(struct scrm_table_input *table, struct scrm_slice bytes, bool last,
                          uint64_t *repaired, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result = 0;

    if (!table->source)
        table->source = scrm_catalogue_need(table->settings.catalogue, SCRM_SLICE("csv"), err);
    if (!table->source)
        return -1;
    if (bytes.len && !scrm_utf8_valid(bytes)) {
        *repaired += scrm_charset_decode(bytes, SCRM_SLICE("utf-8"), &text);
        bytes = scrm_buf_slice(&text);
    }
    if (bytes.len)
        result = scrm_table_stream_feed(table->stream, bytes, err);
    if (result == 0 && last)
        result = scrm_table_stream_end(table->stream, err);
    scrm_buf_fini(&text);
    return result == 0 ? 0 : -1;
}

void scrm_table_input_close(struct scrm_table_input *table)
{
    if (!table)
        return;
    scrm_table_stream_free(table->stream);
    release(table);
    free(table);
}
