/*
 * Who works there, for rules that name somebody.
 */
#include "route/calendars.h"

#include <stdlib.h>

#include "base/alloc.h"

int scrm_people_load(struct scrm_people *people, const char *path, struct scrm_err *err)
{
    people->table = scrm_table_load(path, err);
    return people->table && scrm_table_need(people->table, "name", err) >= 0 ? 0 : -1;
}

void scrm_people_fini(struct scrm_people *people)
{
    scrm_table_free(people->table);
    *people = (struct scrm_people){0};
}

/* Calls `each` with every name until it returns true. */
typedef bool each_name(void *ctx, struct scrm_slice name);

static bool walk(const struct scrm_people *people, bool team, each_name *each, void *ctx)
{
    int column = scrm_table_column(people->table, team ? "team" : "name");

    for (size_t row = 0; column >= 0 && row < scrm_table_rows(people->table); row++) {
        struct scrm_slice cell = scrm_table_get(people->table, row, column);

        while (cell.len) {
            const char *end = team ? memchr(cell.at, ';', cell.len) : NULL;
            size_t len = end ? (size_t)(end - cell.at) : cell.len;
            struct scrm_slice name = scrm_slice_trim((struct scrm_slice){cell.at, len});

            if (name.len && each(ctx, name))
                return true;
            cell.at += len + (end != NULL);
            cell.len -= len + (end != NULL);
        }
    }
    return false;
}

static bool is_same(void *ctx, struct scrm_slice name)
{
    return scrm_slice_eq(*(const struct scrm_slice *)ctx, name);
}

/* A table without a row names nobody, and so forbids nobody. */
bool scrm_people_have(const struct scrm_people *people, bool team, struct scrm_slice name)
{
    return scrm_table_rows(people->table) == 0 || walk(people, team, is_same, &name);
}

/* Names as C strings, to be compared. */
struct names {
    char **at; /* owned */
    size_t n, cap;
};

static bool keep_name(void *ctx, struct scrm_slice name)
{
    struct names *names = ctx;

    SCRM_GROW(names->at, names->n, names->cap);
    names->at[names->n++] = scrm_strndup(name.at, name.len);
    return false;
}

char *scrm_people_nearest(const struct scrm_people *people, bool team, struct scrm_slice name)
{
    struct names names = {0};
    const char *near;
    char *found;

    walk(people, team, keep_name, &names);
    near = scrm_err_nearest(name, (const char *const *)names.at, names.n);
    found = near ? scrm_strdup(near) : NULL;
    for (size_t i = 0; i < names.n; i++)
        free(names.at[i]);
    free(names.at);
    return found;
}
