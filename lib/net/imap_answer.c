/*
 * IMAP's syntax, as little of it as reading a mailbox needs: atoms, quoted
 * strings, literals and lists, in any order that a server likes. What does not
 * fit is passed over or refused, never guessed.
 */
#include "net/imap_answer.h"

#include <strings.h>

#include "base/alloc.h"
#include "base/num.h"

int64_t scrm_imap_literal(struct scrm_slice line)
{
    const char *open;
    struct scrm_slice digits;
    uint64_t n;

    if (line.len < 3 || line.at[line.len - 1] != '}' ||
        !(open = memrchr(line.at, '{', line.len)))
        return -1;
    digits = (struct scrm_slice){open + 1, (size_t)(scrm_slice_end(line) - open) - 2};
    if (digits.len && digits.at[digits.len - 1] == '+')
        digits.len--;
    return scrm_num_uint(digits, &n) == 0 && n <= INT64_MAX ? (int64_t)n : -1;
}

/* The text up to the next blank, which is passed too. */
static struct scrm_slice word(struct scrm_slice *rest)
{
    const char *blank = memchr(rest->at, ' ', rest->len);
    size_t len = blank ? (size_t)(blank - rest->at) : rest->len;
    struct scrm_slice found = {rest->at, len};

    rest->at += blank ? len + 1 : len;
    rest->len -= blank ? len + 1 : len;
    return found;
}

static bool is(struct scrm_slice text, const char *name)
{
    return text.len == strlen(name) && strncasecmp(text.at, name, text.len) == 0;
}

bool scrm_imap_is(struct scrm_slice answer, const char *kind, struct scrm_slice *rest)
{
    struct scrm_slice first;
    uint64_t number;

    *rest = answer;
    if (!is(word(rest), "*"))
        return false;
    first = word(rest);
    if (scrm_num_uint(first, &number) == 0)
        first = word(rest);
    return is(first, kind);
}

void scrm_imap_take_uids(struct scrm_slice rest, struct scrm_imap_uids *found)
{
    while (rest.len) {
        uint64_t uid;

        if (scrm_num_uint(word(&rest), &uid) != 0 || !uid || uid > UINT32_MAX)
            continue;
        SCRM_GROW(found->at, found->n, found->cap);
        found->at[found->n++] = (uint32_t)uid;
    }
}

static void skip_blanks(struct scrm_slice *rest)
{
    while (rest->len && *rest->at == ' ') {
        rest->at++;
        rest->len--;
    }
}

static void pass(struct scrm_slice *rest, size_t n)
{
    rest->at += n;
    rest->len -= n;
}

/* An item's name: "UID", "BODY[]<0>", "BODY[HEADER.FIELDS (A B)]". */
static struct scrm_slice item_name(struct scrm_slice *rest)
{
    struct scrm_slice name = {rest->at, 0};
    bool inside = false;

    while (name.len < rest->len) {
        char c = rest->at[name.len];

        if (!inside && (c == ' ' || c == '(' || c == ')'))
            break;
        inside = c == '[' || (inside && c != ']');
        name.len++;
    }
    pass(rest, name.len);
    return name;
}

/* A quoted string, with its escapes as they are: dates have none, and no other is used. */
static int quoted(struct scrm_slice *rest, struct scrm_slice *value)
{
    for (size_t i = 1; i < rest->len; i++) {
        if (rest->at[i] == '\\') {
            i++;
        } else if (rest->at[i] == '"') {
            *value = (struct scrm_slice){rest->at + 1, i - 1};
            pass(rest, i + 1);
            return 0;
        }
    }
    return -1;
}

static int literal(struct scrm_slice *rest, struct scrm_slice *value)
{
    const char *end = memchr(rest->at, '\n', rest->len);
    size_t line = end ? (size_t)(end - rest->at) + 1 : 0;
    int64_t n = line > 2 ? scrm_imap_literal((struct scrm_slice){rest->at, line - 2}) : -1;

    if (n < 0 || (uint64_t)n > rest->len - line)
        return -1;
    *value = (struct scrm_slice){rest->at + line, (size_t)n};
    pass(rest, line + (size_t)n);
    return 0;
}

/* Anything that may stand behind a name. A list is passed over. */
static int item_value(struct scrm_slice *rest, struct scrm_slice *value)
{
    int depth = 0;

    *value = (struct scrm_slice){0};
    do {
        skip_blanks(rest);
        if (!rest->len)
            return -1;
        if (*rest->at == '(' || *rest->at == ')') {
            depth += *rest->at == '(' ? 1 : -1;
            pass(rest, 1);
        } else if (*rest->at == '"' || *rest->at == '{') {
            if ((*rest->at == '"' ? quoted(rest, value) : literal(rest, value)) != 0)
                return -1;
        } else {
            *value = (struct scrm_slice){rest->at, 0};
            while (rest->len && !(*rest->at == ' ' || *rest->at == '(' || *rest->at == ')')) {
                value->len++;
                pass(rest, 1);
            }
        }
    } while (depth > 0);
    return depth < 0 ? -1 : 0;
}

static int take_item(struct scrm_slice name, struct scrm_slice value,
                     struct scrm_imap_message *message)
{
    uint64_t number;

    if (is(name, "UID")) {
        if (scrm_num_uint(value, &number) != 0 || !number || number > UINT32_MAX)
            return -1;
        message->uid = (uint32_t)number;
    } else if (is(name, "RFC822.SIZE")) {
        if (scrm_num_uint(value, &message->size) != 0)
            return -1;
    } else if (is(name, "INTERNALDATE")) {
        message->date = value;
    } else if (name.len >= 6 && strncasecmp(name.at, "BODY[]", 6) == 0) {
        /* NIL: there is nothing, which is a message too. */
        message->bytes = is(value, "NIL") ? (struct scrm_slice){"", 0} : value;
    }
    return 0;
}

int scrm_imap_read_message(struct scrm_slice rest, struct scrm_imap_message *message)
{
    *message = (struct scrm_imap_message){0};
    if (!rest.len || *rest.at != '(')
        return -1;
    pass(&rest, 1);
    for (;;) {
        struct scrm_slice name, value;

        skip_blanks(&rest);
        if (rest.len && *rest.at == ')')
            return 0;
        name = item_name(&rest);
        if (!name.len || item_value(&rest, &value) != 0 || take_item(name, value, message) != 0)
            return -1;
    }
}

bool scrm_imap_code(struct scrm_slice answer, const char *name, uint32_t *number)
{
    const char *open = memchr(answer.at, '[', answer.len);
    const char *close =
        open ? memchr(open, ']', (size_t)(scrm_slice_end(answer) - open)) : NULL;
    struct scrm_slice code;
    uint64_t value;

    if (!close)
        return false;
    code = (struct scrm_slice){open + 1, (size_t)(close - open) - 1};
    if (!is(word(&code), name) || scrm_num_uint(code, &value) != 0 || value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

/* The next character of UTF-8 that is well-formed enough; a stray byte stands for itself. */
static uint32_t next_character(struct scrm_slice *rest)
{
    unsigned char first = (unsigned char)*rest->at;
    size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    uint32_t c = n == 1 ? first : first & (0x7FU >> n);

    if (n > rest->len)
        n = 1;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | ((unsigned char)rest->at[i] & 0x3F);
    pass(rest, n);
    return c;
}

/* Bits of UTF-16 as modified base64: "," for "/", no padding. */
struct shift {
    struct scrm_buf *out;
    uint32_t bits;
    int n;
};

static const char digits_of_64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static void put_unit(struct shift *shift, uint32_t unit)
{
    shift->bits = shift->bits << 16 | unit;
    for (shift->n += 16; shift->n >= 6; shift->n -= 6)
        scrm_buf_putc(shift->out, digits_of_64[shift->bits >> (shift->n - 6) & 63]);
}

/* Characters that are not ASCII, as many as follow each other. */
static void put_shifted(struct scrm_buf *out, struct scrm_slice *name)
{
    struct shift shift = {.out = out};

    scrm_buf_putc(out, '&');
    while (name->len && ((unsigned char)*name->at < 0x20 || (unsigned char)*name->at > 0x7E)) {
        uint32_t character = next_character(name);

        if (character >= 0x10000) {
            put_unit(&shift, 0xD800 | ((character - 0x10000) >> 10 & 0x3FF));
            character = 0xDC00 | ((character - 0x10000) & 0x3FF);
        }
        put_unit(&shift, character);
    }
    if (shift.n > 0)
        scrm_buf_putc(out, digits_of_64[shift.bits << (6 - shift.n) & 63]);
    scrm_buf_putc(out, '-');
}

void scrm_imap_put_mailbox(struct scrm_buf *out, struct scrm_slice name)
{
    scrm_buf_putc(out, '"');
    while (name.len) {
        unsigned char c = (unsigned char)*name.at;

        if (c == '&') {
            scrm_buf_puts(out, "&-");
            pass(&name, 1);
        } else if (c >= 0x20 && c < 0x7F) {
            if (c == '"' || c == '\\')
                scrm_buf_putc(out, '\\');
            scrm_buf_putc(out, (char)c);
            pass(&name, 1);
        } else {
            put_shifted(out, &name);
        }
    }
    scrm_buf_putc(out, '"');
}

void scrm_imap_put_set(struct scrm_buf *out, const uint32_t *uids, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t end = i;

        while (end + 1 < n && uids[end + 1] == uids[end] + 1)
            end++;
        scrm_buf_printf(out, "%s%lu", i ? "," : "", (unsigned long)uids[i]);
        if (end > i)
            scrm_buf_printf(out, ":%lu", (unsigned long)uids[end]);
        i = end + 1;
    }
}
