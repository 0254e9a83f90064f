/*
 * Tags as the HTML standard's tokenizer reads them (section 13.2.5), as far
 * as text needs it: names, attributes with and without quotes, comments and
 * what a browser takes for one. Never looks at a byte twice.
 */
#include "text/tag.h"

#include <stdint.h>
#include <strings.h>

#include "text/ascii.h"

enum { NAME_MAX_BYTES = 11 };

/* Sorted; what isn't here is inline and unknown. */
static const struct {
    char name[NAME_MAX_BYTES + 1];
    uint8_t kind;
} elements[] = {
    {"a", SCRM_TAG_LINK},           {"abbr", SCRM_TAG_INLINE},
    {"address", SCRM_TAG_BLOCK},    {"article", SCRM_TAG_BLOCK},
    {"aside", SCRM_TAG_BLOCK},      {"b", SCRM_TAG_INLINE},
    {"bdi", SCRM_TAG_INLINE},       {"big", SCRM_TAG_INLINE},
    {"blockquote", SCRM_TAG_QUOTE}, {"body", SCRM_TAG_BLOCK},
    {"br", SCRM_TAG_BREAK},         {"button", SCRM_TAG_INLINE},
    {"caption", SCRM_TAG_BLOCK},    {"center", SCRM_TAG_BLOCK},
    {"cite", SCRM_TAG_INLINE},      {"code", SCRM_TAG_INLINE},
    {"dd", SCRM_TAG_BLOCK},         {"del", SCRM_TAG_INLINE},
    {"details", SCRM_TAG_BLOCK},    {"dir", SCRM_TAG_BULLETS},
    {"div", SCRM_TAG_BLOCK},        {"dl", SCRM_TAG_PARAGRAPH},
    {"dt", SCRM_TAG_BLOCK},         {"em", SCRM_TAG_INLINE},
    {"fieldset", SCRM_TAG_BLOCK},   {"figcaption", SCRM_TAG_BLOCK},
    {"figure", SCRM_TAG_PARAGRAPH}, {"font", SCRM_TAG_INLINE},
    {"footer", SCRM_TAG_BLOCK},     {"form", SCRM_TAG_BLOCK},
    {"h1", SCRM_TAG_PARAGRAPH},     {"h2", SCRM_TAG_PARAGRAPH},
    {"h3", SCRM_TAG_PARAGRAPH},     {"h4", SCRM_TAG_PARAGRAPH},
    {"h5", SCRM_TAG_PARAGRAPH},     {"h6", SCRM_TAG_PARAGRAPH},
    {"head", SCRM_TAG_BLOCK},       {"header", SCRM_TAG_BLOCK},
    {"hgroup", SCRM_TAG_BLOCK},     {"hr", SCRM_TAG_PARAGRAPH},
    {"html", SCRM_TAG_BLOCK},       {"i", SCRM_TAG_INLINE},
    {"iframe", SCRM_TAG_HIDDEN},    {"img", SCRM_TAG_IMAGE},
    {"input", SCRM_TAG_INLINE},     {"ins", SCRM_TAG_INLINE},
    {"kbd", SCRM_TAG_INLINE},       {"label", SCRM_TAG_INLINE},
    {"legend", SCRM_TAG_BLOCK},     {"li", SCRM_TAG_ITEM},
    {"link", SCRM_TAG_INLINE},      {"listing", SCRM_TAG_PRE},
    {"main", SCRM_TAG_BLOCK},       {"mark", SCRM_TAG_INLINE},
    {"menu", SCRM_TAG_BULLETS},     {"meta", SCRM_TAG_INLINE},
    {"mx-reply", SCRM_TAG_HIDDEN},  {"nav", SCRM_TAG_BLOCK},
    {"noembed", SCRM_TAG_HIDDEN},   {"noframes", SCRM_TAG_HIDDEN},
    {"object", SCRM_TAG_INLINE},    {"ol", SCRM_TAG_NUMBERS},
    {"optgroup", SCRM_TAG_BLOCK},   {"option", SCRM_TAG_BLOCK},
    {"p", SCRM_TAG_PARAGRAPH},      {"pre", SCRM_TAG_PRE},
    {"q", SCRM_TAG_INLINE},         {"s", SCRM_TAG_INLINE},
    {"script", SCRM_TAG_HIDDEN},    {"section", SCRM_TAG_BLOCK},
    {"select", SCRM_TAG_BLOCK},     {"small", SCRM_TAG_INLINE},
    {"span", SCRM_TAG_SPAN},        {"strike", SCRM_TAG_INLINE},
    {"strong", SCRM_TAG_INLINE},    {"style", SCRM_TAG_HIDDEN},
    {"sub", SCRM_TAG_INLINE},       {"summary", SCRM_TAG_BLOCK},
    {"sup", SCRM_TAG_INLINE},       {"svg", SCRM_TAG_INLINE},
    {"table", SCRM_TAG_TABLE},      {"tbody", SCRM_TAG_BLOCK},
    {"td", SCRM_TAG_CELL},          {"template", SCRM_TAG_HIDDEN},
    {"textarea", SCRM_TAG_HIDDEN},  {"tfoot", SCRM_TAG_BLOCK},
    {"th", SCRM_TAG_CELL},          {"thead", SCRM_TAG_BLOCK},
    {"time", SCRM_TAG_INLINE},      {"title", SCRM_TAG_HIDDEN},
    {"tr", SCRM_TAG_ROW},           {"tt", SCRM_TAG_INLINE},
    {"u", SCRM_TAG_INLINE},         {"ul", SCRM_TAG_BULLETS},
    {"video", SCRM_TAG_INLINE},     {"wbr", SCRM_TAG_INLINE},
    {"xmp", SCRM_TAG_PRE},
};

enum scrm_markup scrm_tag_sort(const char *at, const char *end)
{
    if (end - at < 2)
        return SCRM_MARKUP_TEXT;
    if (scrm_ascii_alpha(at[1]))
        return SCRM_MARKUP_TAG;
    if (at[1] == '!' || at[1] == '?')
        return SCRM_MARKUP_COMMENT;
    if (at[1] != '/' || end - at < 3)
        return SCRM_MARKUP_TEXT;
    return scrm_ascii_alpha(at[2]) ? SCRM_MARKUP_TAG : SCRM_MARKUP_COMMENT;
}

const char *scrm_tag_skip_comment(const char *at, const char *end)
{
    const char *close = at + 2, *from = at + 4;
    bool dashes = end - at >= 4 && memcmp(at, "<!--", 4) == 0;

    if (dashes)
        close = from;
    for (; close < end; close++) {
        size_t inside;

        close = memchr(close, '>', (size_t)(end - close));
        if (!close)
            return end;
        if (!dashes)
            return close + 1;
        /* "<!-->" and "<!--->" are whole; else "-->" or "--!>" ends it. */
        inside = (size_t)(close - from);
        if (inside == 0 || (inside == 1 && close[-1] == '-') ||
            (inside >= 2 && memcmp(close - 2, "--", 2) == 0) ||
            (inside >= 3 && memcmp(close - 3, "--!", 3) == 0))
            return close + 1;
    }
    return end;
}

static void find_element(struct scrm_tag *tag, const char key[NAME_MAX_BYTES + 1])
{
    size_t low = 0, high = sizeof elements / sizeof *elements;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(key, elements[middle].name, NAME_MAX_BYTES + 1);

        if (order == 0) {
            tag->kind = elements[middle].kind;
            tag->known = true;
            return;
        }
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
}

/* What a byte ends: 1 the name of an element, 2 that of an attribute, 4 white space. */
enum { ENDS_NAME = 1, ENDS_ATTRIBUTE = 2, IS_SPACE = 4 };

static const uint8_t ends[256] = {
    ['\t'] = 7, ['\n'] = 7, ['\f'] = 7, ['\r'] = 7, [' '] = 7, ['/'] = 3, ['>'] = 3, ['='] = 2,
};

static unsigned ends_at(const char *at)
{
    return ends[(unsigned char)*at];
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && ends_at(at) & IS_SPACE)
        at++;
    return at;
}

/* The few that most posts are made of. */
static bool is_usual(struct scrm_tag *tag)
{
    const char *name = tag->name.at;

    if (tag->name.len == 1 && *name == 'p')
        tag->kind = SCRM_TAG_PARAGRAPH;
    else if (tag->name.len == 1 && *name == 'a')
        tag->kind = SCRM_TAG_LINK;
    else if (tag->name.len == 4 && memcmp(name, "span", 4) == 0)
        tag->kind = SCRM_TAG_SPAN;
    else if (tag->name.len == 2 && memcmp(name, "br", 2) == 0)
        tag->kind = SCRM_TAG_BREAK;
    else
        return false;
    return tag->known = true;
}

const char *scrm_tag_name(const char *at, const char *end, struct scrm_tag *tag)
{
    char key[NAME_MAX_BYTES + 1] = {0};
    size_t len = 0;

    at++;
    if (*at == '/') {
        tag->closing = true;
        at++;
    }
    /* No element has a longer name: what follows may as well count as an attribute. */
    while (len < NAME_MAX_BYTES && at + len < end && !(ends_at(at + len) & ENDS_NAME))
        len++;
    tag->name = (struct scrm_slice){at, len};
    if (at + len < end && !(ends_at(at + len) & ENDS_NAME))
        return at + len;
    if (!is_usual(tag) && !memchr(at, '\0', len)) {
        for (size_t i = 0; i < len; i++)
            key[i] = scrm_ascii_lower(at[i]);
        find_element(tag, key);
    }
    return at + len;
}

/* The first attribute of a name counts. */
static void take_attribute(struct scrm_tag *tag, struct scrm_slice name,
                           struct scrm_slice value)
{
    struct scrm_slice *to = NULL;

    if (name.len < 3 || name.len > 5)
        return;
    if (name.len == 4 && strncasecmp(name.at, "href", 4) == 0)
        to = &tag->href;
    else if (name.len == 5 && strncasecmp(name.at, "class", 5) == 0)
        to = &tag->class_names;
    else if (name.len == 3 && strncasecmp(name.at, "alt", 3) == 0)
        to = &tag->alt;
    else if (name.len == 5 && strncasecmp(name.at, "start", 5) == 0)
        to = &tag->start;
    if (to && !to->at)
        *to = value;
}

/* Reads a value, quoted or not; NULL where it never ends. */
static const char *read_value(const char *at, const char *end, struct scrm_slice *value)
{
    char quote = *at;

    if (quote == '"' || quote == '\'') {
        value->at = ++at;
        at = memchr(at, quote, (size_t)(end - at));
        value->len = at ? (size_t)(at - value->at) : 0;
        return at ? at + 1 : NULL;
    }
    value->at = at;
    while (at < end && !(ends_at(at) & IS_SPACE) && *at != '>')
        at++;
    value->len = (size_t)(at - value->at);
    return at;
}

const char *scrm_tag_attributes(const char *at, const char *end, struct scrm_tag *tag)
{
    while (at && at < end) {
        struct scrm_slice name, value;

        if (*at == '>')
            return at + 1;
        if (ends_at(at) & ENDS_NAME) {
            at++;
            continue;
        }
        name.at = at++;
        while (at < end && !(ends_at(at) & ENDS_ATTRIBUTE))
            at++;
        name.len = (size_t)(at - name.at);
        at = skip_space(at, end);
        if (at == end || *at != '=')
            continue;
        at = skip_space(at + 1, end);
        if (at == end)
            break;
        at = read_value(at, end, &value);
        if (at)
            take_attribute(tag, name, value);
    }
    return NULL;
}

const char *scrm_tag_skip_hidden(const char *at, const char *end, struct scrm_slice name)
{
    while (at < end) {
        at = memchr(at, '<', (size_t)(end - at));
        if (!at)
            return end;
        at++;
        if ((size_t)(end - at) > name.len + 1 && *at == '/' &&
            strncasecmp(at + 1, name.at, name.len) == 0 &&
            ends_at(at + 1 + name.len) & ENDS_NAME) {
            at = memchr(at, '>', (size_t)(end - at));
            return at ? at + 1 : end;
        }
    }
    return end;
}

bool scrm_tag_has_class(struct scrm_slice class_names, const char *name)
{
    const char *at = class_names.at, *end = at ? at + class_names.len : at;
    size_t len = strlen(name);

    while (at < end) {
        const char *from = at;

        while (at < end && !scrm_ascii_space(*at))
            at++;
        if ((size_t)(at - from) == len && memcmp(from, name, len) == 0)
            return true;
        at++;
    }
    return false;
}

unsigned scrm_tag_number(struct scrm_slice start)
{
    unsigned number = 0;

    for (size_t i = 0; i < start.len && i < 8 && scrm_ascii_digit(start.at[i]); i++)
        number = number * 10 + (unsigned)(start.at[i] - '0');
    return number ? number : 1;
}
