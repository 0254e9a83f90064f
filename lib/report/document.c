/*
 * Putting a report into words: tiles, remarks and grids from figures. Knows no
 * output format.
 */
#include "report/document.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "report/sections.h"
#include "report/zone.h"

static struct scrm_slice keep(struct scrm_document *document, struct scrm_buf *text)
{
    struct scrm_slice kept = {scrm_arena_copy(&document->arena, scrm_buf_text(text), text->len),
                              text->len};

    scrm_buf_fini(text);
    return kept;
}

void scrm_put_day(struct scrm_buf *buf, int64_t day, bool weekday)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct scrm_date date = scrm_time_date(day * SCRM_DAY_MS);

    if (weekday)
        scrm_buf_printf(buf, "%s ", days[date.weekday]);
    scrm_buf_printf(buf, "%2d %s", date.day, months[date.month - 1]);
}

void scrm_put_percent(struct scrm_buf *buf, int64_t fixed)
{
    if (fixed == SCRM_NO_TIME)
        scrm_buf_puts(buf, "\xE2\x80\x93");
    else
        scrm_buf_printf(buf, "%" PRId64 " %%", (fixed + 50) / 100);
}

/* "2026-03-02 09:00" in the report's zone. */
static void put_instant(struct scrm_buf *buf, int64_t ms)
{
    struct scrm_date date = scrm_zone_date(ms);

    scrm_buf_printf(buf, "%04" PRId64 "-%02d-%02d %02d:%02d", date.year, date.month, date.day,
                    date.hour, date.minute);
}

/* What `note` says behind "; " stands on a line of its own: mostly the period before. */
static void add_tile(struct scrm_document *document, const char *label, struct scrm_buf *value,
                     struct scrm_buf *note, enum scrm_tone tone)
{
    struct scrm_tile *tile = &document->tiles[document->n_tiles++];
    const char *split;

    tile->label = scrm_slice_of(label);
    tile->value = keep(document, value);
    tile->note = keep(document, note);
    tile->tone = tone;
    split = memmem(tile->note.at, tile->note.len, "; ", 2);
    if (split) {
        size_t first = (size_t)(split - tile->note.at);

        tile->below = (struct scrm_slice){split + 2, tile->note.len - first - 2};
        tile->note.len = first;
    }
}

static void tile_waiting(struct scrm_document *document, const struct scrm_figures *figures)
{
    struct scrm_buf value = {0}, note = {0};

    scrm_buf_printf(&value, "%" PRIu64, figures->waiting);
    if (figures->waiting) {
        scrm_buf_puts(&note, "longest ");
        scrm_time_put_duration(&note, figures->now_ms - figures->oldest_waiting_ms);
        if (figures->overdue)
            scrm_buf_printf(&note, "; %" PRIu64 " overdue", figures->overdue);
    } else {
        scrm_buf_puts(&note, "nobody waits");
    }
    add_tile(document, "Need an answer", &value, &note,
             figures->overdue   ? SCRM_TONE_BAD
             : figures->at_risk ? SCRM_TONE_WARN
                                : SCRM_TONE_GOOD);
}

static void tile_first_response(struct scrm_document *document,
                                const struct scrm_figures *figures)
{
    const struct scrm_spread *spread = &figures->period.first_response.wall;
    const struct scrm_spread *before = &figures->previous.first_response.wall;
    struct scrm_buf value = {0}, note = {0};

    if (spread->median_ms == SCRM_NO_TIME) {
        scrm_buf_puts(&value, "\xE2\x80\x93");
        scrm_buf_puts(&note, "nobody asked");
    } else {
        if (spread->median_least)
            scrm_buf_puts(&value, "\xE2\x89\xA5 ");
        scrm_time_put_duration(&value, spread->median_ms);
        scrm_buf_printf(&note, "median, %" PRIu64 " of %" PRIu64 " answered", spread->n,
                        spread->n + spread->waiting);
        if (figures->previous.known && before->median_ms != SCRM_NO_TIME) {
            scrm_buf_puts(&note, before->median_least ? "; before \xE2\x89\xA5 " : "; before ");
            scrm_time_put_duration(&note, before->median_ms);
        }
    }
    add_tile(document, "First response", &value, &note, SCRM_TONE_PLAIN);
}

static void tile_ratio(struct scrm_document *document, const char *label, const char *undecided,
                       const struct scrm_ratio *ratio, const struct scrm_ratio *before)
{
    struct scrm_buf value = {0}, note = {0};

    scrm_put_percent(&value, scrm_ratio_value(ratio));
    if (ratio->whole)
        scrm_buf_printf(&note, "%" PRIu64 " of %" PRIu64, ratio->part, ratio->whole);
    else
        scrm_buf_puts(&note, "nothing to count");
    if (ratio->open)
        scrm_buf_printf(&note, ", %" PRIu64 " %s", ratio->open, undecided);
    if (before && before->whole) {
        scrm_buf_puts(&note, "; before ");
        scrm_put_percent(&note, scrm_ratio_value(before));
    }
    add_tile(document, label, &value, &note, SCRM_TONE_PLAIN);
}

static void tile_volume(struct scrm_document *document, const struct scrm_figures *figures)
{
    uint64_t now = figures->period.inbound, before = figures->previous.inbound;
    struct scrm_buf value = {0}, note = {0};

    scrm_buf_printf(&value, "%" PRIu64, now);
    if (figures->previous.known && before) {
        int64_t change = ((int64_t)now - (int64_t)before) * SCRM_FIXED_ONE / (int64_t)before;

        scrm_buf_puts(&value, change > 0   ? " \xE2\x96\xB2 "
                              : change < 0 ? " \xE2\x96\xBC "
                                           : " ");
        scrm_put_percent(&value, change < 0 ? -change : change);
    }
    scrm_buf_printf(&note, "%" PRIu64 " %s", figures->period.authors,
                    figures->period.authors == 1 ? "person" : "people");
    if (figures->previous.known)
        scrm_buf_printf(&note, "; before %" PRIu64, before);
    add_tile(document, "Posts heard", &value, &note, SCRM_TONE_PLAIN);
}

void scrm_put_signed(struct scrm_buf *buf, int64_t fixed)
{
    int64_t size = fixed < 0 ? -fixed : fixed;

    scrm_buf_printf(buf, "%s%" PRId64 ".%02" PRId64,
                    fixed > 0   ? "+"
                    : fixed < 0 ? "\xE2\x88\x92"
                                : "",
                    (size + 50) / SCRM_FIXED_ONE, (size + 50) % SCRM_FIXED_ONE / 100);
}

static void tile_sentiment(struct scrm_document *document, const struct scrm_figures *figures)
{
    const struct scrm_moods *moods = &figures->period.moods;
    int64_t net = scrm_moods_net(moods), before = scrm_moods_net(&figures->previous.moods);
    struct scrm_buf value = {0}, note = {0};

    if (net == SCRM_NO_TIME) {
        scrm_buf_puts(&value, "\xE2\x80\x93");
        scrm_buf_puts(&note, "nothing was scored");
    } else {
        scrm_put_signed(&value, net);
        scrm_buf_printf(&note, "%" PRIu64 " pos, %" PRIu64 " neg of %" PRIu64, moods->positive,
                        moods->negative, scrm_moods_scored(moods));
        if (figures->previous.known && before != SCRM_NO_TIME) {
            scrm_buf_puts(&note, "; before ");
            scrm_put_signed(&note, before);
        }
    }
    add_tile(document, "Net sentiment", &value, &note, SCRM_TONE_PLAIN);
}

static void build_tiles(struct scrm_document *document, const struct scrm_figures *figures)
{
    const struct scrm_period *before = figures->previous.known ? &figures->previous : NULL;

    tile_waiting(document, figures);
    tile_first_response(document, figures);
    tile_ratio(document, "Reply rate", "", &figures->period.replied,
               before ? &before->replied : NULL);
    tile_ratio(document, "Answered in time", "not due yet", &figures->period.sla,
               before ? &before->sla : NULL);
    tile_volume(document, figures);
    tile_sentiment(document, figures);
}

/* "17 posts were ..." or "1 post was ...", where there are any. */
static void remark(struct scrm_document *document, uint64_t count, const char *one,
                   const char *many)
{
    struct scrm_buf line = {0};

    if (count == 0)
        return;
    scrm_buf_printf(&line, "%" PRIu64 " %s", count, count == 1 ? one : many);
    SCRM_GROW(document->remarks, document->n_remarks, document->cap_remarks);
    document->remarks[document->n_remarks++] = keep(document, &line);
}

static void remark_words(struct scrm_document *document, struct scrm_slice words)
{
    SCRM_GROW(document->remarks, document->n_remarks, document->cap_remarks);
    document->remarks[document->n_remarks++] = words;
}

/* How to read what stands in the tables. */
static void remark_signs(struct scrm_document *document, const struct scrm_period *period)
{
    const struct scrm_took *took[] = {&period->first_response, &period->next_response,
                                      &period->resolution};
    bool least = false;
    size_t i;

    for (i = 0; i < sizeof took / sizeof *took; i++)
        least |= took[i]->wall.median_least || took[i]->wall.p90_least;
    if (least)
        remark_words(document,
                     SCRM_SLICE("\xE2\x89\xA5 says \"at least\": some still wait, and count "
                                "with the time that they have waited so far."));
    if (scrm_moods_scored(&period->moods))
        remark_words(document,
                     SCRM_SLICE("Net sentiment is positive less negative posts as a share of "
                                "those scored: from \xE2\x88\x92"
                                "1.00 to +1.00."));
}

static void remark_calendar(struct scrm_document *document,
                            const struct scrm_calendar *calendar)
{
    struct scrm_buf line = {0};

    if (!calendar)
        return;
    scrm_buf_puts(&line, "Business hours are those of the calendar ");
    scrm_buf_put_slice(&line, scrm_calendar_name(calendar));
    scrm_buf_puts(&line, ", version ");
    scrm_buf_put_slice(&line, scrm_calendar_version(calendar));
    scrm_buf_putc(&line, '.');
    SCRM_GROW(document->remarks, document->n_remarks, document->cap_remarks);
    document->remarks[document->n_remarks++] = keep(document, &line);
}

static void build_remarks(struct scrm_document *document, const struct scrm_figures *figures)
{
    remark(
        document, figures->unknown_direction,
        "post does not say whether a customer or the company wrote it: counted as a "
        "customer's; "
        "--accounts of scrm-normalize tells.",
        "posts do not say whether a customer or the company wrote them: counted as customers'; "
        "--accounts of scrm-normalize tells.");
    remark(document, figures->unscored, "post was not scored.", "posts were not scored.");
    remark(document, figures->unrouted, "post was not routed: it counts as to be answered.",
           "posts were not routed: all of them count as to be answered.");
    remark(document, figures->inferred_times,
           "post has no time of its own: the time of fetching counts.",
           "posts have no time of their own: the time of fetching counts.");
    remark(document, figures->duplicates,
           "line told of a post that was known: not counted again.",
           "lines told of posts that were known: not counted again.");
    remark(document, figures->nameless,
           "line has no id and is known by its bytes; scrm-normalize gives ids.",
           "lines have no id and are known by their bytes; scrm-normalize gives ids.");
    remark(document, figures->deleted, "post was deleted by its author: counted, not shown.",
           "posts were deleted by their authors: counted, not shown.");
    remark(document, figures->period.spam,
           "post of the period looks like spam: in the volume, not in the sentiment.",
           "posts of the period look like spam: in the volume, not in the sentiment.");
    remark_calendar(document, figures->calendar);
    remark_signs(document, &figures->period);
}

static void build_head(struct scrm_document *document, const struct scrm_document_input *input)
{
    const struct scrm_figures *figures = input->figures;
    struct scrm_buf text = {0};

    scrm_buf_put_slice(&text, input->title.len ? input->title : SCRM_SLICE("Social report"));
    document->title = keep(document, &text);
    put_instant(&text, figures->window.since_ms);
    scrm_buf_puts(&text, " \xE2\x80\x93 ");
    put_instant(&text, figures->window.until_ms);
    document->window = keep(document, &text);
    put_instant(&text, figures->now_ms);
    document->made = keep(document, &text);
    document->zone = input->zone;
    document->reasons = input->reasons;
    document->n_reasons = input->n_reasons;
}

void scrm_document_build(struct scrm_document *document,
                         const struct scrm_document_input *input)
{
    *document = (struct scrm_document){.figures = input->figures};
    build_head(document, input);
    build_tiles(document, input->figures);
    build_remarks(document, input->figures);
    scrm_sections_build(document, input);
}

void scrm_document_fini(struct scrm_document *document)
{
    size_t i;

    for (i = 0; i < document->n_grids; i++)
        scrm_grid_fini(&document->grids[i]);
    free(document->grids);
    free(document->remarks);
    scrm_arena_fini(&document->arena);
    *document = (struct scrm_document){0};
}

const struct scrm_grid *scrm_document_grid(const struct scrm_document *document,
                                           const char *name)
{
    size_t i;

    for (i = 0; i < document->n_grids; i++)
        if (strcmp(document->grids[i].name, name) == 0)
            return &document->grids[i];
    return NULL;
}
