/*
 * scrm-normalize: raw envelopes, exports, feeds and tables in, posts out.
 *
 *     bytes -> [ input: lines, pages, feeds, rows ] -> [ mapper ] -> scrm.post/1
 *
 * What a line is, its schema decides; which network made a native line, its
 * shape. How a record becomes a post stands in share/scrm/sources/NAME.yaml; how that
 * is done, in lib/source (start at source/map.h).
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "cli/frame.h"
#include "cli/log.h"
#include "source/input.h"
#include "source/map.h"

struct options {
    struct scrm_common common;
    const char *from, *accounts;
    bool keep_raw;
};

static const struct scrm_option options[] = {
    SCRM_TEXT(struct options, from, "from", 0, "NAME",
              "take native lines for records of this source instead of recognising them"),
    SCRM_PATH(
        struct options, accounts, "accounts", 0, "FILE",
        "set direction and account by this CSV file's network, id, handle, name, direction"),
    SCRM_FLAG(struct options, keep_raw, "keep-raw", 0, "keep each record in the member raw"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Normalise what was fetched",
     "scrm-fetch mastodon.hashtag instance=mastodon.social tag=shoes | "
     "scrm-normalize --accounts accounts.csv"},
    {"Read a table whose text stands in the column Complaint",
     "scrm-normalize text=Complaint complaints.csv"},
    {0},
};

static const struct scrm_command command = {
    .name = "scrm-normalize",
    .summary = "turn records of any network into posts",
    .operands = "[NAME=VALUE ...] [FILE ...]",
    .description = "Reads raw envelopes from scrm-fetch, native JSON of known networks (lines, "
                   "pages, arrays), "
                   "RSS, Atom and JSON Feed, and tables with a header; writes one post a line. "
                   "A line that is "
                   "a post already passes unchanged. What is no post (accounts, errors, lists) "
                   "is dropped and "
                   "counted.\n\n"
                   "NAME=VALUE gives an argument of the source, such as "
                   "instance=mastodon.social, or names a "
                   "column of a table: text=COLUMN, created_at=COLUMN.",
    .options = options,
    .examples = examples,
    .see_also = "scrm-fetch(1), scrm-score(1), scrm-source(5)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_DESK |
              SCRM_COMMON_TALK,
};

/* What all workers share, and what they leave behind. */
struct job {
    struct scrm_catalogue catalogue;
    struct scrm_accounts accounts;
    struct scrm_args args;
    struct scrm_operands files; /* the operands that are no arguments; `at` is owned */
    struct scrm_map_settings settings;
    struct scrm_input *input;
    struct scrm_map_tally tally;
};

static void *open_worker(void *ctx)
{
    return scrm_mapper_new(&((struct job *)ctx)->settings);
}

static void close_worker(void *ctx, void *worker)
{
    struct job *job = ctx;

    scrm_map_tally_add(&job->tally, scrm_mapper_tally(worker));
    scrm_mapper_free(worker);
}

static const struct scrm_keys *choose(void *worker, struct scrm_slice line)
{
    return scrm_mapper_choose(worker, line);
}

static bool mend(void *worker, struct scrm_slice line, struct scrm_buf *fixed)
{
    return scrm_mapper_mend(worker, line, fixed);
}

static enum scrm_verdict map_line(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    switch (scrm_mapper_line(worker, row->line, row->arena, row->out, &row->lines, err)) {
    case SCRM_MAPPED:
        return SCRM_LINE_OUT;
    case SCRM_MAPPED_NO_POST:
        row->reason = "not a post";
        return SCRM_LINE_DROPPED;
    case SCRM_MAPPED_FAILED:
        break;
    }
    return err->code == SCRM_EXIT_DATA ? SCRM_LINE_REJECTED : SCRM_LINE_FATAL;
}

static int next_block(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    return scrm_input_next(((struct job *)ctx)->input, block, err);
}

static int load(struct job *job, const struct options *given, struct scrm_err *err)
{
    if (scrm_catalogue_open(&job->catalogue, given->common.desk, err) != 0)
        return -1;
    job->settings = (struct scrm_map_settings){.catalogue = &job->catalogue,
                                               .args = &job->args,
                                               .keep_raw = given->keep_raw,
                                               .now_ms = given->common.now_ms};
    if (given->from && !(job->settings.from = scrm_catalogue_need(
                             &job->catalogue, scrm_slice_of(given->from), err)))
        return -1;
    if (given->from && job->settings.from->decode != SCRM_DECODE_CSV &&
        scrm_source_check_args(job->settings.from, &job->args, false, err) != 0)
        return -1;
    if (given->accounts) {
        if (scrm_accounts_load(&job->accounts, given->accounts, err) != 0)
            return -1;
        job->settings.accounts = &job->accounts;
    }
    job->input = scrm_input_open(
        &(struct scrm_input_settings){.files = (const char *const *)job->files.at,
                                      .n = job->files.n,
                                      .max_record = given->common.max_record,
                                      .catalogue = &job->catalogue,
                                      .from = job->settings.from,
                                      .args = &job->args,
                                      .fetched_ms = -1,
                                      .lines_unmended = true});
    return 0;
}

/* What could not be read, under --stats. */
static void tell(const struct options *given, const struct job *job)
{
    struct scrm_buf members = {0}, text = {0};

    if (given->common.stats) {
        scrm_map_tally_tell(&job->tally, scrm_input_repaired(job->input), &members, &text);
        scrm_log_record(command.name, "info", scrm_buf_slice(&members), scrm_buf_slice(&text));
    }
    scrm_buf_fini(&members);
    scrm_buf_fini(&text);
}

int main(int argc, char **argv)
{
    struct options given = {0};
    struct scrm_operands operands = {0};
    struct scrm_err err = {0};
    struct job job = {0};
    char *digest = NULL;
    int status = scrm_cli_parse(&command, argc, argv, &given, &operands);

    if (status >= 0)
        return status;
    job.files.at = scrm_alloc_zero(operands.n, sizeof *job.files.at);
    if (scrm_args_split(&job.args, operands.at, operands.n, job.files.at, &job.files.n, &err) ==
            0 &&
        load(&job, &given, &err) == 0 &&
        (!given.common.seal || (digest = scrm_catalogue_digest(&job.catalogue, &err)))) {
        const struct scrm_stage stage = {.open = open_worker,
                                         .each = map_line,
                                         .close = close_worker,
                                         .choose = choose,
                                         .mend = mend,
                                         .next = next_block,
                                         .ctx = &job,
                                         .config = digest};

        status = scrm_frame_run(&command, &given.common, &job.files, &stage, NULL);
        tell(&given, &job);
    } else {
        status = scrm_cli_fail(&command, &err);
    }
    free(digest);
    scrm_map_tally_fini(&job.tally);
    scrm_input_close(job.input);
    scrm_accounts_fini(&job.accounts);
    scrm_args_fini(&job.args);
    scrm_catalogue_fini(&job.catalogue);
    free(job.files.at);
    scrm_cli_release(&command, &given, &operands);
    return status;
}
