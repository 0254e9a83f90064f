/*
 * The sources of a desk, side by side: each a scrm-fetch of its own with a spool, rejects and
 * an exit code of its own, so that one that fails or waits stops no other. They take turns at
 * the hosts (--turns), since two sources of a desk often ask the same one.
 */
#include "run/day.h"

#include <stdlib.h>

#include "base/alloc.h"

/* So many are asked at once at most. */
#define AT_ONCE 16

/* The command that fetches a source, at its place in `argv`. */
static void fetch_of(const struct scrm_day *day, const struct scrm_desk_source *source,
                     struct scrm_argv *argv)
{
    struct scrm_buf word = {0};
    char *turns = scrm_day_path(day, "turns");

    scrm_day_command(day, argv, "scrm-fetch");
    scrm_argv_add_value(argv, "--desk", day->desk.dir);
    scrm_argv_add_value(argv, "--turns", turns);
    scrm_buf_printf(&word, "--spool=%s/var/spool/%s", day->desk.dir, source->name);
    scrm_argv_add(argv, scrm_buf_text(&word));
    scrm_buf_reset(&word);
    scrm_buf_printf(&word, "--on-error=reject=%s/var/rejects/%s.%s.fetch", day->desk.dir,
                    source->name, day->now);
    scrm_argv_add(argv, scrm_buf_text(&word));
    scrm_argv_add(argv, source->fetch);
    for (size_t i = 0; i < source->n_args; i++)
        scrm_argv_add(argv, source->args[i]);
    scrm_buf_fini(&word);
    free(turns);
}

/* Runs those that have no good end yet. What one of them says, it says itself. */
static void run_rest(const struct scrm_day *day, struct scrm_argv *all, size_t n)
{
    struct scrm_argv *rest = scrm_alloc_zero(n, sizeof *rest);
    size_t *places = scrm_alloc_zero(n, sizeof *places), m = 0;
    struct scrm_err err = {0};

    for (size_t i = 0; i < n; i++)
        if (all[i].status == SCRM_EXIT_TEMPFAIL) {
            places[m] = i;
            rest[m++] = all[i];
        }
    if (scrm_crowd_run(rest, m, AT_ONCE, day->desk.dir, &err) != 0)
        scrm_err_print(&err, "scrm");
    for (size_t i = 0; i < m; i++)
        all[places[i]] = rest[i];
    scrm_err_fini(&err);
    free(places);
    free(rest);
}

static bool any_waits(const struct scrm_argv *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].status == SCRM_EXIT_TEMPFAIL)
            return true;
    return false;
}

void scrm_day_fetch(struct scrm_day *day)
{
    size_t n = day->desk.n_sources;
    struct scrm_argv *all = scrm_alloc_zero(n, sizeof *all);
    int64_t tries = 0;

    for (size_t i = 0; i < n; i++) {
        fetch_of(day, &day->desk.sources[i], &all[i]);
        all[i].status = SCRM_EXIT_TEMPFAIL; /* until it has run */
    }
    do
        run_rest(day, all, n);
    while (any_waits(all, n) && scrm_day_again(day, SCRM_EXIT_TEMPFAIL, &tries));
    for (size_t i = 0; i < n; i++) {
        if (all[i].status != 0)
            scrm_day_tell(day, "fetch", day->desk.sources[i].name, all[i].status);
        scrm_argv_fini(&all[i]);
    }
    free(all);
}
