/* Compiling terms and finding them again: every kind of edge, overlays, determinism. */
#include "../t.h"

#include <stdlib.h>

#include "model/compile.h"
#include "model/phrase.h"
#include "text/words.h"

static const struct scrm_spelling english; /* accents count, apostrophes join */

static const char *const intents[] = {"complaint", "question"};

static struct scrm_lexicon_builder *builder;
static const struct scrm_lexicon *lexicon;
static void *bytes;
static size_t size;

static int add(const char *term, int weight)
{
    struct scrm_cue cue = {.signal = SCRM_SIGNAL_SENTIMENT, .weight = (int16_t)weight};
    struct scrm_err err = {0};
    int failed = scrm_lexicon_add(builder, scrm_slice_of(term), &cue, &err);

    scrm_err_fini(&err);
    return failed;
}

static void add_class(const char *class, const char *word)
{
    struct scrm_err err = {0};

    OK(scrm_lexicon_add_class(builder, scrm_slice_of(class), scrm_slice_of(word), &err) == 0);
    scrm_err_fini(&err);
}

static void build(void)
{
    struct scrm_err err = {0};

    bytes = scrm_lexicon_build(builder, &size);
    lexicon = scrm_lexicon_open(bytes, size, &err);
    OK(lexicon != NULL);
    scrm_err_fini(&err);
}

/* Cuts `text` as the scorer would; a comma sets the break flag. Returns the weights of all
 * terms found at any start, added up as "weight@first-end " in order. */
static const char *found(const char *text)
{
    static char list[512];
    struct scrm_lexeme lexemes[64];
    struct scrm_lexicon_hit hits[32];
    struct scrm_words words;
    struct scrm_token token;
    size_t n = 0, used = 0;
    uint16_t flags = 0;

    scrm_words_begin(&words, scrm_slice_of(text), true);
    while (scrm_words_next(&words, &token)) {
        if (token.kind == SCRM_TOKEN_PUNCT && token.text.at[0] == ',')
            flags = SCRM_LEXEME_BREAK;
        if (token.kind != SCRM_TOKEN_WORD)
            continue;
        lexemes[n] = (struct scrm_lexeme){.hash = token.hash, .flags = flags};
        lexemes[n].node = scrm_lexicon_word(lexicon, token.hash);
        if (lexemes[n].node)
            lexemes[n].classes = scrm_lexicon_classes(lexicon, lexemes[n].node);
        if (token.digits)
            lexemes[n].classes |= 1 << SCRM_CLASS_NUMBER;
        n++;
        flags = 0;
    }
    scrm_words_fini(&words);
    list[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        size_t k = scrm_lexicon_walk(lexicon, lexemes, n, i, hits, 32);

        for (size_t h = 0; h < k; h++) {
            size_t cues;
            const struct scrm_cue *cue = scrm_lexicon_cues(lexicon, hits[h].node, &cues);

            OK(cues == 1);
            used += (size_t)snprintf(list + used, sizeof list - used, "%d@%u-%u ", cue->weight,
                                     hits[h].first, hits[h].end);
        }
    }
    return list;
}

static void fresh(void)
{
    free(bytes);
    scrm_lexicon_builder_free(builder);
    builder = scrm_lexicon_builder_new("en", intents, 2);
    bytes = NULL;
}

static void test_edges(void)
{
    T("words and phrases")
    {
        fresh();
        OK(!add("good", 1) && !add("good luck", 2) && !add("Money BACK", 3));
        build();
        SAME(found("a good day"), "1@1-2 ");
        SAME(found("good luck"), "1@0-1 2@0-2 ");
        SAME(found("my money-back"), "3@1-3 ");
        SAME(found("goods"), "");
        SAME(found(""), "");
    }
    T("alternatives, optional words and tokens of several parts")
    {
        fresh();
        OK(!add("paid|charged me? twice", 1) && !add("24/7 help", 2));
        build();
        SAME(found("charged twice"), "1@0-2 ");
        SAME(found("paid me twice"), "1@0-3 ");
        SAME(found("charged us twice"), "");
        SAME(found("24/7 help"), "2@0-3 ");
    }
    T("gaps take up to two or five words and no comma")
    {
        fresh();
        OK(!add("charged * twice", 1) && !add("waiting ** refund", 2));
        build();
        SAME(found("charged twice"), "1@0-2 ");
        SAME(found("charged my card twice"), "1@0-4 ");
        SAME(found("charged to my card twice"), "");
        SAME(found("charged me, then twice"), "");
        SAME(found("waiting a b c d e refund"), "2@0-7 ");
        SAME(found("waiting a b c d e f refund"), "");
    }
    T("classes and numbers, also at the start")
    {
        fresh();
        add_class("not", "never");
        add_class("not", "isn't");
        OK(!add("<not> works", 1) && !add("# days late", 2));
        build();
        SAME(found("it never works"), "1@1-3 ");
        SAME(found("it isn’t works"), "1@1-3 ");
        SAME(found("12 days late"), "2@0-3 ");
        SAME(found("two days late"), "");
    }
    T("an unknown class is refused")
    {
        OK(add("<nobody> knows", 1) != 0);
    }
}

static void test_table(void)
{
    T("a later row replaces an earlier one of the same signal")
    {
        fresh();
        OK(!add("fine", 1) && !add("fine", -2));
        build();
        SAME(found("fine"), "-2@0-1 ");
    }
    T("a term that spells out to thousands of phrases is refused")
    {
        OK(add("a|b|c|d|e|f|g|h a|b|c|d|e|f|g|h a|b|c|d|e|f|g|h a|b|c|d|e|f|g|h a|b", 1) != 0);
    }
    T("the same terms give the same bytes")
    {
        void *first;
        size_t first_size;

        fresh();
        add_class("me", "i");
        OK(!add("good", 1) && !add("<me> * like|love it?", 2));
        build();
        first = bytes;
        first_size = size;
        bytes = NULL;
        fresh();
        add_class("me", "i");
        OK(!add("good", 1) && !add("<me> * like|love it?", 2));
        build();
        OK(size == first_size && memcmp(first, bytes, size) == 0);
        free(first);
    }
    T("many words are all found, and none that were not added")
    {
        char word[32];

        fresh();
        for (int i = 0; i < 20000; i++) {
            snprintf(word, sizeof word, "w%dx", i * 7);
            add(word, i % 4000);
        }
        build();
        for (int i = 0; i < 20000 * 7; i++) {
            uint64_t hash;
            uint32_t node;

            snprintf(word, sizeof word, "w%dx", i);
            OK(scrm_phrase_tokens(scrm_slice_of(word), &english, &hash, 1) == 1);
            node = scrm_lexicon_word(lexicon, hash);
            if ((node != 0) != (i % 7 == 0))
                OK(i < 0);
        }
    }
    T("an emoji is found whatever its skin tone")
    {
        OK(scrm_lexicon_emoji(SCRM_SLICE("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD")) ==
           scrm_lexicon_emoji(SCRM_SLICE("\xF0\x9F\x91\x8D")));
        OK(scrm_lexicon_emoji(SCRM_SLICE("\xE2\x9D\xA4\xEF\xB8\x8F")) ==
           scrm_lexicon_emoji(SCRM_SLICE("\xE2\x9D\xA4")));
        OK(scrm_lexicon_emoji(SCRM_SLICE("\xF0\x9F\x91\x8D")) !=
           scrm_lexicon_emoji(SCRM_SLICE("\xF0\x9F\x91\x8E")));
    }
    T("bytes that are no lexicon are refused")
    {
        static const uint64_t zeros[128];
        struct scrm_err err = {0};

        OK(scrm_lexicon_open(zeros, sizeof zeros, &err) == NULL && err.code == 65);
        scrm_err_clear(&err);
        OK(scrm_lexicon_open(bytes, size - 8, &err) == NULL && err.code == 65);
        scrm_err_clear(&err);
        OK(scrm_lexicon_open(bytes, 8, &err) == NULL && err.code == 65);
        scrm_err_fini(&err);
    }
}

int main(void)
{
    test_edges();
    test_table();
    free(bytes);
    scrm_lexicon_builder_free(builder);
    return t_end();
}
