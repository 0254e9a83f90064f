/*
 * Writes a score, members in the documented order.
 */
#include "score/write.h"

#include "record/emit.h"

/* Intents weaker than this are left out. Ten-thousandths. */
enum { INTENT_LEAST = 500 };

/* More than the members of fixed length come to, the longest names included: room for them is
 * made once, so that each is written without asking. */
enum { FIXED_MOST = 1024 };

#define PUT(to, literal)                                                                       \
    ((to) = (char *)memcpy((to), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

/* Writes 0 to 10000 ten-thousandths with two decimals: what a probability made of cues is good
 * for. Returns the end, as all that write do. */
static char *put_share(char *to, int32_t value)
{
    int hundredths = (value + 50) / 100;

    if (hundredths <= 0 || hundredths >= 100) {
        *to = hundredths <= 0 ? '0' : '1';
        return to + 1;
    }
    to[0] = '0';
    to[1] = '.';
    to[2] = (char)('0' + hundredths / 10);
    to[3] = (char)('0' + hundredths % 10);
    return to + (hundredths % 10 ? 4 : 3);
}

/* -10000 to 10000 ten-thousandths with up to four decimals. */
static char *put_sentiment(char *to, int32_t value)
{
    unsigned size = (unsigned)(value < 0 ? -value : value), part = size % 10000;

    if (value < 0)
        *to++ = '-';
    *to++ = (char)('0' + size / 10000);
    if (part)
        *to++ = '.';
    for (unsigned one = 1000; part; part %= one, one /= 10)
        *to++ = (char)('0' + part / one);
    return to;
}

/* A comma, unless the object was just opened, and the name. */
static char *put_key(char *to, const char *name)
{
    if (to[-1] != '{')
        *to++ = ',';
    *to++ = '"';
    to = stpcpy(to, name);
    *to++ = '"';
    *to++ = ':';
    return to;
}

/* Versions, reasons and languages hold nothing to escape. */
static char *put_by(char *to, const struct scrm_score *score,
                    const struct scrm_score_parts *parts)
{
    PUT(to, "{\"by\":\"");
    to = stpcpy(to, parts->by);
    if (parts->model) {
        PUT(to, ", model ");
        to = stpcpy(to, parts->model);
    }
    if (score->reason) {
        PUT(to, "; ");
        to = stpcpy(to, score->reason);
        if (strcmp(score->reason, "unsupported language") == 0) {
            PUT(to, ": ");
            to = stpcpy(to, score->lang);
        }
    }
    PUT(to, "\",\"lang\":\"");
    to = stpcpy(to, score->lang);
    if (score->lang_read)
        PUT(to, "\",\"lang_src\":\"text");
    return to;
}

static char *put_intents(char *to, const struct scrm_score *score)
{
    PUT(to, ",\"intents\":{");
    for (size_t i = 0; i < SCRM_INTENTS_N; i++)
        if (score->intents[i] >= INTENT_LEAST)
            to = put_share(put_key(to, scrm_intents[i]), score->intents[i]);
    *to++ = '}';
    return to;
}

/* What every score has. */
static char *put_numbers(char *to, const struct scrm_score *score,
                         const struct scrm_score_parts *parts)
{
    static const char *const classes[] = {"negative", "neutral", "positive"};

    to = put_by(to, score, parts);
    PUT(to, "\",\"sentiment\":");
    to = put_sentiment(to, score->sentiment);
    if (score->confidence >= parts->abstain) {
        PUT(to, ",\"sentiment_class\":\"");
        to = stpcpy(to, classes[score->sentiment_class]);
        *to++ = '"';
    }
    PUT(to, ",\"confidence\":");
    to = put_intents(put_share(to, score->confidence), score);
    PUT(to, ",\"urgency\":");
    to = put_share(to, score->urgency);
    PUT(to, ",\"needs_reply\":");
    to = put_share(to, score->needs_reply);
    PUT(to, ",\"spam\":");
    return put_share(to, score->spam);
}

/* {"HEAD":{"label":"refund","p":0.93}}; a label less sure than asked for is left out. */
static void put_labels(const struct scrm_score_parts *parts, struct scrm_buf *out)
{
    scrm_emit_key(out, "labels");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < parts->n_labels; i++) {
        char share[4];

        scrm_emit_comma(out);
        scrm_emit_repaired(out, scrm_slice_of(parts->labels[i].head));
        scrm_buf_puts(out, ":{");
        if (parts->labels[i].p >= parts->abstain) {
            scrm_emit_key(out, "label");
            scrm_emit_repaired(out, scrm_slice_of(parts->labels[i].label));
        }
        scrm_emit_key(out, "p");
        scrm_buf_put(out, share, (size_t)(put_share(share, parts->labels[i].p) - share));
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, '}');
}

void scrm_score_write(const struct scrm_score *score, const struct scrm_score_parts *parts,
                      struct scrm_buf *out)
{
    if (scrm_buf_reserve(out, FIXED_MOST))
        out->len = (size_t)(put_numbers(out->at + out->len, score, parts) - out->at);
    if (parts->topics)
        scrm_topics_write(parts->topics, parts->seen, out);
    scrm_emit_member_bool(out, "personal_data", score->personal_data);
    if (parts->n_labels)
        put_labels(parts, out);
    if (parts->why) {
        scrm_emit_key(out, "why");
        scrm_why_write(parts->why, parts->title, parts->text, out);
    }
    scrm_buf_putc(out, '}');
}
