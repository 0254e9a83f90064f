/*
 * scrm-fetch: gets posts from networks, feeds and files as raw envelopes, and
 * remembers where it stopped.
 *
 *     descriptor -> [ request ] -> [ answer: pages ] -> records -> scrm.raw/1
 *
 * What a source asks stands in share/scrm/sources/NAME.yaml; the loop in lib/fetch,
 * what is safe on the network in lib/net. Here: options, wiring, and the lists
 * that people read.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/stop.h"
#include "cli/flow.h"
#include "cli/log.h"
#include "cli/option.h"
#include "fetch/listing.h"
#include "fetch/order.h"
#include "fetch/setup.h"

struct options {
    struct scrm_common common;
    struct scrm_fetch_order order;
    const char *check, *on_error;
    bool dry_run, estimate, list, stats;
};

static const char *const on_error_choices[] = {"stop", "skip", "reject=", NULL};

static const struct scrm_option options[] = {
    SCRM_DIRECTORY(struct options, order.spool, "spool", 0, "DIR",
                   "write sealed segments into DIR and go on from the last one"),
    SCRM_PATH(struct options, order.state, "state", 0, "FILE",
              "remember in FILE where a plain pipe stopped"),
    SCRM_TEXT(struct options, order.backfill, "backfill", 0, "SINCE",
              "go back to SINCE (a date, or 7d) whatever is known"),
    SCRM_FLAG(struct options, order.recheck, "recheck", 0,
              "ask again for what the spool has of the last days (or since --backfill), for "
              "edits and deletions"),
    SCRM_FLAG(
        struct options, order.follow, "follow", 0,
        "go on until interrupted: by events where the source has them, else asking again"),
    SCRM_TEXT(struct options, order.every, "every", 0, "DURATION",
              "with --follow, ask again after so long (1m)"),
    SCRM_INT(struct options, order.max, "max", 0, "N", 0,
             "stop after N records; 0 is no limit"),
    SCRM_FLAG(struct options, order.seal, "seal", 0, "end the output with a trailer"),
    SCRM_FLAG(struct options, stats, "stats", 0, "tell at the end what came"),
    SCRM_HEADING("Sources"),
    SCRM_FLAG(struct options, list, "list", 0, "list the sources and their streams"),
    SCRM_TEXT(struct options, check, "check", 0, "NAME", "check the descriptor of a source"),
    SCRM_FLAG(struct options, dry_run, "dry-run", 0,
              "print the request that would be made, without secrets, and make none"),
    SCRM_FLAG(struct options, estimate, "estimate", 0,
              "ask for one page, and say how many posts and requests it would take"),
    SCRM_HEADING("Network"),
    SCRM_TEXT(struct options, order.wait, "wait", 0, "DURATION",
              "wait so long in all for servers that ask for it (5m), then end with 75"),
    SCRM_TEXT(struct options, order.timeout, "timeout", 0, "DURATION",
              "give an answer so long (1m) before it is asked for again"),
    SCRM_TEXT(struct options, order.contact, "contact", 0, "TEXT",
              "say in User-Agent whom to write to, a mail or web address"),
    SCRM_FLAG(struct options, order.allow_http, "allow-http", 0, "ask over plain http too"),
    SCRM_FLAG(struct options, order.allow_private, "allow-private", 0,
              "ask loopback, private and link-local addresses too"),
    SCRM_SIZE(struct options, order.max_body, "max-body", 0, "SIZE",
              "refuse answers larger than this once decompressed (32M)"),
    SCRM_PATH(struct options, order.ca_file, "ca-file", 0, "FILE",
              "trust the certificates in FILE"),
    SCRM_TEXT(struct options, order.proxy, "proxy", 0, "URL", "ask through this proxy"),
    SCRM_SIZE(struct options, order.max_record, "max-record", 0, "SIZE",
              "refuse lines of files that are longer than this (16M)"),
    SCRM_CHOICE(struct options, on_error, "on-error", 0, "stop|skip|reject=FILE",
                on_error_choices,
                "at a line of a file that is too long: stop (the default), pass over it, or "
                "note it in FILE and go on"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Follow a hashtag, from where the last run stopped",
     "scrm-fetch mastodon.hashtag instance=mastodon.social tag=shoes --spool spool"},
    {"See what a feed says", "scrm-fetch https://example.org/feed.xml | scrm-normalize"},
    {"Write posts as they come, until interrupted",
     "scrm-fetch mastodon.hashtag instance=mastodon.social tag=shoes --follow | "
     "scrm-normalize"},
    {"Read a mailbox, marking nothing as read",
     "scrm-fetch imap host=imap.example.org user=care@brandx.example --spool spool"},
    {"Ask again for the posts of the last week: what was edited, what is gone",
     "scrm-fetch mastodon.hashtag instance=mastodon.social tag=shoes --spool spool --recheck"},
    {"See what would be asked", "scrm-fetch --dry-run hackernews.search query=ampersand"},
    {0},
};

static const struct scrm_variable variables[] = {
    {"SCRM_SECRETS", "The file of secrets, mode 0600, instead of the desk's secrets.yaml."},
    {"SCRM_CONTACT", "As --contact."},
    {0},
};

static const struct scrm_command command = {
    .name = "scrm-fetch",
    .summary = "get posts from networks, feeds and files",
    .operands = "[SOURCE[.STREAM] | URL | FILE] [NAME=VALUE ...]",
    .description =
        "Asks a source page after page and writes each record as a raw envelope. With "
        "--spool or --state the next run goes on where this one stopped; a run that fails "
        "keeps what it had and is safe to repeat. Records come at least once.\n\n"
        "An address of its own is a feed, a mailbox (imaps), or JSON or CSV by its ending. "
        "Secrets come from the file that SCRM_SECRETS names, or the desk's secrets.yaml, which "
        "nobody else may read.\n\n"
        "The exit code is 75 when the source asked to come again later, or another run is busy "
        "with it.",
    .options = options,
    .examples = examples,
    .see_also = "scrm-normalize(1), scrm-source(5)",
    .variables = variables,
    .complete = SCRM_COMPLETE_FILE,
    .words = "scrm-fetch --list 2>/dev/null | sed -n \"s/^\\([a-z][^ ]*\\) .*/\\1/p\"",
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_DESK | SCRM_COMMON_TALK,
};

struct job {
    const struct options *given;
    struct scrm_fetch_work work;
    struct scrm_rejects rejects;
};

static void warn(void *ctx, const char *text)
{
    const struct job *job = ctx;

    scrm_cli_warn(&command, &job->given->common, "%s", text);
}

static void progress(void *ctx, const struct scrm_fetch_progress *at)
{
    struct scrm_buf line = {0};

    (void)ctx;
    scrm_listing_progress(at, &line);
    fprintf(stderr, "\r%s: %s\033[K", command.name, scrm_buf_text(&line));
    scrm_buf_fini(&line);
}

/* A line that is too long; what = NULL: the last one was told. */
static int reject(void *ctx, const struct scrm_err *what, const struct scrm_block *line,
                  struct scrm_err *err)
{
    struct job *job = ctx;
    struct scrm_buf text = {0};

    if (!what)
        return scrm_rejects_close(&job->rejects, err);
    scrm_err_write(what, &text);
    scrm_cli_warn(&command, &job->given->common, "%s; passed over", scrm_buf_text(&text));
    scrm_buf_fini(&text);
    return scrm_rejects_put(&job->rejects, what, line->offset, line->oversize, err);
}

/* Standard input, a pipe, a terminal: nothing of it is kept, so nothing has to be ended, and
 * whoever waits for its next line is ended by any signal at once. */
static bool is_passing(const char *file)
{
    struct stat info;

    return file &&
           (strcmp(file, "-") == 0 || (stat(file, &info) == 0 && !S_ISREG(info.st_mode)));
}

/* Who is told what, as it goes. */
static void connect_callbacks(struct job *job)
{
    struct scrm_fetch_settings *settings = &job->work.settings;
    const char *on_error = job->given->on_error;
    bool passes = on_error && strcmp(on_error, "stop") != 0;

    if (passes && strchr(on_error, '='))
        job->rejects.path = strchr(on_error, '=') + 1;
    settings->warn = warn;
    settings->reject = passes ? reject : NULL;
    settings->progress = job->given->common.quiet || !isatty(STDERR_FILENO) ? NULL : progress;
    settings->ctx = job;
    if (settings->follow && !is_passing(job->work.file)) {
        settings->stopped = settings->http.stopped = scrm_stop_asked;
        scrm_stop_on_signals();
    }
}

static int fetch(struct job *job, struct scrm_err *err)
{
    struct scrm_buf members = {0}, text = {0};
    bool shown = job->work.settings.progress != NULL;
    int result = scrm_fetch_work_run(&job->work, err);

    if (shown && job->work.tally.pages)
        fputs("\r\033[K", stderr);
    if (job->given->stats || (shown && result == 0)) {
        scrm_listing_tally(&job->work.tally, &members, &text);
        scrm_log_record(command.name, "info", scrm_buf_slice(&members), scrm_buf_slice(&text));
    }
    scrm_buf_fini(&members);
    scrm_buf_fini(&text);
    return result;
}

static int work(struct job *job, const struct scrm_operands *operands, struct scrm_err *err)
{
    const struct options *given = job->given;
    const char *output = given->common.output;

    if (scrm_catalogue_open(&job->work.catalogue, given->common.desk, err) != 0)
        return -1;
    if (given->check)
        return scrm_listing_check(&job->work.catalogue, given->check, output, err);
    if (given->list || (operands->n == 0 && isatty(STDOUT_FILENO)))
        return scrm_listing_sources(&job->work.catalogue, output, err);
    if (scrm_fetch_work_prepare(&job->work, &given->order, operands->at, operands->n, err) != 0)
        return -1;
    connect_callbacks(job);
    if (given->dry_run || given->estimate)
        return scrm_listing_plan(&job->work.settings, job->work.file, !given->dry_run, err);
    return fetch(job, err);
}

int main(int argc, char **argv)
{
    struct options given = {0};
    struct scrm_operands operands = {0};
    struct scrm_err err = {0};
    struct job job = {.given = &given};
    int status = scrm_cli_parse(&command, argc, argv, &given, &operands);

    if (status >= 0)
        return status;
    status = SCRM_EXIT_OK;
    given.order.desk = given.common.desk;
    given.order.output = given.common.output;
    given.order.now_ms = given.common.now_ms;
    if (work(&job, &operands, &err) != 0) {
        scrm_fetch_hide(&job.work.secrets, &err);
        status = scrm_cli_fail(&command, &err);
        if (given.check && status == SCRM_EXIT_CONFIG)
            status = SCRM_EXIT_NO;
    }
    scrm_rejects_close(&job.rejects, &err);
    scrm_fetch_work_fini(&job.work);
    scrm_cli_release(&command, &given, &operands);
    return status;
}
