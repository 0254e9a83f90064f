/*
 * One option's value: checked, then stored where the option table says.
 */
#ifndef SCRM_CLI_ARGUMENT_H
#define SCRM_CLI_ARGUMENT_H

#include "cli/option.h"

/*
 * Checks `text` (NULL for a flag) against the option and stores it in
 * `target`. `called` is the option as it was typed, "--jobs" or "-j", for the
 * message. Texts stay borrowed. Returns 0, or -1 with err 64.
 */
int scrm_argument_store(const struct scrm_option *option, const char *called, const char *text,
                        void *target, struct scrm_err *err);

/* Checks that `text` is one of the option's choices; 0, or -1 with err 64. */
int scrm_argument_choice(const struct scrm_option *option, const char *called, const char *text,
                         struct scrm_err *err);

/*
 * Refuses (64) an output, of -o or of --on-error=reject=FILE, that is a file which the command
 * line names for something else: what would be read or kept there would be gone. In distinct.c.
 */
int scrm_argument_apart(const struct scrm_command *command, const struct scrm_verb *verb,
                        const void *target, const struct scrm_operands *operands,
                        struct scrm_err *err);

#endif
