/*
 * Reading a text for its language.
 */
#include "score/tongue.h"

#include "score/marks.h"
#include "text/words.h"

static void skip_to_blank(struct scrm_words *words)
{
    while (words->at < words->end && !scrm_mark_blank(*words->at))
        words->at++;
}

/* Whether the word that was just read begins a link. */
static bool begins_link(const struct scrm_words *words)
{
    size_t left = (size_t)(words->end - words->at);

    return (left >= 3 && memcmp(words->at, "://", 3) == 0) ||
           (left >= 2 && words->at[0] == '.' && scrm_mark_alnum(words->at[1]));
}

size_t scrm_tongue_read(struct scrm_features *features, struct scrm_slice text, size_t most)
{
    struct scrm_words words;
    struct scrm_token token;
    size_t letters = 0;

    scrm_words_begin(&words, text, true);
    while (letters < most && scrm_words_next(&words, &token)) {
        if (token.kind == SCRM_TOKEN_PUNCT && *token.text.at == '@')
            skip_to_blank(&words);
        if (token.kind != SCRM_TOKEN_WORD ||
            (token.folded.at[0] >= '0' && token.folded.at[0] <= '9'))
            continue;
        if (begins_link(&words)) {
            skip_to_blank(&words);
            continue;
        }
        scrm_features_letters(features, token.folded, token.hash);
        for (size_t i = 0; i < token.folded.len; i++)
            letters += ((unsigned char)token.folded.at[i] & 0xC0) != 0x80;
    }
    scrm_words_fini(&words);
    return letters;
}
