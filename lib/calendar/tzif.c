/*
 * Compiled zone files (RFC 8536): a table of changes, and the rule in force
 * behind the last of them. Refuses leap seconds, which the clocks of posts do not
 * count, and whatever does not add up.
 */
#include "calendar/zone.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { HEAD_BYTES = 44, OFFSET_MAX = 26 * 60 * 60, RULE_MAX = 200 };

struct head {
    unsigned version;
    uint64_t utc, standard, leaps, changes, types, letters;
};

static uint64_t big_endian(const char *at, size_t n)
{
    uint64_t value = 0;

    for (size_t i = 0; i < n; i++)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

static int read_head(struct scrm_slice bytes, struct head *head)
{
    if (bytes.len < HEAD_BYTES || memcmp(bytes.at, "TZif", 4) != 0)
        return -1;
    *head = (struct head){
        .version = (unsigned char)bytes.at[4],
        .utc = big_endian(bytes.at + 20, 4),
        .standard = big_endian(bytes.at + 24, 4),
        .leaps = big_endian(bytes.at + 28, 4),
        .changes = big_endian(bytes.at + 32, 4),
        .types = big_endian(bytes.at + 36, 4),
        .letters = big_endian(bytes.at + 40, 4),
    };
    return head->types ? 0 : -1;
}

/* Bytes of a block whose times take `width`. The counts have 32 bits: no overflow. */
static uint64_t block_bytes(const struct head *head, uint64_t width)
{
    return head->changes * (width + 1) + head->types * 6 + head->letters +
           head->leaps * (width + 4) + head->standard + head->utc;
}

/* The table of one block. */
static int read_block(struct scrm_timezone *zone, const char *at, const struct head *head,
                      size_t width)
{
    const char *kinds = at + head->changes * width, *types = kinds + head->changes;

    for (size_t i = 0; i <= head->changes; i++) {
        /* Before the first change the first type is in force. */
        size_t type = i ? (unsigned char)kinds[i - 1] : 0;
        int64_t from = INT64_MIN;
        int32_t offset;

        if (type >= head->types)
            return -1;
        offset = (int32_t)big_endian(types + type * 6, 4);
        if (offset > OFFSET_MAX || offset < -OFFSET_MAX)
            return -1;
        if (i && width == 8)
            from = (int64_t)big_endian(at + (i - 1) * 8, 8);
        else if (i)
            from = (int32_t)big_endian(at + (i - 1) * 4, 4);
        if (i && (from > INT64_MAX / SCRM_SECOND_MS || from < INT64_MIN / SCRM_SECOND_MS))
            continue; /* "the big bang", as some files begin */
        scrm_zone_add(zone, from, offset);
    }
    return 0;
}

/* What stands between two newlines behind the second block. */
static int read_footer(struct scrm_timezone *zone, struct scrm_slice rest)
{
    const char *end;

    if (rest.len < 2 || rest.at[0] != '\n')
        return -1;
    end = memchr(rest.at + 1, '\n', rest.len - 1);
    if (!end || end - rest.at > RULE_MAX)
        return -1;
    if (end == rest.at + 1)
        return 0;
    return scrm_zone_rule(zone, (struct scrm_slice){rest.at + 1, (size_t)(end - rest.at) - 1});
}

static int read_file(struct scrm_timezone *zone, struct scrm_slice bytes)
{
    struct head head;
    uint64_t size;

    if (read_head(bytes, &head) || block_bytes(&head, 4) > bytes.len - HEAD_BYTES)
        return -1;
    if (head.version == 0)
        return head.leaps ? -1 : read_block(zone, bytes.at + HEAD_BYTES, &head, 4);
    size = HEAD_BYTES + block_bytes(&head, 4);
    bytes.at += size;
    bytes.len -= size;
    if (read_head(bytes, &head) || head.leaps ||
        block_bytes(&head, 8) > bytes.len - HEAD_BYTES ||
        read_block(zone, bytes.at + HEAD_BYTES, &head, 8))
        return -1;
    size = HEAD_BYTES + block_bytes(&head, 8);
    bytes.at += size;
    bytes.len -= size;
    return read_footer(zone, bytes);
}

struct scrm_timezone *scrm_timezone_parse(struct scrm_slice bytes, const char *name,
                                          struct scrm_err *err)
{
    struct scrm_timezone *zone = scrm_alloc_zero(1, sizeof *zone);

    if (read_file(zone, bytes) == 0)
        return zone;
    scrm_timezone_free(zone);
    scrm_err_set(err, SCRM_EXIT_CONFIG, "no zone file that this program reads");
    scrm_err_at(err, name, 0, 0);
    return NULL;
}
