/*
 * One member added or replaced; every other byte passes through. The last step
 * of each stage that adds something to a post.
 */
#include "record/splice.h"

#include "record/value.h"

static void put_between(struct scrm_buf *out, const char *from, const char *to)
{
    scrm_buf_put(out, from, (size_t)(to - from));
}

void scrm_splice(const struct scrm_line *line, int slot, const char *name,
                 struct scrm_slice value, struct scrm_buf *out)
{
    const char *start = line->bytes.at, *end = start + line->bytes.len;
    struct scrm_slice old = scrm_value_token(line->values[slot]);

    if (old.at) {
        put_between(out, start, old.at);
        scrm_buf_put_slice(out, value);
        put_between(out, old.at + old.len, end);
        return;
    }
    put_between(out, start, line->insert_at);
    if (line->members)
        scrm_buf_putc(out, ',');
    scrm_buf_putc(out, '"');
    scrm_buf_puts(out, name);
    scrm_buf_put(out, "\":", 2);
    scrm_buf_put_slice(out, value);
    put_between(out, line->insert_at, end);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The first byte at or behind `at` that is no white space; the line goes on to its brace. */
static const char *behind_spaces(const char *at)
{
    while (is_space(*at))
        at++;
    return at;
}

/* The last byte in front of `at` that is no white space. */
static const char *before_spaces(const char *at)
{
    do
        at--;
    while (is_space(*at));
    return at;
}

/* The opening quote of the name whose value is at `value`. No quote stands in it: a wanted
 * name has none, and an escaped one is written with a backslash and a number. */
static const char *name_of(const char *value)
{
    const char *at = before_spaces(before_spaces(value)); /* over the colon */

    do
        at--;
    while (*at != '"');
    return at;
}

void scrm_splice_out(const struct scrm_line *line, int slot, struct scrm_buf *out)
{
    struct scrm_slice old = scrm_value_token(line->values[slot]);
    const char *start = line->bytes.at, *end = start + line->bytes.len, *from, *to, *comma;

    if (!old.at) {
        put_between(out, start, end);
        return;
    }
    from = name_of(old.at);
    to = old.at + old.len;
    comma = before_spaces(from);
    if (*comma == ',')
        from = comma;
    else if (*behind_spaces(to) == ',')
        to = behind_spaces(to) + 1;
    put_between(out, start, from);
    put_between(out, to, end);
}
