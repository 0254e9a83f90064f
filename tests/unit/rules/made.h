/*
 * Random records for tests/unit/rules/agree.c: members of every class, now and then
 * of another kind than their field has, and their JSON. One generator with a fixed
 * seed, so a run can be had again.
 */
#ifndef SCRM_TESTS_MADE_H
#define SCRM_TESTS_MADE_H

#include <errno.h>

#include "slow.h"

static uint64_t seed = 1;

static inline uint32_t rnd(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 16) % n);
}

#define PICK(array) (array)[rnd(sizeof(array) / sizeof *(array))]

static const char *const number_fields[] = {"author_followers", "like_count", "rating",
                                            "score.sentiment", "score.intents.complaint"};
static const char *const text_fields[] = {"text", "title", "network", "author_handle",
                                          "in_reply_to"};
static const char *const bool_fields[] = {"author_verified", "sensitive"};
static const char *const time_fields[] = {"created_at", "updated_at"};
static const char *const list_fields[] = {"hashtags", "score.topics"};
static const char *const any_fields[] = {"ext.a", "ext.b"};

static const char *const texts[] = {"",
                                    "a",
                                    "b",
                                    "ab",
                                    "refund",
                                    "Refund",
                                    "re_fund",
                                    "100%",
                                    "it's",
                                    "money back",
                                    "my money  back please",
                                    "I want a REFUND!",
                                    "refunds",
                                    "caf\xC3\xA9",
                                    "\xC3\x89T\xC3\x89 fini",
                                    "\xE8\xBF\x94\xE9\x87\x91",
                                    "\xE5\x85\xA8\xE9\xA2\x9D\xE8\xBF\x94\xE9\x87\x91",
                                    "\xF0\x9F\x98\x80 ok",
                                    "line\none",
                                    "a\tb",
                                    "say \"no\"",
                                    "back\\slash",
                                    "#refund @ann",
                                    "a-b",
                                    "2026-01-05T10:00:00Z",
                                    "mastodon",
                                    "reply",
                                    "Zebra",
                                    "\xC3\xA9",
                                    "a b",
                                    "b a",
                                    "ann's money, back"};
static const char *const terms[] = {"refund",
                                    "money back",
                                    "a",
                                    "b",
                                    "caf\xC3\xA9",
                                    "\xC3\xA9t\xC3\xA9",
                                    "\xE8\xBF\x94\xE9\x87\x91",
                                    "back",
                                    "ann",
                                    "ok",
                                    "REFUND",
                                    "a b"};
static const char *const patterns[] = {"%",      "_",   "re%",   "%fund", "%e_f%",
                                       "refund", "",    "%a%b%", "__",    "%\xC3\xA9",
                                       "_efund", "%'%", "a",     "%%",    "%\xC3\xA9%_"};
static const char *const regexps[] = {"^re", "fund$",      "a.b",       "[0-9]+",
                                      "x*",  "mon(ey|th)", "\\bback\\b"};
static const char *const numbers[] = {"0",
                                      "1",
                                      "-1",
                                      "2",
                                      "100",
                                      "0.5",
                                      "-0.5",
                                      "0.3",
                                      "-0.25",
                                      "4.5",
                                      "1e3",
                                      "1000",
                                      "999.999",
                                      "9007199254740992",
                                      "9007199254740993",
                                      "9007199254740992.0",
                                      "9223372036854775807",
                                      "-9223372036854775808",
                                      "9223372036854775808",
                                      "1e20",
                                      "100000000000000000000",
                                      "1.0",
                                      "0.1",
                                      "0.30000000000000004",
                                      "-0.0",
                                      "5e-324",
                                      "1.7976931348623157e308",
                                      "0.9999",
                                      "1e400"};
static const char *const times[] = {"2026-01-05T10:00:00Z", "2026-01-04T23:59:59Z",
                                    "2025-12-31T00:00:00Z", "2026-03-29T01:30:00Z"};

static inline void fill_number(struct cell *cell)
{
    struct scrm_slice token;

    strcpy(cell->text, PICK(numbers));
    token = scrm_slice_of(cell->text);
    cell->kind = C_REAL;
    cell->real = strtod(cell->text, NULL);
    if (!strpbrk(cell->text, ".e") && token.len < 20 && fabs(cell->real) < 9.3e18) {
        char *end;

        errno = 0;
        cell->integer = strtoll(cell->text, &end, 10);
        if (errno == 0)
            cell->kind = C_INT;
    }
}

static inline void fill(struct cell *cell, enum scrm_class class)
{
    if (class == SCRM_CLASS_ANY)
        class = (enum scrm_class)(SCRM_CLASS_BOOL + rnd(3));
    if (rnd(5) == 0) {
        cell->kind = rnd(3) ? C_ABSENT : C_NULL;
        return;
    }
    if (rnd(40) == 0) /* a kind that the schema does not allow */
        class = (enum scrm_class)(SCRM_CLASS_BOOL + rnd(3));
    switch (class) {
    case SCRM_CLASS_BOOL:
        cell->kind = C_BOOL;
        cell->integer = rnd(2);
        break;
    case SCRM_CLASS_NUMBER:
        fill_number(cell);
        break;
    case SCRM_CLASS_TEXTS:
        cell->kind = C_LIST;
        cell->n = rnd(ITEMS_MAX);
        for (size_t i = 0; i < cell->n; i++)
            strcpy(cell->items[i], PICK(texts));
        break;
    case SCRM_CLASS_TIME:
        cell->kind = C_TEXT;
        strcpy(cell->text, PICK(times));
        break;
    default:
        cell->kind = C_TEXT;
        strcpy(cell->text, PICK(texts));
        if (rnd(2) && strlen(cell->text) < 40) {
            strcat(cell->text, rnd(2) ? " " : ", ");
            strcat(cell->text, PICK(texts));
        }
    }
}

static inline void add_cells(struct record *record, const char *const *names, size_t n,
                             enum scrm_class class)
{
    for (size_t i = 0; i < n; i++) {
        record->cells[record->n].name = names[i];
        fill(&record->cells[record->n++], class);
    }
}

#define CELLS(names, class) add_cells(record, names, sizeof(names) / sizeof *(names), class)

static inline void fill_record(struct record *record)
{
    static const char *const type[] = {"type"};

    *record = (struct record){.now = 1767607200000 + (int64_t)rnd(1000) * 1000};
    CELLS(number_fields, SCRM_CLASS_NUMBER);
    CELLS(text_fields, SCRM_CLASS_TEXT);
    CELLS(bool_fields, SCRM_CLASS_BOOL);
    CELLS(time_fields, SCRM_CLASS_TIME);
    CELLS(list_fields, SCRM_CLASS_TEXTS);
    CELLS(any_fields, SCRM_CLASS_ANY);
    CELLS(type, SCRM_CLASS_TEXT);
}

/* JSON with an escape now and then where none is needed. */
static inline void put_json_text(struct scrm_buf *buf, const char *text)
{
    scrm_buf_putc(buf, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            scrm_buf_printf(buf, "\\%c", *text);
        else if ((unsigned char)*text < 0x20 || ((unsigned char)*text < 0x80 && rnd(30) == 0))
            scrm_buf_printf(buf, "\\u%04x", (unsigned)*text);
        else
            scrm_buf_putc(buf, *text);
    }
    scrm_buf_putc(buf, '"');
}

static inline void put_cell(struct scrm_buf *buf, const struct cell *cell)
{
    switch (cell->kind) {
    case C_BOOL:
        scrm_buf_puts(buf, cell->integer ? "true" : "false");
        break;
    case C_INT:
    case C_REAL:
        scrm_buf_puts(buf, cell->text);
        break;
    case C_TEXT:
        put_json_text(buf, cell->text);
        break;
    case C_LIST:
        scrm_buf_putc(buf, '[');
        for (size_t i = 0; i < cell->n; i++) {
            scrm_buf_puts(buf, i ? ", " : "");
            put_json_text(buf, cell->items[i]);
        }
        scrm_buf_putc(buf, ']');
        break;
    default:
        scrm_buf_puts(buf, "null");
    }
}

/* The members whose names begin with `prefix` and hold no further dot, each with a
 * comma before it unless it is the first. Returns how many there were. */
static inline size_t put_members(struct scrm_buf *buf, const struct record *record,
                                 const char *prefix, size_t before)
{
    size_t len = strlen(prefix), n = before;

    for (size_t i = 0; i < record->n; i++) {
        const struct cell *cell = &record->cells[i];

        if (cell->kind == C_ABSENT || strncmp(cell->name, prefix, len) != 0 ||
            strchr(cell->name + len, '.'))
            continue;
        scrm_buf_printf(buf, "%s\"%s\":", n++ ? "," : "", cell->name + len);
        put_cell(buf, cell);
    }
    return n;
}

static inline void put_record(struct scrm_buf *buf, const struct record *record)
{
    size_t n;

    scrm_buf_puts(buf, "{\"schema\":\"scrm.post/1\"");
    put_members(buf, record, "", 1);
    scrm_buf_puts(buf, ",\"score\":{");
    n = put_members(buf, record, "score.", 0);
    scrm_buf_puts(buf, n ? ",\"intents\":{" : "\"intents\":{");
    put_members(buf, record, "score.intents.", 0);
    scrm_buf_puts(buf, "}},\"ext\":{");
    put_members(buf, record, "ext.", 0);
    scrm_buf_puts(buf, "}}");
}

#endif
