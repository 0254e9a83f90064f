/*
 * Texts that say nearly the same, among those met lately.
 *
 * A text is a set of pairs of neighbouring words (folded; links and mentions
 * are left out, since templates differ in them). Two texts are compared by
 * one-permutation MinHash: Li, Owen and Zhang, "One Permutation Hashing"
 * (2012), empty bins filled as in Shrivastava and Li, "Densifying One
 * Permutation Hashing via Rotation" (2014). Which texts to compare at all,
 * sixteen bands of four bins say. The share of equal bins estimates the
 * Jaccard similarity without bias; at 0.7 with a standard error of 0.06 where all bins are
 * filled, 0.09 for a text of thirty words.
 */
#ifndef SCRM_DEDUP_NEAR_H
#define SCRM_DEDUP_NEAR_H

#include <stdint.h>

#include "base/buf.h"

enum {
    SCRM_NEAR_BINS = 64,
    SCRM_NEAR_BANDS = 16,
    SCRM_NEAR_WORDS_LEAST = 6 /* a shorter text says what many say */
};

struct scrm_signature {
    uint8_t bin[SCRM_NEAR_BINS];
};

/* A text that is remembered: what a walk through a chain looks at stands at its front. */
struct scrm_near_text {
    struct scrm_signature signature;
    uint32_t next[SCRM_NEAR_BANDS]; /* by band, the number of who stands before it in its
                                       bucket; 0: none */
    int64_t created_ms;
    struct scrm_buf id;
};

/* About 320 bytes a text that is remembered. */
struct scrm_near {
    struct scrm_near_text *texts; /* a ring: text number n stands at n % capacity */
    size_t capacity;
    uint32_t newest;  /* number of the text met last, from 1 */
    size_t newest_at; /* its place in the ring */
    uint32_t *heads;  /* by band and bucket: the newest text's number */
    size_t buckets;   /* a power of two */
};

/* Remembers `capacity` different texts at most, the newest ones. */
void scrm_near_init(struct scrm_near *near, size_t capacity);
void scrm_near_fini(struct scrm_near *near);

/* The signature of a text; false where it is too short to be told from others. */
bool scrm_near_sign(struct scrm_slice text, struct scrm_signature *signature);

/*
 * The remembered text that is most like it, the earliest of equals, written
 * within `window_ms` of `created_ms` and of another id; *bins receives how
 * many of the SCRM_NEAR_BINS are the same. NULL where none has `least`.
 */
const struct scrm_near_text *scrm_near_find(const struct scrm_near *near,
                                            const struct scrm_signature *signature,
                                            struct scrm_slice id, int64_t created_ms,
                                            int64_t window_ms, unsigned least, unsigned *bins);

void scrm_near_remember(struct scrm_near *near, const struct scrm_signature *signature,
                        struct scrm_slice id, int64_t created_ms);

#endif
