/*
 * The completion for zsh: specifications for _arguments, and a state for the
 * verb where the command has verbs.
 */
#include "cli/complete.h"

/* A description stands in brackets: their end and the colon are escaped, the
 * whole is inside single quotes. */
static void put_description(struct scrm_buf *out, const char *text)
{
    char piece[3] = {0};

    for (; *text; text++) {
        size_t n = 0;

        if (strchr("[]:\\", *text))
            piece[n++] = '\\';
        piece[n++] = *text;
        piece[n] = '\0';
        scrm_complete_put_quoted(out, piece);
    }
}

static void put_action(struct scrm_buf *out, const struct scrm_option *option)
{
    struct scrm_buf arg = {0};
    size_t i;

    scrm_option_put_arg(option, &arg);
    scrm_buf_putc(out, ':');
    put_description(out, scrm_buf_text(&arg));
    scrm_buf_putc(out, ':');
    scrm_buf_fini(&arg);
    if (option->choices) {
        scrm_buf_putc(out, '(');
        for (i = 0; option->choices[i]; i++)
            scrm_buf_printf(out, "%s%s", i ? " " : "", option->choices[i]);
        scrm_buf_putc(out, ')');
    } else if (option->complete == SCRM_COMPLETE_FILE) {
        scrm_buf_puts(out, "_files");
    } else if (option->complete == SCRM_COMPLETE_DIR) {
        scrm_buf_puts(out, "_files -/");
    }
}

/* '(-o --output)'{-o+,--output=}'[write to FILE]:FILE:_files' */
static void put_spec(struct scrm_buf *out, const struct scrm_option *option, const char *indent)
{
    const char *star = option->kind == SCRM_OPTION_TEXTS ? "*" : "";
    const char *plus = scrm_option_is_flag(option) ? "" : "+";
    const char *equals = scrm_option_is_flag(option) ? "" : "=";

    scrm_buf_printf(out, "%s    ", indent);
    if (option->letter && *star)
        scrm_buf_printf(out, "'*'{-%c%s,--%s%s}'", option->letter, plus, option->name, equals);
    else if (option->letter)
        scrm_buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'", option->letter, option->name,
                        option->letter, plus, option->name, equals);
    else
        scrm_buf_printf(out, "'%s--%s%s", star, option->name, equals);
    scrm_buf_putc(out, '[');
    put_description(out, option->help);
    scrm_buf_putc(out, ']');
    if (!scrm_option_is_flag(option))
        put_action(out, option);
    scrm_buf_puts(out, "' \\\n");
}

static void put_specs(struct scrm_buf *out, const struct scrm_command *command,
                      const struct scrm_verb *verb, const char *indent)
{
    struct scrm_tables tables = {.command = command, .verb = verb};
    const struct scrm_option *option;

    while ((option = scrm_tables_next(&tables)))
        if (option->kind != SCRM_OPTION_HEADING)
            put_spec(out, option, indent);
}

static void put_operands(struct scrm_buf *out, const struct scrm_command *command)
{
    if (command->words)
        scrm_buf_printf(out, "'*:word:{compadd -- ${(f)\"$(%s)\"}; _files}'\n", command->words);
    else if (command->complete == SCRM_COMPLETE_FILE)
        scrm_buf_puts(out, "'*:FILE:_files'\n");
    else if (command->complete == SCRM_COMPLETE_DIR)
        scrm_buf_puts(out, "'*:DIR:_files -/'\n");
    else
        scrm_buf_puts(out, "'*: :'\n");
}

static void put_word_list(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *lists[] = {command->verbs, command->commands};
    size_t i;

    scrm_buf_puts(out, "verb)\n    local -a words_known=(\n");
    for (i = 0; i < 2; i++) {
        const struct scrm_verb *verb = lists[i];

        for (; verb && verb->name; verb++) {
            scrm_buf_printf(out, "        '%s:", verb->name);
            scrm_complete_put_quoted(out, verb->help);
            scrm_buf_puts(out, "'\n");
        }
    }
    scrm_buf_printf(out, "    )\n    _describe %s words_known\n    ;;\n",
                    command->commands ? "command" : "verb");
}

static void put_verb_states(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *verb = command->verbs;

    scrm_buf_puts(out, "rest)\n    case $words[1] in\n");
    for (; verb && verb->name; verb++) {
        scrm_buf_printf(out, "    %s)\n        _arguments -s -S \\\n", verb->name);
        put_specs(out, command, verb, "        ");
        scrm_buf_puts(out, "            ");
        put_operands(out, command);
        scrm_buf_puts(out, "        ;;\n");
    }
    if (command->commands)
        scrm_buf_printf(out,
                        "    *)\n"
                        "        words[1]=%s-$words[1]\n"
                        "        _normal\n"
                        "        ;;\n",
                        command->name);
    scrm_buf_puts(out, "    esac\n    ;;\n");
}

void scrm_complete_zsh(const struct scrm_command *command, struct scrm_buf *out)
{
    scrm_buf_printf(out, "#compdef %s\n# zsh completion, generated: %s --generate zsh\n",
                    command->name, command->name);
    if (!scrm_tables_has_words(command)) {
        scrm_buf_puts(out, "_arguments -s -S \\\n");
        put_specs(out, command, NULL, "");
        scrm_buf_puts(out, "    ");
        put_operands(out, command);
        return;
    }
    scrm_buf_puts(out, "local curcontext=$curcontext state line\n"
                       "typeset -A opt_args\n"
                       "_arguments -s -S -C \\\n");
    put_specs(out, command, NULL, "");
    scrm_buf_puts(out, "    '1:verb:->verb' \\\n    '*::argument:->rest'\n"
                       "case $state in\n");
    put_word_list(out, command);
    put_verb_states(out, command);
    scrm_buf_puts(out, "esac\n");
}
