/*
 * The scanner for addresses, mentions and tags. Walks the text once, run by
 * run: only a run with a dot or a scheme, or one of the signs @ # $, is looked
 * at closely, and what was looked at in vain is stepped over whole.
 */
#include "text/entities.h"

#include <stdint.h>
#include <strings.h>

#include "text/ascii.h"
#include "text/decode.h"
#include "text/token.h"
#include "text/unidata.h"
#include "text/url.h"

enum { NAME_MAX_BYTES = 64 };

struct scan {
    const char *begin, *at, *end;
    scrm_entities_hit *hit;
    void *ctx;
    bool stopped;
};

static void report(struct scan *scan, enum scrm_entity kind, const char *from, const char *to)
{
    scan->at = to;
    if (!scan->hit(scan->ctx, kind, (size_t)(from - scan->begin), (size_t)(to - scan->begin)))
        scan->stopped = true;
}

/* The code point before `at`, 0 at the beginning. */
static uint32_t before(const struct scan *scan, const char *at)
{
    uint32_t cp = 0;

    if (at > scan->begin)
        scrm_utf8_back(scan->begin, at, &cp);
    return cp;
}

/* The code point at `at`, 0 at the end. */
static uint32_t behind(const struct scan *scan, const char *at)
{
    uint32_t cp = 0;

    if (at < scan->end)
        scrm_utf8_next(at, scan->end, &cp);
    return cp;
}

static bool is_name(uint32_t cp)
{
    return cp == '_' || (cp < 0x80 && scrm_ascii_alnum((char)cp));
}

static bool starts_scheme(const struct scan *scan, const char *at)
{
    return scan->end - at >= 3 && memcmp(at, "://", 3) == 0;
}

/* "RT@name": the letters before a mention are no part of a word. */
static bool is_retweet(const struct scan *scan, const char *at)
{
    uint32_t cp;

    if (at - scan->begin < 2 || strncasecmp(at - 2, "rt", 2) != 0)
        return false;
    cp = before(scan, at - 2);
    return !is_name(cp) && !(cp && cp < 0x80 && strchr("+~.-", (int)cp));
}

/* What may stand before the '@' of a mention: no letter of a script with spaces, which would
 * make it an e-mail address. */
static bool may_mention(const struct scan *scan, const char *at)
{
    uint32_t cp = before(scan, at);

    if (cp == 0xFF20 || (cp && cp < 0x80 && strchr("!#$%&*@", (int)cp)))
        return false;
    if (cp >= 0x80)
        return !scrm_url_is_path_letter(cp);
    return !is_name(cp) || is_retweet(scan, at);
}

/* "@name", "@name@host", "@name.host"; `name` stands behind the sign. */
static void read_mention(struct scan *scan, const char *name)
{
    const char *from = scan->at, *at = name, *host = NULL;
    uint32_t cp;

    scan->at = name;
    while (at < scan->end && is_name((unsigned char)*at) && at - name <= NAME_MAX_BYTES)
        at++;
    if (at == name || at - name > NAME_MAX_BYTES || !may_mention(scan, from))
        return;
    if (at < scan->end && *at == '@')
        host = scrm_url_host_end(at + 1, scan->end, true);
    else if (at < scan->end && *at == '.')
        host = scrm_url_host_end(name, scan->end, false);
    if (host) {
        report(scan, SCRM_ENTITY_HANDLE, from, host);
        return;
    }
    cp = behind(scan, at);
    scan->at = at;
    if (cp != '@' && cp != 0xFF20 && !scrm_url_is_latin(cp) && !starts_scheme(scan, at))
        report(scan, SCRM_ENTITY_MENTION, from, at);
}

/* Signs that join letters within a topic (twitter-text's list). */
static bool is_tag_joiner(uint32_t cp)
{
    static const uint16_t joiners[] = {'_',    0xB7,   0x5BE,  0x5F3,  0x5F4,  0xF0B,
                                       0xF0C,  0x200C, 0x200D, 0x3003, 0x301C, 0x309B,
                                       0x309C, 0x30A0, 0x30FB, 0xA67E, 0xFF5E};

    for (size_t i = 0; i < sizeof joiners / sizeof *joiners; i++)
        if (joiners[i] == cp)
            return true;
    return false;
}

static bool is_tag(uint32_t cp)
{
    unsigned flags = scrm_unidata_flags(cp);

    /* Marks that make a picture of what is before them. */
    if (cp == 0xFE0E || cp == 0xFE0F || cp == 0x20E3)
        return false;
    return flags & (SCRM_UNI_LETTER | SCRM_UNI_MARK | SCRM_UNI_DIGIT) || is_tag_joiner(cp);
}

/* A topic has at least one letter; `tag` stands behind the sign. */
static void read_hashtag(struct scan *scan, const char *tag)
{
    const char *from = scan->at, *at = tag;
    uint32_t cp = before(scan, from);
    bool letter = false;

    scan->at = tag;
    if (cp == '&' || (cp && is_tag(cp)))
        return;
    while (at < scan->end) {
        size_t len = scrm_utf8_next(at, scan->end, &cp);

        if (!is_tag(cp))
            break;
        letter |= (scrm_unidata_flags(cp) & (SCRM_UNI_LETTER | SCRM_UNI_MARK)) != 0;
        at += len;
    }
    cp = behind(scan, at);
    if (starts_scheme(scan, at))
        return;
    scan->at = at;
    if (letter && cp != '#' && cp != 0xFF03)
        report(scan, SCRM_ENTITY_HASHTAG, from, at);
}

static size_t letters_at(const struct scan *scan, const char *at)
{
    size_t n = 0;

    while (at + n < scan->end && scrm_ascii_alpha(at[n]))
        n++;
    return n;
}

/* "$NAME", "$NAME.X": up to six letters, two more behind a dot or a low line. */
static void read_cashtag(struct scan *scan)
{
    const char *from = scan->at, *at = from + 1;
    uint32_t cp = before(scan, from);
    size_t n = letters_at(scan, at), more;

    scan->at = at;
    if (cp && !(scrm_unidata_flags(cp) & (SCRM_UNI_SPACE | SCRM_UNI_IGNORABLE)))
        return;
    if (n < 1 || n > 6)
        return;
    at += n;
    if (at < scan->end && (*at == '.' || *at == '_')) {
        more = letters_at(scan, at + 1);
        cp = behind(scan, at + 1 + more);
        if (more >= 1 && more <= 2 &&
            (cp >= 0x80 ? scrm_unidata_flags(cp) & SCRM_UNI_SPACE
                        : !scrm_ascii_alnum((char)cp)))
            at += 1 + more;
    }
    cp = behind(scan, at);
    if (cp >= 0x80 ? scrm_unidata_flags(cp) & SCRM_UNI_SPACE : !scrm_ascii_alnum((char)cp))
        report(scan, SCRM_ENTITY_CASHTAG, from, at);
}

/* Letters, digits, '.', '-', '_' and Latin letters beyond ASCII: a word, or a host. */
static const char *run_end(const struct scan *scan, const char *at, bool *dotted)
{
    for (;;) {
        uint32_t cp;
        size_t len;

        while (at < scan->end && scrm_token_byte_at(at) == SCRM_BYTE_WORD)
            at++;
        if (at == scan->end)
            return at;
        if ((unsigned char)*at >= 0x80) {
            len = scrm_utf8_next(at, scan->end, &cp);
            if (!scrm_url_is_latin(cp))
                return at;
            at += len;
        } else if (*at == '.' || *at == '-' || *at == '_') {
            *dotted |= *at++ == '.';
        } else {
            return at;
        }
    }
}

/* Behind "http://" or "https://" where the run that ends at `at` ends with the scheme. */
static const char *scheme_start(const struct scan *scan, const char *at)
{
    const char *from = at;
    uint32_t cp;

    while (from > scan->at && scrm_ascii_alpha(from[-1]) && at - from <= 5)
        from--;
    if (!((at - from == 4 && strncasecmp(from, "http", 4) == 0) ||
          (at - from == 5 && strncasecmp(from, "https", 5) == 0)))
        return NULL;
    cp = before(scan, from);
    if (is_name(cp) && cp != '_')
        return NULL;
    if (cp == '@' || cp == '#' || cp == '$' || cp == 0xFF20 || cp == 0xFF03)
        return NULL;
    return from;
}

/* What may stand before an address without a scheme. */
static bool may_be_bare(uint32_t cp)
{
    if (cp == 0xFF20 || cp == 0xFF03 || scrm_url_is_latin(cp))
        return false;
    return !cp || cp >= 0x80 || (!scrm_ascii_alnum((char)cp) && !strchr("@#$-_./", (int)cp));
}

/* A run that begins at scan->at: a word, an address, or a part of an e-mail address. */
static void read_run(struct scan *scan)
{
    const char *from = scan->at, *scheme, *url;
    bool dotted = false;
    const char *at = run_end(scan, from, &dotted);

    if (at == from) {
        uint32_t cp;

        scan->at += scrm_utf8_next(from, scan->end, &cp);
        return;
    }
    if (at < scan->end && *at == ':' && starts_scheme(scan, at)) {
        scheme = scheme_start(scan, at);
        url = scheme ? scrm_url_end(at + 3, scan->end) : NULL;
        scan->at = at + 3;
        if (url)
            report(scan, SCRM_ENTITY_URL, scheme, url);
        return;
    }
    url = NULL;
    if (dotted && (at == scan->end || *at != '@') && may_be_bare(before(scan, from)))
        url = scrm_url_bare_end(from, scan->end);
    scan->at = at;
    if (url)
        report(scan, SCRM_ENTITY_URL, from, url);
}

/* A character beyond ASCII: a wide sign, a Latin letter, or nothing to look at. */
static void read_wide(struct scan *scan)
{
    uint32_t cp;
    size_t len = scrm_utf8_next(scan->at, scan->end, &cp);

    if (cp == 0xFF20)
        read_mention(scan, scan->at + len);
    else if (cp == 0xFF03)
        read_hashtag(scan, scan->at + len);
    else if (scrm_url_is_latin(cp))
        read_run(scan);
    else
        scan->at += len;
}

void scrm_entities_scan(struct scrm_slice text, scrm_entities_hit *hit, void *ctx)
{
    struct scan scan = {.begin = text.at, .at = text.at, .hit = hit, .ctx = ctx};

    scan.end = scrm_slice_end(text);
    while (scan.at < scan.end && !scan.stopped) {
        char c = *scan.at;

        if (scrm_token_byte_at(scan.at) == SCRM_BYTE_WORD || c == '-' || c == '_' || c == '.')
            read_run(&scan);
        else if (c == '@')
            read_mention(&scan, scan.at + 1);
        else if (c == '#')
            read_hashtag(&scan, scan.at + 1);
        else if (c == '$')
            read_cashtag(&scan);
        else if ((unsigned char)c >= 0x80)
            read_wide(&scan);
        else
            scan.at++;
    }
}
