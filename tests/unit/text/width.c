/*
 * Columns, cutting, and text made harmless for terminals and pages.
 */
#include "../t.h"

#include "shared.h"
#include "text/utf8.h"

static void cut_is(const char *text, size_t columns, const char *want, size_t want_used)
{
    size_t used = 99;
    struct scrm_slice cut = scrm_text_cut(scrm_slice_of(text), columns, &used);

    OK(scrm_slice_is(cut, want));
    OK(used == want_used);
}

static void visible_is(const char *text, size_t len, const char *want)
{
    struct scrm_buf out = {0};

    scrm_text_visible(&out, (struct scrm_slice){text, len});
    SAME(scrm_buf_text(&out), want);
    scrm_buf_fini(&out);
}

/* The lines are "÷ 0020 × 0308 ÷ # comment": U+00F7 breaks, U+00D7 does not. */
static bool agrees_on(struct scrm_slice line)
{
    struct scrm_buf text = {0};
    size_t ends[64], n = 0, from = 0, i = 0;
    bool same = true;

    while (i < line.len && line.at[i] != '#') {
        if ((unsigned char)line.at[i] == 0xC3) {
            if ((unsigned char)line.at[i + 1] == 0xB7 && text.len)
                ends[n++] = text.len;
            i += 2;
        } else if (line.at[i] == ' ' || line.at[i] == '\t') {
            i++;
        } else {
            char *end;

            scrm_utf8_put(&text, (uint32_t)strtoul(line.at + i, &end, 16));
            i = (size_t)(end - line.at);
        }
    }
    for (size_t k = 0; k < n && same; k++) {
        struct scrm_slice rest = {text.at + from, text.len - from};

        from += scrm_text_grapheme(rest);
        same = from == ends[k];
    }
    same &= from == text.len;
    scrm_buf_fini(&text);
    return same;
}

static void graphemes(void)
{
    struct scrm_buf file = {0};
    struct scrm_slice text, line;
    size_t lines = 0, wrong = 0;

    if (!shared_read("conformance/unicode/GraphemeBreakTest.txt", &file))
        return;
    text = scrm_buf_slice(&file);
    while (shared_line(&text, &line)) {
        if (!line.len || *line.at == '#')
            continue;
        lines++;
        wrong += !agrees_on(line);
    }
    OK(lines > 500 && wrong == 0);
    scrm_buf_fini(&file);
}

int main(void)
{
    T("columns")
    {
        OK(scrm_text_width(scrm_slice_of("")) == 0);
        OK(scrm_text_width(scrm_slice_of("order 7")) == 7);
        OK(scrm_text_width(scrm_slice_of("cafe\xCC\x81")) == 4);
        OK(scrm_text_width(scrm_slice_of("\xE6\x97\xA5\xE6\x9C\xAC")) == 4);
        OK(scrm_text_width(scrm_slice_of("\xF0\x9F\x98\x80")) == 2);
        OK(scrm_text_width(scrm_slice_of("\xE2\x9D\xA4\xEF\xB8\x8F")) == 2);
        OK(scrm_text_width(scrm_slice_of("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA")) == 2);
        OK(scrm_text_width(scrm_slice_of("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7")) == 2);
        OK(scrm_text_width(scrm_slice_of("1\xEF\xB8\x8F\xE2\x83\xA3")) == 2);
        OK(scrm_text_width(scrm_slice_of("a\x1B\nb")) == 2);
    }
    T("a cut ends at a whole character")
    {
        cut_is("hello", 3, "hel", 3);
        cut_is("hello", 9, "hello", 5);
        cut_is("cafe\xCC\x81s", 4, "cafe\xCC\x81", 4);
        cut_is("\xE6\x97\xA5\xE6\x9C\xAC", 3, "\xE6\x97\xA5", 2);
        cut_is("x\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", 2, "x", 1);
        cut_is("", 5, "", 0);
        cut_is("abc", 0, "", 0);
    }
    T("words are wrapped by their columns, and a long one is kept whole")
    {
        struct scrm_buf out = {0};

        scrm_text_wrap(&out, SCRM_SLICE("one  two\nthree"), 4, 2, 10);
        scrm_text_wrap(&out, SCRM_SLICE("\xE6\x97\xA5 \xE6\x97\xA5 a"), 0, 0, 5);
        scrm_text_wrap(&out, SCRM_SLICE("endlessly so"), 0, 1, 5);
        scrm_text_wrap(&out, SCRM_SLICE(""), 0, 0, 5);
        SAME(scrm_buf_text(&out), "one\n  two\n  three\n\xE6\x97\xA5 \xE6\x97\xA5\na\n"
                                  "endlessly\n so\n\n");
        scrm_buf_fini(&out);
    }
    T("grapheme clusters as in UAX 29") graphemes();
    T("controls and direction marks are shown, not obeyed")
    {
        visible_is("plain \xC3\xA9", 8, "plain \xC3\xA9");
        visible_is("a\x1B[31mred", 9, "a\\x1b[31mred");
        visible_is("a\nb\tc\r", 6, "a b c\\x0d");
        visible_is("a\0b\x7F", 4, "a\\x00b\\x7f");
        visible_is("\xC2\x9B"
                   "31m",
                   5, "\\u009b31m");
        visible_is("abc\xE2\x80\xAE"
                   "def\xE2\x81\xA6",
                   12, "abc\\u202edef\\u2066");
        visible_is("\xD8\x9C\xE2\x80\x8F", 5, "\\u061c\\u200f");
        visible_is("bad\xFF", 4, "bad\xEF\xBF\xBD");
        visible_is(NULL, 0, "");
    }
    T("markup becomes text")
    {
        struct scrm_buf out = {0};

        scrm_text_html(&out, scrm_slice_of("<a href=\"x\" t='y'>R&D</a>"));
        SAME(scrm_buf_text(&out),
             "&lt;a href=&quot;x&quot; t=&#39;y&#39;&gt;R&amp;D&lt;/a&gt;");
        scrm_buf_fini(&out);
    }
    return t_end();
}
