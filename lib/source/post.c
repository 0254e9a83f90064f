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

/* A name that the descriptor's own rules keep free of anything to escape. */
static void put_name(const struct scrm_post_writer *writer, size_t member,
                     struct scrm_slice name, struct scrm_buf *out)
{
    scrm_post_put_key(writer, member, out);
    scrm_buf_putc(out, '"');
    scrm_buf_put_slice(out, name);
    scrm_buf_putc(out, '"');
}

static const struct scrm_expr *expr_of(const struct scrm_post_job *job, size_t member)
{
    return job->source->map ? job->source->map[member].expr : NULL;
}

/* Whether the record has the member that the value (of an `if`, the side that counts) is taken
 * from, be it empty: a network that says "no mentions" is believed. */
static bool is_said(const struct scrm_post_writer *writer, const struct scrm_post_job *job,
                    size_t member)
{
    const struct scrm_expr *expr = expr_of(job, member);
    struct scrm_path prefix;

    while (expr && expr->kind == SCRM_EXPR_IF)
        expr = expr->items[scrm_cond_holds(&expr->cond, &writer->eval.scope) ? 0 : 1];
    if (!expr || (expr->kind != SCRM_EXPR_PATH && expr->kind != SCRM_EXPR_EACH))
        return expr != NULL;
    prefix = expr->path;
    prefix.n = prefix.keys;
    return scrm_path_first(&prefix, &writer->eval.scope).kind > SCRM_NULL;
}

/* Whether a number's text is an integer as we would write it, and not below zero. */
static bool is_plain_int(struct scrm_value value)
{
    if (value.len > 18 || value.len == 0 || (value.at[0] == '0' && value.len > 1))
        return false;
    for (size_t i = 0; i < value.len; i++)
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
    scrm_post_put_key(writer, member, out);
    scrm_buf_put_slice(out, scrm_value_token(value));
    return true;
}

/* Writes a member by what was found for it; counts one that cannot be read. */
static bool put_datum(struct scrm_post_writer *writer, size_t member, struct scrm_datum datum,
                      struct scrm_buf *out)
{
    if (scrm_member_put(writer, member, datum, out))
        return true;
    writer->tally.failed[member]++;
    return false;
}

/* The same of a member whose value is more than a place in the record. */
static bool put_evaluated(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                          size_t member, struct scrm_buf *out)
{
    const struct scrm_expr *expr = expr_of(job, member);
    struct scrm_datum datum;

    if (expr->kind == SCRM_EXPR_EACH || expr->objects)
        return scrm_member_put_expr(writer, scrm_post_members[member].name, expr, out);
    datum = scrm_post_evaluate(writer, job->source, member);
    return scrm_datum_given(datum) && put_datum(writer, member, datum, out);
}

/* Writes a member by its own value; counts one that cannot be read. */
static bool put_plain(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                      size_t member, struct scrm_buf *out)
{
    const struct scrm_expr *expr = expr_of(job, member);
    struct scrm_value value = {0};

    if (!expr)
        return false;
    if (!scrm_expr_plain_value(expr, &writer->eval.scope, &value))
        return put_evaluated(writer, job, member, out);
    if (!scrm_value_given(value))
        return false;
    return put_token(writer, member, value, out) ||
           put_datum(writer, member,
                     (struct scrm_datum){.kind = SCRM_DATUM_VALUE, .value = value}, out);
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
        scrm_post_put_key(writer, member, out);
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
        scrm_post_put_key(writer, member, out);
        scrm_buf_putc(out, '[');
    }
    scrm_emit_comma(out);
    scrm_post_put_native_name(writer, job, head, out);
    scrm_buf_putc(out, ']');
}

static void put_account(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                        const struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    const struct scrm_account_row *row = head->author ? head->author : head->addressed;

    if (put_plain(writer, job, member, out) || !row)
        return;
    scrm_post_put_text(writer, member,
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
        scrm_post_put_text(
            writer, member,
            head->author ? scrm_slice_of(head->author->direction) : SCRM_SLICE("inbound"), out);
}

static void put_ext(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                    size_t member, struct scrm_buf *out)
{
    size_t begin = out->len, open;

    if (!job->source->n_ext)
        return;
    scrm_post_put_key(writer, member, out);
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
    scrm_post_put_key(writer, member, out);
    scrm_buf_puts(out, "true");
}

/* Members that say who and where, which the head knows. */
static void put_frame_member(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                             const struct scrm_post_head *head, size_t member,
                             struct scrm_buf *out)
{
    switch (writer->roles[member]) {
    case SCRM_ROLE_SCHEMA:
        scrm_post_put_key(writer, member, out);
        scrm_buf_puts(out, "\"" SCRM_POST_SCHEMA "\"");
        break;
    case SCRM_ROLE_ID:
        scrm_post_put_key(writer, member, out);
        if (head->uri.kind != SCRM_DATUM_NONE)
            scrm_text_put(writer, head->uri, false, out);
        else
            scrm_post_put_native_name(writer, job, head, out);
        break;
    case SCRM_ROLE_TYPE:
        scrm_member_put(writer, member, head->type, out);
        break;
    case SCRM_ROLE_NETWORK:
        put_name(writer, member, job->source->network, out);
        break;
    case SCRM_ROLE_SOURCE:
        scrm_post_put_text(writer, member, job->source_name,
                           out); /* behind its dot, anything */
        break;
    case SCRM_ROLE_NATIVE_ID:
        scrm_member_put(writer, member, head->native_id, out);
        break;
    case SCRM_ROLE_CREATED_AT:
        scrm_post_put_time(writer, member, head->created_ms, head->created, out);
        break;
    case SCRM_ROLE_FETCHED_AT:
        if (head->has_fetched)
            scrm_post_put_time(writer, member, head->fetched_ms, job->fetched_at, out);
        break;
    case SCRM_ROLE_URI:
        scrm_member_put(writer, member, head->uri, out);
        break;
    case SCRM_ROLE_UPDATED_AT:
        if (head->has_updated)
            scrm_post_put_time(writer, member, head->updated_ms, head->updated, out);
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
        scrm_post_put_rev(writer, job, head, member, out);
        break;
    case SCRM_ROLE_REFERENCE:
        scrm_post_put_reference(writer, job, member, out);
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
            scrm_post_put_key(writer, member, out);
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

/* Whether the member can come of this source at all. */
static bool is_possible(const struct scrm_post_writer *writer, const struct scrm_post_job *job,
                        size_t member)
{
    if (expr_of(job, member))
        return true;
    switch (writer->roles[member]) {
    case SCRM_ROLE_PLAIN:
    case SCRM_ROLE_REFERENCE:
    case SCRM_ROLE_PERSON:
    case SCRM_ROLE_TITLE:
    case SCRM_ROLE_RATING:
    case SCRM_ROLE_MEDIA:
    case SCRM_ROLE_LANG:
        return false;
    case SCRM_ROLE_LANG_SRC:
        return expr_of(job, writer->early[SCRM_EARLY_LANG]) != NULL;
    case SCRM_ROLE_ACCOUNT:
        return writer->settings->accounts != NULL;
    case SCRM_ROLE_EXT:
        return job->source->n_ext > 0;
    case SCRM_ROLE_RAW:
        return writer->settings->keep_raw;
    default:
        return true;
    }
}

/* Posts come in long runs from one source: what it can say is found out once. */
static void list_members(struct scrm_post_writer *writer, const struct scrm_post_job *job)
{
    writer->listed = job->source;
    writer->n_list = 0;
    for (size_t i = 0; i < scrm_post_members_n; i++)
        if (is_possible(writer, job, i))
            writer->list[writer->n_list++] = i;
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
    if (writer->listed != job->source)
        list_members(writer, job);
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < writer->n_list; i++)
        put_member(writer, job, &head, writer->list[i], out);
    scrm_buf_puts(out, "}\n");
    scrm_post_fill_rev(writer, &head, out);
}
