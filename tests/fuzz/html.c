/*
 * Fuzz target of the HTML reader: any bytes give text without a crash, never
 * longer than a bound, and UTF-8 where the bytes were UTF-8; plain text that
 * holds no markup comes out again as itself.
 */
#include "target.h"

#include "text/html.h"
#include "text/utf8.h"

static void check_link(void *ctx, struct scrm_slice href, struct scrm_slice class_names)
{
    size_t *bytes = ctx;

    for (size_t i = 0; i < href.len; i++)
        *bytes += (unsigned char)href.at[i] != 0;
    *bytes += class_names.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice html = {(const char *)data, size};
    struct scrm_buf out = {0}, again = {0}, escaped = {0};
    size_t links = 0;

    scrm_html_text(&out, html, check_link, &links);
    must(out.len <= 24 * size, "text is not much longer than markup");
    must(links <= 2 * size, "addresses are not longer than markup");
    must(!memchr(scrm_buf_text(&out), '\0', out.len), "no NUL in text");
    if (scrm_utf8_valid(html))
        must(scrm_utf8_valid(scrm_buf_slice(&out)), "text of UTF-8 is UTF-8");
    /* Escaped and read as preformatted, text survives but for its edges and carriage returns.
     */
    scrm_buf_puts(&escaped, "<pre>x");
    scrm_text_html(&escaped, scrm_buf_slice(&out));
    scrm_buf_puts(&escaped, "x</pre>");
    scrm_html_text(&again, scrm_buf_slice(&escaped), NULL, NULL);
    if (!memchr(scrm_buf_text(&out), '\r', out.len))
        must(again.len == out.len + 2 &&
                 memcmp(again.at + 1, scrm_buf_text(&out), out.len) == 0,
             "escaped text reads as itself");
    scrm_buf_reset(&again);
    scrm_html_unescape(&again, html);
    must(again.len <= 2 * size + 8, "references shrink");
    scrm_buf_fini(&out);
    scrm_buf_fini(&again);
    scrm_buf_fini(&escaped);
    return 0;
}
