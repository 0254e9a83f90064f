/*
 * The run's log line: failures, and the accounts read back from the trailers
 * of the files themselves, so that the log cannot claim what the files don't.
 */
#include "run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "record/emit.h"

enum { TRAILER_BYTES_MAX = 1 << 20 };

void scrm_journal_fini(struct scrm_journal *journal)
{
    size_t i;

    for (i = 0; i < journal->n_failures; i++)
        free(journal->failures[i].what);
    free(journal->failures);
    free(journal->report);
    scrm_buf_fini(&journal->worked);
    scrm_end_fini(&journal->accounts);
    *journal = (struct scrm_journal){0};
}

/* What a command's end means for the whole run: a crash is a bug, another
 * signal may pass, a command that is not there is unavailable. */
static int exit_of(int status)
{
    switch (status) {
    case 127:
        return SCRM_EXIT_UNAVAILABLE;
    case 128 + SIGSEGV:
    case 128 + SIGABRT:
    case 128 + SIGBUS:
    case 128 + SIGFPE:
    case 128 + SIGILL:
        return SCRM_EXIT_BUG;
    default:
        return status > 128 ? SCRM_EXIT_TEMPFAIL : status;
    }
}

void scrm_journal_fail(struct scrm_journal *journal, const char *what, const char *name,
                       int status)
{
    struct scrm_buf text = {0};

    scrm_buf_printf(&text, "%s %s", what, name);
    SCRM_GROW(journal->failures, journal->n_failures, journal->cap_failures);
    journal->failures[journal->n_failures++] =
        (struct scrm_failure){.what = scrm_buf_take(&text), .status = status};
    if (journal->status == SCRM_EXIT_OK || journal->status == SCRM_EXIT_TEMPFAIL)
        journal->status = exit_of(status);
}

/* The last line of a file, without its newline. */
static int last_line(const char *path, struct scrm_buf *line, struct scrm_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    off_t from;
    const char *newline;
    ssize_t got = -1;

    if (fd >= 0 && fstat(fd, &info) == 0) {
        from = info.st_size > TRAILER_BYTES_MAX ? info.st_size - TRAILER_BYTES_MAX : 0;
        scrm_buf_reserve(line, TRAILER_BYTES_MAX);
        got = pread(fd, line->at, TRAILER_BYTES_MAX, from);
    }
    if (got < 0)
        scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    if (fd >= 0)
        close(fd);
    if (got < 0)
        return -1;
    if (got && line->at[got - 1] == '\n')
        got--;
    newline = got ? memrchr(line->at, '\n', (size_t)got) : NULL;
    line->len = (size_t)got - (newline ? (size_t)(newline + 1 - line->at) : 0);
    if (newline)
        memmove(line->at, newline + 1, line->len);
    line->at[line->len] = '\0';
    return 0;
}

int scrm_journal_add(struct scrm_journal *journal, const struct scrm_segment *segment,
                     struct scrm_err *err)
{
    const char *path = segment->posts;
    struct scrm_buf line = {0};
    struct scrm_end end = {0};
    int result = last_line(path, &line, err);

    if (result == 0) {
        result = scrm_end_read(&end, scrm_buf_slice(&line), err);
        scrm_err_at(err, path, 0, 0);
    }
    if (result == 0) {
        scrm_end_join(&journal->accounts, &end);
        journal->segments++;
        scrm_emit_comma(&journal->worked);
        scrm_emit_text(&journal->worked, scrm_slice_of(segment->name));
    }
    scrm_end_fini(&end);
    scrm_buf_fini(&line);
    return result;
}

static void put_stage(struct scrm_buf *out, const struct scrm_end_stage *stage)
{
    size_t i;

    scrm_emit_comma(out);
    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "stage", scrm_slice_of(stage->stage));
    scrm_emit_member_int(out, "in", (int64_t)stage->account.in);
    scrm_emit_member_int(out, "expanded", (int64_t)stage->account.expanded);
    scrm_emit_member_int(out, "out", (int64_t)stage->account.out);
    scrm_emit_member_int(out, "rejected", (int64_t)stage->account.rejected);
    scrm_emit_key(out, "dropped");
    scrm_buf_putc(out, '{');
    for (i = 0; i < stage->account.n_drops; i++)
        scrm_emit_member_int(out, stage->account.drops[i].reason,
                             (int64_t)stage->account.drops[i].count);
    scrm_buf_puts(out, "}}");
}

static void put_journal(struct scrm_buf *out, const struct scrm_journal *journal)
{
    size_t i;

    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "schema", SCRM_SLICE("scrm.run/1"));
    scrm_emit_member_time(out, "at", journal->at_ms);
    scrm_emit_member_int(out, "segments", (int64_t)journal->segments);
    scrm_emit_key(out, "worked");
    scrm_buf_putc(out, '[');
    scrm_buf_put_slice(out, scrm_buf_slice(&journal->worked));
    scrm_buf_putc(out, ']');
    scrm_emit_key(out, "stages");
    scrm_buf_putc(out, '[');
    for (i = 0; i < journal->accounts.n; i++)
        put_stage(out, &journal->accounts.stages[i]);
    scrm_buf_putc(out, ']');
    scrm_emit_key(out, "failed");
    scrm_buf_putc(out, '[');
    for (i = 0; i < journal->n_failures; i++) {
        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "what", scrm_slice_of(journal->failures[i].what));
        scrm_emit_member_int(out, "status", journal->failures[i].status);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, ']');
    if (journal->report)
        scrm_emit_member_text(out, "report", scrm_slice_of(journal->report));
    scrm_emit_member_int(out, "exit", journal->status);
    scrm_buf_puts(out, "}\n");
}

int scrm_journal_write(const struct scrm_journal *journal, const char *desk, const char *area,
                       struct scrm_err *err)
{
    char *folder = scrm_file_join(desk, area), *path = scrm_file_join(folder, "log.ndjson");
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    struct scrm_buf line = {0};
    struct stat info;
    char last = '\n';
    int result = 0;

    if (fd < 0 || fstat(fd, &info) != 0) {
        result = scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    } else {
        if (info.st_size && pread(fd, &last, 1, info.st_size - 1) == 1 && last != '\n')
            scrm_buf_putc(&line, '\n');
        put_journal(&line, journal);
        if (scrm_file_write_all(fd, line.at, line.len) != 0)
            result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
    }
    if (fd >= 0 && close(fd) != 0 && result == 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
    scrm_buf_fini(&line);
    free(folder);
    free(path);
    return result;
}

void scrm_journal_say(const struct scrm_journal *journal, const char *desk, const char *area,
                      struct scrm_buf *out)
{
    const struct scrm_end *accounts = &journal->accounts;
    uint64_t came = accounts->n ? accounts->stages[0].account.in : 0, kept = 0, rejected = 0;
    size_t i, j;

    scrm_buf_printf(out, "%s: ", desk);
    if (came)
        scrm_buf_printf(out, "%" PRIu64 " %s came", came, came == 1 ? "record" : "records");
    else
        scrm_buf_puts(out, "nothing new");
    for (i = 0; i < accounts->n; i++) {
        const struct scrm_account *account = &accounts->stages[i].account;

        for (j = 0; j < account->n_drops; j++)
            if (account->drops[j].count)
                scrm_buf_printf(out, ", %" PRIu64 " %s", account->drops[j].count,
                                account->drops[j].reason);
        rejected += account->rejected;
        kept = account->out;
    }
    if (rejected)
        scrm_buf_printf(out, ", %" PRIu64 " rejected (%s/%s/rejects)", rejected, desk, area);
    if (came)
        scrm_buf_printf(out, ", %" PRIu64 " kept", kept);
    if (journal->n_failures)
        scrm_buf_printf(out, ", %zu %s failed", journal->n_failures,
                        journal->n_failures == 1 ? "step" : "steps");
    if (journal->report)
        scrm_buf_printf(out, "; %s/%s", desk, journal->report);
    scrm_buf_putc(out, '\n');
}
