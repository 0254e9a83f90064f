/*
 * The longest way of a report: lines to a file, their names to another, those
 * names that came twice to a sorter, the sorted names to a union-find over line
 * numbers, its sets to batches.
 *
 * Most names come once. A small table counts them by some bits of their
 * digests, up to two: what has one there was never seen again and need not be
 * sorted. Of many million names more and more share their bits with another,
 * and are sorted for nothing; that is all.
 */
#include "report/facts.h"

#include <stdlib.h>

#include "base/alloc.h"

enum {
    BATCH = 2048,      /* lines of a batch, unless a thread has more */
    COUNTED_BITS = 22, /* of a name's digest, in the table of what came twice */
    COUNTS_A_BYTE = 4, /* two bits each: none, one, more */
    NAMES_READ = 1024, /* at a time */
};

#define TOP (UINT32_C(1) << 31) /* marks a set's first line, and what else is known of it */

struct name {
    uint64_t key;
    uint32_t line, unused;
};

void scrm_report_facts_fini(struct scrm_report_facts *facts)
{
    scrm_spill_fini(&facts->told);
    scrm_spill_fini(&facts->posts);
    scrm_spill_fini(&facts->aliases);
    scrm_spill_fini(&facts->names);
    scrm_sorter_fini(&facts->order);
    free(facts->keys);
    free(facts->joined);
    free(facts->facts);
    free(facts->kept);
    free(facts->digests);
    *facts = (struct scrm_report_facts){0};
}

/* A digest's half is enough: two names taken for one only make a batch larger. Its lowest bit
 * says that the name is its line's first. */
static void add_names(struct scrm_report_facts *facts, const struct scrm_case_fact *fact)
{
    size_t n = 1, i;

    if (facts->cap_keys < SCRM_CASE_KEYS(fact->n_aliases)) {
        facts->cap_keys = 2 * SCRM_CASE_KEYS(fact->n_aliases);
        facts->keys = scrm_realloc(facts->keys, facts->cap_keys, sizeof *facts->keys);
    }
    facts->keys[0] = fact->id;
    if (facts->threads)
        n = scrm_case_fact_keys(fact, facts->keys);
    for (i = 0; i < n; i++) {
        uint64_t name = (facts->keys[i].low & ~UINT64_C(1)) | (i == 0);

        scrm_spill_put(&facts->names, &name, sizeof name);
    }
    scrm_spill_settle(&facts->names);
}

void scrm_report_facts_add(struct scrm_report_facts *facts, const struct scrm_case_fact *fact,
                           const struct scrm_report_post *post)
{
    struct scrm_report_kept kept = {
        .post = *post,
        .aliases = scrm_spill_end(&facts->aliases) / sizeof *fact->aliases,
    };

    add_names(facts, fact);
    scrm_spill_put(&facts->told, fact, sizeof *fact);
    scrm_spill_settle(&facts->told);
    scrm_spill_put(&facts->posts, &kept, sizeof kept);
    scrm_spill_settle(&facts->posts);
    if (fact->n_aliases) {
        scrm_spill_put(&facts->aliases, fact->aliases, fact->n_aliases * sizeof *fact->aliases);
        scrm_spill_settle(&facts->aliases);
    }
    facts->n++;
}

static uint32_t first_of(uint32_t *joined, uint32_t line)
{
    while (joined[line] != line)
        line = joined[line] = joined[joined[line]];
    return line;
}

/* The smaller line stays in front. */
static void unite(struct scrm_report_facts *facts, uint32_t a, uint32_t b)
{
    uint32_t i;

    if (!facts->joined) {
        facts->joined = scrm_alloc(facts->n * sizeof *facts->joined);
        for (i = 0; i < facts->n; i++)
            facts->joined[i] = i;
    }
    a = first_of(facts->joined, a);
    b = first_of(facts->joined, b);
    facts->joined[a < b ? b : a] = a < b ? a : b;
}

/* The byte of a name's count, and how far it stands up there. */
static uint8_t *count_of(uint8_t *counts, uint64_t name, int *shift)
{
    uint64_t at = name >> (64 - COUNTED_BITS);

    *shift = (int)(at % COUNTS_A_BYTE) * 2;
    return &counts[at / COUNTS_A_BYTE];
}

/* Reads all names, one after the other: counts them or, with `shared`, puts those that may have
 * come twice there, with their lines. */
static int walk_names(struct scrm_report_facts *facts, uint8_t *counts,
                      struct scrm_sorter *shared, struct scrm_err *err)
{
    uint64_t read[NAMES_READ], at = 0, left;
    uint32_t line = UINT32_MAX;
    int shift;
    size_t i, n;

    for (; (left = (scrm_spill_end(&facts->names) - at) / sizeof *read) > 0;
         at += n * sizeof *read) {
        n = left < NAMES_READ ? (size_t)left : NAMES_READ;
        if (scrm_spill_get(&facts->names, at, read, n * sizeof *read, err))
            return -1;
        for (i = 0; i < n; i++) {
            struct name name = {.key = read[i] | 1};
            uint8_t *count = count_of(counts, name.key, &shift);

            name.line = line += (uint32_t)(read[i] & 1);
            if (!shared)
                *count |= (uint8_t)((*count >> shift & 1 ? 2 : 1) << shift);
            else if (*count >> shift & 2)
                scrm_sorter_add(shared, &name);
        }
    }
    return 0;
}

static int find_shared(struct scrm_report_facts *facts, struct scrm_sorter *names,
                       struct scrm_err *err)
{
    uint8_t *counts;
    int result;

    if (!scrm_spill_end(&facts->names))
        return 0;
    counts = scrm_alloc_zero((1U << COUNTED_BITS) / COUNTS_A_BYTE, 1);
    result = walk_names(facts, counts, NULL, err);
    if (result == 0)
        result = walk_names(facts, counts, names, err);
    scrm_spill_fini(&facts->names);
    free(counts);
    return result;
}

/* Lines that share a name stand side by side among the sorted names. */
static int unite_all(struct scrm_report_facts *facts, struct scrm_err *err)
{
    struct scrm_sorter names = {.size = sizeof(struct name)};
    const struct name *name;
    struct name last = {0};
    bool any = false;

    if (find_shared(facts, &names, err) == 0 && scrm_sorter_rewind(&names, err) == 0)
        while ((name = scrm_sorter_next(&names, err)) != NULL) {
            if (any && name->key == last.key && name->line != last.line)
                unite(facts, name->line, last.line);
            last = *name;
            any = true;
        }
    scrm_sorter_fini(&names);
    return err->code ? -1 : 0;
}

/* Gives each set a batch, in the order of their first lines: joined[] of a first line becomes
 * its set's size, then its batch, both marked by TOP. */
static void number_batches(struct scrm_report_facts *facts)
{
    uint32_t *joined = facts->joined, filled = 0, batch = 0, i;

    for (i = 0; i < facts->n; i++)
        joined[i] = first_of(joined, i);
    for (i = 0; i < facts->n; i++) /* a first line stands before all others of its set */
        if (joined[i] == i)
            joined[i] = TOP | 1;
        else
            joined[joined[i]]++;
    for (i = 0; i < facts->n; i++) {
        uint32_t size = joined[i] & ~TOP;

        if (!(joined[i] & TOP))
            continue;
        if (filled && filled + size > BATCH) {
            batch++;
            filled = 0;
        }
        filled += size;
        joined[i] = TOP | batch;
    }
    facts->n_batches = facts->n ? batch + 1 : 0;
}

int scrm_report_facts_join(struct scrm_report_facts *facts, struct scrm_err *err)
{
    uint32_t i;

    if (facts->n >= TOP)
        return scrm_err_set(err, SCRM_EXIT_DATA, "more than %u posts", TOP - 1);
    if (unite_all(facts, err))
        return -1;
    if (!facts->joined) {
        facts->n_batches = facts->n / BATCH + (facts->n % BATCH > 0);
        return scrm_report_facts_rewind(facts, err);
    }
    number_batches(facts);
    facts->order.size = sizeof(uint64_t);
    for (i = 0; i < facts->n; i++) {
        uint32_t set = facts->joined[i] & TOP ? i : facts->joined[i];
        uint64_t place = (uint64_t)(facts->joined[set] & ~TOP) << 32 | i;

        scrm_sorter_add(&facts->order, &place);
    }
    free(facts->joined);
    facts->joined = NULL;
    return scrm_report_facts_rewind(facts, err);
}

int scrm_report_facts_rewind(struct scrm_report_facts *facts, struct scrm_err *err)
{
    facts->batch = facts->next = 0;
    facts->waits = false;
    return facts->order.n ? scrm_sorter_rewind(&facts->order, err) : 0;
}

/* Reads `n` lines from `from` on behind those that the batch has. */
static int read_lines(struct scrm_report_facts *facts, uint32_t from, uint32_t n,
                      struct scrm_err *err)
{
    struct scrm_case_fact *fact;
    struct scrm_report_kept *kept;
    size_t digests = 0;
    uint32_t i;

    while (facts->cap_facts < facts->n_facts + n) {
        facts->cap_facts = facts->cap_facts ? 2 * facts->cap_facts : BATCH;
        facts->facts = scrm_realloc(facts->facts, facts->cap_facts, sizeof *facts->facts);
        facts->kept = scrm_realloc(facts->kept, facts->cap_facts, sizeof *facts->kept);
    }
    fact = facts->facts + facts->n_facts;
    kept = facts->kept + facts->n_facts;
    /* Where only the facts are wanted the first line still says where the aliases are. */
    if (scrm_spill_get(&facts->posts, (uint64_t)from * sizeof *kept, kept,
                       (facts->want == SCRM_WANT_FACTS ? 1 : n) * sizeof *kept, err))
        return -1;
    facts->n_facts += n;
    if (facts->want == SCRM_WANT_POSTS)
        return 0;
    if (scrm_spill_get(&facts->told, (uint64_t)from * sizeof *fact, fact, n * sizeof *fact,
                       err))
        return -1;
    for (i = 0; i < n; i++)
        digests += fact[i].n_aliases;
    while (facts->cap_digests < facts->n_digests + digests) {
        facts->cap_digests = facts->cap_digests ? 2 * facts->cap_digests : BATCH;
        facts->digests =
            scrm_realloc(facts->digests, facts->cap_digests, sizeof *facts->digests);
    }
    if (digests && scrm_spill_get(&facts->aliases, kept[0].aliases * sizeof *facts->digests,
                                  facts->digests + facts->n_digests,
                                  digests * sizeof *facts->digests, err))
        return -1;
    facts->n_digests += digests;
    return 0;
}

/* The lines of a batch, those that follow each other in one reading. */
static int read_batch(struct scrm_report_facts *facts, struct scrm_err *err)
{
    uint32_t from = 0, n = 0;

    for (;;) {
        const uint64_t *place = NULL;

        if (!facts->waits && (place = scrm_sorter_next(&facts->order, err)) != NULL) {
            facts->waits = *place >> 32 == facts->batch;
            facts->line = (uint32_t)*place;
        }
        if (err->code)
            return -1;
        if (n && (!facts->waits || facts->line != from + n)) {
            if (read_lines(facts, from, n, err))
                return -1;
            n = 0;
        }
        if (!facts->waits) {
            facts->waits = place != NULL; /* it opens the next batch */
            return 0;
        }
        if (!n)
            from = facts->line;
        n++;
        facts->waits = false;
    }
}

int scrm_report_facts_next(struct scrm_report_facts *facts, struct scrm_err *err)
{
    const struct scrm_digest *digest;
    uint32_t n = facts->n - facts->next < BATCH ? facts->n - facts->next : BATCH;
    size_t i;

    facts->n_facts = facts->n_digests = 0;
    if (facts->batch == facts->n_batches)
        return 0;
    if (facts->order.n ? read_batch(facts, err) : read_lines(facts, facts->next, n, err))
        return -1;
    facts->next += n;
    facts->batch++;
    digest = facts->digests;
    for (i = 0; i < facts->n_facts && facts->want != SCRM_WANT_POSTS; i++) {
        facts->facts[i].aliases = facts->facts[i].n_aliases ? digest : NULL;
        digest += facts->facts[i].n_aliases;
    }
    return 1;
}
