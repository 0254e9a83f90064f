/* Descriptors: what is wrong is told with line and column; what is right is there. */
#include "../t.h"

#include <stdlib.h>

#include "source/parse.h"

static struct scrm_buf buf;

static struct scrm_source *parse(const char *yaml, struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_parse(scrm_slice_of(yaml), "x.yaml", err);

    return config ? scrm_source_parse(config, NULL, NULL, err) : NULL;
}

/* The first line of the error that the descriptor gives, with its hint; "ok". */
static const char *check(const char *rest)
{
    struct scrm_err err = {0};
    struct scrm_buf yaml = {0};
    struct scrm_source *source;

    scrm_buf_printf(&yaml, "scrm_source: 1\nname: x\n%s", rest);
    source = parse(scrm_buf_text(&yaml), &err);
    scrm_buf_reset(&buf);
    if (source)
        scrm_buf_puts(&buf, "ok");
    else
        scrm_buf_printf(&buf, "%llu:%llu: %s%s%s", (unsigned long long)err.line,
                        (unsigned long long)err.column, err.text, err.hint ? " / " : "",
                        err.hint ? err.hint : "");
    scrm_source_free(source);
    scrm_err_fini(&err);
    scrm_buf_fini(&yaml);
    return scrm_buf_text(&buf);
}

static void arguments(void)
{
    struct scrm_err err = {0};
    struct scrm_args args = {0};
    struct scrm_source *source = parse("scrm_source: 1\nname: x\nargs:\n"
                                       "  a: {required: true, pattern: '^[a-z]+$'}\n"
                                       "  b: {default: two}\n  c:\n",
                                       &err);
    struct scrm_arena arena = {0};

    T("arguments are checked, and what has a fallback is filled in")
    {
        OK(source != NULL);
        OK(scrm_source_check_args(source, &args, false, &err) == 0);
        OK(args.n == 0);
        OK(scrm_source_check_args(source, &args, true, &err) != 0 &&
           err.code == SCRM_EXIT_USAGE);
        SAME(err.text, "x needs a=...");
        scrm_err_clear(&err);
        scrm_args_set(&args, "a", SCRM_SLICE("Q"));
        OK(scrm_source_check_args(source, &args, true, &err) != 0);
        SAME(err.text, "a=Q does not look like ^[a-z]+$");
        scrm_err_clear(&err);
        scrm_args_set(&args, "a", SCRM_SLICE("q"));
        OK(scrm_source_check_args(source, &args, true, &err) == 0);
        OK(scrm_slice_is(scrm_args_text(&args, "b", &arena), "two"));
        OK(scrm_args_get(&args, "c").kind == SCRM_ABSENT);
    }
    T("an argument may hold anything, and loses nothing")
    {
        scrm_args_set(&args, "c", SCRM_SLICE("a\"b\\c\n\xC3\xA9"));
        OK(scrm_slice_is(scrm_args_text(&args, "c", &arena), "a\"b\\c\n\xC3\xA9"));
        SAME(args.at[2].json, "\"a\\\"b\\\\c\\n\xC3\xA9\"");
        scrm_args_unset(&args, "c");
        OK(scrm_args_get(&args, "c").kind == SCRM_ABSENT);
    }
    scrm_arena_fini(&arena);
    scrm_args_fini(&args);
    scrm_err_fini(&err);
    scrm_source_free(source);
}

int main(void)
{
    T("keys that are not known are met with a suggestion")
    {
        SAME(check("strems: {}\n"), "3:1: unknown key \"strems\" / did you mean \"streams\"?");
        SAME(check("rate: {remaning: x}\n"),
             "3:8: unknown key \"remaning\" / did you mean \"remaining\"?");
        SAME(check("streams:\n  a: {url: 'https://x/', wher: /a}\n"),
             "4:26: unknown key \"wher\" / did you mean \"where\"?");
        SAME(check("map: {txt: /a}\n"),
             "3:7: a post has no member \"txt\" / did you mean \"text\"?");
        SAME(check("map: {id: /a}\n"), "3:7: id is computed, not mapped");
    }
    T("values that are none are told with their place")
    {
        SAME(check("map: {text: a}\n"),
             "3:13: a path starts with / (the record), $/ (the page) or @ (a name)");
        SAME(check("map: {text: {path: /a, as: html_txt}}\n"),
             "3:28: no transform is named \"html_txt\" / did you mean \"html_text\"?");
        SAME(check("map: {text: {pth: /a}}\n"),
             "3:14: no operation is named \"pth\": there are const fmt list path each if "
             "lookup / did you mean \"path\"?");
        SAME(check("map: {text: {if: /a}}\n"), "3:13: if needs a then");
        SAME(check("map: {text: {path: /a, eq: 1}}\n"),
             "3:24: unknown key \"eq\" / known here: path enum as");
        SAME(check("map: {text: {fmt: 'a{/b'}}\n"), "3:21: { without }");
        SAME(check("map: {text: {lookup: $/a, on: /b}}\n"),
             "3:13: lookup needs on, eq and get");
        SAME(check("map: {type: {path: /a, enum: [b]}}\n"),
             "3:30: expected a map from texts to values");
        SAME(check("map: {text: '@nobody'}\n"), "3:14: the source has no argument \"nobody\"");
    }
    T("streams that cannot work are told why")
    {
        SAME(check("streams: {a: {records: /*}}\n"), "3:14: a stream needs a url");
        SAME(check("streams: {a: {url: 'https://x/', page: {kind: link}}}\n"),
             "3:40: pages by link need a rel");
        SAME(check("streams: {a: {url: 'https://x/', page: {kind: cursor}}}\n"),
             "3:40: this kind of page needs a path");
        SAME(check("streams: {a: {url: 'https://x/', cursor: {path: /id}}}\n"),
             "3:42: a cursor needs compare: int, text, length_then_text or time");
        SAME(check("streams: {a: {url: 'https://x/', order: up}}\n"),
             "3:41: order: expected desc or asc, got \"up\"");
        SAME(check("auth: {kind: bearer}\n"),
             "3:7: auth needs a secret: its key in the secrets file");
        SAME(check("responses: [{status: 42, action: fail}]\n"),
             "3:22: expected a status such as 403");
        SAME(check("responses: [{status: 420}]\n"), "3:13: a response needs an action");
        SAME(check("args: {a: {pattern: '['}}\n"),
             "3:23: regular expression: missing terminating ] for character class");
    }
    T("what is right is taken")
    {
        SAME(check("map: {text: [/a, {path: [/b, /c], as: [trim, lower]}]}\n"), "ok");
        SAME(check("wheel: {}\n"),
             "3:1: unknown key \"wheel\" / known here: scrm_source name network about example "
             "tier decode priority like args hosts host auth rate responses streams recheck "
             "records inside recognise ignore map");
        SAME(check("args: {q: }\nstreams: {a: {url: 'https://x/{@q}/{@cursor?}', params: {n: "
                   "5, x: '{@page?}'}}}\n"),
             "ok");
        SAME(check("recognise: [[/a, {path: /b, in: [1, x, true]}], [{path: /c, eq: null}]]\n"),
             "ok");
    }
    arguments();
    scrm_buf_fini(&buf);
    return t_end();
}
