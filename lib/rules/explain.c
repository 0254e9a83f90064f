/*
 * Why a rule hit or not: the first part that failed, as written, and the values
 * that were looked at. For --explain and for the checks; slow and thorough.
 */
#include "rules/eval.h"

#include "record/emit.h"
#include "record/value.h"

/* How much of a long text is shown, in characters; and words found by has(). */
enum { SHOWN_MAX = 60, FOUND_MAX = 5 };

static enum scrm_truth truth_of_expr(struct scrm_rules_worker *w, const struct scrm_expr *expr)
{
    return scrm_step_truth(w, (uint32_t)expr->step[0]);
}

/* The first part, in the order in which it was written, that made the whole what
 * it is: through lets and ANDs, for an OR all of it. */
static const struct scrm_expr *failed_part(struct scrm_rules_worker *w,
                                           const struct scrm_expr *expr)
{
    enum scrm_truth truth = truth_of_expr(w, expr);

    for (;;) {
        size_t i = 0;

        expr = scrm_expr_plain(expr);
        if (expr->op != SCRM_EXPR_AND)
            return expr;
        while (i + 1 < expr->n && truth_of_expr(w, expr->args[i]) != truth)
            i++;
        expr = expr->args[i];
    }
}

static struct scrm_slice cut(struct scrm_slice text)
{
    size_t at = 0, count = 0;

    while (at < text.len) {
        count += ((unsigned char)text.at[at] & 0xC0) != 0x80;
        if (count > SHOWN_MAX)
            return (struct scrm_slice){text.at, at};
        at++;
    }
    return text;
}

/* The text as JSON, with three dots where it was cut. */
static void put_text(struct scrm_buf *json, struct scrm_slice text)
{
    struct scrm_slice shown = cut(text);

    scrm_emit_text(json, shown);
    if (shown.len == text.len)
        return;
    json->len--; /* the closing quote */
    scrm_buf_puts(json, "\xE2\x80\xA6\"");
}

/* A slot of `why` for the field; NULL where it is full or has the field already. */
static struct scrm_slice *seen_slot(struct scrm_why *why, struct scrm_slice field)
{
    for (size_t i = 0; i < why->n; i++) {
        if (scrm_slice_eq(why->seen[i].field, field))
            return NULL;
    }
    if (why->n == SCRM_WHY_SEEN_MAX)
        return NULL;
    why->seen[why->n].field = field;
    return &why->seen[why->n++].json;
}

static struct scrm_slice keep(struct scrm_rules_worker *w, struct scrm_slice text)
{
    return (struct scrm_slice){scrm_arena_copy(w->arena, text.at, text.len), text.len};
}

static void see_field(struct scrm_rules_worker *w, uint32_t field, struct scrm_why *why)
{
    const struct scrm_field *info = &w->set->fields[field];
    struct scrm_value value = w->line->values[info->slot];
    struct scrm_slice *slot = seen_slot(why, info->expr->text);
    struct scrm_buf json = {0};

    if (!slot)
        return;
    if (value.kind == SCRM_STRING) {
        put_text(&json, scrm_value_text(value, w->arena));
        *slot = keep(w, scrm_buf_slice(&json));
    } else if (value.kind == SCRM_ABSENT) {
        *slot = SCRM_SLICE("null");
    } else if (value.kind == SCRM_OBJECT || value.kind == SCRM_ARRAY) {
        *slot = value.kind == SCRM_OBJECT ? SCRM_SLICE("{}") : SCRM_SLICE("[]");
    } else {
        *slot = keep(w, scrm_value_token(value));
    }
    scrm_buf_fini(&json);
}

/* The words that one has() found, as they stand in the text. */
struct finding {
    const uint32_t *atoms;
    size_t n_atoms;
    struct scrm_slice text;
    struct scrm_buf json;
    size_t n;
};

static bool on_found(void *ctx, uint32_t id, size_t from, size_t to)
{
    struct finding *finding = ctx;

    for (size_t i = 0; i < finding->n_atoms; i++) {
        if (finding->atoms[i] != id)
            continue;
        scrm_emit_comma(&finding->json);
        put_text(&finding->json, (struct scrm_slice){finding->text.at + from, to - from});
        finding->n++;
        break;
    }
    return finding->n < FOUND_MAX;
}

/* What the words of a call stand for: one atom, or an AND of several. */
static void see_words(struct scrm_rules_worker *w, const struct scrm_expr *call,
                      struct scrm_why *why)
{
    const struct scrm_rules *set = w->set;
    const struct scrm_step *step = &set->steps[call->step[0]];
    uint32_t field = (uint32_t)scrm_expr_plain(call->args[0])->field;
    uint32_t atoms[16];
    struct finding finding = {.atoms = atoms};
    const struct scrm_datum *datum;
    struct scrm_slice *slot;
    struct scrm_walk walk;
    struct scrm_value item;

    if (truth_of_expr(w, call) == SCRM_UNKNOWN) {
        see_field(w, field, why);
        return;
    }
    if (step->op == SCRM_STEP_ATOM)
        atoms[finding.n_atoms++] = step->a;
    for (uint32_t i = 0; step->op == SCRM_STEP_AND && i < step->n; i++) {
        const struct scrm_step *kid = &set->steps[set->kids[step->kids + i]];

        if (kid->op == SCRM_STEP_ATOM && finding.n_atoms < sizeof atoms / sizeof *atoms)
            atoms[finding.n_atoms++] = kid->a;
    }
    if (finding.n_atoms == 0 || !(slot = seen_slot(why, set->fields[field].expr->text)))
        return;
    datum = scrm_field_datum(w, field);
    scrm_buf_putc(&finding.json, '[');
    if (datum->kind == SCRM_DATUM_TEXT) {
        finding.text = datum->text;
        scrm_terms_scan(set->fields[field].terms, datum->text, on_found, &finding);
    } else if (datum->kind == SCRM_DATUM_LIST) {
        scrm_walk_begin(&walk, datum->value);
        while (finding.n < FOUND_MAX && scrm_item_next(&walk, &item)) {
            if (item.kind != SCRM_STRING)
                continue;
            finding.text = scrm_value_text(item, w->arena);
            scrm_terms_scan(set->fields[field].terms, finding.text, on_found, &finding);
        }
    }
    scrm_buf_putc(&finding.json, ']');
    *slot = keep(w, scrm_buf_slice(&finding.json));
    scrm_buf_fini(&finding.json);
}

static void see_member(struct scrm_rules_worker *w, const char *name, struct scrm_why *why)
{
    const struct scrm_map *ids = &w->set->field_ids;
    const struct scrm_map_entry *entry =
        scrm_map_get(ids, (struct scrm_slice){name, strlen(name) + 1});

    if (entry)
        see_field(w, (uint32_t)entry->value, why);
}

/* The values below `expr`; of a true OR only what made it true. */
static void see(struct scrm_rules_worker *w, const struct scrm_expr *expr, struct scrm_why *why)
{
    expr = scrm_expr_plain(expr);
    if (why->n == SCRM_WHY_SEEN_MAX)
        return;
    if (expr->op == SCRM_EXPR_FIELD) {
        see_field(w, (uint32_t)expr->field, why);
        return;
    }
    if (expr->op == SCRM_EXPR_CALL &&
        (expr->function == SCRM_CALL_HAS || expr->function == SCRM_CALL_HAS_ALL)) {
        see_words(w, expr, why);
        return;
    }
    if (expr->op == SCRM_EXPR_CALL && expr->n == 0)
        see_member(w, expr->function == SCRM_CALL_IS_REPLY ? "in_reply_to" : "created_at", why);
    if (expr->op == SCRM_EXPR_OR && truth_of_expr(w, expr) == SCRM_YES) {
        size_t i = 0;

        while (truth_of_expr(w, expr->args[i]) != SCRM_YES)
            i++;
        see(w, expr->args[i], why);
        return;
    }
    for (size_t i = 0; i < expr->n; i++)
        see(w, expr->args[i], why);
}

void scrm_rules_explain(struct scrm_rules_worker *w, size_t rule, struct scrm_why *why)
{
    const struct scrm_expr *expr = w->set->rules[rule].expr;

    *why = (struct scrm_why){.hit = scrm_rules_test(w, rule)};
    if (why->hit != SCRM_YES)
        expr = failed_part(w, expr);
    why->part = scrm_expr_source(expr);
    see(w, expr, why);
}
