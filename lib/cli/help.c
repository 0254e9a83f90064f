/*
 * --help: usage, what the command does, its verbs and options in two columns,
 * examples. Laid out for reading, wrapped to the width given.
 */
#include "cli/generate.h"
#include "cli/tables.h"
#include "text/utf8.h"

enum { LEFT_MOST = 26, INDENT = 2 };

struct help {
    const struct scrm_command *command;
    const struct scrm_verb *verb;
    size_t width;
    bool bold;
    struct scrm_buf *out;
};

static void put_spaces(struct scrm_buf *out, size_t n)
{
    while (n--)
        scrm_buf_putc(out, ' ');
}

static void put_heading(const struct help *help, const char *text)
{
    scrm_buf_printf(help->out, help->bold ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

/* One line of two columns; a long left side pushes the right one below. */
static void put_row(const struct help *help, struct scrm_slice left, const char *right,
                    size_t column)
{
    size_t width = scrm_text_width(left);

    scrm_buf_put_slice(help->out, left);
    if (!right || !*right) {
        scrm_buf_putc(help->out, '\n');
        return;
    }
    if (width + 2 > column) {
        scrm_buf_putc(help->out, '\n');
        width = 0;
    }
    put_spaces(help->out, column - width);
    scrm_text_wrap(help->out, scrm_slice_of(right), column, column, help->width);
}

/* "  -o, --output FILE" */
static void left_of_option(const struct scrm_option *option, struct scrm_buf *left)
{
    scrm_buf_reset(left);
    put_spaces(left, INDENT);
    if (option->letter)
        scrm_buf_printf(left, "-%c, --%s", option->letter, option->name);
    else
        scrm_buf_printf(left, "    --%s", option->name);
    if (!scrm_option_is_flag(option)) {
        scrm_buf_putc(left, ' ');
        scrm_option_put_arg(option, left);
    }
}

/* "  assign CASE OWNER" */
static void left_of_verb(const struct scrm_verb *verb, struct scrm_buf *left)
{
    scrm_buf_reset(left);
    put_spaces(left, INDENT);
    scrm_buf_puts(left, verb->name);
    if (verb->operands && verb->operands[0])
        scrm_buf_printf(left, " %s", verb->operands);
}

static size_t wider(size_t column, const struct scrm_buf *left)
{
    size_t width = scrm_text_width(scrm_buf_slice(left)) + 2;

    return width > column && width <= LEFT_MOST + 2 ? width : column;
}

/* Where the right column of everything starts: even over the whole text. */
static size_t right_column(const struct help *help)
{
    struct scrm_tables tables = {.command = help->command, .verb = help->verb};
    const struct scrm_verb *lists[] = {help->command->verbs, help->command->commands};
    const struct scrm_option *option;
    struct scrm_buf left = {0};
    size_t column = 8, i;

    for (i = 0; !help->verb && i < 2; i++) {
        const struct scrm_verb *verb = lists[i];

        for (; verb && verb->name; verb++) {
            left_of_verb(verb, &left);
            column = wider(column, &left);
        }
    }
    while ((option = scrm_tables_next(&tables)))
        if (option->kind != SCRM_OPTION_HEADING) {
            left_of_option(option, &left);
            column = wider(column, &left);
        }
    scrm_buf_fini(&left);
    return column;
}

static void put_usage(const struct help *help)
{
    const struct scrm_command *command = help->command;
    const char *operands = help->verb ? help->verb->operands : command->operands;

    scrm_buf_printf(help->out, "Usage: %s", command->name);
    if (help->verb)
        scrm_buf_printf(help->out, " [OPTION ...] %s", help->verb->name);
    else if (command->commands)
        scrm_buf_puts(help->out, " COMMAND [ARGUMENT ...]");
    else if (command->verbs)
        scrm_buf_puts(help->out, " [OPTION ...] VERB [ARGUMENT ...]");
    if (help->verb || !scrm_tables_has_words(command))
        scrm_buf_puts(help->out, " [OPTION ...]");
    if (operands && operands[0])
        scrm_buf_printf(help->out, " %s", operands);
    scrm_buf_putc(help->out, '\n');
}

static void put_description(const struct help *help)
{
    const char *text = help->command->description;
    struct scrm_slice paragraph;

    while (scrm_paragraph_next(&text, &paragraph)) {
        scrm_buf_putc(help->out, '\n');
        scrm_text_wrap(help->out, paragraph, 0, 0, help->width);
    }
}

static void put_words(const struct help *help, const char *heading,
                      const struct scrm_verb *verb, size_t column)
{
    struct scrm_buf left = {0};

    if (help->verb || !verb || !verb->name)
        return;
    put_heading(help, heading);
    for (; verb->name; verb++) {
        left_of_verb(verb, &left);
        put_row(help, scrm_buf_slice(&left), verb->help, column);
    }
    scrm_buf_fini(&left);
}

static void put_options(const struct help *help, size_t column)
{
    struct scrm_tables tables = {.command = help->command, .verb = help->verb};
    const struct scrm_option *option, *heading = NULL;
    struct scrm_buf left = {0};

    while ((option = scrm_tables_next(&tables))) {
        if (option->kind == SCRM_OPTION_HEADING) {
            heading = option;
            continue;
        }
        if (heading)
            put_heading(help, heading->help);
        heading = NULL;
        left_of_option(option, &left);
        put_row(help, scrm_buf_slice(&left), option->help, column);
    }
    scrm_buf_fini(&left);
}

static void put_examples(const struct help *help)
{
    const struct scrm_example *example = help->command->examples;

    if (help->verb || !example || !example->command)
        return;
    put_heading(help, "Examples");
    for (; example->command; example++)
        scrm_buf_printf(help->out, "  # %s\n  %s\n%s", example->text, example->command,
                        example[1].command ? "\n" : "");
}

static void put_footer(const struct help *help)
{
    const struct scrm_command *command = help->command;
    struct scrm_buf text = {0};

    if (help->verb)
        scrm_buf_printf(&text, "See %s --help for all verbs and %s(1) for the manual.",
                        command->name, command->name);
    else
        scrm_buf_printf(&text, "The manual: %s(1).", command->name);
    if (!help->verb && command->see_also)
        scrm_buf_printf(&text, " See also: %s.", command->see_also);
    scrm_buf_putc(help->out, '\n');
    scrm_text_wrap(help->out, scrm_buf_slice(&text), 0, 0, help->width);
    scrm_buf_fini(&text);
}

void scrm_help_put(const struct scrm_command *command, const struct scrm_verb *verb,
                   size_t width, bool bold, struct scrm_buf *out)
{
    struct help help = {command, verb, width, bold, out};
    size_t column = right_column(&help);
    struct scrm_buf title = {0};

    if (verb)
        scrm_buf_printf(&title, "%s %s: %s", command->name, verb->name, verb->help);
    else
        scrm_buf_printf(&title, "%s: %s", command->name, command->summary);
    scrm_text_wrap(out, scrm_buf_slice(&title), 0, 4, width);
    scrm_buf_fini(&title);
    scrm_buf_putc(out, '\n');
    put_usage(&help);
    if (!verb)
        put_description(&help);
    put_words(&help, command->commands ? "The whole job" : "Verbs", command->verbs, column);
    put_words(&help, "Commands", command->commands, column);
    put_options(&help, column);
    put_examples(&help);
    put_footer(&help);
}
