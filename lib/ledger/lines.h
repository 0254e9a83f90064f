/*
 * One line of a spool, of posts, of rejects or of a report without a person in it.
 */
#ifndef SCRM_LEDGER_LINES_H
#define SCRM_LEDGER_LINES_H

#include "ledger/forget.h"
#include "record/value.h"

struct scrm_lines {
    struct scrm_forget *forget;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_buf scratch, parts;
    unsigned kinds; /* what is masked in the line at hand */
    bool page;      /* a report: what the person said is theirs wherever it stands */
    struct scrm_slice source, network, host; /* of the envelope at hand, or absent */
};

void scrm_lines_fini(struct scrm_lines *lines);

/* Appends the line (without newline) as it may stay. 1 changed, 0 not, -1. */
int scrm_lines_clean(struct scrm_lines *lines, struct scrm_slice line, struct scrm_buf *out,
                     struct scrm_err *err);

/* ---- between the files of lines ---- */

/* whose.c: what a key says about the value behind it. */
bool scrm_key_names_others(struct scrm_slice key); /* mentions, parents, recipients */
bool scrm_key_is_owner(struct scrm_slice key);     /* below it stands who wrote the line */
bool scrm_key_is_person(struct scrm_slice key);    /* its text is what a person is called */
bool scrm_key_is_reference(struct scrm_slice key); /* its value is the id of a post */

/* The post of theirs that a native value names: as it is, or as network:value or
 * network:host:value. NULL where none. */
const struct scrm_case_fact *scrm_lines_post(struct scrm_lines *lines, struct scrm_slice value);

/* whose.c: what a raw record says about the person. */
struct scrm_raw_finding {
    bool theirs;
    const struct scrm_case_fact *post; /* the one that the record is; NULL: not known */
};
/* Notes the envelope's source and looks at its record. A list of records inside
 * of it is looked at by scrm_raw_blank_lists. */
struct scrm_raw_finding scrm_raw_look(struct scrm_lines *lines, struct scrm_value raw);
/* Copies the line with the person's records in lists blank; how many there were. */
uint64_t scrm_raw_blank_lists(struct scrm_lines *lines, struct scrm_value raw,
                              struct scrm_slice line, struct scrm_buf *out);

/* mask.c: copies the value's line with the strings that name the person masked.
 * Returns how many there were. */
uint64_t scrm_lines_mask(struct scrm_lines *lines, struct scrm_value all,
                         struct scrm_slice line, struct scrm_buf *out);
/* The same for text that is no JSON. */
uint64_t scrm_lines_mask_text(struct scrm_lines *lines, struct scrm_slice line,
                              struct scrm_buf *out);

/* blank.c: what stays in the place of a line of the person. */
void scrm_blank_post(struct scrm_lines *lines, struct scrm_value post, uint64_t author,
                     struct scrm_buf *out);
/* A record; `fact` NULL: the ledger does not have its post. */
void scrm_blank_record(struct scrm_lines *lines, const struct scrm_case_fact *fact,
                       struct scrm_buf *out);
/* An envelope around a record that is theirs. */
void scrm_blank_raw(struct scrm_lines *lines, struct scrm_value raw,
                    const struct scrm_case_fact *fact, struct scrm_buf *out);
void scrm_blank_reject(struct scrm_value reject, struct scrm_buf *out);

#endif
