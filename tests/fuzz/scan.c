/*
 * Fuzz target of the scanner: against jansson on any text; and, where the text
 * is a line, what a stage does with it: splice, scan again, the same member.
 * Any string that it is given comes out of the emitter as JSON.
 */
#include "target.h"

#include "../unit/record/agree.h"

#include "record/emit.h"
#include "record/splice.h"

static void try_line(struct scrm_scanner *scanner, const struct scrm_keys *keys, int slot,
                     struct scrm_slice text)
{
    struct scrm_value values[4], again[4];
    struct scrm_line line = {.values = values};
    struct scrm_buf in = {0}, out = {0}, twice = {0};
    struct scrm_err err = {0};

    scrm_buf_put_slice(&in, text);
    if (scrm_scan(scanner, keys, scrm_scan_padded(&in), &line, &err) == 0) {
        struct scrm_slice object = scrm_slice_trim(scrm_buf_slice(&in));

        scrm_scan_object(keys, (struct scrm_value){object.at, object.len, SCRM_OBJECT, false},
                         again);
        for (size_t i = 0; i < line.n_values; i++)
            must(again[i].at == values[i].at && again[i].len == values[i].len &&
                     again[i].kind == values[i].kind,
                 "the walk finds what the pass found");
        scrm_splice(&line, slot, "score", SCRM_SLICE("{\"a\":[1]}"), &out);
        must(scrm_scan(scanner, keys, scrm_scan_padded(&out), &line, &err) == 0,
             "a spliced line is a line");
        must(scrm_slice_is(scrm_value_token(values[slot]), "{\"a\":[1]}"),
             "the member is what was put there");
        scrm_splice(&line, slot, "score", SCRM_SLICE("{\"a\":[1]}"), &twice);
        must(scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(&twice)),
             "splicing twice changes nothing");
    }
    scrm_buf_fini(&in);
    scrm_buf_fini(&out);
    scrm_buf_fini(&twice);
    scrm_err_fini(&err);
}

static void try_emit(struct scrm_scanner *scanner, struct scrm_slice text)
{
    struct scrm_buf out = {0}, back = {0}, again = {0};
    struct scrm_err err = {0};
    struct scrm_value value;

    scrm_emit_repaired(&out, text);
    must(scrm_scan_value(scanner, scrm_scan_padded(&out), &value, &err) == 0 &&
             value.kind == SCRM_STRING,
         "repaired text is a JSON string");
    scrm_value_put_text(value, &back);
    scrm_emit_text(&again, scrm_buf_slice(&back));
    must(scrm_slice_eq(scrm_buf_slice(&out), scrm_buf_slice(&again)),
         "text read and written again is the same");
    scrm_buf_fini(&out);
    scrm_buf_fini(&back);
    scrm_buf_fini(&again);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text = {(const char *)data, size};
    struct scrm_scanner scanner = {0};
    struct scrm_keys *keys = scrm_keys_new();
    int slot = scrm_keys_add_dotted(keys, "score");

    scrm_keys_add_dotted(keys, "a.b");
    scrm_keys_add_dotted(keys, "a");
    scrm_keys_build(keys);
    must(agree(&scanner, text) != AGREE_NOT, "the scanner and jansson agree");
    try_line(&scanner, keys, slot, text);
    try_emit(&scanner, text);
    scrm_keys_free(keys);
    scrm_scanner_fini(&scanner);
    return 0;
}
