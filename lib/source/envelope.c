/*
 * Writing envelopes. Of the page only what a value will ask for goes along:
 * a plain path's value, or the one element that a lookup finds.
 */
#include "source/envelope.h"

#include "base/alloc.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/compact.h"

static void add_need(struct scrm_source *source, const struct scrm_path *path,
                     const struct scrm_expr *lookup, const struct scrm_path *each)
{
    if (path->root != SCRM_ROOT_PAGE || !path->keys)
        return;
    source->needs = scrm_realloc(source->needs, source->n_needs + 1, sizeof *source->needs);
    source->needs[source->n_needs++] = (struct scrm_page_need){path, lookup, each};
}

/* `each`: whose elements the expression is for; NULL: the record. */
static void note(struct scrm_source *source, const struct scrm_expr *expr,
                 const struct scrm_path *each)
{
    if (!expr)
        return;
    add_need(source, &expr->path, expr->kind == SCRM_EXPR_LOOKUP ? expr : NULL, each);
    add_need(source, &expr->cond.path, NULL, NULL);
    for (size_t i = 0; i < expr->template.n; i++)
        if (expr->template.pieces[i].hole)
            add_need(source, &expr->template.pieces[i].path, NULL, NULL);
    if (expr->kind == SCRM_EXPR_EACH)
        each = &expr->path;
    for (size_t i = 0; i < expr->n; i++)
        note(source, expr->items[i], each);
    for (size_t i = 0; i < expr->n_named; i++)
        note(source, expr->named[i].expr, each);
}

void scrm_source_note_needs(struct scrm_source *source)
{
    for (size_t i = 0; source->map && i < scrm_post_members_n; i++)
        note(source, source->map[i].expr, NULL);
    for (size_t i = 0; i < source->n_ext; i++)
        note(source, source->ext[i].expr, NULL);
}

/* A needed value, and the keys that lead to it from the page. */
struct found {
    const struct scrm_path *path;
    struct scrm_value value;
    bool element; /* of the list at the path */
    bool written;
};

struct finder {
    struct scrm_arena *arena;
    const struct scrm_expr *lookup;
    struct scrm_slice wanted;
    struct scrm_value value;
};

static bool try_element(void *ctx, struct scrm_value item)
{
    struct finder *finder = ctx;
    struct scrm_scope inner = {.record = item};
    struct scrm_slice text =
        scrm_hole_text(scrm_path_first(&finder->lookup->eq, &inner), finder->arena);
    struct scrm_walk walk;

    if (item.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, item);
        while (finder->value.kind == SCRM_ABSENT && scrm_item_next(&walk, &item))
            try_element(finder, item);
        return finder->value.kind == SCRM_ABSENT;
    }
    if (!text.at || !scrm_slice_eq(text, finder->wanted))
        return true;
    finder->value = item;
    return false;
}

/* The element that the lookup will find, when what it looks for is a plain path. */
static struct scrm_value find_element(const struct scrm_expr *lookup,
                                      const struct scrm_scope *scope, struct scrm_arena *arena)
{
    struct finder finder = {.arena = arena, .lookup = lookup};
    const struct scrm_expr *on = lookup->items[0];

    if (on->kind == SCRM_EXPR_PATH)
        finder.wanted = scrm_hole_text(scrm_path_first(&on->path, scope), arena);
    if (finder.wanted.len)
        scrm_path_walk(&lookup->path, scope, try_element, &finder);
    return finder.value;
}

static bool same_keys(const struct scrm_path *a, const struct scrm_path *b, size_t n)
{
    if (a->keys < n || b->keys < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(a->steps[i].key, b->steps[i].key) != 0)
            return false;
    return true;
}

/* Writes what was found at the same path as found[first]: one value, or the elements of a list.
 */
static void put_values(struct found *found, size_t n, size_t first, struct scrm_buf *out)
{
    const struct scrm_path *path = found[first].path;

    for (size_t i = first; i < n; i++) {
        if (found[i].written || found[i].path->keys < path->keys ||
            !same_keys(found[i].path, path, path->keys))
            continue;
        if (found[i].path->keys == path->keys && found[first].element && found[i].element) {
            bool again = false;

            for (size_t j = first; j < i; j++)
                again = again || (found[j].written && found[j].value.at == found[i].value.at);
            if (!again) {
                scrm_emit_comma(out);
                scrm_json_compact(scrm_value_token(found[i].value), false, out);
            }
        } else if (i == first) {
            scrm_json_compact(scrm_value_token(found[i].value), false, out);
        }
        found[i].written = true;
    }
}

/* The object at `depth` keys below the page that found[first] goes through. */
static void put_level(struct found *found, size_t n, size_t first, size_t depth,
                      struct scrm_buf *out)
{
    scrm_buf_putc(out, '{');
    for (size_t i = first; i < n; i++) {
        const struct scrm_path *path = found[i].path;

        if (found[i].written || path->keys <= depth ||
            !same_keys(path, found[first].path, depth))
            continue;
        scrm_emit_comma(out);
        scrm_emit_text(out, scrm_slice_of(path->steps[depth].key));
        scrm_buf_putc(out, ':');
        if (path->keys > depth + 1) {
            put_level(found, n, i, depth + 1, out);
        } else {
            if (found[i].element)
                scrm_buf_putc(out, '[');
            put_values(found, n, i, out);
            if (found[i].element)
                scrm_buf_putc(out, ']');
        }
    }
    scrm_buf_putc(out, '}');
}

/* What the values of a source need of the page, as it is found. */
struct gathering {
    struct scrm_arena *arena;
    struct scrm_scope scope;
    const struct scrm_page_need *need;
    struct found *at;
    size_t n, cap;
};

static void add_found(struct gathering *gathering, struct scrm_value value)
{
    const struct scrm_page_need *need = gathering->need;

    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        return;
    if (gathering->n == gathering->cap) {
        size_t cap = gathering->cap ? 2 * gathering->cap : 16;
        struct found *more = scrm_arena_take(gathering->arena, cap * sizeof *more);

        if (gathering->n)
            memcpy(more, gathering->at, gathering->n * sizeof *more);
        gathering->at = more;
        gathering->cap = cap;
    }
    gathering->at[gathering->n++] =
        (struct found){need->path, value, need->lookup != NULL, false};
}

static bool find_for_element(void *ctx, struct scrm_value item)
{
    struct gathering *gathering = ctx;
    struct scrm_scope inner = gathering->scope;

    inner.record = item;
    add_found(gathering, find_element(gathering->need->lookup, &inner, gathering->arena));
    return true;
}

struct scrm_page_view scrm_page_view_of(const struct scrm_source *source,
                                        struct scrm_value page, struct scrm_arena *arena)
{
    struct scrm_page_view view = {.page = page};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = page, .page = page};

    if (page.kind != SCRM_OBJECT || !source->n_needs)
        return view;
    view.plain = scrm_arena_take(arena, source->n_needs * sizeof *view.plain);
    for (size_t i = 0; i < source->n_needs; i++) {
        struct scrm_path prefix = *source->needs[i].path;

        prefix.n = prefix.keys;
        view.plain[i] = (struct scrm_value){0};
        if (!source->needs[i].lookup)
            view.plain[i] = scrm_path_first(&prefix, &scope);
    }
    return view;
}

static void put_page(const struct scrm_source *source, struct scrm_value record,
                     const struct scrm_page_view *page, struct scrm_arena *arena,
                     struct scrm_buf *out)
{
    struct gathering gathering = {
        .arena = arena,
        .scope = {.form = SCRM_FORM_NATIVE, .record = record, .page = page->page}};

    for (size_t i = 0; i < source->n_needs; i++) {
        const struct scrm_page_need *need = &source->needs[i];

        gathering.need = need;
        if (need->lookup && need->each)
            scrm_path_walk(need->each, &gathering.scope, find_for_element, &gathering);
        else if (need->lookup)
            add_found(&gathering, find_element(need->lookup, &gathering.scope, arena));
        else
            add_found(&gathering, page->plain[i]);
    }
    if (!gathering.n)
        return;
    scrm_emit_key(out, "page");
    put_level(gathering.at, gathering.n, 0, 0, out);
}

static void put_args(const struct scrm_envelope *envelope, struct scrm_buf *out)
{
    if ((!envelope->args || !envelope->args->n) && !envelope->key.at)
        return;
    scrm_emit_key(out, "args");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; envelope->args && i < envelope->args->n; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, scrm_slice_of(envelope->args->at[i].name));
        scrm_buf_putc(out, ':');
        scrm_buf_puts(out, envelope->args->at[i].json);
    }
    if (envelope->key.at)
        scrm_emit_member_text(out, "key", envelope->key);
    scrm_buf_putc(out, '}');
}

void scrm_envelope_put(const struct scrm_envelope *envelope, struct scrm_value record,
                       const struct scrm_page_view *page, struct scrm_arena *arena,
                       struct scrm_buf *out)
{
    /* The mapper knows an envelope by this beginning: no other order, no blanks. */
    scrm_buf_puts(out, "{\"schema\":\"" SCRM_RAW_SCHEMA "\"");
    scrm_emit_member_text(out, "source", envelope->name);
    put_args(envelope, out);
    if (envelope->fetched)
        scrm_emit_member_time(out, "fetched_at", envelope->fetched_ms);
    scrm_emit_key(out, "record");
    scrm_json_compact(scrm_value_token(record), false, out);
    if (page && page->plain)
        put_page(envelope->source, record, page, arena, out);
    scrm_buf_puts(out, "}\n");
}
