/*
 * What the lexicon says of a word that is met for the first time: as it is
 * spelled, without its 's, without its runs of a letter. Belongs to
 * score/cut.c, which remembers the answer.
 */
#include "score/marks.h"

/* Copies `word` with runs of three and more of a letter cut to `most`; returns the length.
 * A pair stays: "bellooo" is "bello". */
static size_t squeeze(struct scrm_slice word, char *plain, size_t most)
{
    size_t len = 0;

    for (size_t i = 0, run; i < word.len; i += run) {
        size_t keep;

        for (run = 1; i + run < word.len && word.at[i + run] == word.at[i]; run++)
            ;
        for (keep = run > 2 ? most : run; keep; keep--)
            plain[len++] = word.at[i];
    }
    return len;
}

/* "soooo": tries the word with its runs cut to two letters, then to one. */
static void find_squeezed(const struct scrm_cut *cut, struct scrm_slice folded,
                          struct scrm_lexeme *lexeme)
{
    char plain[40];
    bool runs = false;

    for (size_t i = 2; i < folded.len; i++)
        runs |= folded.at[i] == folded.at[i - 1] && folded.at[i] == folded.at[i - 2] &&
                (signed char)folded.at[i] > '9';
    if (!runs)
        return;
    lexeme->flags |= SCRM_LEXEME_LONG;
    for (size_t most = 2; most && !lexeme->node && folded.len <= sizeof plain; most--) {
        size_t len = squeeze(folded, plain, most);

        lexeme->hash = scrm_token_hash((struct scrm_slice){plain, len});
        scrm_cut_find(cut, lexeme);
    }
}

/* "company's" when only "company" is known. */
static void find_owner(const struct scrm_cut *cut, struct scrm_slice folded,
                       struct scrm_lexeme *lexeme)
{
    if (folded.len > 3 && folded.at[folded.len - 1] == 's' &&
        folded.at[folded.len - 2] == '\'') {
        lexeme->hash = scrm_token_hash((struct scrm_slice){folded.at, folded.len - 2});
        scrm_cut_find(cut, lexeme);
    }
}

void scrm_cut_look_up(const struct scrm_cut *cut, const struct scrm_token *token,
                      struct scrm_lexeme *lexeme)
{
    char plain[SCRM_SPELLING_MAX];
    struct scrm_slice word = scrm_spelling_plain(&cut->spelling, token->folded, plain);

    lexeme->hash = word.at == token->folded.at ? token->hash : scrm_token_hash(word);
    scrm_cut_find(cut, lexeme);
    if (!lexeme->node) {
        find_owner(cut, word, lexeme);
        find_squeezed(cut, word, lexeme);
    }
}
