/*
 * Text in columns: padded, cut, coloured, and in ASCII alone where asked for.
 */
#include "report/page.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "text/utf8.h"

const char *scrm_tone_code(enum scrm_tone tone)
{
    switch (tone) {
    case SCRM_TONE_QUIET:
        return "\x1b[2m";
    case SCRM_TONE_GOOD:
        return "\x1b[32m";
    case SCRM_TONE_WARN:
        return "\x1b[33m";
    case SCRM_TONE_BAD:
        return "\x1b[31m";
    default:
        return "";
    }
}

void scrm_tone_on(struct scrm_page *page, const char *code)
{
    if (page->terminal->colour)
        scrm_buf_puts(page->out, code);
}

void scrm_tone_off(struct scrm_page *page, const char *code)
{
    if (page->terminal->colour && code[0])
        scrm_buf_puts(page->out, "\x1b[0m");
}

void scrm_put_spaces(struct scrm_buf *out, size_t n)
{
    while (n--)
        scrm_buf_putc(out, ' ');
}

/* Characters outside ASCII that we write ourselves, for --ascii. */
static void put_plain(struct scrm_buf *out, struct scrm_slice text)
{
    static const struct {
        const char *from, *to;
    } pairs[] = {{"\xE2\x89\xA5", ">="},   {"\xE2\x80\x93", "-"}, {"\xE2\x96\xB2", "up"},
                 {"\xE2\x96\xBC", "down"}, {"\xE2\x88\x92", "-"}, {"\xE2\x80\xA6", "..."}};
    const char *at = text.at, *end = scrm_slice_end(text);

    while (at < end) {
        size_t i, n = sizeof pairs / sizeof *pairs;
        uint32_t cp;

        for (i = 0; i < n; i++)
            if ((size_t)(end - at) >= 3 && memcmp(at, pairs[i].from, 3) == 0)
                break;
        if (i < n) {
            scrm_buf_puts(out, pairs[i].to);
            at += 3;
        } else if ((unsigned char)*at < 0x80) {
            scrm_buf_putc(out, *at++);
        } else {
            at += scrm_utf8_decode(at, end, &cp);
            scrm_buf_putc(out, '?');
        }
    }
}

/* The text as it may be shown, into page->scratch; at most `columns` of it,
 * with an ellipsis where it is cut. Returns its width. */
size_t scrm_page_show(struct scrm_page *page, struct scrm_slice text, size_t columns)
{
    struct scrm_buf visible = {0};
    struct scrm_slice shown;
    size_t used;

    if (page->terminal->ascii) {
        struct scrm_buf plain = {0};

        scrm_text_visible(&plain, text);
        put_plain(&visible, scrm_buf_slice(&plain));
        scrm_buf_fini(&plain);
    } else {
        scrm_text_visible(&visible, text);
    }
    shown = scrm_buf_slice(&visible);
    scrm_buf_reset(&page->scratch);
    used = scrm_text_width(shown);
    if (used > columns) {
        struct scrm_slice cut = scrm_text_cut(shown, columns ? columns - 1 : 0, &used);

        scrm_buf_put_slice(&page->scratch, cut);
        scrm_buf_puts(&page->scratch, page->terminal->ascii ? "~" : "\xE2\x80\xA6");
        used++;
    } else {
        scrm_buf_put_slice(&page->scratch, shown);
    }
    scrm_buf_fini(&visible);
    return used;
}

void scrm_page_put(struct scrm_page *page, struct scrm_slice text, size_t columns, bool right,
                   const char *code)
{
    size_t used = scrm_page_show(page, text, columns);

    if (right)
        scrm_put_spaces(page->out, columns - used);
    scrm_tone_on(page, code);
    scrm_buf_put_slice(page->out, scrm_buf_slice(&page->scratch));
    scrm_tone_off(page, code);
    if (!right)
        scrm_put_spaces(page->out, columns - used);
}

/* Trailing spaces are of no use to anybody. */
void scrm_page_end_line(struct scrm_page *page)
{
    while (page->out->len && page->out->at[page->out->len - 1] == ' ')
        page->out->at[--page->out->len] = '\0';
    scrm_buf_putc(page->out, '\n');
}

struct scrm_terminal scrm_terminal_of(bool written, bool ascii)
{
    struct scrm_terminal terminal = {.columns = 100, .ascii = ascii};
    const char *no_colour = getenv("NO_COLOR");
    struct winsize size;

    if (!written || !isatty(STDOUT_FILENO))
        return terminal;
    terminal.colour = !(no_colour && no_colour[0]);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        terminal.columns = size.ws_col > 160 ? 160 : size.ws_col;
    return terminal;
}
