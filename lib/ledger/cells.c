/*
 * What a column of the table shows of a case.
 */
#include "ledger/cells.h"

#include "base/time.h"
#include "text/utf8.h"

/* The members of a row, in the order of the CSV's columns. */
const char *const scrm_case_members[MEMBERS_N] = {
    "id",          "state",       "overdue",       "at_risk",       "priority",
    "queue",       "function",    "owner",         "waiting_since", "respond_by",
    "resolve_by",  "opened_at",   "active_at",     "resolved_at",   "ins",
    "outs",        "posts",       "episodes",      "reopens",       "previous",
    "tags",        "rule",        "rules",         "network",       "account",
    "channel",     "post",        "url",           "author_id",     "author_handle",
    "author_name", "customer_id", "customer_name", "words",         "snoozed_until",
    "paused",      "warned",      "breached",      "assign",
};
struct scrm_value scrm_case_member(const struct scrm_case_table *table, const char *member)
{
    size_t i;

    for (i = 0; i < MEMBERS_N; i++)
        if (strcmp(scrm_case_members[i], member) == 0)
            return table->values[table->slots[i]];
    return (struct scrm_value){0};
}
static void put_text(struct scrm_case_table *table, struct scrm_buf *out, const char *member)
{
    scrm_text_visible(out, scrm_value_text(scrm_case_member(table, member), &table->arena));
}

static int64_t time_of(struct scrm_case_table *table, const char *member)
{
    int64_t ms = SCRM_NO_TIME;

    return scrm_value_time(scrm_case_member(table, member), &ms) == 0 ? ms : SCRM_NO_TIME;
}

enum tone scrm_case_tone(const struct scrm_case_table *table)
{
    if (scrm_case_member(table, "overdue").kind == SCRM_TRUE)
        return BAD;
    return scrm_case_member(table, "at_risk").kind == SCRM_TRUE ? WARN : PLAIN;
}

/* "2 d 4 h", or where there is little room "2 d". */
static void put_duration(const struct scrm_case_table *table, struct scrm_buf *out, int64_t ms)
{
    size_t from = out->len;
    char *space;

    scrm_time_put_duration(out, ms);
    space = strchr(out->at + from, ' ');
    if (table->style.columns < NARROW && space && (space = strchr(space + 1, ' '))) {
        *space = '\0';
        out->len = (size_t)(space - out->at);
    }
}

/* "in 3 h", "late 20 min" */
static void put_due(struct scrm_case_table *table, struct scrm_buf *out)
{
    int64_t due = time_of(table, "respond_by"), now = table->style.now_ms;

    if (due == SCRM_NO_TIME)
        return;
    scrm_buf_puts(out, now > due ? "late " : "in ");
    put_duration(table, out, now > due ? now - due : due - now);
}

static void put_waiting(struct scrm_case_table *table, struct scrm_buf *out)
{
    int64_t since = time_of(table, "waiting_since"), now = table->style.now_ms;

    if (since != SCRM_NO_TIME)
        put_duration(table, out, now > since ? now - since : 0);
    else
        scrm_buf_putc(out, '-');
}

/* Who it is from: the customer where one is known, else the author. */
static void put_from(struct scrm_case_table *table, struct scrm_buf *out)
{
    static const char *const names[] = {"customer_name", "author_name", "author_handle",
                                        "customer_id", "author_id"};
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names && out->len == 0; i++)
        put_text(table, out, names[i]);
}

void scrm_case_cell_put(struct scrm_case_table *table, int column, struct scrm_buf *out)
{
    static const char *const plain[COLUMNS_N] = {[STATE] = "state",
                                                 [PRIORITY] = "priority",
                                                 [QUEUE] = "queue",
                                                 [OWNER] = "owner",
                                                 [SAYS] = "words"};

    switch (column) {
    case CASE:
        put_text(table, out, "id");
        if (out->len > ID_SHOWN)
            out->at[out->len = ID_SHOWN] = '\0';
        break;
    case WAITING:
        put_waiting(table, out);
        break;
    case DUE:
        put_due(table, out);
        break;
    case CUSTOMER:
        put_from(table, out);
        break;
    default:
        put_text(table, out, plain[column]);
    }
}
