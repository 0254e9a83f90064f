/*
 * scrm-dedup: drop what was seen, mark what repeats.
 *
 *     posts -> [ scan ] -> [ seen? ] -> [ said by another? ] -> posts, some with "dup"
 *
 * What is dropped and what is marked stands in lib/dedup/dedup.h.
 */
#include "base/num.h"
#include "base/time.h"
#include "cli/frame.h"
#include "cli/log.h"
#include "dedup/state.h"
#include "record/writer.h"

struct options {
    struct scrm_common common;
    const char *state, *next, *window, *similar;
    int64_t remember;
    bool check;
};

enum { REMEMBER_MOST = 10000000 }; /* texts: 3.3 GB */

/* What one run holds. */
struct run {
    const struct options *given;
    struct scrm_dedup dedup;
};

static const struct scrm_option options[] = {
    SCRM_PATH(struct options, state, "state", 0, "FILE",
              "remember from run to run, in this SQLite file; made where missing"),
    SCRM_PATH(
        struct options, next, "next", 0, "FILE",
        "leave the state as it is and write what it would become to this file, before the "
        "end line; move it over the state when the output is safe"),
    SCRM_TEXT(
        struct options, window, "window", 0, "DURATION",
        "texts written further apart are not compared, posts that nobody met for so long are "
        "forgotten by the state; default: 30d"),
    SCRM_TEXT(struct options, similar, "similar", 0, "SHARE",
              "texts this alike are marked, from 0.5 to 1; default: 0.7"),
    SCRM_INT(struct options, remember, "remember", 0, "N", 0,
             "compare with the last N different texts, about 330 bytes each; 0 compares none; "
             "default: 20000"),
    SCRM_FLAG(struct options, check, "check", 0,
              "only say whether the state is sound; exit code 1 where it is not"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Posts of two fetches, each once", "cat posts.ndjson posts.ndjson | scrm-dedup"},
    {"Only what no run has seen before", "scrm-dedup --state seen.db posts.ndjson"},
    {"The same, the state following the output",
     "scrm-dedup --state seen.db --next seen.new -o new.ndjson posts.ndjson && mv seen.new "
     "seen.db"},
    {0},
};

static const struct scrm_command command = {
    .name = "scrm-dedup",
    .summary = "drop posts that were seen, mark those that repeat another",
    .operands = "[FILE ...]",
    .description =
        "A revision of a post (id and rev) passes once; one that is older than the newest seen "
        "is dropped too, and nothing older than a deletion passes. What repeats the words of "
        "another post gets the member dup, which names the first of its kind: kind is repost "
        "for shares and \"RT @name:\", else near; similarity estimates how many pairs of "
        "neighbouring words both have in common.\n\n"
        "Links and mentions do not count as words, and texts of fewer than six words are not "
        "compared. A post takes 27 to 32 bytes of memory, a remembered text about 330.\n\n"
        "The state is written when all output is out: a run that is killed may repeat posts "
        "and loses none. Who must not repeat any either, because the output is kept, names "
        "--next: what came out and what is remembered are then made one by two renames, the "
        "output's first.",
    .options = options,
    .examples = examples,
    .see_also = "scrm-normalize(1), scrm-score(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_TALK,
};

static enum scrm_verdict take(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    switch (
        scrm_dedup_line(&((struct run *)worker)->dedup, row->line, row->arena, row->out, err)) {
    case SCRM_DEDUP_KEPT:
        return SCRM_LINE_OUT;
    case SCRM_DEDUP_SEEN:
        row->reason = "seen before";
        return SCRM_LINE_DROPPED;
    case SCRM_DEDUP_OLDER:
        row->reason = "older revision";
        return SCRM_LINE_DROPPED;
    case SCRM_DEDUP_BAD:
        break;
    }
    return SCRM_LINE_REJECTED;
}

static int settle(const struct options *given, struct scrm_dedup_settings *settings,
                  struct scrm_err *err)
{
    const char *window = given->window ? given->window : "30d";
    int64_t similar = SCRM_FIXED_ONE * 7 / 10;

    if (given->next && !given->state)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--next: of which --state?");
    if (given->remember > REMEMBER_MOST)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--remember: at most %d texts",
                            REMEMBER_MOST);
    settings->now_ms = given->common.now_ms;
    settings->remembered = (size_t)given->remember;
    if (scrm_time_duration(scrm_slice_of(window), &settings->window_ms))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--window: \"%s\" is no duration; 30d, 12h",
                            window);
    if (given->similar && (scrm_num_fixed(scrm_slice_of(given->similar), &similar) ||
                           similar < SCRM_FIXED_ONE / 2 || similar > SCRM_FIXED_ONE))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--similar: \"%s\" is no share from 0.5 to 1",
                            given->similar);
    settings->least =
        (unsigned)((similar * SCRM_NEAR_BINS + SCRM_FIXED_ONE - 1) / SCRM_FIXED_ONE);
    return 0;
}

static void tell(const struct options *given, const struct scrm_dedup *dedup)
{
    struct scrm_buf members = {0}, text = {0};

    if (!given->common.stats)
        return;
    scrm_buf_printf(&members, "\"near\":%llu,\"reposts\":%llu",
                    (unsigned long long)dedup->nears, (unsigned long long)dedup->reposts);
    scrm_buf_printf(&text, "%llu near-duplicates, %llu reposts",
                    (unsigned long long)dedup->nears, (unsigned long long)dedup->reposts);
    scrm_log_record(command.name, "info", scrm_buf_slice(&members), scrm_buf_slice(&text));
    scrm_buf_fini(&members);
    scrm_buf_fini(&text);
}

/* With --next: before the end line, so that a whole output has its state beside it. */
static int save_next(void *ctx, struct scrm_err *err)
{
    const struct run *run = ctx;

    return run->given->next ? scrm_dedup_state_save_next(&run->dedup, run->given->state,
                                                         run->given->next, err)
                            : 0;
}

static int check(const struct options *given, struct scrm_err *err)
{
    struct scrm_buf report = {0};
    int result = given->state ? scrm_dedup_state_check(given->state, &report, err)
                              : scrm_err_set(err, SCRM_EXIT_USAGE, "--check: which --state?");

    if (result >= 0 && scrm_writer_text(given->common.output, scrm_buf_slice(&report), err))
        result = -1;
    scrm_buf_fini(&report);
    return result < 0 ? scrm_cli_fail(&command, err) : result;
}

static int filter(struct run *run, const struct scrm_operands *files, struct scrm_err *err)
{
    const struct options *given = run->given;
    const struct scrm_stage stage = {
        .keys = run->dedup.keys, .each = take, .finish = save_next, .ctx = run};
    int status;

    if (given->next && scrm_dedup_state_check_next(given->state, given->next, err))
        return scrm_cli_fail(&command, err);
    if (given->state && scrm_dedup_state_load(&run->dedup, given->state, err))
        return scrm_cli_fail(&command, err);
    status = scrm_frame_run(&command, &given->common, files, &stage, NULL);
    tell(given, &run->dedup);
    if (status == 0 && given->state && !given->next &&
        scrm_dedup_state_save(&run->dedup, given->state, err))
        status = scrm_cli_fail(&command, err);
    return status;
}

int main(int argc, char **argv)
{
    struct options given = {.remember = 20000};
    struct scrm_operands files = {0};
    struct scrm_dedup_settings settings = {0};
    struct run run = {.given = &given};
    struct scrm_err err = {0};
    int status = scrm_cli_parse(&command, argc, argv, &given, &files);

    if (status >= 0)
        return status;
    if (given.check) {
        status = check(&given, &err);
    } else if (settle(&given, &settings, &err)) {
        status = scrm_cli_fail(&command, &err);
    } else {
        scrm_dedup_init(&run.dedup, &settings);
        status = filter(&run, &files, &err);
        scrm_dedup_fini(&run.dedup);
    }
    scrm_cli_release(&command, &given, &files);
    return status;
}
