/*
 * Writes a score, members in the documented order.
 */
#include "score/write.h"

#include "record/emit.h"

/* Intents weaker than this are left out. Ten-thousandths. */
enum { INTENT_LEAST = 500 };

/* Appends 0 to 10000 ten-thousandths with two decimals: what a probability made of cues is
 * good for. */
static void put_share(struct scrm_buf *out, int32_t value)
{
    int hundredths = (value + 50) / 100;
    char digits[4] = {'0', '.', (char)('0' + hundredths / 10), (char)('0' + hundredths % 10)};

    if (hundredths <= 0 || hundredths >= 100)
        scrm_buf_putc(out, hundredths <= 0 ? '0' : '1');
    else
        scrm_buf_put(out, digits, hundredths % 10 ? 4 : 3);
}

#define PUT(out, literal) scrm_buf_put((out), (literal), sizeof(literal) - 1)

static void put_by(const struct scrm_score *score, const char *by, const char *model,
                   struct scrm_buf *out)
{
    PUT(out, "{\"by\":\""); /* versions, reasons and languages hold nothing to escape */
    scrm_buf_puts(out, by);
    if (model) {
        PUT(out, ", model ");
        scrm_buf_puts(out, model);
    }
    if (score->reason) {
        PUT(out, "; ");
        scrm_buf_puts(out, score->reason);
        if (strcmp(score->reason, "unsupported language") == 0) {
            PUT(out, ": ");
            scrm_buf_puts(out, score->lang);
        }
    }
    PUT(out, "\",\"lang\":\"");
    scrm_buf_puts(out, score->lang);
    if (score->lang_read)
        PUT(out, "\",\"lang_src\":\"text");
}

/* {"HEAD":{"label":"refund","p":0.93}}; a label less sure than asked for is left out. */
static void put_labels(const struct scrm_score_parts *parts, struct scrm_buf *out)
{
    scrm_emit_key(out, "labels");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < parts->n_labels; i++) {
        scrm_emit_comma(out);
        scrm_emit_repaired(out, scrm_slice_of(parts->labels[i].head));
        PUT(out, ":{");
        if (parts->labels[i].p >= parts->abstain) {
            scrm_emit_key(out, "label");
            scrm_emit_repaired(out, scrm_slice_of(parts->labels[i].label));
        }
        scrm_emit_key(out, "p");
        put_share(out, parts->labels[i].p);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, '}');
}

static void put_intents(const struct scrm_score *score, struct scrm_buf *out)
{
    PUT(out, ",\"intents\":{");
    for (size_t i = 0; i < SCRM_INTENTS_N; i++)
        if (score->intents[i] >= INTENT_LEAST) {
            scrm_emit_key(out, scrm_intents[i]);
            put_share(out, score->intents[i]);
        }
    scrm_buf_putc(out, '}');
}

void scrm_score_write(const struct scrm_score *score, const struct scrm_score_parts *parts,
                      struct scrm_buf *out)
{
    static const char *const classes[] = {"negative", "neutral", "positive"};

    put_by(score, parts->by, parts->model, out);
    PUT(out, "\",\"sentiment\":");
    scrm_num_put_fixed(out, score->sentiment);
    if (score->confidence >= parts->abstain) {
        PUT(out, ",\"sentiment_class\":\"");
        scrm_buf_puts(out, classes[score->sentiment_class]);
        scrm_buf_putc(out, '"');
    }
    PUT(out, ",\"confidence\":");
    put_share(out, score->confidence);
    put_intents(score, out);
    PUT(out, ",\"urgency\":");
    put_share(out, score->urgency);
    PUT(out, ",\"needs_reply\":");
    put_share(out, score->needs_reply);
    PUT(out, ",\"spam\":");
    put_share(out, score->spam);
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
