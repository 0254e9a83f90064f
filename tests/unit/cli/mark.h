/*
 * scrm-mark: a filter as small as filters get, to try the frame with. It adds
 * {"bytes":N} of `text`, and does otherwise where a line's `do` asks for it.
 */
#ifndef SCRM_TESTS_MARK_H
#define SCRM_TESTS_MARK_H

#include <inttypes.h>

#include "base/alloc.h"
#include "cli/frame.h"
#include "record/splice.h"
#include "record/value.h"

struct mark_options {
    struct scrm_common common;
    bool sink, pages;
    const char *terms, *folder, *how;
};

struct mark {
    struct scrm_keys *keys;
    int text, todo, mark;
    uint64_t bytes; /* sum over all workers */
    int workers;    /* merged at the end, in order */
    int page;       /* of --pages */
};

struct mark_worker {
    const struct mark *mark;
    uint64_t bytes;
    int number;
};

static const char *const mark_hows[] = {"gently", "firmly", "level=", NULL};

static const struct scrm_option mark_options[] = {
    SCRM_FLAG(struct mark_options, sink, "sink", 0, "write no lines, print the sum at the end"),
    SCRM_FLAG(struct mark_options, pages, "pages", 0, "make three pages up instead of reading"),
    SCRM_PATH(struct mark_options, terms, "terms", 't', "FILE.csv",
              "words to count; it's optional"),
    SCRM_DIRECTORY(struct mark_options, folder, "folder", 0, "DIR", "a folder [of sorts]: any"),
    SCRM_CHOICE(struct mark_options, how, "how", 0, "gently|firmly|level=N", mark_hows,
                "how to mark"),
    SCRM_OPTIONS_END};

static const struct scrm_example mark_examples[] = {
    {"Mark one line", "echo '{\"text\":\"hello\"}' | scrm-mark"},
    {"In a pipe", "scrm-mark -j2 posts.ndjson | jq -c .mark"},
    {NULL, NULL}};

static const struct scrm_variable mark_variables[] = {{"SCRM_MARK", "what to mark with"},
                                                      {NULL, NULL}};

static const struct scrm_command mark_command = {
    .name = "scrm-mark",
    .summary = "mark posts with the length of their text",
    .operands = "[FILE ...]",
    .description = "Reads posts, one a line, and adds a member mark to each. Every other byte "
                   "passes through unchanged.\n\n'Quoted' words and .dots are only "
                   "text.\n\nWithout FILE, or where FILE is -, it reads standard input.",
    .options = mark_options,
    .examples = mark_examples,
    .variables = mark_variables,
    .see_also = "scrm-route(1), jq(1), scrm(1), scrm-score(5)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_DESK |
              SCRM_COMMON_TALK};

static void *mark_open(void *ctx)
{
    struct mark *mark = ctx;
    struct mark_worker *worker = scrm_alloc_zero(1, sizeof *worker);

    worker->mark = mark;
    worker->number = mark->workers++;
    return worker;
}

static void mark_close(void *ctx, void *at)
{
    struct mark *mark = ctx;
    struct mark_worker *worker = at;

    /* Workers come in order; anything else would show in the exit code. */
    if (worker->number != 0 && worker->number != -mark->workers)
        exit(98);
    mark->workers = -(worker->number + 1);
    mark->bytes += worker->bytes;
    free(worker);
}

static void mark_out(const struct mark *mark, struct scrm_row *row, size_t bytes)
{
    struct scrm_buf value = {0};

    scrm_buf_printf(&value, "{\"bytes\":%zu}", bytes);
    scrm_splice(row->line, mark->mark, "mark", scrm_buf_slice(&value), row->out);
    scrm_buf_fini(&value);
}

static enum scrm_verdict mark_asked(const struct mark *mark, struct scrm_value todo,
                                    struct scrm_row *row, struct scrm_err *err)
{
    if (scrm_value_is(todo, "drop") || scrm_value_is(todo, "drop2")) {
        row->reason = scrm_value_is(todo, "drop") ? "asked to" : "asked again";
        return SCRM_LINE_DROPPED;
    }
    if (scrm_value_is(todo, "reject")) {
        scrm_buf_puts(row->out, "half a li"); /* must not be seen */
        scrm_err_set(err, SCRM_EXIT_DATA, "asked to reject");
        scrm_err_member(err, "do");
        return SCRM_LINE_REJECTED;
    }
    if (scrm_value_is(todo, "fatal")) {
        scrm_buf_puts(row->out, "half a li");
        scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "asked to die");
        return SCRM_LINE_FATAL;
    }
    row->lines = scrm_value_is(todo, "twice") ? 2 : 0;
    if (scrm_value_is(todo, "twice")) {
        mark_out(mark, row, 1);
        scrm_buf_putc(row->out, '\n');
        mark_out(mark, row, 2);
    }
    if (scrm_value_is(todo, "lie"))
        row->lines = 3;
    return SCRM_LINE_OUT;
}

static enum scrm_verdict mark_each(void *at, struct scrm_row *row, struct scrm_err *err)
{
    struct mark_worker *worker = at;
    const struct mark *mark = worker->mark;
    struct scrm_value text = row->line->values[mark->text];
    struct scrm_value todo = row->line->values[mark->todo];

    if (todo.kind == SCRM_STRING)
        return mark_asked(mark, todo, row, err);
    if (text.kind != SCRM_STRING && text.kind != SCRM_ABSENT) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected string, got %s", scrm_kind_name(text.kind));
        scrm_err_member(err, "text");
        return SCRM_LINE_REJECTED;
    }
    worker->bytes += text.len;
    mark_out(mark, row, text.len);
    return SCRM_LINE_OUT;
}

static enum scrm_verdict mark_swallow(void *at, struct scrm_row *row, struct scrm_err *err)
{
    struct mark_worker *worker = at;

    (void)err;
    worker->bytes += row->line->values[worker->mark->text].len;
    return SCRM_LINE_OUT;
}

/* Three blocks that no file holds. */
static int mark_page(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    struct mark *mark = ctx;
    char text[64];
    size_t len;

    (void)err;
    if (mark->page == 3)
        return 0;
    len = (size_t)snprintf(text, sizeof text, "{\"text\":\"page %d\"}\n", ++mark->page);
    if (block->cap < len + SCRM_SCAN_PADDING) {
        block->cap = len + SCRM_SCAN_PADDING;
        block->at = scrm_realloc(block->at, block->cap, 1);
    }
    memset(block->at, 0, block->cap);
    memcpy(block->at, text, len);
    block->len = len;
    block->file = "page";
    block->line = (uint64_t)mark->page;
    block->offset = 0;
    block->oversize = 0;
    block->sequence = (uint64_t)mark->page - 1;
    return 1;
}

static int mark_main(int argc, char **argv)
{
    struct mark_options o = {.sink = false};
    struct scrm_operands operands;
    struct mark mark = {0};
    struct scrm_stage stage = {.open = mark_open,
                               .close = mark_close,
                               .ctx = &mark,
                               .config = "0123456789abcdef0123456789abcdef"};
    struct scrm_account account = {0};
    struct scrm_end end = {0};
    int code = scrm_cli_parse(&mark_command, argc, argv, &o, &operands);

    if (code >= 0)
        return code;
    mark.keys = scrm_keys_new();
    mark.text = scrm_keys_add_dotted(mark.keys, "text");
    mark.todo = scrm_keys_add_dotted(mark.keys, "do");
    mark.mark = scrm_keys_add_dotted(mark.keys, "mark");
    scrm_keys_build(mark.keys);
    stage.keys = mark.keys;
    stage.each = o.sink ? mark_swallow : mark_each;
    stage.sink = o.sink;
    stage.next = o.pages ? mark_page : NULL;
    stage.account = &account;
    code = scrm_frame_run(&mark_command, &o.common, &operands, &stage, o.sink ? &end : NULL);
    if (o.sink)
        printf("%" PRIu64 " bytes, %" PRIu64 " taken, %zu stages before\n", mark.bytes,
               account.out, end.n);
    scrm_account_fini(&account);
    scrm_end_fini(&end);
    scrm_keys_free(mark.keys);
    scrm_cli_release(&mark_command, &o, &operands);
    return code;
}

#endif
