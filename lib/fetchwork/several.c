/*
 * Several sources in one command: each in a process of its own, sixteen at once at most,
 * with one gate (net/gate.h) so that no host is asked twice at a time. One that fails
 * stops no other.
 *
 *     source -> [ process ] -> spool                        with --spool
 *     source -> [ process ] -> a nameless file -> output    in the order of the sources
 *     source -> [ process ] -> pipe, line by line -> output with --follow, as they come
 *
 * This process asks nobody and reads no record: it starts, watches, passes on.
 */
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/stop.h"
#include "fetchwork/fetchwork.h"

/* Looks around so often, whatever happens. */
#define LOOK_MS 200

/* What a source wrote since we looked, and whether it has ended. */
static int look_at(struct scrm_fetchwork_crowd *crowd, struct scrm_fetchwork_source *source,
                   struct scrm_err *err)
{
    struct scrm_fetch_progress at;
    ssize_t n;

    while ((n = read(source->line, &at, sizeof at)) == (ssize_t)sizeof at)
        source->at = at;
    scrm_fetchwork_pass_messages(crowd, source);
    if (n == 0)
        scrm_fetchwork_end(crowd, source);
    if (!crowd->live)
        return 0;
    if (scrm_fetchwork_pass_records(crowd, source, err) != 0 ||
        scrm_writer_flush(crowd->writer, err) != 0)
        return -1;
    if (source->ended)
        scrm_fetchwork_shut(&source->out);
    return 0;
}

static void wait_for_any(const struct scrm_fetchwork_crowd *crowd)
{
    struct pollfd *list = scrm_alloc_zero(crowd->n * 3, sizeof *list);
    nfds_t n = 0;

    for (size_t i = 0; i < crowd->begun; i++) {
        const struct scrm_fetchwork_source *source = &crowd->sources[i];
        int from[3] = {source->line, crowd->live ? source->out : -1, source->said};

        for (size_t j = 0; source->runs && j < 3; j++)
            if (from[j] >= 0)
                list[n++] = (struct pollfd){.fd = from[j], .events = POLLIN};
    }
    poll(list, n, LOOK_MS);
    free(list);
}

static int watch(struct scrm_fetchwork_crowd *crowd, struct scrm_err *err)
{
    while (crowd->running || (crowd->begun < crowd->n && !crowd->told)) {
        while (crowd->begun < crowd->n && crowd->running < SCRM_FETCH_AT_ONCE && !crowd->told)
            if (scrm_fetchwork_begin(crowd, err) != 0)
                return -1;
        if (crowd->shown)
            scrm_fetchwork_draw(&crowd->screen, crowd->run->command->name, crowd->sources,
                                crowd->begun);
        wait_for_any(crowd);
        if (!crowd->told && scrm_stop_asked(NULL))
            scrm_fetchwork_tell_all(crowd);
        for (size_t i = 0; i < crowd->begun; i++)
            if (crowd->sources[i].runs && look_at(crowd, &crowd->sources[i], err) != 0)
                return -1;
        if (crowd->kept && scrm_fetchwork_pass_files(crowd, err) != 0)
            return -1;
    }
    return 0;
}

/* The first failure in the order of the sources; one that will pass only where there is no
 * other. Says how many. */
static int judge(const struct scrm_fetchwork_crowd *crowd)
{
    struct scrm_buf names = {0};
    int status = 0;
    size_t failed = 0;

    for (size_t i = 0; i < crowd->n; i++) {
        const struct scrm_fetchwork_source *source = &crowd->sources[i];

        if (source->status == 0)
            continue;
        scrm_buf_printf(&names, "%s%s", failed++ ? ", " : "",
                        scrm_buf_text(&source->part->name));
        if (!status || (status == SCRM_EXIT_TEMPFAIL && source->status != SCRM_EXIT_TEMPFAIL))
            status = source->status;
    }
    if (failed)
        scrm_cli_warn(crowd->run->command, &crowd->run->options->common,
                      "%zu of %zu sources failed: %s", failed, crowd->n, scrm_buf_text(&names));
    scrm_buf_fini(&names);
    return status;
}

static bool any_succeeded(const struct scrm_fetchwork_crowd *crowd)
{
    for (size_t i = 0; i < crowd->n; i++)
        if (crowd->sources[i].status == 0)
            return true;
    return false;
}

static void free_all(struct scrm_fetchwork_crowd *crowd)
{
    for (size_t i = 0; i < crowd->n; i++) {
        struct scrm_fetchwork_source *source = &crowd->sources[i];

        scrm_fetchwork_shut(&source->line);
        scrm_fetchwork_shut(&source->out);
        scrm_fetchwork_shut(&source->said);
        if (source->runs)
            waitpid(source->pid, NULL, 0);
        scrm_buf_fini(&source->out_half);
        scrm_buf_fini(&source->said_half);
    }
    free(crowd->sources);
}

/* Rejects go to one file, which one process can write. */
static int check_rejects(const struct scrm_fetchwork *run, struct scrm_err *err)
{
    size_t files = 0;

    for (size_t i = 0; i < run->work.n; i++)
        files += run->work.parts[i].file != NULL;
    if (files > 1 && run->options->on_error && strchr(run->options->on_error, '='))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--on-error=reject=FILE keeps the lines of one file, not of %zu",
                            files);
    return 0;
}

int scrm_fetchwork_several(struct scrm_fetchwork *run, struct scrm_err *err)
{
    const struct scrm_fetch_order *order = &run->options->order;
    struct scrm_err later = {0};
    struct scrm_fetchwork_crowd crowd = {.run = run,
                                         .n = run->work.n,
                                         .live = order->follow && !order->spool,
                                         .kept = !order->follow && !order->spool,
                                         .sealed = order->seal,
                                         .shown = scrm_fetchwork_is_watched(run)};
    int result;

    if (check_rejects(run, err) != 0)
        return -1;
    if (!order->spool && !(crowd.writer = scrm_writer_open(order->output, err)))
        return -1;
    crowd.sources = scrm_alloc_zero(crowd.n, sizeof *crowd.sources);
    for (size_t i = 0; i < crowd.n; i++) {
        struct scrm_fetchwork_source *source = &crowd.sources[i];

        source->part = &run->work.parts[i];
        source->line = source->out = source->said = -1;
    }
    if (order->follow)
        scrm_stop_on_signals();
    result = watch(&crowd, err);
    if (result != 0)
        scrm_fetchwork_tell_all(&crowd);
    scrm_fetchwork_wipe(&crowd.screen);
    /* What some had stands, whatever became of the others. */
    if (crowd.writer && scrm_writer_close(crowd.writer, result == 0 && any_succeeded(&crowd),
                                          result == 0 ? err : &later) != 0)
        result = -1;
    scrm_err_fini(&later);
    if (result == 0)
        result = judge(&crowd);
    free_all(&crowd);
    return result;
}
