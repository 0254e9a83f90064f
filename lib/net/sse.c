/*
 * The parser of event streams. It holds no more than the event under way, and
 * refuses one without an end.
 */
#include "net/sse.h"

#include "base/num.h"

#define EVENT_MAX ((uint64_t)16 << 20)

void scrm_sse_fini(struct scrm_sse *sse)
{
    scrm_buf_fini(&sse->line);
    scrm_buf_fini(&sse->name);
    scrm_buf_fini(&sse->data);
    scrm_buf_fini(&sse->id);
    scrm_buf_fini(&sse->new_id);
}

static void forget_event(struct scrm_sse *sse)
{
    scrm_buf_reset(&sse->name);
    scrm_buf_reset(&sse->data);
    sse->any_data = false;
}

void scrm_sse_restart(struct scrm_sse *sse)
{
    scrm_buf_reset(&sse->line);
    forget_event(sse);
    scrm_buf_reset(&sse->new_id);
    scrm_buf_put_slice(&sse->new_id, scrm_buf_slice(&sse->id));
    sse->after_return = sse->begun = false;
}

/* A blank line: the event is complete. One without data is none. */
static int end_event(struct scrm_sse *sse, scrm_sse_take *take, void *ctx, struct scrm_err *err)
{
    struct scrm_sse_event event = {scrm_buf_slice(&sse->name), scrm_buf_slice(&sse->data)};
    int result = 0;

    if (sse->any_data) {
        event.data.len--; /* the last line's end */
        if (!event.name.len)
            event.name = SCRM_SLICE("message");
        result = take(ctx, &event, err);
    }
    /* What was not taken is asked for again: its id does not count yet. */
    if (result == 0) {
        scrm_buf_reset(&sse->id);
        scrm_buf_put_slice(&sse->id, scrm_buf_slice(&sse->new_id));
    }
    forget_event(sse);
    return result;
}

static void take_field(struct scrm_sse *sse, struct scrm_slice line)
{
    const char *colon = memchr(line.at, ':', line.len);
    struct scrm_slice name = {line.at, colon ? (size_t)(colon - line.at) : line.len};
    struct scrm_slice value = {0};
    uint64_t ms;

    if (colon) {
        value = (struct scrm_slice){colon + 1, line.len - name.len - 1};
        if (value.len && *value.at == ' ') {
            value.at++;
            value.len--;
        }
    }
    if (scrm_slice_is(name, "data")) {
        scrm_buf_put_slice(&sse->data, value);
        scrm_buf_putc(&sse->data, '\n');
        sse->any_data = true;
    } else if (scrm_slice_is(name, "event")) {
        scrm_buf_reset(&sse->name);
        scrm_buf_put_slice(&sse->name, value);
    } else if (scrm_slice_is(name, "id")) {
        if (value.len && memchr(value.at, '\0', value.len))
            return;
        scrm_buf_reset(&sse->new_id);
        scrm_buf_put_slice(&sse->new_id, value);
    } else if (scrm_slice_is(name, "retry")) {
        if (value.len && *value.at != '+' && scrm_num_uint(value, &ms) == 0 && ms <= INT32_MAX)
            sse->retry_ms = (int64_t)ms;
    }
}

static int end_line(struct scrm_sse *sse, scrm_sse_take *take, void *ctx, struct scrm_err *err)
{
    struct scrm_slice line = scrm_buf_slice(&sse->line);
    int result = 0;

    if (!sse->begun && scrm_slice_starts(line, "\xEF\xBB\xBF")) {
        line.at += 3;
        line.len -= 3;
    }
    sse->begun = true;
    if (!line.len)
        result = end_event(sse, take, ctx, err);
    else if (*line.at != ':')
        take_field(sse, line);
    scrm_buf_reset(&sse->line);
    return result;
}

int scrm_sse_feed(struct scrm_sse *sse, struct scrm_slice bytes, scrm_sse_take *take, void *ctx,
                  struct scrm_err *err)
{
    uint64_t max = sse->max ? sse->max : EVENT_MAX;
    int result = 0;

    while (bytes.len && result == 0) {
        size_t n = 0;

        if (sse->after_return && *bytes.at == '\n') {
            bytes.at++;
            bytes.len--;
        }
        sse->after_return = false;
        while (n < bytes.len && bytes.at[n] != '\n' && bytes.at[n] != '\r')
            n++;
        scrm_buf_put(&sse->line, bytes.at, n);
        if (sse->line.len + sse->data.len > max)
            return scrm_err_set(err, SCRM_EXIT_DATA, "an event of more than %llu bytes",
                                (unsigned long long)max);
        if (n < bytes.len) {
            sse->after_return = bytes.at[n] == '\r';
            result = end_line(sse, take, ctx, err);
            n++;
        }
        bytes.at += n;
        bytes.len -= n;
    }
    return result;
}
