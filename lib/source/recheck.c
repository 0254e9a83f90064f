/*
 * How a source is asked again for what it gave before: a request for some ids,
 * a batch of them or one. What is asked, and when, is scrm-fetch's.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "source/parse.h"

#define WITHIN_MS (7 * SCRM_DAY_MS)
/* More do not fit into the address of a request. */
#define BATCH_MAX 100

void scrm_recheck_free(struct scrm_recheck *recheck)
{
    if (!recheck)
        return;
    scrm_stream_fini(&recheck->request);
    scrm_path_fini(&recheck->id);
    scrm_path_fini(&recheck->gone);
    scrm_pattern_free(recheck->pattern);
    free(recheck->streams);
    free(recheck);
}

static int parse_names(struct scrm_recheck *recheck, const struct scrm_node *node,
                       struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST || !node->n)
        return scrm_node_error(node, 0, err, "streams is a list of their names");
    recheck->streams = scrm_alloc_zero(node->n, sizeof *recheck->streams);
    for (size_t i = 0; i < node->n; i++) {
        if (node->items[i]->kind != SCRM_NODE_TEXT)
            return scrm_node_error(node->items[i], 0, err, "expected the name of a stream");
        recheck->streams[recheck->n_streams++] = node->items[i]->text;
    }
    return 0;
}

/* Whether a template has a hole of that name. */
static bool has_hole(const struct scrm_template *template, const char *name)
{
    for (size_t i = 0; i < template->n; i++)
        if (template->pieces[i].hole && template->pieces[i].path.root == SCRM_ROOT_NAME &&
            strcmp(template->pieces[i].path.steps[0].key, name) == 0)
            return true;
    return false;
}

/* A request that names no id would ask for who knows what, and everything else be gone. */
static int check_holes(const struct scrm_recheck *recheck, const struct scrm_node *node,
                       struct scrm_err *err)
{
    const struct scrm_stream *request = &recheck->request;
    bool one = has_hole(&request->url, "id"), any = one || has_hole(&request->url, "ids");

    if (one && recheck->batch > 1)
        return scrm_node_error(node, 0, err, "an address with {@id} has no batch");
    for (size_t i = 0; i < request->n_params; i++)
        any = any || has_hole(&request->params[i].value, "id") ||
              has_hole(&request->params[i].value, "ids");
    if (!any)
        return scrm_node_error(node, 0, err, "recheck needs {@id} or {@ids}");
    return 0;
}

static int parse(struct scrm_recheck *recheck, const struct scrm_node *node,
                 struct scrm_err *err)
{
    static const char *const known[] = {"url",     "params", "headers", "records",
                                        "batch",   "id",     "pattern", "within",
                                        "streams", "gone",   NULL};
    struct scrm_slice pattern = {0};
    struct scrm_err why = {0};
    int has_id, has_gone;

    recheck->batch = 1;
    recheck->within_ms = WITHIN_MS;
    if (scrm_node_known(node, known, err) != 0 ||
        scrm_request_parse(&recheck->request, node, err) != 0 ||
        scrm_node_int(node, "batch", &recheck->batch, err) < 0 ||
        scrm_node_duration(node, "within", &recheck->within_ms, err) < 0 ||
        (has_id = scrm_parse_path(node, "id", &recheck->id, err)) < 0 ||
        (has_gone = scrm_parse_path(node, "gone", &recheck->gone, err)) < 0 ||
        scrm_node_text(node, "pattern", &pattern, err) < 0 ||
        parse_names(recheck, scrm_node_get(node, "streams"), err) != 0)
        return -1;
    recheck->has_id = has_id > 0;
    recheck->has_gone = has_gone > 0;
    if (recheck->batch < 1 || recheck->batch > BATCH_MAX)
        return scrm_node_error(scrm_node_get(node, "batch"), 0, err,
                               "batch is a number from 1 to %d", BATCH_MAX);
    if (pattern.len && !(recheck->pattern = scrm_pattern_compile(pattern, false, &why)))
        scrm_node_error(scrm_node_get(node, "pattern"), why.column ? (size_t)why.column - 1 : 0,
                        err, "%s", why.text);
    scrm_err_fini(&why);
    if (pattern.len && !recheck->pattern)
        return -1;
    return check_holes(recheck, node, err);
}

int scrm_recheck_parse(struct scrm_source *source, const struct scrm_node *node,
                       struct scrm_err *err)
{
    if (!node)
        return 0;
    source->recheck = scrm_alloc_zero(1, sizeof *source->recheck);
    if (parse(source->recheck, node, err) != 0)
        return -1;
    for (size_t i = 0; i < source->recheck->n_streams; i++)
        if (!scrm_source_stream(source, source->recheck->streams[i]))
            return scrm_node_error(scrm_node_get(node, "streams")->items[i], 0, err,
                                   "the source has no stream \"%.*s\"",
                                   SCRM_FMT(source->recheck->streams[i]));
    return 0;
}

const struct scrm_recheck *scrm_source_recheck(const struct scrm_source *source,
                                               const struct scrm_stream *stream)
{
    const struct scrm_recheck *recheck = source->recheck;

    if (!recheck || !recheck->n_streams)
        return recheck;
    for (size_t i = 0; i < recheck->n_streams; i++)
        if (scrm_slice_eq(recheck->streams[i], stream->name))
            return recheck;
    return NULL;
}

bool scrm_recheck_repeats(const struct scrm_recheck *recheck,
                          const struct scrm_named_template *param)
{
    return recheck->batch > 1 && has_hole(&param->value, "id");
}
