/*
 * HTML to text: what posts of the networks look like, what mail and feeds
 * look like, what is broken, what is hostile.
 */
#include "../t.h"

#include "shared.h"
#include "text/html.h"

static void text_is(const char *html, const char *want)
{
    struct scrm_buf out = {0};

    scrm_html_text(&out, scrm_slice_of(html), NULL, NULL);
    SAME(scrm_buf_text(&out), want);
    scrm_buf_fini(&out);
}

static void unescapes(const char *html, const char *want)
{
    struct scrm_buf out = {0};

    scrm_html_unescape(&out, scrm_slice_of(html));
    SAME(scrm_buf_text(&out), want);
    scrm_buf_fini(&out);
}

static void note_link(void *ctx, struct scrm_slice href, struct scrm_slice class_names)
{
    scrm_buf_printf(ctx, "%.*s(%.*s) ", SCRM_FMT(href), SCRM_FMT(class_names));
}

static void links_are(const char *html, const char *want)
{
    struct scrm_buf out = {0}, links = {0};

    scrm_html_text(&out, scrm_slice_of(html), note_link, &links);
    SAME(scrm_buf_text(&links), want);
    scrm_buf_fini(&out);
    scrm_buf_fini(&links);
}

static void lines(void)
{
    text_is("", "");
    text_is("plain", "plain");
    text_is("  a \n\t b  ", "a b");
    text_is("<p>one</p><p>two</p>", "one\n\ntwo");
    text_is("<p>one<br>two<br/>three<br></p><p>four</p>", "one\ntwo\nthree\n\nfour");
    text_is("a<br><br>b", "a\n\nb");
    text_is("<div>a</div><div>b</div>", "a\nb");
    text_is("<div>a<br></div><div><br></div><div>b</div>", "a\n\nb");
    text_is("a<p>b", "a\n\nb");
    text_is("<p> a <b> b</b> <i>c </i> d </p>", "a b c d");
    text_is("<h1>Title</h1>text<hr>more", "Title\n\ntext\n\nmore");
    text_is("a&nbsp; b&#32; c", "a\xC2\xA0 b c");
    text_is("<P>A</P><DIV CLASS=x>B</DIV>", "A\n\nB");
    text_is("soft<wbr>wrap", "softwrap");
}

static void structure(void)
{
    text_is("<ul><li>one</li><li>two</li></ul>after", "* one\n* two\n\nafter");
    text_is("<ul>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ul>", "* one\n\n* two");
    text_is("<ol><li>a<li>b<ul><li>c</ul><li>d</ol>", "1. a\n2. b\n  * c\n3. d");
    text_is("<ol start=\"9\"><li>a<li></li><li>b</ol>", "9. a\n11. b");
    text_is("<li>stray", "* stray");
    text_is("<p>said</p><blockquote><p>one</p><p>two</p></blockquote><p>no</p>",
            "said\n\n> one\n>\n> two\n\nno");
    text_is("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b");
    text_is("<table><tr><th>A<th>B<tr><td>1<td></td><td>2</table>", "A\tB\n1\t2");
    text_is("<table><tr><td><p>a</p><td><p>b</p><tr><td><p>c<br>d</p><td>e</table>f",
            "a\nb\nc\nd\ne\n\nf");
    text_is("<table><tr><td> <div>a</div></table>", "a");
    text_is("x<pre>\n a  b\n\n  c\n</pre>y", "x\n\n a  b\n\n  c\n\ny");
    text_is("<pre>\tkeep</pre>", "keep");
    text_is("<dl><dt>t<dd>d</dl>", "t\nd");
    text_is("hi <img src=x alt=':wave:'>!", "hi :wave:!");
    text_is("<img alt='a &lt; b'><img src=pixel alt=''>", "a < b");
}

static void unseen(void)
{
    text_is("a<script>if (1<2) x='</b>'</script>b", "ab");
    text_is("<style>p{}</style><title>T</title>b", "b");
    text_is("<SCRIPT>x</Script >b", "b");
    text_is("<script>never closed", "");
    text_is("a<!-- <p>no</p> -->b<!--->c<!-->d", "abcd");
    text_is("a<!-- x --!>b<!DOCTYPE html>c<?xml x?>d</>e</ bogus>f", "abcdef");
    text_is("a<![CDATA[x]]>b", "ab");
    text_is("<head><meta charset=x><title>T</title></head><body>b</body>", "b");
    text_is("<template><p>x</p></template>b", "b");
}

static void mastodon(void)
{
    text_is("<p>RE: <a href=\"https://a.example/1\"><span class=\"invisible\">https://</span>"
            "<span class=\"ellipsis\">shop.example/a/long/pa</span>"
            "<span class=\"invisible\">th?x=1</span></a></p><p>look</p>",
            "RE: https://shop.example/a/long/path?x=1\n\nlook");
    text_is("<a><span class=\"invisible\">https://</span><span class=\"ellipsis\">b.example/x"
            "\xE2\x80\xA6</span><span class=\"invisible\">yz</span></a> and\xE2\x80\xA6",
            "https://b.example/xyz and\xE2\x80\xA6");
    text_is("<p><span class=\"h-card\" translate=\"no\"><a href=\"https://a.example/@ann\" "
            "class=\"u-url mention\">@<span>ann</span></a></span> it&#39;s late &amp; cold "
            "<a href=\"https://a.example/tags/post\" class=\"mention hashtag\" rel=\"tag\">#"
            "<span>post</span></a></p>",
            "@ann it's late & cold #post");
    links_are(
        "<p><a href=\"https://a.example/@ann\" class=\"u-url mention\">@<span>ann</span></a>"
        "<a class='x' HREF=' https://b.example/?a=1&amp;b=2&copy=3 '>b</a>"
        "<a name=top>t</a></p>",
        "https://a.example/@ann(u-url mention) https://b.example/?a=1&b=2&copy=3(x) ");
}

static void broken(void)
{
    text_is("I <3 you, 1 < 2 <", "I <3 you, 1 < 2 <");
    text_is("a <y then", "a <y then");
    text_is("cut <a href=\"http://sho", "cut");
    text_is("cut <a", "cut");
    text_is("a </p", "a");
    text_is("<a href=\"foo>text</a> \"more", "text \"more");
    text_is("<b <i>x</i></b>", "x");
    text_is("<p class='a>b'>c", "c");
    text_is("<a title=\"a>b\" href=x>c</a>", "c");
    text_is("</ul></li></blockquote></pre></span>x", "x");
    text_is("&", "&");
    text_is("a & b &unknown; &#; &#x; &amp", "a & b &unknown; &#; &#x; &");
    text_is("<john@example.com>x", "x");
    text_is("\xC3\xA9<p>\xFF", "\xC3\xA9\n\n\xFF");
}

static void nul(void)
{
    struct scrm_buf out = {0};

    scrm_html_text(&out, (struct scrm_slice){"a\0b<p\0>c", 8}, NULL, NULL);
    SAME(scrm_buf_text(&out), "a\xEF\xBF\xBD"
                              "bc");
    scrm_buf_fini(&out);
    scrm_html_text(&out, (struct scrm_slice){0}, NULL, NULL);
    SAME(scrm_buf_text(&out), "");
    scrm_buf_puts(&out, "kept ");
    scrm_html_text(&out, SCRM_SLICE("<p>x"), NULL, NULL);
    SAME(scrm_buf_text(&out), "kept x");
    scrm_buf_fini(&out);
}

static void references(void)
{
    unescapes("", "");
    unescapes("a &lt; b &amp;&amp; c", "a < b && c");
    unescapes("&notit; &notin; &not", "\xC2\xACit; \xE2\x88\x89 \xC2\xAC");
    unescapes("&CounterClockwiseContourIntegral;", "\xE2\x88\xB3");
    unescapes("&nGt;&NotEqualTilde;", "\xE2\x89\xAB\xE2\x83\x92\xE2\x89\x82\xCC\xB8");
    unescapes("&#128;&#x80;&#129;", "\xE2\x82\xAC\xE2\x82\xAC\xC2\x81");
    unescapes("&#0;&#xD800;&#x110000;&#99999999999999999999;",
              "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    unescapes("&#x1F600&#65B", "\xF0\x9F\x98\x80"
                               "AB");
    unescapes("&amp;lt;", "&lt;");
}

/* Text of blocks of every length around a vector's edge. */
static void block_edges(void)
{
    char html[100], want[100];

    for (size_t len = 1; len < 40; len++)
        for (size_t at = 0; at < len; at++) {
            struct scrm_buf out = {0};

            memset(html, 'x', len);
            html[at] = ' ';
            html[len] = '\0';
            snprintf(want, sizeof want, "%.*s%s%.*s", (int)at, html,
                     at && at + 1 < len ? " " : "", (int)(len - at - 1), html + at + 1);
            scrm_html_text(&out, scrm_slice_of(html), NULL, NULL);
            if (strcmp(scrm_buf_text(&out), want) != 0)
                SAME(scrm_buf_text(&out), want);
            scrm_buf_fini(&out);
        }
}

/* A million bytes of what could make a parser look back or ahead for ever. */
static void hostile(void)
{
    static const char *const units[] = {
        "<",
        "<y",
        "<y ",
        "<y x=\"",
        "<a href=\"",
        "</y",
        "<!",
        "<!--",
        "<!-- -",
        "&",
        "&#1",
        "&notit",
        "<script>",
        "<script><",
        "<ul><li>a",
        "<blockquote>a<br><br>",
        "<pre> ",
        "<br>",
        "<span class=ellipsis>",
        "<a x='<a x=\"",
        "<title></titl",
        "<p>",
        "\xE2\x80\xA6</span>",
        "<td>x",
        "<img alt='&lt;<'",
        "<y x=\"'>",
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct scrm_buf html = repeated(units[i], 1000000 / strlen(units[i])), out = {0},
                        links = {.max = 4096};

        scrm_html_text(&out, scrm_buf_slice(&html), note_link, &links);
        OK(out.len < 20 * html.len);
        scrm_buf_reset(&out);
        scrm_buf_puts(&html, " x> end");
        scrm_html_text(&out, scrm_buf_slice(&html), NULL, NULL);
        OK(out.len < 20 * html.len);
        scrm_buf_fini(&html);
        scrm_buf_fini(&out);
        scrm_buf_fini(&links);
    }
}

int main(void)
{
    T("lines and white space") lines();
    T("lists, quotes, tables, code, pictures") structure();
    T("what isn't shown") unseen();
    T("Mastodon's posts") mastodon();
    T("broken markup gives its text") broken();
    T("NUL, nothing, and a buffer in use") nul();
    T("character references") references();
    T("spaces at every place of a block") block_edges();
    T("hostile markup takes linear time") hostile();
    return t_end();
}
