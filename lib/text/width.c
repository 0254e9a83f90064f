/*
 * How wide a text stands on a terminal, and where it may be cut. Counts
 * grapheme clusters (UAX 29, by utf8proc), so that a flag, a family or a
 * letter with its accents is never cut in two. For tables and case lists;
 * never for the flowing line.
 */
#include <utf8proc.h>

#include "text/decode.h"
#include "text/unidata.h"
#include "text/utf8.h"

/* The first grapheme cluster of a text that isn't empty, and its columns. */
static size_t first_cluster(const char *from, const char *end, size_t *columns)
{
    const char *at = from;
    utf8proc_int32_t state = 0;
    uint32_t cp, next;
    size_t width;

    at += scrm_utf8_next(at, end, &cp);
    width = (size_t)utf8proc_charwidth((int32_t)cp);
    if (scrm_unidata_flags(cp) & SCRM_UNI_EMOJI && cp >= 0x1F000)
        width = 2;
    while (at < end) {
        size_t len = scrm_utf8_next(at, end, &next);

        if (utf8proc_grapheme_break_stateful((int32_t)cp, (int32_t)next, &state))
            break;
        if (next == 0xFE0F && scrm_unidata_flags(cp) & (SCRM_UNI_PICTURE | SCRM_UNI_DIGIT))
            width = 2;
        else if (width < 2 && utf8proc_charwidth((int32_t)next) > (int)width)
            width = (size_t)utf8proc_charwidth((int32_t)next);
        cp = next;
        at += len;
    }
    *columns = width;
    return (size_t)(at - from);
}

/* Printable ASCII that no mark can follow: the next byte is ASCII too, or the end. */
static bool is_simple(const char *at, const char *end)
{
    return *at >= 0x20 && *at < 0x7F && (at + 1 == end || (unsigned char)at[1] < 0x80);
}

size_t scrm_text_grapheme(struct scrm_slice text)
{
    size_t columns;

    return text.len ? first_cluster(text.at, scrm_slice_end(text), &columns) : 0;
}

size_t scrm_text_width(struct scrm_slice text)
{
    size_t used;

    scrm_text_cut(text, SIZE_MAX, &used);
    return used;
}

struct scrm_slice scrm_text_cut(struct scrm_slice text, size_t columns, size_t *used)
{
    const char *at = text.at, *end = scrm_slice_end(text);
    size_t total = 0;

    while (at < end) {
        size_t width = 1, len = 1;

        if (!is_simple(at, end))
            len = first_cluster(at, end, &width);
        if (width > columns - total)
            break;
        total += width;
        at += len;
    }
    if (used)
        *used = total;
    return (struct scrm_slice){text.at, (size_t)(at - text.at)};
}

void scrm_text_wrap(struct scrm_buf *buf, struct scrm_slice text, size_t column, size_t indent,
                    size_t width)
{
    bool first = true;

    while (text.len) {
        struct scrm_slice word = {text.at, 0};
        size_t wide;

        while (word.len < text.len && text.at[word.len] != ' ' && text.at[word.len] != '\n')
            word.len++;
        wide = scrm_text_width(word);
        if (word.len && !first && column + 1 + wide > width) {
            scrm_buf_printf(buf, "\n%*s", (int)indent, "");
            column = indent;
        } else if (word.len && !first) {
            scrm_buf_putc(buf, ' ');
            column++;
        }
        scrm_buf_put_slice(buf, word);
        column += wide;
        first = first && !word.len;
        text.at += word.len + (word.len < text.len);
        text.len -= word.len + (word.len < text.len);
    }
    scrm_buf_putc(buf, '\n');
}
