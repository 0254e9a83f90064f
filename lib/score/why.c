/*
 * Keeps the reasons of one score and writes them as JSON.
 */
#include "score/why.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"

void scrm_why_fini(struct scrm_why *why)
{
    free(why->reasons);
    *why = (struct scrm_why){0};
}

void scrm_why_put(struct scrm_why *why, const struct scrm_reason *reason)
{
    SCRM_GROW(why->reasons, why->n, why->cap);
    why->reasons[why->n] = *reason;
    why->reasons[why->n++].title = why->title;
}

/* Turns byte offsets into character offsets from the last one, on either side of it: reasons
 * come in the order of sentences, and inside of one in the order of signals. */
struct counter {
    struct scrm_slice text;
    size_t byte, character;
};

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static int64_t count_to(struct counter *counter, size_t byte)
{
    while (counter->byte > byte)
        counter->character -= begins_character(counter->text.at[--counter->byte]);
    while (counter->byte < byte && counter->byte < counter->text.len)
        counter->character += begins_character(counter->text.at[counter->byte++]);
    return (int64_t)counter->character;
}

/* Where a reason stands, and the words that stand there. */
static void put_place(const struct scrm_reason *reason, struct counter *counter,
                      struct scrm_buf *out)
{
    struct scrm_slice words = {counter->text.at + reason->from, reason->to - reason->from};

    scrm_emit_member_int(out, "from", count_to(counter, reason->from));
    scrm_emit_member_int(out, "to", count_to(counter, reason->to));
    scrm_emit_member_text(out, "text", words);
    if (reason->title)
        scrm_emit_member_text(out, "in", SCRM_SLICE("title"));
}

void scrm_why_write(const struct scrm_why *why, struct scrm_slice title, struct scrm_slice text,
                    struct scrm_buf *out)
{
    struct counter in_title = {title, 0, 0}, in_text = {text, 0, 0};

    scrm_buf_putc(out, '[');
    for (size_t i = 0; i < why->n; i++) {
        const struct scrm_reason *reason = &why->reasons[i];

        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "signal", scrm_slice_of(reason->signal));
        if (reason->rule)
            scrm_emit_member_text(out, "rule", scrm_slice_of(reason->rule));
        if (reason->term)
            scrm_emit_member_text(out, "term", scrm_slice_of(reason->term));
        scrm_emit_member_fixed(out, "weight", reason->weight);
        if (reason->to)
            put_place(reason, reason->title ? &in_title : &in_text, out);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, ']');
}
