/*
 * Random conditions over random records, worked out three ways: by the real
 * evaluator (rule by rule, and as the automaton wakes rules), by the slow one,
 * and, where the condition is plain SQL, by SQLite. No difference is allowed.
 *
 * A million record × condition pairs as it stands (a fifth under the slow
 * sanitizers), ten million with SCRM_LONG=1, as many as SCRM_PAIRS says. The
 * seed is fixed; SCRM_SEED sets another.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>

#include "ask.h"
#include "rules/set.h"
#include "slow.h"

#ifdef __SANITIZE_ADDRESS__
enum { PAIRS = 200000 };
#else
enum { PAIRS = 1000000 };
#endif

enum { RULES_N = 20, RECORDS_N = 100, REALS_MAX = 64 };

static uint64_t seed = 1;

static uint32_t rnd(uint32_t n)
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

/* --- records --- */

static void fill_number(struct cell *cell)
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

static void fill(struct cell *cell, enum scrm_class class)
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

static void add_cells(struct record *record, const char *const *names, size_t n,
                      enum scrm_class class)
{
    for (size_t i = 0; i < n; i++) {
        record->cells[record->n].name = names[i];
        fill(&record->cells[record->n++], class);
    }
}

#define CELLS(names, class) add_cells(record, names, sizeof(names) / sizeof *(names), class)

static void fill_record(struct record *record)
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
static void put_json_text(struct scrm_buf *buf, const char *text)
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

static void put_cell(struct scrm_buf *buf, const struct cell *cell)
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
static size_t put_members(struct scrm_buf *buf, const struct record *record, const char *prefix,
                          size_t before)
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

static void put_record(struct scrm_buf *buf, const struct record *record)
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

/* --- conditions: ours, and the same for SQLite --- */

struct twin {
    struct scrm_buf ours, sql;
    bool plain; /* SQLite can be asked */
    double reals[REALS_MAX];
    int n_reals;
};

__attribute__((format(printf, 2, 3))) static void both(struct twin *t, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    scrm_buf_puts(&t->ours, text);
    scrm_buf_puts(&t->sql, text);
}

static void put_field(struct twin *t, const char *name, const char *suffix)
{
    scrm_buf_puts(&t->ours, name);
    scrm_buf_printf(&t->sql, "\"%s%s\"", name, suffix);
}

static void put_text(struct twin *t, const char *text)
{
    both(t, "'");
    for (; *text; text++)
        both(t, *text == '\'' ? "''" : "%c", *text);
    both(t, "'");
}

/* Doubles are bound, so that SQLite's reading of decimals is not what is tested. */
static void put_number(struct twin *t)
{
    struct cell cell;

    do
        fill_number(&cell);
    while (cell.kind == C_REAL && !isfinite(cell.real));
    scrm_buf_puts(&t->ours, cell.text);
    if (cell.kind == C_INT || t->n_reals == REALS_MAX) {
        scrm_buf_puts(&t->sql, cell.text);
        t->plain = t->plain && cell.kind == C_INT;
    } else {
        t->reals[t->n_reals++] = cell.real;
        scrm_buf_printf(&t->sql, "?%d", t->n_reals);
    }
}

static void put_time(struct twin *t)
{
    const char *text = PICK(times);
    long double ms = 0;

    slow_time(text, &ms);
    scrm_buf_printf(&t->ours, "TIMESTAMP '%s'", text);
    scrm_buf_printf(&t->sql, "%lld", (long long)ms);
}

static const char *const comparisons[] = {"=", "<>", "!=", "<", "<=", ">", ">="};
static const char *const equalities[] = {"=", "<>"};
static const char *const negations[] = {"", " NOT"};

/* A value of the class; of an ANY field SQLite is told the column of that class. */
static void put_value(struct twin *t, enum scrm_class class, bool any)
{
    static const char *const suffixes[] = {
        [SCRM_CLASS_BOOL] = "#b", [SCRM_CLASS_NUMBER] = "#n", [SCRM_CLASS_TEXT] = "#t"};

    if (any && class != SCRM_CLASS_TIME && rnd(6) == 0) {
        put_field(t, PICK(any_fields), suffixes[class]);
        return;
    }
    if (class == SCRM_CLASS_NUMBER && rnd(8) == 0) {
        both(t, "length(");
        put_field(t, PICK(text_fields), "");
        both(t, ")");
    } else if (class == SCRM_CLASS_NUMBER && rnd(15) == 0) {
        t->plain = false;
        scrm_buf_printf(&t->ours, rnd(3) ? "words(%s)" : "hour()", PICK(text_fields));
    } else if (class == SCRM_CLASS_TEXT && rnd(15) == 0) {
        t->plain = false;
        scrm_buf_printf(&t->ours, "lower(%s)", PICK(text_fields));
    } else {
        put_field(t,
                  class == SCRM_CLASS_BOOL     ? PICK(bool_fields)
                  : class == SCRM_CLASS_NUMBER ? PICK(number_fields)
                  : class == SCRM_CLASS_TEXT   ? PICK(text_fields)
                                               : PICK(time_fields),
                  "");
    }
}

static void put_literal(struct twin *t, enum scrm_class class)
{
    if (rnd(20) == 0)
        both(t, "NULL");
    else if (class == SCRM_CLASS_BOOL)
        both(t, rnd(2) ? "TRUE" : "false");
    else if (class == SCRM_CLASS_NUMBER)
        put_number(t);
    else if (class == SCRM_CLASS_TEXT)
        put_text(t, PICK(texts));
    else
        put_time(t);
}

static void put_compare(struct twin *t, enum scrm_class class)
{
    bool swapped = rnd(5) == 0, two = rnd(6) == 0;

    if (swapped)
        put_literal(t, class);
    else
        put_value(t, class, !two);
    both(t, " %s ", class == SCRM_CLASS_BOOL ? PICK(equalities) : PICK(comparisons));
    if (swapped || two)
        put_value(t, class, !two);
    else
        put_literal(t, class);
}

/* ext.a = ext.b: SQLite asks the columns of each class in turn. */
static void put_loose(struct twin *t)
{
    const char *compare = PICK(comparisons);

    scrm_buf_printf(&t->ours, "ext.a %s ext.b", compare);
    scrm_buf_printf(&t->sql,
                    "coalesce(\"ext.a#n\" %s \"ext.b#n\", \"ext.a#t\" %s \"ext.b#t\", "
                    "\"ext.a#b\" %s \"ext.b#b\")",
                    compare, compare, compare);
}

static void put_part(struct twin *t)
{
    static const char *const names[] = {"contains", "starts_with", "ends_with"};
    const char *field = PICK(text_fields), *part;
    struct twin literal = {.plain = true};
    size_t which = rnd(3);

    put_text(&literal, PICK(texts));
    part = scrm_buf_text(&literal.sql);
    scrm_buf_printf(&t->ours, "%s(%s, %s)", names[which], field, part);
    scrm_buf_printf(&t->sql, "CASE WHEN \"%s\" IS NULL THEN NULL ELSE %s = '' OR ", field,
                    part);
    if (which == 0)
        scrm_buf_printf(&t->sql, "instr(\"%s\", %s) > 0 END", field, part);
    else
        scrm_buf_printf(&t->sql, "substr(\"%s\", %slength(%s)) = %s END", field,
                        which == 1 ? "1, " : "-", part, part);
    scrm_buf_fini(&literal.ours);
    scrm_buf_fini(&literal.sql);
}

static const char *texty_field(void)
{
    uint32_t which = rnd(8);

    return which == 0 ? PICK(list_fields) : which == 1 ? PICK(any_fields) : PICK(text_fields);
}

/* What SQLite has no word for: asked of the slow evaluator alone. */
static void put_function(struct twin *t)
{
    static const char *const days[] = {"mon", "sun", "wed"};
    struct scrm_buf *out = &t->ours;

    t->plain = false;
    switch (rnd(9)) {
    case 0:
        scrm_buf_printf(out, "regexp_matches(%s, '%s')", texty_field(), PICK(regexps));
        break;
    case 1:
        scrm_buf_printf(out, "weekday() %s '%s'", PICK(equalities), PICK(days));
        break;
    case 2:
        scrm_buf_printf(out, "age() %s INTERVAL '%u hours'", PICK(comparisons), rnd(100));
        break;
    case 3:
        scrm_buf_puts(out, rnd(2) ? "is_reply()" : "working_time()");
        break;
    case 4:
        scrm_buf_printf(out, "contains(%s, 'ref')", texty_field());
        break;
    default:
        scrm_buf_printf(out, "%s(%s", rnd(3) ? "has" : "has_all", texty_field());
        for (uint32_t n = 1 + rnd(3); n; n--)
            scrm_buf_printf(out, ", '%s'", PICK(terms));
        scrm_buf_puts(out, ")");
    }
}

static void put_leaf(struct twin *t)
{
    enum scrm_class class = (enum scrm_class)(SCRM_CLASS_BOOL + rnd(4));
    const char *field;
    bool loose;

    switch (rnd(14)) {
    case 0:
        put_value(t, SCRM_CLASS_BOOL, true);
        break;
    case 1:
        field = rnd(4) ? PICK(text_fields) : PICK(any_fields);
        put_field(t, field, "");
        both(t, " IS%s NULL", PICK(negations));
        break;
    case 2:
        loose = rnd(3) == 0;
        put_field(t, loose ? PICK(any_fields) : PICK(text_fields), loose ? "#t" : "");
        both(t, "%s LIKE ", PICK(negations));
        put_text(t, PICK(patterns));
        break;
    case 3:
        class = rnd(2) ? SCRM_CLASS_NUMBER : SCRM_CLASS_TEXT;
        put_value(t, class, true);
        both(t, "%s IN (", PICK(negations));
        for (uint32_t n = 1 + rnd(4); n; n--) {
            put_literal(t, class);
            both(t, n > 1 ? ", " : ")");
        }
        break;
    case 4:
        class = (enum scrm_class)(SCRM_CLASS_NUMBER + rnd(3));
        put_value(t, class, true);
        both(t, "%s BETWEEN ", PICK(negations));
        put_literal(t, class);
        both(t, " AND ");
        put_literal(t, class);
        break;
    case 5:
        put_loose(t);
        break;
    case 6:
        put_part(t);
        break;
    case 7:
    case 8:
    case 9:
        put_function(t);
        break;
    case 10:
        both(t, rnd(3) == 0 ? "NULL" : rnd(2) ? "TRUE" : "FALSE");
        break;
    default:
        put_compare(t, class);
    }
}

static void put_condition(struct twin *t, unsigned depth)
{
    uint32_t which = depth ? rnd(6) : 5;

    if (which < 3) {
        const char *word = which ? " AND " : " or ";

        both(t, "(");
        put_condition(t, depth - 1);
        for (uint32_t n = 1 + rnd(2); n; n--) {
            both(t, "%s", word);
            put_condition(t, depth - 1);
        }
        both(t, ")");
    } else if (which == 3) {
        both(t, "not ");
        put_condition(t, depth - 1);
    } else {
        put_leaf(t);
    }
}

/* --- SQLite --- */

static void must(sqlite3 *db, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        printf("sqlite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static void bind(sqlite3_stmt *insert, int column, const struct cell *cell)
{
    if (cell->kind == C_BOOL || cell->kind == C_INT)
        sqlite3_bind_int64(insert, column, cell->integer);
    else if (cell->kind == C_REAL && isfinite(cell->real))
        sqlite3_bind_double(insert, column, cell->real);
    else if (cell->kind == C_TEXT)
        sqlite3_bind_text(insert, column, cell->text, -1, SQLITE_STATIC);
    else if (cell->kind == C_LIST)
        sqlite3_bind_text(insert, column, "a list", -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(insert, column);
}

/* The classes that the columns of a typed field hold: another kind is NULL. */
static bool fits(const struct cell *cell, size_t index)
{
    size_t n = sizeof number_fields / sizeof *number_fields;
    size_t b = n + sizeof text_fields / sizeof *text_fields;

    if (index < n)
        return cell->kind == C_INT || cell->kind == C_REAL;
    if (index < b)
        return cell->kind == C_TEXT;
    return cell->kind == C_BOOL;
}

static void insert_record(sqlite3 *db, sqlite3_stmt *insert, const struct record *record)
{
    static const struct cell nothing;
    int column = 1;

    for (size_t i = 0; i < record->n; i++) {
        const struct cell *cell = &record->cells[i];
        long double ms;

        if (strncmp(cell->name, "ext.", 4) == 0) {
            bool number = cell->kind == C_INT || cell->kind == C_REAL;

            bind(insert, column++, cell);
            bind(insert, column++, number ? cell : &nothing);
            bind(insert, column++, cell->kind == C_TEXT ? cell : &nothing);
            bind(insert, column++, cell->kind == C_BOOL ? cell : &nothing);
        } else if (strstr(cell->name, "_at")) {
            if (cell->kind == C_TEXT && slow_time(cell->text, &ms))
                sqlite3_bind_int64(insert, column++, (int64_t)ms);
            else
                sqlite3_bind_null(insert, column++);
        } else {
            bind(insert, column++, fits(cell, i) ? cell : &nothing);
        }
    }
    must(db, sqlite3_step(insert));
    must(db, sqlite3_reset(insert));
}

static sqlite3 *open_table(const struct record *records)
{
    struct scrm_buf create = {0}, insert = {0};
    sqlite3_stmt *statement;
    sqlite3 *db;

    must(NULL, sqlite3_open(":memory:", &db));
    must(db, sqlite3_exec(db, "PRAGMA case_sensitive_like = ON", NULL, NULL, NULL));
    scrm_buf_puts(&create, "CREATE TABLE posts(");
    scrm_buf_puts(&insert, "INSERT INTO posts VALUES(");
    for (size_t i = 0; i < records[0].n; i++) {
        const char *name = records[0].cells[i].name;

        scrm_buf_printf(&create, "%s\"%s\"", i ? ", " : "", name);
        scrm_buf_printf(&insert, "%s?", i ? ", " : "");
        if (strncmp(name, "ext.", 4) == 0) {
            scrm_buf_printf(&create, ", \"%s#n\", \"%s#t\", \"%s#b\"", name, name, name);
            scrm_buf_puts(&insert, ", ?, ?, ?");
        }
    }
    scrm_buf_puts(&create, ")");
    scrm_buf_puts(&insert, ")");
    must(db, sqlite3_exec(db, scrm_buf_text(&create), NULL, NULL, NULL));
    must(db, sqlite3_prepare_v2(db, scrm_buf_text(&insert), -1, &statement, NULL));
    for (size_t i = 0; i < RECORDS_N; i++)
        insert_record(db, statement, &records[i]);
    sqlite3_finalize(statement);
    scrm_buf_fini(&create);
    scrm_buf_fini(&insert);
    return db;
}

static void ask_sqlite(sqlite3 *db, const struct twin *t, enum scrm_truth *answers)
{
    struct scrm_buf query = {0};
    sqlite3_stmt *statement;

    scrm_buf_printf(&query, "SELECT %s FROM posts ORDER BY rowid", scrm_buf_text(&t->sql));
    if (sqlite3_prepare_v2(db, scrm_buf_text(&query), -1, &statement, NULL)) {
        printf("%s\n", scrm_buf_text(&query));
        must(db, SQLITE_ERROR);
    }
    for (int i = 0; i < t->n_reals; i++)
        if (strstr(scrm_buf_text(&query), "?"))
            sqlite3_bind_double(statement, i + 1, t->reals[i]);
    for (size_t i = 0; i < RECORDS_N; i++) {
        must(db, sqlite3_step(statement));
        answers[i] = sqlite3_column_type(statement, 0) == SQLITE_NULL ? SCRM_UNKNOWN
                     : sqlite3_column_int(statement, 0)               ? SCRM_YES
                                                                      : SCRM_NO;
    }
    sqlite3_finalize(statement);
    scrm_buf_fini(&query);
}

/* --- one batch: twenty conditions over a hundred records --- */

static struct record records[RECORDS_N];
static uint64_t pairs, sql_pairs, differences, truths[3];

static void complain(const char *who, const struct twin *t, const char *json,
                     enum scrm_truth got, enum scrm_truth want)
{
    if (differences++ < 10)
        printf("%s: %s\n  over %s\n  got %c, want %c\n", who, scrm_buf_text(&t->ours), json,
               "FTN"[got], "FTN"[want]);
}

static void compare_record(struct ask *ask, struct twin *twins, size_t index, const char *json,
                           enum scrm_truth sql[RULES_N][RECORDS_N])
{
    const struct record *record = &records[index];
    enum scrm_truth got[RULES_N];

    if (!OK(ask_record(ask, json, record->now)))
        printf("   %s\n", json);
    for (size_t r = 0; r < RULES_N; r++) {
        enum scrm_truth slow = slow_truth(record, ask->rules->rules[r].expr);

        got[r] = scrm_rules_test(ask->worker, r);
        pairs++;
        truths[got[r]]++;
        if (got[r] != slow)
            complain("slow", &twins[r], json, got[r], slow);
        if (!twins[r].plain)
            continue;
        sql_pairs++;
        if (got[r] != sql[r][index])
            complain("sqlite", &twins[r], json, got[r], sql[r][index]);
    }
    ask_record(ask, json, record->now);
    for (size_t r = 0, next = 0; r <= RULES_N; r = next + 1) {
        next = scrm_rules_next(ask->worker, r);
        for (; r < next && r < RULES_N; r++)
            if (got[r] == SCRM_YES)
                complain("next skips", &twins[r], json, SCRM_NO, SCRM_YES);
        if (next >= RULES_N)
            break;
        if (got[next] != SCRM_YES)
            complain("next stops", &twins[next], json, SCRM_YES, got[next]);
    }
}

/* Whether explaining changes the answer or says something that was not written. */
static void explain_record(struct ask *ask, struct twin *twins, const char *json, int64_t now)
{
    for (size_t r = 0; r < RULES_N; r++) {
        struct scrm_why why;
        enum scrm_truth truth;

        ask_record(ask, json, now);
        truth = scrm_rules_test(ask->worker, r);
        scrm_rules_explain(ask->worker, r, &why);
        if (why.hit != truth || why.part.len == 0 ||
            !memmem(twins[r].ours.at, twins[r].ours.len, why.part.at, why.part.len))
            complain("explain", &twins[r], json, why.hit, truth);
    }
}

static void batch(void)
{
    static enum scrm_truth sql[RULES_N][RECORDS_N];
    struct twin twins[RULES_N] = {0};
    struct ask ask;
    sqlite3 *db;

    for (size_t i = 0; i < RECORDS_N; i++)
        fill_record(&records[i]);
    db = open_table(records);
    ask_begin(&ask);
    for (size_t r = 0; r < RULES_N; r++) {
        char name[16];

        twins[r].plain = true;
        put_condition(&twins[r], rnd(4));
        snprintf(name, sizeof name, "r%zu", r);
        if (!OK(ask_rule(&ask, name, scrm_buf_text(&twins[r].ours)) == 0))
            printf("   %s: %s\n", scrm_buf_text(&twins[r].ours), ask.err.text);
        if (twins[r].plain)
            ask_sqlite(db, &twins[r], sql[r]);
    }
    if (!OK(ask_build(&ask) == 0)) {
        printf("   %s\n", ask.err.text);
        exit(1);
    }
    for (size_t i = 0; i < RECORDS_N; i++) {
        struct scrm_buf json = {0};

        put_record(&json, &records[i]);
        compare_record(&ask, twins, i, scrm_buf_text(&json), sql);
        if (i % 10 == 0)
            explain_record(&ask, twins, scrm_buf_text(&json), records[i].now);
        scrm_buf_fini(&json);
    }
    ask_end(&ask);
    sqlite3_close(db);
    for (size_t r = 0; r < RULES_N; r++) {
        scrm_buf_fini(&twins[r].ours);
        scrm_buf_fini(&twins[r].sql);
    }
}

int main(void)
{
    const char *wanted = getenv("SCRM_PAIRS");
    uint64_t want = wanted                ? strtoull(wanted, NULL, 10)
                    : getenv("SCRM_LONG") ? 10 * PAIRS
                                          : PAIRS;

    if (getenv("SCRM_SEED"))
        seed = strtoull(getenv("SCRM_SEED"), NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) + 1;
    T("random conditions")
    {
        while (pairs < want && differences < 10)
            batch();
        OK(differences == 0);
        /* The test tests something: all three answers, and SQLite, often. */
        OK(truths[SCRM_YES] > pairs / 20 && truths[SCRM_NO] > pairs / 20 &&
           truths[SCRM_UNKNOWN] > pairs / 20 && sql_pairs > pairs / 3);
    }
    printf(
        "%llu pairs, %llu of them asked of SQLite, %llu differences (T %llu, F %llu, N %llu)\n",
        (unsigned long long)pairs, (unsigned long long)sql_pairs,
        (unsigned long long)differences, (unsigned long long)truths[SCRM_YES],
        (unsigned long long)truths[SCRM_NO], (unsigned long long)truths[SCRM_UNKNOWN]);
    return t_end();
}
