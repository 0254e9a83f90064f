/*
 * All the options that hold on a command line, seen as one list: the verb's,
 * the command's own and the common ones it inherits. Parsing, help, manual and
 * completions walk this list and nothing else.
 */
#ifndef SCRM_CLI_TABLES_H
#define SCRM_CLI_TABLES_H

#include "cli/option.h"

/* Offset of the options that the parser answers itself: help, version, generate. */
#define SCRM_OPTION_NOWHERE SIZE_MAX

/* Where a walk over the tables stands; zeroed but for command and verb. */
struct scrm_tables {
    const struct scrm_command *command;
    const struct scrm_verb *verb; /* NULL: none */
    size_t table;                 /* which table is next or under way */
    const struct scrm_option *at; /* next entry of the table under way; NULL: not begun */
    bool hidden;                  /* also give options that help does not show */
};

/* The next option or heading, or NULL at the end. Headings precede their
 * options; every table begins with one. */
const struct scrm_option *scrm_tables_next(struct scrm_tables *tables);

/* The verb called `name`, or NULL. */
const struct scrm_verb *scrm_tables_verb(const struct scrm_command *command,
                                         struct scrm_slice name);

/* Whether the first operand is a word of the command's own: a verb or a command to run. */
bool scrm_tables_has_words(const struct scrm_command *command);

/* The option by its long name or its letter, hidden ones too, or NULL. */
const struct scrm_option *scrm_tables_find(const struct scrm_command *command,
                                           const struct scrm_verb *verb, struct scrm_slice name,
                                           char letter);

/* Whether the option is a flag: takes no value. */
static inline bool scrm_option_is_flag(const struct scrm_option *option)
{
    return option->kind == SCRM_OPTION_FLAG;
}

/* What help and manual call the option's value: its `arg`, else the choices
 * joined by bars. */
void scrm_option_put_arg(const struct scrm_option *option, struct scrm_buf *buf);

/* The text of a paragraph: up to a blank line. Moves `*text` past it; false at the end. */
bool scrm_paragraph_next(const char **text, struct scrm_slice *paragraph);

#endif
