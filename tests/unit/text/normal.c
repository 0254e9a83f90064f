/*
 * Normal forms: known cases, random texts against utf8proc, and heaps of
 * marks that would take utf8proc's own sort minutes.
 */
#include <utf8proc.h>

#include "../t.h"

#include "shared.h"
#include "text/utf8.h"

enum {
    NFC = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
    FOLD = NFC | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
};

static void same_form(const char *text, const char *nfc, const char *fold)
{
    struct scrm_buf out = {0};

    scrm_text_nfc(&out, scrm_slice_of(text));
    SAME(scrm_buf_text(&out), nfc);
    scrm_buf_reset(&out);
    scrm_text_fold(&out, scrm_slice_of(text));
    SAME(scrm_buf_text(&out), fold);
    scrm_buf_fini(&out);
}

static bool agrees(struct scrm_slice text, int options)
{
    struct scrm_buf out = {0};
    utf8proc_uint8_t *want = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.len, &want,
                     (utf8proc_option_t)options);
    bool same;

    scrm_buf_puts(&out, "before");
    if (options == NFC)
        scrm_text_nfc(&out, text);
    else
        scrm_text_fold(&out, text);
    same = len >= 0 && out.len == (size_t)len + 6 && memcmp(out.at + 6, want, (size_t)len) == 0;
    free(want);
    scrm_buf_fini(&out);
    return same;
}

/* Code points that meet: bases, marks of many classes, jamo, singletons, ligatures, ASCII,
 * what is invisible. */
static uint32_t troublesome(uint64_t *state)
{
    static const uint32_t cps[] = {
        'a',    'A',     'o',     ' ',     'e',     0x301,  0x308,  0x323,  0x327,  0x345,
        0x5B0,  0x5BC,   0x653,   0x64E,   0x3099,  0x309A, 0x304B, 0x1100, 0x1161, 0x11A8,
        0xAC00, 0x212B,  0x2126,  0xFB01,  0x1E9E,  0xDF,   0x130,  0x3A3,  0x3C2,  0x200D,
        0xFE0F, 0xAD,    0x915,   0x93C,   0x9C7,   0x9BE,  0xC5,   0x1F82, 0xFF21, 0x2460,
        0xF900, 0x2F800, 0x1D15E, 0x1D165, 0x1F600, 0x34F,  0xFF76, 0xFF9E};

    return cps[random_below(state, sizeof cps / sizeof *cps)];
}

static void random_texts(void)
{
    uint64_t state = 20261121;
    struct scrm_buf text = {0};
    size_t wrong = 0;

    for (int i = 0; i < 200000; i++) {
        uint32_t len = random_below(&state, 9);

        scrm_buf_reset(&text);
        while (len--)
            scrm_utf8_put(&text, troublesome(&state));
        if (!text.len)
            continue;
        wrong += !agrees(scrm_buf_slice(&text), NFC);
        wrong += !agrees(scrm_buf_slice(&text), FOLD);
    }
    OK(wrong == 0);
    scrm_buf_fini(&text);
}

/* Marks above and below by turns: each must pass half of the others. */
static void heap_of_marks(void)
{
    struct scrm_buf above = repeated("\xCC\x81", 500000), text = {0}, out = {0};

    scrm_buf_putc(&text, 'e');
    scrm_buf_put_slice(&text, scrm_buf_slice(&above));
    for (int i = 0; i < 500000; i++)
        scrm_buf_puts(&text, "\xCC\xA3");
    scrm_text_nfc(&out, scrm_buf_slice(&text));
    /* e, its dot below, its acute; then the other dots; then the other acutes. */
    OK(out.len == text.len - 5 + 3 + 2);
    OK(memcmp(out.at, "\xE1\xBA\xB9\xCC\xA3", 5) == 0);
    OK(memcmp(out.at + out.len - 2, "\xCC\x81", 2) == 0);
    scrm_buf_fini(&above);
    scrm_buf_fini(&text);
    scrm_buf_fini(&out);
}

static void full_buffer(void)
{
    struct scrm_buf out = {.max = 4};

    scrm_text_nfc(&out, scrm_slice_of("abcdefgh"));
    OK(out.over && out.len <= 4);
    scrm_buf_reset(&out);
    scrm_text_fold(&out, scrm_slice_of("AB\xCC\x81"
                                       "CDEFG\xCC\x81x"));
    OK(out.over && out.len <= 4);
    scrm_buf_fini(&out);
}

int main(void)
{
    T("known forms")
    {
        same_form("", "", "");
        same_form("Plain ASCII, 100%", "Plain ASCII, 100%", "plain ascii, 100%");
        same_form("cafe\xCC\x81!", "caf\xC3\xA9!", "caf\xC3\xA9!");
        same_form("\xCC\x81 alone", "\xCC\x81 alone", "\xCC\x81 alone");
        same_form("\xE2\x84\xAB", "\xC3\x85", "\xC3\xA5");
        same_form("\xEF\xAC\x81t", "\xEF\xAC\x81t", "fit");
        same_form("STRASSE Stra\xC3\x9F"
                  "e",
                  "STRASSE Stra\xC3\x9F"
                  "e",
                  "strasse strasse");
        same_form("\xEF\xBC\xB2\xEF\xBD\x85\xEF\xBD\x86",
                  "\xEF\xBC\xB2\xEF\xBD\x85\xEF\xBD\x86", "ref");
        same_form("\xD0\x9C\xD0\x9E\xD0\xA1", "\xD0\x9C\xD0\x9E\xD0\xA1",
                  "\xD0\xBC\xD0\xBE\xD1\x81");
        same_form("re\xC2\xAD"
                  "fund",
                  "re\xC2\xAD"
                  "fund",
                  "refund");
        same_form("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C", "\xED\x95\x9C");
        same_form("\xE1\xBD\x88\xCE\xB4\xCF\x85\xCF\x83\xCF\x83\xCE\xB5\xCF\x8D\xCF\x82",
                  "\xE1\xBD\x88\xCE\xB4\xCF\x85\xCF\x83\xCF\x83\xCE\xB5\xCF\x8D\xCF\x82",
                  "\xE1\xBD\x80\xCE\xB4\xCF\x85\xCF\x83\xCF\x83\xCE\xB5\xCF\x8D\xCF\x83");
    }
    T("random texts agree with utf8proc") random_texts();
    T("a heap of marks takes linear time") heap_of_marks();
    T("a full buffer stays within its maximum") full_buffer();
    return t_end();
}
