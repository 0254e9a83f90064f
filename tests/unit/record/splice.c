/*
 * The law of the line: one member added or replaced, every other byte as it was.
 */
#include "../t.h"

#include "random.h"
#include "record/splice.h"
#include "record/value.h"
#include "scanning.h"

static const char *const paths[] = {"score", NULL};

enum { SLOT = 1, CASES = 20000 };

struct example {
    const char *line, *value, *want;
};

static const struct example examples[] = {
    {"{}", "1", "{\"score\":1}"},
    {"{ }", "1", "{\"score\":1 }"},
    {"{\t\r}", "{}", "{\"score\":{}\t\r}"},
    {" {} ", "1", " {\"score\":1} "},
    {"{\"a\":1}", "{\"b\":2}", "{\"a\":1,\"score\":{\"b\":2}}"},
    {"{\"a\":1 }", "2", "{\"a\":1,\"score\":2 }"},
    {"{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }", "2", "{ \"a\" : 1 , \"b\" : [ 1 , 2 ],\"score\":2 }"},
    {"{\"a\":1}\r", "2", "{\"a\":1,\"score\":2}\r"},
    {"{\"a\":\"}\"}  \r", "2", "{\"a\":\"}\",\"score\":2}  \r"},
    {"{\"score\":0}", "2", "{\"score\":2}"},
    {"{\"score\":\"old \\\" one\",\"a\":1}", "\"new\"", "{\"score\":\"new\",\"a\":1}"},
    {"{\"score\" : {\"x\":[{}]} ,\"a\":1}", "[]", "{\"score\" : [] ,\"a\":1}"},
    {"{\"a\":1,\"score\":null}", "7", "{\"a\":1,\"score\":7}"},
    {"{\"a\":1,\"\\u0073core\":[1],\"b\":2}", "7", "{\"a\":1,\"\\u0073core\":7,\"b\":2}"},
    {"{\"a\":{\"score\":5}}", "7", "{\"a\":{\"score\":5},\"score\":7}"},
    {"{\"scores\":5,\"scor\":1,\"Score\":2}", "7",
     "{\"scores\":5,\"scor\":1,\"Score\":2,\"score\":7}"},
    {"{\"big\":123456789012345678901234567890,\"odd\":\"\\u0041\\/\\ud800\",\"e\":-0.0E+00}",
     "7",
     "{\"big\":123456789012345678901234567890,\"odd\":\"\\u0041\\/\\ud800\",\"e\":-0.0E+00,"
     "\"score\":7}"},
};

static void splice(const struct scanning *scanning, const char *value, struct scrm_buf *out)
{
    scrm_buf_reset(out);
    scrm_splice(&scanning->line, SLOT, "score", scrm_slice_of(value), out);
}

static void check_examples(struct scanning *scanning, struct scrm_buf *out)
{
    struct scrm_buf again = {0};

    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        t_name = examples[i].line;
        OK(scanning_text(scanning, examples[i].line));
        splice(scanning, examples[i].value, out);
        SAME(scrm_buf_text(out), examples[i].want);
        OK(scanning_slice(scanning, scrm_buf_slice(out), '\n'));
        splice(scanning, examples[i].value, &again);
        SAME(scrm_buf_text(&again), examples[i].want); /* running twice changes nothing */
    }
    scrm_buf_fini(&again);
}

static void check_duplicates(struct scanning *scanning)
{
    OK(!scanning_text(scanning, "{\"score\":1,\"score\":2}"));
    OK(!scanning_text(scanning, "{\"\\u0073core\":1,\"score\":2}"));
    OK(!scanning_text(scanning, "{\"x\":1,\"a\":1,\"x\":2}"));
}

/* The member taken out again: as many members as the others, none of that name, and where it
 * was put in, the `same` line as before. */
static bool comes_out(struct scanning *scanning, const struct scrm_buf *before, bool same,
                      size_t others)
{
    struct scrm_buf out = {0};
    bool fine;

    scrm_splice_out(&scanning->line, SLOT, &out);
    fine = (!same || scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(before))) &&
           scanning_slice(scanning, scrm_buf_slice(&out), ' ') &&
           scanning->line.members == others && scanning->line.values[SLOT].kind == SCRM_ABSENT;
    scrm_buf_fini(&out);
    return fine;
}

/* Random lines: what was before and behind the member is untouched, and the
 * member, read back, is what was put there. */
static bool check_random(struct scanning *scanning, struct random *random, struct scrm_buf *out,
                         size_t *spliced)
{
    struct scrm_buf text = {0}, value = {0};
    struct scrm_slice old = {0};
    bool fine = true;

    random_object(random, &text);
    random_value(random, &value, 2);
    if (scanning_slice(scanning, scrm_buf_slice(&text), ' ')) {
        size_t before = (size_t)(scanning->line.insert_at - scanning->copy), members;
        size_t behind = text.len - before;
        bool is_bare = scrm_slice_trim(scrm_buf_slice(&value)).len == value.len;

        (*spliced)++;
        members = scanning->line.members;
        old = scrm_value_token(scanning->line.values[SLOT]);
        if (old.at) {
            before = (size_t)(old.at - scanning->copy);
            behind = text.len - before - old.len;
        }
        splice(scanning, scrm_buf_text(&value), out);
        fine = out->len > before + behind && memcmp(out->at, text.at, before) == 0 &&
               memcmp(out->at + out->len - behind, text.at + text.len - behind, behind) == 0 &&
               scanning_slice(scanning, scrm_buf_slice(out), ' ') &&
               scanning->line.members == members + !old.at &&
               scrm_slice_eq(scrm_value_token(scanning->line.values[SLOT]),
                             scrm_slice_trim(scrm_buf_slice(&value)));
        fine &= comes_out(scanning, &text, !old.at && is_bare, members - (old.at != NULL));
    }
    scrm_buf_fini(&text);
    scrm_buf_fini(&value);
    return fine;
}

int main(void)
{
    struct scanning scanning;
    struct scrm_buf out = {0};
    struct random random = {42};
    size_t spliced = 0, fine = 0;

    scanning_begin(&scanning, paths);
    check_examples(&scanning, &out);
    T("a top-level key that stands twice is refused")
    check_duplicates(&scanning);
    T("random lines keep all their other bytes")
    {
        for (int i = 0; i < CASES; i++)
            fine += check_random(&scanning, &random, &out, &spliced);
        OK(fine == CASES);
        OK(spliced > CASES / 2);
    }
    scanning_end(&scanning);
    scrm_buf_fini(&out);
    return t_end();
}
