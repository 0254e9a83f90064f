/*
 * Looking up top-level domains. Asked only where a text has a dot between
 * characters of a host name, so a search in a string of names is quick enough.
 */
#include "text/tld.h"

#include "text/ascii.h"
#include "text/decode.h"

enum { NAME_MAX_BYTES = 63 };

/* Whether " name " stands in `names`. */
static bool listed(const char *names, const char *name, size_t len)
{
    char key[NAME_MAX_BYTES + 3];

    if (len == 3 && memcmp(name, "com", 3) == 0)
        return true;
    key[0] = ' ';
    memcpy(key + 1, name, len);
    key[len + 1] = ' ';
    key[len + 2] = '\0';
    return strstr(names, key) != NULL;
}

/* A name goes on over these. */
static bool goes_on(const char *at, const char *end)
{
    return at < end && (scrm_ascii_alnum(*at) || *at == '@' || *at == '+' || *at == '-');
}

static const char *plain_end(const char *at, const char *end)
{
    char name[NAME_MAX_BYTES];
    size_t len = 0, dashes = 0;
    bool punycode;

    while (at + len < end && len < NAME_MAX_BYTES &&
           (scrm_ascii_alnum(at[len]) || (len >= 2 && at[len] == '-'))) {
        dashes += at[len] == '-';
        name[len] = scrm_ascii_lower(at[len]);
        len++;
    }
    punycode = len > 4 && memcmp(name, "xn--", 4) == 0 && name[len - 1] != '-';
    if ((dashes && !punycode) || len < 2 || goes_on(at + len, end))
        return NULL;
    if (!punycode &&
        (!scrm_ascii_alpha(*name) || !listed(scrm_tld_names[*name - 'a'], name, len)))
        return NULL;
    return at + len;
}

const char *scrm_tld_end(const char *at, const char *end)
{
    const char *best = NULL, *from = at;

    if (at == end)
        return NULL;
    if ((unsigned char)*at < 0x80)
        return plain_end(at, end);
    /* Scripts without spaces run on behind the name: the longest that fits. */
    while (at < end && (unsigned char)*at >= 0x80) {
        uint32_t cp;

        at += scrm_utf8_next(at, end, &cp);
        if (at - from > NAME_MAX_BYTES)
            break;
        if (!goes_on(at, end) && listed(scrm_tld_other, from, (size_t)(at - from)))
            best = at;
    }
    return best;
}
