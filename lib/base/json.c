/*
 * jansson behind one door: an allocator that exits, errors with their place,
 * compact and pretty output with keys in insertion order.
 */
#include "base/json.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"

static void json_set_allocator(void)
{
    json_set_alloc_funcs(scrm_alloc, free);
}

void scrm_json_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, json_set_allocator);
}

json_t *scrm_json_load(struct scrm_slice text, const char *file, struct scrm_err *err)
{
    json_error_t problem;
    json_t *value;

    scrm_json_init();
    value = json_loadb(text.at ? text.at : "", text.len,
                       JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (!value) {
        scrm_err_set(err, SCRM_EXIT_DATA, "not valid JSON: %s", problem.text);
        scrm_err_at(err, file, problem.line > 0 ? (uint64_t)problem.line : 0,
                    problem.column > 0 ? (uint64_t)problem.column : 0);
    }
    return value;
}

static int json_append(const char *at, size_t len, void *buf)
{
    scrm_buf_put(buf, at, len);
    return 0;
}

void scrm_json_put(struct scrm_buf *buf, const json_t *value)
{
    scrm_json_init();
    json_dump_callback(value, json_append, buf, JSON_COMPACT | JSON_ENCODE_ANY);
}

json_t *scrm_json_slice(struct scrm_slice text)
{
    scrm_json_init();
    return json_stringn(text.at ? text.at : "", text.len);
}
