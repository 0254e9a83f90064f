/*
 * Reading desk.yaml. Sits below the supervisor; refuses unknown keys, so that
 * a misspelt one is found on the first day and not in a year's report.
 */
#include "run/desk.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/num.h"
#include "base/time.h"

char *scrm_desk_path(const struct scrm_desk *desk, const char *name)
{
    return scrm_file_join(desk->dir, name);
}

char *scrm_desk_file(const struct scrm_desk *desk, const char *name)
{
    char *path = scrm_desk_path(desk, name);

    if (scrm_file_stands(path))
        return path;
    free(path);
    return NULL;
}

/* Names become folders, so they are plain. */
static int check_name(const struct scrm_node *node, struct scrm_slice name,
                      struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            break;
    }
    if (name.len == 0 || name.len > 64 || i < name.len || name.at[0] == '-')
        return scrm_node_error(node, i, err,
                               "a source's name is made of a-z, 0-9 and -, at most 64 of them");
    return 0;
}

static int add_args(struct scrm_desk_source *source, const struct scrm_node *args,
                    struct scrm_err *err)
{
    size_t i;

    if (!args)
        return 0;
    if (args->kind != SCRM_NODE_MAP)
        return scrm_node_error(args, 0, err, "args: expected a map of names and values");
    source->args = scrm_alloc_zero(args->n, sizeof *source->args);
    for (i = 0; i < args->n; i++) {
        const struct scrm_node *value = args->items[i];
        struct scrm_buf word = {0};

        if (value->kind == SCRM_NODE_LIST || value->kind == SCRM_NODE_MAP)
            return scrm_node_error(value, 0, err, "an argument is one value");
        scrm_buf_put_slice(&word, args->keys[i]->text);
        scrm_buf_putc(&word, '=');
        scrm_buf_put_slice(&word, value->text);
        source->args[source->n_args++] = scrm_buf_take(&word);
    }
    return 0;
}

static int add_source(struct scrm_desk *desk, const struct scrm_node *node,
                      struct scrm_err *err)
{
    static const char *const known[] = {"name", "fetch", "args", NULL};
    struct scrm_slice name = {0}, fetch = {0};
    struct scrm_desk_source *source;
    size_t i;

    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "a source is a map: {name: …, fetch: …}");
    if (scrm_node_known(node, known, err) || scrm_node_text(node, "name", &name, err) < 0 ||
        scrm_node_text(node, "fetch", &fetch, err) < 0)
        return -1;
    if (!name.at || !fetch.at)
        return scrm_node_error(node, 0, err, "a source needs `name` and `fetch`");
    if (check_name(scrm_node_get(node, "name"), name, err))
        return -1;
    for (i = 0; i < desk->n_sources; i++)
        if (scrm_slice_is(name, desk->sources[i].name))
            return scrm_node_error(node, 0, err, "two sources are called \"%.*s\"",
                                   SCRM_FMT(name));
    SCRM_GROW(desk->sources, desk->n_sources, desk->cap_sources);
    source = &desk->sources[desk->n_sources++];
    *source = (struct scrm_desk_source){.name = scrm_strndup(name.at, name.len),
                                        .fetch = scrm_strndup(fetch.at, fetch.len)};
    return add_args(source, scrm_node_get(node, "args"), err);
}

static int read_retry(struct scrm_desk *desk, const struct scrm_node *retry,
                      struct scrm_err *err)
{
    static const char *const known[] = {"times", "wait", NULL};

    desk->retry_times = 1;
    desk->retry_wait_ms = 5 * SCRM_SECOND_MS;
    if (!retry)
        return 0;
    if (scrm_node_known(retry, known, err) ||
        scrm_node_int(retry, "times", &desk->retry_times, err) < 0 ||
        scrm_node_duration(retry, "wait", &desk->retry_wait_ms, err) < 0)
        return -1;
    if (desk->retry_times < 0 || desk->retry_times > 10)
        return scrm_node_error(scrm_node_get(retry, "times"), 0, err, "between 0 and 10");
    return 0;
}

static int read_dedup(struct scrm_desk *desk, const struct scrm_node *dedup,
                      struct scrm_err *err)
{
    static const char *const known[] = {"window", "similar", "remember", NULL};

    desk->dedup_window_ms = 30 * SCRM_DAY_MS;
    desk->dedup_similar = SCRM_FIXED_ONE * 7 / 10;
    desk->dedup_remember = 20000;
    if (!dedup)
        return 0;
    if (scrm_node_known(dedup, known, err) ||
        scrm_node_duration(dedup, "window", &desk->dedup_window_ms, err) < 0 ||
        scrm_node_fixed(dedup, "similar", &desk->dedup_similar, err) < 0 ||
        scrm_node_int(dedup, "remember", &desk->dedup_remember, err) < 0)
        return -1;
    if (desk->dedup_similar < SCRM_FIXED_ONE / 2 || desk->dedup_similar > SCRM_FIXED_ONE)
        return scrm_node_error(scrm_node_get(dedup, "similar"), 0, err,
                               "a share from 0.5 to 1");
    if (desk->dedup_remember < 0 || desk->dedup_remember > INT32_MAX)
        return scrm_node_error(scrm_node_get(dedup, "remember"), 0, err,
                               "how many texts to compare with; 0: none");
    return 0;
}

static int read_desk(struct scrm_desk *desk, const struct scrm_node *root, struct scrm_err *err)
{
    static const char *const known[] = {"scrm_desk", "name",  "timezone", "sources",
                                        "report",    "retry", "dedup",    NULL};
    static const char *const report_known[] = {"since", NULL};
    const struct scrm_node *sources = scrm_node_get(root, "sources");
    const struct scrm_node *report = scrm_node_get(root, "report");
    int64_t version = 0;
    size_t i;

    if (root->kind != SCRM_NODE_MAP || scrm_node_int(root, "scrm_desk", &version, err) < 0 ||
        version != 1)
        return scrm_node_error(root, 0, err, "a desk starts with `scrm_desk: 1`");
    desk->zone = SCRM_SLICE("UTC");
    desk->report_ms = 7 * SCRM_DAY_MS;
    if (scrm_node_known(root, known, err) ||
        scrm_node_text(root, "name", &desk->title, err) < 0 ||
        scrm_node_text(root, "timezone", &desk->zone, err) < 0 ||
        read_retry(desk, scrm_node_get(root, "retry"), err) ||
        read_dedup(desk, scrm_node_get(root, "dedup"), err))
        return -1;
    if (report && (scrm_node_known(report, report_known, err) ||
                   scrm_node_duration(report, "since", &desk->report_ms, err) < 0))
        return -1;
    if (sources && sources->kind != SCRM_NODE_LIST && sources->kind != SCRM_NODE_NULL)
        return scrm_node_error(sources, 0, err, "sources: expected a list");
    for (i = 0; sources && i < sources->n; i++)
        if (add_source(desk, sources->items[i], err))
            return -1;
    return 0;
}

int scrm_desk_load(struct scrm_desk *desk, const char *dir, struct scrm_err *err)
{
    char *file;

    *desk = (struct scrm_desk){.dir = realpath(dir, NULL)};
    if (!desk->dir)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", dir);
    file = scrm_desk_path(desk, "desk.yaml");
    if (access(file, F_OK) != 0) {
        scrm_err_set(err, SCRM_EXIT_NOINPUT, "%s: no desk.yaml here; `scrm init %s` writes one",
                     dir, dir);
    } else {
        desk->config = scrm_config_load(file, err);
    }
    free(file);
    if (!desk->config || read_desk(desk, scrm_config_root(desk->config), err)) {
        scrm_desk_fini(desk);
        return -1;
    }
    return 0;
}

void scrm_desk_fini(struct scrm_desk *desk)
{
    size_t i, j;

    for (i = 0; i < desk->n_sources; i++) {
        for (j = 0; j < desk->sources[i].n_args; j++)
            free(desk->sources[i].args[j]);
        free(desk->sources[i].args);
        free(desk->sources[i].name);
        free(desk->sources[i].fetch);
    }
    free(desk->sources);
    scrm_config_free(desk->config);
    free(desk->dir);
    *desk = (struct scrm_desk){0};
}
