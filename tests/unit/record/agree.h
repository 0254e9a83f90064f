/*
 * The scanner against jansson: do they accept the same texts, and do they see
 * the same tree in them? Known differences, where no answer is compared:
 *   - integers and reals that do not fit a machine's number: jansson refuses;
 *   - lone surrogates in escapes, and \u0000 in a key: jansson refuses;
 *   - nesting deeper than 256: the scanner refuses (jansson at 2,048);
 *   - a raw NUL byte outside strings: jansson takes it for the end of the text or
 *     passes over it; that the scanner refuses it is asserted here.
 */
#ifndef SCRM_TESTS_RECORD_AGREE_H
#define SCRM_TESTS_RECORD_AGREE_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

enum agreement { AGREE_BOTH_ACCEPT, AGREE_BOTH_REFUSE, AGREE_NOT_COMPARED, AGREE_NOT };

static bool agree_tree(struct scrm_value value, const json_t *tree, struct scrm_arena *arena);

static bool agree_text(struct scrm_value value, const char *at, size_t len,
                       struct scrm_arena *arena)
{
    struct scrm_slice text = scrm_value_text(value, arena);
    struct scrm_buf copy = {0};
    bool same = text.at && scrm_slice_eq(text, (struct scrm_slice){at, len});

    scrm_value_put_text(value, &copy);
    same = same && scrm_slice_eq(scrm_buf_slice(&copy), text);
    scrm_buf_fini(&copy);
    return same;
}

static bool agree_array(struct scrm_value value, const json_t *tree, struct scrm_arena *arena)
{
    struct scrm_value item;
    struct scrm_walk walk;
    size_t n = 0;

    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item))
        if (!agree_tree(item, json_array_get(tree, n++), arena))
            return false;
    return n == json_array_size(tree);
}

/* Of members of equal name the last counts, so only that one is compared. */
static bool agree_object(struct scrm_value value, const json_t *tree, struct scrm_arena *arena)
{
    struct scrm_value key, member;
    struct scrm_walk walk;
    const char *name;
    json_t *child;
    size_t n = 0;

    scrm_walk_begin(&walk, value);
    while (scrm_member_next(&walk, &key, &member)) {
        struct scrm_slice text = scrm_value_text(key, arena);
        json_t *same;

        if (key.kind != SCRM_STRING)
            return false;
        same = json_object_getn(tree, text.at, text.len);
        if (!same)
            return false;
        n++;
    }
    if (n < json_object_size(tree))
        return false;
    json_object_foreach((json_t *)(uintptr_t)tree, name, child)
    {
        if (!agree_tree(scrm_member(value, name), child, arena))
            return false;
    }
    return true;
}

static bool agree_tree(struct scrm_value value, const json_t *tree, struct scrm_arena *arena)
{
    double real;

    switch (tree ? json_typeof(tree) : JSON_NULL) {
    case JSON_OBJECT:
        return value.kind == SCRM_OBJECT && agree_object(value, tree, arena);
    case JSON_ARRAY:
        return value.kind == SCRM_ARRAY && agree_array(value, tree, arena);
    case JSON_STRING:
        return value.kind == SCRM_STRING &&
               agree_text(value, json_string_value(tree), json_string_length(tree), arena);
    case JSON_REAL: /* integers too: the tree is loaded so */
        return value.kind == SCRM_NUMBER && scrm_value_double(value, &real) == 0 &&
               memcmp(&(double){json_real_value(tree)}, &real, sizeof real) == 0;
    case JSON_TRUE:
        return value.kind == SCRM_TRUE;
    case JSON_FALSE:
        return value.kind == SCRM_FALSE;
    default:
        return tree && value.kind == SCRM_NULL;
    }
}

static bool agree_known(const json_error_t *error, const struct scrm_err *err)
{
    enum json_error_code code = json_error_code(error);

    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
           strncmp(error->text, "invalid Unicode", 15) == 0 ||
           (err->text && strcmp(err->text, "nesting deeper than 256") == 0);
}

/* `text` is copied behind it, with padding that looks like more JSON. */
static enum agreement agree(struct scrm_scanner *scanner, struct scrm_slice text)
{
    static const char behind[] =
        "\"]}],1:2e5.0,true,[\"a\",{\"b\":1}]}\"}}\"\"]]]]00000000true}}}";
    char *copy = scrm_alloc(text.len + SCRM_SCAN_PADDING);
    struct scrm_slice padded = {copy, text.len};
    struct scrm_arena arena = {0};
    struct scrm_err err = {0};
    struct scrm_value value;
    json_error_t error;
    enum agreement result;
    json_t *tree;
    bool accepted;

    _Static_assert(sizeof behind < SCRM_SCAN_PADDING, "the padding has room for it");
    memset(copy, ',', text.len + SCRM_SCAN_PADDING);
    if (text.len)
        memcpy(copy, text.at, text.len);
    memcpy(copy + text.len, behind, sizeof behind);
    accepted = scrm_scan_value(scanner, padded, &value, &err) == 0;
    tree = json_loadb(copy, text.len,
                      JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    if (text.len && memchr(text.at, '\0', text.len))
        result = accepted ? AGREE_NOT : tree ? AGREE_NOT_COMPARED : AGREE_BOTH_REFUSE;
    else if (accepted && tree)
        result = agree_tree(value, tree, &arena) ? AGREE_BOTH_ACCEPT : AGREE_NOT;
    else if (accepted == (tree != NULL))
        result = AGREE_BOTH_REFUSE;
    else
        result = agree_known(&error, &err) ? AGREE_NOT_COMPARED : AGREE_NOT;
    if (result == AGREE_NOT)
        fprintf(stderr, "scanner: %s; jansson: %s; text: %.*s\n", err.text ? err.text : "fine",
                tree ? "fine" : error.text, SCRM_FMT(padded));
    json_decref(tree);
    scrm_err_fini(&err);
    scrm_arena_fini(&arena);
    free(copy);
    return result;
}

#endif
