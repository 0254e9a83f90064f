/*
 * Comparing decisions, and counting where posts move.
 */
#include "route/diff.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "route/router.h"
#include "text/utf8.h"

static bool same_tags(const struct scrm_then *a, const struct scrm_then *b)
{
    if (a->n_tags != b->n_tags)
        return false;
    for (size_t i = 0; i < a->n_tags; i++) {
        if (!scrm_slice_eq(a->tags[i], b->tags[i]))
            return false;
    }
    return true;
}

bool scrm_decision_differs(const struct scrm_decision *old, const struct scrm_decision *new)
{
    const struct scrm_then *a = old->then, *b = new->then;

    if (old->action != new->action || !a != !b)
        return true;
    if (!a)
        return false;
    if (!scrm_slice_eq(a->function, b->function) || !same_tags(a, b))
        return true;
    return old->action == SCRM_ROUTE_ENGAGE &&
           (!scrm_slice_eq(a->queue, b->queue) || a->priority != b->priority ||
            !scrm_slice_eq(a->assign, b->assign) || old->respond_by != new->respond_by ||
            old->resolve_by != new->resolve_by);
}

static size_t name_index(const struct scrm_moves *moves, struct scrm_slice name)
{
    size_t i = 0;

    while (i < moves->n && !scrm_slice_eq(moves->names[i], name))
        i++;
    return i;
}

static void add_queues(struct scrm_moves *moves, const struct scrm_router *router)
{
    for (size_t i = 0; i <= router->n; i++) {
        struct scrm_slice queue = router->at[i].complete.queue;

        if (name_index(moves, queue) == moves->n)
            moves->names[moves->n++] = queue;
    }
}

void scrm_moves_init(struct scrm_moves *moves, const struct scrm_router *old,
                     const struct scrm_router *new)
{
    *moves = (struct scrm_moves){0};
    moves->names = scrm_alloc_zero(old->n + new->n + 3, sizeof *moves->names);
    moves->names[moves->n++] = SCRM_SLICE("-");
    add_queues(moves, old);
    add_queues(moves, new);
    moves->queues = scrm_alloc_zero(moves->n * moves->n, sizeof *moves->queues);
}

void scrm_moves_fini(struct scrm_moves *moves)
{
    free(moves->names);
    free(moves->queues);
    *moves = (struct scrm_moves){0};
}

static size_t queue_of(const struct scrm_moves *moves, const struct scrm_decision *decision)
{
    return decision->action == SCRM_ROUTE_ENGAGE ? name_index(moves, decision->then->queue) : 0;
}

static size_t priority_of(const struct scrm_decision *decision)
{
    return decision->action == SCRM_ROUTE_ENGAGE ? (size_t)decision->then->priority
                                                 : SCRM_ROUTE_PRIORITIES_N;
}

static bool count_move(struct scrm_moves *moves, const struct scrm_decision *old,
                       const struct scrm_decision *new)
{
    bool differs = scrm_decision_differs(old, new);

    moves->queues[queue_of(moves, old) * moves->n + queue_of(moves, new)]++;
    moves->priorities[priority_of(old)][priority_of(new)]++;
    moves->posts++;
    moves->changed += differs;
    return differs;
}

struct scrm_route_diff {
    struct scrm_route_worker *old, *new;
    struct scrm_moves moves;
};

struct scrm_route_diff *scrm_route_diff_open(const struct scrm_router *old,
                                             const struct scrm_router *new)
{
    struct scrm_route_diff *diff = scrm_alloc_zero(1, sizeof *diff);

    diff->old = scrm_route_open(old);
    diff->new = scrm_route_open(new);
    scrm_moves_init(&diff->moves, old, new);
    return diff;
}

void scrm_route_diff_close(struct scrm_route_diff *diff)
{
    if (!diff)
        return;
    scrm_route_close(diff->old);
    scrm_route_close(diff->new);
    scrm_moves_fini(&diff->moves);
    free(diff);
}

const struct scrm_moves *scrm_route_diff_moves(const struct scrm_route_diff *diff)
{
    return &diff->moves;
}

bool scrm_route_diff_line(struct scrm_route_diff *diff, const struct scrm_line *line,
                          struct scrm_arena *arena, int64_t now, struct scrm_buf *out)
{
    struct scrm_slice id = scrm_line_text(line, diff->old->router->id, arena);
    struct scrm_decision old, new;

    scrm_route_decide(diff->old, line, arena, now, &old);
    scrm_route_decide(diff->new, line, arena, now, &new);
    if (!count_move(&diff->moves, &old, &new))
        return false;
    scrm_buf_putc(out, '{');
    if (id.at)
        scrm_emit_member_text(out, "id", id);
    scrm_emit_key(out, "old");
    scrm_route_put(diff->old, &old, out);
    scrm_emit_key(out, "new");
    scrm_route_put(diff->new, &new, out);
    scrm_buf_putc(out, '}');
    return true;
}

void scrm_moves_add(struct scrm_moves *sum, const struct scrm_moves *part)
{
    for (size_t i = 0; i < sum->n * sum->n; i++)
        sum->queues[i] += part->queues[i];
    for (size_t i = 0; i <= SCRM_ROUTE_PRIORITIES_N; i++)
        for (size_t k = 0; k <= SCRM_ROUTE_PRIORITIES_N; k++)
            sum->priorities[i][k] += part->priorities[i][k];
    sum->posts += part->posts;
    sum->changed += part->changed;
}

static void put_cell(struct scrm_buf *out, struct scrm_slice text, size_t width, bool left)
{
    size_t used = scrm_text_width(text);

    for (size_t i = used; !left && i < width; i++)
        scrm_buf_putc(out, ' ');
    scrm_text_visible(out, text);
    for (size_t i = used; left && i < width; i++)
        scrm_buf_putc(out, ' ');
}

/* A square table without the rows and columns that hold nothing. */
static void tell_table(struct scrm_buf *out, const char *title, const struct scrm_slice *names,
                       const uint64_t *cells, size_t n)
{
    bool *rows = scrm_alloc_zero(n + 1, sizeof *rows);
    bool *columns = scrm_alloc_zero(n + 1, sizeof *columns);
    size_t width = strlen(title);

    for (size_t i = 0; i < n * n; i++) {
        rows[i / n] = rows[i / n] || cells[i];
        columns[i % n] = columns[i % n] || cells[i];
    }
    for (size_t i = 0; i < n; i++) {
        size_t used = scrm_text_width(names[i]);

        if (rows[i] && used > width)
            width = used;
    }
    put_cell(out, scrm_slice_of(title), width, true);
    for (size_t k = 0; k < n; k++) {
        if (columns[k])
            put_cell(out, names[k],
                     scrm_text_width(names[k]) < 6 ? 8 : scrm_text_width(names[k]) + 2, false);
    }
    scrm_buf_putc(out, '\n');
    for (size_t i = 0; i < n; i++) {
        if (!rows[i])
            continue;
        put_cell(out, names[i], width, true);
        for (size_t k = 0; k < n; k++) {
            size_t used = scrm_text_width(names[k]);

            if (columns[k])
                scrm_buf_printf(out, "%*" PRIu64, (int)(used < 6 ? 8 : used + 2),
                                cells[i * n + k]);
        }
        scrm_buf_putc(out, '\n');
    }
    free(rows);
    free(columns);
}

void scrm_moves_tell(const struct scrm_moves *moves, struct scrm_buf *out,
                     struct scrm_buf *members)
{
    struct scrm_slice names[SCRM_ROUTE_PRIORITIES_N + 1];

    for (size_t i = 0; i < SCRM_ROUTE_PRIORITIES_N; i++)
        names[i] = scrm_slice_of(scrm_route_priorities[i]);
    names[SCRM_ROUTE_PRIORITIES_N] = SCRM_SLICE("-");
    scrm_buf_printf(members, "\"posts\":%" PRIu64 ",\"changed\":%" PRIu64, moves->posts,
                    moves->changed);
    scrm_buf_printf(out, "%" PRIu64 " of %" PRIu64 " posts change", moves->changed,
                    moves->posts);
    if (moves->posts == 0)
        return;
    scrm_buf_puts(out, "; rows: OLD, columns: NEW, -: no case\n\n");
    tell_table(out, "queue", moves->names, moves->queues, moves->n);
    scrm_buf_putc(out, '\n');
    tell_table(out, "priority", names, &moves->priorities[0][0], SCRM_ROUTE_PRIORITIES_N + 1);
    out->at[--out->len] = '\0'; /* the last newline: whoever prints adds one */
}
