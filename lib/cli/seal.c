/*
 * Trailers on their way through: each is checked against what really came,
 * all are joined; and the account in words and in JSON.
 */
#include <inttypes.h>

#include "cli/flow.h"
#include "record/emit.h"

void scrm_seal_fini(struct scrm_seal *seal)
{
    scrm_end_fini(&seal->end);
    *seal = (struct scrm_seal){0};
}

int scrm_seal_meet(struct scrm_seal *seal, const struct scrm_end *trailer, struct scrm_err *err)
{
    const struct scrm_end_stage *last = trailer->n ? &trailer->stages[trailer->n - 1] : NULL;

    if (!last)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "an end line without the account of any stage");
    if (!scrm_account_balances(&last->account))
        return scrm_err_set(err, SCRM_EXIT_DATA, "the account of %s does not balance",
                            last->stage);
    if (last->account.out != seal->lines)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "the stream says %" PRIu64 " records, %" PRIu64 " came",
                            last->account.out, seal->lines);
    scrm_end_join(&seal->end, trailer);
    seal->any = true;
    seal->lines = 0;
    return 0;
}

bool scrm_seal_holds(const struct scrm_seal *seal)
{
    return seal->any && seal->lines == 0;
}

void scrm_account_put_text(const struct scrm_account *account, struct scrm_buf *out)
{
    uint64_t dropped = scrm_account_dropped(account);
    size_t i;

    scrm_buf_printf(out, "%" PRIu64 " in, ", account->in);
    if (account->expanded)
        scrm_buf_printf(out, "%" PRIu64 " expanded, ", account->expanded);
    scrm_buf_printf(out, "%" PRIu64 " out, %" PRIu64 " rejected, %" PRIu64 " dropped",
                    account->out, account->rejected, dropped);
    for (i = 0; dropped && i < account->n_drops; i++)
        scrm_buf_printf(out, "%s%" PRIu64 " %s", i ? ", " : ": ", account->drops[i].count,
                        account->drops[i].reason);
}

void scrm_account_put_members(const struct scrm_account *account, struct scrm_buf *out)
{
    size_t i;

    scrm_buf_printf(out,
                    "\"in\":%" PRIu64 ",\"expanded\":%" PRIu64 ",\"out\":%" PRIu64
                    ",\"rejected\":%" PRIu64 ",\"dropped\":{",
                    account->in, account->expanded, account->out, account->rejected);
    for (i = 0; i < account->n_drops; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, scrm_slice_of(account->drops[i].reason));
        scrm_buf_printf(out, ":%" PRIu64, account->drops[i].count);
    }
    scrm_buf_putc(out, '}');
}
