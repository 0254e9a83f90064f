/*
 * Cursor values: texts with an order that the descriptor names.
 */
#include "base/num.h"
#include "base/time.h"
#include "fetch/job.h"
#include "source/eval.h"

struct scrm_slice scrm_cursor_of(const struct scrm_cursor *cursor, struct scrm_value record,
                                 struct scrm_arena *arena)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = record};

    return scrm_hole_text(scrm_path_first(&cursor->path, &scope), arena);
}

static int compare_length(struct scrm_slice a, struct scrm_slice b)
{
    return a.len != b.len ? (a.len < b.len ? -1 : 1) : scrm_slice_cmp(a, b);
}

int scrm_cursor_compare(const struct scrm_cursor *cursor, struct scrm_slice a,
                        struct scrm_slice b)
{
    int64_t x, y;

    switch (cursor->compare) {
    case SCRM_COMPARE_INT:
        if (scrm_num_int(a, &x) == 0 && scrm_num_int(b, &y) == 0)
            return (x > y) - (x < y);
        return compare_length(a, b);
    case SCRM_COMPARE_TIME:
        if (scrm_time_any(a, &x) == 0 && scrm_time_any(b, &y) == 0)
            return (x > y) - (x < y);
        return scrm_slice_cmp(a, b);
    case SCRM_COMPARE_LENGTH_THEN_TEXT:
        return compare_length(a, b);
    case SCRM_COMPARE_TEXT:
        break;
    }
    return scrm_slice_cmp(a, b);
}

bool scrm_cursor_time(const struct scrm_cursor *cursor, struct scrm_slice value, int64_t *ms)
{
    int64_t seconds;

    if (cursor->compare == SCRM_COMPARE_TIME)
        return scrm_time_any(value, ms) == 0;
    if (cursor->compare != SCRM_COMPARE_INT || !cursor->overlap_ms ||
        scrm_num_int(value, &seconds) != 0 || seconds > INT64_MAX / 1000)
        return false;
    *ms = seconds * 1000;
    return true;
}

bool scrm_record_time(struct scrm_fetch_job *job, struct scrm_value record, int64_t *ms)
{
    struct scrm_eval eval = {
        .scope = {.form = SCRM_FORM_NATIVE, .record = record, .args = &job->vars},
        .arena = &job->arena,
        .network = job->source->network};
    const struct scrm_expr *expr = job->stream->time;
    bool known;

    for (size_t i = 0; !expr && job->source->map && i < scrm_post_members_n; i++)
        if (strcmp(scrm_post_members[i].name, "created_at") == 0)
            expr = job->source->map[i].expr;
    known = expr && scrm_datum_time(&eval, scrm_eval(&eval, expr), ms) == 0;
    scrm_eval_fini(&eval);
    return known;
}
