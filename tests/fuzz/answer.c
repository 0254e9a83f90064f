/*
 * Fuzz target of what servers answer, below their JSON and XML: event streams, an IMAP
 * server's lines, web addresses and references, documents in any encoding. Pieces give the
 * same events as the whole; what is taken apart lies within what came; an address that was
 * resolved is one.
 *
 * The first byte chooses, the second is a size.
 */
#include "target.h"

#include "net/imap_answer.h"
#include "net/sse.h"
#include "net/url.h"
#include "source/charset.h"
#include "source/uri.h"
#include "text/utf8.h"

static int hear(void *ctx, const struct scrm_sse_event *event, struct scrm_err *err)
{
    struct scrm_buf *heard = ctx;

    (void)err;
    scrm_buf_printf(heard, "%zu %zu ", event->name.len, event->data.len);
    scrm_buf_put_slice(heard, event->name);
    scrm_buf_put_slice(heard, event->data);
    return 0;
}

/* Feeds `piece` bytes at a time; the events, id and retry go to `heard`. */
static int feed(struct scrm_slice text, size_t piece, struct scrm_buf *heard)
{
    struct scrm_sse sse = {.max = 256};
    struct scrm_err err = {0};
    int result = 0;

    while (text.len && result == 0) {
        size_t len = piece < text.len ? piece : text.len;

        result = scrm_sse_feed(&sse, (struct scrm_slice){text.at, len}, hear, heard, &err);
        text.at += len;
        text.len -= len;
    }
    must(result == 0 || (err.code && err.text && err.text[0]), "a reason has words");
    if (result == 0) {
        scrm_buf_printf(heard, "%lld ", (long long)sse.retry_ms);
        scrm_buf_put_slice(heard, scrm_buf_slice(&sse.id));
    }
    scrm_sse_restart(&sse);
    scrm_sse_fini(&sse);
    scrm_err_fini(&err);
    return result;
}

static void check_events(struct scrm_slice text, size_t piece)
{
    struct scrm_buf whole = {0}, pieces = {0};
    int result = feed(text, text.len, &whole);

    must(feed(text, piece + 1, &pieces) == result, "pieces end as the whole ends");
    must(result != 0 || scrm_slice_eq(scrm_buf_slice(&whole), scrm_buf_slice(&pieces)),
         "pieces give the events of the whole");
    scrm_buf_fini(&whole);
    scrm_buf_fini(&pieces);
}

static void must_lie_in(struct scrm_slice part, struct scrm_slice whole)
{
    must(!part.len || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len),
         "a part lies in the whole");
}

static void check_imap(struct scrm_slice text)
{
    static const char *const kinds[] = {"SEARCH", "FETCH", "OK", "ESEARCH", "EXISTS"};
    struct scrm_imap_message message = {0};
    struct scrm_imap_uids uids = {0};
    struct scrm_buf out = {0};
    struct scrm_slice rest = {NULL, 0};
    uint32_t number;

    must(scrm_imap_literal(text) >= -1, "a literal has a size");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (scrm_imap_is(text, kinds[i], &rest))
            must_lie_in(rest, text);
    scrm_imap_take_uids(text, &uids);
    scrm_imap_put_set(&out, uids.at, uids.n);
    if (scrm_imap_read_message(text, &message) == 0) {
        must_lie_in(message.bytes, text);
        must_lie_in(message.date, text);
    }
    scrm_imap_code(text, "UIDVALIDITY", &number);
    scrm_buf_reset(&out);
    scrm_imap_put_mailbox(&out, text);
    must(out.len >= 2 && out.at[0] == '"' && out.at[out.len - 1] == '"', "a name is quoted");
    for (size_t i = 0; i < out.len; i++)
        must((unsigned char)out.at[i] >= 0x20 && (unsigned char)out.at[i] < 0x7F,
             "no name breaks out of its line");
    scrm_buf_fini(&out);
    free(uids.at);
}

static void check_addresses(struct scrm_slice text, size_t split)
{
    size_t at = split < text.len ? split : text.len;
    struct scrm_buf base = {0}, reference = {0}, out = {0};
    struct scrm_url url = {0};
    struct scrm_err err = {0};
    char *resolved;

    scrm_buf_put(&base, text.at, at);
    scrm_buf_put(&reference, text.at + at, text.len - at);
    if (scrm_url_parse(&url, scrm_buf_text(&base), &err) == 0) {
        must(url.scheme && url.host && url.port && url.host[0], "an address has its parts");
        must(scrm_url_same_origin(&url, &url), "it has one origin");
    }
    scrm_err_fini(&err);
    free(scrm_url_path(scrm_buf_text(&base)));
    free(scrm_url_user(scrm_buf_text(&base)));
    free(scrm_url_param(scrm_buf_text(&base), "q"));
    resolved = scrm_url_resolve(scrm_buf_text(&base), scrm_buf_text(&reference), &err);
    must((resolved == NULL) == (err.code != SCRM_EXIT_OK), "a failure has a reason");
    free(resolved);
    scrm_err_fini(&err);
    scrm_url_fini(&url);
    scrm_uri_resolve(scrm_buf_slice(&base), scrm_buf_slice(&reference), &out);
    must(out.len <= 2 * text.len + 8, "joining adds nothing of its own");
    scrm_buf_reset(&out);
    scrm_url_encode(&out, text);
    must(out.len <= 3 * text.len, "a byte becomes three at most");
    scrm_buf_fini(&base);
    scrm_buf_fini(&reference);
    scrm_buf_fini(&out);
}

static void check_charset(struct scrm_slice text, size_t split)
{
    size_t at = split < text.len ? split : text.len;
    struct scrm_slice type = {text.at, at}, bytes = {text.at + at, text.len - at};
    struct scrm_slice outer = scrm_charset_of_type(type);
    struct scrm_buf out = {0};

    must_lie_in(outer, type);
    scrm_charset_decode(bytes, outer, &out);
    must(scrm_utf8_valid(scrm_buf_slice(&out)), "what was decoded is UTF-8");
    scrm_buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text;

    if (size < 2)
        return 0;
    text = (struct scrm_slice){(const char *)data + 2, size - 2};
    switch (data[0] % 4) {
    case 0:
        check_events(text, data[1]);
        break;
    case 1:
        check_imap(text);
        break;
    case 2:
        check_addresses(text, data[1]);
        break;
    default:
        check_charset(text, data[1]);
    }
    return 0;
}
