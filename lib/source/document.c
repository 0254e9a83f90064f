/*
 * A document read whole, taken apart into records: elements of a JSON array,
 * items of a feed. A JSON object goes on one line as it is; the mapper finds
 * the posts in it.
 */
#include "source/document.h"

#include "record/scan.h"
#include "record/value.h"
#include "source/charset.h"
#include "source/chat.h"
#include "source/compact.h"
#include "source/envelope.h"
#include "source/feed.h"
#include "source/mail.h"

#define NEST_MAX 8

/* A copy of `text` that the scanner may read past the end of. */
static void pad(struct scrm_buf *buf)
{
    if (scrm_buf_reserve(buf, SCRM_SCAN_PADDING))
        memset(buf->at + buf->len, 0, SCRM_SCAN_PADDING);
}

/* Whether an array holds an object, or an array that does. */
static bool has_objects(struct scrm_value array, int depth)
{
    struct scrm_walk walk;
    struct scrm_value item;

    scrm_walk_begin(&walk, array);
    while (scrm_item_next(&walk, &item))
        if (item.kind == SCRM_OBJECT ||
            (item.kind == SCRM_ARRAY && depth < NEST_MAX && has_objects(item, depth + 1)))
            return true;
    return false;
}

/* A line for each object in the array; what is none becomes {}, which is no post either. */
static void put_array(struct scrm_value array, int depth, struct scrm_buf *out)
{
    struct scrm_walk walk;
    struct scrm_value item;

    scrm_walk_begin(&walk, array);
    while (scrm_item_next(&walk, &item)) {
        if (item.kind == SCRM_ARRAY && depth < NEST_MAX) {
            put_array(item, depth + 1, out);
        } else if (item.kind == SCRM_OBJECT) {
            scrm_json_compact(scrm_value_token(item), false, out);
            scrm_buf_putc(out, '\n');
        } else {
            scrm_buf_puts(out, "{}\n");
        }
    }
}

/* Blanks out "window.YTD.tweets.part0 =", so that places in the file stay what they are. */
static void drop_assignment(struct scrm_buf *text)
{
    struct scrm_slice bytes = scrm_slice_trim(scrm_buf_slice(text));
    const char *sign = bytes.len ? memchr(bytes.at, '=', bytes.len) : NULL;

    if (sign && scrm_slice_starts(bytes, SCRM_ASSIGNMENT))
        memset(text->at, ' ', (size_t)(sign + 1 - text->at));
}

static int json_lines(struct scrm_slice text, uint64_t *repaired, struct scrm_buf *out,
                      struct scrm_err *err)
{
    struct scrm_scanner scanner = {0};
    struct scrm_buf clean = {0};
    struct scrm_value value;
    int result;

    *repaired += scrm_charset_decode(text, SCRM_SLICE("utf-8"), &clean);
    drop_assignment(&clean);
    pad(&clean);
    result = scrm_scan_value(&scanner, scrm_buf_slice(&clean), &value, err);
    if (result != 0) {
        scrm_text_place(scrm_buf_slice(&clean), err);
    } else if (value.kind == SCRM_OBJECT) {
        scrm_json_compact(scrm_value_token(value), false, out);
        scrm_buf_putc(out, '\n');
    } else if (value.kind == SCRM_ARRAY && has_objects(value, 0)) {
        put_array(value, 0, out);
    } else if (scrm_value_given(value)) {
        scrm_buf_puts(out, "{}\n"); /* a list of ids, say: one thing that is no post */
    }
    scrm_scanner_fini(&scanner);
    scrm_buf_fini(&clean);
    return result;
}

/* An envelope for each of the `items` of the document in `feed`. */
static int item_envelopes(const struct scrm_input_settings *settings,
                          const struct scrm_source *source, struct scrm_buf *feed,
                          struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_envelope envelope = {.source = source,
                                     .name = source->name,
                                     .args = settings->args,
                                     .fetched_ms = settings->fetched_ms,
                                     .fetched = settings->fetched_ms >= 0};
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0}, of_page = {0};
    struct scrm_value page, items, item;
    struct scrm_walk walk;
    int result;

    pad(feed);
    result = scrm_scan_value(&scanner, scrm_buf_slice(feed), &page, err);
    items = result == 0 && page.kind == SCRM_OBJECT ? scrm_member(page, "items")
                                                    : (struct scrm_value){0};
    if (items.kind == SCRM_ARRAY) {
        struct scrm_page_view view = scrm_page_view_of(source, page, &of_page);

        scrm_walk_begin(&walk, items);
        while (scrm_item_next(&walk, &item)) {
            scrm_envelope_put(&envelope, item, &view, &arena, out);
            scrm_arena_reset(&arena);
        }
    }
    scrm_arena_fini(&of_page);
    scrm_arena_fini(&arena);
    scrm_scanner_fini(&scanner);
    return result;
}

/* The source that decodes such documents: the one asked for where it does, else `name`. */
static const struct scrm_source *decoder(const struct scrm_input_settings *settings,
                                         enum scrm_decode decode, const char *name,
                                         struct scrm_err *err)
{
    if (settings->from && settings->from->decode == decode)
        return settings->from;
    return scrm_catalogue_need(settings->catalogue, scrm_slice_of(name), err);
}

static int feed_lines(const struct scrm_input_settings *settings, struct scrm_slice text,
                      uint64_t *repaired, struct scrm_buf *out, struct scrm_err *err)
{
    const struct scrm_source *source = decoder(settings, SCRM_DECODE_FEED, "feed", err);
    struct scrm_arena arena = {0};
    struct scrm_buf feed = {0};
    struct scrm_feed_facts facts;
    struct scrm_slice url = {0};
    int result;

    if (!source)
        return -1;
    if (settings->args)
        url = scrm_args_text(settings->args, "url", &arena);
    result = scrm_feed_decode(text, (struct scrm_slice){0}, url, &feed, &facts, err);
    *repaired += facts.repaired;
    if (result == 0)
        result = item_envelopes(settings, source, &feed, out, err);
    scrm_arena_fini(&arena);
    scrm_buf_fini(&feed);
    return result;
}

static int mail_lines(const struct scrm_input_settings *settings, struct scrm_slice text,
                      uint64_t *repaired, struct scrm_buf *out, struct scrm_err *err)
{
    const struct scrm_source *source = decoder(settings, SCRM_DECODE_MBOX, "mail", err);
    struct scrm_buf box = {0};
    int result;

    if (!source)
        return -1;
    scrm_mail_decode(text, &box, repaired);
    result = item_envelopes(settings, source, &box, out, err);
    scrm_buf_fini(&box);
    return result;
}

static int chat_lines(const struct scrm_input_settings *settings, struct scrm_slice text,
                      uint64_t *repaired, struct scrm_buf *out, struct scrm_err *err)
{
    const struct scrm_source *source = decoder(settings, SCRM_DECODE_CHAT, "chat", err);
    struct scrm_buf clean = {0}, chat = {0};
    struct scrm_arena arena = {0};
    struct scrm_slice order = {0};
    int result = -1;

    if (!source)
        return -1;
    *repaired += scrm_charset_decode(text, SCRM_SLICE("utf-8"), &clean);
    if (settings->args)
        order = scrm_args_text(settings->args, "order", &arena);
    if (scrm_chat_decode(scrm_buf_slice(&clean), order, &chat, err) == 0)
        result = item_envelopes(settings, source, &chat, out, err);
    scrm_arena_fini(&arena);
    scrm_buf_fini(&clean);
    scrm_buf_fini(&chat);
    return result;
}

int scrm_document_lines(const struct scrm_input_settings *settings, enum scrm_sniffed kind,
                        struct scrm_slice text, uint64_t *repaired, struct scrm_buf *out,
                        struct scrm_err *err)
{
    switch (kind) {
    case SCRM_SNIFF_XML:
        return feed_lines(settings, text, repaired, out, err);
    case SCRM_SNIFF_MAIL:
        return mail_lines(settings, text, repaired, out, err);
    case SCRM_SNIFF_CHAT:
        return chat_lines(settings, text, repaired, out, err);
    default:
        return json_lines(text, repaired, out, err);
    }
}
