/*
 * A rule book: one or several rule files, laid one on top of the other, as
 * rows of a table. Whether a row was written in YAML, JSON or a spreadsheet no
 * longer shows, except in where its errors point.
 *
 * A file on top changes only what it names: a rule of the same name takes the
 * keys it gives, a new one goes to the end or, with `before: NAME`, in front of
 * that rule; `remove: true` takes a rule away. `let`, `default` and `match` are joined
 * the same way; a null takes a key back to "not given". A file may name the one it
 * lies on itself: `base: default` (the shipped rules) or `base: FILE`, beside it.
 * Conditions are not read here, only kept.
 */
#ifndef SCRM_RULES_BOOK_H
#define SCRM_RULES_BOOK_H

#include "base/arena.h"
#include "rules/where.h"

/* One key of `then` or `default` with its value, or one name of `let`. */
struct scrm_book_value {
    struct scrm_slice name;
    struct scrm_where key, value;
};

struct scrm_book_values {
    struct scrm_book_value *at; /* owned by the book */
    size_t n, cap;
};

enum scrm_book_event { SCRM_ON_NONE, SCRM_ON_TICK, SCRM_ON_REOPEN, SCRM_ON_NEW, SCRM_ON_REPLY };

struct scrm_book_rule {
    struct scrm_slice name;
    struct scrm_where place; /* its name, for errors about the whole rule */
    struct scrm_where when;
    struct scrm_book_values then;
    const struct scrm_node *expect; /* LIST, or NULL */
    bool stop;
    enum scrm_book_event on; /* time_rules only */
};

struct scrm_book_rules {
    struct scrm_book_rule *at;
    size_t n, cap;
};

/* One of the two; owned by the book. */
struct scrm_book_file {
    struct scrm_config *config;
    struct scrm_table *table;
};

struct scrm_book {
    struct scrm_arena arena;
    struct scrm_book_file *files; /* owned; all else borrows from them */
    size_t n_files, cap_files;
    struct scrm_book_values lets, fallback; /* `let` and `default` */
    struct scrm_book_rules rules, time_rules;
    bool all;                          /* match: all */
    const struct scrm_node *queues;    /* LIST of the queues there are, or NULL */
    const struct scrm_node *functions; /* LIST of the functions there are, or NULL */
    const struct scrm_node *owners;    /* LIST of the people there are, or NULL */
    const struct scrm_node *teams;     /* LIST of the teams there are, or NULL */
    struct scrm_buf version;           /* of all files, joined by "+" */
    struct scrm_buf digest;            /* of all files' bytes, hexadecimal digits */
    unsigned depth;                    /* of files that lie on files, while they are read */
};

/* A zeroed struct is an empty book. */
void scrm_book_fini(struct scrm_book *book);

/* Lays a file on top: .csv and .tsv are tables, all else YAML or JSON. 66 or 77
 * as scrm_file_read, 78 with the place. */
int scrm_book_load(struct scrm_book *book, const char *path, struct scrm_err *err);

/* The same from memory; `name` stands in errors and says the format. */
int scrm_book_parse(struct scrm_book *book, struct scrm_slice text, const char *name,
                    struct scrm_err *err);

/* The path of the shipped rules; owned by caller. NULL as scrm_file_share. */
char *scrm_book_shipped(struct scrm_err *err);

/* Appends the shipped rules as they are written. */
int scrm_book_put_shipped(struct scrm_buf *out, struct scrm_err *err);

/* The value of `key`, or NULL. */
const struct scrm_book_value *scrm_book_get(const struct scrm_book_values *values,
                                            const char *key);

/* Rows to lay on top, used by the two readers below. `row->when.text.at` NULL
 * means "not given"; `stop` and `on` count where their `has_` is set. */
struct scrm_book_patch {
    struct scrm_book_rule rule;
    struct scrm_where before;
    bool has_stop, remove;
};

int scrm_book_put_rule(struct scrm_book_rules *rules, const struct scrm_book_patch *patch,
                       struct scrm_err *err);
void scrm_book_put_value(struct scrm_book_values *values, const struct scrm_book_value *value);
int scrm_book_read_yaml(struct scrm_book *book, struct scrm_config *config,
                        struct scrm_err *err);
int scrm_book_read_csv(struct scrm_book *book, const struct scrm_table *table,
                       struct scrm_err *err);

/* The keys of `then`, NULL-terminated. */
extern const char *const scrm_then_keys[];

#endif
