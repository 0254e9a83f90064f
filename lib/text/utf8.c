/*
 * Decoding, checking and repairing UTF-8. Normalize repairs what networks
 * send (TRUST: "decoders repair and count, later stages refuse"); the scanner
 * of the line checks for itself. Knows bytes and code points, no meanings.
 */
#include "text/utf8.h"

#include "text/ascii.h"
#include "text/decode.h"
#include "text/unidata.h"

size_t scrm_utf8_decode(const char *at, const char *end, uint32_t *cp)
{
    return scrm_utf8_next(at, end, cp);
}

void scrm_utf8_put(struct scrm_buf *buf, uint32_t cp)
{
    char bytes[4];

    scrm_buf_put(buf, bytes, scrm_utf8_encode(bytes, cp));
}

bool scrm_utf8_valid(struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text);

    while (at < end) {
        uint32_t cp;

        at += scrm_ascii_span(at, end);
        /* Writing that is not ASCII comes in runs: no use asking for a span between its
         * letters. */
        while (at < end && (unsigned char)*at >= 0x80) {
            at += scrm_utf8_step(at, end, &cp);
            if (cp == SCRM_UTF8_BAD)
                return false;
        }
    }
    return true;
}

size_t scrm_utf8_repair(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *kept = at;
    size_t repaired = 0;

    while (at < end) {
        const char *bad;
        uint32_t cp;

        at += scrm_ascii_span_text(at, end);
        if (at == end)
            break;
        bad = at;
        at += scrm_utf8_step(at, end, &cp);
        if (cp != SCRM_UTF8_BAD && cp != 0)
            continue;
        scrm_buf_put(buf, kept, (size_t)(bad - kept));
        scrm_utf8_put(buf, SCRM_UTF8_REPLACEMENT);
        kept = at;
        repaired++;
    }
    scrm_buf_put(buf, kept, (size_t)(end - kept));
    return repaired;
}

bool scrm_text_is_word(uint32_t cp)
{
    return cp <= 0x10FFFF && scrm_unidata_flags(cp) & SCRM_UNI_WORD;
}

bool scrm_text_is_unspaced(uint32_t cp)
{
    return cp <= 0x10FFFF && scrm_unidata_flags(cp) & SCRM_UNI_UNSPACED;
}

bool scrm_text_is_emoji(uint32_t cp)
{
    return cp <= 0x10FFFF && scrm_unidata_flags(cp) & SCRM_UNI_EMOJI;
}
