/*
 * scrm-fetch: gets posts from networks, feeds and files as raw envelopes, and
 * remembers where it stopped.
 *
 *     descriptor -> [ request ] -> [ answer: pages ] -> records -> scrm.raw/1
 *
 * What a source asks stands in share/scrm/sources/NAME.yaml; the loop in lib/fetch,
 * what is safe on the network in lib/net, a whole run, of one source or several, in
 * lib/fetchwork. Here are the options and what the manual says.
 */
#include "fetchwork/fetchwork.h"

#define OPTIONS struct scrm_fetchwork_options

static const char *const on_error_choices[] = {"stop", "skip", "reject=", NULL};

static const struct scrm_option options[] = {
    SCRM_DIRECTORY(OPTIONS, order.spool, "spool", 0, "DIR",
                   "write sealed segments into DIR and go on from the last one"),
    SCRM_PATH(OPTIONS, order.state, "state", 0, "FILE",
              "remember in FILE where a plain pipe stopped"),
    SCRM_TEXT(OPTIONS, order.backfill, "backfill", 0, "SINCE",
              "go back to SINCE (a date, or 7d) whatever is known"),
    SCRM_FLAG(OPTIONS, order.recheck, "recheck", 0,
              "ask again for what the spool has of the last days (or since --backfill), for "
              "edits and deletions"),
    SCRM_FLAG(
        OPTIONS, order.follow, "follow", 0,
        "go on until interrupted: by events where the source has them, else asking again"),
    SCRM_TEXT(OPTIONS, order.every, "every", 0, "DURATION",
              "with --follow, ask again after so long (1m)"),
    SCRM_INT(OPTIONS, order.max, "max", 0, "N", 0, "stop after N records; 0 is no limit"),
    SCRM_FLAG(OPTIONS, order.seal, "seal", 0, "end the output with a trailer"),
    SCRM_FLAG(OPTIONS, stats, "stats", 0, "tell at the end what came"),
    SCRM_HEADING("Sources"),
    SCRM_FLAG(OPTIONS, list, "list", 0,
              "list the sources and what they take; of those named, lines to begin with"),
    SCRM_TEXT(OPTIONS, check, "check", 0, "NAME", "check the descriptor of a source"),
    SCRM_FLAG(OPTIONS, dry_run, "dry-run", 0,
              "print the request that would be made, without secrets, and make none"),
    SCRM_FLAG(OPTIONS, estimate, "estimate", 0,
              "ask for one page, and say how many posts and requests it would take"),
    SCRM_HEADING("Network"),
    SCRM_TEXT(OPTIONS, order.wait, "wait", 0, "DURATION",
              "wait so long in all for servers that ask for it (5m), then end with 75"),
    SCRM_TEXT(OPTIONS, order.timeout, "timeout", 0, "DURATION",
              "give an answer so long (1m) before it is asked for again"),
    SCRM_PATH(OPTIONS, turns, "turns", 0, "FILE",
              "ask no host while another run that names the same FILE asks it"),
    SCRM_TEXT(OPTIONS, order.contact, "contact", 0, "TEXT",
              "say in User-Agent whom to write to, a mail or web address"),
    SCRM_FLAG(OPTIONS, order.allow_http, "allow-http", 0, "ask over plain http too"),
    SCRM_FLAG(OPTIONS, order.allow_private, "allow-private", 0,
              "ask loopback, private and link-local addresses too"),
    SCRM_SIZE(OPTIONS, order.max_body, "max-body", 0, "SIZE",
              "refuse answers larger than this once decompressed (32M)"),
    SCRM_PATH(OPTIONS, order.ca_file, "ca-file", 0, "FILE", "trust the certificates in FILE"),
    SCRM_TEXT(OPTIONS, order.proxy, "proxy", 0, "URL", "ask through this proxy"),
    SCRM_SIZE(OPTIONS, order.max_record, "max-record", 0, "SIZE",
              "refuse lines of files that are longer than this (16M)"),
    SCRM_CHOICE(OPTIONS, on_error, "on-error", 0, "stop|skip|reject=FILE", on_error_choices,
                "at a line of a file that is too long: stop (the default), pass over it, or "
                "note it in FILE and go on"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Follow a hashtag, from where the last run stopped",
     "scrm-fetch mastodon.hashtag instance=mastodon.social tag=shoes --spool spool"},
    {"See what a feed says", "scrm-fetch https://example.org/feed.xml | scrm-normalize"},
    {"Ask several sources at once, each from where it stopped",
     "scrm-fetch --spool spool mastodon.hashtag instance=mastodon.social tag=shoes "
     "bluesky.search query=shoes https://example.org/feed.xml"},
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
    .operands = "[SOURCE[.STREAM]|URL|FILE [NAME=VALUE ...]] ...",
    .description =
        "Asks a source page after page and writes each record as a raw envelope. With "
        "--spool or --state the next run goes on where this one stopped; a run that fails "
        "keeps what it had and is safe to repeat. Records come at least once.\n\n"
        "Several sources, each with its NAME=VALUE behind it, are asked side by side, sixteen "
        "at once at most and no host twice at a time. One that fails stops no other; the exit "
        "code is then that of the first that failed. With --spool each keeps segments and "
        "state of its own; else what they bring is written one source after the other, with "
        "--follow as it comes.\n\n"
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

int main(int argc, char **argv)
{
    struct scrm_fetchwork_options given = {0};
    struct scrm_operands operands = {0};
    struct scrm_fetchwork run = {.command = &command, .options = &given, .operands = &operands};
    int status = scrm_cli_parse(&command, argc, argv, &given, &operands);

    if (status >= 0)
        return status;
    status = scrm_fetchwork_run(&run);
    scrm_cli_release(&command, &given, &operands);
    return status;
}
