/*
 * --from-ledger: where the ledger is, and whether what people did there is
 * enough to learn from.
 */
#include "teach/teach.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "teach/evidence.h"

/* Fewer posts than that say more about chance than about a class. */
enum { LEAST_OF_A_CLASS = 10 };

/* A desk's folder has its ledger in var/. Owned by caller. */
static char *ledger_path(const char *desk)
{
    struct stat about;

    if (stat(desk, &about) == 0 && S_ISDIR(about.st_mode))
        return scrm_file_join(desk, "var/ledger.db");
    return scrm_strdup(desk);
}

int scrm_teach_ask_desk(const struct scrm_teach *teach, struct scrm_buf *lines)
{
    const struct scrm_teach_options *options = teach->options;
    struct scrm_evidence_options how = {.now_ms = options->common.now_ms,
                                        .handled = options->handled};
    struct scrm_evidence_counts counts = {0};
    struct scrm_ledger *ledger;
    char *path;
    int result = -1;

    if (scrm_time_duration(scrm_slice_of(options->unanswered), &how.unanswered_ms) ||
        how.unanswered_ms <= 0)
        return scrm_err_set(teach->err, SCRM_EXIT_USAGE,
                            "--unanswered-after: expected a length such as 14d, got \"%s\"",
                            options->unanswered);
    path = ledger_path(options->desk);
    ledger = scrm_ledger_open(path, SCRM_STORE_READ, teach->err);
    if (ledger)
        result = scrm_evidence_put(ledger, &how, &counts, lines, teach->err);
    scrm_ledger_close(ledger);
    if (result == 0 && counts.gone)
        scrm_cli_note(teach->command, &options->common,
                      "%" PRIu64
                      " posts with a label are not used: their words were deleted or "
                      "erased",
                      counts.gone);
    if (result == 0 && lines->over)
        result = scrm_err_set(teach->err, SCRM_EXIT_DATA, "%s: too many posts", path);
    free(path);
    return result;
}

/* "billing 23, delivery 14" */
static void put_sizes(const struct scrm_examples *examples, size_t label, struct scrm_buf *out)
{
    size_t n = scrm_examples_classes(examples, label);

    for (size_t k = 0; k < n; k++)
        scrm_buf_printf(out, "%s%s %zu", k ? ", " : "", scrm_examples_class(examples, label, k),
                        scrm_examples_size(examples, label, k));
    if (!n)
        scrm_buf_puts(out, "nobody said anything");
}

static int weigh(const struct scrm_teach *teach, struct scrm_examples *examples, size_t label,
                 bool *enough)
{
    const char *name = examples->fields.labels[label];
    bool asked_for = teach->options->labels.n > 0;
    struct scrm_buf sizes = {0};
    size_t gone, left;

    put_sizes(examples, label, &sizes);
    gone = scrm_examples_prune(examples, label, LEAST_OF_A_CLASS);
    left = scrm_examples_classes(examples, label);
    *enough = left >= 2;
    if (!*enough && asked_for)
        scrm_err_set(teach->err, SCRM_EXIT_DATA,
                     "%s: too few labels (%s); two classes with %d posts each are needed", name,
                     scrm_buf_text(&sizes), LEAST_OF_A_CLASS);
    else if (!*enough)
        scrm_cli_warn(teach->command, &teach->options->common,
                      "%s is left out: too few labels (%s); two classes with %d posts each are "
                      "needed",
                      name, scrm_buf_text(&sizes), LEAST_OF_A_CLASS);
    else if (gone)
        scrm_cli_warn(teach->command, &teach->options->common,
                      "%s: classes with less than %d posts are left out (%s)", name,
                      LEAST_OF_A_CLASS, scrm_buf_text(&sizes));
    else
        scrm_cli_note(teach->command, &teach->options->common, "%s: %s", name,
                      scrm_buf_text(&sizes));
    scrm_buf_fini(&sizes);
    return teach->err->code ? -1 : 0;
}

int scrm_teach_weigh_desk(const struct scrm_teach *teach, struct scrm_examples *examples)
{
    bool enough;

    for (size_t i = 0; i < examples->fields.n_labels;) {
        if (weigh(teach, examples, i, &enough))
            return -1;
        if (enough)
            i++;
        else
            scrm_examples_drop(examples, i);
    }
    if (!examples->fields.n_labels)
        return scrm_err_set(teach->err, SCRM_EXIT_DATA,
                            "%s: not enough was done by people to learn from",
                            teach->options->desk);
    return 0;
}
