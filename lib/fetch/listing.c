/*
 * For people: tables and words. Nothing here asks the network.
 */
#include "fetch/listing.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/time.h"
#include "record/emit.h"
#include "record/writer.h"

int scrm_listing_print(const struct scrm_buf *text, const char *output, struct scrm_err *err)
{
    struct scrm_writer *writer = scrm_writer_open(output, err);
    int result;

    if (!writer)
        return -1;
    result = scrm_writer_put(writer, scrm_buf_slice(text), err);
    return scrm_writer_close(writer, result == 0, err) != 0 || result != 0 ? -1 : 0;
}

const char *scrm_listing_tier(enum scrm_tier tier)
{
    static const char *const names[] = {[SCRM_TIER_UNVERIFIED] = "unverified",
                                        [SCRM_TIER_PAYLOADS] = "real payloads",
                                        [SCRM_TIER_LIVE] = "live"};

    return names[tier];
}

struct finder {
    struct scrm_catalogue *catalogue;
};

static struct scrm_source *find_like(void *ctx, struct scrm_slice name, struct scrm_err *err)
{
    const struct scrm_source *source =
        scrm_catalogue_need(((struct finder *)ctx)->catalogue, name, err);

    /* That there is none is said with its place, by who asks. */
    if (!source && err->code == SCRM_EXIT_USAGE)
        scrm_err_clear(err);
    return (struct scrm_source *)source;
}

int scrm_listing_check(struct scrm_catalogue *catalogue, const char *name, const char *output,
                       struct scrm_err *err)
{
    struct finder finder = {catalogue};
    struct scrm_source *own = NULL;
    const struct scrm_source *source;
    struct scrm_buf text = {0};
    int result;

    if (access(name, F_OK) == 0)
        source = own = scrm_source_load(name, find_like, &finder, err);
    else
        source = scrm_catalogue_need(catalogue, scrm_slice_of(name), err);
    if (!source)
        return -1;
    scrm_buf_printf(&text, "%.*s: ok, %zu streams, %s\n", SCRM_FMT(source->name),
                    source->n_streams, scrm_listing_tier(source->tier));
    result = scrm_listing_print(&text, output, err);
    scrm_source_free(own);
    scrm_buf_fini(&text);
    return result;
}

int scrm_listing_plan(const struct scrm_fetch_settings *settings, const char *file, bool ask,
                      struct scrm_buf *out, struct scrm_err *err)
{
    if (!file)
        return ask ? scrm_fetch_estimate(settings, out, err)
                   : scrm_fetch_dry_run(settings, out, err);
    scrm_buf_printf(out, "# %s is read, nothing is asked\n", file);
    return 0;
}

void scrm_listing_progress(const struct scrm_fetch_progress *at, struct scrm_buf *line)
{
    scrm_buf_printf(line, "%.*s: page %" PRId64 ", %" PRIu64 " posts", SCRM_FMT(at->name),
                    at->pages, at->records);
    if (at->elapsed_ms >= SCRM_SECOND_MS) {
        uint64_t hourly = at->records * 3600000 / (uint64_t)at->elapsed_ms;

        scrm_buf_printf(line, ", %" PRIu64 "/%s", hourly / (hourly >= 3600 ? 3600 : 60),
                        hourly >= 3600 ? "s" : "min");
    }
    if (at->wait_ms > 0) {
        struct scrm_date until = scrm_time_date(at->until_ms);

        scrm_buf_printf(line, ", waits until %02d:%02d:%02d UTC", until.hour, until.minute,
                        until.second);
    }
}

void scrm_listing_tally(const struct scrm_fetch_tally *tally, struct scrm_buf *members,
                        struct scrm_buf *text)
{
    const struct scrm_account *account = &tally->account;

    scrm_buf_printf(members,
                    "\"pages\":%" PRId64 ",\"requests\":%" PRIu64 ",\"bytes\":%" PRIu64
                    ",\"repaired\":%" PRIu64 ",\"in\":%" PRIu64 ",\"expanded\":%" PRIu64
                    ",\"out\":%" PRIu64 ",\"rejected\":%" PRIu64 ",\"dropped\":{",
                    tally->pages, tally->requests, tally->bytes, tally->repaired, account->in,
                    account->expanded, account->out, account->rejected);
    scrm_buf_printf(text, "%" PRId64 " pages, %" PRIu64 " in, %" PRIu64 " out", tally->pages,
                    account->in, account->out);
    if (account->rejected)
        scrm_buf_printf(text, ", %" PRIu64 " rejected", account->rejected);
    for (size_t i = 0; i < account->n_drops; i++) {
        scrm_buf_printf(members, "%s\"%s\":%" PRIu64, i ? "," : "", account->drops[i].reason,
                        account->drops[i].count);
        scrm_buf_printf(text, ", %" PRIu64 " %s", account->drops[i].count,
                        account->drops[i].reason);
    }
    scrm_buf_putc(members, '}');
    if (tally->repaired)
        scrm_buf_printf(text, ", %" PRIu64 " bytes repaired", tally->repaired);
}
