/*
 * How good the shipped lexicon is, on labelled texts that the project does not
 * hold: a table of accuracy, macro-F1, macro recall and correlation with 95 %
 * intervals. Run by `make accuracy`; sets that are absent are named.
 *
 *     accuracy DATA [--lexicon DIR] [--plain] [--dev] [--errors SET]
 *
 * A third of every set (by a digest of the text) is held out; only that third
 * is measured unless --dev asks for the rest, on which weights may be tuned.
 * --errors prints a set's wrong texts with the numbers, for the tuner's eyes.
 */
#include "accuracy.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const char *const others[][2] = {
        {"english", "en"}, {"german", "de"},     {"french", "fr"}, {"spanish", "es"},
        {"italian", "it"}, {"portuguese", "pt"}, {"arabic", "ar"}};
    struct scrm_scorer_options options = {0};
    struct scrm_err err = {0};
    struct scrm_scorer *scorer;
    struct run run = {.data = argc > 1 ? argv[1] : "."};

    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--dev") == 0)
            run.dev = true;
        else if (strcmp(argv[i], "--posts") == 0)
            run.posts = true;
        else if (strcmp(argv[i], "--lexicon") == 0 && i + 1 < argc)
            options.lexicon = argv[++i];
        else if (strcmp(argv[i], "--plain") == 0)
            options.plain = true;
        else if (strcmp(argv[i], "--errors") == 0 && i + 1 < argc)
            run.errors = argv[++i];
    scorer = scrm_scorer_load(&options, &err);
    if (!scorer) {
        scrm_err_print(&err, "accuracy");
        return (int)err.code;
    }
    run.worker = scrm_score_open(scorer);
    if (run.posts) {
        order(&run);
        return 0;
    }
    printf("%-34s %6s  %5s  %5s  %5s  %5s  95 %% interval\n",
           run.dev ? "tuning part" : "held-out third", "n", "acc", "F1", "rec", "r");
    tweets(&run, "english", "en", "tweets (sentiment)");
    tweets(&run, "german", "de", "tweets, German (sentiment)");
    tweets(&run, "spanish", "es", "tweets, Spanish (sentiment)");
    tweets(&run, "french", "fr", "tweets, French (sentiment)");
    tweets(&run, "italian", "it", "tweets, Italian (sentiment)");
    tweets(&run, "portuguese", "pt", "tweets, Portuguese (sentiment)");
    rated(&run, "vader_icwsm14/amazonReviewSnippets_GroundTruth.txt",
          "product reviews (sentiment)");
    rated(&run, "vader_icwsm14/nytEditorialSnippets_GroundTruth.txt", "editorials (sentiment)");
    spam(&run);
    utterances(&run);
    replies(&run);
    customers(&run);
    order(&run);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        tongue(&run, others[i][0], others[i][1]);
    scrm_score_close(run.worker);
    scrm_scorer_free(scorer);
    return 0;
}
