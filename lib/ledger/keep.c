/*
 * The settings that a ledger keeps, a row each: who opens it next, on whatever machine,
 * folds as the last one did. What is as shipped has no row. A change folds every case
 * anew, in the transaction that writes it.
 *
 *   reopen_within   milliseconds        pause   states, separated by spaces
 *   calendar:NAME   scrm_calendar_put
 */
#include "ledger/inner.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/num.h"

static const char reopen[] = "reopen_within", pause[] = "pause", calendar[] = "calendar:";

/* ---- out of the rows ---- */

static int damaged(struct scrm_slice name, struct scrm_err *err)
{
    return scrm_err_set(err, SCRM_EXIT_DATA, "the setting %.*s cannot be read", SCRM_FMT(name));
}

static bool read_pauses(struct scrm_slice text, uint8_t *pauses)
{
    *pauses = 0;
    while (text.len) {
        const char *end = memchr(text.at, ' ', text.len);
        struct scrm_slice word = {text.at, end ? (size_t)(end - text.at) : text.len};
        uint8_t state = 0;

        while (state < SCRM_CASE_STATES_N && !scrm_slice_is(word, scrm_case_states[state]))
            state++;
        if (!scrm_case_is_open(state))
            return false;
        *pauses = (uint8_t)(*pauses | 1u << state);
        text.at += word.len + (end != NULL);
        text.len -= word.len + (end != NULL);
    }
    return true;
}

static int take_row(struct scrm_settings *settings, struct scrm_slice name,
                    struct scrm_slice value, struct scrm_err *err)
{
    struct scrm_calendar *made;

    settings->told |= !scrm_slice_starts(name, calendar);
    if (scrm_slice_is(name, reopen))
        return scrm_num_int(value, &settings->fold.reopen_ms) ? damaged(name, err) : 0;
    if (scrm_slice_is(name, pause))
        return read_pauses(value, &settings->fold.pauses) ? 0 : damaged(name, err);
    if (!scrm_slice_starts(name, calendar))
        return damaged(name, err);
    made = scrm_calendar_parse(value, "the ledger's calendar", err);
    if (made)
        scrm_settings_take(settings, made);
    return made ? 0 : -1;
}

/* Name, value, each with a NUL behind it. */
static int read_rows(struct scrm_ledger *ledger, struct scrm_buf *rows, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_SETTINGS, err);
    int step = -1, i;

    while (select && (step = scrm_statement_step(select, err)) > 0)
        for (i = 0; i < 2; i++) {
            scrm_buf_put_slice(rows, scrm_column_text(select, i));
            scrm_buf_putc(rows, '\0');
        }
    return step;
}

static struct scrm_slice next_text(struct scrm_slice *rows)
{
    struct scrm_slice text = {rows->at, strlen(rows->at)};

    rows->at += text.len + 1;
    rows->len -= text.len + 1;
    return text;
}

int scrm_ledger_load_settings(struct scrm_ledger *ledger, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    struct scrm_slice rows;
    int result = read_rows(ledger, &text, err);

    if (result == 0 && text.len == ledger->setting_rows.len &&
        (text.len == 0 || memcmp(text.at, ledger->setting_rows.at, text.len) == 0)) {
        scrm_buf_fini(&text);
        return 0;
    }
    scrm_settings_fini(&ledger->settings);
    rows = scrm_buf_slice(&text);
    while (result == 0 && rows.len) {
        struct scrm_slice name = next_text(&rows);

        result = take_row(&ledger->settings, name, next_text(&rows), err);
        if (result)
            scrm_err_at(err, scrm_store_path(ledger->store), 0, 0);
    }
    scrm_buf_fini(&ledger->setting_rows);
    if (result == 0)
        ledger->setting_rows = text;
    else
        scrm_buf_fini(&text);
    return result;
}

const struct scrm_case_settings *scrm_ledger_settings(const struct scrm_ledger *ledger)
{
    return &ledger->settings.fold;
}

/* ---- and into them ---- */

int scrm_setting_put(struct scrm_ledger *ledger, struct scrm_slice name,
                     struct scrm_slice value, struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_SETTING_PUT, err);

    if (!put)
        return -1;
    scrm_bind_text(put, 1, name);
    scrm_bind_text(put, 2, value);
    return scrm_statement_run(put, err);
}

static int drop(struct scrm_ledger *ledger, const char *name, struct scrm_err *err)
{
    struct scrm_statement *statement = scrm_ledger_sql(ledger, SQL_SETTING_DROP, err);

    if (!statement)
        return -1;
    scrm_bind_text(statement, 1, scrm_slice_of(name));
    return scrm_statement_run(statement, err);
}

/* The window and the pauses, as far as they are not those that are shipped. */
static int put_rules(struct scrm_ledger *ledger, const struct scrm_case_settings *fold,
                     struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result;

    scrm_buf_printf(&text, "%" PRId64, fold->reopen_ms);
    result = fold->reopen_ms == scrm_case_defaults.reopen_ms
                 ? drop(ledger, reopen, err)
                 : scrm_setting_put(ledger, scrm_slice_of(reopen), scrm_buf_slice(&text), err);
    scrm_buf_reset(&text);
    for (int state = 0; state < SCRM_CASE_STATES_N; state++)
        if (fold->pauses >> state & 1)
            scrm_buf_printf(&text, "%s%s", text.len ? " " : "", scrm_case_states[state]);
    if (result == 0)
        result =
            fold->pauses == scrm_case_defaults.pauses
                ? drop(ledger, pause, err)
                : scrm_setting_put(ledger, scrm_slice_of(pause), scrm_buf_slice(&text), err);
    scrm_buf_fini(&text);
    return result;
}

static int put_all(struct scrm_ledger *ledger, const struct scrm_settings *settings,
                   struct scrm_err *err)
{
    struct scrm_buf name = {0}, text = {0};
    int result = settings->told ? put_rules(ledger, &settings->fold, err) : 0;
    size_t i;

    for (i = 0; i < settings->fold.n_calendars && result == 0; i++) {
        scrm_buf_reset(&name);
        scrm_buf_reset(&text);
        scrm_buf_puts(&name, calendar);
        scrm_buf_put_slice(&name, scrm_calendar_name(settings->calendars[i]));
        scrm_calendar_put(settings->calendars[i], &text);
        result = scrm_setting_put(ledger, scrm_buf_slice(&name), scrm_buf_slice(&text), err);
    }
    scrm_buf_fini(&name);
    scrm_buf_fini(&text);
    return result;
}

/* Within a transaction: writes, and folds anew where that changed anything. */
static int keep(struct scrm_ledger *ledger, const struct scrm_settings *settings, bool *changed,
                struct scrm_err *err)
{
    struct scrm_buf before = {0}, after = {0};
    int result = -1;

    if (read_rows(ledger, &before, err) == 0 && put_all(ledger, settings, err) == 0 &&
        read_rows(ledger, &after, err) == 0) {
        *changed = before.len != after.len ||
                   (after.len && memcmp(before.at, after.at, after.len) != 0);
        result = *changed ? scrm_ledger_load_settings(ledger, err) : 0;
    }
    if (result == 0 && *changed)
        result = scrm_refold_all(ledger, err);
    scrm_buf_fini(&before);
    scrm_buf_fini(&after);
    return result;
}

int scrm_ledger_keep(struct scrm_ledger *ledger, const struct scrm_settings *settings,
                     bool *changed, struct scrm_err *err)
{
    *changed = false;
    if (!settings->told && settings->fold.n_calendars == 0)
        return 0;
    if (scrm_ledger_begin(ledger, err))
        return -1;
    return scrm_ledger_end(ledger, keep(ledger, settings, changed, err), err);
}
