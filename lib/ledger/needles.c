/*
 * Many strings looked for at once: a table over the first two bytes of each,
 * asked at every position; what is there is compared in full. Handles and ids
 * count in any case of letters, words only as they were written.
 */
#include "ledger/needles.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "record/emit.h"

/* What is shorter stands for too much. */
#define LEAST_BYTES 4
#define LEAST_HANDLE 2
/* A piece of a text, and the least that is one. */
#define PIECE_BYTES 24
#define LEAST_PIECE 12

static const char mask[] = "[erased]";

void scrm_needles_fini(struct scrm_needles *needles)
{
    free(needles->at);
    free(needles->buckets);
    scrm_map_fini(&needles->known);
    scrm_arena_fini(&needles->arena);
    *needles = (struct scrm_needles){0};
}

static unsigned char small(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t bucket_of(const char *at)
{
    return (size_t)small(at[0]) << 8 | small(at[1]);
}

static struct scrm_slice keep(struct scrm_needles *needles, struct scrm_slice text)
{
    return (struct scrm_slice){scrm_arena_copy(&needles->arena, text.at, text.len), text.len};
}

/* The text in small letters, as the map of whole texts has it. */
static void put_small(struct scrm_buf *out, struct scrm_slice text)
{
    size_t i;

    for (i = 0; i < text.len; i++)
        scrm_buf_putc(out, (char)small(text.at[i]));
}

/* Adds one spelling; NULL where it is in already. */
static struct scrm_needle *add(struct scrm_needles *needles, enum scrm_needle_kind kind,
                               struct scrm_slice text)
{
    struct scrm_map_entry *entry;
    struct scrm_needle *needle;
    struct scrm_buf key = {0};
    bool added;

    if (kind >= SCRM_NEEDLE_WORD) { /* never a whole value */
        scrm_buf_putc(&key, '\n');
        scrm_buf_put_slice(&key, text);
    } else {
        put_small(&key, text);
    }
    entry = scrm_map_put(&needles->known, scrm_buf_slice(&key), &added);
    scrm_buf_fini(&key);
    if (!added)
        return NULL;
    if (!needles->buckets)
        needles->buckets = scrm_alloc_zero(SCRM_NEEDLE_BUCKETS, sizeof *needles->buckets);
    SCRM_GROW(needles->at, needles->n, needles->cap);
    needle = &needles->at[needles->n++];
    *needle = (struct scrm_needle){.kind = (uint8_t)kind,
                                   .text = keep(needles, text),
                                   .instead = {mask, sizeof mask - 1},
                                   .within = {mask, sizeof mask - 1}};
    entry->value = needles->n;
    if (kind == SCRM_NEEDLE_BARE || text.len < 2)
        return needle;
    needle->next = needles->buckets[bucket_of(text.at)];
    needles->buckets[bucket_of(text.at)] = (uint32_t)needles->n;
    return needle;
}

/* As JSON writers and as HTML writers spell it. */
static void put_json(struct scrm_buf *out, struct scrm_slice text)
{
    struct scrm_buf quoted = {0};

    scrm_emit_text(&quoted, text);
    scrm_buf_put(out, quoted.at + 1, quoted.len - 2);
    scrm_buf_fini(&quoted);
}

static void put_html(struct scrm_buf *out, struct scrm_slice text)
{
    size_t i;

    for (i = 0; i < text.len; i++)
        switch (text.at[i]) {
        case '&':
            scrm_buf_puts(out, "&amp;");
            break;
        case '<':
            scrm_buf_puts(out, "&lt;");
            break;
        case '>':
            scrm_buf_puts(out, "&gt;");
            break;
        case '"':
            scrm_buf_puts(out, "&quot;");
            break;
        case '\'':
            scrm_buf_puts(out, "&#39;");
            break;
        default:
            scrm_buf_putc(out, text.at[i]);
        }
}

static void add_spelled(struct scrm_needles *needles, enum scrm_needle_kind kind,
                        struct scrm_slice text,
                        void (*spell)(struct scrm_buf *, struct scrm_slice))
{
    struct scrm_buf other = {0};

    spell(&other, text);
    if (other.len != text.len)
        add(needles, kind, scrm_buf_slice(&other));
    scrm_buf_fini(&other);
}

void scrm_needles_add(struct scrm_needles *needles, enum scrm_needle_kind kind,
                      struct scrm_slice text, struct scrm_slice instead)
{
    size_t least = kind == SCRM_NEEDLE_HANDLE || kind == SCRM_NEEDLE_BARE ? LEAST_HANDLE
                   : kind == SCRM_NEEDLE_WORD                             ? LEAST_HANDLE + 1
                                                                          : LEAST_BYTES;
    struct scrm_needle *needle;

    if (text.len < least || !(needle = add(needles, kind, text)))
        return;
    if (instead.len)
        needle->instead = keep(needles, instead);
    add_spelled(needles, kind, text, put_json);
    add_spelled(needles, kind, text, put_html);
}

void scrm_needles_add_framed(struct scrm_needles *needles, const char *before,
                             struct scrm_slice text, const char *behind)
{
    struct scrm_buf framed = {0}, within = {0};
    struct scrm_needle *needle;

    scrm_buf_puts(&framed, before);
    scrm_buf_put_slice(&framed, text);
    scrm_buf_puts(&framed, behind);
    scrm_buf_printf(&within, "%s%s%s", before, mask, behind);
    needle = add(needles, SCRM_NEEDLE_HANDLE, scrm_buf_slice(&framed));
    if (needle)
        needle->within = keep(needles, scrm_buf_slice(&within));
    scrm_buf_fini(&framed);
    scrm_buf_fini(&within);
}

static bool inside_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* One piece of a text, in its own spelling and in the others. */
static void add_piece(struct scrm_needles *needles, struct scrm_slice said, size_t offset,
                      size_t len)
{
    struct scrm_slice piece = {said.at + offset, len};
    struct scrm_needle *needle = add(needles, SCRM_NEEDLE_SAID, piece);

    if (!needle)
        return;
    needle->said = said;
    needle->offset = offset;
    add_spelled(needles, SCRM_NEEDLE_SAID, piece, put_json);
    add_spelled(needles, SCRM_NEEDLE_SAID, piece, put_html);
}

void scrm_needles_add_said(struct scrm_needles *needles, struct scrm_slice text)
{
    struct scrm_slice said;
    size_t at, end;

    if (text.len < LEAST_PIECE)
        return;
    said = keep(needles, text);
    for (at = 0; at < said.len; at = end) {
        if (at + PIECE_BYTES > said.len && at > 0) /* the last one ends with the text */
            at = said.len - PIECE_BYTES;
        end = at + PIECE_BYTES < said.len ? at + PIECE_BYTES : said.len;
        while (at > 0 && inside_character(said.at[at]))
            at--;
        while (end < said.len && inside_character(said.at[end]))
            end++;
        add_piece(needles, said, at, end - at);
    }
}

struct scrm_needle *scrm_needles_exact(const struct scrm_needles *needles,
                                       struct scrm_slice text)
{
    struct scrm_map_entry *entry;
    struct scrm_buf key = {0};

    if (!needles->n || !text.len)
        return NULL;
    put_small(&key, text);
    entry = scrm_map_get(&needles->known, scrm_buf_slice(&key));
    scrm_buf_fini(&key);
    return entry ? &needles->at[entry->value - 1] : NULL;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_whole_word(struct scrm_slice bytes, size_t at, size_t len)
{
    return (at == 0 || !in_word(bytes.at[at - 1]) || !in_word(bytes.at[at])) &&
           (at + len == bytes.len || !in_word(bytes.at[at + len]) ||
            !in_word(bytes.at[at + len - 1]));
}

static bool stands_at(const struct scrm_needle *needle, const char *at)
{
    if (needle->kind == SCRM_NEEDLE_WORD || needle->kind == SCRM_NEEDLE_SAID)
        return memcmp(needle->text.at, at, needle->text.len) == 0;
    return strncasecmp(needle->text.at, at, needle->text.len) == 0;
}

/* The longest needle of these kinds that stands at `at`. */
static struct scrm_needle *match_at(const struct scrm_needles *needles, unsigned kinds,
                                    struct scrm_slice bytes, size_t at, bool whole)
{
    uint32_t i = needles->buckets[bucket_of(bytes.at + at)];
    struct scrm_needle *best = NULL;

    for (; i; i = needles->at[i - 1].next) {
        struct scrm_needle *needle = &needles->at[i - 1];
        size_t len = needle->text.len;

        if (!(kinds & SCRM_NEEDLE_BIT(needle->kind)) || len > bytes.len - at ||
            (best && best->text.len >= len) || !stands_at(needle, bytes.at + at))
            continue;
        if (whole && needle->kind != SCRM_NEEDLE_SAID && !is_whole_word(bytes, at, len))
            continue;
        best = needle;
    }
    return best;
}

struct scrm_needle *scrm_needles_find(const struct scrm_needles *needles, unsigned kinds,
                                      struct scrm_slice bytes, size_t from, size_t *at)
{
    if (!needles->n || !needles->buckets)
        return NULL;
    for (*at = from; *at + 2 <= bytes.len; (*at)++) {
        struct scrm_needle *needle = match_at(needles, kinds, bytes, *at, false);

        if (needle)
            return needle;
    }
    return NULL;
}

/* How far the person's words are repeated around a piece: from *at on, *len bytes. */
static void widen(const struct scrm_needle *needle, struct scrm_slice text, size_t least,
                  size_t *at, size_t *len)
{
    size_t offset = needle->offset, end = *at + *len;

    if (!needle->said.at)
        return;
    while (*at > least && offset > 0 && text.at[*at - 1] == needle->said.at[offset - 1]) {
        (*at)--;
        offset--;
    }
    offset = needle->offset + needle->text.len;
    while (end < text.len && offset < needle->said.len &&
           text.at[end] == needle->said.at[offset]) {
        end++;
        offset++;
    }
    while (*at > least && inside_character(text.at[*at]))
        (*at)--;
    while (end < text.len && inside_character(text.at[end]))
        end++;
    *len = end - *at;
}

size_t scrm_needles_mask(const struct scrm_needles *needles, unsigned kinds,
                         struct scrm_slice text, struct scrm_buf *out)
{
    size_t at = 0, kept = 0, replaced = 0;

    while (needles->buckets && at + 2 <= text.len) {
        const struct scrm_needle *needle = match_at(needles, kinds, text, at, true);
        size_t len;

        if (!needle || (needle->kind == SCRM_NEEDLE_SAID && needle->shared)) {
            at++;
            continue;
        }
        len = needle->text.len;
        if (needle->kind == SCRM_NEEDLE_SAID)
            widen(needle, text, kept, &at, &len);
        scrm_buf_put(out, text.at + kept, at - kept);
        scrm_buf_put_slice(out, needle->within);
        at = kept = at + len;
        replaced++;
    }
    scrm_buf_put(out, text.at + kept, text.len - kept);
    return replaced;
}

uint64_t scrm_needles_count(const struct scrm_needles *needles, struct scrm_slice bytes)
{
    const unsigned kinds = SCRM_NEEDLES_ANYWHERE | SCRM_NEEDLE_BIT(SCRM_NEEDLE_SAID);
    const struct scrm_needle *needle;
    uint64_t count = 0;
    size_t at = 0, from = 0;

    while ((needle = scrm_needles_find(needles, kinds, bytes, from, &at))) {
        count += !needle->shared;
        from = at + (needle->shared ? 1 : needle->text.len);
    }
    return count;
}

/* Whether masking leaves the needle alone where it stands. */
static bool is_left(const struct scrm_needle *needle, struct scrm_slice bytes, size_t at)
{
    return needle->kind == SCRM_NEEDLE_SAID || !is_whole_word(bytes, at, needle->text.len);
}

void scrm_needles_share(struct scrm_needles *needles, struct scrm_slice bytes, bool own)
{
    size_t at;

    for (at = 0; needles->buckets && at + 2 <= bytes.len; at++) {
        uint32_t i = needles->buckets[bucket_of(bytes.at + at)];

        for (; i; i = needles->at[i - 1].next) {
            struct scrm_needle *needle = &needles->at[i - 1];

            if (needle->text.len <= bytes.len - at && stands_at(needle, bytes.at + at) &&
                (own || is_left(needle, bytes, at)))
                needle->shared = true;
        }
    }
}
