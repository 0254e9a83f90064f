/*
 * One run of scrm-fetch: a list, a plan, a source or several; who is told what as it
 * goes, and a good end.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/stop.h"
#include "cli/log.h"
#include "fetch/listing.h"
#include "fetch/setup.h"
#include "fetchwork/fetchwork.h"
#include "record/emit.h"

bool scrm_fetchwork_is_watched(const struct scrm_fetchwork *run)
{
    return !run->options->common.quiet && isatty(STDERR_FILENO);
}

static void warn(void *ctx, const char *text)
{
    const struct scrm_fetchwork *run = ctx;

    scrm_cli_warn(run->command, &run->options->common, "%s", text);
}

/* How far it is: for a terminal, or for the process that watches. */
static void progress(void *ctx, const struct scrm_fetch_progress *at)
{
    const struct scrm_fetchwork *run = ctx;
    struct scrm_buf line = {0};

    if (run->line) {
        (void)scrm_file_write_all(run->line, (const char *)at, sizeof *at);
        return;
    }
    scrm_fetchwork_put_line(run->command->name, at, at->name, &line);
    fprintf(stderr, "\r%s\033[K", scrm_buf_text(&line));
    scrm_buf_fini(&line);
}

/* A line that is too long; what = NULL: the last one was told. */
static int reject(void *ctx, const struct scrm_err *what, const struct scrm_block *line,
                  struct scrm_err *err)
{
    struct scrm_fetchwork *run = ctx;
    struct scrm_buf text = {0};

    if (!what)
        return scrm_rejects_close(&run->rejects, err);
    scrm_err_write(what, &text);
    scrm_cli_warn(run->command, &run->options->common, "%s; passed over", scrm_buf_text(&text));
    scrm_buf_fini(&text);
    return scrm_rejects_put(&run->rejects, what, line->offset, line->oversize, err);
}

/* Standard input, a pipe, a terminal: nothing of it is kept, so nothing has to be ended, and
 * whoever waits for its next line is ended by any signal at once. */
static bool is_passing(const char *file)
{
    struct stat info;

    return file &&
           (strcmp(file, "-") == 0 || (stat(file, &info) == 0 && !S_ISREG(info.st_mode)));
}

/* Who is told what, as it goes. */
static void connect_callbacks(struct scrm_fetchwork *run, struct scrm_fetch_part *part)
{
    struct scrm_fetch_settings *settings = &part->settings;
    const char *on_error = run->options->on_error;
    bool passes = on_error && strcmp(on_error, "stop") != 0;

    if (passes && strchr(on_error, '='))
        run->rejects.path = strchr(on_error, '=') + 1;
    settings->warn = warn;
    settings->reject = passes ? reject : NULL;
    settings->progress = run->line || scrm_fetchwork_is_watched(run) ? progress : NULL;
    settings->ctx = run;
    if (settings->follow && !is_passing(part->file)) {
        settings->stopped = settings->http.stopped = scrm_stop_asked;
        scrm_stop_on_signals();
    }
}

/* What came, in one line; of several sources it begins with the name. */
static void tell_tally(const struct scrm_fetchwork *run, const struct scrm_fetch_part *part)
{
    struct scrm_buf members = {0}, text = {0};

    if (run->work.n > 1) {
        scrm_buf_printf(&text, "%s: ", scrm_buf_text(&part->name));
        scrm_emit_key(&members, "source");
        scrm_emit_repaired(&members, scrm_buf_slice(&part->name));
        scrm_emit_comma(&members);
    }
    scrm_listing_tally(&part->tally, &members, &text);
    scrm_log_record(run->command->name, "info", scrm_buf_slice(&members),
                    scrm_buf_slice(&text));
    scrm_buf_fini(&members);
    scrm_buf_fini(&text);
}

/* Prints what failed, without secrets; its exit code. */
static int fail(const struct scrm_fetchwork *run, struct scrm_err *err)
{
    scrm_fetch_hide(&run->work.secrets, err);
    return scrm_cli_fail(run->command, err);
}

int scrm_fetchwork_part(struct scrm_fetchwork *run, struct scrm_fetch_part *part)
{
    struct scrm_err err = {0}, later = {0};
    bool shown;
    int result;

    connect_callbacks(run, part);
    shown = part->settings.progress != NULL;
    result = scrm_fetch_work_run(&run->work, part, &err);
    if (shown && !run->line && part->tally.pages)
        fputs("\r\033[K", stderr);
    if (run->options->stats || (shown && result == 0))
        tell_tally(run, part);
    scrm_rejects_close(&run->rejects, &later);
    scrm_err_fini(&later);
    return result == 0 ? SCRM_EXIT_OK : fail(run, &err);
}

/* The requests that would be made, or what one of each would bring; one source after the
 * other. */
static int plan(struct scrm_fetchwork *run, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result = 0;

    for (size_t i = 0; i < run->work.n && result == 0; i++) {
        struct scrm_fetch_part *part = &run->work.parts[i];

        connect_callbacks(run, part);
        if (run->work.n > 1)
            scrm_buf_printf(&text, "%s# %s\n", i ? "\n" : "", scrm_buf_text(&part->name));
        result =
            scrm_listing_plan(&part->settings, part->file, !run->options->dry_run, &text, err);
    }
    if (result == 0)
        result = scrm_listing_print(&text, run->options->common.output, err);
    scrm_buf_fini(&text);
    return result;
}

/* One source or several, host by host in turn among themselves and with whoever names the
 * same file. */
static int fetch(struct scrm_fetchwork *run, struct scrm_err *err)
{
    const char *turns = run->options->turns;
    struct scrm_fetch_work *all = &run->work;
    struct scrm_gate *gate = NULL;
    int result;

    if ((turns || all->n > 1) && !(gate = scrm_gate_open(turns)))
        return scrm_err_errno(err, turns ? SCRM_EXIT_OK : SCRM_EXIT_TEMPFAIL, "%s",
                              turns ? turns : "turns for the sources");
    for (size_t i = 0; i < all->n; i++)
        all->parts[i].settings.http.gate = gate;
    result = all->n == 1 ? scrm_fetchwork_part(run, &all->parts[0])
                         : scrm_fetchwork_several(run, err);
    scrm_gate_close(gate);
    return result;
}

/* The exit code, or -1 with err. */
static int work(struct scrm_fetchwork *run, struct scrm_err *err)
{
    const struct scrm_fetchwork_options *options = run->options;
    const struct scrm_operands *operands = run->operands;
    struct scrm_fetch_work *all = &run->work;

    if (scrm_catalogue_open(&all->catalogue, options->common.desk, err) != 0)
        return -1;
    if (options->check)
        return scrm_listing_check(&all->catalogue, options->check, options->common.output, err);
    if (options->list || (operands->n == 0 && isatty(STDOUT_FILENO)))
        return scrm_fetchwork_list(&all->catalogue, operands, options->common.output, err);
    if (scrm_fetch_work_prepare(all, &options->order, operands->at, operands->n, err) != 0)
        return -1;
    if (options->dry_run || options->estimate)
        return plan(run, err);
    return fetch(run, err);
}

int scrm_fetchwork_run(struct scrm_fetchwork *run)
{
    struct scrm_fetchwork_options *options = run->options;
    struct scrm_err err = {0};
    int status;

    options->order.desk = options->common.desk;
    options->order.output = options->common.output;
    options->order.now_ms = options->common.now_ms;
    status = work(run, &err);
    if (status < 0) {
        status = fail(run, &err);
        if (options->check && status == SCRM_EXIT_CONFIG)
            status = SCRM_EXIT_NO;
    }
    scrm_fetch_work_fini(&run->work);
    return status;
}
