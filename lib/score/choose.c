/*
 * Which language is judged, and by which words? What the network said counts,
 * unless the text disagrees strongly; where it said nothing, the text is asked.
 * Too few letters are nobody's language.
 *
 * Asking costs as much as judging, so it is left out where the words found in
 * the lexicon already show the language.
 */
#include "score/signals.h"
#include "score/tongue.h"
#include "score/worker.h"

/* Ten-thousandths. */
enum {
    TOLD = 6000,       /* how sure the letters must be to name a language */
    TOLD_KNOWN = 9000, /* the same where most words stand in the default language's lexicon */
    DENIED = 9700,     /* and to overrule what the network said */
    CERTAIN = 9900,    /* with that no more letters are read */
};

/* Letters: the least to tell by, the least to overrule by, and how many are read at most. */
enum { FEW = 10, FEW_SIGNS = 4, SOME = 25, FIRST_LOOK = 48, LOOK = 240 };

/* Reads title and text with the words of `language` (NULL: emoji and marks only). */
static void read_words(struct scrm_scorer_worker *worker, const struct scrm_language *language,
                       struct scrm_slice title, struct scrm_slice text, const char *tag)
{
    static const struct scrm_roles none;
    const struct scrm_scorer *scorer = worker->scorer;
    struct scrm_pass *pass = &worker->pass;
    unsigned reads = worker->reads;

    if (!scorer->plain && language && tag)
        reads |= scrm_score_sentiment_reads(&scorer->models,
                                            scrm_score_sentiment_head(&scorer->models, tag));
    reads &= SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_PAIRS;
    worker->language = language;
    scrm_pass_begin(pass, language ? language->lexicon : NULL,
                    scorer->any ? scorer->any->lexicon : NULL,
                    language ? &language->roles : &none);
    pass->cut.features = reads ? &worker->features : NULL;
    if (reads)
        scrm_features_begin(&worker->features, reads);
    pass->why.title = true;
    scrm_pass_text(pass, title);
    pass->why.title = false;
    scrm_pass_text(pass, text);
}

/* Whether the words found in the lexicon leave no doubt of its language. */
static bool is_plainly(const struct scrm_facts *facts)
{
    return facts->latin >= 5 && facts->common * 10 >= facts->latin * 3 &&
           facts->known * 10 >= facts->latin * 6;
}

/* Whether nobody need doubt what the network said: the words fit the lexicon of that language,
 * are too few to tell, or are of letters that are judged alike in whatever language. */
static bool is_believed(const struct scrm_facts *facts, const struct scrm_language *language)
{
    if (!language && facts->foreign > facts->latin)
        return true;
    return facts->words < 4 ||
           (language && facts->foreign < facts->latin &&
            (facts->common * 5 >= facts->latin || facts->known * 5 >= facts->latin * 2));
}

struct told {
    const char *tag; /* NULL: not told */
    int32_t sure;
    size_t letters;
};

/* Asks the letters; few of them where they soon agree with what was `stated` (NULL: nothing).
 */
static struct told tell(struct scrm_scorer_worker *worker, struct scrm_slice title,
                        struct scrm_slice text, const char *stated)
{
    const struct scrm_model *model = worker->scorer->models.language;
    const struct scrm_facts *facts = &worker->pass.cut.facts;
    struct told told = {.tag = NULL};

    for (size_t most = FIRST_LOOK; most <= LOOK; most += LOOK - FIRST_LOOK) {
        size_t class;

        scrm_features_begin(&worker->letters, SCRM_READS_WORDS | SCRM_READS_CHARS);
        told.letters = scrm_tongue_read(&worker->letters, text, most);
        if (told.letters < most)
            told.letters += scrm_tongue_read(&worker->letters, title, most - told.letters);
        if (told.letters < (facts->foreign > facts->latin ? FEW_SIGNS : FEW))
            return told;
        class = scrm_memo_best(worker->tongue, &worker->letters, (struct scrm_extras){NULL, 0},
                               &told.sure);
        told.tag = scrm_model_class(model, 0, class);
        if (told.sure >= CERTAIN || told.letters < most ||
            (stated && (told.sure < TOLD || strcmp(told.tag, stated) == 0)))
            break;
    }
    return told;
}

static void name_language(struct scrm_score *score, const char *tag)
{
    snprintf(score->lang, sizeof score->lang, "%s", tag);
    score->lang_read = true;
}

/* The network named no language. */
static void choose_unstated(struct scrm_scorer_worker *worker, struct scrm_slice title,
                            struct scrm_slice text, struct scrm_score *score)
{
    const struct scrm_languages *languages = &worker->scorer->languages;
    const struct scrm_facts *facts = &worker->pass.cut.facts;
    const struct scrm_language *language =
        scrm_languages_find(languages, SCRM_LANGUAGE_DEFAULT);
    struct told told;

    read_words(worker, language, title, text, SCRM_LANGUAGE_DEFAULT);
    if (is_plainly(facts)) {
        name_language(score, SCRM_LANGUAGE_DEFAULT);
        return;
    }
    told = tell(worker, title, text, NULL);
    if (told.tag && told.sure >= (facts->known * 2 > facts->latin ? TOLD_KNOWN : TOLD)) {
        name_language(score, told.tag);
        if (strcmp(told.tag, SCRM_LANGUAGE_DEFAULT) != 0) {
            language = scrm_languages_find(languages, told.tag);
            read_words(worker, language, title, text, told.tag);
        }
        score->reason = language ? NULL : "unsupported language";
        return;
    }
    score->reason = scrm_lang_doubt(facts);
    if (score->reason)
        read_words(worker, NULL, title, text, NULL);
}

void scrm_score_choose(struct scrm_scorer_worker *worker, struct scrm_slice title,
                       struct scrm_slice text, struct scrm_score *score)
{
    const struct scrm_languages *languages = &worker->scorer->languages;
    const struct scrm_language *language = scrm_languages_find(languages, score->lang);
    struct told told;

    if (strcmp(score->lang, "unknown") == 0) {
        choose_unstated(worker, title, text, score);
        return;
    }
    read_words(worker, language, title, text, score->lang);
    if (!is_believed(&worker->pass.cut.facts, language)) {
        told = tell(worker, title, text, score->lang);
        if (told.tag && told.letters >= SOME && told.sure >= DENIED &&
            strcmp(told.tag, score->lang) != 0) {
            name_language(score, told.tag);
            language = scrm_languages_find(languages, told.tag);
            read_words(worker, language, title, text, told.tag);
        }
    }
    if (!language)
        score->reason = "unsupported language";
}
