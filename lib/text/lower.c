/*
 * Lower case for lower() in conditions.
 */
#include "text/lower.h"

#include <utf8proc.h>

#include "text/utf8.h"

bool scrm_text_is_lower_ascii(struct scrm_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((text.at[i] >= 'A' && text.at[i] <= 'Z') || (unsigned char)text.at[i] >= 0x80)
            return false;
    }
    return true;
}

void scrm_text_lower(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text);

    while (at < end) {
        uint32_t cp;

        at += scrm_utf8_decode(at, end, &cp);
        scrm_utf8_put(buf, (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp));
    }
}
