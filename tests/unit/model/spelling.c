/* Spelling: which words are the same word to a language, and how a lexicon says so. */
#include "../t.h"

#include <stdlib.h>

#include "model/compile.h"
#include "model/phrase.h"

static char plain[2 * SCRM_SPELLING_MAX];

static const char *spelled(const char *word, uint32_t accents)
{
    struct scrm_spelling spelling = {.accents = accents};
    char room[SCRM_SPELLING_MAX];
    struct scrm_slice got = scrm_spelling_plain(&spelling, scrm_slice_of(word), room);

    snprintf(plain, sizeof plain, "%.*s", SCRM_FMT(got));
    return plain;
}

static int cut(const char *text, uint32_t apostrophe, uint64_t *hashes)
{
    struct scrm_spelling spelling = {SCRM_ACCENTS_DROP, apostrophe};

    return (int)scrm_phrase_tokens(scrm_slice_of(text), &spelling, hashes, 4);
}

/* What reading the pair as a row of about.csv says: "", "other", or the error. */
static const char *row(const char *name, const char *value)
{
    static char text[128];
    struct scrm_spelling spelling = {0};
    struct scrm_err err = {0};
    bool taken = scrm_spelling_read(&spelling, scrm_slice_of(name), scrm_slice_of(value), &err);

    snprintf(text, sizeof text, "%s", err.code ? err.text : taken ? "" : "other");
    scrm_err_fini(&err);
    return text;
}

static void test_builder(void)
{
    struct scrm_lexicon_builder *builder = scrm_lexicon_builder_new("xx", NULL, 0);
    struct scrm_cue cue = {.signal = SCRM_SIGNAL_SENTIMENT, .weight = 1000};
    const struct scrm_lexicon *lexicon;
    struct scrm_err err = {0};
    uint64_t bare;
    size_t size;
    void *bytes;

    OK(scrm_lexicon_set_spelling(builder, SCRM_SLICE("accents"), SCRM_SLICE("drop"), &err));
    OK(scrm_lexicon_add(builder, SCRM_SLICE("pésimo"), &cue, &err) == 0);
    bytes = scrm_lexicon_build(builder, &size);
    lexicon = scrm_lexicon_open(bytes, size, &err);
    OK(lexicon && scrm_lexicon_spelling(lexicon)->accents == SCRM_ACCENTS_DROP);
    OK(cut("pesimo", 0, &bare) == 1 && scrm_lexicon_word(lexicon, bare));
    OK(scrm_lexicon_set_spelling(builder, SCRM_SLICE("accents"), SCRM_SLICE("drop"), &err));
    OK(!err.code);
    scrm_lexicon_set_spelling(builder, SCRM_SLICE("accents"), SCRM_SLICE("keep"), &err);
    OK(err.code == 78);
    scrm_err_fini(&err);
    scrm_lexicon_builder_free(builder);
    free(bytes);
}

int main(void)
{
    uint64_t one[4], other[4];

    T("accents are kept, dropped or spelled out")
    {
        SAME(spelled("schön", SCRM_ACCENTS_KEEP), "schön");
        SAME(spelled("schön", SCRM_ACCENTS_DROP), "schon");
        SAME(spelled("schön", SCRM_ACCENTS_DIGRAPHS), "schoen");
        SAME(spelled("née àçñõ", SCRM_ACCENTS_DIGRAPHS), "nee acno");
        SAME(spelled("œuvre æther", SCRM_ACCENTS_DROP), "oeuvre aether");
        SAME(spelled("łódź şăţ ığ", SCRM_ACCENTS_DROP), "lodz sat ıg");
        SAME(spelled("plain", SCRM_ACCENTS_DROP), "plain");
    }
    T("other scripts, broken bytes and endless words stay as they are")
    {
        char endless[SCRM_SPELLING_MAX + 2];

        SAME(spelled("посылка", SCRM_ACCENTS_DROP), "посылка");
        SAME(spelled("ðþ÷", SCRM_ACCENTS_DROP), "ðþ÷");
        SAME(spelled("a\xC3", SCRM_ACCENTS_DROP), "a\xC3");
        memset(endless, 'e', sizeof endless);
        memcpy(endless, "é", 2);
        endless[sizeof endless - 1] = '\0';
        SAME(spelled(endless, SCRM_ACCENTS_DROP), endless);
    }
    T("an apostrophe joins or parts, straight or curly")
    {
        OK(cut("l'ordine", 0, one) == 1);
        OK(cut("l'ordine", 1, one) == 2);
        OK(cut("L’ordine", 1, other) == 2);
        OK(one[0] == other[0] && one[1] == other[1]);
        OK(cut("perché", 1, one) == 1 && cut("perchè", 1, other) == 1 && one[0] == other[0]);
    }
    T("about.csv names the spelling; what it does not know is an error")
    {
        SAME(row("accents", "digraphs"), "");
        SAME(row("apostrophe", "joins"), "");
        SAME(row("version", "1"), "other");
        SAME(row("accents", "parts"), "unknown value \"parts\"");
    }
    T("a table remembers its spelling, and words once read cannot change it")
    {
        test_builder();
    }
    return t_end();
}
