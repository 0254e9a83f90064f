/*
 * Keeping first words as they stand in the line, escapes and all; what it
 * takes to show them is done when they are shown. White space is folded then,
 * so that every form of the list shows one line.
 */
#include "report/texts.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "record/value.h"
#include "text/utf8.h"

#define NOWHERE UINT64_MAX

enum {
    IN_MEMORY = 256 << 10,               /* so much is gathered before it goes to the file */
    LONGEST = SCRM_TEXTS_COLUMNS * 4 * 2 /* bytes of a token that are looked at for a text */
};

/* In front of each record: bytes of its tokens, and which of them hold escapes. */
struct head {
    uint32_t text, author, url;
    uint32_t escaped; /* bit 0 text, bit 1 author, bit 2 url */
};

void scrm_report_texts_slots(struct scrm_report_texts *texts, struct scrm_keys *keys)
{
    texts->text = scrm_keys_add_dotted(keys, "text");
    texts->title = scrm_keys_add_dotted(keys, "title");
    texts->author_name = scrm_keys_add_dotted(keys, "author_name");
    texts->author_handle = scrm_keys_add_dotted(keys, "author_handle");
    texts->author_id = scrm_keys_add_dotted(keys, "author_id");
    texts->url = scrm_keys_add_dotted(keys, "url");
    texts->uri = scrm_keys_add_dotted(keys, "uri");
}

void scrm_report_texts_fini(struct scrm_report_texts *texts)
{
    free(texts->at);
    scrm_buf_fini(&texts->recent);
    scrm_buf_fini(&texts->record);
    scrm_buf_fini(&texts->shown);
    if (texts->filed)
        close(texts->file);
    *texts = (struct scrm_report_texts){0};
}

/* Moves what is in memory to the file; where that fails it stays. */
static void put_away(struct scrm_report_texts *texts)
{
    if (texts->stuck)
        return;
    if (!texts->filed && (texts->file = scrm_file_nameless()) < 0) {
        texts->stuck = true;
        return;
    }
    if (scrm_file_write_all(texts->file, texts->recent.at, texts->recent.len) != 0) {
        texts->stuck = true;
        if (!texts->filed)
            close(texts->file);
        return;
    }
    texts->filed += texts->recent.len;
    scrm_buf_reset(&texts->recent);
}

/* The first of the members that says something. */
static struct scrm_value first_of(const struct scrm_line *line, const int *slots, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (line->values[slots[i]].kind == SCRM_STRING && line->values[slots[i]].len)
            return line->values[slots[i]];
    return (struct scrm_value){0};
}

/* A text without what no list shows: cut in front of a character and of an escape. */
static struct scrm_value beginning(struct scrm_value text)
{
    size_t len = LONGEST;

    if (text.len <= LONGEST)
        return text;
    while (len > LONGEST - 12 && ((unsigned char)text.at[len] & 0xC0) == 0x80)
        len--;
    if (text.escaped) {
        const char *at = text.at, *end = text.at + len;

        /* Escapes from the start on: an escape may itself be a backslash. */
        while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
            size_t size = at[1] == 'u' ? 6 : 2;

            if ((size_t)(end - at) < size) {
                len = (size_t)(at - text.at);
                break;
            }
            at += size;
        }
    }
    text.len = len;
    return text;
}

void scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line,
                           bool wanted)
{
    const int said[] = {texts->text, texts->title};
    const int who[] = {texts->author_name, texts->author_handle, texts->author_id};
    const int where[] = {texts->url, texts->uri};
    struct scrm_value text, author, url;
    struct head head;

    SCRM_GROW(texts->at, texts->n, texts->cap);
    texts->at[texts->n++] = NOWHERE;
    if (!wanted)
        return;
    text = beginning(first_of(line, said, 2));
    author = beginning(first_of(line, who, 3));
    url = first_of(line, where, 2);
    head = (struct head){(uint32_t)text.len, (uint32_t)author.len, (uint32_t)url.len,
                         (uint32_t)(text.escaped | author.escaped << 1 | url.escaped << 2)};
    texts->at[texts->n - 1] = texts->filed + texts->recent.len;
    scrm_buf_put(&texts->recent, (const char *)&head, sizeof head);
    scrm_buf_put(&texts->recent, text.at, text.len);
    scrm_buf_put(&texts->recent, author.at, author.len);
    scrm_buf_put(&texts->recent, url.at, url.len);
    if (texts->recent.len >= IN_MEMORY)
        put_away(texts);
}

/* Bytes of the file, appended to `record`. */
static bool read_file(struct scrm_report_texts *texts, uint64_t from, size_t len)
{
    struct scrm_buf *record = &texts->record;
    ssize_t n;

    scrm_buf_reserve(record, len);
    for (; len; record->len += (size_t)n, len -= (size_t)n, from += (uint64_t)n) {
        n = pread(texts->file, record->at + record->len, len, (off_t)from);
        if (n < 0 && errno == EINTR)
            n = 0;
        else if (n <= 0)
            return false;
    }
    return true;
}

/* The record at `from` with its head; NULL where it cannot be read back. */
static const char *find_record(struct scrm_report_texts *texts, uint64_t from,
                               struct head *head)
{
    const char *at;

    if (from >= texts->filed) {
        at = texts->recent.at + (from - texts->filed);
        memcpy(head, at, sizeof *head);
        return at + sizeof *head;
    }
    scrm_buf_reset(&texts->record);
    if (!read_file(texts, from, sizeof *head))
        return NULL;
    memcpy(head, texts->record.at, sizeof *head);
    if (!read_file(texts, from + sizeof *head, (size_t)head->text + head->author + head->url))
        return NULL;
    return texts->record.at + sizeof *head;
}

/* Puts a token's text behind what is shown; returns where it ends there. */
static size_t show(struct scrm_report_texts *texts, const char *at, size_t len, bool escaped)
{
    struct scrm_value value = {.at = at, .len = len, .kind = SCRM_STRING, .escaped = escaped};

    scrm_value_put_text(value, &texts->shown);
    return texts->shown.len;
}

/* White space of every kind becomes one blank. */
static struct scrm_slice first_words(char *at, size_t len)
{
    struct scrm_slice text;
    bool blank = true;
    size_t from, to = 0;

    for (from = 0; from < len; from++) {
        char c = at[from];

        if (c == '\n' || c == '\t' || c == '\r')
            c = ' ';
        at[to] = c;
        to += c != ' ' || !blank;
        blank = c == ' ';
    }
    text = (struct scrm_slice){at, to};
    /* No character has more columns than bytes. */
    return to <= SCRM_TEXTS_COLUMNS ? text : scrm_text_cut(text, SCRM_TEXTS_COLUMNS, NULL);
}

void scrm_report_texts_describe(void *ctx, uint32_t fact, struct scrm_case_words *words,
                                struct scrm_err *err)
{
    struct scrm_report_texts *texts = ctx;
    size_t text, author, url;
    struct head head;
    const char *at;

    if (texts->at[fact] == NOWHERE)
        return;
    at = find_record(texts, texts->at[fact], &head);
    if (!at) {
        scrm_err_set(err, SCRM_EXIT_IO, "the words of the posts cannot be read back");
        return;
    }
    scrm_buf_reset(&texts->shown);
    text = show(texts, at, head.text, head.escaped & 1);
    at += head.text;
    author = show(texts, at, head.author, head.escaped & 2);
    at += head.author;
    url = show(texts, at, head.url, head.escaped & 4);
    if (text)
        words->text = first_words(texts->shown.at, text);
    if (author > text)
        words->author = (struct scrm_slice){texts->shown.at + text, author - text};
    if (url > author)
        words->url = (struct scrm_slice){texts->shown.at + author, url - author};
}
