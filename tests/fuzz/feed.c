/*
 * Fuzz target of the feed decoder: any bytes as RSS, Atom or JSON Feed. The
 * answer is lines of strict JSON, one an item, or an error with a sentence;
 * twice the same.
 *
 * For libFuzzer (clang -fsanitize=fuzzer,address,undefined) and for AFL++,
 * which takes the same entry point.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "record/scan.h"
#include "source/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "not so: %s\n", what);
    abort();
}

static void check_lines(struct scrm_slice lines, size_t items)
{
    struct scrm_scanner scanner = {0};
    struct scrm_buf line = {0};
    struct scrm_err err = {0};
    size_t n = 0;

    while (lines.len) {
        const char *newline = memchr(lines.at, '\n', lines.len);
        struct scrm_value value;

        must(newline != NULL, "the last line ends too");
        scrm_buf_reset(&line);
        scrm_buf_put(&line, lines.at, (size_t)(newline - lines.at));
        must(scrm_scan_value(&scanner, scrm_scan_padded(&line), &value, &err) == 0 &&
                 value.kind == SCRM_OBJECT,
             "an item is a JSON object");
        lines.len -= (size_t)(newline + 1 - lines.at);
        lines.at = newline + 1;
        n++;
    }
    must(n == items, "there are as many lines as items");
    scrm_buf_fini(&line);
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
        check_lines(scrm_buf_slice(&out), facts.items);
        must(scrm_feed_decode(bytes, (struct scrm_slice){0}, url, &again, &facts, &err) == 0 &&
                 scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(&again)),
             "twice the same");
    }
    scrm_buf_fini(&out);
    scrm_buf_fini(&again);
    scrm_err_fini(&err);
    return 0;
}
