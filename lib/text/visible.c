/*
 * Strangers' text where it could do harm: on a terminal, in a page. A post
 * may hold escape sequences, reversed writing or markup; here they become
 * characters to look at. The last step before human output.
 */
#include "text/ascii.h"
#include "text/decode.h"
#include "text/utf8.h"

/* Controls that change the direction of writing (UAX 9). */
static bool is_bidi_control(uint32_t cp)
{
    return cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

/* What a terminal may not be shown, as an escape; 0 where it may. */
static size_t escape(char to[8], uint32_t cp)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 2;

    if (cp == '\n' || cp == '\t' || cp == 0x2028 || cp == 0x2029) {
        to[0] = ' ';
        return 1;
    }
    to[0] = '\\';
    if (cp < 0x20 || cp == 0x7F) {
        to[1] = 'x';
    } else if ((cp >= 0x80 && cp < 0xA0) || is_bidi_control(cp)) {
        to[1] = 'u';
        to[n++] = digits[cp >> 12 & 15];
        to[n++] = digits[cp >> 8 & 15];
    } else {
        return 0;
    }
    to[n++] = digits[cp >> 4 & 15];
    to[n++] = digits[cp & 15];
    return n;
}

void scrm_text_visible(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *kept = at;

    while (at < end) {
        const char *from = at;
        char bytes[8];
        uint32_t cp;
        size_t n;

        if (*at >= 0x20 && *at < 0x7F) {
            at++;
            continue;
        }
        at += scrm_utf8_step(at, end, &cp);
        if (cp == SCRM_UTF8_BAD)
            n = scrm_utf8_encode(bytes, SCRM_UTF8_REPLACEMENT);
        else
            n = escape(bytes, cp);
        if (!n)
            continue;
        scrm_buf_put(buf, kept, (size_t)(from - kept));
        scrm_buf_put(buf, bytes, n);
        kept = at;
    }
    scrm_buf_put(buf, kept, (size_t)(end - kept));
}

void scrm_text_html(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *kept = at;

    for (; at < end; at++) {
        const char *name = *at == '&'    ? "&amp;"
                           : *at == '<'  ? "&lt;"
                           : *at == '>'  ? "&gt;"
                           : *at == '"'  ? "&quot;"
                           : *at == '\'' ? "&#39;"
                                         : NULL;

        if (!name)
            continue;
        scrm_buf_put(buf, kept, (size_t)(at - kept));
        scrm_buf_puts(buf, name);
        kept = at + 1;
    }
    scrm_buf_put(buf, kept, (size_t)(end - kept));
}
