/*
 * Messages on standard error, in the format asked for, each with one write so
 * that the stages of a pipe never cut each other's lines.
 */
#ifndef SCRM_CLI_LOG_H
#define SCRM_CLI_LOG_H

#include "base/buf.h"
#include "base/err.h"

/* Sets how messages look from now on: "text" (NULL too), "json" or "logfmt".
 * The text must live as long as the process (an argument or a literal). */
void scrm_log_format(const char *format);

/* Whether messages are JSON, for what has a structure of its own (--stats). */
bool scrm_log_is_json(void);

/* Writes one message of `level` ("error", "warning", "info") by `name`. */
void scrm_log_text(const char *name, const char *level, struct scrm_slice text);

/* Writes one message that is JSON members ("\"in\":3,\"out\":3") where messages
 * are JSON, else `text`. */
void scrm_log_record(const char *name, const char *level, struct scrm_slice members,
                     struct scrm_slice text);

#endif
