/*
 * JSON text into a buffer: what stages add to a line and what normalize writes.
 * Strings are looked at many bytes at a time; most need no escape at all.
 */
#include "record/emit.h"

#include "base/time.h"
#include "record/bytes.h"
#include "record/unescape.h"
#include "text/utf8.h"

/* How many bytes of `at` stand as they are in a JSON string. */
static size_t plain_run(const char *at, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)at;
    size_t i = 0;

    while (len - i >= SCRM_WIDTH) {
        unsigned n = scrm_bytes_escape(bytes + i);

        i += n;
        if (n < SCRM_WIDTH)
            return i;
    }
    while (i < len && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\')
        i++;
    return i;
}

static void put_escape(struct scrm_buf *buf, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char shorts[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    char text[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};

    if (c >= 0x20)
        text[1] = (char)c;
    else if (shorts[c])
        text[1] = shorts[c];
    scrm_buf_put(buf, text, text[1] == 'u' ? 6 : 2);
}

/* The inside of a string. */
static void put_inside(struct scrm_buf *buf, const char *at, size_t len)
{
    while (len) {
        size_t run = plain_run(at, len);

        scrm_buf_put(buf, at, run);
        if (run == len)
            return;
        put_escape(buf, (unsigned char)at[run]);
        at += run + 1;
        len -= run + 1;
    }
}

void scrm_emit_text(struct scrm_buf *buf, struct scrm_slice text)
{
    scrm_buf_putc(buf, '"');
    put_inside(buf, text.at, text.len);
    scrm_buf_putc(buf, '"');
}

/* Behind the ASCII from `at` on that is no NUL, eight bytes at a time. */
static const char *skip_ascii(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word;

        memcpy(&word, at, sizeof word);
        /* Bytes from 1 to 0x7F leave all top bits clear; 0 borrows, and sets its own. */
        if ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080))
            break;
        at += 8;
    }
    while (at < end && (signed char)*at > 0)
        at++;
    return at;
}

size_t scrm_emit_repaired(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *good = at;
    size_t repaired = 0;

    scrm_buf_putc(buf, '"');
    while ((at = skip_ascii(at, end)) < end) {
        size_t len = 1;
        bool fine = false;

        if (*at) {
            uint32_t cp;

            len = scrm_utf8_decode(at, end, &cp);
            /* U+FFFD written out is fine; the decoder's own stands for something else. */
            fine = cp != 0xFFFD || (len == 3 && memcmp(at, "\xEF\xBF\xBD", 3) == 0);
        }
        if (!fine) {
            put_inside(buf, good, (size_t)(at - good));
            scrm_buf_put(buf, "\xEF\xBF\xBD", 3);
            good = at + len;
            repaired++;
        }
        at += len;
    }
    put_inside(buf, good, (size_t)(end - good));
    scrm_buf_putc(buf, '"');
    return repaired;
}

size_t scrm_emit_unescaped(struct scrm_buf *buf, struct scrm_slice inside)
{
    size_t repaired = 0;
    char small[4];

    scrm_buf_putc(buf, '"');
    while (inside.len) {
        struct scrm_slice run = scrm_unescape_next(&inside, small, SCRM_LONE_KEPT);

        if (run.at != small) {
            scrm_buf_put_slice(buf, run);
        } else if (small[0] == '\0' || (run.len == 3 && (unsigned char)small[0] == 0xED &&
                                        (unsigned char)small[1] >= 0xA0)) {
            scrm_buf_put(buf, "\xEF\xBF\xBD", 3);
            repaired++;
        } else {
            put_inside(buf, small, run.len);
        }
    }
    scrm_buf_putc(buf, '"');
    return repaired;
}

void scrm_emit_comma(struct scrm_buf *buf)
{
    char last = buf->len ? buf->at[buf->len - 1] : '{';

    if (last != '{' && last != '[')
        scrm_buf_putc(buf, ',');
}

void scrm_emit_key(struct scrm_buf *buf, const char *name)
{
    scrm_emit_comma(buf);
    scrm_buf_putc(buf, '"');
    scrm_buf_puts(buf, name);
    scrm_buf_put(buf, "\":", 2);
}

void scrm_emit_member_text(struct scrm_buf *buf, const char *name, struct scrm_slice text)
{
    scrm_emit_key(buf, name);
    scrm_emit_text(buf, text);
}

void scrm_emit_member_int(struct scrm_buf *buf, const char *name, int64_t value)
{
    scrm_emit_key(buf, name);
    scrm_num_put_int(buf, value);
}

void scrm_emit_member_fixed(struct scrm_buf *buf, const char *name, int64_t value)
{
    scrm_emit_key(buf, name);
    scrm_num_put_fixed(buf, value);
}

void scrm_emit_member_bool(struct scrm_buf *buf, const char *name, bool value)
{
    scrm_emit_key(buf, name);
    scrm_buf_puts(buf, value ? "true" : "false");
}

void scrm_emit_member_time(struct scrm_buf *buf, const char *name, int64_t ms)
{
    scrm_emit_key(buf, name);
    scrm_buf_putc(buf, '"');
    scrm_time_put(buf, ms);
    scrm_buf_putc(buf, '"');
}

void scrm_emit_member_json(struct scrm_buf *buf, const char *name, struct scrm_slice json)
{
    scrm_emit_key(buf, name);
    scrm_buf_put_slice(buf, json);
}
