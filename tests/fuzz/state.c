/*
 * Fuzz target of what one run leaves to the next: the state of a source, the place in a file
 * that grows, the end line of a stream. What is refused has a reason and leaves nothing
 * behind; what is taken is written and read again as the same, so that a cursor never
 * wanders by being kept.
 *
 * The first byte chooses.
 */
#include "target.h"

#include "fetch/place.h"
#include "fetch/state.h"
#include "record/end.h"

enum { KEEP = 100 };

static void check_state(struct scrm_slice text)
{
    static const struct scrm_slice source = {"fuzz.stream", 11};
    struct scrm_fetch_state state = {0}, copy, back;
    struct scrm_buf once = {0}, twice = {0};
    struct scrm_args args = {0};
    struct scrm_err err = {0};
    int result = scrm_fetch_state_read(&state, text, source, &args, &err);

    must((result == 0) == (err.code == SCRM_EXIT_OK), "a failure has a reason");
    must(result == 0 || (err.code == SCRM_EXIT_DATA && err.text && err.text[0]),
         "a reason has words");
    if (result == 0) {
        must(!state.changed, "reading changes nothing");
        scrm_fetch_state_copy(&copy, &state);
        scrm_fetch_state_put(&copy, source, &args, KEEP, &once);
        must(scrm_fetch_state_read(&back, scrm_buf_slice(&once), source, &args, &err) == 0,
             "what is written is read");
        scrm_fetch_state_put(&back, source, &args, KEEP, &twice);
        must(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)),
             "and is the same again");
        scrm_fetch_state_fini(&copy);
        scrm_fetch_state_fini(&back);
    }
    scrm_fetch_state_fini(&state);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_args_fini(&args);
    scrm_err_fini(&err);
}

static void check_place(struct scrm_slice text)
{
    struct scrm_buf at = {0}, once = {0}, twice = {0};
    struct scrm_place place, back;

    scrm_buf_put_slice(&at, text);
    scrm_place_read(&place, scrm_buf_text(&at));
    must(memchr(place.mark, '\0', sizeof place.mark) != NULL, "a mark ends");
    scrm_place_put(&place, &once);
    scrm_place_read(&back, scrm_buf_text(&once));
    scrm_place_put(&back, &twice);
    must(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)), "a place stays");
    scrm_buf_fini(&at);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
}

static void check_end(struct scrm_slice text)
{
    struct scrm_end end = {0}, back = {0};
    struct scrm_buf once = {0}, twice = {0};
    struct scrm_err err = {0};

    if (scrm_end_read(&end, text, &err) == 0) {
        scrm_end_write(&end, &once);
        must(once.len && once.at[once.len - 1] == '\n', "an end line is a line");
        must(scrm_end_read(&back, (struct scrm_slice){once.at, once.len - 1}, &err) == 0,
             "what is written is read");
        scrm_end_write(&back, &twice);
        must(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)),
             "and is the same again");
        for (size_t i = 0; i < end.n; i++)
            must(scrm_account_balances(&end.stages[i].account) ==
                     scrm_account_balances(&back.stages[i].account),
                 "so is whether it balances");
        scrm_end_join(&end, &back);
    } else {
        must(err.code && err.text && err.text[0], "a reason has words");
        must(!end.n && !end.cursor, "what is refused leaves nothing");
    }
    scrm_end_fini(&end);
    scrm_end_fini(&back);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text;

    if (size == 0)
        return 0;
    text = (struct scrm_slice){(const char *)data + 1, size - 1};
    switch (data[0] % 3) {
    case 0:
        check_state(text);
        break;
    case 1:
        check_place(text);
        break;
    default:
        check_end(text);
    }
    return 0;
}
