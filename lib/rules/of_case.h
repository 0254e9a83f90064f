/*
 * Conditions about cases. A case stands there in the shape of a post, so the
 * fields are those of rules (route.queue, case.state, author_handle; text is the
 * first words, age() counts from when it was opened), and the short names that
 * lists show (queue, state, owner, ...) mean the same.
 */
#ifndef SCRM_RULES_OF_CASE_H
#define SCRM_RULES_OF_CASE_H

#include "rules/book.h"
#include "rules/rules.h"

/* From a member of scrm.case/1 to the member of a post that conditions know. */
struct scrm_case_field {
    const char *from, *parent, *to; /* parent NULL: at the top */
};
extern const struct scrm_case_field scrm_case_fields[];
extern const size_t scrm_case_fields_n;

/* One condition with its name. */
struct scrm_case_condition {
    struct scrm_slice name;
    const struct scrm_where *when;
};

/*
 * Fills `rules` with the conditions, the names of `book` (NULL: none) and the short
 * ones, and builds it; the members that they read are added to `keys`, which the
 * caller builds. 78 with the place, also for a field that no case has.
 */
int scrm_case_rules_build(struct scrm_rules *rules, const struct scrm_book *book,
                          const struct scrm_case_condition *conditions, size_t n,
                          struct scrm_keys *keys, struct scrm_err *err);

/* The same for the time rules of a book. */
int scrm_time_rules_build(struct scrm_rules *rules, const struct scrm_book *book,
                          struct scrm_keys *keys, struct scrm_err *err);

#endif
