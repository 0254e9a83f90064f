/*
 * The scanner: what it refuses and how it says so, what it finds, and that no
 * line makes it slow, look beyond its padding or depend on what stands there.
 */
#include <time.h>

#include "../t.h"

#include "record/bytes.h"
#include "record/value.h"
#include "scanning.h"

struct refusal {
    const char *text;
    const char *problem;
    uint64_t column;
};

static const struct refusal refusals[] = {
    {"", "the JSON ends too early", 1},
    {"  ", "the JSON ends too early", 3},
    {"[1]", "expected an object, got array", 1},
    {" \"a\"", "expected an object, got string", 2},
    {"-1", "expected an object, got number", 1},
    {"true", "expected an object, got boolean", 1},
    {"null", "expected an object, got null", 1},
    {"not a line", "expected an object", 1},
    {"x", "expected an object", 1},
    {"{", "the JSON ends too early", 2},
    {"{\"a\"", "the JSON ends too early", 5},
    {"{\"a\":", "the JSON ends too early", 6},
    {"{\"a\":1", "the JSON ends too early", 7},
    {"{\"a\":1,", "the JSON ends too early", 8},
    {"{\"a\":tru", "expected a value", 6},
    {"{\"a\":\"b", "a string without its closing quote", 6},
    {"{a:1}", "expected a name in double quotes", 2},
    {"{\"a\" 1}", "expected ':'", 6},
    {"{\"a\":1 \"b\":2}", "expected ',' or '}'", 8},
    {"{\"a\":1]", "expected ',' or '}'", 7},
    {"{\"a\":[1}", "expected ',' or ']'", 8},
    {"{\"a\":[1 2]}", "expected ',' or ']'", 9},
    {"{\"a\":1,}", "expected a name in double quotes", 8},
    {"{\"a\":[1,]}", "expected a value", 9},
    {"{\"a\":}", "expected a value", 6},
    {"{\"a\":NaN}", "expected a value", 6},
    {"{\"a\":+1}", "expected a value", 6},
    {"{\"a\":.5}", "expected a value", 6},
    {"{\"a\":01}", "a number with a leading zero", 6},
    {"{\"a\":-}", "a number without digits", 6},
    {"{\"a\":1.}", "a number without digits behind its point", 6},
    {"{\"a\":1e+}", "a number without digits in its exponent", 6},
    {"{\"a\":0x1}", "expected ',' or '}'", 7},
    {"{\"a\":\"\\x\"}", "an unknown escape in a string", 7},
    {"{\"a\":\"\\u12g4\"}", "\\u needs four hexadecimal digits", 7},
    {"{\"a\":\"b\tc\"}", "a bare control character in a string", 8},
    {"{\"a\":\"\x1f\"}", "a bare control character in a string", 7},
    {"{\"a\":\"\xC3\"}", "invalid UTF-8", 7},
    {"{\"a\":\"\xFF\"}", "invalid UTF-8", 7},
    {"{\"a\":\"\xC0\xAF\"}", "invalid UTF-8", 7},
    {"{\"a\":\"x\xED\xA0\x80\"}", "invalid UTF-8", 8},
    {"{\"a\":\"\xF4\x90\x80\x80\"}", "invalid UTF-8", 7},
    {"{\"a\":\"\xF0\x80\x80\x80\"}", "invalid UTF-8", 7},
    {"{\"\x80\":1}", "invalid UTF-8", 3},
    {"{} {}", "something stands behind the value", 4},
    {"{}x", "something stands behind the value", 3},
    {"{\"a\":1}]", "something stands behind the value", 8},
    {"\xEF\xBB\xBF{}", "expected an object", 1},
    {"{\"text\":1,\"b\":2,\"text\":3}", "a top-level member stands twice: \"text\"", 17},
    {"{\"text\":1,\"t\\u0065xt\":3}", "a top-level member stands twice: \"text\"", 11},
    {"{\"t\\u0065xt\":3,\"text\":1}", "a top-level member stands twice: \"text\"", 16},
    {"{\"\\u00E9\":1,\"\xC3\xA9\":2}", "a top-level member stands twice: \"\xC3\xA9\"", 13},
    {"{\"\":1,\"\":2}", "a top-level member stands twice: \"\"", 7},
    {"{\"a\":1,\"A\":2,\"\\u0061\":3}", "a top-level member stands twice: \"a\"", 14},
};

static void check_refusals(struct scanning *scanning)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        bool accepted = scanning_text(scanning, refusals[i].text);

        t_name = refusals[i].text;
        OK(!accepted && scanning->err.code == SCRM_EXIT_DATA);
        SAME(scanning->err.text, refusals[i].problem);
        OK(scanning->err.column == refusals[i].column);
    }
}

static void check_nul(struct scanning *scanning)
{
    static const char with_nul[] = "{\"a\":\"b\0c\"}", bare[] = "{\"a\":1\0}";

    OK(!scanning_slice(scanning, SCRM_SLICE(with_nul), '\n'));
    SAME(scanning->err.text, "a NUL byte");
    OK(scanning->err.column == 8);
    OK(!scanning_slice(scanning, SCRM_SLICE(bare), '\n'));
    SAME(scanning->err.text, "a NUL byte");
    OK(scanning->err.column == 7);
    OK(scanning_text(scanning, "{\"a\":\"\\u0000\"}"));
}

/* What table 3-7 of the Unicode standard allows. */
static bool well_formed(const uint8_t *at, unsigned len)
{
    uint8_t least = 0x80, most = 0xBF;

    if (at[0] == 0xE0)
        least = 0xA0;
    else if (at[0] == 0xED)
        most = 0x9F;
    else if (at[0] == 0xF0)
        least = 0x90;
    else if (at[0] == 0xF4)
        most = 0x8F;
    if (at[0] < 0xC2 || at[0] > 0xF4 || at[1] < least || at[1] > most)
        return false;
    for (unsigned i = 2; i < len; i++)
        if (at[i] < 0x80 || at[i] > 0xBF)
            return false;
    return true;
}

/* Every first and second byte, with third and fourth ones at the edges. */
static void check_utf8(void)
{
    static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x9F, 0xBF, 0xC0, 0xFF};
    size_t right = 0, all = 0;

    for (unsigned i = 0; i < 128 * 256 * 49; i++) {
        uint8_t bytes[4] = {(uint8_t)(0x80 | i % 128), (uint8_t)(i / 128 % 256),
                            edges[i / 32768 % 7], edges[i / 32768 / 7]};
        unsigned len = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;

        right += scrm_bytes_utf8(bytes) == (well_formed(bytes, len) ? len : 0);
        all++;
    }
    OK(right == all);
}

static const char sample[] = " { \"schema\":\"scrm.post/1\",\t\"text\" : \"caf\xC3\xA9 "
                             "\\ud83d\\ude00 \xF0\x9F\x98\x80\", "
                             "\"n\":-12.5e+3,\"yes\":true,\"no\":false,\"nil\":null,\"list\":["
                             "1,[2,{\"a\":\"]\"}],\"}\"],"
                             "\"score\":{\"sentiment\":-0.62,\"intents\":{\"complaint\":0.9},"
                             "\"why\":[]},\"e\":{},\"z\":0} "
                             "\r";

static const char *const paths[] = {"text",
                                    "n",
                                    "yes",
                                    "no",
                                    "nil",
                                    "list",
                                    "score",
                                    "score.sentiment",
                                    "score.intents.complaint",
                                    "e",
                                    "missing",
                                    "score.intents.missing",
                                    "list.a",
                                    "z",
                                    NULL};

static void check_values(struct scanning *scanning)
{
    const struct scrm_line *line = &scanning->line;

    OK(scanning_text(scanning, sample));
    OK(line->members == 10);
    OK(line->bytes.len == sizeof sample - 1 && line->n_values == 15);
    OK(line->insert_at == scanning->copy + (strrchr(sample, '}') - sample));
    SAME(scanning_value(scanning, SCRM_SLOT_SCHEMA), "scrm.post/1");
    SAME(scanning_value(scanning, 1), "caf\xC3\xA9 \\ud83d\\ude00 \xF0\x9F\x98\x80");
    OK(line->values[1].kind == SCRM_STRING && line->values[1].escaped);
    OK(!line->values[SCRM_SLOT_SCHEMA].escaped);
    SAME(scanning_value(scanning, 2), "-12.5e+3");
    OK(line->values[2].kind == SCRM_NUMBER);
    OK(line->values[3].kind == SCRM_TRUE && line->values[4].kind == SCRM_FALSE);
    OK(line->values[5].kind == SCRM_NULL && line->values[6].kind == SCRM_ARRAY);
    SAME(scanning_value(scanning, 6), "[1,[2,{\"a\":\"]\"}],\"}\"]");
    OK(line->values[7].kind == SCRM_OBJECT);
    SAME(scanning_value(scanning, 7),
         "{\"sentiment\":-0.62,\"intents\":{\"complaint\":0.9},\"why\":[]}");
    SAME(scanning_value(scanning, 8), "-0.62");
    SAME(scanning_value(scanning, 9), "0.9");
    SAME(scanning_value(scanning, 10), "{}");
    SAME(scanning_value(scanning, 11), "absent");
    SAME(scanning_value(scanning, 12), "absent");
    SAME(scanning_value(scanning, 13), "absent"); /* an array ends a path */
    SAME(scanning_value(scanning, 14), "0");
}

static void check_nested_duplicates(struct scanning *scanning)
{
    OK(scanning_text(scanning, "{\"score\":{\"sentiment\":1,\"sentiment\":2}}"));
    SAME(scanning_value(scanning, 8), "2");
    OK(scanning_text(scanning, "{\"score\":{\"intents\":{\"complaint\":1},\"intents\":{}}}"));
    SAME(scanning_value(scanning, 9), "absent");
    OK(scanning_text(scanning, "{\"score\":{\"intents\":{\"complaint\":1},\"intents\":7}}"));
    SAME(scanning_value(scanning, 9), "absent");
    OK(scanning_text(scanning, "{\"score\":{\"s\\u0065ntiment\":\"x\\n\"}}"));
    SAME(scanning_value(scanning, 8), "x\\n");
    OK(scanning_text(scanning, "{\"scor\\u0065\":[{\"sentiment\":1}]}"));
    OK(scanning->line.values[7].kind == SCRM_ARRAY);
    SAME(scanning_value(scanning, 8), "absent");
}

/* The sample with any byte cut off its end is refused, whatever stands behind it. */
static void check_cut_off(struct scanning *scanning)
{
    static const char behinds[] = "\n\0\"}]{[,:0e.t \\\xC3\xBF";
    size_t whole = (size_t)(strrchr(sample, '}') - sample) + 1;

    for (size_t len = 0; len < whole; len++)
        for (size_t i = 0; i < sizeof behinds; i++)
            if (scanning_slice(scanning, (struct scrm_slice){sample, len}, behinds[i])) {
                t_check(0, "a line that was cut off is refused", __FILE__, __LINE__);
                return;
            }
    for (size_t i = 0; i < sizeof behinds; i++)
        OK(scanning_slice(scanning, SCRM_SLICE(sample), behinds[i]));
}

/* A value alone may be followed by bytes that would go on with it. */
static void check_single_values(void)
{
    static const char *const texts[] = {"12", "-0",   "1.5", "true", "\"a\"",
                                        "[]", " {} ", "1e5", "0"};
    struct scrm_scanner scanner = {0};
    struct scrm_value value;
    struct scrm_err err = {0};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (const char *behind = "0.e\"]} ,"; *behind; behind++) {
            size_t len = strlen(texts[i]);
            char *copy = scrm_alloc(len + SCRM_SCAN_PADDING);

            memset(copy, *behind, len + SCRM_SCAN_PADDING);
            memcpy(copy, texts[i], len);
            OK(scrm_scan_value(&scanner, (struct scrm_slice){copy, len}, &value, &err) == 0);
            OK(scrm_value_token(value).len == scrm_slice_trim(scrm_slice_of(texts[i])).len);
            free(copy);
        }
    }
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&err);
}

static bool accepts_depth(struct scanning *scanning, size_t depth, const char *open,
                          const char *close)
{
    struct scrm_buf text = {0};
    bool accepted;

    scrm_buf_puts(&text, "{\"a\":"); /* the first of the containers */
    for (size_t i = 1; i < depth; i++)
        scrm_buf_puts(&text, open);
    scrm_buf_puts(&text, "1");
    for (size_t i = 1; i < depth; i++)
        scrm_buf_puts(&text, close);
    scrm_buf_putc(&text, '}');
    accepted = scanning_slice(scanning, scrm_buf_slice(&text), '\n');
    scrm_buf_fini(&text);
    return accepted;
}

static void check_depth(struct scanning *scanning)
{
    clock_t from = clock();

    OK(accepts_depth(scanning, 256, "[", "]"));
    OK(accepts_depth(scanning, 256, "{\"a\":", "}"));
    OK(!accepts_depth(scanning, 257, "[", "]"));
    SAME(scanning->err.text, "nesting deeper than 256");
    OK(!accepts_depth(scanning, 257, "{\"a\":", "}"));
    OK(!accepts_depth(scanning, 100000, "[", "]"));
    OK(!accepts_depth(scanning, 100000, "{\"a\":", "}"));
    SAME(scanning->err.text, "nesting deeper than 256");
    OK(clock() - from < CLOCKS_PER_SEC);
}

/* Many keys: all different, then the first one again; escaped ones among them. */
static void check_many_keys(struct scanning *scanning, unsigned n, const char *before,
                            const char *behind)
{
    struct scrm_buf text = {0};

    scrm_buf_putc(&text, '{');
    for (unsigned i = 0; i < n; i++)
        scrm_buf_printf(&text, "%s\"%s%u%s\":1", i ? "," : "", before, i, behind);
    scrm_buf_puts(&text, ",\"text\":\"x\"}");
    OK(scanning_slice(scanning, scrm_buf_slice(&text), '\n'));
    OK(scanning->line.members == n + 1);
    SAME(scanning_value(scanning, 1), "x");
    text.len--;
    scrm_buf_printf(&text, ",\"%s0%s\":1}", before, behind);
    OK(!scanning_slice(scanning, scrm_buf_slice(&text), '\n'));
    OK(scanning->err.text && strstr(scanning->err.text, "stands twice"));
    scrm_buf_fini(&text);
}

/* More lines than a generation counts: no line sees the keys of one before. */
static void check_generations(struct scanning *scanning)
{
    bool fine = true;

    for (int i = 0; i < 70000 && fine; i++) {
        fine = scanning_text(scanning, i % 2 ? "{\"a\":1,\"b\":2}" : "{\"b\":1,\"a\":2}");
        if (i % 5000 == 0 || i > 65500)
            fine = fine && !scanning_text(scanning, "{\"a\":1,\"a\":2}");
    }
    OK(fine);
}

static void check_surrogate_keys(struct scanning *scanning)
{
    OK(scanning_text(scanning, "{\"\\ud800\":1,\"\\ud801\":2,\"\\ufffd\":3,\"\\udc00\":4}"));
    OK(!scanning_text(scanning, "{\"\\ud800\":1,\"\\uD800\":2}"));
    OK(!scanning_text(scanning, "{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}"));
    OK(scanning_text(scanning, "{\"\\ude00\\ud83d\":1,\"\xF0\x9F\x98\x80\":2}"));
    OK(scanning_text(scanning, "{\"a\\u0000\":1,\"a\":2}"));
    OK(!scanning_text(scanning, "{\"\\u0000\":1,\"\\u0000\":2}"));
}

/* A long strange key is shown cut, and safe for a terminal. */
static void check_shown_name(struct scanning *scanning)
{
    struct scrm_buf text = {0};

    for (int twice = 0; twice < 2; twice++) {
        scrm_buf_puts(&text, twice ? ",\"\\u001b[2J:" : "{\"\\u001b[2J:");
        for (int i = 0; i < 100; i++)
            scrm_buf_puts(&text, "\xE6\xBC\xA2");
        scrm_buf_puts(&text, "\":1");
    }
    scrm_buf_putc(&text, '}');
    OK(!scanning_slice(scanning, scrm_buf_slice(&text), '\n'));
    OK(!strchr(scanning->err.text, '\x1b'));
    OK(strlen(scanning->err.text) < 120);
    SAME(scanning->err.text + strlen(scanning->err.text) - 7, "\xE6\xBC\xA2\"...");
    scrm_buf_fini(&text);
}

/* An error that stands already is left alone; texts that are too long are not looked at. */
static void check_limits(struct scanning *scanning)
{
    static const char padded[1 + SCRM_SCAN_PADDING] = "{";
    struct scrm_slice open = {padded, 1}, huge = {"", (size_t)1 << 30};
    struct scrm_buf full = {.max = 40};
    struct scrm_err err = {0};
    struct scrm_value value;

    scrm_err_set(&err, SCRM_EXIT_IO, "first");
    OK(scrm_scan(&scanning->scanner, scanning->keys, open, &scanning->line, &err) == -1);
    OK(err.code == SCRM_EXIT_IO && err.column == 0);
    scrm_err_fini(&err);
    OK(scrm_scan(&scanning->scanner, scanning->keys, huge, &scanning->line, &err) == -1);
    SAME(err.text, "longer than 1 GiB");
    scrm_err_fini(&err);
    OK(scrm_scan_value(&scanning->scanner, huge, &value, &err) == -1);
    SAME(err.text, "longer than 1 GiB");
    scrm_err_fini(&err);
    scrm_buf_puts(&full, "{\"a\":1}");
    OK(scrm_scan_padded(&full).at == NULL && full.over);
    scrm_buf_fini(&full);
}

int main(void)
{
    struct scanning scanning;

    scanning_begin(&scanning, paths);
    check_refusals(&scanning);
    T("UTF-8, every sequence")
    check_utf8();
    T("NUL bytes are refused, escaped ones are text")
    check_nul(&scanning);
    T("wanted members are found")
    check_values(&scanning);
    T("of nested duplicates the last counts")
    check_nested_duplicates(&scanning);
    T("what was cut off is refused")
    check_cut_off(&scanning);
    T("a value ends where the text ends")
    check_single_values();
    T("nesting")
    check_depth(&scanning);
    T("many keys")
    {
        check_many_keys(&scanning, 100000, "key", "");
        check_many_keys(&scanning, 20000, "\\u006b", "");
        check_many_keys(&scanning, 3000, "a_key_of_more_than_sixteen_bytes_", "_and_an_end");
        for (unsigned n = 190; n < 195; n++) /* where the table of keys grows */
            check_many_keys(&scanning, n, "", "");
    }
    T("many lines")
    check_generations(&scanning);
    T("surrogates in keys")
    check_surrogate_keys(&scanning);
    T("limits")
    check_limits(&scanning);
    T("the name of a duplicate in a message")
    check_shown_name(&scanning);
    scanning_end(&scanning);
    return t_end();
}
