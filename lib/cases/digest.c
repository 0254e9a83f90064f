/*
 * From ids and names as posts write them to the numbers that the fold compares: digests
 * of ids, numbers of authors, and one digest for a whole sighting.
 */
#include "cases/read.h"

static uint64_t hex_word(const char *at, bool *good)
{
    uint64_t value = 0;
    int i;

    for (i = 0; i < 16; i++) {
        const char *digit = at[i] ? strchr("0123456789abcdef", at[i]) : NULL;

        *good &= digit != NULL;
        value = value << 4 | (digit ? (uint64_t)(digit - "0123456789abcdef") : 0);
    }
    return value;
}

struct scrm_digest scrm_case_digest(struct scrm_slice id)
{
    struct scrm_digest digest = {0, 0};

    if (id.len == 0)
        return digest;
    if (id.len == strlen("erased:") + 32 && scrm_slice_starts(id, "erased:")) {
        bool good = true;

        digest.high = hex_word(id.at + 7, &good);
        digest.low = hex_word(id.at + 23, &good);
        if (good && !scrm_digest_none(digest))
            return digest;
    }
    return scrm_digest(id.at, id.len);
}

uint64_t scrm_case_author(struct scrm_slice network, struct scrm_slice who)
{
    char small[256];
    struct scrm_buf key = {0};
    struct scrm_digest digest;
    size_t len = network.len + 1 + who.len;

    if (who.len == 0)
        return 0;
    if (len <= sizeof small) {
        if (network.len)
            memcpy(small, network.at, network.len);
        small[network.len] = '\n';
        memcpy(small + network.len + 1, who.at, who.len);
        digest = scrm_digest(small, len);
    } else {
        scrm_buf_put_slice(&key, network);
        scrm_buf_putc(&key, '\n');
        scrm_buf_put_slice(&key, who);
        digest = scrm_digest(scrm_buf_text(&key), key.len);
        scrm_buf_fini(&key);
    }
    return digest.low ? digest.low : 1;
}

void scrm_case_fact_seal(struct scrm_case_fact *fact)
{
    struct scrm_digest parts[4] = {fact->id, fact->rev, {0, 0}, {fact->tombstone, 0}};

    if (fact->n_aliases)
        parts[2] =
            scrm_digest((const char *)fact->aliases, fact->n_aliases * sizeof *fact->aliases);
    fact->sighting = scrm_digest((const char *)parts, sizeof parts);
}
