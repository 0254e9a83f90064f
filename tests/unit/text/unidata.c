/*
 * The table of facts against the library it was made from, every code point.
 */
#include <utf8proc.h>

#include "../t.h"

#include "text/unidata.h"
#include "text/utf8.h"

static bool is_surrogate(uint32_t cp)
{
    return cp >= 0xD800 && cp < 0xE000;
}

static void categories(void)
{
    size_t wrong = 0;

    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        utf8proc_category_t category = utf8proc_category((int32_t)cp);
        unsigned flags = scrm_unidata_flags(cp);

        if (is_surrogate(cp))
            continue;
        wrong += (category >= 1 && category <= 11) != ((flags & SCRM_UNI_WORD) != 0);
        wrong += (category >= 1 && category <= 5) != ((flags & SCRM_UNI_LETTER) != 0);
        wrong += (category == 1 || category == 3) != ((flags & SCRM_UNI_UPPER) != 0);
        wrong += (category == 9) != ((flags & SCRM_UNI_DIGIT) != 0);
        wrong += category >= 6 && category <= 8 && !(flags & SCRM_UNI_MARK);
        wrong += flags & SCRM_UNI_UNSPACED && !(flags & SCRM_UNI_WORD);
        wrong += !(flags & SCRM_UNI_WORD) == scrm_text_is_word(cp);
    }
    OK(wrong == 0);
}

static bool maps_to(uint32_t cp, int options, struct scrm_slice want)
{
    char text[8] = "";
    struct scrm_buf buf = {0};
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len;
    bool same;

    scrm_utf8_put(&buf, cp);
    memcpy(text, buf.at, buf.len);
    len = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)buf.len, &mapped,
                       (utf8proc_option_t)options);
    same = len >= 0 && (size_t)len == want.len && memcmp(mapped, want.at, want.len) == 0;
    free(mapped);
    scrm_buf_fini(&buf);
    return same;
}

/* Each code point alone, by our forms and by utf8proc's. */
static void forms(void)
{
    const int nfc = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const int fold = nfc | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    struct scrm_buf text = {0}, out = {0}, again = {0};
    size_t wrong = 0, unstable = 0;

    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        if (is_surrogate(cp))
            continue;
        scrm_buf_reset(&text);
        scrm_utf8_put(&text, cp);
        scrm_buf_reset(&out);
        scrm_text_nfc(&out, scrm_buf_slice(&text));
        wrong += !maps_to(cp, nfc, scrm_buf_slice(&out));
        scrm_buf_reset(&out);
        scrm_text_fold(&out, scrm_buf_slice(&text));
        wrong += !maps_to(cp, fold, scrm_buf_slice(&out));
        scrm_buf_reset(&again);
        scrm_text_fold(&again, scrm_buf_slice(&out));
        unstable += !scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(&again));
    }
    OK(wrong == 0);
    OK(unstable == 0);
    scrm_buf_fini(&text);
    scrm_buf_fini(&out);
    scrm_buf_fini(&again);
}

int main(void)
{
    T("categories agree with utf8proc") categories();
    T("NFC and fold agree with utf8proc, and a fold folds to itself") forms();
    T("what words and pictures are made of")
    {
        OK(scrm_text_is_word('a') && scrm_text_is_word('7') && scrm_text_is_word(0x301));
        OK(!scrm_text_is_word('\'') && !scrm_text_is_word('_') && !scrm_text_is_word('#'));
        OK(!scrm_text_is_word(0x110000));
        OK(scrm_text_is_unspaced(0x65E5) && scrm_text_is_unspaced(0x30D0));
        OK(scrm_text_is_unspaced(0xE01) && !scrm_text_is_unspaced(0xE50));
        OK(!scrm_text_is_unspaced('a') && !scrm_text_is_unspaced(0xAC00));
        OK(scrm_text_is_emoji(0x1F600) && scrm_text_is_emoji(0x2764));
        OK(scrm_text_is_emoji(0x1F1E9) && scrm_text_is_emoji(0x1F3FD));
        OK(!scrm_text_is_emoji('1') && !scrm_text_is_emoji(0xA9) &&
           !scrm_text_is_emoji(0x2122));
    }
    return t_end();
}
