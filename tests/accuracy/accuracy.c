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
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/num.h"
#include "record/emit.h"
#include "score/score.h"
#include "table/table.h"
#include "text/utf8.h"
#include "train/measure.h"

enum { ROUNDS = 1000, SECONDS_A_DAY = 86400 };

/* One judged text. */
struct sample {
    int gold, got; /* class numbers */
    double x, y;   /* for correlation */
    int32_t p;     /* how sure, ten-thousandths */
};

struct set {
    const char *name;
    int classes;
    struct sample *samples;
    size_t n, cap;
    bool correlates;
    bool sure; /* says how sure it is: calibration and coverage are measured */
};

static struct scrm_scorer_worker *worker;
static bool dev;
static const char *errors;
static bool posts; /* prints the mixed stream of the order as posts, and nothing else */

static bool wanted_part(struct scrm_slice text)
{
    bool held_out = scrm_digest(text.at, text.len).low % 3 == 0;

    return held_out != dev;
}

static void add(struct set *set, struct sample sample, struct scrm_slice text,
                const struct scrm_score *score)
{
    SCRM_GROW(set->samples, set->n, set->cap);
    set->samples[set->n++] = sample;
    if (errors && strcmp(errors, set->name) == 0 &&
        (set->correlates || sample.gold != sample.got))
        printf("gold %d got %d  %.2f/%.2f  s=%.3f c=%.2f n=%.2f sp=%.2f  %.*s\n", sample.gold,
               sample.got, sample.x, sample.y, score->sentiment / 1e4, score->intents[0] / 1e4,
               score->needs_reply / 1e4, score->spam / 1e4, SCRM_FMT(text));
}

static struct scrm_score judge(struct scrm_slice text, const char *lang)
{
    struct scrm_score score;

    scrm_score_judge(worker, (struct scrm_slice){NULL, 0}, text, scrm_slice_of(lang), &score);
    return score;
}

/* --- figures --- */

struct figures {
    double accuracy, f1, recall, r;
};

static struct figures measure(const struct set *set, const size_t *order)
{
    double right = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    double hit[16] = {0}, gold[16] = {0}, got[16] = {0};
    struct figures figures = {0};
    double n = (double)set->n, present = 0;

    for (size_t i = 0; i < set->n; i++) {
        const struct sample *s = &set->samples[order ? order[i] : i];

        right += s->gold == s->got;
        gold[s->gold]++;
        got[s->got]++;
        hit[s->gold] += s->gold == s->got;
        sx += s->x, sy += s->y, sxx += s->x * s->x, syy += s->y * s->y, sxy += s->x * s->y;
    }
    figures.accuracy = right / n;
    for (int c = 0; c < set->classes; c++) {
        double precision = got[c] > 0 ? hit[c] / got[c] : 0;
        double recall = gold[c] > 0 ? hit[c] / gold[c] : 0;

        if (gold[c] == 0)
            continue;
        present++;
        figures.recall += recall;
        figures.f1 +=
            precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }
    figures.recall /= present > 0 ? present : 1;
    figures.f1 /= present > 0 ? present : 1;
    figures.r = (n * sxy - sx * sy) / sqrt((n * sxx - sx * sx) * (n * syy - sy * sy) + 1e-12);
    return figures;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The middle 95 % of `pick` over resampled sets, by a fixed generator. */
static void interval(const struct set *set, double (*pick)(struct figures), double *low,
                     double *high)
{
    static double values[ROUNDS];
    size_t *order = scrm_alloc_zero(set->n, sizeof *order);
    uint64_t state = 20260101;

    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < set->n; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            order[i] = (size_t)((state >> 33) % set->n);
        }
        values[round] = pick(measure(set, order));
    }
    qsort(values, ROUNDS, sizeof *values, ascending);
    *low = values[ROUNDS * 25 / 1000];
    *high = values[ROUNDS * 975 / 1000];
    free(order);
}

static double pick_f1(struct figures figures)
{
    return figures.f1;
}

static double pick_r(struct figures figures)
{
    return figures.r;
}

/* How honest the confidence is: expected calibration error, and the share of the surest
 * answers of which 95 % are right. */
static void print_sureness(const struct set *set)
{
    struct scrm_answer *answers = scrm_alloc_zero(set->n, sizeof *answers);
    struct scrm_measured measured;

    for (size_t i = 0; i < set->n; i++)
        answers[i] = (struct scrm_answer){(uint8_t)set->samples[i].gold,
                                          (uint8_t)set->samples[i].got, set->samples[i].p};
    measured = scrm_measure(answers, set->n, (size_t)set->classes, NULL);
    printf("  ECE %5.3f  cover95 %5.3f", measured.ece, measured.coverage95);
    free(answers);
}

static void print_set(struct set *set)
{
    struct figures f;
    double low, high;

    if (!set->n) {
        printf("%-34s absent\n", set->name);
        return;
    }
    f = measure(set, NULL);
    interval(set, set->correlates ? pick_r : pick_f1, &low, &high);
    printf("%-34s %6zu  %5.3f  %5.3f  %5.3f  ", set->name, set->n, f.accuracy, f.f1, f.recall);
    if (set->correlates)
        printf("%5.3f  r %5.3f-%5.3f", f.r, low, high);
    else
        printf("    -  F1 %5.3f-%5.3f", low, high);
    if (set->sure)
        print_sureness(set);
    printf("\n");
    free(set->samples);
}

/* --- reading --- */

static bool read_file(const char *data, const char *name, struct scrm_buf *text)
{
    char *path = scrm_file_join(data, name);
    struct scrm_err err = {0};
    bool ok = scrm_file_read(path, text, &err) == 0;

    scrm_err_fini(&err);
    free(path);
    return ok;
}

static bool next_line(struct scrm_slice *rest, struct scrm_slice *line)
{
    const char *end;

    if (!rest->len)
        return false;
    end = memchr(rest->at, '\n', rest->len);
    *line = (struct scrm_slice){rest->at, end ? (size_t)(end - rest->at) : rest->len};
    rest->at += line->len + (end != NULL);
    rest->len -= line->len + (end != NULL);
    return true;
}

/* The tweets are written with \uXXXX and "" as a Python list would be. */
static void plain_text(struct scrm_slice line, struct scrm_buf *out)
{
    scrm_buf_reset(out);
    for (size_t i = 0; i < line.len; i++) {
        char digits[5] = {0};

        if (line.at[i] == '\\' && i + 5 < line.len && line.at[i + 1] == 'u') {
            memcpy(digits, line.at + i + 2, 4);
            scrm_utf8_put(out, (uint32_t)strtoul(digits, NULL, 16));
            i += 5;
        } else if (line.at[i] == '\\' || (line.at[i] == '"' && i && line.at[i - 1] == '"')) {
            continue;
        } else {
            scrm_buf_putc(out, line.at[i]);
        }
    }
}

static void tweets(const char *data, const char *language, const char *code, const char *name)
{
    static const char *const parts[] = {"train", "val"};
    struct set set = {.name = name, .classes = 3, .sure = true};

    for (int p = 0; p < 2; p++) {
        struct scrm_buf texts = {0}, labels = {0}, plain = {0};
        struct scrm_slice text, label, line, rest;
        char path[128];

        snprintf(path, sizeof path, "umsab/%s/%s_text.txt", language, parts[p]);
        if (read_file(data, path, &texts)) {
            snprintf(path, sizeof path, "umsab/%s/%s_labels.txt", language, parts[p]);
            read_file(data, path, &labels);
        }
        text = scrm_buf_slice(&texts);
        rest = scrm_buf_slice(&labels);
        while (next_line(&text, &line) && next_line(&rest, &label)) {
            struct scrm_score score;

            plain_text(line, &plain);
            if (!wanted_part(line))
                continue;
            score = judge(scrm_buf_slice(&plain), code);
            add(&set,
                (struct sample){.gold = label.at[0] - '0',
                                .got = (int)score.sentiment_class,
                                .p = score.confidence},
                scrm_buf_slice(&plain), &score);
        }
        scrm_buf_fini(&texts);
        scrm_buf_fini(&labels);
        scrm_buf_fini(&plain);
    }
    print_set(&set);
}

static void rated(const char *data, const char *path, const char *name)
{
    struct set set = {.name = name, .classes = 3, .correlates = true, .sure = true};
    struct scrm_buf text = {0};
    struct scrm_slice rest, line;

    read_file(data, path, &text);
    rest = scrm_buf_slice(&text);
    while (next_line(&rest, &line)) {
        const char *tab = memchr(line.at, '\t', line.len), *second;
        struct scrm_slice sentence;
        struct scrm_score score;
        double rating;

        if (!tab || !(second = memchr(tab + 1, '\t', (size_t)(line.at + line.len - tab - 1))))
            continue;
        sentence = (struct scrm_slice){second + 1, (size_t)(line.at + line.len - second - 1)};
        if (!wanted_part(sentence) ||
            scrm_num_double((struct scrm_slice){tab + 1, (size_t)(second - tab - 1)}, &rating))
            continue;
        score = judge(sentence, "en");
        add(&set,
            (struct sample){.gold = rating < -0.5  ? 0
                                    : rating > 0.5 ? 2
                                                   : 1,
                            .got = (int)score.sentiment_class,
                            .x = score.sentiment / 1e4,
                            .y = rating,
                            .p = score.confidence},
            sentence, &score);
    }
    scrm_buf_fini(&text);
    print_set(&set);
}

static void spam(const char *data)
{
    struct set set = {.name = "sms spam (spam >= 0.5)", .classes = 2};
    struct scrm_buf latin = {0}, text = {0};
    struct scrm_err err = {0};
    struct scrm_table *table;

    if (read_file(data, "sms_spam/spam.csv", &latin)) {
        for (size_t i = 0; i < latin.len; i++)
            scrm_utf8_put(&text, (unsigned char)latin.at[i]);
        table = scrm_table_parse(scrm_buf_slice(&text), "spam.csv", &err);
        for (size_t row = 0; table && row < scrm_table_rows(table); row++) {
            struct scrm_slice message = scrm_table_get(table, row, 1);
            struct scrm_score score;

            if (!wanted_part(message))
                continue;
            score = judge(message, "en");
            add(&set,
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

static void intents(const char *data, const char *path, const struct mapping *map, int text,
                    int label, const char *name)
{
    struct set set = {.name = name, .classes = 2};
    char *file = scrm_file_join(data, path);
    struct scrm_err err = {0};
    struct scrm_table *table = scrm_table_load(file, &err);

    for (size_t row = 0; table && row < scrm_table_rows(table); row++) {
        struct scrm_slice utterance = scrm_table_get(table, row, text);
        char *gold = scrm_strndup(scrm_table_get(table, row, label).at,
                                  scrm_table_get(table, row, label).len);
        const char *wanted = mapped(map, gold);

        if (wanted && wanted_part(utterance)) {
            struct scrm_score score = judge(utterance, "en");

            add(&set, (struct sample){.gold = 1, .got = has_intent(&score, wanted)}, utterance,
                &score);
            if (errors && strcmp(errors, name) == 0 && !set.samples[set.n - 1].got)
                printf("   wanted %s (%s)\n", wanted, gold);
        }
        free(gold);
    }
    scrm_table_free(table);
    scrm_err_fini(&err);
    free(file);
    print_set(&set);
}

/* A client's message that an agent answered against one that ended the talk. */
static void replies(const char *data)
{
    struct set set = {.name = "care dialogs (needs_reply >= 0.5)", .classes = 2};
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    json_t *all = NULL, *dialog, *message;
    size_t i, k;

    if (read_file(data, "care_dialogs/dev.json", &text))
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

            if (!json_object_get(message, "client") || !words.len || !wanted_part(words) ||
                (!next && k == 0) || (next && json_object_get(next, "client")))
                continue;
            score = judge(words, "en");
            add(&set, (struct sample){.gold = next != NULL, .got = score.needs_reply >= 5000},
                words, &score);
        }
    }
    json_decref(all);
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
    print_set(&set);
}

/* Tweets whose language nobody stated: told right, told wrong, not told. */
static void tongue(const char *data, const char *language, const char *code)
{
    static const char *const parts[] = {"train", "val"};
    size_t n = 0, right = 0, wrong = 0;

    for (int p = 0; p < 2; p++) {
        struct scrm_buf texts = {0}, plain = {0};
        struct scrm_slice rest, line;
        char path[128];

        snprintf(path, sizeof path, "umsab/%s/%s_text.txt", language, parts[p]);
        read_file(data, path, &texts);
        rest = scrm_buf_slice(&texts);
        while (next_line(&rest, &line)) {
            struct scrm_score score;

            plain_text(line, &plain);
            if (!wanted_part(line))
                continue;
            score = judge(scrm_buf_slice(&plain), NULL);
            n++;
            if (strcmp(score.lang, code) == 0)
                right++;
            else if (strcmp(score.lang, "unknown") != 0)
                wrong++;
        }
        scrm_buf_fini(&texts);
        scrm_buf_fini(&plain);
    }
    if (n)
        printf("%-34s %6zu  right %5.3f  wrong %5.3f  not told %5.3f\n", language, n,
               (double)right / (double)n, (double)wrong / (double)n,
               (double)(n - right - wrong) / (double)n);
}

/* --- customers' messages, labelled for this project --- */

/* Digests of messages and what people made of them; the messages stand beside the project. */
static const char *const care_labels = "tests/accuracy/care.csv";

struct care {
    struct scrm_table *labels; /* digest, feeling, complaint, part */
    struct set complaints, feelings;
};

/* The row of a message in the labels of the part that is measured; -1: it has none. */
static ptrdiff_t care_row(const struct care *care, struct scrm_slice message)
{
    char digest[17];

    snprintf(digest, sizeof digest, "%016llx",
             (unsigned long long)scrm_digest(message.at, message.len).low);
    for (size_t row = 0; row < scrm_table_rows(care->labels); row++)
        if (scrm_slice_is(scrm_table_get(care->labels, row, 0), digest))
            return scrm_slice_is(scrm_table_get(care->labels, row, 3), "tuning") == dev
                       ? (ptrdiff_t)row
                       : -1;
    return -1;
}

static void care_message(struct care *care, struct scrm_slice message)
{
    ptrdiff_t row = care_row(care, message);
    struct scrm_slice feeling, complaint;
    struct scrm_score score;

    if (row < 0)
        return;
    feeling = scrm_table_get(care->labels, (size_t)row, 1);
    complaint = scrm_table_get(care->labels, (size_t)row, 2);
    score = judge(message, "en");
    if (complaint.len)
        add(&care->complaints,
            (struct sample){.gold = scrm_slice_is(complaint, "yes"),
                            .got = score.intents[0] >= 5000},
            message, &score);
    if (feeling.len)
        add(&care->feelings,
            (struct sample){.gold = scrm_slice_is(feeling, "negative")  ? 0
                                    : scrm_slice_is(feeling, "neutral") ? 1
                                                                        : 2,
                            .got = (int)score.sentiment_class,
                            .p = score.confidence},
            message, &score);
}

/* Whether customers' messages complain, and how they feel. */
static void customers(const char *data)
{
    struct care care = {.complaints = {.name = "customers (complaint >= 0.5)", .classes = 2},
                        .feelings = {.name = "customers (sentiment)", .classes = 3}};
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    json_t *all = NULL, *dialog, *message;
    size_t i, k;

    care.labels = scrm_table_load(care_labels, &err);
    if (care.labels && read_file(data, "care_dialogs/dev.json", &text))
        all = scrm_json_load(scrm_buf_slice(&text), "dev.json", &err);
    json_array_foreach(all, i, dialog)
    {
        json_array_foreach(json_object_get(dialog, "dialogContent"), k, message)
        {
            if (json_object_get(message, "client"))
                care_message(&care, scrm_slice_of(json_string_value(
                                        json_object_get(message, "message"))));
        }
    }
    print_set(&care.complaints);
    print_set(&care.feelings);
    json_decref(all);
    scrm_table_free(care.labels);
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
}

/* --- the order of the list --- */

/* One post of a mixed stream. */
struct post {
    bool wants;              /* a customer's first message to a brand */
    double reply, sentiment; /* what the two orders go by: largest first */
    uint64_t arrival;        /* chance: nobody knows the times of all */
};

struct stream {
    struct post *posts;
    size_t n, cap;
};

/* A post of its own author on the one day that all of them came. */
static void print_post(size_t n, struct scrm_slice text, bool wants, long second)
{
    struct scrm_buf line = {0};

    scrm_buf_printf(&line,
                    "{\"schema\":\"scrm.post/1\",\"id\":\"%s:%zu\",\"type\":\"post\","
                    "\"network\":\"n\",\"source\":\"n\",\"native_id\":\"%zu\",\"rev\":\"1\","
                    "\"created_at\":\"2026-01-05T%02ld:%02ld:%02ldZ\",\"author_id\":\"u%zu\","
                    "\"lang\":\"en\",\"text\":",
                    wants ? "care" : "talk", n, n, second / 3600, second / 60 % 60, second % 60,
                    n);
    scrm_emit_text(&line, text);
    scrm_buf_putc(&line, '}');
    puts(scrm_buf_text(&line));
    scrm_buf_fini(&line);
}

static void put_post(struct stream *stream, struct scrm_slice text, bool wants)
{
    struct scrm_score score = judge(text, "en");
    uint64_t arrival = scrm_digest(text.at, text.len).high;

    SCRM_GROW(stream->posts, stream->n, stream->cap);
    stream->posts[stream->n++] = (struct post){.wants = wants,
                                               .reply = score.needs_reply + score.urgency / 4.0,
                                               .sentiment = -score.sentiment,
                                               .arrival = arrival};
    if (posts)
        print_post(stream->n, text, wants, (long)(arrival % SECONDS_A_DAY));
}

static int by_reply(const void *a, const void *b)
{
    double x = ((const struct post *)a)->reply, y = ((const struct post *)b)->reply;

    return (x < y) - (x > y);
}

static int by_sentiment(const void *a, const void *b)
{
    double x = ((const struct post *)a)->sentiment, y = ((const struct post *)b)->sentiment;

    return (x < y) - (x > y);
}

static int by_arrival(const void *a, const void *b)
{
    uint64_t x = ((const struct post *)a)->arrival, y = ((const struct post *)b)->arrival;

    return (x < y) - (x > y);
}

static void print_order(const struct stream *stream, const char *name,
                        int (*order)(const void *, const void *))
{
    double hits = 0, precision = 0, at50 = 0;

    qsort(stream->posts, stream->n, sizeof *stream->posts, by_arrival);
    qsort(stream->posts, stream->n, sizeof *stream->posts, order);
    for (size_t i = 0; i < stream->n; i++) {
        hits += stream->posts[i].wants;
        if (stream->posts[i].wants)
            precision += hits / (double)(i + 1);
        if (i == 49)
            at50 = hits / 50;
    }
    printf("%-34s %6zu  average precision %5.3f  precision at 50 %5.3f\n", name, stream->n,
           precision / hits, at50);
}

/* Customers' first messages among everyday tweets: who is found first? */
static void order(const char *data)
{
    struct scrm_buf text = {0}, plain = {0};
    struct stream stream = {0};
    struct scrm_err err = {0};
    struct scrm_slice rest, line;
    json_t *all = NULL, *dialog, *message;
    size_t i;

    if (read_file(data, "care_dialogs/dev.json", &text))
        all = scrm_json_load(scrm_buf_slice(&text), "dev.json", &err);
    json_array_foreach(all, i, dialog)
    {
        struct scrm_slice words;

        message = json_array_get(json_object_get(dialog, "dialogContent"), 0);
        words = scrm_slice_of(json_string_value(json_object_get(message, "message")));
        if (json_object_get(message, "client") && words.len && wanted_part(words))
            put_post(&stream, words, true);
    }
    json_decref(all);
    scrm_err_fini(&err);
    scrm_buf_reset(&text);
    read_file(data, "umsab/english/train_text.txt", &text);
    rest = scrm_buf_slice(&text);
    while (next_line(&rest, &line)) {
        plain_text(line, &plain);
        if (wanted_part(line))
            put_post(&stream, scrm_buf_slice(&plain), false);
    }
    if (stream.n >= 50 && !posts) {
        print_order(&stream, "order: needs_reply and urgency", by_reply);
        print_order(&stream, "order: most negative first", by_sentiment);
        print_order(&stream, "order: as they came", by_arrival);
    }
    free(stream.posts);
    scrm_buf_fini(&text);
    scrm_buf_fini(&plain);
}

int main(int argc, char **argv)
{
    static const char *const others[][2] = {
        {"english", "en"}, {"german", "de"},     {"french", "fr"}, {"spanish", "es"},
        {"italian", "it"}, {"portuguese", "pt"}, {"arabic", "ar"}};
    struct scrm_scorer_options options = {0};
    struct scrm_err err = {0};
    struct scrm_scorer *scorer;
    const char *data = argc > 1 ? argv[1] : ".";

    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--dev") == 0)
            dev = true;
        else if (strcmp(argv[i], "--posts") == 0)
            posts = true;
        else if (strcmp(argv[i], "--lexicon") == 0 && i + 1 < argc)
            options.lexicon = argv[++i];
        else if (strcmp(argv[i], "--plain") == 0)
            options.plain = true;
        else if (strcmp(argv[i], "--errors") == 0 && i + 1 < argc)
            errors = argv[++i];
    scorer = scrm_scorer_load(&options, &err);
    if (!scorer) {
        scrm_err_print(&err, "accuracy");
        return err.code;
    }
    worker = scrm_score_open(scorer);
    if (posts) {
        order(data);
        return 0;
    }
    printf("%-34s %6s  %5s  %5s  %5s  %5s  95 %% interval\n",
           dev ? "tuning part" : "held-out third", "n", "acc", "F1", "rec", "r");
    tweets(data, "english", "en", "tweets (sentiment)");
    tweets(data, "german", "de", "tweets, German (sentiment)");
    tweets(data, "spanish", "es", "tweets, Spanish (sentiment)");
    tweets(data, "french", "fr", "tweets, French (sentiment)");
    tweets(data, "italian", "it", "tweets, Italian (sentiment)");
    tweets(data, "portuguese", "pt", "tweets, Portuguese (sentiment)");
    rated(data, "vader_icwsm14/amazonReviewSnippets_GroundTruth.txt",
          "product reviews (sentiment)");
    rated(data, "vader_icwsm14/nytEditorialSnippets_GroundTruth.txt", "editorials (sentiment)");
    spam(data);
    intents(data,
            "bitext_intents/data/train/Bitext_Sample_Customer_Service_Training_Dataset.csv",
            bitext, 0, 1, "customer support (intent found)");
    intents(data, "banking77/banking_data/train.csv", banking, 0, 1, "banking (intent found)");
    replies(data);
    customers(data);
    order(data);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        tongue(data, others[i][0], others[i][1]);
    scrm_score_close(worker);
    scrm_scorer_free(scorer);
    return 0;
}
