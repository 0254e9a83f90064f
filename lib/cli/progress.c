/*
 * Progress, drawn at most five times a second after the first second. It
 * reads the steady clock; nothing that is written to the output depends on it.
 */
#include "cli/progress.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { FIRST_MS = 1000, AGAIN_MS = 200 };

static int64_t steady_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The bytes of all files, 0 where one of them has no size. */
static uint64_t total_bytes(const struct scrm_operands *files)
{
    uint64_t total = 0;
    struct stat info;
    size_t i;

    for (i = 0; i == 0 || i < files->n; i++) {
        int result = files->n == 0 || strcmp(files->at[i], "-") == 0
                         ? fstat(STDIN_FILENO, &info)
                         : stat(files->at[i], &info);

        if (result != 0 || !S_ISREG(info.st_mode))
            return 0;
        total += (uint64_t)info.st_size;
    }
    return total;
}

void scrm_progress_begin(struct scrm_progress *progress, const struct scrm_command *command,
                         const struct scrm_common *common, const struct scrm_operands *files)
{
    *progress = (struct scrm_progress){0};
    if (common->quiet || strcmp(common->log_format, "text") != 0 || !isatty(STDERR_FILENO) ||
        (isatty(STDOUT_FILENO) && !common->output))
        return;
    progress->total = total_bytes(files);
    if (!progress->total)
        return;
    progress->name = command->name;
    progress->start_ms = steady_ms();
    progress->next_ms = progress->start_ms + FIRST_MS;
}

static void draw(const struct scrm_progress *progress, int64_t now)
{
    struct scrm_buf line = {0};
    uint64_t passed = (uint64_t)(now - progress->start_ms);
    uint64_t percent = progress->bytes * 100 / progress->total;

    scrm_buf_printf(&line, "\r\033[K%s: %3" PRIu64 " %%, %" PRIu64 " lines, %" PRIu64 " MB/s",
                    progress->name, percent > 100 ? 100 : percent, progress->lines,
                    passed ? progress->bytes / 1000 / passed : 0);
    (void)scrm_file_write_all(STDERR_FILENO, scrm_buf_text(&line), line.len);
    scrm_buf_fini(&line);
}

void scrm_progress_add(struct scrm_progress *progress, uint64_t bytes, uint64_t lines)
{
    int64_t now;

    if (!progress->name)
        return;
    progress->bytes += bytes;
    progress->lines += lines;
    now = steady_ms();
    if (now < progress->next_ms)
        return;
    draw(progress, now);
    progress->drawn = true;
    progress->next_ms = now + AGAIN_MS;
}

void scrm_progress_end(struct scrm_progress *progress)
{
    static const char wipe[] = "\r\033[K";

    if (progress->drawn)
        (void)scrm_file_write_all(STDERR_FILENO, wipe, sizeof wipe - 1);
    progress->drawn = false;
}
