/*
 * The common options, each named here and nowhere else, and the walk over all
 * tables of a command. Which groups a command inherits is said by its `common`.
 */
#include "cli/tables.h"

#define COMMON(member_) .offset = offsetof(struct scrm_common, member_)

static const char *const on_error_choices[] = {"stop", "skip", "reject=", NULL};
static const char *const log_choices[] = {"text", "json", "logfmt", NULL};
static const char *const generate_choices[] = {"bash", "zsh", "fish", "mdoc", NULL};

static const struct scrm_option desk_options[] = {
    SCRM_HEADING("Configuration"),
    {.name = "desk",
     .kind = SCRM_OPTION_TEXT,
     .arg = "DIR",
     COMMON(desk),
     .complete = SCRM_COMPLETE_DIR,
     .help = "take configuration from this desk, a folder made by scrm init"},
    SCRM_OPTIONS_END};

static const struct scrm_option output_options[] = {
    SCRM_HEADING("Output"),
    {.name = "output",
     .letter = 'o',
     .kind = SCRM_OPTION_TEXT,
     .arg = "FILE",
     COMMON(output),
     .complete = SCRM_COMPLETE_FILE,
     .help = "write to FILE instead of standard output; it appears whole or not at all"},
    SCRM_OPTIONS_END};

static const struct scrm_option filter_options[] = {
    SCRM_HEADING("Lines in and out"),
    {.name = "jobs",
     .letter = 'j',
     .kind = SCRM_OPTION_INT,
     .arg = "N",
     COMMON(jobs),
     .least = 1,
     .help = "work with N threads; the output stays the same, byte for byte"},
    {.name = "on-error",
     .kind = SCRM_OPTION_CHOICE,
     .arg = "stop|skip|reject=FILE",
     COMMON(on_error),
     .choices = on_error_choices,
     .help = "at a bad line: stop (the default), skip it, or write it to FILE and go on"},
    {.name = "max-errors",
     .kind = SCRM_OPTION_INT,
     .arg = "N",
     COMMON(max_errors),
     .help = "stop when more than N lines were skipped or rejected"},
    {.name = "max-record",
     .kind = SCRM_OPTION_SIZE,
     .arg = "SIZE",
     COMMON(max_record),
     .least = 1,
     .help = "refuse longer lines, 16M unless given"},
    {.name = "seal",
     .kind = SCRM_OPTION_FLAG,
     COMMON(seal),
     .help = "end the stream with a line that carries the account of all stages"},
    {.name = "sealed",
     .kind = SCRM_OPTION_FLAG,
     COMMON(sealed),
     .help = "fail unless the input ends with such a line"},
    {.name = "stats",
     .kind = SCRM_OPTION_FLAG,
     COMMON(stats),
     .help =
         "print the account on standard error at the end: lines in, out, rejected, dropped"},
    SCRM_OPTIONS_END};

static const struct scrm_option explain_options[] = {
    SCRM_HEADING("Reasons"),
    {.name = "explain",
     .kind = SCRM_OPTION_FLAG,
     COMMON(explain),
     .help = "add the reasons to what is written"},
    SCRM_OPTIONS_END};

static const struct scrm_option clock_options[] = {
    SCRM_HEADING("Time"),
    {.name = "now",
     .kind = SCRM_OPTION_TEXT,
     .arg = "TIME",
     COMMON(now),
     .help = "take TIME (RFC 3339, a date or an epoch) for the present, so that a run can be "
             "repeated"},
    SCRM_OPTIONS_END};

static const struct scrm_option talk_options[] = {
    SCRM_HEADING("Messages"),
    {.name = "quiet",
     .letter = 'q',
     .kind = SCRM_OPTION_FLAG,
     COMMON(quiet),
     .help = "no warnings and no progress, errors only"},
    {.name = "verbose",
     .letter = 'v',
     .kind = SCRM_OPTION_FLAG,
     COMMON(verbose),
     .help = "say more of what is done"},
    {.name = "log-format",
     .kind = SCRM_OPTION_CHOICE,
     COMMON(log_format),
     .choices = log_choices,
     .help = "how messages are written"},
    SCRM_OPTIONS_END};

static const struct scrm_option help_options[] = {SCRM_HEADING("Help"),
                                                  {.name = "help",
                                                   .letter = 'h',
                                                   .kind = SCRM_OPTION_FLAG,
                                                   .offset = SCRM_OPTION_NOWHERE,
                                                   .help = "print this text"},
                                                  {.name = "version",
                                                   .kind = SCRM_OPTION_FLAG,
                                                   .offset = SCRM_OPTION_NOWHERE,
                                                   .help = "print name and version"},
                                                  SCRM_OPTIONS_END};

static const struct scrm_option hidden_options[] = {
    {.name = "generate",
     .kind = SCRM_OPTION_CHOICE,
     .offset = SCRM_OPTION_NOWHERE,
     .choices = generate_choices,
     .help = "print completions or the manual page"},
    SCRM_OPTIONS_END};

static const struct scrm_option own_heading = SCRM_HEADING("Options");
static const struct scrm_option verb_heading = SCRM_HEADING("Options of the verb");

/* In the order in which help shows them. */
static const struct {
    unsigned group; /* 0: every command has it */
    const struct scrm_option *options;
} inherited[] = {
    {SCRM_COMMON_DESK, desk_options},
    {SCRM_COMMON_OUTPUT, output_options},
    {SCRM_COMMON_FILTER, filter_options},
    {SCRM_COMMON_EXPLAIN, explain_options},
    {SCRM_COMMON_CLOCK, clock_options},
    {SCRM_COMMON_TALK, talk_options},
    {0, help_options},
};

enum {
    TABLE_VERB,
    TABLE_OWN,
    TABLE_INHERITED,
    TABLE_HIDDEN = TABLE_INHERITED + (int)(sizeof inherited / sizeof *inherited),
    TABLES_N
};

static const struct scrm_option *table_at(const struct scrm_tables *tables, size_t i)
{
    if (i == TABLE_VERB)
        return tables->verb ? tables->verb->options : NULL;
    if (i == TABLE_OWN)
        return tables->command->options;
    if (i == TABLE_HIDDEN)
        return tables->hidden ? hidden_options : NULL;
    i -= TABLE_INHERITED;
    if (inherited[i].group && !(tables->command->common & inherited[i].group))
        return NULL;
    if (tables->verb && tables->verb->without & inherited[i].group)
        return NULL;
    return inherited[i].options;
}

static bool is_end(const struct scrm_option *option)
{
    return !option->name && option->kind != SCRM_OPTION_HEADING;
}

static bool names(const struct scrm_option *options, const char *name)
{
    for (; options && !is_end(options); options++)
        if (options->name && strcmp(options->name, name) == 0)
            return true;
    return false;
}

/* A command's own option goes before an inherited one of the same name. */
static bool is_shadowed(const struct scrm_tables *tables, const struct scrm_option *option)
{
    if (!option->name)
        return false;
    return (tables->table > TABLE_VERB && tables->verb &&
            names(tables->verb->options, option->name)) ||
           (tables->table > TABLE_OWN && names(tables->command->options, option->name));
}

const struct scrm_option *scrm_tables_next(struct scrm_tables *tables)
{
    for (; tables->table < TABLES_N; tables->table++, tables->at = NULL) {
        if (!tables->at) {
            tables->at = table_at(tables, tables->table);
            if (!tables->at)
                continue;
            /* Own options without a heading get one, so that help is even. */
            if (!is_end(tables->at) && tables->at->kind != SCRM_OPTION_HEADING &&
                tables->table != TABLE_HIDDEN)
                return tables->table == TABLE_VERB ? &verb_heading : &own_heading;
        }
        while (is_shadowed(tables, tables->at))
            tables->at++;
        if (!is_end(tables->at))
            return tables->at++;
    }
    return NULL;
}

const struct scrm_verb *scrm_tables_verb(const struct scrm_command *command,
                                         struct scrm_slice name)
{
    const struct scrm_verb *verb = command->verbs;

    for (; verb && verb->name; verb++)
        if (scrm_slice_is(name, verb->name))
            return verb;
    return NULL;
}

bool scrm_tables_has_words(const struct scrm_command *command)
{
    return command->verbs || command->commands;
}

const struct scrm_option *scrm_tables_find(const struct scrm_command *command,
                                           const struct scrm_verb *verb, struct scrm_slice name,
                                           char letter)
{
    struct scrm_tables tables = {.command = command, .verb = verb, .hidden = true};
    const struct scrm_option *option;

    while ((option = scrm_tables_next(&tables))) {
        if (option->kind == SCRM_OPTION_HEADING)
            continue;
        if (letter ? option->letter == letter : scrm_slice_is(name, option->name))
            return option;
    }
    return NULL;
}

void scrm_option_put_arg(const struct scrm_option *option, struct scrm_buf *buf)
{
    size_t i;

    if (option->arg)
        scrm_buf_puts(buf, option->arg);
    for (i = 0; !option->arg && option->choices && option->choices[i]; i++) {
        if (i)
            scrm_buf_putc(buf, '|');
        scrm_buf_puts(buf, option->choices[i]);
    }
}

bool scrm_paragraph_next(const char **text, struct scrm_slice *paragraph)
{
    const char *end;

    while (*text && **text == '\n')
        ++*text;
    if (!*text || !**text)
        return false;
    end = strstr(*text, "\n\n");
    if (!end)
        end = *text + strlen(*text);
    *paragraph = (struct scrm_slice){*text, (size_t)(end - *text)};
    *text = end;
    return true;
}
