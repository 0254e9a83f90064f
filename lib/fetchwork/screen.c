/*
 * The lines of progress of several sources. They stand below all that was said, and
 * are drawn anew in place. Nothing here waits or reads but the terminal's width.
 */
#include <inttypes.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "fetch/listing.h"
#include "fetchwork/fetchwork.h"
#include "text/utf8.h"

#define AGAIN_MS 200
/* Columns that a name has at least. */
#define LEAST ((size_t)12)

static size_t columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

/* A terminal that takes nothing is nobody's trouble. */
static void put(struct scrm_buf *text)
{
    if (text->len)
        (void)scrm_file_write_all(STDERR_FILENO, text->at, text->len);
    scrm_buf_fini(text);
}

static void put_wipe(const struct scrm_fetchwork_screen *screen, struct scrm_buf *out)
{
    if (screen->drawn)
        scrm_buf_printf(out, "\033[%zuA\r\033[J", screen->drawn);
}

void scrm_fetchwork_wipe(struct scrm_fetchwork_screen *screen)
{
    struct scrm_buf out = {0};

    put_wipe(screen, &out);
    put(&out);
    screen->drawn = 0;
    screen->next_ms = 0;
}

/* Of a name that is too long, what is left beside the figures; they matter more. */
static struct scrm_slice fit_name(const char *command, const struct scrm_fetch_progress *at,
                                  struct scrm_slice name, size_t width)
{
    struct scrm_fetch_progress nameless = *at;
    struct scrm_buf rest = {0};
    size_t taken, used;

    nameless.name = (struct scrm_slice){"", 0};
    scrm_listing_progress(&nameless, &rest);
    taken = strlen(command) + 3 + scrm_text_width(scrm_buf_slice(&rest));
    scrm_buf_fini(&rest);
    return scrm_text_cut(name, taken + LEAST < width ? width - taken : LEAST, &used);
}

void scrm_fetchwork_put_line(const char *command, const struct scrm_fetch_progress *at,
                             struct scrm_slice name, struct scrm_buf *out)
{
    struct scrm_fetch_progress shown = *at;
    struct scrm_buf visible = {0}, line = {0};
    size_t width = columns(), used;

    scrm_text_visible(&visible, name);
    shown.name = fit_name(command, at, scrm_buf_slice(&visible), width);
    scrm_buf_printf(&line, "%s: ", command);
    scrm_listing_progress(&shown, &line);
    scrm_buf_put_slice(out, scrm_text_cut(scrm_buf_slice(&line), width - 1, &used));
    scrm_buf_fini(&visible);
    scrm_buf_fini(&line);
}

void scrm_fetchwork_draw(struct scrm_fetchwork_screen *screen, const char *command,
                         const struct scrm_fetchwork_source *sources, size_t n)
{
    int64_t now_ms = scrm_time_now();
    struct scrm_buf out = {0};

    if (now_ms < screen->next_ms)
        return;
    screen->next_ms = now_ms + AGAIN_MS;
    put_wipe(screen, &out);
    screen->drawn = 0;
    for (size_t i = 0; i < n; i++) {
        if (!sources[i].runs)
            continue;
        scrm_fetchwork_put_line(command, &sources[i].at, scrm_buf_slice(&sources[i].part->name),
                                &out);
        scrm_buf_putc(&out, '\n');
        screen->drawn++;
    }
    put(&out);
}
