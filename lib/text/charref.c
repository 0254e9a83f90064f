/*
 * Reading character references by the HTML standard: the whole list of
 * names, those that stand without a semicolon by longest match, numbers with
 * the windows-1252 repairs. Looks at most 32 bytes ahead for a name.
 */
#include "text/charref.h"

#include <string.h>

#include "text/ascii.h"
#include "text/decode.h"

/* What pages mean by the numbers 0x80 to 0x9F; 0: the control itself. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t repaired(uint32_t cp)
{
    if (cp == 0 || cp > 0x10FFFF || (cp & 0x1FF800) == 0xD800)
        return SCRM_UTF8_REPLACEMENT;
    if (cp >= 0x80 && cp < 0xA0 && windows_1252[cp - 0x80])
        return windows_1252[cp - 0x80];
    return cp;
}

/* The value of a digit, or 16. */
static unsigned digit_value(char c)
{
    if (scrm_ascii_digit(c))
        return (unsigned)(c - '0');
    if (scrm_ascii_alpha(c) && (c | 0x20) <= 'f')
        return (unsigned)((c | 0x20) - 'a') + 10;
    return 16;
}

static size_t read_number(const char *at, const char *end, char *to, size_t *n)
{
    const char *digit = at + 2, *first;
    unsigned base = 10;
    uint32_t cp = 0;

    if (digit < end && (*digit | 0x20) == 'x') {
        base = 16;
        digit++;
    }
    for (first = digit; digit < end && digit_value(*digit) < base; digit++)
        if (cp <= 0x10FFFF)
            cp = cp * base + digit_value(*digit);
    if (digit == first)
        return 0;
    if (digit < end && *digit == ';')
        digit++;
    *n = scrm_utf8_encode(to, repaired(cp));
    return (size_t)(digit - at);
}

static const struct scrm_charref_name *find_name(const char *at, size_t len)
{
    size_t low = 0, high = SCRM_CHARREF_NAMES;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct scrm_charref_name *name = &scrm_charref_names[middle];
        int order = strncmp(at, name->name, len);

        if (order == 0 && name->name[len] == '\0')
            return name;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The five that markup itself needs, nearly all that there are. Length, or 0 for another. */
static size_t read_common(const char *at, const char *end, char *to)
{
    static const struct {
        char text[7], sign;
        size_t len;
    } common[] = {{"&amp;", '&', 5},
                  {"&quot;", '"', 6},
                  {"&lt;", '<', 4},
                  {"&gt;", '>', 4},
                  {"&apos;", '\'', 6}};

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (at[1] == common[i].text[1] && (size_t)(end - at) >= common[i].len &&
            memcmp(at, common[i].text, common[i].len) == 0) {
            *to = common[i].sign;
            return common[i].len;
        }
    return 0;
}

size_t scrm_charref_read(const char *at, const char *end, bool attribute,
                         char to[SCRM_CHARREF_MAX], size_t *n)
{
    const struct scrm_charref_name *name = NULL;
    const char *from = at + 1;
    size_t run = 0, used;

    if (from < end && *from == '#')
        return read_number(at, end, to, n);
    if (from < end && (used = read_common(at, end, to)) > 0) {
        *n = 1;
        return used;
    }
    while (from + run < end && run < sizeof name->name && scrm_ascii_alnum(from[run]))
        run++;
    if (run >= 2 && run < sizeof name->name && from + run < end && from[run] == ';')
        name = find_name(from, run);
    used = run + 2;
    if (!name) {
        for (size_t len = run < 6 ? run : 6; len >= 2 && !name; len--) {
            name = find_name(from, len);
            if (name && !name->bare)
                name = NULL;
            used = len + 1;
        }
        /* In an address "&copy=1" is a parameter, not a sign. */
        if (name && attribute && at + used < end &&
            (at[used] == '=' || scrm_ascii_alnum(at[used])))
            name = NULL;
    }
    if (!name)
        return 0;
    *n = strlen(name->text);
    memcpy(to, name->text, *n);
    return used;
}

size_t scrm_charref_decode(char *to, struct scrm_slice text, bool attribute)
{
    const char *at = text.at, *end = scrm_slice_end(text);
    char *from = to;

    while (at < end) {
        const char *sign = memchr(at, '&', (size_t)(end - at));
        size_t plain = (size_t)((sign ? sign : end) - at), n, len;
        char decoded[SCRM_CHARREF_MAX];

        memcpy(to, at, plain);
        to += plain;
        at += plain;
        if (at == end)
            break;
        len = scrm_charref_read(at, end, attribute, decoded, &n);
        if (!len) {
            decoded[0] = '&';
            len = n = 1;
        }
        memcpy(to, decoded, n);
        to += n;
        at += len;
    }
    return (size_t)(to - from);
}
