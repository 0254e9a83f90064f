/*
 * Who works there, for rules that name somebody.
 */
#include "route/calendars.h"

#include <stdlib.h>

#include "base/alloc.h"

/* Columns that name people, and those that name teams. */
static const char *const people[] = {"agent", "name", "id", "handle", NULL};
static const char *const teams[] = {"team", "teams", NULL};

int scrm_agents_load(struct scrm_agents *agents, const char *path, struct scrm_err *err)
{
    agents->table = scrm_table_load(path, err);
    if (!agents->table)
        return -1;
    for (size_t i = 0; people[i]; i++)
        if (scrm_table_column(agents->table, people[i]) >= 0)
            return 0;
    scrm_err_set(err, SCRM_EXIT_CONFIG,
                 "no column names the agents: agent, name, id or handle");
    return scrm_err_at(err, path, 1, 0);
}

void scrm_agents_fini(struct scrm_agents *agents)
{
    scrm_table_free(agents->table);
    *agents = (struct scrm_agents){0};
}

/* Calls `each` with every name until it returns true. */
typedef bool each_name(void *ctx, struct scrm_slice name);

static bool walk(const struct scrm_agents *agents, bool team, each_name *each, void *ctx)
{
    const char *const *columns = team ? teams : people;

    for (size_t i = 0; columns[i]; i++) {
        int column = scrm_table_column(agents->table, columns[i]);

        for (size_t row = 0; column >= 0 && row < scrm_table_rows(agents->table); row++) {
            struct scrm_slice cell = scrm_table_get(agents->table, row, column);

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
    }
    return false;
}

static bool is_same(void *ctx, struct scrm_slice name)
{
    return scrm_slice_eq(*(const struct scrm_slice *)ctx, name);
}

bool scrm_agents_have(const struct scrm_agents *agents, bool team, struct scrm_slice name)
{
    return walk(agents, team, is_same, &name);
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

char *scrm_agents_nearest(const struct scrm_agents *agents, bool team, struct scrm_slice name)
{
    struct names names = {0};
    const char *near;
    char *found;

    walk(agents, team, keep_name, &names);
    near = scrm_err_nearest(name, (const char *const *)names.at, names.n);
    found = near ? scrm_strdup(near) : NULL;
    for (size_t i = 0; i < names.n; i++)
        free(names.at[i]);
    free(names.at);
    return found;
}
