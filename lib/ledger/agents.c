/*
 * agents.csv: name, and as far as wanted team, skills, languages, capacity and
 * available. Lists in a field are separated by ";". Who has skills takes only
 * cases whose queue, function or a tag is among them; who has languages only
 * cases in one of them (or of an unknown one). Who is full or away takes none.
 */
#include "ledger/agents.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "table/table.h"

struct agent {
    struct scrm_slice name, teams, skills, languages;
    int64_t capacity; /* open cases at once; -1: no limit */
    bool available;
    int64_t load;  /* open cases */
    uint64_t last; /* when a case was given to them: the event, or later; 0 never */
};

struct scrm_agents {
    struct scrm_table *table;
    struct agent *at;
    size_t n;
    uint64_t turn; /* the number of the next assignment */
};

/* Whether a list "a; b" names the word. */
static bool lists(struct scrm_slice list, struct scrm_slice word)
{
    while (list.len) {
        const char *end = memchr(list.at, ';', list.len);
        size_t len = end ? (size_t)(end - list.at) : list.len;

        if (word.len && scrm_slice_eq(scrm_slice_trim((struct scrm_slice){list.at, len}), word))
            return true;
        list.at += len + (end != NULL);
        list.len -= len + (end != NULL);
    }
    return false;
}

static int read_agent(struct scrm_agents *agents, size_t row, const int *columns,
                      struct scrm_err *err)
{
    struct agent *agent = &agents->at[row];
    struct scrm_slice capacity =
        scrm_slice_trim(scrm_table_get(agents->table, row, columns[4]));
    struct scrm_slice available =
        scrm_slice_trim(scrm_table_get(agents->table, row, columns[5]));
    size_t i;

    *agent = (struct agent){
        .name = scrm_slice_trim(scrm_table_get(agents->table, row, columns[0])),
        .teams = scrm_table_get(agents->table, row, columns[1]),
        .skills = scrm_slice_trim(scrm_table_get(agents->table, row, columns[2])),
        .languages = scrm_slice_trim(scrm_table_get(agents->table, row, columns[3])),
        .capacity = -1,
        .available = true};
    if (!agent->name.len)
        return scrm_table_error(agents->table, row, columns[0], err, "an agent needs a name");
    for (i = 0; i < row; i++)
        if (scrm_slice_eq(agents->at[i].name, agent->name))
            return scrm_table_error(agents->table, row, columns[0], err, "%.*s stands twice",
                                    SCRM_FMT(agent->name));
    if (capacity.len && (scrm_num_int(capacity, &agent->capacity) || agent->capacity < 0))
        return scrm_table_error(agents->table, row, columns[4], err,
                                "'%.*s' is no number of cases", SCRM_FMT(capacity));
    if (available.len && !scrm_slice_is(available, "yes") && !scrm_slice_is(available, "no"))
        return scrm_table_error(agents->table, row, columns[5], err, "expected yes or no");
    agent->available = !scrm_slice_is(available, "no");
    return 0;
}

static int refuse_unknown_columns(const struct scrm_table *table, const char *const *names,
                                  size_t n, struct scrm_err *err)
{
    const char *near;
    size_t c, i;

    for (c = 0; c < scrm_table_columns(table); c++) {
        for (i = 0; i < n && scrm_table_column(table, names[i]) != (int)c; i++)
            ;
        if (i < n)
            continue;
        scrm_err_set(err, SCRM_EXIT_CONFIG, "unknown column '%.*s'",
                     SCRM_FMT(scrm_table_name(table, c)));
        near = scrm_err_nearest(scrm_table_name(table, c), names, n);
        if (near)
            scrm_err_hint(err, "did you mean %s?", near);
        return scrm_err_at(err, scrm_table_file(table), 1, 0);
    }
    return 0;
}

struct scrm_agents *scrm_agents_load(const char *path, struct scrm_err *err)
{
    static const char *const names[] = {"name",      "team",     "skills",
                                        "languages", "capacity", "available"};
    enum { NAMES_N = sizeof names / sizeof *names };
    struct scrm_agents *agents = scrm_alloc_zero(1, sizeof *agents);
    int columns[NAMES_N], result = -1;
    size_t i;

    agents->table = scrm_table_load(path, err);
    if (agents->table && scrm_table_need(agents->table, names[0], err) >= 0)
        result = refuse_unknown_columns(agents->table, names, NAMES_N, err);
    if (result == 0) {
        for (i = 0; i < NAMES_N; i++)
            columns[i] = scrm_table_column(agents->table, names[i]);
        agents->n = scrm_table_rows(agents->table);
        agents->at = scrm_alloc_zero(agents->n + 1, sizeof *agents->at);
        for (i = 0; i < agents->n && result == 0; i++)
            result = read_agent(agents, i, columns, err);
    }
    if (result == 0)
        return agents;
    scrm_agents_free(agents);
    return NULL;
}

void scrm_agents_free(struct scrm_agents *agents)
{
    if (!agents)
        return;
    scrm_table_free(agents->table);
    free(agents->at);
    free(agents);
}

static struct agent *find(const struct scrm_agents *agents, struct scrm_slice name)
{
    size_t i;

    for (i = 0; i < agents->n && name.len; i++)
        if (scrm_slice_eq(agents->at[i].name, name))
            return &agents->at[i];
    return NULL;
}

bool scrm_agents_know(const struct scrm_agents *agents, struct scrm_slice name)
{
    return find(agents, name) != NULL;
}

/* A query of names with a number each. */
static int read_numbers(struct scrm_agents *agents, struct scrm_ledger *ledger, bool loads,
                        struct scrm_err *err)
{
    struct scrm_statement *select =
        scrm_ledger_sql(ledger, loads ? SQL_LOADS : SQL_ASSIGNED, err);
    struct agent *agent;
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        agent = find(agents, scrm_column_text(select, 0));
        if (agent && loads)
            agent->load = scrm_column_int(select, 1);
        else if (agent)
            agent->last = (uint64_t)scrm_column_int(select, 1);
        if (!loads && (uint64_t)scrm_column_int(select, 1) >= agents->turn)
            agents->turn = (uint64_t)scrm_column_int(select, 1) + 1;
    }
    return step;
}

int scrm_agents_begin(struct scrm_agents *agents, struct scrm_ledger *ledger,
                      struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < agents->n; i++) {
        agents->at[i].load = 0;
        agents->at[i].last = 0;
    }
    agents->turn = 1;
    return read_numbers(agents, ledger, true, err) || read_numbers(agents, ledger, false, err)
               ? -1
               : 0;
}

static bool can_take(const struct agent *agent, const struct scrm_need *need,
                     struct scrm_slice team)
{
    bool skilled = !agent->skills.len || lists(agent->skills, need->queue) ||
                   lists(agent->skills, need->function);
    size_t i;

    for (i = 0; i < need->n_tags; i++)
        skilled |= lists(agent->skills, need->tags[i]);
    return agent->available && skilled &&
           (agent->capacity < 0 || agent->load < agent->capacity) &&
           (!team.len || lists(agent->teams, team)) &&
           (!agent->languages.len || !need->language.len ||
            lists(agent->languages, need->language));
}

/* Whether `a` goes before `b`: less to do, or longer without a new case. Equal
 * ones stand as in the table. */
static bool goes_before(const struct agent *a, const struct agent *b, bool by_load)
{
    if (by_load && a->load != b->load)
        return a->load < b->load;
    return a->last < b->last;
}

/* The next behind whom the last case of the team went to, round and round. */
static struct agent *next_round(struct scrm_agents *agents, const struct scrm_need *need,
                                struct scrm_slice team)
{
    size_t i, last = agents->n - 1;
    uint64_t latest = 0;

    for (i = 0; i < agents->n; i++)
        if (agents->at[i].last > latest && (!team.len || lists(agents->at[i].teams, team))) {
            latest = agents->at[i].last;
            last = i;
        }
    for (i = 1; i <= agents->n; i++) {
        struct agent *agent = &agents->at[(last + i) % agents->n];

        if (can_take(agent, need, team))
            return agent;
    }
    return NULL;
}

static struct agent *best(struct scrm_agents *agents, const struct scrm_need *need,
                          struct scrm_slice team, bool by_load)
{
    struct agent *found = NULL;
    size_t i;

    for (i = 0; i < agents->n; i++)
        if (can_take(&agents->at[i], need, team) &&
            (!found || goes_before(&agents->at[i], found, by_load)))
            found = &agents->at[i];
    return found;
}

/* "least_loaded(TEAM)" in its parts. */
static struct scrm_slice strategy_of(struct scrm_slice assign, struct scrm_slice *team)
{
    const char *open = memchr(assign.at, '(', assign.len);

    *team = (struct scrm_slice){NULL, 0};
    if (!open)
        return assign;
    *team = (struct scrm_slice){open + 1, (size_t)(assign.at + assign.len - open) - 1};
    if (team->len && team->at[team->len - 1] == ')')
        team->len--;
    *team = scrm_slice_trim(*team);
    return (struct scrm_slice){assign.at, (size_t)(open - assign.at)};
}

struct scrm_slice scrm_agents_choose(struct scrm_agents *agents, const struct scrm_need *need)
{
    struct scrm_slice team, strategy = strategy_of(need->assign, &team);
    struct agent *agent = NULL;

    if (agents->n == 0)
        return (struct scrm_slice){NULL, 0};
    if (scrm_slice_is(strategy, "sticky"))
        agent = find(agents, need->before);
    if (agent && !can_take(agent, need, team))
        agent = NULL;
    if (!agent && scrm_slice_is(strategy, "round_robin"))
        agent = next_round(agents, need, team);
    else if (!agent && scrm_slice_is(strategy, "longest_idle"))
        agent = best(agents, need, team, false);
    else if (!agent)
        agent = best(agents, need, team, true);
    if (!agent)
        return (struct scrm_slice){NULL, 0};
    agent->load++;
    agent->last = agents->turn++;
    return agent->name;
}
