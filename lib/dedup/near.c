/*
 * Signatures, and the ring of texts that they are looked up in. Buckets are
 * chains by number, newest first; a number that has left the ring ends its
 * chain, so nothing is ever taken out.
 */
#include "dedup/near.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/token.h"

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

static const char *run_end(const char *at, const char *end)
{
    while (at < end && !is_space(*at))
        at++;
    return at;
}

/* The hash of the next word that stands in no name; false at the end of the text, which
 * begins at `begin`. What is neither word nor name is stepped over without becoming a token. */
static bool next_word(struct scrm_words *words, const char *begin, uint64_t *hash)
{
    struct scrm_token token;

    while (words->at < words->end) {
        const char *at = words->at;
        unsigned kind = scrm_token_byte_at(at);

        if ((*at == '@' || *at == 'h' || *at == 'w') && (at == begin || is_space(at[-1])) &&
            is_name((struct scrm_slice){at, (size_t)(words->end - at)})) {
            words->at = run_end(at, words->end);
        } else if (kind == SCRM_BYTE_SPACE || kind == SCRM_BYTE_SIGN) {
            words->at++;
        } else {
            if (kind == SCRM_BYTE_WORD && !scrm_token_is_near_end(words)) {
                struct scrm_token_shape shape = scrm_token_quick_shape(words, at);

                if (shape.len) {
                    *hash = scrm_token_mix(scrm_token_seed(shape.len), shape.low, shape.high);
                    words->at += shape.len + (at[shape.len] == ' ');
                    return true;
                }
            }
            scrm_words_next(words, &token);
            *hash = token.hash;
            if (token.kind == SCRM_TOKEN_WORD)
                return true;
        }
    }
    return false;
}

/* Puts a pair of words where it belongs: the bin by its upper bits, the least value wins. */
static void take_pair(uint64_t *least, uint64_t pair)
{
    uint64_t hash = mix(pair);
    uint64_t *bin = &least[hash >> 58];

    hash &= (UINT64_C(1) << 58) - 1;
    *bin = hash < *bin ? hash : *bin; /* nobody can guess which: no branch */
}

/* An empty bin says what the next one with a value says, and how far that is; behind the last
 * bin comes the first. At least one has a value. */
static void fill_bins(const uint64_t *least, struct scrm_signature *signature)
{
    uint64_t value;
    unsigned first = 0;

    while (least[first] == UINT64_MAX)
        first++;
    value = least[first] + first;
    for (unsigned i = SCRM_NEAR_BINS; i-- > 0;) {
        uint64_t empty = least[i] == UINT64_MAX ? UINT64_MAX : 0;

        value = ((value + 1) & empty) | (least[i] & ~empty);
        signature->bin[i] = (uint8_t)(value * UINT64_C(0x9E3779B97F4A7C15) >> 56);
    }
}

bool scrm_near_sign(struct scrm_slice text, struct scrm_signature *signature)
{
    uint64_t least[SCRM_NEAR_BINS], before = 0, hash = 0;
    struct scrm_words words;
    size_t n = 0;

    memset(least, 0xFF, sizeof least);
    scrm_words_begin(&words, text, true);
    while (next_word(&words, text.at, &hash)) {
        if (n++)
            take_pair(least, before * UINT64_C(0x9E3779B97F4A7C15) + hash);
        before = hash;
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

/* Whether text number `number` is still in the ring. */
static bool is_there(const struct scrm_near *near, uint32_t number)
{
    return (number != 0) & (near->newest - number < near->capacity);
}

/* Where a text stands that is in the ring. */
static struct scrm_near_text *text_at(const struct scrm_near *near, uint32_t number)
{
    size_t age = near->newest - number;
    size_t at = near->newest_at + (near->newest_at < age ? near->capacity : 0) - age;

    return &near->texts[at];
}

#ifdef SCRM_TEXT_SSE2
static unsigned equal_bins(const struct scrm_signature *a, const struct scrm_signature *b)
{
    __m128i counts = _mm_setzero_si128();

    for (size_t i = 0; i < SCRM_NEAR_BINS; i += sizeof counts)
        counts =
            _mm_sub_epi8(counts, _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(a->bin + i)),
                                                _mm_loadu_si128((const void *)(b->bin + i))));
    counts = _mm_sad_epu8(counts, _mm_setzero_si128());
    return (unsigned)(_mm_cvtsi128_si32(counts) +
                      _mm_cvtsi128_si32(_mm_unpackhi_epi64(counts, counts)));
}
#else
static unsigned equal_bins(const struct scrm_signature *a, const struct scrm_signature *b)
{
    unsigned n = 0;

    for (unsigned i = 0; i < SCRM_NEAR_BINS; i++)
        n += a->bin[i] == b->bin[i];
    return n;
}
#endif

/* A walk through the chains of all bands side by side. Memory is slow: what is looked at in
 * the next turn is asked for in this one. */
struct walk {
    const struct scrm_near *near;
    struct step {
        const struct scrm_near_text *text;
        uint32_t number;
        uint32_t band;
    } steps[SCRM_NEAR_BANDS];
    unsigned n; /* chains that have not ended */
};

/* Goes on to the text `number` of a chain, unless it ends there; where chains end nobody can
 * guess, so nothing depends on it but what counts as written. */
static void ask_for(struct walk *walk, uint32_t band, uint32_t number)
{
    const struct scrm_near *near = walk->near;
    bool there = is_there(near, number);
    const struct scrm_near_text *text = text_at(near, there ? number : near->newest);

    __builtin_prefetch(&text->signature);
    __builtin_prefetch(&text->next[band]);
    walk->steps[walk->n] = (struct step){text, number, band};
    walk->n += there;
}

/* The newest text of each bucket. */
static void begin_walk(struct walk *walk, const struct scrm_signature *signature)
{
    const uint32_t *heads[SCRM_NEAR_BANDS];
    unsigned band;

    for (band = 0; band < SCRM_NEAR_BANDS; band++) {
        heads[band] = head_of(walk->near, signature, band);
        __builtin_prefetch(heads[band]);
    }
    walk->n = 0;
    for (band = 0; band < SCRM_NEAR_BANDS; band++)
        ask_for(walk, band, *heads[band]);
}

/* What is looked for, and the best so far. */
struct search {
    const struct scrm_signature *signature;
    struct scrm_slice id;
    int64_t created_ms, window_ms;
    unsigned bins; /* more than these, or as many and earlier */
    const struct scrm_near_text *best;
    uint32_t number; /* of the best */
};

static void compare(struct search *search, const struct scrm_near_text *text, uint32_t number)
{
    unsigned same = equal_bins(search->signature, &text->signature);

    if (same < search->bins || (same == search->bins && number >= search->number) ||
        llabs(search->created_ms - text->created_ms) > search->window_ms ||
        scrm_slice_eq(scrm_buf_slice(&text->id), search->id))
        return;
    search->best = text;
    search->number = number;
    search->bins = same;
}

const struct scrm_near_text *scrm_near_find(const struct scrm_near *near,
                                            const struct scrm_signature *signature,
                                            struct scrm_slice id, int64_t created_ms,
                                            int64_t window_ms, unsigned least, unsigned *bins)
{
    struct search search = {.signature = signature,
                            .id = id,
                            .created_ms = created_ms,
                            .window_ms = window_ms,
                            .bins = least,
                            .number = UINT32_MAX};
    struct walk walk;

    walk.near = near;
    begin_walk(&walk, signature);
    for (int looked = 0; looked < LOOKED_AT && walk.n; looked++) {
        unsigned n = walk.n;

        walk.n = 0;
        for (unsigned i = 0; i < n; i++) {
            struct step step = walk.steps[i];
            size_t rows = (size_t)step.band * ROWS;

            if (memcmp(signature->bin + rows, step.text->signature.bin + rows, ROWS) == 0)
                compare(&search, step.text, step.number);
            ask_for(&walk, step.band, step.text->next[step.band]);
        }
    }
    *bins = search.best ? search.bins : 0;
    return search.best;
}

void scrm_near_remember(struct scrm_near *near, const struct scrm_signature *signature,
                        struct scrm_slice id, int64_t created_ms)
{
    struct scrm_near_text *text;
    uint32_t number;

    if (near->newest == UINT32_MAX) { /* numbers start again, and nothing is known */
        near->newest = 0;
        near->newest_at = 0;
        memset(near->heads, 0, near->buckets * SCRM_NEAR_BANDS * sizeof *near->heads);
    }
    number = ++near->newest;
    near->newest_at = number % near->capacity;
    text = text_at(near, number);
    text->signature = *signature;
    text->created_ms = created_ms;
    scrm_buf_reset(&text->id);
    scrm_buf_put_slice(&text->id, id);
    for (unsigned band = 0; band < SCRM_NEAR_BANDS; band++) {
        uint32_t *head = head_of(near, signature, band);

        text->next[band] = *head;
        *head = number;
    }
}
