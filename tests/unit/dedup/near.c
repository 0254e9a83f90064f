/*
 * The estimate of likeness against the real one, and the ring.
 */
#include "../t.h"

#include "dedup/near.h"

enum { WORDS = 30 };

/* A text of invented words; `changed` of them are others than in the text of that seed. */
static void write_text(char *to, size_t size, unsigned seed, unsigned changed)
{
    size_t len = 0;

    for (unsigned i = 0; i < WORDS && len < size; i++) {
        unsigned word = i * 37 + seed * 977 + (i < changed ? 1000000 : 0);

        len += (size_t)snprintf(to + len, size - len, "w%x%c ", word, 'a' + (char)(word % 26));
    }
}

static unsigned equal(const struct scrm_signature *a, const struct scrm_signature *b)
{
    unsigned n = 0;

    for (unsigned i = 0; i < SCRM_NEAR_BINS; i++)
        n += a->bin[i] == b->bin[i];
    return n;
}

static void test_estimate(void)
{
    struct scrm_near near;
    struct scrm_signature first, other;
    char text[600];

    scrm_near_init(&near, 10);
    T("the share of equal bins is close to the share of pairs in common")
    {
        for (unsigned changed = 0; changed <= WORDS; changed += 3) {
            unsigned common = changed < WORDS - 1 ? WORDS - 1 - changed : 0;
            double real = (double)common / (2.0 * (WORDS - 1) - common), sum = 0;

            for (unsigned seed = 1; seed <= 200; seed++) {
                write_text(text, sizeof text, seed, 0);
                scrm_near_sign(scrm_slice_of(text), &first);
                write_text(text, sizeof text, seed, changed);
                scrm_near_sign(scrm_slice_of(text), &other);
                sum += equal(&first, &other);
            }
            sum /= 200.0 * SCRM_NEAR_BINS;
            OK(sum > real - 0.02 && sum < real + 0.02);
        }
    }
    T("case, links, mentions and white space change nothing; short texts have no signature")
    {
        struct scrm_signature a, b;

        OK(scrm_near_sign(SCRM_SLICE("My parcel never came and nobody answers the phone"), &a));
        OK(scrm_near_sign(
            SCRM_SLICE("@shop MY parcel  never came and nobody\nanswers the phone "
                       "https://x.example/1"),
            &b));
        OK(equal(&a, &b) == SCRM_NEAR_BINS);
        OK(!scrm_near_sign(SCRM_SLICE("thank you so very much"), &a));
        OK(!scrm_near_sign(SCRM_SLICE(""), &a));
    }
    scrm_near_fini(&near);
}

static void test_ring(void)
{
    struct scrm_near near;
    struct scrm_signature signature;
    unsigned bins;
    char text[600], id[20];

    scrm_near_init(&near, 100);
    for (unsigned seed = 1; seed <= 250; seed++) {
        write_text(text, sizeof text, seed, WORDS);
        scrm_near_sign(scrm_slice_of(text), &signature);
        snprintf(id, sizeof id, "n:%u", seed);
        scrm_near_remember(&near, &signature, scrm_slice_of(id), 1000 * (int64_t)seed);
    }
    T("the last hundred are known, those before them are not")
    {
        for (unsigned seed = 1; seed <= 250; seed++) {
            const struct scrm_near_text *like;

            write_text(text, sizeof text, seed, WORDS);
            scrm_near_sign(scrm_slice_of(text), &signature);
            snprintf(id, sizeof id, "n:%u", seed);
            like = scrm_near_find(&near, &signature, SCRM_SLICE("x"), 1000 * (int64_t)seed,
                                  1000, 60, &bins);
            OK(seed <= 150
                   ? like == NULL
                   : like && scrm_slice_is(scrm_buf_slice(&like->id), id) && bins == 64);
        }
    }
    T("not out of the window, and never itself")
    {
        OK(!scrm_near_find(&near, &signature, SCRM_SLICE("x"), 0, 1000, 60, &bins));
        OK(!scrm_near_find(&near, &signature, SCRM_SLICE("n:250"), 250000, 1000, 60, &bins));
    }
    scrm_near_fini(&near);
}

int main(void)
{
    test_estimate();
    test_ring();
    return t_end();
}
