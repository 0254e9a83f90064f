/*
 * What the words of one sentence weigh in their context: each brings its
 * weight from the lexicon; the words around it change it (negation,
 * intensity, contrast, conditions), the way it is written strengthens it
 * (capitals, elongation, exclamation marks). The sums go into the tally,
 * which score/sentiment.c presses into one number.
 *
 * All numbers are thousandths. docs/scoring.md tells the rules in words.
 */
#include "score/pass.h"

enum {
    CAPITALS = 700,  /* added to a word in capitals among others that are not */
    SHOUTING = 200,  /* the same where everything is in capitals */
    ELONGATED = 400, /* "soooo good", "baaad" */
    EXCLAIM = 220,   /* for each exclamation mark, up to EXCLAIMS */
    EXCLAIMS = 3,
    LIVELY = 350,    /* an exclamation mark where nothing else speaks */
    UNMET = -500,    /* a negation of words that weigh nothing: "did not come" */
    NOT_GOOD = -600, /* share of a good word's weight that negation leaves, per mille */
    NOT_BAD = -350,
    LOOK_BACK = 4,  /* words before a hit that are looked at */
    LOOK_AHEAD = 2, /* words behind it, for "so much" and the like */
    LOOK_AHEAD_VERB = 4,
    BEFORE_BUT = 350,  /* per mille */
    CONCEDED = 500,    /* "although it is cheap, ..." */
    CONDITIONAL = 450, /* good words after "if", "would", "hope" */
    ASKED = 350,       /* good words of a question */
    QUOTED = 750,      /* somebody else's words */
};

static int32_t share(int32_t weight, int32_t per_mille)
{
    return (int32_t)((int64_t)weight * per_mille / 1000);
}

static inline void explain(struct scrm_pass *pass, const char *rule, const char *term,
                           int32_t weight, const struct scrm_lexeme *first,
                           const struct scrm_lexeme *last)
{
    if (pass->why.on)
        scrm_why_put(&pass->why, &(struct scrm_reason){.signal = "sentiment",
                                                       .rule = rule,
                                                       .term = term,
                                                       .weight = (int64_t)weight * 10,
                                                       .from = first->from,
                                                       .to = last->to});
}

/* What capitals and long letters add, in the direction of the weight. */
static int32_t emphasis(struct scrm_pass *pass, const struct scrm_valence *valence)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    const struct scrm_lexeme *first = &sentence->lexemes[valence->first];
    const struct scrm_lexeme *last = &sentence->lexemes[valence->end - 1];
    int32_t add = 0;

    if (first->flags & SCRM_LEXEME_EMOJI)
        return 0;
    if (first->flags & SCRM_LEXEME_UPPER)
        add += sentence->upper * 4 >= sentence->words * 3 && sentence->words > 2 ? SHOUTING
                                                                                 : CAPITALS;
    if ((first->flags | last->flags) & SCRM_LEXEME_LONG)
        add += ELONGATED;
    if (valence->cue->weight < 0)
        add = -add;
    if (add)
        explain(pass, "emphasis", NULL, add, first, last);
    return add;
}

/* The share by which the intensifier at lexeme `at`, `distance` words away, changes a weight.
 */
static int32_t intensified(struct scrm_pass *pass, size_t at, size_t distance, int32_t weight)
{
    const struct scrm_lexeme *lexeme = &pass->cut.sentence.lexemes[at];
    int32_t strength = pass->marks[at].intensity, change;

    if (lexeme->flags & SCRM_LEXEME_LONG && strength > 0)
        strength += strength / 2;
    if (distance > 1)
        strength = strength * (distance == 2 ? 85 : 70) / 100;
    change = share(weight, strength);
    explain(pass, "intensity", NULL, change, lexeme, lexeme);
    return change;
}

/* Whether the lexeme ends a hit of several words: what stands before it speaks of that. */
static bool ends_idiom(const struct scrm_pass *pass, size_t before, size_t at)
{
    const struct scrm_valence *valence = before ? &pass->valences[before - 1] : NULL;

    return valence && valence->end == at + 1 && valence->end - valence->first > 1;
}

/* A hit's weight as the words around it leave it, and the negation that speaks of it. */
struct context {
    int32_t plain, weight;
    int32_t negation;
    size_t negator; /* lexeme */
};

static void hear_negation(const struct scrm_pass *pass, size_t at, struct context *context)
{
    if (pass->marks[at].negation > context->negation) {
        context->negation = pass->marks[at].negation;
        context->negator = at;
    }
}

/* Intensifiers and negations before hit `k`. */
static void look_back(struct scrm_pass *pass, size_t k, struct context *context)
{
    const struct scrm_lexeme *lexemes = pass->cut.sentence.lexemes;
    size_t at = pass->valences[k].first;

    for (size_t distance = 1; distance <= LOOK_BACK && at-- > 0; distance++) {
        const struct scrm_mark *mark = &pass->marks[at];

        if (lexemes[at + 1].flags & SCRM_LEXEME_BREAK || ends_idiom(pass, k, at) ||
            lexemes[at].classes & pass->roles.contrast)
            break;
        if (mark->intensity && !(mark->intensifies & SCRM_TRAIT_AFTER) && distance <= 3)
            context->weight += intensified(pass, at, distance, context->plain);
        if (!(mark->negates & SCRM_TRAIT_AFTER))
            hear_negation(pass, at, context);
    }
}

/* The same behind it: those that always follow their word, and those that may follow a verb
 * ("gefällt mir nicht", "j'aime pas"), from farther away but from before the comma. */
static void look_ahead(struct scrm_pass *pass, size_t k, struct context *context)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    bool verb = pass->valences[k].cue->traits & SCRM_TRAIT_VERB, open = true, heard = false;
    unsigned follows = verb ? SCRM_TRAIT_AFTER | SCRM_TRAIT_AROUND : SCRM_TRAIT_AFTER;
    size_t reach = verb ? LOOK_AHEAD_VERB : LOOK_AHEAD, at = pass->valences[k].end;

    for (size_t distance = 1; distance <= reach && at < sentence->n; at++, distance++) {
        const struct scrm_mark *mark = &pass->marks[at];

        open = open && !(sentence->lexemes[at].flags & SCRM_LEXEME_BREAK) &&
               !(sentence->lexemes[at].classes & pass->roles.contrast);
        if (open && mark->negates & follows)
            hear_negation(pass, at, context);
        if (heard || distance > LOOK_AHEAD || !mark->intensity)
            continue;
        heard = mark->intensifies & SCRM_TRAIT_AFTER || (open && mark->intensifies & follows);
        if (heard)
            context->weight += intensified(pass, at, 1, context->plain);
    }
}

/* The weight of hit `k` with the intensifiers and negations around it. */
static int32_t in_context(struct scrm_pass *pass, size_t k, int32_t weight)
{
    const struct scrm_lexeme *lexemes = pass->cut.sentence.lexemes;
    struct context context = {.plain = weight, .weight = weight};

    look_back(pass, k, &context);
    look_ahead(pass, k, &context);
    weight = context.weight;
    if (context.negation) {
        int32_t negated = share(weight, weight > 0 ? NOT_GOOD : NOT_BAD);
        int32_t after = weight + share(negated - weight, context.negation);

        pass->marks[context.negator].used = true;
        explain(pass, "negation", NULL, after - weight, &lexemes[context.negator],
                &lexemes[context.negator]);
        weight = after;
    }
    return weight;
}

/* Where a clause of this role begins in the sentence: the index of its word, or `none`. */
static size_t role_at(const struct scrm_sentence *sentence, uint64_t role, bool last,
                      size_t none)
{
    size_t found = none;

    if (!(sentence->classes & role))
        return none;
    for (size_t i = 0; i < sentence->n; i++)
        if (sentence->lexemes[i].classes & role) {
            found = i;
            if (!last)
                break;
        }
    return found;
}

/* The clauses of a sentence that change what the words in them weigh. */
struct clauses {
    size_t contrast; /* index of the last "but", or SIZE_MAX */
    size_t conceded, conceded_end;
    size_t condition;
};

static struct clauses find_clauses(const struct scrm_pass *pass)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    struct clauses clauses = {
        .contrast = role_at(sentence, pass->roles.contrast, true, SIZE_MAX),
        .conceded = role_at(sentence, pass->roles.concession, false, SIZE_MAX),
        .condition = role_at(sentence, pass->roles.condition, false, SIZE_MAX),
    };

    if (clauses.contrast == 0) /* "But ..." speaks against the sentence before */
        clauses.contrast = SIZE_MAX;
    clauses.conceded_end = clauses.conceded;
    if (clauses.conceded != SIZE_MAX)
        for (clauses.conceded_end++; clauses.conceded_end < sentence->n; clauses.conceded_end++)
            if (sentence->lexemes[clauses.conceded_end].flags & SCRM_LEXEME_BREAK)
                break;
    return clauses;
}

static int32_t in_clause(struct scrm_pass *pass, const struct clauses *clauses,
                         const struct scrm_valence *valence, int32_t weight)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    const struct scrm_lexeme *first = &sentence->lexemes[valence->first];
    const struct scrm_lexeme *last = &sentence->lexemes[valence->end - 1];
    const char *rule = NULL;
    int32_t changed = weight;

    if (clauses->contrast != SIZE_MAX && valence->first < clauses->contrast) {
        changed = share(weight, BEFORE_BUT);
        rule = "contrast";
    } else if (valence->first > clauses->conceded && valence->end <= clauses->conceded_end) {
        changed = share(weight, CONCEDED);
        rule = "concession";
    } else if (weight > 0 && !(valence->cue->traits & SCRM_TRAIT_FINAL)) {
        if (valence->first > clauses->condition) {
            changed = share(weight, CONDITIONAL);
            rule = "condition";
        } else if (sentence->question && !(first->flags & SCRM_LEXEME_EMOJI)) {
            changed = share(weight, ASKED);
            rule = "question";
        }
    }
    if (!rule && first->flags & last->flags & SCRM_LEXEME_QUOTED) {
        changed = share(weight, QUOTED);
        rule = "quoted";
    }
    if (rule)
        explain(pass, rule, NULL, changed - weight, first, last);
    return changed;
}

static void count_traits(struct scrm_tally *tally, uint16_t traits)
{
    tally->service += (traits & SCRM_TRAIT_SERVICE) != 0;
    tally->resolved += (traits & SCRM_TRAIT_RESOLVED) != 0;
    tally->sarcasm += (traits & SCRM_TRAIT_SARCASM) != 0;
    tally->profane += (traits & SCRM_TRAIT_PROFANE) != 0;
    tally->sorrow += (traits & SCRM_TRAIT_SORROW) != 0;
}

static void take(struct scrm_tally *tally, int32_t weight)
{
    if (weight > 0) {
        tally->good += weight;
        tally->n_good++;
    } else if (weight < 0) {
        tally->bad += weight;
        tally->n_bad++;
    }
}

/* Negations that met no weighing word are a little bad themselves. */
static int32_t unmet(struct scrm_pass *pass)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    int32_t sum = 0;
    size_t k = 0;

    for (size_t i = 0; pass->n_negations && i < sentence->n; i++) {
        while (k < pass->n_valences && pass->valences[k].end <= i)
            k++;
        if (pass->marks[i].negation <= 0 || pass->marks[i].used ||
            (k < pass->n_valences && pass->valences[k].first <= i))
            continue;
        sum += share(UNMET, pass->marks[i].negation);
        explain(pass, "unmet negation", NULL, share(UNMET, pass->marks[i].negation),
                &sentence->lexemes[i], &sentence->lexemes[i]);
    }
    return sum;
}

/* Exclamation marks strengthen what the sentence says; a sentence that says nothing they
 * make a little brighter. */
static int32_t loudness(struct scrm_pass *pass, int32_t sum)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    int32_t marks = sentence->exclaims < EXCLAIMS ? (int32_t)sentence->exclaims : EXCLAIMS;
    int32_t loud = sum ? EXCLAIM * marks : LIVELY;

    if (!marks || !sentence->n || (!sum && sentence->question))
        return 0;
    loud = sum < 0 ? -loud : loud;
    explain(pass, "exclamation", NULL, loud, &sentence->lexemes[0],
            &sentence->lexemes[sentence->n - 1]);
    return loud;
}

/* The weight of hit `k` after all that stands around it. */
static int32_t weigh(struct scrm_pass *pass, size_t k, const struct clauses *clauses)
{
    const struct scrm_valence *valence = &pass->valences[k];
    const struct scrm_lexeme *lexemes = pass->cut.sentence.lexemes;
    int32_t weight = valence->cue->weight;

    if (pass->why.on)
        explain(pass, NULL, scrm_lexicon_term(valence->lexicon, valence->cue), weight,
                &lexemes[valence->first], &lexemes[valence->end - 1]);
    if (!weight)
        return 0;
    if (!(valence->cue->traits & SCRM_TRAIT_WEAK))
        weight += emphasis(pass, valence);
    if (pass->n_marks && !(valence->cue->traits & SCRM_TRAIT_FINAL) &&
        !(lexemes[valence->first].flags & SCRM_LEXEME_EMOJI))
        weight = in_context(pass, k, weight);
    return in_clause(pass, clauses, valence, weight);
}

void scrm_sentiment_sentence(struct scrm_pass *pass)
{
    struct clauses clauses;
    int32_t sum = 0;

    if (pass->n_valences)
        clauses = find_clauses(pass);
    for (size_t k = 0; k < pass->n_valences; k++) {
        int32_t weight = weigh(pass, k, &clauses);

        count_traits(&pass->tally, pass->valences[k].cue->traits);
        take(&pass->tally, weight);
        if (weight > 0 && pass->valences[k].cue->traits & SCRM_TRAIT_POLITE)
            pass->tally.polite += weight;
        sum += weight;
    }
    if (pass->cut.lexicon) {
        int32_t rest = unmet(pass);

        rest += loudness(pass, sum + rest);
        if (rest > 0)
            pass->tally.good += rest;
        else
            pass->tally.bad += rest;
    }
}
