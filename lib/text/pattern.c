/*
 * PCRE2 with its seat belt on. Patterns come from operators, texts from
 * strangers: every match has a limit on steps, depth, heap and JIT stack, and
 * reaching one is an answer (-1), not a hang. Text that is not UTF-8 is
 * matched around (PCRE2_MATCH_INVALID_UTF), never refused.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

#include "base/alloc.h"

enum {
    STEPS = 200000,      /* a few milliseconds */
    DEPTH = 2000,        /* of backtracking, without JIT */
    HEAP_KIB = 8192,     /* without JIT */
    STACK_MAX = 1 << 20, /* bytes, with JIT */
    GROUPS = 32,
};

struct scrm_pattern {
    pcre2_code *code;
};

struct scrm_matcher {
    pcre2_match_data *match;
    pcre2_match_context *limits;
    pcre2_jit_stack *stack;
    unsigned groups; /* of the last match that was found */
};

/* Characters before byte `at`, from 1, as configuration errors count columns. */
static uint64_t column_of(struct scrm_slice text, size_t at)
{
    uint64_t column = 1;

    for (size_t i = 0; i < at && i < text.len; i++)
        column += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return column;
}

struct scrm_pattern *scrm_pattern_compile(struct scrm_slice text, bool ignore_case,
                                          struct scrm_err *err)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
                       PCRE2_NEVER_BACKSLASH_C | (ignore_case ? PCRE2_CASELESS : 0);
    struct scrm_pattern *pattern;
    PCRE2_SIZE offset = 0;
    pcre2_code *code;
    int number = 0;

    code = pcre2_compile((PCRE2_SPTR)(text.len ? text.at : ""), text.len, options, &number,
                         &offset, NULL);
    if (!code) {
        PCRE2_UCHAR message[256];

        if (number == PCRE2_ERROR_NOMEMORY)
            scrm_out_of_memory();
        pcre2_get_error_message(number, message, sizeof message);
        scrm_err_set(err, SCRM_EXIT_CONFIG, "regular expression: %s", (const char *)message);
        scrm_err_at(err, NULL, 0, column_of(text, offset));
        return NULL;
    }
    pattern = scrm_alloc(sizeof *pattern);
    pattern->code = code;
    /* Where the machine has no JIT the interpreter gives the same answers. */
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return pattern;
}

void scrm_pattern_free(struct scrm_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

struct scrm_matcher *scrm_matcher_new(void)
{
    struct scrm_matcher *matcher = scrm_alloc_zero(1, sizeof *matcher);

    matcher->match = pcre2_match_data_create(GROUPS, NULL);
    matcher->limits = pcre2_match_context_create(NULL);
    if (!matcher->match || !matcher->limits)
        scrm_out_of_memory();
    pcre2_set_match_limit(matcher->limits, STEPS);
    pcre2_set_depth_limit(matcher->limits, DEPTH);
    pcre2_set_heap_limit(matcher->limits, HEAP_KIB);
    /* NULL on a machine without JIT. */
    matcher->stack = pcre2_jit_stack_create(32768, STACK_MAX, NULL);
    if (matcher->stack)
        pcre2_jit_stack_assign(matcher->limits, NULL, matcher->stack);
    return matcher;
}

void scrm_matcher_free(struct scrm_matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_jit_stack_free(matcher->stack);
    pcre2_match_context_free(matcher->limits);
    pcre2_match_data_free(matcher->match);
    free(matcher);
}

int scrm_pattern_find(const struct scrm_pattern *pattern, struct scrm_matcher *matcher,
                      struct scrm_slice text, size_t *from, size_t *to)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.at ? text.at : "");
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->match);
    int groups =
        pcre2_match(pattern->code, subject, text.len, 0, 0, matcher->match, matcher->limits);

    matcher->groups = 0;
    if (groups == PCRE2_ERROR_NOMATCH)
        return 0;
    if (groups == PCRE2_ERROR_NOMEMORY)
        scrm_out_of_memory();
    if (groups < 0)
        return -1;
    /* 0: the pattern has more groups than are kept. */
    matcher->groups = groups ? (unsigned)groups : GROUPS;
    if (from)
        *from = span[0];
    if (to)
        *to = span[1];
    return 1;
}

struct scrm_slice scrm_pattern_group(const struct scrm_matcher *matcher, struct scrm_slice text,
                                     unsigned n)
{
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->match);

    if (n >= matcher->groups)
        return (struct scrm_slice){0};
    span += 2 * (size_t)n;
    if (span[0] == PCRE2_UNSET || span[1] < span[0])
        return (struct scrm_slice){0};
    return (struct scrm_slice){text.at + span[0], span[1] - span[0]};
}
