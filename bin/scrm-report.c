/*
 * scrm-report: posts in, a report out. Figures about posts come from the
 * stream, figures about cases from the ledger, or from the same fold over the
 * stream where there is none.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/time.h"
#include "cases/read.h"
#include "cli/frame.h"
#include "ledger/ledger.h"
#include "record/writer.h"
#include "report/render.h"
#include "report/texts.h"
#include "report/zone.h"

struct options {
    struct scrm_common common;
    const char *ledger, *format, *table, *since, *until, *by, *zone, *title;
    struct scrm_texts incomplete;
    int64_t limit;
    bool ascii;
};

static const char *const formats[] = {"text", "html", "json", "csv", NULL};

static const struct scrm_option options_table[] = {
    SCRM_HEADING("What to report"),
    SCRM_PATH(struct options, ledger, "ledger", 'l', "FILE",
              "take cases from this ledger; without one, from the posts themselves"),
    SCRM_TEXT(
        struct options, since, "since", 0, "TIME",
        "from when: RFC 3339, a date, or back from now (7d, 24h); default: the first post"),
    SCRM_TEXT(struct options, until, "until", 0, "TIME", "up to when; default: now"),
    SCRM_CHOICE(struct options, by, "by", 0, "WHAT", scrm_dimensions,
                "add a table of posts by network, channel, lang, queue, function, priority, "
                "rule, type, intent, topic or brand"),
    SCRM_TEXT(struct options, zone, "tz", 0, "ZONE",
              "time zone of days and hours, such as Europe/Berlin; default: UTC"),
    SCRM_TEXT(struct options, title, "title", 0, "TEXT", "what stands at the top"),
    SCRM_TEXTS(struct options, incomplete, "incomplete", 0, "REASON",
               "mark the report as incomplete and say why; may be given several times"),
    SCRM_HEADING("How it looks"),
    SCRM_CHOICE(struct options, format, "format", 'f', "FORM", formats,
                "text (default), html, json or csv"),
    SCRM_CHOICE(struct options, table, "table", 't', "NAME", scrm_document_tables,
                "the table that --format=csv writes: cases (default), rose, networks, intents, "
                "topics, brands, languages, breakdown (of --by), clocks, days or stages"),
    SCRM_INT(struct options, limit, "limit", 'n', "N", 0,
             "rows of the case list, 0 for all; default: 20 as text, else all"),
    SCRM_FLAG(struct options, ascii, "ascii", 0, "draw with ASCII characters only"),
    SCRM_OPTIONS_END};

static const struct scrm_example examples[] = {
    {"Who needs an answer, on the terminal", "scrm-report routed.ndjson"},
    {"A page for the client, last week, with the cases of the ledger",
     "scrm-report --ledger desk.db --since 7d --format html -o week.html routed.ndjson"},
    {"The waiting cases for a spreadsheet",
     "scrm-report --format csv routed.ndjson > cases.csv"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-report",
    .summary = "figures and pictures from posts and cases",
    .operands = "[FILE ...]",
    .description = "Reads posts as scrm-route writes them and says how many people need an "
                   "answer and since "
                   "when, how long answers took, what was promised and kept, how much was "
                   "said, how it was "
                   "meant, and what rose. Every figure carries what it was measured on; what "
                   "nobody knows is "
                   "null and never zero.\n\nPosts that come twice count once. Without a "
                   "ledger, cases are the "
                   "threads of the posts read.",
    .options = options_table,
    .examples = examples,
    .see_also = "scrm-route(1), scrm-case(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_TALK};

/* What the stream leaves behind. */
struct intake {
    int64_t now_ms;
    bool threads; /* collect facts too: there is no ledger */
    struct scrm_report_slots slots;
    struct scrm_report_posts posts;
    struct scrm_case_slots case_slots;
    struct scrm_case_intern intern;
    struct scrm_arena arena; /* lives as long as the facts */
    struct scrm_case_fact *facts;
    size_t n, cap;
    struct scrm_report_texts texts;
};

static struct scrm_value text_value(struct scrm_arena *arena, const struct scrm_buf *text)
{
    return (struct scrm_value){.at = scrm_arena_copy(arena, scrm_buf_text(text), text->len),
                               .len = text->len,
                               .kind = SCRM_STRING};
}

/* A line that never passed scrm-normalize is known by its bytes and is of now,
 * so that a pipe of bare texts gives cases too. */
static void complete(const struct intake *intake, const struct scrm_row *row)
{
    struct scrm_value *id = &row->line->values[intake->case_slots.id];
    struct scrm_value *created = &row->line->values[intake->case_slots.created_at];
    struct scrm_buf text = {0};

    if (id->kind == SCRM_ABSENT) {
        scrm_digest_put(&text, scrm_digest(row->line->bytes.at, row->line->bytes.len));
        *id = text_value(row->arena, &text);
    }
    if (created->kind == SCRM_ABSENT) {
        scrm_buf_reset(&text);
        scrm_time_put(&text, intake->now_ms);
        *created = text_value(row->arena, &text);
    }
    scrm_buf_fini(&text);
}

static enum scrm_verdict take(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    struct intake *intake = worker;
    struct scrm_case_fact *fact;

    if (scrm_report_posts_take(&intake->posts, &intake->slots, row->line, row->arena,
                               intake->now_ms, err))
        return SCRM_LINE_REJECTED;
    if (!intake->threads)
        return SCRM_LINE_OUT;
    complete(intake, row);
    SCRM_GROW(intake->facts, intake->n, intake->cap);
    fact = &intake->facts[intake->n];
    if (scrm_case_fact_read(&intake->case_slots, row->line, &intake->intern, &intake->arena,
                            fact, err))
        return SCRM_LINE_REJECTED;
    fact->seq = intake->n++;
    scrm_report_texts_add(&intake->texts, row->line,
                          fact->direction == SCRM_INBOUND && !fact->deleted &&
                              (!fact->decision || fact->decision->action == SCRM_ENGAGE),
                          row->arena);
    return SCRM_LINE_OUT;
}

/* Where the cases of the report come from. */
struct case_source {
    struct scrm_cases cases;
    const struct scrm_case_fact *facts;
    scrm_case_describe *describe;
    void *ctx;
    struct scrm_ledger *ledger; /* NULL: the stream */
    struct scrm_ledger_facts loaded;
    struct scrm_arena words; /* what the ledger says of the cases that are listed */
    struct scrm_err err;     /* of describing, which cannot say it itself */
};

static struct scrm_slice keep(struct scrm_arena *arena, struct scrm_slice text)
{
    return text.at ? (struct scrm_slice){scrm_arena_copy(arena, text.at, text.len), text.len}
                   : text;
}

static void words_of_ledger(void *ctx, uint32_t fact, struct scrm_case_words *words)
{
    struct case_source *source = ctx;
    struct scrm_content content;

    if (scrm_ledger_content(source->ledger, source->facts[fact].seq, &content, &source->err) <=
        0)
        return;
    words->text = keep(&source->words, content.text.len ? content.text : content.title);
    words->url = keep(&source->words, content.url);
    words->author = keep(&source->words, content.author_name.len     ? content.author_name
                                         : content.author_handle.len ? content.author_handle
                                                                     : content.author_id);
}

static int cases_of_ledger(const char *path, struct case_source *source, struct scrm_err *err)
{
    source->ledger = scrm_ledger_open(path, SCRM_STORE_READ, err);
    if (!source->ledger || scrm_ledger_load(source->ledger, &source->loaded, err))
        return -1;
    scrm_cases_fold(&source->cases, source->loaded.facts, source->loaded.n,
                    source->loaded.actions, source->loaded.n_actions);
    source->facts = source->loaded.facts;
    source->describe = words_of_ledger;
    source->ctx = source;
    return 0;
}

static void cases_of_stream(struct intake *intake, struct case_source *source)
{
    scrm_cases_fold(&source->cases, intake->facts, intake->n, NULL, 0);
    source->facts = intake->facts;
    source->describe = scrm_report_texts_describe;
    source->ctx = &intake->texts;
}

static void case_source_fini(struct case_source *source)
{
    scrm_cases_fini(&source->cases);
    scrm_ledger_facts_fini(&source->loaded);
    scrm_ledger_close(source->ledger);
    scrm_arena_fini(&source->words);
    scrm_err_fini(&source->err);
}

static size_t terminal_columns(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        return size.ws_col > 160 ? 160 : size.ws_col;
    return 100;
}

static void render(const struct options *options, const struct scrm_document *document,
                   const struct scrm_case_list *list, const struct scrm_end *end,
                   struct scrm_buf *out)
{
    const char *format = options->format ? options->format : "text";
    const char *table = options->table ? options->table : "cases";
    bool screen = !options->common.output && isatty(STDOUT_FILENO);

    if (strcmp(format, "html") == 0) {
        scrm_render_html(document, out);
    } else if (strcmp(format, "json") == 0) {
        scrm_render_json(document, list, end, out);
    } else if (strcmp(format, "csv") == 0) {
        const struct scrm_grid *grid = scrm_document_grid(document, table);

        if (grid)
            scrm_render_csv(grid, out);
    } else {
        const char *no_colour = getenv("NO_COLOR");
        struct scrm_terminal terminal = {.columns = screen ? terminal_columns() : 100,
                                         .colour = screen && !(no_colour && no_colour[0]),
                                         .ascii = options->ascii};

        scrm_render_text(document, &terminal, out);
    }
}

static enum scrm_dimension dimension_of(const char *name)
{
    enum scrm_dimension by = 0;

    while (name && by < SCRM_BY_N && strcmp(scrm_dimensions[by], name) != 0)
        by++;
    return name ? by : SCRM_BY_N;
}

/* A case list by hand is for the eye; a file holds all of it. JSON takes its cases from the
 * list itself, so that no table of them is made for it. */
static size_t rows_of(const struct options *options)
{
    if (options->format && strcmp(options->format, "json") == 0)
        return 1;
    if (options->limit >= 0)
        return (size_t)options->limit;
    return options->format && strcmp(options->format, "text") != 0 ? 0 : 20;
}

static int write_report(const struct options *options, struct intake *intake,
                        struct case_source *source, const struct scrm_end *end,
                        struct scrm_window window, struct scrm_err *err)
{
    struct scrm_figures figures;
    struct scrm_case_list list;
    struct scrm_document document;
    struct scrm_slice *reasons = scrm_alloc_zero(options->incomplete.n + 1, sizeof *reasons);
    struct scrm_document_input input = {.title = scrm_slice_of(options->title),
                                        .zone = scrm_slice_of(options->zone),
                                        .figures = &figures,
                                        .list = &list,
                                        .end = end,
                                        .reasons = reasons,
                                        .by = dimension_of(options->by),
                                        .list_max = rows_of(options)};
    struct scrm_buf out = {0};
    struct scrm_writer *writer;
    int result = -1;

    for (; input.n_reasons < options->incomplete.n; input.n_reasons++)
        reasons[input.n_reasons] = scrm_slice_of(options->incomplete.at[input.n_reasons]);
    if (options->common.sealed && end->n == 0)
        reasons[input.n_reasons++] =
            SCRM_SLICE("the posts do not end with an end line: they may be cut short");
    scrm_figures_compute(&figures, &intake->posts, &source->cases, source->facts, window,
                         intake->now_ms, input.by);
    scrm_case_list_build(&list, &source->cases, source->facts, intake->now_ms, source->describe,
                         source->ctx);
    if (source->err.code != SCRM_EXIT_OK) {
        *err = source->err;
        source->err = (struct scrm_err){0};
        goto done;
    }
    scrm_document_build(&document, &input);
    render(options, &document, &list, end, &out);
    writer = scrm_writer_open(options->common.output, err);
    if (writer) {
        result = scrm_writer_put(writer, scrm_buf_slice(&out), err);
        result |= scrm_writer_close(writer, result == 0, err);
    }
    scrm_document_fini(&document);
done:
    scrm_buf_fini(&out);
    scrm_case_list_fini(&list);
    scrm_figures_fini(&figures);
    free(reasons);
    return result;
}

static int read_time(const char *name, const char *text, int64_t now_ms, int64_t *ms,
                     struct scrm_err *err)
{
    *ms = SCRM_NO_TIME;
    if (text && scrm_time_option(scrm_slice_of(text), now_ms, ms))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--%s: \"%s\" is no time; RFC 3339, a date, or back from now as 7d",
                            name, text);
    return 0;
}

static void intake_fini(struct intake *intake)
{
    scrm_report_posts_fini(&intake->posts);
    scrm_report_texts_fini(&intake->texts);
    scrm_case_intern_fini(&intake->intern);
    scrm_arena_fini(&intake->arena);
    free(intake->facts);
}

/* The report says so too; the exit code and this line are for scripts. */
static int cut_short(const struct scrm_operands *operands, struct scrm_err *err)
{
    const char *last = operands->n ? operands->at[operands->n - 1] : "-";

    scrm_err_set(err, SCRM_EXIT_DATA,
                 "the posts do not end with an end line; they may be cut short");
    scrm_err_at(err, last, 0, 0);
    return scrm_cli_fail(&command, err);
}

static int report(struct options *options, const struct scrm_operands *operands,
                  struct scrm_keys *keys, struct scrm_err *err)
{
    struct intake intake = {.now_ms = options->common.now_ms, .threads = !options->ledger};
    struct scrm_stage stage = {.each = take, .ctx = &intake, .keys = keys, .sink = true};
    struct scrm_common common = options->common;
    struct case_source source = {0};
    struct scrm_window window;
    struct scrm_end end = {0};
    int code = 0;

    /* One intake for all: a second worker would only wait for it. A missing end
     * is told by the report itself. */
    common.jobs = 1;
    common.sealed = false;
    if (scrm_zone_set(options->zone, err) ||
        read_time("since", options->since, intake.now_ms, &window.since_ms, err) ||
        read_time("until", options->until, intake.now_ms, &window.until_ms, err))
        return scrm_cli_fail(&command, err);
    scrm_report_slots_add(&intake.slots, keys);
    scrm_case_slots_add(&intake.case_slots, keys);
    scrm_report_texts_slots(&intake.texts, keys);
    scrm_keys_build(keys);
    code = scrm_frame_run(&command, &common, operands, &stage, &end);
    if (code == 0) {
        if (!options->ledger)
            cases_of_stream(&intake, &source);
        if ((options->ledger && cases_of_ledger(options->ledger, &source, err)) ||
            write_report(options, &intake, &source, &end, window, err))
            code = scrm_cli_fail(&command, err);
        else if (options->common.sealed && end.n == 0)
            code = cut_short(operands, err);
    }
    case_source_fini(&source);
    scrm_end_fini(&end);
    intake_fini(&intake);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.zone = "UTC", .limit = -1};
    struct scrm_operands operands;
    struct scrm_err err = {0};
    int code = scrm_cli_parse(&command, argc, argv, &options, &operands);

    if (code < 0) {
        struct scrm_keys *keys = scrm_keys_new();

        code = report(&options, &operands, keys, &err);
        scrm_keys_free(keys);
    }
    scrm_err_fini(&err);
    scrm_cli_release(&command, &options, &operands);
    return code;
}
