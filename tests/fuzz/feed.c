/*
 * Fuzz target of the feed decoder: any bytes as RSS, Atom or JSON Feed. The
 * answer is a JSON Feed, which is one strict JSON object, or an error with a
 * sentence; twice the same.
 */
#include "target.h"

#include "record/scan.h"
#include "source/feed.h"

/* A JSON Feed passes as it is; what was made of anything else is strict JSON. */
static void check_json(struct scrm_slice made)
{
    struct scrm_scanner scanner = {0};
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    struct scrm_value value;

    scrm_buf_put_slice(&text, made);
    must(scrm_scan_value(&scanner, scrm_scan_padded(&text), &value, &err) == 0 &&
             value.kind == SCRM_OBJECT,
         "a feed becomes one JSON object");
    scrm_buf_fini(&text);
    scrm_err_fini(&err);
    scrm_scanner_fini(&scanner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct scrm_slice url = {"https://news.example/feed.xml", 29};
    struct scrm_slice bytes = {(const char *)data, size};
    struct scrm_buf out = {0}, again = {0};
    struct scrm_feed_facts facts = {0};
    struct scrm_err err = {0};
    int result = scrm_feed_decode(bytes, (struct scrm_slice){0}, url, &out, &facts, &err);

    must((result == 0) == (err.code == SCRM_EXIT_OK), "a failure has a reason");
    must(result == 0 || (err.text && err.text[0]), "a reason has words");
    if (result == 0) {
        if (!size || !memchr(data, '{', size))
            check_json(scrm_buf_slice(&out));
        must(scrm_feed_decode(bytes, (struct scrm_slice){0}, url, &again, &facts, &err) == 0 &&
                 scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(&again)),
             "twice the same");
    }
    scrm_buf_fini(&out);
    scrm_buf_fini(&again);
    scrm_err_fini(&err);
    return 0;
}
