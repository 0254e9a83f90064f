/*
 * What has to be known of a post before its first member is written: what it
 * is, its names, its times, whose it is.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/time.h"
#include "record/value.h"
#include "source/post.h"

/* A date further ahead than this is a mistake of its writer. */
#define FUTURE_MS SCRM_DAY_MS

static const struct {
    const char *name;
    enum scrm_role role;
} ROLES[] = {
    {"schema", SCRM_ROLE_SCHEMA},
    {"id", SCRM_ROLE_ID},
    {"type", SCRM_ROLE_TYPE},
    {"network", SCRM_ROLE_NETWORK},
    {"source", SCRM_ROLE_SOURCE},
    {"native_id", SCRM_ROLE_NATIVE_ID},
    {"created_at", SCRM_ROLE_CREATED_AT},
    {"text", SCRM_ROLE_TEXT},
    {"fetched_at", SCRM_ROLE_FETCHED_AT},
    {"uri", SCRM_ROLE_URI},
    {"updated_at", SCRM_ROLE_UPDATED_AT},
    {"rev", SCRM_ROLE_REV},
    {"title", SCRM_ROLE_TITLE},
    {"html", SCRM_ROLE_PERSON},
    {"lang", SCRM_ROLE_LANG},
    {"lang_src", SCRM_ROLE_LANG_SRC},
    {"author_id", SCRM_ROLE_PERSON},
    {"author_handle", SCRM_ROLE_PERSON},
    {"author_name", SCRM_ROLE_PERSON},
    {"author_url", SCRM_ROLE_PERSON},
    {"account", SCRM_ROLE_ACCOUNT},
    {"direction", SCRM_ROLE_DIRECTION},
    {"in_reply_to", SCRM_ROLE_REFERENCE},
    {"conversation", SCRM_ROLE_REFERENCE},
    {"quoted", SCRM_ROLE_REFERENCE},
    {"shared", SCRM_ROLE_REFERENCE},
    {"rating", SCRM_ROLE_RATING},
    {"deleted", SCRM_ROLE_DELETED},
    {"created_at_inferred", SCRM_ROLE_INFERRED},
    {"aliases", SCRM_ROLE_ALIASES},
    {"mentions", SCRM_ROLE_MENTIONS},
    {"hashtags", SCRM_ROLE_HASHTAGS},
    {"urls", SCRM_ROLE_URLS},
    {"media", SCRM_ROLE_MEDIA},
    {"raw", SCRM_ROLE_RAW},
    {"ext", SCRM_ROLE_EXT},
};

static const char *const EARLY[SCRM_EARLY_N] = {
    [SCRM_EARLY_TYPE] = "type",
    [SCRM_EARLY_NATIVE_ID] = "native_id",
    [SCRM_EARLY_URI] = "uri",
    [SCRM_EARLY_CREATED_AT] = "created_at",
    [SCRM_EARLY_UPDATED_AT] = "updated_at",
    [SCRM_EARLY_DELETED] = "deleted",
    [SCRM_EARLY_DELETED_AT] = "deleted_at",
    [SCRM_EARLY_REV] = "rev",
    [SCRM_EARLY_TEXT] = "text",
    [SCRM_EARLY_LANG] = "lang",
    [SCRM_EARLY_AUTHOR_ID] = "author_id",
    [SCRM_EARLY_AUTHOR_HANDLE] = "author_handle",
    [SCRM_EARLY_IN_REPLY_TO_AUTHOR] = "in_reply_to_author",
    [SCRM_EARLY_MENTIONS] = "mentions",
};

void scrm_post_writer_init(struct scrm_post_writer *writer,
                           const struct scrm_map_settings *settings)
{
    *writer = (struct scrm_post_writer){.settings = settings};
    writer->nothing = scrm_digest("", 0);
    writer->roles = scrm_alloc_zero(scrm_post_members_n, sizeof *writer->roles);
    writer->keys = scrm_alloc_zero(scrm_post_members_n, sizeof *writer->keys);
    writer->list = scrm_alloc_zero(scrm_post_members_n, sizeof *writer->list);
    writer->tally.failed = scrm_alloc_zero(scrm_post_members_n, sizeof *writer->tally.failed);
    for (size_t i = 0; i < scrm_post_members_n; i++) {
        const char *name = scrm_post_members[i].name;
        size_t begin = writer->key_text.len;

        scrm_buf_printf(&writer->key_text, "%s\"%s\":", i ? "," : "", name);
        writer->keys[i].len = writer->key_text.len - begin;
        for (size_t j = 0; j < sizeof ROLES / sizeof *ROLES; j++)
            if (strcmp(ROLES[j].name, name) == 0)
                writer->roles[i] = ROLES[j].role;
        for (size_t j = 0; j < SCRM_EARLY_N; j++)
            if (strcmp(EARLY[j], name) == 0)
                writer->early[j] = i;
    }
    /* The text stays where it is from now on. */
    for (size_t i = 0, at = 0; i < scrm_post_members_n; at += writer->keys[i++].len)
        writer->keys[i].at = scrm_buf_text(&writer->key_text) + at;
}

/* The value of a member; one that cannot be read is counted and absent. */
struct scrm_datum scrm_post_evaluate(struct scrm_post_writer *writer,
                                     const struct scrm_source *source, size_t member)
{
    struct scrm_datum datum = {0};

    if (!source->map || !source->map[member].expr)
        return datum;
    writer->eval.failed = false;
    datum = scrm_eval(&writer->eval, source->map[member].expr);
    writer->tally.failed[member] += writer->eval.failed;
    return datum;
}

struct scrm_datum scrm_post_find(struct scrm_post_writer *writer,
                                 const struct scrm_source *source, enum scrm_early early)
{
    return scrm_post_evaluate(writer, source, writer->early[early]);
}

struct scrm_slice scrm_post_text(struct scrm_post_writer *writer,
                                 const struct scrm_source *source, enum scrm_early early)
{
    return scrm_datum_text(&writer->eval, scrm_post_find(writer, source, early));
}

/* A time, counted where there is something that is none. */
bool scrm_post_time(struct scrm_post_writer *writer, const struct scrm_source *source,
                    enum scrm_early early, int64_t *ms, struct scrm_value *said)
{
    struct scrm_datum datum = scrm_post_find(writer, source, early);

    if (!scrm_datum_given(datum))
        return false;
    if (scrm_datum_time(&writer->eval, datum, ms) == 0) {
        if (datum.kind == SCRM_DATUM_VALUE)
            *said = datum.value;
        return true;
    }
    writer->tally.failed[writer->early[early]]++;
    return false;
}

/* created_at as the record says it, unless that cannot be; else when it was fetched, else now.
 */
static void settle_times(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                         struct scrm_post_head *head)
{
    int64_t now = writer->settings->now_ms;
    bool known = scrm_post_time(writer, job->source, SCRM_EARLY_CREATED_AT, &head->created_ms,
                                &head->created);

    head->has_updated = scrm_post_time(writer, job->source, SCRM_EARLY_UPDATED_AT,
                                       &head->updated_ms, &head->updated);
    head->has_fetched = job->fetched_at.kind == SCRM_STRING &&
                        scrm_value_time(job->fetched_at, &head->fetched_ms) == 0;
    if (known && head->created_ms > now + FUTURE_MS) {
        known = false;
        writer->tally.future++;
    }
    if (!known) {
        head->created = (struct scrm_value){0};
        head->created_ms = head->has_fetched ? head->fetched_ms : now;
        head->inferred = true;
        writer->tally.inferred++;
    }
}

/* A name in the record's own words: what it says, else the digest of the record. */
static struct scrm_datum name_record(struct scrm_post_writer *writer,
                                     const struct scrm_post_job *job, struct scrm_datum uri)
{
    struct scrm_datum id = scrm_post_find(writer, job->source, SCRM_EARLY_NATIVE_ID);
    struct scrm_buf *scratch = &writer->scratch;

    if (scrm_datum_text(&writer->eval, id).len)
        return id;
    if (scrm_datum_given(uri))
        return uri;
    scrm_buf_reset(scratch);
    scrm_json_compact(job->record, false, scratch);
    scrm_buf_reset(&writer->normal);
    scrm_digest_put(&writer->normal, scrm_digest(scrm_buf_text(scratch), scratch->len));
    id.kind = SCRM_DATUM_TEXT;
    id.text.len = writer->normal.len;
    id.text.at = scrm_arena_copy(writer->eval.arena, writer->normal.at, writer->normal.len);
    return id;
}

/* Which of our accounts the post mentions, or the one it answers. */
static const struct scrm_account_row *find_addressed(struct scrm_post_writer *writer,
                                                     const struct scrm_post_job *job,
                                                     struct scrm_datum mentions)
{
    const struct scrm_accounts *accounts = writer->settings->accounts;
    struct scrm_slice network = job->source->network, none = {0};
    struct scrm_slice parent =
        scrm_post_text(writer, job->source, SCRM_EARLY_IN_REPLY_TO_AUTHOR);
    const struct scrm_account_row *row =
        scrm_accounts_find(accounts, network, parent, parent, &writer->scratch);
    size_t n =
        mentions.kind == SCRM_DATUM_MANY ? mentions.many.n : (size_t)scrm_datum_given(mentions);

    for (size_t i = 0; i < n && !row; i++) {
        struct scrm_datum one =
            mentions.kind == SCRM_DATUM_MANY ? mentions.many.at[i] : mentions;

        row = scrm_accounts_find(accounts, network, none, scrm_datum_text(&writer->eval, one),
                                 &writer->scratch);
    }
    return row;
}

void scrm_post_settle(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                      struct scrm_post_head *head)
{
    struct scrm_datum deleted = scrm_post_find(writer, job->source, SCRM_EARLY_DELETED);
    const struct scrm_accounts *accounts = writer->settings->accounts;

    head->type = scrm_post_find(writer, job->source, SCRM_EARLY_TYPE);
    if (scrm_datum_given(deleted))
        scrm_datum_bool(&writer->eval, deleted, &head->deleted);
    if (head->deleted || !scrm_datum_given(head->type))
        head->type = (struct scrm_datum){.kind = SCRM_DATUM_TEXT,
                                         .text = head->deleted ? SCRM_SLICE("delete")
                                                               : SCRM_SLICE("post")};
    head->deleted = scrm_slice_is(scrm_datum_text(&writer->eval, head->type), "delete");
    head->uri = scrm_post_find(writer, job->source, SCRM_EARLY_URI);
    if (!scrm_ref_is_uri(scrm_datum_text(&writer->eval, head->uri)))
        head->uri.kind = SCRM_DATUM_NONE;
    head->native_id = name_record(writer, job, head->uri);
    settle_times(writer, job, head);
    if (!accounts)
        return;
    head->author_id = scrm_post_find(writer, job->source, SCRM_EARLY_AUTHOR_ID);
    head->author_handle = scrm_post_find(writer, job->source, SCRM_EARLY_AUTHOR_HANDLE);
    head->mentions = scrm_post_find(writer, job->source, SCRM_EARLY_MENTIONS);
    head->author = scrm_accounts_find(
        accounts, job->source->network, scrm_datum_text(&writer->eval, head->author_id),
        scrm_datum_text(&writer->eval, head->author_handle), &writer->scratch);
    if (!head->author)
        head->addressed = find_addressed(writer, job, head->mentions);
}

void scrm_post_writer_fini(struct scrm_post_writer *writer)
{
    scrm_eval_fini(&writer->eval);
    scrm_buf_fini(&writer->scratch);
    scrm_buf_fini(&writer->normal);
    scrm_buf_fini(&writer->key_text);
    free(writer->keys);
    free(writer->roles);
    free(writer->list);
    free(writer->tally.failed);
}
