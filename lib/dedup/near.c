/*
 * Signatures, and the ring of texts that they are looked up in. Buckets are
 * chains by number, newest first; a number that has left the ring ends its
 * chain, so nothing is ever taken out.
 */
#include "dedup/near.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/words.h"

enum {
    ROWS = SCRM_NEAR_BINS / SCRM_NEAR_BANDS,
    LOOKED_AT = 8 /* texts of a bucket that are compared: some buckets are long */
};

void scrm_near_init(struct scrm_near *near, size_t capacity)
{
    *near = (struct scrm_near){.capacity = capacity, .buckets = 1024};
    while (near->buckets < capacity)
        near->buckets *= 2;
    near->texts = scrm_alloc_zero(capacity, sizeof *near->texts);
    near->heads = scrm_alloc_zero(near->buckets * SCRM_NEAR_BANDS, sizeof *near->heads);
}

void scrm_near_fini(struct scrm_near *near)
{
    for (size_t i = 0; i < near->capacity; i++)
        scrm_buf_fini(&near->texts[i].id);
    free(near->texts);
    free(near->heads);
    scrm_buf_fini(&near->words);
    *near = (struct scrm_near){0};
}

/* The finaliser of MurmurHash3 (Appleby): every bit depends on every bit. */
static uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    hash = (hash ^ hash >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return hash ^ hash >> 33;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Whether a run between blanks names a place or a person and says nothing. */
static bool is_name(struct scrm_slice run)
{
    return run.at[0] == '@' || scrm_slice_starts(run, "http://") ||
           scrm_slice_starts(run, "https://") || scrm_slice_starts(run, "www.");
}

static struct scrm_slice leave_names_out(struct scrm_buf *words, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text);

    scrm_buf_reset(words);
    while (at < end) {
        const char *from = at;

        while (at < end && !is_space(*at))
            at++;
        if (at > from && !is_name((struct scrm_slice){from, (size_t)(at - from)}))
            scrm_buf_put(words, from, (size_t)(at - from));
        from = at;
        while (at < end && is_space(*at))
            at++;
        scrm_buf_put(words, from, (size_t)(at - from));
    }
    return scrm_buf_slice(words);
}

/* Puts a pair of words where it belongs: the bin by its upper bits, the least value wins. */
static void take_pair(uint64_t *least, uint64_t pair)
{
    uint64_t hash = mix(pair);
    uint64_t *bin = &least[hash >> 58];

    hash &= (UINT64_C(1) << 58) - 1;
    if (hash < *bin)
        *bin = hash;
}

/* An empty bin says what the next one with a value says, and how far that is. */
static void fill_bins(const uint64_t *least, struct scrm_signature *signature)
{
    uint64_t value = UINT64_MAX;

    /* Twice around, backwards: the second time every bin knows the next one with a value. */
    for (unsigned i = 2 * SCRM_NEAR_BINS; i-- > 0;) {
        uint64_t own = least[i % SCRM_NEAR_BINS];

        value = own != UINT64_MAX ? own : value + 1;
        signature->bin[i % SCRM_NEAR_BINS] =
            (uint8_t)(value * UINT64_C(0x9E3779B97F4A7C15) >> 56);
    }
}

bool scrm_near_sign(struct scrm_near *near, struct scrm_slice text,
                    struct scrm_signature *signature)
{
    uint64_t least[SCRM_NEAR_BINS], before = 0;
    struct scrm_words words;
    struct scrm_token token;
    size_t n = 0;

    memset(least, 0xFF, sizeof least);
    scrm_words_begin(&words, leave_names_out(&near->words, text), true);
    while (scrm_words_next(&words, &token)) {
        if (token.kind != SCRM_TOKEN_WORD)
            continue;
        if (n++)
            take_pair(least, before * UINT64_C(0x9E3779B97F4A7C15) + token.hash);
        before = token.hash;
    }
    scrm_words_fini(&words);
    if (n < SCRM_NEAR_WORDS_LEAST)
        return false;
    fill_bins(least, signature);
    return true;
}

static uint32_t *head_of(const struct scrm_near *near, const struct scrm_signature *signature,
                         unsigned band)
{
    const uint8_t *bin = signature->bin + (size_t)band * ROWS;
    uint64_t rows =
        bin[0] | (uint64_t)bin[1] << 8 | (uint64_t)bin[2] << 16 | (uint64_t)bin[3] << 24;

    return &near->heads[band * near->buckets +
                        (size_t)(mix(rows + ((uint64_t)band << 32)) & (near->buckets - 1))];
}

struct scrm_signature scrm_near_signature(const struct scrm_near_text *text)
{
    struct scrm_signature signature;

    for (unsigned band = 0; band < SCRM_NEAR_BANDS; band++)
        memcpy(signature.bin + (size_t)band * ROWS, text->link[band].bin, ROWS);
    return signature;
}

static unsigned equal_bins(const struct scrm_signature *a, const struct scrm_near_text *b)
{
    struct scrm_signature other = scrm_near_signature(b);
    unsigned n = 0;

    for (unsigned i = 0; i < SCRM_NEAR_BINS; i++)
        n += a->bin[i] == other.bin[i];
    return n;
}

static struct scrm_near_text *text_at(const struct scrm_near *near, uint32_t number)
{
    return &near->texts[number % near->capacity];
}

/* Whether text number `number` is still in the ring. */
static bool is_there(const struct scrm_near *near, uint32_t number)
{
    return number && near->newest - number < near->capacity;
}

/* The newest text of each bucket. Memory is slow: all are asked for before any is looked at. */
static void find_heads(const struct scrm_near *near, const struct scrm_signature *signature,
                       uint32_t *numbers)
{
    const uint32_t *heads[SCRM_NEAR_BANDS];
    unsigned band;

    for (band = 0; band < SCRM_NEAR_BANDS; band++) {
        heads[band] = head_of(near, signature, band);
        __builtin_prefetch(heads[band]);
    }
    for (band = 0; band < SCRM_NEAR_BANDS; band++) {
        numbers[band] = *heads[band];
        __builtin_prefetch(&text_at(near, numbers[band])->link[band]);
    }
}

const struct scrm_near_text *scrm_near_find(const struct scrm_near *near,
                                            const struct scrm_signature *signature,
                                            struct scrm_slice id, int64_t created_ms,
                                            int64_t window_ms, unsigned least, unsigned *bins)
{
    const struct scrm_near_text *best = NULL;
    uint32_t best_number = 0, numbers[SCRM_NEAR_BANDS];

    *bins = 0;
    find_heads(near, signature, numbers);
    for (unsigned band = 0; band < SCRM_NEAR_BANDS; band++) {
        const uint8_t *rows = signature->bin + (size_t)band * ROWS;
        uint32_t number = numbers[band];

        for (int looked = 0; looked < LOOKED_AT && is_there(near, number); looked++) {
            const struct scrm_near_text *text = text_at(near, number);
            const struct scrm_near_link *link = &text->link[band];
            unsigned same =
                memcmp(rows, link->bin, ROWS) == 0 ? equal_bins(signature, text) : 0;

            if (same >= least && (same > *bins || (same == *bins && number < best_number)) &&
                llabs(created_ms - text->created_ms) <= window_ms &&
                !scrm_slice_eq(scrm_buf_slice(&text->id), id)) {
                best = text;
                best_number = number;
                *bins = same;
            }
            number = link->next;
        }
    }
    return best;
}

void scrm_near_remember(struct scrm_near *near, const struct scrm_signature *signature,
                        struct scrm_slice id, int64_t created_ms)
{
    struct scrm_near_text *text;
    uint32_t number;

    if (near->newest == UINT32_MAX) { /* numbers start again, and nothing is known */
        near->newest = 0;
        memset(near->heads, 0, near->buckets * SCRM_NEAR_BANDS * sizeof *near->heads);
    }
    number = ++near->newest;
    text = text_at(near, number);
    text->created_ms = created_ms;
    scrm_buf_reset(&text->id);
    scrm_buf_put_slice(&text->id, id);
    for (unsigned band = 0; band < SCRM_NEAR_BANDS; band++) {
        uint32_t *head = head_of(near, signature, band);

        text->link[band].next = *head;
        memcpy(text->link[band].bin, signature->bin + (size_t)band * ROWS, ROWS);
        *head = number;
    }
}
