/*
 * Reads a calendar file and the tables and .ics files that it names.
 */
#include "calendar/calendar.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "calendar/inner.h"

enum { FORMAT = 1, FILE_BYTES_MAX = 16 << 20, VERSION_DIGITS = 12 };

void scrm_calendar_free(struct scrm_calendar *calendar)
{
    if (!calendar)
        return;
    scrm_timezone_free(calendar->zone);
    free(calendar->special);
    free(calendar->pool);
    scrm_arena_fini(&calendar->arena);
    free(calendar);
}

static int check_format(const struct scrm_node *root, struct scrm_err *err)
{
    int64_t format = 0;
    int status = scrm_node_int(root, "scrm_calendar", &format, err);

    if (status < 0)
        return -1;
    if (status && format == FORMAT)
        return 0;
    scrm_node_error(root, 0, err, "no calendar file that this program reads");
    return scrm_err_hint(err, "begin the file with \"scrm_calendar: %d\"", FORMAT);
}

/* Weekdays with their hours, added to those of `week`. */
static int read_week(const struct scrm_node *map, struct scrm_shifts week[7], uint8_t *named,
                     struct scrm_err *err)
{
    if (map->kind != SCRM_NODE_MAP)
        return scrm_node_error(map, 0, err,
                               "expected weekdays with hours, such as "
                               "mon-fri: 09:00-17:00");
    for (size_t i = 0; i < map->n; i++) {
        uint8_t days = scrm_weekdays_read(map->keys[i]->text);
        struct scrm_shifts hours = {0};

        if (!days)
            return scrm_node_error(map->keys[i], 0, err,
                                   "expected days such as mon, mon-fri or daily");
        if (days & *named)
            return scrm_node_error(map->keys[i], 0, err, "a day that has hours already");
        if (scrm_shifts_node(map->items[i], &hours, err))
            return -1;
        *named |= days;
        for (size_t day = 0; day < 7; day++)
            if (days >> day & 1)
                week[day] = hours;
    }
    return 0;
}

/* A file of holidays beside the calendar. */
static int read_file(struct scrm_plan *plan, const struct scrm_node *node, struct scrm_err *err)
{
    const char *file = scrm_config_file(node->config), *slash = strrchr(file, '/');
    const char *dot = strrchr(node->text.at, '.');
    char *dir = slash ? scrm_strndup(file, (size_t)(slash - file) + 1) : scrm_strdup("");
    char *path = dir[0] ? scrm_file_join(dir, node->text.at) : scrm_strdup(node->text.at);
    struct scrm_buf text = {.max = FILE_BYTES_MAX};
    struct scrm_err bad = {0};
    int status = -1;

    if (!dot || (strcasecmp(dot, ".csv") != 0 && strcasecmp(dot, ".tsv") != 0 &&
                 strcasecmp(dot, ".ics") != 0)) {
        scrm_node_error(node, 0, err, "expected a date, or a file that ends in .csv or .ics");
    } else if (scrm_file_read(path, &text, &bad)) {
        scrm_node_error(node, 0, err, "%s", bad.text);
    } else {
        scrm_digest_put(&plan->digests, scrm_digest(scrm_buf_text(&text), text.len));
        status = strcasecmp(dot, ".ics") == 0
                     ? scrm_holidays_ics(plan, scrm_buf_slice(&text), path, err)
                     : scrm_holidays_table(plan, scrm_buf_slice(&text), path, err);
    }
    scrm_err_fini(&bad);
    scrm_buf_fini(&text);
    free(path);
    free(dir);
    return status;
}

static int read_holidays(struct scrm_plan *plan, const struct scrm_node *root,
                         struct scrm_err *err)
{
    static const struct scrm_dates closed = {.rank = SCRM_RANK_HOLIDAY, .weekdays = 0x7F};
    const struct scrm_node *list = NULL;

    if (scrm_node_list(root, "holidays", &list, err) < 0)
        return -1;
    for (size_t i = 0; list && i < list->n; i++) {
        const struct scrm_node *node = list->items[i];
        const char *wrong;

        if (node->kind > SCRM_NODE_TEXT || node->text.len == 0)
            return scrm_node_error(node, 0, err, "expected a date or the name of a file");
        if (!scrm_dates_look(node->text)) {
            if (read_file(plan, node, err))
                return -1;
            continue;
        }
        wrong = scrm_dates_read(node->text, &closed, plan);
        if (wrong)
            return scrm_node_error(node, 0, err, "%s", wrong);
    }
    return 0;
}

/* Other hours on some dates: the same on each, or by weekday. */
static int read_exception(struct scrm_plan *plan, const struct scrm_node *key,
                          const struct scrm_node *value, struct scrm_err *err)
{
    struct scrm_dates dates = {.rank = SCRM_RANK_DATE, .weekdays = 0x7F};
    struct scrm_shifts week[7] = {0};
    const char *wrong = NULL;
    uint8_t named = 0;

    if (value->kind != SCRM_NODE_MAP) {
        if (scrm_shifts_node(value, &dates.hours, err))
            return -1;
        wrong = scrm_dates_read(key->text, &dates, plan);
        return wrong ? scrm_node_error(key, 0, err, "%s", wrong) : 0;
    }
    if (read_week(value, week, &named, err))
        return -1;
    for (size_t day = 0; day < 7 && !wrong; day++) {
        dates.weekdays = (uint8_t)(1u << day);
        dates.hours = week[day];
        wrong = scrm_dates_read(key->text, &dates, plan);
    }
    return wrong ? scrm_node_error(key, 0, err, "%s", wrong) : 0;
}

static int read_exceptions(struct scrm_plan *plan, const struct scrm_node *root,
                           struct scrm_err *err)
{
    const struct scrm_node *map = NULL;

    if (scrm_node_map(root, "exceptions", &map, err) < 0)
        return -1;
    for (size_t i = 0; map && i < map->n; i++)
        if (read_exception(plan, map->keys[i], map->items[i], err))
            return -1;
    return 0;
}

/* How long the days of the week are, most of them; of equally many the longer. */
static int64_t commonest_day(const struct scrm_shifts week[7])
{
    int64_t lengths[7] = {0}, best = 0;
    int most = 0;

    for (size_t day = 0; day < 7; day++)
        for (uint32_t i = 0; i < week[day].n; i++)
            lengths[day] += week[day].at[i].until - week[day].at[i].from;
    for (size_t day = 0; day < 7; day++) {
        int count = 0;

        for (size_t other = 0; other < 7; other++)
            count += lengths[other] == lengths[day];
        if (lengths[day] && (count > most || (count == most && lengths[day] > best))) {
            most = count;
            best = lengths[day];
        }
    }
    return best;
}

static struct scrm_slice keep(struct scrm_calendar *calendar, struct scrm_slice text)
{
    return (struct scrm_slice){scrm_arena_copy(&calendar->arena, text.at, text.len), text.len};
}

static int read_zone(struct scrm_calendar *calendar, const struct scrm_node *root,
                     struct scrm_err *err)
{
    struct scrm_slice name = SCRM_SLICE("UTC");
    struct scrm_err bad = {0};

    if (scrm_node_text(root, "timezone", &name, err) < 0)
        return -1;
    calendar->zone_name = keep(calendar, name);
    calendar->zone = scrm_timezone_load(name, &bad);
    if (!calendar->zone) {
        scrm_node_error(scrm_node_get(root, "timezone"), 0, err, "%s", bad.text);
        if (bad.hint)
            scrm_err_hint(err, "%s", bad.hint);
    }
    scrm_err_fini(&bad);
    return calendar->zone ? 0 : -1;
}

static int read_hours(struct scrm_plan *plan, struct scrm_calendar *calendar,
                      const struct scrm_node *root, struct scrm_err *err)
{
    const struct scrm_node *hours = scrm_node_need(root, "hours", err);
    uint8_t named = 0;
    int status;

    if (!hours || read_week(hours, plan->week, &named, err))
        return -1;
    calendar->day_ms = commonest_day(plan->week);
    if (!calendar->day_ms)
        return scrm_node_error(hours, 0, err, "a calendar that is closed on every day");
    status = scrm_node_duration(root, "day", &calendar->day_ms, err);
    if (status > 0 && (calendar->day_ms <= 0 || calendar->day_ms > SCRM_DAY_MS))
        return scrm_node_error(scrm_node_get(root, "day"), 0, err,
                               "day: expected the hours of a business day, such as 8h");
    return status < 0 ? -1 : 0;
}

/* Its name, its version, and what it was made of. */
static int read_names(struct scrm_plan *plan, struct scrm_calendar *calendar,
                      const struct scrm_node *root, struct scrm_err *err)
{
    const char *file = scrm_config_file(root->config), *slash = strrchr(file, '/');
    struct scrm_slice name = {NULL, 0}, version = {NULL, 0};
    struct scrm_buf digest = {0};
    const char *dot;

    if (scrm_node_written(root, "name", &name, err) < 0 ||
        scrm_node_written(root, "version", &version, err) < 0)
        return -1;
    if (!name.len) {
        file = slash ? slash + 1 : file;
        dot = strrchr(file, '.');
        name =
            (struct scrm_slice){file, dot && dot > file ? (size_t)(dot - file) : strlen(file)};
    }
    scrm_buf_puts(&plan->digests, scrm_config_digest(root->config));
    scrm_digest_put(&digest, scrm_digest(scrm_buf_text(&plan->digests), plan->digests.len));
    memcpy(calendar->digest, scrm_buf_text(&digest), sizeof calendar->digest - 1);
    scrm_buf_fini(&digest);
    calendar->name = keep(calendar, name);
    calendar->version = version.len ? keep(calendar, version)
                                    : (struct scrm_slice){calendar->digest, VERSION_DIGITS};
    return 0;
}

static int read_calendar(struct scrm_calendar *calendar, const struct scrm_node *root,
                         struct scrm_err *err)
{
    static const char *const keys[] = {"scrm_calendar", "name",  "version",
                                       "timezone",      "hours", "holidays",
                                       "exceptions",    "day",   NULL};
    struct scrm_plan plan = {0};
    int status = -1;

    if (root->kind != SCRM_NODE_MAP) {
        scrm_err_set(err, SCRM_EXIT_CONFIG,
                     "no calendar file: expected scrm_calendar and hours");
        return scrm_err_at(err, scrm_config_file(root->config), 1, 0);
    }
    if (check_format(root, err) == 0 && scrm_node_known(root, keys, err) == 0 &&
        read_zone(calendar, root, err) == 0 && read_hours(&plan, calendar, root, err) == 0 &&
        read_holidays(&plan, root, err) == 0 && read_exceptions(&plan, root, err) == 0 &&
        read_names(&plan, calendar, root, err) == 0) {
        scrm_plan_lay(&plan, calendar);
        status = 0;
    }
    free(plan.at);
    scrm_buf_fini(&plan.digests);
    return status;
}

struct scrm_calendar *scrm_calendar_parse(struct scrm_slice text, const char *name,
                                          struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_parse(text, name, err);
    struct scrm_calendar *calendar = NULL;

    if (!config)
        return NULL;
    calendar = scrm_alloc_zero(1, sizeof *calendar);
    if (read_calendar(calendar, scrm_config_root(config), err)) {
        scrm_calendar_free(calendar);
        calendar = NULL;
    }
    scrm_config_free(config);
    return calendar;
}

struct scrm_calendar *scrm_calendar_load(const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {.max = FILE_BYTES_MAX};
    struct scrm_calendar *calendar = NULL;

    if (scrm_file_read(path, &text, err) == 0)
        calendar = scrm_calendar_parse(scrm_buf_slice(&text), path, err);
    scrm_buf_fini(&text);
    return calendar;
}

struct scrm_slice scrm_calendar_name(const struct scrm_calendar *calendar)
{
    return calendar->name;
}

struct scrm_slice scrm_calendar_version(const struct scrm_calendar *calendar)
{
    return calendar->version;
}

const char *scrm_calendar_digest(const struct scrm_calendar *calendar)
{
    return calendar->digest;
}

const struct scrm_timezone *scrm_calendar_timezone(const struct scrm_calendar *calendar)
{
    return calendar->zone;
}
