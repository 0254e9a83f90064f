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

static const char *tier_name(enum scrm_tier tier)
{
    static const char *const names[] = {[SCRM_TIER_UNVERIFIED] = "unverified",
                                        [SCRM_TIER_PAYLOADS] = "real payloads",
                                        [SCRM_TIER_LIVE] = "live"};

    return names[tier];
}

/* Whether a request takes an argument. */
enum need { NEED_NONE, NEED_OPTIONAL, NEED_ALWAYS };

static enum need more(enum need a, enum need b)
{
    return a > b ? a : b;
}

static enum need need_of(const struct scrm_template *template, const char *name)
{
    enum need need = NEED_NONE;

    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];

        if (piece->hole && piece->path.root == SCRM_ROOT_NAME &&
            strcmp(piece->path.steps[0].key, name) == 0)
            need = more(need, piece->optional ? NEED_OPTIONAL : NEED_ALWAYS);
    }
    return need;
}

static enum need stream_need(const struct scrm_stream *stream,
                             const struct scrm_source_arg *arg)
{
    enum need need = more(need_of(&stream->url, arg->name), need_of(&stream->body, arg->name));

    for (size_t i = 0; i < stream->n_params; i++)
        need = more(need, need_of(&stream->params[i].value, arg->name));
    if (stream->expand)
        need = more(need, stream_need(stream->expand, arg));
    return arg->required ? NEED_ALWAYS : need;
}

static void put_stream(const struct scrm_source *source, const struct scrm_stream *stream,
                       struct scrm_buf *out)
{
    struct scrm_buf name = {0};

    scrm_buf_printf(&name, "%.*s.%.*s", SCRM_FMT(source->name), SCRM_FMT(stream->name));
    scrm_buf_printf(out, "%-26s %-14s %.*s%s\n", scrm_buf_text(&name), tier_name(source->tier),
                    SCRM_FMT(stream->about),
                    scrm_source_recheck(source, stream) ? " (--recheck)" : "");
    for (size_t i = 0; i < source->n_args; i++) {
        const struct scrm_source_arg *arg = &source->args[i];
        enum need need = stream_need(stream, arg);

        if (need != NEED_NONE)
            scrm_buf_printf(out, "%-26s   %s=...%s%.*s%s\n", "", arg->name,
                            arg->about.len ? "  " : "", SCRM_FMT(arg->about),
                            arg->fallback.at || need == NEED_OPTIONAL ? " (may be left out)"
                                                                      : "");
    }
    scrm_buf_fini(&name);
}

/* What a person fills in: the names of the holes, with commas between. */
static void put_holes(const struct scrm_template *template, bool *any, struct scrm_buf *out)
{
    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];

        if (!piece->hole || strcmp(piece->path.steps[0].key, "value") == 0)
            continue;
        scrm_buf_printf(out, "%s%s", *any ? ", " : ": ", piece->path.steps[0].key);
        *any = true;
    }
}

/* Which secret a source needs, and the members of it. */
static void put_secret(const struct scrm_source *source, struct scrm_buf *out)
{
    const struct scrm_auth *auth = &source->auth;
    bool any = false;

    if (auth->kind == SCRM_AUTH_NONE)
        return;
    scrm_buf_printf(out, "%-26s   secret ", "");
    for (size_t i = 0; i < auth->secret.n; i++) {
        const struct scrm_piece *piece = &auth->secret.pieces[i];

        if (piece->hole)
            scrm_buf_printf(out, "{%s}", piece->path.steps[0].key);
        else
            scrm_buf_put_slice(out, piece->text);
    }
    if (auth->kind == SCRM_AUTH_BASIC)
        scrm_buf_puts(out, ": username, password");
    if (auth->kind == SCRM_AUTH_CLIENT_CREDENTIALS || auth->kind == SCRM_AUTH_REFRESH)
        scrm_buf_printf(out, ": client_id, client_secret%s",
                        auth->kind == SCRM_AUTH_REFRESH ? ", refresh_token" : "");
    if (auth->kind == SCRM_AUTH_COMMAND)
        scrm_buf_puts(out, ": command");
    put_holes(&auth->body, &any, out);
    for (size_t i = 0; i < auth->n_headers; i++)
        put_holes(&auth->headers[i].value, &any, out);
    scrm_buf_puts(out, auth->optional ? " (may be left out)\n" : "\n");
}

int scrm_listing_sources(struct scrm_catalogue *catalogue, const char *output,
                         struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result;

    if (scrm_catalogue_load_all(catalogue, err) != 0)
        return -1;
    scrm_buf_printf(&text, "%-26s %-14s %s\n", "SOURCE", "TESTED ON", "WHAT IT GETS");
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct scrm_source *source = catalogue->at[i];

        for (size_t j = 0; j < source->n_streams; j++)
            put_stream(source, &source->streams[j], &text);
        if (source->n_streams)
            put_secret(source, &text);
        if (!source->n_streams)
            scrm_buf_printf(&text, "%-26.*s %-14s %.*s\n", SCRM_FMT(source->name),
                            tier_name(source->tier), SCRM_FMT(source->about));
    }
    scrm_buf_puts(&text,
                  "\nAny address of a feed, and any file, may stand in place of a source.\n");
    result = scrm_listing_print(&text, output, err);
    scrm_buf_fini(&text);
    return result;
}

struct finder {
    struct scrm_catalogue *catalogue;
};

static struct scrm_source *find_like(void *ctx, struct scrm_slice name, struct scrm_err *err)
{
    const struct scrm_source *source =
        scrm_catalogue_need(((struct finder *)ctx)->catalogue, name, err);

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
                    source->n_streams, tier_name(source->tier));
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
