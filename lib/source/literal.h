/*
 * Literals of descriptors as JSON values, so that they compare and print like
 * the values of a record.
 */
#ifndef SCRM_SOURCE_LITERAL_H
#define SCRM_SOURCE_LITERAL_H

#include "source/expr.h"

int scrm_literal_parse(struct scrm_literal *literal, const struct scrm_node *node,
                       struct scrm_err *err);
void scrm_literal_fini(struct scrm_literal *literal);

#endif
