/*
 * Walking what the scanner has accepted: elements, members, and the wanted
 * members of an object inside a line. Nothing is checked again, so a step
 * only looks for where a value ends. Not for text that was never scanned.
 */
#include "record/keys.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/unescape.h"
#include "record/value.h"

/* The closing quote of the string whose first byte is `p`; `end` at the most. */
static const uint8_t *string_end(const uint8_t *p, const uint8_t *end, bool *escaped)
{
    *escaped = false;
    while (p < end) {
        unsigned n = scrm_bytes_quote(p);

        p += n;
        if (n == SCRM_WIDTH)
            continue;
        if (*p == '"')
            break;
        *escaped = true;
        p += 2;
    }
    return p < end ? p : end;
}

/* Behind the bracket that closes the container at `p`. */
static const uint8_t *container_end(const uint8_t *p, const uint8_t *end)
{
    size_t depth = 0;
    bool escaped;

    while (p < end) {
        unsigned n = scrm_bytes_bracket(p);

        p += n;
        if (n == SCRM_WIDTH)
            continue;
        if (*p == '"') {
            p = string_end(p + 1, end, &escaped);
        } else if ((*p | 0x20) == '{') {
            depth++;
        } else if (--depth == 0) {
            return p + 1;
        }
        p++;
    }
    return end;
}

static uint8_t kind_of(uint8_t c)
{
    switch (c) {
    case '"':
        return SCRM_STRING;
    case '{':
        return SCRM_OBJECT;
    case '[':
        return SCRM_ARRAY;
    case 't':
        return SCRM_TRUE;
    case 'f':
        return SCRM_FALSE;
    case 'n':
        return SCRM_NULL;
    default:
        return SCRM_NUMBER;
    }
}

/* Reads the value at `p` and returns what is behind it. */
static const uint8_t *take_value(const uint8_t *p, const uint8_t *end, struct scrm_value *value)
{
    const uint8_t *start = p;

    *value = (struct scrm_value){.kind = kind_of(*p)};
    if (value->kind == SCRM_STRING) {
        p = string_end(++start, end, &value->escaped);
        value->at = (const char *)start;
        value->len = (size_t)(p - start);
        return p + 1;
    }
    if (value->kind == SCRM_OBJECT || value->kind == SCRM_ARRAY)
        p = container_end(p, end);
    else
        while (p < end && *p != ',' && *p != ']' && *p != '}' && !scrm_bytes_is_space(*p))
            p++;
    value->at = (const char *)start;
    value->len = (size_t)(p - start);
    return p;
}

/* To the next value or key: over white space and the one comma or colon. */
static const uint8_t *over(const uint8_t *p, const uint8_t *end)
{
    while (p < end && (*p == ',' || *p == ':' || scrm_bytes_is_space(*p)))
        p++;
    return p;
}

void scrm_walk_begin(struct scrm_walk *walk, struct scrm_value container)
{
    bool has =
        (container.kind == SCRM_OBJECT || container.kind == SCRM_ARRAY) && container.len >= 2;

    walk->at = has ? container.at + 1 : NULL;
    walk->end = has ? container.at + container.len - 1 : NULL;
}

static bool step(struct scrm_walk *walk, struct scrm_value *value)
{
    const uint8_t *end = (const uint8_t *)walk->end;
    const uint8_t *p = over((const uint8_t *)walk->at, end);

    if (p < end)
        walk->at = (const char *)take_value(p, end, value);
    return p < end;
}

bool scrm_item_next(struct scrm_walk *walk, struct scrm_value *item)
{
    return step(walk, item);
}

bool scrm_member_next(struct scrm_walk *walk, struct scrm_value *key, struct scrm_value *value)
{
    return step(walk, key) && step(walk, value);
}

struct scrm_value scrm_member(struct scrm_value object, const char *key)
{
    struct scrm_value found = {0}, name, value;
    struct scrm_walk walk;

    if (object.kind != SCRM_OBJECT)
        return found;
    scrm_walk_begin(&walk, object);
    while (scrm_member_next(&walk, &name, &value))
        if (scrm_value_is(name, key))
            found = value;
    return found;
}

/* What the key is wanted for; an escaped one is unescaped first, on the heap,
 * because no scanner is at hand and such keys are rare. */
static struct scrm_want want_of(const struct scrm_keys *keys, uint32_t node,
                                struct scrm_value name)
{
    struct scrm_slice key = {name.at, name.len};
    char *plain = NULL;
    struct scrm_key_words words;
    struct scrm_want want = {-1, SCRM_NODE_OF_OTHER};

    if (name.escaped) {
        plain = scrm_alloc_zero(name.len + SCRM_SCAN_PADDING, 1);
        key = (struct scrm_slice){plain, scrm_unescape(plain, key, SCRM_LONE_KEPT)};
    }
    if (scrm_key_may_be(&keys->nodes[node], key.len)) {
        words = scrm_key_words(keys, (const uint8_t *)key.at, key.len);
        want = scrm_key_find(&keys->nodes[node], &words, (const uint8_t *)key.at, key.len);
    }
    free(plain);
    return want;
}

static void scan_node(const struct scrm_keys *keys, uint32_t node, struct scrm_value object,
                      struct scrm_value *values)
{
    struct scrm_value name = {.at = ""}, value = {0};
    struct scrm_walk walk;

    scrm_walk_begin(&walk, object);
    while (scrm_member_next(&walk, &name, &value)) {
        struct scrm_want want = want_of(keys, node, name);

        if (want.slot >= 0)
            values[want.slot] = value;
        if (want.node == SCRM_NODE_OF_OTHER)
            continue;
        scrm_keys_forget(keys, want.node, values);
        if (value.kind == SCRM_OBJECT)
            scan_node(keys, want.node, value, values);
    }
}

void scrm_scan_object(const struct scrm_keys *keys, struct scrm_value value,
                      struct scrm_value *values)
{
    memset(values, 0, keys->n_slots * sizeof *values);
    if (value.kind == SCRM_OBJECT)
        scan_node(keys, SCRM_NODE_OF_TOP, value, values);
}
