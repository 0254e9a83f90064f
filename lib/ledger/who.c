/*
 * Who is to be forgotten: from what a person typed to the numbers that the
 * ledger gave the author, even where no content of theirs is left.
 */
#include "ledger/forget.h"

#include <stdlib.h>

#include "base/alloc.h"

int scrm_forget_events(struct scrm_forget *forget, scrm_forget_event *each,
                       struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_EVENTS_ALL, err);
    struct scrm_ledger_facts facts = {0};
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);

        scrm_ledger_facts_reset(&facts);
        if (scrm_event_load(forget->ledger, &event, &facts, err) ||
            each(forget, &event, &facts, err)) {
            step = -1;
            break;
        }
    }
    scrm_ledger_facts_fini(&facts);
    return step;
}

bool scrm_forget_is_author(const struct scrm_forget *forget, uint64_t author)
{
    size_t i;

    for (i = 0; i < forget->n_authors; i++)
        if (forget->authors[i].author == author)
            return true;
    return false;
}

void scrm_forget_add_author(struct scrm_forget *forget, uint64_t author, uint64_t digest)
{
    if (author == 0 || scrm_forget_is_author(forget, author))
        return;
    SCRM_GROW(forget->authors, forget->n_authors, forget->cap_authors);
    forget->authors[forget->n_authors++] = (struct scrm_forgotten){author, digest};
}

static int note_network(struct scrm_forget *forget, const struct scrm_event *event,
                        const struct scrm_ledger_facts *facts, struct scrm_err *err)
{
    (void)event;
    (void)err;
    if (facts->n && facts->facts[0].place)
        scrm_map_put(&forget->networks, facts->facts[0].place->network, NULL);
    return 0;
}

/* Even where all content is gone, the digest still knows the author. */
static int add_by_digest(struct scrm_forget *forget, struct scrm_slice who,
                         struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < forget->networks.n; i++) {
        struct scrm_statement *get = scrm_ledger_sql(forget->ledger, SQL_AUTHOR_GET, err);
        uint64_t digest = scrm_case_author(forget->networks.entries[i].key, who);

        if (!get)
            return -1;
        scrm_bind_int(get, 1, (int64_t)digest);
        switch (scrm_statement_step(get, err)) {
        case 0:
            continue;
        case 1:
            scrm_forget_add_author(forget, (uint64_t)scrm_column_int(get, 0), digest);
            forget->networks.entries[i].value = 1;
            scrm_statement_reset(get);
            continue;
        default:
            return -1;
        }
    }
    return 0;
}

/* A handle stands for an author_id; two authors with one handle must be told apart. */
static int add_by_handle(struct scrm_forget *forget, const char *handle, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_HANDLE_IDS, err);
    char *ids = NULL;
    int64_t n;
    int result;

    if (!select)
        return -1;
    scrm_bind_text(select, 1, scrm_slice_of(handle));
    if (scrm_statement_step(select, err) < 0)
        return -1;
    n = scrm_column_int(select, 0);
    if (n)
        ids = scrm_strndup(scrm_column_text(select, 1).at, scrm_column_text(select, 1).len);
    scrm_statement_reset(select);
    if (n > 1) {
        result =
            scrm_err_set(err, SCRM_EXIT_USAGE, "several authors have the handle %s", handle);
        scrm_err_hint(err, "say which: %s", ids);
    } else {
        result = n ? add_by_digest(forget, scrm_slice_of(ids), err) : 0;
    }
    free(ids);
    return result;
}

int scrm_forget_find(struct scrm_forget *forget, struct scrm_err *err)
{
    const char *who = forget->erase->author;

    if (scrm_forget_events(forget, note_network, err) ||
        add_by_digest(forget, scrm_slice_of(who), err))
        return -1;
    if (forget->n_authors == 0 && who[0] == '@')
        who++;
    if (forget->n_authors == 0 && add_by_handle(forget, who, err))
        return -1;
    return 0;
}
