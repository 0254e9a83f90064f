/*
 * The ledger's facts and actions through the one fold. Words are asked of the
 * ledger when they are shown.
 */
#include "report/ledger.h"

static void describe(void *ctx, uint64_t key, struct scrm_case_words *words,
                     struct scrm_err *err)
{
    struct scrm_report_ledger *from = ctx;
    struct scrm_content content;

    if (scrm_ledger_content(from->ledger, key, &content, err) <= 0)
        return;
    words->text = content.text.len ? content.text : content.title;
    words->url = content.url;
    words->author = content.author_name.len     ? content.author_name
                    : content.author_handle.len ? content.author_handle
                                                : content.author_id;
}

int scrm_report_ledger_open(struct scrm_report_ledger *from, const char *path,
                            struct scrm_report_matter *matter, struct scrm_err *err)
{
    from->ledger = scrm_ledger_open(path, SCRM_STORE_READ, err);
    if (!from->ledger || scrm_ledger_load(from->ledger, &from->loaded, err))
        return -1;
    from->cases.settings = scrm_ledger_settings(from->ledger);
    scrm_cases_fold(&from->cases, from->loaded.facts, from->loaded.n, from->loaded.actions,
                    from->loaded.n_actions);
    matter->cases = &from->cases;
    matter->case_facts = from->loaded.facts;
    matter->describe = describe;
    matter->ctx = from;
    return 0;
}

void scrm_report_ledger_close(struct scrm_report_ledger *from)
{
    scrm_cases_fini(&from->cases);
    scrm_ledger_facts_fini(&from->loaded);
    scrm_ledger_close(from->ledger);
    *from = (struct scrm_report_ledger){0};
}
