/*
 * Drawing charts. Coordinates are whole user units; colours are classes of
 * the page's style sheet, so that light, dark and print each have their own.
 */
#include "report/svg.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "report/document.h"

enum { WIDTH = 720, HEIGHT = 200, LEFT = 36, TOP = 12, BOTTOM = 30, BARS_MAX = 62 };
enum { PLOT_WIDTH = WIDTH - LEFT - 8, PLOT_HEIGHT = HEIGHT - TOP - BOTTOM };

struct bar {
    int64_t first, last; /* days */
    uint64_t negative, other, positive;
};

static uint64_t bar_sum(const struct bar *bar)
{
    return bar->negative + bar->other + bar->positive;
}

static struct bar *make_bars(const struct scrm_figures *figures, size_t *n)
{
    size_t step = figures->n_days > BARS_MAX ? 7 : 1, i;
    struct bar *bars;

    *n = (figures->n_days + step - 1) / step;
    bars = scrm_alloc_zero(*n, sizeof *bars);
    for (i = 0; i < figures->n_days; i++) {
        const struct scrm_day *day = &figures->days[i];
        struct bar *bar = &bars[i / step];

        if (i % step == 0)
            bar->first = day->day;
        bar->last = day->day;
        bar->negative += day->moods.negative;
        bar->positive += day->moods.positive;
        bar->other += day->inbound - day->moods.negative - day->moods.positive;
    }
    return bars;
}

/* The least of 1, 2, 5 × 10^k that `most` fits below: a readable top line. */
static uint64_t round_top(uint64_t most)
{
    static const uint64_t steps[] = {1, 2, 4, 6, 8, 10};
    uint64_t scale = 1;

    for (;;) {
        size_t i;

        for (i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i] * scale >= most && steps[i] * scale >= 4)
                return steps[i] * scale;
        scale *= 10;
    }
}

static void put_rect(struct scrm_buf *out, const char *class, uint64_t x, uint64_t width,
                     uint64_t from, uint64_t to, uint64_t top)
{
    uint64_t low = TOP + PLOT_HEIGHT - from * PLOT_HEIGHT / top;
    uint64_t high = TOP + PLOT_HEIGHT - to * PLOT_HEIGHT / top;

    if (to > from)
        scrm_buf_printf(out,
                        "<rect class=\"%s\" x=\"%" PRIu64 "\" y=\"%" PRIu64
                        "\" width=\"%" PRIu64 "\" height=\"%" PRIu64 "\"/>",
                        class, x, high, width, low - high);
}

static void put_bar(struct scrm_buf *out, const struct bar *bar, uint64_t x, uint64_t width,
                    uint64_t top)
{
    uint64_t base = bar->negative, middle = base + bar->other, high = middle + bar->positive;

    scrm_buf_puts(out, "<g><title>");
    scrm_put_day(out, bar->first, bar->first == bar->last);
    if (bar->last != bar->first) {
        scrm_buf_puts(out, " \xE2\x80\x93 ");
        scrm_put_day(out, bar->last, false);
    }
    scrm_buf_printf(out,
                    ": %" PRIu64 " posts, %" PRIu64 " negative, %" PRIu64 " positive</title>",
                    bar_sum(bar), bar->negative, bar->positive);
    put_rect(out, "neg", x, width, 0, base, top);
    put_rect(out, "mid", x, width, base, middle, top);
    put_rect(out, "pos", x, width, middle, high, top);
    scrm_buf_puts(out, "</g>");
}

static void put_scale(struct scrm_buf *out, uint64_t top)
{
    int i;

    for (i = 0; i <= 2; i++) {
        int y = TOP + PLOT_HEIGHT - i * PLOT_HEIGHT / 2;

        scrm_buf_printf(
            out,
            "<path class=\"line\" d=\"M%d %d.5H%d\"/><text class=\"scale\" x=\"%d\" "
            "y=\"%d\" text-anchor=\"end\">%" PRIu64 "</text>",
            LEFT, y, WIDTH - 8, LEFT - 6, y + 4, top * (uint64_t)i / 2);
    }
}

static void put_labels(struct scrm_buf *out, const struct bar *bars, size_t n)
{
    size_t every = n <= 10 ? 1 : (n + 9) / 10, i;

    for (i = 0; i < n; i += every) {
        scrm_buf_printf(out, "<text class=\"scale\" x=\"%zu\" y=\"%d\" text-anchor=\"middle\">",
                        LEFT + (2 * i + 1) * PLOT_WIDTH / (2 * n), HEIGHT - 10);
        scrm_put_day(out, bars[i].first, n <= 10);
        scrm_buf_puts(out, "</text>");
    }
}

void scrm_svg_days(const struct scrm_figures *figures, struct scrm_buf *out)
{
    size_t n, i;
    struct bar *bars = make_bars(figures, &n);
    uint64_t most = 1, top, width;

    for (i = 0; i < n; i++)
        most = bar_sum(&bars[i]) > most ? bar_sum(&bars[i]) : most;
    top = round_top(most);
    scrm_buf_printf(out,
                    "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"days-title "
                    "days-desc\"><title id=\"days-title\">Posts heard a %s</title><desc "
                    "id=\"days-desc\">%zu bars; the highest holds %" PRIu64 " posts. The table "
                    "\xE2\x80\x9CPosts a day\xE2\x80\x9D has the numbers.</desc>",
                    WIDTH, HEIGHT, n < figures->n_days ? "week" : "day", n, most);
    put_scale(out, top);
    width = n ? PLOT_WIDTH / n : PLOT_WIDTH;
    width = width > 60 ? 44 : width > 4 ? width * 3 / 4 : width;
    for (i = 0; i < n; i++)
        put_bar(out, &bars[i], LEFT + (2 * i + 1) * PLOT_WIDTH / (2 * n) - width / 2,
                width ? width : 1, top);
    put_labels(out, bars, n);
    scrm_buf_puts(out, "</svg>");
    free(bars);
}
