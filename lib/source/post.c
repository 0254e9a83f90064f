/*
 * A post, member by member in the order of scrm_post_members. Says what the
 * record says and no more: what cannot be read is absent and counted, ids
 * share one space, and a tombstone keeps nothing of what was deleted.
 */
#include "base/hash.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/post.h"

/* The 32 digits that a computed revision will have, until it is known. */
#define REV_DIGITS "00000000000000000000000000000000"

static void put_key(const struct scrm_post_writer *writer, size_t member, struct scrm_buf *out)
{
    scrm_buf_put_slice(out, writer->keys[member]);
}

static void put_text(struct scrm_post_writer *writer, size_t member, struct scrm_slice text,
                     struct scrm_buf *out)
{
    put_key(writer, member, out);
    writer->tally.repaired += scrm_emit_repaired(out, text);
}

/* A name that the descriptor's own rules keep free of anything to escape. */
static void put_name(const struct scrm_post_writer *writer, size_t member,
                     struct scrm_slice name, struct scrm_buf *out)
{
    put_key(writer, member, out);
    scrm_buf_putc(out, '"');
    scrm_buf_put_slice(out, name);
    scrm_buf_putc(out, '"');
}

static void put_time(struct scrm_post_writer *writer, size_t member, int64_t ms,
                     struct scrm_buf *out)
{
    put_key(writer, member, out);
    scrm_buf_putc(out, '"');
    scrm_time_put(out, ms);
    scrm_buf_putc(out, '"');
}

/* "network:host:native_id". */
static void put_native_name(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                            const struct scrm_post_head *head, struct scrm_buf *out)
{
    struct scrm_buf *scratch = &writer->scratch;

    scrm_buf_reset(scratch);
    scrm_buf_put_slice(scratch, job->source->network);
    scrm_buf_putc(scratch, ':');
    if (writer->eval.host.len) {
        scrm_buf_put_slice(scratch, writer->eval.host);
        scrm_buf_putc(scratch, ':');
    }
    scrm_buf_put_slice(scratch, scrm_datum_text(&writer->eval, head->native_id));
    writer->tally.repaired += scrm_emit_repaired(out, scrm_buf_slice(scratch));
}

/* A reference in the one id space, whatever form the mapping gave it. */
static void put_reference(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                          size_t member, struct scrm_buf *out)
{
    struct scrm_datum datum = scrm_post_evaluate(writer, job->source, member);
    struct scrm_slice id = scrm_datum_text(&writer->eval, datum);
    struct scrm_slice network = job->source->network;

    if (!id.len)
        return;
    if (id.len > network.len && memcmp(id.at, network.at, network.len) == 0 &&
        id.at[network.len] == ':') {
        put_text(writer, member, id, out);
        return;
    }
    scrm_buf_reset(&writer->scratch);
    scrm_ref_put(network, writer->eval.host, id, &writer->scratch);
    put_text(writer, member, scrm_buf_slice(&writer->scratch), out);
}

static void put_rev(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                    struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    struct scrm_datum rev = scrm_post_find(writer, job->source, SCRM_EARLY_REV);
    int64_t deleted_ms;

    if (scrm_datum_given(rev)) {
        scrm_member_put(writer, member, rev, out);
    } else if (head->deleted) {
        if (scrm_post_time(writer, job->source, SCRM_EARLY_DELETED_AT, &deleted_ms))
            put_time(writer, member, deleted_ms, out);
        else
            put_text(writer, member, SCRM_SLICE("deleted"), out);
    } else if (head->has_updated) {
        put_time(writer, member, head->updated_ms, out);
    } else {
        put_key(writer, member, out);
        scrm_buf_puts(out, "\"" REV_DIGITS "\"");
        head->rev = out->len - sizeof REV_DIGITS;
    }
}

static void put_hex(uint64_t value, char *to)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
}

/* Puts the digest of text, title, media and rating where its digits are kept free. */
static void fill_rev(const struct scrm_post_writer *writer, const struct scrm_post_head *head,
                     struct scrm_buf *out)
{
    struct scrm_digest parts[SCRM_PARTS], all;
    char bytes[sizeof parts];

    if (!head->rev)
        return;
    for (size_t i = 0; i < SCRM_PARTS; i++) {
        parts[i] = writer->nothing;
        if (head->to[i] > head->from[i])
            parts[i] = scrm_digest(out->at + head->from[i], head->to[i] - head->from[i]);
        for (size_t j = 0; j < 8; j++) {
            bytes[i * 16 + j] = (char)(parts[i].high >> (56 - 8 * j));
            bytes[i * 16 + 8 + j] = (char)(parts[i].low >> (56 - 8 * j));
        }
    }
    all = scrm_digest(bytes, sizeof bytes);
    put_hex(all.high, out->at + head->rev);
    put_hex(all.low, out->at + head->rev + 16);
}

static const struct scrm_expr *expr_of(const struct scrm_post_job *job, size_t member)
{
    return job->source->map ? job->source->map[member].expr : NULL;
}

/* Whether the record itself has the member that the value is taken from, be it empty: a
 * network that says "no mentions" is believed. */
static bool is_said(const struct scrm_post_writer *writer, const struct scrm_post_job *job,
                    size_t member)
{
    const struct scrm_expr *expr = expr_of(job, member);
    struct scrm_path prefix;

    if (!expr || (expr->kind != SCRM_EXPR_PATH && expr->kind != SCRM_EXPR_EACH))
        return expr != NULL;
    prefix = expr->path;
    prefix.n = prefix.keys;
    return scrm_path_first(&prefix, &writer->eval.scope).kind > SCRM_NULL;
}

/* Whether a number's text is an integer as we would write it. */
static bool is_plain_int(struct scrm_value value)
{
    size_t i = value.len && value.at[0] == '-' ? 1 : 0;

    if (value.len - i > 18 || value.len == i || (value.at[i] == '0' && value.len > 1))
        return false;
    for (; i < value.len; i++)
        if (value.at[i] < '0' || value.at[i] > '9')
            return false;
    return true;
}

/* The common case: what stands in the record is, byte for byte, what is written. */
static bool put_token(struct scrm_post_writer *writer, size_t member, struct scrm_value value,
                      struct scrm_buf *out)
{
    bool fits;

    switch (scrm_post_members[member].type) {
    case SCRM_TYPE_TEXT:
        fits = value.kind == SCRM_STRING && !value.escaped &&
               writer->roles[member] != SCRM_ROLE_TITLE;
        break;
    case SCRM_TYPE_INT:
        fits = value.kind == SCRM_NUMBER && is_plain_int(value);
        break;
    case SCRM_TYPE_BOOL:
        fits = value.kind == SCRM_TRUE || value.kind == SCRM_FALSE;
        break;
    default:
        fits = false;
    }
    if (!fits)
        return false;
    put_key(writer, member, out);
    scrm_buf_put_slice(out, scrm_value_token(value));
    return true;
}

/* Writes a member by its own value; counts one that cannot be read. */
static bool put_plain(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                      size_t member, struct scrm_buf *out)
{
    const struct scrm_expr *expr = expr_of(job, member);
    struct scrm_datum datum = {0};
    struct scrm_value value;

    if (!expr)
        return false;
    if (expr->kind == SCRM_EXPR_EACH)
        return scrm_member_put_expr(writer, scrm_post_members[member].name, expr, out);
    if (scrm_expr_plain_value(expr, &writer->eval.scope, &value)) {
        if (!scrm_value_given(value))
            return false;
        if (put_token(writer, member, value, out))
            return true;
        datum.kind = SCRM_DATUM_VALUE;
        datum.value = value;
    } else {
        datum = scrm_post_evaluate(writer, job->source, member);
        if (!scrm_datum_given(datum))
            return false;
    }
    if (scrm_member_put(writer, member, datum, out))
        return true;
    writer->tally.failed[member]++;
    return false;
}

/* A part of the revision, with its place noted. */
static void put_part(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                     struct scrm_post_head *head, size_t member, enum scrm_part part,
                     struct scrm_buf *out)
{
    head->from[part] = out->len;
    if (part != SCRM_PART_TEXT) {
        if (!head->deleted)
            put_plain(writer, job, member, out);
    } else if (!head->deleted) {
        put_key(writer, member, out);
        scrm_text_put(writer, head->text, true, out);
    }
    head->to[part] = out->len;
}

static void put_aliases(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                        const struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    size_t begin = out->len;
    bool mapped = put_plain(writer, job, member, out);

    if (head->uri.kind == SCRM_DATUM_NONE ||
        scrm_slice_eq(scrm_datum_text(&writer->eval, head->uri),
                      scrm_datum_text(&writer->eval, head->native_id)))
        return;
    if (mapped) {
        out->len--; /* the bracket that closed the mapped ones */
    } else {
        out->len = begin;
        put_key(writer, member, out);
        scrm_buf_putc(out, '[');
    }
    scrm_emit_comma(out);
    put_native_name(writer, job, head, out);
    scrm_buf_putc(out, ']');
}

static void put_account(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                        const struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    const struct scrm_account_row *row = head->author ? head->author : head->addressed;

    if (put_plain(writer, job, member, out) || !row)
        return;
    put_text(writer, member,
             scrm_slice_of(*row->name     ? row->name
                           : *row->handle ? row->handle
                                          : row->id),
             out);
}

static void put_direction(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                          const struct scrm_post_head *head, size_t member,
                          struct scrm_buf *out)
{
    if (put_plain(writer, job, member, out))
        return;
    if (!writer->settings->accounts)
        writer->tally.no_direction++;
    else
        put_text(writer, member,
                 head->author ? scrm_slice_of(head->author->direction) : SCRM_SLICE("inbound"),
                 out);
}

static void put_ext(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                    size_t member, struct scrm_buf *out)
{
    size_t begin = out->len, open;

    if (!job->source->n_ext)
        return;
    put_key(writer, member, out);
    scrm_buf_putc(out, '{');
    open = out->len;
    for (size_t i = 0; i < job->source->n_ext; i++)
        scrm_member_put_expr(writer, job->source->ext[i].name, job->source->ext[i].expr, out);
    if (out->len == open)
        out->at[out->len = begin] = '\0';
    else
        scrm_buf_putc(out, '}');
}

static void put_true(const struct scrm_post_writer *writer, size_t member, bool truth,
                     struct scrm_buf *out)
{
    if (!truth)
        return;
    put_key(writer, member, out);
    scrm_buf_puts(out, "true");
}

/* Members that say who and where, which the head knows. */
static void put_frame_member(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                             const struct scrm_post_head *head, size_t member,
                             struct scrm_buf *out)
{
    switch (writer->roles[member]) {
    case SCRM_ROLE_SCHEMA:
        put_key(writer, member, out);
        scrm_buf_puts(out, "\"" SCRM_POST_SCHEMA "\"");
        break;
    case SCRM_ROLE_ID:
        put_key(writer, member, out);
        if (head->uri.kind != SCRM_DATUM_NONE)
            scrm_text_put(writer, head->uri, false, out);
        else
            put_native_name(writer, job, head, out);
        break;
    case SCRM_ROLE_TYPE:
        scrm_member_put(writer, member, head->type, out);
        break;
    case SCRM_ROLE_NETWORK:
        put_name(writer, member, job->source->network, out);
        break;
    case SCRM_ROLE_SOURCE:
        put_text(writer, member, job->source_name, out); /* behind its dot, anything */
        break;
    case SCRM_ROLE_NATIVE_ID:
        scrm_member_put(writer, member, head->native_id, out);
        break;
    case SCRM_ROLE_CREATED_AT:
        put_time(writer, member, head->created_ms, out);
        break;
    case SCRM_ROLE_FETCHED_AT:
        if (head->has_fetched)
            put_time(writer, member, head->fetched_ms, out);
        break;
    case SCRM_ROLE_URI:
        scrm_member_put(writer, member, head->uri, out);
        break;
    case SCRM_ROLE_UPDATED_AT:
        if (head->has_updated)
            put_time(writer, member, head->updated_ms, out);
        break;
    case SCRM_ROLE_DELETED:
        put_true(writer, member, head->deleted, out);
        break;
    case SCRM_ROLE_INFERRED:
        put_true(writer, member, head->inferred, out);
        break;
    case SCRM_ROLE_LANG:
        scrm_member_put(writer, member, head->lang, out);
        break;
    case SCRM_ROLE_LANG_SRC:
        if (scrm_datum_given(head->lang))
            put_name(writer, member, SCRM_SLICE("network"), out);
        break;
    default:
        break;
    }
}

static void put_member(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                       struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    enum scrm_role role = writer->roles[member];

    switch (role) {
    case SCRM_ROLE_PLAIN:
        put_plain(writer, job, member, out);
        break;
    case SCRM_ROLE_PERSON:
        if (!head->deleted)
            put_plain(writer, job, member, out);
        break;
    case SCRM_ROLE_TEXT:
        put_part(writer, job, head, member, SCRM_PART_TEXT, out);
        break;
    case SCRM_ROLE_TITLE:
        put_part(writer, job, head, member, SCRM_PART_TITLE, out);
        break;
    case SCRM_ROLE_MEDIA:
        put_part(writer, job, head, member, SCRM_PART_MEDIA, out);
        break;
    case SCRM_ROLE_RATING:
        put_part(writer, job, head, member, SCRM_PART_RATING, out);
        break;
    case SCRM_ROLE_REV:
        put_rev(writer, job, head, member, out);
        break;
    case SCRM_ROLE_REFERENCE:
        put_reference(writer, job, member, out);
        break;
    case SCRM_ROLE_ALIASES:
        put_aliases(writer, job, head, member, out);
        break;
    case SCRM_ROLE_ACCOUNT:
        put_account(writer, job, head, member, out);
        break;
    case SCRM_ROLE_DIRECTION:
        put_direction(writer, job, head, member, out);
        break;
    case SCRM_ROLE_MENTIONS:
    case SCRM_ROLE_HASHTAGS:
    case SCRM_ROLE_URLS:
        if (head->deleted)
            break;
        if (!put_plain(writer, job, member, out) && !is_said(writer, job, member))
            scrm_entities_put(writer, role, scrm_datum_text(&writer->eval, head->text), out);
        break;
    case SCRM_ROLE_RAW:
        if (writer->settings->keep_raw && !head->deleted) {
            put_key(writer, member, out);
            writer->tally.repaired += scrm_json_compact(job->record, true, out);
        }
        break;
    case SCRM_ROLE_EXT:
        if (!head->deleted)
            put_ext(writer, job, member, out);
        break;
    default:
        put_frame_member(writer, job, head, member, out);
    }
}

void scrm_post_write(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                     struct scrm_buf *out)
{
    struct scrm_post_head head = {0};

    scrm_buf_reset(&writer->eval.links);
    writer->eval.network = job->source->network;
    writer->eval.host = (struct scrm_slice){0};
    if (job->source->host)
        writer->eval.host =
            scrm_datum_text(&writer->eval, scrm_eval(&writer->eval, job->source->host));
    scrm_post_settle(writer, job, &head);
    if (!head.deleted)
        head.text = scrm_post_find(writer, job->source, SCRM_EARLY_TEXT);
    head.lang = scrm_post_find(writer, job->source, SCRM_EARLY_LANG);
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < scrm_post_members_n; i++)
        if (writer->roles[i] > SCRM_ROLE_PERSON || expr_of(job, i))
            put_member(writer, job, &head, i, out);
    scrm_buf_puts(out, "}\n");
    fill_rev(writer, &head, out);
}
