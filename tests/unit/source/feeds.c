/* Feeds: encodings, what the sanitiser puts right, items in the shape of a JSON Feed. */
#include "../t.h"

#include "source/charset.h"
#include "source/feed.h"
#include "source/sanitize.h"
#include "source/uri.h"

static struct scrm_buf buf;

static const char *decode(const char *bytes, size_t len, const char *outer)
{
    scrm_buf_reset(&buf);
    scrm_charset_decode((struct scrm_slice){bytes, len}, scrm_slice_of(outer), &buf);
    return scrm_buf_text(&buf);
}
#define DECODE(literal, outer) decode((literal), sizeof(literal) - 1, (outer))

static const char *clean(const char *text)
{
    scrm_buf_reset(&buf);
    scrm_sanitize_xml(scrm_slice_of(text), &buf);
    return scrm_buf_text(&buf);
}

static const char *resolve(const char *base, const char *reference)
{
    scrm_buf_reset(&buf);
    scrm_uri_resolve(scrm_slice_of(base), scrm_slice_of(reference), &buf);
    return scrm_buf_text(&buf);
}

static const char *feed(const char *text)
{
    struct scrm_feed_facts facts;
    struct scrm_err err = {0};

    scrm_buf_reset(&buf);
    if (scrm_feed_decode(scrm_slice_of(text), (struct scrm_slice){0},
                         SCRM_SLICE("https://k.example/feeds/main.xml"), &buf, &facts,
                         &err) != 0) {
        scrm_buf_reset(&buf);
        scrm_buf_printf(&buf, "%d %s", (int)err.code, err.text);
    }
    scrm_err_fini(&err);
    return scrm_buf_text(&buf);
}

#define HEAD "{\"version\":\"https://jsonfeed.org/version/1.1\","

static void encodings(void)
{
    T("marks, declarations and HTTP say what the bytes are")
    {
        SAME(DECODE("caf\xC3\xA9", NULL), "caf\xC3\xA9");
        SAME(DECODE("\xEF\xBB\xBF"
                    "caf\xC3\xA9",
                    "iso-8859-1"),
             "caf\xC3\xA9");
        SAME(DECODE("<?xml version='1.0' encoding='iso-8859-1'?>caf\xE9", NULL),
             "<?xml version='1.0' encoding='iso-8859-1'?>caf\xC3\xA9");
        SAME(DECODE("caf\xE9 \x80", "iso-8859-1"), "caf\xC3\xA9 \xE2\x82\xAC");
        SAME(DECODE("<?xml version='1.0' encoding='koi8-r'?>\xC1", NULL),
             "<?xml version='1.0' encoding='koi8-r'?>\xD0\xB0");
        SAME(DECODE("<?xml version='1.0' encoding='koi8-r'?>\xE9", "iso-8859-1"),
             "<?xml version='1.0' encoding='koi8-r'?>\xC3\xA9");
        SAME(DECODE("\xFF\xFE<\0a\0>\0\xE9\0", NULL), "<a>\xC3\xA9");
        SAME(DECODE("\0<\0a\0>\0\xE9", NULL), "<a>\xC3\xA9");
        SAME(DECODE("\xB0\xA1", "gb2312"), "\xE5\x95\x8A");
        SAME(DECODE("\x83\x41", "Shift_JIS"), "\xE3\x82\xA2");
    }
    T("a declaration that lies, and one that nobody knows, fall back to UTF-8 and windows-1252")
    {
        SAME(DECODE("<?xml version='1.0' encoding='utf-16'?>caf\xC3\xA9", NULL),
             "<?xml version='1.0' encoding='utf-16'?>caf\xC3\xA9");
        SAME(DECODE("caf\xC3\xA9", "us-ascii"), "caf\xC3\xA9");
        SAME(DECODE("\x93hi\x94 \xC3\xA9", "x-nonsense"),
             "\xE2\x80\x9Chi\xE2\x80\x9D \xC3\xA9");
        SAME(DECODE("caf\xE9 and caf\xC3\xA9", NULL), "caf\xC3\xA9 and caf\xC3\xA9");
        SAME(DECODE("\x81", NULL), "\xEF\xBF\xBD");
    }
    T("the charset of a Content-Type, quoted or not")
    {
        OK(scrm_slice_is(scrm_charset_of_type(SCRM_SLICE("text/xml; charset=UTF-8")), "UTF-8"));
        OK(scrm_slice_is(scrm_charset_of_type(SCRM_SLICE("text/xml;Charset=\"koi8-r\"; x=y")),
                         "koi8-r"));
        OK(!scrm_charset_of_type(SCRM_SLICE("text/xml")).len);
    }
}

static void cleaning(void)
{
    T("what stands before the first tag goes, with declaration, DOCTYPE and comments")
    {
        SAME(clean(" \n<?xml version='1.0'?><!-- <a> --><!DOCTYPE a [<!ENTITY x 'y'> <!-- ] "
                   "-->]><a>&x;</a>"),
             "<a>y</a>");
        SAME(clean("junk<a/>"), "<a/>");
        SAME(clean("none"), "");
    }
    T("bare ampersands are escaped, HTML's entities become characters, XML's stay")
    {
        SAME(
            clean("<a>R&D &amp; &nbsp;&eacute; &#233; &#38; &bogus; &lt;b&gt; &</a>"),
            "<a>R&amp;D &amp; \xC2\xA0\xC3\xA9 \xC3\xA9 &amp; &amp;bogus; &lt;b&gt; &amp;</a>");
        SAME(clean("<a href='x?a=1&b=2&copy=3'/>"), "<a href='x?a=1&amp;b=2&amp;copy=3'/>");
        SAME(clean("<a><![CDATA[R&D &nbsp; <b>]]></a>"), "<a><![CDATA[R&D &nbsp; <b>]]></a>");
    }
    T("control characters go, a < that opens nothing is text")
    {
        SAME(clean("<a>x\x01y\x0Bz\tw</a>"), "<a>xyz\tw</a>");
        SAME(clean("<a>1 < 2</a>"), "<a>1 &lt; 2</a>");
        SAME(clean("<a t='x>y'>z</a>"), "<a t='x>y'>z</a>");
    }
    T("an entity that could grow is not followed")
    {
        SAME(clean("<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'><!ENTITY f SYSTEM "
                   "'file:///etc/passwd'>]><a>&c;&f;</a>"),
             "<a>&amp;b;&amp;b;&amp;f;</a>");
    }
    T("references are resolved as RFC 3986 says")
    {
        static const char *const cases[][2] = {{"g:h", "g:h"},
                                               {"g", "http://a/b/c/g"},
                                               {"./g", "http://a/b/c/g"},
                                               {"g/", "http://a/b/c/g/"},
                                               {"/g", "http://a/g"},
                                               {"//g", "http://g"},
                                               {"?y", "http://a/b/c/d;p?y"},
                                               {"g?y", "http://a/b/c/g?y"},
                                               {"#s", "http://a/b/c/d;p?q#s"},
                                               {"g#s", "http://a/b/c/g#s"},
                                               {";x", "http://a/b/c/;x"},
                                               {"", "http://a/b/c/d;p?q"},
                                               {".", "http://a/b/c/"},
                                               {"..", "http://a/b/"},
                                               {"../g", "http://a/b/g"},
                                               {"../..", "http://a/"},
                                               {"../../g", "http://a/g"},
                                               {"../../../g", "http://a/g"},
                                               {"/./g", "http://a/g"},
                                               {"g.", "http://a/b/c/g."},
                                               {"./../g", "http://a/b/g"},
                                               {"g;x=1/../y", "http://a/b/c/y"}};

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            SAME(resolve("http://a/b/c/d;p?q", cases[i][0]), cases[i][1]);
        SAME(resolve("", "x/y"), "x/y");
    }
}

static void items(void)
{
    T("an item of RSS: content before description, dc:creator, addresses made absolute")
    {
        SAME(feed("<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
                  "xmlns:dc='http://purl.org/dc/elements/1.1/' "
                  "xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>"
                  "<channel><title>K &amp;amp; Co</title><language>en</language><item><title>A "
                  "&lt;b&gt;bold&lt;/b&gt; one</title>"
                  "<link>../one</link><guid "
                  "isPermaLink='false'>k1</guid><dc:creator>Ada</dc:creator>"
                  "<author>x@y.example (Bea)</author><pubDate>Mon, 05 Jan 2026 10:00:00 "
                  "GMT</pubDate><category>Tea</category>"
                  "<description>short</description><content:encoded><![CDATA[<p>long</p>]]></"
                  "content:encoded>"
                  "<slash:comments>3</slash:comments><enclosure url='/a.mp3' "
                  "type='audio/mpeg'/></item></channel></rss>"),
             HEAD
             "\"title\":\"K & "
             "Co\",\"language\":\"en\",\"items\":[{\"id\":\"k1\",\"url\":\"https://k.example/"
             "one\","
             "\"title\":\"A bold one\",\"content_html\":\"<p>long</p>\",\"summary\":\"short\","
             "\"date_published\":\"Mon, 05 Jan 2026 10:00:00 "
             "GMT\",\"authors\":[{\"name\":\"Bea\"}],\"tags\":[\"Tea\"],"
             "\"attachments\":[{\"url\":\"https://k.example/a.mp3\",\"mime_type\":\"audio/"
             "mpeg\"}],"
             "\"_comment_count\":\"3\",\"_feed\":\"rss20\"}]}");
    }
    T("an entry of Atom: xml:base, alternate link, XHTML, people, threads")
    {
        SAME(feed("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://b.example/x/' "
                  "xml:lang='de'><author><name>Us</name></author>"
                  "<entry><id>tag:b.example,2026:1</id><title type='html'>T &amp;amp; "
                  "&lt;i&gt;U&lt;/i&gt;</title>"
                  "<link rel='edit' href='no'/><link "
                  "href='one'/><updated>2026-01-05T10:00:00Z</updated>"
                  "<published>2026-01-04T10:00:00Z</published><author><name>Ada</name><uri>/"
                  "ada</uri></author>"
                  "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a "
                  "<b>b</b><br/></div></content>"
                  "<in-reply-to xmlns='http://purl.org/syndication/thread/1.0' "
                  "ref='tag:b.example,2026:0'/></entry></feed>"),
             HEAD
             "\"language\":\"de\",\"authors\":[{\"name\":\"Us\"}],\"items\":[{\"id\":\"tag:b."
             "example,2026:1\","
             "\"_uri\":\"tag:b.example,2026:1\",\"url\":\"https://b.example/x/"
             "one\",\"title\":\"T & U\","
             "\"content_html\":\"a <b>b</b><br>\",\"date_published\":\"2026-01-04T10:00:00Z\","
             "\"date_modified\":\"2026-01-05T10:00:00Z\",\"authors\":[{\"name\":\"Ada\","
             "\"url\":\"https://b.example/ada\"}],"
             "\"language\":\"de\",\"_in_reply_to\":\"tag:b.example,2026:0\",\"_feed\":"
             "\"atom10\"}]}");
    }
    T("RSS 1.0 keeps its items beside the channel")
    {
        SAME(feed("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                  "xmlns='http://purl.org/rss/1.0/'>"
                  "<channel><title>C</title></channel><item "
                  "rdf:about='https://c.example/1'><title>One</title></item></rdf:RDF>"),
             HEAD "\"title\":\"C\",\"items\":[{\"id\":\"https://c.example/"
                  "1\",\"title\":\"One\",\"_feed\":\"rss10\"}]}");
    }
    T("broken markup gives what it has")
    {
        OK(strstr(
            feed("<rss version='2.0'><channel><item><guid>1</guid><title>one</title></item>"
                 "<item><guid>2</guid><title>two & more<b></title></item>"),
            "\"title\":\"one\""));
        OK(strstr(scrm_buf_text(&buf), "\"id\":\"2\""));
        OK(strstr(feed("<rss><channel><item><title><![CDATA[cut"), "\"_feed\":\"rss20\""));
        OK(strstr(feed("<rss><channel><item><dc:creator>Undeclared</dc:creator></item></"
                       "channel></rss>"),
                  "\"name\":\"Undeclared\""));
    }
    T("what is no feed is refused, a JSON Feed passes")
    {
        SAME(feed("<svg/>"), "65 not a feed: neither RSS nor Atom nor JSON Feed");
        SAME(feed("<html><body/></html>"), "65 an HTML page, not a feed");
        SAME(feed(" \n"), "65 empty, not a feed");
        SAME(feed(" {\"items\":[]} "), "{\"items\":[]}");
    }
}

int main(void)
{
    encodings();
    cleaning();
    items();
    scrm_buf_fini(&buf);
    return t_end();
}
