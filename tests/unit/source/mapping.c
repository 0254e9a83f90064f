/* Records to posts: operations, transforms, ids, times, tombstones, what fails. */
#include "../t.h"

#include "desk.h"

static const char YAML[] =
    "scrm_source: 1\n"
    "name: brandx\n"
    "args: {host: {}}\n"
    "host: '@host'\n"
    "recognise: [[/kind, /no]]\n"
    "ignore: [[/user]]\n"
    "records: [/page/*, /inner]\n"
    "map:\n"
    "  type: {path: /kind, enum: {c: comment, d: delete, p: post}}\n"
    "  native_id: /no\n"
    "  uri: /uri\n"
    "  created_at: [{path: /made, as: epoch}, /at]\n"
    "  updated_at: {path: /changed, as: epoch}\n"
    "  deleted_at: /gone_at\n"
    "  title: {path: /title, as: [unescape, trim]}\n"
    "  html: /html\n"
    "  text: [{path: /html, as: html_text}, {path: /parts, as: concat}, /text]\n"
    "  lang: {path: /lang, as: lang}\n"
    "  author_id: /who/id\n"
    "  author_handle: {path: /who/name, as: [handle, lower]}\n"
    "  author_url: {fmt: 'https://b.example/{/who/name}?x={/who/id?}'}\n"
    "  author_name: {lookup: $/users, on: /who/id, eq: /id, get: /name}\n"
    "  in_reply_to: {path: /parent, as: ref}\n"
    "  conversation: /thread\n"
    "  status: {if: {path: /open, eq: false}, then: {const: closed}, else: {const: open}}\n"
    "  like_count: '/votes/[way=up]/n'\n"
    "  reply_count: {path: /answers, as: len}\n"
    "  view_count: /views\n"
    "  rating: /stars\n"
    "  sensitive: /warn\n"
    "  mentions: /mentions/*/name\n"
    "  hashtags: {list: [/tag1, {path: /tag2, as: lower}]}\n"
    "  media: {each: /files/*, map: {type: /t, url: [/u, /v]}}\n"
    "  ext: {size: /size, flag: /flag, rkey: {path: /uri, as: rkey}}\n";

static const struct scrm_map_settings PLAIN = {.now_ms = 1800000000000};

int main(void)
{
    struct scrm_err err = {0};
    struct scrm_map_settings named = PLAIN;
    struct scrm_args args = {0};
    struct desk desk;
    const char *got;
    uint64_t failed;

    if (desk_open(&desk, "brandx", YAML, &err) != 0) {
        scrm_err_print(&err, "mapping");
        return 1;
    }
    T("every member that can be read is written, in the order of the table")
    {
        SAME(desk_map(&desk, &PLAIN,
                      "{\"kind\":\"c\",\"no\":12,\"made\":1700000000,\"html\":\"<p>Hi "
                      "<b>you</b></p>\","
                      "\"lang\":\"EN_us\",\"who\":{\"id\":7,\"name\":\"@Ada\"},\"parent\":"
                      "\"11\",\"thread\":\"https://b.example/1\","
                      "\"votes\":[{\"way\":\"down\",\"n\":1},{\"way\":\"up\",\"n\":5}],"
                      "\"answers\":[1,2],\"views\":1e3,"
                      "\"stars\":\"4.5\",\"warn\":true,\"tag1\":\"a\",\"tag2\":\"B\",\"files\":"
                      "[{\"t\":\"image\",\"v\":\"x\"},{}],"
                      "\"size\":1.50,\"flag\":false}",
                      &failed),
             "{\"schema\":\"scrm.post/"
             "1\",\"id\":\"brandx:12\",\"type\":\"comment\",\"network\":\"brandx\","
             "\"source\":\"brandx\",\"native_id\":\"12\",\"created_at\":\"2023-11-14T22:13:"
             "20Z\",\"text\":\"Hi you\","
             "\"rev\":\"498c614bbe3a3f11caa9b8c6c964ca97\",\"html\":\"<p>Hi "
             "<b>you</b></p>\",\"lang\":\"en-US\",\"lang_src\":\"network\","
             "\"author_id\":\"7\",\"author_handle\":\"ada\",\"author_url\":\"https://b.example/"
             "@Ada?x=7\","
             "\"in_reply_to\":\"brandx:11\",\"conversation\":\"https://b.example/"
             "1\",\"status\":\"open\","
             "\"reply_count\":2,\"like_count\":5,\"view_count\":1000,\"rating\":4.5,"
             "\"sensitive\":true,"
             "\"hashtags\":[\"a\",\"b\"],\"media\":[{\"type\":\"image\",\"url\":\"x\"}],"
             "\"ext\":{\"size\":1.50,\"flag\":false}}");
        OK(failed == 0);
    }
    T("ids share one space: a URI stays, with the native name as an alias; the host comes from "
      "the arguments")
    {
        scrm_args_set(&args, "host", SCRM_SLICE("b.example"));
        named.args = &args;
        got = desk_map(
            &desk, &named,
            "{\"kind\":\"p\",\"no\":\"3\",\"uri\":\"at://did:x/app/abc\",\"parent\":\"2\"}",
            NULL);
        OK(holds(got, "\"id\":\"at://did:x/app/abc\""));
        OK(holds(got, "\"aliases\":[\"brandx:b.example:3\"]"));
        OK(holds(got, "\"in_reply_to\":\"brandx:b.example:2\""));
        OK(holds(got, "\"rkey\":\"abc\""));
        got = desk_map(&desk, &named, "{\"kind\":\"p\",\"no\":\"3\",\"uri\":\"no address\"}",
                       NULL);
        OK(holds(got, "\"id\":\"brandx:b.example:3\""));
        OK(strstr(got, "\"uri\"") == NULL);
    }
    T("an envelope brings its arguments, its time and its page")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"schema\":\"scrm.raw/"
                       "1\",\"source\":\"brandx.new\",\"args\":{\"host\":\"c.example\"},"
                       "\"fetched_at\":\"2026-01-01T10:00:00Z\",\"record\":{\"kind\":\"p\","
                       "\"no\":3,\"who\":{\"id\":\"u2\"}},"
                       "\"page\":{\"users\":[{\"id\":\"u1\",\"name\":\"Ada\"},{\"id\":\"u2\","
                       "\"name\":\"Bea\"}]}}",
                       NULL);
        OK(holds(got, "\"id\":\"brandx:c.example:3\""));
        OK(holds(got, "\"source\":\"brandx.new\""));
        OK(holds(got, "\"fetched_at\":\"2026-01-01T10:00:00Z\""));
        OK(holds(got, "\"author_name\":\"Bea\""));
        OK(holds(got, "\"created_at\":\"2026-01-01T10:00:00Z\""));
        OK(holds(got, "\"created_at_inferred\":true"));
    }
    T("a source's stream may have a name with anything in it, and is escaped")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"schema\":\"scrm.raw/1\",\"source\":\"brandx.a\\\"b\\\\c\\n\","
                       "\"record\":{\"kind\":\"p\",\"no\":3}}",
                       NULL);
        OK(holds(got, "\"source\":\"brandx.a\\\"b\\\\c\\n\",\"native_id\":\"3\""));
    }
    T("an envelope's members may stand in any order, with blanks")
    {
        got = desk_map(&desk, &PLAIN,
                       " { \"record\" : {\"kind\":\"p\",\"no\":3} , \"source\":\"brandx\", "
                       "\"schema\":\"scrm.raw/1\" } ",
                       NULL);
        OK(holds(got, "\"id\":\"brandx:3\""));
    }
    T("a value that cannot be read is absent and counted")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"z\",\"no\":1,\"made\":\"soon\",\"lang\":\"?\",\"views\":"
                       "\"many\",\"stars\":[],\"warn\":\"maybe\"}",
                       &failed);
        if (!OK(failed == 5))
            printf("   %llu in %s\n", (unsigned long long)failed, got);
        OK(holds(got, "\"type\":\"post\""));
        OK(holds(got, "\"created_at\":\"2027-01-15T08:00:00Z\""));
        OK(strstr(got, "lang") == NULL && strstr(got, "view_count") == NULL);
        OK(strstr(got, "rating") == NULL && strstr(got, "sensitive") == NULL);
    }
    T("a count below zero is none, but for likes")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"p\",\"no\":1,\"made\":1,\"views\":-1,\"votes\":[{\"way\":"
                       "\"up\",\"n\":-3}]}",
                       &failed);
        OK(holds(got, "\"like_count\":-3"));
        OK(strstr(got, "view_count") == NULL);
        OK(failed == 1);
    }
    T("a date more than a day ahead is not believed")
    {
        OK(holds(desk_map(&desk, &PLAIN, "{\"kind\":\"p\",\"no\":1,\"made\":1800086399}", NULL),
                 "\"created_at\":\"2027-01-16T07:59:59Z\""));
        OK(holds(desk_map(&desk, &PLAIN, "{\"kind\":\"p\",\"no\":1,\"made\":1800086401}", NULL),
                 "\"created_at_inferred\":true"));
    }
    T("false means never, null and empty mean absent, and text may be empty")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"p\",\"no\":1,\"made\":1700000000,\"changed\":false,"
                       "\"title\":\"\",\"html\":null,\"text\":\"\"}",
                       &failed);
        OK(failed == 0);
        OK(holds(got, "\"text\":\"\""));
        OK(strstr(got, "updated_at") == NULL && strstr(got, "title") == NULL &&
           strstr(got, "html") == NULL);
    }
    T("a revision is the time of the change, else a digest of what is said; counts do not move "
      "it")
    {
        char one[33];

        OK(holds(desk_map(&desk, &PLAIN,
                          "{\"kind\":\"p\",\"no\":1,\"made\":1,\"changed\":1700000000.5}",
                          NULL),
                 "\"rev\":\"2023-11-14T22:13:20.500Z\""));
        got = strstr(desk_map(&desk, &PLAIN,
                              "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"a\",\"views\":1}",
                              NULL),
                     "\"rev\":\"");
        snprintf(one, sizeof one, "%.32s", got + 7);
        OK(holds(desk_map(&desk, &PLAIN,
                          "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"a\",\"views\":2}",
                          NULL),
                 one));
        OK(strstr(desk_map(&desk, &PLAIN, "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"b\"}",
                           NULL),
                  one) == NULL);
        OK(strstr(desk_map(&desk, &PLAIN,
                           "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"a\",\"stars\":1}",
                           NULL),
                  one) == NULL);
    }
    T("a tombstone keeps nothing of what was deleted")
    {
        named.keep_raw = true;
        SAME(
            desk_map(&desk, &named,
                     "{\"kind\":\"d\",\"no\":1,\"made\":1,\"gone_at\":\"2026-01-01T00:00:00Z\","
                     "\"text\":\"secret\",\"title\":\"secret\","
                     "\"who\":{\"id\":\"secret\",\"name\":\"secret\"},\"mentions\":[{\"name\":"
                     "\"secret\"}],\"size\":\"secret\"}",
                     NULL),
            "{\"schema\":\"scrm.post/"
            "1\",\"id\":\"brandx:b.example:1\",\"type\":\"delete\",\"network\":\"brandx\","
            "\"source\":\"brandx\",\"native_id\":\"1\",\"created_at\":\"1970-01-01T00:00:01Z\","
            "\"deleted_at\":\"2026-01-01T00:00:00Z\",\"rev\":\"2026-01-01T00:00:00Z\","
            "\"status\":\"open\",\"deleted\":true}");
    }
    T("what is no text is repaired, what is not in NFC is composed")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"a\\u0000b\\ud800c "
                       "e\xCC\x81 \\ud83d\\ude00\"}",
                       NULL);
        OK(holds(got, "\"text\":\"a\xEF\xBF\xBD"
                      "b\xEF\xBF\xBD"
                      "c \xC3\xA9 \xF0\x9F\x98\x80\""));
    }
    T("entities come from the text where the record does not speak of them")
    {
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"p\",\"no\":1,\"made\":1,\"text\":\"hi @ada and @bea #Tea "
                       "https://www.example.org/x\"}",
                       NULL);
        OK(holds(got, "\"mentions\":[\"ada\",\"bea\"]"));
        OK(holds(got, "\"urls\":[\"https://www.example.org/x\"]"));
        got = desk_map(
            &desk, &PLAIN,
            "{\"kind\":\"p\",\"no\":1,\"made\":1,\"mentions\":[],\"text\":\"hi @ada\"}", NULL);
        OK(strstr(got, "\"mentions\"") == NULL);
        got = desk_map(&desk, &PLAIN,
                       "{\"kind\":\"p\",\"no\":1,\"made\":1,\"html\":\"<a "
                       "href=\\\"https://b.example/long\\\">b.example/lo...</a>"
                       "<a class='mention' href='https://b.example/@x'>@x</a>\"}",
                       NULL);
        OK(holds(got, "\"urls\":[\"https://b.example/long\"]"));
    }
    T("posts inside of pages and wrappers are found; other things are no posts and no errors")
    {
        got = desk_map(
            &desk, &PLAIN,
            "{\"page\":[{\"kind\":\"p\",\"no\":1},{\"x\":1},{\"kind\":\"p\",\"no\":2}]}", NULL);
        OK(holds(got, "\"id\":\"brandx:1\"") && holds(got, "\n{") &&
           holds(got, "\"id\":\"brandx:2\""));
        OK(holds(desk_map(&desk, &PLAIN, "{\"inner\":{\"kind\":\"p\",\"no\":5}}", NULL),
                 "\"id\":\"brandx:5\""));
        OK(holds(
            desk_map(
                &desk, &PLAIN,
                "{\"schema\":\"scrm.raw/"
                "1\",\"source\":\"brandx\",\"record\":{\"inner\":{\"kind\":\"p\",\"no\":6}}}",
                NULL),
            "\"id\":\"brandx:6\""));
        SAME(desk_map(&desk, &PLAIN, "{\"user\":\"ada\",\"text\":\"about me\"}", NULL),
             "(no post)");
        SAME(desk_map(&desk, &PLAIN, "{}", NULL), "(no post)");
        SAME(desk_map(&desk, &PLAIN,
                      "{\"schema\":\"scrm.raw/1\",\"source\":\"brandx\",\"record\":[1]}", NULL),
             "(no post)");
    }
    T("a post passes unchanged, an envelope of nobody is refused")
    {
        SAME(desk_map(&desk, &PLAIN, "{ \"schema\":\"scrm.post/1\", \"x\" : 1 }", NULL),
             "{ \"schema\":\"scrm.post/1\", \"x\" : 1 }");
        OK(holds(desk_map(&desk, &PLAIN,
                          "{\"schema\":\"scrm.raw/1\",\"source\":\"brandy\",\"record\":{}}",
                          NULL),
                 "source: no source is named \"brandy\""));
        OK(holds(desk_map(&desk, &PLAIN, "{\"schema\":\"scrm.raw/1\",\"record\":{}}", NULL),
                 "source: missing"));
        OK(holds(
            desk_map(&desk, &PLAIN, "{\"schema\":\"scrm.raw/1\",\"source\":\"brandx\"}", NULL),
            "record: missing"));
    }
    scrm_args_fini(&args);
    desk_close(&desk);
    scrm_err_fini(&err);
    return t_end();
}
