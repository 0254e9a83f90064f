/*
 * Sets that say what a text wants: spam or not, the intent behind an utterance, and
 * whether a message waits for an answer.
 */
#include "accuracy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/json.h"
#include "table/table.h"
#include "text/utf8.h"

void spam(const struct run *run)
{
    struct set set = {.name = "sms spam (spam >= 0.5)", .classes = 2};
    struct scrm_buf latin = {0}, text = {0};
    struct scrm_err err = {0};
    struct scrm_table *table;

    if (read_file(run, "sms_spam/spam.csv", &latin)) {
        for (size_t i = 0; i < latin.len; i++)
            scrm_utf8_put(&text, (unsigned char)latin.at[i]);
        table = scrm_table_parse(scrm_buf_slice(&text), "spam.csv", &err);
        for (size_t row = 0; table && row < scrm_table_rows(table); row++) {
            struct scrm_slice message = scrm_table_get(table, row, 1);
            struct scrm_score score;

            if (!wanted_part(run, message))
                continue;
            score = judge(run, message, "en");
            add(run, &set,
                (struct sample){.gold = scrm_slice_is(scrm_table_get(table, row, 0), "spam"),
                                .got = score.spam >= 5000},
                message, &score);
        }
        scrm_table_free(table);
    }
    scrm_err_fini(&err);
    scrm_buf_fini(&latin);
    scrm_buf_fini(&text);
    print_set(&set);
}

/* Which of our intents a set's label stands for, by a part of its name; first hit counts. */
struct mapping {
    const char *part, *intents; /* any of these, separated by blanks */
};

static const struct mapping bitext[] = {
    {"cancel_order", "cancel"},
    {"cancellation_fee", "billing cancel"},
    {"change_order", "order"},
    {"track_order", "order"},
    {"place_order", "purchase order"},
    {"delivery", "order"},
    {"shipping", "order"},
    {"refund", "billing"},
    {"invoice", "billing"},
    {"payment", "billing"},
    {"complaint", "complaint"},
    {"review", "suggestion praise"},
    {"contact", "request"},
    {"delete_account", "cancel"},
    {"newsletter", "cancel request purchase"},
    {"registration", "technical"},
    {"password", "technical"},
    {"account", "technical request"},
    {NULL, NULL},
};

static const struct mapping banking[] = {
    {"card_arrival", "order"},
    {"card_delivery", "order"},
    {"fee", "billing"},
    {"charge", "billing"},
    {"exchange", "billing"},
    {"refund", "billing"},
    {"top_up", "billing technical"},
    {"top_", "billing technical"},
    {"transfer", "billing"},
    {"cash", "billing"},
    {"payment", "billing"},
    {"transaction", "billing"},
    {"balance", "billing"},
    {"direct_debit", "billing"},
    {"not_working", "technical"},
    {"pin", "technical request"},
    {"passcode", "technical"},
    {"verify", "technical"},
    {"lost_or_stolen", "request safety technical"},
    {"compromised", "request legal technical"},
    {"terminate", "cancel"},
    {"ordering", "order purchase"},
    {"getting", "purchase order question"},
    {"card", "question request technical billing"},
    {"", "question request"},
};

static const char *mapped(const struct mapping *map, const char *label)
{
    while (map->part && map->part[0] && !strstr(label, map->part))
        map++;
    return map->intents;
}

/* Whether one of the wanted intents is felt strongly enough. */
static bool has_intent(const struct scrm_score *score, const char *wanted)
{
    for (size_t i = 0; i < SCRM_INTENTS_N; i++) {
        const char *at = strstr(wanted, scrm_intents[i]);

        if (at && score->intents[i] >= 5000)
            return true;
    }
    return false;
}

static void intents(const struct run *run, const char *path, const struct mapping *map,
                    int text, int label, const char *name)
{
    struct set set = {.name = name, .classes = 2};
    char *file = scrm_file_join(run->data, path);
    struct scrm_err err = {0};
    struct scrm_table *table = scrm_table_load(file, &err);

    for (size_t row = 0; table && row < scrm_table_rows(table); row++) {
        struct scrm_slice utterance = scrm_table_get(table, row, text);
        char *gold = scrm_strndup(scrm_table_get(table, row, label).at,
                                  scrm_table_get(table, row, label).len);
        const char *wanted = mapped(map, gold);

        if (wanted && wanted_part(run, utterance)) {
            struct scrm_score score = judge(run, utterance, "en");

            add(run, &set, (struct sample){.gold = 1, .got = has_intent(&score, wanted)},
                utterance, &score);
            if (run->errors && strcmp(run->errors, name) == 0 && !set.samples[set.n - 1].got)
                printf("   wanted %s (%s)\n", wanted, gold);
        }
        free(gold);
    }
    scrm_table_free(table);
    scrm_err_fini(&err);
    free(file);
    print_set(&set);
}

void utterances(const struct run *run)
{
    intents(run,
            "bitext_intents/data/train/Bitext_Sample_Customer_Service_Training_Dataset.csv",
            bitext, 0, 1, "customer support (intent found)");
    intents(run, "banking77/banking_data/train.csv", banking, 0, 1, "banking (intent found)");
}

/* A client's message that an agent answered against one that ended the talk. */
void replies(const struct run *run)
{
    struct set set = {.name = "care dialogs (needs_reply >= 0.5)", .classes = 2};
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    json_t *all = NULL, *dialog, *message;
    size_t i, k;

    if (read_file(run, "care_dialogs/dev.json", &text))
        all = scrm_json_load(scrm_buf_slice(&text), "dev.json", &err);
    json_array_foreach(all, i, dialog)
    {
        json_t *content = json_object_get(dialog, "dialogContent");

        json_array_foreach(content, k, message)
        {
            json_t *next = json_array_get(content, k + 1);
            struct scrm_slice words =
                scrm_slice_of(json_string_value(json_object_get(message, "message")));
            struct scrm_score score;

            if (!json_object_get(message, "client") || !words.len || !wanted_part(run, words) ||
                (!next && k == 0) || (next && json_object_get(next, "client")))
                continue;
            score = judge(run, words, "en");
            add(run, &set,
                (struct sample){.gold = next != NULL, .got = score.needs_reply >= 5000}, words,
                &score);
        }
    }
    json_decref(all);
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
    print_set(&set);
}
