/* A descriptor from memory and a line mapped by it: what the tests of mapping share. */
#ifndef SCRM_TESTS_SOURCE_DESK_H
#define SCRM_TESTS_SOURCE_DESK_H

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "source/map.h"

struct desk {
    char folder[64];
    struct scrm_catalogue catalogue;
    struct scrm_args args;
    struct scrm_buf out, hints;
};

/* A desk with the one source `name`; the catalogue has it and the shipped ones. */
static inline int desk_open(struct desk *desk, const char *name, const char *yaml,
                            struct scrm_err *err)
{
    struct scrm_buf path = {0};
    const char *top = getenv("SCRM_TOP");
    int result;

    *desk = (struct desk){.folder = "/tmp/scrm-desk-XXXXXX"};
    if (!getenv("SCRM_SHARE")) {
        scrm_buf_printf(&path, "%s/share/scrm", top ? top : ".");
        setenv("SCRM_SHARE", scrm_buf_text(&path), 1);
        scrm_buf_reset(&path);
    }
    if (!mkdtemp(desk->folder))
        return -1;
    scrm_buf_printf(&path, "%s/sources", desk->folder);
    mkdir(scrm_buf_text(&path), 0700);
    scrm_buf_printf(&path, "/%s.yaml", name);
    result = scrm_file_write(scrm_buf_text(&path), scrm_slice_of(yaml), 0600, err);
    scrm_buf_fini(&path);
    return result == 0 ? scrm_catalogue_open(&desk->catalogue, desk->folder, err) : -1;
}

static inline void desk_close(struct desk *desk)
{
    struct scrm_buf command = {0};

    scrm_buf_printf(&command, "rm -rf '%s'", desk->folder);
    if (system(scrm_buf_text(&command)) != 0)
        printf("%s stays\n", desk->folder);
    scrm_catalogue_fini(&desk->catalogue);
    scrm_args_fini(&desk->args);
    scrm_buf_fini(&desk->out);
    scrm_buf_fini(&desk->hints);
    scrm_buf_fini(&command);
}

/* The lines that come of one line, without the newline of the last; "(no post)"; or the error.
 * `failed` (may be NULL) gets the number of values that could not be read. */
static inline const char *desk_map(struct desk *desk, const struct scrm_map_settings *given,
                                   const char *text, uint64_t *failed)
{
    struct scrm_map_settings settings = *given;
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_err err = {0};
    struct scrm_buf padded = {0};
    struct scrm_line line = {0};
    struct scrm_mapper *mapper;
    const struct scrm_keys *keys;
    uint64_t lines = 0;

    settings.catalogue = &desk->catalogue;
    if (!settings.args)
        settings.args = &desk->args;
    mapper = scrm_mapper_new(&settings);
    scrm_buf_reset(&desk->out);
    scrm_buf_puts(&padded, text);
    scrm_buf_reserve(&padded, SCRM_SCAN_PADDING);
    memset(padded.at + padded.len, 0, SCRM_SCAN_PADDING);
    keys = scrm_mapper_choose(mapper, scrm_buf_slice(&padded));
    line.n_values = scrm_keys_count(keys);
    line.values = calloc(line.n_values + 1, sizeof *line.values);
    if (scrm_scan(&scanner, keys, scrm_buf_slice(&padded), &line, &err) != 0)
        scrm_buf_puts(&desk->out, "(no JSON)");
    else if (scrm_mapper_line(mapper, &line, &arena, &desk->out, &lines, &err) ==
             SCRM_MAPPED_FAILED)
        scrm_err_write(&err, &desk->out);
    else if (lines == 0 || !desk->out.len)
        scrm_buf_puts(&desk->out, "(no post)");
    else
        desk->out.at[--desk->out.len] = '\0';
    if (failed) {
        *failed = 0;
        for (size_t i = 0; i < scrm_post_members_n; i++)
            *failed += scrm_mapper_tally(mapper)->failed[i];
    }
    free(line.values);
    scrm_mapper_free(mapper);
    scrm_scanner_fini(&scanner);
    scrm_arena_fini(&arena);
    scrm_err_fini(&err);
    scrm_buf_fini(&padded);
    return scrm_buf_text(&desk->out);
}

/* Whether `text` holds `part`. */
static inline bool holds(const char *text, const char *part)
{
    if (strstr(text, part))
        return true;
    printf("   no %s\n   in %s\n", part, text);
    return false;
}

#endif
