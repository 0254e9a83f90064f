/*
 * Fuzz target of source descriptors: any bytes as one. The answer is a source
 * or an error 78 with a sentence; a source that came out maps a few records,
 * and every line that it writes is strict JSON, twice the same.
 */
#include "target.h"

#include "base/alloc.h"
#include "record/scan.h"
#include "source/map.h"

static const char *const records[] = {
    "{}",
    "{\"id\":\"1\",\"created_at\":\"2026-01-05T10:00:00.000Z\",\"content\":\"<p>It "
    "broke</p>\",\"visibility\":\"public\",\"account\":{\"id\":\"7\",\"acct\":\"a@b.example\"},"
    "\"mentions\":[{\"acct\":\"c\"}],\"tags\":[{\"name\":\"x\"}],\"media_attachments\":[]}",
    "{\"objectID\":\"2\",\"created_at_i\":1767607200,\"comment_text\":\"no &amp; "
    "no\",\"author\":\"x\",\"story_id\":3,\"parent_id\":3,\"_tags\":[\"comment\"]}",
    "{\"schema\":\"scrm.raw/1\",\"source\":\"fuzz\",\"args\":{\"instance\":\"a.example\"},"
    "\"fetched_at\":\"2026-01-05T10:00:00Z\",\"record\":{\"id\":5,\"text\":\"caf\\u00e9 "
    "\\ud83d\",\"n\":[1,[2,{\"a\":null}]]},\"page\":{\"users\":{\"7\":{\"name\":\"x\"}}}}",
    "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\",\"text\":7}],\"includes\":{\"users\":[]}}",
};

static struct scrm_source *no_other(void *ctx, struct scrm_slice name, struct scrm_err *err)
{
    (void)ctx;
    (void)name;
    (void)err;
    return NULL;
}

static void check_lines(struct scrm_slice lines)
{
    struct scrm_scanner scanner = {0};
    struct scrm_buf line = {0};
    struct scrm_err err = {0};

    while (lines.len) {
        const char *newline = memchr(lines.at, '\n', lines.len);
        struct scrm_value value;

        must(newline != NULL, "the last line ends too");
        scrm_buf_reset(&line);
        scrm_buf_put(&line, lines.at, (size_t)(newline - lines.at));
        must(scrm_scan_value(&scanner, scrm_scan_padded(&line), &value, &err) == 0 &&
                 value.kind == SCRM_OBJECT,
             "a post is a JSON object");
        lines.len -= (size_t)(newline + 1 - lines.at);
        lines.at = newline + 1;
    }
    scrm_buf_fini(&line);
    scrm_err_fini(&err);
    scrm_scanner_fini(&scanner);
}

/* Maps all records, appending to `out`. */
static void map(struct scrm_mapper *mapper, struct scrm_buf *out)
{
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_buf in = {0};

    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        const struct scrm_keys *keys;
        struct scrm_line line = {0};
        struct scrm_err err = {0};
        uint64_t lines = 0;

        scrm_buf_reset(&in);
        scrm_buf_puts(&in, records[i]);
        scrm_arena_reset(&arena);
        keys = scrm_mapper_choose(mapper, scrm_scan_padded(&in));
        line.values = scrm_alloc_zero(scrm_keys_count(keys) + 1, sizeof *line.values);
        must(scrm_scan(&scanner, keys, scrm_scan_padded(&in), &line, &err) == 0,
             "the records are JSON");
        if (scrm_mapper_line(mapper, &line, &arena, out, &lines, &err) == SCRM_MAPPED_FAILED)
            must(err.code != SCRM_EXIT_OK && err.text, "a failure has a reason");
        free(line.values);
        scrm_err_fini(&err);
    }
    scrm_buf_fini(&in);
    scrm_arena_fini(&arena);
    scrm_scanner_fini(&scanner);
}

static void use(const struct scrm_source *source)
{
    struct scrm_catalogue catalogue = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct scrm_args args = {0};
    struct scrm_map_settings settings = {.catalogue = &catalogue,
                                         .from = source,
                                         .args = &args,
                                         .keep_raw = true,
                                         .now_ms = 1767607200000};
    struct scrm_buf once = {0}, twice = {0};

    for (int i = 0; i < 2; i++) {
        struct scrm_mapper *mapper = scrm_mapper_new(&settings);

        map(mapper, i ? &twice : &once);
        scrm_mapper_free(mapper);
    }
    check_lines(scrm_buf_slice(&once));
    must(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)), "twice the same");
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_args_fini(&args);
    scrm_catalogue_fini(&catalogue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text = {(const char *)data, size};
    struct scrm_err err = {0};
    struct scrm_config *config = scrm_config_parse(text, "fuzz.yaml", &err);
    struct scrm_source *source =
        config ? scrm_source_parse(config, no_other, NULL, &err) : NULL;

    if (source) {
        must(err.code == SCRM_EXIT_OK, "a source comes without an error");
        scrm_source_note_needs(source);
        use(source);
    } else {
        must(err.code == SCRM_EXIT_CONFIG, "what is refused is refused with 78");
        must(err.text && err.text[0], "a reason has words");
    }
    scrm_source_free(source);
    scrm_err_fini(&err);
    return 0;
}
