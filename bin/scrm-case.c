/*
 * scrm-case: the ledger of cases. Posts go in with `apply`; the other verbs
 * list cases, show them and say what people did. Here are its options and what
 * its manual says; lib/casework does what the verbs ask for.
 */
#include "casework/casework.h"

#define OPTIONS struct scrm_casework_options

static const char *const list_formats[] = {"table", "ndjson", "csv", NULL};
static const char *const text_formats[] = {"text", "ndjson", NULL};
static const char *const states[] = {"new",    "open", "pending", "snoozed", "resolved",
                                     "closed", "spam", "all",     NULL};

static const char *const priorities[] = {"urgent", "high", "normal", "low", NULL};

#define BY SCRM_TEXT(OPTIONS, by, "by", 0, "NAME", "who does it; default: you")
#define WORDS(help) SCRM_TEXT(OPTIONS, text, "text", 't', "TEXT", help)

static const struct scrm_option options_table[] = {
    SCRM_PATH(OPTIONS, ledger, "ledger", 'l', "FILE",
              "the ledger; default: var/ledger.db of the desk, which is the one named or the "
              "folder you are in, else ledger.db here"),
    SCRM_OPTIONS_END};

static const struct scrm_option list_options[] = {
    SCRM_TEXT(OPTIONS, where, "where", 'w', "CONDITION",
              "only cases for which it holds, in the language of rules"),
    SCRM_TEXT(OPTIONS, queue, "queue", 0, "NAME", "only this queue"),
    SCRM_TEXT(OPTIONS, owner, "owner", 0, "NAME", "only this owner; none: nobody's"),
    SCRM_CHOICE(OPTIONS, state, "state", 0, "STATE", states,
                "only new, open, pending, snoozed, resolved, closed or spam, or all; default: "
                "all that are not done"),
    SCRM_FLAG(OPTIONS, overdue, "overdue", 0, "only those whose answer is late"),
    SCRM_INT(OPTIONS, limit, "limit", 'n', "N", 0, "at most N cases; 0: no limit"),
    SCRM_CHOICE(OPTIONS, format, "format", 'f', "FORM", list_formats,
                "table (default on a terminal), ndjson (default else) or csv"),
    SCRM_OPTIONS_END};

static const struct scrm_option show_options[] = {SCRM_CHOICE(OPTIONS, format, "format", 'f',
                                                              "FORM", text_formats,
                                                              "text (default) or ndjson"),
                                                  SCRM_OPTIONS_END};

static const struct scrm_option act_options[] = {BY, SCRM_OPTIONS_END};

static const struct scrm_option assign_options[] = {
    SCRM_TEXT(OPTIONS, to, "to", 't', "NAME", "the new owner; none: nobody"), BY,
    SCRM_OPTIONS_END};

static const struct scrm_option move_options[] = {
    SCRM_TEXT(OPTIONS, queue, "queue", 0, "NAME", "the queue that it belongs in"),
    SCRM_CHOICE(OPTIONS, priority, "priority", 'p', "PRIORITY", priorities,
                "urgent, high, normal or low"),
    BY, SCRM_OPTIONS_END};

static const struct scrm_option note_options[] = {WORDS("the note; default: standard input"),
                                                  BY, SCRM_OPTIONS_END};

static const struct scrm_option reply_options[] = {
    WORDS("what was said; default: standard input"), BY, SCRM_OPTIONS_END};

static const struct scrm_option tag_options[] = {
    SCRM_TEXTS(OPTIONS, tags, "tag", 't', "NAME", "a tag; may be given several times"),
    SCRM_FLAG(OPTIONS, off, "off", 0, "take the tags off"), BY, SCRM_OPTIONS_END};

static const struct scrm_option snooze_options[] = {
    SCRM_TEXT(OPTIONS, until, "until", 'u', "TIME",
              "when it comes back: a time, a date, or a length such as 4h or 3d"),
    BY, SCRM_OPTIONS_END};

#define SETTINGS                                                                               \
    SCRM_PATH(OPTIONS, settings, "settings", 's', "FILE",                                      \
              "when a reply reopens a case and which states pause its clock, kept in the "     \
              "ledger; default: cases.yaml of the desk")

static const struct scrm_option apply_options[] = {
    SETTINGS,
    SCRM_PATHS(
        OPTIONS, calendars, "calendar", 'c', "FILE",
        "in whose hours pauses count where the promise did, kept in the ledger; default: "
        "calendar.yaml of the desk"),
    SCRM_OPTIONS_END};

static const struct scrm_option tick_options[] = {
    SCRM_PATH(OPTIONS, agents, "agents", 'a', "FILE",
              "who takes cases, as CSV; default: agents.csv of the desk"),
    SCRM_PATH(OPTIONS, rules, "rules", 'r', "FILE",
              "whose time_rules fire; default: rules.yaml of the desk"),
    SCRM_FLAG(
        OPTIONS, common.explain, "explain", 0,
        "a line for every open case, with the time rules that it was asked about and why"),
    SETTINGS,
    SCRM_PATHS(OPTIONS, calendars, "calendar", 'c', "FILE",
               "as apply has it; the first is the clock of hour(), weekday() and "
               "working_time() in time rules too"),
    SCRM_OPTIONS_END};

static const struct scrm_option erase_options[] = {
    SCRM_TEXT(OPTIONS, author, "author", 'a', "ID",
              "whom to forget: author_id or author_handle as the posts have it"),
    SCRM_TEXTS(OPTIONS, spools, "spool", 's', "DIR",
               "clean the files below this folder; may be given several times; default: spool, "
               "posts, rejects and reports of the desk"),
    BY, SCRM_OPTIONS_END};

#define NO_LINES SCRM_COMMON_FILTER
#define NO_CLOCK (SCRM_COMMON_FILTER | SCRM_COMMON_CLOCK)

static const struct scrm_verb verbs[] = {
    {"apply", "[FILE ...]", "take routed posts in, and pass them on with their case",
     apply_options, 0},
    {"list", "", "list cases, the most urgent first", list_options, NO_LINES},
    {"show", "CASE", "show one case as a conversation", show_options, NO_LINES},
    {"history", "CASE", "tell the events of a case", show_options, NO_LINES},
    {"assign", "CASE ...", "give cases an owner", assign_options, NO_LINES},
    {"move", "CASE ...", "put cases into another queue, or give them another priority",
     move_options, NO_LINES},
    {"note", "CASE ...", "write a note on cases", note_options, NO_LINES},
    {"reply", "CASE ...", "say that the customer was answered", reply_options, NO_LINES},
    {"tag", "CASE ...", "put tags on cases, or take them off", tag_options, NO_LINES},
    {"snooze", "CASE ...", "put cases aside for a while", snooze_options, NO_LINES},
    {"resolve", "CASE ...", "mark cases as done", act_options, NO_LINES},
    {"spam", "CASE ...", "mark cases as spam", act_options, NO_LINES},
    {"reopen", "CASE ...", "take back that cases are done or spam", act_options, NO_LINES},
    {"merge", "CASE CASE ...", "make cases part of the first one", act_options, NO_LINES},
    {"split", "CASE [POST]",
     "take a post with its answers, or what was merged in, out of a case", act_options,
     NO_LINES},
    {"tick", "", "let time pass: wake, warn, tell what is late, give cases to agents",
     tick_options, NO_LINES},
    {"export", "", "write everything as NDJSON", NULL, NO_CLOCK},
    {"import", "[FILE]", "rebuild an empty ledger from an export", NULL, NO_CLOCK},
    {"check", "", "compare cases with their events, and what came in with what is there", NULL,
     NO_CLOCK},
    {"erase", "", "forget a person: texts and identity go, counts stay", erase_options,
     NO_LINES},
    {NULL, NULL, NULL, NULL, 0}};

static const struct scrm_example examples[] = {
    {"Take in today's posts and see who waits",
     "scrm-case --ledger desk.db apply routed.ndjson > /dev/null && "
     "scrm-case --ledger desk.db list"},
    {"Billing cases that nobody owns, for a spreadsheet",
     "scrm-case --ledger desk.db list --queue billing --owner none --format csv"},
    {"What is urgent and late, by a condition as in rules",
     "scrm-case --ledger desk.db list --where \"priority = 'urgent'\" --overdue --format "
     "table"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-case",
    .summary = "keep the ledger of cases",
    .description =
        "Posts that ask for an answer open cases; answers, people and time move them on. A "
        "case is named by an id such as C-28T5CY4TQKFF, of which the first letters are "
        "enough where they are clear.\n\n"
        "apply takes each revision of a post once, however often it is offered, and writes "
        "in batches, each whole or not at all. Its output is the input with the member "
        "case; on a terminal it says a count instead. What people do puts out the cases that "
        "it "
        "changed, on a terminal as a table.\n\n"
        "tick is for cron: it writes down which clocks ran out or soon will, once for each "
        "time that a case is open, ends snoozes that are over, and gives cases whose rule "
        "asks for it to the agents of agents.csv, in the order of the list. Its output is one "
        "line "
        "for each case that it changed.",
    .options = options_table,
    .verbs = verbs,
    .examples = examples,
    .see_also = "scrm-route(1), scrm-report(1)",
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_DESK |
              SCRM_COMMON_TALK,
    .complete = SCRM_COMPLETE_FILE};

int main(int argc, char **argv)
{
    struct scrm_casework_options options = {0};
    struct scrm_operands operands;
    struct scrm_err err = {0};
    struct scrm_casework work = {
        .command = &command, .options = &options, .operands = &operands, .err = &err};
    int code = scrm_cli_parse(&command, argc, argv, &options, &operands);

    if (code < 0)
        code = scrm_casework_run(&work);
    scrm_err_fini(&err);
    scrm_cli_release(&command, &options, &operands);
    return code;
}
