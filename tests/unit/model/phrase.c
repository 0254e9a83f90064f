/* The notation of terms: what it means, and what is refused with which words. */
#include "../t.h"

#include "model/phrase.h"

static const struct scrm_spelling english; /* accents count, apostrophes join */

static struct scrm_phrase phrase;

static const char *refusal(const char *term)
{
    static char text[256];
    struct scrm_err err = {0};

    text[0] = '\0';
    if (scrm_phrase_parse(scrm_slice_of(term), &english, &phrase, &err))
        snprintf(text, sizeof text, "%d %s", (int)err.code, err.text);
    scrm_err_fini(&err);
    return text;
}

int main(void)
{
    T("a plain phrase is one place a word")
    {
        SAME(refusal("  money   back "), "");
        OK(phrase.n == 2);
        OK(phrase.places[0].n == 1 && phrase.places[0].choices[0].n == 1);
        OK(!phrase.places[0].optional && !phrase.places[0].gap);
    }
    T("alternatives, classes, numbers, gaps and optional words")
    {
        SAME(refusal("charged|billed <me>? * # ** times"), "");
        OK(phrase.n == 6);
        OK(phrase.places[0].n == 2);
        OK(phrase.places[1].optional && scrm_slice_is(phrase.places[1].choices[0].class, "me"));
        OK(phrase.places[2].gap == 1 && phrase.places[4].gap == 2);
        OK(scrm_slice_is(phrase.places[3].choices[0].class, "number"));
    }
    T("a word of several tokens stays one choice")
    {
        SAME(refusal("24/7|check-in"), "");
        OK(phrase.n == 1 && phrase.places[0].n == 2);
        OK(phrase.places[0].choices[0].n == 2 && phrase.places[0].choices[1].n == 2);
    }
    T("what is no term is refused with a reason")
    {
        SAME(refusal(""), "78 a term needs a word that is not optional");
        SAME(refusal("   "), "78 a term needs a word that is not optional");
        SAME(refusal("a?"), "78 a term needs a word that is not optional");
        SAME(refusal("* back"), "78 a gap stands between two words");
        SAME(refusal("money *"), "78 a gap stands between two words");
        SAME(refusal("a| b"), "");
        SAME(refusal("a||b"), "78 \"\" holds no word");
        SAME(refusal("!!!"), "78 \"!!!\" holds no word");
        SAME(refusal("a a a a a a a a a a a a a a a a a"), "78 a term of more than 16 words");
    }
    T("a number is cut off the letters behind it")
    {
        uint64_t cut[4], apart[4];

        OK(scrm_phrase_number(SCRM_SLICE("3hrs")) == 1);
        OK(scrm_phrase_number(SCRM_SLICE("300")) == 0);
        OK(scrm_phrase_number(SCRM_SLICE("gr8")) == 0);
        OK(scrm_phrase_tokens(SCRM_SLICE("3hrs"), &english, cut, 4) == 2);
        OK(scrm_phrase_tokens(SCRM_SLICE("3 hrs"), &english, apart, 4) == 2);
        OK(cut[0] == apart[0] && cut[1] == apart[1]);
    }
    return t_end();
}
