/*
 * One run of scrm-case: which ledger it works on, the verb, and a good end.
 */
#include "casework/casework.h"

#include <pwd.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

bool scrm_casework_on_terminal(const struct scrm_casework *work)
{
    return !work->options->common.output && isatty(STDOUT_FILENO);
}

size_t scrm_casework_columns(const struct scrm_casework *work)
{
    struct winsize size;

    if (!scrm_casework_on_terminal(work))
        return 120;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 80;
}

int scrm_casework_put(void *ctx, struct scrm_slice bytes, struct scrm_err *err)
{
    struct scrm_casework *work = ctx;

    return scrm_writer_put(work->writer, bytes, err);
}

const char *scrm_casework_who(const struct scrm_casework *work)
{
    const char *user = work->options->by ? work->options->by : getenv("USER");
    const struct passwd *account;

    if (user && user[0])
        return user;
    account = getpwuid(getuid()); /* cron has no $USER */
    return account && account->pw_name[0] ? account->pw_name : "somebody";
}

/* How a verb needs the ledger, and what does it. */
static const struct job {
    const char *verb;
    int (*run)(struct scrm_casework *work);
    enum scrm_store_mode mode;
    bool rows; /* puts out the cases that it changed */
} jobs[] = {
    {"apply", scrm_casework_apply, SCRM_STORE_CREATE, false},
    {"list", scrm_casework_list, SCRM_STORE_READ, false},
    {"show", scrm_casework_view, SCRM_STORE_READ, false},
    {"history", scrm_casework_view, SCRM_STORE_READ, false},
    {"move", scrm_casework_move, SCRM_STORE_WRITE, true},
    {"merge", scrm_casework_merge, SCRM_STORE_WRITE, true},
    {"split", scrm_casework_split, SCRM_STORE_WRITE, true},
    {"tick", scrm_casework_tick, SCRM_STORE_WRITE, true},
    {"export", scrm_casework_export, SCRM_STORE_READ, false},
    {"import", scrm_casework_import, SCRM_STORE_CREATE, false},
    {"check", scrm_casework_check, SCRM_STORE_READ, false},
    {"erase", scrm_casework_erase, SCRM_STORE_WRITE, false},
    {NULL, scrm_casework_act, SCRM_STORE_WRITE, true}, /* all others */
};

/* The desk's ledger: of the one named, else of the one that we stand in. */
static char *ledger_path(struct scrm_casework *work)
{
    const struct scrm_casework_options *options = work->options;

    work->desk = options->common.desk;
    if (!work->desk && !options->ledger && access("desk.yaml", F_OK) == 0)
        work->desk = ".";
    if (options->ledger)
        return scrm_strdup(options->ledger);
    return work->desk ? scrm_file_join(work->desk, "var/ledger.db") : scrm_strdup("ledger.db");
}

static int open_ledger(struct scrm_casework *work, enum scrm_store_mode mode)
{
    char *path = ledger_path(work);
    const char *output = work->options->common.output;

    if (output && scrm_file_same(path, output))
        scrm_err_set(work->err, SCRM_EXIT_USAGE, "option --output: %s is the ledger", output);
    else
        work->ledger = scrm_ledger_open(path, mode, work->err);
    if (!work->ledger && work->err->code == SCRM_EXIT_NOINPUT && !work->options->ledger &&
        !work->desk)
        scrm_err_hint(work->err, "go to a desk's folder, or say --desk DIR or --ledger FILE");
    free(path);
    return work->ledger ? 0 : -1;
}

int scrm_casework_run(struct scrm_casework *work)
{
    const struct job *job = jobs;
    int result = -1, code;

    while (job->verb && strcmp(job->verb, work->operands->verb) != 0)
        job++;
    if (open_ledger(work, job->mode) == 0 &&
        (work->writer = scrm_writer_open(work->options->common.output, work->err)))
        result = job->run(work);
    if (result >= 0 && job->run != scrm_casework_apply && work->out.len &&
        (job->rows ? scrm_casework_put_rows(work)
                   : scrm_casework_put(work, scrm_buf_slice(&work->out), work->err)))
        result = -1;
    if (work->writer && scrm_writer_close(work->writer, result == 0 || result == 1, work->err))
        result = result > 0 ? result : -1;
    /* What names no file of its own was found in the ledger. */
    if (result < 0 && work->err->code == SCRM_EXIT_DATA && work->ledger)
        scrm_err_at(work->err, scrm_ledger_path(work->ledger), 0, 0);
    scrm_ledger_close(work->ledger);
    code = result < 0 ? scrm_cli_fail(work->command, work->err) : result;
    scrm_buf_fini(&work->out);
    return code;
}
