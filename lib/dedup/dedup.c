/*
 * The order of questions: seen before (dropped), a repost by its own word,
 * nearly the same words as another. Only the first of its kind is remembered,
 * so that all copies name the same original.
 */
#include "dedup/dedup.h"

#include "base/num.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/splice.h"
#include "record/value.h"

void scrm_dedup_init(struct scrm_dedup *dedup, const struct scrm_dedup_settings *settings)
{
    const struct {
        int *slot;
        const char *name;
    } members[] = {{&dedup->dup, "dup"},
                   {&dedup->id, "id"},
                   {&dedup->rev, "rev"},
                   {&dedup->type, "type"},
                   {&dedup->text, "text"},
                   {&dedup->shared, "shared"},
                   {&dedup->created_at, "created_at"},
                   {&dedup->updated_at, "updated_at"}};

    *dedup = (struct scrm_dedup){.settings = *settings, .keys = scrm_keys_new()};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        *members[i].slot = scrm_keys_add_dotted(dedup->keys, members[i].name);
    scrm_keys_build(dedup->keys);
    if (settings->remembered)
        scrm_near_init(&dedup->near, settings->remembered);
}

void scrm_dedup_fini(struct scrm_dedup *dedup)
{
    scrm_keys_free(dedup->keys);
    scrm_seen_fini(&dedup->seen);
    scrm_near_fini(&dedup->near);
    scrm_buf_fini(&dedup->json);
}

/* What is asked of one post. */
struct post {
    struct scrm_slice id, rev, text;
    int64_t created_ms, changed_ms;
    bool deleted, shared;
    struct scrm_slice of; /* what it shares */
};

static int text_of(struct scrm_value value, const char *member, struct scrm_arena *arena,
                   struct scrm_slice *text, struct scrm_err *err)
{
    *text = (struct scrm_slice){0};
    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        return 0;
    if (value.kind != SCRM_STRING) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected string, got %s",
                     scrm_kind_name(value.kind));
        return scrm_err_member(err, member);
    }
    *text = scrm_value_text(value, arena);
    return 0;
}

static int time_of(struct scrm_value value, const char *member, int64_t missing, int64_t *ms,
                   struct scrm_err *err)
{
    *ms = missing;
    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL || scrm_value_time(value, ms) == 0)
        return 0;
    scrm_err_set(err, SCRM_EXIT_DATA, "expected an RFC 3339 time, got %s",
                 scrm_kind_name(value.kind));
    return scrm_err_member(err, member);
}

static int read_post(const struct scrm_dedup *dedup, const struct scrm_line *line,
                     struct scrm_arena *arena, struct post *post, struct scrm_err *err)
{
    const struct scrm_value *v = line->values;

    post->deleted = scrm_value_is(v[dedup->type], "delete");
    post->shared = scrm_value_is(v[dedup->type], "share");
    if (text_of(v[dedup->id], "id", arena, &post->id, err) ||
        text_of(v[dedup->rev], "rev", arena, &post->rev, err) ||
        text_of(v[dedup->text], "text", arena, &post->text, err) ||
        text_of(v[dedup->shared], "shared", arena, &post->of, err) ||
        time_of(v[dedup->created_at], "created_at", dedup->settings.now_ms, &post->created_ms,
                err) ||
        time_of(v[dedup->updated_at], "updated_at", post->created_ms, &post->changed_ms, err))
        return -1;
    return 0;
}

/* A post made by hand may have no revision; it is known by its bytes then. */
static struct scrm_sighting sighting_of(const struct post *post, const struct scrm_line *line)
{
    struct scrm_slice rev = post->rev.len ? post->rev : line->bytes;
    int64_t changed_s = post->changed_ms / SCRM_SECOND_MS;

    if (post->deleted)
        changed_s = SCRM_DELETED_S;
    else if (changed_s < 0)
        changed_s = 0;
    else if (changed_s >= SCRM_DELETED_S)
        changed_s = SCRM_DELETED_S - 1;
    return (struct scrm_sighting){scrm_digest(post->id.at, post->id.len), (uint32_t)changed_s,
                                  (uint32_t)scrm_digest(rev.at, rev.len).low};
}

static void mark(struct scrm_dedup *dedup, struct scrm_slice of, const char *kind,
                 int64_t similarity)
{
    scrm_buf_putc(&dedup->json, '{');
    scrm_emit_member_text(&dedup->json, "of", of);
    scrm_emit_member_text(&dedup->json, "kind", scrm_slice_of(kind));
    if (similarity >= 0)
        scrm_emit_member_fixed(&dedup->json, "similarity", similarity);
    scrm_buf_putc(&dedup->json, '}');
}

/* "RT @name: what they said": the rest, and whether it was one. */
static bool take_prefix(struct scrm_slice *text)
{
    const char *colon;

    if (!scrm_slice_starts(*text, "RT @") || !(colon = memchr(text->at, ':', text->len)))
        return false;
    if (memchr(text->at + 4, ' ', (size_t)(colon - text->at - 4)))
        return false;
    text->len -= (size_t)(colon + 1 - text->at);
    text->at = colon + 1;
    return true;
}

/* Fills json with the member, or leaves it empty. */
static void compare(struct scrm_dedup *dedup, const struct post *post)
{
    struct scrm_slice text = post->text;
    bool repeated = take_prefix(&text) || post->shared;
    const struct scrm_near_text *like = NULL;
    struct scrm_signature signature;
    unsigned bins;

    if (post->of.len) { /* it says so itself */
        mark(dedup, post->of, "repost", -1);
        dedup->reposts++;
        return;
    }
    if (!dedup->settings.remembered || post->deleted || !scrm_near_sign(text, &signature))
        return;
    like = scrm_near_find(&dedup->near, &signature, post->id, post->created_ms,
                          dedup->settings.window_ms, dedup->settings.least, &bins);
    if (like) {
        mark(dedup, scrm_buf_slice(&like->id), repeated ? "repost" : "near",
             (int64_t)bins * SCRM_FIXED_ONE / SCRM_NEAR_BINS);
        dedup->reposts += repeated;
        dedup->nears += !repeated;
    } else if (post->id.len) {
        scrm_near_remember(&dedup->near, &signature, post->id, post->created_ms);
    }
}

enum scrm_dedup_verdict scrm_dedup_line(struct scrm_dedup *dedup, const struct scrm_line *line,
                                        struct scrm_arena *arena, struct scrm_buf *out,
                                        struct scrm_err *err)
{
    struct post post;

    if (read_post(dedup, line, arena, &post, err))
        return SCRM_DEDUP_BAD;
    if (post.id.len) {
        enum scrm_verdict_seen verdict = scrm_seen_take(&dedup->seen, sighting_of(&post, line));

        if (verdict == SCRM_SEEN_SAME)
            return SCRM_DEDUP_SEEN;
        if (verdict == SCRM_SEEN_OLDER)
            return SCRM_DEDUP_OLDER;
    }
    scrm_buf_reset(&dedup->json);
    compare(dedup, &post);
    if (dedup->json.len)
        scrm_splice(line, dedup->dup, "dup", scrm_buf_slice(&dedup->json), out);
    else
        scrm_splice_out(line, dedup->dup, out);
    return SCRM_DEDUP_KEPT;
}
