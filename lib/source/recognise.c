/*
 * Recognition for lines that are wrapped before they are mapped. The mapper
 * asks the same shapes in the same order.
 */
#include "source/recognise.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_recogniser_init(struct scrm_recogniser *recogniser, struct scrm_catalogue *catalogue)
{
    *recogniser = (struct scrm_recogniser){.catalogue = catalogue};
}

void scrm_recogniser_fini(struct scrm_recogniser *recogniser)
{
    scrm_scanner_fini(&recogniser->scanner);
    free(recogniser->values);
    *recogniser = (struct scrm_recogniser){0};
}

struct inner {
    const struct scrm_source *source;
    struct scrm_value page; /* the record that the inner ones stand in */
    bool fits;
};

static bool try_inner(void *ctx, struct scrm_value record)
{
    struct inner *inner = ctx;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = record, .page = inner->page};

    inner->fits =
        record.kind == SCRM_OBJECT && scrm_shapes_fit(&inner->source->recognise, &scope);
    return !inner->fits;
}

/* Whether the source knows a record whose slots, in the mixed form, stand in `scope`. */
static bool knows(const struct scrm_source *source, const struct scrm_scope *scope)
{
    struct inner inner = {.source = source, .page = scope->record};

    if (scrm_shapes_fit(&source->recognise, scope) || scrm_shapes_fit(&source->ignore, scope))
        return true;
    for (size_t i = 0; i < source->n_records && !inner.fits; i++)
        scrm_path_walk(&source->records[i], scope, try_inner, &inner);
    return inner.fits;
}

const struct scrm_source *scrm_recognise(struct scrm_recogniser *recogniser,
                                         struct scrm_slice line, struct scrm_value *record,
                                         struct scrm_err *err)
{
    struct scrm_catalogue *catalogue = recogniser->catalogue;
    struct scrm_line scanned = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_MIXED};
    struct scrm_slice bytes = scrm_slice_trim(line);
    struct scrm_err ignored = {0};
    const struct scrm_keys *keys;

    *record = (struct scrm_value){0};
    if (scrm_catalogue_load_all(catalogue, err) != 0)
        return NULL;
    keys = scrm_shape_keys(catalogue);
    if (!recogniser->values)
        recogniser->values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *recogniser->values);
    scanned.values = recogniser->values;
    scanned.n_values = scrm_keys_count(keys);
    if (scrm_scan(&recogniser->scanner, keys, line, &scanned, &ignored) != 0) {
        scrm_err_fini(&ignored);
        return NULL;
    }
    *record = (struct scrm_value){bytes.at, bytes.len, SCRM_OBJECT, false};
    scope.slots = recogniser->values;
    scope.record = *record;
    for (size_t i = 0; i < catalogue->n; i++)
        if (knows(catalogue->at[i], &scope))
            return catalogue->at[i];
    return NULL;
}
