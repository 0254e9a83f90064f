/*
 * export, import, check and erase: the ledger as a whole.
 */
#include "casework/casework.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "dedup/state.h"

int scrm_casework_export(struct scrm_casework *work)
{
    return scrm_ledger_export(work->ledger, scrm_casework_put, work, work->err);
}

int scrm_casework_import(struct scrm_casework *work)
{
    const char *file = work->operands->n ? work->operands->at[0] : "-";
    uint64_t events = 0;
    int result = scrm_ledger_import(work->ledger, file, &events, work->err);

    if (result == 0 && !work->options->common.quiet)
        fprintf(stderr, "scrm-case: %llu events imported\n", (unsigned long long)events);
    return result;
}

int scrm_casework_check(struct scrm_casework *work)
{
    return scrm_ledger_check(work->ledger, &work->out, work->err);
}

/* What a desk keeps of people besides its ledger. */
static const char *const folders[] = {"var/spool",   "var/posts", "var/rejects",
                                      "var/reports", "var/seen",  "var/replay"};
#define FOLDERS_N (sizeof folders / sizeof *folders)

static int erase(struct scrm_casework *work, const char *const *at, size_t n)
{
    const struct scrm_casework_options *options = work->options;
    struct scrm_ledger_erase erase = {.author = options->author,
                                      .folders = at,
                                      .n_folders = n,
                                      .database = scrm_dedup_state_forget,
                                      .by = scrm_casework_who(work),
                                      .now_ms = options->common.now_ms};
    struct scrm_ledger_erased erased = {0};

    if (scrm_ledger_erase(work->ledger, &erase, &erased, work->err))
        return -1;
    if (!erased.known) {
        scrm_cli_warn(work->command, &options->common,
                      "nobody is known as %s: nothing was changed", options->author);
        return 1;
    }
    scrm_ledger_erased_put(&erased, scrm_casework_on_terminal(work), &work->out);
    return erased.residue ? 1 : 0;
}

/* Of a desk all its folders, while no run adds to them. */
static int erase_desk(struct scrm_casework *work)
{
    char *paths[FOLDERS_N], *lock_path = scrm_file_join(work->desk, "var/lock");
    int lock = scrm_file_lock(lock_path, work->err), result = -1;
    size_t i;

    for (i = 0; i < FOLDERS_N; i++)
        paths[i] = scrm_file_join(work->desk, folders[i]);
    if (lock >= 0)
        result = erase(work, (const char *const *)paths, FOLDERS_N);
    if (lock >= 0)
        close(lock);
    for (i = 0; i < FOLDERS_N; i++)
        free(paths[i]);
    free(lock_path);
    return result;
}

int scrm_casework_erase(struct scrm_casework *work)
{
    const struct scrm_casework_options *options = work->options;

    if (!options->author || !options->author[0])
        return scrm_err_set(work->err, SCRM_EXIT_USAGE, "erase whom? Say --author ID");
    if (work->desk && !options->ledger && !options->spools.n)
        return erase_desk(work);
    return erase(work, options->spools.at, options->spools.n);
}
