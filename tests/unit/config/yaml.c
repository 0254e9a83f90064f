/* YAML files as trees: kinds, places, and what is refused with which words. */
#include "../t.h"

#include <stdlib.h>

#include "config/node.h"

static struct scrm_config *load(const char *text, struct scrm_err *err)
{
    return scrm_config_parse(scrm_slice_of(text), "f.yaml", err);
}

static void show_text(struct scrm_slice text, struct scrm_buf *out)
{
    for (size_t i = 0; i < text.len; i++)
        scrm_buf_puts(out, text.at[i] == '\n' ? "\\n" : (char[]){text.at[i], 0});
}

/* {key: value} with t:text i:int n:number b:bool and null, and @line:column of each value. */
static void show(const struct scrm_node *node, struct scrm_buf *out)
{
    switch (node->kind) {
    case SCRM_NODE_NULL:
        scrm_buf_puts(out, "null");
        break;
    case SCRM_NODE_BOOL:
        scrm_buf_puts(out, node->integer ? "b:true" : "b:false");
        break;
    case SCRM_NODE_INT:
        scrm_buf_printf(out, "i:%lld", (long long)node->integer);
        break;
    case SCRM_NODE_NUMBER:
        scrm_buf_printf(out, "n:%g", node->number);
        break;
    case SCRM_NODE_TEXT:
        scrm_buf_puts(out, "t:");
        show_text(node->text, out);
        break;
    case SCRM_NODE_LIST:
    case SCRM_NODE_MAP:
        scrm_buf_puts(out, node->kind == SCRM_NODE_LIST ? "[" : "{");
        for (size_t i = 0; i < node->n; i++) {
            scrm_buf_puts(out, i ? ", " : "");
            if (node->kind == SCRM_NODE_MAP) {
                show_text(node->keys[i]->text, out);
                scrm_buf_puts(out, "=");
            }
            show(node->items[i], out);
        }
        scrm_buf_puts(out, node->kind == SCRM_NODE_LIST ? "]" : "}");
        break;
    }
    scrm_buf_printf(out, "@%u:%u", node->line, node->column);
}

static void tree(const char *text, const char *want)
{
    struct scrm_err err = {0};
    struct scrm_buf got = {0};
    struct scrm_config *config = load(text, &err);

    if (config)
        show(scrm_config_root(config), &got);
    else
        scrm_err_write(&err, &got);
    SAME(scrm_buf_text(&got), want);
    scrm_buf_fini(&got);
    scrm_config_free(config);
    scrm_err_fini(&err);
}

/* The value of `k: TEXT`, without its place. */
static void value(const char *text, const char *want)
{
    struct scrm_buf whole = {0}, tree_text = {0};

    scrm_buf_printf(&whole, "k: %s\n", text);
    scrm_buf_printf(&tree_text, "{k=%s@1:4}@1:1", want);
    tree(scrm_buf_text(&whole), scrm_buf_text(&tree_text));
    scrm_buf_fini(&whole);
    scrm_buf_fini(&tree_text);
}

static void core_schema(void)
{
    T("null, true and false")
    {
        value("null", "null");
        value("~", "null");
        value("NULL", "null");
        value("true", "b:true");
        value("FALSE", "b:false");
    }
    T("what YAML 1.1 would take for something else stays text")
    {
        static const char *const words[] = {
            "yes",  "no",    "on",    "off", "y",          "N",   "nULL",
            "tRUE", "12:30", "1_000", "0b1", "2026-01-05", "0o8", "0xG",
            "1e",   "+",     ".",     "-.",  "1.2.3",      "0x",  "2026-11-21.1"};
        char want[40];

        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            snprintf(want, sizeof want, "t:%s", words[i]);
            value(words[i], want);
        }
    }
    T("whole numbers")
    {
        value("0", "i:0");
        value("-12", "i:-12");
        value("+7", "i:7");
        value("007", "i:7");
        value("0o17", "i:15");
        value("0xfF", "i:255");
        value("9223372036854775807", "i:9223372036854775807");
        value("-9223372036854775808", "i:-9223372036854775808");
    }
    T("numbers with a point or an exponent")
    {
        value("0.5", "n:0.5");
        value(".5", "n:0.5");
        value("-1.", "n:-1");
        value("+01.50e+2", "n:150");
        value("1E-3", "n:0.001");
    }
    T("quotes and tags make text")
    {
        value("'12'", "t:12");
        value("\"true\"", "t:true");
        value("!!str 12", "t:12");
        value("! '12'", "t:12");
        value("!!int \"12\"", "i:12");
        value("!!float 1", "n:1");
        value("''", "t:");
    }
    T("numbers that cannot be held are refused")
    {
        tree("k: .inf", "f.yaml:1:4: infinity and not-a-number are no numbers here\n"
                        "  k: .inf\n     ^");
        tree("k: -.Inf", "f.yaml:1:4: infinity and not-a-number are no numbers here\n"
                         "  k: -.Inf\n     ^");
        tree("k: .NaN", "f.yaml:1:4: infinity and not-a-number are no numbers here\n"
                        "  k: .NaN\n     ^");
        tree("k: 9223372036854775808",
             "f.yaml:1:4: a number that does not fit; an id goes in quotes\n"
             "  k: 9223372036854775808\n     ^");
        tree("k: 0x8000000000000000",
             "f.yaml:1:4: a number that does not fit; an id goes in quotes\n"
             "  k: 0x8000000000000000\n     ^");
        tree("k: 1e999", "f.yaml:1:4: a number that does not fit; an id goes in quotes\n"
                         "  k: 1e999\n     ^");
    }
}

static void trees(void)
{
    T("lists, maps, their places and the order of keys")
    {
        tree("b:\n  - x\n  - {y: 1, a: [2, 3]}\na: \xC3\xA4 # note\nc:\n",
             "{b=[t:x@2:5, {y=i:1@3:9, a=[i:2@3:16, i:3@3:19]@3:15}@3:5]@2:3, "
             "a=t:\xC3\xA4@4:4, c=null@5:3}@1:1");
        tree("- 1\n- a\n", "[i:1@1:3, t:a@2:3]@1:1");
    }
    T("places count characters, under CRLF too, and a BOM is none")
    {
        tree("\xEF\xBB\xBF\xC3\xA4: {\xE2\x82\xAC: x}\r\nb: y\r\n",
             "{\xC3\xA4={\xE2\x82\xAC=t:x@1:8}@1:4, b=t:y@2:4}@1:1");
    }
    T("folded, literal and several-line texts")
    {
        tree("a: >-\n  one\n  two\n\n  three\nb: |\n  l1\n   l2\nc: 'x\n  y'\nd: p\n  q\n",
             "{a=t:one two\\nthree@1:4, b=t:l1\\n l2\\n@6:4, c=t:x y@9:4, d=t:p q@11:4}@1:1");
    }
    T("keys are texts however they look")
    {
        tree("404: x\ntrue: y\non: z\n\"<<\": w\n",
             "{404=t:x@1:6, true=t:y@2:7, on=t:z@3:5, <<=t:w@4:7}@1:1");
    }
    T("files without content")
    {
        tree("", "null@1:1");
        tree("# only a comment\n", "null@1:1");
        tree("---\n...\n", "null@2:1");
    }
    T("one document, with its marks and directives")
    {
        tree("%YAML 1.2\n---\na: 1\n...\n", "{a=i:1@3:4}@3:1");
    }
}

static void aliases(void)
{
    T("an alias stands for its anchor")
    {
        tree("a: &x {k: 1}\nb: *x\nc: [*x, &x 2, *x]\n",
             "{a={k=i:1@1:11}@1:4, b={k=i:1@1:11}@1:4, "
             "c=[{k=i:1@1:11}@1:4, i:2@3:9, i:2@3:9]@3:4}@1:1");
    }
    T("aliases that go nowhere or into themselves")
    {
        tree("a: *x\n", "f.yaml:1:4: an alias without its anchor\n  a: *x\n     ^\n"
                        "  a text that begins with '*' goes in quotes");
        tree("a: &x [*x]\n", "f.yaml:1:8: an alias inside of what it stands for\n"
                             "  a: &x [*x]\n         ^\n"
                             "  a text that begins with '*' goes in quotes");
    }
    T("aliases that multiply are stopped")
    {
        struct scrm_err err = {0};
        struct scrm_buf text = {0};
        struct scrm_config *config;

        scrm_buf_puts(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            scrm_buf_printf(&text, "a%d: &a%d [", i, i);
            for (int j = 0; j < 9; j++)
                scrm_buf_printf(&text, "%s*a%d", j ? ", " : "", i - 1);
            scrm_buf_puts(&text, "]\n");
        }
        config = load(scrm_buf_text(&text), &err);
        OK(!config);
        OK(err.code == SCRM_EXIT_CONFIG);
        SAME(err.text, "too large a tree");
        scrm_config_free(config);
        scrm_buf_fini(&text);
        scrm_err_fini(&err);
    }
}

static void refusals(void)
{
    T("duplicate keys, told by both lines")
    {
        tree("a: 1\nb: 2\n'a': 3\n",
             "f.yaml:3:1: the key \"a\" stands twice, first on line 1\n  'a': 3\n  ^");
        tree("x: {q: 1, q: 2}\n",
             "f.yaml:1:11: the key \"q\" stands twice, first on line 1\n  x: {q: 1, q: 2}\n"
             "            ^");
    }
    T("what means something else than it seems to")
    {
        tree("a: &x {b: 1}\nc:\n  <<: *x\n",
             "f.yaml:3:3: merge keys (<<) are no part of YAML 1.2\n    <<: *x\n    ^\n"
             "  write the keys out");
        tree("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document\n  ---\n  ^\n"
                                  "  a configuration file holds one");
        tree("a: !py x\n", "f.yaml:1:4: an unknown tag\n  a: !py x\n     ^\n"
                           "  a text that begins with '!' goes in quotes");
        tree("a: !!int x\n", "f.yaml:1:4: the value is not what its tag says\n"
                             "  a: !!int x\n     ^");
        tree("a: !!seq {b: 1}\n", "f.yaml:1:4: the value is not what its tag says\n"
                                  "  a: !!seq {b: 1}\n     ^");
        tree("[a, b]: 1\n", "f.yaml:1:1: a key must be a plain text\n  [a, b]: 1\n  ^");
        tree("a: \"x\\0y\"\n", "f.yaml:1:4: a NUL character in a text\n  a: \"x\\0y\"\n     ^");
    }
    T("nesting has an end")
    {
        struct scrm_buf text = {0};
        struct scrm_err err = {0};

        for (int i = 0; i < 100000; i++)
            scrm_buf_putc(&text, '[');
        OK(!load(scrm_buf_text(&text), &err));
        SAME(err.text, "nested too deeply");
        OK(err.line == 1 && err.column == 101);
        scrm_err_clear(&err);
        scrm_buf_reset(&text);
        for (int i = 0; i < 5000; i++)
            scrm_buf_printf(&text, "%*sk:\n", i, "");
        OK(!load(scrm_buf_text(&text), &err));
        OK(err.line == 101);
        scrm_err_fini(&err);
        scrm_buf_fini(&text);
    }
    T("bytes that are no text")
    {
        tree("a: 1\nb: \xFF\n", "f.yaml:2:4: invalid leading UTF-8 octet\n  b: \xFF\n     ^\n"
                                "  configuration is text in UTF-8");
        tree("a: \x01\n", "f.yaml:1:4: control characters are not allowed\n  a: \x01\n     ^\n"
                          "  configuration is text in UTF-8");
        tree("\xFF\xFE"
             "a",
             "f.yaml:1: UTF-16, but configuration is UTF-8");
    }
}

#define BLOCK "a text with ': ' or ' #' or quotes in it goes in a block: KEY: >-"

static void slips(void)
{
    T("a text with ': ' in it")
    {
        tree("when: has(text, 'a: b')\n",
             "f.yaml:1:19: a ':' where no key can be\n  when: has(text, 'a: b')\n"
             "                    ^\n  " BLOCK);
    }
    T("a text that begins with a quote and goes on behind it")
    {
        tree("when: 'x' = text\n", "f.yaml:1:11: a key was expected here\n  when: 'x' = text\n"
                                   "            ^\n"
                                   "  is it indented like its neighbours? " BLOCK);
    }
    T("an open quote, told where it opened")
    {
        tree("a: 1\nb: 'x\nc: 2\n", "f.yaml:2:4: a quote opens here and is never closed\n"
                                    "  b: 'x\n     ^\n  " BLOCK);
    }
    T("a key without its ':'")
    {
        tree("a: 1\nb\nc: 2\n", "f.yaml:2:1: a key without its ':'\n  b\n  ^\n  " BLOCK);
    }
    T("tabs, signs and escapes")
    {
        tree("a:\n\tb: 1\n", "f.yaml:2:1: indented with a tab\n  \tb: 1\n  ^\n  use spaces");
        tree("a: @x\n", "f.yaml:1:4: a text cannot begin with this character\n  a: @x\n     ^\n"
                        "  put the text in quotes, or in a block: KEY: >-");
        tree("a: \"\\d\"\n",
             "f.yaml:1:5: an unknown escape in double quotes\n  a: \"\\d\"\n      ^\n"
             "  in 'single quotes' and in a block (KEY: >-) a backslash is a letter");
        tree("a: {b: 1\nc: 2\n",
             "f.yaml:2:2: a ',' or '}' was expected here\n  c: 2\n   ^\n"
             "  a text inside of { } that holds , } or ' #' goes in quotes");
    }
}

int main(void)
{
    core_schema();
    trees();
    aliases();
    refusals();
    slips();
    return t_end();
}
