/*
 * Writing JSON text, and repairing what is no text.
 */
#include <stdlib.h>

#include "../t.h"

#include "base/alloc.h"
#include "record/emit.h"

static const char *emitted(struct scrm_slice text)
{
    static char out[400];
    struct scrm_buf buf = {0};

    scrm_emit_text(&buf, text);
    snprintf(out, sizeof out, "%s", scrm_buf_text(&buf));
    scrm_buf_fini(&buf);
    return out;
}

static void check_text(void)
{
    SAME(emitted((struct scrm_slice){0}), "\"\"");
    SAME(emitted(SCRM_SLICE("plain")), "\"plain\"");
    SAME(emitted(SCRM_SLICE("caf\xC3\xA9 / \x7f")), "\"caf\xC3\xA9 / \x7f\"");
    SAME(emitted(SCRM_SLICE("\"\\\b\f\n\r\t")), "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
    SAME(emitted(SCRM_SLICE("\x01\x1f\0x")), "\"\\u0001\\u001f\\u0000x\"");
    SAME(emitted(SCRM_SLICE("0123456789abcdef\"0123456789abcde\n")),
         "\"0123456789abcdef\\\"0123456789abcde\\n\"");
}

/* A byte that needs an escape at every place of texts of every length. */
static void check_places(void)
{
    size_t right = 0, all = 0;

    for (size_t len = 1; len < 50; len++)
        for (size_t at = 0; at < len; at++) {
            char *text = scrm_alloc(len), want[60] = {0};

            memset(text, 'x', len);
            text[at] = '"';
            memset(want, 'x', len + 3);
            want[0] = want[len + 2] = '"';
            want[at + 1] = '\\';
            want[at + 2] = '"';
            right += strcmp(emitted((struct scrm_slice){text, len}), want) == 0;
            all++;
            free(text);
        }
    OK(right == all);
}

struct repair {
    const char *text;
    size_t len;
    const char *want;
    size_t repaired;
};

#define BAD "\xEF\xBF\xBD"

static const struct repair repairs[] = {
    {"", 0, "\"\"", 0},
    {"fine \xE6\xBC\xA2 \xF0\x9F\x98\x80", 13, "\"fine \xE6\xBC\xA2 \xF0\x9F\x98\x80\"", 0},
    {BAD, 3, "\"" BAD "\"", 0},
    {"a\0b", 3, "\"a" BAD "b\"", 1},
    {"\xFF", 1, "\"" BAD "\"", 1},
    {"\xC3", 1, "\"" BAD "\"", 1},
    {"\xC0\xAF", 2, "\"" BAD BAD "\"", 2},
    {"\xED\xA0\x80", 3, "\"" BAD BAD BAD "\"", 3},
    {"\xF0\x9F\x98", 3, "\"" BAD "\"", 1},
    {"x\xE6\xBCy\n", 5, "\"x" BAD "y\\n\"", 1},
    {"\xF0\x9F\x98\"", 4, "\"" BAD "\\\"\"", 1},
};

static void check_repairs(void)
{
    for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
        struct scrm_buf buf = {0};

        OK(scrm_emit_repaired(&buf, (struct scrm_slice){repairs[i].text, repairs[i].len}) ==
           repairs[i].repaired);
        SAME(scrm_buf_text(&buf), repairs[i].want);
        scrm_buf_fini(&buf);
    }
}

static const struct repair escapes[] = {
    {"plain", 5, "\"plain\"", 0},
    {"a\\\"b\\\\c\\/d\\n", 12, "\"a\\\"b\\\\c/d\\n\"", 0},
    {"\\u00e9\\ud83d\\ude00", 18, "\"\xC3\xA9\xF0\x9F\x98\x80\"", 0},
    {"\\u0022\\u005c\\u000a\\u0001", 24, "\"\\\"\\\\\\n\\u0001\"", 0},
    {"\\u0000", 6, "\"" BAD "\"", 1},
    {"\\ud83dx\\ude00", 13, "\"" BAD "x" BAD "\"", 2},
    {"\\ufffd", 6, "\"" BAD "\"", 0},
    {"\\ud7ff\\ue000", 12, "\"\xED\x9F\xBF\xEE\x80\x80\"", 0},
};

static void check_escapes(void)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        struct scrm_buf buf = {0};

        OK(scrm_emit_unescaped(&buf, (struct scrm_slice){escapes[i].text, escapes[i].len}) ==
           escapes[i].repaired);
        SAME(scrm_buf_text(&buf), escapes[i].want);
        scrm_buf_fini(&buf);
    }
}

static void check_members(void)
{
    struct scrm_buf buf = {0};

    scrm_buf_putc(&buf, '{');
    scrm_emit_member_text(&buf, "text", SCRM_SLICE("a{"));
    scrm_emit_member_int(&buf, "least", INT64_MIN);
    scrm_emit_member_fixed(&buf, "sentiment", -6200);
    scrm_emit_member_fixed(&buf, "zero", 0);
    scrm_emit_member_bool(&buf, "yes", true);
    scrm_emit_member_bool(&buf, "no", false);
    scrm_emit_member_time(&buf, "at", INT64_C(1767607200000));
    scrm_emit_member_json(&buf, "raw", SCRM_SLICE("[1, 2]"));
    scrm_emit_key(&buf, "list");
    scrm_buf_putc(&buf, '[');
    for (int i = 0; i < 3; i++) {
        scrm_emit_comma(&buf);
        scrm_emit_text(&buf, SCRM_SLICE("["));
    }
    scrm_buf_puts(&buf, "]}");
    SAME(scrm_buf_text(&buf),
         "{\"text\":\"a{\",\"least\":-9223372036854775808,\"sentiment\":-0.62,\"zero\":0,"
         "\"yes\":true,\"no\":false,\"at\":\"2026-01-05T10:00:00Z\",\"raw\":[1, 2],"
         "\"list\":[\"[\",\"[\",\"[\"]}");
    scrm_buf_fini(&buf);
}

int main(void)
{
    T("strings")
    check_text();
    T("an escape at every place")
    check_places();
    T("repairs")
    check_repairs();
    T("escapes become characters where none is needed") check_escapes();
    T("members")
    check_members();
    return t_end();
}
