/*
 * list, show and history: cases on a screen, or for a program.
 */
#include "casework/casework.h"

#include <stdlib.h>

#include "ledger/table.h"

static enum scrm_case_form form_of(const struct scrm_casework *work)
{
    const char *format = work->options->format;

    if (!format)
        return scrm_casework_on_terminal(work) ? SCRM_CASES_TABLE : SCRM_CASES_NDJSON;
    return strcmp(format, "csv") == 0     ? SCRM_CASES_CSV
           : strcmp(format, "table") == 0 ? SCRM_CASES_TABLE
                                          : SCRM_CASES_NDJSON;
}

static struct scrm_case_table *open_table(struct scrm_casework *work)
{
    const char *no_colour = getenv("NO_COLOR");
    struct scrm_case_table_style style = {.form = form_of(work),
                                          .columns = scrm_casework_columns(work),
                                          .colour = scrm_casework_on_terminal(work) &&
                                                    !(no_colour && no_colour[0]),
                                          .now_ms = work->options->common.now_ms};

    return scrm_case_table_open(&style, scrm_casework_put, work);
}

int scrm_casework_put_rows(struct scrm_casework *work)
{
    struct scrm_case_table *table;
    const char *at = work->out.at, *end = at + work->out.len, *stop;
    int result = 0;

    if (!scrm_casework_on_terminal(work) || work->options->common.explain)
        return scrm_casework_put(work, scrm_buf_slice(&work->out), work->err);
    table = open_table(work);
    for (; at < end && result == 0; at = stop + 1) {
        stop = memchr(at, '\n', (size_t)(end - at));
        result =
            scrm_case_table_row(table, (struct scrm_slice){at, (size_t)(stop - at)}, work->err);
    }
    return scrm_case_table_close(table, work->err) || result ? -1 : 0;
}

int scrm_casework_list(struct scrm_casework *work)
{
    const struct scrm_casework_options *options = work->options;
    struct scrm_ledger_filter filter = {.queue = options->queue,
                                        .owner = options->owner,
                                        .state = options->state,
                                        .where = options->where,
                                        .overdue = options->overdue,
                                        .limit = options->limit,
                                        .now_ms = options->common.now_ms};
    struct scrm_case_table *table = open_table(work);
    int result = scrm_ledger_list(work->ledger, &filter, scrm_case_table_row, table, work->err);

    return scrm_case_table_close(table, work->err) || result ? -1 : 0;
}

int scrm_casework_view(struct scrm_casework *work)
{
    const struct scrm_casework_options *options = work->options;
    bool history = strcmp(work->operands->verb, "history") == 0;
    struct scrm_ledger_view view = {
        .of_case = work->operands->at[0],
        .json = options->format && strcmp(options->format, "ndjson") == 0,
        .now_ms = options->common.now_ms,
        .columns = scrm_casework_on_terminal(work) ? scrm_casework_columns(work) : 0};

    return history ? scrm_ledger_history(work->ledger, &view, &work->out, work->err)
                   : scrm_ledger_show(work->ledger, &view, &work->out, work->err);
}
