/*
 * Names in a descriptor: every "@name" must be an argument that the source
 * declares, or one of the run's own variables. Told with line and column.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "source/parse.h"

/* What the run itself knows: where it stopped, what page it asks for and the number behind
 * either, the time, the start of the time asked for, the key under which a record stood. */
static const char *const OWN[] = {"cursor",     "page", "now",  "since",
                                  "since_time", "key",  "after"};
#define OWN_N (sizeof OWN / sizeof *OWN)

struct check {
    const struct scrm_source *source;
    bool again; /* inside of `recheck`, which has names of its own */
    struct scrm_err *err;
};

static bool known(const struct check *check, const char *name)
{
    const struct scrm_source *source = check->source;

    if (check->again && (strcmp(name, "id") == 0 || strcmp(name, "ids") == 0))
        return true;
    for (size_t i = 0; i < OWN_N; i++)
        if (strcmp(OWN[i], name) == 0)
            return true;
    for (size_t i = 0; i < source->n_args; i++)
        if (strcmp(source->args[i].name, name) == 0)
            return true;
    return false;
}

static void check_path(void *ctx, struct scrm_path *path)
{
    struct check *check = ctx;
    const struct scrm_source *source = check->source;
    const char **names, *near;

    if (path->root != SCRM_ROOT_NAME || !path->node || check->err->code != SCRM_EXIT_OK ||
        known(check, path->steps[0].key))
        return;
    names = scrm_alloc_zero(source->n_args + OWN_N, sizeof *names);
    for (size_t i = 0; i < source->n_args; i++)
        names[i] = source->args[i].name;
    for (size_t i = 0; i < OWN_N; i++)
        names[source->n_args + i] = OWN[i];
    scrm_node_error(path->node, 0, check->err, "the source has no argument \"%s\"",
                    path->steps[0].key);
    near = scrm_err_nearest(scrm_slice_of(path->steps[0].key), names, source->n_args + OWN_N);
    if (near)
        scrm_err_hint(check->err, "did you mean \"@%s\"?", near);
    free(names);
}

static void check_template(struct check *check, struct scrm_template *template)
{
    for (size_t i = 0; i < template->n; i++)
        if (template->pieces[i].hole)
            check_path(check, &template->pieces[i].path);
}

static void check_named(struct check *check, struct scrm_named_template *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_template(check, &list[i].value);
}

static void check_stream(struct check *check, struct scrm_stream *stream)
{
    check_template(check, &stream->url);
    check_template(check, &stream->body);
    check_named(check, stream->params, stream->n_params);
    check_named(check, stream->headers, stream->n_headers);
    check_template(check, &stream->page.start);
    check_template(check, &stream->back.start);
    scrm_conds_paths(&stream->where, check_path, check);
    scrm_expr_paths(stream->time, check_path, check);
    if (stream->expand)
        check_stream(check, stream->expand);
    if (stream->follow)
        check_stream(check, stream->follow);
}

int scrm_names_check(struct scrm_source *source, struct scrm_err *err)
{
    struct check check = {.source = source, .err = err};

    for (size_t i = 0; i < source->n_streams; i++)
        check_stream(&check, &source->streams[i]);
    check.again = true;
    if (source->recheck)
        check_stream(&check, &source->recheck->request);
    check.again = false;
    for (size_t i = 0; i < source->n_hosts; i++)
        check_template(&check, &source->hosts[i]);
    check_template(&check, &source->auth.secret);
    check_template(&check, &source->auth.token_url);
    check_template(&check, &source->auth.refresh_url);
    for (size_t i = 0; source->map && i < scrm_post_members_n; i++)
        scrm_expr_paths(source->map[i].expr, check_path, &check);
    for (size_t i = 0; i < source->n_ext; i++)
        scrm_expr_paths(source->ext[i].expr, check_path, &check);
    scrm_expr_paths(source->host, check_path, &check);
    return err->code == SCRM_EXIT_OK ? 0 : -1;
}
