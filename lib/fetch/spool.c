/*
 * Segments and state files. The one rule: a cursor is on the disk only when
 * all records before it are.
 */
#include "fetch/spool.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/time.h"

#define STAGE "scrm-fetch"
/* A trailer is the last line; a state with many ids is long, but not longer. */
#define TRAILER_MAX ((size_t)16 << 20)

/* Whether a file is a segment of ours that never got its name. */
static bool is_remains(const struct scrm_spool *store, const char *name)
{
    size_t len = strlen(store->prefix);

    return strncmp(name, store->prefix, len) == 0 && name[len] == '.' &&
           strstr(name, ".ndjson.tmp");
}

/* Looks through the folder: the newest segment's name (owned by caller, NULL: none). */
static int find_last(struct scrm_spool *store, char **last, struct scrm_err *err)
{
    const char *dir = store->settings.spool;
    DIR *stream = opendir(dir);
    struct dirent *entry;

    *last = NULL;
    if (!stream)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", dir);
    while ((entry = readdir(stream))) {
        uint64_t number = scrm_segment_number(store->prefix, entry->d_name);

        if (is_remains(store, entry->d_name)) {
            char *path = scrm_file_join(dir, entry->d_name);

            unlink(path);
            free(path);
        }
        if (number < store->number)
            continue;
        store->number = number + 1;
        free(*last);
        *last = scrm_strdup(entry->d_name);
    }
    closedir(stream);
    return 0;
}

/* The last line of a file, read from its end. */
static int read_last_line(const char *path, struct scrm_buf *line, struct scrm_err *err)
{
    FILE *file = fopen(path, "re");
    struct scrm_buf tail = {0};
    long size, want = 4096;
    int result = -1;

    if (!file)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
        fclose(file);
        return -1;
    }
    for (;; want *= 8) {
        size_t n = (size_t)(want < size ? want : size);
        const char *newline;

        scrm_buf_reset(&tail);
        scrm_buf_reserve(&tail, n);
        if (fseek(file, -(long)n, SEEK_END) != 0 || fread(tail.at, 1, n, file) != n) {
            scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
            break;
        }
        tail.len = n;
        while (tail.len && tail.at[tail.len - 1] == '\n')
            tail.len--;
        newline = tail.len ? memrchr(tail.at, '\n', tail.len) : NULL;
        if (newline || (long)n == size) {
            const char *at = newline ? newline + 1 : tail.at;

            scrm_buf_put(line, at, (size_t)(tail.at + tail.len - at));
            result = 0;
            break;
        }
        if (n > TRAILER_MAX) {
            scrm_err_set(err, SCRM_EXIT_DATA, "%s: its last line is no trailer", path);
            break;
        }
    }
    fclose(file);
    scrm_buf_fini(&tail);
    return result;
}

static int read_segment(struct scrm_spool *store, const char *name,
                        struct scrm_fetch_state *state, struct scrm_err *err)
{
    char *path = scrm_file_join(store->settings.spool, name);
    struct scrm_buf line = {0};
    struct scrm_end end = {0};
    int result = read_last_line(path, &line, err);

    if (result == 0)
        result = scrm_end_read(&end, scrm_buf_slice(&line), err);
    if (result == 0 && end.cursor)
        result = scrm_fetch_state_read(state, scrm_slice_of(end.cursor), store->settings.name,
                                       store->settings.args, err);
    if (result != 0)
        scrm_err_at(err, path, 0, 0);
    scrm_end_fini(&end);
    scrm_buf_fini(&line);
    free(path);
    return result;
}

static int open_spool(struct scrm_spool *store, struct scrm_fetch_state *state,
                      struct scrm_err *err)
{
    struct scrm_buf name = {0};
    char *path, *last;
    int result;

    if (scrm_file_mkdir(store->settings.spool, 0777, err) != 0)
        return -1;
    scrm_buf_printf(&name, ".%s.lock", store->prefix);
    path = scrm_file_join(store->settings.spool, scrm_buf_text(&name));
    store->lock = scrm_file_lock(path, err);
    free(path);
    scrm_buf_fini(&name);
    if (store->lock < 0)
        return -1;
    store->number = 1;
    if (find_last(store, &last, err) != 0)
        return -1;
    result = last ? read_segment(store, last, state, err) : 0;
    free(last);
    return result;
}

static int open_state(struct scrm_spool *store, struct scrm_fetch_state *state,
                      struct scrm_err *err)
{
    const char *path = store->settings.state_path;
    struct scrm_buf text = {.max = TRAILER_MAX}, lock = {0};
    int result = 0;

    scrm_buf_printf(&lock, "%s.lock", path);
    store->lock = scrm_file_lock(scrm_buf_text(&lock), err);
    scrm_buf_fini(&lock);
    if (store->lock < 0)
        return -1;
    if (access(path, F_OK) == 0) {
        result = scrm_file_read(path, &text, err);
        if (result == 0 && scrm_slice_trim(scrm_buf_slice(&text)).len &&
            scrm_fetch_state_read(state, scrm_buf_slice(&text), store->settings.name,
                                  store->settings.args, err) != 0)
            result = scrm_err_at(err, path, 0, 0);
    }
    scrm_buf_fini(&text);
    return result;
}

int scrm_spool_open(struct scrm_spool *store, const struct scrm_spool_settings *settings,
                    struct scrm_fetch_state *state, struct scrm_err *err)
{
    *store = (struct scrm_spool){.settings = *settings, .lock = -1};
    *state = (struct scrm_fetch_state){0};
    store->prefix = scrm_segment_prefix(settings);
    if (settings->spool)
        return open_spool(store, state, err);
    return settings->state_path ? open_state(store, state, err) : 0;
}

/* The name that the next segment will have. */
static void name_segment(struct scrm_spool *store)
{
    struct scrm_date date = scrm_time_date(store->settings.now_ms);
    struct scrm_buf name = {0};
    char *path;

    scrm_buf_printf(&name, "%s.%08" PRIu64 ".%04" PRId64 "%02d%02dT%02d%02d%02dZ.ndjson",
                    store->prefix, store->number, date.year, date.month, date.day, date.hour,
                    date.minute, date.second);
    path = scrm_file_join(store->settings.spool, scrm_buf_text(&name));
    scrm_buf_reset(&store->path);
    scrm_buf_puts(&store->path, path);
    free(path);
    scrm_buf_fini(&name);
}

static int open_writer(struct scrm_spool *store, struct scrm_err *err)
{
    if (store->writer)
        return 0;
    if (store->settings.spool)
        name_segment(store);
    store->writer = scrm_writer_open(
        store->settings.spool ? scrm_buf_text(&store->path) : store->settings.output, err);
    return store->writer ? 0 : -1;
}

int scrm_spool_put(struct scrm_spool *store, struct scrm_slice lines, uint64_t n,
                   struct scrm_err *err)
{
    if (open_writer(store, err) != 0)
        return -1;
    store->lines += n;
    store->bytes += lines.len;
    return scrm_writer_put(store->writer, lines, err);
}

int scrm_spool_flush(struct scrm_spool *store, struct scrm_err *err)
{
    if (store->settings.spool || !store->writer)
        return 0;
    return scrm_writer_flush(store->writer, err);
}

/* The trailer of what was put since the last one. */
static int put_trailer(struct scrm_spool *store, const struct scrm_fetch_state *state,
                       struct scrm_err *err)
{
    struct scrm_end end = {0};
    struct scrm_buf line = {0}, cursor = {0};
    int result;

    scrm_fetch_state_put(state, store->settings.name, store->settings.args,
                         store->settings.keep, &cursor);
    scrm_end_add(&end, STAGE, store->settings.config, &store->account);
    end.cursor = scrm_buf_take(&cursor);
    scrm_end_write(&end, &line);
    result = open_writer(store, err) != 0
                 ? -1
                 : scrm_writer_put(store->writer, scrm_buf_slice(&line), err);
    scrm_end_fini(&end);
    scrm_buf_fini(&line);
    return result;
}

static int commit_segment(struct scrm_spool *store, const struct scrm_fetch_state *state,
                          struct scrm_err *err)
{
    int result;

    if (!store->lines && !state->changed)
        return 0;
    if (put_trailer(store, state, err) != 0)
        return -1;
    result = scrm_writer_close(store->writer, true, err);
    store->writer = NULL;
    store->number++;
    store->lines = store->bytes = 0;
    scrm_account_fini(&store->account);
    store->account = (struct scrm_account){0};
    return result;
}

static int write_state(const struct scrm_spool *store, const struct scrm_fetch_state *state,
                       struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result;

    scrm_fetch_state_put(state, store->settings.name, store->settings.args,
                         store->settings.keep, &text);
    scrm_buf_putc(&text, '\n');
    result = scrm_file_write(store->settings.state_path, scrm_buf_slice(&text), 0666, err);
    scrm_buf_fini(&text);
    return result;
}

static int commit_state(struct scrm_spool *store, const struct scrm_fetch_state *state,
                        struct scrm_err *err)
{
    /* A file named by -o has its name only at the end: so does what it means. */
    if (store->settings.output)
        return 0;
    if (store->writer && scrm_writer_flush(store->writer, err) != 0)
        return -1;
    return store->settings.state_path ? write_state(store, state, err) : 0;
}

int scrm_spool_commit(struct scrm_spool *store, const struct scrm_fetch_state *state,
                      struct scrm_err *err)
{
    return store->settings.spool ? commit_segment(store, state, err)
                                 : commit_state(store, state, err);
}

void scrm_spool_abandon(struct scrm_spool *store)
{
    struct scrm_err ignored = {0};

    if (!store->settings.spool || !store->writer)
        return;
    scrm_writer_close(store->writer, false, &ignored);
    scrm_err_fini(&ignored);
    store->writer = NULL;
    store->lines = store->bytes = 0;
    scrm_account_fini(&store->account);
    store->account = (struct scrm_account){0};
}

/* Ends the output that is no spool: trailer, flush, name, and then the state. */
static int finish_output(struct scrm_spool *store, const struct scrm_fetch_state *state,
                         struct scrm_err *err)
{
    int result =
        store->settings.seal ? put_trailer(store, state, err) : open_writer(store, err);

    if (result != 0)
        return -1;
    result = scrm_writer_close(store->writer, true, err);
    store->writer = NULL;
    if (result == 0 && store->settings.state_path)
        result = write_state(store, state, err);
    return result;
}

int scrm_spool_close(struct scrm_spool *store, bool keep, const struct scrm_fetch_state *state,
                     struct scrm_err *err)
{
    struct scrm_err later = {0};
    int result = 0;

    if (keep && !store->settings.spool)
        result = finish_output(store, state, err);
    if (store->writer && scrm_writer_close(store->writer, false, &later) != 0)
        result = -1;
    scrm_err_fini(&later);
    if (store->lock >= 0)
        close(store->lock);
    scrm_account_fini(&store->account);
    scrm_buf_fini(&store->path);
    free(store->prefix);
    *store = (struct scrm_spool){.lock = -1};
    return result;
}
