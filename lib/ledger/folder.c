/*
 * Forgetting a person in folders: spools with raw envelopes, posts, rejects.
 * Files keep their names and their number of lines; a file that changes is
 * written beside and renamed. What the person wrote becomes a line that says
 * so and counts as before; where others name them, the name is masked.
 */
#include "ledger/forget.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "ledger/lines.h"
#include "record/reader.h"

#define MAX_RECORD ((uint64_t)256 << 20)

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The names in a folder, sorted. */
static int list_folder(const char *path, char ***names, size_t *n, struct scrm_err *err)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    size_t cap = 0;

    *names = NULL;
    *n = 0;
    if (!dir)
        return scrm_err_errno(err, 0, "%s", path);
    while ((entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        SCRM_GROW(*names, *n, cap);
        (*names)[(*n)++] = scrm_strdup(entry->d_name);
    }
    closedir(dir);
    if (*n)
        qsort(*names, *n, sizeof **names, by_name);
    return 0;
}

/* Calls `each` for every regular file below `path`, in the order of names. */
typedef int walk_file(struct scrm_forget *forget, const char *path, struct scrm_err *err);
static int walk(struct scrm_forget *forget, const char *path, walk_file *each,
                struct scrm_err *err)
{
    struct stat status;
    char **names;
    size_t n, i;
    int result = 0;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? 0 : scrm_err_errno(err, 0, "%s", path);
    if (S_ISREG(status.st_mode))
        return each(forget, path, err);
    if (!S_ISDIR(status.st_mode))
        return 0;
    if (list_folder(path, &names, &n, err))
        return -1;
    for (i = 0; i < n; i++) {
        char *below = scrm_file_join(path, names[i]);

        if (result == 0)
            result = walk(forget, below, each, err);
        free(below);
        free(names[i]);
    }
    free(names);
    return result;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);

    return len >= n && strcmp(text + len - n, end) == 0;
}

/* What lies beside a database and goes with it. */
static bool is_log(const char *path)
{
    return ends_with(path, "-wal") || ends_with(path, "-shm") || ends_with(path, "-journal");
}

/* A database is no text; if it is a ledger, it is erased as one. */
static bool is_database(const char *path)
{
    char head[16] = "";
    FILE *file = fopen(path, "rbe");

    if (file) {
        if (fread(head, 1, sizeof head, file) != sizeof head)
            head[0] = '\0';
        fclose(file);
    }
    return memcmp(head, "SQLite format 3", 16) == 0;
}

/* Block after block; `changed` counts the lines that became others. */
static int clean_block(struct scrm_lines *lines, const struct scrm_block *block,
                       struct scrm_buf *out, uint64_t *changed, struct scrm_err *err)
{
    const char *at = block->at, *end = block->at + block->len;

    if (block->oversize)
        return scrm_err_set(err, SCRM_EXIT_DATA, "%s:%llu: the line is too long to be cleaned",
                            block->file, (unsigned long long)block->line);
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop ? stop : end) - at);
        int done = scrm_lines_clean(lines, (struct scrm_slice){at, len}, out, err);

        if (done < 0)
            return -1;
        *changed += (uint64_t)done;
        scrm_buf_putc(out, '\n');
        at += len + 1;
    }
    return 0;
}

static int clean_lines(struct scrm_forget *forget, const char *path, struct scrm_buf *out,
                       uint64_t *changed, struct scrm_err *err)
{
    struct scrm_reader *reader = scrm_reader_open(&path, 1, MAX_RECORD);
    struct scrm_lines lines = {.forget = forget};
    struct scrm_block block = {0};
    int step;

    while ((step = scrm_reader_next(reader, &block, err)) > 0)
        if (clean_block(&lines, &block, out, changed, err)) {
            step = -1;
            break;
        }
    scrm_lines_fini(&lines);
    scrm_block_fini(&block);
    scrm_reader_close(reader);
    return step;
}

static bool is_theirs(void *ctx, struct scrm_slice id)
{
    return scrm_forget_named(ctx, id) != NULL;
}

static int clean_database(struct scrm_forget *forget, const char *path, struct scrm_err *err)
{
    uint64_t n = 0;
    int changed = 0;

    if (forget->erase->database)
        changed = forget->erase->database(path, is_theirs, forget, &n, err);
    forget->erased->lines += n;
    forget->erased->files += changed > 0;
    return changed < 0 ? -1 : 0;
}

static int clean_file(struct scrm_forget *forget, const char *path, struct scrm_err *err)
{
    struct scrm_buf out = {0};
    struct stat status;
    uint64_t changed = 0;
    int result;

    if (is_log(path))
        return 0;
    if (is_database(path))
        return clean_database(forget, path, err);
    result = clean_lines(forget, path, &out, &changed, err);
    if (result == 0 && out.over)
        result = scrm_err_set(err, SCRM_EXIT_DATA, "%s is too large to be cleaned", path);
    if (result == 0 && changed) {
        forget->erased->lines += changed;
        forget->erased->files++;
        result = stat(path, &status) == 0
                     ? scrm_file_write(path, scrm_buf_slice(&out), status.st_mode & 0777, err)
                     : scrm_err_errno(err, 0, "%s", path);
    }
    scrm_buf_fini(&out);
    return result;
}

int scrm_forget_folders(struct scrm_forget *forget, struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < forget->erase->n_folders; i++)
        if (walk(forget, forget->erase->folders[i], clean_file, err))
            return -1;
    return 0;
}

/* ---- the proof ---- */

/* Traces in the bytes of a file, block by block, with an overlap. */
static int search_file(struct scrm_forget *forget, const char *path, struct scrm_err *err)
{
    enum { BLOCK = 1 << 20, OVERLAP = 4096 };
    FILE *file = fopen(path, "rbe");
    char *bytes;
    size_t kept = 0, n;

    if (!file)
        return errno == ENOENT ? 0 : scrm_err_errno(err, 0, "%s", path);
    bytes = scrm_alloc(BLOCK + OVERLAP);
    while ((n = fread(bytes + kept, 1, BLOCK, file)) > 0) {
        struct scrm_slice all = {bytes, kept + n};
        struct scrm_slice old = {bytes, kept};

        forget->erased->searched_bytes += n;
        forget->erased->residue += scrm_needles_count(&forget->needles, all) -
                                   scrm_needles_count(&forget->needles, old);
        kept = all.len < OVERLAP ? all.len : OVERLAP;
        memmove(bytes, all.at + all.len - kept, kept);
    }
    n = (size_t)ferror(file);
    fclose(file);
    free(bytes);
    return n ? scrm_err_set(err, SCRM_EXIT_IO, "%s cannot be read", path) : 0;
}

int scrm_forget_search(struct scrm_forget *forget, struct scrm_err *err)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    const char *path = scrm_store_path(forget->ledger->store);
    struct scrm_buf name = {0};
    int result = 0;
    size_t i;

    for (i = 0; i < 3 && result == 0; i++) {
        scrm_buf_reset(&name);
        scrm_buf_printf(&name, "%s%s", path, parts[i]);
        result = search_file(forget, scrm_buf_text(&name), err);
    }
    for (i = 0; i < forget->erase->n_folders && result == 0; i++)
        result = walk(forget, forget->erase->folders[i], search_file, err);
    scrm_buf_fini(&name);
    return result;
}

void scrm_ledger_erased_put(const struct scrm_ledger_erased *erased, bool words,
                            struct scrm_buf *out)
{
#define LL(number) ((unsigned long long)(number))
    if (words) {
        scrm_buf_printf(out,
                        "%llu posts erased, %llu texts of others masked, %llu lines in %llu "
                        "files rewritten.\n%llu bytes searched: ",
                        LL(erased->posts), LL(erased->masked), LL(erased->lines),
                        LL(erased->files), LL(erased->searched_bytes));
        if (erased->residue)
            scrm_buf_printf(out, "%llu traces left!\n", LL(erased->residue));
        else
            scrm_buf_puts(out, "nothing left.\n");
        return;
    }
    scrm_buf_puts(out, "{\"schema\":\"scrm.erased/1\"");
    scrm_emit_member_bool(out, "known", erased->known);
    scrm_emit_member_int(out, "posts", (int64_t)erased->posts);
    scrm_emit_member_int(out, "masked", (int64_t)erased->masked);
    scrm_emit_member_int(out, "lines", (int64_t)erased->lines);
    scrm_emit_member_int(out, "files", (int64_t)erased->files);
    scrm_emit_member_int(out, "searched_bytes", (int64_t)erased->searched_bytes);
    scrm_emit_member_int(out, "residue", (int64_t)erased->residue);
    scrm_buf_puts(out, "}\n");
}
