/*
 * What a run counted: hits of every rule, and what stood above the rules.
 */
#include "route/router.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "text/utf8.h"

void scrm_route_counts_fini(struct scrm_route_counts *counts)
{
    free(counts->hits);
    *counts = (struct scrm_route_counts){0};
}

void scrm_route_counts_add(struct scrm_route_counts *sum, const struct scrm_route_counts *part)
{
    if (!sum->hits) {
        sum->hits = scrm_alloc_zero(part->n + 1, sizeof *sum->hits);
        sum->n = part->n;
    }
    for (size_t i = 0; i < part->n; i++)
        sum->hits[i] += part->hits[i];
    for (int a = 0; a < SCRM_ROUTE_ACTIONS_N; a++)
        sum->actions[a] += part->actions[a];
    sum->posts += part->posts;
    sum->fallback += part->fallback;
    sum->tombstones += part->tombstones;
    sum->policies += part->policies;
    sum->brand += part->brand;
    sum->gave_up += part->gave_up;
}

static void put_members(const struct scrm_route_counts *counts,
                        const struct scrm_router *router, struct scrm_buf *out)
{
    struct scrm_buf object = {0};

    scrm_buf_putc(&object, '{');
    for (size_t i = 0; i < router->n; i++) {
        scrm_emit_comma(&object);
        scrm_emit_text(&object, router->at[i].name);
        scrm_buf_printf(&object, ":%" PRIu64, counts->hits[i]);
    }
    scrm_emit_member_int(&object, "default", (int64_t)counts->fallback);
    scrm_buf_putc(&object, '}');
    scrm_buf_puts(out, "\"hits\":");
    scrm_buf_put_slice(out, scrm_buf_slice(&object));
    for (int a = 0; a < SCRM_ROUTE_ACTIONS_N; a++)
        scrm_buf_printf(out, ",\"%s\":%" PRIu64, scrm_route_actions[a], counts->actions[a]);
    scrm_buf_printf(out,
                    ",\"tombstones\":%" PRIu64 ",\"by_policy\":%" PRIu64 ",\"brand\":%" PRIu64,
                    counts->tombstones, counts->policies, counts->brand);
    scrm_buf_fini(&object);
}

static void put_row(struct scrm_buf *out, struct scrm_slice name, uint64_t count, size_t width)
{
    scrm_buf_puts(out, "\n  ");
    scrm_text_visible(out, name);
    for (size_t i = scrm_text_width(name); i < width; i++)
        scrm_buf_putc(out, ' ');
    scrm_buf_printf(out, " %8" PRIu64, count);
}

void scrm_route_counts_tell(const struct scrm_route_counts *counts,
                            const struct scrm_router *router, struct scrm_buf *text,
                            struct scrm_buf *members)
{
    size_t width = strlen("default");

    put_members(counts, router, members);
    for (size_t i = 0; i < router->n; i++) {
        size_t used = scrm_text_width(router->at[i].name);

        width = used > width ? used : width;
    }
    for (int a = 0; a < SCRM_ROUTE_ACTIONS_N; a++)
        scrm_buf_printf(text, "%s%s %" PRIu64, a ? ", " : "", scrm_route_actions[a],
                        counts->actions[a]);
    scrm_buf_printf(text,
                    "; tombstones %" PRIu64 ", changed by policy %" PRIu64
                    ", the brand's own %" PRIu64 "; hits by rule:",
                    counts->tombstones, counts->policies, counts->brand);
    for (size_t i = 0; i < router->n; i++)
        put_row(text, router->at[i].name, counts->hits[i], width);
    put_row(text, router->at[router->n].name, counts->fallback, width);
}
