/*
 * agents.csv: name, and as far as wanted team, skills, languages, capacity, limit
 * and available. Lists in a field are separated by ";". Who has skills takes only
 * cases whose queue, function or a tag is among them; who has languages only
 * cases in one of them (or of an unknown one). Who is full or away takes none, nor
 * who was given as many lately as a limit such as 10/8h allows.
 */
#include "ledger/agents.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "table/table.h"

struct agent {
    struct scrm_slice name, teams, skills, languages;
    int64_t capacity;         /* open cases at once; -1: no limit */
    int64_t limit, window_ms; /* new cases within that time; -1: no limit */
    bool available;
    int64_t given; /* new cases within the window */
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

/* "10/8h". */
static int read_limit(struct scrm_slice text, struct agent *agent)
{
    const char *slash = text.len ? memchr(text.at, '/', text.len) : NULL;
    struct scrm_slice number, window;

    agent->limit = -1;
    if (!text.len)
        return 0;
    if (!slash)
        return -1;
    number = scrm_slice_trim((struct scrm_slice){text.at, (size_t)(slash - text.at)});
    window = scrm_slice_trim(
        (struct scrm_slice){slash + 1, text.len - (size_t)(slash + 1 - text.at)});
    return scrm_num_int(number, &agent->limit) || agent->limit < 0 ||
                   scrm_time_duration(window, &agent->window_ms) || agent->window_ms <= 0
               ? -1
               : 0;
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
    if (read_limit(scrm_slice_trim(scrm_table_get(agents->table, row, columns[6])), agent))
        return scrm_table_error(agents->table, row, columns[6], err,
                                "expected new cases within a time, such as 10/8h");
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
    static const char *const names[] = {"name",     "team",      "skills", "languages",
                                        "capacity", "available", "limit"};
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

/* How many open cases everybody has. */
static int read_loads(struct scrm_agents *agents, struct scrm_ledger *ledger,
                      struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_LOADS, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct agent *agent = find(agents, scrm_column_text(select, 0));

        if (agent)
            agent->load = scrm_column_int(select, 1);
    }
    return step;
}

/* Who was given a case when, from the first one on. */
static int read_turns(struct scrm_agents *agents, struct scrm_ledger *ledger, int64_t now_ms,
                      struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_ASSIGNED, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct agent *agent = find(agents, scrm_column_text(select, 0));

        agents->turn = (uint64_t)scrm_column_int(select, 1) + 1;
        if (!agent)
            continue;
        agent->last = agents->turn - 1;
        agent->given += scrm_column_int(select, 2) > now_ms - agent->window_ms;
    }
    return step;
}

int scrm_agents_begin(struct scrm_agents *agents, struct scrm_ledger *ledger, int64_t now_ms,
                      struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < agents->n; i++) {
        agents->at[i].load = agents->at[i].given = 0;
        agents->at[i].last = 0;
    }
    agents->turn = 1;
    return read_loads(agents, ledger, err) || read_turns(agents, ledger, now_ms, err) ? -1 : 0;
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
           (agent->limit < 0 || agent->given < agent->limit) &&
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
    agent->given++;
    agent->last = agents->turn++;
    return agent->name;
}
