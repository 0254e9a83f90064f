/*
 * Escaping for mdoc(7): backslashes, requests at the start of a line, dashes
 * that must stay dashes, and every character outside ASCII by its number.
 */
#include "cli/roff.h"

#include "text/utf8.h"

/* Characters one by one; `dashes` writes every '-' as a real dash. */
static void put_escaped(struct scrm_buf *out, struct scrm_slice text, bool dashes)
{
    const char *at = text.at, *end = scrm_slice_end(text);

    while (at < end) {
        uint32_t cp;

        at += scrm_utf8_decode(at, end, &cp);
        if (cp == '\\')
            scrm_buf_puts(out, "\\e");
        else if (cp == '-' && dashes)
            scrm_buf_puts(out, "\\-");
        else if (cp < 0x80)
            scrm_buf_putc(out, (char)cp);
        else
            scrm_buf_printf(out, "\\[u%04X]", cp);
    }
}

/* A '.' or "'" at the start of a line would be a request. */
static void guard_line(struct scrm_buf *out, struct scrm_slice line)
{
    if (line.len && (line.at[0] == '.' || line.at[0] == '\''))
        scrm_buf_puts(out, "\\&");
}

static bool ends_sentence(struct scrm_slice word, struct scrm_slice rest)
{
    return word.len > 1 && rest.len && strchr(".?!", word.at[word.len - 1]) &&
           word.at[word.len - 2] != '.' && rest.at[0] >= 'A' && rest.at[0] <= 'Z';
}

void scrm_roff_text(struct scrm_buf *out, struct scrm_slice text)
{
    bool fresh = true; /* at the start of an output line */

    while (text.len) {
        struct scrm_slice word = {text.at, 0};

        while (word.len < text.len && text.at[word.len] != ' ' && text.at[word.len] != '\n')
            word.len++;
        text.at += word.len + (word.len < text.len);
        text.len -= word.len + (word.len < text.len);
        if (!word.len)
            continue;
        if (fresh)
            guard_line(out, word);
        else
            scrm_buf_putc(out, ' ');
        put_escaped(out, word, word.at[0] == '-');
        fresh = ends_sentence(word, text);
        if (fresh)
            scrm_buf_putc(out, '\n');
    }
    if (!fresh)
        scrm_buf_putc(out, '\n');
}

void scrm_roff_sentence(struct scrm_buf *out, const char *text)
{
    struct scrm_buf sentence = {0};
    size_t len = strlen(text);

    scrm_buf_puts(&sentence, text);
    if (len && sentence.at[0] >= 'a' && sentence.at[0] <= 'z')
        sentence.at[0] = (char)(sentence.at[0] - 'a' + 'A');
    if (len && !strchr(".?!:", text[len - 1]))
        scrm_buf_putc(&sentence, '.');
    scrm_roff_text(out, scrm_buf_slice(&sentence));
    scrm_buf_fini(&sentence);
}

void scrm_roff_literal(struct scrm_buf *out, const char *line)
{
    guard_line(out, scrm_slice_of(line));
    put_escaped(out, scrm_slice_of(line), true);
    scrm_buf_putc(out, '\n');
}

void scrm_roff_words(struct scrm_buf *out, struct scrm_slice words)
{
    while (words.len) {
        struct scrm_slice word = {words.at, 0};

        while (word.len < words.len && words.at[word.len] != ' ')
            word.len++;
        words.at += word.len + (word.len < words.len);
        words.len -= word.len + (word.len < words.len);
        if (!word.len)
            continue;
        scrm_buf_putc(out, ' ');
        /* Macros are two or three letters; delimiters are one character. */
        if (word.len <= 3 && !scrm_slice_is(word, "..."))
            scrm_buf_puts(out, "\\&");
        put_escaped(out, word, false);
    }
}

/* The length of the first top-level group: a word, or all between brackets. */
static size_t group_length(struct scrm_slice text)
{
    int depth = 0;
    size_t len;

    for (len = 0; len < text.len && (depth > 0 || text.at[len] != ' '); len++)
        depth += (text.at[len] == '[') - (text.at[len] == ']');
    return len;
}

/* Whether the group is "[...]" as a whole, not "SOURCE[.STREAM]". */
static bool is_optional(struct scrm_slice group)
{
    int depth = 0;
    size_t i;

    for (i = 0; i < group.len; i++) {
        depth += (group.at[i] == '[') - (group.at[i] == ']');
        if (depth == 0 && i + 1 < group.len)
            return false;
    }
    return group.len > 2 && group.at[0] == '[';
}

/* Whether a group inside the text is optional on its own. */
static bool has_nested(struct scrm_slice text)
{
    size_t i;

    for (i = 0; i < text.len; i++)
        if (text.at[i] == '[' && (i == 0 || text.at[i - 1] == ' '))
            return true;
    return false;
}

void scrm_roff_operands(struct scrm_buf *out, struct scrm_slice operands)
{
    struct scrm_slice required = {operands.at, 0}, last = operands;
    size_t length;

    while (last.len > (length = group_length(last))) {
        last.at += length + 1;
        last.len -= length + 1;
    }
    required.len = is_optional(last) ? (size_t)(last.at - operands.at) : operands.len;
    if (required.len) {
        scrm_buf_puts(out, " Ar");
        scrm_roff_words(out, required);
    }
    if (is_optional(last)) { /* Op takes all that follows on its line */
        scrm_buf_puts(out, " Op Ar");
        scrm_roff_words(out, (struct scrm_slice){last.at + 1, last.len - 2});
    }
}

void scrm_roff_synopsis(struct scrm_buf *out, struct scrm_slice operands)
{
    while ((operands = scrm_slice_trim(operands)).len) {
        struct scrm_slice group = {operands.at, group_length(operands)};
        struct scrm_slice inner = {group.at + 1, group.len - 2};

        operands.at += group.len;
        operands.len -= group.len;
        if (!is_optional(group)) {
            scrm_buf_puts(out, ".Ar");
            scrm_roff_words(out, group);
        } else if (!has_nested(inner)) {
            scrm_buf_puts(out, ".Op Ar");
            scrm_roff_words(out, inner);
        } else {
            scrm_buf_puts(out, ".Oo\n");
            scrm_roff_synopsis(out, inner);
            scrm_buf_puts(out, ".Oc");
        }
        scrm_buf_putc(out, '\n');
    }
}
