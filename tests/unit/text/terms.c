/*
 * The automaton: edges, phrases, order of hits, many ids; and against a
 * search that compares every term at every token.
 */
#include "../t.h"

#include "shared.h"
#include "text/terms.h"
#include "text/words.h"

struct hits {
    struct scrm_buf text;
    size_t n, stop_after;
};

static bool note(void *ctx, uint32_t id, size_t from, size_t to)
{
    struct hits *hits = ctx;

    scrm_buf_printf(&hits->text, "%s%u:%zu-%zu", hits->n ? " " : "", id, from, to);
    return ++hits->n != hits->stop_after;
}

static struct scrm_terms *made(const char *const *term, size_t n)
{
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_err err = {0};

    for (size_t i = 0; i < n; i++)
        OK(scrm_terms_add(terms, scrm_slice_of(term[i]), (uint32_t)i, &err) == 0);
    scrm_terms_build(terms);
    OK(scrm_terms_count(terms) == n);
    return terms;
}

static void finds_first(const struct scrm_terms *terms, const char *text, size_t most,
                        const char *want)
{
    struct hits hits = {.stop_after = most};

    scrm_terms_scan(terms, scrm_slice_of(text), note, &hits);
    SAME(scrm_buf_text(&hits.text), want);
    scrm_buf_fini(&hits.text);
}

static void finds(const struct scrm_terms *terms, const char *text, const char *want)
{
    finds_first(terms, text, 0, want);
}

static void words_and_phrases(void)
{
    static const char *const term[] = {"refund",
                                       "money back",
                                       "money",
                                       "back",
                                       "not good",
                                       "c++",
                                       "#fail",
                                       "don't",
                                       "\xE3\x83\x90\xE3\x82\xB9",
                                       ("stra\xC3\x9F"
                                        "e"),
                                       "!!!",
                                       "charge-back",
                                       "\xF0\x9F\x98\xA1",
                                       "money back guarantee"};
    struct scrm_terms *terms = made(term, sizeof term / sizeof *term);

    finds(terms, "", "");
    finds(terms, "nothing to see", "");
    finds(terms, "I want a refund.", "0:9-15");
    finds(terms, "REFUND", "0:0-6");
    finds(terms, "refunds prerefund refund_x xrefund1", "0:18-24");
    finds(terms, "#refund @refund", "0:1-7 0:9-15");
    finds(terms,
          "re\xC2\xAD"
          "fund",
          "0:0-8");
    /* By start, then shortest first. */
    finds(terms, "my Money  \n back", "2:3-8 1:3-16 3:12-16");
    finds(terms, "money back guarantee", "2:0-5 1:0-10 13:0-20 3:6-10");
    finds(terms, "money, back", "2:0-5 3:7-11");
    finds(terms, "moneyback", "");
    finds(terms, "money back guaranteed", "2:0-5 1:0-10 3:6-10");
    finds(terms, "C++ c+ c++11", "5:0-3 5:7-10");
    finds(terms, "what a #Fail", "6:7-12");
    finds(terms, "fail # fail", "");
    finds(terms, "DON\xE2\x80\x99T don't", "7:0-7 7:8-13");
    finds(terms, "\xE3\x83\x90\xE3\x82\xB9\xE3\x82\xB1", "8:0-6");
    finds(terms, "STRASSE", "9:0-7");
    finds(terms, "wow!!!!", "10:3-6 10:4-7");
    finds(terms, "charge-back charge back", "11:0-11 3:7-11 3:19-23");
    finds(terms, "grr\xF0\x9F\x98\xA1\xF0\x9F\x98\xA1", "12:3-7 12:7-11");
    finds_first(terms, "refund refund refund", 2, "0:0-6 0:7-13");
    scrm_terms_free(terms);
}

/* Rules, lexicons and topics share one automaton: ids come in the order of adding, once each.
 */
static void many_ids(void)
{
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_err err = {0};

    OK(scrm_terms_add(terms, SCRM_SLICE("late"), 7, &err) == 0);
    OK(scrm_terms_add(terms, SCRM_SLICE("too late"), 3, &err) == 0);
    OK(scrm_terms_add(terms, SCRM_SLICE(" Late "), 3, &err) == 0);
    OK(scrm_terms_add(terms, SCRM_SLICE("LATE"), 7, &err) == 0);
    OK(scrm_terms_add(terms, SCRM_SLICE("late"), UINT32_MAX, &err) == 0);
    scrm_terms_build(terms);
    finds(terms, "too late", "3:0-8 7:4-8 3:4-8 4294967295:4-8");
    scrm_terms_free(terms);
}

static void refusals(void)
{
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_buf lengthy = repeated("la ", 65);
    struct scrm_err err = {0};

    OK(scrm_terms_add(terms, SCRM_SLICE(" \t "), 1, &err) == -1);
    OK(err.code == SCRM_EXIT_CONFIG);
    scrm_err_clear(&err);
    OK(scrm_terms_add(terms, (struct scrm_slice){0}, 1, &err) == -1);
    scrm_err_clear(&err);
    OK(scrm_terms_add(terms, scrm_buf_slice(&lengthy), 1, &err) == -1);
    OK(err.code == SCRM_EXIT_CONFIG);
    scrm_err_clear(&err);
    finds(terms, "la la la", "");
    scrm_terms_build(terms);
    finds(terms, "la la la", "");
    scrm_terms_free(terms);
    scrm_terms_free(NULL);
    scrm_buf_fini(&lengthy);
}

enum { TERMS = 60, TOKENS = 6 };

/* A random text over a tiny alphabet, so that terms overlap and share beginnings. */
static void random_text(uint64_t *state, struct scrm_buf *to, uint32_t most)
{
    static const char *const parts[] = {
        "a", "b", "A", " ", " ", "  ", "-", "ab", "\xC3\xA9", "\xE6\x97\xA5", ".", "\t"};
    uint32_t n = 1 + random_below(state, most);

    scrm_buf_reset(to);
    while (n--)
        scrm_buf_puts(to, parts[random_below(state, sizeof parts / sizeof *parts)]);
}

/* Tokens of a text as "folded" with a mark for white space before them. */
struct cut {
    char folded[64][16];
    bool spaced[64];
    size_t from[64], to[64], n;
};

static void cut_up(struct cut *cut, struct scrm_slice text)
{
    struct scrm_words words;
    struct scrm_token token;
    bool spaced = false;

    cut->n = 0;
    scrm_words_begin(&words, text, false);
    while (scrm_words_next(&words, &token)) {
        if (token.kind == SCRM_TOKEN_SPACE) {
            spaced = true;
            continue;
        }
        snprintf(cut->folded[cut->n], 16, "%.*s", SCRM_FMT(token.folded));
        cut->spaced[cut->n] = spaced;
        cut->from[cut->n] = (size_t)(token.text.at - text.at);
        cut->to[cut->n++] = (size_t)(token.text.at - text.at) + token.text.len;
        spaced = false;
    }
    scrm_words_fini(&words);
}

static bool stands_at(const struct cut *text, size_t at, const struct cut *term)
{
    if (!term->n || at + term->n > text->n)
        return false;
    for (size_t i = 0; i < term->n; i++)
        if (strcmp(text->folded[at + i], term->folded[i]) != 0 ||
            (i && text->spaced[at + i] != term->spaced[i]))
            return false;
    return true;
}

static void expect(struct hits *want, const struct cut *text, const struct cut *term, size_t n)
{
    for (size_t at = 0; at < text->n; at++)
        for (size_t len = 1; len <= TOKENS * 2; len++)
            for (uint32_t i = 0; i < n; i++)
                if (term[i].n == len && stands_at(text, at, &term[i]))
                    note(want, i, text->from[at], text->to[at + len - 1]);
}

static void against_slow_search(void)
{
    static struct cut term[TERMS], text;
    uint64_t state = 4711;
    struct scrm_buf buf = {0};
    size_t found = 0;

    for (int round = 0; round < 300; round++) {
        struct scrm_terms *terms = scrm_terms_new();

        for (uint32_t i = 0; i < TERMS; i++) {
            struct scrm_err err = {0};

            random_text(&state, &buf, TOKENS);
            cut_up(&term[i], scrm_buf_slice(&buf));
            OK((scrm_terms_add(terms, scrm_buf_slice(&buf), i, &err) == 0) == (term[i].n > 0));
            scrm_err_fini(&err);
        }
        scrm_terms_build(terms);
        for (int k = 0; k < 20; k++) {
            struct hits got = {0}, want = {0};

            random_text(&state, &buf, 30);
            cut_up(&text, scrm_buf_slice(&buf));
            scrm_terms_scan(terms, scrm_buf_slice(&buf), note, &got);
            expect(&want, &text, term, TERMS);
            if (!scrm_slice_eq(scrm_buf_slice(&got.text), scrm_buf_slice(&want.text)))
                SAME(scrm_buf_text(&got.text), scrm_buf_text(&want.text));
            found += got.n;
            scrm_buf_fini(&got.text);
            scrm_buf_fini(&want.text);
        }
        scrm_terms_free(terms);
    }
    OK(found > 10000);
    scrm_buf_fini(&buf);
}

static void many_terms(void)
{
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_err err = {0};
    char term[32];

    for (uint32_t i = 0; i < 20000; i++) {
        snprintf(term, sizeof term, i % 3 ? "word%u" : "word%u second%u", i, i);
        OK(scrm_terms_add(terms, scrm_slice_of(term), i, &err) == 0);
    }
    scrm_terms_build(terms);
    finds(terms, "word1 word3 word3 second3 word19999 word20000", "1:0-5 3:12-25 19999:26-35");
    scrm_terms_free(terms);
}

static bool count(void *ctx, uint32_t id, size_t from, size_t to)
{
    (void)id;
    (void)from;
    (void)to;
    ++*(size_t *)ctx;
    return true;
}

/* The longest walk at every token. */
static void hostile(void)
{
    struct scrm_buf deep = repeated("a ", 64), text = repeated("a ", 500000);
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_err err = {0};
    size_t n = 0;

    OK(scrm_terms_add(terms, scrm_buf_slice(&deep), 1, &err) == 0);
    scrm_terms_build(terms);
    scrm_terms_scan(terms, scrm_buf_slice(&text), count, &n);
    OK(n == 500000 - 63);
    scrm_terms_free(terms);
    scrm_buf_fini(&deep);
    scrm_buf_fini(&text);
}

int main(void)
{
    T("words and phrases") words_and_phrases();
    T("one term, many ids") many_ids();
    T("terms that are none") refusals();
    T("random terms against a slow search") against_slow_search();
    T("twenty thousand terms") many_terms();
    T("the longest walk at every token is still linear") hostile();
    return t_end();
}
