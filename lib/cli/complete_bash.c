/*
 * The completion for bash: one function, no helper packages needed. bash cuts
 * --name=value into three words, so the function looks behind the '='.
 */
#include "cli/complete.h"

static const char head[] =
    "()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=\n"
    "    elif [[ $prev == = ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n";

/* Names of files ('f') or of folders ('d') for what stands before the cursor. */
static void put_paths(struct scrm_buf *out, const char *indent, char kind)
{
    scrm_buf_printf(out,
                    "%scompopt -o filenames\n"
                    "%smapfile -t COMPREPLY < <(compgen -%c -- \"$cur\")\n",
                    indent, indent, kind);
}

/* What the option's value may be. */
static void put_values(struct scrm_buf *out, const struct scrm_option *option)
{
    size_t i;

    if (option->choices) {
        scrm_buf_puts(out, "        mapfile -t COMPREPLY < <(compgen -W '");
        for (i = 0; option->choices[i]; i++)
            scrm_buf_printf(out, "%s%s", i ? " " : "", option->choices[i]);
        scrm_buf_puts(out, "' -- \"$cur\")\n"
                           "        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace\n");
    } else if (option->complete == SCRM_COMPLETE_FILE) {
        put_paths(out, "        ", 'f');
    } else if (option->complete == SCRM_COMPLETE_DIR) {
        put_paths(out, "        ", 'd');
    }
    scrm_buf_puts(out, "        return\n        ;;\n");
}

/* A branch for every option that takes a value, and one for "reject=FILE". */
static void put_previous(struct scrm_buf *out, const struct scrm_command *command)
{
    struct scrm_every_option every = {.tables = {.command = command}};
    const struct scrm_option *option;
    size_t i;

    scrm_buf_puts(out, "    case $prev in\n");
    while ((option = scrm_every_option_next(&every))) {
        bool any = false;

        if (scrm_option_is_flag(option))
            continue;
        scrm_buf_puts(out, "    ");
        scrm_complete_put_forms(out, option, " | ", &any);
        scrm_buf_puts(out, ")\n");
        put_values(out, option);
        for (i = 0; option->choices && option->choices[i]; i++)
            if (strchr(option->choices[i], '=')) {
                scrm_buf_printf(out, "    %.*s)\n", (int)strcspn(option->choices[i], "="),
                                option->choices[i]);
                put_paths(out, "        ", 'f');
                scrm_buf_puts(out, "        return\n        ;;\n");
            }
    }
    scrm_buf_puts(out, "    esac\n");
}

/* Finds the verb: the first word that is neither option nor value. */
static void put_find_verb(struct scrm_buf *out, const struct scrm_command *command)
{
    scrm_buf_puts(out, "    local verb='' i\n"
                       "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                       "        case ${COMP_WORDS[i]} in\n        ");
    scrm_complete_put_valued(out, command, " | ");
    scrm_buf_puts(out, ")\n"
                       "            ((++i))\n"
                       "            [[ ${COMP_WORDS[i]} == = ]] && ((++i))\n"
                       "            ;;\n"
                       "        -* | =) ;;\n"
                       "        *)\n"
                       "            verb=${COMP_WORDS[i]}\n"
                       "            break\n"
                       "            ;;\n"
                       "        esac\n"
                       "    done\n");
}

static void put_names(struct scrm_buf *out, const struct scrm_command *command,
                      const struct scrm_verb *verb)
{
    struct scrm_every_option every = {.tables = {.command = command}};
    const struct scrm_option *option;
    bool any = false;

    while ((option = scrm_every_option_next(&every)))
        if (every.in_verbs ? every.verb == verb : !verb) {
            scrm_buf_printf(out, "%s--%s", any ? " " : "", option->name);
            any = true;
        }
}

static bool has_options(const struct scrm_verb *verb)
{
    for (; verb && verb->name; verb++)
        if (verb->options)
            return true;
    return false;
}

static void put_options(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *verb = command->verbs;

    scrm_buf_puts(out, "    if [[ $cur == -* ]]; then\n        local options='");
    put_names(out, command, NULL);
    scrm_buf_puts(out, "'\n");
    if (has_options(verb)) {
        scrm_buf_puts(out, "        case $verb in\n");
        for (; verb->name; verb++)
            if (verb->options) {
                scrm_buf_printf(out, "        %s) options+=' ", verb->name);
                put_names(out, command, verb);
                scrm_buf_puts(out, "' ;;\n");
            }
        scrm_buf_puts(out, "        esac\n");
    }
    scrm_buf_puts(out, "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
                       "        return\n"
                       "    fi\n");
}

/* scrm NAME ...: the completion of scrm-NAME answers. */
static void put_dispatch(struct scrm_buf *out, const struct scrm_command *command)
{
    scrm_buf_puts(out, "    if [[ $verb ]] && { declare -F \"");
    scrm_complete_put_name(out, command->name);
    scrm_buf_printf(out,
                    "_${verb//-/_}\" ||\n"
                    "        _completion_loader \"%s-$verb\"; } &> /dev/null; then\n"
                    "        COMP_WORDS=(\"%s-$verb\" \"${COMP_WORDS[@]:i + 1}\")\n"
                    "        ((COMP_CWORD -= i))\n"
                    "        \"",
                    command->name, command->name);
    scrm_complete_put_name(out, command->name);
    scrm_buf_puts(out, "_${verb//-/_}\"\n"
                       "        return\n"
                       "    fi\n");
}

static void put_words(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *lists[] = {command->verbs, command->commands};
    const char *space = "";
    size_t i;

    scrm_buf_puts(out, "    if [[ -z $verb ]]; then\n        local words='");
    for (i = 0; i < 2; i++) {
        const struct scrm_verb *verb = lists[i];

        for (; verb && verb->name; verb++, space = " ")
            scrm_buf_printf(out, "%s%s", space, verb->name);
    }
    scrm_buf_puts(out, "'\n"
                       "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
                       "        return\n"
                       "    fi\n");
}

void scrm_complete_bash(const struct scrm_command *command, struct scrm_buf *out)
{
    scrm_buf_printf(out, "# bash completion of %s, generated: %s --generate bash\n",
                    command->name, command->name);
    scrm_complete_put_name(out, command->name);
    scrm_buf_puts(out, head);
    if (scrm_tables_has_words(command))
        put_find_verb(out, command);
    if (command->commands)
        put_dispatch(out, command);
    put_previous(out, command);
    put_options(out, command);
    if (scrm_tables_has_words(command))
        put_words(out, command);
    if (command->words)
        scrm_buf_printf(out,
                        "    local words\n"
                        "    words=$(%s)\n"
                        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
                        "    [[ -z ${COMPREPLY[*]-} ]] || return\n",
                        command->words);
    if (command->complete != SCRM_COMPLETE_NONE)
        put_paths(out, "    ", command->complete == SCRM_COMPLETE_FILE ? 'f' : 'd');
    scrm_buf_puts(out, "}\ncomplete -F ");
    scrm_complete_put_name(out, command->name);
    scrm_buf_printf(out, " %s\n", command->name);
}
