/*
 * Other people's lines, with the person masked where they are named: in texts
 * as whole words, in members that hold what people are called or which post is
 * meant as whole values. Who wrote the line stays who they are, even where they
 * have a name in common with the person.
 */
#include "ledger/lines.h"

/* Where a value stands. */
struct place {
    struct scrm_slice key;
    bool others; /* below what names others than the author */
    bool own;    /* below who wrote the line */
};

/* What a short whole value becomes: another name of a post or of the person. */
static bool mask_whole(struct scrm_lines *lines, const struct place *place,
                       struct scrm_slice text, bool number)
{
    struct scrm_forget *forget = lines->forget;
    const struct scrm_case_fact *fact = scrm_key_is_reference(place->key) || place->others
                                            ? scrm_lines_post(lines, text)
                                            : scrm_forget_named(forget, text);
    const struct scrm_needle *needle;

    scrm_buf_reset(&lines->scratch);
    if (fact) {
        scrm_forget_put_id(forget, fact, &lines->scratch);
        return true;
    }
    if (number || place->own)
        return false;
    needle = scrm_needles_exact(&forget->needles, text);
    if (!needle || needle->kind > SCRM_NEEDLE_BARE)
        return false;
    if (needle->kind == SCRM_NEEDLE_BARE && !place->others && !scrm_key_is_person(place->key))
        return false;
    scrm_buf_put_slice(&lines->scratch, needle->instead);
    return true;
}

/* In a report a text that repeats the person's words goes as a whole. */
static bool repeats(const struct scrm_lines *lines, struct scrm_slice text)
{
    const struct scrm_needles *needles = &lines->forget->needles;
    const struct scrm_needle *needle;
    size_t at = 0, from = 0;

    while ((needle = scrm_needles_find(needles, SCRM_NEEDLE_BIT(SCRM_NEEDLE_SAID), text, from,
                                       &at))) {
        if (!needle->shared)
            return true;
        from = at + 1;
    }
    return false;
}

/* Puts a string's text as it may stay into lines->scratch; false: as it was. */
static bool mask_text(struct scrm_lines *lines, const struct place *place,
                      struct scrm_slice text)
{
    if (mask_whole(lines, place, text, false))
        return true;
    if (place->own && !lines->page && !memchr(text.at, ' ', text.len)) {
        scrm_needles_share(&lines->forget->needles, text, true);
        return false;
    }
    if (lines->page && repeats(lines, text)) {
        scrm_buf_puts(&lines->scratch, "[erased]");
        return true;
    }
    return scrm_needles_mask(&lines->forget->needles, lines->kinds, text, &lines->scratch) > 0;
}

static uint64_t mask_scalar(struct scrm_lines *lines, struct scrm_value value,
                            const struct place *place, const char **copied,
                            struct scrm_buf *out)
{
    bool number = value.kind == SCRM_NUMBER;
    struct scrm_slice text =
        number ? scrm_value_token(value) : scrm_value_text(value, &lines->arena);
    const char *at = number ? value.at : value.at - 1;

    if (!text.len)
        return 0;
    if (number ? !scrm_key_is_reference(place->key) || !mask_whole(lines, place, text, true)
               : !mask_text(lines, place, text))
        return 0;
    scrm_buf_put(out, *copied, (size_t)(at - *copied));
    scrm_emit_text(out, scrm_buf_slice(&lines->scratch));
    *copied = value.at + value.len + !number;
    return 1;
}

/* Copies the value's bytes; `copied` is how far the line has been copied. */
static uint64_t mask_value(struct scrm_lines *lines, struct scrm_value value,
                           const struct place *place, const char **copied, struct scrm_buf *out)
{
    struct scrm_value key, item;
    struct scrm_walk walk;
    uint64_t changed = 0;

    if (value.kind == SCRM_STRING || value.kind == SCRM_NUMBER)
        return mask_scalar(lines, value, place, copied, out);
    if (value.kind != SCRM_OBJECT && value.kind != SCRM_ARRAY)
        return 0;
    scrm_walk_begin(&walk, value);
    if (value.kind == SCRM_OBJECT)
        while (scrm_member_next(&walk, &key, &item)) {
            struct place below = {scrm_value_text(key, &lines->arena), place->others,
                                  place->own};

            below.others |= scrm_key_names_others(below.key);
            below.own |= !below.others && scrm_key_is_owner(below.key);
            changed += mask_value(lines, item, &below, copied, out);
        }
    else
        while (scrm_item_next(&walk, &item))
            changed += mask_value(lines, item, place, copied, out);
    return changed;
}

uint64_t scrm_lines_mask(struct scrm_lines *lines, struct scrm_value all,
                         struct scrm_slice line, struct scrm_buf *out)
{
    struct place top = {{NULL, 0}, lines->page, false};
    const char *copied = line.at;
    uint64_t changed = mask_value(lines, all, &top, &copied, out);

    scrm_buf_put(out, copied, (size_t)(line.at + line.len - copied));
    return changed;
}

/* ---- text ---- */

static bool ends_part(char c)
{
    return c == '<' || c == '>' || c == '"' || c == '\t';
}

/* One part: a text between tags, an attribute, a cell. */
static uint64_t mask_part(struct scrm_lines *lines, struct scrm_slice part,
                          struct scrm_buf *out)
{
    struct scrm_slice bare = scrm_slice_trim(part);
    const struct scrm_needle *needle = scrm_needles_exact(&lines->forget->needles, bare);

    if ((needle && needle->kind <= SCRM_NEEDLE_BARE) || repeats(lines, part)) {
        scrm_buf_puts(out, "[erased]");
        return 1;
    }
    return scrm_needles_mask(&lines->forget->needles, SCRM_NEEDLES_ANYWHERE, part, out);
}

uint64_t scrm_lines_mask_text(struct scrm_lines *lines, struct scrm_slice line,
                              struct scrm_buf *out)
{
    uint64_t changed = 0;
    size_t at, from = 0;

    for (at = 0; at <= line.len; at++) {
        if (at < line.len && !ends_part(line.at[at]))
            continue;
        changed += mask_part(lines, (struct scrm_slice){line.at + from, at - from}, out);
        if (at < line.len)
            scrm_buf_putc(out, line.at[at]);
        from = at + 1;
    }
    return changed;
}
