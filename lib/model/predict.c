/*
 * What a model says of a text: the weights of its features are added up as
 * integers, scaled by the root of their number, and turned into calibrated
 * shares. Integer arithmetic throughout: every machine gives the same digits.
 */
#include "model/file.h"
#include "model/memo.h"

/* Large arrays of which little is used, and that little always set first. */
#define UNSET __attribute__((uninitialized))

#define ONE INT64_C(65536) /* of the sums: 2^-16 of a natural logit */

static const void *at(const struct scrm_model *model, uint32_t offset)
{
    return (const char *)model->file + offset;
}

/* 65536 / sqrt(n), rounded down, for the numbers that short posts have. */
static const int32_t roots[128] = {
    0,     65536, 46340, 37837, 32768, 29308, 26754, 24770, 23170, 21845, 20724, 19759, 18918,
    18176, 17515, 16921, 16384, 15894, 15446, 15034, 14654, 14301, 13972, 13665, 13377, 13107,
    12852, 12612, 12385, 12169, 11965, 11770, 11585, 11408, 11239, 11077, 10922, 10774, 10631,
    10494, 10362, 10235, 10112, 9994,  9879,  9769,  9662,  9559,  9459,  9362,  9268,  9176,
    9088,  9002,  8918,  8836,  8757,  8680,  8605,  8532,  8460,  8391,  8323,  8256,  8192,
    8128,  8066,  8006,  7947,  7889,  7833,  7777,  7723,  7670,  7618,  7567,  7517,  7468,
    7420,  7373,  7327,  7281,  7237,  7193,  7150,  7108,  7066,  7026,  6986,  6946,  6908,
    6870,  6832,  6795,  6759,  6723,  6688,  6654,  6620,  6586,  6553,  6521,  6489,  6457,
    6426,  6395,  6365,  6335,  6306,  6277,  6248,  6220,  6192,  6165,  6138,  6111,  6084,
    6058,  6033,  6007,  5982,  5957,  5933,  5909,  5885,  5861,  5838,  5815};

/* The same for any n: the root of 2^32 / n by Newton's method from above. */
static int64_t inverse_root(size_t n)
{
    uint64_t square, x, next;

    if (n < sizeof roots / sizeof *roots)
        return roots[n];
    square = (UINT64_C(1) << 32) / n;

    if (!square)
        return 0;
    next = UINT64_C(1) << ((65 - __builtin_clzll(square)) / 2);
    do {
        x = next;
        next = (x + square / x) / 2;
    } while (next < x);
    return (int64_t)x;
}

/* Cells are spread over a table that no small cache holds: so many features ahead they are
 * asked for. */
enum { AHEAD = 8 };

static void add_cells(const uint32_t *cells, uint32_t bits, const uint64_t *hashes, size_t n,
                      int32_t *sums)
{
    int32_t first = 0, second = 0, third = 0;

    for (size_t i = 0; i < n; i++) {
        const uint32_t *pair = cells + scrm_model_pair(hashes[i], bits);
        uint32_t tag = scrm_model_tag8(hashes[i]);

        __builtin_prefetch(cells +
                           scrm_model_pair(hashes[i + AHEAD < n ? i + AHEAD : i], bits));
        /* All ones or none: no branch could foretell which words a model knows. */
        uint32_t one = 0u - ((pair[0] & 0xFF) == tag), other = 0u - ((pair[1] & 0xFF) == tag);
        uint32_t cell = (pair[0] & one) | (pair[1] & other & ~one);

        first += (int8_t)(cell >> 8);
        second += (int8_t)(cell >> 16);
        third += (int8_t)(cell >> 24);
    }
    sums[0] += first;
    sums[1] += second;
    sums[2] += third;
}

static inline void add_entry(int32_t *sums, const struct scrm_model_entry *entry)
{
    sums[entry->column] += entry->weight;
}

/* Lists are long: a third of the classes stands in each. */
static void add_list(const struct scrm_model_entry *entry, size_t n, int32_t *sums)
{
    for (; n >= 4; n -= 4, entry += 4) {
        add_entry(sums, entry);
        add_entry(sums, entry + 1);
        add_entry(sums, entry + 2);
        add_entry(sums, entry + 3);
    }
    for (; n; n--, entry++)
        add_entry(sums, entry);
}

static void add_lists(const struct scrm_model_slot *slots, uint32_t bits,
                      const struct scrm_model_entry *entries, const uint64_t *hashes, size_t n,
                      int32_t *sums)
{
    for (size_t i = 0; i < n; i++) {
        const struct scrm_model_slot *pair = slots + scrm_model_pair(hashes[i], bits);
        uint32_t tag = scrm_model_tag32(hashes[i]), list;

        __builtin_prefetch(slots +
                           scrm_model_pair(hashes[i + AHEAD < n ? i + AHEAD : i], bits));
        if (pair[0].tag == tag)
            list = pair[0].list;
        else if (pair[1].tag == tag)
            list = pair[1].list;
        else
            continue;
        add_list(entries + (list >> 8), list & 0xFF, sums);
    }
}

/* What a sum of a group's weights is multiplied by: 2^-32. */
static int64_t factor_of(const struct scrm_model_head *head, size_t n)
{
    return (int64_t)head->scale * inverse_root(n) / 256;
}

void scrm_model_weigh(const struct scrm_model *model, size_t number, const uint64_t *hashes,
                      size_t n, int32_t *sums)
{
    const struct scrm_model_head *head = &model->heads[number];

    if (head->columns <= SCRM_MODEL_CELL_COLUMNS)
        add_cells(at(model, head->table_at), head->bits, hashes, n, sums);
    else
        add_lists(at(model, head->table_at), head->bits, at(model, head->entries_at), hashes, n,
                  sums);
}

/* Adds a group of features, by their hashes or by the words that were kept of them. */
static void add_group(const struct scrm_model *model, size_t number,
                      const struct scrm_features *features, int group, struct scrm_memo *memo,
                      int64_t *columns)
{
    const struct scrm_model_head *head = &model->heads[number];
    int64_t factor = factor_of(head, features->n[group]);
    int32_t sums[SCRM_MODEL_CLASSES_ROOM] UNSET;

    memset(sums, 0, (head->columns + SCRM_MODEL_ALIGNED) * sizeof *sums);
    if (group == SCRM_FEATURES_CHARS && features->keeps)
        scrm_memo_sum(memo, features, sums);
    else
        scrm_model_weigh(model, number, features->at[group], features->n[group], sums);
    for (uint32_t k = 0; k < head->columns; k++)
        columns[k] += sums[k] * factor / ONE;
}

static void add_extras(const struct scrm_model *model, const struct scrm_model_head *head,
                       struct scrm_extras extras, int64_t *columns)
{
    const int32_t *weights = at(model, head->extras_at);
    size_t n = extras.n < model->file->n_extras ? extras.n : model->file->n_extras;
    int64_t sums[SCRM_MODEL_CELL_COLUMNS] = {0};

    if (head->columns == SCRM_MODEL_CELL_COLUMNS) { /* by far the most often */
        /* Half of them are 0, but no branch could foretell which. */
        for (size_t i = 0; i < n; i++, weights += SCRM_MODEL_CELL_COLUMNS)
            for (int k = 0; k < SCRM_MODEL_CELL_COLUMNS; k++)
                sums[k] += (int64_t)extras.at[i] * weights[k];
        for (int k = 0; k < SCRM_MODEL_CELL_COLUMNS; k++)
            columns[k] += sums[k] / 256;
        return;
    }
    for (size_t i = 0; i < n; i++, weights += head->columns)
        if (extras.at[i])
            for (uint32_t k = 0; k < head->columns; k++)
                columns[k] += (int64_t)extras.at[i] * weights[k] / 256;
}

static size_t decide(const struct scrm_model *model, size_t number,
                     const struct scrm_features *features, struct scrm_extras extras,
                     struct scrm_memo *memo, int64_t *sums)
{
    static const unsigned reads[SCRM_FEATURE_GROUPS] = {SCRM_READS_WORDS, SCRM_READS_CHARS,
                                                        SCRM_READS_PAIRS};
    const struct scrm_model_head *head = &model->heads[number];
    const int32_t *bias = at(model, head->bias_at);
    /* With two classes the first one's sum is 0. */
    int64_t *columns = head->classes == 2 ? sums + 1 : sums;
    size_t best = 0;

    for (uint32_t k = 0; k < head->classes; k++)
        sums[k] = 0;
    for (uint32_t k = 0; k < head->columns; k++)
        columns[k] = bias[k];
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        if (head->reads & reads[group] && features->n[group])
            add_group(model, number, features, group, memo, columns);
    if (head->reads & SCRM_READS_EXTRAS)
        add_extras(model, head, extras, columns);
    for (size_t k = 1; k < head->classes; k++)
        if (sums[k] > sums[best])
            best = k;
    return best;
}

size_t scrm_model_decide(const struct scrm_model *model, size_t number,
                         const struct scrm_features *features, struct scrm_extras extras,
                         int64_t *sums)
{
    return decide(model, number, features, extras, NULL, sums);
}

/* e^-x of x >= 0 in 2^-16, in 2^-30: a power of two by shifting, the rest by a cubic that is
 * right to one part in 10,000. */
static int64_t decay(uint64_t x)
{
    const uint64_t one = ONE; /* nothing here is negative, so that shifts divide */
    uint64_t y, f;

    if (x > 22 * one)
        return 0;
    y = x * 94548 / one; /* log2(e) */
    f = one - y % one;   /* 2^-y = 2^-(whole + 1) * 2^f */
    f = 1073664590 + f * (744383315 + f * (242791240 + f * 85299690 / one) / one) / one;
    return (int64_t)(f >> (y / one + 1));
}

/* The calibrated share of an answer whose plain share is `share`. */
static int32_t on_curve(const int32_t *curve, int32_t share)
{
    int32_t width = 625, knot = share / width, rest = share % width;

    if (knot >= SCRM_MODEL_KNOTS - 1)
        return curve[SCRM_MODEL_KNOTS - 1];
    return curve[knot] + (curve[knot + 1] - curve[knot]) * rest / width;
}

/* Turns the sums into parts of a whole, which is returned. */
static int64_t parts_of(const struct scrm_model *model, const struct scrm_model_head *head,
                        int64_t *sums)
{
    const int32_t *shifts = at(model, head->shifts_at);
    int64_t most = INT64_MIN, total = 0;

    if (head->classes < 2) /* nobody opens such a model; said for the analyzer */
        __builtin_unreachable();
    for (uint32_t k = 0; k < head->classes; k++) {
        sums[k] = sums[k] * head->slope / ONE + shifts[k];
        if (sums[k] > most)
            most = sums[k];
    }
    for (uint32_t k = 0; k < head->classes; k++) {
        sums[k] = decay((uint64_t)(most - sums[k]));
        total += sums[k];
    }
    return total;
}

/* Of two classes the answer is the one that is likelier after calibration: its share is half
 * or more. Of several the sums decide. */
static size_t answer_of(const struct scrm_model_head *head, size_t best, const int64_t *parts)
{
    return head->classes == 2 ? parts[1] > parts[0] : best;
}

static int32_t share_of(int64_t part, int64_t total)
{
    return (int32_t)((part * 10000 + total / 2) / total);
}

static size_t predict(const struct scrm_model *model, size_t number,
                      const struct scrm_features *features, struct scrm_extras extras,
                      struct scrm_memo *memo, int32_t *shares)
{
    const struct scrm_model_head *head = &model->heads[number];
    int64_t sums[SCRM_MODEL_CLASSES_MAX] UNSET;
    size_t best = decide(model, number, features, extras, memo, sums);
    int64_t total = parts_of(model, head, sums);
    int32_t others = head->classes > 1 ? (int32_t)head->classes - 1 : 1, sure;

    best = answer_of(head, best, sums);
    for (uint32_t k = 0; k < head->classes; k++)
        shares[k] = share_of(sums[k], total);
    sure = on_curve(head->curve, shares[best]);
    for (uint32_t k = 0; k < head->classes; k++)
        if (k != best) /* the others share the rest as before, or evenly where they had none */
            shares[k] =
                shares[best] < 10000
                    ? (int32_t)((int64_t)shares[k] * (10000 - sure) / (10000 - shares[best]))
                    : (10000 - sure) / others;
    shares[best] = sure;
    return best;
}

size_t scrm_model_predict(const struct scrm_model *model, size_t number,
                          const struct scrm_features *features, struct scrm_extras extras,
                          int32_t *shares)
{
    return predict(model, number, features, extras, NULL, shares);
}

size_t scrm_memo_predict(struct scrm_memo *memo, const struct scrm_features *features,
                         struct scrm_extras extras, int32_t *shares)
{
    return predict(memo->model, memo->head, features, extras, memo, shares);
}

size_t scrm_memo_best(struct scrm_memo *memo, const struct scrm_features *features,
                      struct scrm_extras extras, int32_t *sure)
{
    const struct scrm_model_head *head = &memo->model->heads[memo->head];
    int64_t sums[SCRM_MODEL_CLASSES_MAX] UNSET;
    size_t best = decide(memo->model, memo->head, features, extras, memo, sums);
    int64_t total = parts_of(memo->model, head, sums);

    best = answer_of(head, best, sums);
    *sure = on_curve(head->curve, share_of(sums[best], total));
    return best;
}
