/*
 * What a datum says when it is asked for a text, a number, a time or a truth.
 * Conversions that would guess are refused: the member is absent then, and
 * counted by the caller.
 */
#include "base/num.h"
#include "base/time.h"
#include "record/value.h"
#include "source/eval.h"

/* Of an INT or a TIME. */
static struct scrm_slice written(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_buf digits = {0};
    struct scrm_slice text;

    if (datum.kind == SCRM_DATUM_INT)
        scrm_num_put_int(&digits, datum.integer);
    else
        scrm_time_put(&digits, datum.integer);
    text.len = digits.len;
    text.at = scrm_arena_copy(eval->arena, scrm_buf_text(&digits), digits.len);
    scrm_buf_fini(&digits);
    return text;
}

struct scrm_slice scrm_datum_text(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = {0};

    switch (datum.kind) {
    case SCRM_DATUM_VALUE:
        return scrm_hole_text(datum.value, eval->arena);
    case SCRM_DATUM_TEXT:
    case SCRM_DATUM_NUMBER:
        return datum.text;
    case SCRM_DATUM_INT:
    case SCRM_DATUM_TIME:
        return written(eval, datum);
    case SCRM_DATUM_BOOL:
        return datum.integer ? SCRM_SLICE("true") : SCRM_SLICE("false");
    case SCRM_DATUM_MANY:
        return datum.many.n ? scrm_datum_text(eval, datum.many.at[0]) : text;
    case SCRM_DATUM_NONE:
        break;
    }
    return text;
}

/* The first of many; else the datum itself. */
static struct scrm_datum one(struct scrm_datum datum)
{
    return datum.kind == SCRM_DATUM_MANY && datum.many.n ? datum.many.at[0] : datum;
}

int scrm_datum_int(struct scrm_eval *eval, struct scrm_datum datum, int64_t *out)
{
    datum = one(datum);
    if (datum.kind == SCRM_DATUM_INT) {
        *out = datum.integer;
        return 0;
    }
    if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_NUMBER)
        return scrm_value_int(datum.value, out);
    return scrm_num_int(scrm_slice_trim(scrm_datum_text(eval, datum)), out);
}

int scrm_datum_time(struct scrm_eval *eval, struct scrm_datum datum, int64_t *ms)
{
    struct scrm_slice text;

    datum = one(datum);
    if (datum.kind == SCRM_DATUM_TIME) {
        *ms = datum.integer;
        return 0;
    }
    /* A bare number could be seconds or milliseconds: the descriptor must say which. */
    if (datum.kind != SCRM_DATUM_TEXT &&
        !(datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_STRING))
        return -1;
    text = scrm_slice_trim(scrm_datum_text(eval, datum));
    if (scrm_time_rfc3339(text, ms) == 0)
        return 0;
    return scrm_time_any(text, ms);
}

int scrm_datum_bool(struct scrm_eval *eval, struct scrm_datum datum, bool *out)
{
    static const char *const yes[] = {"true", "1", "yes"}, *const no[] = {"false", "0", "no"};
    struct scrm_slice text;

    datum = one(datum);
    if (datum.kind == SCRM_DATUM_BOOL) {
        *out = datum.integer != 0;
        return 0;
    }
    if (datum.kind == SCRM_DATUM_VALUE && scrm_value_bool(datum.value, out) == 0)
        return 0;
    text = scrm_slice_trim(scrm_datum_text(eval, datum));
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        *out = scrm_slice_is(text, yes[i]);
        if (*out || scrm_slice_is(text, no[i]))
            return 0;
    }
    return -1;
}

int scrm_datum_number(struct scrm_eval *eval, struct scrm_datum datum, struct scrm_slice *out)
{
    double ignored;

    datum = one(datum);
    if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_NUMBER) {
        *out = scrm_value_token(datum.value);
        return 0;
    }
    if (datum.kind == SCRM_DATUM_BOOL || datum.kind == SCRM_DATUM_TIME)
        return -1;
    *out = scrm_slice_trim(scrm_datum_text(eval, datum));
    return scrm_num_double(*out, &ignored);
}
