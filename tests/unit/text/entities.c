/*
 * Addresses, mentions, topics: our own cases, and twitter-text's conformance
 * suite with the share of it that is met, printed.
 */
#include "../t.h"

#include "shared.h"
#include "text/entities.h"
#include "text/utf8.h"

struct list {
    struct scrm_slice text;
    struct scrm_buf out;
};

static bool note(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    struct list *list = ctx;

    scrm_buf_printf(&list->out, "%s%c:%.*s", list->out.len ? " " : "", "umahc"[kind],
                    (int)(to - from), list -> text.at + from);
    return true;
}

/* u: an address, m: a mention, a: a handle with its host, h: a topic, c: a cashtag. */
static void finds(const char *text, const char *want)
{
    struct list list = {.text = scrm_slice_of(text)};

    scrm_entities_scan(list.text, note, &list);
    SAME(scrm_buf_text(&list.out), want);
    scrm_buf_fini(&list.out);
}

static void addresses(void)
{
    finds("see http://example.com/a, or https://example.org.",
          "u:http://example.com/a u:https://example.org");
    finds("(https://en.example.org/wiki/Box_(film)) (http://example.com/a)",
          "u:https://en.example.org/wiki/Box_(film) u:http://example.com/a");
    finds("\"http://example.com/?q=(a)&b=1\"!", "u:http://example.com/?q=(a)&b=1");
    finds("(see http://example.com/?q=a)", "u:http://example.com/?q=a");
    finds("http://example.com:8080/x#top?", "u:http://example.com:8080/x#top");
    finds("HTTP://Example.COM/Path", "u:HTTP://Example.COM/Path");
    finds(
        "http://192.0.2.7/x http://localhost:3000/@a http://[2001:db8::1]/y http://300.1.1.1/",
        "u:http://192.0.2.7/x u:http://localhost:3000/@a u:http://[2001:db8::1]/y");
    finds("https://example.com/M\xC3\xBCller?q=\xC3\xA4 https://example.com/\xCE\xB1",
          "u:https://example.com/M\xC3\xBCller?q=\xC3\xA4 u:https://example.com/\xCE\xB1");
    finds("http://example.com\xE3\x80\x82\xE6\xAC\xA1", "u:http://example.com");
    finds("http://no-ending http://-a.com http://a_b.com xhttp://example.com", "");
    finds("[link](https://example.com/x)", "u:https://example.com/x");
    finds("<https://example.com/x>", "u:https://example.com/x");
}

static void bare_addresses(void)
{
    finds("go to example.com or www.shop.example.org/a",
          "u:example.com u:www.shop.example.org/a");
    finds("bit.ly/abc MLB.tv foo.co.jp", "u:bit.ly/abc u:MLB.tv u:foo.co.jp");
    finds("Works.In the end it.Is fine.Thanks", "");
    finds("main.rs README.md notes.zip setup.py x.tar.gz", "");
    finds("github.example.rs/x a.b.rs", "u:github.example.rs/x u:a.b.rs");
    finds("at 5.am, 3.pm and 3.14 for $1.99", "");
    finds("e.g. this, i.e. that, U.S. mail", "");
    finds("thanks.now please", "");
    finds("mail jane.me.doe@example.com", "");
    finds("end.", "");
}

static void people_and_topics(void)
{
    finds("@ann hi @bob_1!", "m:@ann m:@bob_1");
    finds("hi @ann@social.example.org and @ann.bsky.social.",
          "a:@ann@social.example.org a:@ann.bsky.social");
    finds("thanks @ann.Great", "m:@ann");
    finds("mail ann@example.com or j\xC3\xBCrg@example.com", "");
    finds(".@ann RT@bob (@cy)", "m:@ann m:@bob m:@cy");
    finds("@@ann a@ @ @_", "m:@_");
    finds("#one #2two #3 #\xC3\xBC"
          "ber #a_b! x#no &#no #",
          "h:#one h:#2two h:#\xC3\xBC"
          "ber h:#a_b");
    finds("#\xE6\x97\xA5\xE6\x9C\xAC\xE3\x80\x82 \xEF\xBC\x83x \xEF\xBC\xA0y",
          "h:#\xE6\x97\xA5\xE6\x9C\xAC h:\xEF\xBC\x83x m:\xEF\xBC\xA0y");
    finds("#1\xEF\xB8\x8F\xE2\x83\xA3 \xE2\x9C\x8C\xEF\xB8\x8F#ok", "h:#ok");
    finds("$ACME $acme.x $TOOLONGNAME $12 x$NO $A1", "c:$ACME c:$acme.x");
    finds("https://example.com/@ann#top $ACME", "u:https://example.com/@ann#top c:$ACME");
}

static bool first_only(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    (void)kind;
    (void)from;
    (void)to;
    return ++*(int *)ctx < 2;
}

/* What the suite asks of one kind of ours. */
static const struct {
    const char *group;
    enum scrm_entity kind;
    const char *member; /* of an expected object; NULL: expected are strings */
} asked[] = {
    {"mentions", SCRM_ENTITY_MENTION, NULL},
    {"mentions_with_indices", SCRM_ENTITY_MENTION, "screen_name"},
    {"mentions_or_lists_with_indices", SCRM_ENTITY_MENTION, "screen_name"},
    {"replies", SCRM_ENTITY_MENTION, NULL},
    {"urls", SCRM_ENTITY_URL, NULL},
    {"urls_with_indices", SCRM_ENTITY_URL, "url"},
    {"urls_with_directional_markers", SCRM_ENTITY_URL, "url"},
    {"tco_urls_with_params", SCRM_ENTITY_URL, NULL},
    {"hashtags", SCRM_ENTITY_HASHTAG, NULL},
    {"hashtags_from_astral", SCRM_ENTITY_HASHTAG, NULL},
    {"hashtags_with_indices", SCRM_ENTITY_HASHTAG, "hashtag"},
    {"cashtags", SCRM_ENTITY_CASHTAG, NULL},
    {"cashtags_with_indices", SCRM_ENTITY_CASHTAG, "cashtag"},
};

enum { ASKED = sizeof asked / sizeof *asked };

struct case_run {
    struct scrm_slice text;
    enum scrm_entity kind;
    const json_t *expected;
    const char *member;
    size_t n;
    bool same;
};

/* Characters before byte `at`. */
static json_int_t characters_to(struct scrm_slice text, size_t at)
{
    json_int_t n = 0;

    for (size_t i = 0; i < at; i++)
        n += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return n;
}

static bool compare(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    struct case_run *run = ctx;
    const json_t *want = json_array_get(run->expected, run->n), *indices;
    struct scrm_slice got = {run->text.at + from, to - from};

    if (kind != run->kind)
        return true;
    run->n++;
    indices = json_object_get(want, "indices");
    if (indices)
        run->same &=
            json_integer_value(json_array_get(indices, 0)) == characters_to(run->text, from) &&
            json_integer_value(json_array_get(indices, 1)) ==
                characters_to(run->text, to) +
                    /* A list is a person's, and the person is who is mentioned. */
                    (json_int_t)json_string_length(json_object_get(want, "list_slug"));
    if (run->member)
        want = json_object_get(want, run->member);
    /* The suite leaves the sign out. */
    if (kind != SCRM_ENTITY_URL) {
        size_t sign = (unsigned char)*got.at < 0x80 ? 1 : 3;

        got.at += sign;
        got.len -= sign;
    }
    run->same &= json_is_string(want) && scrm_slice_eq(shared_string(want), got);
    return true;
}

/* Whom a text answers: the person it begins with. */
static bool answers(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    struct case_run *run = ctx;
    struct scrm_slice before = {run->text.at, from};
    bool blank = from == 0 || scrm_slice_eq(before, SCRM_SLICE(" ")) ||
                 scrm_slice_eq(before, SCRM_SLICE("\xE3\x80\x80"));

    run->same = json_is_null(run->expected);
    if (kind == SCRM_ENTITY_MENTION && blank)
        run->same = scrm_slice_eq(shared_string(run->expected),
                                  (struct scrm_slice){run->text.at + from + 1, to - from - 1});
    return false;
}

/* Whether a case is met. */
static bool met_case(struct case_run *run, const char *group)
{
    if (strcmp(group, "replies") == 0) {
        run->same = json_is_null(run->expected);
        scrm_entities_scan(run->text, answers, run);
        return run->same;
    }
    scrm_entities_scan(run->text, compare, run);
    return run->same && run->n == json_array_size(run->expected);
}

static void suite(void)
{
    struct scrm_buf file = {0};
    struct scrm_slice text, line;
    size_t met[ASKED] = {0}, all[ASKED] = {0};

    if (!shared_read("conformance/twitter_text/conformance.ndjson", &file))
        return;
    text = scrm_buf_slice(&file);
    while (shared_line(&text, &line)) {
        struct scrm_err err = {0};
        json_t *test = scrm_json_load(line, "conformance.ndjson", &err);
        const char *group = json_string_value(json_object_get(test, "group"));
        bool extract = test && strcmp(json_string_value(json_object_get(test, "file")),
                                      "extract.yml") == 0;

        for (size_t i = 0; extract && i < ASKED; i++) {
            struct case_run run = {
                .kind = asked[i].kind, .member = asked[i].member, .same = true};

            if (strcmp(group, asked[i].group) != 0)
                continue;
            run.text = shared_string(json_object_get(test, "text"));
            run.expected = json_object_get(test, "expected");
            all[i]++;
            if (met_case(&run, group))
                met[i]++;
            else
                printf("differs: %s: %s\n", group,
                       json_string_value(json_object_get(test, "description")));
        }
        json_decref(test);
        scrm_err_fini(&err);
    }
    for (size_t i = 0; i < ASKED; i++) {
        printf("twitter_text %s: %zu of %zu\n", asked[i].group, met[i], all[i]);
        OK(all[i] > 0 && met[i] == all[i]);
    }
    scrm_buf_fini(&file);
}

static bool go_on(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    (void)kind;
    *(size_t *)ctx += to - from;
    return true;
}

static void hostile(void)
{
    static const char *const units[] = {
        "a",
        "a.",
        "a.com.",
        "http://",
        "http://a.com/(",
        "http://a.com/((x)",
        "@",
        "@a",
        "@a@",
        "@a.",
        "#",
        "#a",
        "$",
        "$A",
        "-",
        "_.",
        "http://a.com/(a",
        "\xC3\xA9",
        "\xC3\xA9.",
        "http://\xC3\xA9.",
        "\xE3\x81\x82.",
        "a@b.c@",
        "http://a.com/?(",
        "http://a.com/?)",
        "a.b-",
        "xn--",
        "http://xn--a.",
        "RT@a",
        "\xFF",
        "http://\xE3\x81\x82.",
        "@a@\xE3\x81\x82.",
        "www.a.",
        "#\xCC\x81",
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct scrm_buf text = repeated(units[i], 1000000 / strlen(units[i]));
        size_t covered = 0;

        scrm_entities_scan(scrm_buf_slice(&text), go_on, &covered);
        OK(covered <= text.len);
        scrm_buf_fini(&text);
    }
}

int main(void)
{
    T("addresses with a scheme") addresses();
    T("addresses without one, where it is sure") bare_addresses();
    T("people, topics, shares") people_and_topics();
    T("a scan can be stopped")
    {
        int n = 0;

        scrm_entities_scan(SCRM_SLICE("@a @b @c"), first_only, &n);
        OK(n == 2);
        scrm_entities_scan((struct scrm_slice){0}, first_only, &n);
        OK(n == 2);
    }
    T("twitter-text's suite") suite();
    T("hostile text takes linear time") hostile();
    return t_end();
}
