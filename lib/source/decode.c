/*
 * Decoders behind one door: json, jsonl, feed, csv. After this, pages differ
 * only in where their records stand.
 */
#include "source/chat.h"
#include "source/mail.h"
#include "source/decode.h"

#include "source/charset.h"
#include "source/document.h"
#include "source/feed.h"

/* Puts lines into one array; blank ones are left out. */
static void put_array(struct scrm_slice lines, struct scrm_buf *out)
{
    bool first = true;

    scrm_buf_putc(out, '[');
    while (lines.len) {
        const char *newline = memchr(lines.at, '\n', lines.len);
        size_t len = newline ? (size_t)(newline - lines.at) : lines.len;
        struct scrm_slice line = scrm_slice_trim((struct scrm_slice){lines.at, len});

        if (line.len) {
            if (!first)
                scrm_buf_putc(out, ',');
            scrm_buf_put_slice(out, line);
            first = false;
        }
        lines.at += newline ? len + 1 : len;
        lines.len -= newline ? len + 1 : len;
    }
    scrm_buf_putc(out, ']');
}

static int decode_table(const struct scrm_answer *answer, struct scrm_buf *out,
                        uint64_t *repaired, struct scrm_err *err)
{
    struct scrm_input_settings settings = {
        .from = answer->source, .args = answer->args, .fetched_ms = -1};
    struct scrm_buf lines = {0};
    struct scrm_table_input *table =
        scrm_table_input_open(&settings, "the answer", true, &lines);
    int result = scrm_table_input_feed(table, answer->bytes, true, repaired, err);

    if (result == 0)
        put_array(scrm_buf_slice(&lines), out);
    scrm_table_input_close(table);
    scrm_buf_fini(&lines);
    return result;
}

static int decode_feed(const struct scrm_answer *answer, struct scrm_buf *out,
                       uint64_t *repaired, struct scrm_err *err)
{
    struct scrm_feed_facts facts;
    int result = scrm_feed_decode(answer->bytes, answer->type, answer->url, out, &facts, err);

    *repaired += facts.repaired;
    return result;
}

static void decode_json(const struct scrm_answer *answer, struct scrm_buf *out,
                        uint64_t *repaired)
{
    struct scrm_buf text = {0};
    bool lines = answer->decode == SCRM_DECODE_JSONL;

    *repaired += scrm_charset_decode(answer->bytes, SCRM_SLICE("utf-8"), &text);
    /* An answer called JSON that is one object a line is lines. */
    if (!lines && memchr(scrm_buf_text(&text), '\n', text.len)) {
        struct scrm_slice rest = scrm_slice_trim(scrm_buf_slice(&text));
        const char *newline = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;

        lines = newline && scrm_sniff(rest, true) == SCRM_SNIFF_LINES;
    }
    if (lines)
        put_array(scrm_buf_slice(&text), out);
    else
        scrm_buf_put_slice(out, scrm_slice_trim(scrm_buf_slice(&text)));
    scrm_buf_fini(&text);
}

int scrm_decode_page(const struct scrm_answer *answer, struct scrm_buf *out,
                     struct scrm_value *page, uint64_t *repaired, struct scrm_err *err)
{
    struct scrm_scanner scanner = {0};
    int result = 0;

    scrm_buf_reset(out);
    if (answer->decode == SCRM_DECODE_FEED)
        result = decode_feed(answer, out, repaired, err);
    else if (answer->decode == SCRM_DECODE_MBOX)
        scrm_mail_decode(answer->bytes, out, repaired);
    else if (answer->decode == SCRM_DECODE_CHAT)
        result = scrm_chat_decode(answer->bytes, (struct scrm_slice){0}, out, err);
    else if (answer->decode == SCRM_DECODE_CSV)
        result = decode_table(answer, out, repaired, err);
    else
        decode_json(answer, out, repaired);
    if (result != 0)
        return -1;
    scrm_buf_reserve(out, SCRM_SCAN_PADDING);
    memset(out->at + out->len, 0, SCRM_SCAN_PADDING);
    result = scrm_scan_value(&scanner, scrm_buf_slice(out), page, err);
    if (result != 0)
        scrm_text_place(scrm_buf_slice(out), err);
    scrm_scanner_fini(&scanner);
    return result;
}
