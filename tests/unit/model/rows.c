/*
 * Rows of weights: added as bytes, as words and as they are they come to the
 * same; a model of many classes that remembers words, finds pairs and reads
 * extras answers as one that looks all of them up.
 */
#include "../t.h"

#include <stdlib.h>

#include "model/fit.h"
#include "model/memo.h"
#include "model/sums.h"
#include "text/words.h"

static uint64_t state = 1;

static uint64_t next(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (state ^ state >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
}

/* So many rows of each kind, in turns of any length, against sums of 64 bits. */
static void add_up(size_t columns, int8_t most)
{
    enum { ROWS = 600, AT_ONCE = 7 };
    static int8_t bytes[AT_ONCE][SCRM_SUMS_ROOM];
    static int16_t words[AT_ONCE][SCRM_SUMS_ROOM];
    struct scrm_sums sums;
    int64_t expected[SCRM_SUMS_ROOM] = {0};
    size_t wrong = 0;

    scrm_sums_begin(&sums, columns);
    for (size_t i = 0; i < ROWS; i++) {
        struct scrm_sums_row rows[AT_ONCE];
        size_t n = next() % (AT_ONCE + 1);
        bool wide = next() % 3 == 0;

        for (size_t r = 0; r < n; r++) {
            int32_t largest = (int32_t)(next() % (wide ? 32768 : (unsigned)most + 1));

            for (size_t k = 0; k < columns; k++) {
                int32_t weight = (int32_t)(next() % (2 * (unsigned)largest + 1)) - largest;

                bytes[r][k] = (int8_t)weight;
                words[r][k] = (int16_t)weight;
                expected[k] += weight;
            }
            rows[r] = (struct scrm_sums_row){wide ? (void *)words[r] : bytes[r], largest};
        }
        if (wide)
            scrm_sums_add_words(&sums, rows, n);
        else
            scrm_sums_add_bytes(&sums, rows, n);
    }
    scrm_sums_end(&sums);
    for (size_t k = 0; k < columns; k++)
        wrong += sums.at[k] != expected[k];
    OK(wrong == 0);
}

/* A text of small words, as a model that looks everything up reads it, and as one that keeps.
 */
static void gather(struct scrm_features *features, unsigned number)
{
    static const char *const parts[] = {"re", "fund", "card", "pin", "top", "up", "lost", "o"};
    struct scrm_words words;
    struct scrm_token token;
    char text[1024];
    size_t used = 0;

    state = number;
    for (size_t i = next() % 30; i; i--)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s ", parts[next() % 8],
                                 parts[next() % 8]);
    text[used] = 0;
    scrm_features_begin(features, SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_PAIRS);
    scrm_words_begin(&words, scrm_slice_of(text), true);
    while (scrm_words_next(&words, &token))
        if (token.kind == SCRM_TOKEN_WORD)
            scrm_features_word(features, token.folded, token.hash);
    scrm_words_fini(&words);
    scrm_features_pair_up(features);
}

enum { TEXTS = 400, EXTRAS = 11 };

/* A weight: mostly small, in few columns or in many. */
static float weight(uint64_t density)
{
    int32_t steps = (int32_t)(next() % 41) - 20;

    if (next() % 8 > density)
        return 0;
    return (float)(next() % 50 ? steps : 6 * steps) / 512;
}

/* A head of arbitrary weights for all that the texts hold; `loud`: an extra weighs so much that
 * the unit has to be smaller. */
static void *make(size_t columns, bool loud, size_t *size)
{
    struct scrm_corpus corpus = {.n_extras = EXTRAS};
    struct scrm_features features = {0};
    struct scrm_fitted *head = calloc(1, sizeof *head);
    struct scrm_err err = {0};
    void *bytes;

    for (unsigned i = 0; i < TEXTS; i += 2) { /* every other text is not known */
        int16_t extras[EXTRAS] = {0};

        gather(&features, i);
        scrm_corpus_add(&corpus, &features, extras, i);
    }
    state = columns;
    head->n = corpus.n_hashes;
    head->columns = head->n_classes = columns;
    head->hashes = corpus.hashes;
    head->bits = 15;
    head->reads = SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_PAIRS | SCRM_READS_EXTRAS;
    head->weights = calloc(head->n * columns, sizeof *head->weights);
    head->worth = calloc(head->n, sizeof *head->worth);
    head->n_extras = EXTRAS;
    head->extras = calloc(columns * EXTRAS, sizeof *head->extras);
    head->calibration.slope = 1;
    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        head->calibration.curve[i] = i / 16.0;
    for (size_t i = 0; i < head->n; i++)
        for (size_t k = 0, density = next() % 8; k < columns; k++)
            head->weights[i * columns + k] = weight(density);
    for (size_t i = 0; i < columns * EXTRAS; i++)
        head->extras[i] = (double)weight(7) * (loud && i == 5 ? 1000 : 5);
    head->paired = calloc(corpus.n_hashes, sizeof *head->paired);
    for (size_t i = 0; i < corpus.n; i++)
        head->n_paired += scrm_features_paired(
            corpus.hashes + corpus.rows[i].first[SCRM_FEATURES_STEMS],
            corpus.rows[i].n[SCRM_FEATURES_STEMS], head->paired + head->n_paired);
    snprintf(head->name, sizeof head->name, "any");
    bytes = scrm_model_pack("any/1", head, 1, size, &err);
    OK(bytes != NULL);
    free(head->weights);
    free(head->worth);
    free(head->extras);
    free(head->paired);
    free(head);
    scrm_corpus_fini(&corpus);
    scrm_features_fini(&features);
    scrm_err_fini(&err);
    return bytes;
}

static void remembers(size_t columns, bool loud)
{
    struct scrm_err err = {0};
    size_t size, wrong = 0, spoken = 0;
    void *bytes = make(columns, loud, &size);
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);
    struct scrm_memo *memo = scrm_memo_new(model, 0);
    struct scrm_features hashed = {0}, kept = {.keeps = true};
    int32_t bias[SCRM_MODEL_CLASSES_MAX];

    OK(model != NULL);
    gather(&hashed, 0);
    scrm_features_begin(&hashed, SCRM_READS_WORDS);
    scrm_model_predict(model, 0, &hashed, (struct scrm_extras){NULL, 0}, bias);
    for (unsigned i = 0; i < 2 * TEXTS; i++) {
        int32_t plain[SCRM_MODEL_CLASSES_MAX], shares[SCRM_MODEL_CLASSES_MAX], sure;
        int16_t numbers[EXTRAS];
        struct scrm_extras extras = {numbers, EXTRAS};
        size_t class;

        gather(&hashed, i % TEXTS);
        gather(&kept, i % TEXTS);
        for (int k = 0; k < EXTRAS; k++)
            numbers[k] = (int16_t)(next() % 3 ? 0 : (int32_t)(next() % 2001) - 1000);
        class = scrm_model_predict(model, 0, &hashed, extras, plain);
        wrong += hashed.n[SCRM_FEATURES_PAIRS] != kept.n[SCRM_FEATURES_PAIRS];
        wrong += scrm_memo_predict(memo, &kept, extras, shares) != class;
        wrong += memcmp(plain, shares, columns * sizeof *plain) != 0;
        wrong += scrm_memo_best(memo, &kept, extras, &sure) != class || sure != plain[class];
        spoken += memcmp(plain, bias, columns * sizeof *plain) != 0;
    }
    OK(wrong == 0);
    OK(spoken > TEXTS);
    scrm_features_fini(&hashed);
    scrm_features_fini(&kept);
    scrm_memo_free(memo);
    scrm_model_free(model);
    free(bytes);
    scrm_err_fini(&err);
}

/* Extras alone: each weight times its number, in 2^-24, rounded towards 0 for itself. */
static void adds_extras(size_t columns)
{
    struct scrm_err err = {0};
    size_t size, wrong = 0;
    void *bytes = make(columns, false, &size);
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);
    struct scrm_features none = {0};
    int64_t bias[SCRM_MODEL_CLASSES_MAX], sums[SCRM_MODEL_CLASSES_MAX];
    int16_t numbers[EXTRAS] = {0};

    scrm_model_decide(model, 0, &none, (struct scrm_extras){numbers, EXTRAS}, bias);
    for (int round = 0; round < 50; round++) {
        int64_t expected[SCRM_MODEL_CLASSES_MAX];

        memcpy(expected, bias, sizeof expected);
        for (int i = 0; i < EXTRAS; i++) {
            int64_t one[SCRM_MODEL_CLASSES_MAX];
            int16_t number = (int16_t)(next() % 2001 - 1000), unit[EXTRAS] = {0};

            numbers[i] = number;
            unit[i] = 256; /* what this says is the weight itself */
            scrm_model_decide(model, 0, &none, (struct scrm_extras){unit, EXTRAS}, one);
            for (size_t k = 0; k < columns; k++)
                expected[k] += number * (one[k] - bias[k]) / 256;
        }
        scrm_model_decide(model, 0, &none, (struct scrm_extras){numbers, EXTRAS}, sums);
        wrong += memcmp(sums, expected, columns * sizeof *sums) != 0;
    }
    OK(wrong == 0);
    scrm_model_free(model);
    free(bytes);
    scrm_err_fini(&err);
}

int main(void)
{
    static const size_t columns[] = {4, 5, 8, 16, 17, 33, 64, 77, 80, 81, 160, 200, 250};

    T("rows added as bytes and as words, many at a time, come to the sum of all")
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        add_up(columns[i], 127);
        add_up(columns[i], 9);
    }
    T("a model of many classes that remembers and leaves out answers as one that does not")
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        remembers(columns[i], i % 2);
    T("extras weigh what their numbers say, rounded towards 0 one by one")
    adds_extras(5);
    adds_extras(77);
    return t_end();
}
