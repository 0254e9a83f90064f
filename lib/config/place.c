/*
 * From a point of a configuration file to what a person needs to find it:
 * line, column, the line itself.
 *
 * The hard part is a point inside a scalar, whose text is not what stands in
 * the file: quotes are doubled, characters escaped, lines folded, indents
 * taken off. But all of these change white space only, or turn one unit of
 * the source into one character. So the n-th character that is no white space
 * is the n-th unit of the source that is none.
 */
#include "config/tree.h"

#include <stdlib.h>

#include "base/alloc.h"

/* An excerpt longer than this helps nobody. */
#define EXCERPT_MAX 240

static bool is_white(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes of the character at `at`: the source need not be UTF-8. */
static size_t width(struct scrm_slice source, size_t at)
{
    size_t end = at + 1;

    while (end < source.len && ((unsigned char)source.at[end] & 0xC0) == 0x80)
        end++;
    return end - at;
}

void scrm_place_step(struct scrm_place *place, struct scrm_slice source)
{
    char c;

    if (place->at >= source.len)
        return;
    c = source.at[place->at];
    if (c == '\n' ||
        (c == '\r' && !(place->at + 1 < source.len && source.at[place->at + 1] == '\n'))) {
        place->line++;
        place->column = 1;
    } else {
        place->column++;
    }
    place->at += width(source, place->at);
    place->index++;
}

void scrm_place_reach(struct scrm_place *place, struct scrm_slice source, size_t at)
{
    while (place->at < at && place->at < source.len)
        scrm_place_step(place, source);
}

static uint32_t hex(struct scrm_slice source, size_t at, size_t digits)
{
    uint32_t value = 0;

    for (size_t i = at; i < at + digits && i < source.len; i++) {
        char c = source.at[i];

        value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* One escape of a double-quoted text: its length; `*value` its character, as far as it matters.
 */
static size_t escape(struct scrm_slice source, size_t at, uint32_t *value)
{
    char c = at + 1 < source.len ? source.at[at + 1] : 0;
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;

    if (!digits) {
        *value = is_white((unsigned char)c) || c == 'n' || c == 't' || c == 'r' ? ' ' : 'x';
        return 2;
    }
    *value = hex(source, at + 2, digits);
    /* JSON writes one character beyond U+FFFF as two escapes. */
    if (*value >= 0xD800 && *value < 0xDC00)
        return 2 + digits + 6;
    return 2 + digits;
}

/* Where a scalar's own characters begin. */
static size_t content(const struct scrm_tree *tree)
{
    struct scrm_slice source = scrm_buf_slice(&tree->node.config->text);
    size_t at = tree->at;

    while (tree->decorated && at < source.len && strchr("&!", source.at[at])) {
        while (at < source.len && !is_white((unsigned char)source.at[at]))
            at++;
        while (at < source.len && is_white((unsigned char)source.at[at]))
            at++;
    }
    if (tree->style == SCRM_STYLE_SINGLE || tree->style == SCRM_STYLE_DOUBLE)
        at++;
    if (tree->style == SCRM_STYLE_BLOCK)
        while (at < source.len && source.at[at] != '\n' && source.at[at] != '\r')
            at++;
    return at;
}

/* The unit at `at`: its length, and whether it is white space. */
static size_t unit(const struct scrm_tree *tree, struct scrm_slice source, size_t at,
                   bool *white)
{
    uint32_t value = (unsigned char)source.at[at];
    size_t len = width(source, at);

    if (tree->style == SCRM_STYLE_DOUBLE && value == '\\')
        len = escape(source, at, &value);
    else if (tree->style == SCRM_STYLE_SINGLE && value == '\'')
        len = 2;
    *white = is_white(value);
    return len;
}

size_t scrm_place_inside(const struct scrm_tree *tree, size_t offset)
{
    struct scrm_slice source = scrm_buf_slice(&tree->node.config->text), text = tree->node.text;
    size_t solid = 0, blanks = 0, at = content(tree), i = 0;
    bool white = false;

    for (; offset && i < text.len; offset--, i += width(text, i)) {
        white = is_white((unsigned char)text.at[i]);
        solid += !white;
        blanks = white ? blanks + 1 : 0;
    }
    while (solid && at < source.len) {
        at += unit(tree, source, at, &white);
        solid -= !white;
    }
    if (i < text.len && !is_white((unsigned char)text.at[i])) {
        while (at < source.len) {
            size_t len = unit(tree, source, at, &white);

            if (!white)
                break;
            at += len;
        }
    } else {
        while (blanks-- && at < source.len && (source.at[at] == ' ' || source.at[at] == '\t'))
            at++;
    }
    return at < source.len ? at : source.len;
}

int scrm_place_error(const struct scrm_config *config, struct scrm_place place,
                     struct scrm_err *err, const char *text)
{
    struct scrm_slice source = scrm_buf_slice(&config->text);
    size_t start = place.at < source.len ? place.at : source.len, end = start;

    if (err->code != SCRM_EXIT_OK)
        return -1;
    scrm_err_set(err, SCRM_EXIT_CONFIG, "%s", text);
    scrm_err_at(err, config->file, place.line, place.column);
    while (start && !strchr("\r\n", source.at[start - 1]))
        start--;
    while (end < source.len && source.at[end] && !strchr("\r\n", source.at[end]))
        end++;
    if (end > start && end - start <= EXCERPT_MAX) {
        free(err->excerpt);
        err->excerpt = scrm_strndup(source.at + start, end - start);
    }
    return -1;
}
