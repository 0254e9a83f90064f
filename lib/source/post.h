/*
 * Writing one post. Inside lib/source; the mapper decides what is a record.
 */
#ifndef SCRM_SOURCE_POST_H
#define SCRM_SOURCE_POST_H

#include "base/hash.h"
#include "source/compact.h"
#include "source/map.h"

/* One record on its way to a post. */
struct scrm_post_job {
    const struct scrm_source *source;
    struct scrm_slice source_name; /* "mastodon.hashtag" */
    struct scrm_slice record;      /* the record's JSON, for its digest and for --keep-raw */
    struct scrm_value fetched_at;  /* ABSENT where unknown */
};

/* Members that are more than their value. */
enum scrm_role {
    SCRM_ROLE_PLAIN,
    SCRM_ROLE_REFERENCE, /* to another post, in the one id space */
    SCRM_ROLE_PERSON,    /* plain, and gone from a tombstone */
    /* From here on they are written without a value of their own too. */
    SCRM_ROLE_SCHEMA,
    SCRM_ROLE_ID,
    SCRM_ROLE_TYPE,
    SCRM_ROLE_NETWORK,
    SCRM_ROLE_SOURCE,
    SCRM_ROLE_NATIVE_ID,
    SCRM_ROLE_CREATED_AT,
    SCRM_ROLE_TEXT,
    SCRM_ROLE_FETCHED_AT,
    SCRM_ROLE_URI,
    SCRM_ROLE_UPDATED_AT,
    SCRM_ROLE_REV,
    SCRM_ROLE_TITLE,
    SCRM_ROLE_LANG,
    SCRM_ROLE_LANG_SRC,
    SCRM_ROLE_ACCOUNT,
    SCRM_ROLE_DIRECTION,
    SCRM_ROLE_RATING,
    SCRM_ROLE_DELETED,
    SCRM_ROLE_INFERRED,
    SCRM_ROLE_ALIASES,
    SCRM_ROLE_MENTIONS,
    SCRM_ROLE_HASHTAGS,
    SCRM_ROLE_URLS,
    SCRM_ROLE_MEDIA,
    SCRM_ROLE_RAW,
    SCRM_ROLE_EXT,
};

/* Members whose values are needed before they are written. */
enum scrm_early {
    SCRM_EARLY_TYPE,
    SCRM_EARLY_NATIVE_ID,
    SCRM_EARLY_URI,
    SCRM_EARLY_CREATED_AT,
    SCRM_EARLY_UPDATED_AT,
    SCRM_EARLY_DELETED,
    SCRM_EARLY_DELETED_AT,
    SCRM_EARLY_REV,
    SCRM_EARLY_TEXT,
    SCRM_EARLY_LANG,
    SCRM_EARLY_AUTHOR_ID,
    SCRM_EARLY_AUTHOR_HANDLE,
    SCRM_EARLY_IN_REPLY_TO_AUTHOR,
    SCRM_EARLY_MENTIONS,
    SCRM_EARLY_N,
};

/* What a thread keeps between posts. */
struct scrm_post_writer {
    const struct scrm_map_settings *settings;
    struct scrm_map_tally tally;
    struct scrm_eval eval;
    struct scrm_buf scratch, normal; /* texts on their way out */
    enum scrm_role *roles;           /* by member of the post */
    struct scrm_slice *keys;         /* by member: ,"name":, in `key_text` */
    struct scrm_buf key_text;
    size_t *list; /* members that `listed` can say */
    size_t n_list;
    const struct scrm_source *listed; /* NULL: none yet */
    size_t early[SCRM_EARLY_N];       /* indexes into scrm_post_members */
    struct scrm_digest nothing;       /* of a part that a post does not have */
};

void scrm_post_writer_init(struct scrm_post_writer *writer,
                           const struct scrm_map_settings *settings);

/* Parts of a post that make a revision. */
enum scrm_part {
    SCRM_PART_TEXT,
    SCRM_PART_TITLE,
    SCRM_PART_MEDIA,
    SCRM_PART_RATING,
    SCRM_PARTS
};

/* What has to be known before the first member is written, and what is noted on the way. */
struct scrm_post_head {
    struct scrm_datum type, native_id, uri;
    int64_t created_ms, updated_ms, fetched_ms;
    struct scrm_value created, updated; /* as the record says them, where they count */
    bool has_updated, has_fetched, inferred, deleted;
    struct scrm_datum text, author_id, author_handle, mentions, lang;
    const struct scrm_account_row *author, *addressed;
    size_t rev; /* offset of the revision's digits; 0: none to fill in */
    size_t from[SCRM_PARTS], to[SCRM_PARTS]; /* where the parts stand in the output */
};

/* The value of a member; one that cannot be read is counted and absent (head.c). */
struct scrm_datum scrm_post_evaluate(struct scrm_post_writer *writer,
                                     const struct scrm_source *source, size_t member);
struct scrm_datum scrm_post_find(struct scrm_post_writer *writer,
                                 const struct scrm_source *source, enum scrm_early early);
struct scrm_slice scrm_post_text(struct scrm_post_writer *writer,
                                 const struct scrm_source *source, enum scrm_early early);
bool scrm_post_time(struct scrm_post_writer *writer, const struct scrm_source *source,
                    enum scrm_early early, int64_t *ms, struct scrm_value *said);
void scrm_post_settle(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                      struct scrm_post_head *head);

static inline void scrm_post_put_key(const struct scrm_post_writer *writer, size_t member,
                                     struct scrm_buf *out)
{
    scrm_buf_put_slice(out, writer->keys[member]);
}

/* A member that is a text, a time (naming.c); `said` is what the record says of that time,
 * ABSENT where something else gave it. */
void scrm_post_put_text(struct scrm_post_writer *writer, size_t member, struct scrm_slice text,
                        struct scrm_buf *out);
void scrm_post_put_time(struct scrm_post_writer *writer, size_t member, int64_t ms,
                        struct scrm_value said, struct scrm_buf *out);

/* "network:host:native_id", without a key. */
void scrm_post_put_native_name(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                               const struct scrm_post_head *head, struct scrm_buf *out);
/* A reference to another post; none where the record has none. */
void scrm_post_put_reference(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                             size_t member, struct scrm_buf *out);
/* The revision; where it is a digest, its digits are filled in when all parts stand. */
void scrm_post_put_rev(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                       struct scrm_post_head *head, size_t member, struct scrm_buf *out);
void scrm_post_fill_rev(const struct scrm_post_writer *writer,
                        const struct scrm_post_head *head, struct scrm_buf *out);

/* Appends the post that the record in writer->eval.scope makes, with a newline. */
void scrm_post_write(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                     struct scrm_buf *out);
void scrm_post_writer_fini(struct scrm_post_writer *writer);

/* Entities of a post that its network does not name (entity.c): what is found in
 * `text`, and the addresses that html_text noted. Whether a member was appended. */
bool scrm_entities_put(struct scrm_post_writer *writer, enum scrm_role role,
                       struct scrm_slice text, struct scrm_buf *out);

/* Members of one kind (member.c): appended unless absent; whether it was. */
bool scrm_member_put(struct scrm_post_writer *writer, size_t member, struct scrm_datum datum,
                     struct scrm_buf *out);
bool scrm_member_put_expr(struct scrm_post_writer *writer, const char *name,
                          const struct scrm_expr *expr, struct scrm_buf *out);
/* A text as JSON; `normal` asks for NFC. */
void scrm_text_put(struct scrm_post_writer *writer, struct scrm_datum datum, bool normal,
                   struct scrm_buf *out);

#endif
