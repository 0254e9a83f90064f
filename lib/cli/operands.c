/*
 * Operands from a file: more names than a command line holds. Blank lines are
 * passed over; a name with a line break in it cannot be told this way.
 */
#include "base/alloc.h"
#include "base/file.h"
#include "cli/flow.h"

int scrm_operands_read(struct scrm_operands *operands, const char *path, struct scrm_buf *names,
                       struct scrm_err *err)
{
    size_t cap = operands->n;
    char *at, *end;

    if (scrm_file_read(path, names, err))
        return -1;
    if (memchr(scrm_buf_text(names), '\0', names->len)) {
        scrm_err_set(err, SCRM_EXIT_DATA, "a NUL byte; this is no list of names");
        return scrm_err_at(err, path, 0, 0);
    }
    scrm_buf_putc(names, '\n');
    for (at = names->at; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        *end = '\0';
        if (at == end)
            continue;
        SCRM_GROW(operands->at, operands->n, cap);
        operands->at[operands->n++] = at;
    }
    return 0;
}
