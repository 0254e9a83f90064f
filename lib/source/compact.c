/*
 * The tokens of validated JSON, copied in runs: only white space outside of
 * strings is left out, and where asked for, escapes that other tools choke on
 * are exchanged.
 */
#include "source/compact.h"

/* The value of four hexadecimal digits (validated JSON). */
static unsigned hex4(const char *at)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        char c = at[i];

        value = value << 4 | (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Length of the escape at `at` that has to go as a whole: 0 where it may stay. */
static size_t bad_escape(const char *at, const char *end, size_t *len)
{
    unsigned unit;

    *len = 2;
    if (at[1] != 'u' || end - at < 6)
        return 0;
    *len = 6;
    unit = hex4(at + 2);
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return 6;
    if (unit < 0xD800 || unit > 0xDBFF)
        return 0;
    if (end - at >= 12 && at[6] == '\\' && at[7] == 'u' && hex4(at + 8) >= 0xDC00 &&
        hex4(at + 8) <= 0xDFFF) {
        *len = 12;
        return 0;
    }
    return 6;
}

/* Copies the string whose quote is at `at`; returns the byte behind it. */
static const char *put_string(const char *at, const char *end, bool repair, size_t *repaired,
                              struct scrm_buf *out)
{
    const char *begin = at++;

    while (at < end && *at != '"') {
        size_t len = 1;

        if (*at == '\\') {
            if (bad_escape(at, end, &len) && repair) {
                scrm_buf_put(out, begin, (size_t)(at - begin));
                scrm_buf_puts(out, "\\ufffd");
                begin = at + len;
                ++*repaired;
            }
        }
        at += len;
    }
    if (at < end)
        at++;
    scrm_buf_put(out, begin, (size_t)(at - begin));
    return at;
}

size_t scrm_json_compact(struct scrm_slice json, bool repair, struct scrm_buf *out)
{
    const char *at = json.at, *end = scrm_slice_end(json);
    size_t repaired = 0;

    while (at < end) {
        const char *begin = at;

        if (*at == '"') {
            at = put_string(at, end, repair, &repaired, out);
            continue;
        }
        while (at < end && *at != '"' && *at != ' ' && *at != '\n' && *at != '\r' &&
               *at != '\t')
            at++;
        scrm_buf_put(out, begin, (size_t)(at - begin));
        while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
            at++;
    }
    return repaired;
}
