/*
 * What a post is called: its id in the one space, the posts that it refers to,
 * its revision. And the small puts that every member of a post shares.
 */
#include <endian.h>

#include "base/hash.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/post.h"

/* The 32 digits that a computed revision will have, until it is known. */
#define REV_DIGITS "00000000000000000000000000000000"

void scrm_post_put_text(struct scrm_post_writer *writer, size_t member, struct scrm_slice text,
                        struct scrm_buf *out)
{
    scrm_post_put_key(writer, member, out);
    writer->tally.repaired += scrm_emit_repaired(out, text);
}

void scrm_post_put_time(struct scrm_post_writer *writer, size_t member, int64_t ms,
                        struct scrm_value said, struct scrm_buf *out)
{
    /* "2026-03-09T09:00:00Z" is what we would write; most networks write it. (A leap second
     * is another instant than it says.) */
    if (said.kind == SCRM_STRING && said.len == 20 && !said.escaped && said.at[10] == 'T' &&
        said.at[19] == 'Z' && said.at[17] != '6') {
        scrm_post_put_key(writer, member, out);
        scrm_buf_put_slice(out, scrm_value_token(said));
        return;
    }
    scrm_post_put_key(writer, member, out);
    scrm_buf_putc(out, '"');
    scrm_time_put(out, ms);
    scrm_buf_putc(out, '"');
}

/* "network:host:native_id". */
void scrm_post_put_native_name(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                               const struct scrm_post_head *head, struct scrm_buf *out)
{
    struct scrm_buf *scratch = &writer->scratch;

    scrm_buf_reset(scratch);
    scrm_buf_put_slice(scratch, job->source->network);
    scrm_buf_putc(scratch, ':');
    if (writer->eval.host.len) {
        scrm_buf_put_slice(scratch, writer->eval.host);
        scrm_buf_putc(scratch, ':');
    }
    scrm_buf_put_slice(scratch, scrm_datum_text(&writer->eval, head->native_id));
    writer->tally.repaired += scrm_emit_repaired(out, scrm_buf_slice(scratch));
}

/* A reference in the one id space, whatever form the mapping gave it. */
void scrm_post_put_reference(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                             size_t member, struct scrm_buf *out)
{
    struct scrm_datum datum = scrm_post_evaluate(writer, job->source, member);
    struct scrm_slice id = scrm_datum_text(&writer->eval, datum);
    struct scrm_slice network = job->source->network;

    if (!id.len)
        return;
    if (id.len > network.len && memcmp(id.at, network.at, network.len) == 0 &&
        id.at[network.len] == ':') {
        scrm_post_put_text(writer, member, id, out);
        return;
    }
    scrm_buf_reset(&writer->scratch);
    scrm_ref_put(network, writer->eval.host, id, &writer->scratch);
    scrm_post_put_text(writer, member, scrm_buf_slice(&writer->scratch), out);
}

void scrm_post_put_rev(struct scrm_post_writer *writer, const struct scrm_post_job *job,
                       struct scrm_post_head *head, size_t member, struct scrm_buf *out)
{
    struct scrm_datum rev = scrm_post_find(writer, job->source, SCRM_EARLY_REV);
    struct scrm_value said = {0};
    int64_t deleted_ms;

    if (scrm_datum_given(rev)) {
        scrm_member_put(writer, member, rev, out);
    } else if (head->deleted) {
        if (scrm_post_time(writer, job->source, SCRM_EARLY_DELETED_AT, &deleted_ms, &said))
            scrm_post_put_time(writer, member, deleted_ms, said, out);
        else
            scrm_post_put_text(writer, member, SCRM_SLICE("deleted"), out);
    } else if (head->has_updated) {
        scrm_post_put_time(writer, member, head->updated_ms, head->updated, out);
    } else {
        scrm_post_put_key(writer, member, out);
        scrm_buf_puts(out, "\"" REV_DIGITS "\"");
        head->rev = out->len - sizeof REV_DIGITS;
    }
}

static void put_hex(uint64_t value, char *to)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
}

/* The same bytes on every machine. */
static void put_big_endian(uint64_t value, char *to)
{
    value = htobe64(value);
    memcpy(to, &value, sizeof value);
}

/* Puts the digest of text, title, media and rating where its digits are kept free. */
void scrm_post_fill_rev(const struct scrm_post_writer *writer,
                        const struct scrm_post_head *head, struct scrm_buf *out)
{
    struct scrm_digest parts[SCRM_PARTS], all;
    char bytes[sizeof parts];

    if (!head->rev)
        return;
    for (size_t i = 0; i < SCRM_PARTS; i++) {
        parts[i] = writer->nothing;
        if (head->to[i] > head->from[i])
            parts[i] = scrm_digest(out->at + head->from[i], head->to[i] - head->from[i]);
        put_big_endian(parts[i].high, bytes + i * 16);
        put_big_endian(parts[i].low, bytes + i * 16 + 8);
    }
    all = scrm_digest(bytes, sizeof bytes);
    put_hex(all.high, out->at + head->rev);
    put_hex(all.low, out->at + head->rev + 16);
}
