/*
 * Looking up what features weigh: cells and rows are asked for ahead of their
 * use, and no branch depends on which features a model knows, since none could
 * be foretold. Belongs to model/predict.c, which makes sums into answers.
 */
#include "model/file.h"

/* Large arrays of which little is used, and that little always set first. */
#define UNSET __attribute__((uninitialized))

static const void *at(const struct scrm_model *model, uint32_t offset)
{
    return (const char *)model->file + offset;
}

/* Cells are spread over a table that no small cache holds: so many features ahead they are
 * asked for. */
enum { AHEAD = 16 };

void scrm_model_weigh_cells(const struct scrm_model *model, size_t number,
                            const uint64_t *hashes, size_t n,
                            int32_t sums[SCRM_MODEL_CELL_COLUMNS])
{
    const uint32_t *cells = at(model, model->heads[number].table_at);
    uint32_t bits = model->heads[number].bits;
    int32_t first = 0, second = 0, third = 0;

    for (size_t i = 0; i < n; i++) {
        const uint32_t *pair = cells + scrm_model_pair(hashes[i], bits);
        uint32_t tag = scrm_model_tag8(hashes[i]), cell;

        __builtin_prefetch(cells +
                           scrm_model_pair(hashes[i + AHEAD < n ? i + AHEAD : i], bits));
        cell = pair[(pair[0] & 0xFF) != tag];
        cell &= 0u - ((cell & 0xFF) == tag);
        first += (int8_t)(cell >> 8);
        second += (int8_t)(cell >> 16);
        third += (int8_t)(cell >> 24);
    }
    sums[0] += first;
    sums[1] += second;
    sums[2] += third;
}

/* Features that are looked for together: all of their slots, then all of their rows are asked
 * for before the first is used. */
enum { AT_ONCE = 128 };

/* Finds the rows of up to AT_ONCE features; returns how many there are. */
static size_t find_rows(const struct scrm_model_slot *slots, uint32_t bits,
                        const uint64_t *hashes, size_t n, uint32_t *rows)
{
    const struct scrm_model_slot *pairs[AT_ONCE] UNSET;
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        pairs[i] = slots + scrm_model_pair(hashes[i], bits);
        __builtin_prefetch(pairs[i]);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t tag = scrm_model_tag32(hashes[i]);
        bool second = pairs[i][0].tag != tag;

        /* Put there in any case, and kept where it is one. */
        rows[found] = pairs[i][second].row;
        found += pairs[i][second].tag == tag;
    }
    return found;
}

/* A list of which few classes hear. */
static void add_listed(const struct scrm_model_entry *entry, uint32_t units, int32_t *sums)
{
    for (; units; units--)
        for (int i = 0; i < SCRM_MODEL_ENTRIES; i++, entry++)
            sums[entry->column] += entry->weight;
}

void scrm_model_weigh_rows(const struct scrm_model *model, size_t number,
                           const uint64_t *hashes, size_t n, struct scrm_sums *sums)
{
    const struct scrm_model_head *head = &model->heads[number];
    const char *units = at(model, head->rows_at);
    int32_t whole = 0;

    for (size_t from = 0; from < n; from += AT_ONCE) {
        struct scrm_sums_row rows[AT_ONCE] UNSET;
        uint32_t found[AT_ONCE] UNSET;
        size_t n_found = find_rows(at(model, head->table_at), head->bits, hashes + from,
                                   n - from < AT_ONCE ? n - from : AT_ONCE, found);
        size_t n_rows = 0;

        for (size_t i = 0; i < n_found; i++) {
            /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): it is set */
            const char *row = units + (size_t)(found[i] >> 8) * SCRM_MODEL_UNIT;

            __builtin_prefetch(row);
            __builtin_prefetch(row + 64);
        }
        for (size_t i = 0; i < n_found; i++) {
            const char *row = units + (size_t)(found[i] >> 8) * SCRM_MODEL_UNIT;
            uint32_t form = found[i] & 0xFF;

            rows[n_rows] = (struct scrm_sums_row){row, (int32_t)form};
            n_rows += form < SCRM_MODEL_LISTED;
            whole += (int32_t)(form < SCRM_MODEL_LISTED ? form : SCRM_MODEL_LISTED);
            if (form >= SCRM_MODEL_LISTED)
                add_listed((const void *)row, form - SCRM_MODEL_LISTED, sums->at);
        }
        scrm_sums_add_bytes(sums, rows, n_rows);
    }
    sums->whole += whole;
}

void scrm_model_weigh_pairs(const struct scrm_model *model, size_t number,
                            const struct scrm_features *features, struct scrm_sums *sums)
{
    const struct scrm_model_head *head = &model->heads[number];
    const uint64_t *known = at(model, head->paired_at);
    uint64_t stems[SCRM_PAIRED_STEMS] UNSET, pairs[SCRM_PAIRS_MOST] UNSET;
    size_t n = 0;

    for (size_t i = 0; i < features->n_paired; i++) {
        uint64_t stem = features->at[SCRM_FEATURES_PAIRS][i];
        size_t bit = (size_t)(stem >> (64 - head->paired_bits));

        stems[n] = stem;
        n += known[bit / 64] >> (bit % 64) & 1;
    }
    scrm_model_weigh_rows(model, number, pairs, scrm_features_pairs(stems, n, pairs), sums);
}
