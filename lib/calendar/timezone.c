/*
 * Loading a zone by name, and asking it. Its table is the file's, lengthened by
 * the file's rule.
 */
#include "calendar/zone.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"

enum { FILE_BYTES_MAX = 1 << 20, NAME_BYTES_MAX = 64, NAMES_MAX = 600 };

#define FOLDER "/usr/share/zoneinfo"

void scrm_timezone_free(struct scrm_timezone *zone)
{
    if (!zone)
        return;
    free(zone->at);
    free(zone);
}

void scrm_zone_add(struct scrm_timezone *zone, int64_t from, int32_t offset)
{
    if (zone->n &&
        (zone->at[zone->n - 1].offset == offset || zone->at[zone->n - 1].from >= from))
        return;
    SCRM_GROW(zone->at, zone->n, zone->cap);
    zone->at[zone->n++] = (struct scrm_zone_change){from, offset};
}

/* A name such as the zone database has, and no way out of its folder. */
static bool is_plain(struct scrm_slice name)
{
    if (name.len == 0 || name.len > NAME_BYTES_MAX || name.at[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_' && c != '-' && c != '+' && c != '/')
            return false;
    }
    return true;
}

/* The nearest name in the folder that the zone would stand in. */
static void suggest(const char *folder, const char *name, struct scrm_err *err)
{
    const char *slash = strrchr(name, '/');
    char *below = scrm_strndup(name, slash ? (size_t)(slash - name) : 0);
    char *path = scrm_file_join(folder, below);
    DIR *dir = opendir(path);
    struct dirent *entry;
    char *names[NAMES_MAX];
    const char *near;
    size_t n = 0;

    while (dir && n < NAMES_MAX && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            names[n++] = scrm_strdup(entry->d_name);
    near = scrm_err_nearest(scrm_slice_of(slash ? slash + 1 : name), (const char *const *)names,
                            n);
    if (near)
        scrm_err_hint(err, "did you mean %s%s%s?", below, slash ? "/" : "", near);
    else
        scrm_err_hint(err, "a zone has a name such as Europe/Berlin or America/New_York");
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    if (dir)
        closedir(dir);
    free(path);
    free(below);
}

struct scrm_timezone *scrm_timezone_load(struct scrm_slice name, struct scrm_err *err)
{
    const char *folder = getenv("TZDIR");
    struct scrm_buf bytes = {.max = FILE_BYTES_MAX};
    struct scrm_timezone *zone = NULL;
    struct scrm_err bad = {0};
    char *text = scrm_strndup(name.len ? name.at : "", name.len), *path;

    if (strcmp(text, "UTC") == 0) {
        zone = scrm_alloc_zero(1, sizeof *zone);
        scrm_zone_add(zone, INT64_MIN, 0);
        free(text);
        return zone;
    }
    folder = folder && folder[0] ? folder : FOLDER;
    path = scrm_file_join(folder, text);
    if (is_plain(name) && scrm_file_read(path, &bytes, &bad) == 0) {
        zone = scrm_timezone_parse(scrm_buf_slice(&bytes), path, err);
    } else {
        scrm_err_set(err, SCRM_EXIT_CONFIG, "unknown time zone '%s'", text);
        if (is_plain(name))
            suggest(folder, text, err);
    }
    scrm_err_fini(&bad);
    scrm_buf_fini(&bytes);
    free(path);
    free(text);
    return zone;
}

/* The change in force at `seconds`. */
static size_t change_at(const struct scrm_timezone *zone, int64_t seconds)
{
    size_t low = 0, high = zone->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (zone->at[middle].from <= seconds)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static struct scrm_timezone_span span_of(const struct scrm_timezone *zone, size_t i)
{
    return (struct scrm_timezone_span){
        .from = i ? zone->at[i].from * SCRM_SECOND_MS : INT64_MIN,
        .until = i + 1 < zone->n ? zone->at[i + 1].from * SCRM_SECOND_MS : INT64_MAX,
        .offset_ms = zone->at[i].offset * SCRM_SECOND_MS,
    };
}

struct scrm_timezone_span scrm_timezone_span(const struct scrm_timezone *zone, int64_t ms)
{
    return span_of(zone, change_at(zone, ms / SCRM_SECOND_MS - (ms % SCRM_SECOND_MS < 0)));
}

struct scrm_date scrm_timezone_date(const struct scrm_timezone *zone, int64_t ms)
{
    return scrm_time_date(ms + scrm_timezone_span(zone, ms).offset_ms);
}

int64_t scrm_timezone_instant(const struct scrm_timezone *zone, int64_t local_ms)
{
    /* No offset is more than a day and a bit: begin before all that could fit. */
    size_t i = change_at(zone, local_ms / SCRM_SECOND_MS - 2 * SCRM_DAY_MS / SCRM_SECOND_MS);
    struct scrm_timezone_span span = span_of(zone, i);

    while (span.until != INT64_MAX && local_ms >= span.until + span.offset_ms)
        span = span_of(zone, ++i);
    return local_ms - span.offset_ms > span.from ? local_ms - span.offset_ms : span.from;
}
