/*
 * The words of a hashtag: written in CamelCase, or run together in small
 * letters and told by the lexicon. Belongs to score/cut.c, which asks for tags
 * that are no word themselves.
 */
#include "score/marks.h"

/* A hashtag written in CamelCase becomes its words. */
static bool push_camel(struct scrm_cut *cut, struct scrm_slice text)
{
    size_t from = 0, parts = 0;

    for (size_t i = 1; i <= text.len; i++) {
        bool edge = i == text.len || (text.at[i] >= 'A' && text.at[i] <= 'Z' &&
                                      text.at[i - 1] >= 'a' && text.at[i - 1] <= 'z');
        struct scrm_lexeme *lexeme;
        char part[32];
        size_t len = 0;

        if (i == text.len && !parts)
            return false;
        if (!edge)
            continue;
        for (size_t k = from; k < i && len < sizeof part; k++)
            part[len++] =
                text.at[k] >= 'A' && text.at[k] <= 'Z' ? (char)(text.at[k] | 32) : text.at[k];
        lexeme = scrm_cut_place(cut, (struct scrm_slice){text.at + from, i - from});
        lexeme->flags |= SCRM_LEXEME_HASHTAG;
        lexeme->hash = scrm_token_hash((struct scrm_slice){part, len});
        scrm_cut_find(cut, lexeme);
        if (cut->sentence.n < SCRM_SENTENCE_WORDS) /* what is held must stay the only one */
            scrm_cut_push(cut, false);
        from = i;
        parts++;
    }
    return true;
}

/* Parts of a tag written without capitals, and how many words may be asked for to find them. */
enum { PARTS_MOST = 8, PART_LONGEST = 14, TAG_LEAST = 6, TAG_LONGEST = 40, ASKED_MOST = 120 };

struct parts {
    size_t ends[PARTS_MOST], n;
    unsigned asked;
    bool common; /* one of them says nothing by itself: "the" */
};

/* Whether `tag` is all words of the lexicon from `from` on: the longest first. */
static bool part_tag(const struct scrm_cut *cut, struct scrm_slice tag, size_t from,
                     struct parts *parts)
{
    size_t len = tag.len - from < PART_LONGEST ? tag.len - from : PART_LONGEST;

    for (; len > 1 && parts->n < PARTS_MOST && parts->asked < ASKED_MOST; len--) {
        uint32_t node = scrm_lexicon_word(
            cut->lexicon, scrm_token_hash((struct scrm_slice){tag.at + from, len}));

        parts->asked++;
        if (!node || (from == 0 && len == tag.len))
            continue;
        parts->ends[parts->n++] = from + len;
        if (from + len == tag.len || part_tag(cut, tag, from + len, parts)) {
            parts->common |= (scrm_lexicon_classes(cut->lexicon, node) & cut->common) != 0;
            return true;
        }
        parts->n--;
    }
    return false;
}

/* "#worstserviceever" becomes its words where the lexicon knows all of them. Two words alone
 * must both be longer and say something ("therapist" is not "the rapist"). */
static bool push_parts(struct scrm_cut *cut, struct scrm_slice text, struct scrm_slice folded)
{
    struct parts parts = {.n = 0};
    size_t from = 0;

    if (folded.len != text.len || folded.len < TAG_LEAST || folded.len > TAG_LONGEST ||
        !part_tag(cut, folded, 0, &parts) || parts.n * 3 > folded.len ||
        (parts.n == 2 && (parts.common || parts.ends[0] < 3 || folded.len - parts.ends[0] < 3)))
        return false;
    for (size_t i = 0; i < parts.n; from = parts.ends[i++]) {
        size_t len = parts.ends[i] - from;
        struct scrm_lexeme *lexeme =
            scrm_cut_place(cut, (struct scrm_slice){text.at + from, len});

        lexeme->flags |= SCRM_LEXEME_HASHTAG;
        lexeme->hash = scrm_token_hash((struct scrm_slice){folded.at + from, len});
        scrm_cut_find(cut, lexeme);
        if (cut->sentence.n < SCRM_SENTENCE_WORDS) /* what is held must stay the only one */
            scrm_cut_push(cut, false);
    }
    return true;
}

bool scrm_cut_tag(struct scrm_cut *cut, const struct scrm_token *token)
{
    return push_camel(cut, token->text) || push_parts(cut, token->text, token->folded);
}
