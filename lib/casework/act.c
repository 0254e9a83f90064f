/*
 * What people do to cases: assign, move, note, reply, tag, snooze, resolve,
 * reopen, spam, merge, split.
 */
#include "casework/casework.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/num.h"
#include "base/time.h"

static int usage(struct scrm_casework *work, const char *text)
{
    return scrm_err_set(work->err, SCRM_EXIT_USAGE, "%s", text);
}

/* The words of a note or a reply: from --text, else standard input. */
static int read_text(struct scrm_casework *work, struct scrm_ledger_act *act,
                     struct scrm_buf *text)
{
    if (work->options->text)
        act->text = scrm_slice_of(work->options->text);
    else if (scrm_file_read("-", text, work->err))
        return -1;
    else
        act->text = scrm_buf_slice(text);
    act->text = scrm_slice_trim(act->text);
    return act->text.len                   ? 0
           : act->kind == SCRM_ACTION_NOTE ? usage(work, "the note is empty")
                                           : usage(work, "the reply is empty");
}

/* A time, or how long from now. */
static int read_until(struct scrm_casework *work, struct scrm_ledger_act *act)
{
    const char *until = work->options->until;
    int64_t length;

    if (!until)
        return usage(work, "until when? Say --until TIME, or a length such as 3d");
    if (scrm_time_duration(scrm_slice_of(until), &length) == 0 && length > 0)
        act->until_ms = act->now_ms + length;
    else if (scrm_time_option(scrm_slice_of(until), act->now_ms, &act->until_ms))
        return scrm_err_set(work->err, SCRM_EXIT_USAGE, "option --until: '%s' is no time",
                            until);
    return act->until_ms > act->now_ms ? 0
                                       : usage(work, "option --until: that time has passed");
}

/* What the verb needs besides its cases. */
static int read_more(struct scrm_casework *work, struct scrm_ledger_act *act,
                     const char **owner, struct scrm_buf *text)
{
    const struct scrm_casework_options *options = work->options;

    switch (act->kind) {
    case SCRM_ACTION_ASSIGN:
        if (!options->to)
            return usage(work, "assign to whom? Say --to NAME");
        *owner = strcmp(options->to, "none") == 0 ? "" : options->to;
        act->values = owner;
        act->n_values = 1;
        return 0;
    case SCRM_ACTION_TAG:
        if (!options->tags.n)
            return usage(work, "which tag? Say --tag NAME");
        act->kind = options->off ? SCRM_ACTION_UNTAG : SCRM_ACTION_TAG;
        act->values = options->tags.at;
        act->n_values = options->tags.n;
        return 0;
    case SCRM_ACTION_NOTE:
    case SCRM_ACTION_REPLY:
        return read_text(work, act, text);
    case SCRM_ACTION_SNOOZE:
        return read_until(work, act);
    default:
        return 0;
    }
}

static struct scrm_ledger_act act_of(struct scrm_casework *work)
{
    return (struct scrm_ledger_act){.cases = work->operands->at,
                                    .n = work->operands->n,
                                    .by = scrm_casework_who(work),
                                    .now_ms = work->options->common.now_ms};
}

static void say_idle(struct scrm_casework *work, size_t idle, size_t n)
{
    if (idle)
        scrm_cli_warn(work->command, &work->options->common, "%zu of %zu cases were so already",
                      idle, n);
}

int scrm_casework_act(struct scrm_casework *work)
{
    struct scrm_ledger_act act = act_of(work);
    struct scrm_buf text = {.max = (size_t)1 << 20};
    const char *owner = NULL;
    size_t idle = 0;
    int result;

    while (strcmp(scrm_case_actions[act.kind], work->operands->verb) != 0)
        act.kind++;
    result = read_more(work, &act, &owner, &text);
    if (result == 0)
        result = scrm_ledger_act(work->ledger, &act, &work->out, &idle, work->err);
    if (result == 0)
        say_idle(work, idle, act.n);
    scrm_buf_fini(&text);
    return result;
}

int scrm_casework_move(struct scrm_casework *work)
{
    const struct scrm_casework_options *options = work->options;
    struct scrm_ledger_act act = act_of(work);
    enum scrm_case_action_kind kinds[2];
    const char *values[2];
    size_t idle = 0;

    if (options->queue) {
        kinds[act.n_values] = SCRM_ACTION_QUEUE;
        values[act.n_values++] = options->queue;
    }
    if (options->priority) {
        kinds[act.n_values] = SCRM_ACTION_PRIORITY;
        values[act.n_values++] = options->priority;
    }
    if (!act.n_values || !scrm_slice_trim(scrm_slice_of(values[0])).len)
        return usage(work, "move where? Say --queue NAME, --priority PRIORITY or both");
    act.values = values;
    act.kinds = kinds;
    if (scrm_ledger_act(work->ledger, &act, &work->out, &idle, work->err))
        return -1;
    say_idle(work, idle, act.n);
    return 0;
}

int scrm_casework_merge(struct scrm_casework *work)
{
    struct scrm_ledger_act act = act_of(work);
    size_t idle = 0;
    int result = scrm_ledger_merge(work->ledger, &act, &work->out, &idle, work->err);

    if (result == 0)
        say_idle(work, idle, act.n - 1);
    return result;
}

int scrm_casework_split(struct scrm_casework *work)
{
    struct scrm_ledger_act act = act_of(work);

    return scrm_ledger_split(work->ledger, &act, &work->out, work->err);
}
