/*
 * Options as settings: texts become times, files and folders find their place.
 * Nothing here asks the network.
 */
#include "fetch/order.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "base/version.h"
#include "fetch/setup.h"

/* How long a run may wait for servers that ask it to. */
#define PATIENCE "5m"

/* A duration of a second to a day; without `text` nothing is set. */
static int read_duration(const char *option, const char *text, int64_t *ms,
                         struct scrm_err *err)
{
    if (!text || (scrm_time_duration(scrm_slice_of(text), ms) == 0 && *ms >= SCRM_SECOND_MS &&
                  *ms <= SCRM_DAY_MS))
        return 0;
    return scrm_err_set(err, SCRM_EXIT_USAGE,
                        "option --%s: \"%s\" is no duration of a second to a day", option,
                        text);
}

static int read_times(const struct scrm_fetch_order *order,
                      struct scrm_fetch_settings *settings, struct scrm_err *err)
{
    settings->backfill_ms = -1;
    if (scrm_time_duration(scrm_slice_of(order->wait ? order->wait : PATIENCE),
                           &settings->patience_ms) != 0)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "option --wait: \"%s\" is no duration",
                            order->wait);
    if (order->backfill && scrm_time_option(scrm_slice_of(order->backfill), order->now_ms,
                                            &settings->backfill_ms) != 0)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "option --backfill: \"%s\" is no time",
                            order->backfill);
    if (read_duration("every", order->every, &settings->every_ms, err) != 0)
        return -1;
    return read_duration("timeout", order->timeout, &settings->http.total_ms, err);
}

/* Asking again takes a source that says how, and a spool that says for what. */
static int check_recheck(const struct scrm_fetch_part *part,
                         const struct scrm_fetch_order *order, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = &part->settings;

    if (part->file || !scrm_source_recheck(settings->source, settings->stream)) {
        scrm_err_set(err, SCRM_EXIT_USAGE, "--recheck: this cannot be asked for again");
        return scrm_err_hint(err, "scrm-fetch --list says which streams can be");
    }
    if (order->follow)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--recheck and --follow exclude each other");
    if (!order->spool)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--recheck needs --spool: it asks again for what stands there");
    return 0;
}

static int prepare_part(struct scrm_fetch_work *work, struct scrm_fetch_part *part,
                        const struct scrm_fetch_order *order, struct scrm_err *err)
{
    struct scrm_fetch_settings *settings = &part->settings;

    settings->args = &part->args;
    settings->secrets = &work->secrets;
    settings->http = (struct scrm_http_settings){.allow_http = order->allow_http,
                                                 .allow_private = order->allow_private,
                                                 .body_max = order->max_body,
                                                 .agent = scrm_buf_text(&work->agent),
                                                 .ca_file = order->ca_file,
                                                 .proxy = order->proxy};
    settings->spool = order->spool;
    settings->state_path = order->state;
    settings->output = order->output;
    settings->seal = order->seal;
    settings->follow = order->follow;
    settings->recheck = order->recheck;
    settings->catalogue = &work->catalogue;
    settings->now_ms = order->now_ms;
    settings->max = order->max;
    settings->max_record = order->max_record;
    settings->cache = work->cache;
    if (read_times(order, settings, err) != 0)
        return -1;
    return order->recheck ? check_recheck(part, order, err) : 0;
}

/* Finds what each source is: an operand that is no NAME=VALUE begins one. */
static int find_parts(struct scrm_fetch_work *work, const char *const *operands, size_t n,
                      struct scrm_err *err)
{
    for (size_t i = 0, m; i < n; i += m) {
        struct scrm_fetch_part *part = &work->parts[work->n++];

        scrm_buf_puts(&part->name, operands[i]);
        for (m = 1; i + m < n && scrm_arg_name(operands[i + m]); m++)
            scrm_buf_printf(&part->name, " %s", operands[i + m]);
        if (scrm_fetch_find(&work->catalogue, operands + i, m, &part->args, &part->settings,
                            &part->file, err) != 0)
            return -1;
    }
    return 0;
}

/* What one source may be told and several may not. */
static int check_several(const struct scrm_fetch_work *work,
                         const struct scrm_fetch_order *order, struct scrm_err *err)
{
    if (order->spool && (order->state || order->output))
        return scrm_err_set(
            err, SCRM_EXIT_USAGE,
            "--spool keeps records and state: --state and --output do not go with it");
    if (work->n == 1)
        return 0;
    if (order->state)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--state remembers one source; --spool keeps several");
    if (order->follow && order->seal && !order->spool)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--seal: the lines of several sources that are followed mix; "
                            "--spool seals each");
    if (order->follow && work->n > SCRM_FETCH_AT_ONCE)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--follow: %d sources at once, not %zu",
                            SCRM_FETCH_AT_ONCE, work->n);
    return 0;
}

int scrm_fetch_work_prepare(struct scrm_fetch_work *work, const struct scrm_fetch_order *order,
                            const char *const *operands, size_t n, struct scrm_err *err)
{
    const char *contact = order->contact ? order->contact : getenv("SCRM_CONTACT");

    if (n == 0) {
        scrm_err_set(err, SCRM_EXIT_USAGE, "which source?");
        return scrm_err_hint(err, "scrm-fetch --list names them");
    }
    work->parts = scrm_alloc_zero(n, sizeof *work->parts);
    if (find_parts(work, operands, n, err) != 0 || check_several(work, order, err) != 0)
        return -1;
    scrm_buf_printf(&work->agent, "scrm-fetch/%s%s%s%s", SCRM_VERSION, contact ? " (+" : "",
                    contact ? contact : "", contact ? ")" : "");
    work->cache = scrm_fetch_cache();
    for (size_t i = 0; i < work->n; i++)
        if (prepare_part(work, &work->parts[i], order, err) != 0)
            return -1;
    return scrm_fetch_secrets(order->desk, &work->secrets, err);
}

int scrm_fetch_work_run(struct scrm_fetch_work *work, struct scrm_fetch_part *part,
                        struct scrm_err *err)
{
    struct scrm_fetch_settings *settings = &part->settings;

    if ((settings->seal || settings->spool) && !work->digest &&
        !(work->digest = scrm_catalogue_digest(&work->catalogue, err)))
        return -1;
    settings->config = work->digest;
    return part->file
               ? scrm_fetch_file(settings, part->file, &work->catalogue, &part->tally, err)
               : scrm_fetch_run(settings, &part->tally, err);
}

void scrm_fetch_work_fini(struct scrm_fetch_work *work)
{
    for (size_t i = 0; i < work->n; i++) {
        scrm_fetch_tally_fini(&work->parts[i].tally);
        scrm_args_fini(&work->parts[i].args);
        scrm_buf_fini(&work->parts[i].name);
    }
    free(work->parts);
    scrm_secrets_fini(&work->secrets);
    scrm_catalogue_fini(&work->catalogue);
    scrm_buf_fini(&work->agent);
    free(work->digest);
    free(work->cache);
}
