/*
 * Where a web address ends in running text: host by labels and top-level
 * domain, path with balanced parentheses, query, and none of the punctuation
 * that belongs to the sentence. Rules as in twitter-text's conformance suite;
 * paths and queries may hold letters of any script that uses spaces.
 */
#include "text/url.h"

#include <strings.h>

#include "text/ascii.h"
#include "text/decode.h"
#include "text/number.h"
#include "text/tld.h"
#include "text/unidata.h"

enum { LABEL_MAX = 63, SHORT_LINK_MAX = 40 };

bool scrm_url_is_latin(uint32_t cp)
{
    return (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) ||
           (cp >= 0x1E00 && cp <= 0x1EFF);
}

/* A character that ends any host: spaces, invisible ones, general punctuation. */
static bool is_outside(uint32_t cp)
{
    return cp == SCRM_UTF8_REPLACEMENT || (cp >= 0x2000 && cp <= 0x206F) ||
           scrm_unidata_flags(cp) & (SCRM_UNI_SPACE | SCRM_UNI_IGNORABLE);
}

struct label {
    const char *end;
    bool valid;      /* as a part of a host name */
    bool registered; /* also as the part before the top-level domain: without '_' */
};

static struct label read_label(const char *at, const char *end, bool any)
{
    struct label label = {.registered = true};
    const char *from = at;
    size_t letters = 0;
    bool plain = true;

    while (at < end && letters <= LABEL_MAX) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (cp < 0x80) {
            if (!scrm_ascii_alnum((char)cp) && cp != '-' && cp != '_')
                break;
            label.registered &= cp != '_';
        } else {
            if (any ? is_outside(cp) : !scrm_url_is_latin(cp))
                break;
            plain = false;
        }
        letters++;
        at += len;
    }
    label.end = at;
    label.valid = letters && letters <= LABEL_MAX && *from != '-' && *from != '_' &&
                  at[-1] != '-' && at[-1] != '_';
    if (!plain && at - from > 4 && strncasecmp(from, "xn--", 4) == 0)
        label.valid = false;
    return label;
}

const char *scrm_url_host_end(const char *at, const char *end, bool any)
{
    const char *best = NULL;
    bool registered = false;

    for (;;) {
        struct label label = read_label(at, end, any);
        const char *domain = registered ? scrm_tld_end(at, end) : NULL;

        if (domain)
            best = domain;
        if (!label.valid || label.end == end || *label.end != '.')
            return best;
        registered = label.registered;
        at = label.end + 1;
    }
}

bool scrm_url_is_path_letter(uint32_t cp)
{
    unsigned flags = scrm_unidata_flags(cp);

    if ((cp >= 0x1100 && cp < 0x1200) || (cp >= 0x3130 && cp < 0x3190) ||
        (cp >= 0xA960 && cp < 0xA980) || (cp >= 0xAC00 && cp < 0xD800))
        return false;
    return flags & SCRM_UNI_WORD && !(flags & (SCRM_UNI_UNSPACED | SCRM_UNI_IGNORABLE));
}

/* What may stand at the end of a path, and only in the middle of it. */
static bool is_path_end(uint32_t cp)
{
    return cp < 0x80 ? scrm_ascii_alnum((char)cp) || (cp && strchr("=_#/+-", (int)cp))
                     : scrm_url_is_path_letter(cp);
}

static bool is_path(uint32_t cp)
{
    return is_path_end(cp) || cp == 0x2013 ||
           (cp && cp < 0x80 && strchr("!*';:,.$%[]~|&@", (int)cp));
}

/* Behind a pair of parentheses with something in it, one more pair at most; NULL else.
 * `at` is on the first. */
static const char *balanced_end(const char *at, const char *end)
{
    const char *from[2] = {at + 1};
    size_t depth = 1;

    for (at++; at < end;) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        at += len;
        if (cp == '(') {
            if (depth == 2)
                return NULL;
            from[depth++] = at;
        } else if (cp == ')') {
            if (at - 1 == from[--depth])
                return NULL;
            if (!depth)
                return at;
        } else if (!is_path(cp)) {
            return NULL;
        }
    }
    return NULL;
}

/* `at` is on the '/'. */
static const char *path_end(const char *at, const char *end)
{
    const char *good = at;

    while (at < end) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (cp == '(') {
            at = balanced_end(at, end);
            if (!at)
                break;
            good = at;
            continue;
        }
        if (!is_path(cp))
            break;
        at += len;
        if (is_path_end(cp))
            good = at;
    }
    return good;
}

/* `at` is on the '?'; the same place where no query follows. */
static const char *query_end(const char *at, const char *end)
{
    const char *good = at;
    size_t open = 0;

    for (at++; at < end;) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (cp != '(' && cp != ')' && cp != '?' && !is_path(cp))
            break;
        at += len;
        open += cp == '(';
        if (cp == ')' && open) {
            open--;
            good = at;
        } else if (cp == '&' || (cp != '+' && is_path_end(cp))) {
            good = at;
        }
    }
    return good;
}

/* Port, path and query behind a host. */
static const char *rest_end(const char *at, const char *end)
{
    if (end - at >= 2 && *at == ':' && scrm_ascii_digit(at[1]))
        for (at++; at < end && scrm_ascii_digit(*at);)
            at++;
    if (at < end && *at == '/')
        at = path_end(at, end);
    if (at < end && *at == '?')
        at = query_end(at, end);
    return at;
}

/* Twitter's short links have no path but letters and digits. NULL: too long for one. */
static const char *short_link_end(const char *at, const char *end)
{
    const char *from = at + 1;

    for (at = from; at < end && scrm_ascii_alnum(*at);)
        at++;
    if (at - from > SHORT_LINK_MAX)
        return NULL;
    return at < end && *at == '?' ? query_end(at, end) : at;
}

/* "192.0.2.1", "[2001:db8::1]" and "localhost" need a scheme before them. */
static const char *special_host_end(const char *at, const char *end)
{
    const char *from = at;

    if (*at == '[') {
        for (at++; at < end && (scrm_ascii_alnum(*at) || *at == ':' || *at == '.');)
            at++;
        return at < end && *at == ']' && at - from > 3 ? at + 1 : NULL;
    }
    if (end - at >= 9 && strncasecmp(at, "localhost", 9) == 0 &&
        (end - at == 9 || (!scrm_ascii_alnum(at[9]) && at[9] != '.' && at[9] != '-')))
        return at + 9;
    return scrm_number_ip4(at, end);
}

const char *scrm_url_end(const char *at, const char *end)
{
    const char *host;

    if (at == end)
        return NULL;
    host = scrm_url_host_end(at, end, true);
    if (!host)
        host = special_host_end(at, end);
    if (!host)
        return NULL;
    if (host - at == 4 && strncasecmp(at, "t.co", 4) == 0 && host < end && *host == '/')
        return short_link_end(host, end);
    return rest_end(host, end);
}

/* Endings of file names that are also top-level domains. */
static bool is_file_ending(const char *at, size_t len)
{
    static const char endings[] = " md mov ps py rs sh zip ";
    char key[8] = " ";

    if (len > 5)
        return false;
    for (size_t i = 0; i < len; i++)
        key[i + 1] = scrm_ascii_lower(at[i]);
    key[len + 1] = ' ';
    return strstr(endings, key) != NULL;
}

/* Whether host `at`..`host` alone is surely one: "Done.In" is two sentences, "main.rs" a file,
 * "5.am" a time, and few people write a bare "name.accountants". */
static bool is_surely_host(const char *at, const char *host)
{
    static const char usual[] =
        " com net org edu gov mil int info biz name mobi pro jobs app dev "
        "shop store online site blog cloud tech xyz club wiki social chat "
        "news media agency studio support games ";
    const char *dot = memrchr(at, '.', (size_t)(host - at)), *ending = dot + 1;
    size_t len = (size_t)(host - ending);
    bool single = memchr(at, '.', (size_t)(dot - at)) == NULL;
    char key[LABEL_MAX + 3] = " ";

    if ((unsigned char)*ending >= 0x80)
        return true;
    if (*ending < 'a' && ending[1] >= 'a')
        return false;
    if (single && is_file_ending(ending, len))
        return false;
    if (len == 2) {
        const char *digit = at;

        while (digit < dot && scrm_ascii_digit(*digit))
            digit++;
        return !single || digit < dot;
    }
    for (size_t i = 0; i < len && i < LABEL_MAX; i++)
        key[i + 1] = scrm_ascii_lower(ending[i]);
    key[len + 1] = ' ';
    return strstr(usual, key) != NULL;
}

const char *scrm_url_bare_end(const char *at, const char *end)
{
    const char *host = scrm_url_host_end(at, end, false);

    if (!host)
        return NULL;
    if (end - at > 4 && strncasecmp(at, "www.", 4) == 0)
        return rest_end(host, end);
    if (host < end && *host == '/')
        return rest_end(host, end);
    return is_surely_host(at, host) ? rest_end(host, end) : NULL;
}
