/*
 * Members of a post, from datums to JSON. A text that needs no change goes
 * from the record into the output in one copy.
 */
#include "base/num.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/post.h"
#include "text/utf8.h"

/*
 * How many of the bytes at `byte` belong to a character that NFC leaves alone and that joins
 * nothing before it, or to the rest of one; 0 where that is not sure. Sure are: what is below
 * U+0300, where marks begin; Cyrillic to U+047F; dashes, quotes and joiners (U+2002 to U+203F);
 * kana and their signs but for the voicing marks; ideographs; Hangul syllables of which a
 * final would be told apart by its own first byte; wide ASCII; pictures and their selector.
 */
static size_t plain_step(const unsigned char *byte, size_t left)
{
    unsigned second = left > 1 ? byte[1] : 0, third = left > 2 ? byte[2] : 0;

    switch (byte[0]) {
    case 0xE2:
        return second == 0x80 && third >= 0x82 && third <= 0xBF ? 3 : 0;
    case 0xE3:
        if (third < 0x80 || third > (second == 0x80 ? 0xA9 : 0xBF))
            return 0;
        return second == 0x80 || second == 0x81 || second == 0x83 ||
                       (second == 0x82 && third != 0x99 && third != 0x9A)
                   ? 3
                   : 0;
    case 0xEF:
        return second == 0xBC || second == 0xBD || (second == 0xB8 && third == 0x8F) ? 2 : 0;
    case 0xF0:
        return second == 0x9F ? 2 : 0;
    case 0xD0:
    case 0xD1:
    case 0xEB:
    case 0xEC:
        return 1;
    default:
        return byte[0] < 0xCC || (byte[0] >= 0xE4 && byte[0] <= 0xE9);
    }
}

/* Whether valid UTF-8 is in NFC for sure. */
static bool is_plainly_normal(const char *at, size_t len)
{
    const unsigned char *byte = (const void *)at;
    size_t i = 0, step;

    while (i < len) {
        uint64_t word;

        if (i + 8 <= len) {
            memcpy(&word, at + i, sizeof word);
            if (!(word & UINT64_C(0x8080808080808080))) {
                i += 8;
                continue;
            }
        }
        while (i < len && byte[i] < 0x80)
            i++;
        for (; i < len && byte[i] >= 0x80; i += step)
            if ((step = plain_step(byte + i, len - i)) == 0)
                return false;
    }
    return true;
}

/* Whether a character of a validated string is written as \u and four digits. */
static bool has_numbered_escape(const char *at, size_t len)
{
    const char *end = at + len;

    while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        if (at[1] == 'u')
            return true;
        at += 2;
    }
    return false;
}

/* Writes plain text, in NFC where asked for; what is no text becomes U+FFFD. */
static void put_plain(struct scrm_post_writer *writer, struct scrm_slice text, bool normal,
                      struct scrm_buf *out)
{
    if (normal && !is_plainly_normal(text.at, text.len)) {
        if (!scrm_utf8_valid(text)) {
            scrm_buf_reset(&writer->normal);
            writer->tally.repaired += scrm_utf8_repair(&writer->normal, text);
            scrm_buf_reset(&writer->scratch);
            scrm_text_nfc(&writer->scratch, scrm_buf_slice(&writer->normal));
            text = scrm_buf_slice(&writer->scratch);
        } else {
            scrm_buf_reset(&writer->normal);
            scrm_text_nfc(&writer->normal, text);
            text = scrm_buf_slice(&writer->normal);
        }
    }
    writer->tally.repaired += scrm_emit_repaired(out, text);
}

/* A string of the record whose JSON text is already what we would write. */
static bool put_as_it_stands(struct scrm_value value, bool normal, struct scrm_buf *out)
{
    if (normal && !is_plainly_normal(value.at, value.len))
        return false;
    if (value.escaped && has_numbered_escape(value.at, value.len))
        return false;
    scrm_buf_putc(out, '"');
    scrm_buf_put(out, value.at, value.len);
    scrm_buf_putc(out, '"');
    return true;
}

/* Takes back what was appended after `begin`. */
static bool take_back(struct scrm_buf *out, size_t begin)
{
    out->len = begin;
    out->at[begin] = '\0';
    return false;
}

void scrm_text_put(struct scrm_post_writer *writer, struct scrm_datum datum, bool normal,
                   struct scrm_buf *out)
{
    struct scrm_eval *eval = &writer->eval;
    struct scrm_slice text;

    if (datum.kind == SCRM_DATUM_MANY && datum.many.n)
        datum = datum.many.at[0];
    if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_STRING) {
        struct scrm_value value = datum.value;

        if (put_as_it_stands(value, normal, out))
            return;
        if (value.escaped) {
            size_t begin = out->len;

            writer->tally.repaired +=
                scrm_emit_unescaped(out, (struct scrm_slice){value.at, value.len});
            if (!normal || is_plainly_normal(out->at + begin, out->len - begin))
                return;
            /* What was written is repaired already; it goes through NFC from there. */
            value.at = out->at + begin + 1;
            value.len = out->len - begin - 2;
            scrm_buf_reset(&eval->plain);
            scrm_value_put_text(value, &eval->plain);
            text = scrm_buf_slice(&eval->plain);
            take_back(out, begin);
        } else {
            text = (struct scrm_slice){value.at, value.len};
        }
    } else {
        text = scrm_datum_text(eval, datum);
    }
    put_plain(writer, text, normal, out);
}

static void put_one_of(struct scrm_post_writer *writer, struct scrm_datum datum,
                       struct scrm_buf *out)
{
    if (!scrm_datum_given(datum) || !scrm_datum_text(&writer->eval, datum).at)
        return;
    scrm_emit_comma(out);
    scrm_text_put(writer, datum, false, out);
}

/* A list of texts behind its key; all is taken back to `begin` where there are none. */
static bool put_texts(struct scrm_post_writer *writer, size_t begin, struct scrm_datum datum,
                      struct scrm_buf *out)
{
    size_t open = out->len + 1;
    struct scrm_walk walk;
    struct scrm_value item;

    scrm_buf_putc(out, '[');
    if (datum.kind == SCRM_DATUM_MANY) {
        for (size_t i = 0; i < datum.many.n; i++)
            put_one_of(writer, datum.many.at[i], out);
    } else if (datum.kind == SCRM_DATUM_VALUE && datum.value.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, datum.value);
        while (scrm_item_next(&walk, &item))
            put_one_of(writer, (struct scrm_datum){.kind = SCRM_DATUM_VALUE, .value = item},
                       out);
    } else {
        put_one_of(writer, datum, out);
    }
    if (out->len == open)
        return take_back(out, begin);
    scrm_buf_putc(out, ']');
    return true;
}

/* A value as it comes, behind its key: numbers and truths stay what they are. */
static bool put_any(struct scrm_post_writer *writer, size_t begin, struct scrm_datum datum,
                    struct scrm_buf *out)
{
    switch (datum.kind) {
    case SCRM_DATUM_MANY:
        return put_texts(writer, begin, datum, out);
    case SCRM_DATUM_INT:
        scrm_num_put_int(out, datum.integer);
        return true;
    case SCRM_DATUM_BOOL:
        scrm_buf_puts(out, datum.integer ? "true" : "false");
        return true;
    case SCRM_DATUM_NUMBER:
        scrm_buf_put_slice(out, datum.text);
        return true;
    case SCRM_DATUM_VALUE:
        if (datum.value.kind != SCRM_STRING) {
            writer->tally.repaired +=
                scrm_json_compact(scrm_value_token(datum.value), true, out);
            return true;
        }
        break;
    default:
        break;
    }
    scrm_text_put(writer, datum, false, out);
    return true;
}

/* {each, map: {...}}: an object for each element. */
struct each {
    struct scrm_post_writer *writer;
    const struct scrm_expr *expr;
    struct scrm_buf *out;
};

static bool put_element(void *ctx, struct scrm_value item)
{
    struct each *each = ctx;
    struct scrm_eval *eval = &each->writer->eval;
    struct scrm_scope outer = eval->scope;
    size_t begin = each->out->len, open;

    eval->scope.slots = NULL;
    eval->scope.record = item;
    scrm_emit_comma(each->out);
    scrm_buf_putc(each->out, '{');
    open = each->out->len;
    for (size_t i = 0; i < each->expr->n_named; i++)
        scrm_member_put_expr(each->writer, each->expr->named[i].name, each->expr->named[i].expr,
                             each->out);
    eval->scope = outer;
    if (each->out->len == open)
        take_back(each->out, begin);
    else
        scrm_buf_putc(each->out, '}');
    return true;
}

/* The objects that `expr` makes: of the first of its values that makes any, of all that a
 * list has, of the one that a condition picks. */
static void put_elements(struct scrm_post_writer *writer, const struct scrm_expr *expr,
                         struct scrm_buf *out)
{
    struct each each = {.writer = writer, .expr = expr, .out = out};
    size_t begin = out->len;

    if (!expr || !expr->objects)
        return;
    if (expr->kind == SCRM_EXPR_EACH)
        scrm_path_walk(&expr->path, &writer->eval.scope, put_element, &each);
    else if (expr->kind == SCRM_EXPR_IF)
        put_elements(writer, expr->items[!scrm_cond_holds(&expr->cond, &writer->eval.scope)],
                     out);
    else
        for (size_t i = 0; i < expr->n; i++)
            if (expr->kind == SCRM_EXPR_LIST || out->len == begin)
                put_elements(writer, expr->items[i], out);
}

static bool put_objects(struct scrm_post_writer *writer, const char *name,
                        const struct scrm_expr *expr, struct scrm_buf *out)
{
    size_t begin = out->len, open;

    scrm_emit_key(out, name);
    scrm_buf_putc(out, '[');
    open = out->len;
    put_elements(writer, expr, out);
    if (out->len == open)
        return take_back(out, begin);
    scrm_buf_putc(out, ']');
    return true;
}

bool scrm_member_put_expr(struct scrm_post_writer *writer, const char *name,
                          const struct scrm_expr *expr, struct scrm_buf *out)
{
    struct scrm_datum datum;
    size_t begin;

    if (expr->objects)
        return put_objects(writer, name, expr, out);
    datum = scrm_eval(&writer->eval, expr);
    if (!scrm_datum_given(datum))
        return false;
    begin = out->len;
    scrm_emit_key(out, name);
    return put_any(writer, begin, datum, out);
}

/* The value of a member of the type `type`, behind its key. False where it cannot be that. */
static bool put_typed(struct scrm_post_writer *writer, enum scrm_member_type type, size_t begin,
                      struct scrm_datum datum, struct scrm_buf *out)
{
    struct scrm_slice number;
    int64_t integer;
    bool truth;

    switch (type) {
    case SCRM_TYPE_TIME:
        if (scrm_datum_time(&writer->eval, datum, &integer) != 0)
            return false;
        scrm_buf_putc(out, '"');
        scrm_time_put(out, integer);
        scrm_buf_putc(out, '"');
        return true;
    case SCRM_TYPE_INT:
        if (scrm_datum_int(&writer->eval, datum, &integer) != 0)
            return false;
        scrm_num_put_int(out, integer);
        return true;
    case SCRM_TYPE_BOOL:
        if (scrm_datum_bool(&writer->eval, datum, &truth) != 0)
            return false;
        scrm_buf_puts(out, truth ? "true" : "false");
        return true;
    case SCRM_TYPE_NUMBER:
        if (scrm_datum_number(&writer->eval, datum, &number) != 0)
            return false;
        scrm_buf_put_slice(out, number);
        return true;
    case SCRM_TYPE_TEXTS:
        return put_texts(writer, begin, datum, out);
    default:
        return put_any(writer, begin, datum, out);
    }
}

bool scrm_member_put(struct scrm_post_writer *writer, size_t member, struct scrm_datum datum,
                     struct scrm_buf *out)
{
    enum scrm_role role = writer->roles[member];
    size_t begin = out->len;

    scrm_buf_put_slice(out, writer->keys[member]);
    if (scrm_post_members[member].type != SCRM_TYPE_TEXT) {
        /* Of the counts, likes alone may be less than nothing: some networks subtract. */
        if (put_typed(writer, scrm_post_members[member].type, begin, datum, out) &&
            (scrm_post_members[member].type != SCRM_TYPE_INT ||
             out->at[begin + writer->keys[member].len] != '-' ||
             strcmp(scrm_post_members[member].name, "like_count") == 0))
            return true;
    } else if (datum.kind == SCRM_DATUM_VALUE ? datum.value.kind < SCRM_OBJECT
                                              : datum.kind != SCRM_DATUM_NONE) {
        scrm_text_put(writer, datum, role == SCRM_ROLE_TEXT || role == SCRM_ROLE_TITLE, out);
        return true;
    }
    return take_back(out, begin);
}
