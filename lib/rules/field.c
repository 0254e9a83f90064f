/*
 * Which members a condition may name, and what kind of value each holds: the
 * tables of record/post.h, everything below ext, raw and score.labels, and the
 * parents of known members (customer, score.intents), which are objects.
 */
#include "rules/set.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/post.h"

const char *scrm_class_name(enum scrm_class class)
{
    static const char *const names[] = {
        "of unknown kind", "NULL",       "true or false",   "a number",          "a text",
        "a time",          "a duration", "a list of texts", "a list of objects", "an object",
        "a file of terms",
    };

    return names[class];
}

static enum scrm_class class_of(enum scrm_member_type type)
{
    switch (type) {
    case SCRM_TYPE_TEXT:
        return SCRM_CLASS_TEXT;
    case SCRM_TYPE_TIME:
        return SCRM_CLASS_TIME;
    case SCRM_TYPE_INT:
    case SCRM_TYPE_NUMBER:
        return SCRM_CLASS_NUMBER;
    case SCRM_TYPE_BOOL:
        return SCRM_CLASS_BOOL;
    case SCRM_TYPE_TEXTS:
        return SCRM_CLASS_TEXTS;
    case SCRM_TYPE_ARRAY:
        return SCRM_CLASS_LIST;
    case SCRM_TYPE_OBJECT:
        return SCRM_CLASS_OBJECT;
    }
    return SCRM_CLASS_ANY;
}

/* Free-form: the record alone knows what stands there. */
static bool is_free(const struct scrm_expr *expr)
{
    if (expr->depth > 1 &&
        (scrm_slice_is(expr->path[0], "ext") || scrm_slice_is(expr->path[0], "raw")))
        return true;
    return expr->depth > 2 && scrm_slice_is(expr->path[0], "score") &&
           scrm_slice_is(expr->path[1], "labels");
}

static const struct scrm_member_info *member_at(size_t i)
{
    return i < scrm_post_members_n ? &scrm_post_members[i]
                                   : &scrm_stage_members[i - scrm_post_members_n];
}

static bool is_parent(struct scrm_slice name)
{
    for (size_t i = 0; i < scrm_post_members_n + scrm_stage_members_n; i++) {
        const char *member = member_at(i)->name;

        if (strlen(member) > name.len && member[name.len] == '.' &&
            memcmp(member, name.at, name.len) == 0)
            return true;
    }
    return scrm_slice_is(name, "score.labels") || scrm_slice_is(name, "ext") ||
           scrm_slice_is(name, "raw");
}

/* The member whose last name this is: people write sentiment for score.sentiment. */
static const char *member_ending(struct scrm_slice name)
{
    for (size_t i = 0; i < scrm_post_members_n + scrm_stage_members_n; i++) {
        const char *dot = strrchr(member_at(i)->name, '.');

        if (dot && scrm_slice_is(name, dot + 1))
            return member_at(i)->name;
    }
    return NULL;
}

static int fail_unknown(const struct scrm_rules *set, const struct scrm_expr *expr,
                        struct scrm_err *err)
{
    size_t members = scrm_post_members_n + scrm_stage_members_n, n = members + set->n_lets;
    const char **names = scrm_alloc(n * sizeof *names);
    const char *near = member_ending(expr->text);

    for (size_t i = 0; i < members; i++)
        names[i] = member_at(i)->name;
    for (size_t i = 0; i < set->n_lets; i++)
        names[members + i] = set->lets[i].name.at;
    scrm_where_error(expr->where, expr->from, err, "unknown field %.*s", SCRM_FMT(expr->text));
    if (!near)
        near = scrm_err_nearest(expr->text, names, n);
    if (expr->depth == 1 && scrm_call_known(expr->text))
        scrm_err_hint(err, "did you mean the function %.*s()?", SCRM_FMT(expr->text));
    else if (expr->where->text.at[expr->from] == '"')
        scrm_err_hint(err, "texts stand in single quotes: '%.*s'", SCRM_FMT(expr->text));
    else if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    else if (expr->depth > 1)
        scrm_err_hint(err, "members of your own stand below ext: ext.%.*s",
                      SCRM_FMT(expr->path[expr->depth - 1]));
    free(names);
    return -1;
}

bool scrm_field_known(struct scrm_slice name)
{
    return scrm_member_find(name) != NULL || is_parent(name);
}

int scrm_field_check(const struct scrm_rules *set, struct scrm_expr *expr, struct scrm_err *err)
{
    const struct scrm_member_info *info;

    if (is_free(expr)) {
        expr->class = SCRM_CLASS_ANY;
        return 0;
    }
    info = scrm_member_find(expr->text);
    if (info)
        expr->class = (uint8_t)class_of(info->type);
    else if (is_parent(expr->text))
        expr->class = SCRM_CLASS_OBJECT;
    else
        return fail_unknown(set, expr, err);
    return 0;
}
