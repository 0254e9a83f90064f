/*
 * The page from top and bottom: head and keys take what they need, the text
 * what is left. All that comes from a post or a file passes
 * scrm_text_visible before it is measured and cut.
 */
#include "teach/page.h"

#include "text/utf8.h"

/* Wider than that nobody reads well. */
enum { TEXT_COLUMNS = 78, TEXT_ROWS_LEAST = 3 };

struct drawing {
    const struct scrm_page *page;
    struct scrm_buf *out;
    size_t lines;
};

static void end_line(struct drawing *to)
{
    scrm_buf_putc(to->out, '\n');
    to->lines++;
}

static void bold(struct drawing *to, bool on)
{
    if (to->page->colour)
        scrm_buf_puts(to->out, on ? "\x1b[1m" : "\x1b[0m");
}

static void faint(struct drawing *to, bool on)
{
    if (to->page->colour)
        scrm_buf_puts(to->out, on ? "\x1b[2m" : "\x1b[0m");
}

/* Cut to the columns, an ellipsis where it was; returns its width. */
static size_t put_cut(struct drawing *to, struct scrm_slice text, size_t columns)
{
    size_t used = scrm_text_width(text);

    if (used <= columns) {
        scrm_buf_put_slice(to->out, text);
        return used;
    }
    scrm_buf_put_slice(to->out, scrm_text_cut(text, columns ? columns - 1 : 0, &used));
    if (columns)
        scrm_buf_puts(to->out, "\xe2\x80\xa6");
    return used + (columns > 0);
}

static void put_rule(struct drawing *to)
{
    faint(to, true);
    for (size_t i = 0; i < to->page->columns; i++)
        scrm_buf_puts(to->out, "\xe2\x94\x80");
    faint(to, false);
    end_line(to);
}

/* "queue  12 of 240  3 skipped                labels.ndjson" */
static void put_head(struct drawing *to)
{
    const struct scrm_page *page = to->page;
    struct scrm_buf line = {0};
    size_t used, file;

    scrm_text_visible(&line, scrm_slice_of(page->field));
    bold(to, true);
    used = put_cut(to, scrm_buf_slice(&line), page->columns);
    bold(to, false);
    scrm_buf_reset(&line);
    scrm_buf_printf(&line, "  %zu of %zu", page->labelled, page->n);
    if (page->skipped)
        scrm_buf_printf(&line, ", %zu skipped", page->skipped);
    used += put_cut(to, scrm_buf_slice(&line), page->columns - used);
    scrm_buf_reset(&line);
    scrm_text_visible(&line, scrm_slice_of(page->file));
    file = scrm_text_width(scrm_buf_slice(&line));
    if (used + file + 2 <= page->columns) {
        for (; used + file < page->columns; used++)
            scrm_buf_putc(to->out, ' ');
        faint(to, true);
        scrm_buf_put_slice(to->out, scrm_buf_slice(&line));
        faint(to, false);
    }
    end_line(to);
    put_rule(to);
    scrm_buf_fini(&line);
}

/* ---- the text ---- */

/* The next screen line of a paragraph: to the last blank that fits, else to the last sign. */
static struct scrm_slice next_line(struct scrm_slice *rest, size_t columns)
{
    struct scrm_slice line = *rest;

    if (scrm_text_width(line) > columns) {
        size_t cut;

        line = scrm_text_cut(line, columns, NULL);
        for (cut = line.len; cut > 0 && rest->at[cut] != ' '; cut--)
            ;
        if (cut)
            line.len = cut;
        if (!line.len) /* one sign is wider than the screen */
            line.len = scrm_text_grapheme(*rest);
    }
    rest->at += line.len;
    rest->len -= line.len;
    while (rest->len && rest->at[0] == ' ') {
        rest->at++;
        rest->len--;
    }
    return line;
}

/* Wraps a text into lines that end in '\n'; returns how many. */
static size_t wrap(struct scrm_slice text, size_t columns, struct scrm_buf *lines)
{
    struct scrm_buf seen = {0};
    size_t n = 0;

    while (text.len) {
        const char *end = memchr(text.at, '\n', text.len);
        size_t len = end ? (size_t)(end - text.at) : text.len;
        struct scrm_slice rest;

        scrm_buf_reset(&seen);
        scrm_text_visible(&seen, (struct scrm_slice){text.at, len});
        rest = scrm_slice_trim(scrm_buf_slice(&seen));
        do {
            scrm_buf_put_slice(lines, next_line(&rest, columns));
            scrm_buf_putc(lines, '\n');
            n++;
        } while (rest.len);
        text.at += len + (end != NULL);
        text.len -= len + (end != NULL);
    }
    scrm_buf_fini(&seen);
    return n;
}

/* Post and title as screen lines. */
static size_t lay_out(const struct scrm_page *page, struct scrm_buf *lines)
{
    size_t columns = page->columns > 3 ? page->columns - 2 : page->columns, n = 0;

    if (columns > TEXT_COLUMNS)
        columns = TEXT_COLUMNS;
    if (page->done)
        return wrap(SCRM_SLICE("Every post has its label, or was skipped.\nq leaves; u takes "
                               "the last decision back."),
                    columns, lines);
    if (page->title.len) {
        n = wrap(page->title, columns, lines);
        scrm_buf_putc(lines, '\n');
        n++;
    }
    return n + wrap(page->text, columns, lines);
}

static void put_about(struct drawing *to)
{
    struct scrm_buf line = {0};

    scrm_text_visible(&line, to->page->about);
    faint(to, true);
    put_cut(to, scrm_buf_slice(&line), to->page->columns);
    faint(to, false);
    end_line(to);
    end_line(to);
    scrm_buf_fini(&line);
}

/* `room` lines of the text from page->from on; returns how far that may go. */
static size_t put_text(struct drawing *to, size_t room)
{
    struct scrm_buf lines = {0};
    size_t n = lay_out(to->page, &lines), last = n > room ? n - room : 0, i;
    size_t from = to->page->from < last ? to->page->from : last;
    const char *at = scrm_buf_text(&lines);

    for (i = 0; i < from; i++)
        at = strchr(at, '\n') + 1;
    for (i = 0; i < room; i++) {
        if (from + i < n) {
            const char *end = strchr(at, '\n');

            scrm_buf_puts(to->out, "  ");
            scrm_buf_put(to->out, at, (size_t)(end - at));
            at = end + 1;
        }
        end_line(to);
    }
    scrm_buf_fini(&lines);
    return last;
}

/* ---- the keys ---- */

/* Words of the foot, wrapped between them; draws where `out` is there, and counts lines. */
struct foot {
    struct drawing *to;
    size_t used, lines;
    bool draw;
};

static void begin_word(struct foot *foot, size_t width)
{
    size_t columns = foot->to->page->columns;

    if (foot->used && foot->used + 3 + width > columns) {
        if (foot->draw)
            end_line(foot->to);
        foot->used = 0;
        foot->lines++;
    } else if (foot->used) {
        if (foot->draw)
            scrm_buf_puts(foot->to->out, "   ");
        foot->used += 3;
    }
    foot->used += width;
}

static void end_words(struct foot *foot)
{
    if (foot->used) {
        if (foot->draw)
            end_line(foot->to);
        foot->lines++;
    }
    foot->used = 0;
}

/* A key and what it does. */
static void put_key(struct foot *foot, const char *key, struct scrm_slice what)
{
    struct scrm_buf line = {0};
    size_t columns = foot->to->page->columns, head = strlen(key) + 1, width;

    scrm_text_visible(&line, what);
    width = head + scrm_text_width(scrm_buf_slice(&line));
    begin_word(foot, width < columns ? width : columns);
    if (foot->draw) {
        bold(foot->to, true);
        scrm_buf_puts(foot->to->out, key);
        bold(foot->to, false);
        scrm_buf_putc(foot->to->out, ' ');
        put_cut(foot->to, scrm_buf_slice(&line), columns > head ? columns - head : 0);
    }
    scrm_buf_fini(&line);
}

static void put_guess(struct foot *foot)
{
    const struct scrm_page *page = foot->to->page;
    struct scrm_buf what = {0};

    if (page->done || !page->guess.len)
        return;
    scrm_buf_puts(&what, "takes the guess: ");
    scrm_buf_put_slice(&what, page->guess);
    if (page->sure)
        scrm_buf_printf(&what, ", %d %%", (int)((page->sure + 50) / 100));
    if (scrm_choices_find(page->choices, page->guess) >= 0) {
        put_key(foot, "Enter", scrm_buf_slice(&what));
    } else {
        scrm_buf_reset(&what);
        scrm_buf_put_slice(&what, page->guess);
        put_key(foot, "guess:", scrm_buf_slice(&what));
    }
    end_words(foot);
    scrm_buf_fini(&what);
}

/* Labels, guess and commands; returns the lines that they take. */
static size_t put_foot(struct drawing *to, bool draw, bool more)
{
    const struct scrm_page *page = to->page;
    struct foot foot = {.to = to, .draw = draw};

    for (size_t i = 0; i < page->choices->n && !page->done; i++) {
        const char key[2] = {page->choices->at[i].key, '\0'};

        put_key(&foot, key, scrm_slice_of(page->choices->at[i].label));
    }
    end_words(&foot);
    put_guess(&foot);
    if (!page->done)
        put_key(&foot, "s", SCRM_SLICE("skip"));
    put_key(&foot, "u", SCRM_SLICE("undo"));
    put_key(&foot, "q", SCRM_SLICE("quit"));
    if (more)
        put_key(&foot, "space", SCRM_SLICE("more"));
    end_words(&foot);
    return foot.lines;
}

struct scrm_page_fit scrm_page_put(const struct scrm_page *page, struct scrm_buf *out)
{
    struct drawing to = {.page = page, .out = out};
    struct scrm_buf text = {0}, message = {0};
    size_t n = lay_out(page, &text), foot = put_foot(&to, false, true), room, last;
    size_t rest = 2 + 2 + 1 + 1 + foot; /* head, about, message, rule */

    room = page->rows > rest + TEXT_ROWS_LEAST ? page->rows - rest : TEXT_ROWS_LEAST;
    put_head(&to);
    put_about(&to);
    last = put_text(&to, room);
    scrm_text_visible(&message, page->message);
    put_cut(&to, scrm_buf_slice(&message), page->columns);
    end_line(&to);
    put_rule(&to);
    put_foot(&to, true, n > room);
    scrm_buf_fini(&text);
    scrm_buf_fini(&message);
    return (struct scrm_page_fit){.room = room, .last = last};
}
