/*
 * One pass: cuts the text, walks the lexicon's phrases from every word, and
 * deals each hit to its lane. In each lane the longest phrase wins over the
 * words inside it ("not working" over "working"), other lanes hear both.
 */
#include "score/pass.h"

static const char *const lane_names[] = {
    "sentiment",
    "intensity",
    "negation",
    "intents",
    "urgency",
    "needs_reply",
    "spam",
    "intents.complaint",
    "intents.question",
    "intents.request",
    "intents.order",
    "intents.billing",
    "intents.technical",
    "intents.cancel",
    "intents.purchase",
    "intents.praise",
    "intents.suggestion",
    "intents.thanks",
    "intents.safety",
    "intents.legal",
    "intents.press",
    "intents.job",
    "intents.other",
};

_Static_assert(sizeof lane_names / sizeof *lane_names == SCRM_LANES_N, "a name for every lane");

const char *scrm_lane_name(int lane)
{
    return lane_names[lane];
}

struct scrm_roles scrm_pass_roles(const struct scrm_lexicon *lexicon)
{
    struct scrm_roles roles = {0};

    if (lexicon) {
        roles.contrast = scrm_lexicon_class(lexicon, "contrast");
        roles.concession = scrm_lexicon_class(lexicon, "concession");
        roles.condition = scrm_lexicon_class(lexicon, "condition");
        roles.asking = scrm_lexicon_class(lexicon, "asking");
        roles.me = scrm_lexicon_class(lexicon, "me");
        roles.you = scrm_lexicon_class(lexicon, "you");
        roles.common = scrm_lexicon_class(lexicon, "common");
    }
    return roles;
}

void scrm_pass_begin(struct scrm_pass *pass, const struct scrm_lexicon *lexicon,
                     const struct scrm_lexicon *any, const struct scrm_roles *roles)
{
    pass->cut.lexicon = lexicon;
    pass->cut.any = any;
    pass->cut.common = lexicon ? roles->common : 0;
    pass->cut.facts = (struct scrm_facts){0};
    pass->roles = lexicon ? *roles : (struct scrm_roles){0};
    pass->tally = (struct scrm_tally){0};
    for (size_t i = 0; i < SCRM_LANES_N; i++)
        pass->tally.lanes[i] = (struct scrm_evidence){10000, 10000, 0};
    pass->why.n = 0;
    pass->last_emoji = pass->emoji_run = 0;
}

int32_t scrm_evidence_value(const struct scrm_evidence *evidence)
{
    return (10000 - evidence->doubt) * evidence->damp / 10000;
}

static void evidence_weigh(struct scrm_evidence *evidence, int32_t weight)
{
    if (weight > 0)
        evidence->doubt = evidence->doubt * (1000 - weight) / 1000;
    else
        evidence->damp = evidence->damp * (1000 + weight) / 1000;
    evidence->hits++;
}

void scrm_evidence_add(struct scrm_pass *pass, int lane, const char *rule, int32_t weight)
{
    evidence_weigh(&pass->tally.lanes[lane], weight);
    if (pass->why.on)
        scrm_why_put(&pass->why, &(struct scrm_reason){.signal = scrm_lane_name(lane),
                                                       .rule = rule,
                                                       .weight = (int64_t)weight * 10});
}

/* The mark of a lexeme, to be filled. Most sentences have none, which then cost nothing. */
static struct scrm_mark *mark(struct scrm_pass *pass, uint32_t lexeme)
{
    if (!pass->n_marks++)
        memset(pass->marks, 0, pass->cut.sentence.n * sizeof *pass->marks);
    return &pass->marks[lexeme];
}

static void take_cue(struct scrm_pass *pass, const struct scrm_lexicon *lexicon, int lane,
                     const struct scrm_cue *cue, uint32_t first, uint32_t end)
{
    const struct scrm_lexeme *lexemes = pass->cut.sentence.lexemes;
    struct scrm_mark *last;

    switch (cue->signal) {
    case SCRM_SIGNAL_SENTIMENT:
        if (pass->n_valences < SCRM_SENTENCE_WORDS)
            pass->valences[pass->n_valences++] =
                (struct scrm_valence){lexicon, cue, first, end};
        return;
    case SCRM_SIGNAL_INTENSITY:
        last = mark(pass, end - 1);
        last->intensity = cue->weight;
        last->intensifies = cue->traits;
        return;
    case SCRM_SIGNAL_NEGATION:
        last = mark(pass, end - 1);
        last->negation = cue->weight;
        last->negates = cue->traits;
        pass->n_negations++;
        return;
    default:
        evidence_weigh(&pass->tally.lanes[lane], cue->weight);
        if (pass->why.on)
            scrm_why_put(&pass->why,
                         &(struct scrm_reason){.signal = scrm_lane_name(lane),
                                               .term = scrm_lexicon_term(lexicon, cue),
                                               .weight = (int64_t)cue->weight * 10,
                                               .from = lexemes[first].from,
                                               .to = lexemes[end - 1].to});
    }
}

/* Whether a hit says something new in its lane. Every word has one feeling, so there the
 * hit must begin behind the last one; elsewhere it must end behind it. */
static bool is_new(const struct scrm_pass *pass, int lane, uint32_t first, uint32_t end)
{
    uint32_t reach = lane <= SCRM_SIGNAL_NEGATION ? first + 1 : end;

    return reach > pass->covered[lane];
}

static int lane_of(const struct scrm_cue *cue)
{
    static const uint8_t first[SCRM_SIGNALS_N] = {
        SCRM_SIGNAL_SENTIMENT, SCRM_SIGNAL_INTENSITY, SCRM_SIGNAL_NEGATION, SCRM_LANE_INTENT(0),
        SCRM_SIGNAL_URGENCY,   SCRM_SIGNAL_REPLY,     SCRM_SIGNAL_SPAM};

    return first[cue->signal] + cue->detail; /* which only an intent has */
}

/* Deals the hits of one start out: in each lane the longest one. */
static void deal(struct scrm_pass *pass, const struct scrm_lexicon *lexicon, size_t n_hits)
{
    uint32_t lanes = 0;

    _Static_assert(SCRM_LANES_N <= 32, "a lane is a bit of `lanes`");
    for (size_t i = 0; i < n_hits; i++) {
        const struct scrm_lexicon_hit *hit = &pass->hits[i];
        size_t n;
        const struct scrm_cue *cues = scrm_lexicon_cues(lexicon, hit->node, &n);

        for (size_t k = 0; k < n; k++) {
            int lane = lane_of(&cues[k]);

            if (!is_new(pass, lane, hit->first, hit->end) ||
                (lanes >> lane & 1 && pass->best_end[lane] >= hit->end))
                continue;
            lanes |= UINT32_C(1) << lane;
            pass->best[lane] = &cues[k];
            pass->best_end[lane] = hit->end;
        }
    }
    for (; lanes; lanes &= lanes - 1) {
        int lane = __builtin_ctz(lanes);

        take_cue(pass, lexicon, lane, pass->best[lane], pass->hits[0].first,
                 pass->best_end[lane]);
        pass->covered[lane] = pass->best_end[lane];
    }
}

/* An emoji's cues; the same one in a row counts less each time. */
static void deal_emoji(struct scrm_pass *pass, size_t at)
{
    const struct scrm_lexeme *lexeme = &pass->cut.sentence.lexemes[at];

    pass->emoji_run = lexeme->hash == pass->last_emoji ? pass->emoji_run + 1 : 0;
    pass->last_emoji = lexeme->hash;
    if (lexeme->node && pass->emoji_run < 3) {
        pass->hits[0] = (struct scrm_lexicon_hit){lexeme->node, (uint32_t)at, (uint32_t)at + 1};
        deal(pass, pass->cut.any, 1);
    }
}

static void count_persons(struct scrm_pass *pass, const struct scrm_lexeme *lexeme)
{
    pass->tally.me += (lexeme->classes & pass->roles.me) != 0;
    pass->tally.you += (lexeme->classes & pass->roles.you) != 0;
}

/* What advertisers and bots do: say the same sentence again, or the same words round and
 * round. Sentences of one or two words ("no", "thank you") are nobody's template. */
static void count_repeats(struct scrm_pass *pass)
{
    enum { SHORT = 3, ROUNDS = 4 };
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    const struct scrm_lexeme *lexemes = sentence->lexemes;
    struct scrm_tally *tally = &pass->tally;
    uint64_t digest = sentence->n;
    uint32_t rounds = 0;

    if (sentence->words < SHORT)
        return;
    for (size_t i = 0; i < sentence->n; i++) {
        digest = (digest + lexemes[i].hash) * UINT64_C(0x9e3779b97f4a7c15);
        rounds +=
            i && lexemes[i].hash == lexemes[0].hash && lexemes[i - 1].hash != lexemes[i].hash;
    }
    if (rounds + 1 >= ROUNDS && (size_t)4 * (rounds + 1) >= sentence->n)
        tally->repeats += rounds;
    for (uint32_t i = 0; i < tally->n_said; i++)
        if (tally->said[i] == digest) {
            tally->repeats++;
            return;
        }
    if (tally->n_said < SCRM_SAID_MAX)
        tally->said[tally->n_said++] = digest;
}

static void read_sentence(struct scrm_pass *pass)
{
    const struct scrm_sentence *sentence = &pass->cut.sentence;
    bool persons = sentence->classes & (pass->roles.me | pass->roles.you);

    memset(pass->covered, 0, sizeof pass->covered);
    pass->n_valences = pass->n_negations = pass->n_marks = 0;
    for (size_t i = 0; i < sentence->n; i++) {
        const struct scrm_lexeme *lexeme = &sentence->lexemes[i];
        size_t n;

        if (lexeme->flags & SCRM_LEXEME_EMOJI) {
            deal_emoji(pass, i);
            continue;
        }
        if (!pass->cut.lexicon || (!lexeme->node && !lexeme->classes))
            continue;
        if (persons)
            count_persons(pass, lexeme);
        n = scrm_lexicon_walk(pass->cut.lexicon, sentence->lexemes, sentence->n, i, pass->hits,
                              SCRM_HITS_MAX);
        if (n)
            deal(pass, pass->cut.lexicon, n);
    }
    if (sentence->words && sentence->lexemes[0].classes & pass->roles.asking)
        pass->tally.asks++;
    count_repeats(pass);
    scrm_sentiment_sentence(pass);
}

void scrm_pass_text(struct scrm_pass *pass, struct scrm_slice text)
{
    scrm_cut_begin(&pass->cut, text);
    while (scrm_cut_next(&pass->cut))
        read_sentence(pass);
    scrm_cut_end(&pass->cut);
}
