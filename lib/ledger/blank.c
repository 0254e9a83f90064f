/*
 * What stays in the place of a line of the person: it counts as before and
 * joins its thread as before, under a digest instead of an id and a number
 * instead of a name. So a spool or posts that were erased can be replayed, and
 * give the same cases and the same number of people.
 */
#include "ledger/lines.h"

#include "record/post.h"

static const struct scrm_slice absent = {NULL, 0};

static void put_id(struct scrm_lines *lines, const char *name,
                   const struct scrm_case_fact *fact, struct scrm_digest digest,
                   struct scrm_buf *out)
{
    if (name)
        scrm_emit_key(out, name);
    scrm_buf_putc(out, '"');
    if (fact) {
        scrm_forget_put_id(lines->forget, fact, out);
    } else {
        scrm_buf_puts(out, "erased:");
        scrm_digest_put(out, digest);
    }
    scrm_buf_putc(out, '"');
}

static void put_author(uint64_t author, struct scrm_buf *out)
{
    struct scrm_buf text = {0};

    scrm_forget_put_author(author, &text);
    scrm_emit_member_text(out, "author_id", scrm_buf_slice(&text));
    scrm_buf_fini(&text);
}

/* A post's other names by their digests, so that it is still found by them. */
static void put_aliases(const struct scrm_digest *aliases, uint32_t n, struct scrm_buf *out)
{
    uint32_t i;

    if (!n)
        return;
    scrm_emit_key(out, "aliases");
    scrm_buf_putc(out, '[');
    for (i = 0; i < n; i++) {
        scrm_buf_puts(out, i ? ",\"erased:" : "\"erased:");
        scrm_digest_put(out, aliases[i]);
        scrm_buf_putc(out, '"');
    }
    scrm_buf_putc(out, ']');
}

/* A stage's member without its reasons, which quote the text. */
static void put_without_why(struct scrm_buf *out, const char *name, struct scrm_value value)
{
    struct scrm_value key, item;
    struct scrm_walk walk;

    if (value.kind != SCRM_OBJECT)
        return;
    scrm_emit_key(out, name);
    scrm_buf_putc(out, '{');
    scrm_walk_begin(&walk, value);
    while (scrm_member_next(&walk, &key, &item)) {
        if (scrm_value_is(key, "why"))
            continue;
        scrm_emit_comma(out);
        scrm_buf_put_slice(out, scrm_value_token(key));
        scrm_buf_putc(out, ':');
        scrm_buf_put_slice(out, scrm_value_token(item));
    }
    scrm_buf_putc(out, '}');
}

/* References to posts; what names a post of the person becomes its digest. */
static void put_references(struct scrm_lines *lines, struct scrm_value post,
                           struct scrm_buf *out)
{
    static const char *const ids[] = {"in_reply_to", "conversation", "quoted", "shared"};
    size_t i;

    for (i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct scrm_value value = scrm_member(post, ids[i]);
        struct scrm_slice id = scrm_value_text(value, &lines->arena);
        const struct scrm_case_fact *fact = scrm_forget_named(lines->forget, id);
        size_t at;

        if (!id.len)
            continue;
        if (fact ||
            scrm_needles_find(&lines->forget->needles, SCRM_NEEDLES_ANYWHERE, id, 0, &at))
            put_id(lines, ids[i], fact, scrm_case_digest(id), out);
        else
            scrm_emit_member_json(out, ids[i], scrm_value_token(value));
    }
}

static void put_line_aliases(struct scrm_lines *lines, struct scrm_value post,
                             struct scrm_buf *out)
{
    struct scrm_value list = scrm_member(post, "aliases"), item;
    struct scrm_walk walk;
    struct scrm_digest alias;
    uint32_t n = 0;

    if (list.kind != SCRM_ARRAY)
        return;
    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item)) {
        alias = scrm_case_digest(scrm_value_text(item, &lines->arena));
        if (n++) {
            out->len--; /* takes the bracket back */
            scrm_buf_putc(out, ',');
            put_id(lines, NULL, NULL, alias, out);
            scrm_buf_putc(out, ']');
        } else {
            put_aliases(&alias, 1, out);
        }
    }
}

void scrm_blank_post(struct scrm_lines *lines, struct scrm_value post, uint64_t author,
                     struct scrm_buf *out)
{
    static const char *const kept[] = {
        "type", "network", "source",  "created_at", "fetched_at", "updated_at",
        "rev",  "lang",    "account", "visibility", "direction",  "created_at_inferred",
        "dup"};
    static const char *const stages[] = {"score", "route", "case"};
    struct scrm_slice id = scrm_value_text(scrm_member(post, "id"), &lines->arena);
    struct scrm_value value;
    size_t i;

    scrm_buf_puts(out, "{\"schema\":\"scrm.post/1\"");
    put_id(lines, "id", scrm_forget_named(lines->forget, id), scrm_case_digest(id), out);
    scrm_buf_puts(out, ",\"native_id\":\"erased\",\"text\":\"\"");
    for (i = 0; i < sizeof kept / sizeof *kept; i++)
        if ((value = scrm_member(post, kept[i])).kind != SCRM_ABSENT)
            scrm_emit_member_json(out, kept[i], scrm_value_token(value));
    put_author(author, out);
    put_references(lines, post, out);
    put_line_aliases(lines, post, out);
    for (i = 0; i < sizeof stages / sizeof *stages; i++)
        put_without_why(out, stages[i], scrm_member(post, stages[i]));
    scrm_buf_putc(out, '}');
}

static void put_time(struct scrm_buf *out, const char *name, int64_t ms)
{
    if (ms != SCRM_NO_TIME)
        scrm_emit_member_time(out, name, ms);
}

/* The decision as it was: no rule can find it again without the words. */
static void put_route(struct scrm_buf *out, const struct scrm_case_fact *fact)
{
    if (!fact->decision)
        return;
    scrm_emit_key(out, "route");
    scrm_buf_putc(out, '{');
    scrm_decision_put(out, fact->decision);
    put_time(out, "respond_by", fact->respond_by_ms);
    put_time(out, "resolve_by", fact->resolve_by_ms);
    scrm_buf_putc(out, '}');
}

/* From what the ledger knows of the post. */
static void put_fact(struct scrm_lines *lines, const struct scrm_case_fact *fact,
                     struct scrm_buf *out)
{
    const struct scrm_case_place *place = fact->place;

    scrm_buf_puts(out, "{\"schema\":\"scrm.post/1\"");
    put_id(lines, "id", fact, fact->id, out);
    scrm_buf_puts(out, ",\"native_id\":\"erased\",\"text\":\"\"");
    scrm_emit_member_text(out, "type",
                          scrm_slice_of(scrm_post_types[fact->tombstone ? 0 : fact->type]));
    scrm_emit_member_text(out, "network", place && place->network.at ? place->network : absent);
    scrm_emit_member_text(out, "source", lines->source.at ? lines->source : absent);
    scrm_emit_member_time(out, "created_at", fact->created_ms);
    put_time(out, "fetched_at", fact->fetched_ms);
    if (fact->changed_ms != fact->created_ms)
        put_time(out, "updated_at", fact->changed_ms);
    if (place && place->account.len)
        scrm_emit_member_text(out, "account", place->account);
    scrm_emit_member_text(out, "direction", scrm_slice_of(scrm_directions[fact->direction]));
    if (fact->automatic)
        scrm_emit_member_text(out, "author_type", SCRM_SLICE("automatic"));
    put_author(fact->author, out);
    if (!scrm_digest_none(fact->parent))
        put_id(lines, "in_reply_to", scrm_forget_digest(lines->forget, fact->parent),
               fact->parent, out);
    if (!scrm_digest_none(fact->conversation))
        put_id(lines, "conversation", scrm_forget_digest(lines->forget, fact->conversation),
               fact->conversation, out);
    put_aliases(fact->aliases, fact->n_aliases, out);
    put_route(out, fact);
    scrm_buf_putc(out, '}');
}

void scrm_blank_record(struct scrm_lines *lines, const struct scrm_case_fact *fact,
                       struct scrm_buf *out)
{
    if (fact)
        put_fact(lines, fact, out);
    else
        scrm_buf_puts(out, "{\"erased\":true}");
}

/* These members of `from` as they stand, those that it has. */
static void put_kept(struct scrm_value from, const char *const *names, size_t n,
                     struct scrm_buf *out)
{
    struct scrm_value value;

    for (size_t i = 0; i < n; i++)
        if ((value = scrm_member(from, names[i])).kind != SCRM_ABSENT)
            scrm_emit_member_json(out, names[i], scrm_value_token(value));
}

void scrm_blank_raw(struct scrm_lines *lines, struct scrm_value raw,
                    const struct scrm_case_fact *fact, struct scrm_buf *out)
{
    static const char *const kept[] = {"schema", "source", "fetched_at"};

    scrm_buf_putc(out, '{');
    put_kept(raw, kept, sizeof kept / sizeof *kept, out);
    scrm_emit_key(out, "record");
    scrm_blank_record(lines, fact, out);
    scrm_buf_putc(out, '}');
}

void scrm_blank_reject(struct scrm_value reject, struct scrm_buf *out)
{
    static const char *const kept[] = {"file", "line", "offset"};

    scrm_buf_putc(out, '{');
    put_kept(reject, kept, sizeof kept / sizeof *kept, out);
    scrm_emit_member_text(out, "reason", SCRM_SLICE("erased"));
    scrm_emit_member_text(out, "raw_base64", SCRM_SLICE(""));
    scrm_buf_putc(out, '}');
}
