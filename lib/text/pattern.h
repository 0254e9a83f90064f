/*
 * Regular expressions: PCRE2's one door. UTF mode, JIT where there is one,
 * limits on matching steps, depth and heap, so that no pattern runs away.
 */
#ifndef SCRM_TEXT_PATTERN_H
#define SCRM_TEXT_PATTERN_H

#include "base/err.h"

struct scrm_pattern; /* immutable, shared by threads */
struct scrm_matcher; /* one a thread; scratch for any pattern */

/* 78 with the offset in the pattern as column. */
struct scrm_pattern *scrm_pattern_compile(struct scrm_slice text, bool ignore_case,
                                          struct scrm_err *err);
void scrm_pattern_free(struct scrm_pattern *pattern);

struct scrm_matcher *scrm_matcher_new(void);
void scrm_matcher_free(struct scrm_matcher *matcher);

/* 1 found, 0 not found, -1 a limit was reached (counts as not found; callers say so). */
int scrm_pattern_find(const struct scrm_pattern *pattern, struct scrm_matcher *matcher,
                      struct scrm_slice text, size_t *from, size_t *to);

/* Group `n` of the last match; absent slice where it took no part. */
struct scrm_slice scrm_pattern_group(const struct scrm_matcher *matcher, struct scrm_slice text,
                                     unsigned n);

#endif
