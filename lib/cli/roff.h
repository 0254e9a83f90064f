/*
 * Text for mdoc(7): escaped so that nothing a help text says is taken for a
 * request or a macro.
 */
#ifndef SCRM_CLI_ROFF_H
#define SCRM_CLI_ROFF_H

#include "base/buf.h"

/* Running text, each sentence on a line of its own, ended by a newline. */
void scrm_roff_text(struct scrm_buf *out, struct scrm_slice text);

/* As scrm_roff_text, begun with a capital and ended with a full stop. */
void scrm_roff_sentence(struct scrm_buf *out, const char *text);

/* One line exactly as it is, for literal displays; ended by a newline. */
void scrm_roff_literal(struct scrm_buf *out, const char *line);

/* Words as arguments of a macro line, none of them taken for a macro. */
void scrm_roff_words(struct scrm_buf *out, struct scrm_slice words);

/* Operands such as "CASE [POST]" as the rest of a macro line; only the last may be optional. */
void scrm_roff_operands(struct scrm_buf *out, struct scrm_slice operands);

/* Operands such as "SOURCE [NAME=VALUE ...]" as macro lines of a synopsis. */
void scrm_roff_synopsis(struct scrm_buf *out, struct scrm_slice operands);

#endif
