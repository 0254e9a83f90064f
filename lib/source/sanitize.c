/*
 * The sanitiser in front of the XML parser. One pass over the text; external
 * and nested entities are never followed, so that none can grow.
 */
#include "source/sanitize.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/html.h"

#define ENTITY_VALUE_MAX 1024

struct entity {
    struct scrm_slice name, value; /* borrowed from the document */
};

struct cleaner {
    const char *at, *end;
    struct scrm_buf *out;
    struct scrm_buf scratch;
    struct entity *entities; /* of the document's own DOCTYPE */
    size_t n, cap;
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether the text goes on with `word`. */
static bool ahead(const struct cleaner *cleaner, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(cleaner->end - cleaner->at) >= len && memcmp(cleaner->at, word, len) == 0;
}

/* The byte behind the next `word`; the end where there is none. */
static const char *behind(const struct cleaner *cleaner, const char *word)
{
    const char *hit =
        memmem(cleaner->at, (size_t)(cleaner->end - cleaner->at), word, strlen(word));

    return hit ? hit + strlen(word) : cleaner->end;
}

/* Notes <!ENTITY name "value"> where the value is plain text. */
static void note_entity(struct cleaner *cleaner, const char *at, const char *end)
{
    struct entity entity = {{0}, {0}};
    char quote;

    while (at < end && is_blank(*at))
        at++;
    entity.name.at = at;
    while (at < end && is_name(*at))
        at++;
    entity.name.len = (size_t)(at - entity.name.at);
    while (at < end && is_blank(*at))
        at++;
    if (!entity.name.len || at == end || (*at != '"' && *at != '\''))
        return;
    quote = *at++;
    entity.value.at = at;
    while (at < end && *at != quote)
        at++;
    entity.value.len = (size_t)(at - entity.value.at);
    if (entity.value.len > ENTITY_VALUE_MAX || memchr(entity.value.at, '<', entity.value.len) ||
        memchr(entity.value.at, '%', entity.value.len))
        return;
    SCRM_GROW(cleaner->entities, cleaner->n, cleaner->cap);
    cleaner->entities[cleaner->n++] = entity;
}

/* Skips a DOCTYPE with its internal subset. */
static void skip_doctype(struct cleaner *cleaner)
{
    int depth = 0;
    char quote = '\0';

    for (; cleaner->at < cleaner->end; cleaner->at++) {
        char c = *cleaner->at;

        if (quote) {
            if (c == quote)
                quote = '\0';
            continue;
        }
        if (ahead(cleaner, "<!--")) {
            cleaner->at = behind(cleaner, "-->") - 1;
            continue;
        }
        if (ahead(cleaner, "<!ENTITY"))
            note_entity(cleaner, cleaner->at + 8, cleaner->end);
        if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == '<')
            depth++;
        else if (c == ']')
            depth--;
        else if (c == '>' && --depth <= 0)
            break;
    }
    if (cleaner->at < cleaner->end)
        cleaner->at++;
}

/* Appends text with its markup characters escaped. */
static void put_escaped(struct scrm_buf *out, struct scrm_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '&')
            scrm_buf_puts(out, "&amp;");
        else if (c == '<')
            scrm_buf_puts(out, "&lt;");
        else if (c == '>')
            scrm_buf_puts(out, "&gt;");
        else if (c == '"')
            scrm_buf_puts(out, "&quot;");
        else if ((unsigned char)c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
            scrm_buf_putc(out, c);
    }
}

/* The reference that begins at `at`, with its semicolon; absent where it is none. */
static struct scrm_slice reference(const struct cleaner *cleaner)
{
    const char *at = cleaner->at + 1, *end = cleaner->end;

    if (at < end && *at == '#')
        at++;
    while (at < end && is_name(*at) && at - cleaner->at < 40)
        at++;
    if (at >= end || *at != ';' || at - cleaner->at < 2)
        return (struct scrm_slice){0};
    return (struct scrm_slice){cleaner->at, (size_t)(at + 1 - cleaner->at)};
}

/* An entity or character reference, or a bare ampersand. */
static void clean_ampersand(struct cleaner *cleaner)
{
    static const char *const own[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
    struct scrm_slice text = reference(cleaner), name, plain;

    if (!text.at) {
        scrm_buf_puts(cleaner->out, "&amp;");
        cleaner->at++;
        return;
    }
    cleaner->at += text.len;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (scrm_slice_is(text, own[i])) {
            scrm_buf_put_slice(cleaner->out, text);
            return;
        }
    name = (struct scrm_slice){text.at + 1, text.len - 2};
    scrm_buf_reset(&cleaner->scratch);
    for (size_t i = 0; i < cleaner->n; i++)
        if (scrm_slice_eq(cleaner->entities[i].name, name)) {
            scrm_html_unescape(&cleaner->scratch, cleaner->entities[i].value);
            put_escaped(cleaner->out, scrm_buf_slice(&cleaner->scratch));
            return;
        }
    scrm_html_unescape(&cleaner->scratch, text);
    plain = scrm_buf_slice(&cleaner->scratch);
    /* What nobody knows stays as it was written, as text. */
    put_escaped(cleaner->out, plain);
}

/* A tag: quotes are looked through so that a > inside of them does not end it. */
static void clean_tag(struct cleaner *cleaner)
{
    char quote = '\0';

    scrm_buf_putc(cleaner->out, *cleaner->at++);
    while (cleaner->at < cleaner->end) {
        char c = *cleaner->at;

        if (c == '&') {
            clean_ampersand(cleaner);
            continue;
        }
        if (c == '<') {
            if (!quote)
                return;
            scrm_buf_puts(cleaner->out, "&lt;");
            cleaner->at++;
            continue;
        }
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? '\0' : c;
        if ((unsigned char)c >= 0x20 || is_blank(c))
            scrm_buf_putc(cleaner->out, c);
        cleaner->at++;
        if (c == '>' && !quote)
            return;
    }
}

/* Copies up to `stop`, without control characters. */
static void copy(struct cleaner *cleaner, const char *stop)
{
    while (cleaner->at < stop) {
        const char *begin = cleaner->at;

        while (cleaner->at < stop &&
               ((unsigned char)*cleaner->at >= 0x20 || is_blank(*cleaner->at)))
            cleaner->at++;
        scrm_buf_put(cleaner->out, begin, (size_t)(cleaner->at - begin));
        if (cleaner->at < stop)
            cleaner->at++;
    }
}

static void clean_markup(struct cleaner *cleaner)
{
    if (ahead(cleaner, "<![CDATA[")) {
        copy(cleaner, behind(cleaner, "]]>"));
    } else if (ahead(cleaner, "<!--")) {
        cleaner->at = behind(cleaner, "-->");
    } else if (ahead(cleaner, "<?")) {
        cleaner->at = behind(cleaner, "?>");
    } else if (ahead(cleaner, "<!")) {
        skip_doctype(cleaner);
    } else if (cleaner->at + 1 < cleaner->end &&
               (is_name(cleaner->at[1]) || cleaner->at[1] == '/')) {
        clean_tag(cleaner);
    } else {
        scrm_buf_puts(cleaner->out, "&lt;");
        cleaner->at++;
    }
}

void scrm_sanitize_xml(struct scrm_slice text, struct scrm_buf *out)
{
    struct cleaner cleaner = {.at = text.at, .end = scrm_slice_end(text), .out = out};
    const char *first = text.len ? memchr(text.at, '<', text.len) : NULL;

    cleaner.at = first ? first : cleaner.end;
    while (cleaner.at < cleaner.end) {
        const char *begin = cleaner.at;

        while (cleaner.at < cleaner.end && *cleaner.at != '<' && *cleaner.at != '&')
            cleaner.at++;
        if (cleaner.at > begin) {
            const char *stop = cleaner.at;

            cleaner.at = begin;
            copy(&cleaner, stop);
        }
        if (cleaner.at == cleaner.end)
            break;
        if (*cleaner.at == '&')
            clean_ampersand(&cleaner);
        else
            clean_markup(&cleaner);
    }
    scrm_buf_fini(&cleaner.scratch);
    free(cleaner.entities);
}
