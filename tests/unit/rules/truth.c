/*
 * What conditions mean, one line each: a condition, a record, the answer (T, F,
 * N for NULL).
 */
#include "ask.h"

struct line {
    const char *condition, *record;
    char want;
};

static const struct line logic[] = {
    {"TRUE", "{}", 'T'},
    {"false", "{}", 'F'},
    {"NULL", "{}", 'N'},
    {"NOT NULL", "{}", 'N'},
    {"TRUE AND NULL", "{}", 'N'},
    {"FALSE AND NULL", "{}", 'F'},
    {"TRUE OR NULL", "{}", 'T'},
    {"FALSE OR NULL", "{}", 'N'},
    {"NOT (FALSE OR NULL)", "{}", 'N'},
    {"TRUE OR FALSE AND FALSE", "{}", 'T'},
    {"(TRUE OR FALSE) AND FALSE", "{}", 'F'},
    {"NOT FALSE AND FALSE", "{}", 'F'},
    {"NOT NOT TRUE", "{}", 'T'},
    {"NOT like_count = 1", "{\"like_count\":2}", 'T'},
    {"not Like_Count = 1 or true", "{}", 'E'},
    {"author_verified", "{\"author_verified\":true}", 'T'},
    {"NOT author_verified", "{\"author_verified\":false}", 'T'},
    {"author_verified", "{}", 'N'},
    {"author_verified = FALSE", "{\"author_verified\":false}", 'T'},
    {"author_verified <> TRUE", "{\"author_verified\":null}", 'N'},
    {"author_verified", "{\"author_verified\":\"true\"}", 'N'},
    {"ext.flag", "{\"ext\":{\"flag\":true}}", 'T'},
    {"ext.flag", "{\"ext\":{\"flag\":1}}", 'N'},
};

static const struct line missing[] = {
    {"author_followers > 100", "{\"author_followers\":101}", 'T'},
    {"author_followers > 100", "{}", 'N'},
    {"NOT author_followers > 100", "{}", 'N'},
    {"author_followers IS NULL", "{}", 'T'},
    {"author_followers IS NULL", "{\"author_followers\":null}", 'T'},
    {"author_followers IS NOT NULL", "{\"author_followers\":0}", 'T'},
    {"author_followers IS NULL", "{\"author_followers\":\"12\"}", 'T'},
    {"text IS NULL", "{\"text\":\"\"}", 'F'},
    {"customer IS NULL", "{}", 'T'},
    {"customer IS NOT NULL", "{\"customer\":{\"id\":\"c1\"}}", 'T'},
    {"score.intents IS NULL", "{\"score\":{}}", 'T'},
    {"score.sentiment < 0", "{\"score\":{\"sentiment\":null}}", 'N'},
    {"like_count = NULL", "{\"like_count\":1}", 'N'},
    {"like_count IN (1, NULL)", "{\"like_count\":1}", 'T'},
    {"like_count IN (2, NULL)", "{\"like_count\":1}", 'N'},
    {"like_count NOT IN (2, NULL)", "{\"like_count\":1}", 'N'},
    {"like_count NOT IN (1, NULL)", "{\"like_count\":1}", 'F'},
    {"has(title, 'x')", "{}", 'N'},
    {"NOT has(title, 'x')", "{}", 'N'},
    {"NOT has(title, 'x')", "{\"title\":\"y\"}", 'T'},
};

static const struct line numbers[] = {
    {"like_count = 9007199254740993", "{\"like_count\":9007199254740993}", 'T'},
    {"like_count = 9007199254740993", "{\"like_count\":9007199254740992}", 'F'},
    {"like_count = 9007199254740992.0", "{\"like_count\":9007199254740993}", 'F'},
    {"like_count > 9007199254740992.0", "{\"like_count\":9007199254740993}", 'T'},
    {"like_count < 9223372036854775808", "{\"like_count\":9223372036854775807}", 'T'},
    {"like_count >= -9223372036854775808", "{\"like_count\":-9223372036854775808}", 'T'},
    {"like_count = 18446744073709551616", "{\"like_count\":18446744073709551617}", 'T'},
    {"rating = 4.5", "{\"rating\":4.50}", 'T'},
    {"rating = 4", "{\"rating\":4.0}", 'T'},
    {"rating = 400", "{\"rating\":4e2}", 'T'},
    {"rating < 0.3", "{\"rating\":0.29999999999999999}", 'F'},
    {"rating = .5", "{\"rating\":0.5}", 'T'},
    {"rating = 5.", "{\"rating\":5}", 'T'},
    {"rating = +5", "{\"rating\":5}", 'T'},
    {"rating > - 5", "{\"rating\":-4.9}", 'T'},
    {"rating = 0", "{\"rating\":-0}", 'T'},
    {"rating = 0", "{\"rating\":-0.0}", 'T'},
    {"rating > 1", "{\"rating\":1e400}", 'N'},
    {"0.5 < rating", "{\"rating\":1}", 'T'},
    {"rating BETWEEN 1 AND 3", "{\"rating\":3}", 'T'},
    {"rating BETWEEN 3 AND 1", "{\"rating\":2}", 'F'},
    {"rating NOT BETWEEN 1 AND 3", "{\"rating\":3.1}", 'T'},
    {"rating BETWEEN 1 AND NULL", "{\"rating\":0}", 'F'},
    {"rating BETWEEN 1 AND NULL", "{\"rating\":2}", 'N'},
    {"reply_count > like_count", "{\"reply_count\":3,\"like_count\":2.5}", 'T'},
    {"like_count IN (1, 2, 3)", "{\"like_count\":2.0}", 'T'},
};

static const struct line texts[] = {
    {"network = 'mastodon'", "{\"network\":\"mastodon\"}", 'T'},
    {"network = 'Mastodon'", "{\"network\":\"mastodon\"}", 'F'},
    {"text = 'it''s'", "{\"text\":\"it's\"}", 'T'},
    {"text = 'a\"b'", "{\"text\":\"a\\\"b\"}", 'T'},
    {"text = '\xC3\xA9'", "{\"text\":\"\\u00e9\"}", 'T'},
    {"text < 'b'", "{\"text\":\"a\"}", 'T'},
    {"text < 'ab'", "{\"text\":\"a\"}", 'T'},
    {"text > 'Z'", "{\"text\":\"a\"}", 'T'},
    {"network IN ('x', 'mastodon', 'a')", "{\"network\":\"mastodon\"}", 'T'},
    {"network NOT IN ('x', 'a', 'b')", "{\"network\":\"mastodon\"}", 'T'},
    {"network IN ('x', 'y', author_handle)", "{\"network\":\"m\",\"author_handle\":\"m\"}",
     'T'},
    {"text LIKE 'refund%'", "{\"text\":\"refund me\"}", 'T'},
    {"text LIKE '%refund'", "{\"text\":\"a refund\"}", 'T'},
    {"text LIKE '%fun%'", "{\"text\":\"refund\"}", 'T'},
    {"text LIKE '%FUN%'", "{\"text\":\"refund\"}", 'F'},
    {"text LIKE 'r_fund'",
     "{\"text\":\"r\xC3\xA9"
     "fund\"}",
     'T'},
    {"text LIKE '_'", "{\"text\":\"\xF0\x9F\x98\x80\"}", 'T'},
    {"text LIKE '__'", "{\"text\":\"\xC3\xA9\"}", 'F'},
    {"text LIKE ''", "{\"text\":\"\"}", 'T'},
    {"text LIKE '%'", "{\"text\":\"\"}", 'T'},
    {"text LIKE '%%'", "{\"text\":\"x\"}", 'T'},
    {"text LIKE 'a%b%c'", "{\"text\":\"axxbxxbc\"}", 'T'},
    {"text NOT LIKE 'a%'", "{\"text\":\"b\"}", 'T'},
    {"text NOT LIKE 'a%'", "{}", 'N'},
    {"lower(author_handle) = '\xC3\xA9t\xC3\xA9'", "{\"author_handle\":\"\xC3\x89T\xC3\x89\"}",
     'T'},
    {"length(text) = 2", "{\"text\":\"\xC3\xA9\xF0\x9F\x98\x80\"}", 'T'},
    {"words(text) = 3", "{\"text\":\"don't  stop, now!\"}", 'T'},
    {"contains(text, 'fun')", "{\"text\":\"refund\"}", 'T'},
    {"contains(text, '')", "{\"text\":\"\"}", 'T'},
    {"starts_with(text, 'ref')", "{\"text\":\"refund\"}", 'T'},
    {"ends_with(text, 'ref')", "{\"text\":\"refund\"}", 'F'},
    {"contains(lower(text), author_handle)", "{\"text\":\"Hi ANN\",\"author_handle\":\"ann\"}",
     'T'},
    {"regexp_matches(text, '^re.*d$')", "{\"text\":\"refund\"}", 'T'},
    {"NOT regexp_matches(text, 'x')", "{\"text\":\"refund\"}", 'T'},
    {"\"network\" = 'm'", "{\"network\":\"m\"}", 'T'},
};

static const struct line words[] = {
    {"has(text, 'refund')", "{\"text\":\"A REFUND, please\"}", 'T'},
    {"has(text, 'refund')", "{\"text\":\"refunds\"}", 'F'},
    {"has(text, 'money back')", "{\"text\":\"my money \\n back\"}", 'T'},
    {"has(text, 'refund')", "{\"text\":\"#refund\"}", 'T'},
    {"has(text, 'x', 'refund')", "{\"text\":\"refund\"}", 'T'},
    {"has_all(text, 'a', 'b')", "{\"text\":\"b or a\"}", 'T'},
    {"has_all(text, 'a', 'b')", "{\"text\":\"a\"}", 'F'},
    {"has(hashtags, 'sale')", "{\"hashtags\":[\"new\",\"Sale\"]}", 'T'},
    {"has_all(hashtags, 'new', 'sale')", "{\"hashtags\":[\"new\",\"Sale\"]}", 'T'},
    {"has(hashtags, 'sale')", "{\"hashtags\":[]}", 'F'},
    {"has(hashtags, 'sale')", "{\"hashtags\":\"sale\"}", 'N'},
    {"has(ext.x, 'sale')", "{\"ext\":{\"x\":\"sale\"}}", 'T'},
    {"has(ext.x, 'sale')", "{\"ext\":{\"x\":[1,\"sale\"]}}", 'T'},
    {"has(ext.x, 'sale')", "{\"ext\":{\"x\":1}}", 'N'},
    {"contains(hashtags, 'al')", "{\"hashtags\":[\"sale\"]}", 'T'},
    {"regexp_matches(hashtags, '^s')", "{\"hashtags\":[\"x\",\"sale\"]}", 'T'},
    {"length(hashtags) = 2", "{\"hashtags\":[\"x\",\"sale\"]}", 'T'},
    {"words(hashtags) = 3", "{\"hashtags\":[\"x y\",\"sale\"]}", 'T'},
    {"has(text, '\xE8\xBF\x94\xE9\x87\x91')",
     "{\"text\":\"\xE5\x85\xA8\xE9\xA2\x9D\xE8\xBF\x94\xE9\x87\x91\xE5\x90\x97\"}", 'T'},
    {"has(text, 'refund') = TRUE", "{\"text\":\"refund\"}", 'T'},
    {"has(text, 'refund') IS NULL", "{}", 'T'},
};

static const struct line clocks[] = {
    {"created_at >= TIMESTAMP '2026-01-05T10:00:00Z'",
     "{\"created_at\":\"2026-01-05T11:00:00+01:00\"}", 'T'},
    {"created_at < TIMESTAMP '2026-01-05'", "{\"created_at\":\"2026-01-04T23:59:59Z\"}", 'T'},
    {"created_at < TIMESTAMP '2026-01-05'", "{\"created_at\":\"yesterday\"}", 'N'},
    {"age() > INTERVAL '4 hours'", "{\"created_at\":\"2026-01-05T05:59:59Z\"}", 'T'},
    {"age() > INTERVAL '4 hours'", "{\"created_at\":\"2026-01-05T06:00:00Z\"}", 'F'},
    {"age() BETWEEN INTERVAL '1h' AND INTERVAL '2h'",
     "{\"created_at\":\"2026-01-05T08:30:00Z\"}", 'T'},
    {"hour() = 23", "{\"created_at\":\"2026-01-04T23:59:59Z\"}", 'T'},
    {"weekday() = 'sun'", "{\"created_at\":\"2026-01-04T23:59:59Z\"}", 'T'},
    {"weekday() IN ('sat', 'sun')", "{\"created_at\":\"2026-01-05T00:00:00Z\"}", 'F'},
    {"working_time()", "{\"created_at\":\"2026-01-04T23:59:59Z\"}", 'T'},
    {"working_time()", "{}", 'N'},
    {"hour() > 1", "{}", 'N'},
    {"is_reply()", "{\"type\":\"reply\"}", 'T'},
    {"is_reply()", "{\"type\":\"post\",\"in_reply_to\":\"x\"}", 'T'},
    {"is_reply()", "{\"type\":\"post\"}", 'F'},
    {"is_reply()", "{}", 'F'},
    {"ext.when > TIMESTAMP '2026-01-01'", "{\"ext\":{\"when\":\"2026-01-02T00:00:00Z\"}}", 'T'},
    {"ext.when > TIMESTAMP '2026-01-01'", "{\"ext\":{\"when\":\"soon\"}}", 'N'},
};

static const struct line loose[] = {
    {"ext.plan = 'gold'", "{\"ext\":{\"plan\":\"gold\"}}", 'T'},
    {"ext.plan = 'gold'", "{\"ext\":{\"plan\":7}}", 'N'},
    {"ext.plan <> 'gold'", "{\"ext\":{\"plan\":7}}", 'N'},
    {"ext.n > 5", "{\"ext\":{\"n\":6}}", 'T'},
    {"ext.n > 5", "{\"ext\":{\"n\":\"6\"}}", 'N'},
    {"ext.a = ext.b", "{\"ext\":{\"a\":1,\"b\":1.0}}", 'T'},
    {"ext.a = ext.b", "{\"ext\":{\"a\":1,\"b\":\"1\"}}", 'N'},
    {"ext.\"Order No\" = 'x'", "{\"ext\":{\"Order No\":\"x\"}}", 'T'},
    {"ext.\"a.b\" = 1", "{\"ext\":{\"a.b\":1}}", 'T'},
    {"ext.\"a.b\" IS NULL", "{\"ext\":{\"a\":{\"b\":1}}}", 'T'},
    {"raw.user.plan = 'x'", "{\"raw\":{\"user\":{\"plan\":\"x\"}}}", 'T'},
    {"raw.in = 'x'", "{\"raw\":{\"in\":\"x\"}}", 'T'},
    {"score.labels.head.label = 'refund'",
     "{\"score\":{\"labels\":{\"head\":{\"label\":\"refund\"}}}}", 'T'},
    {"ext.plan LIKE 'g%'", "{\"ext\":{\"plan\":\"gold\"}}", 'T'},
    {"ext.plan LIKE 'g%'", "{\"ext\":{\"plan\":[\"gold\"]}}", 'N'},
    {"ext.plan IN ('gold', 'silver')", "{\"ext\":{\"plan\":3}}", 'N'},
    {"length(ext.x) = 3", "{\"ext\":{\"x\":[1,2,3]}}", 'T'},
};

static void check(const char *name, const struct line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char got = ask_once(lines[i].condition, lines[i].record);

        T(name)
        if (!OK(got == lines[i].want))
            printf("   %s over %s: got %c, want %c\n", lines[i].condition, lines[i].record, got,
                   lines[i].want);
    }
}

#define CHECK(lines) check(#lines, lines, sizeof lines / sizeof *lines)

int main(void)
{
    CHECK(logic);
    CHECK(missing);
    CHECK(numbers);
    CHECK(texts);
    CHECK(words);
    CHECK(clocks);
    CHECK(loose);
    return t_end();
}
