/*
 * Lines of any shape: posts, raw envelopes with a network's own record, rejects
 * with the bad line in base64, reports, and what is no JSON at all. What is the
 * person's becomes a blank that counts as before; in what is not, they are masked.
 */
#include "ledger/lines.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/base64.h"

void scrm_lines_fini(struct scrm_lines *lines)
{
    scrm_scanner_fini(&lines->scanner);
    scrm_arena_fini(&lines->arena);
    scrm_buf_fini(&lines->scratch);
    scrm_buf_fini(&lines->parts);
}

/* ---- posts ---- */

/* The number of the author of a post that is theirs; 0: it is not. */
static uint64_t is_their_post(struct scrm_lines *lines, struct scrm_value post)
{
    const struct scrm_forget *forget = lines->forget;
    struct scrm_slice network = scrm_value_text(scrm_member(post, "network"), &lines->arena);
    struct scrm_slice who = scrm_value_text(scrm_member(post, "author_id"), &lines->arena);
    const struct scrm_case_fact *fact =
        scrm_forget_named(forget, scrm_value_text(scrm_member(post, "id"), &lines->arena));
    uint64_t digest;
    size_t i;

    if (fact)
        return fact->author;
    if (!who.len)
        who = scrm_value_text(scrm_member(post, "author_handle"), &lines->arena);
    digest = scrm_case_author(network, who);
    for (i = 0; digest && i < forget->n_authors; i++)
        if (forget->authors[i].digest == digest)
            return forget->authors[i].author;
    return 0;
}

/* ---- rejects ---- */

/* A bare handle as some JSON's string: what is bad is not read closer than that. */
static bool quotes_handle(const struct scrm_needles *needles, struct scrm_slice bytes)
{
    struct scrm_buf quoted = {0};
    bool found = false;
    size_t i;

    for (i = 0; i < needles->n && !found; i++) {
        if (needles->at[i].kind != SCRM_NEEDLE_BARE)
            continue;
        scrm_buf_reset(&quoted);
        scrm_buf_putc(&quoted, '"');
        scrm_buf_put_slice(&quoted, needles->at[i].text);
        scrm_buf_putc(&quoted, '"');
        found = memmem(bytes.at, bytes.len, quoted.at, quoted.len);
    }
    scrm_buf_fini(&quoted);
    return found;
}

static bool hides_person(struct scrm_lines *lines, struct scrm_value line)
{
    const struct scrm_needles *needles = &lines->forget->needles;
    struct scrm_value raw = scrm_member(line, "raw_base64");
    struct scrm_buf bytes = {0};
    bool found;
    size_t at;

    if (raw.kind != SCRM_STRING)
        return false;
    scrm_base64_take(&bytes, scrm_value_text(raw, &lines->arena));
    found = bytes.len &&
            (scrm_needles_find(needles, SCRM_NEEDLES_NEAR, scrm_buf_slice(&bytes), 0, &at) ||
             quotes_handle(needles, scrm_buf_slice(&bytes)));
    scrm_buf_fini(&bytes);
    return found;
}

/* ---- any line ---- */

/* Whether the ledger has the post in a thread of the person. */
static int look_near(struct scrm_lines *lines, struct scrm_value post, struct scrm_err *err)
{
    static const char *const references[] = {"in_reply_to", "quoted", "shared"};
    struct scrm_slice id = scrm_value_text(scrm_member(post, "id"), &lines->arena);
    struct scrm_ledger *ledger = lines->forget->ledger;
    struct scrm_key key;
    size_t i;

    for (i = 0; i < sizeof references / sizeof *references; i++)
        if (scrm_forget_named(lines->forget,
                              scrm_value_text(scrm_member(post, references[i]), &lines->arena)))
            lines->kinds = SCRM_NEEDLES_NEAR;
    if (!id.len)
        return 0;
    if (scrm_key_get(ledger, scrm_case_digest(id), &key, err) ||
        scrm_thread_root(ledger, key.thread, &key.thread, err))
        return -1;
    if (key.found && scrm_forget_is_near(lines->forget, key.thread))
        lines->kinds = SCRM_NEEDLES_NEAR;
    return 0;
}

/* A line of somebody else, or of nobody. Beside one trace of the person even
 * their first name is one. */
static int clean_other(struct scrm_lines *lines, struct scrm_value all, struct scrm_slice line,
                       struct scrm_buf *out, struct scrm_err *err)
{
    size_t mark = out->len;
    bool changed;

    if (look_near(lines, all, err))
        return -1;
    changed = scrm_lines_mask(lines, all, line, out) > 0;
    if (changed && lines->kinds != SCRM_NEEDLES_NEAR) {
        out->len = mark;
        lines->kinds = SCRM_NEEDLES_NEAR;
        scrm_lines_mask(lines, all, line, out);
    }
    scrm_needles_share(&lines->forget->needles,
                       (struct scrm_slice){out->at + mark, out->len - mark}, false);
    return changed;
}

/* An envelope: theirs, or a page with records of theirs among others, or neither. */
static int clean_raw(struct scrm_lines *lines, struct scrm_value all, struct scrm_slice line,
                     struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_raw_finding found = scrm_raw_look(lines, all);

    if (found.theirs) {
        scrm_blank_raw(lines, all, found.post, out);
        return 1;
    }
    scrm_buf_reset(&lines->parts);
    if (!scrm_raw_blank_lists(lines, all, line, &lines->parts))
        return clean_other(lines, all, line, out, err);
    line = scrm_scan_padded(&lines->parts);
    if (!line.at)
        return scrm_err_set(err, SCRM_EXIT_DATA, "the line is too long to be cleaned");
    if (scrm_scan_value(&lines->scanner, line, &all, err))
        return -1;
    return clean_other(lines, all, line, out, err) < 0 ? -1 : 1;
}

int scrm_lines_clean(struct scrm_lines *lines, struct scrm_slice line, struct scrm_buf *out,
                     struct scrm_err *err)
{
    struct scrm_err bad = {0};
    struct scrm_value all, schema;
    uint64_t author;

    scrm_arena_reset(&lines->arena);
    lines->source = lines->network = lines->host = (struct scrm_slice){NULL, 0};
    lines->kinds = SCRM_NEEDLES_ANYWHERE;
    lines->page = false;
    if (scrm_scan_value(&lines->scanner, line, &all, &bad) || all.kind != SCRM_OBJECT) {
        scrm_err_fini(&bad);
        return scrm_lines_mask_text(lines, line, out) > 0;
    }
    schema = scrm_member(all, "schema");
    if (scrm_value_is(schema, "scrm.raw/1"))
        return clean_raw(lines, all, line, out, err);
    lines->page =
        scrm_value_is(schema, "scrm.report/1") || scrm_value_is(schema, "scrm.case/1");
    if (!lines->page && (author = is_their_post(lines, all)))
        scrm_blank_post(lines, all, author, out);
    else if (hides_person(lines, all))
        scrm_blank_reject(all, out);
    else
        return clean_other(lines, all, line, out, err);
    return 1;
}
