/*
 * Writes raw envelopes as a busy hashtag would give them: Mastodon statuses
 * with accounts, fields, media, mentions, tags, HTML, escapes, emoji and many
 * languages. The same seed gives the same bytes everywhere, so figures of two
 * machines speak of the same file. People and texts are invented.
 *
 *   generate COUNT [SEED] > posts.ndjson
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"

/* SplitMix64 (Steele, Lea, Flood 2014): one state word, good enough to vary text. */
static uint64_t state;

static uint64_t draw(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t below(size_t n)
{
    return (size_t)(draw() % n);
}

#define PICK(list) ((list)[below(sizeof(list) / sizeof *(list))])

static const char *const plain[] = {
    "the",      "a",     "my",       "order",    "today",        "and",     "it",
    "was",      "with",  "this",     "service",  "coffee",       "grinder", "very",
    "app",      "login", "again",    "package",  "for",          "from",    "new",
    "really",   "shop",  "delivery", "tracking", "update",       "since",   "week",
    "morning",  "price", "quality",  "taste",    "subscription", "bag",     "website",
    "checkout", "code",  "answer",   "phone",    "e-mail",       "people",  "which",
    "would",    "have",  "been",     "about",    "store",        "season"};
static const char *const feelings[] = {
    "love",          "great",         "terrible",      "broken",    "awful",
    "wonderful",     "disappointed",  "thank you",     "refund",    "not happy",
    "charged twice", "still waiting", "never again",   "excellent", "late",
    "wrong",         "on hold",       "finally fixed", "so good",   "really slow",
    "cancel",        "does not work", "can you help",  "where is",  "money back",
    "dangerous"};
static const char *const marks[] = {".",
                                    "!",
                                    "?",
                                    ",",
                                    "...",
                                    "!!",
                                    " \xF0\x9F\x98\xA1",
                                    " \xF0\x9F\x99\x84",
                                    " \xE2\x9D\xA4\xEF\xB8\x8F",
                                    ""};
static const char *const spanish[] = {"el",
                                      "pedido",
                                      "no",
                                      "lleg\xC3\xB3",
                                      "gracias",
                                      "caf\xC3\xA9",
                                      ("ma\xC3\xB1"
                                       "ana"),
                                      "servicio",
                                      "muy",
                                      "bueno",
                                      "tarde"};
static const char *const german[] = {"das",
                                     "Paket",
                                     "ist",
                                     "nicht",
                                     "gekommen",
                                     "danke",
                                     "sch\xC3\xB6n",
                                     ("Stra\xC3\x9F"
                                      "e"),
                                     "Lieferung",
                                     "wieder",
                                     "kaputt"};
static const char *const japanese[] = {
    "\xE6\xB3\xA8\xE6\x96\x87", "\xE5\xB1\x8A\xE3\x81\x8B\xE3\x81\xAA\xE3\x81\x84",
    "\xE3\x82\xB3\xE3\x83\xBC\xE3\x83\x92\xE3\x83\xBC",
    "\xE3\x81\x8A\xE3\x81\x84\xE3\x81\x97\xE3\x81\x84",
    "\xE3\x81\x82\xE3\x82\x8A\xE3\x81\x8C\xE3\x81\xA8\xE3\x81\x86"};
static const char *const hosts[] = {"social.example", "toots.example", "fedi.example",
                                    "town.example"};
static const char *const names[] = {"mira", "tom",  "lena", "sam",  "ana",  "ben",
                                    "iris", "jo",   "kai",  "nora", "omar", "pia",
                                    "rui",  "vera", "yuki", "zoe"};

static void put_words(struct scrm_buf *out, const char *lang)
{
    size_t n = 6 + below(34), i;

    for (i = 0; i < n; i++) {
        if (i)
            scrm_buf_putc(out, ' ');
        if (strcmp(lang, "es") == 0)
            scrm_buf_puts(out, PICK(spanish));
        else if (strcmp(lang, "de") == 0)
            scrm_buf_puts(out, PICK(german));
        else if (strcmp(lang, "ja") == 0)
            scrm_buf_puts(out, PICK(japanese));
        else
            scrm_buf_puts(out, below(7) ? PICK(plain) : PICK(feelings));
        if (below(9) == 0)
            scrm_buf_puts(out, PICK(marks));
        /* Entities inside HTML inside JSON, as servers write them. */
        if (below(40) == 0)
            scrm_buf_puts(out, " &amp; &quot;ok&quot; &#39;x&#39;");
        if (below(60) == 0)
            scrm_buf_puts(out, "\\u2014");
        if (below(30) == 0)
            scrm_buf_puts(out, "</p><p>");
        if (below(50) == 0)
            scrm_buf_puts(out, "<br />");
    }
}

static void put_id(struct scrm_buf *out, uint64_t i)
{
    scrm_buf_printf(out, "1162%014" PRIu64, i * 7919);
}

static void put_account(struct scrm_buf *out, const char *who, const char *host, size_t number)
{
    scrm_buf_printf(
        out,
        "\"account\":{\"id\":\"%zu\",\"username\":\"%s%zu\",\"acct\":\"%s%zu@%s\",\"display_"
        "name\":"
        "\"%s \\ud83c\\udf3f %zu\",\"locked\":false,\"bot\":false,\"discoverable\":true,"
        "\"created_at\":\"2022-11-05T00:00:00.000Z\",\"note\":\"<p>Coffee, bicycles &amp; "
        "gardens. She/her. Opinions mine.</p>\",\"url\":\"https://%s/@%s%zu\",\"uri\":"
        "\"https://%s/users/%s%zu\",\"avatar\":\"https://files.%s/accounts/avatars/%zu/"
        "original/"
        "a.png\",\"header\":\"https://files.%s/accounts/headers/%zu/original/h.png\","
        "\"followers_count\":%zu,\"following_count\":%zu,\"statuses_count\":%zu,"
        "\"last_status_at\":\"2026-03-08\",\"emojis\":[],\"fields\":[{\"name\":\"web\","
        "\"value\":"
        "\"<a href=\\\"https://%s%zu.example\\\" rel=\\\"me nofollow\\\"><span "
        "class=\\\"invisible"
        "\\\">https://</span><span "
        "class=\\\"\\\">%s%zu.example</span></a>\",\"verified_at\":null}]}",
        number, who, number, who, number, host, who, number, host, who, number, host, who,
        number, host, number, host, number, below(5000), below(900), below(9000), who, number,
        who, number);
}

static void put_media(struct scrm_buf *out)
{
    scrm_buf_puts(out, ",\"media_attachments\":[");
    if (below(4) == 0)
        scrm_buf_printf(
            out,
            "{\"id\":\"%zu\",\"type\":\"image\",\"url\":\"https://files.social.example/"
            "m/%zu/original.jpg\",\"preview_url\":\"https://files.social.example/m/%zu/"
            "small.jpg\",\"remote_url\":null,\"meta\":{\"original\":{\"width\":1600,"
            "\"height\":1200,\"size\":\"1600x1200\",\"aspect\":1.3333333333333333}},"
            "\"description\":\"a damaged box\",\"blurhash\":\"UFBWY:8_0Jxv4mx]t8t64.%%M-:IU\"}",
            below(99999), below(99999), below(99999));
    scrm_buf_putc(out, ']');
}

static void put_status(struct scrm_buf *out, uint64_t i, const char *lang)
{
    const char *who = PICK(names), *host = PICK(hosts);
    size_t number = below(20000);
    int64_t when = (INT64_C(1735689600) + (int64_t)(i % 400000) * 79) * SCRM_SECOND_MS;
    bool tagged = below(2), mentioned = below(3) == 0;

    scrm_buf_puts(out, "{\"id\":\"");
    put_id(out, i);
    scrm_buf_puts(out, "\",\"created_at\":\"");
    scrm_time_put(out, when);
    scrm_buf_puts(out, "\",\"in_reply_to_id\":");
    if (i > 10 && below(3) == 0) {
        scrm_buf_putc(out, '"');
        put_id(out, i - 1 - below(10));
        scrm_buf_putc(out, '"');
    } else {
        scrm_buf_puts(out, "null");
    }
    scrm_buf_printf(
        out,
        ",\"in_reply_to_account_id\":null,\"sensitive\":false,\"spoiler_text\":\"\","
        "\"visibility\":\"public\",\"language\":\"%s\",\"uri\":\"https://%s/users/%s%zu/"
        "statuses/",
        lang, host, who, number);
    put_id(out, i);
    scrm_buf_printf(out, "\",\"url\":\"https://%s/@%s%zu/", host, who, number);
    put_id(out, i);
    scrm_buf_printf(out,
                    "\",\"replies_count\":%zu,\"reblogs_count\":%zu,\"favourites_count\":%zu,"
                    "\"edited_at\":null,\"content\":\"<p>",
                    below(9), below(30), below(200));
    if (mentioned)
        scrm_buf_puts(out,
                      "<span class=\\\"h-card\\\" translate=\\\"no\\\"><a href=\\\"https://"
                      "social.example/@brightleaf\\\" class=\\\"u-url mention\\\">@<span>"
                      "brightleaf</span></a></span> ");
    put_words(out, lang);
    if (tagged)
        scrm_buf_puts(out, " <a href=\\\"https://social.example/tags/brightleaf\\\" class=\\\""
                           "mention hashtag\\\" rel=\\\"tag\\\">#<span>Brightleaf</span></a>");
    scrm_buf_puts(
        out, "</p>\",\"reblog\":null,\"application\":{\"name\":\"Web\",\"website\":null},");
    put_account(out, who, host, number);
    put_media(out);
    scrm_buf_puts(out, ",\"mentions\":[");
    if (mentioned)
        scrm_buf_puts(out, "{\"id\":\"1\",\"username\":\"brightleaf\",\"url\":\"https://"
                           "social.example/@brightleaf\",\"acct\":\"brightleaf\"}");
    scrm_buf_puts(out, "],\"tags\":[");
    if (tagged)
        scrm_buf_puts(
            out,
            "{\"name\":\"brightleaf\",\"url\":\"https://social.example/tags/brightleaf\"}");
    scrm_buf_puts(out, "],\"emojis\":[],\"card\":null,\"poll\":null}");
}

int main(int argc, char **argv)
{
    static const char *const langs[] = {"en", "en", "en", "en", "en",
                                        "en", "es", "de", "ja", "en"};
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000, i;
    struct scrm_buf line = {0};

    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    for (i = 0; i < count; i++) {
        scrm_buf_reset(&line);
        scrm_buf_puts(&line,
                      "{\"schema\":\"scrm.raw/1\",\"source\":\"mastodon.hashtag\",\"args\":{"
                      "\"instance\":\"social.example\",\"tag\":\"brightleaf\"},\"fetched_at\":"
                      "\"2026-03-09T09:00:00Z\",\"record\":");
        put_status(&line, i, PICK(langs));
        scrm_buf_puts(&line, "}\n");
        if (fwrite(line.at, 1, line.len, stdout) != line.len) {
            perror("generate");
            return 74;
        }
    }
    scrm_buf_fini(&line);
    return fflush(stdout) == 0 ? 0 : 74;
}
