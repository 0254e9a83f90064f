/*
 * Keeping first words as they stand in the line, escapes and all; what it
 * takes to show them is done when they are shown. White space is folded then,
 * so that every form of the list shows one line.
 */
#include "report/texts.h"

#include "record/value.h"
#include "text/utf8.h"

enum {
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
    scrm_spill_fini(&texts->kept);
    scrm_buf_fini(&texts->record);
    scrm_buf_fini(&texts->shown);
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

uint64_t scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line)
{
    const int said[] = {texts->text, texts->title};
    const int who[] = {texts->author_name, texts->author_handle, texts->author_id};
    const int where[] = {texts->url, texts->uri};
    uint64_t at = scrm_spill_end(&texts->kept);
    struct scrm_value text = beginning(first_of(line, said, 2));
    struct scrm_value author = beginning(first_of(line, who, 3));
    struct scrm_value url = first_of(line, where, 2);
    struct head head = {(uint32_t)text.len, (uint32_t)author.len, (uint32_t)url.len,
                        (uint32_t)(text.escaped | author.escaped << 1 | url.escaped << 2)};

    scrm_spill_put(&texts->kept, &head, sizeof head);
    scrm_spill_put(&texts->kept, text.at, text.len);
    scrm_spill_put(&texts->kept, author.at, author.len);
    scrm_spill_put(&texts->kept, url.at, url.len);
    scrm_spill_settle(&texts->kept);
    return at;
}

/* The tokens behind the head at `from`; NULL with err where they cannot be read back. */
static const char *find_record(struct scrm_report_texts *texts, uint64_t from,
                               struct head *head, struct scrm_err *err)
{
    struct scrm_buf *record = &texts->record;
    size_t len;

    if (scrm_spill_get(&texts->kept, from, head, sizeof *head, err))
        return NULL;
    len = (size_t)head->text + head->author + head->url;
    scrm_buf_reset(record);
    scrm_buf_reserve(record, len);
    if (!record->at || scrm_spill_get(&texts->kept, from + sizeof *head, record->at, len, err))
        return NULL;
    return record->at;
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

void scrm_report_texts_describe(void *ctx, uint64_t key, struct scrm_case_words *words,
                                struct scrm_err *err)
{
    struct scrm_report_texts *texts = ctx;
    size_t text, author, url;
    struct head head;
    const char *at;

    if (key == SCRM_TEXTS_NOWHERE || !(at = find_record(texts, key, &head, err)))
        return;
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
