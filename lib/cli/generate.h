/*
 * Everything that is written out of the option tables: help, the manual page
 * and the completions. Each appends to a buffer and cannot fail.
 */
#ifndef SCRM_CLI_GENERATE_H
#define SCRM_CLI_GENERATE_H

#include "cli/option.h"

/* --help of the command or, where `verb` is not NULL, of that verb, wrapped to
 * `width` columns; `bold` marks headings for a terminal. */
void scrm_help_put(const struct scrm_command *command, const struct scrm_verb *verb,
                   size_t width, bool bold, struct scrm_buf *out);

/* The manual page, section 1, in mdoc(7). */
void scrm_manual_put(const struct scrm_command *command, struct scrm_buf *out);

/* Completions; `shell` is "bash", "zsh" or "fish". */
void scrm_complete_put(const struct scrm_command *command, const char *shell,
                       struct scrm_buf *out);

/* Prints the answer to --help, --version or --generate WHAT on standard
 * output. Returns 0, or -1 with err 74. */
int scrm_generate(const struct scrm_command *command, const struct scrm_verb *verb,
                  const char *answer, const char *what, struct scrm_err *err);

#endif
