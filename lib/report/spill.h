/*
 * Bytes that wait outside of memory: appended, and read back by position from
 * a file without a name. The last of them stay in memory, all of them where
 * there is no room for a file.
 */
#ifndef SCRM_REPORT_SPILL_H
#define SCRM_REPORT_SPILL_H

#include "base/err.h"

enum { SCRM_SPILL_IN_MEMORY = 128 << 10 }; /* so much is gathered before it goes to the file */

/* A zeroed struct is empty. */
struct scrm_spill {
    struct scrm_buf recent; /* behind those in the file */
    uint64_t filed;         /* bytes in the file */
    int file;               /* valid where filed > 0 */
    bool stuck;             /* there is no room for a file: all stays in memory */
};

void scrm_spill_fini(struct scrm_spill *spill);

/* Where the next bytes will stand. */
static inline uint64_t scrm_spill_end(const struct scrm_spill *spill)
{
    return spill->filed + spill->recent.len;
}

/* The same two where there is something to do beyond a copy. */
void scrm_spill_put_slow(struct scrm_spill *spill, const void *bytes, size_t len);
void scrm_spill_settle_slow(struct scrm_spill *spill);

static inline void scrm_spill_put(struct scrm_spill *spill, const void *bytes, size_t len)
{
    if (spill->recent.cap - spill->recent.len > len)
        scrm_buf_put(&spill->recent, bytes, len);
    else
        scrm_spill_put_slow(spill, bytes, len);
}

/* Says that a record is whole: from time to time what is in memory moves to the file. */
static inline void scrm_spill_settle(struct scrm_spill *spill)
{
    if (spill->recent.len >= SCRM_SPILL_IN_MEMORY)
        scrm_spill_settle_slow(spill);
}

/* Copies `len` bytes from position `from` on, which must be there. Error 74. */
int scrm_spill_get(const struct scrm_spill *spill, uint64_t from, void *to, size_t len,
                   struct scrm_err *err);

#endif
