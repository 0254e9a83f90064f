/*
 * The headers of a message: unfolding, encoded words (RFC 2047), parameters
 * (RFC 2045, RFC 2231). Takes what mailers write, which is not always what these say.
 */
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "source/charset.h"
#include "source/mail.h"
#include "source/mail_code.h"

/* The line at the start of `rest`, without its end; moves `rest` behind it. */
static struct scrm_slice take_line(struct scrm_slice *rest)
{
    const char *newline = memchr(rest->at, '\n', rest->len);
    struct scrm_slice line = {rest->at, newline ? (size_t)(newline - rest->at) : rest->len};
    size_t taken = line.len + (newline != NULL);

    rest->at += taken;
    rest->len -= taken;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

void scrm_mail_cut(struct scrm_slice message, struct scrm_slice *head, struct scrm_slice *body)
{
    struct scrm_slice rest = message;

    *head = (struct scrm_slice){message.at, 0};
    while (rest.len) {
        if (take_line(&rest).len == 0)
            break;
        head->len = (size_t)(rest.at - message.at);
    }
    *body = rest;
}

struct scrm_slice scrm_mail_header(struct scrm_slice head, const char *name,
                                   struct scrm_buf *out)
{
    size_t len = strlen(name), begin = out->len;
    bool inside = false;

    while (head.len) {
        struct scrm_slice line = take_line(&head);

        if (line.len && (line.at[0] == ' ' || line.at[0] == '\t')) {
            if (inside) {
                scrm_buf_putc(out, ' ');
                scrm_buf_put_slice(out, scrm_slice_trim(line));
            }
            continue;
        }
        if (inside)
            break;
        inside = line.len > len && line.at[len] == ':' && strncasecmp(line.at, name, len) == 0;
        if (inside)
            scrm_buf_put_slice(out, scrm_slice_trim((struct scrm_slice){line.at + len + 1,
                                                                        line.len - len - 1}));
    }
    if (!inside && out->len == begin)
        return (struct scrm_slice){0};
    return scrm_slice_trim((struct scrm_slice){scrm_buf_text(out) + begin, out->len - begin});
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two digits at `at` say; false where they are none. */
static bool hex_byte(const char *at, char *byte)
{
    int high = hex_digit(at[0]), low = hex_digit(at[1]);

    if (high < 0 || low < 0)
        return false;
    *byte = (char)(high * 16 + low);
    return true;
}

void scrm_mail_quoted_printable(struct scrm_slice text, bool word, struct scrm_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        char byte;

        if (c == '=' && i + 2 < text.len && hex_byte(text.at + i + 1, &byte)) {
            scrm_buf_putc(out, byte);
            i += 2;
        } else if (c == '=' && i + 1 < text.len && text.at[i + 1] == '\n') {
            i++;
        } else if (c == '=' && i + 2 < text.len && text.at[i + 1] == '\r' &&
                   text.at[i + 2] == '\n') {
            i += 2;
        } else {
            scrm_buf_putc(out, c == '_' && word ? ' ' : c);
        }
    }
}

/* "=?charset?B?text?=" at the start of `rest`: its parts, and how long it is; 0: none. */
static size_t encoded_word(struct scrm_slice rest, struct scrm_slice *charset, char *how,
                           struct scrm_slice *text)
{
    const char *end = scrm_slice_end(rest), *first, *second, *close;

    if (rest.len < 8 || rest.at[0] != '=' || rest.at[1] != '?')
        return 0;
    first = memchr(rest.at + 2, '?', rest.len - 2);
    if (!first || first + 3 >= end || first[2] != '?')
        return 0;
    second = first + 2;
    *how = (char)(first[1] | 0x20);
    for (close = second + 1; close + 1 < end && !(close[0] == '?' && close[1] == '=');)
        close++;
    if (close + 1 >= end || (*how != 'b' && *how != 'q'))
        return 0;
    *charset = (struct scrm_slice){rest.at + 2, (size_t)(first - rest.at) - 2};
    if (memchr(charset->at, '*', charset->len)) /* a language behind it */
        charset->len =
            (size_t)((const char *)memchr(charset->at, '*', charset->len) - charset->at);
    *text = (struct scrm_slice){second + 1, (size_t)(close - second) - 1};
    return (size_t)(close + 2 - rest.at);
}

uint64_t scrm_mail_words(struct scrm_slice value, struct scrm_buf *out)
{
    struct scrm_buf bytes = {0};
    struct scrm_slice charset, text;
    uint64_t repaired = 0;
    size_t blanks = 0;
    bool after_word = false;
    char how;

    while (value.len) {
        size_t len = encoded_word(value, &charset, &how, &text);

        if (len) {
            if (after_word && blanks) { /* blanks between two words are none */
                out->len -= blanks;
                out->at[out->len] = '\0';
            }
            scrm_buf_reset(&bytes);
            if (how == 'b')
                scrm_base64_take(&bytes, text);
            else
                scrm_mail_quoted_printable(text, true, &bytes);
            repaired += scrm_charset_decode(scrm_buf_slice(&bytes), charset, out);
        } else {
            len = 1;
            scrm_buf_putc(out, value.at[0]);
        }
        blanks = len == 1 && (value.at[0] == ' ' || value.at[0] == '\t') ? blanks + 1 : 0;
        after_word = len > 1 || (after_word && blanks);
        value.at += len;
        value.len -= len;
    }
    scrm_buf_fini(&bytes);
    return repaired;
}

/* Where `name=` or `name*=` begins in a list of parameters; NULL. */
static const char *find_parameter(struct scrm_slice value, const char *name, bool *extended)
{
    size_t len = strlen(name);
    bool quoted = false;

    for (size_t i = 0; i + len < value.len; i++) {
        size_t at = i + 1;

        quoted = quoted != (value.at[i] == '"');
        if (quoted || value.at[i] != ';')
            continue;
        while (at < value.len && (value.at[at] == ' ' || value.at[at] == '\t'))
            at++;
        if (at + len >= value.len || strncasecmp(value.at + at, name, len) != 0)
            continue;
        at += len;
        *extended = value.at[at] == '*';
        at += *extended;
        if (at < value.len && value.at[at] == '=')
            return value.at + at + 1;
    }
    return NULL;
}

/* "utf-8''na%20me" (RFC 2231). */
static void put_extended(struct scrm_slice text, struct scrm_buf *out)
{
    const char *first = memchr(text.at, '\'', text.len);
    const char *second =
        first ? memchr(first + 1, '\'', (size_t)(scrm_slice_end(text) - first - 1)) : NULL;
    struct scrm_slice charset = {text.at, first ? (size_t)(first - text.at) : 0};
    struct scrm_buf bytes = {0};

    if (second) {
        text.len = (size_t)(scrm_slice_end(text) - second - 1);
        text.at = second + 1;
    }
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.at[i];

        if (byte == '%' && i + 2 < text.len && hex_byte(text.at + i + 1, &byte))
            i += 2;
        scrm_buf_putc(&bytes, byte);
    }
    scrm_charset_decode(scrm_buf_slice(&bytes), charset, out);
    scrm_buf_fini(&bytes);
}

struct scrm_slice scrm_mail_parameter(struct scrm_slice value, const char *name,
                                      struct scrm_buf *out)
{
    bool extended = false;
    const char *at = find_parameter(value, name, &extended), *end = scrm_slice_end(value);
    size_t begin = out->len;

    if (!at)
        return (struct scrm_slice){0};
    if (at < end && *at == '"') {
        for (at++; at < end && *at != '"'; at++) {
            if (*at == '\\' && at + 1 < end)
                at++;
            scrm_buf_putc(out, *at);
        }
    } else {
        struct scrm_slice text = {at, 0};

        while (at < end && !strchr("; \t", *at))
            at++;
        text.len = (size_t)(at - text.at);
        if (extended)
            put_extended(text, out);
        else
            scrm_buf_put_slice(out, text);
    }
    return (struct scrm_slice){out->at + begin, out->len - begin};
}
