/*
 * The pass: reads one line from front to back, once, and either knows that all
 * of it is JSON and where the wanted members stand, or says what is wrong and
 * at which byte. What it keeps is a stack of open containers. It never looks
 * at a byte twice to be sure, and never beyond the padding behind the line:
 * each loop below is bounded by `end`, and each single look goes at most
 * SCRM_SCAN_PADDING bytes further.
 */
#include "record/guess.h"
#include "record/seen.h"
#include "record/token.h"
#include "record/unescape.h"
#include "text/utf8.h"

enum { LINE_MAX_BYTES = 1 << 30, NAME_SHOWN_BYTES = 64 };

static const char stands_twice[] = "a top-level member stands twice";
static const struct scrm_want unwanted = {-1, SCRM_NODE_OF_OTHER};

/* Not zeroed line by line, whatever the build says: the stack of open
 * containers is 4 KiB, and no part of it is read before it was written. */
#define UNCLEARED __attribute__((uninitialized))

/* A container that is open while its members are read. */
struct open {
    uint32_t node;                /* of the container around it */
    int32_t slot;                 /* where its own slice goes, or -1 */
    const uint8_t *at;            /* its bracket */
    struct scrm_guess_next *next; /* what may come behind it */
};

struct pass {
    struct scrm_input in;
    const struct scrm_keys *keys;
    const struct scrm_key_node *nodes;
    struct scrm_scanner *scanner;
    struct scrm_guesses *guesses;
    struct scrm_value *values, unwanted;
    size_t members;          /* top-level ones so far */
    size_t strangers;        /* of these: met by no guess */
    struct scrm_slice twice; /* the top-level key that stands twice */
    struct open open[SCRM_DEPTH_MAX];
};

/* Without a branch: whether a member is wanted is a surprise too often. */
static inline void note(struct pass *pass, int32_t slot, struct scrm_value found)
{
    struct scrm_value *to = slot >= 0 ? &pass->values[slot] : &pass->unwanted;

    *to = found;
}

/* Behind the string whose opening quote is at `p`, or NULL. */
static inline const uint8_t *string(struct pass *pass, const uint8_t *p, int32_t slot)
{
    bool escaped;
    const uint8_t *start = p + 1;

    p = scrm_string_end(&pass->in, start, &escaped);
    if (UNLIKELY(!p))
        return NULL;
    note(pass, slot,
         (struct scrm_value){(const char *)start, (size_t)(p - start), SCRM_STRING, escaped});
    return p + 1;
}

/* Behind the number, true, false or null at `p`, or NULL. */
static inline const uint8_t *plain(struct pass *pass, const uint8_t *p, int32_t slot)
{
    const uint8_t *start = p;
    uint8_t kind;

    if (*p <= '9') {
        kind = SCRM_NUMBER;
        p = scrm_number_end(&pass->in, p);
        if (UNLIKELY(!p))
            return NULL;
    } else if (memcmp(p, "null", 4) == 0) {
        kind = SCRM_NULL;
        p += 4;
    } else if (memcmp(p, "true", 4) == 0) {
        kind = SCRM_TRUE;
        p += 4;
    } else if (memcmp(p, "false", 5) == 0) {
        kind = SCRM_FALSE;
        p += 5;
    } else {
        return scrm_wrong(&pass->in, p, "expected a value");
    }
    if (UNLIKELY(p > pass->in.end))
        return scrm_wrong(&pass->in, pass->in.end, "");
    note(pass, slot,
         (struct scrm_value){(const char *)start, (size_t)(p - start), kind, false});
    return p;
}

/* The key unescaped, so that it can be compared. */
static __attribute__((noinline)) struct scrm_slice unescaped(struct pass *pass,
                                                             struct scrm_slice raw)
{
    struct scrm_buf *scratch = &pass->scanner->scratch;

    scrm_buf_reset(scratch);
    scrm_buf_reserve(scratch, raw.len + SCRM_SCAN_PADDING);
    return (struct scrm_slice){scratch->at, scrm_unescape(scratch->at, raw, SCRM_LONE_KEPT)};
}

/* Whether this line has had the top-level key before, which no guess stands for. */
static bool twice(struct pass *pass, struct scrm_slice raw, struct scrm_slice key,
                  uint64_t hash)
{
    const char *text = (const char *)pass->in.text;

    if (UNLIKELY(pass->strangers++ == pass->scanner->seen_limit))
        scrm_seen_grow(pass->scanner, pass->keys, text);
    if (LIKELY(key.at == raw.at && !scrm_seen_maybe(pass->scanner, text, raw.at, hash)))
        return false;
    return scrm_seen_add(pass->scanner, text, raw.at, key, hash);
}

/* What a member is wanted for that the line has not had, or has for the second
 * time: NULL, if it may have no second one. */
static inline const struct scrm_want *met(struct pass *pass, uint32_t node,
                                          struct scrm_guess *guess)
{
    if (UNLIKELY(guess->line == pass->guesses->line)) {
        if (node == SCRM_NODE_OF_TOP)
            return NULL;
        if (guess->want.node != SCRM_NODE_OF_OTHER)
            scrm_keys_forget(pass->keys, guess->want.node, pass->values);
    }
    guess->line = pass->guesses->line;
    return &guess->want;
}

/* The same for a name that was not guessed: finds it by its hash, and learns it.
 * False: it stands twice. */
static __attribute__((noinline)) bool look_up(struct pass *pass, uint32_t node,
                                              struct scrm_slice raw, bool escaped,
                                              struct scrm_want *want,
                                              struct scrm_guess_next **next)
{
    struct scrm_slice key = escaped ? unescaped(pass, raw) : raw;
    const uint8_t *at = (const uint8_t *)key.at;
    struct scrm_key_words words = scrm_key_words(pass->keys, at, key.len);
    struct scrm_guess *guess = scrm_guess_find(pass->guesses, node, key, words.hash);

    if (!guess) {
        *want = scrm_key_find(&pass->nodes[node], &words, at, key.len);
        if (node == SCRM_NODE_OF_TOP && twice(pass, raw, key, words.hash)) {
            pass->twice = key;
            return false;
        }
        if (node != SCRM_NODE_OF_TOP && want->node != SCRM_NODE_OF_OTHER)
            scrm_keys_forget(pass->keys, want->node, pass->values);
        guess = escaped ? NULL : scrm_guess_add(pass->guesses, node, key, words.hash, *want);
        if (!guess)
            return true;
    }
    scrm_guess_learn(pass->guesses, *next, guess);
    *next = &guess->next;
    if (!met(pass, node, guess)) {
        pass->twice = key;
        return false;
    }
    *want = guess->want;
    return true;
}

/* Behind the colon: at the value. */
static inline const uint8_t *colon(struct pass *pass, const uint8_t *p)
{
    if (UNLIKELY(*p != ':')) {
        p = scrm_skip(p, pass->in.end);
        if (*p != ':')
            return scrm_unexpected(&pass->in, p, "expected ':'");
    }
    return scrm_skip(p + 1, pass->in.end);
}

/* Behind the key and the colon at `p`, at the value; or NULL. `next` is what is
 * known of the member before it, and then of this one. */
static inline const uint8_t *member(struct pass *pass, const uint8_t *p, uint32_t node,
                                    struct scrm_want *want, struct scrm_guess_next **next)
{
    const uint8_t *start = p + 1;
    bool escaped;

    pass->members += node == SCRM_NODE_OF_TOP;
    if (node >= SCRM_NODE_OF_TOP) {
        struct scrm_guess *guess = scrm_guess_at(pass->guesses, *next, p, pass->in.end);

        if (LIKELY(guess)) {
            const struct scrm_want *found = met(pass, node, guess);

            if (UNLIKELY(!found)) {
                pass->twice =
                    (struct scrm_slice){(const char *)start, guess->len - SCRM_GUESS_MARKS};
                return scrm_wrong(&pass->in, p, stands_twice);
            }
            *want = *found;
            *next = &guess->next;
            return scrm_skip(p + guess->len, pass->in.end);
        }
    }
    if (UNLIKELY(*p != '"'))
        return scrm_unexpected(&pass->in, p, "expected a name in double quotes");
    p = scrm_string_end(&pass->in, start, &escaped);
    if (UNLIKELY(!p))
        return NULL;
    if (node >= SCRM_NODE_OF_TOP &&
        !look_up(pass, node, (struct scrm_slice){(const char *)start, (size_t)(p - start)},
                 escaped, want, next))
        return scrm_wrong(&pass->in, start - 1, stands_twice);
    return colon(pass, p + 1);
}

static inline uint8_t closing(uint32_t node)
{
    return node == SCRM_NODE_OF_ARRAY ? ']' : '}';
}

/* Behind the bracket at `p`, which closes the container; notes it in its slot. */
static inline const uint8_t *leave(struct pass *pass, const struct open *open, const uint8_t *p)
{
    p++;
    if (open->slot >= 0)
        pass->values[open->slot] =
            (struct scrm_value){(const char *)open->at, (size_t)(p - open->at),
                                *open->at == '[' ? SCRM_ARRAY : SCRM_OBJECT, false};
    return p;
}

/*
 * Behind the container at `p`, or NULL. `want` is what it is wanted for. Each
 * turn of the loop reads one member or element, and closes what ends there.
 */
static const uint8_t *container(struct pass *pass, const uint8_t *p, struct scrm_want want)
{
    const uint8_t *end = pass->in.end;
    struct open *open = pass->open;
    struct scrm_guess_next *next = NULL;
    uint32_t node = SCRM_NODE_OF_ARRAY; /* what surrounds the text has no keys */

    for (;;) {
        if (node != SCRM_NODE_OF_ARRAY) {
            p = member(pass, p, node, &want, &next);
            if (UNLIKELY(!p))
                return NULL;
        }
        if (LIKELY(*p == '"')) {
            p = string(pass, p, want.slot);
        } else if ((*p | 0x20) == '{') { /* or '[' */
            if (UNLIKELY(open == pass->open + SCRM_DEPTH_MAX || p >= end))
                return scrm_wrong(&pass->in, p, "nesting deeper than 256");
            *open++ = (struct open){node, want.slot, p, next};
            node = *p == '[' ? (uint32_t)SCRM_NODE_OF_ARRAY : want.node;
            if (node >= SCRM_NODE_OF_TOP)
                next = &pass->guesses->first[node];
            want = unwanted;
            p = scrm_skip(p + 1, end);
            if (*p != closing(node))
                continue;
        } else {
            p = plain(pass, p, want.slot);
        }
        if (UNLIKELY(!p))
            return NULL;
        while (*p != ',') {
            p = scrm_skip(p, end);
            if (*p == closing(node) && p < end) {
                p = leave(pass, --open, p);
                node = open->node;
                next = open->next;
                if (open == pass->open)
                    return p;
            } else if (UNLIKELY(*p != ',')) {
                return scrm_unexpected(&pass->in, p,
                                       node == SCRM_NODE_OF_ARRAY ? "expected ',' or ']'"
                                                                  : "expected ',' or '}'");
            }
        }
        p = scrm_skip(p + 1, end);
    }
}

/* Turns what `wrong` noted into an error. Always -1. */
static int refuse(const struct pass *pass, struct scrm_err *err)
{
    struct scrm_buf name = {0};
    bool set = err->code != SCRM_EXIT_OK;

    if (pass->twice.at) {
        struct scrm_slice shown = pass->twice;

        if (shown.len > NAME_SHOWN_BYTES)
            for (shown.len = NAME_SHOWN_BYTES; ((uint8_t)shown.at[shown.len] & 0xC0) == 0x80;)
                shown.len--;
        scrm_text_visible(&name, shown);
        scrm_err_set(err, SCRM_EXIT_DATA, "%s: \"%s\"%s", pass->in.problem,
                     scrm_buf_text(&name), shown.len < pass->twice.len ? "..." : "");
        scrm_buf_fini(&name);
    } else {
        scrm_err_set(err, SCRM_EXIT_DATA, "%s",
                     pass->in.where < pass->in.end ? pass->in.problem
                                                   : "the JSON ends too early");
    }
    return set ? -1 : scrm_err_at(err, NULL, 0, (uint64_t)(pass->in.where - pass->in.text) + 1);
}

/* Scans the one value that starts at `p` and must be all of the text but white
 * space. Returns what is behind the value, or NULL. */
static const uint8_t *only_value(struct pass *pass, const uint8_t *p, struct scrm_want want)
{
    const uint8_t *behind;

    if (p >= pass->in.end)
        return scrm_wrong(&pass->in, p, "");
    if ((*p | 0x20) == '{')
        behind = container(pass, p, want);
    else
        behind = *p == '"' ? string(pass, p, want.slot) : plain(pass, p, want.slot);
    if (!behind)
        return NULL;
    p = scrm_skip_spaces(behind, pass->in.end);
    return p == pass->in.end
               ? behind
               : scrm_unexpected(&pass->in, p, "something stands behind the value");
}

static const char *not_an_object(const uint8_t *p)
{
    if (*p == '[')
        return "expected an object, got array";
    if (*p == '"')
        return "expected an object, got string";
    if (scrm_bytes_is_digit(*p) || *p == '-')
        return "expected an object, got number";
    if (memcmp(p, "null", 4) == 0)
        return "expected an object, got null";
    if (memcmp(p, "true", 4) == 0 || memcmp(p, "false", 5) == 0)
        return "expected an object, got boolean";
    return "expected an object";
}

static bool too_long(struct scrm_slice text, struct scrm_err *err)
{
    if (text.len < LINE_MAX_BYTES)
        return false;
    scrm_err_set(err, SCRM_EXIT_DATA, "longer than 1 GiB");
    return true;
}

int scrm_scan(struct scrm_scanner *scanner, const struct scrm_keys *keys,
              struct scrm_slice text, struct scrm_line *line, struct scrm_err *err)
{
    UNCLEARED struct pass pass;
    const uint8_t *p;

    line->bytes = text;
    line->n_values = keys->n_slots;
    memset(line->values, 0, line->n_values * sizeof *line->values);
    if (too_long(text, err))
        return -1;
    pass.in.text = (const uint8_t *)text.at;
    pass.in.end = pass.in.text + text.len;
    pass.keys = keys;
    pass.nodes = keys->nodes;
    pass.scanner = scanner;
    pass.values = line->values;
    pass.members = pass.strangers = 0;
    pass.twice.at = NULL;
    scrm_seen_begin(scanner);
    scrm_guess_begin(scanner, keys);
    pass.guesses = scanner->guesses;
    p = scrm_skip_spaces(pass.in.text, pass.in.end);
    if (LIKELY(p < pass.in.end && *p == '{'))
        p = only_value(&pass, p, (struct scrm_want){-1, SCRM_NODE_OF_TOP});
    else
        p = scrm_unexpected(&pass.in, p, p < pass.in.end ? not_an_object(p) : "");
    if (UNLIKELY(!p))
        return refuse(&pass, err);
    for (p--; scrm_bytes_is_space(p[-1]); p--)
        ;
    line->insert_at = (const char *)p;
    line->members = pass.members;
    return 0;
}

int scrm_scan_value(struct scrm_scanner *scanner, struct scrm_slice text,
                    struct scrm_value *found, struct scrm_err *err)
{
    const uint8_t *start = (const uint8_t *)text.at;
    struct pass pass = {
        .in = {.text = start, .end = start + text.len}, .scanner = scanner, .values = found};

    *found = (struct scrm_value){0};
    if (too_long(text, err))
        return -1;
    if (!only_value(&pass, scrm_skip_spaces(pass.in.text, pass.in.end),
                    (struct scrm_want){0, SCRM_NODE_OF_OTHER}))
        return refuse(&pass, err);
    return 0;
}

struct scrm_slice scrm_scan_padded(struct scrm_buf *buf)
{
    if (!scrm_buf_reserve(buf, SCRM_SCAN_PADDING))
        return (struct scrm_slice){0};
    memset(buf->at + buf->len, 0, SCRM_SCAN_PADDING);
    return scrm_buf_slice(buf);
}
