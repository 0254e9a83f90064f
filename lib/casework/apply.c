/*
 * apply: posts through the frame of every filter into the ledger, a batch at a
 * time, and on with their case.
 */
#include "casework/casework.h"

/* Posts on their way into the ledger, a block at a time. */
struct feed {
    struct scrm_casework *work;
    struct scrm_apply *apply;
    struct scrm_reader *reader;
};

static int commit(struct feed *feed, struct scrm_err *err)
{
    struct scrm_casework *work = feed->work;

    scrm_buf_reset(&work->out);
    if (scrm_apply_commit(feed->apply, &work->out, err))
        return -1;
    return work->out.len ? scrm_casework_put(work, scrm_buf_slice(&work->out), err) : 0;
}

/* Before the wait for more input, what came is kept and goes on. */
static int next_block(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    struct feed *feed = ctx;
    bool wait = scrm_reader_would_block(feed->reader);

    if ((wait || scrm_apply_full(feed->apply)) && commit(feed, err))
        return -1;
    if (wait && scrm_writer_flush(feed->work->writer, err))
        return -1;
    return scrm_reader_next(feed->reader, block, err);
}

static enum scrm_verdict take(void *ctx, struct scrm_row *row, struct scrm_err *err)
{
    struct feed *feed = ctx;

    return scrm_apply_take(feed->apply, row->line, err) ? SCRM_LINE_REJECTED : SCRM_LINE_OUT;
}

static int put_trailer(struct scrm_casework *work, struct scrm_end *end,
                       const struct scrm_account *account)
{
    struct scrm_buf line = {0};
    int result;

    scrm_end_add(end, "scrm-case", NULL, account);
    scrm_end_write(end, &line);
    result = scrm_casework_put(work, scrm_buf_slice(&line), work->err);
    scrm_buf_fini(&line);
    return result;
}

/* Reads all posts; the last batch is committed only when the input ended well. */
static int feed_all(struct feed *feed, struct scrm_end *end, struct scrm_account *account)
{
    struct scrm_casework *work = feed->work;
    struct scrm_common common = work->options->common;
    struct scrm_stage stage = {.keys = scrm_apply_keys(feed->apply),
                               .each = take,
                               .next = next_block,
                               .ctx = feed,
                               .sink = true,
                               .account = account};
    int code;

    common.jobs = 1; /* one writer, so one reader */
    code = scrm_frame_run(work->command, &common, work->operands, &stage, end);
    if (code == 0 && commit(feed, work->err))
        code = scrm_cli_fail(work->command, work->err);
    return code;
}

static void say_what_was_applied(const struct feed *feed, int code)
{
    const struct scrm_common *common = &feed->work->options->common;
    struct scrm_apply_count count = scrm_apply_counts(feed->apply);

    if (code != 0 && count.posts)
        scrm_cli_warn(feed->work->command, common,
                      "%llu posts were applied before that; to run again is safe",
                      (unsigned long long)count.posts);
    if (count.unrouted)
        scrm_cli_warn(feed->work->command, common,
                      "%llu posts had no route and count as posts to engage with",
                      (unsigned long long)count.unrouted);
    if (code == 0 && !common->quiet &&
        (scrm_casework_on_terminal(feed->work) || common->verbose))
        fprintf(stderr, "scrm-case: %llu posts applied, %llu known already; %lld more cases\n",
                (unsigned long long)count.posts, (unsigned long long)count.again,
                (long long)count.cases);
}

int scrm_casework_apply(struct scrm_casework *work)
{
    const struct scrm_operands *files = work->operands;
    struct feed feed = {.work = work};
    struct scrm_account account = {0};
    struct scrm_end end = {0};
    int code;

    if (scrm_casework_keep_settings(work))
        return scrm_cli_fail(work->command, work->err);
    feed.apply = scrm_apply_new(work->ledger, work->options->common.now_ms,
                                !scrm_casework_on_terminal(work));
    feed.reader = scrm_reader_open(files->at, files->n, work->options->common.max_record);
    code = feed_all(&feed, &end, &account);
    if (code == 0 && !scrm_casework_on_terminal(work) &&
        (end.n || work->options->common.seal) && put_trailer(work, &end, &account))
        code = scrm_cli_fail(work->command, work->err);
    say_what_was_applied(&feed, code);
    scrm_reader_close(feed.reader);
    scrm_apply_free(feed.apply);
    scrm_account_fini(&account);
    scrm_end_fini(&end);
    return code;
}
