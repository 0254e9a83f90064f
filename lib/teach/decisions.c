/*
 * Decisions on disk: a line is written in one go and synced; taking one back
 * cuts the file to where it began. So the file is whole lines and at most one
 * torn one at its end, whenever the machine stops.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "record/emit.h"
#include "record/splice.h"
#include "record/value.h"
#include "teach/posts.h"

static void note(struct scrm_decisions *decisions, const struct scrm_decision *decision)
{
    SCRM_GROW(decisions->at, decisions->n, decisions->cap);
    decisions->at[decisions->n++] = *decision;
}

/* A label is a string; whatever else a table made of it counts as its spelling. */
static struct scrm_slice label_of(struct scrm_hand_reader *reader)
{
    struct scrm_value value = reader->values[reader->slots[SCRM_HAND_FIELD]];

    if (value.kind == SCRM_NUMBER || value.kind == SCRM_TRUE || value.kind == SCRM_FALSE)
        return scrm_value_token(value);
    return scrm_hand_text(reader, SCRM_HAND_FIELD);
}

static int take_line(struct scrm_decisions *decisions, struct scrm_hand_reader *reader,
                     struct scrm_hand_posts *posts, struct scrm_choices *choices,
                     struct scrm_slice line, struct scrm_err *err)
{
    struct scrm_decision decision = {.from = decisions->end,
                                     .to = decisions->end + line.len + 1};
    struct scrm_slice label;
    size_t post;

    if (!scrm_slice_trim(line).len)
        return 0;
    if (scrm_hand_scan(reader, line, err))
        return -1;
    decision.who = scrm_hand_who(reader);
    decision.skipped = reader->values[reader->slots[SCRM_HAND_FIELD]].kind == SCRM_NULL;
    label = label_of(reader);
    if (!label.len && !decision.skipped)
        return 0; /* about another field */
    note(decisions, &decision);
    post = scrm_hand_posts_find(posts, decision.who);
    if (post != SIZE_MAX)
        posts->at[post].state = decision.skipped ? SCRM_HAND_SKIPPED : SCRM_HAND_LABELLED;
    return choices && label.len ? scrm_choices_add(choices, label, err) : 0;
}

static int read_all(struct scrm_decisions *decisions, struct scrm_hand_reader *reader,
                    struct scrm_hand_posts *posts, struct scrm_choices *choices,
                    struct scrm_err *err)
{
    struct scrm_buf bytes = {0};
    struct scrm_slice rest;
    uint64_t number = 0;

    if (scrm_file_read(decisions->path, &bytes, err)) {
        scrm_buf_fini(&bytes);
        return scrm_err_at(err, decisions->path, 0, 0);
    }
    rest = scrm_scan_padded(&bytes);
    while (rest.len && !err->code) {
        const char *end = memchr(rest.at, '\n', rest.len);
        size_t len;

        if (!end)
            break;
        len = (size_t)(end - rest.at);
        number++;
        if (take_line(decisions, reader, posts, choices, (struct scrm_slice){rest.at, len},
                      err))
            scrm_err_at(err, decisions->path, number, 0);
        decisions->end += len + 1;
        rest.at += len + 1;
        rest.len -= len + 1;
    }
    decisions->torn = !err->code && rest.len > 0;
    scrm_buf_fini(&bytes);
    return err->code ? -1 : 0;
}

/* The file ends at decisions->end, on disk too. */
static int cut(struct scrm_decisions *decisions, struct scrm_err *err)
{
    if (ftruncate(decisions->fd, (off_t)decisions->end) || fsync(decisions->fd))
        return scrm_err_errno(err, SCRM_EXIT_IO, "%s", decisions->path);
    return 0;
}

int scrm_decisions_open(struct scrm_decisions *decisions, const char *path,
                        struct scrm_hand_reader *reader, struct scrm_hand_posts *posts,
                        struct scrm_choices *choices, struct scrm_err *err)
{
    struct stat info;

    *decisions = (struct scrm_decisions){.path = path};
    decisions->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (decisions->fd < 0)
        return scrm_err_errno(err, 0, "%s", path);
    if (fstat(decisions->fd, &info) || !S_ISREG(info.st_mode))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "-o: %s is no file to append to", path);
    if (flock(decisions->fd, LOCK_EX | LOCK_NB)) {
        if (errno == EWOULDBLOCK)
            return scrm_err_set(err, SCRM_EXIT_TEMPFAIL,
                                "%s: somebody else is labelling into it", path);
        return scrm_err_errno(err, 0, "%s", path);
    }
    if (read_all(decisions, reader, posts, choices, err))
        return -1;
    return decisions->torn ? cut(decisions, err) : 0;
}

void scrm_decisions_close(struct scrm_decisions *decisions)
{
    if (decisions->fd >= 0)
        close(decisions->fd);
    free(decisions->at);
    *decisions = (struct scrm_decisions){.fd = -1};
}

/* The post with the label as a member. */
static int put_line(struct scrm_hand_reader *reader, struct scrm_slice line, const char *label,
                    struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_buf value = {0};

    if (scrm_hand_scan(reader, line, err))
        return -1;
    if (label)
        scrm_emit_text(&value, scrm_slice_of(label));
    else
        scrm_buf_puts(&value, "null");
    scrm_splice(&reader->line, reader->slots[SCRM_HAND_FIELD], reader->field,
                scrm_buf_slice(&value), out);
    scrm_buf_putc(out, '\n');
    scrm_buf_fini(&value);
    return 0;
}

int scrm_decisions_put(struct scrm_decisions *decisions, struct scrm_hand_reader *reader,
                       struct scrm_hand_posts *posts, size_t post, const char *label,
                       struct scrm_err *err)
{
    struct scrm_decision decision = {.from = decisions->end, .skipped = !label};
    struct scrm_buf line = {0};
    int result = put_line(reader, posts->at[post].line, label, &line, err);

    if (result == 0) {
        decision.who = scrm_hand_who(reader);
        if (lseek(decisions->fd, (off_t)decisions->end, SEEK_SET) < 0 ||
            scrm_file_write_all(decisions->fd, line.at, line.len) || fsync(decisions->fd)) {
            result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", decisions->path);
            /* No half line stays behind; what cannot be cut now is dropped the next time. */
            (void)!ftruncate(decisions->fd, (off_t)decisions->end);
        } else {
            decisions->end += line.len;
            decision.to = decisions->end;
            note(decisions, &decision);
            posts->at[post].state = label ? SCRM_HAND_LABELLED : SCRM_HAND_SKIPPED;
        }
    }
    scrm_buf_fini(&line);
    return result;
}

size_t scrm_decisions_undo(struct scrm_decisions *decisions, struct scrm_hand_posts *posts,
                           struct scrm_err *err)
{
    const struct scrm_decision *last;
    uint64_t end = decisions->end;
    size_t post;

    if (!decisions->n)
        return SIZE_MAX;
    last = &decisions->at[decisions->n - 1];
    post = scrm_hand_posts_find(posts, last->who);
    if (post == SIZE_MAX || last->to != decisions->end)
        return SIZE_MAX;
    decisions->end = last->from;
    if (cut(decisions, err)) {
        decisions->end = end;
        return SIZE_MAX;
    }
    decisions->n--;
    posts->at[post].state = SCRM_HAND_OPEN;
    return post;
}
