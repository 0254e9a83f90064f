/*
 * Decoding, checking, repairing: the edges of table 3-7, every length of
 * cut-off, and the flenniken utf8tests suite where it is at hand.
 */
#include "../t.h"

#include "shared.h"
#include "text/utf8.h"

static void same_repair(const char *text, size_t len, const char *want, size_t count)
{
    struct scrm_buf out = {0};

    OK(scrm_utf8_repair(&out, (struct scrm_slice){text, len}) == count);
    SAME(scrm_buf_text(&out), want);
    scrm_buf_fini(&out);
}

static uint32_t decoded(const char *text, size_t *len)
{
    uint32_t cp;

    *len = scrm_utf8_decode(text, text + strlen(text), &cp);
    return cp;
}

static void edges(void)
{
    static const struct {
        const char *text;
        uint32_t cp;
        size_t len;
    } cases[] = {
        {"a", 'a', 1},
        {"\xC2\x80", 0x80, 2},
        {"\xDF\xBF", 0x7FF, 2},
        {"\xE0\xA0\x80", 0x800, 3},
        {"\xED\x9F\xBF", 0xD7FF, 3},
        {"\xEE\x80\x80", 0xE000, 3},
        {"\xEF\xBF\xBF", 0xFFFF, 3},
        {"\xF0\x90\x80\x80", 0x10000, 4},
        {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
        /* ill-formed: the longest prefix that could have become a character */
        {"\x80", 0xFFFD, 1},
        {"\xC1\xBF", 0xFFFD, 1},
        {"\xC3(", 0xFFFD, 1},
        {"\xE0\x9F\xBF", 0xFFFD, 1},
        {"\xED\xA0\x80", 0xFFFD, 1},
        {"\xE2\x82", 0xFFFD, 2},
        {"\xF0\x8F\xBF\xBF", 0xFFFD, 1},
        {"\xF0\x9F\x98", 0xFFFD, 3},
        {"\xF4\x90\x80\x80", 0xFFFD, 1},
        {"\xF5\x80\x80\x80", 0xFFFD, 1},
        {"\xFF", 0xFFFD, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len;

        OK(decoded(cases[i].text, &len) == cases[i].cp);
        OK(len == cases[i].len);
        OK(scrm_utf8_valid(scrm_slice_of(cases[i].text)) == (cases[i].cp != 0xFFFD));
    }
    OK(scrm_utf8_valid((struct scrm_slice){0}));
    OK(scrm_utf8_valid(scrm_slice_of("\xEF\xBF\xBD")));
}

/* One bad byte at each place of a long text, on both sides of every block's edge. */
static void everywhere(void)
{
    char text[80];

    for (size_t at = 0; at < sizeof text; at++) {
        struct scrm_buf out = {0};

        memset(text, 'x', sizeof text);
        OK(scrm_utf8_valid((struct scrm_slice){text, sizeof text}));
        text[at] = (char)0xE2;
        OK(!scrm_utf8_valid((struct scrm_slice){text, sizeof text}));
        OK(scrm_utf8_repair(&out, (struct scrm_slice){text, sizeof text}) == 1);
        OK(out.len == sizeof text + 2 && memcmp(out.at + at, "\xEF\xBF\xBD", 3) == 0);
        scrm_buf_fini(&out);
    }
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* Bytes from "C2 A9". */
static void put_hex(struct scrm_buf *buf, struct scrm_slice hex)
{
    int high = -1;

    for (size_t i = 0; i < hex.len; i++) {
        int value = hex_value(hex.at[i]);

        if (value < 0)
            continue;
        if (high >= 0)
            scrm_buf_putc(buf, (char)(high << 4 | value));
        high = high < 0 ? value : -1;
    }
}

static struct scrm_slice field(struct scrm_slice line, int n)
{
    struct scrm_slice rest = line;

    for (;; n--) {
        const char *colon = memchr(rest.at, ':', rest.len);
        size_t len = colon ? (size_t)(colon - rest.at) : rest.len;

        if (n == 0 || !colon)
            return n ? (struct scrm_slice){"", 0} : (struct scrm_slice){rest.at, len};
        rest.at += len + 1;
        rest.len -= len + 1;
    }
}

/* The suite leaves NUL alone, our texts may hold none. */
static bool same_but_nul(const struct scrm_buf *got, const struct scrm_buf *want)
{
    struct scrm_buf clean = {0};
    bool same;

    for (size_t i = 0; i < want->len; i++)
        scrm_buf_puts(&clean, want->at[i] ? (char[2]){want->at[i]} : "\xEF\xBF\xBD");
    same = scrm_slice_eq(scrm_buf_slice(got), scrm_buf_slice(&clean));
    scrm_buf_fini(&clean);
    return same;
}

/* "num:valid hex:BYTES" and "num:invalid hex:BYTES:SKIPPED:REPLACED". */
static void suite(void)
{
    struct scrm_buf file = {0};
    struct scrm_slice text, line;
    size_t valid = 0, invalid = 0;

    if (!shared_read("conformance/utf8tests/utf8tests.txt", &file))
        return;
    text = scrm_buf_slice(&file);
    while (shared_line(&text, &line)) {
        struct scrm_buf bytes = {0}, want = {0}, out = {0};
        struct scrm_slice kind;

        if (!line.len || *line.at == '#')
            continue;
        kind = field(line, 1);
        if (scrm_slice_is(kind, "valid hex")) {
            put_hex(&bytes, field(line, 2));
            OK(scrm_utf8_valid(scrm_buf_slice(&bytes)));
            valid++;
        } else if (scrm_slice_is(kind, "invalid hex")) {
            put_hex(&bytes, field(line, 2));
            put_hex(&want, field(line, 4));
            OK(!scrm_utf8_valid(scrm_buf_slice(&bytes)));
            scrm_utf8_repair(&out, scrm_buf_slice(&bytes));
            OK(same_but_nul(&out, &want));
            invalid++;
        }
        scrm_buf_fini(&bytes);
        scrm_buf_fini(&want);
        scrm_buf_fini(&out);
    }
    OK(valid > 20 && invalid > 50);
    scrm_buf_fini(&file);
}

int main(void)
{
    T("the edges of well-formedness") edges();
    T("a bad byte is found wherever it stands") everywhere();
    T("repair writes one U+FFFD for each ill-formed prefix and for NUL")
    {
        same_repair("plain", 5, "plain", 0);
        same_repair("", 0, "", 0);
        same_repair(NULL, 0, "", 0);
        same_repair("a\0b", 3,
                    "a\xEF\xBF\xBD"
                    "b",
                    1);
        same_repair("\xED\xA0\xBD\xED\xB8\x80", 6,
                    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
                    6);
        same_repair("caf\xC3", 4, "caf\xEF\xBF\xBD", 1);
        same_repair("\xF0\x9F\x98\x80 \xF0\x9F\x98", 8, "\xF0\x9F\x98\x80 \xEF\xBF\xBD", 1);
    }
    T("the utf8tests suite") suite();
    return t_end();
}
