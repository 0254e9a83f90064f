/*
 * What a plain scalar means: null, true, 12, 0x1F, 1.5e3, or text. The core
 * schema of YAML 1.2 and nothing else, so `no`, `on` and 12:30 stay texts.
 */
#include "config/tree.h"

#include "base/num.h"

static bool is_one_of(struct scrm_slice text, const char *const *words)
{
    for (; *words; words++)
        if (scrm_slice_is(text, *words))
            return true;
    return false;
}

static size_t digits(struct scrm_slice text, size_t at)
{
    size_t start = at;

    while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    return at - start;
}

/* [-+]? [0-9]+ ; or with a point or an exponent, then `*fraction`. */
static bool is_number(struct scrm_slice text, bool *fraction)
{
    size_t at = text.len && (text.at[0] == '-' || text.at[0] == '+');
    size_t whole = digits(text, at), part = 0;

    at += whole;
    *fraction = false;
    if (at < text.len && text.at[at] == '.') {
        part = digits(text, at + 1);
        at += 1 + part;
        *fraction = true;
    }
    if (!whole && !part)
        return false;
    if (at < text.len && (text.at[at] == 'e' || text.at[at] == 'E')) {
        size_t sign = at + 1 < text.len && (text.at[at + 1] == '-' || text.at[at + 1] == '+');
        size_t power = digits(text, at + 1 + sign);

        if (!power)
            return false;
        at += 1 + sign + power;
        *fraction = true;
    }
    return at == text.len;
}

/* 0o17 and 0xFF: 1, or 0 where it is none, or -1 where it does not fit. */
static int radix(struct scrm_slice text, int64_t *out)
{
    unsigned bits = scrm_slice_starts(text, "0x") ? 4 : scrm_slice_starts(text, "0o") ? 3 : 0;
    uint64_t value = 0;
    bool fits = true;

    if (!bits || text.len < 3)
        return 0;
    for (size_t i = 2; i < text.len; i++) {
        char c = text.at[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;

        if (digit >= 1U << bits)
            return 0;
        fits = fits && value <= (uint64_t)INT64_MAX >> bits;
        value = value << bits | digit;
    }
    *out = (int64_t)value;
    return fits ? 1 : -1;
}

void scrm_scalar_put_json(struct scrm_buf *out, struct scrm_slice number)
{
    size_t at = 0, n;

    if (number.len && (number.at[0] == '-' || number.at[0] == '+')) {
        if (number.at[0] == '-')
            scrm_buf_putc(out, '-');
        at = 1;
    }
    for (n = digits(number, at); n > 1 && number.at[at] == '0'; n--)
        at++;
    scrm_buf_puts(out, n ? "" : "0");
    scrm_buf_put(out, number.at + at, n);
    at += n;
    if (at < number.len && number.at[at] == '.') {
        n = digits(number, at + 1);
        if (n)
            scrm_buf_put(out, number.at + at, n + 1);
        at += n + 1;
    }
    scrm_buf_put(out, number.at + at, number.len - at);
}

static const char *take_number(struct scrm_node *node, bool fraction)
{
    struct scrm_buf json = {0};
    int fits;

    scrm_scalar_put_json(&json, node->text);
    if (fraction) {
        node->kind = SCRM_NODE_NUMBER;
        fits = scrm_num_double(scrm_buf_slice(&json), &node->number);
    } else {
        node->kind = SCRM_NODE_INT;
        fits = scrm_num_int(scrm_buf_slice(&json), &node->integer);
        node->number = (double)node->integer;
    }
    scrm_buf_fini(&json);
    return fits == 0 ? NULL : "a number that does not fit; an id goes in quotes";
}

const char *scrm_scalar_resolve(struct scrm_node *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    static const char *const never[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                        "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                        ".NaN",  ".NAN",  NULL};
    bool fraction;
    int rc;

    node->kind = SCRM_NODE_TEXT;
    if (is_one_of(node->text, never))
        return "infinity and not-a-number are no numbers here";
    if (is_one_of(node->text, nulls)) {
        node->kind = SCRM_NODE_NULL;
    } else if (is_one_of(node->text, trues) || is_one_of(node->text, falses)) {
        node->kind = SCRM_NODE_BOOL;
        node->integer = is_one_of(node->text, trues);
    } else if ((rc = radix(node->text, &node->integer)) != 0) {
        node->kind = SCRM_NODE_INT;
        node->number = (double)node->integer;
        return rc > 0 ? NULL : "a number that does not fit; an id goes in quotes";
    } else if (is_number(node->text, &fraction)) {
        return take_number(node, fraction);
    }
    return NULL;
}
