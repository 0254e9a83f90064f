/*
 * Hostile strings of the world, and every byte, through everything in the
 * room: nothing crashes, what comes out of a repair is UTF-8, what is shown
 * holds no control, forms are stable.
 */
#include "../t.h"

#include "shared.h"
#include "text/detect.h"
#include "text/entities.h"
#include "text/html.h"
#include "text/utf8.h"
#include "text/words.h"

static bool entity(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    (void)kind;
    return from < to && to <= *(size_t *)ctx;
}

static bool personal(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    (void)kind;
    return from < to && to <= *(size_t *)ctx;
}

static size_t controls(struct scrm_slice text)
{
    size_t n = 0;

    for (const char *at = text.at, *end = at + text.len; at < end;) {
        uint32_t cp;

        at += scrm_utf8_decode(at, end, &cp);
        n += cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0x202A && cp <= 0x202E);
    }
    return n;
}

static void try_forms(struct scrm_slice clean)
{
    struct scrm_buf once = {0}, twice = {0}, shown = {0};

    scrm_text_nfc(&once, clean);
    scrm_text_nfc(&twice, scrm_buf_slice(&once));
    OK(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)));
    OK(scrm_utf8_valid(scrm_buf_slice(&once)));
    scrm_buf_reset(&once);
    scrm_buf_reset(&twice);
    scrm_text_fold(&once, clean);
    scrm_text_fold(&twice, scrm_buf_slice(&once));
    OK(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)));
    scrm_text_visible(&shown, clean);
    OK(controls(scrm_buf_slice(&shown)) == 0);
    OK(scrm_text_cut(clean, 7, NULL).len <= clean.len);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_buf_fini(&shown);
}

static void try_all(struct scrm_slice text)
{
    struct scrm_buf clean = {0}, out = {0};
    struct scrm_words words;
    struct scrm_token token;
    size_t len = 0, limit = text.len;

    OK((scrm_utf8_repair(&clean, text) == 0) ==
       (scrm_utf8_valid(text) && !memchr(text.at, '\0', text.len)));
    OK(scrm_utf8_valid(scrm_buf_slice(&clean)));
    if (clean.len)
        try_forms(scrm_buf_slice(&clean));
    scrm_words_begin(&words, text, true);
    while (scrm_words_next(&words, &token))
        len += token.text.len;
    scrm_words_fini(&words);
    OK(len == text.len);
    scrm_html_text(&out, scrm_buf_slice(&clean), NULL, NULL);
    OK(scrm_utf8_valid(scrm_buf_slice(&out)));
    scrm_entities_scan(text, entity, &limit);
    scrm_personal_scan(text, personal, &limit);
    scrm_buf_fini(&clean);
    scrm_buf_fini(&out);
}

static void naughty_strings(void)
{
    struct scrm_buf file = {0};
    struct scrm_slice text, line;
    size_t n = 0;

    if (!shared_read("conformance/naughty_strings/blns.txt", &file))
        return;
    for (text = scrm_buf_slice(&file); shared_line(&text, &line); n++)
        if (line.len)
            try_all(line);
    OK(n > 500);
    scrm_buf_fini(&file);
}

/* Random bytes, thick with what means something. */
static void random_bytes(void)
{
    static const char thick[] = "<>&;#@$./:-_'\" \xC3\xE2\xF0\x80\x9F\xCC\x81"
                                "a1";
    uint64_t state = 99;
    char text[120];

    for (int i = 0; i < 20000; i++) {
        uint32_t len = 1 + random_below(&state, sizeof text - 1);

        for (uint32_t k = 0; k < len; k++)
            text[k] = random_below(&state, 3) ? thick[random_below(&state, sizeof thick - 1)]
                                              : (char)random_below(&state, 256);
        try_all((struct scrm_slice){text, len});
    }
}

int main(void)
{
    T("the big list of naughty strings") naughty_strings();
    T("random bytes") random_bytes();
    return t_end();
}
