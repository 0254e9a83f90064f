/*
 * length(), words() and lower(): what costs a walk over a whole text.
 */
#include "rules/eval.h"

#include "record/value.h"
#include "text/lower.h"
#include "text/words.h"

static int64_t count_words(struct scrm_slice text)
{
    struct scrm_words words;
    struct scrm_token token;
    int64_t count = 0;

    scrm_words_begin(&words, text, true);
    while (scrm_words_next(&words, &token))
        count += token.kind == SCRM_TOKEN_WORD;
    scrm_words_fini(&words);
    return count;
}

/* length() and words(): of a list, its items, and the words of all its texts. */
void scrm_datum_count(const struct scrm_datum *value, bool words, struct scrm_datum *count,
                      struct scrm_arena *arena)
{
    struct scrm_walk walk;
    struct scrm_value item;

    if (value->kind != SCRM_DATUM_TEXT && value->kind != SCRM_DATUM_LIST)
        return;
    count->kind = SCRM_DATUM_INT;
    count->integer = 0;
    if (value->kind == SCRM_DATUM_TEXT) {
        count->integer = words ? count_words(value->text) : scrm_text_characters(value->text);
        return;
    }
    scrm_walk_begin(&walk, value->value);
    while (scrm_item_next(&walk, &item)) {
        if (!words)
            count->integer++;
        else if (item.kind == SCRM_STRING)
            count->integer += count_words(scrm_value_text(item, arena));
    }
}

void scrm_datum_lower(const struct scrm_datum *value, struct scrm_datum *lower,
                      struct scrm_arena *arena)
{
    struct scrm_buf buf = {0};

    if (value->kind != SCRM_DATUM_TEXT)
        return;
    *lower = *value;
    if (scrm_text_is_lower_ascii(value->text))
        return;
    scrm_text_lower(&buf, value->text);
    lower->text.at = scrm_arena_copy(arena, scrm_buf_text(&buf), buf.len);
    lower->text.len = buf.len;
    scrm_buf_fini(&buf);
}
