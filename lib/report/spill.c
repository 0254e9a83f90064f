/*
 * Appending is a copy into a buffer; a full buffer goes to the file in one
 * write. Reading asks the file, then the buffer.
 */
#include "report/spill.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"

void scrm_spill_fini(struct scrm_spill *spill)
{
    scrm_buf_fini(&spill->recent);
    if (spill->filed)
        close(spill->file);
    *spill = (struct scrm_spill){0};
}

/* Moves bytes to the file; false where there is no room for them, now and later. */
static bool put_away(struct scrm_spill *spill, const char *bytes, size_t len)
{
    if (spill->stuck)
        return false;
    if (!spill->filed && (spill->file = scrm_file_nameless()) < 0) {
        spill->stuck = true;
    } else if (scrm_file_write_all(spill->file, bytes, len) != 0) {
        spill->stuck = true;
        if (!spill->filed)
            close(spill->file);
    } else {
        spill->filed += len;
    }
    return !spill->stuck;
}

void scrm_spill_put_slow(struct scrm_spill *spill, const void *bytes, size_t len)
{
    spill->recent.max = SIZE_MAX / 2; /* without a file there is no other place */
    /* Much at once takes no way through the buffer. */
    if (len < SCRM_SPILL_IN_MEMORY || spill->recent.len || !put_away(spill, bytes, len))
        scrm_buf_put(&spill->recent, bytes, len);
}

void scrm_spill_settle_slow(struct scrm_spill *spill)
{
    if (put_away(spill, spill->recent.at, spill->recent.len))
        scrm_buf_reset(&spill->recent);
}

/* Bytes of the file alone. */
static bool read_file(const struct scrm_spill *spill, uint64_t from, char *to, size_t len)
{
    while (len) {
        ssize_t n = pread(spill->file, to, len, (off_t)from);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        to += n;
        len -= (size_t)n;
        from += (uint64_t)n;
    }
    return true;
}

int scrm_spill_get(const struct scrm_spill *spill, uint64_t from, void *to, size_t len,
                   struct scrm_err *err)
{
    size_t filed = 0;

    if (from < spill->filed) {
        filed = spill->filed - from < len ? (size_t)(spill->filed - from) : len;
        if (!read_file(spill, from, to, filed))
            return scrm_err_set(err, SCRM_EXIT_IO,
                                "what waited outside of memory cannot be read back");
    }
    if (filed < len)
        memcpy((char *)to + filed, spill->recent.at + (from + filed - spill->filed),
               len - filed);
    return 0;
}
