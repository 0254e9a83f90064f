/*
 * The checks behind number.h. A shape alone is weak evidence among prices,
 * dates and order numbers, so each kind must also pass what its issuer made
 * it to pass: a check digit, a known prefix, a country's length.
 */
#include "text/number.h"

#include <arpa/inet.h>
#include <stdint.h>

#include "text/ascii.h"

enum { DIGITS_MAX = 20, GROUPS_MAX = 8 };

/* Digits in groups, as people write long numbers. */
struct groups {
    unsigned char digit[DIGITS_MAX]; /* values, not characters */
    const char *end[GROUPS_MAX];     /* of each group */
    size_t upto[GROUPS_MAX];         /* digits up to its end */
    char sign[GROUPS_MAX];           /* what stands before it; the first has none */
    size_t n;                        /* groups */
    bool whole;                      /* nothing was cut off for length */
};

static size_t group_len(const struct groups *groups, size_t i)
{
    return groups->upto[i] - (i ? groups->upto[i - 1] : 0);
}

/* Where the next group begins behind one or two signs like ") " or "-", or NULL. */
static const char *next_group(const char *at, const char *end, char *sign)
{
    size_t n = 0;

    *sign = ' ';
    while (at + n < end && n < 3 && at[n] && strchr(" -./()", at[n])) {
        if (at[n] != ' ')
            *sign = at[n];
        n++;
    }
    return n && n < 3 && at + n < end && scrm_ascii_digit(at[n]) ? at + n : NULL;
}

static struct groups read_groups(const char *at, const char *end)
{
    struct groups groups = {.whole = true};
    size_t total = 0;
    char sign = 0;

    while (at && groups.n < GROUPS_MAX) {
        size_t from = total;

        while (at < end && scrm_ascii_digit(*at) && total < DIGITS_MAX)
            groups.digit[total++] = (unsigned char)(*at++ - '0');
        if (at < end && scrm_ascii_alnum(*at)) {
            groups.whole = groups.n > 0 && !scrm_ascii_digit(*at);
            break;
        }
        if (total == from)
            break;
        groups.sign[groups.n] = sign;
        groups.end[groups.n] = at;
        groups.upto[groups.n++] = total;
        at = next_group(at, end, &sign);
    }
    return groups;
}

/* ISO/IEC 7812-1, annex B. */
static bool passes_luhn(const unsigned char *digit, size_t n)
{
    unsigned sum = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned value = digit[n - 1 - i];

        if (i % 2 && (value *= 2) > 9)
            value -= 9;
        sum += value;
    }
    return sum % 10 == 0;
}

/* Whether some issuer's numbers begin so and are so long. */
static bool has_issuer(const unsigned char *digit, size_t n)
{
    unsigned two = digit[0] * 10u + digit[1];
    unsigned four = two * 100 + digit[2] * 10u + digit[3];

    if (digit[0] == 4)
        return n == 13 || n == 16 || n == 19;
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
        return n == 16;
    if (two == 34 || two == 37)
        return n == 15;
    if (two == 36 || two == 38 || two == 39 || (four >= 3000 && four <= 3059))
        return n >= 14;
    if (four == 6011 || two == 65 || two == 62 || (four >= 6440 && four <= 6499) ||
        (four >= 3528 && four <= 3589))
        return n >= 16;
    return false;
}

/* Whether groups 0 to `last` are spaced as on cards: all fours, or 4-6-5, or none. */
static bool looks_like_card(const struct groups *groups, size_t last)
{
    if (last == 0)
        return true;
    for (size_t i = 1; i <= last; i++)
        if ((groups->sign[i] != ' ' && groups->sign[i] != '-') ||
            groups->sign[i] != groups->sign[1])
            return false;
    if (group_len(groups, 0) != 4)
        return false;
    if (last == 2)
        return group_len(groups, 1) == 6;
    for (size_t i = 1; i < last; i++)
        if (group_len(groups, i) != 4)
            return false;
    return last == 3 ? group_len(groups, 3) == 4 : last == 4 && group_len(groups, 4) < 4;
}

const char *scrm_number_card(const char *at, const char *end)
{
    struct groups groups = read_groups(at, end);

    for (size_t i = 0; i < groups.n; i++) {
        size_t n = groups.upto[i];

        if (n >= 13 && n <= 19 && looks_like_card(&groups, i) && has_issuer(groups.digit, n) &&
            passes_luhn(groups.digit, n))
            return groups.end[i];
    }
    return NULL;
}

/* The end of the last group that leaves between `least` and `most` digits, or NULL. */
static const char *end_within(const struct groups *groups, size_t least, size_t most)
{
    const char *end = NULL;

    for (size_t i = 0; i < groups->n; i++)
        if (groups->upto[i] >= least && groups->upto[i] <= most)
            end = groups->end[i];
    return end;
}

/* "01.02.2026" and what may follow it. */
static bool looks_like_date(const struct groups *groups)
{
    return groups->n >= 3 && group_len(groups, 0) <= 2 && group_len(groups, 1) <= 2 &&
           group_len(groups, 2) == 4;
}

/* North America: 3-3-4, area and exchange from 2, a 1 before them or not. */
static const char *american_end(const struct groups *groups)
{
    size_t i = groups->n && groups->digit[0] == 1 && groups->upto[0] == 1;
    const unsigned char *digit = groups->digit + i;

    if (groups->n < i + 3 || group_len(groups, i) != 3 || group_len(groups, i + 1) != 3 ||
        group_len(groups, i + 2) != 4 || digit[0] < 2 || digit[3] < 2)
        return NULL;
    return groups->end[i + 2];
}

/* A leading 0 for "another area": ten or eleven digits at a stretch, or an area and the rest.
 */
static const char *national_end(const struct groups *groups)
{
    size_t first = group_len(groups, 0);

    if (groups->digit[1] == 0 || looks_like_date(groups))
        return NULL;
    if (first == 10 || first == 11)
        return groups->end[0];
    return first >= 2 && first <= 6 && groups->n > 1 ? end_within(groups, 9, 12) : NULL;
}

const char *scrm_number_phone(const char *at, const char *end)
{
    bool plus = *at == '+';
    struct groups groups;

    if (plus || *at == '(')
        at++;
    if (plus && at < end && *at == '(')
        at++;
    if (at == end || !scrm_ascii_digit(*at))
        return NULL;
    groups = read_groups(at, end);
    if (!groups.n)
        return NULL;
    if (plus)
        return groups.digit[0] ? end_within(&groups, 8, 15) : NULL;
    if (groups.upto[groups.n - 1] < 9)
        return NULL;
    if (groups.digit[0] != 0)
        return american_end(&groups);
    if (groups.digit[1] == 0)
        return groups.digit[2] ? end_within(&groups, 12, 17) : NULL;
    return national_end(&groups);
}

/* Length of an IBAN by country (SWIFT's IBAN registry). */
static const char iban_lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18"
    "FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20"
    "LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SD18"
    "SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";

static size_t iban_length(char first, char second)
{
    for (const char *at = iban_lengths; *at; at += 4)
        if (at[0] == first && at[1] == second)
            return (size_t)(at[2] - '0') * 10 + (size_t)(at[3] - '0');
    return 0;
}

/* ISO 7064 mod 97-10 over the number with its first four characters moved behind it. */
static bool passes_mod97(const char *iban, size_t n)
{
    unsigned rest = 0;

    for (size_t i = 0; i < n; i++) {
        char c = iban[(i + 4) % n];

        if (scrm_ascii_digit(c))
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else
            rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    return rest == 1;
}

const char *scrm_number_iban(const char *at, const char *end)
{
    char iban[34];
    size_t n = 0, need = 0;

    while (at < end && n < sizeof iban) {
        if (*at == ' ' && n && n % 4 == 0)
            at++;
        if (at == end || !scrm_ascii_alnum(*at))
            return NULL;
        iban[n++] = (char)(scrm_ascii_alpha(*at) ? *at & ~0x20 : *at);
        at++;
        if (n == 4) {
            need = iban_length(iban[0], iban[1]);
            if (!need || !scrm_ascii_digit(iban[2]) || !scrm_ascii_digit(iban[3]))
                return NULL;
        }
        if (n > 4 && n == need)
            break;
    }
    if (!need || n != need || (at < end && scrm_ascii_alnum(*at)))
        return NULL;
    return passes_mod97(iban, n) ? at : NULL;
}

const char *scrm_number_ip4(const char *at, const char *end)
{
    for (int octets = 1;; octets++, at++) {
        const char *from = at;
        unsigned value = 0;

        while (at < end && at - from < 3 && scrm_ascii_digit(*at))
            value = value * 10 + (unsigned)(*at++ - '0');
        if (at == from || value > 255 || (at - from > 1 && *from == '0'))
            return NULL;
        if (octets == 4)
            break;
        if (at == end || *at != '.')
            return NULL;
    }
    if (at < end && (scrm_ascii_alnum(*at) || *at == '-' ||
                     (*at == '.' && end - at > 1 && scrm_ascii_digit(at[1]))))
        return NULL;
    return at;
}

static bool is_hex(char c)
{
    return scrm_ascii_digit(c) || (scrm_ascii_alpha(c) && (c | 0x20) <= 'f');
}

const char *scrm_number_ip6(const char *at, const char *end)
{
    unsigned char address[16];
    char text[INET6_ADDRSTRLEN];
    size_t n = 0, colons = 0;

    while (at + n < end && n < 5 && is_hex(at[n]))
        n++;
    if (n > 4 || at + n == end || at[n] != ':')
        return NULL;
    while (at + n < end && n < sizeof text && (is_hex(at[n]) || at[n] == ':' || at[n] == '.'))
        n++;
    if (n == sizeof text || (at + n < end && scrm_ascii_alnum(at[n])))
        return NULL;
    /* The sentence's own full stop or colon. */
    while (n && (at[n - 1] == '.' || (at[n - 1] == ':' && !(n > 1 && at[n - 2] == ':'))))
        n--;
    for (size_t i = 0; i < n; i++)
        colons += at[i] == ':';
    /* Fewer, and it is a time of day or a name with a scope. */
    if (colons < 3)
        return NULL;
    memcpy(text, at, n);
    text[n] = '\0';
    return inet_pton(AF_INET6, text, address) == 1 ? at + n : NULL;
}
