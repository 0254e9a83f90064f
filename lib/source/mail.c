/*
 * A mailbox, message after message, as JSON. The lines that begin with "From "
 * divide an mbox; without one the file is a single message.
 */
#include "source/mail.h"

#include <string.h>
#include <strings.h>

#include "record/emit.h"
#include "text/html.h"

static bool is_header_name(struct scrm_slice name)
{
    static const char *const first[] = {
        "return-path",  "received",     "delivered-to",  "from",
        "to",           "date",         "subject",       "message-id",
        "mime-version", "x-received",   "reply-to",      "dkim-signature",
        "arc-seal",     "content-type", "x-original-to", "authentication-results"};

    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (name.len == strlen(first[i]) && strncasecmp(name.at, first[i], name.len) == 0)
            return true;
    return false;
}

/* Two headers in a row, that every mail begins with, or a blank line behind one of them. */
bool scrm_mail_begins(struct scrm_slice head)
{
    const char *end = scrm_slice_end(head), *at = head.at;
    int headers = 0;

    if (scrm_slice_starts(head, "From ") && memchr(head.at, '@', head.len))
        return true;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *colon = memchr(at, ':', (size_t)((newline ? newline : end) - at));

        if (*at == ' ' || *at == '\t') {
            if (!headers)
                return false;
        } else if (!colon || !is_header_name((struct scrm_slice){at, (size_t)(colon - at)})) {
            return headers > 1;
        } else {
            headers++;
        }
        if (!newline)
            break;
        at = newline + 1;
    }
    return headers > 1;
}

/* "Ada <ada@example.org>", "ada@example.org (Ada)", "ada@example.org". */
static void put_person(struct scrm_slice text, struct scrm_buf *out, uint64_t *repaired)
{
    const char *open = memchr(text.at, '<', text.len), *close = memchr(text.at, '>', text.len);
    struct scrm_slice name = {0}, address = text;
    struct scrm_buf words = {0};

    if (open && close && close > open) {
        name = scrm_slice_trim((struct scrm_slice){text.at, (size_t)(open - text.at)});
        address = (struct scrm_slice){open + 1, (size_t)(close - open) - 1};
    } else if ((open = memchr(text.at, '(', text.len)) &&
               (close = memchr(text.at, ')', text.len)) && close > open) {
        name = (struct scrm_slice){open + 1, (size_t)(close - open) - 1};
        address = (struct scrm_slice){text.at, (size_t)(open - text.at)};
    }
    if (name.len > 1 && name.at[0] == '"' && name.at[name.len - 1] == '"')
        name = (struct scrm_slice){name.at + 1, name.len - 2};
    *repaired += scrm_mail_words(name, &words);
    scrm_buf_putc(out, '{');
    if (words.len) {
        scrm_emit_key(out, "name");
        scrm_emit_repaired(out, scrm_slice_trim(scrm_buf_slice(&words)));
    }
    address = scrm_slice_trim(address);
    if (address.len) {
        scrm_emit_key(out, "address");
        scrm_emit_repaired(out, address);
    }
    scrm_buf_putc(out, '}');
    scrm_buf_fini(&words);
}

/* Persons divided by commas, outside of quotes and brackets. */
static void put_people(struct scrm_slice list, struct scrm_buf *out, uint64_t *repaired)
{
    size_t begin = 0;
    bool quoted = false, inside = false;

    for (size_t i = 0; i <= list.len; i++) {
        char c = i < list.len ? list.at[i] : ',';
        struct scrm_slice one = {list.at + begin, i - begin};

        quoted = quoted != (c == '"');
        inside = c == '<' || c == '(' ? true : c == '>' || c == ')' ? false : inside;
        if (i < list.len && (c != ',' || quoted || inside))
            continue;
        begin = i + 1;
        if (!scrm_slice_trim(one).len)
            continue;
        scrm_emit_comma(out);
        put_person(scrm_slice_trim(one), out, repaired);
    }
}

/* A mailbox under way. */
struct box {
    struct scrm_buf *out;
    uint64_t *repaired;
    struct scrm_buf value, clean;
};

static struct scrm_slice header(struct box *box, struct scrm_slice head, const char *name)
{
    scrm_buf_reset(&box->value);
    return scrm_mail_header(head, name, &box->value);
}

/* A header as text. */
static void put_header(struct box *box, struct scrm_slice head, const char *name,
                       const char *member)
{
    struct scrm_slice value = header(box, head, name);
    struct scrm_buf words = {0};

    if (!value.len)
        return;
    *box->repaired += scrm_mail_words(value, &words);
    scrm_emit_key(box->out, member);
    scrm_emit_repaired(box->out, scrm_buf_slice(&words));
    scrm_buf_fini(&words);
}

/* The ids in a header, each with its brackets; with `one`, the first of them. */
static void put_ids(struct box *box, struct scrm_slice head, const char *name,
                    const char *member, bool one)
{
    struct scrm_slice value = header(box, head, name);
    size_t n = 0;

    for (size_t i = 0; i < value.len; i++) {
        const char *close =
            value.at[i] == '<' ? memchr(value.at + i, '>', value.len - i) : NULL;

        if (!close)
            continue;
        if (n++ == 0) {
            scrm_emit_key(box->out, member);
            if (!one)
                scrm_buf_putc(box->out, '[');
        }
        scrm_emit_comma(box->out);
        if (one && box->out->at[box->out->len - 1] == ',')
            box->out->len--;
        scrm_emit_repaired(
            box->out, (struct scrm_slice){value.at + i, (size_t)(close - value.at) - i + 1});
        if (one)
            return;
        i = (size_t)(close - value.at);
    }
    if (n)
        scrm_buf_putc(box->out, ']');
}

static void put_list(struct box *box, struct scrm_slice head, const char *name)
{
    struct scrm_slice value = header(box, head, name);

    if (!value.len)
        return;
    scrm_emit_key(box->out, name);
    scrm_buf_putc(box->out, '[');
    put_people(value, box->out, box->repaired);
    scrm_buf_putc(box->out, ']');
}

static void put_text(struct box *box, const char *member, struct scrm_slice text)
{
    if (!text.len)
        return;
    scrm_emit_key(box->out, member);
    *box->repaired += scrm_emit_repaired(box->out, text);
}

/* Line ends as everywhere else. */
static struct scrm_slice without_returns(struct scrm_buf *text)
{
    size_t to = 0;

    for (size_t i = 0; i < text->len; i++)
        if (text->at[i] != '\r' || (i + 1 < text->len && text->at[i + 1] != '\n'))
            text->at[to++] = text->at[i];
    text->len = to;
    return scrm_slice_trim(scrm_buf_slice(text));
}

static void put_bodies(struct box *box, struct scrm_slice message)
{
    struct scrm_mail_parts parts = {0};
    struct scrm_buf reply = {0}, quoted = {0}, signature = {0};
    struct scrm_slice text;

    scrm_mail_parts_gather(message, 0, &parts);
    *box->repaired += parts.repaired;
    if (!parts.text.len && parts.html.len)
        scrm_html_text(&parts.text, scrm_buf_slice(&parts.html), NULL, NULL);
    text = without_returns(&parts.text);
    scrm_mail_split(text, &reply, &quoted, &signature);
    put_text(box, "text", text);
    put_text(box, "reply", scrm_buf_slice(&reply));
    put_text(box, "quoted", scrm_buf_slice(&quoted));
    put_text(box, "signature", scrm_buf_slice(&signature));
    put_text(box, "html", scrm_slice_trim(scrm_buf_slice(&parts.html)));
    if (parts.attachments.len) {
        scrm_emit_key(box->out, "attachments");
        scrm_buf_printf(box->out, "[%s]", scrm_buf_text(&parts.attachments));
    }
    scrm_mail_parts_fini(&parts);
    scrm_buf_fini(&reply);
    scrm_buf_fini(&quoted);
    scrm_buf_fini(&signature);
}

static void put_message(struct box *box, struct scrm_slice message)
{
    struct scrm_slice head, body, value;

    scrm_mail_cut(message, &head, &body);
    scrm_emit_comma(box->out);
    scrm_buf_putc(box->out, '{');
    put_ids(box, head, "message-id", "message_id", true);
    put_ids(box, head, "in-reply-to", "in_reply_to", true);
    put_ids(box, head, "references", "references", false);
    put_header(box, head, "date", "date");
    put_header(box, head, "subject", "subject");
    if ((value = header(box, head, "from")).len) {
        scrm_emit_key(box->out, "from");
        put_person(value, box->out, box->repaired);
    }
    put_list(box, head, "to");
    put_list(box, head, "cc");
    put_bodies(box, message);
    put_header(box, head, "list-id", "list");
    value = header(box, head, "auto-submitted");
    if (value.len && !(value.len == 2 && strncasecmp(value.at, "no", 2) == 0))
        scrm_emit_member_bool(box->out, "auto", true);
    scrm_buf_putc(box->out, '}');
}

/* A message without the ">" that an mbox puts before "From " inside of it. */
static struct scrm_slice unescape(struct box *box, struct scrm_slice message)
{
    const char *at = message.at, *end = scrm_slice_end(message);

    scrm_buf_reset(&box->clean);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end, *sign = at;

        while (sign < next && *sign == '>')
            sign++;
        if (sign > at &&
            scrm_slice_starts((struct scrm_slice){sign, (size_t)(next - sign)}, "From "))
            at++;
        scrm_buf_put(&box->clean, at, (size_t)(next - at));
        at = next;
    }
    return scrm_buf_slice(&box->clean);
}

void scrm_mail_decode(struct scrm_slice bytes, struct scrm_buf *json, uint64_t *repaired)
{
    struct box box = {.out = json, .repaired = repaired};
    const char *at = bytes.at, *end = scrm_slice_end(bytes), *begin = bytes.at;
    bool mbox = scrm_slice_starts(bytes, "From "), blank = true;

    scrm_buf_puts(json, "{\"items\":[");
    while (mbox && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end;
        struct scrm_slice line = {at, (size_t)(next - at)};

        if (blank && scrm_slice_starts(line, "From ")) {
            if (at > bytes.at)
                put_message(&box,
                            unescape(&box, (struct scrm_slice){begin, (size_t)(at - begin)}));
            begin = next;
        }
        blank = scrm_slice_trim(line).len == 0;
        at = next;
    }
    if (begin < end) {
        struct scrm_slice last = {begin, (size_t)(end - begin)};

        put_message(&box, mbox ? unescape(&box, last) : last);
    }
    scrm_buf_puts(json, "]}");
    scrm_buf_fini(&box.value);
    scrm_buf_fini(&box.clean);
}

void scrm_mail_message(struct scrm_slice bytes, struct scrm_buf *json, uint64_t *repaired)
{
    struct box box = {.out = json, .repaired = repaired};
    const char *newline =
        scrm_slice_starts(bytes, "From ") ? memchr(bytes.at, '\n', bytes.len) : NULL;

    /* Some servers leave the line of an mbox in front. */
    if (newline) {
        bytes.len -= (size_t)(newline + 1 - bytes.at);
        bytes.at = newline + 1;
    }
    put_message(&box, bytes);
    scrm_buf_fini(&box.value);
    scrm_buf_fini(&box.clean);
}
