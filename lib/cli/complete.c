/*
 * The parts that bash, zsh and fish completions are made of.
 */
#include "cli/complete.h"

#include "cli/generate.h"

const struct scrm_option *scrm_every_option_next(struct scrm_every_option *every)
{
    const struct scrm_option *option;

    while (!every->in_verbs) {
        option = scrm_tables_next(&every->tables);
        if (option && option->kind != SCRM_OPTION_HEADING)
            return option;
        if (option)
            continue;
        every->in_verbs = true;
        every->verb = every->tables.command->verbs;
        every->at = every->verb ? every->verb->options : NULL;
    }
    while (every->verb && every->verb->name) {
        option = every->at;
        if (option && (option->name || option->help)) {
            every->at++;
            if (option->kind != SCRM_OPTION_HEADING)
                return option;
            continue;
        }
        every->verb++;
        every->at = every->verb->options;
    }
    return NULL;
}

void scrm_complete_put_name(struct scrm_buf *out, const char *command)
{
    scrm_buf_putc(out, '_');
    for (; *command; command++)
        scrm_buf_putc(out, *command == '-' ? '_' : *command);
}

void scrm_complete_put_forms(struct scrm_buf *out, const struct scrm_option *option,
                             const char *separator, bool *any)
{
    if (option->letter)
        scrm_buf_printf(out, "%s-%c", *any ? separator : "", option->letter);
    *any = *any || option->letter;
    scrm_buf_printf(out, "%s--%s", *any ? separator : "", option->name);
    *any = true;
}

void scrm_complete_put_valued(struct scrm_buf *out, const struct scrm_command *command,
                              const char *separator)
{
    struct scrm_every_option every = {.tables = {.command = command}};
    const struct scrm_option *option;
    bool any = false;

    while ((option = scrm_every_option_next(&every)))
        if (!scrm_option_is_flag(option))
            scrm_complete_put_forms(out, option, separator, &any);
}

void scrm_complete_put_quoted(struct scrm_buf *out, const char *text)
{
    for (; *text; text++)
        if (*text == '\'')
            scrm_buf_puts(out, "'\\''");
        else
            scrm_buf_putc(out, *text);
}

void scrm_complete_put(const struct scrm_command *command, const char *shell,
                       struct scrm_buf *out)
{
    if (strcmp(shell, "bash") == 0)
        scrm_complete_bash(command, out);
    else if (strcmp(shell, "zsh") == 0)
        scrm_complete_zsh(command, out);
    else
        scrm_complete_fish(command, out);
}
