/*
 * Lines of any shape: posts, raw envelopes with a network's own record, rejects
 * with the bad line in base64, and what is no JSON at all.
 *
 * Whose words a raw record holds is told by where the person stands in it: as
 * a value of their own (an account, an author, "by") it is theirs, below
 * mentions, parents and recipients it is not.
 */
#include "ledger/lines.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

void scrm_lines_fini(struct scrm_lines *lines)
{
    scrm_scanner_fini(&lines->scanner);
    scrm_arena_fini(&lines->arena);
    scrm_buf_fini(&lines->scratch);
}

static bool is_one_of(struct scrm_slice word, const char *const *words)
{
    for (; *words; words++)
        if (scrm_slice_is(word, *words))
            return true;
    return false;
}

static bool begins_with_one_of(struct scrm_slice word, const char *const *words)
{
    for (; *words; words++)
        if (scrm_slice_starts(word, *words))
            return true;
    return false;
}

/* Members below which others are named. */
static bool names_others(struct scrm_slice key)
{
    static const char *const whole[] = {"to",         "cc",     "bcc",      "tags",
                                        "tag",        "facets", "entities", "matched",
                                        "recipients", "args",   NULL};
    static const char *const beginnings[] = {
        "mention", "user_mention", "in_reply_to", "in_response", "inReplyTo",
        "reply",   "parent",       "quote",       "referenced",  NULL};

    return is_one_of(key, whole) || begins_with_one_of(key, beginnings);
}

/* ---- whose line is it ---- */

/* Whether a handle found in this source can be the person's: not where the
 * source is a network of the ledger on which they have never been. */
static bool is_their_network(const struct scrm_lines *lines, struct scrm_slice source)
{
    const char *dot = source.len ? memchr(source.at, '.', source.len) : NULL;
    const struct scrm_map_entry *entry;

    if (dot)
        source.len = (size_t)(dot - source.at);
    entry = source.len ? scrm_map_get(&lines->forget->networks, source) : NULL;
    return !entry || entry->value == 1;
}

static bool is_theirs(struct scrm_lines *lines, struct scrm_value value, bool handles)
{
    struct scrm_value key, item;
    struct scrm_needle *needle;
    struct scrm_walk walk;

    switch (value.kind) {
    case SCRM_STRING:
        needle =
            scrm_needles_exact(&lines->forget->needles, scrm_value_text(value, &lines->arena));
        return needle &&
               (needle->kind == SCRM_NEEDLE_AUTHOR || needle->kind == SCRM_NEEDLE_POST ||
                (handles && needle->kind == SCRM_NEEDLE_HANDLE));
    case SCRM_OBJECT:
        scrm_walk_begin(&walk, value);
        while (scrm_member_next(&walk, &key, &item))
            if (!names_others(scrm_value_text(key, &lines->arena)) &&
                is_theirs(lines, item, handles))
                return true;
        return false;
    case SCRM_ARRAY:
        scrm_walk_begin(&walk, value);
        while (scrm_item_next(&walk, &item))
            if (is_theirs(lines, item, handles))
                return true;
        return false;
    default:
        return false;
    }
}

/* A post says who wrote it. */
static bool is_their_post(struct scrm_lines *lines, struct scrm_value post)
{
    static const char *const members[] = {"id", "author_id", "author_handle", "author_url"};
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        if (is_theirs(lines, scrm_member(post, members[i]),
                      is_their_network(
                          lines, scrm_value_text(scrm_member(post, "network"), &lines->arena))))
            return true;
    return false;
}

/* ---- masking in place ---- */

/* Puts a string's text as it may stay into lines->scratch; false: as it was. */
static bool mask_text(struct scrm_lines *lines, struct scrm_slice text)
{
    const struct scrm_needle *whole = scrm_needles_exact(&lines->forget->needles, text);

    struct scrm_slice first;
    size_t n;

    scrm_buf_reset(&lines->scratch);
    if (!whole || whole->kind != SCRM_NEEDLE_POST) {
        n = scrm_needles_mask(&lines->forget->needles, text, &lines->scratch);
        if (!lines->near)
            return n > 0;
        first.at =
            scrm_arena_copy(&lines->arena, scrm_buf_text(&lines->scratch), lines->scratch.len);
        first.len = lines->scratch.len;
        scrm_buf_reset(&lines->scratch);
        return n + scrm_needles_mask(&lines->forget->near, first, &lines->scratch) > 0;
    }
    scrm_buf_puts(&lines->scratch, "erased:");
    scrm_digest_put(&lines->scratch, whole->digest);
    return true;
}

/* Copies the value's bytes with the strings that name the person masked.
 * `copied` is how far the line has been copied. */
static uint64_t mask_value(struct scrm_lines *lines, struct scrm_value value,
                           const char **copied, struct scrm_buf *out)
{
    struct scrm_value key, item;
    struct scrm_walk walk;
    uint64_t changed = 0;

    if (value.kind == SCRM_STRING) {
        if (!mask_text(lines, scrm_value_text(value, &lines->arena)))
            return 0;
        scrm_buf_put(out, *copied, (size_t)(value.at - 1 - *copied));
        scrm_emit_text(out, scrm_buf_slice(&lines->scratch));
        *copied = value.at + value.len + 1;
        return 1;
    }
    if (value.kind != SCRM_OBJECT && value.kind != SCRM_ARRAY)
        return 0;
    scrm_walk_begin(&walk, value);
    if (value.kind == SCRM_OBJECT)
        while (scrm_member_next(&walk, &key, &item))
            changed += mask_value(lines, item, copied, out);
    else
        while (scrm_item_next(&walk, &item))
            changed += mask_value(lines, item, copied, out);
    return changed;
}

static uint64_t mask_line(struct scrm_lines *lines, struct scrm_value all,
                          struct scrm_slice line, struct scrm_buf *out)
{
    const char *copied = line.at;
    uint64_t changed = mask_value(lines, all, &copied, out);

    scrm_buf_put(out, copied, (size_t)(line.at + line.len - copied));
    return changed > 0;
}

/* ---- lines of the person ---- */

static void put_erased_id(struct scrm_buf *out, struct scrm_digest digest)
{
    scrm_buf_puts(out, "\"erased:");
    scrm_digest_put(out, digest);
    scrm_buf_putc(out, '"');
}

/* A stage's member without its reasons, which quote the text. */
static void put_without_why(struct scrm_buf *out, const char *name, struct scrm_value value)
{
    struct scrm_value key, item;
    struct scrm_walk walk;

    if (value.kind != SCRM_OBJECT)
        return;
    scrm_emit_key(out, name);
    scrm_buf_putc(out, '{');
    scrm_walk_begin(&walk, value);
    while (scrm_member_next(&walk, &key, &item)) {
        if (scrm_value_is(key, "why"))
            continue;
        scrm_emit_comma(out);
        scrm_buf_put_slice(out, scrm_value_token(key));
        scrm_buf_putc(out, ':');
        scrm_buf_put_slice(out, scrm_value_token(item));
    }
    scrm_buf_putc(out, '}');
}

/* The post without words and person: it counts as before, joins its thread as
 * before, and applying it again changes nothing. */
static void put_erased_post(struct scrm_lines *lines, struct scrm_value post,
                            struct scrm_buf *out)
{
    static const char *const kept[] = {
        "type", "network", "source",  "created_at", "fetched_at", "updated_at",
        "rev",  "lang",    "account", "visibility", "direction",  "created_at_inferred",
        "dup"};
    static const char *const ids[] = {"in_reply_to", "conversation", "quoted", "shared"};
    static const char *const stages[] = {"score", "route", "case"};
    struct scrm_slice id = scrm_value_text(scrm_member(post, "id"), &lines->arena);
    struct scrm_value value;
    size_t i;

    scrm_buf_puts(out, "{\"schema\":\"scrm.post/1\",\"id\":");
    put_erased_id(out, scrm_case_digest(id));
    scrm_buf_puts(out, ",\"native_id\":\"erased\",\"text\":\"\"");
    for (i = 0; i < sizeof kept / sizeof *kept; i++)
        if ((value = scrm_member(post, kept[i])).kind != SCRM_ABSENT)
            scrm_emit_member_json(out, kept[i], scrm_value_token(value));
    for (i = 0; i < sizeof ids / sizeof *ids; i++)
        if ((value = scrm_member(post, ids[i])).kind == SCRM_STRING) {
            id = scrm_value_text(value, &lines->arena);
            scrm_emit_key(out, ids[i]);
            if (mask_text(lines, id))
                put_erased_id(out, scrm_case_digest(id));
            else
                scrm_buf_put_slice(out, scrm_value_token(value));
        }
    for (i = 0; i < sizeof stages / sizeof *stages; i++)
        put_without_why(out, stages[i], scrm_member(post, stages[i]));
    scrm_buf_putc(out, '}');
}

/* An envelope that says when and whence, and holds no record any more. */
static void put_erased_raw(struct scrm_value line, struct scrm_buf *out)
{
    static const char *const kept[] = {"schema", "source", "fetched_at"};
    struct scrm_value value;
    size_t i;

    scrm_buf_putc(out, '{');
    for (i = 0; i < sizeof kept / sizeof *kept; i++)
        if ((value = scrm_member(line, kept[i])).kind != SCRM_ABSENT)
            scrm_emit_member_json(out, kept[i], scrm_value_token(value));
    scrm_emit_member_json(out, "record", SCRM_SLICE("{\"erased\":true}"));
    scrm_buf_putc(out, '}');
}

/* ---- rejects ---- */

/* The bytes behind base64; what is no base64 ends it. */
static struct scrm_slice decoded(struct scrm_lines *lines, struct scrm_slice text)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = scrm_arena_take(&lines->arena, text.len + 1);
    size_t i, n = 0;
    uint32_t bits = 0;
    int have = 0;

    for (i = 0; i < text.len && text.at[i]; i++) {
        const char *digit = strchr(digits, text.at[i]);

        if (!digit)
            break;
        bits = bits << 6 | (uint32_t)(digit - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (char)(bits >> have & 0xff);
        }
    }
    return (struct scrm_slice){out, n};
}

static bool hides_person(struct scrm_lines *lines, struct scrm_value line)
{
    struct scrm_value raw = scrm_member(line, "raw_base64");
    size_t at;

    return raw.kind == SCRM_STRING &&
           scrm_needles_find(&lines->forget->needles,
                             decoded(lines, scrm_value_text(raw, &lines->arena)), 0, &at);
}

static void put_erased_reject(struct scrm_value line, struct scrm_buf *out)
{
    static const char *const kept[] = {"file", "line", "offset"};
    struct scrm_value value;
    size_t i;

    scrm_buf_putc(out, '{');
    for (i = 0; i < sizeof kept / sizeof *kept; i++)
        if ((value = scrm_member(line, kept[i])).kind != SCRM_ABSENT)
            scrm_emit_member_json(out, kept[i], scrm_value_token(value));
    scrm_emit_member_text(out, "reason", SCRM_SLICE("erased"));
    scrm_emit_member_text(out, "raw_base64", SCRM_SLICE(""));
    scrm_buf_putc(out, '}');
}

/* Whether the ledger has the post in a thread of the person. */
static int look_near(struct scrm_lines *lines, struct scrm_value post, struct scrm_err *err)
{
    struct scrm_slice id = scrm_value_text(scrm_member(post, "id"), &lines->arena);
    struct scrm_ledger *ledger = lines->forget->ledger;
    struct scrm_key key;

    lines->near = false;
    if (!id.len)
        return 0;
    if (scrm_key_get(ledger, scrm_case_digest(id), &key, err) ||
        scrm_thread_root(ledger, key.thread, &key.thread, err))
        return -1;
    lines->near = key.found && scrm_forget_is_near(lines->forget, key.thread);
    return 0;
}

/* A line of somebody else, or of nobody. */
static int clean_other(struct scrm_lines *lines, struct scrm_value all, struct scrm_slice line,
                       struct scrm_buf *out, struct scrm_err *err)
{
    size_t mark = out->len;
    int changed;

    if (look_near(lines, all, err))
        return -1;
    changed = mask_line(lines, all, line, out) > 0;
    scrm_needles_share(&lines->forget->needles,
                       (struct scrm_slice){out->at + mark, out->len - mark});
    return changed;
}

int scrm_lines_clean(struct scrm_lines *lines, struct scrm_slice line, struct scrm_buf *out,
                     struct scrm_err *err)
{
    struct scrm_err bad = {0};
    struct scrm_value all;
    bool raw;

    scrm_arena_reset(&lines->arena);
    if (scrm_scan_value(&lines->scanner, line, &all, &bad) || all.kind != SCRM_OBJECT) {
        scrm_err_fini(&bad);
        return scrm_needles_mask(&lines->forget->needles, line, out) > 0;
    }
    raw = scrm_value_is(scrm_member(all, "schema"), "scrm.raw/1");
    if (raw && is_theirs(lines, scrm_member(all, "record"),
                         is_their_network(lines, scrm_value_text(scrm_member(all, "source"),
                                                                 &lines->arena))))
        put_erased_raw(all, out);
    else if (!raw && is_their_post(lines, all))
        put_erased_post(lines, all, out);
    else if (hides_person(lines, all))
        put_erased_reject(all, out);
    else
        return clean_other(lines, all, line, out, err);
    return 1;
}
