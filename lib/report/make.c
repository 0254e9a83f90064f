/*
 * The way of a report, from what was counted to the file. A long form leaves
 * piece by piece, so that a year's case list needs no second place in memory.
 */
#include "report/make.h"

#include "record/writer.h"

struct outlet {
    struct scrm_writer *writer;
    struct scrm_err *err;
};

static int pass_on(void *ctx, struct scrm_buf *out)
{
    struct outlet *outlet = ctx;
    int result = scrm_writer_put(outlet->writer, scrm_buf_slice(out), outlet->err);

    scrm_buf_reset(out);
    return result;
}

static int render(const struct scrm_report_plan *plan, const struct scrm_document *document,
                  const struct scrm_document_input *input, struct outlet *outlet)
{
    const struct scrm_grid *grid;
    struct scrm_buf out = {0};
    int result = 0;

    if (strcmp(plan->format, "html") == 0)
        scrm_render_html(document, &out);
    else if (strcmp(plan->format, "json") == 0)
        result = scrm_render_json(document, input, pass_on, outlet, &out);
    else if (strcmp(plan->format, "text") == 0)
        scrm_render_text(document, &plan->terminal, &out);
    else if ((grid = scrm_document_grid(document, plan->table)))
        scrm_render_csv(grid, &out);
    if (result == 0)
        result = pass_on(outlet, &out);
    scrm_buf_fini(&out);
    return result;
}

/* JSON takes its cases from the list itself: no table of them is made for it. */
static size_t rows_of(const struct scrm_report_plan *plan)
{
    return strcmp(plan->format, "json") == 0 ? 1 : plan->list_max;
}

int scrm_report_make(const struct scrm_report_plan *plan,
                     const struct scrm_report_matter *matter, struct scrm_err *err)
{
    struct scrm_figures figures;
    struct scrm_case_list list;
    struct scrm_document document;
    struct scrm_document_input input = {.title = plan->title,
                                        .zone = plan->zone,
                                        .figures = &figures,
                                        .list = &list,
                                        .end = plan->end,
                                        .reasons = plan->reasons,
                                        .n_reasons = plan->n_reasons,
                                        .by = plan->by,
                                        .list_max = rows_of(plan)};
    struct outlet outlet = {.writer = scrm_writer_open(plan->output, err), .err = err};
    int result;

    if (!outlet.writer)
        return -1;
    scrm_case_list_begin(&list, plan->list_max, plan->now_ms, matter->describe, matter->ctx,
                         err);
    result = scrm_report_reckon(&figures, &list, matter, plan->window, plan->by, err);
    if (result == 0) {
        scrm_document_build(&document, &input);
        input.list_max = plan->list_max;
        result = render(plan, &document, &input, &outlet);
        scrm_document_fini(&document);
    }
    if (err->code != SCRM_EXIT_OK) /* of what waited in files, too */
        result = -1;
    result |= scrm_writer_close(outlet.writer, result == 0, err);
    scrm_case_list_fini(&list);
    scrm_figures_fini(&figures);
    return result;
}
