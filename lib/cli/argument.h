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

#endif
