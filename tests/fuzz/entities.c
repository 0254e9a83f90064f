/*
 * Fuzz target of what stands in running text: addresses, people, topics, and personal
 * data. Places come in order, never overlap, lie in the text, begin and end between
 * characters; the same text gives the same places. A quarter of a text cannot take longer
 * than the whole, which the time limit of the run watches.
 */
#include "target.h"

#include "text/detect.h"
#include "text/entities.h"
#include "text/utf8.h"

struct seen {
    struct scrm_slice text;
    size_t last, n;
    uint64_t sum;
};

static bool is_edge(struct scrm_slice text, size_t at)
{
    return at == text.len || ((unsigned char)text.at[at] & 0xC0) != 0x80;
}

static void note(struct seen *seen, int kind, size_t from, size_t to)
{
    must(from >= seen->last && from < to && to <= seen->text.len, "places follow each other");
    must(is_edge(seen->text, from) && is_edge(seen->text, to), "places end between characters");
    seen->last = to;
    seen->n++;
    seen->sum = (seen->sum ^ (uint64_t)kind ^ from << 8 ^ to << 32) * UINT64_C(1099511628211);
}

static bool note_entity(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    struct seen *seen = ctx;
    char sign = seen->text.at[from];

    must(kind != SCRM_ENTITY_CASHTAG || sign == '$', "a cashtag has its sign");
    note(seen, (int)kind, from, to);
    return true;
}

static bool note_personal(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    note(ctx, (int)kind, from, to);
    return true;
}

static bool stop_entity(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    note(ctx, (int)kind, from, to);
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_buf repaired = {0};
    struct seen first, again, personal, one;
    struct scrm_slice text;

    scrm_utf8_repair(&repaired, (struct scrm_slice){(const char *)data, size});
    text = scrm_buf_slice(&repaired);
    first = again = personal = one = (struct seen){.text = text};
    scrm_entities_scan(text, note_entity, &first);
    scrm_entities_scan(text, note_entity, &again);
    must(first.sum == again.sum, "twice the same");
    scrm_entities_scan(text, stop_entity, &one);
    must(one.n == (first.n > 0), "who says stop is heard");
    scrm_personal_scan(text, note_personal, &personal);
    scrm_buf_fini(&repaired);
    return 0;
}
