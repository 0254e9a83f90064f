/*
 * Where personal data may begin in a text: at '@', at a digit, at a '+' or
 * '(' before one, at two letters and two digits. number.c then decides. Used
 * by the scorer as a flag and by the redactor for places.
 */
#include "text/detect.h"

#include <stdint.h>

#include "text/ascii.h"
#include "text/decode.h"
#include "text/number.h"
#include "text/token.h"
#include "text/unidata.h"
#include "text/url.h"

enum { LOCAL_MAX = 64 }; /* of an e-mail address, RFC 5321 section 4.5.3.1.1 */

struct scan {
    const char *begin, *at, *end;
    const char *taken; /* the end of the last hit: no look back past it */
    scrm_personal_hit *hit;
    void *ctx;
    bool stopped;
};

static void report(struct scan *scan, enum scrm_personal kind, const char *from, const char *to)
{
    scan->at = scan->taken = to;
    if (!scan->hit(scan->ctx, kind, (size_t)(from - scan->begin), (size_t)(to - scan->begin)))
        scan->stopped = true;
}

/* A byte of the local part, in the shape that people have. */
static bool is_local(char c)
{
    return scrm_ascii_alnum(c) || (unsigned char)c >= 0x80 || (c && strchr("._%+-'", c));
}

/* `at` is on the '@'. */
static void read_email(struct scan *scan)
{
    const char *from = scan->at, *host = NULL;
    const char *limit = from - scan->taken > LOCAL_MAX ? from - LOCAL_MAX : scan->taken;
    bool letter;

    while (from > limit && is_local(from[-1]))
        from--;
    letter = from > scan->begin && (scrm_ascii_alnum(from[-1]) || from[-1] == '@');
    /* Not in the middle of a character, nor on a sign. */
    while (from < scan->at && !scrm_ascii_alnum(*from) && ((unsigned char)*from & 0xC0) != 0xC0)
        from++;
    if (from < scan->at && !letter && scan->at[-1] != '.')
        host = scrm_url_host_end(scan->at + 1, scan->end, true);
    if (host)
        report(scan, SCRM_PERSONAL_EMAIL, from, host);
    else
        scan->at++;
}

/* Whether a number or name may begin at `at`: not within another one. */
static bool is_start(const struct scan *scan, const char *at)
{
    uint32_t cp;

    if (at == scan->begin)
        return true;
    if (at[-1] && strchr(".,-/_@#$", at[-1]))
        return false;
    scrm_utf8_back(scan->begin, at, &cp);
    return !(scrm_unidata_flags(cp) & SCRM_UNI_WORD) ||
           scrm_unidata_flags(cp) & SCRM_UNI_UNSPACED;
}

/* "12 0170 …": a number with digits before it is a part of a longer one, unless that was taken.
 */
static bool follows_digits(const struct scan *scan, const char *at)
{
    return at - scan->taken > 1 && at[-1] == ' ' && scrm_ascii_digit(at[-2]);
}

/* The machine itself and "any" are nobody's. */
static bool is_nobody(const char *at, const char *end)
{
    size_t len = (size_t)(end - at);

    return (len > 4 && memcmp(at, "127.", 4) == 0) ||
           (len == 7 && memcmp(at, "0.0.0.0", 7) == 0);
}

/* What begins with a letter, up to `behind` of letters and digits: an account, an address in
 * hexadecimal. */
static const char *named(const char *at, const char *behind, const char *end,
                         enum scrm_personal *kind)
{
    *kind = SCRM_PERSONAL_IP;
    if (behind < end && *behind == ':' && behind - at <= 4)
        return scrm_number_ip6(at, end);
    *kind = SCRM_PERSONAL_IBAN;
    if (behind - at < 4 || !scrm_ascii_digit(at[2]) || !scrm_ascii_digit(at[3]))
        return NULL;
    return scrm_number_iban(at, end);
}

/* What begins with a digit, or with '+' or '(' before one. */
static const char *numbered(const struct scan *scan, const char *at, enum scrm_personal *kind)
{
    const char *end = scan->end, *to = NULL;

    if (scrm_ascii_digit(*at)) {
        *kind = SCRM_PERSONAL_IP;
        to = scrm_number_ip4(at, end);
        if (to && is_nobody(at, to))
            to = NULL;
        if (!to)
            to = scrm_number_ip6(at, end);
        if (to)
            return to;
        *kind = SCRM_PERSONAL_CARD;
        to = scrm_number_card(at, end);
        if (to || follows_digits(scan, at))
            return to;
    }
    *kind = SCRM_PERSONAL_PHONE;
    return scrm_number_phone(at, end);
}

/* A run of letters and digits, or '+' or '('. */
static void read_run(struct scan *scan)
{
    const char *at = scan->at, *behind = at + 1, *to;
    enum scrm_personal kind;

    while (behind < scan->end && scrm_token_byte_at(behind) == SCRM_BYTE_WORD)
        behind++;
    if (scrm_ascii_alpha(*at))
        to = named(at, behind, scan->end, &kind);
    else
        to = numbered(scan, at, &kind);
    scan->at = scrm_ascii_alnum(*at) ? behind : at + 1;
    if (to && is_start(scan, at))
        report(scan, kind, at, to);
}

/* Steps over the rest of a web address. */
static void skip_address(struct scan *scan)
{
    while (scan->at < scan->end && !scrm_ascii_space(*scan->at))
        scan->at++;
    scan->taken = scan->at;
}

void scrm_personal_scan(struct scrm_slice text, scrm_personal_hit *hit, void *ctx)
{
    struct scan scan = {
        .begin = text.at, .at = text.at, .taken = text.at, .hit = hit, .ctx = ctx};

    scan.end = scrm_slice_end(text);
    while (scan.at < scan.end && !scan.stopped) {
        char c = *scan.at;

        if (scrm_token_byte_at(scan.at) == SCRM_BYTE_WORD || c == '+' || c == '(')
            read_run(&scan);
        else if (c == '@')
            read_email(&scan);
        else if (c == ':' && scan.end - scan.at >= 3 && memcmp(scan.at, "://", 3) == 0)
            skip_address(&scan);
        else
            scan.at++;
    }
}
