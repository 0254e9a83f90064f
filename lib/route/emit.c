/*
 * A decision as JSON. All of it but the due times is known when the rules are
 * loaded, so a post costs two copies, two dates and a name.
 */
#include "route/router.h"

#include "base/time.h"
#include "record/emit.h"

size_t scrm_render(const struct scrm_router *router, const struct scrm_then *then,
                   enum scrm_route_action action, struct scrm_slice rule, struct scrm_buf *out)
{
    size_t split;

    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "action", scrm_slice_of(scrm_route_actions[action]));
    if (then)
        scrm_emit_member_text(out, "function", then->function);
    if (then && action == SCRM_ROUTE_ENGAGE) {
        scrm_emit_member_text(out, "queue", then->queue);
        scrm_emit_member_text(out, "priority",
                              scrm_slice_of(scrm_route_priorities[then->priority]));
    }
    split = out->len;
    if (then && action == SCRM_ROUTE_ENGAGE && then->given & SCRM_THEN_ASSIGN)
        scrm_emit_member_text(out, "assign", then->assign);
    if (then && then->n_tags) {
        scrm_emit_key(out, "tags");
        scrm_buf_putc(out, '[');
        for (size_t i = 0; i < then->n_tags; i++) {
            scrm_emit_comma(out);
            scrm_emit_text(out, then->tags[i]);
        }
        scrm_buf_putc(out, ']');
    }
    scrm_emit_member_text(out, "rule", rule);
    scrm_emit_member_text(out, "rules", scrm_buf_slice(&router->version));
    scrm_buf_putc(out, '}');
    return split;
}

/* Due times, and in whose business time they count. */
static void put_times(const struct scrm_router *router, const struct scrm_decision *decision,
                      struct scrm_buf *out)
{
    if (decision->respond_by != SCRM_NO_TIME)
        scrm_emit_member_time(out, "respond_by", decision->respond_by);
    if (decision->resolve_by != SCRM_NO_TIME)
        scrm_emit_member_time(out, "resolve_by", decision->resolve_by);
    if (decision->calendar != SCRM_WALL &&
        (decision->respond_by != SCRM_NO_TIME || decision->resolve_by != SCRM_NO_TIME))
        scrm_emit_member_text(out, "calendar",
                              scrm_calendar_name(router->calendars.at[decision->calendar]));
}

void scrm_route_put(struct scrm_route_worker *worker, const struct scrm_decision *decision,
                    struct scrm_buf *out)
{
    const struct scrm_router *router = worker->router;
    struct scrm_slice whole;
    size_t split;

    if (decision->then && worker->n_hits < 2) {
        size_t rule = decision->first == SCRM_NO_RULE ? router->n : decision->first;
        const struct scrm_rendered *rendered = &router->at[rule].rendered[decision->action];

        whole = (struct scrm_slice){rendered->json, rendered->len};
        split = rendered->split;
    } else {
        scrm_buf_reset(&worker->scratch);
        split = scrm_render(router, decision->then, decision->action, decision->rule,
                            &worker->scratch);
        whole = scrm_buf_slice(&worker->scratch);
    }
    scrm_buf_put(out, whole.at, split);
    put_times(router, decision, out);
    scrm_buf_put(out, whole.at + split, whole.len - split);
}
