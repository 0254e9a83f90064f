/*
 * What the three shells' completions share: one writer a shell, and walks over
 * the options that they all need.
 */
#ifndef SCRM_CLI_COMPLETE_H
#define SCRM_CLI_COMPLETE_H

#include "cli/tables.h"

void scrm_complete_bash(const struct scrm_command *command, struct scrm_buf *out);
void scrm_complete_zsh(const struct scrm_command *command, struct scrm_buf *out);
void scrm_complete_fish(const struct scrm_command *command, struct scrm_buf *out);

/* Walks the options of the command, then those of each verb; headings left
 * out. Zeroed but for tables.command to begin. `verb` says whose it is. */
struct scrm_every_option {
    struct scrm_tables tables;
    const struct scrm_verb *verb; /* NULL: the command's */
    const struct scrm_option *at; /* in the verb's table */
    bool in_verbs;
};

const struct scrm_option *scrm_every_option_next(struct scrm_every_option *every);

/* "_scrm_case" from "scrm-case". */
void scrm_complete_put_name(struct scrm_buf *out, const char *command);

/* "-o|--output" with the separator given between and before, as `*any` says. */
void scrm_complete_put_forms(struct scrm_buf *out, const struct scrm_option *option,
                             const char *separator, bool *any);

/* All options that take a value, as scrm_complete_put_forms. */
void scrm_complete_put_valued(struct scrm_buf *out, const struct scrm_command *command,
                              const char *separator);

/* The text inside single quotes of a POSIX shell (bash, zsh): ' becomes '\''. */
void scrm_complete_put_quoted(struct scrm_buf *out, const char *text);

#endif
