/*
 * scrm-train: labelled posts in, a model for `scrm-score --model` out; or how
 * good a model is, or would be.
 *
 *     labelled posts -> [ features ] -> [ fit ] -> model file
 *
 * What a model reads is gathered by the scorer itself (lib/score), fitted and
 * packed by lib/model, read and measured by lib/train; lib/teach does what the
 * options here ask for.
 */
#include "teach/teach.h"

#define OPTIONS struct scrm_teach_options

static const struct scrm_option options_table[] = {
    SCRM_HEADING("What to learn"),
    SCRM_TEXTS(OPTIONS, labels, "label", 'l', "FIELD",
               "the field or column that holds the class; given several times, the model gets "
               "a head for each"),
    SCRM_PATHS(OPTIONS, also, "also", 0, "FILE",
               "learn from this file too, but never measure on it: written examples, posts of "
               "another firm"),
    SCRM_TEXT(OPTIONS, text, "text", 't', "FIELD",
              "the field or column that holds the text; default: text"),
    SCRM_TEXT(OPTIONS, lang, "lang", 0, "LANGUAGE",
              "the language of all texts; default: what each row's lang says"),
    SCRM_CHOICE(OPTIONS, reads, "reads", 0, "WHAT", scrm_teach_readings,
                "what the model reads: all (words, runs of characters and what the lexicon "
                "found; default), words (without the runs: faster), text (without the "
                "lexicon), letters (for telling languages)"),
    SCRM_TEXT(OPTIONS, name, "name", 0, "NAME",
              "name and version that score.by shows; default: the output file's name"),
    SCRM_FLAG(OPTIONS, join, "join", 0,
              "no training: write the heads of the model files named as one model"),
    SCRM_HEADING("What people did at a desk"),
    SCRM_PATH(OPTIONS, desk, "from-ledger", 0, "DESK",
              "learn from the ledger of this desk, or from this ledger; without --label all "
              "that it can teach: queue, spam, priority and reply"),
    SCRM_FLAG(OPTIONS, print, "print-labels", 0,
              "no training: write the labelled posts of the ledger as NDJSON"),
    SCRM_FLAG(OPTIONS, handled, "handled", 0,
              "count a queue and priority that a person who answered or resolved the case left "
              "as they were, not only those that a person gave"),
    SCRM_TEXT(OPTIONS, unanswered, "unanswered-after", 0, "LENGTH",
              "a post that was let be for so long needed no answer; default: 14d"),
    SCRM_HEADING("Labelling by hand"),
    SCRM_TEXT(OPTIONS, classes, "labels", 0, "A,B,C",
              "show the posts of FILE one by one, ask for one of these labels by a single key, "
              "and append each answer to the file of -o; default: labels.ndjson"),
    SCRM_PATH(OPTIONS, model, "model", 0, "FILE",
              "the same with the labels of this model, whose guess is shown"),
    SCRM_HEADING("How to learn it"),
    SCRM_CHOICE(OPTIONS, weights, "weights", 0, "HOW", scrm_teach_weightings,
                "how much rare classes count: root (default), even (as much as common ones) "
                "or none"),
    SCRM_TEXT(OPTIONS, cost, "cost", 0, "NUMBER",
              "how closely to follow the labels, from 0.01 to 1000; default: 4"),
    SCRM_INT(OPTIONS, least, "least", 0, "N", 1,
             "leave out what stands in fewer texts than N; default: 2"),
    SCRM_INT(OPTIONS, bits, "bits", 0, "N", 6,
             "give the table at most 2^N places; default: 17"),
    SCRM_HEADING("How good it is"),
    SCRM_PATH(OPTIONS, test, "test", 0, "MODEL",
              "measure this model on the labelled texts, which it must not have seen"),
    SCRM_INT(OPTIONS, folds, "folds", 0, "N", 2,
             "measure what training would give, by N-fold cross-validation"),
    SCRM_TEXT(OPTIONS, group, "group", 'g', "FIELD",
              "never divide texts that share this field between training and measuring; "
              "default: conversation, else case, else author_id"),
    SCRM_FLAG(OPTIONS, curve, "learning-curve", 0,
              "measure what 100, 200, 500, ... labels give"),
    SCRM_FLAG(OPTIONS, compare, "compare", 0,
              "compare the two models named before the files, on the same texts"),
    SCRM_OPTIONS_END};

static const struct scrm_example examples_table[] = {
    {"Teach the queues of a help desk",
     "scrm-train --label queue -o queue.model labelled.ndjson"},
    {"How good would it be?", "scrm-train --label queue --folds 5 labelled.ndjson"},
    {"What would a desk's people teach, and who said so?",
     "scrm-train --from-ledger desk.db --print-labels"},
    {"Label posts by hand, with keys; run again, it goes on where it stopped",
     "scrm-train --label queue --labels billing,delivery,technical -o labels.ndjson "
     "posts.ndjson"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-train",
    .summary = "labelled posts to a model for scrm-score; measures a model honestly",
    .operands = "[FILE ...]",
    .description =
        "Reads labelled texts (NDJSON; CSV where a file's name ends in .csv or .tsv) and "
        "writes a model that scrm-score --model applies. The model's confidence is "
        "calibrated: of the answers given with 0.8, eight in ten are right.\n\n"
        "With --from-ledger the labels are what people did with scrm-case: the last move into "
        "a queue, the last priority that a person gave, spam or not, answered or not. What "
        "rules decided is no label.\n\n"
        "With --labels or --model, or with nothing but --label FILE, a person labels the posts "
        "of a file on the terminal: a letter (or digit) for each label, Enter for the guess, s "
        "to skip, u to undo, q to quit. Each answer is a line with the post and the label as "
        "member FIELD (label, where --label names none; null for a skipped post), on disk "
        "before the next post is shown; started again, posts that stand in the file are not "
        "asked for again. The author's name and personal data are masked on the screen "
        "only.\n\n"
        "Without -o, --test, --folds, --learning-curve or --compare the labelled texts are "
        "measured by five-fold cross-validation.",
    .options = options_table,
    .examples = examples_table,
    .see_also = "scrm-case(1), scrm-score(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_TALK};

int main(int argc, char **argv)
{
    struct scrm_teach_options options = {
        .text = "text", .least = 2, .bits = 17, .unanswered = "14d"};
    struct scrm_operands operands = {0};
    struct scrm_err err = {0};
    struct scrm_teach teach = {
        .command = &command, .options = &options, .operands = &operands, .err = &err};
    int code = scrm_cli_parse(&command, argc, argv, &options, &operands);

    if (code < 0)
        code = scrm_teach_run(&teach);
    scrm_err_fini(&err);
    scrm_cli_release(&command, &options, &operands);
    return code;
}
