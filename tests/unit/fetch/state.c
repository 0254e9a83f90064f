/* State: what is written is read back, what belongs to another is refused; cursors' order;
 * segments. */
#include "../t.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "fetch/run.h"

static const struct scrm_slice NAME = {"net.stream", 10};

static const char *put(const struct scrm_fetch_state *state, const struct scrm_args *args,
                       int64_t keep, struct scrm_buf *buf)
{
    scrm_buf_reset(buf);
    scrm_fetch_state_put(state, NAME, args, keep, buf);
    return scrm_buf_text(buf);
}

static int read_state(const char *json, const struct scrm_args *args,
                      struct scrm_fetch_state *state)
{
    struct scrm_err err = {0};
    int code = scrm_fetch_state_read(state, scrm_slice_of(json), NAME, args, &err);

    code = code == 0 ? 0 : (int)err.code;
    scrm_err_fini(&err);
    return code;
}

static void round_trip(struct scrm_args *args)
{
    struct scrm_fetch_state state = {0}, again = {0};
    struct scrm_buf buf = {0}, other = {0};

    T("all that is remembered comes back")
    {
        scrm_fetch_state_set_at(&state, SCRM_SLICE("a\"b"));
        scrm_fetch_state_see(&state, SCRM_SLICE("1"));
        scrm_fetch_state_see(&state, SCRM_SLICE("2"));
        scrm_fetch_state_see(&state, SCRM_SLICE("3"));
        scrm_fetch_state_set_validator(&state, "k1", "\"e\"", NULL);
        scrm_fetch_state_set_validator(&state, "k2", NULL, "Mon");
        scrm_fetch_state_add_gap(&state, SCRM_SLICE("5"), SCRM_SLICE("9"), 1000);
        state.not_before_ms = 2000;
        OK(state.changed);
        SAME(put(&state, args, 2, &buf),
             "{\"schema\":\"scrm.state/1\",\"source\":\"net.stream\",\"args\":{\"q\":\"x "
             "y\"},\"at\":\"a\\\"b\","
             "\"not_before\":\"1970-01-01T00:00:02Z\",\"seen\":[\"2\",\"3\"],"
             "\"validators\":[{\"key\":\"k1\",\"etag\":\"\\\"e\\\"\"},{\"key\":\"k2\","
             "\"modified\":\"Mon\"}],"
             "\"gaps\":[{\"from\":\"5\",\"to\":\"9\",\"at\":\"1970-01-01T00:00:01Z\"}]}");
        OK(read_state(scrm_buf_text(&buf), args, &again) == 0);
        OK(!again.changed);
        SAME(put(&again, args, 2, &other), scrm_buf_text(&buf));
        OK(scrm_fetch_state_has_seen(&again, SCRM_SLICE("3")));
        OK(!scrm_fetch_state_has_seen(&again, SCRM_SLICE("1")));
    }
    T("a copy is its own, and nothing new changes nothing")
    {
        scrm_fetch_state_fini(&again);
        scrm_fetch_state_copy(&again, &state);
        state.changed = false;
        scrm_fetch_state_set_at(&state, SCRM_SLICE("a\"b"));
        scrm_fetch_state_see(&state, SCRM_SLICE("2"));
        scrm_fetch_state_set_validator(&state, "k1", "\"e\"", NULL);
        OK(!state.changed);
        scrm_fetch_state_set_at(&state, SCRM_SLICE("z"));
        OK(state.changed);
        SAME(again.at, "a\"b");
    }
    scrm_fetch_state_fini(&state);
    scrm_fetch_state_fini(&again);
    T("what is no state, or another's, is refused")
    {
        OK(read_state(
               "{\"schema\":\"scrm.state/1\",\"source\":\"net.stream\",\"args\":{\"q\":\"x\"}}",
               args, &again) == 65);
        OK(read_state("{\"schema\":\"scrm.state/1\",\"source\":\"net.stream\",\"args\":{}}",
                      args, &again) == 65);
        OK(read_state("{\"schema\":\"scrm.state/"
                      "1\",\"source\":\"net.other\",\"args\":{\"q\":\"x y\"}}",
                      args, &again) == 65);
        OK(read_state("{\"schema\":\"scrm.state/"
                      "2\",\"source\":\"net.stream\",\"args\":{\"q\":\"x y\"}}",
                      args, &again) == 65);
        OK(read_state("[]", args, &again) == 65);
        OK(read_state("{\"schema\":\"scrm.state/1\"", args, &again) == 65);
        OK(read_state(
               "{\"schema\":\"scrm.state/1\",\"source\":\"net.stream\",\"args\":{\"q\":\"x "
               "y\"},\"not_before\":\"soon\"}",
               args, &again) == 65);
    }
    scrm_buf_fini(&buf);
    scrm_buf_fini(&other);
}

static int compare(enum scrm_compare how, const char *a, const char *b)
{
    struct scrm_cursor cursor = {.kind = SCRM_CURSOR_VALUE, .compare = how};
    int order = scrm_cursor_compare(&cursor, scrm_slice_of(a), scrm_slice_of(b));
    int back = scrm_cursor_compare(&cursor, scrm_slice_of(b), scrm_slice_of(a));

    OK((order > 0) - (order < 0) == (back < 0) - (back > 0));
    return (order > 0) - (order < 0);
}

static int64_t asked(const char *name, const char *value, enum scrm_reset_as as)
{
    struct scrm_http_header headers[] = {{(char *)(uintptr_t)name, (char *)(uintptr_t)value}};
    struct scrm_http_response response = {
        .headers = headers, .n_headers = 1, .date_ms = 1700000000000, .retry_after_ms = -1};
    struct scrm_source source = {.rate = {.reset = SCRM_SLICE("X-Reset"), .reset_as = as}};
    struct scrm_fetch_job job = {.source = &source};

    return scrm_rate_asked(&job, &response);
}

/* How many files of that folder end like that. */
static int count(const char *folder, const char *suffix)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    while ((entry = readdir(dir))) {
        size_t len = strlen(entry->d_name), m = strlen(suffix);

        n += len >= m && strcmp(entry->d_name + len - m, suffix) == 0;
    }
    closedir(dir);
    return n;
}

static void segments(struct scrm_args *args)
{
    char folder[] = "/tmp/scrm-spool-XXXXXX", command[80];
    struct scrm_spool_settings settings = {
        .spool = mkdtemp(folder), .name = NAME, .args = args, .keep = 10};
    struct scrm_spool spool, second;
    struct scrm_fetch_state state, other;
    struct scrm_err err = {0};

    T("a segment appears whole, with the state in its trailer, or not at all")
    {
        OK(scrm_spool_open(&spool, &settings, &state, &err) == 0);
        OK(state.at == NULL);
        OK(scrm_spool_put(&spool, SCRM_SLICE("{\"a\":1}\n"), 1, &err) == 0);
        OK(count(folder, ".ndjson") == 0);
        OK(scrm_spool_open(&second, &settings, &other, &err) != 0 &&
           err.code == SCRM_EXIT_TEMPFAIL);
        scrm_err_clear(&err);
        scrm_spool_close(&second, false, &other, &err);
        scrm_fetch_state_fini(&other);
        spool.account.in = spool.account.out = 1;
        scrm_fetch_state_set_at(&state, SCRM_SLICE("7"));
        OK(scrm_spool_commit(&spool, &state, &err) == 0);
        OK(count(folder, ".ndjson") == 1);
        OK(scrm_spool_put(&spool, SCRM_SLICE("{\"b\":1}\n"), 1, &err) == 0);
        OK(scrm_spool_close(&spool, false, &state, &err) == 0);
        scrm_fetch_state_fini(&state);
        OK(count(folder, ".ndjson") == 1);
    }
    T("the next run goes on from it, and where there is nothing to tell nothing is written")
    {
        OK(scrm_spool_open(&spool, &settings, &state, &err) == 0);
        SAME(state.at, "7");
        OK(spool.number == 2);
        OK(scrm_spool_commit(&spool, &state, &err) == 0);
        OK(count(folder, ".ndjson") == 1);
        state.not_before_ms = 5000;
        state.changed = true;
        OK(scrm_spool_commit(&spool, &state, &err) == 0);
        OK(count(folder, ".ndjson") == 2);
        scrm_spool_close(&spool, true, &state, &err);
        scrm_fetch_state_fini(&state);
        OK(scrm_spool_open(&spool, &settings, &state, &err) == 0);
        OK(state.not_before_ms == 5000);
        SAME(state.at, "7");
        scrm_spool_close(&spool, true, &state, &err);
        scrm_fetch_state_fini(&state);
    }
    T("other arguments are another stream in the same folder")
    {
        scrm_args_set(args, "q", SCRM_SLICE("else"));
        OK(scrm_spool_open(&spool, &settings, &state, &err) == 0);
        OK(state.at == NULL && spool.number == 1);
        scrm_spool_close(&spool, true, &state, &err);
        scrm_fetch_state_fini(&state);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    OK(system(command) == 0);
    scrm_err_fini(&err);
}

int main(void)
{
    struct scrm_args args = {0};

    scrm_args_set(&args, "q", SCRM_SLICE("x y"));
    round_trip(&args);
    T("cursors have the order that the descriptor names")
    {
        OK(compare(SCRM_COMPARE_INT, "9", "10") < 0);
        OK(compare(SCRM_COMPARE_INT, "10", "10") == 0);
        OK(compare(SCRM_COMPARE_TEXT, "9", "10") > 0);
        OK(compare(SCRM_COMPARE_LENGTH_THEN_TEXT, "9", "10") < 0);
        OK(compare(SCRM_COMPARE_LENGTH_THEN_TEXT, "19", "20") < 0);
        OK(compare(SCRM_COMPARE_LENGTH_THEN_TEXT, "99999999999999999999",
                   "100000000000000000000") < 0);
        OK(compare(SCRM_COMPARE_TIME, "2026-01-01T10:00:00+02:00", "2026-01-01T09:00:00Z") < 0);
    }
    T("a reset is seconds, an epoch or a date, counted from the server's clock")
    {
        OK(asked("x-reset", "30", SCRM_RESET_AUTO) == 30000);
        OK(asked("x-reset", "29.5", SCRM_RESET_SECONDS) == 30000);
        OK(asked("x-reset", "1700000090", SCRM_RESET_AUTO) == 90000);
        OK(asked("x-reset", "1700000090", SCRM_RESET_EPOCH) == 90000);
        OK(asked("x-reset", "2023-11-14T22:14:20Z", SCRM_RESET_AUTO) == 60000);
        OK(asked("x-reset", "2023-11-14T22:14:20Z", SCRM_RESET_ISO) == 60000);
        OK(asked("x-reset", "1600000000", SCRM_RESET_EPOCH) == 0);
        OK(asked("x-reset", "later", SCRM_RESET_AUTO) == -1);
        OK(asked("x-other", "30", SCRM_RESET_AUTO) == -1);
    }
    segments(&args);
    scrm_args_fini(&args);
    return t_end();
}
