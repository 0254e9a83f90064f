/*
 * Places in growing files. A file that was emptied and has grown past the place again is
 * told by the bytes just before it.
 */
#include "fetch/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/num.h"

/* Bytes that are compared. */
#define MARK_BYTES 256

static void digest_before(uint64_t offset, int fd, char mark[33])
{
    char bytes[MARK_BYTES];
    size_t n = offset < MARK_BYTES ? (size_t)offset : MARK_BYTES;
    struct scrm_buf hex = {0};

    mark[0] = '\0';
    if (!n || pread(fd, bytes, n, (off_t)(offset - n)) != (ssize_t)n)
        return;
    scrm_digest_put(&hex, scrm_digest(bytes, n));
    memcpy(mark, scrm_buf_text(&hex), 33);
    scrm_buf_fini(&hex);
}

/* The piece up to the next colon, which is passed; absent at the end. */
static struct scrm_slice next_piece(const char **at)
{
    struct scrm_slice piece = {*at, strcspn(*at, ":")};

    *at += piece.len + ((*at)[piece.len] == ':');
    return piece;
}

void scrm_place_read(struct scrm_place *place, const char *at)
{
    struct scrm_slice inode, lines, offset, mark;

    *place = (struct scrm_place){0};
    if (!at || !strchr(at, ':'))
        return;
    inode = next_piece(&at);
    lines = next_piece(&at);
    offset = next_piece(&at);
    mark = next_piece(&at);
    if (lines.len && lines.at[lines.len - 1] == '+') {
        place->torn = true;
        lines.len--;
    }
    if (scrm_num_uint(inode, &place->inode) != 0 || scrm_num_uint(lines, &place->lines) != 0 ||
        (place->torn && !place->lines)) {
        *place = (struct scrm_place){0};
        return;
    }
    if (mark.len == 32 && scrm_num_uint(offset, &place->offset) == 0)
        memcpy(place->mark, mark.at, 32);
    else
        place->offset = 0;
}

void scrm_place_put(const struct scrm_place *place, struct scrm_buf *out)
{
    scrm_buf_printf(out, "%" PRIu64 ":%" PRIu64 "%s", place->inode, place->lines,
                    place->torn ? "+" : "");
    if (place->offset && *place->mark)
        scrm_buf_printf(out, ":%" PRIu64 ":%s", place->offset, place->mark);
}

void scrm_place_mark(struct scrm_place *place, int fd)
{
    digest_before(place->offset, fd, place->mark);
}

bool scrm_place_holds(const struct scrm_place *place, int fd, const struct stat *info)
{
    char mark[33];

    if (!place->offset || !*place->mark || place->inode != (uint64_t)info->st_ino ||
        (uint64_t)info->st_size < place->offset)
        return false;
    digest_before(place->offset, fd, mark);
    return strcmp(mark, place->mark) == 0;
}
