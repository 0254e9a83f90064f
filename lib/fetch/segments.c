/*
 * The names of a spool's segments, PREFIX.NUMBER.TIME.ndjson, and which there are.
 */
#include <dirent.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "fetch/spool.h"

char *scrm_segment_prefix(const struct scrm_spool_settings *settings)
{
    struct scrm_buf args = {0}, hex = {0}, name = {0};

    for (size_t i = 0; i < settings->args->n; i++)
        scrm_buf_printf(&args, "%s=%s\n", settings->args->at[i].name,
                        settings->args->at[i].json);
    scrm_digest_put(&hex, scrm_digest(scrm_buf_text(&args), args.len));
    scrm_buf_printf(&name, "%.*s-%.16s", SCRM_FMT(settings->name), scrm_buf_text(&hex));
    scrm_buf_fini(&args);
    scrm_buf_fini(&hex);
    return scrm_buf_take(&name);
}

uint64_t scrm_segment_number(const char *prefix, const char *name)
{
    size_t len = strlen(prefix), all = strlen(name);
    struct scrm_slice digits;
    uint64_t number;

    if (strncmp(name, prefix, len) != 0 || name[len] != '.' || all < len + 9 ||
        strcmp(name + all - 7, ".ndjson") != 0)
        return 0;
    digits = (struct scrm_slice){name + len + 1, strspn(name + len + 1, "0123456789")};
    return scrm_num_uint(digits, &number) == 0 ? number : 0;
}

/* When a segment was written, by its name: NUMBER.20260101T013500Z.ndjson. Without such a
 * time it counts as new. */
static int64_t time_of(const char *prefix, const char *name)
{
    const char *at = strchr(name + strlen(prefix) + 1, '.');
    struct scrm_date date = {0};
    int year;

    /* NOLINTNEXTLINE(cert-err34-c): with these widths no number overflows */
    if (!at || sscanf(at, ".%4d%2d%2dT%2d%2d%2dZ", &year, &date.month, &date.day, &date.hour,
                      &date.minute, &date.second) != 6)
        return INT64_MAX;
    date.year = year;
    return scrm_time_from_date(&date);
}

struct segment {
    uint64_t number;
    char *path;
};

static int by_number(const void *a, const void *b)
{
    uint64_t left = ((const struct segment *)a)->number;
    uint64_t right = ((const struct segment *)b)->number;

    return (left > right) - (left < right);
}

int scrm_segment_list(const struct scrm_spool_settings *settings, int64_t since_ms,
                      struct scrm_map *paths, struct scrm_err *err)
{
    DIR *dir = opendir(settings->spool);
    struct segment *found = NULL;
    size_t n = 0, cap = 0;
    struct dirent *entry;
    char *prefix;

    if (!dir)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", settings->spool);
    prefix = scrm_segment_prefix(settings);
    while ((entry = readdir(dir))) {
        uint64_t number = scrm_segment_number(prefix, entry->d_name);

        if (!number || time_of(prefix, entry->d_name) < since_ms)
            continue;
        SCRM_GROW(found, n, cap);
        found[n++] = (struct segment){number, scrm_file_join(settings->spool, entry->d_name)};
    }
    if (n)
        qsort(found, n, sizeof *found, by_number);
    for (size_t i = 0; i < n; i++) {
        scrm_map_put(paths, scrm_slice_of(found[i].path), NULL);
        free(found[i].path);
    }
    free(found);
    free(prefix);
    closedir(dir);
    return 0;
}
