/*
 * The order of the list: customers' first messages among everyday tweets.
 */
#include "accuracy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/json.h"
#include "record/emit.h"

enum { SECONDS_A_DAY = 86400 };

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

static void put_post(const struct run *run, struct stream *stream, struct scrm_slice text,
                     bool wants)
{
    struct scrm_score score = judge(run, text, "en");
    uint64_t arrival = scrm_digest(text.at, text.len).high;

    SCRM_GROW(stream->posts, stream->n, stream->cap);
    stream->posts[stream->n++] = (struct post){.wants = wants,
                                               .reply = score.needs_reply + score.urgency / 4.0,
                                               .sentiment = -score.sentiment,
                                               .arrival = arrival};
    if (run->posts)
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
                        int (*compare)(const void *, const void *))
{
    double hits = 0, precision = 0, at50 = 0;

    qsort(stream->posts, stream->n, sizeof *stream->posts, by_arrival);
    qsort(stream->posts, stream->n, sizeof *stream->posts, compare);
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
void order(const struct run *run)
{
    struct scrm_buf text = {0}, plain = {0};
    struct stream stream = {0};
    struct scrm_err err = {0};
    struct scrm_slice rest, line;
    json_t *all = NULL, *dialog, *message;
    size_t i;

    if (read_file(run, "care_dialogs/dev.json", &text))
        all = scrm_json_load(scrm_buf_slice(&text), "dev.json", &err);
    json_array_foreach(all, i, dialog)
    {
        struct scrm_slice words;

        message = json_array_get(json_object_get(dialog, "dialogContent"), 0);
        words = scrm_slice_of(json_string_value(json_object_get(message, "message")));
        if (json_object_get(message, "client") && words.len && wanted_part(run, words))
            put_post(run, &stream, words, true);
    }
    json_decref(all);
    scrm_err_fini(&err);
    scrm_buf_reset(&text);
    read_file(run, "umsab/english/train_text.txt", &text);
    rest = scrm_buf_slice(&text);
    while (next_line(&rest, &line)) {
        plain_text(line, &plain);
        if (wanted_part(run, line))
            put_post(run, &stream, scrm_buf_slice(&plain), false);
    }
    if (stream.n >= 50 && !run->posts) {
        print_order(&stream, "order: needs_reply and urgency", by_reply);
        print_order(&stream, "order: most negative first", by_sentiment);
        print_order(&stream, "order: as they came", by_arrival);
    }
    free(stream.posts);
    scrm_buf_fini(&text);
    scrm_buf_fini(&plain);
}
