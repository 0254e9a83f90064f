/*
 * The parts of a message (RFC 2046): the first plain text and the first HTML of
 * each branch are what was said, everything else is an attachment, of which the
 * name, the kind and the size are kept.
 */
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "record/emit.h"
#include "source/charset.h"
#include "source/mail.h"
#include "source/mail_code.h"

/* Parts within parts, and parts of one message. */
#define DEPTH_MAX 16
#define PARTS_MAX 1000

/* What the headers of a part say. */
struct facts {
    struct scrm_buf type, encoding, disposition, scratch;
    struct scrm_slice kind; /* of the type: "text/plain" */
    bool attached, plain, html, multipart;
};

static bool is_kind(struct scrm_slice kind, const char *name)
{
    return kind.len == strlen(name) && strncasecmp(kind.at, name, kind.len) == 0;
}

static void read_facts(struct scrm_slice head, struct facts *facts)
{
    struct scrm_slice type = scrm_mail_header(head, "content-type", &facts->type);
    struct scrm_slice disposition =
        scrm_mail_header(head, "content-disposition", &facts->disposition);

    scrm_mail_header(head, "content-transfer-encoding", &facts->encoding);
    facts->kind = type.len ? type : SCRM_SLICE("text/plain");
    for (size_t i = 0; i < facts->kind.len; i++)
        if (strchr("; \t", facts->kind.at[i]))
            facts->kind.len = i;
    facts->attached =
        disposition.len >= 10 && strncasecmp(disposition.at, "attachment", 10) == 0;
    facts->plain = is_kind(facts->kind, "text/plain");
    facts->html = is_kind(facts->kind, "text/html");
    facts->multipart =
        facts->kind.len > 10 && strncasecmp(facts->kind.at, "multipart/", 10) == 0;
}

static void facts_fini(struct facts *facts)
{
    scrm_buf_fini(&facts->type);
    scrm_buf_fini(&facts->encoding);
    scrm_buf_fini(&facts->disposition);
    scrm_buf_fini(&facts->scratch);
}

static void decode_transfer(const struct facts *facts, struct scrm_slice body,
                            struct scrm_buf *out)
{
    struct scrm_slice encoding = scrm_slice_trim(scrm_buf_slice(&facts->encoding));

    if (is_kind(encoding, "base64"))
        scrm_base64_take(out, body);
    else if (is_kind(encoding, "quoted-printable"))
        scrm_mail_quoted_printable(body, false, out);
    else
        scrm_buf_put_slice(out, body);
}

/* Text in format=flowed (RFC 3676): a line that ends in a blank goes on in the next. */
static void put_flowed(struct scrm_slice text, bool delete_blank, struct scrm_buf *out)
{
    while (text.len) {
        const char *newline = memchr(text.at, '\n', text.len);
        struct scrm_slice line = {text.at, newline ? (size_t)(newline - text.at) : text.len};
        size_t taken = line.len + (newline != NULL);
        bool flows;

        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        flows = newline && line.len && line.at[line.len - 1] == ' ' && line.at[0] != '>' &&
                !scrm_slice_is(line, "-- ");
        if (flows && delete_blank)
            line.len--;
        scrm_buf_put_slice(out, line);
        if (!flows && newline)
            scrm_buf_putc(out, '\n');
        text.at += taken;
        text.len -= taken;
    }
}

static void put_said(struct facts *facts, struct scrm_slice body, struct scrm_mail_parts *parts)
{
    struct scrm_buf bytes = {0}, decoded = {0};
    struct scrm_slice type = scrm_buf_slice(&facts->type), charset, format;
    struct scrm_buf *out = facts->html ? &parts->html : &parts->text;
    struct scrm_buf delsp = {0};

    decode_transfer(facts, body, &bytes);
    charset = scrm_mail_parameter(type, "charset", &facts->scratch);
    parts->repaired += scrm_charset_decode(scrm_buf_slice(&bytes), charset, &decoded);
    if (out->len)
        scrm_buf_puts(out, facts->html ? "\n" : "\n\n");
    scrm_buf_reset(&facts->scratch);
    format = scrm_mail_parameter(type, "format", &facts->scratch);
    if (facts->plain && is_kind(format, "flowed"))
        put_flowed(scrm_buf_slice(&decoded),
                   is_kind(scrm_mail_parameter(type, "delsp", &delsp), "yes"), out);
    else
        scrm_buf_put_slice(out, scrm_buf_slice(&decoded));
    scrm_buf_fini(&delsp);
    scrm_buf_fini(&bytes);
    scrm_buf_fini(&decoded);
}

static void put_attachment(struct facts *facts, struct scrm_slice body,
                           struct scrm_mail_parts *parts)
{
    struct scrm_buf bytes = {0}, name = {0};
    struct scrm_buf *out = &parts->attachments;
    struct scrm_slice raw =
        scrm_mail_parameter(scrm_buf_slice(&facts->disposition), "filename", &facts->scratch);

    if (!raw.len)
        raw = scrm_mail_parameter(scrm_buf_slice(&facts->type), "name", &facts->scratch);
    parts->repaired += scrm_mail_words(raw, &name);
    decode_transfer(facts, body, &bytes);
    if (out->len)
        scrm_buf_putc(out, ',');
    scrm_buf_putc(out, '{');
    if (name.len) {
        scrm_emit_key(out, "name");
        scrm_emit_repaired(out, scrm_buf_slice(&name));
    }
    scrm_emit_key(out, "type");
    scrm_emit_repaired(out, facts->kind);
    scrm_emit_member_int(out, "bytes", (int64_t)bytes.len);
    scrm_buf_putc(out, '}');
    scrm_buf_fini(&bytes);
    scrm_buf_fini(&name);
}

/* Whether `line` is "--boundary" or, then `*last`, "--boundary--". */
static bool is_delimiter(struct scrm_slice line, struct scrm_slice boundary, bool *last)
{
    if (line.len < boundary.len + 2 || line.at[0] != '-' || line.at[1] != '-' ||
        memcmp(line.at + 2, boundary.at, boundary.len) != 0)
        return false;
    line.at += boundary.len + 2;
    line.len -= boundary.len + 2;
    *last = scrm_slice_starts(line, "--");
    return *last || scrm_slice_trim(line).len == 0;
}

static void gather_multipart(struct scrm_slice body, struct scrm_slice boundary, int depth,
                             struct scrm_mail_parts *parts)
{
    const char *begin = NULL, *at = body.at, *end = scrm_slice_end(body);
    bool last = false;
    int n = 0;

    while (at < end && !last && n < PARTS_MAX) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end;

        if (is_delimiter((struct scrm_slice){at, (size_t)(next - at)}, boundary, &last)) {
            if (begin) {
                scrm_mail_parts_gather((struct scrm_slice){begin, (size_t)(at - begin)},
                                       depth + 1, parts);
                n++;
            }
            begin = next;
        }
        at = next;
    }
    if (begin && !last && begin < end) /* cut short: what there is of it */
        scrm_mail_parts_gather((struct scrm_slice){begin, (size_t)(end - begin)}, depth + 1,
                               parts);
}

void scrm_mail_parts_gather(struct scrm_slice message, int depth, struct scrm_mail_parts *parts)
{
    struct facts facts = {0};
    struct scrm_slice head, body, boundary = {0};

    scrm_mail_cut(message, &head, &body);
    read_facts(head, &facts);
    if (facts.multipart)
        boundary = scrm_mail_parameter(scrm_buf_slice(&facts.type), "boundary", &facts.scratch);
    if (boundary.len && depth < DEPTH_MAX)
        gather_multipart(body, boundary, depth, parts);
    else if (!facts.attached && (facts.plain || facts.html))
        put_said(&facts, body, parts);
    else
        put_attachment(&facts, body, parts);
    facts_fini(&facts);
}

void scrm_mail_parts_fini(struct scrm_mail_parts *parts)
{
    scrm_buf_fini(&parts->text);
    scrm_buf_fini(&parts->html);
    scrm_buf_fini(&parts->attachments);
}
