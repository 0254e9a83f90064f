/*
 * Words that wait outside of memory come back as they were said.
 */
#include "../t.h"

#include <stdlib.h>

#include "report/texts.h"

enum { POSTS = 3000 };

static struct scrm_value string(const char *text, bool escaped)
{
    return (struct scrm_value){
        .at = text, .len = strlen(text), .kind = SCRM_STRING, .escaped = escaped};
}

/* Texts of 400 bytes and more, so that they do not fit where they are gathered. */
static void fill(struct scrm_report_texts *texts, uint64_t *places)
{
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_value *values;
    struct scrm_line line = {0};

    scrm_report_texts_slots(texts, keys);
    scrm_keys_build(keys);
    values = calloc(scrm_keys_count(keys), sizeof *values);
    line.values = values;
    for (int i = 0; i < POSTS; i++) {
        char text[600], url[60];

        snprintf(text, sizeof text, "post %d\\n  \\u00e9t\\u00e9 %0400d", i, 7);
        snprintf(url, sizeof url, "https://shop.example/%d", i);
        values[texts->text] = string(text, true);
        values[texts->author_handle] = string("ada@toots.example", false);
        values[texts->url] = string(url, false);
        places[i] = scrm_report_texts_add(texts, &line);
    }
    free(values);
    scrm_keys_free(keys);
}

static int comes_back(struct scrm_report_texts *texts, const uint64_t *places, uint32_t post)
{
    struct scrm_case_words words = {0};
    struct scrm_err err = {0};
    char text[60], url[60];

    snprintf(text, sizeof text, "post %u \xC3\xA9t\xC3\xA9 000", post);
    snprintf(url, sizeof url, "https://shop.example/%u", post);
    scrm_report_texts_describe(texts, places[post], &words, &err);
    return err.code == 0 && scrm_slice_starts(words.text, text) && words.text.len < 300 &&
           scrm_slice_is(words.author, "ada@toots.example") && scrm_slice_is(words.url, url);
}

static void test_words(void)
{
    static uint64_t places[POSTS];
    struct scrm_report_texts texts = {0};
    struct scrm_case_words words = {0};
    struct scrm_err err = {0};

    fill(&texts, places);
    T("words come back from the file and from memory, folded and cut")
    {
        OK(comes_back(&texts, places, 0));
        OK(comes_back(&texts, places, POSTS / 2));
        OK(comes_back(&texts, places, POSTS - 1));
    }
    T("a post that cannot wait has no words")
    {
        scrm_report_texts_describe(&texts, SCRM_TEXTS_NOWHERE, &words, &err);
        OK(words.text.len == 0 && words.url.len == 0 && err.code == 0);
    }
    scrm_report_texts_fini(&texts);
}

int main(void)
{
    unsetenv("TMPDIR");
    test_words();
    setenv("TMPDIR", "/nowhere/at/all", 1);
    T("where no file can be made, memory keeps them")
    {
        static uint64_t places[POSTS];
        struct scrm_report_texts texts = {0};

        fill(&texts, places);
        OK(texts.kept.filed == 0 && comes_back(&texts, places, 1));
        scrm_report_texts_fini(&texts);
    }
    return t_end();
}
