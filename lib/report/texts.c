/*
 * Keeping first words. White space is folded here, so that every form of the
 * list shows one line.
 */
#include "report/texts.h"

#include "base/alloc.h"
#include "record/value.h"
#include "text/utf8.h"

#include <stdlib.h>

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
    scrm_arena_fini(&texts->arena);
    *texts = (struct scrm_report_texts){0};
}

static struct scrm_slice keep(struct scrm_report_texts *texts, struct scrm_slice text)
{
    if (text.len == 0)
        return (struct scrm_slice){0};
    return (struct scrm_slice){scrm_arena_copy(&texts->arena, text.at, text.len), text.len};
}

/* The first of the members that says something. */
static struct scrm_slice first_of(const struct scrm_line *line, struct scrm_arena *scratch,
                                  const int *slots, size_t n)
{
    struct scrm_slice text = {0};
    size_t i;

    for (i = 0; i < n && text.len == 0; i++)
        text = scrm_value_text(line->values[slots[i]], scratch);
    return text;
}

static struct scrm_slice first_words(struct scrm_slice text, struct scrm_arena *scratch)
{
    char *folded = scrm_arena_take(scratch, text.len + 1);
    bool blank = true;
    size_t from, to = 0;

    for (from = 0; from < text.len; from++) {
        char c = text.at[from];

        if (c == '\n' || c == '\t' || c == '\r')
            c = ' ';
        folded[to] = c;
        to += c != ' ' || !blank;
        blank = c == ' ';
    }
    text = (struct scrm_slice){folded, to};
    /* No character has more columns than bytes. */
    return to <= SCRM_TEXTS_COLUMNS ? text : scrm_text_cut(text, SCRM_TEXTS_COLUMNS, NULL);
}

void scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line,
                           bool wanted, struct scrm_arena *scratch)
{
    const int said[] = {texts->text, texts->title};
    const int author[] = {texts->author_name, texts->author_handle, texts->author_id};
    const int where[] = {texts->url, texts->uri};
    struct scrm_case_words *words;

    SCRM_GROW(texts->at, texts->n, texts->cap);
    words = &texts->at[texts->n++];
    *words = (struct scrm_case_words){0};
    if (!wanted)
        return;
    words->text = keep(texts, first_words(first_of(line, scratch, said, 2), scratch));
    words->author = keep(texts, first_of(line, scratch, author, 3));
    words->url = keep(texts, first_of(line, scratch, where, 2));
}

void scrm_report_texts_describe(void *ctx, uint32_t fact, struct scrm_case_words *words)
{
    const struct scrm_report_texts *texts = ctx;

    *words = texts->at[fact];
}
