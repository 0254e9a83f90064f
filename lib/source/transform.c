/*
 * The transforms that a descriptor may name after `as`. Each takes one datum
 * and gives one, or fails: then the member is absent and counted.
 */
#include "base/num.h"
#include "base/time.h"
#include "record/value.h"
#include "source/eval.h"
#include "source/markup.h"
#include "text/html.h"
#include "text/lower.h"
#include "text/utf8.h"

/* Milliseconds from 1970 of the ids' own epochs. */
#define SNOWFLAKE_DISCORD_MS INT64_C(1420070400000)
#define SNOWFLAKE_X_MS INT64_C(1288834974657)

static struct scrm_datum none(void)
{
    return (struct scrm_datum){0};
}

static struct scrm_datum fail(struct scrm_eval *eval)
{
    eval->failed = true;
    return none();
}

static struct scrm_datum of_text(struct scrm_slice text)
{
    return (struct scrm_datum){.kind = SCRM_DATUM_TEXT, .text = text};
}

/* What stands in eval->text, kept until the next record. */
static struct scrm_datum keep(struct scrm_eval *eval)
{
    size_t len = eval->text.len;

    return of_text((struct scrm_slice){
        scrm_arena_copy(eval->arena, scrm_buf_text(&eval->text), len), len});
}

static struct scrm_datum of_int(enum scrm_datum_kind kind, int64_t value)
{
    return (struct scrm_datum){.kind = kind, .integer = value};
}

/* A number of seconds, milliseconds or microseconds since 1970, whole or not; false says
 * "never" in some networks. */
static struct scrm_datum epoch(struct scrm_eval *eval, struct scrm_datum datum, enum scrm_as as)
{
    struct scrm_slice text = scrm_datum_text(eval, datum);
    int64_t whole, fixed;

    if (scrm_slice_is(text, "false"))
        return none();
    text = scrm_slice_trim(text);
    if (scrm_num_int(text, &whole) == 0) {
        if (as == SCRM_AS_EPOCH && whole > INT64_MAX / 1000)
            return fail(eval);
        return of_int(SCRM_DATUM_TIME, as == SCRM_AS_EPOCH      ? whole * 1000
                                       : as == SCRM_AS_EPOCH_MS ? whole
                                                                : whole / 1000);
    }
    if (scrm_num_fixed(text, &fixed) != 0)
        return fail(eval);
    return of_int(SCRM_DATUM_TIME, as == SCRM_AS_EPOCH      ? fixed / 10
                                   : as == SCRM_AS_EPOCH_MS ? fixed / SCRM_FIXED_ONE
                                                            : fixed / SCRM_FIXED_ONE / 1000);
}

static struct scrm_datum date(struct scrm_eval *eval, struct scrm_datum datum, enum scrm_as as)
{
    struct scrm_slice text = scrm_slice_trim(scrm_datum_text(eval, datum));
    int64_t ms;

    if (scrm_slice_is(text, "false"))
        return none();
    if (as == SCRM_AS_RFC3339 ? scrm_time_rfc3339(text, &ms) != 0
                              : scrm_time_any(text, &ms) != 0)
        return fail(eval);
    return of_int(SCRM_DATUM_TIME, ms);
}

static struct scrm_datum snowflake(struct scrm_eval *eval, struct scrm_datum datum)
{
    int64_t epoch_ms =
        scrm_slice_is(eval->network, "x") ? SNOWFLAKE_X_MS : SNOWFLAKE_DISCORD_MS;
    int64_t id;

    if (scrm_datum_int(eval, datum, &id) != 0 || id < 0)
        return fail(eval);
    return of_int(SCRM_DATUM_TIME, (id >> 22) + epoch_ms);
}

static void keep_link(void *ctx, struct scrm_slice href, struct scrm_slice class_names)
{
    struct scrm_eval *eval = ctx;
    static const char *const skip[] = {"mention", "hashtag", "tag"};

    for (size_t i = 0; i < sizeof skip / sizeof *skip; i++)
        if (class_names.len &&
            memmem(class_names.at, class_names.len, skip[i], strlen(skip[i])))
            return;
    if ((scrm_slice_starts(href, "https://") || scrm_slice_starts(href, "http://")) &&
        !memchr(href.at, '\0', href.len)) {
        scrm_buf_put_slice(&eval->links, href);
        scrm_buf_putc(&eval->links, '\0');
    }
}

/* The text of a datum, unescaped into eval->plain when it has to be. */
static struct scrm_slice plain(struct scrm_eval *eval, struct scrm_datum datum)
{
    if (datum.kind != SCRM_DATUM_VALUE || datum.value.kind != SCRM_STRING)
        return scrm_datum_text(eval, datum);
    if (!datum.value.escaped)
        return (struct scrm_slice){datum.value.at, datum.value.len};
    scrm_buf_reset(&eval->plain);
    scrm_value_put_text(datum.value, &eval->plain);
    return scrm_buf_slice(&eval->plain);
}

static struct scrm_datum marked_up(struct scrm_eval *eval, struct scrm_datum datum,
                                   enum scrm_as as)
{
    struct scrm_slice text = plain(eval, datum);

    if (!text.at)
        return fail(eval);
    scrm_buf_reset(&eval->text);
    if (as == SCRM_AS_HTML_TEXT)
        scrm_html_text(&eval->text, text, keep_link, eval);
    else if (as == SCRM_AS_UNESCAPE)
        scrm_html_unescape(&eval->text, text);
    else if (as == SCRM_AS_MRKDWN)
        scrm_mrkdwn_text(&eval->text, text);
    else
        scrm_text_lower(&eval->text, text);
    return keep(eval);
}

static struct scrm_datum language(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = scrm_slice_trim(scrm_datum_text(eval, datum));

    scrm_buf_reset(&eval->text);
    if (!scrm_language_put(text, &eval->text))
        return fail(eval);
    return eval->text.len ? keep(eval) : none();
}

static struct scrm_datum length(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_walk walk;
    struct scrm_value item;
    struct scrm_slice text;
    int64_t n = 0;

    if (datum.kind == SCRM_DATUM_MANY)
        return of_int(SCRM_DATUM_INT, (int64_t)datum.many.n);
    if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, datum.value);
        while (scrm_item_next(&walk, &item))
            n++;
        return of_int(SCRM_DATUM_INT, n);
    }
    text = scrm_datum_text(eval, datum);
    if (!text.at)
        return fail(eval);
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return of_int(SCRM_DATUM_INT, n);
}

/* Texts joined: of many, of an array's texts and its objects' members `text`. */
static void join(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_walk walk;
    struct scrm_value item;

    if (datum.kind == SCRM_DATUM_MANY) {
        for (size_t i = 0; i < datum.many.n; i++)
            join(eval, datum.many.at[i]);
    } else if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, datum.value);
        while (scrm_item_next(&walk, &item))
            join(eval, (struct scrm_datum){.kind = SCRM_DATUM_VALUE, .value = item});
    } else if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_OBJECT) {
        item = scrm_member(datum.value, "text");
        join(eval, (struct scrm_datum){.kind = SCRM_DATUM_VALUE, .value = item});
    } else {
        scrm_buf_put_slice(&eval->text, scrm_datum_text(eval, datum));
    }
}

/* The last segment of a name: what stands behind its last slash or colon
 * (at://did:plc:ada/app.bsky.feed.post/3k, tag:search.twitter.com,2005:7). */
static struct scrm_datum record_key(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = scrm_datum_text(eval, datum);
    size_t at = text.len;

    while (at > 0 && text.at[at - 1] != '/' && text.at[at - 1] != ':')
        at--;
    if (at == 0 || at == text.len)
        return fail(eval);
    return of_text((struct scrm_slice){text.at + at, text.len - at});
}

/* Whose an address is: what stands between "://" and the next slash. */
static struct scrm_datum authority(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = scrm_datum_text(eval, datum);
    const char *begin = text.len ? memmem(text.at, text.len, "://", 3) : NULL, *end;

    if (!begin)
        return fail(eval);
    begin += 3;
    end = memchr(begin, '/', (size_t)(scrm_slice_end(text) - begin));
    if (!end)
        end = scrm_slice_end(text);
    return begin == end ? fail(eval)
                        : of_text((struct scrm_slice){begin, (size_t)(end - begin)});
}

/* UTF-8 that was written byte for byte as characters (\u00c3\u00a9 for e with an acute):
 * the text that was meant; a text that is no such thing stays. */
static struct scrm_datum from_bytes(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = plain(eval, datum);
    const char *at = text.at, *end = text.at + text.len;
    bool wide = false;

    if (!text.at)
        return fail(eval);
    scrm_buf_reset(&eval->text);
    while (at < end) {
        uint32_t cp;

        at += scrm_utf8_decode(at, end, &cp);
        if (cp > 0xFF)
            break;
        wide = wide || cp >= 0x80;
        scrm_buf_putc(&eval->text, (char)cp);
    }
    if (at < end || !wide || !scrm_utf8_valid(scrm_buf_slice(&eval->text))) {
        scrm_buf_reset(&eval->text);
        scrm_buf_put_slice(&eval->text, text);
    }
    return keep(eval);
}

/* Of a path with dots at the end of a text (comment/0.12.34) the last name but one
 * (comment/12); absent where that is the root, 0. */
static struct scrm_datum parent_of(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = scrm_datum_text(eval, datum), path = text, name;
    const char *slash = text.len ? memrchr(text.at, '/', text.len) : NULL, *dot;

    if (slash) {
        path.at = slash + 1;
        path.len = text.len - (size_t)(path.at - text.at);
    }
    dot = path.len ? memrchr(path.at, '.', path.len) : NULL;
    if (!dot)
        return fail(eval);
    name = (struct scrm_slice){path.at, (size_t)(dot - path.at)};
    dot = name.len ? memrchr(name.at, '.', name.len) : NULL;
    if (!dot)
        return none();
    name.len -= (size_t)(dot + 1 - name.at);
    name.at = dot + 1;
    scrm_buf_reset(&eval->text);
    scrm_buf_put(&eval->text, text.at, (size_t)(path.at - text.at));
    scrm_buf_put_slice(&eval->text, name);
    return keep(eval);
}

/* A name without the sign that it is called by: @ada, #tea. */
static struct scrm_datum handle(struct scrm_eval *eval, struct scrm_datum datum)
{
    struct scrm_slice text = scrm_slice_trim(scrm_datum_text(eval, datum));

    if (text.len && (text.at[0] == '@' || text.at[0] == '#')) {
        text.at++;
        text.len--;
    }
    return text.len ? of_text(text) : none();
}

static struct scrm_datum typed(struct scrm_eval *eval, struct scrm_datum datum, enum scrm_as as)
{
    struct scrm_slice text;
    int64_t integer;
    bool truth;

    if (as == SCRM_AS_INT)
        return scrm_datum_int(eval, datum, &integer) == 0 ? of_int(SCRM_DATUM_INT, integer)
                                                          : fail(eval);
    if (as == SCRM_AS_BOOL)
        return scrm_datum_bool(eval, datum, &truth) == 0 ? of_int(SCRM_DATUM_BOOL, truth)
                                                         : fail(eval);
    if (as == SCRM_AS_NUM)
        return scrm_datum_number(eval, datum, &text) == 0
                   ? (struct scrm_datum){.kind = SCRM_DATUM_NUMBER, .text = text}
                   : fail(eval);
    text = scrm_datum_text(eval, datum);
    if (!text.at)
        return fail(eval);
    return of_text(as == SCRM_AS_TRIM ? scrm_slice_trim(text) : text);
}

struct scrm_datum scrm_transform(struct scrm_eval *eval, enum scrm_as as,
                                 struct scrm_datum datum)
{
    switch (as) {
    case SCRM_AS_STR:
    case SCRM_AS_TRIM:
    case SCRM_AS_INT:
    case SCRM_AS_NUM:
    case SCRM_AS_BOOL:
        return typed(eval, datum, as);
    case SCRM_AS_LOWER:
    case SCRM_AS_HTML_TEXT:
    case SCRM_AS_UNESCAPE:
    case SCRM_AS_MRKDWN:
        return marked_up(eval, datum, as);
    case SCRM_AS_LEN:
        return length(eval, datum);
    case SCRM_AS_EPOCH:
    case SCRM_AS_EPOCH_MS:
    case SCRM_AS_EPOCH_US:
        return epoch(eval, datum, as);
    case SCRM_AS_RFC3339:
    case SCRM_AS_RFC822:
    case SCRM_AS_TIME:
        return date(eval, datum, as);
    case SCRM_AS_LANG:
        return language(eval, datum);
    case SCRM_AS_HANDLE:
        return handle(eval, datum);
    case SCRM_AS_SNOWFLAKE_TIME:
        return snowflake(eval, datum);
    case SCRM_AS_RKEY:
        return record_key(eval, datum);
    case SCRM_AS_PARENT:
        return parent_of(eval, datum);
    case SCRM_AS_AUTHORITY:
        return authority(eval, datum);
    case SCRM_AS_MOJIBAKE:
        return from_bytes(eval, datum);
    case SCRM_AS_CONCAT:
        scrm_buf_reset(&eval->text);
        join(eval, datum);
        return keep(eval);
    case SCRM_AS_REF: {
        struct scrm_slice id = scrm_datum_text(eval, datum);

        if (!id.len)
            return none();
        scrm_buf_reset(&eval->text);
        scrm_ref_put(eval->network, eval->host, id, &eval->text);
        return keep(eval);
    }
    }
    return none();
}
