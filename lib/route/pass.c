/*
 * A run over posts, whichever it is.
 */
#include "route/pass.h"

#include <stdlib.h>

#include "base/alloc.h"

struct scrm_route_pass_worker {
    const struct scrm_route_pass *pass;
    struct scrm_route_worker *route; /* or, for a comparison: */
    struct scrm_route_diff *diff;
};

int scrm_route_pass_load(struct scrm_route_pass *pass,
                         const struct scrm_router_options *options,
                         const char *const compare[2], struct scrm_keys *keys,
                         struct scrm_err *err)
{
    struct scrm_router_options own = *options;

    if (compare) {
        if (own.n_rules)
            return scrm_err_set(err, SCRM_EXIT_USAGE,
                                "--diff takes its two rule files as operands, not by --rules");
        own.rules = compare;
        own.n_rules = 1;
    }
    pass->router = scrm_router_load(&own, keys, err);
    if (pass->router && compare) {
        own.rules = compare + 1;
        pass->other = scrm_router_load(&own, keys, err);
    }
    scrm_keys_build(keys);
    return err->code ? -1 : 0;
}

struct scrm_route_pass_worker *scrm_route_pass_open(struct scrm_route_pass *pass)
{
    struct scrm_route_pass_worker *worker = scrm_alloc_zero(1, sizeof *worker);

    worker->pass = pass;
    if (pass->other)
        worker->diff = scrm_route_diff_open(pass->router, pass->other);
    else
        worker->route = scrm_route_open(pass->router);
    return worker;
}

void scrm_route_pass_close(struct scrm_route_pass *pass, struct scrm_route_pass_worker *worker)
{
    if (worker->diff) {
        if (!pass->moves.names)
            scrm_moves_init(&pass->moves, pass->router, pass->other);
        scrm_moves_add(&pass->moves, scrm_route_diff_moves(worker->diff));
    } else {
        scrm_route_counts_add(&pass->counts, scrm_route_counts(worker->route));
    }
    scrm_route_diff_close(worker->diff);
    scrm_route_close(worker->route);
    free(worker);
}

bool scrm_route_pass_line(struct scrm_route_pass_worker *worker, const struct scrm_line *line,
                          struct scrm_arena *arena, struct scrm_buf *out)
{
    const struct scrm_route_pass *pass = worker->pass;

    if (worker->diff)
        return scrm_route_diff_line(worker->diff, line, arena, pass->now, out);
    scrm_route_line(worker->route, line, arena, pass->now, pass->form, out);
    return true;
}

void scrm_route_pass_tell(const struct scrm_route_pass *pass, struct scrm_buf *text,
                          struct scrm_buf *members)
{
    if (pass->other)
        scrm_moves_tell(&pass->moves, text, members);
    else
        scrm_route_counts_tell(&pass->counts, pass->router, text, members);
}

void scrm_route_pass_fini(struct scrm_route_pass *pass)
{
    scrm_route_counts_fini(&pass->counts);
    scrm_moves_fini(&pass->moves);
    scrm_router_free(pass->router);
    scrm_router_free(pass->other);
    pass->router = pass->other = NULL;
}
