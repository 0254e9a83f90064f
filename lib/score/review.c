/*
 * Two posts are as alike as the least hashes of their words and pairs of words
 * (MinHash: Broder, "On the resemblance and containment of documents", 1997).
 * Greedy picking by doubt and distance is the farthest-first traversal of
 * Gonzalez (1985), weighed.
 */
#include "score/review.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "record/emit.h"
#include "record/splice.h"
#include "record/value.h"
#include "score/worker.h"

enum {
    SKETCH = 32, /* hashes compared */
    ALIKE = 24,  /* so many equal ones: nearly the same post, of no further use */
    TIMES = 20,  /* posts kept for each that is asked for */
    KEPT_LEAST = 500,
};

/* A post that may be worth a label. */
struct candidate {
    int32_t doubt; /* 0 sure to 10000 no idea, whatever the number of classes */
    int32_t p;
    const char *head, *label;              /* borrowed from the scorer */
    struct scrm_digest line_is, words_are; /* digests of its line, of its words in order */
    uint32_t sketch[SKETCH];
    char *line; /* owned */
    size_t len;
    uint8_t nearest; /* equal hashes with the most alike post that was picked */
    bool out;        /* picked, or of no further use */
};

struct scrm_review_pool {
    struct scrm_scorer_worker *worker;
    size_t most;
    struct candidate *heap; /* the surest of them first: it goes when a better one comes */
    size_t n;
    struct scrm_buf line;
};

struct scrm_review_pool *scrm_review_open(const struct scrm_scorer *scorer, size_t n)
{
    struct scrm_review_pool *pool = scrm_alloc_zero(1, sizeof *pool);

    pool->worker = scrm_score_open(scorer);
    pool->most = n * TIMES < KEPT_LEAST ? KEPT_LEAST : n * TIMES;
    pool->heap = scrm_alloc_zero(pool->most + 1, sizeof *pool->heap);
    return pool;
}

void scrm_review_close(struct scrm_review_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->n; i++)
        free(pool->heap[i].line);
    free(pool->heap);
    scrm_score_close(pool->worker);
    scrm_buf_fini(&pool->line);
    free(pool);
}

/* Less doubtful; of equals the digest decides, which depends on the line alone. */
static bool is_less(const struct candidate *a, const struct candidate *b)
{
    if (a->doubt != b->doubt)
        return a->doubt < b->doubt;
    return a->line_is.high != b->line_is.high ? a->line_is.high < b->line_is.high
                                              : a->line_is.low < b->line_is.low;
}

static void swap(struct candidate *a, struct candidate *b)
{
    struct candidate kept = *a;

    *a = *b;
    *b = kept;
}

static void sink(struct candidate *heap, size_t n, size_t at)
{
    for (;;) {
        size_t least = at, child;

        for (child = 2 * at + 1; child < n && child <= 2 * at + 2; child++)
            if (is_less(&heap[child], &heap[least]))
                least = child;
        if (least == at)
            return;
        swap(&heap[at], &heap[least]);
        at = least;
    }
}

static void rise(struct candidate *heap, size_t at)
{
    while (at > 0 && is_less(&heap[at], &heap[(at - 1) / 2])) {
        swap(&heap[at], &heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

/* Takes a candidate, and its line, in, unless it is surer than all of a full pool, or says in
 * the same words what a better one says. */
static void keep(struct scrm_review_pool *pool, struct candidate *one)
{
    size_t at = 0;
    char *unwanted;

    while (at < pool->n && (pool->heap[at].words_are.high != one->words_are.high ||
                            pool->heap[at].words_are.low != one->words_are.low))
        at++;
    if (at == pool->n && pool->n < pool->most) {
        pool->heap[pool->n++] = *one;
        rise(pool->heap, at);
        return;
    }
    if (at == pool->n)
        at = 0;
    unwanted = one->line;
    one->line = NULL;
    if (is_less(&pool->heap[at], one)) {
        char *line = unwanted;

        unwanted = pool->heap[at].line;
        pool->heap[at] = *one;
        pool->heap[at].line = line;
        sink(pool->heap, pool->n, at);
    }
    free(unwanted);
}

/* Of which head the worker's last post tells least, and how little; 0: nothing to judge. */
static void doubt(const struct scrm_scorer_worker *worker, struct candidate *one)
{
    static const char *const classes[] = {"negative", "neutral", "positive"};
    const struct scrm_score_models *models = &worker->scorer->models;
    const struct scrm_score *score = &worker->last;

    if (score->reason && strcmp(score->reason, "no text") == 0)
        return;
    for (size_t i = 0; i < models->n_heads; i++) {
        const struct scrm_label *label = &worker->labels[i];
        int32_t n = (int32_t)scrm_model_classes(models->heads[i].model, models->heads[i].head);
        int32_t here = n > 1 ? (10000 - label->p) * n / (n - 1) : 0;

        if (here <= 0)
            here = 1; /* sure, but judged */
        if (here > one->doubt)
            *one = (struct candidate){
                .doubt = here, .p = label->p, .head = label->head, .label = label->label};
    }
    if (!models->n_heads && score->confidence > 0)
        *one = (struct candidate){.doubt = (10000 - score->confidence) * 3 / 2 + 1,
                                  .p = score->confidence,
                                  .head = "sentiment",
                                  .label = classes[score->sentiment_class]};
}

static void sketch(const struct scrm_features *features, struct candidate *one)
{
    size_t n = features->n[SCRM_FEATURES_WORDS];
    const uint64_t *hashes = features->at[SCRM_FEATURES_WORDS];

    memset(one->sketch, 0xFF, sizeof one->sketch);
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = hashes[i];

        for (int k = 0; k < SKETCH; k++) {
            uint32_t value;

            hash = hash * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            value = (uint32_t)((hash ^ hash >> 29) >> 32);
            if (value < one->sketch[k])
                one->sketch[k] = value;
        }
    }
    one->words_are = scrm_digest(n ? (const char *)hashes : "", n * sizeof *hashes);
}

int scrm_review_line(struct scrm_review_pool *pool, const struct scrm_line *line,
                     struct scrm_arena *arena, struct scrm_err *err)
{
    const struct scrm_scorer *scorer = pool->worker->scorer;
    struct candidate one = {.doubt = 0};
    int16_t extras[SCRM_SCORE_EXTRAS_N];

    pool->worker->last = (struct scrm_score){.reason = "no text"};
    scrm_buf_reset(&pool->line);
    if (scrm_score_line(pool->worker, line, arena, &pool->line, err))
        return -1;
    doubt(pool->worker, &one);
    if (!one.doubt || (pool->n == pool->most && one.doubt < pool->heap[0].doubt))
        return 0;
    sketch(scrm_score_gather(pool->worker, scrm_value_text(line->values[scorer->title], arena),
                             scrm_value_text(line->values[scorer->text], arena),
                             scrm_value_text(line->values[scorer->lang], arena),
                             SCRM_READS_WORDS, extras),
           &one);
    pool->worker->reads = scorer->models.reads; /* gathering changed these */
    pool->worker->features.keeps = true;
    one.len = pool->line.len;
    one.line_is = scrm_digest(pool->line.at, pool->line.len);
    one.line = scrm_strndup(pool->line.at, pool->line.len);
    keep(pool, &one);
    return 0;
}

static uint8_t alike(const struct candidate *a, const struct candidate *b)
{
    uint8_t equal = 0;

    for (int k = 0; k < SKETCH; k++)
        if (a->sketch[k] == b->sketch[k])
            equal++;
    return equal;
}

/* The best one left, NULL for none. */
static struct candidate *best_of(struct candidate *all, size_t n)
{
    struct candidate *best = NULL;
    int64_t most = 0;

    for (size_t i = 0; i < n; i++) {
        int64_t worth = (int64_t)all[i].doubt * (SKETCH - all[i].nearest);

        if (all[i].out)
            continue;
        if (!best || worth > most || (worth == most && is_less(best, &all[i]))) {
            best = &all[i];
            most = worth;
        }
    }
    return best;
}

/* The line with its member `review`. */
static void put_line(const struct candidate *one, size_t rank, struct scrm_keys *keys, int slot,
                     struct scrm_scanner *scanner, struct scrm_buf *out)
{
    struct scrm_value values[2] = {{NULL, 0, 0, false}};
    struct scrm_line line = {.values = values};
    struct scrm_buf copy = {0}, review = {0};
    struct scrm_err err = {0};

    scrm_buf_put(&copy, one->line, one->len - 1); /* without its newline */
    scrm_buf_putc(&review, '{');
    scrm_emit_member_int(&review, "rank", (int64_t)rank);
    scrm_emit_member_text(&review, "head", scrm_slice_of(one->head));
    scrm_emit_member_text(&review, "label", scrm_slice_of(one->label));
    scrm_emit_member_fixed(&review, "p", one->p);
    scrm_emit_member_fixed(&review, "similarity", one->nearest * 10000 / SKETCH);
    scrm_buf_putc(&review, '}');
    if (scrm_scan(scanner, keys, scrm_scan_padded(&copy), &line, &err) == 0)
        scrm_splice(&line, slot, "review", scrm_buf_slice(&review), out);
    else /* was scanned before: cannot be */
        scrm_buf_put_slice(out, scrm_buf_slice(&copy));
    scrm_buf_putc(out, '\n');
    scrm_err_fini(&err);
    scrm_buf_fini(&copy);
    scrm_buf_fini(&review);
}

/* All that is in the other pools into the first. */
static void join(struct scrm_review_pool *const *pools, size_t n_pools)
{
    for (size_t i = 1; i < n_pools; i++) {
        for (size_t k = 0; k < pools[i]->n; k++)
            keep(pools[0], &pools[i]->heap[k]);
        pools[i]->n = 0;
    }
}

size_t scrm_review_pick(struct scrm_review_pool *const *pools, size_t n_pools, size_t n,
                        struct scrm_buf *out)
{
    struct scrm_review_pool *pool = n_pools ? pools[0] : NULL;
    struct scrm_keys *keys = scrm_keys_new();
    int slot = scrm_keys_add_dotted(keys, "review");
    struct scrm_scanner scanner = {0};
    struct candidate *best;
    size_t picked = 0;

    scrm_keys_build(keys);
    join(pools, n_pools);
    while (pool && picked < n && (best = best_of(pool->heap, pool->n))) {
        best->out = true;
        put_line(best, ++picked, keys, slot, &scanner, out);
        for (size_t i = 0; i < pool->n; i++) {
            struct candidate *other = &pool->heap[i];
            uint8_t equal = other->out ? 0 : alike(best, other);

            if (equal > other->nearest)
                other->nearest = equal;
            other->out |= other->nearest >= ALIKE;
        }
    }
    for (size_t i = 0; pool && i < pool->n; i++)
        free(pool->heap[i].line);
    if (pool)
        pool->n = 0;
    scrm_keys_free(keys);
    scrm_scanner_fini(&scanner);
    return picked;
}
