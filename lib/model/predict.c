/*
 * What a model says of a text: the weights of its features are added up as
 * integers, scaled by the root of their number, and turned into calibrated
 * shares. Integer arithmetic throughout: every machine gives the same digits.
 */
#include "model/file.h"
#include "model/memo.h"

#if defined(__SSE2__) && !defined(SCRM_PLAIN)
#include <emmintrin.h>
#endif

/* Large arrays of which little is used, and that little always set first. */
#define UNSET __attribute__((uninitialized))

/* Of extras, by far the most often: to divide by it is to shift. */
enum { EXTRAS_UNIT = SCRM_MODEL_EXTRAS_UNIT };

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

/* What a sum of a group's weights is multiplied by: 2^-32. */
static int64_t factor_of(const struct scrm_model_head *head, size_t n)
{
    return (int64_t)head->scale * inverse_root(n) / 256;
}

/* Adds what the sums of a group come to: each times the group's factor, rounded towards 0. All
 * of it fits 32 bits (SCRM_MODEL_SCALE_MOST); signs are taken off for it. */
#if defined(__SSE2__) && !defined(SCRM_PLAIN)
static void take_sums(const struct scrm_model_head *head, const int32_t *sums, size_t n,
                      uint32_t *totals)
{
    const __m128i factor = _mm_set1_epi64x(factor_of(head, n));

    for (size_t k = 0; k < head->columns; k += 4) {
        __m128i sum = _mm_loadu_si128((const void *)(sums + k));
        __m128i minus = _mm_srai_epi32(sum, 31);
        __m128i size = _mm_sub_epi32(_mm_xor_si128(sum, minus), minus);
        __m128i even = _mm_srli_epi64(_mm_mul_epu32(size, factor), 16);
        __m128i odd = _mm_srli_epi64(_mm_mul_epu32(_mm_srli_epi64(size, 32), factor), 16);
        __m128i part =
            _mm_unpacklo_epi32(_mm_shuffle_epi32(even, 0x8), _mm_shuffle_epi32(odd, 0x8));

        part = _mm_sub_epi32(_mm_xor_si128(part, minus), minus);
        part = _mm_add_epi32(part, _mm_loadu_si128((const void *)(totals + k)));
        _mm_storeu_si128((void *)(totals + k), part);
    }
}
#else
static void take_sums(const struct scrm_model_head *head, const int32_t *sums, size_t n,
                      uint32_t *totals)
{
    uint32_t factor = (uint32_t)factor_of(head, n);

    for (size_t k = 0; k < head->columns; k++) {
        uint32_t minus = sums[k] < 0 ? UINT32_MAX : 0;
        uint32_t size = ((uint32_t)sums[k] ^ minus) - minus;
        uint32_t part = (uint32_t)((uint64_t)size * factor / ONE);

        totals[k] += (part ^ minus) - minus;
    }
}
#endif

/* Adds a group of features, by their hashes or by the words that were kept of them. */
static void add_cells(const struct scrm_model *model, size_t number,
                      const struct scrm_features *features, int group, struct scrm_memo *memo,
                      int64_t *columns)
{
    const struct scrm_model_head *head = &model->heads[number];
    int64_t factor = factor_of(head, features->n[group]);
    int32_t sums[SCRM_MODEL_CELL_COLUMNS] = {0};

    if (group == SCRM_FEATURES_CHARS && features->keeps)
        scrm_memo_sum_cells(memo, features, sums);
    else
        scrm_model_weigh_cells(model, number, features->at[group], features->n[group], sums);
    for (uint32_t k = 0; k < head->columns; k++)
        columns[k] += sums[k] * factor / ONE;
}

/* The same for a head with rows. */
static void add_rows(const struct scrm_model *model, size_t number,
                     const struct scrm_features *features, int group, struct scrm_memo *memo,
                     uint32_t *totals)
{
    const struct scrm_model_head *head = &model->heads[number];
    struct scrm_sums sums UNSET;

    scrm_sums_begin(&sums, head->columns);
    if (features->keeps && group == SCRM_FEATURES_CHARS)
        scrm_memo_sum_rows(memo, features, &sums);
    else if (features->keeps && group == SCRM_FEATURES_PAIRS)
        scrm_model_weigh_pairs(model, number, features, &sums);
    else
        scrm_model_weigh_rows(model, number, features->at[group], features->n[group], &sums);
    scrm_sums_end(&sums);
    take_sums(head, sums.at, features->n[group], totals);
}

/* The extras of a head with cells, whose weights stand column by column. Three columns are
 * divided once, a single one extra by extra... */
static void add_few_extras(const struct scrm_model *model, const struct scrm_model_head *head,
                           struct scrm_extras extras, int64_t *columns)
{
    const int16_t *weights = at(model, head->extras_at);
    size_t n = extras.n < model->file->n_extras ? extras.n : model->file->n_extras;
    int32_t unit = (int32_t)head->extras_unit;

    for (uint32_t k = 0; k < head->columns; k++, weights += model->file->n_extras) {
        int32_t sum = 0;

        if (head->columns > 1) {
            for (size_t i = 0; i < n; i++)
                sum += extras.at[i] * weights[i];
            sum = unit == EXTRAS_UNIT ? sum / EXTRAS_UNIT : sum / unit;
        } else if (unit == EXTRAS_UNIT) {
            for (size_t i = 0; i < n; i++)
                sum += extras.at[i] * weights[i] / EXTRAS_UNIT;
        } else {
            for (size_t i = 0; i < n; i++)
                sum += extras.at[i] * weights[i] / unit;
        }
        columns[k] += sum;
    }
}

/* ...as those of a head with rows are. Rounding towards 0 needs 255 more where a product is
 * negative: the sign of the weight, as a second factor, brings that in. */
#if defined(__SSE2__) && !defined(SCRM_PLAIN)
static void add_extra(uint32_t *totals, const int16_t *weights, size_t units, int16_t extra)
{
    const int16_t more = extra < 0 ? 1 - EXTRAS_UNIT : EXTRAS_UNIT - 1;
    const __m128i factors = _mm_set1_epi32((int32_t)((uint32_t)more << 16 | (uint16_t)extra));
    const __m128i rest = _mm_set1_epi32(extra < 0 ? EXTRAS_UNIT - 1 : 0);

    for (; units; units--, totals += SCRM_MODEL_UNIT, weights += SCRM_MODEL_UNIT) {
        __m128i some = _mm_loadu_si128((const void *)weights);
        __m128i minus = _mm_srli_epi16(some, 15);
        __m128i low = _mm_madd_epi16(_mm_unpacklo_epi16(some, minus), factors);
        __m128i high = _mm_madd_epi16(_mm_unpackhi_epi16(some, minus), factors);

        low = _mm_srai_epi32(_mm_add_epi32(low, rest), 8);
        high = _mm_srai_epi32(_mm_add_epi32(high, rest), 8);
        low = _mm_add_epi32(low, _mm_loadu_si128((const void *)totals));
        high = _mm_add_epi32(high, _mm_loadu_si128((const void *)(totals + 4)));
        _mm_storeu_si128((void *)totals, low);
        _mm_storeu_si128((void *)(totals + 4), high);
    }
}

_Static_assert(EXTRAS_UNIT == 1 << 8 && SCRM_MODEL_UNIT == 8, "as they are shifted and added");
#else
static void add_extra(uint32_t *totals, const int16_t *weights, size_t units, int16_t extra)
{
    for (size_t k = 0; k < units * SCRM_MODEL_UNIT; k++)
        totals[k] += (uint32_t)(extra * weights[k] / EXTRAS_UNIT);
}
#endif

static void add_many_extras(const struct scrm_model *model, const struct scrm_model_head *head,
                            struct scrm_extras extras, uint32_t *totals)
{
    const int16_t *weights = at(model, head->extras_at);
    size_t units = scrm_model_row_units(head->columns);
    size_t n = extras.n < model->file->n_extras ? extras.n : model->file->n_extras;

    for (size_t i = 0; i < n; i++, weights += units * SCRM_MODEL_UNIT) {
        if (!extras.at[i])
            continue;
        if (head->extras_unit == EXTRAS_UNIT) {
            add_extra(totals, weights, units, extras.at[i]);
            continue;
        }
        for (size_t k = 0; k < units * SCRM_MODEL_UNIT; k++)
            totals[k] += (uint32_t)(extras.at[i] * weights[k] / (int32_t)head->extras_unit);
    }
}

static const unsigned group_reads[SCRM_FEATURE_GROUPS] = {SCRM_READS_WORDS, SCRM_READS_CHARS,
                                                          SCRM_READS_PAIRS};

static void decide_by_cells(const struct scrm_model *model, size_t number,
                            const struct scrm_features *features, struct scrm_extras extras,
                            struct scrm_memo *memo, int64_t *columns)
{
    const struct scrm_model_head *head = &model->heads[number];
    const int32_t *bias = at(model, head->bias_at);

    for (uint32_t k = 0; k < head->columns; k++)
        columns[k] = bias[k];
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        if (head->reads & group_reads[group] && features->n[group])
            add_cells(model, number, features, group, memo, columns);
    if (head->reads & SCRM_READS_EXTRAS)
        add_few_extras(model, head, extras, columns);
}

static void decide_by_rows(const struct scrm_model *model, size_t number,
                           const struct scrm_features *features, struct scrm_extras extras,
                           struct scrm_memo *memo, int64_t *columns)
{
    const struct scrm_model_head *head = &model->heads[number];
    const int32_t *bias = at(model, head->bias_at);
    uint32_t totals[SCRM_SUMS_ROOM] UNSET;

    memset(totals, 0, scrm_sums_wide(head->columns) * sizeof *totals);
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        if (head->reads & group_reads[group] && features->n[group])
            add_rows(model, number, features, group, memo, totals);
    if (head->reads & SCRM_READS_EXTRAS)
        add_many_extras(model, head, extras, totals);
    for (uint32_t k = 0; k < head->columns; k++)
        columns[k] = (int64_t)bias[k] + (int32_t)totals[k];
}

static size_t decide(const struct scrm_model *model, size_t number,
                     const struct scrm_features *features, struct scrm_extras extras,
                     struct scrm_memo *memo, int64_t *sums)
{
    const struct scrm_model_head *head = &model->heads[number];
    size_t best = 0;

    for (uint32_t k = 0; k < head->classes; k++)
        sums[k] = 0; /* of two classes the first stays so */
    if (head->columns > SCRM_MODEL_CELL_COLUMNS)
        decide_by_rows(model, number, features, extras, memo, sums);
    else
        decide_by_cells(model, number, features, extras, memo, sums + (head->classes == 2));
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
