/* Paths and templates: what they lead to, and where they are wrong. */
#include "../t.h"

#include "record/scan.h"
#include "record/value.h"
#include "source/template.h"

static const char RECORD[] =
    "{\"a\":{\"b\":\"deep\",\"x/"
    "y\":1,\"t~\":2},\"list\":[{\"id\":1,\"n\":\"one\"},{\"id\":2,\"n\":\"two\"},"
    "{\"id\":\"2\",\"n\":\"text\"}],\"0\":\"zero\",\"obj\":{\"p\":{\"v\":1},\"q\":{\"v\":2}},"
    "\"s\":\"q\\\"t\","
    "\"nil\":null}                                                                ";

static struct scrm_arena arena;

static struct scrm_value record(void)
{
    static struct scrm_scanner scanner;
    static struct scrm_value value;
    struct scrm_err err = {0};

    if (value.kind == SCRM_ABSENT)
        OK(scrm_scan_value(&scanner, (struct scrm_slice){RECORD, sizeof RECORD - 65}, &value,
                           &err) == 0);
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&err);
    return value;
}

static bool put(void *ctx, struct scrm_value value)
{
    struct scrm_buf *buf = ctx;

    if (buf->len)
        scrm_buf_putc(buf, ' ');
    scrm_buf_put_slice(buf, scrm_value_token(value));
    return true;
}

/* All that the path leads to, as JSON, or the error with its offset. */
static const char *find(const char *text, struct scrm_buf *buf)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = record(), .page = record()};
    struct scrm_err err = {0};
    struct scrm_path path;
    size_t offset;

    scrm_buf_reset(buf);
    if (scrm_path_parse(&path, scrm_slice_of(text), &offset, &err) != 0) {
        scrm_buf_printf(buf, "error at %zu", offset);
        scrm_err_fini(&err);
        return scrm_buf_text(buf);
    }
    scrm_path_walk(&path, &scope, put, buf);
    scrm_path_fini(&path);
    return scrm_buf_text(buf);
}

static const char *fill(const char *text, bool address, struct scrm_buf *buf)
{
    struct scrm_buf yaml = {0};
    struct scrm_err err = {0};
    struct scrm_args args = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = record(), .args = &args};
    struct scrm_config *config;
    struct scrm_template template;
    enum scrm_filled filled;

    scrm_args_set(&args, "host", SCRM_SLICE("a.example:80"));
    scrm_args_set(&args, "empty", SCRM_SLICE(""));
    scrm_buf_printf(&yaml, "t: '%s'", text);
    config = scrm_config_parse(scrm_buf_slice(&yaml), "test", &err);
    scrm_buf_reset(buf);
    if (scrm_template_parse(&template, scrm_node_get(scrm_config_root(config), "t"), &err) !=
        0) {
        scrm_buf_printf(buf, "error at %llu", (unsigned long long)err.column);
    } else {
        filled = scrm_template_fill(&template, &scope, scrm_buf_put_slice, address, &arena, buf,
                                    NULL);
        if (filled != SCRM_FILLED)
            scrm_buf_puts(buf, filled == SCRM_NOT_FILLED ? "(not filled)" : "(part)");
        scrm_template_fini(&template);
    }
    scrm_config_free(config);
    scrm_args_fini(&args);
    scrm_buf_fini(&yaml);
    scrm_err_fini(&err);
    return scrm_buf_text(buf);
}

int main(void)
{
    struct scrm_buf buf = {0};

    T("a path leads through objects and arrays")
    {
        SAME(find("/a/b", &buf), "\"deep\"");
        SAME(find("/a/x~1y", &buf), "1");
        SAME(find("/a/t~0", &buf), "2");
        SAME(find("/list/1/n", &buf), "\"two\"");
        SAME(find("/0", &buf), "\"zero\"");
        SAME(find("/list/*/id", &buf), "1 2 \"2\"");
        SAME(find("/list/[id=2]/n", &buf), "\"two\" \"text\"");
        SAME(find("/list/[n=one]/id", &buf), "1");
        SAME(find("/obj/*/v", &buf), "1 2");
        SAME(find("$/a/b", &buf), "\"deep\"");
        SAME(find("/nil", &buf), "null");
    }
    T("what is not there is absent")
    {
        SAME(find("/a/c", &buf), "");
        SAME(find("/a/b/c", &buf), "");
        SAME(find("/list/3", &buf), "");
        SAME(find("/list/x", &buf), "");
        SAME(find("/a/*/q", &buf), "");
        SAME(find("@host", &buf), "");
    }
    T("what is no path is told with its place")
    {
        SAME(find("a/b", &buf), "error at 0");
        SAME(find("", &buf), "error at 0");
        SAME(find("$a", &buf), "error at 0");
        SAME(find("/a/~2", &buf), "error at 3");
        SAME(find("/a/[x]", &buf), "error at 3");
        SAME(find("@", &buf), "error at 0");
        SAME(find("@a-b", &buf), "error at 2");
    }
    T("a template is filled, left out, or not filled")
    {
        SAME(fill("x{/a/b}y{@host}", false, &buf), "xdeepya.example:80");
        SAME(fill("{{{/a/b}}}", false, &buf), "{deep}");
        SAME(fill("{/s}", false, &buf), "q\"t");
        SAME(fill("n{/list/0/id}", false, &buf), "n1");
        SAME(fill("{/a/c}", false, &buf), "(not filled)");
        SAME(fill("x{/a/c?}y", false, &buf), "xy(part)");
        SAME(fill("{@empty?}", false, &buf), "(part)");
        SAME(fill("{/a}", false, &buf), "(not filled)");
    }
    T("braces that do not fit are told with their column")
    {
        SAME(fill("ab{/a", false, &buf), "error at 7");
        SAME(fill("ab}", false, &buf), "error at 7");
        SAME(fill("a{b}", false, &buf), "error at 7");
    }
    scrm_buf_fini(&buf);
    scrm_arena_fini(&arena);
    return t_end();
}
