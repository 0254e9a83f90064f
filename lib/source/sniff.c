/*
 * What a file is, from its beginning. Prefers lines: a stream must not be kept
 * waiting, and one broken line must not turn a stream into a document.
 */
#include "source/document.h"

#include "source/chat.h"
#include "source/mail.h"

#include "record/scan.h"
#include "text/utf8.h"

/* Whether `line` is one whole JSON value, an object where that is asked for. */
static bool is_json(struct scrm_slice line, bool object)
{
    struct scrm_scanner scanner = {0};
    struct scrm_buf padded = {0};
    struct scrm_value value;
    struct scrm_err ignored = {0};
    bool result = false;

    line = scrm_slice_trim(line);
    if (line.len && (!object || line.at[0] == '{')) {
        scrm_utf8_repair(&padded, line);
        scrm_buf_reserve(&padded, SCRM_SCAN_PADDING);
        memset(padded.at + padded.len, 0, SCRM_SCAN_PADDING);
        result = scrm_scan_value(&scanner, scrm_buf_slice(&padded), &value, &ignored) == 0;
    }
    scrm_err_fini(&ignored);
    scrm_scanner_fini(&scanner);
    scrm_buf_fini(&padded);
    return result;
}

/* The next line that is not blank, without its newline; absent where there is none. `*ended`
 * says whether its newline was there. */
static struct scrm_slice next_line(struct scrm_slice *rest, bool *ended)
{
    while (rest->len) {
        const char *newline = memchr(rest->at, '\n', rest->len);
        struct scrm_slice line = {rest->at, newline ? (size_t)(newline - rest->at) : rest->len};

        *ended = newline != NULL;
        rest->at += line.len + *ended;
        rest->len -= line.len + *ended;
        if (scrm_slice_trim(line).len)
            return line;
    }
    *ended = false;
    return (struct scrm_slice){0};
}

static bool is_wide(struct scrm_slice head)
{
    return (head.len >= 2 &&
            (memcmp(head.at, "\xFF\xFE", 2) == 0 || memcmp(head.at, "\xFE\xFF", 2) == 0)) ||
           (head.len >= 4 && (head.at[0] == '\0' || head.at[1] == '\0'));
}

enum scrm_sniffed scrm_sniff(struct scrm_slice head, bool whole)
{
    struct scrm_slice rest = head, first, second;
    bool ended, second_ended;
    char c;

    if (is_wide(head))
        return SCRM_SNIFF_WIDE;
    if (scrm_slice_starts(rest, "\xEF\xBB\xBF")) {
        rest.at += 3;
        rest.len -= 3;
    }
    first = next_line(&rest, &ended);
    if (!first.at)
        return whole ? SCRM_SNIFF_LINES : SCRM_SNIFF_MORE;
    c = scrm_slice_trim(first).at[0];
    if (c == '<')
        return SCRM_SNIFF_XML;
    if (scrm_mail_begins(
            first.at ? (struct scrm_slice){first.at, (size_t)(scrm_slice_end(head) - first.at)}
                     : head))
        return SCRM_SNIFF_MAIL;
    if (scrm_chat_begins(first))
        return SCRM_SNIFF_CHAT;
    if (c == '[' || scrm_slice_starts(scrm_slice_trim(first), SCRM_ASSIGNMENT))
        return SCRM_SNIFF_JSON;
    if (!ended && !whole)
        return SCRM_SNIFF_MORE;
    if (c == '{' && is_json(first, true))
        return SCRM_SNIFF_LINES;
    second = next_line(&rest, &second_ended);
    if (second.at && !second_ended && !whole)
        return SCRM_SNIFF_MORE;
    if (!second.at && !whole)
        return SCRM_SNIFF_MORE;
    /* A broken line in front of good ones is a broken line. */
    if (second.at && second.at[0] == '{' && is_json(second, true))
        return SCRM_SNIFF_LINES;
    if (c == '{')
        return second.at ? SCRM_SNIFF_JSON : SCRM_SNIFF_LINES;
    /* A number, a null: a JSON document that holds no record. */
    return !second.at && is_json(first, false) ? SCRM_SNIFF_JSON : SCRM_SNIFF_TABLE;
}

void scrm_text_place(struct scrm_slice text, struct scrm_err *err)
{
    uint64_t line = 1, at = err->column ? err->column - 1 : 0, begin = 0;

    if (at > text.len)
        at = text.len;
    for (uint64_t i = 0; i < at; i++)
        if (text.at[i] == '\n') {
            line++;
            begin = i + 1;
        }
    err->line = line;
    err->column = at - begin + 1;
}
