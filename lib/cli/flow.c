/*
 * The middle of every filter: a block of lines through the stage, line by
 * line, on whichever thread has it. Scans each line, recognises trailers,
 * hands the rest to the stage and keeps the account. Nothing here prints or
 * writes; a stage that fails in the middle of a line leaves no half of it.
 */
#include "cli/flow.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

/* One block under way. */
struct pass {
    const struct scrm_flow *flow;
    struct scrm_flow_worker *worker;
    const struct scrm_block *block;
    struct scrm_flow_result *result;
    struct scrm_part *part; /* the last one */
    uint64_t line;          /* number of the line under way */
    uint64_t offset;        /* its first byte in the file */
    int64_t bad;            /* bad lines in this block */
    bool stop;
};

void scrm_flow_open(struct scrm_flow *flow, const struct scrm_stage *stage, size_t n_workers)
{
    size_t i;

    flow->stage = stage;
    flow->n_workers = n_workers;
    flow->workers = scrm_alloc_zero(n_workers, sizeof *flow->workers);
    for (i = 0; i < n_workers; i++)
        flow->workers[i].stage = stage->open ? stage->open(stage->ctx) : stage->ctx;
}

void scrm_flow_close(struct scrm_flow *flow)
{
    size_t i;

    for (i = 0; i < flow->n_workers; i++) {
        struct scrm_flow_worker *worker = &flow->workers[i];

        if (flow->stage->open && flow->stage->close)
            flow->stage->close(flow->stage->ctx, worker->stage);
        scrm_scanner_fini(&worker->scanner);
        scrm_arena_fini(&worker->arena);
        scrm_buf_fini(&worker->mended);
        free(worker->values);
    }
    free(flow->workers);
    flow->workers = NULL;
    flow->n_workers = 0;
}

static void parts_clear(struct scrm_flow_result *result)
{
    size_t i;

    for (i = 0; i < result->n; i++) {
        scrm_account_fini(&result->parts[i].account);
        scrm_end_fini(&result->parts[i].trailer);
        scrm_err_fini(&result->parts[i].err);
    }
    result->n = 0;
    scrm_err_fini(&result->first);
}

void scrm_flow_result_fini(struct scrm_flow_result *result)
{
    parts_clear(result);
    free(result->parts);
    scrm_buf_fini(&result->out);
    scrm_buf_fini(&result->rejects);
}

static void part_begin(struct pass *pass)
{
    struct scrm_flow_result *result = pass->result;

    SCRM_GROW(result->parts, result->n, result->cap);
    pass->part = &result->parts[result->n++];
    *pass->part = (struct scrm_part){.end = SCRM_PART_BLOCK};
}

static void part_end(struct pass *pass, enum scrm_part_end end)
{
    pass->part->end = end;
    pass->part->out_end = pass->result->out.len;
    pass->part->rejects_end = pass->result->rejects.len;
}

/* The run ends here with `err` (taken). */
static void fatal(struct pass *pass, struct scrm_err *err)
{
    scrm_err_at(err, pass->block->file, pass->line, 0);
    pass->part->err = *err;
    *err = (struct scrm_err){0};
    part_end(pass, SCRM_PART_FATAL);
    pass->stop = true;
}

/* A bad line (`err` taken): counted, kept where asked, and the end of a part
 * where somebody counts how many there may be. */
static void bad(struct pass *pass, struct scrm_err *err, struct scrm_slice raw)
{
    const struct scrm_flow *flow = pass->flow;

    scrm_err_at(err, pass->block->file, pass->line, 0);
    err->code = SCRM_EXIT_DATA;
    pass->part->account.rejected++;
    if (flow->keep_rejects)
        scrm_reject_put(&pass->result->rejects, err, pass->offset, raw);
    if (flow->limit >= 0) {
        pass->part->err = *err;
        part_end(pass, SCRM_PART_BAD);
        pass->stop = ++pass->bad > flow->limit;
        if (!pass->stop)
            part_begin(pass);
    } else if (pass->result->first.code == SCRM_EXIT_OK) {
        pass->result->first = *err;
    } else {
        scrm_err_fini(err);
    }
    *err = (struct scrm_err){0};
}

static void truncate_out(struct scrm_buf *out, size_t len)
{
    if (out->at) {
        out->len = len;
        out->at[len] = '\0';
    }
}

/* The stage's word is checked against what it appended. */
static void taken(struct pass *pass, const struct scrm_row *row, size_t before)
{
    struct scrm_account *account = &pass->part->account;
    struct scrm_buf *out = &pass->result->out;
    struct scrm_err err = {0};
    bool appended = out->len > before;

    if (out->over) {
        scrm_err_set(&err, SCRM_EXIT_DATA, "what came of this block is over 1 GiB");
        fatal(pass, &err);
    } else if (pass->flow->stage->sink ? appended : appended != (row->lines > 0)) {
        scrm_err_set(&err, SCRM_EXIT_BUG, "a bug: %" PRIu64 " lines announced, %zu bytes came",
                     pass->flow->stage->sink ? 0 : row->lines, out->len - before);
        fatal(pass, &err);
    } else if (pass->flow->stage->sink) {
        account->out++;
    } else if (row->lines == 0) {
        scrm_account_drop(account, row->reason ? row->reason : "nothing came of it", 1);
    } else {
        if (out->at[out->len - 1] != '\n')
            scrm_buf_putc(out, '\n');
        account->out += row->lines;
        account->expanded += row->lines - 1;
    }
}

/* `raw` is the line as it came in. */
static void to_stage(struct pass *pass, const struct scrm_line *line, struct scrm_slice raw)
{
    struct scrm_flow_worker *worker = pass->worker;
    struct scrm_buf *out = &pass->result->out;
    size_t before = out->len;
    struct scrm_row row = {.line = line,
                           .arena = &worker->arena,
                           .out = out,
                           .lines = 1,
                           .file = pass->block->file,
                           .number = pass->line};
    struct scrm_err err = {0};

    switch (pass->flow->stage->each(worker->stage, &row, &err)) {
    case SCRM_LINE_OUT:
        taken(pass, &row, before);
        break;
    case SCRM_LINE_DROPPED:
        truncate_out(out, before);
        scrm_account_drop(&pass->part->account, row.reason ? row.reason : "no reason given", 1);
        break;
    case SCRM_LINE_REJECTED:
        truncate_out(out, before);
        bad(pass, &err, raw);
        break;
    case SCRM_LINE_FATAL:
        truncate_out(out, before);
        scrm_err_set(&err, SCRM_EXIT_BUG, "a bug: the stage failed and did not say why");
        fatal(pass, &err);
        break;
    }
    scrm_err_fini(&err);
    scrm_arena_reset(&worker->arena);
}

static void trailer(struct pass *pass, struct scrm_slice text)
{
    struct scrm_err err = {0};

    if (scrm_end_read(&pass->part->trailer, text, &err)) {
        fatal(pass, &err);
        return;
    }
    /* Where it stands, for what the frame may have to say about it. */
    scrm_err_at(&pass->part->err, pass->block->file, pass->line, 0);
    part_end(pass, SCRM_PART_TRAILER);
    part_begin(pass);
}

static bool is_blank(struct scrm_slice text)
{
    /* Nearly every line begins with a brace. */
    return text.len == 0 || (text.at[0] != '{' && scrm_slice_trim(text).len == 0);
}

/* Scans a line; one that is refused and can be mended is scanned as such, and `text` is it. */
static int scan(struct pass *pass, const struct scrm_keys *keys, struct scrm_slice *text,
                struct scrm_line *line, struct scrm_err *err)
{
    static const char padding[SCRM_SCAN_PADDING];
    struct scrm_flow_worker *worker = pass->worker;
    const struct scrm_stage *stage = pass->flow->stage;
    struct scrm_buf *fixed = &worker->mended;

    if (scrm_scan(&worker->scanner, keys, *text, line, err) == 0)
        return 0;
    scrm_buf_reset(fixed);
    if (!stage->mend || !stage->mend(worker->stage, *text, fixed))
        return -1;
    scrm_err_fini(err);
    *err = (struct scrm_err){0};
    text->len = fixed->len;
    scrm_buf_put(fixed, padding, sizeof padding);
    text->at = fixed->at;
    return scrm_scan(&worker->scanner, keys, *text, line, err);
}

static void each_line(struct pass *pass, struct scrm_slice text)
{
    struct scrm_flow_worker *worker = pass->worker;
    const struct scrm_stage *stage = pass->flow->stage;
    const struct scrm_keys *keys = stage->keys;
    struct scrm_slice raw = text;
    struct scrm_line line;
    struct scrm_err err = {0};
    size_t n;

    if (is_blank(text))
        return;
    if (stage->choose)
        keys = stage->choose(worker->stage, text);
    n = scrm_keys_count(keys);
    if (n > worker->n_values) {
        worker->values = scrm_realloc(worker->values, n, sizeof *worker->values);
        worker->n_values = n;
    }
    line = (struct scrm_line){.values = worker->values, .n_values = n};
    if (scan(pass, keys, &text, &line, &err)) {
        pass->part->account.in++;
        bad(pass, &err, raw);
        return;
    }
    if (scrm_value_is(line.values[SCRM_SLOT_SCHEMA], SCRM_END_SCHEMA)) {
        trailer(pass, text);
        return;
    }
    pass->part->account.in++;
    to_stage(pass, &line, raw);
}

/* A line that is too long, or a document that could not be read. */
static void oversize(struct pass *pass)
{
    const struct scrm_err *why = &pass->block->refused;
    struct scrm_err err = {0};

    if (why->code != SCRM_EXIT_OK)
        scrm_err_copy(&err, why);
    else
        scrm_err_set(&err, SCRM_EXIT_DATA,
                     "the line has %" PRIu64 " bytes, more than --max-record %" PRIu64,
                     pass->block->oversize, pass->flow->max_record);
    pass->part->account.in++;
    bad(pass, &err, (struct scrm_slice){NULL, pass->block->oversize});
}

void scrm_flow_work(struct scrm_flow *flow, size_t worker, const struct scrm_block *block,
                    struct scrm_flow_result *result)
{
    struct pass pass = {.flow = flow,
                        .worker = &flow->workers[worker],
                        .block = block,
                        .result = result,
                        .line = block->line,
                        .offset = block->offset};
    const char *at = block->at, *end = block->at + block->len;

    parts_clear(result);
    scrm_buf_reset(&result->out);
    scrm_buf_reset(&result->rejects);
    part_begin(&pass);
    if (block->oversize)
        oversize(&pass);
    while (at < end && !pass.stop) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t len = newline ? (size_t)(newline - at) : (size_t)(end - at);

        each_line(&pass, (struct scrm_slice){at, len});
        at += len + 1;
        pass.offset += len + 1;
        pass.line++;
    }
    if (!pass.stop)
        part_end(&pass, SCRM_PART_BLOCK);
}
