/*
 * Files as sources: what scrm-fetch does when it is given a path. A log that
 * grows is read on from where it was; a document is taken whole, once.
 */
#include <inttypes.h>
#include <sys/stat.h>

#include "base/num.h"
#include "fetch/fetch.h"
#include "fetch/spool.h"
#include "fetch/watch.h"
#include "source/envelope.h"
#include "source/input.h"
#include "source/recognise.h"

/* What a line may have, unless said otherwise. */
#define LINE_MAX_BYTES ((uint64_t)16 << 20)

/* "INODE:LINES" of a file that is read on; the inode that the path has now is `inode`. */
static uint64_t lines_known(const char *at, uint64_t inode)
{
    const char *colon = at ? strchr(at, ':') : NULL;
    uint64_t kept, lines;

    if (!colon || scrm_num_uint((struct scrm_slice){at, (size_t)(colon - at)}, &kept) != 0 ||
        scrm_num_uint(scrm_slice_of(colon + 1), &lines) != 0 || kept != inode)
        return 0;
    return lines;
}

struct taking {
    const struct scrm_fetch_settings *settings;
    struct scrm_spool *store;
    struct scrm_fetch_tally *tally;
    struct scrm_recogniser recogniser;
    struct scrm_arena arena;
    struct scrm_buf lines;     /* of a block, on their way out */
    uint64_t max_record;       /* bytes of a line */
    bool grows;                /* more is coming: a line without an end is none yet */
    uint64_t skip, seen;       /* lines known, lines seen */
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

        /* Somebody is still writing it. */
        if (taking->grows && block->unended && rest.len == line.len + (newline != NULL)) {
            taking->waits = true;
            break;
        }
        rest.at += line.len + (newline != NULL);
        rest.len -= line.len + (newline != NULL);
        if (++taking->seen <= taking->skip || !scrm_slice_trim(line).len)
            continue;
        if (put_line(taking, line, err) != 0)
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

    if (++taking->seen <= taking->skip)
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
    int result;

    while ((result = scrm_input_next(input, &block, err)) > 0) {
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

/* What the next run has to know: how far a growing file was read, or what a document was. */
static void remember(struct scrm_fetch_state *state, const struct taking *taking, bool grows,
                     uint64_t inode)
{
    struct scrm_buf at = {0};

    if (grows)
        scrm_buf_printf(&at, "%" PRIu64 ":%" PRIu64, inode, taking->seen);
    else
        scrm_digest_put(&at, taking->digest);
    scrm_fetch_state_set_at(state, scrm_buf_slice(&at));
    scrm_buf_fini(&at);
}

/* Reads the file from its beginning, as often as it has to be: one with fewer lines than are
 * known was emptied and written anew, and all of its lines are new. */
static int take_lines(struct taking *taking, const struct scrm_input_settings *settings,
                      struct scrm_input **input, struct scrm_err *err)
{
    int result;

    for (;;) {
        taking->seen = 0;
        taking->waits = false;
        taking->digest = (struct scrm_digest){0};
        *input = scrm_input_open(settings);
        result = take_file(*input, taking, err);
        if (result != 0 || !scrm_input_grows(*input) ||
            taking->seen + taking->waits >= taking->skip)
            return result;
        taking->skip = 0;
        scrm_input_close(*input);
    }
}

/* One pass over the file: what is new in it, and what to remember. */
static int take_pass(struct taking *taking, const char *path, struct scrm_catalogue *catalogue,
                     struct scrm_fetch_state *state, struct stat *info, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = taking->settings;
    struct scrm_input *input;
    int result;

    *info = (struct stat){0};
    (void)stat(path, info); /* reading tells what is wrong with it */
    taking->grows = settings->follow && S_ISREG(info->st_mode);
    taking->skip =
        settings->backfill_ms < 0 ? lines_known(state->at, (uint64_t)info->st_ino) : 0;
    result = take_lines(taking,
                        &(struct scrm_input_settings){.files = &path,
                                                      .n = 1,
                                                      .max_record = taking->max_record,
                                                      .catalogue = catalogue,
                                                      .from = settings->source,
                                                      .args = settings->args,
                                                      .fetched_ms = settings->now_ms},
                        &input, err);
    if (result == 0) {
        remember(state, taking, scrm_input_grows(input), (uint64_t)info->st_ino);
        taking->tally->repaired += scrm_input_repaired(input);
        if (state->changed)
            result = scrm_spool_commit(taking->store, state, err);
        else
            scrm_spool_abandon(taking->store);
        state->changed = false;
    }
    scrm_input_close(input);
    return result;
}

static int take_passes(struct taking *taking, const char *path,
                       struct scrm_catalogue *catalogue, struct scrm_fetch_state *state,
                       struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = taking->settings;
    uint64_t max = (uint64_t)settings->max;
    struct stat info;
    int result;

    do
        result = take_pass(taking, path, catalogue, state, &info, err);
    while (result == 0 && settings->follow && S_ISREG(info.st_mode) &&
           !(max && taking->tally->account.out >= max) &&
           scrm_watch(settings, path, &info));
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
                            .tally = tally};
    int result;

    *tally = (struct scrm_fetch_tally){0};
    scrm_args_set(&named, "path", scrm_slice_of(path));
    result = scrm_spool_open(&store, &where, &state, err);
    if (result == 0) {
        scrm_recogniser_init(&taking.recogniser, catalogue);
        result = take_passes(&taking, path, catalogue, &state, err);
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
