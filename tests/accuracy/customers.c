/*
 * Customers' messages, labelled for this project: whether they complain, how they feel.
 */
#include "accuracy.h"

#include <stdio.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "table/table.h"

/* Digests of messages and what people made of them; the messages stand beside the project. */
static const char *const care_labels = "tests/accuracy/care.csv";

struct care {
    struct scrm_table *labels; /* digest, feeling, complaint, part */
    struct set complaints, feelings;
};

/* The row of a message in the labels of the part that is measured; -1: it has none. */
static ptrdiff_t care_row(const struct run *run, const struct care *care,
                          struct scrm_slice message)
{
    char digest[17];

    snprintf(digest, sizeof digest, "%016llx",
             (unsigned long long)scrm_digest(message.at, message.len).low);
    for (size_t row = 0; row < scrm_table_rows(care->labels); row++)
        if (scrm_slice_is(scrm_table_get(care->labels, row, 0), digest))
            return scrm_slice_is(scrm_table_get(care->labels, row, 3), "tuning") == run->dev
                       ? (ptrdiff_t)row
                       : -1;
    return -1;
}

static void care_message(const struct run *run, struct care *care, struct scrm_slice message)
{
    ptrdiff_t row = care_row(run, care, message);
    struct scrm_slice feeling, complaint;
    struct scrm_score score;

    if (row < 0)
        return;
    feeling = scrm_table_get(care->labels, (size_t)row, 1);
    complaint = scrm_table_get(care->labels, (size_t)row, 2);
    score = judge(run, message, "en");
    if (complaint.len)
        add(run, &care->complaints,
            (struct sample){.gold = scrm_slice_is(complaint, "yes"),
                            .got = score.intents[0] >= 5000},
            message, &score);
    if (feeling.len)
        add(run, &care->feelings,
            (struct sample){.gold = scrm_slice_is(feeling, "negative")  ? 0
                                    : scrm_slice_is(feeling, "neutral") ? 1
                                                                        : 2,
                            .got = (int)score.sentiment_class,
                            .p = score.confidence},
            message, &score);
}

/* Whether customers' messages complain, and how they feel. */
void customers(const struct run *run)
{
    struct care care = {.complaints = {.name = "customers (complaint >= 0.5)", .classes = 2},
                        .feelings = {.name = "customers (sentiment)", .classes = 3}};
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    json_t *all = NULL, *dialog, *message;
    size_t i, k;

    care.labels = scrm_table_load(care_labels, &err);
    if (care.labels && read_file(run, "care_dialogs/dev.json", &text))
        all = scrm_json_load(scrm_buf_slice(&text), "dev.json", &err);
    json_array_foreach(all, i, dialog)
    {
        json_array_foreach(json_object_get(dialog, "dialogContent"), k, message)
        {
            if (json_object_get(message, "client"))
                care_message(
                    run, &care,
                    scrm_slice_of(json_string_value(json_object_get(message, "message"))));
        }
    }
    print_set(&care.complaints);
    print_set(&care.feelings);
    json_decref(all);
    scrm_table_free(care.labels);
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
}
