/*
 * Listing the spool. A segment is a file var/spool/SOURCE/NAME.ndjson; it
 * appeared there in one rename, so whatever has that name is whole.
 */
#include "run/segments.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

static bool is_segment(const char *name)
{
    size_t len = strlen(name);

    return name[0] != '.' && len > 7 && strcmp(name + len - 7, ".ndjson") == 0;
}

static void add_segment(struct scrm_segments *segments, const struct scrm_desk *desk,
                        const char *source, const char *file)
{
    struct scrm_segment *segment;
    struct scrm_buf path = {0};

    SCRM_GROW(segments->at, segments->n, segments->cap);
    segment = &segments->at[segments->n++];
    scrm_buf_printf(&path, "%s/%s", source, file);
    segment->name = scrm_buf_take(&path);
    scrm_buf_printf(&path, "%s/var/spool/%s", desk->dir, segment->name);
    segment->spool = scrm_buf_take(&path);
    scrm_buf_printf(&path, "%s/var/posts/%s", desk->dir, segment->name);
    segment->posts = scrm_buf_take(&path);
    segment->done = access(segment->posts, F_OK) == 0;
}

/* One folder of the spool; a name that is no folder is passed over. */
static int list_source(struct scrm_segments *segments, const struct scrm_desk *desk,
                       const char *spool, const char *source, struct scrm_err *err)
{
    char *path = scrm_file_join(spool, source);
    DIR *dir = opendir(path);
    struct dirent *entry;
    int result = 0;

    if (!dir && errno != ENOTDIR)
        result = scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    while (dir && (entry = readdir(dir)))
        if (is_segment(entry->d_name))
            add_segment(segments, desk, source, entry->d_name);
    if (dir)
        closedir(dir);
    free(path);
    return result;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct scrm_segment *)a)->name,
                  ((const struct scrm_segment *)b)->name);
}

int scrm_segments_list(struct scrm_segments *segments, const struct scrm_desk *desk,
                       struct scrm_err *err)
{
    char *spool = scrm_desk_path(desk, "var/spool");
    DIR *dir = opendir(spool);
    struct dirent *entry;
    int result = 0;

    *segments = (struct scrm_segments){0};
    if (!dir)
        result = scrm_err_errno(err, SCRM_EXIT_OK, "%s", spool);
    while (dir && result == 0 && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            result = list_source(segments, desk, spool, entry->d_name, err);
    if (dir)
        closedir(dir);
    free(spool);
    if (segments->n)
        qsort(segments->at, segments->n, sizeof *segments->at, by_name);
    return result;
}

void scrm_segments_fini(struct scrm_segments *segments)
{
    size_t i;

    for (i = 0; i < segments->n; i++) {
        free(segments->at[i].name);
        free(segments->at[i].spool);
        free(segments->at[i].posts);
    }
    free(segments->at);
    *segments = (struct scrm_segments){0};
}
