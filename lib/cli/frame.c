/*
 * The frame: opens both ends, lets the blocks flow, and ends the run well or
 * says why not. What a stage did with its lines is taken here in the order of
 * the input, so that output, rejects and account are the same whatever -j.
 */
#include "cli/frame.h"

#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "cli/flow.h"
#include "cli/log.h"
#include "cli/progress.h"
#include "parallel/ordered.h"
#include "record/writer.h"

enum { JOBS_MOST = 256 };

struct frame {
    const struct scrm_command *command;
    const struct scrm_common *common;
    const struct scrm_operands *operands;
    const struct scrm_stage *stage;
    struct scrm_flow flow;
    struct scrm_reader *reader;  /* NULL: the stage's `next` */
    struct scrm_writer *out;     /* NULL: a sink */
    const char *rejects_path;    /* NULL: not --on-error=reject */
    struct scrm_writer *rejects; /* the writer on it */
    struct scrm_account account;
    struct scrm_seal seal;
    struct scrm_progress progress;
    struct scrm_err first; /* the first bad line that was passed over */
    /* Blocks read so far: who reads counts, who takes looks whether another
     * block is on its way behind the one it has. */
    atomic_uint_fast64_t blocks_read;
    uint64_t blocks_taken;
};

static int flush(struct frame *frame, struct scrm_err *err)
{
    if (frame->out && scrm_writer_flush(frame->out, err))
        return -1;
    return frame->rejects ? scrm_writer_flush(frame->rejects, err) : 0;
}

/* Called in one thread at a time. */
static int frame_next(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    struct frame *frame = ctx;
    int result;

    /* With one thread: what is done goes out before the wait for more. */
    if (frame->flow.n_workers == 1 && frame->reader && scrm_reader_would_block(frame->reader) &&
        flush(frame, err))
        return -1;
    result = frame->reader ? scrm_reader_next(frame->reader, block, err)
                           : frame->stage->next(frame->stage->ctx, block, err);
    if (result > 0)
        atomic_fetch_add(&frame->blocks_read, 1);
    return result;
}

static void frame_work(void *ctx, size_t worker, const struct scrm_block *block, void *result)
{
    struct frame *frame = ctx;

    scrm_flow_work(&frame->flow, worker, block, result);
}

static void move_err(struct scrm_err *to, struct scrm_err *from)
{
    if (to->code == SCRM_EXIT_OK) {
        scrm_err_fini(to);
        *to = *from;
        *from = (struct scrm_err){0};
    }
}

/* What the end of a part means for the run: 0 to go on, -1 with err. */
static int end_part(struct frame *frame, struct scrm_part *part, struct scrm_err *err)
{
    switch (part->end) {
    case SCRM_PART_TRAILER:
        if (scrm_seal_meet(&frame->seal, &part->trailer, err))
            return scrm_err_at(err, part->err.file, part->err.line, 0);
        return 0;
    case SCRM_PART_BAD:
        if (frame->account.rejected <= (uint64_t)frame->flow.limit) {
            move_err(&frame->first, &part->err);
            return 0;
        }
        if (frame->flow.limit > 0)
            scrm_err_hint(&part->err, "more than %" PRId64 " bad lines", frame->flow.limit);
        break;
    case SCRM_PART_FATAL:
        break;
    case SCRM_PART_BLOCK:
        return 0;
    }
    move_err(err, &part->err);
    return -1;
}

/* Writes what stands between two marks of a buffer. */
static int put_between(struct scrm_writer *writer, const struct scrm_buf *buf, size_t from,
                       size_t to, struct scrm_err *err)
{
    if (!writer || from == to)
        return 0;
    return scrm_writer_put(writer, (struct scrm_slice){buf->at + from, to - from}, err);
}

/* Takes the parts of a block: account, output, rejects, and what ended each. */
static int take_parts(struct frame *frame, struct scrm_flow_result *result, uint64_t *lines,
                      struct scrm_err *err)
{
    size_t i, out = 0, rejects = 0;

    for (i = 0; i < result->n; i++) {
        struct scrm_part *part = &result->parts[i];

        scrm_account_add(&frame->account, &part->account);
        frame->seal.lines += part->account.in;
        *lines += part->account.in;
        if (put_between(frame->out, &result->out, out, part->out_end, err) ||
            put_between(frame->rejects, &result->rejects, rejects, part->rejects_end, err) ||
            end_part(frame, part, err))
            return -1;
        out = part->out_end;
        rejects = part->rejects_end;
    }
    return 0;
}

/* Called in one thread at a time, in the order of the input. */
static int frame_done(void *ctx, const struct scrm_block *block, void *taken,
                      struct scrm_err *err)
{
    struct frame *frame = ctx;
    struct scrm_flow_result *result = taken;
    uint64_t lines = 0;

    if (take_parts(frame, result, &lines, err)) {
        /* Another thread may be waiting for input that nobody wants now. */
        if (frame->reader)
            scrm_reader_interrupt(frame->reader);
        return -1;
    }
    move_err(&frame->first, &result->first);
    scrm_progress_add(&frame->progress, block->len, lines);
    frame->blocks_taken++;
    /* Nothing is on its way behind this block: the input may be waiting. */
    if ((frame->flow.n_workers > 1 || !frame->reader) &&
        atomic_load(&frame->blocks_read) == frame->blocks_taken)
        return flush(frame, err);
    return 0;
}

static void result_fini(void *result)
{
    scrm_flow_result_fini(result);
}

static void read_on_error(struct frame *frame)
{
    const struct scrm_common *common = frame->common;

    frame->flow.limit = strcmp(common->on_error, "stop") == 0 ? 0 : common->max_errors;
    frame->flow.keep_rejects = strncmp(common->on_error, "reject=", 7) == 0;
    frame->flow.max_record = common->max_record;
    if (frame->flow.keep_rejects)
        frame->rejects_path = common->on_error + 7;
}

/* No output may be an input, nor may both outputs be one file. */
static int check_files(const struct frame *frame, struct scrm_err *err)
{
    const struct scrm_common *common = frame->common;

    if ((!frame->stage->sink || common->output) &&
        scrm_files_distinct(frame->operands, common->output ? "option --output" : "the output",
                            common->output, err))
        return -1;
    if (!frame->rejects_path)
        return 0;
    return scrm_files_distinct(frame->operands, "option --on-error", frame->rejects_path, err);
}

static bool reads_terminal(const struct frame *frame)
{
    size_t i;

    if (!frame->reader || !isatty(STDIN_FILENO))
        return false;
    for (i = 0; i < frame->operands->n; i++)
        if (strcmp(frame->operands->at[i], "-") == 0)
            return true;
    return frame->operands->n == 0;
}

static int open_frame(struct frame *frame, struct scrm_err *err)
{
    const struct scrm_common *common = frame->common;
    size_t jobs = common->jobs > JOBS_MOST ? JOBS_MOST : (size_t)common->jobs;

    /* A closed pipe ends the run in silence, whatever the parent ignores. */
    signal(SIGPIPE, SIG_DFL);
    read_on_error(frame);
    if (check_files(frame, err))
        return -1;
    if (!frame->stage->sink && !(frame->out = scrm_writer_open(common->output, err)))
        return -1;
    if (frame->rejects_path && !(frame->rejects = scrm_writer_open(frame->rejects_path, err)))
        return -1;
    scrm_flow_open(&frame->flow, frame->stage, frame->stage->open ? jobs : 1);
    if (!frame->stage->next)
        frame->reader =
            scrm_reader_open(frame->operands->at, frame->operands->n, common->max_record);
    if (reads_terminal(frame) && !common->quiet)
        scrm_log_text(frame->command->name, "info",
                      SCRM_SLICE("reading posts from the terminal; end with Ctrl-D"));
    scrm_progress_begin(&frame->progress, frame->command, common, frame->operands);
    return 0;
}

/* Lines that were held back until the end. */
static int write_last(struct frame *frame, struct scrm_err *err)
{
    struct scrm_buf lines = {0};
    uint64_t n;
    int result;

    if (!frame->stage->last)
        return 0;
    n = frame->stage->last(frame->stage->ctx, &lines);
    scrm_account_take_back(&frame->account, frame->stage->held, n);
    frame->account.out += n;
    result = scrm_writer_put(frame->out, scrm_buf_slice(&lines), err);
    scrm_buf_fini(&lines);
    return result;
}

/* The trailer, where the stream is sealed or shall be. */
static int write_seal(struct frame *frame, struct scrm_err *err)
{
    struct scrm_end end = {0};
    struct scrm_buf line = {0};
    int result;

    if (!frame->out || !(frame->common->seal || scrm_seal_holds(&frame->seal)))
        return 0;
    scrm_end_join(&end, &frame->seal.end);
    scrm_end_add(&end, frame->command->name, frame->stage->config, &frame->account);
    scrm_end_write(&end, &line);
    result = scrm_writer_put(frame->out, scrm_buf_slice(&line), err);
    scrm_buf_fini(&line);
    scrm_end_fini(&end);
    return result;
}

static int check_end(const struct frame *frame, struct scrm_err *err)
{
    const struct scrm_seal *seal = &frame->seal;

    if (!scrm_account_balances(&frame->account)) {
        struct scrm_buf text = {0};

        scrm_account_put_text(&frame->account, &text);
        scrm_err_set(err, SCRM_EXIT_BUG, "a bug: the account does not balance: %s",
                     scrm_buf_text(&text));
        scrm_buf_fini(&text);
        return -1;
    }
    if (!frame->common->sealed || scrm_seal_holds(seal))
        return 0;
    if (!seal->any)
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "the input does not end with an end line; it may be cut short");
    else
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "%" PRIu64 " %s the last end line; the input may be cut short",
                     seal->lines, seal->lines == 1 ? "line follows" : "lines follow");
    if (frame->operands->n && strcmp(frame->operands->at[frame->operands->n - 1], "-") != 0)
        scrm_err_at(err, frame->operands->at[frame->operands->n - 1], 0, 0);
    return -1;
}

static void say_what_was_passed_over(const struct frame *frame)
{
    struct scrm_buf first = {0};
    uint64_t n = frame->account.rejected;
    const char *lines = n == 1 ? "line was" : "lines were";

    if (n) {
        scrm_err_write(&frame->first, &first);
        if (frame->rejects_path)
            scrm_cli_warn(frame->command, frame->common,
                          "%" PRIu64 " bad %s written to %s; the first: %s", n, lines,
                          frame->rejects_path, scrm_buf_text(&first));
        else
            scrm_cli_warn(frame->command, frame->common,
                          "%" PRIu64 " bad %s skipped; the first: %s", n, lines,
                          scrm_buf_text(&first));
        scrm_buf_fini(&first);
    }
    if (frame->seal.any && frame->seal.lines)
        scrm_cli_warn(frame->command, frame->common,
                      "%" PRIu64 " %s the last end line; the stream is not whole",
                      frame->seal.lines,
                      frame->seal.lines == 1 ? "line follows" : "lines follow");
}

static void print_stats(const struct frame *frame)
{
    struct scrm_buf members = {0}, text = {0};

    scrm_account_put_members(&frame->account, &members);
    scrm_account_put_text(&frame->account, &text);
    scrm_log_record(frame->command->name, "info", scrm_buf_slice(&members),
                    scrm_buf_slice(&text));
    scrm_buf_fini(&members);
    scrm_buf_fini(&text);
}

/* Writes out and closes both outputs. What was done before an error still
 * goes to a pipe; a file named by -o appears only after a good end. */
static void close_outputs(struct frame *frame, struct scrm_err *err)
{
    struct scrm_err later = {0};
    struct scrm_err *to = err->code == SCRM_EXIT_OK ? err : &later;

    if (frame->out && scrm_writer_flush(frame->out, to) == 0)
        scrm_writer_close(frame->out, err->code == SCRM_EXIT_OK, to);
    else if (frame->out)
        scrm_writer_close(frame->out, false, &later);
    if (frame->rejects)
        scrm_writer_close(frame->rejects, true, to);
    scrm_err_fini(&later);
}

/* Gives the caller what it asked for and frees the rest. */
static void release(struct frame *frame, struct scrm_end *end)
{
    if (frame->reader)
        scrm_reader_close(frame->reader);
    if (end && scrm_seal_holds(&frame->seal)) {
        *end = frame->seal.end;
        frame->seal.end = (struct scrm_end){0};
    }
    if (frame->stage->account)
        *frame->stage->account = frame->account;
    else
        scrm_account_fini(&frame->account);
    scrm_seal_fini(&frame->seal);
    scrm_err_fini(&frame->first);
}

int scrm_frame_run(const struct scrm_command *command, const struct scrm_common *common,
                   const struct scrm_operands *operands, const struct scrm_stage *stage,
                   struct scrm_end *end)
{
    struct frame frame = {
        .command = command, .common = common, .operands = operands, .stage = stage};
    struct scrm_ordered run = {.next = frame_next,
                               .work = frame_work,
                               .done = frame_done,
                               .result_size = sizeof(struct scrm_flow_result),
                               .result_fini = result_fini,
                               .ctx = &frame};
    struct scrm_err err = {0};
    int code = SCRM_EXIT_OK;

    if (end)
        *end = (struct scrm_end){0};
    if (open_frame(&frame, &err) == 0) {
        run.workers = frame.flow.n_workers;
        if (scrm_ordered_run(&run, &err) == 0 && write_last(&frame, &err) == 0 &&
            (!stage->finish || stage->finish(stage->ctx, &err) == 0) &&
            write_seal(&frame, &err) == 0)
            check_end(&frame, &err);
    }
    scrm_progress_end(&frame.progress);
    scrm_flow_close(&frame.flow);
    close_outputs(&frame, &err);
    if (err.code == SCRM_EXIT_OK)
        say_what_was_passed_over(&frame);
    else
        code = scrm_cli_fail(command, &err);
    if (common->stats)
        print_stats(&frame);
    release(&frame, end);
    return code;
}
