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
