/*
 * Files as sources: what scrm-fetch does when it is given a path. A log that
 * grows is read on from where it was; a document is taken whole, once.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "fetch/fetch.h"
#include "fetch/place.h"
#include "fetch/spool.h"
#include "fetch/watch.h"
#include "record/scan.h"
#include "source/envelope.h"
#include "source/input.h"
#include "source/recognise.h"

/* What a line may have, unless said otherwise. */
#define LINE_MAX_BYTES ((uint64_t)16 << 20)

struct taking {
    const struct scrm_fetch_settings *settings;
    struct scrm_spool *store;
    struct scrm_fetch_state *state;
    struct scrm_catalogue *catalogue;
    struct scrm_fetch_tally *tally;
    struct scrm_recogniser recogniser;
    struct scrm_arena arena;
    struct scrm_buf lines;     /* of a block, on their way out */
    uint64_t max_record;       /* bytes of a line */
    bool grows;                /* more is coming: a line without an end is none yet */
    bool again;                /* not the first pass */
    uint64_t skip;             /* lines known */
    struct scrm_place place;   /* lines seen, and up to where */
    bool waits;                /* and one behind them that has no end yet */
    struct scrm_digest digest; /* chained over all blocks */
};

static bool declares(const struct scrm_source *source, const char *name)
{
    for (size_t i = 0; i < source->n_args; i++)
        if (strcmp(source->args[i].name, name) == 0)
            return true;
    return false;
}

/* Appends a line: one with a schema of ours as it is, a record in an envelope. What
 * nobody knows passes, and whoever reads it says what is wrong with it. */
static int put_line(struct taking *taking, struct scrm_slice line, struct scrm_err *err)
{
    const struct scrm_args *given = taking->settings->args;
    struct scrm_args args = {0};
    struct scrm_envelope envelope = {
        .args = &args, .fetched_ms = taking->settings->now_ms, .fetched = true};
    struct scrm_value record;

    if (!scrm_slice_starts(line, "{\"schema\":\"scrm."))
        envelope.source = scrm_recognise(&taking->recogniser, line, &record, err);
    if (err->code != SCRM_EXIT_OK)
        return -1;
    if (!envelope.source) {
        scrm_buf_put_slice(&taking->lines, line);
        scrm_buf_putc(&taking->lines, '\n');
        return 0;
    }
    for (size_t i = 0; given && i < given->n; i++)
        if (declares(envelope.source, given->at[i].name))
            scrm_args_set(&args, given->at[i].name,
                          scrm_args_text(given, given->at[i].name, &taking->arena));
    envelope.name = envelope.source->name;
    scrm_envelope_put(&envelope, record, NULL, &taking->arena, &taking->lines);
    scrm_args_fini(&args);
    scrm_arena_reset(&taking->arena);
    return 0;
}

static bool is_full(const struct taking *taking)
{
    uint64_t max = (uint64_t)taking->settings->max;

    return max && taking->tally->account.out >= max;
}

/* One line that was seen, up to `end` in the file; whether it is new. */
static bool see_line(struct taking *taking, uint64_t end, bool unended)
{
    taking->place.lines++;
    taking->place.torn = unended;
    if (!unended)
        taking->place.offset = end;
    return taking->place.lines > taking->skip;
}

/* Appends a line, with what is no UTF-8 in it mended. */
static int put_mended(struct taking *taking, struct scrm_slice line, struct scrm_err *err)
{
    struct scrm_buf fixed = {0};
    int result;

    if (scrm_lines_are_whole(line))
        return put_line(taking, line, err);
    taking->tally->repaired += scrm_lines_mend(line, &fixed);
    scrm_buf_reserve(&fixed, SCRM_SCAN_PADDING);
    memset(fixed.at + fixed.len, 0, SCRM_SCAN_PADDING);
    result = put_line(taking, scrm_buf_slice(&fixed), err);
    scrm_buf_fini(&fixed);
    return result;
}

/* Puts the lines of a block that are new. */
static int take_block(struct taking *taking, const struct scrm_block *block,
                      struct scrm_err *err)
{
    struct scrm_slice rest = {block->at, block->len};
    uint64_t max = (uint64_t)taking->settings->max;
    struct scrm_account account = {0};

    scrm_buf_reset(&taking->lines);
    while (rest.len && !(max && taking->tally->account.out + account.out >= max)) {
        const char *newline = memchr(rest.at, '\n', rest.len);
        struct scrm_slice line = {rest.at, newline ? (size_t)(newline - rest.at) : rest.len};
        bool unended = block->unended && rest.len == line.len + (newline != NULL);

        /* Somebody is still writing it. */
        if (taking->grows && unended) {
            taking->waits = true;
            break;
        }
        rest.at += line.len + (newline != NULL);
        rest.len -= line.len + (newline != NULL);
        if (!see_line(taking, block->offset + (uint64_t)(rest.at - block->at), unended) ||
            !scrm_slice_trim(line).len)
            continue;
        if (put_mended(taking, line, err) != 0)
            return -1;
        account.in = ++account.out;
    }
    scrm_account_add(&taking->store->account, &account);
    scrm_account_add(&taking->tally->account, &account);
    if (!account.out)
        return 0;
    if (scrm_spool_put(taking->store, scrm_buf_slice(&taking->lines), account.out, err) != 0)
        return -1;
    return taking->settings->follow ? scrm_spool_flush(taking->store, err) : 0;
}

/* A line that is too long: the end of the run, or a reject. A document that cannot be
 * read is all there was, and always the end. */
static int take_oversize(struct taking *taking, const struct scrm_block *block,
                         struct scrm_err *err)
{
    struct scrm_account account = {.in = 1, .rejected = 1};
    struct scrm_err what = {0};
    int result;

    if (taking->grows && block->unended) {
        taking->waits = true;
        return 0;
    }
    if (!see_line(taking, block->offset + block->oversize + 1, block->unended))
        return 0;
    if (block->refused.code != SCRM_EXIT_OK) {
        scrm_err_copy(err, &block->refused);
        return -1;
    }
    scrm_err_set(&what, SCRM_EXIT_DATA,
                 "a line of %" PRIu64 " bytes; --max-record allows %" PRIu64, block->oversize,
                 taking->max_record);
    scrm_err_at(&what, block->file, block->line, 0);
    if (!taking->settings->reject) {
        *err = what;
        return -1;
    }
    scrm_account_add(&taking->store->account, &account);
    scrm_account_add(&taking->tally->account, &account);
    result = taking->settings->reject(taking->settings->ctx, &what, block, err);
    scrm_err_fini(&what);
    return result;
}

static int take_file(struct scrm_input *input, struct taking *taking, struct scrm_err *err)
{
    struct scrm_block block = {0};
    int result = 0;

    /* A document is read to its end, to be known again; lines behind --max are another run's.
     */
    while (!(is_full(taking) && scrm_input_grows(input)) &&
           (result = scrm_input_next(input, &block, err)) > 0) {
        struct scrm_digest link[2] = {taking->digest, scrm_digest(block.at, block.len)};

        taking->digest = scrm_digest((const char *)link, sizeof link);
        result = block.oversize ? take_oversize(taking, &block, err)
                                : take_block(taking, &block, err);
        if (result != 0)
            break;
    }
    scrm_block_fini(&block);
    return result;
}

/* What the next pass has to know: how far a growing file was read, or what a document was. */
static void remember(struct scrm_fetch_state *state, struct taking *taking,
                     const struct scrm_input *input, const struct scrm_watched *file)
{
    struct scrm_buf at = {0};

    taking->place.inode = (uint64_t)file->info.st_ino;
    if (!scrm_input_is_plain(input) || file->fd < 0)
        taking->place.offset = 0;
    else
        scrm_place_mark(&taking->place, file->fd);
    if (scrm_input_grows(input))
        scrm_place_put(&taking->place, &at);
    else
        scrm_digest_put(&at, taking->digest);
    scrm_fetch_state_set_at(state, scrm_buf_slice(&at));
    scrm_buf_fini(&at);
}

/* Where to begin: behind what is known where that still stands in the file; else at its
 * beginning, with lines to pass over where only their number is known. */
static void find_place(struct taking *taking, const struct scrm_watched *file, const char *at)
{
    struct scrm_place *place = &taking->place;
    bool known = taking->again || taking->settings->backfill_ms < 0;

    scrm_place_read(place, known ? at : NULL);
    taking->skip = place->inode == (uint64_t)file->info.st_ino ? place->lines : 0;
    if (file->fd >= 0 && scrm_place_holds(place, file->fd, &file->info)) {
        place->lines -= place->torn;
        place->torn = false;
        return;
    }
    if (place->offset)
        taking->skip = 0;
    *place = (struct scrm_place){0};
}

/* Reads the file, from its beginning once more where it has fewer lines than are known: it
 * was emptied and written anew, and all of its lines are new. */
static int take_lines(struct taking *taking, const struct scrm_watched *file,
                      struct scrm_input_settings *settings, struct scrm_input **input,
                      struct scrm_err *err)
{
    bool resumed = taking->place.offset != 0;
    int result;

    for (;;) {
        int fd = file->fd < 0 ? -1 : fcntl(file->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

        settings->fd = fd < 0 ? 0 : fd;
        settings->line = taking->place.lines + 1;
        settings->offset = taking->place.offset;
        taking->waits = false;
        taking->digest = (struct scrm_digest){0};
        *input = scrm_input_open(settings);
        result = take_file(*input, taking, err);
        if (result != 0 || resumed || is_full(taking) || !scrm_input_grows(*input) ||
            taking->place.lines + taking->waits >= taking->skip)
            return result;
        taking->skip = 0;
        taking->place = (struct scrm_place){0};
        scrm_input_close(*input);
    }
}

/* One pass over the file: what is new in it, and what to remember. `ended`: nobody writes
 * to it any more, so that a last line without an end is one. */
static int take_pass(struct taking *taking, const char *path, const struct scrm_watched *file,
                     bool ended, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = taking->settings;
    struct scrm_fetch_state *state = taking->state;
    struct scrm_input_settings reading = {.files = &path,
                                          .n = 1,
                                          .max_record = taking->max_record,
                                          .catalogue = taking->catalogue,
                                          .from = settings->source,
                                          .args = settings->args,
                                          .fetched_ms = settings->now_ms,
                                          .lines_unmended = true};
    struct scrm_input *input;
    int result;

    taking->grows = settings->follow && file->fd >= 0 && !ended;
    find_place(taking, file, state->at);
    result = take_lines(taking, file, &reading, &input, err);
    if (result == 0) {
        remember(state, taking, input, file);
        taking->tally->repaired += scrm_input_repaired(input);
        if (state->changed)
            result = scrm_spool_commit(taking->store, state, err);
        else
            scrm_spool_abandon(taking->store);
        state->changed = false;
        taking->again = true;
    }
    scrm_input_close(input);
    return result;
}

static int take_passes(struct taking *taking, const char *path, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = taking->settings;
    struct scrm_watched file;
    int result;

    scrm_watch_open(&file, path);
    for (;;) {
        enum scrm_watch_change change;

        result = take_pass(taking, path, &file, false, err);
        if (result != 0 || !settings->follow || file.fd < 0 || is_full(taking))
            break;
        change = scrm_watch_wait(&file, path, settings->stopped, settings->ctx);
        if (change == SCRM_WATCH_STOPPED)
            break;
        if (change == SCRM_WATCH_GREW)
            continue;
        /* What was written to the old one before it was left. */
        result = take_pass(taking, path, &file, true, err);
        scrm_watch_close(&file);
        scrm_watch_open(&file, path);
        if (result != 0 || is_full(taking))
            break;
    }
    scrm_watch_close(&file);
    if (result == 0 && settings->reject)
        result = settings->reject(settings->ctx, NULL, NULL, err);
    return result;
}

int scrm_fetch_file(const struct scrm_fetch_settings *settings, const char *path,
                    struct scrm_catalogue *catalogue, struct scrm_fetch_tally *tally,
                    struct scrm_err *err)
{
    struct scrm_args named = {0};
    struct scrm_spool_settings where = {.spool = settings->spool,
                                        .state_path = settings->state_path,
                                        .output = settings->output,
                                        .name = SCRM_SLICE("file"),
                                        .args = &named,
                                        .config = settings->config,
                                        .now_ms = settings->now_ms,
                                        .seal = settings->seal};
    struct scrm_spool store;
    struct scrm_fetch_state state;
    struct scrm_err later = {0};
    struct taking taking = {.settings = settings,
                            .max_record =
                                settings->max_record ? settings->max_record : LINE_MAX_BYTES,
                            .store = &store,
                            .state = &state,
                            .catalogue = catalogue,
                            .tally = tally};
    int result;

    *tally = (struct scrm_fetch_tally){0};
    scrm_args_set(&named, "path", scrm_slice_of(path));
    result = scrm_spool_open(&store, &where, &state, err);
    if (result == 0) {
        scrm_recogniser_init(&taking.recogniser, catalogue);
        result = take_passes(&taking, path, err);
        scrm_recogniser_fini(&taking.recogniser);
        scrm_arena_fini(&taking.arena);
        scrm_buf_fini(&taking.lines);
    }
    if (scrm_spool_close(&store, result == 0, &state, result == 0 ? err : &later) != 0)
        result = -1;
    scrm_err_fini(&later);
    scrm_fetch_state_fini(&state);
    scrm_args_fini(&named);
    return result;
}
