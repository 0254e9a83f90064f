/*
 * The answers that a command gives about itself, on standard output.
 */
#include "cli/generate.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"

enum { WIDTH_USUAL = 80, WIDTH_LEAST = 40, WIDTH_MOST = 100 };

/* The terminal's width within what reads well, 80 where there is no terminal. */
static size_t output_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
        return WIDTH_USUAL;
    if (size.ws_col < WIDTH_LEAST)
        return WIDTH_LEAST;
    return size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

static bool output_is_bold(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term &&
           strcmp(term, "dumb") != 0;
}

int scrm_generate(const struct scrm_command *command, const struct scrm_verb *verb,
                  const char *answer, const char *what, struct scrm_err *err)
{
    struct scrm_buf out = {0};
    int result = 0;

    if (strcmp(answer, "version") == 0)
        scrm_buf_printf(&out, "%s %s\n", command->name, SCRM_VERSION);
    else if (strcmp(answer, "help") == 0)
        scrm_help_put(command, verb, output_width(), output_is_bold(), &out);
    else if (strcmp(what, "mdoc") == 0)
        scrm_manual_put(command, &out);
    else
        scrm_complete_put(command, what, &out);
    if (scrm_file_write_all(STDOUT_FILENO, scrm_buf_text(&out), out.len) != 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "standard output");
    scrm_buf_fini(&out);
    return result;
}
