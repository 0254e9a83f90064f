/*
 * Reading values: texts, numbers at the edges of what fits, times, tokens; and
 * the walkers.
 */
#include <inttypes.h>
#include <math.h>

#include "../t.h"

#include "base/num.h"
#include "record/value.h"

/* The value of a JSON text that lives long enough. */
static struct scrm_value value_of(const char *text)
{
    static struct scrm_buf buf[4];
    static unsigned next;
    struct scrm_buf *mine = &buf[next++ % 4];
    struct scrm_scanner scanner = {0};
    struct scrm_err err = {0};
    struct scrm_value value;

    if (!text) {
        for (int i = 0; i < 4; i++)
            scrm_buf_fini(&buf[i]);
        return (struct scrm_value){0};
    }
    scrm_buf_reset(mine);
    scrm_buf_puts(mine, text);
    OK(scrm_scan_value(&scanner, scrm_scan_padded(mine), &value, &err) == 0);
    scrm_err_fini(&err);
    return value;
}

struct text_example {
    const char *json, *want;
    size_t len;
};

static const struct text_example texts[] = {
    {"\"\"", "", 0},
    {"\"plain\"", "plain", 5},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
    {"\"\\u0041\\u00e9\\u6F22\\uD83D\\uDE00\"", "A\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80", 10},
    {"\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF", 4},
    {"\"\\uD800\\uDC00\"", "\xF0\x90\x80\x80", 4},
    {"\"\\uDC00\\uDC01\"", "\xEF\xBF\xBD\xEF\xBF\xBD", 6},
    {"\"\\u007F\\u0080\\u07FF\\u0800\\uFFFF\"", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF",
     11},
    {"\"\\uD7FF\\uE000\"", "\xED\x9F\xBF\xEE\x80\x80", 6},
    {"\"a\\u0000b\"", "a\0b", 3},
    {"\"\\ud800\"", "\xEF\xBF\xBD", 3},
    {"\"\\ud800x\"", "\xEF\xBF\xBDx", 4},
    {"\"\\udc00\\ud800\"", "\xEF\xBF\xBD\xEF\xBF\xBD", 6},
    {"\"\\ud800\\ud83d\\ude00\"", "\xEF\xBF\xBD\xF0\x9F\x98\x80", 7},
    {"\"\\ud800\\n\"", "\xEF\xBF\xBD\n", 4},
    {"\"\\ud800\\ue000\"", "\xEF\xBF\xBD\xEE\x80\x80", 6},
    {"\"\\ud800\\u0041\"",
     "\xEF\xBF\xBD"
     "A",
     4},
    {"\"caf\xC3\xA9 \\u00e9 end\"", "caf\xC3\xA9 \xC3\xA9 end", 12},
};

static void check_texts(void)
{
    struct scrm_arena arena = {0};
    struct scrm_buf put = {0};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct scrm_value value = value_of(texts[i].json);
        struct scrm_slice want = {texts[i].want, texts[i].len};

        t_name = texts[i].json;
        OK(scrm_slice_eq(scrm_value_text(value, &arena), want));
        scrm_buf_reset(&put);
        scrm_value_put_text(value, &put);
        OK(scrm_slice_eq(scrm_buf_slice(&put), want));
        OK(scrm_value_is(value, texts[i].want) == (strlen(texts[i].want) == texts[i].len));
        OK(!scrm_value_is(value, "something else"));
        OK(scrm_value_token(value).len == strlen(texts[i].json));
    }
    OK(scrm_value_text(value_of("\"plain\""), &arena).len == 5);
    OK(scrm_value_text(value_of("1"), &arena).at == NULL);
    OK(scrm_value_text((struct scrm_value){0}, &arena).at == NULL);
    OK(!scrm_value_is(value_of("1"), "1"));
    scrm_buf_reset(&put);
    scrm_value_put_text(value_of("1"), &put);
    OK(put.len == 0);
    OK(!scrm_value_is(value_of("\"a\\nb\""), "a\n"));
    OK(!scrm_value_is(value_of("\"a\\n\""), "a\nb"));
    scrm_arena_fini(&arena);
    scrm_buf_fini(&put);
}

struct int_example {
    const char *json;
    bool fits;
    int64_t want;
};

static const struct int_example ints[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"-0.0e5", true, 0},
    {"1.0", true, 1},
    {"1e3", true, 1000},
    {"1000e-3", true, 1},
    {"12.50E1", true, 125},
    {"0e999999999999999999999", true, 0},
    {"9223372036854775807", true, INT64_MAX},
    {"-9223372036854775808", true, INT64_MIN},
    {"9223372036854775807.000", true, INT64_MAX},
    {"922337203685477580700e-2", true, INT64_MAX},
    {"0.00000000000000000001e20", true, 1},
    {"1000000000000000000000000e-24", true, 1},
    {"9223372036854775808", false, 0},
    {"-9223372036854775809", false, 0},
    {"1.5", false, 0},
    {"1e-1", false, 0},
    {"12345678901234567890.5e-1", false, 0},
    {"1e19", false, 0},
    {"1e999999999999999999999", false, 0},
    {"1e-999999999999999999999", false, 0},
    {"0.1234567890123456789012e18", false, 0},
    {"\"1\"", false, 0},
    {"true", false, 0},
};

static void check_ints(void)
{
    for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
        int64_t got = 77;
        int result = scrm_value_int(value_of(ints[i].json), &got);

        t_name = ints[i].json;
        OK(result == (ints[i].fits ? 0 : -1));
        OK(got == (ints[i].fits ? ints[i].want : 77)); /* nothing is stored where it fails */
    }
}

static const struct int_example fixeds[] = {
    {"0", true, 0},
    {"-0.0", true, 0},
    {"1", true, 10000},
    {"0.62", true, 6200},
    {"-0.62", true, -6200},
    {"0.00005", true, 1},
    {"-0.00005", true, -1},
    {"0.00004999999999999999999999", true, 0},
    {"0.000050000000000000000000000000", true, 1},
    {"0.12345", true, 1235},
    {"0.12344999999999999999999999999", true, 1234},
    {"62e-2", true, 6200},
    {"1e-400", true, 0},
    {"6.2E+3", true, 62000000},
    {"922337203685477.5807", true, INT64_MAX},
    {"922337203685477.58075", true, INT64_MAX},
    {"922337203685478", true, INT64_MAX},
    {"-922337203685478", true, -INT64_MAX},
    {"1e400", true, INT64_MAX},
    {"-1e30", true, -INT64_MAX},
    {"12345678901234567890123", true, INT64_MAX},
    {"null", false, 0},
    {"\"0.5\"", false, 0},
};

static void check_fixeds(void)
{
    for (size_t i = 0; i < sizeof fixeds / sizeof *fixeds; i++) {
        int64_t got = 77;
        int result = scrm_value_fixed(value_of(fixeds[i].json), &got);

        t_name = fixeds[i].json;
        OK(result == (fixeds[i].fits ? 0 : -1));
        OK(got == (fixeds[i].fits ? fixeds[i].want : 77));
    }
}

static void check_others(void)
{
    double real = 0;
    bool yes = false;
    int64_t ms = 0;

    OK(scrm_value_double(value_of("-2.5e-1"), &real) == 0 && fabs(real + 0.25) < 1e-12);
    OK(scrm_value_double(value_of("\"1\""), &real) == -1);
    OK(scrm_value_bool(value_of("true"), &yes) == 0 && yes);
    OK(scrm_value_bool(value_of("false"), &yes) == 0 && !yes);
    OK(scrm_value_bool(value_of("0"), &yes) == -1);
    OK(scrm_value_time(value_of("\"2026-01-05T10:00:00Z\""), &ms) == 0 &&
       ms == INT64_C(1767607200000));
    OK(scrm_value_time(value_of("\"2026-01-05T10\\u003a00:00Z\""), &ms) == 0 &&
       ms == INT64_C(1767607200000));
    OK(scrm_value_time(value_of("\"yesterday\""), &ms) == -1);
    OK(scrm_value_time(
           value_of("\"\\u003a\\u003a\\u003a\\u003a\\u003a\\u003a\\u003a\\u003a\\u003a"
                    "\\u003a\\u003a\""),
           &ms) == -1);
    OK(scrm_value_time(value_of("1767607200"), &ms) == -1);
    SAME(scrm_kind_name(SCRM_ABSENT), "nothing");
    SAME(scrm_kind_name(SCRM_TRUE), "boolean");
    SAME(scrm_kind_name(SCRM_NUMBER), "number");
    SAME(scrm_kind_name(SCRM_ARRAY), "array");
    SAME(scrm_kind_name(99), "unknown");
    SAME(scrm_kind_name(-1), "unknown");
    OK(scrm_value_token((struct scrm_value){0}).at == NULL);
}

/* Every item's or member's token, each behind a bar. */
static const char *walked(const char *json)
{
    static char out[200];
    struct scrm_value container = value_of(json), key, value;
    struct scrm_walk walk;
    size_t len = 0;

    out[0] = '\0';
    scrm_walk_begin(&walk, container);
    if (container.kind == SCRM_OBJECT)
        while (scrm_member_next(&walk, &key, &value))
            len += (size_t)snprintf(out + len, sizeof out - len, "|%.*s=%.*s", SCRM_FMT(key),
                                    SCRM_FMT(scrm_value_token(value)));
    else
        while (scrm_item_next(&walk, &value))
            len += (size_t)snprintf(out + len, sizeof out - len, "|%.*s",
                                    SCRM_FMT(scrm_value_token(value)));
    return out;
}

static void check_walks(void)
{
    SAME(walked("[]"), "");
    SAME(walked("[ ]"), "");
    SAME(walked("[1]"), "|1");
    SAME(walked("[ 1 , \"a,]\\\"\" , [2,[3]] , {\"b\":\"}\"} , null ]"),
         "|1|\"a,]\\\"\"|[2,[3]]|{\"b\":\"}\"}|null");
    SAME(walked("[-1.5e3,true,false,\"\\\\\"]"), "|-1.5e3|true|false|\"\\\\\"");
    SAME(walked("{}"), "");
    SAME(walked("{ \"a\" : 1 , \"b\" : { \"c\" : [ ] } , \"\" : \"\" }"),
         "|a=1|b={ \"c\" : [ ] }|=\"\"");
    SAME(walked("7"), "");
    SAME(walked("\"[1,2]\""), "");
    OK(scrm_value_is(scrm_member(value_of("{\"a\":\"1\",\"\\u0061\":\"2\"}"), "a"), "2"));
    OK(scrm_member(value_of("{\"a\":{\"b\":1}}"), "b").kind == SCRM_ABSENT);
    OK(scrm_member(value_of("[\"a\",1]"), "a").kind == SCRM_ABSENT);
}

static void check_scan_object(void)
{
    struct scrm_keys *keys = scrm_keys_new();
    int name = scrm_keys_add_dotted(keys, "account.name"),
        id = scrm_keys_add_dotted(keys, "id");
    int account = scrm_keys_add_dotted(keys, "account");
    struct scrm_slice dotted[] = {SCRM_SLICE("x.y"), SCRM_SLICE("")};
    int odd = scrm_keys_add(keys, dotted, 2);
    struct scrm_value values[5];

    scrm_keys_build(keys);
    OK(scrm_keys_count(keys) == 5);
    OK(scrm_keys_add_dotted(keys, "account.name") == name);
    scrm_scan_object(
        keys,
        value_of("{\"id\":1,\"id\":2,\"account\":{\"name\":\"a\"},\"x.y\":{\"\":3},"
                 "\"acc\\u006funt\":{\"n\\u0061me\":\"b\"}}"),
        values);
    OK(scrm_slice_is(scrm_value_token(values[id]), "2")); /* nested: the last counts */
    OK(scrm_value_is(values[name], "b"));
    OK(scrm_slice_is(scrm_value_token(values[account]), "{\"n\\u0061me\":\"b\"}"));
    OK(scrm_slice_is(scrm_value_token(values[odd]), "3"));
    OK(values[SCRM_SLOT_SCHEMA].kind == SCRM_ABSENT);
    scrm_scan_object(keys, value_of("{\"account\":{\"name\":1},\"account\":null}"), values);
    OK(values[name].kind == SCRM_ABSENT && values[account].kind == SCRM_NULL);
    scrm_scan_object(keys, value_of("[{\"id\":1}]"), values);
    OK(values[id].kind == SCRM_ABSENT);
    scrm_keys_free(keys);
}

int main(void)
{
    check_texts();
    check_ints();
    check_fixeds();
    T("the other kinds")
    check_others();
    T("walking")
    check_walks();
    T("wanted members of an object")
    check_scan_object();
    value_of(NULL);
    return t_end();
}
