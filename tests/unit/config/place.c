/* Errors inside scalars point at the character of the file, in every way of writing one. */
#include "../t.h"

#include <stdlib.h>

#include "config/node.h"

/* The error "here" at `offset` of the value of `k`, or at the root's first item. */
static struct scrm_err error_at(const char *text, size_t offset)
{
    struct scrm_err err = {0};
    struct scrm_config *config = scrm_config_parse(scrm_slice_of(text), "f", &err);

    if (config) {
        scrm_node_error(scrm_node_get(scrm_config_root(config), "k"), offset, &err, "here");
        scrm_config_free(config);
    }
    return err;
}

static void at(const char *text, size_t offset, unsigned line, unsigned column)
{
    struct scrm_err err = error_at(text, offset);

    if (!OK(err.text && strcmp(err.text, "here") == 0) ||
        !OK(err.line == line && err.column == column))
        printf("  %s\n  at %zu: got %llu:%llu, want %u:%u\n", text, offset,
               (unsigned long long)err.line, (unsigned long long)err.column, line, column);
    scrm_err_fini(&err);
}

static void styles(void)
{
    T("plain, on one line and on several")
    {
        at("k: has(x) AND y", 0, 1, 4);
        at("k: has(x) AND y", 7, 1, 11);
        at("k: has(x) AND y", 15, 1, 16);
        at("k: one\n   two\n\n  three\n", 4, 2, 4);
        at("k: one\n   two\n\n  three\n", 8, 4, 3);
    }
    T("folded and literal blocks")
    {
        at("k: >-\n  ab cd\n  ef\n", 0, 2, 3);
        at("k: >-\n  ab cd\n  ef\n", 3, 2, 6);
        at("k: >-\n  ab cd\n  ef\n", 6, 3, 3);
        at("k: >-\n  ab cd\n  ef\n", 8, 3, 5);
        at("k: | # note\n    a\n      b\n    c\n", 0, 2, 5);
        at("k: | # note\n    a\n      b\n    c\n", 4, 3, 7);
        at("k: | # note\n    a\n      b\n    c\n", 6, 4, 5);
        at("k: |2-\n   a\n", 1, 2, 4);
    }
    T("single quotes, with doubled ones and folds")
    {
        at("k: 'it''s x'", 0, 1, 5);
        at("k: 'it''s x'", 2, 1, 7);
        at("k: 'it''s x'", 3, 1, 9);
        at("k: 'it''s x'", 5, 1, 11);
        at("k: 'a\n\n  b'", 2, 3, 3);
    }
    T("double quotes, with escapes and folds")
    {
        at("k: \"\\ta\\u00e4b\"", 1, 1, 7);
        at("k: \"\\ta\\u00e4b\"", 2, 1, 8);
        at("k: \"\\ta\\u00e4b\"", 3, 1, 14);
        at("k: \"a \\\n   b\\x41c\"", 2, 2, 4);
        at("k: \"a \\\n   b\\x41c\"", 4, 2, 9);
    }
    T("characters, not bytes")
    {
        at("\xC3\xA4: 1\nk: '\xC3\xA4\xE2\x82\xAC' # \xC3\xA4\n", 1, 2, 6);
        at("k: \xF0\x9F\x98\x80x", 1, 1, 5);
    }
    T("anchors and tags stand before the text")
    {
        at("k: &name !!str 'ab'", 1, 1, 18);
        at("k: !!str\n  ab", 1, 2, 4);
        at("k: &x >-\n  ab\n", 1, 2, 4);
    }
    T("JSON")
    {
        at("{\n\t\"k\" :\"a\\n\\ud83d\\ude00b\"}", 0, 2, 8);
        at("{\n\t\"k\" :\"a\\n\\ud83d\\ude00b\"}", 2, 2, 11);
        at("{\n\t\"k\" :\"a\\n\\ud83d\\ude00b\"}", 3, 2, 23);
        at("{\"a\":[1,{\"x\":null}],\"k\":[ ]}", 5, 1, 25);
        at("{\"k\":17}", 0, 1, 6);
    }
    T("maps, lists and nothing point at themselves")
    {
        at("k:\n  - a\n", 3, 2, 3);
        at("k: {a: 1}\n", 3, 1, 4);
        at("k:\n", 3, 1, 3);
    }
    T("past the end is the end")
    {
        at("k: abc # x\n", 99, 1, 7);
        at("k: >-\n  abc\n", 99, 2, 6);
    }
}

/* Every visible character of the texts below is where the mapping says. */
static void everywhere(void)
{
    static const char *const files[] = {
        "k: has(text, 'refund') AND NOT score.sentiment < -0.3\n   OR x = 'y'\n\n   AND z\n",
        "k: >-\n    has(text,\n      'a', 'b')\n\n    AND (x OR\n    \xC3\xA4 = 'it''s')\n#z\n",
        "k: >+2\n   lead\n  b  c\n\n\n",
        "a: 0\nk: |\n  l1 # no comment\n    l2: x\r\n  l3\n",
        "k: 'a ''b'' c\n    d  e\n\n    f'\n",
        "k: \"a\\tb \\\"c\\\"\n    d\\\n    e \\u0041\"\n",
        "{\"k\": \"x \\\"y\\\" \\/ \\u00e4 z\"}",
        "k: &a !!str\n  text here",
    };

    T("every visible character of a text is where the mapping says")
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct scrm_err err = {0};
        struct scrm_config *config = scrm_config_parse(scrm_slice_of(files[f]), "f", &err);
        struct scrm_slice text;
        size_t offset = 0;

        OK(config && scrm_node_text(scrm_config_root(config), "k", &text, &err) == 1);
        for (size_t i = 0; i < text.len; i++) {
            struct scrm_err where = {0};
            const char *got;

            if (((unsigned char)text.at[i] & 0xC0) == 0x80)
                continue;
            scrm_node_error(scrm_node_get(scrm_config_root(config), "k"), offset++, &where,
                            "x");
            if (text.at[i] > ' ' && text.at[i] != 0x7F) {
                got = where.excerpt;
                for (uint64_t c = 1; got && *got && c < where.column; got++)
                    c += ((unsigned char)got[1] & 0xC0) != 0x80;
                OK(got && (*got == text.at[i] || *got == '\\'));
            }
            scrm_err_fini(&where);
        }
        scrm_config_free(config);
        scrm_err_fini(&err);
    }
}

static void hints(void)
{
    T("a text that YAML cut at ' #' says so")
    {
        struct scrm_err err = error_at("k: has(text, 'a #b')\n", 10);

        OK(err.hint && strstr(err.hint, "KEY: >-"));
        SAME(err.excerpt, "k: has(text, 'a #b')");
        OK(err.column == 14);
        scrm_err_fini(&err);
        err = error_at("k: has(text, 'a') # b\n", 10);
        OK(!err.hint);
        scrm_err_fini(&err);
    }
    T("the first error wins")
    {
        struct scrm_err err = {0};
        struct scrm_config *config = scrm_config_parse(SCRM_SLICE("k: 1\n"), "f", &err);

        scrm_err_set(&err, SCRM_EXIT_DATA, "first");
        OK(scrm_node_error(scrm_config_root(config), 0, &err, "second") == -1);
        SAME(err.text, "first");
        OK(!err.file && !err.excerpt && err.code == SCRM_EXIT_DATA);
        scrm_config_free(config);
        scrm_err_fini(&err);
    }
    T("a line that is too long to help is left out")
    {
        struct scrm_buf text = {0};
        struct scrm_err err;

        scrm_buf_puts(&text, "{\"k\": \"");
        for (int i = 0; i < 300; i++)
            scrm_buf_putc(&text, 'x');
        scrm_buf_puts(&text, "\"}");
        err = error_at(scrm_buf_text(&text), 200);
        OK(err.line == 1 && err.column == 208 && !err.excerpt);
        scrm_err_fini(&err);
        scrm_buf_fini(&text);
    }
}

int main(void)
{
    styles();
    everywhere();
    hints();
    return t_end();
}
