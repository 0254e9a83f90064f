/*
 * Works out steps for the record at hand. Nothing here can fail: what is
 * missing, of another kind or past a limit is NULL.
 */
#include "rules/eval.h"

#include "base/time.h"
#include "record/value.h"

void scrm_field_read(struct scrm_rules_worker *w, uint32_t field)
{
    const struct scrm_field *info = &w->set->fields[field];

    w->fields[field] =
        scrm_datum_read(w->line->values[info->slot], (enum scrm_class)info->class, w->arena);
    w->field_stamps[field] = w->generation;
}

static void work_out_datum(struct scrm_rules_worker *w, const struct scrm_step *step,
                           struct scrm_datum *room);

/* A value: a literal's or a field's own, or worked out into `room`. */
static inline const struct scrm_datum *datum_of(struct scrm_rules_worker *w, uint32_t index,
                                                struct scrm_datum *room)
{
    const struct scrm_step *step = &w->set->steps[index];

    if (step->op == SCRM_STEP_FIELD)
        return scrm_field_datum(w, step->a);
    if (step->op == SCRM_STEP_LITERAL)
        return &step->value;
    work_out_datum(w, step, room);
    return room;
}

static bool on_word(void *ctx, uint32_t id, size_t from, size_t to)
{
    struct scrm_rules_worker *w = ctx;
    const struct scrm_atom *atom = &w->set->atoms[id];

    (void)from;
    (void)to;
    if (scrm_bit(w->atoms, id))
        return true;
    scrm_bit_set(w->atoms, id);
    for (uint32_t k = 0; k < atom->n_rules; k++)
        scrm_bit_set(w->live, w->set->wakes[atom->rules + k]);
    return true;
}

void scrm_field_words(struct scrm_rules_worker *w, uint32_t field)
{
    const struct scrm_terms *terms = w->set->fields[field].terms;
    const struct scrm_datum *datum;
    struct scrm_walk walk;
    struct scrm_value item;

    if (w->scan_stamps[field] == w->generation)
        return;
    w->scan_stamps[field] = w->generation;
    datum = scrm_field_datum(w, field);
    if (datum->kind == SCRM_DATUM_TEXT)
        scrm_terms_scan(terms, datum->text, on_word, w);
    if (datum->kind != SCRM_DATUM_LIST)
        return;
    scrm_walk_begin(&walk, datum->value);
    while (scrm_item_next(&walk, &item)) {
        if (item.kind == SCRM_STRING)
            scrm_terms_scan(terms, scrm_value_text(item, w->arena), on_word, w);
    }
}

static enum scrm_truth truth_of(bool yes)
{
    return yes ? SCRM_YES : SCRM_NO;
}

static enum scrm_truth atom_truth(struct scrm_rules_worker *w, uint32_t index)
{
    uint32_t field = w->set->atoms[index].field;
    enum scrm_datum_kind kind = scrm_field_datum(w, field)->kind;

    if (kind != SCRM_DATUM_TEXT && kind != SCRM_DATUM_LIST)
        return SCRM_UNKNOWN;
    scrm_field_words(w, field);
    return truth_of(scrm_bit(w->atoms, index));
}

static enum scrm_truth join_truth(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    enum scrm_truth winner = step->op == SCRM_STEP_AND ? SCRM_NO : SCRM_YES;
    enum scrm_truth sum = step->op == SCRM_STEP_AND ? SCRM_YES : SCRM_NO;
    const uint32_t *kids = w->set->kids + step->kids;

    for (uint32_t i = 0; i < step->n; i++) {
        enum scrm_truth truth = scrm_step_truth(w, kids[i]);

        if (truth == winner)
            return winner;
        if (truth == SCRM_UNKNOWN)
            sum = SCRM_UNKNOWN;
    }
    return sum;
}

static enum scrm_truth in_truth(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    struct scrm_datum room;
    const struct scrm_datum *value = datum_of(w, step->a, &room);
    size_t low = 0, high = step->n;

    if (value->kind != SCRM_DATUM_TEXT)
        return SCRM_UNKNOWN;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = scrm_slice_cmp(value->text, w->set->texts[step->b + middle]);

        if (order == 0)
            return SCRM_YES;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SCRM_NO;
}

static bool text_matches(struct scrm_rules_worker *w, const struct scrm_step *step,
                         struct scrm_slice text, struct scrm_slice part, bool *unknown)
{
    size_t from, to;
    int found;

    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_CONTAINS:
        return part.len == 0 || memmem(text.at, text.len, part.at, part.len) != NULL;
    case SCRM_STEP_STARTS:
        return text.len >= part.len && memcmp(text.at, part.at, part.len) == 0;
    case SCRM_STEP_ENDS:
        return text.len >= part.len &&
               memcmp(text.at + text.len - part.len, part.at, part.len) == 0;
    default:
        found =
            scrm_pattern_find(w->set->patterns[step->b].compiled, w->matcher, text, &from, &to);
        if (found < 0) {
            w->gave_up++;
            *unknown = true;
        }
        return found > 0;
    }
}

/* contains, starts_with, ends_with, regexp_matches: of a list, any of its texts. */
static enum scrm_truth match_truth(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    static const struct scrm_datum nothing = {.kind = SCRM_DATUM_TEXT, .text = {"", 0}};
    struct scrm_datum rooms[2];
    const struct scrm_datum *value = datum_of(w, step->a, &rooms[0]), *part = &nothing;
    struct scrm_walk walk;
    struct scrm_value item;
    bool unknown = false;

    if (step->op != SCRM_STEP_REGEX)
        part = datum_of(w, step->b, &rooms[1]);
    if (part->kind != SCRM_DATUM_TEXT)
        return SCRM_UNKNOWN;
    if (value->kind == SCRM_DATUM_TEXT) {
        if (text_matches(w, step, value->text, part->text, &unknown))
            return SCRM_YES;
        return unknown ? SCRM_UNKNOWN : SCRM_NO;
    }
    if (value->kind != SCRM_DATUM_LIST)
        return SCRM_UNKNOWN;
    scrm_walk_begin(&walk, value->value);
    while (scrm_item_next(&walk, &item)) {
        if (item.kind == SCRM_STRING &&
            text_matches(w, step, scrm_value_text(item, w->arena), part->text, &unknown))
            return SCRM_YES;
    }
    return unknown ? SCRM_UNKNOWN : SCRM_NO;
}

static bool is_reply(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    struct scrm_datum rooms[2];
    const struct scrm_datum *type = datum_of(w, step->a, &rooms[0]);

    return datum_of(w, step->b, &rooms[1])->kind == SCRM_DATUM_TEXT ||
           (type->kind == SCRM_DATUM_TEXT &&
            (scrm_slice_is(type->text, "reply") || scrm_slice_is(type->text, "comment")));
}

static enum scrm_truth compare_truth(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    struct scrm_datum rooms[2];
    const struct scrm_datum *a = datum_of(w, step->a, &rooms[0]);

    if (a->kind == SCRM_DATUM_NONE)
        return SCRM_UNKNOWN;
    return scrm_datum_compare(a, datum_of(w, step->b, &rooms[1]),
                              (enum scrm_compare)step->compare);
}

static enum scrm_truth work_out(struct scrm_rules_worker *w, const struct scrm_step *step)
{
    struct scrm_datum room;
    const struct scrm_datum *value;
    enum scrm_truth truth;

    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_AND:
    case SCRM_STEP_OR:
        return join_truth(w, step);
    case SCRM_STEP_NOT:
        truth = scrm_step_truth(w, step->a);
        return truth == SCRM_UNKNOWN ? truth : truth_of(truth == SCRM_NO);
    case SCRM_STEP_ATOM:
        return atom_truth(w, step->a);
    case SCRM_STEP_COMPARE:
        return compare_truth(w, step);
    case SCRM_STEP_IN:
        return in_truth(w, step);
    case SCRM_STEP_MISSING:
        return truth_of(datum_of(w, step->a, &room)->kind == SCRM_DATUM_NONE);
    case SCRM_STEP_LIKE:
        value = datum_of(w, step->a, &room);
        if (value->kind != SCRM_DATUM_TEXT)
            return SCRM_UNKNOWN;
        return truth_of(scrm_text_like(value->text, step->value.text));
    case SCRM_STEP_WORKING:
        value = datum_of(w, step->a, &room);
        if (value->kind != SCRM_DATUM_TIME)
            return SCRM_UNKNOWN;
        return truth_of(w->set->clock.is_open(w->set->clock.ctx, value->integer));
    case SCRM_STEP_RULE:
        return truth_of(scrm_bit(w->hits, step->a));
    case SCRM_STEP_REPLY:
        return truth_of(is_reply(w, step));
    case SCRM_STEP_TRUTH:
        value = datum_of(w, step->a, &room);
        return value->kind == SCRM_DATUM_BOOL ? truth_of(value->integer != 0) : SCRM_UNKNOWN;
    case SCRM_STEP_CONST:
        return (enum scrm_truth)step->value.integer;
    default:
        return match_truth(w, step);
    }
}

/* Where two numbers meet, and both are exact in a double: the commonest case. */
static inline bool small_number(const struct scrm_datum *datum, double *number)
{
    const int64_t exact = INT64_C(1) << 53;

    *number = datum->kind == SCRM_DATUM_INT ? (double)datum->integer : datum->number;
    return datum->kind == SCRM_DATUM_REAL ||
           (datum->kind == SCRM_DATUM_INT && datum->integer <= exact &&
            datum->integer >= -exact);
}

/* A field compared with a literal. */
static inline enum scrm_truth simple_truth(struct scrm_rules_worker *w,
                                           const struct scrm_step *step)
{
    const struct scrm_datum *datum = scrm_field_datum(w, step->field);
    double a, b;

    if (datum->kind == SCRM_DATUM_NONE)
        return SCRM_UNKNOWN;
    if (!small_number(datum, &a) || !small_number(&step->value, &b))
        return scrm_datum_compare(datum, &step->value, (enum scrm_compare)step->compare);
    switch ((enum scrm_compare)step->compare) {
    case SCRM_COMPARE_EQ:
        return truth_of(a >= b && a <= b);
    case SCRM_COMPARE_NE:
        return truth_of(a < b || a > b);
    case SCRM_COMPARE_LT:
        return truth_of(a < b);
    case SCRM_COMPARE_LE:
        return truth_of(a <= b);
    case SCRM_COMPARE_GT:
        return truth_of(a > b);
    default:
        return truth_of(a >= b);
    }
}

enum scrm_truth scrm_step_truth(struct scrm_rules_worker *w, uint32_t index)
{
    const struct scrm_step *step = &w->set->steps[index];

    if (step->simple)
        return simple_truth(w, step);
    if (step->memo && w->memo_stamps[index] == w->generation)
        return (enum scrm_truth)w->memos[index];
    if (step->op <= SCRM_STEP_OR && step->op >= SCRM_STEP_AND && !step->memo)
        return join_truth(w, step);
    if (step->op == SCRM_STEP_ATOM)
        return atom_truth(w, step->a);
    w->memos[index] = (uint8_t)work_out(w, step);
    w->memo_stamps[index] = w->generation;
    return (enum scrm_truth)w->memos[index];
}

/* age() of a time, hour() and weekday() of created_at. */
static void clock_datum(const struct scrm_rules_worker *w, const struct scrm_datum *created,
                        enum scrm_step_op op, struct scrm_datum *out)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    struct scrm_date date;

    if (created->kind != SCRM_DATUM_TIME)
        return;
    if (op == SCRM_STEP_AGE) {
        *out =
            (struct scrm_datum){.kind = SCRM_DATUM_SPAN, .integer = w->now - created->integer};
        return;
    }
    date = w->set->clock.date ? w->set->clock.date(w->set->clock.ctx, created->integer)
                              : scrm_time_date(created->integer);
    if (op == SCRM_STEP_HOUR)
        *out = (struct scrm_datum){.kind = SCRM_DATUM_INT, .integer = date.hour};
    else
        *out = (struct scrm_datum){.kind = SCRM_DATUM_TEXT,
                                   .text = scrm_slice_of(days[date.weekday])};
}

static void work_out_datum(struct scrm_rules_worker *w, const struct scrm_step *step,
                           struct scrm_datum *room)
{
    struct scrm_datum inner;
    enum scrm_truth truth;

    room->kind = SCRM_DATUM_NONE;
    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_BOOLEAN:
        truth = scrm_step_truth(w, step->a);
        if (truth != SCRM_UNKNOWN)
            *room = (struct scrm_datum){.kind = SCRM_DATUM_BOOL, .integer = truth == SCRM_YES};
        break;
    case SCRM_STEP_LOWER:
        scrm_datum_lower(datum_of(w, step->a, &inner), room, w->arena);
        break;
    case SCRM_STEP_LENGTH:
    case SCRM_STEP_WORDS:
        scrm_datum_count(datum_of(w, step->a, &inner), step->op == SCRM_STEP_WORDS, room,
                         w->arena);
        break;
    default:
        clock_datum(w, datum_of(w, step->a, &inner), (enum scrm_step_op)step->op, room);
    }
}
