/*
 * One scanned line with everything it needs, for tests: the text is copied to
 * memory of its exact size with the promised padding, so that a sanitizer sees
 * any look beyond.
 */
#ifndef SCRM_TESTS_RECORD_SCANNING_H
#define SCRM_TESTS_RECORD_SCANNING_H

#include <stdlib.h>

#include "base/alloc.h"
#include "record/scan.h"

struct scanning {
    struct scrm_keys *keys;
    struct scrm_scanner scanner;
    struct scrm_line line;
    struct scrm_err err;
    char *copy;
};

/* Wants the dotted paths, ended by NULL; their slots are 1, 2, ... */
static inline void scanning_begin(struct scanning *scanning, const char *const *paths)
{
    *scanning = (struct scanning){.keys = scrm_keys_new()};
    while (*paths)
        scrm_keys_add_dotted(scanning->keys, *paths++);
    scrm_keys_build(scanning->keys);
    scanning->line.values =
        scrm_alloc_zero(scrm_keys_count(scanning->keys), sizeof *scanning->line.values);
}

/* Scans; false where the line was refused. `behind` fills the padding. */
static inline bool scanning_slice(struct scanning *scanning, struct scrm_slice text,
                                  char behind)
{
    scrm_err_fini(&scanning->err);
    free(scanning->copy);
    scanning->copy = scrm_alloc(text.len + SCRM_SCAN_PADDING);
    memset(scanning->copy + text.len, behind, SCRM_SCAN_PADDING);
    if (text.len)
        memcpy(scanning->copy, text.at, text.len);
    return scrm_scan(&scanning->scanner, scanning->keys,
                     (struct scrm_slice){scanning->copy, text.len}, &scanning->line,
                     &scanning->err) == 0;
}

static inline bool scanning_text(struct scanning *scanning, const char *text)
{
    return scanning_slice(scanning, scrm_slice_of(text), '\n');
}

/* The value's bytes as a C string in static memory; "absent" where it has none. */
static inline const char *scanning_value(const struct scanning *scanning, int slot)
{
    static char shown[256];
    struct scrm_value value = scanning->line.values[slot];

    if (value.kind == SCRM_ABSENT)
        return "absent";
    snprintf(shown, sizeof shown, "%.*s", (int)value.len, value.at);
    return shown;
}

static inline void scanning_end(struct scanning *scanning)
{
    free(scanning->line.values);
    free(scanning->copy);
    scrm_err_fini(&scanning->err);
    scrm_scanner_fini(&scanning->scanner);
    scrm_keys_free(scanning->keys);
}

#endif
