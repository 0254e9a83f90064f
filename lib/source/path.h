/*
 * Paths: where in a record something stands.
 *
 * "/account/acct" starts at the record, "$/includes" at the page around it,
 * "@instance" names an argument or a variable of the run. Segments are those
 * of RFC 6901 plus "*" (every element, every member's value) and
 * "[key=value]" (the elements whose member `key` is the text `value`; of lists
 * in a list, the digit `key` counts); a number is an array's index, or a key
 * where it meets an object. "/" alone is the record itself, "$/" the page.
 *
 * The leading plain keys of a path are found by the scanner while it validates
 * the line (a slot); only what lies behind them is walked.
 */
#ifndef SCRM_SOURCE_PATH_H
#define SCRM_SOURCE_PATH_H

#include "record/scan.h"

struct scrm_node;

enum scrm_path_root { SCRM_ROOT_RECORD, SCRM_ROOT_PAGE, SCRM_ROOT_NAME };

enum scrm_step_kind { SCRM_STEP_KEY, SCRM_STEP_INDEX, SCRM_STEP_ALL, SCRM_STEP_WHERE };

struct scrm_step {
    enum scrm_step_kind kind;
    char *key;  /* KEY, INDEX (as written), WHERE: the member looked at. Owned */
    char *want; /* WHERE: its text. Owned */
    uint64_t index;
};

/* The ways in which a record reaches the mapping; each has its own slots. */
enum scrm_form {
    SCRM_FORM_RAW,    /* in an envelope */
    SCRM_FORM_NATIVE, /* as it is, its source known */
    SCRM_FORM_MIXED,  /* as it is, its source not known before its shape is */
    SCRM_FORMS
};

struct scrm_path {
    enum scrm_path_root root;
    struct scrm_step *steps; /* NAME: steps[0] is the name */
    size_t n;
    size_t keys;                  /* leading KEY steps, found by the scanner */
    const struct scrm_node *node; /* where it stands in the descriptor; NULL: nowhere */
    int slot[SCRM_FORMS];         /* -1: walk from the root */
};

/* Parses `text`; 78 with `*offset` at the character that does not fit. */
int scrm_path_parse(struct scrm_path *path, struct scrm_slice text, size_t *offset,
                    struct scrm_err *err);
void scrm_path_fini(struct scrm_path *path);

/* An argument or a variable: JSON text, so that it is a value like any other. */
struct scrm_arg {
    char *name;              /* owned */
    char *json;              /* the quoted string. Owned */
    struct scrm_value value; /* of `json` */
    bool plain;              /* a host that was given as http://HOST */
};

struct scrm_args {
    struct scrm_arg *at;
    size_t n, cap;
};

void scrm_args_fini(struct scrm_args *args);
void scrm_args_set(struct scrm_args *args, const char *name, struct scrm_slice text);
/* Forgets one, as if it had never been set. */
void scrm_args_unset(struct scrm_args *args, const char *name);
/* ABSENT where there is none. */
struct scrm_value scrm_args_get(const struct scrm_args *args, const char *name);
/* The text as it was set, borrowed from the arena; absent where there is none. */
struct scrm_slice scrm_args_text(const struct scrm_args *args, const char *name,
                                 struct scrm_arena *arena);

/* Length of NAME in an operand NAME=VALUE; 0 where it is none. */
size_t scrm_arg_name(const char *operand);

/* Sets NAME=VALUE as a person gave it. 64 where it is none, or the name was given before: one
 * of the two would be passed over. */
int scrm_args_take(struct scrm_args *args, const char *operand, struct scrm_err *err);

/* Takes NAME=VALUE out of operands, unless a file has that name; the others go to `files`,
 * which has room for n, and are counted. Errors: as of scrm_args_take. */
int scrm_args_split(struct scrm_args *args, const char *const *operands, size_t n,
                    const char **files, size_t *n_files, struct scrm_err *err);

/* What a path is looked up in. */
struct scrm_scope {
    enum scrm_form form;
    const struct scrm_value *slots; /* of the form's keys; NULL: walk from `record` */
    struct scrm_value record;
    struct scrm_value page;       /* ABSENT where there is none */
    const struct scrm_args *args; /* for names that are not in a slot; NULL: see `names` */
    struct scrm_value names;      /* the arguments as an object, when `args` is NULL */
    struct scrm_value under;      /* @key: the member that the record stood under; ABSENT: an
                                     argument, or none */
    struct scrm_value *key; /* where not NULL, a walk notes here under which member "*" found
                               what it calls `each` with */
};

/* The first value that the path leads to; ABSENT where it leads nowhere. */
struct scrm_value scrm_path_first(const struct scrm_path *path, const struct scrm_scope *scope);

/* Called for every value in order; false ends the walk. */
typedef bool scrm_path_each(void *ctx, struct scrm_value value);

/* Calls `each` for all values that the path leads to (NULL and empty ones too). */
void scrm_path_walk(const struct scrm_path *path, const struct scrm_scope *scope,
                    scrm_path_each *each, void *ctx);

/* Whether the path can lead to more than one value. */
bool scrm_path_is_many(const struct scrm_path *path);

/* Appends the path as it would be written, for messages. */
void scrm_path_put(const struct scrm_path *path, struct scrm_buf *out);

#endif
