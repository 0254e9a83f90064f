/*
 * The completion for fish: one `complete` line an option, with a condition on
 * the verb where the command has verbs.
 */
#include "cli/complete.h"

/* Inside fish's single quotes a quote and a backslash are escaped. */
static void put_quoted(struct scrm_buf *out, const char *text)
{
    scrm_buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            scrm_buf_putc(out, '\\');
        scrm_buf_putc(out, *text);
    }
    scrm_buf_putc(out, '\'');
}

static void put_option(struct scrm_buf *out, const struct scrm_command *command,
                       const struct scrm_option *option, const struct scrm_verb *verb)
{
    size_t i;

    scrm_buf_printf(out, "complete -c %s", command->name);
    if (verb) {
        scrm_buf_printf(out, " -n 'contains -- %s (_", verb->name);
        scrm_complete_put_name(out, command->name);
        scrm_buf_puts(out, "_verb)'");
    }
    if (option->letter)
        scrm_buf_printf(out, " -s %c", option->letter);
    scrm_buf_printf(out, " -l %s", option->name);
    if (option->choices) {
        scrm_buf_puts(out, " -x -a '");
        for (i = 0; option->choices[i]; i++)
            scrm_buf_printf(out, "%s%s", i ? " " : "", option->choices[i]);
        scrm_buf_putc(out, '\'');
    } else if (option->complete == SCRM_COMPLETE_FILE) {
        scrm_buf_puts(out, " -r -F");
    } else if (option->complete == SCRM_COMPLETE_DIR) {
        scrm_buf_puts(out, " -x -a '(__fish_complete_directories)'");
    } else if (!scrm_option_is_flag(option)) {
        scrm_buf_puts(out, " -x");
    }
    scrm_buf_puts(out, " -d ");
    put_quoted(out, option->help);
    scrm_buf_putc(out, '\n');
}

/* A function that prints the verb on the line, if it has come already. */
static void put_find_verb(struct scrm_buf *out, const struct scrm_command *command)
{
    scrm_buf_puts(out, "function _");
    scrm_complete_put_name(out, command->name);
    scrm_buf_puts(out, "_verb\n"
                       "    set -l words (commandline -opc)\n"
                       "    set -l skip\n"
                       "    for word in $words[2..-1]\n"
                       "        if test -n \"$skip\"\n"
                       "            set skip\n"
                       "            continue\n"
                       "        end\n"
                       "        switch $word\n"
                       "            case ");
    scrm_complete_put_valued(out, command, " ");
    scrm_buf_puts(out, "\n"
                       "                set skip yes\n"
                       "            case '-*'\n"
                       "            case '*'\n"
                       "                echo $word\n"
                       "                return\n"
                       "        end\n"
                       "    end\n"
                       "    return 1\n"
                       "end\n");
}

static void put_words(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *lists[] = {command->verbs, command->commands};
    size_t i;

    for (i = 0; i < 2; i++) {
        const struct scrm_verb *verb = lists[i];

        for (; verb && verb->name; verb++) {
            scrm_buf_printf(out, "complete -c %s -n 'not _", command->name);
            scrm_complete_put_name(out, command->name);
            scrm_buf_printf(out, "_verb >/dev/null' -f -a %s -d ", verb->name);
            put_quoted(out, verb->help);
            scrm_buf_putc(out, '\n');
        }
    }
}

/* scrm NAME ...: fish completes what follows as it completes scrm-NAME ... */
static void put_dispatch(struct scrm_buf *out, const struct scrm_command *command)
{
    scrm_buf_printf(out, "complete -c %s -n _", command->name);
    scrm_complete_put_name(out, command->name);
    scrm_buf_puts(out, "_other -x -a '(");
    scrm_buf_printf(out, "_");
    scrm_complete_put_name(out, command->name);
    scrm_buf_puts(out, "_rest)'\n");
}

/* Whether the verb is another command's name, and what that command completes. */
static void put_dispatch_functions(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *other = command->commands;
    struct scrm_buf name = {0};

    scrm_complete_put_name(&name, command->name);
    scrm_buf_printf(out,
                    "function _%s_other\n"
                    "    contains -- (_%s_verb)",
                    scrm_buf_text(&name), scrm_buf_text(&name));
    for (; other->name; other++)
        scrm_buf_printf(out, " %s", other->name);
    scrm_buf_printf(out,
                    "\nend\n"
                    "function _%s_rest\n"
                    "    set -l words (commandline -opc) (commandline -ct)\n"
                    "    set -l at (contains -i -- (_%s_verb) $words)\n"
                    "    set -l line %s-$words[$at]\n"
                    "    set line $line (string escape -- $words[(math $at + 1)..-2])\n"
                    "    complete -C (string join -- ' ' $line $words[-1])\n"
                    "end\n",
                    scrm_buf_text(&name), scrm_buf_text(&name), command->name);
    scrm_buf_fini(&name);
}

void scrm_complete_fish(const struct scrm_command *command, struct scrm_buf *out)
{
    struct scrm_every_option every = {.tables = {.command = command}};
    const struct scrm_option *option;

    scrm_buf_printf(out, "# fish completion of %s, generated: %s --generate fish\n",
                    command->name, command->name);
    if (scrm_tables_has_words(command))
        put_find_verb(out, command);
    if (command->commands)
        put_dispatch_functions(out, command);
    if (command->complete == SCRM_COMPLETE_NONE)
        scrm_buf_printf(out, "complete -c %s -f\n", command->name);
    else if (command->complete == SCRM_COMPLETE_DIR)
        scrm_buf_printf(out, "complete -c %s -f -a '(__fish_complete_directories)'\n",
                        command->name);
    if (scrm_tables_has_words(command))
        put_words(out, command);
    if (command->commands)
        put_dispatch(out, command);
    if (command->words)
        scrm_buf_printf(out, "complete -c %s -a '(%s)'\n", command->name, command->words);
    while ((option = scrm_every_option_next(&every)))
        put_option(out, command, option, every.in_verbs ? every.verb : NULL);
}
