/*
 * Files as sources: what scrm-fetch does when it is given a path. A log that
 * grows is read on from where it was; a document is taken whole, once.
 */
#include <inttypes.h>
#include <sys/stat.h>

#include "base/num.h"
#include "fetch/fetch.h"
#include "fetch/spool.h"
#include "source/input.h"

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
    struct scrm_spool *store;
    struct scrm_fetch_tally *tally;
    int64_t max;
    uint64_t skip, lines;      /* lines known, lines seen */
    struct scrm_digest digest; /* chained over all blocks */
};

/* Puts the lines of a block that are new. */
static int take_block(struct taking *taking, const struct scrm_block *block,
                      struct scrm_err *err)
{
    struct scrm_slice rest = {block->at, block->len};
    struct scrm_account account = {0};
    const char *begin = NULL;
    uint64_t n = 0;
    int result = 0;

    while (rest.len) {
        const char *newline = memchr(rest.at, '\n', rest.len);
        size_t len = newline ? (size_t)(newline + 1 - rest.at) : rest.len;

        if (taking->max && taking->tally->account.out + n >= (uint64_t)taking->max)
            break;
        if (++taking->lines > taking->skip) {
            begin = begin ? begin : rest.at;
            n++;
        }
        rest.at += len;
        rest.len -= len;
    }
    if (begin)
        result = scrm_spool_put(taking->store,
                                (struct scrm_slice){begin, (size_t)(rest.at - begin)}, n, err);
    account.in = account.out = n;
    scrm_account_add(&taking->store->account, &account);
    scrm_account_add(&taking->tally->account, &account);
    return result;
}

static int take_file(struct scrm_input *input, struct taking *taking, struct scrm_err *err)
{
    struct scrm_block block = {0};
    int result;

    while ((result = scrm_input_next(input, &block, err)) > 0) {
        struct scrm_digest link[2] = {taking->digest, scrm_digest(block.at, block.len)};

        taking->digest = scrm_digest((const char *)link, sizeof link);
        if (block.oversize) {
            scrm_err_set(err, SCRM_EXIT_DATA, "a line of %" PRIu64 " bytes", block.oversize);
            result = scrm_err_at(err, block.file, block.line, 0);
        } else {
            result = take_block(taking, &block, err);
        }
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
        scrm_buf_printf(&at, "%" PRIu64 ":%" PRIu64, inode, taking->lines);
    else
        scrm_digest_put(&at, taking->digest);
    scrm_fetch_state_set_at(state, scrm_buf_slice(&at));
    scrm_buf_fini(&at);
}

int scrm_fetch_file(const struct scrm_fetch_settings *settings, const char *path,
                    struct scrm_catalogue *catalogue, uint64_t max_record,
                    struct scrm_fetch_tally *tally, struct scrm_err *err)
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
    struct stat info = {0};
    struct scrm_input *input;
    struct taking taking = {.store = &store, .tally = tally, .max = settings->max};
    int result;

    *tally = (struct scrm_fetch_tally){0};
    scrm_args_set(&named, "path", scrm_slice_of(path));
    result = scrm_spool_open(&store, &where, &state, err);
    if (result == 0) {
        (void)stat(path, &info); /* reading tells what is wrong with it */
        if (settings->backfill_ms < 0)
            taking.skip = lines_known(state.at, (uint64_t)info.st_ino);
        input = scrm_input_open(&(struct scrm_input_settings){.files = &path,
                                                              .n = 1,
                                                              .max_record = max_record,
                                                              .catalogue = catalogue,
                                                              .from = settings->source,
                                                              .args = settings->args,
                                                              .fetched_ms = settings->now_ms});
        result = take_file(input, &taking, err);
        if (result == 0) {
            remember(&state, &taking, scrm_input_grows(input), (uint64_t)info.st_ino);
            tally->repaired = scrm_input_repaired(input);
            if (state.changed)
                result = scrm_spool_commit(&store, &state, err);
            else
                scrm_spool_abandon(&store);
        }
        scrm_input_close(input);
    }
    if (scrm_spool_close(&store, result == 0, &state, result == 0 ? err : &later) != 0)
        result = -1;
    scrm_err_fini(&later);
    scrm_fetch_state_fini(&state);
    scrm_args_fini(&named);
    return result;
}
