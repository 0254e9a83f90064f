/*
 * A grid on a page: no line longer than the terminal is wide, figures and ids
 * whole, and what is too long for its column below the others.
 */
#include "../t.h"

#include "report/page.h"
#include "text/utf8.h"

static const struct scrm_column columns[] = {
    {"case", "Case", false, false},        {"waiting_s", "Still waiting", true, false},
    {"queue", "Queue", false, false},      {"author", "Customer", false, false},
    {"empty", "Never", false, false},      {"p90_s", "90 % within", true, false},
    {"text", "What they say", false, true}};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void fill(struct scrm_grid *grid, const char *text)
{
    const char *row[COLUMNS] = {"C-ABCDEF", "10 d 23 h", "retention", "Bartholomew Lindqvist",
                                "",         "12 d 14 h", text};
    size_t c;

    *grid = (struct scrm_grid){.columns = columns, .n_columns = COLUMNS};
    for (c = 0; c < COLUMNS; c++) {
        struct scrm_cell cell = {.text = scrm_slice_of(row[c])};

        if (c == 0)
            cell.raw = SCRM_SLICE("C-ABCDEFGHJKMN");
        scrm_grid_add(grid, cell);
    }
}

static const char *drawn(const struct scrm_grid *grid, size_t width, struct scrm_buf *out)
{
    struct scrm_terminal terminal = {.columns = width};
    struct scrm_page page = {.terminal = &terminal, .out = out};

    scrm_buf_reset(out);
    scrm_page_grid(&page, grid);
    scrm_buf_fini(&page.scratch);
    return scrm_buf_text(out);
}

/* Columns of the longest line. */
static size_t longest(const char *text)
{
    size_t most = 0;

    while (*text) {
        size_t len = strcspn(text, "\n"),
               width = scrm_text_width((struct scrm_slice){text, len});

        most = width > most ? width : most;
        text += len + 1;
    }
    return most;
}

int main(void)
{
    static const char words[] = "My parcel arrived soaked and two bags burst open, what now?";
    struct scrm_buf out = {0};
    struct scrm_grid grid;
    const char *text;

    fill(&grid, words);
    T("where there is room a row is one line, and a column without a text is none")
    {
        text = drawn(&grid, 160, &out);
        OK(strstr(text, "Still waiting") && strstr(text, words) && !strstr(text, "Never"));
        OK(longest(text) <= 160 && strchr(strchr(text, '\n') + 1, '\n')[1] == '\0');
    }
    T("the long words are cut to what is left")
    {
        text = drawn(&grid, 110, &out);
        OK(longest(text) <= 110 && strstr(text, "My parcel arrived soaked") &&
           !strstr(text, "what now?"));
    }
    T("in less room they stand below, whole")
    {
        text = drawn(&grid, 80, &out);
        OK(longest(text) <= 80 && strstr(text, "\n    My parcel arrived soaked"));
        OK(strstr(text, words) && !strstr(text, "What they say"));
    }
    T("in still less titles take two lines, then names are cut; ids and figures never")
    {
        text = drawn(&grid, 64, &out);
        OK(longest(text) <= 64);
        OK(strstr(text, "C-ABCDEF ") && strstr(text, "10 d 23 h") && strstr(text, "12 d 14 h"));
        OK(strstr(text, "Bartholomew\xE2\x80\xA6") || strstr(text, "Bartholomew L"));
        OK(!strstr(text, "Still waiting") && strstr(text, "waiting"));
    }
    T("a grid without a row is nothing")
    {
        struct scrm_grid none = {.columns = columns, .n_columns = COLUMNS};

        OK(drawn(&none, 80, &out)[0] == '\0');
    }
    scrm_grid_fini(&grid);
    scrm_buf_fini(&out);
    return t_end();
}
