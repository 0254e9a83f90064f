/*
 * What a report takes from the lines that pass: the posts to be counted, the
 * facts that cases are folded from and, where no ledger keeps the cases, the
 * words that a case list shows.
 */
#ifndef SCRM_REPORT_INTAKE_H
#define SCRM_REPORT_INTAKE_H

#include "cases/read.h"
#include "report/facts.h"
#include "report/posts.h"
#include "report/reckon.h"
#include "report/texts.h"

struct scrm_report_intake {
    struct scrm_report_slots slots;
    struct scrm_report_posts posts;
    struct scrm_case_slots case_slots;
    struct scrm_case_intern intern;
    struct scrm_report_facts facts;
    struct scrm_report_texts texts;
};

/* Adds what is read to `keys` (not yet built). `now_ms` is the time of posts that have none;
 * `threads`: cases will be folded from what is taken. */
void scrm_report_intake_init(struct scrm_report_intake *intake, struct scrm_keys *keys,
                             int64_t now_ms, bool threads);

/* Takes one line; `scratch` may be emptied afterwards. A line without an id is
 * known by its bytes, so that a pipe of bare texts makes a report too. Error
 * 65 with the member. */
int scrm_report_intake_take(struct scrm_report_intake *intake, const struct scrm_line *line,
                            struct scrm_arena *scratch, struct scrm_err *err);

/* What was taken, for the reckoning. Borrowed. */
struct scrm_report_matter scrm_report_intake_matter(struct scrm_report_intake *intake);

void scrm_report_intake_fini(struct scrm_report_intake *intake);

#endif
