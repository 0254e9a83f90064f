/*
 * The record of a bad line: where it stood, why it was refused, and its bytes
 * in base64 (RFC 4648), so that it can be looked at, mended and sent again.
 */
#include "base/base64.h"
#include "base/num.h"
#include "cli/flow.h"
#include "record/emit.h"
#include "record/writer.h"

/* "column 7: text: expected string, got number": the error less file and line. */
static void put_reason(struct scrm_buf *out, const struct scrm_err *err)
{
    struct scrm_err bare = *err;
    struct scrm_buf reason = {0};

    bare.file = NULL;
    if (err->column)
        scrm_buf_printf(&reason, "column %llu: ", (unsigned long long)err->column);
    scrm_err_write(&bare, &reason);
    scrm_emit_repaired(out, scrm_buf_slice(&reason));
    scrm_buf_fini(&reason);
}

static void put_number(struct scrm_buf *out, const char *name, uint64_t value)
{
    scrm_emit_key(out, name);
    scrm_num_put_uint(out, value);
}

void scrm_reject_put(struct scrm_buf *out, const struct scrm_err *err, uint64_t offset,
                     struct scrm_slice raw)
{
    scrm_buf_putc(out, '{');
    scrm_emit_key(out, "file");
    scrm_emit_repaired(out, scrm_slice_of(err->file ? err->file : "-"));
    put_number(out, "line", err->line ? err->line : 1); /* a whole document begins there */
    put_number(out, "offset", offset);
    scrm_emit_key(out, "reason");
    put_reason(out, err);
    if (raw.at) {
        scrm_emit_key(out, "raw_base64");
        scrm_buf_putc(out, '"');
        scrm_base64_put(out, raw);
        scrm_buf_putc(out, '"');
    } else {
        put_number(out, "length", raw.len);
    }
    scrm_buf_puts(out, "}\n");
}

int scrm_rejects_put(struct scrm_rejects *rejects, const struct scrm_err *what, uint64_t offset,
                     uint64_t length, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result;

    if (!rejects->path)
        return 0;
    if (!rejects->writer && !(rejects->writer = scrm_writer_open(rejects->path, err)))
        return -1;
    scrm_reject_put(&text, what, offset, (struct scrm_slice){NULL, length});
    result = scrm_writer_put(rejects->writer, scrm_buf_slice(&text), err);
    scrm_buf_fini(&text);
    return result;
}

int scrm_rejects_close(struct scrm_rejects *rejects, struct scrm_err *err)
{
    struct scrm_writer *writer = rejects->writer;

    rejects->writer = NULL;
    return writer ? scrm_writer_close(writer, true, err) : 0;
}
