/*
 * Paths parsed and followed over validated JSON. Follows what the scanner
 * noted where there is a slot, else walks from the root; never copies a value
 * and never fails: what is not there is absent.
 */
#include "source/path.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "record/value.h"

void scrm_path_fini(struct scrm_path *path)
{
    for (size_t i = 0; i < path->n; i++) {
        free(path->steps[i].key);
        free(path->steps[i].want);
    }
    free(path->steps);
    *path = (struct scrm_path){0};
}

/* RFC 6901: ~1 is a slash, ~0 a tilde. Owned by caller; NULL for any other ~. */
static char *unescape(struct scrm_slice segment)
{
    char *text = scrm_strndup(segment.at, segment.len);
    char *to = text;

    for (const char *at = text; *at; at++) {
        if (*at == '~') {
            if (at[1] != '0' && at[1] != '1') {
                free(text);
                return NULL;
            }
            *to++ = *++at == '0' ? '~' : '/';
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return text;
}

static bool is_index(struct scrm_slice segment, uint64_t *index)
{
    return segment.len && (segment.len == 1 || segment.at[0] != '0') && segment.at[0] >= '0' &&
           segment.at[0] <= '9' && scrm_num_uint(segment, index) == 0;
}

/* One segment between slashes. -1 where it is none. */
static int parse_segment(struct scrm_step *step, struct scrm_slice segment)
{
    *step = (struct scrm_step){.kind = SCRM_STEP_KEY};
    if (scrm_slice_is(segment, "*")) {
        step->kind = SCRM_STEP_ALL;
        return 0;
    }
    if (segment.len > 2 && segment.at[0] == '[' && segment.at[segment.len - 1] == ']') {
        const char *equals = memchr(segment.at, '=', segment.len);

        if (!equals || equals == segment.at + 1)
            return -1;
        step->kind = SCRM_STEP_WHERE;
        step->key = scrm_strndup(segment.at + 1, (size_t)(equals - segment.at) - 1);
        step->want = scrm_strndup(equals + 1, segment.len - (size_t)(equals - segment.at) - 2);
        return 0;
    }
    if (is_index(segment, &step->index))
        step->kind = SCRM_STEP_INDEX;
    step->key = unescape(segment);
    return step->key ? 0 : -1;
}

/* The end of the segment at `at`: the next slash outside brackets. */
static const char *segment_end(const char *at, const char *end)
{
    if (at < end && *at == '[')
        while (at < end && *at != ']')
            at++;
    while (at < end && *at != '/')
        at++;
    return at;
}

static int parse_name(struct scrm_path *path, struct scrm_slice text, size_t *offset,
                      struct scrm_err *err)
{
    path->root = SCRM_ROOT_NAME;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_')) {
            *offset = i;
            return scrm_err_set(err, SCRM_EXIT_CONFIG,
                                "a name after @ has letters, digits and _ only");
        }
    }
    if (text.len < 2)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "a name must follow @");
    path->steps = scrm_alloc_zero(1, sizeof *path->steps);
    path->steps[0].key = scrm_strndup(text.at + 1, text.len - 1);
    path->n = path->keys = 1;
    return 0;
}

int scrm_path_parse(struct scrm_path *path, struct scrm_slice text, size_t *offset,
                    struct scrm_err *err)
{
    const char *at = text.at, *end = scrm_slice_end(text);
    size_t cap = 0;

    *path = (struct scrm_path){.slot = {-1, -1, -1}};
    *offset = 0;
    if (text.len && *at == '@')
        return parse_name(path, text, offset, err);
    if (text.len && *at == '$') {
        path->root = SCRM_ROOT_PAGE;
        at++;
    }
    if (at == end || *at != '/')
        return scrm_err_set(err, SCRM_EXIT_CONFIG,
                            "a path starts with / (the record), $/ (the page) or @ (a name)");
    if (at + 1 == end)
        return 0;
    while (at < end) {
        const char *stop = segment_end(++at, end);

        SCRM_GROW(path->steps, path->n, cap);
        if (parse_segment(&path->steps[path->n],
                          (struct scrm_slice){at, (size_t)(stop - at)}) != 0) {
            *offset = (size_t)(at - text.at);
            scrm_path_fini(path);
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "not a segment of a path");
        }
        path->n++;
        at = stop;
    }
    while (path->keys < path->n && path->steps[path->keys].kind == SCRM_STEP_KEY)
        path->keys++;
    return 0;
}

bool scrm_path_is_many(const struct scrm_path *path)
{
    for (size_t i = path->keys; i < path->n; i++)
        if (path->steps[i].kind == SCRM_STEP_ALL || path->steps[i].kind == SCRM_STEP_WHERE)
            return true;
    return false;
}

void scrm_path_put(const struct scrm_path *path, struct scrm_buf *out)
{
    if (path->root == SCRM_ROOT_NAME) {
        scrm_buf_printf(out, "@%s", path->steps[0].key);
        return;
    }
    if (path->root == SCRM_ROOT_PAGE)
        scrm_buf_putc(out, '$');
    if (!path->n)
        scrm_buf_putc(out, '/');
    for (size_t i = 0; i < path->n; i++) {
        const struct scrm_step *step = &path->steps[i];

        if (step->kind == SCRM_STEP_ALL)
            scrm_buf_puts(out, "/*");
        else if (step->kind == SCRM_STEP_WHERE)
            scrm_buf_printf(out, "/[%s=%s]", step->key, step->want);
        else
            scrm_buf_printf(out, "/%s", step->key);
    }
}

static struct scrm_value element(struct scrm_value array, uint64_t index)
{
    struct scrm_walk walk;
    struct scrm_value item;

    scrm_walk_begin(&walk, array);
    while (scrm_item_next(&walk, &item))
        if (index-- == 0)
            return item;
    return (struct scrm_value){0};
}

/* Follows KEY and INDEX steps from `value`, up to the first step that branches. */
static struct scrm_value follow(const struct scrm_path *path, size_t *step,
                                struct scrm_value value)
{
    for (; *step < path->n && value.kind != SCRM_ABSENT; ++*step) {
        const struct scrm_step *next = &path->steps[*step];

        if (next->kind > SCRM_STEP_INDEX)
            break;
        if (value.kind == SCRM_OBJECT)
            value = scrm_member(value, next->key);
        else if (value.kind == SCRM_ARRAY && next->kind == SCRM_STEP_INDEX)
            value = element(value, next->index);
        else
            value = (struct scrm_value){0};
    }
    return value;
}

/* Whether `item` has the member (a list: at that place, where `key` is a digit) and the
 * text that the step wants; numbers too. */
static bool fits(const struct scrm_step *step, struct scrm_value item)
{
    bool digit = step->key[0] >= '0' && step->key[0] <= '9' && !step->key[1];
    struct scrm_value value = {0};

    if (item.kind == SCRM_OBJECT)
        value = scrm_member(item, step->key);
    else if (item.kind == SCRM_ARRAY && digit)
        value = element(item, (uint64_t)(step->key[0] - '0'));

    if (value.kind == SCRM_NUMBER)
        return scrm_slice_is(scrm_value_token(value), step->want);
    return value.kind == SCRM_STRING && scrm_value_is(value, step->want);
}

struct walker {
    const struct scrm_path *path;
    scrm_path_each *each;
    void *ctx;
    struct scrm_value *key; /* NULL: nobody wants to know */
};

/* Returns false once `each` wants no more. */
static bool walk_from(const struct walker *walker, size_t step, struct scrm_value value)
{
    const struct scrm_step *branch;
    struct scrm_walk walk;
    struct scrm_value key, item;

    value = follow(walker->path, &step, value);
    if (value.kind == SCRM_ABSENT)
        return true;
    if (step == walker->path->n)
        return walker->each(walker->ctx, value);
    branch = &walker->path->steps[step];
    scrm_walk_begin(&walk, value);
    if (value.kind == SCRM_ARRAY) {
        while (scrm_item_next(&walk, &item)) {
            if (branch->kind == SCRM_STEP_WHERE && !fits(branch, item))
                continue;
            if (!walk_from(walker, step + 1, item))
                return false;
        }
    } else if (value.kind == SCRM_OBJECT && branch->kind == SCRM_STEP_ALL) {
        while (scrm_member_next(&walk, &key, &item)) {
            if (walker->key)
                *walker->key = key;
            if (!walk_from(walker, step + 1, item))
                return false;
        }
    }
    return true;
}

/* The value that the path's walk begins at, and the step it begins with. */
static struct scrm_value start(const struct scrm_path *path, const struct scrm_scope *scope,
                               size_t *step)
{
    int slot = path->slot[scope->form];

    if (scope->slots && slot >= 0) {
        *step = path->keys;
        return scope->slots[slot];
    }
    *step = 0;
    switch (path->root) {
    case SCRM_ROOT_RECORD:
        return scope->record;
    case SCRM_ROOT_PAGE:
        return scope->page;
    case SCRM_ROOT_NAME:
        *step = 1;
        if (scope->under.kind != SCRM_ABSENT && strcmp(path->steps[0].key, "key") == 0)
            return scope->under;
        if (scope->args)
            return scrm_args_get(scope->args, path->steps[0].key);
        if (scope->names.kind == SCRM_OBJECT)
            return scrm_member(scope->names, path->steps[0].key);
        break;
    }
    return (struct scrm_value){0};
}

static bool keep_first(void *ctx, struct scrm_value value)
{
    *(struct scrm_value *)ctx = value;
    return false;
}

struct scrm_value scrm_path_first(const struct scrm_path *path, const struct scrm_scope *scope)
{
    size_t step;
    struct scrm_value value = start(path, scope, &step), found = {0};

    if (step == path->n)
        return value;
    walk_from(&(struct walker){path, keep_first, &found, scope->key}, step, value);
    return found;
}

void scrm_path_walk(const struct scrm_path *path, const struct scrm_scope *scope,
                    scrm_path_each *each, void *ctx)
{
    size_t step;
    struct scrm_value value = start(path, scope, &step);

    walk_from(&(struct walker){path, each, ctx, scope->key}, step, value);
}
