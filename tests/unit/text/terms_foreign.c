/*
 * Where all terms are ASCII, the automaton steps over foreign tokens without
 * making them. That must change nothing: the same terms, with one more that is
 * not ASCII and so turns the shortcut off, hit at the same places, over random
 * texts of everything that could confuse it.
 */
#include "text/terms.h"
#include "text/utf8.h"
#include "../t.h"

enum { TEXTS = 300000, PIECES = 12 };

static const char *const terms[] = {"refund",  "a",  "money back", "ss",    "1",     "k",
                                    "strasse", "fi", "ab",         "\"a\"", "b - a", "!"};

static const char *const pieces[] = {
    "refund",
    "Refund",
    "a",
    "A",
    "b",
    "money",
    "back",
    " ",
    " ",
    " ",
    "-",
    "!",
    "\"",
    "'",
    "1",
    "#",
    "ss",
    "\xC3\x9F", /* sharp s, folds to ss */
    "\xC3\xA9",
    "\xC3\x89",         /* e acute */
    "\xC5\xBF",         /* long s, folds to s */
    "\xE2\x84\xAA",     /* Kelvin sign, folds to k */
    "\xEF\xAC\x81",     /* ligature fi */
    "\xEF\xBD\x81",     /* fullwidth a */
    "\xC2\xAD",         /* soft hyphen, invisible */
    "\xE2\x80\x8D",     /* joiner */
    "\xEF\xB8\x8F",     /* variation selector 16 */
    "\xE2\x83\xA3",     /* keycap */
    "\xCC\x81",         /* acute, a mark */
    "\xF0\x9F\x98\xA1", /* angry face */
    "\xF0\x9F\x8F\xBD", /* skin tone */
    "\xF0\x9F\x87\xA9", /* regional indicator D */
    "\xE2\x9D\xA4",     /* heart */
    "\xE8\xBF\x94",     /* a Han letter */
    "\xE3\x82\xAB",
    "\xE3\x82\x99", /* ka, voiced mark */
    "\xEA\xB0\x80", /* Hangul */
    "\xD0\xB4",
    "\xD9\x85",
    "\xD9\x8E", /* Cyrillic, Arabic, an Arabic mark */
    "\xC2\xA0", /* no-break space */
    "\xE2\x80\xA6",
    "\xE2\x80\x9C",
    "\xE2\x82\xAC",
    "\xC3\x97", /* ellipsis, quote, euro, times */
    "\xE1\x84\x80",
    "\xE1\x85\xA1",         /* Hangul jamo that compose */
    "\xE2\x91\xA0",         /* circled 1 */
    "\xF0\x9D\x90\x9A",     /* mathematical a */
    "0123456789abcdefghij", /* longer than the quick road takes */
};

static uint64_t state = 88172645463325252u;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 20) % n;
}

static bool note(void *ctx, uint32_t id, size_t from, size_t to)
{
    scrm_buf_printf(ctx, "%u:%zu-%zu ", id, from, to);
    return true;
}

static struct scrm_terms *build(bool foreign)
{
    struct scrm_terms *all = scrm_terms_new();
    struct scrm_err err = {0};

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        OK(scrm_terms_add(all, scrm_slice_of(terms[i]), (uint32_t)i, &err) == 0);
    if (foreign)
        OK(scrm_terms_add(all, SCRM_SLICE("\xE6\x9C\xAA"), 99, &err) == 0);
    scrm_terms_build(all);
    return all;
}

int main(void)
{
    struct scrm_terms *plain = build(false), *slow = build(true);
    struct scrm_buf text = {0}, got = {0}, want = {0};
    size_t hits = 0, differences = 0;

    T("stepping over foreign tokens changes nothing")
    {
        for (size_t i = 0; i < TEXTS && differences < 5; i++) {
            scrm_buf_reset(&text);
            scrm_buf_reset(&got);
            scrm_buf_reset(&want);
            for (size_t n = 1 + below(PIECES); n; n--)
                scrm_buf_puts(&text, pieces[below(sizeof pieces / sizeof *pieces)]);
            scrm_terms_scan(plain, scrm_buf_slice(&text), note, &got);
            scrm_terms_scan(slow, scrm_buf_slice(&text), note, &want);
            hits += want.len > 0;
            if (!scrm_slice_eq(scrm_buf_slice(&got), scrm_buf_slice(&want))) {
                differences++;
                printf("   %s\n    got: %s\n   want: %s\n", scrm_buf_text(&text),
                       scrm_buf_text(&got), scrm_buf_text(&want));
            }
        }
        OK(differences == 0);
        OK(hits > TEXTS / 5 && hits < TEXTS - TEXTS / 5);
    }
    scrm_buf_fini(&text);
    scrm_buf_fini(&got);
    scrm_buf_fini(&want);
    scrm_terms_free(plain);
    scrm_terms_free(slow);
    return t_end();
}
