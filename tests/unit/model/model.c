/*
 * Models from end to end, small: features are gathered, fitted, packed, opened
 * and asked; and files that are none are refused.
 */
#include "../t.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "model/fit.h"
#include "model/memo.h"
#include "text/words.h"

static void gather_what(struct scrm_features *features, const char *text, unsigned reads)
{
    struct scrm_words words;
    struct scrm_token token;

    scrm_features_begin(features, reads);
    scrm_words_begin(&words, scrm_slice_of(text), true);
    while (scrm_words_next(&words, &token))
        if (token.kind == SCRM_TOKEN_WORD)
            scrm_features_word(features, token.folded, token.hash);
    scrm_words_fini(&words);
}

static void gather(struct scrm_features *features, const char *text)
{
    gather_what(features, text, SCRM_READS_WORDS | SCRM_READS_CHARS);
}

static const char *const goods[] = {"apples", "pears", "plums", "grapes", "figs", "dates"};
static const char *const tools[] = {"hammers", "saws", "drills", "files", "planes", "pliers"};
static const char *const seas[] = {"waves", "tides", "gulls", "sails", "reefs", "shoals"};
static const char *const hues[] = {"reds", "blues", "greens", "greys", "browns", "pinks"};
static const char *const pets[] = {"cats", "dogs", "mice", "parrots", "ponies", "newts"};
static const char *const *const kinds[] = {goods, tools, seas, hues, pets};

/* Sixty short texts of each of `n_classes` kinds. */
static void fill(struct scrm_corpus *corpus, uint8_t *classes, uint32_t *rows, size_t n_classes)
{
    struct scrm_features features = {0};

    for (size_t i = 0; i < 60 * n_classes; i++) {
        size_t class = i % n_classes, k = i / n_classes;
        char text[128];

        snprintf(text, sizeof text, "we saw %s and %s there", kinds[class][k % 6],
                 kinds[class][k / 6 % 6]);
        gather(&features, text);
        scrm_corpus_add(corpus, &features, NULL, i * UINT64_C(0x9E3779B97F4A7C15));
        classes[i] = (uint8_t) class;
        rows[i] = (uint32_t)i;
    }
    scrm_features_fini(&features);
}

/* A model of so many classes as bytes; owned by caller. */
static void *make(size_t n_classes, size_t *size)
{
    static uint8_t classes[300];
    static uint32_t rows[300];
    struct scrm_corpus corpus = {0};
    struct scrm_fitted *fitted = calloc(1, sizeof *fitted);
    struct scrm_err err = {0};
    struct scrm_sample sample = {&corpus, rows, classes, 60 * n_classes, n_classes};
    struct scrm_fit_options options = {.reads = SCRM_READS_WORDS | SCRM_READS_CHARS,
                                       .cost = 4,
                                       .least = 2,
                                       .bits_most = 12,
                                       .calibrate = true};
    void *bytes;

    fill(&corpus, classes, rows, n_classes);
    OK(scrm_fit(&sample, &options, fitted, &err) == 0);
    snprintf(fitted->name, sizeof fitted->name, "kind");
    fitted->classes = calloc(n_classes, sizeof *fitted->classes);
    for (size_t k = 0; k < n_classes; k++)
        fitted->classes[k] = strdup(kinds[k][0]);
    bytes = scrm_model_pack("kinds/1", fitted, 1, size, &err);
    OK(bytes != NULL);
    scrm_fitted_free(fitted);
    free(fitted);
    scrm_corpus_fini(&corpus);
    scrm_err_fini(&err);
    return bytes;
}

static size_t ask(const struct scrm_model *model, const char *text, int32_t *p)
{
    struct scrm_features features = {0};
    int32_t shares[SCRM_MODEL_CLASSES_MAX], sum = 0;
    size_t class;

    gather(&features, text);
    class = scrm_model_predict(model, 0, &features, (struct scrm_extras){NULL, 0}, shares);
    for (size_t k = 0; k < scrm_model_classes(model, 0); k++) {
        OK(shares[k] >= 0 && shares[k] <= 10000);
        sum += shares[k];
    }
    OK(sum > 9900 && sum <= 10003);
    *p = shares[class];
    scrm_features_fini(&features);
    return class;
}

static void try_classes(size_t n_classes)
{
    struct scrm_err err = {0};
    size_t size, again_size;
    void *bytes = make(n_classes, &size), *again = make(n_classes, &again_size);
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);
    int32_t sure, unsure;

    T("the same texts give the same bytes")
    OK(size == again_size && memcmp(bytes, again, size) == 0);
    T("what was learnt is known again, in other words too")
    OK(model != NULL);
    SAME(scrm_model_by(model), "kinds/1");
    SAME(scrm_model_head(model, 0), "kind");
    OK(ask(model, "figs and plums", &sure) == 0);
    OK(ask(model, "they sell drills and hammers", &sure) == 1);
    if (n_classes > 2)
        OK(ask(model, "Gulls over the reefs", &sure) == 2);
    OK(sure > 7000);
    T("a text of which nothing was learnt gets an answer without confidence")
    ask(model, "xyzzy", &unsure);
    OK(unsure < sure);
    ask(model, "", &unsure);
    OK(unsure < sure);
    scrm_model_free(model);
    free(bytes);
    free(again);
    scrm_err_fini(&err);
}

/* A text of the words of all kinds and of others, told by `number`. */
static void compose(char *text, size_t size, unsigned number)
{
    static const char *const others[] = {
        "we",
        "a",
        "\xC3\xA9t\xC3\xA9",
        "\xE0\xA4\x86\xE0\xA4\xAA\xE0\xA4\x95\xE0\xA4\xBE",
        "uncharacteristicallyplums",
        "plumsplumsplumsplumsplumsplumsplumsplumsplumssaws",
        ("\xD1\x81\xD0\xBF\xD0\xB0\xD1\x81\xD0\xB8\xD0\xB1\xD0\xBE\xD1\x81\xD0\xBF\xD0\xB0"
         "\xD1\x81\xD0\xB8\xD0\xB1\xD0\xBE"),
        "there"};
    size_t used = 0;

    for (unsigned i = 0; i < 3 + number % 7; i++, number = number * 1103515245 + 12345)
        used +=
            (size_t)snprintf(text + used, size - used, "%s ",
                             number >> 16 & 1 ? others[number >> 17 & 7]
                                              : kinds[(number >> 17) % 5][(number >> 20) % 6]);
}

static void remembers(size_t n_classes)
{
    const struct scrm_extras none = {NULL, 0};
    struct scrm_err err = {0};
    size_t size, wrong = 0;
    void *bytes = make(n_classes, &size);
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);
    struct scrm_memo *memo = scrm_memo_new(model, 0);
    struct scrm_features hashed = {0}, kept = {.keeps = true};

    T("a model that remembers words answers as one that does not")
    for (unsigned number = 0; number < 3000; number++) {
        int32_t plain[SCRM_MODEL_CLASSES_MAX], shares[SCRM_MODEL_CLASSES_MAX], sure;
        char text[1024];
        size_t class;

        compose(text, sizeof text, number % 1500 * 7919);
        gather(&hashed, text);
        gather(&kept, text);
        if (number % 3 == 0) { /* the last word was none */
            scrm_features_forget(&hashed);
            scrm_features_forget(&kept);
        }
        class = scrm_model_predict(model, 0, &hashed, none, plain);
        wrong += hashed.n[SCRM_FEATURES_CHARS] != kept.n[SCRM_FEATURES_CHARS];
        wrong += scrm_memo_predict(memo, &kept, none, shares) != class;
        wrong += memcmp(plain, shares, n_classes * sizeof *plain) != 0;
        wrong += scrm_memo_best(memo, &kept, none, &sure) != class || sure != plain[class];
    }
    OK(wrong == 0);
    scrm_features_fini(&hashed);
    scrm_features_fini(&kept);
    scrm_memo_free(memo);
    scrm_model_free(model);
    free(bytes);
    scrm_err_fini(&err);
}

static void pairs_up(void)
{
    struct scrm_features a = {0}, b = {0};
    size_t same = 0;

    T("any two words of a text are a feature, whatever stands between them")
    gather_what(&a, "card not delivered card", SCRM_READS_WORDS | SCRM_READS_PAIRS);
    scrm_features_pair_up(&a);
    OK(a.n[SCRM_FEATURES_PAIRS] == 3);
    gather_what(&b, "delivered was the wrong card", SCRM_READS_WORDS | SCRM_READS_PAIRS);
    scrm_features_pair_up(&b);
    OK(b.n[SCRM_FEATURES_PAIRS] == 10);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 10; k++)
            same += a.at[SCRM_FEATURES_PAIRS][i] == b.at[SCRM_FEATURES_PAIRS][k];
    OK(same == 1); /* card and delivered */
    gather_what(&b, "deliveries of cards", SCRM_READS_WORDS | SCRM_READS_PAIRS);
    scrm_features_pair_up(&b);
    for (size_t i = same = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            same += a.at[SCRM_FEATURES_PAIRS][i] == b.at[SCRM_FEATURES_PAIRS][k];
    OK(same == 1); /* words count by their beginnings */
    gather_what(&b, "delivered was the wrong card", SCRM_READS_WORDS);
    scrm_features_pair_up(&b);
    OK(b.n[SCRM_FEATURES_PAIRS] == 0);
    gather_what(&b, "", SCRM_READS_WORDS | SCRM_READS_PAIRS);
    scrm_features_pair_up(&b);
    OK(b.n[SCRM_FEATURES_PAIRS] == 0);
    scrm_features_fini(&a);
    scrm_features_fini(&b);
}

static void refused(const void *bytes, size_t size, const char *part)
{
    struct scrm_err err = {0};
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);

    OK(model == NULL);
    OK(err.code == SCRM_EXIT_DATA);
    OK(err.text && strstr(err.text, part));
    scrm_model_free(model);
    scrm_err_fini(&err);
}

static void damage(void)
{
    size_t size;
    char *bytes = make(3, &size);
    uint32_t word;

    T("every byte of a model is covered: a flipped bit anywhere is refused")
    for (size_t i = 0; i < size; i += 97) {
        struct scrm_err err = {0};
        struct scrm_model *model;

        bytes[i] ^= 4;
        model = scrm_model_open(bytes, size, false, &err);
        OK(model == NULL || (i >= 64 && i < 8 + 4));
        scrm_model_free(model);
        scrm_err_fini(&err);
        bytes[i] ^= 4;
    }
    T("what is cut short, of another version or no model is refused with words")
    refused(bytes, size - 8, "damaged");
    refused(bytes, 40, "not a model");
    refused("{\"text\":\"a post\"}", 17, "not a model");
    memcpy(&word, bytes + 12, sizeof word);
    word++;
    memcpy(bytes + 12, &word, sizeof word);
    refused(bytes, size, "format");
    free(bytes);
}

/* Offsets and columns that point outside are refused even where the digest fits. */
static void forged(size_t n_classes)
{
    enum { HEAD = 8 + 8 + 16 + 16 + 64, NUMBERS = HEAD + 80 };

    T("a forged file with a fitting digest is refused, whatever number is wrong")
    for (size_t at = NUMBERS; at < NUMBERS + 4 * 15; at += 4) {
        size_t size, number = (at - NUMBERS) / 4;
        char *bytes = make(n_classes, &size);
        struct scrm_buf out = {0};
        struct scrm_err err = {0};
        struct scrm_model *model;
        uint32_t far = UINT32_C(0x7FFFFFF0);

        scrm_buf_put(&out, bytes, size);
        memcpy(out.at + at, &far, sizeof far);
        scrm_model_seal(&out);
        model = scrm_model_open(out.at, out.len, false, &err);
        /* reads; rows of cells; pairs and extras, of which it has none */
        if (number != 0 && (n_classes > 3 || (number != 6 && number != 7)) &&
            (number < 8 || number > 12 || number == 10))
            OK(model == NULL);
        if (model) {
            int32_t p;

            ask(model, "figs", &p); /* must not read outside */
        }
        scrm_model_free(model);
        scrm_err_fini(&err);
        scrm_buf_fini(&out);
        free(bytes);
    }
}

static void files(void)
{
    char path[] = "/tmp/scrm-model-XXXXXX";
    struct scrm_err err = {0};
    size_t size;
    void *bytes = make(2, &size);
    struct scrm_model *model;
    int fd = mkstemp(path);

    T("a model is read from a file; what is missing or none is named")
    OK(fd >= 0);
    close(fd);
    OK(scrm_model_load(path, &err) == NULL && err.code == SCRM_EXIT_DATA);
    scrm_err_clear(&err);
    OK(scrm_file_write(path, (struct scrm_slice){bytes, size}, 0600, &err) == 0);
    model = scrm_model_load(path, &err);
    OK(model != NULL);
    scrm_model_free(model);
    unlink(path);
    OK(scrm_model_load(path, &err) == NULL && err.code == SCRM_EXIT_NOINPUT);
    scrm_err_fini(&err);
    free(bytes);
}

static void bounds(void)
{
    struct scrm_features features = {0};
    char word[4000];

    T("features of a text have an end, however long it is")
    memset(word, 'a', sizeof word);
    scrm_features_begin(&features, SCRM_READS_WORDS | SCRM_READS_CHARS);
    for (int i = 0; i < 20000; i++)
        scrm_features_word(&features, (struct scrm_slice){word, sizeof word}, (uint64_t)i + 1);
    OK(features.n[SCRM_FEATURES_WORDS] <= SCRM_FEATURES_MAX);
    OK(features.n[SCRM_FEATURES_CHARS] <= SCRM_FEATURES_MAX);
    OK(features.n[SCRM_FEATURES_WORDS] > SCRM_FEATURES_MAX - 2);
    scrm_features_fini(&features);
}

int main(void)
{
    try_classes(2);
    try_classes(3);
    try_classes(5);
    for (size_t n = 2; n <= 5; n++)
        remembers(n);
    pairs_up();
    damage();
    forged(3);
    forged(5);
    files();
    bounds();
    return t_end();
}
