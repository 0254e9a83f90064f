/*
 * The manual page of a command in mdoc(7), section 1, written from the same
 * tables as the help. The date is the release's, so two runs give one page.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "cli/generate.h"
#include "cli/roff.h"
#include "cli/tables.h"

static const struct {
    const char *name, *help;
    unsigned group; /* 0: every command reads it */
} variables[] = {
    {"NO_COLOR", "when set to anything, no colours and no bold on a terminal", 0},
    {"SCRM_DESK", "the desk to work in where --desk is not given", SCRM_COMMON_DESK},
    {"SCRM_NOW", "the present where --now is not given", SCRM_COMMON_CLOCK},
    {"SCRM_SHARE", "the folder of shared data: sources, rules, lexicons", 0},
};

static const struct {
    int code;
    const char *help;
} exits[] = {
    {0, "all went well"},
    {1, "the answer is no: a check that was asked for failed"},
    {64, "the command line is wrong"},
    {65, "the data is wrong, or a stream that should be sealed is not"},
    {66, "an input does not exist"},
    {69, "a service is not available"},
    {70, "a bug in the program, for example an account that does not balance"},
    {71, "out of memory"},
    {74, "reading or writing failed"},
    {75, "busy for the moment, try again"},
    {77, "permission denied"},
    {78, "the configuration is wrong"},
};

static void put_upper(struct scrm_buf *out, const char *text)
{
    for (; *text; text++)
        scrm_buf_putc(out, *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text);
}

static void put_value(struct scrm_buf *out, const struct scrm_option *option)
{
    struct scrm_buf arg = {0};

    if (scrm_option_is_flag(option))
        return;
    scrm_option_put_arg(option, &arg);
    scrm_buf_puts(out, " Ar");
    scrm_roff_words(out, scrm_buf_slice(&arg));
    scrm_buf_fini(&arg);
}

static void put_name(struct scrm_buf *out, const struct scrm_command *command)
{
    scrm_buf_printf(out, ".Dd %s\n.Dt ", SCRM_RELEASED);
    put_upper(out, command->name);
    scrm_buf_printf(out, " 1\n.Os scrm %s\n.Sh NAME\n.Nm %s\n.Nd", SCRM_VERSION, command->name);
    scrm_roff_words(out, scrm_slice_of(command->summary));
    scrm_buf_putc(out, '\n');
}

static void put_synopsis(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_option *option = command->options;

    scrm_buf_puts(out, ".Sh SYNOPSIS\n.Nm\n");
    for (; option && (option->name || option->help); option++) {
        if (option->kind == SCRM_OPTION_HEADING)
            continue;
        if (option->letter)
            scrm_buf_printf(out, ".Op Fl %c", option->letter);
        else
            scrm_buf_printf(out, ".Op Fl -%s", option->name);
        put_value(out, option);
        scrm_buf_putc(out, '\n');
    }
    scrm_buf_puts(out, ".Op Ar option ...\n");
    if (scrm_tables_has_words(command))
        scrm_buf_printf(out, ".Ar %s\n.Op Ar argument ...\n",
                        command->commands ? "command" : "verb");
    else
        scrm_roff_synopsis(out, scrm_slice_of(command->operands));
}

static void put_description(struct scrm_buf *out, const struct scrm_command *command)
{
    const char *text = command->description;
    struct scrm_slice paragraph;
    bool first = true;

    scrm_buf_puts(out, ".Sh DESCRIPTION\n");
    if (!text)
        scrm_roff_sentence(out, command->summary);
    while (scrm_paragraph_next(&text, &paragraph)) {
        if (!first)
            scrm_buf_puts(out, ".Pp\n");
        first = false;
        scrm_roff_text(out, paragraph);
    }
}

static void put_option(struct scrm_buf *out, const struct scrm_option *option)
{
    scrm_buf_puts(out, ".It");
    if (option->letter)
        scrm_buf_printf(out, " Fl %c ,", option->letter);
    scrm_buf_printf(out, " Fl -%s", option->name);
    put_value(out, option);
    scrm_buf_putc(out, '\n');
    scrm_roff_sentence(out, option->help);
}

static void put_options(struct scrm_buf *out, const struct scrm_command *command)
{
    struct scrm_tables tables = {.command = command};
    const struct scrm_option *option, *heading = NULL;
    bool listing = false;

    scrm_buf_puts(out, ".Sh OPTIONS\n");
    while ((option = scrm_tables_next(&tables))) {
        if (option->kind == SCRM_OPTION_HEADING) {
            heading = option;
            continue;
        }
        if (heading) {
            if (listing)
                scrm_buf_puts(out, ".El\n");
            /* The section's own name says enough for the first list. */
            if (strcmp(heading->help, "Options") != 0) {
                scrm_buf_puts(out, ".Ss");
                scrm_roff_words(out, scrm_slice_of(heading->help));
                scrm_buf_putc(out, '\n');
            }
            scrm_buf_puts(out, ".Bl -tag -width Ds\n");
            listing = true;
            heading = NULL;
        }
        put_option(out, option);
    }
    if (listing)
        scrm_buf_puts(out, ".El\n");
}

/* The verb's own options in a list below it. */
static void put_verb(struct scrm_buf *out, const struct scrm_verb *verb)
{
    const struct scrm_option *option = verb->options;
    bool listing = false;

    scrm_buf_puts(out, ".It Cm");
    scrm_roff_words(out, scrm_slice_of(verb->name));
    if (verb->operands)
        scrm_roff_operands(out, scrm_slice_of(verb->operands));
    scrm_buf_putc(out, '\n');
    scrm_roff_sentence(out, verb->help);
    for (; option && (option->name || option->help); option++) {
        if (option->kind == SCRM_OPTION_HEADING)
            continue;
        if (!listing)
            scrm_buf_puts(out, ".Bl -tag -width Ds\n");
        listing = true;
        put_option(out, option);
    }
    if (listing)
        scrm_buf_puts(out, ".El\n");
}

static void put_verbs(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *verb = command->verbs;

    if (!verb || !verb->name)
        return;
    scrm_buf_puts(out, ".Sh VERBS\n.Bl -tag -width Ds\n");
    for (; verb->name; verb++)
        put_verb(out, verb);
    scrm_buf_puts(out, ".El\n");
}

/* What `scrm NAME` runs: other commands, each with a page of its own. */
static void put_commands(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_verb *other = command->commands;

    if (!other || !other->name)
        return;
    scrm_buf_puts(out, ".Sh COMMANDS\n.Bl -tag -width Ds\n");
    for (; other->name; other++) {
        scrm_buf_printf(out, ".It Cm %s\n", other->name);
        scrm_roff_sentence(out, other->help);
        scrm_buf_printf(out, "See\n.Xr %s-%s 1 .\n", command->name, other->name);
    }
    scrm_buf_puts(out, ".El\n");
}

static void put_variable(struct scrm_buf *out, const char *name, const char *help)
{
    scrm_buf_printf(out, ".It Ev %s\n", name);
    scrm_roff_sentence(out, help);
}

static void put_environment(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_variable *own = command->variables;
    size_t i;

    scrm_buf_puts(out, ".Sh ENVIRONMENT\n.Bl -tag -width SCRM_SHARE\n");
    for (i = 0; i < sizeof variables / sizeof *variables; i++)
        if (!variables[i].group || (command->common & variables[i].group))
            put_variable(out, variables[i].name, variables[i].help);
    for (; own && own->name; own++)
        put_variable(out, own->name, own->help);
    scrm_buf_puts(out, ".El\n");
}

static void put_exits(struct scrm_buf *out)
{
    size_t i;

    scrm_buf_puts(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n");
    for (i = 0; i < sizeof exits / sizeof *exits; i++) {
        scrm_buf_printf(out, ".It %d\n", exits[i].code);
        scrm_roff_sentence(out, exits[i].help);
    }
    scrm_buf_puts(out, ".El\n");
}

static void put_examples(struct scrm_buf *out, const struct scrm_command *command)
{
    const struct scrm_example *example = command->examples;
    bool first = true;

    if (!example || !example->command)
        return;
    scrm_buf_puts(out, ".Sh EXAMPLES\n");
    for (; example->command; example++) {
        struct scrm_buf text = {0};

        if (!first)
            scrm_buf_puts(out, ".Pp\n");
        first = false;
        scrm_buf_printf(&text, "%s:", example->text);
        scrm_roff_sentence(out, scrm_buf_text(&text));
        scrm_buf_puts(out, ".Bd -literal -offset indent\n");
        scrm_roff_literal(out, example->command);
        scrm_buf_puts(out, ".Ed\n");
        scrm_buf_fini(&text);
    }
}

struct reference {
    struct scrm_slice name, section;
};

static int by_section(const void *left, const void *right)
{
    const struct reference *a = left, *b = right;
    int order = scrm_slice_cmp(a->section, b->section);

    return order ? order : scrm_slice_cmp(a->name, b->name);
}

static void put_see_also(struct scrm_buf *out, const struct scrm_command *command)
{
    const char *at = command->see_also;
    struct reference *references = NULL;
    size_t i, n = 0, cap = 0;

    while (at && *at) {
        size_t name = strcspn(at, "("), section = strcspn(at + name, ")");

        if (!at[name] || !at[name + section])
            break;
        SCRM_GROW(references, n, cap);
        references[n++] = (struct reference){{at, name}, {at + name + 1, section - 1}};
        at += name + section + 1;
        at += strspn(at, ", ");
    }
    if (n) {
        scrm_buf_puts(out, ".Sh SEE ALSO\n");
        qsort(references, n, sizeof *references, by_section);
    }
    for (i = 0; i < n; i++)
        scrm_buf_printf(out, ".Xr %.*s %.*s%s\n", SCRM_FMT(references[i].name),
                        SCRM_FMT(references[i].section), i + 1 < n ? " ," : "");
    free(references);
}

void scrm_manual_put(const struct scrm_command *command, struct scrm_buf *out)
{
    put_name(out, command);
    put_synopsis(out, command);
    put_description(out, command);
    put_options(out, command);
    put_verbs(out, command);
    put_commands(out, command);
    put_environment(out, command);
    put_exits(out);
    put_examples(out, command);
    put_see_also(out, command);
}
