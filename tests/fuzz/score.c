/*
 * Fuzz target of the scorer: any bytes as the text of a post, in a language that the first
 * byte names or leaves open. The line that comes out is a line; its score is a JSON object
 * of bounded size, twice the same, the same when it is scored again, and the same whatever
 * reasons are asked for.
 */
#include "target.h"

#include "base/alloc.h"
#include "record/emit.h"
#include "score/score.h"

/* All but `why`; what follows a text without reasons is the end of the object. */
enum { SCORE_MOST = 4096 };

/* One scorer and worker for the whole run: what a text leaves behind is found so, too. */
static struct scrm_scorer_worker *worker_of(bool explain, const struct scrm_keys **keys)
{
    static struct scrm_scorer *scorers[2];
    static struct scrm_scorer_worker *workers[2];
    struct scrm_err err = {0};

    if (!scorers[explain]) {
        scorers[explain] =
            scrm_scorer_load(&(struct scrm_scorer_options){.explain = explain}, &err);
        must(scorers[explain] != NULL, "the scorer loads");
        workers[explain] = scrm_score_open(scorers[explain]);
    }
    *keys = scrm_scorer_keys(scorers[explain]);
    return workers[explain];
}

static void score(bool explain, struct scrm_slice in, struct scrm_buf *out)
{
    const struct scrm_keys *keys;
    struct scrm_scorer_worker *worker = worker_of(explain, &keys);
    struct scrm_value *values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *values);
    struct scrm_line line = {.values = values};
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_buf padded = {0};
    struct scrm_err err = {0};

    scrm_buf_put_slice(&padded, in);
    must(scrm_scan(&scanner, keys, scrm_scan_padded(&padded), &line, &err) == 0,
         "it is a line");
    must(scrm_score_line(worker, &line, &arena, out, &err) == 0, "it is scored");
    scrm_scanner_fini(&scanner);
    scrm_arena_fini(&arena);
    scrm_buf_fini(&padded);
    scrm_err_fini(&err);
    free(values);
}

static void check(struct scrm_slice in)
{
    struct scrm_buf once = {0}, twice = {0}, again = {0}, why = {0};
    struct scrm_slice trimmed;

    score(false, in, &once);
    score(false, in, &twice);
    must(once.len == twice.len && memcmp(once.at, twice.at, once.len) == 0, "twice the same");
    must(once.len < in.len + SCORE_MOST, "a score is small");
    score(false, scrm_slice_trim(scrm_buf_slice(&once)), &again);
    must(once.len == again.len && memcmp(once.at, again.at, once.len) == 0,
         "scored again it is the same");
    score(true, in, &why);
    trimmed = scrm_slice_trim(scrm_buf_slice(&why));
    must(trimmed.len >= once.len - 1 && memcmp(trimmed.at, once.at, once.len - 4) == 0,
         "reasons change nothing");
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_buf_fini(&again);
    scrm_buf_fini(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {NULL, "en", "de", "fr", "es",    "it",
                                            "pt", "ja", "ar", "xx", "en-GB", ""};
    struct scrm_buf in = {0};
    const char *language;

    if (size == 0)
        return 0;
    language = languages[data[0] % (sizeof languages / sizeof *languages)];
    scrm_buf_puts(&in, "{\"id\":\"t:1\"");
    if (language)
        scrm_buf_printf(&in, ",\"lang\":\"%s\"", language);
    scrm_buf_puts(&in, data[0] & 0x80 ? ",\"title\":" : ",\"text\":");
    scrm_emit_repaired(&in, (struct scrm_slice){(const char *)data + 1, size - 1});
    scrm_buf_putc(&in, '}');
    check(scrm_buf_slice(&in));
    scrm_buf_fini(&in);
    return 0;
}
