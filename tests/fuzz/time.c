/*
 * Fuzz target of dates and durations: any bytes in every form that is read. What is taken
 * as an instant is written as RFC 3339 and read back as the same; a strict date is one of
 * the lenient ones too, and says the same.
 */
#include "target.h"

#include "base/time.h"

static void check_instant(int64_t ms)
{
    struct scrm_buf text = {0};
    struct scrm_date date = scrm_time_date(ms);
    int64_t back = 0;

    must(scrm_time_from_date(&date) == ms, "a date says its instant");
    scrm_time_put(&text, ms);
    if (date.year >= 0 && date.year <= 9999)
        must(scrm_time_rfc3339(scrm_buf_slice(&text), &back) == 0 && back == ms,
             "what is written is read as the same");
    scrm_buf_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text = {(const char *)data, size};
    struct scrm_time_parts parts = {0};
    struct scrm_buf words = {0};
    int64_t strict = 0, any = 0, option = 0, duration = 0;

    if (scrm_time_any(text, &any) == 0)
        check_instant(any);
    if (scrm_time_rfc3339(text, &strict) == 0) {
        check_instant(strict);
        must(scrm_time_any(text, &any) == 0 && any == strict, "a strict date is a date");
    }
    if (scrm_time_option(text, INT64_C(1767607200000), &option) == 0)
        check_instant(option);
    if (scrm_time_duration(text, &duration) == 0) {
        scrm_time_put_duration(&words, duration);
        must(words.len > 0, "a duration has words");
    }
    scrm_time_duration_parts(text, &parts);
    scrm_buf_fini(&words);
    return 0;
}
