/*
 * Posts into a batch: their facts, what can be erased, and the line itself
 * where it shall go on with its `case`.
 */
#include "ledger/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

/* A batch is one transaction: large enough that fsync costs little, small
 * enough that other writers wait little and memory stays small. */
#define BATCH_POSTS 8192
#define BATCH_BYTES ((size_t)8 << 20)

struct scrm_apply *scrm_apply_new(struct scrm_ledger *ledger, int64_t now_ms, bool emit)
{
    struct scrm_apply *apply = scrm_alloc_zero(1, sizeof *apply);

    apply->ledger = apply->refold.ledger = ledger;
    apply->now_ms = now_ms;
    apply->emit = emit;
    apply->keys = scrm_keys_new();
    scrm_case_slots_add(&apply->slots, apply->keys);
    apply->slots.now_ms = now_ms;
    apply->more.url = scrm_keys_add_dotted(apply->keys, "url");
    apply->more.author_name = scrm_keys_add_dotted(apply->keys, "author_name");
    apply->more.author_url = scrm_keys_add_dotted(apply->keys, "author_url");
    apply->more.customer_id = scrm_keys_add_dotted(apply->keys, "customer.id");
    apply->more.customer_name = scrm_keys_add_dotted(apply->keys, "customer.name");
    apply->more.of_case = scrm_keys_add_dotted(apply->keys, "case");
    scrm_keys_build(apply->keys);
    apply->values = scrm_alloc_zero(scrm_keys_count(apply->keys), sizeof *apply->values);
    return apply;
}

void scrm_apply_free(struct scrm_apply *apply)
{
    if (!apply)
        return;
    scrm_keys_free(apply->keys);
    scrm_case_intern_fini(&apply->intern);
    scrm_arena_fini(&apply->arena);
    scrm_refold_fini(&apply->refold);
    scrm_placed_fini(&apply->placed);
    scrm_buf_fini(&apply->facts);
    free(apply->values);
    free(apply->posts);
    free(apply->contents);
    free(apply->touched);
    free(apply->fresh);
    free(apply->roots);
    free(apply);
}

const struct scrm_keys *scrm_apply_keys(const struct scrm_apply *apply)
{
    return apply->keys;
}

bool scrm_apply_full(const struct scrm_apply *apply)
{
    return apply->n >= BATCH_POSTS || apply->bytes >= BATCH_BYTES;
}

struct scrm_apply_count scrm_apply_counts(const struct scrm_apply *apply)
{
    return apply->count;
}

/* Copies the line into the batch and moves the values that were found in it. */
static struct scrm_line copy_line(struct scrm_apply *apply, const struct scrm_line *line)
{
    struct scrm_line copy = *line;
    char *at = scrm_arena_take(&apply->arena, line->bytes.len + SCRM_SCAN_PADDING);
    size_t i;

    memcpy(at, line->bytes.at, line->bytes.len);
    memset(at + line->bytes.len, 0, SCRM_SCAN_PADDING);
    for (i = 0; i < scrm_keys_count(apply->keys); i++) {
        apply->values[i] = line->values[i];
        if (line->values[i].at)
            apply->values[i].at = at + (line->values[i].at - line->bytes.at);
    }
    copy.bytes.at = at;
    copy.insert_at = at + (line->insert_at - line->bytes.at);
    copy.values = apply->values;
    return copy;
}

static struct scrm_slice text_of(struct scrm_apply *apply, int slot)
{
    return scrm_value_text(apply->values[slot], &apply->arena);
}

static struct scrm_content read_content(struct scrm_apply *apply)
{
    const struct scrm_case_slots *slots = &apply->slots;

    return (struct scrm_content){
        .id = text_of(apply, slots->id),
        .url = text_of(apply, apply->more.url),
        .channel = text_of(apply, slots->channel),
        .title = text_of(apply, slots->title),
        .text = text_of(apply, slots->text),
        .author_id = text_of(apply, slots->author_id),
        .author_handle = text_of(apply, slots->author_handle),
        .author_name = text_of(apply, apply->more.author_name),
        .author_url = text_of(apply, apply->more.author_url),
        .customer_id = text_of(apply, apply->more.customer_id),
        .customer_name = text_of(apply, apply->more.customer_name),
    };
}

int scrm_apply_take(struct scrm_apply *apply, const struct scrm_line *line,
                    struct scrm_err *err)
{
    struct scrm_line copy = copy_line(apply, line);
    struct pending *post;

    if (apply->n >= apply->cap) {
        apply->cap = apply->cap ? apply->cap * 2 : 256;
        apply->posts = scrm_realloc(apply->posts, apply->cap, sizeof *apply->posts);
        apply->contents = scrm_realloc(apply->contents, apply->cap, sizeof *apply->contents);
    }
    post = &apply->posts[apply->n];
    *post = (struct pending){0};
    if (scrm_case_fact_read(&apply->slots, &copy, &apply->intern, &apply->arena, &post->fact,
                            err))
        return -1;
    scrm_case_fact_seal(&post->fact);
    apply->contents[apply->n] = read_content(apply);
    if (apply->emit) {
        post->line = copy.bytes;
        post->insert = (size_t)(copy.insert_at - copy.bytes.at);
        post->was = apply->values[apply->more.of_case];
    }
    apply->bytes += copy.bytes.len;
    apply->n++;
    return 0;
}
