/*
 * Regular expressions: matching, groups, errors with their column, and the
 * limits that keep a bad pattern from hanging a run.
 */
#include "../t.h"

#include "shared.h"
#include "text/pattern.h"

static struct scrm_matcher *matcher;

/* "from-to", "-" not found, "!" a limit, "error COLUMN". */
static void finds(const char *re, bool ignore_case, const char *text, const char *want)
{
    struct scrm_err err = {0};
    struct scrm_pattern *pattern = scrm_pattern_compile(scrm_slice_of(re), ignore_case, &err);
    size_t from = 0, to = 0;
    char got[64];
    int found;

    if (!pattern) {
        OK(err.code == SCRM_EXIT_CONFIG && err.text);
        snprintf(got, sizeof got, "error %u", (unsigned)err.column);
    } else {
        found = scrm_pattern_find(pattern, matcher, scrm_slice_of(text), &from, &to);
        if (found == 1)
            snprintf(got, sizeof got, "%zu-%zu", from, to);
        else
            snprintf(got, sizeof got, found ? "!" : "-");
    }
    SAME(got, want);
    scrm_pattern_free(pattern);
    scrm_err_fini(&err);
}

static void groups(void)
{
    struct scrm_err err = {0};
    struct scrm_pattern *pattern =
        scrm_pattern_compile(SCRM_SLICE("order (\\d+)(?: of (\\w+))?"), true, &err);
    struct scrm_slice text = SCRM_SLICE("My Order 4711, please");

    OK(scrm_pattern_find(pattern, matcher, text, NULL, NULL) == 1);
    OK(scrm_slice_is(scrm_pattern_group(matcher, text, 0), "Order 4711"));
    OK(scrm_slice_is(scrm_pattern_group(matcher, text, 1), "4711"));
    OK(scrm_pattern_group(matcher, text, 2).at == NULL);
    OK(scrm_pattern_group(matcher, text, 9).at == NULL);
    OK(scrm_pattern_find(pattern, matcher, SCRM_SLICE("none"), NULL, NULL) == 0);
    OK(scrm_pattern_group(matcher, text, 0).at == NULL);
    scrm_pattern_free(pattern);
}

/* Each tries every way to divide the run of letters. */
static void limits(void)
{
    struct scrm_buf a = repeated("a", 10000);

    finds("^(?:(a)|b)*$", false, scrm_buf_text(&a), "0-10000");
    scrm_buf_putc(&a, '!');
    finds("^(a+)+$", false, scrm_buf_text(&a), "!");
    finds("^(a|a?)+$", false, scrm_buf_text(&a), "!");
    finds("(x+x+)+y|(a*)*!!", false, scrm_buf_text(&a), "!");
    scrm_buf_fini(&a);
}

int main(void)
{
    matcher = scrm_matcher_new();
    T("finding")
    {
        finds("b+", false, "aabbc", "2-4");
        finds("B+", false, "aabbc", "-");
        finds("B+", true, "aabbc", "2-4");
        finds("", false, "", "0-0");
        finds("^.$", false, "\xC3\xA9", "0-2");
        finds("\xC3\x89", true, "caf\xC3\xA9", "3-5");
        finds("\\bcaf\xC3\xA9\\b", false, "un caf\xC3\xA9!", "3-8");
        finds("\\w+", false, "\xD0\xBF\xD1\x80\xD0\xB8", "0-6");
        finds("b", false,
              "a\xFF"
              "b",
              "2-3");
    }
    T("a pattern that is none says where")
    {
        finds("a(b", false, "", "error 4");
        finds("\xC3\xA9*[z-a]", false, "", "error 6");
        finds("\\C", false, "x", "error 3");
    }
    T("groups") groups();
    T("no pattern runs away") limits();
    scrm_matcher_free(matcher);
    scrm_matcher_free(NULL);
    scrm_pattern_free(NULL);
    return t_end();
}
