/*
 * The grids below the headline: who waits, what rose, where people talk, how
 * long things took, and the account of every stage.
 */
#include "report/sections.h"

#include <inttypes.h>

#include "base/alloc.h"
#include "base/num.h"
#include "report/zone.h"

const char *const scrm_document_tables[] = {"cases",  "rose",   "networks",  "intents",
                                            "topics", "brands", "languages", "breakdown",
                                            "clocks", "days",   "stages",    NULL};

static struct scrm_grid *add_grid(struct scrm_document *document, struct scrm_grid grid)
{
    SCRM_GROW(document->grids, document->n_grids, document->cap_grids);
    document->grids[document->n_grids] = grid;
    return &document->grids[document->n_grids++];
}

static struct scrm_slice keep(struct scrm_document *document, struct scrm_buf *text)
{
    struct scrm_slice kept = {scrm_arena_copy(&document->arena, scrm_buf_text(text), text->len),
                              text->len};

    scrm_buf_reset(text);
    return kept;
}

static void add_text(struct scrm_grid *grid, struct scrm_slice text)
{
    scrm_grid_add(grid, (struct scrm_cell){.text = text});
}

static void add_count(struct scrm_document *document, struct scrm_grid *grid, uint64_t count)
{
    struct scrm_buf text = {0};

    scrm_num_put_uint(&text, count);
    add_text(grid, keep(document, &text));
    scrm_buf_fini(&text);
}

/* A duration to read, and in seconds for the spreadsheet. */
static void add_duration(struct scrm_document *document, struct scrm_grid *grid, int64_t ms,
                         bool least, enum scrm_tone tone)
{
    struct scrm_buf text = {0};
    struct scrm_cell cell = {.tone = tone};

    if (ms == SCRM_NO_TIME) {
        cell.text = SCRM_SLICE("\xE2\x80\x93");
        cell.raw = SCRM_SLICE("");
    } else {
        if (least)
            scrm_buf_puts(&text, "\xE2\x89\xA5 ");
        scrm_time_put_duration(&text, ms);
        cell.text = keep(document, &text);
        scrm_num_put_int(&text, ms / SCRM_SECOND_MS);
        cell.raw = keep(document, &text);
    }
    scrm_grid_add(grid, cell);
    scrm_buf_fini(&text);
}

static void add_instant(struct scrm_document *document, struct scrm_grid *grid, int64_t ms,
                        enum scrm_tone tone)
{
    struct scrm_buf text = {0};
    struct scrm_cell cell = {.tone = tone};

    if (ms == SCRM_NO_TIME) {
        cell.text = SCRM_SLICE("\xE2\x80\x93");
        cell.raw = SCRM_SLICE("");
    } else {
        struct scrm_date date = scrm_zone_date(ms);

        scrm_put_day(&text, scrm_zone_day(ms), false);
        scrm_buf_printf(&text, " %02d:%02d", date.hour, date.minute);
        cell.text = keep(document, &text);
        scrm_time_put(&text, ms);
        cell.raw = keep(document, &text);
    }
    scrm_grid_add(grid, cell);
    scrm_buf_fini(&text);
}

static const struct scrm_column case_columns[] = {
    {"case", "Case", false, false},       {"waiting_s", "Waiting", true, false},
    {"due", "Due", false, false},         {"priority", "Priority", false, false},
    {"queue", "Queue", false, false},     {"owner", "Owner", false, false},
    {"network", "Network", false, false}, {"author", "Customer", false, false},
    {"text", "Says", false, true}};

static struct scrm_slice copy(struct scrm_document *document, struct scrm_slice text)
{
    if (!text.len)
        return SCRM_SLICE("");
    return (struct scrm_slice){scrm_arena_copy(&document->arena, text.at, text.len), text.len};
}

static void add_case(struct scrm_document *document, struct scrm_grid *grid,
                     const struct scrm_case_list *list, const struct scrm_case_row *row,
                     int64_t now_ms)
{
    struct scrm_case_words words = scrm_case_list_words(list, row);
    const struct scrm_case *one = &row->of;
    enum scrm_tone tone = row->overdue   ? SCRM_TONE_BAD
                          : row->at_risk ? SCRM_TONE_WARN
                                         : SCRM_TONE_PLAIN;
    struct scrm_cell cell = {.link = copy(document, words.url)};
    struct scrm_buf id = {0};

    scrm_case_id_put(&id, one->id);
    cell.raw = keep(document, &id);
    cell.text = (struct scrm_slice){cell.raw.at, strlen("C-") + list->id_chars};
    scrm_grid_add(grid, cell);
    scrm_buf_fini(&id);
    add_duration(document, grid, now_ms - one->waiting_ms, false, tone);
    add_instant(document, grid, one->respond_by_ms, tone);
    scrm_grid_add(grid, (struct scrm_cell){
                            .text = scrm_slice_of(scrm_priorities[one->priority]),
                            .tone = one->priority == SCRM_PRIORITY_URGENT ? SCRM_TONE_BAD
                                                                          : SCRM_TONE_PLAIN});
    add_text(grid, one->queue.at ? one->queue : SCRM_SLICE(""));
    add_text(grid, one->owner.at ? one->owner : SCRM_SLICE(""));
    add_text(grid, row->place && row->place->network.at ? row->place->network : SCRM_SLICE(""));
    add_text(grid, copy(document, words.author));
    add_text(grid, copy(document, words.text));
}

static void build_cases(struct scrm_document *document, const struct scrm_document_input *input)
{
    struct scrm_case_list *list = input->list;
    const struct scrm_case_row *row;
    size_t shown = scrm_case_list_shown(list, input->list_max), i;
    struct scrm_grid *grid = add_grid(
        document, (struct scrm_grid){.name = "cases",
                                     .title = "Need an answer now",
                                     .empty = "Nobody waits for an answer.",
                                     .columns = case_columns,
                                     .n_columns = sizeof case_columns / sizeof *case_columns,
                                     .more = list->n - shown});

    scrm_case_list_rewind(list);
    for (i = 0; i < shown && (row = scrm_case_list_next(list)) != NULL; i++)
        add_case(document, grid, list, row, input->figures->now_ms);
}

static const struct scrm_column rose_columns[] = {{"what", "What", false, true},
                                                  {"now", "Now", true, false},
                                                  {"before", "Before", true, false}};

static void build_rose(struct scrm_document *document, const struct scrm_figures *figures)
{
    struct scrm_grid *grid = add_grid(
        document,
        (struct scrm_grid){.name = "rose",
                           .title = "What rose",
                           .empty = figures->previous.known
                                        ? "Nothing rose by more than chance explains."
                                        : "No full period before this one to compare with.",
                           .columns = rose_columns,
                           .n_columns = 3});
    size_t i;

    for (i = 0; i < figures->rose.n; i++) {
        add_text(grid, figures->rose.at[i].name);
        add_count(document, grid, figures->rose.at[i].now);
        add_count(document, grid, figures->rose.at[i].before);
    }
}

static const struct scrm_column share_columns[] = {
    {"name", "", false, false},          {"posts", "Posts", true, false},
    {"before", "Before", true, false},   {"authors", "People", true, false},
    {"waiting", "Waiting", true, false}, {"net_sentiment", "Net sentiment", true, false}};

static void add_net(struct scrm_document *document, struct scrm_grid *grid,
                    const struct scrm_moods *moods)
{
    int64_t net = scrm_moods_net(moods);
    struct scrm_buf text = {0};
    struct scrm_cell cell = {.text = SCRM_SLICE("\xE2\x80\x93"), .raw = SCRM_SLICE("")};

    if (net != SCRM_NO_TIME) {
        scrm_num_put_fixed(&text, net);
        cell.raw = keep(document, &text);
        scrm_put_signed(&text, net);
        cell.text = keep(document, &text);
        cell.tone = net <= -SCRM_FIXED_ONE / 4  ? SCRM_TONE_BAD
                    : net >= SCRM_FIXED_ONE / 4 ? SCRM_TONE_GOOD
                                                : SCRM_TONE_PLAIN;
    }
    scrm_grid_add(grid, cell);
    scrm_buf_fini(&text);
}

/* `waiting` is known by network only; elsewhere the column would be a row of zeros. Nor is
 * there one of what was before where nothing is known of it. */
static void build_shares(struct scrm_document *document, const char *name, const char *title,
                         const struct scrm_shares *shares, const struct scrm_figures *figures)
{
    struct scrm_grid *grid =
        add_grid(document,
                 (struct scrm_grid){.name = name,
                                    .title = title,
                                    .empty = "Nothing to tell apart.",
                                    .columns = share_columns,
                                    .n_columns = sizeof share_columns / sizeof *share_columns});
    bool waiting = shares == &figures->networks;
    size_t i;

    for (i = 0; i < shares->n; i++) {
        const struct scrm_share *share = &shares->at[i];

        if (share->now == 0)
            continue;
        add_text(grid, share->name);
        add_count(document, grid, share->now);
        if (figures->previous.known)
            add_count(document, grid, share->before);
        else
            scrm_grid_add(grid,
                          (struct scrm_cell){.text = SCRM_SLICE(""), .raw = SCRM_SLICE("")});
        add_count(document, grid, share->authors);
        if (waiting)
            add_count(document, grid, share->waiting);
        else
            scrm_grid_add(grid,
                          (struct scrm_cell){.text = SCRM_SLICE(""), .raw = SCRM_SLICE("")});
        add_net(document, grid, &share->moods);
    }
}

static const struct scrm_column clock_columns[] = {{"metric", "", false, false},
                                                   {"n", "Measured", true, false},
                                                   {"waiting", "Still waiting", true, false},
                                                   {"unknown", "Unknown", true, false},
                                                   {"median_s", "Median", true, false},
                                                   {"mean_s", "Mean", true, false},
                                                   {"p90_s", "90 % within", true, false}};

static void add_spread(struct scrm_document *document, struct scrm_grid *grid,
                       struct scrm_cell name, const struct scrm_spread *spread)
{
    scrm_grid_add(grid, name);
    add_count(document, grid, spread->n);
    add_count(document, grid, spread->waiting);
    add_count(document, grid, spread->unknown);
    add_duration(document, grid, spread->median_ms, spread->median_least, SCRM_TONE_PLAIN);
    add_duration(document, grid, spread->mean_ms, false, SCRM_TONE_PLAIN);
    add_duration(document, grid, spread->p90_ms, spread->p90_least, SCRM_TONE_PLAIN);
}

/* A line by the clock on the wall and, where a calendar was given, below it one in its
 * hours: a person sees the name above, a spreadsheet sorts its lines. */
static void add_took(struct scrm_document *document, struct scrm_grid *grid, const char *name,
                     const struct scrm_took *took)
{
    struct scrm_cell business = {.text = SCRM_SLICE("\xE2\x80\xA6 in business hours")};
    struct scrm_buf raw = {0};

    add_spread(document, grid, (struct scrm_cell){.text = scrm_slice_of(name)}, &took->wall);
    if (!took->in_business)
        return;
    scrm_buf_printf(&raw, "%s in business hours", name);
    business.raw = keep(document, &raw);
    add_spread(document, grid, business, &took->business);
    scrm_buf_fini(&raw);
}

static void build_clocks(struct scrm_document *document, const struct scrm_period *period)
{
    struct scrm_grid *grid =
        add_grid(document,
                 (struct scrm_grid){.name = "clocks",
                                    .title = "How long things took",
                                    .empty = "",
                                    .columns = clock_columns,
                                    .n_columns = sizeof clock_columns / sizeof *clock_columns});

    add_took(document, grid, "First response", &period->first_response);
    add_took(document, grid, "Next response", &period->next_response);
    add_took(document, grid, "Resolution", &period->resolution);
}

static const struct scrm_column day_columns[] = {
    {"day", "Day", false, false},        {"inbound", "Heard", true, false},
    {"outbound", "Said", true, false},   {"negative", "Negative", true, false},
    {"neutral", "Neutral", true, false}, {"positive", "Positive", true, false}};

static void build_days(struct scrm_document *document, const struct scrm_figures *figures)
{
    struct scrm_grid *grid = add_grid(
        document, (struct scrm_grid){.name = "days",
                                     .title = "Posts a day",
                                     .empty = "",
                                     .columns = day_columns,
                                     .n_columns = sizeof day_columns / sizeof *day_columns});
    struct scrm_buf text = {0};
    size_t i;

    for (i = 0; i < figures->n_days; i++) {
        const struct scrm_day *day = &figures->days[i];
        struct scrm_date date = scrm_time_date(day->day * SCRM_DAY_MS);
        struct scrm_cell cell = {0};

        scrm_put_day(&text, day->day, true);
        cell.text = keep(document, &text);
        scrm_buf_printf(&text, "%04" PRId64 "-%02d-%02d", date.year, date.month, date.day);
        cell.raw = keep(document, &text);
        scrm_grid_add(grid, cell);
        add_count(document, grid, day->inbound);
        add_count(document, grid, day->outbound);
        add_count(document, grid, day->moods.negative);
        add_count(document, grid, day->moods.neutral);
        add_count(document, grid, day->moods.positive);
    }
    scrm_buf_fini(&text);
}

static const struct scrm_column stage_columns[] = {
    {"stage", "Stage", false, false},      {"in", "In", true, false},
    {"expanded", "Expanded", true, false}, {"out", "Out", true, false},
    {"rejected", "Rejected", true, false}, {"dropped", "Dropped", true, false},
    {"reasons", "Why", false, true}};

static void build_stages(struct scrm_document *document, const struct scrm_end *end)
{
    struct scrm_grid *grid =
        add_grid(document,
                 (struct scrm_grid){.name = "stages",
                                    .title = "The account of every stage",
                                    .empty = "The stream carried no account (--seal adds one).",
                                    .columns = stage_columns,
                                    .n_columns = sizeof stage_columns / sizeof *stage_columns});
    struct scrm_buf text = {0};
    size_t i, j;

    for (i = 0; end && i < end->n; i++) {
        const struct scrm_account *account = &end->stages[i].account;

        scrm_buf_puts(&text, end->stages[i].stage);
        add_text(grid, keep(document, &text));
        add_count(document, grid, account->in);
        add_count(document, grid, account->expanded);
        add_count(document, grid, account->out);
        add_count(document, grid, account->rejected);
        add_count(document, grid, scrm_account_dropped(account));
        for (j = 0; j < account->n_drops; j++)
            scrm_buf_printf(&text, "%s%s: %" PRIu64, j ? ", " : "", account->drops[j].reason,
                            account->drops[j].count);
        if (!scrm_account_balances(account))
            scrm_buf_puts(&text, " DOES NOT BALANCE");
        add_text(grid, keep(document, &text));
    }
    scrm_buf_fini(&text);
}

void scrm_sections_build(struct scrm_document *document,
                         const struct scrm_document_input *input)
{
    const struct scrm_figures *figures = input->figures;

    build_cases(document, input);
    build_rose(document, figures);
    build_shares(document, "networks", "Where people talk", &figures->networks, figures);
    build_shares(document, "intents", "What they want", &figures->intents, figures);
    build_shares(document, "topics", "What they talk about", &figures->topics, figures);
    build_shares(document, "brands", "Share of voice", &figures->brands, figures);
    build_shares(document, "languages", "Languages", &figures->languages, figures);
    if (input->by != SCRM_BY_N)
        build_shares(document, "breakdown", scrm_dimensions[input->by], &figures->breakdown,
                     figures);
    build_clocks(document, &figures->period);
    build_days(document, figures);
    build_stages(document, input->end);
}
