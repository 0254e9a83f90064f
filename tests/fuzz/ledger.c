/*
 * Fuzz target of a ledger's import: any lines, with the end line that fits them. What is
 * refused leaves an empty ledger and says why; what is taken can be listed and exported,
 * and the export gives the same ledger again, byte for byte.
 */
#include "target.h"

#include <sys/mman.h>
#include <unistd.h>

#include "ledger/ledger.h"

static int put(void *ctx, struct scrm_slice bytes, struct scrm_err *err)
{
    (void)err;
    scrm_buf_put_slice(ctx, bytes);
    return 0;
}

static int put_row(void *ctx, struct scrm_slice row, struct scrm_err *err)
{
    (void)err;
    must(row.len > 2 && row.at[0] == '{', "a case is an object");
    ++*(size_t *)ctx;
    return 0;
}

/* Imports `text` into a fresh ledger; 0, and its export where it was taken. */
static int take(struct scrm_slice text, struct scrm_buf *export)
{
    struct scrm_err err = {0};
    struct scrm_ledger *ledger = scrm_ledger_open(":memory:", SCRM_STORE_CREATE, &err);
    struct scrm_ledger_filter all = {.state = "all", .now_ms = INT64_C(1767607200000)};
    char path[32];
    uint64_t events = 0;
    size_t cases = 0;
    int fd = memfd_create("fuzz", MFD_CLOEXEC), result;

    must(ledger && fd >= 0 && write(fd, text.at, text.len) == (ssize_t)text.len,
         "there is a ledger and a file");
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    result = scrm_ledger_import(ledger, path, &events, &err);
    must((result == 0) == (err.code == SCRM_EXIT_OK), "a failure has a reason");
    must(result == 0 || (err.text && err.text[0]), "a reason has words");
    if (result == 0) {
        must(scrm_ledger_list(ledger, &all, put_row, &cases, &err) == 0, "cases are listed");
        must(scrm_ledger_export(ledger, put, export, &err) == 0, "it is exported");
    }
    scrm_err_fini(&err);
    scrm_ledger_close(ledger);
    close(fd);
    return result;
}

static size_t count_lines(const uint8_t *data, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < size; i++)
        n += data[i] != '\n' && (i + 1 == size || data[i + 1] == '\n');
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_buf in = {0}, once = {0}, twice = {0};

    scrm_buf_put(&in, (const char *)data, size);
    scrm_buf_printf(&in,
                    "\n{\"schema\":\"scrm.end/1\",\"stages\":[{\"stage\":\"scrm-case\","
                    "\"version\":\"1\",\"in\":%zu,\"expanded\":0,\"out\":%zu,\"rejected\":0,"
                    "\"dropped\":{}}]}\n",
                    count_lines(data, size), count_lines(data, size));
    if (take(scrm_buf_slice(&in), &once) == 0) {
        must(take(scrm_buf_slice(&once), &twice) == 0, "an export can be imported");
        must(scrm_slice_eq(scrm_buf_slice(&once), scrm_buf_slice(&twice)),
             "and gives the same ledger");
    }
    scrm_buf_fini(&in);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    return 0;
}
