/*
 * Lines come back in batches: all of them, each once, in order, with their
 * aliases, and what belongs together in one batch.
 */
#include "../t.h"

#include <stdlib.h>

#include "report/facts.h"

enum { LINES = 30000, THREAD = 97 };

static struct scrm_digest digest_of(const char *kind, uint32_t number)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%s:%u", kind, number);

    return scrm_digest(text, (size_t)len);
}

/* Line i is a post of its own; with `linked`, those of one rest modulo THREAD answer the first
 * of them, and each names an alias, the third ones two. */
static void fill(struct scrm_report_facts *facts, bool linked)
{
    facts->threads = true;
    for (uint32_t i = 0; i < LINES; i++) {
        struct scrm_digest aliases[2] = {digest_of("alias", i), digest_of("other", i)};
        struct scrm_case_fact fact = {.id = digest_of("post", i),
                                      .created_ms = i,
                                      .aliases = aliases,
                                      .n_aliases = i % 3 == 2 ? 2 : i % 3};
        struct scrm_report_post post = {.id = fact.id, .created_ms = i};

        if (linked && i % THREAD == 5 && i > 5)
            fact.parent = digest_of(i % 2 ? "post" : "alias", 5);
        if (linked && i == 5)
            fact.n_aliases = 1;
        scrm_report_facts_add(facts, &fact, &post);
    }
}

static bool is_whole(const struct scrm_report_facts *facts, size_t at)
{
    const struct scrm_case_fact *fact = &facts->facts[at];
    uint32_t line = (uint32_t)fact->created_ms;

    if (facts->kept[at].post.created_ms != line ||
        !scrm_digest_same(fact->id, digest_of("post", line)))
        return false;
    if (fact->n_aliases && !scrm_digest_same(fact->aliases[0], digest_of("alias", line)))
        return false;
    return fact->n_aliases < 2 || scrm_digest_same(fact->aliases[1], digest_of("other", line));
}

/* Reads all batches; how many there were, 0 where one is not as it should be. */
static int batches_of(struct scrm_report_facts *facts, bool linked)
{
    static uint8_t seen[LINES];
    struct scrm_err err = {0};
    int batches = 0, of_thread = -1;

    memset(seen, 0, sizeof seen);
    while (scrm_report_facts_next(facts, &err) > 0) {
        for (size_t i = 0; i < facts->n_facts; i++) {
            uint32_t line = (uint32_t)facts->facts[i].created_ms;

            if (!is_whole(facts, i) || seen[line]++ ||
                (i && facts->facts[i - 1].created_ms >= line))
                return 0;
            if (linked && line % THREAD == 5) {
                if (of_thread >= 0 && of_thread != batches)
                    return 0;
                of_thread = batches;
            }
        }
        batches++;
    }
    for (uint32_t i = 0; i < LINES; i++)
        if (!seen[i])
            return 0;
    return err.code ? 0 : batches;
}

int main(void)
{
    struct scrm_report_facts alone = {0}, linked = {0}, none = {0};
    struct scrm_err err = {0};
    int n;

    T("lines that share nothing come as they are, batch by batch")
    {
        fill(&alone, false);
        OK(scrm_report_facts_join(&alone, &err) == 0);
        n = batches_of(&alone, false);
        OK(n > 2);
        OK(scrm_report_facts_rewind(&alone, &err) == 0 && batches_of(&alone, false) == n);
    }
    T("a thread is in one batch, wherever its lines stand")
    {
        fill(&linked, true);
        OK(scrm_report_facts_join(&linked, &err) == 0);
        n = batches_of(&linked, true);
        OK(n > 2);
        OK(scrm_report_facts_rewind(&linked, &err) == 0 && batches_of(&linked, true) == n);
    }
    T("no lines, no batches")
    {
        OK(scrm_report_facts_join(&none, &err) == 0);
        OK(scrm_report_facts_next(&none, &err) == 0);
    }
    scrm_report_facts_fini(&alone);
    scrm_report_facts_fini(&linked);
    scrm_report_facts_fini(&none);
    return t_end();
}
