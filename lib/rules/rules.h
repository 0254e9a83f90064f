/*
 * Conditions: a subset of SQL's WHERE over the members of a record.
 *
 * A set of named conditions (rules) is added in order, built once, then shared
 * by threads; each thread opens a worker and asks it, record by record, which
 * rules hit. The set names the members it needs in the caller's scrm_keys, so a
 * line is scanned once for everybody; all words and phrases of all rules stand
 * in one automaton a field, and a rule that needs a word is not even looked at
 * when none of its words is there.
 *
 * Semantics. Truth is three-valued: a missing member, a JSON null, and a value
 * of another kind than the schema says are NULL, and a rule hits only on TRUE.
 * Text compares byte by byte, LIKE is case-sensitive, numbers compare by their
 * exact value (a whole number of up to 64 bits is exact, every other one is the
 * nearest double; one past the range of a double is NULL), times by instant.
 * Below ext, raw and score.labels types show at run time only: a comparison of
 * unlike kinds is NULL.
 */
#ifndef SCRM_RULES_RULES_H
#define SCRM_RULES_RULES_H

#include "base/time.h"
#include "record/scan.h"
#include "rules/where.h"

enum scrm_truth { SCRM_NO = 0, SCRM_YES = 1, SCRM_UNKNOWN = 2 };

struct scrm_rules;

struct scrm_rules *scrm_rules_new(void);
void scrm_rules_free(struct scrm_rules *rules);

/* What hour(), weekday() and working_time() go by: the local date of an instant, and
 * whether somebody is there. Both are asked from any thread. */
struct scrm_rules_clock {
    const void *ctx;
    struct scrm_date (*date)(const void *ctx, int64_t ms);
    bool (*is_open)(const void *ctx, int64_t ms);
};

/* Sets the clock, which is copied; its ctx is borrowed. Without one it is UTC, and
 * every hour is working time. To be said before the build. */
void scrm_rules_set_clock(struct scrm_rules *rules, const struct scrm_rules_clock *clock);

/* Names a condition or value that rules may use; a second one of the same name
 * replaces the first. `where` is copied; what it points to must live until
 * scrm_rules_build has returned. 78 with the place. */
int scrm_rules_let(struct scrm_rules *rules, struct scrm_slice name,
                   const struct scrm_where *where, struct scrm_err *err);

/* Appends a rule; its index is the number of rules before it. As scrm_rules_let. */
int scrm_rules_add(struct scrm_rules *rules, struct scrm_slice name,
                   const struct scrm_where *where, struct scrm_err *err);

/* Checks types, reads the files of terms(), compiles, and adds the members it
 * needs to `keys` (which the caller builds afterwards). Once. 78 with the place. */
int scrm_rules_build(struct scrm_rules *rules, struct scrm_keys *keys, struct scrm_err *err);

size_t scrm_rules_count(const struct scrm_rules *rules);
struct scrm_slice scrm_rules_name(const struct scrm_rules *rules, size_t rule);

/* What one thread needs to ask. Owned by caller. */
struct scrm_rules_worker;

struct scrm_rules_worker *scrm_rules_open(const struct scrm_rules *rules);
void scrm_rules_close(struct scrm_rules_worker *worker);

/* Turns to another record. `line` was scanned with the keys of the build; it
 * and `arena` are borrowed until the next begin. `now` is milliseconds. */
void scrm_rules_begin(struct scrm_rules_worker *worker, const struct scrm_line *line,
                      struct scrm_arena *arena, int64_t now);

/* The first rule from index `from` on that hits, or the number of rules. To be
 * asked in ascending order, since rule() looks at the hits so far. */
size_t scrm_rules_next(struct scrm_rules_worker *worker, size_t from);

/* Whether one rule hits; notes the hit for rule(). */
enum scrm_truth scrm_rules_test(struct scrm_rules_worker *worker, size_t rule);

/* How often a regular expression reached its limits and counted as NULL. */
uint64_t scrm_rules_gave_up(const struct scrm_rules_worker *worker);

/* Why a rule hit or not, for --explain. */
enum { SCRM_WHY_SEEN_MAX = 8 };

struct scrm_why {
    enum scrm_truth hit;
    struct scrm_slice part; /* as written: the first part that failed; the whole on a hit */
    size_t n;
    struct {
        struct scrm_slice field; /* dotted */
        struct scrm_slice json;  /* its value, "null" where unknown; long texts are cut. For
                                    has() an array of the words found */
    } seen[SCRM_WHY_SEEN_MAX];
};

/* Fills `why` about the record at hand; its slices live in the record's arena
 * or as long as the rules. Notes the hit as scrm_rules_test does. */
void scrm_rules_explain(struct scrm_rules_worker *worker, size_t rule, struct scrm_why *why);

/*
 * Whether a rule can never hit, whatever the record. `ends[i]` says that rule
 * i, when it hits, is the last one asked. Sound, not complete: what it reports
 * is certain. Returns a sentence in `text` (static or in `buf`), or NULL.
 */
const char *scrm_rules_never(const struct scrm_rules *rules, size_t rule, const bool *ends,
                             struct scrm_buf *buf);

/* Whether rule `other` certainly hits whenever `rule` does. As sound, as incomplete. */
bool scrm_rules_implies(const struct scrm_rules *rules, size_t rule, size_t other);

/* Whether some text makes a regular expression of the rule run into its limits: that
 * expression, and what the text is a row of. Borrowed. Takes a while. */
bool scrm_rules_slow(const struct scrm_rules *rules, size_t rule, struct scrm_slice *pattern,
                     struct scrm_slice *unit);

#endif
