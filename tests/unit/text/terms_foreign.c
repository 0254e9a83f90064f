/*
 * Where all terms are ASCII, the automaton steps over foreign tokens without
 * making them. That must change nothing: the same terms, with one more that is
 * not ASCII and so turns the shortcut off, hit at the same places, over random
 * texts of everything that could confuse it.
 */
#include "text/terms.h"
#include "text/utf8.h"
#include "../t.h"

enum { TEXTS = 100000, PIECES = 12 };

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
    "\xE1\x85\xA1",     /* Hangul jamo that compose */
    "\xE2\x91\xA0",     /* circled 1 */
    "\xF0\x9D\x90\x9A", /* mathematical a */
    "\xC3\xB6",
    "\xC3\xA5",
    "\xC4\xB3",
    "\xC5\x89",
    "\xC4\xB0",
    "\xC4\xBF", /* o with dots, a with ring, ij, 'n, dotted I, l with dot */
    "\xE4\xB8\xAD",
    "\xE9\x9F\xB3",
    "\xE4\xB7\x80", /* Han, Han, a hexagram */
    "\xEF\xB8\x80", /* variation selector 1 */
    "\xCE\xB1",
    "\xCE\x87",
    "\xCF\x80",
    "\xD2\x82",
    "\xD0\xBE",
    "\xD1\x8F", /* Greek and Cyrillic */
    "\xD7\x90",
    "\xD6\xB7",
    "\xD8\xA7",
    "\xD8\x9C",
    "\xD9\x8B", /* Hebrew and Arabic, marks */
    "\xF0\x9F\x91\xA9",
    "\xF0\x9F\x94\x92",
    "\xC3",
    "\xE4\xB8",
    "\xF0\x9F",             /* pictures, broken ones */
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

/* `signs`: with the terms that begin with a sign, which take another road. */
static struct scrm_terms *build(bool signs, bool foreign)
{
    struct scrm_terms *all = scrm_terms_new();
    struct scrm_err err = {0};

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        if (signs || (terms[i][0] != '"' && terms[i][0] != '!'))
            OK(scrm_terms_add(all, scrm_slice_of(terms[i]), (uint32_t)i, &err) == 0);
    if (foreign)
        OK(scrm_terms_add(all, SCRM_SLICE("\xE6\x9C\xAA"), 99, &err) == 0);
    scrm_terms_build(all);
    return all;
}

/* Any character of the blocks that words, marks and pictures come from. */
static void put_any(struct scrm_buf *text)
{
    static const uint32_t blocks[][2] = {
        {0x80, 0x24F},    {0x300, 0x36F},     {0x370, 0x700},     {0x1E00, 0x24FF},
        {0x3000, 0x33FF}, {0x4DB0, 0x4E20},   {0x9F00, 0xA000},   {0xAC00, 0xAC80},
        {0xF900, 0xFFEF}, {0x1F100, 0x1F700}, {0x1FA00, 0x1FC00}, {0xE0000, 0xE0080}};
    const uint32_t *block = blocks[below(sizeof blocks / sizeof *blocks)];

    scrm_utf8_put(text, block[0] + (uint32_t)below(block[1] - block[0]));
}

static void put_text(struct scrm_buf *text)
{
    scrm_buf_reset(text);
    for (size_t n = 1 + below(PIECES); n; n--) {
        if (below(3))
            scrm_buf_puts(text, pieces[below(sizeof pieces / sizeof *pieces)]);
        else
            put_any(text);
    }
    if (below(2)) /* the quick road wants room behind it */
        scrm_buf_puts(text, " and that is all I have to say today, thank you");
}

static void compare(bool signs)
{
    struct scrm_terms *plain = build(signs, false), *slow = build(signs, true);
    struct scrm_buf text = {0}, got = {0}, want = {0};
    size_t hits = 0, differences = 0;

    for (size_t i = 0; i < TEXTS && differences < 5; i++) {
        put_text(&text);
        scrm_buf_reset(&got);
        scrm_buf_reset(&want);
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
    OK(hits > TEXTS / 6 && hits < TEXTS - TEXTS / 6);
    scrm_buf_fini(&text);
    scrm_buf_fini(&got);
    scrm_buf_fini(&want);
    scrm_terms_free(plain);
    scrm_terms_free(slow);
}

int main(void)
{
    T("words: stepping over foreign tokens changes nothing") compare(false);
    T("signs too: stepping over foreign tokens changes nothing") compare(true);
    return t_end();
}
