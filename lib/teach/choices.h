/*
 * The labels that a person may choose from, each with a key of its own.
 */
#ifndef SCRM_TEACH_CHOICES_H
#define SCRM_TEACH_CHOICES_H

#include "base/err.h"

/* As many as there are letters that mean nothing else. */
enum { SCRM_CHOICES_MAX = 23 };

/* A zeroed struct is empty. */
struct scrm_choices {
    struct scrm_choice {
        char *label; /* owned */
        char key;    /* a small letter; the first nine have a digit too */
    } at[SCRM_CHOICES_MAX];
    size_t n;
};

void scrm_choices_fini(struct scrm_choices *choices);

/* Adds a label, blanks around it aside, unless it is empty or there. 64 for too many. */
int scrm_choices_add(struct scrm_choices *choices, struct scrm_slice label,
                     struct scrm_err *err);
/* The same for "a,b,c". */
int scrm_choices_add_list(struct scrm_choices *choices, const char *list, struct scrm_err *err);

/* Gives each label a key: the first of its letters that is free, else any. */
void scrm_choices_give_keys(struct scrm_choices *choices);

/* The label of a key, or of its name; -1: none. */
int scrm_choices_by_key(const struct scrm_choices *choices, int key);
int scrm_choices_find(const struct scrm_choices *choices, struct scrm_slice label);

#endif
