/*
 * Guessed names: a scanner that has read a stream answers about the next line
 * what one answers that has read nothing.
 */
#include "../t.h"

#include "random.h"
#include "scanning.h"

static const char *const paths[] = {"a",   "ab",     "in.a", "in.deep.a",
                                    "tag", "in.tag", "in",   NULL};

/* Names that are each other's beginnings, escaped forms of them, names just short
 * enough to be learned and just too long, and what must not be taken for one. */
static const char *const names[] = {
    "\"a\":",
    "\"ab\":",
    "\"a\" :",
    "\"a\": ",
    "\"\\u0061\":",
    "\"a\\u0062\":",
    "\"tag\":",
    "\"t\\u0061g\":",
    "\"in\":",
    "\"deep\":",
    "\"\\\"\":",
    "\"\":",
    "\"b\":",
    "\"caf\xc3\xa9\":",
    "\"a_name_of_twenty_nine_letters\":",
    "\"a_name_that_has_thirty_letters\":",
    "\"a_name_that_has_thirty_letterz\":",
    "\"a\"",
    "\"a",
    "a:",
};

static void put_object(struct random *random, struct scrm_buf *out, unsigned depth)
{
    unsigned n = random_below(random, 6);
    unsigned wild = random_below(random, 12) == 0 ? 0 : 3; /* the last three are no names */

    scrm_buf_putc(out, '{');
    for (unsigned i = 0; i < n; i++) {
        unsigned name = random_below(random, (unsigned)(sizeof names / sizeof *names) - wild);

        scrm_buf_puts(out, i ? "," : "");
        scrm_buf_puts(out, names[name]);
        if (depth < 3 && random_below(random, 3) == 0)
            put_object(random, out, depth + 1);
        else
            scrm_buf_printf(out, "%u", random_below(random, 1000));
    }
    scrm_buf_putc(out, '}');
}

static bool same_values(const struct scanning *a, const struct scanning *b)
{
    for (size_t i = 0; i < scrm_keys_count(a->keys); i++) {
        const struct scrm_value *one = &a->line.values[i], *other = &b->line.values[i];

        if (one->kind != other->kind || one->len != other->len ||
            one->escaped != other->escaped ||
            (one->at && one->at - a->copy != other->at - b->copy))
            return false;
    }
    return a->line.members == b->line.members &&
           a->line.insert_at - a->copy == b->line.insert_at - b->copy;
}

/* Whether the seasoned scanner and a fresh one agree about the line. */
static bool agree(struct scanning *seasoned, struct scrm_slice text, size_t *accepted)
{
    struct scanning fresh;
    bool fine, same;

    scanning_begin(&fresh, paths);
    fine = scanning_slice(&fresh, text, '\n');
    same = scanning_slice(seasoned, text, '\n') == fine;
    if (same)
        same = fine ? same_values(seasoned, &fresh)
                    : strcmp(seasoned->err.text, fresh.err.text) == 0;
    *accepted += fine;
    scanning_end(&fresh);
    return same;
}

static void check_random_lines(void)
{
    struct random random = {11};
    struct scanning seasoned;
    struct scrm_buf text = {0};
    size_t accepted = 0;
    int right = 0, lines = 60000;

    scanning_begin(&seasoned, paths);
    for (int i = 0; i < lines; i++) {
        scrm_buf_reset(&text);
        put_object(&random, &text, 0);
        if (i % 10 == 0)
            random_mutate(&random, &text);
        right += agree(&seasoned, scrm_buf_slice(&text), &accepted);
    }
    OK(right == lines);
    OK(accepted > 10000 && accepted < (size_t)lines - 10000);
    scrm_buf_fini(&text);
    scanning_end(&seasoned);
}

/* More names than are learned, in changing order, now and then one twice. */
static void check_too_many_names(void)
{
    struct scanning seasoned;
    struct scrm_buf text = {0};
    size_t accepted = 0;
    int right = 0, lines = 300;

    scanning_begin(&seasoned, paths);
    for (int i = 0; i < lines; i++) {
        scrm_buf_reset(&text);
        scrm_buf_puts(&text, "{\"a\":1");
        for (int n = 0; n < 400; n++)
            scrm_buf_printf(&text, ",\"%d\":%d", (n * (i % 3 + 1) + i) % 401, n);
        scrm_buf_printf(&text, i % 5 ? ",\"tag\":2}" : ",\"%d\":2}", i % 401);
        right += agree(&seasoned, scrm_buf_slice(&text), &accepted);
    }
    OK(right == lines);
    OK(accepted == (size_t)lines / 5 * 4);
    scrm_buf_fini(&text);
    scanning_end(&seasoned);
}

/* A scanner that is asked for other members forgets what it guessed. */
static void check_other_keys(void)
{
    static const char *const others[] = {"b", "a", NULL};
    struct scanning one, two;

    scanning_begin(&one, paths);
    scanning_begin(&two, others);
    OK(scanning_text(&one, "{\"a\":1,\"b\":2}"));
    SAME(scanning_value(&one, 1), "1");
    scrm_scanner_fini(&two.scanner);
    two.scanner = one.scanner;
    one.scanner = (struct scrm_scanner){0};
    OK(scanning_text(&two, "{\"a\":3,\"b\":4}"));
    SAME(scanning_value(&two, 1), "4");
    SAME(scanning_value(&two, 2), "3");
    scanning_end(&one);
    scanning_end(&two);
}

int main(void)
{
    T("a seasoned scanner and a fresh one agree about random lines")
    check_random_lines();
    T("names beyond those that are learned")
    check_too_many_names();
    T("other wanted members")
    check_other_keys();
    return t_end();
}
