/*
 * Names of states, and the ids that people type. Twelve characters of
 * Crockford's base 32 hold 60 bits: a desk with ten million cases has one
 * chance in twenty thousand that two of them share an id.
 */
#include "cases/cases.h"

const char *const scrm_case_states[SCRM_CASE_STATES_N] = {
    "new", "open", "pending", "snoozed", "resolved", "closed", "spam",
};
const char *const scrm_priorities[SCRM_PRIORITIES_N] = {"urgent", "high", "normal", "low"};
const char *const scrm_actions[3] = {"engage", "listen", "ignore"};
const char *const scrm_directions[3] = {"inbound", "outbound", "internal"};
const char *const scrm_case_actions[SCRM_ACTIONS_N] = {
    "assign", "note", "resolve", "reopen", "reply", "tag",   "untag",    "snooze", "wake",
    "spam",   "warn", "breach",  "merge",  "split", "queue", "priority", "rule",
};
const char *const scrm_case_clocks[SCRM_CLOCKS_N] = {"first_response", "next_response",
                                                     "resolution"};

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define BITS_A_LETTER 5
#define ID_BITS (SCRM_CASE_ID_CHARS * BITS_A_LETTER)

uint64_t scrm_case_id_of(struct scrm_digest post)
{
    uint64_t id = post.high >> (64 - ID_BITS);

    return id ? id : 1; /* 0 means "no case" */
}

void scrm_case_id_put(struct scrm_buf *buf, uint64_t id)
{
    int shift;

    scrm_buf_puts(buf, "C-");
    for (shift = ID_BITS - BITS_A_LETTER; shift >= 0; shift -= BITS_A_LETTER)
        scrm_buf_putc(buf, letters[id >> shift & 31]);
}

static int letter_value(char c)
{
    const char *at;

    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

int scrm_case_id_parse(struct scrm_slice text, uint64_t *low, uint64_t *high)
{
    uint64_t id = 0;
    size_t i;
    int shift;

    if (text.len >= 2 && (text.at[0] == 'C' || text.at[0] == 'c') && text.at[1] == '-') {
        text.at += 2;
        text.len -= 2;
    }
    if (text.len == 0 || text.len > SCRM_CASE_ID_CHARS)
        return -1;
    for (i = 0; i < text.len; i++) {
        int value = letter_value(text.at[i]);

        if (value < 0)
            return -1;
        id = id << BITS_A_LETTER | (uint64_t)value;
    }
    shift = (int)(SCRM_CASE_ID_CHARS - text.len) * BITS_A_LETTER;
    *low = id << shift;
    *high = *low | ((UINT64_C(1) << shift) - 1);
    return 0;
}

enum scrm_case_state scrm_case_state_at(const struct scrm_case *one, int64_t now_ms)
{
    if (one->state == SCRM_CASE_RESOLVED && one->closes_ms != SCRM_NO_TIME &&
        now_ms > one->closes_ms)
        return SCRM_CASE_CLOSED;
    if (one->state == SCRM_CASE_SNOOZED && now_ms >= one->snoozed_until_ms)
        return one->waiting_ms == SCRM_NO_TIME ? SCRM_CASE_PENDING : SCRM_CASE_OPEN;
    return (enum scrm_case_state)one->state;
}

bool scrm_case_is_open(uint8_t state)
{
    return state <= SCRM_CASE_SNOOZED;
}

int64_t scrm_case_turn(uint8_t priority, int64_t waiting_ms)
{
    /* Times of the years 0 to 9999 stay within 2^48 of zero. */
    return ((int64_t)priority << 50) + waiting_ms;
}

bool scrm_case_overdue(int64_t respond_by_ms, int64_t now_ms)
{
    return respond_by_ms != SCRM_NO_TIME && now_ms > respond_by_ms;
}

bool scrm_case_at_risk(int64_t waiting_ms, int64_t respond_by_ms, int64_t now_ms)
{
    if (respond_by_ms == SCRM_NO_TIME || waiting_ms == SCRM_NO_TIME || now_ms > respond_by_ms)
        return false;
    return respond_by_ms - now_ms <= (respond_by_ms - waiting_ms) / 4;
}

bool scrm_case_asks_for_owner(struct scrm_slice assign)
{
    static const char *const ways[] = {"sticky", "least_loaded", "round_robin", "longest_idle"};
    size_t i;

    if (assign.len && memchr(assign.at, '(', assign.len))
        return true;
    for (i = 0; i < sizeof ways / sizeof *ways; i++)
        if (scrm_slice_is(assign, ways[i]))
            return true;
    return false;
}
