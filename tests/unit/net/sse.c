/*
 * Event streams at every size of piece: the examples of the HTML standard, the
 * three line ends, ids that count only once their event was taken.
 */
#include "net/sse.h"

#include "../t.h"

struct seen {
    struct scrm_buf text; /* "name=data;" of each event */
    int fail_at, n;
};

static int take(void *ctx, const struct scrm_sse_event *event, struct scrm_err *err)
{
    struct seen *seen = ctx;

    (void)err;
    if (++seen->n == seen->fail_at)
        return 7;
    scrm_buf_printf(&seen->text, "%.*s=%.*s;", SCRM_FMT(event->name), SCRM_FMT(event->data));
    return 0;
}

/* The same whatever the pieces. */
static void gives(const char *stream, size_t len, const char *want, const char *id)
{
    for (size_t piece = 1; piece <= len; piece++) {
        struct scrm_sse sse = {0};
        struct seen seen = {0};
        struct scrm_err err = {0};

        for (size_t at = 0; at < len; at += piece) {
            struct scrm_slice bytes = {stream + at, len - at < piece ? len - at : piece};

            OK(scrm_sse_feed(&sse, bytes, take, &seen, &err) == 0);
        }
        SAME(scrm_buf_text(&seen.text), want);
        SAME(scrm_buf_text(&sse.id), id);
        scrm_buf_fini(&seen.text);
        scrm_sse_fini(&sse);
    }
}

#define GIVES(stream, want, id) gives(stream, sizeof(stream) - 1, want, id)

static void test_refusals(void)
{
    struct scrm_sse sse = {.max = 8};
    struct seen seen = {.fail_at = 2};
    struct scrm_err err = {0};

    OK(scrm_sse_feed(&sse, SCRM_SLICE("id:1\ndata:a\n\nid:2\ndata:b\n\ndata:c\n\n"), take,
                     &seen, &err) == 7);
    SAME(scrm_buf_text(&seen.text), "message=a;");
    SAME(scrm_buf_text(&sse.id), "1");
    scrm_sse_restart(&sse);
    OK(scrm_sse_feed(&sse, SCRM_SLICE("data: 123456789"), take, &seen, &err) == -1);
    OK(err.code == SCRM_EXIT_DATA);
    scrm_err_fini(&err);
    scrm_buf_fini(&seen.text);
    scrm_sse_fini(&sse);
}

static void test_retry(void)
{
    struct scrm_sse sse = {0};
    struct seen seen = {0};
    struct scrm_err err = {0};

    scrm_sse_feed(&sse, SCRM_SLICE("retry: 250\nretry: soon\nretry: -1\n\n"), take, &seen,
                  &err);
    OK(sse.retry_ms == 250);
    OK(seen.n == 0);
    scrm_sse_fini(&sse);
}

int main(void)
{
    T("lines end with LF, CR or CRLF")
    {
        GIVES("data: a\n\ndata: b\r\rdata: c\r\n\r\n", "message=a;message=b;message=c;", "");
        GIVES("event: update\r\ndata: {\"id\":1}\r\n\r\n", "update={\"id\":1};", "");
    }
    T("data lines are joined")
    {
        GIVES("data: YHOO\ndata: +2\ndata: 10\n\n", "message=YHOO\n+2\n10;", "");
        GIVES("data\n\ndata\ndata\n\ndata:", "message=;message=\n;", "");
        GIVES("data:test\n\ndata: test\n\ndata:  x\n\n",
              "message=test;message=test;message= x;", "");
    }
    T("comments and unknown fields are passed over")
    {
        GIVES(": test stream\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n\n",
              "message=first;message=second;message= third;", "");
        GIVES(":)\n:thump\nfoo: bar\nDATA: x\ndata:a\n\n", "message=a;", "");
    }
    T("an event's name is its own")
    GIVES("event: add\ndata: 1\n\nevent: none\n\ndata: 2\n\n", "add=1;message=2;", "");
    T("ids stay until another comes")
    {
        GIVES("id: 7\ndata: a\n\ndata: b\n\n", "message=a;message=b;", "7");
        GIVES("id: 7\n\nid: 8\ndata: half", "", "7");
        GIVES("id: 7\0x\ndata: a\n\n", "message=a;", "");
    }
    T("a byte order mark may stand in front")
    GIVES("\xEF\xBB\xBF"
          "data: a\n\n\xEF\xBB\xBF"
          "data: b\n\n",
          "message=a;", "");
    T("what is refused") test_refusals();
    T("retry") test_retry();
    return t_end();
}
