/*
 * The duplicate test where it is not settled at first sight: probing, comparing,
 * growing.
 */
#include "record/seen.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/guess.h"
#include "record/unescape.h"

enum {
    SEEN_FIRST = 256,    /* places at the start */
    SEEN_KEEP = 1 << 14, /* a table over this is given back after its line */
    SEEN_GENERATIONS = 1 << 16,
};

static void set_table(struct scrm_scanner *scanner, uint64_t *seen, size_t places)
{
    free(scanner->seen);
    scanner->seen = seen;
    scanner->seen_mask = places - 1;
    scanner->seen_limit = places / 4 * 3;
}

void scrm_seen_begin(struct scrm_scanner *scanner)
{
    if (!scanner->seen || scanner->seen_mask >= SEEN_KEEP) {
        set_table(scanner, scrm_alloc_zero(SEEN_FIRST, sizeof *scanner->seen), SEEN_FIRST);
        scanner->generation = 0;
    }
    if (++scanner->generation == SEEN_GENERATIONS) {
        memset(scanner->seen, 0, (scanner->seen_mask + 1) * sizeof *scanner->seen);
        scanner->generation = 1;
    }
}

/* The key that a word stands for: unescaped, in the scanner's second scratch
 * buffer where it must be. */
static struct scrm_slice key_of_word(struct scrm_scanner *scanner, const char *text,
                                     uint64_t word)
{
    struct scrm_slice key = {text + (uint32_t)word, 0};

    if (!(word >> SCRM_SEEN_ESCAPED & 1)) {
        key.len = (size_t)((const char *)rawmemchr(key.at, '"') - key.at);
        return key;
    }
    while (key.at[key.len] != '"')
        key.len += key.at[key.len] == '\\' ? 2 : 1;
    scrm_buf_reset(&scanner->other);
    scrm_buf_reserve(&scanner->other, key.len + SCRM_SCAN_PADDING);
    key.len = scrm_unescape(scanner->other.at, key, SCRM_LONE_KEPT);
    key.at = scanner->other.at;
    return key;
}

bool scrm_seen_add(struct scrm_scanner *scanner, const char *text, const char *raw,
                   struct scrm_slice plain, uint64_t hash)
{
    uint64_t word = scanner->generation << SCRM_SEEN_GENERATION | hash >> 49 << SCRM_SEEN_TAG |
                    (uint64_t)(raw != plain.at) << SCRM_SEEN_ESCAPED | (uint64_t)(raw - text);
    size_t i = hash & scanner->seen_mask;

    while (scanner->seen[i] >> SCRM_SEEN_GENERATION == scanner->generation) {
        if (scanner->seen[i] >> SCRM_SEEN_TAG == word >> SCRM_SEEN_TAG &&
            scrm_slice_eq(key_of_word(scanner, text, scanner->seen[i]), plain))
            return true;
        i = (i + 1) & scanner->seen_mask;
    }
    scanner->seen[i] = word;
    return false;
}

void scrm_seen_grow(struct scrm_scanner *scanner, const struct scrm_keys *keys,
                    const char *text)
{
    size_t old = scanner->seen_mask + 1, mask = old * 2 - 1;
    uint64_t *grown = scrm_alloc_zero(old * 2, sizeof *grown);

    for (size_t i = 0; i < old; i++) {
        struct scrm_slice key;
        size_t place;

        if (scanner->seen[i] >> SCRM_SEEN_GENERATION != scanner->generation)
            continue;
        key = key_of_word(scanner, text, scanner->seen[i]);
        place = scrm_key_words(keys, (const unsigned char *)key.at, key.len).hash & mask;
        while (grown[place])
            place = (place + 1) & mask;
        grown[place] = scanner->seen[i];
    }
    set_table(scanner, grown, old * 2);
}

void scrm_scanner_fini(struct scrm_scanner *scanner)
{
    scrm_guess_free(scanner->guesses);
    free(scanner->seen);
    scrm_buf_fini(&scanner->scratch);
    scrm_buf_fini(&scanner->other);
    *scanner = (struct scrm_scanner){0};
}
