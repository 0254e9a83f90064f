/*
 * Which language a text is in: what the network said, or "unknown". Nothing is
 * guessed; but where nobody said, a text that cannot be the default language
 * (other letters, none of its common words) is not judged by its words.
 */
#include "score/signals.h"

/* A text of at least so many words is in another language when less than one word in
 * COMMON_SHARE is a common one and less than one in KNOWN_SHARE stands in the lexicon. */
enum { ENOUGH_WORDS = 4, COMMON_SHARE = 10, KNOWN_SHARE = 3 };

/* Some networks state three letters (ISO 639-2 and 639-3): the two that lexicons are named
 * after, for the languages that are shipped. Returns the length. */
static size_t shorten(char *lang, size_t n)
{
    static const char *const names[][2] = {
        {"eng", "en"}, {"spa", "es"}, {"deu", "de"}, {"ger", "de"},
        {"fra", "fr"}, {"fre", "fr"}, {"ita", "it"}, {"por", "pt"},
    };

    for (size_t i = 0; n == 3 && i < sizeof names / sizeof *names; i++)
        if (strcmp(lang, names[i][0]) == 0) {
            memcpy(lang, names[i][1], 3);
            return 2;
        }
    return n;
}

void scrm_lang_read(struct scrm_slice tag, struct scrm_score *score)
{
    static const char *const none[] = {"und", "mul", "mis", "zxx", "unknown", "art"};
    size_t n = 0;

    tag = scrm_slice_trim(tag);
    while (n < tag.len && n < sizeof score->lang - 1 && tag.at[n] != '-' && tag.at[n] != '_') {
        char c = tag.at[n];

        score->lang[n] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
        if (score->lang[n] < 'a' || score->lang[n] > 'z') {
            n = 0;
            break;
        }
        n++;
    }
    score->lang[n] = '\0';
    n = shorten(score->lang, n);
    for (size_t i = 0; n > 2 && i < sizeof none / sizeof *none; i++)
        if (strcmp(score->lang, none[i]) == 0)
            n = 0;
    if (n < 2)
        memcpy(score->lang, "unknown", sizeof "unknown");
}

const char *scrm_lang_doubt(const struct scrm_facts *facts)
{
    if (facts->foreign > facts->latin)
        return "unsupported script";
    if (facts->latin >= ENOUGH_WORDS && facts->common * COMMON_SHARE < facts->latin &&
        facts->known * KNOWN_SHARE < facts->latin)
        return "language unclear";
    return NULL;
}
