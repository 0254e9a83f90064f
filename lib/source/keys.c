/*
 * Every path of a descriptor, told to the scanner. The raw form looks below
 * record/, page/ and args/ of an envelope, the native form at the record
 * itself, the mixed form at the shapes of all sources first and then at the
 * members of one: so a stream of one network's lines is scanned once.
 */
#include "source/keys.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"

struct adder {
    struct scrm_keys *keys;
    enum scrm_form form;
};

static void add_envelope(struct scrm_keys *keys)
{
    static const char *const members[] = {"source", "args", "fetched_at", "record", "page"};

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        scrm_keys_add_dotted(keys, members[i]);
}

static void add_path(void *ctx, struct scrm_path *path)
{
    static const char *const roots[] = {
        [SCRM_ROOT_RECORD] = "record", [SCRM_ROOT_PAGE] = "page", [SCRM_ROOT_NAME] = "args"};
    const struct adder *adder = ctx;
    size_t skip = adder->form == SCRM_FORM_RAW ? 0 : 1, n = path->keys + 1 - skip;
    struct scrm_slice *steps;
    int slot;

    /* Outside of an envelope, the page and the arguments are no part of the line. */
    if (!n || (skip && path->root != SCRM_ROOT_RECORD))
        return;
    steps = scrm_alloc_zero(path->keys + 1, sizeof *steps);
    steps[0] = scrm_slice_of(roots[path->root]);
    for (size_t i = 0; i < path->keys; i++)
        steps[i + 1] = scrm_slice_of(path->steps[i].key);
    slot = scrm_keys_add(adder->keys, steps + skip, n);
    /* Shapes keep their slots in every mixed set: another thread may be reading them. */
    if (path->slot[adder->form] != slot)
        path->slot[adder->form] = slot;
    free(steps);
}

static void add_shapes(struct adder *adder, struct scrm_source *source)
{
    for (size_t i = 0; i < source->recognise.n; i++)
        scrm_conds_paths(&source->recognise.at[i], add_path, adder);
    for (size_t i = 0; i < source->ignore.n; i++)
        scrm_conds_paths(&source->ignore.at[i], add_path, adder);
    if (adder->form != SCRM_FORM_RAW)
        for (size_t i = 0; i < source->n_records; i++)
            add_path(adder, &source->records[i]);
}

static void add_map(struct scrm_source *source, scrm_expr_path *each, void *ctx)
{
    for (size_t i = 0; source->map && i < scrm_post_members_n; i++)
        scrm_expr_paths(source->map[i].expr, each, ctx);
    for (size_t i = 0; i < source->n_ext; i++)
        scrm_expr_paths(source->ext[i].expr, each, ctx);
    scrm_expr_paths(source->host, each, ctx);
}

/* The shapes of all sources, in the same slots every time. */
static struct scrm_keys *begin_mixed(struct scrm_catalogue *catalogue)
{
    struct adder adder = {scrm_keys_new(), SCRM_FORM_MIXED};

    add_envelope(adder.keys);
    for (size_t i = 0; i < catalogue->n; i++)
        add_shapes(&adder, catalogue->at[i]);
    return adder.keys;
}

static struct scrm_keys *build(struct scrm_catalogue *catalogue, struct scrm_source *source,
                               enum scrm_form form)
{
    struct adder adder = {NULL, form};

    if (form == SCRM_FORM_MIXED) {
        adder.keys = begin_mixed(catalogue);
    } else {
        adder.keys = scrm_keys_new();
        add_envelope(adder.keys);
        add_shapes(&adder, source);
    }
    add_map(source, add_path, &adder);
    scrm_keys_build(adder.keys);
    return adder.keys;
}

struct scrm_keys *scrm_envelope_keys(void)
{
    struct scrm_keys *keys = scrm_keys_new();

    add_envelope(keys);
    scrm_keys_build(keys);
    return keys;
}

const struct scrm_keys *scrm_source_keys(struct scrm_catalogue *catalogue,
                                         const struct scrm_source *source, enum scrm_form form)
{
    struct scrm_keys *keys = atomic_load_explicit(&source->keys[form], memory_order_acquire);
    struct scrm_source *own = (struct scrm_source *)source;

    if (keys)
        return keys;
    pthread_mutex_lock(&catalogue->lock);
    keys = atomic_load_explicit(&source->keys[form], memory_order_acquire);
    if (!keys) {
        keys = build(catalogue, own, form);
        atomic_store_explicit(&own->keys[form], keys, memory_order_release);
    }
    pthread_mutex_unlock(&catalogue->lock);
    return keys;
}

const struct scrm_keys *scrm_shape_keys(struct scrm_catalogue *catalogue)
{
    pthread_mutex_lock(&catalogue->lock);
    if (!catalogue->shapes) {
        catalogue->shapes = begin_mixed(catalogue);
        scrm_keys_build(catalogue->shapes);
    }
    pthread_mutex_unlock(&catalogue->lock);
    return catalogue->shapes;
}

bool scrm_shapes_fit(const struct scrm_shapes *shapes, const struct scrm_scope *scope)
{
    for (size_t i = 0; i < shapes->n; i++)
        if (scrm_conds_hold(&shapes->at[i], scope))
            return true;
    return false;
}
