/*
 * Cuts a condition into words and signs. Knows what people type out of habit
 * or what a word processor makes of it, and says what to write instead.
 */
#include "rules/lex.h"

#include "text/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool scrm_lex_same(struct scrm_slice word, const char *lower)
{
    size_t i;

    for (i = 0; i < word.len && lower[i]; i++) {
        char c = word.at[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c != lower[i])
            return false;
    }
    return i == word.len && !lower[i];
}

static enum scrm_lex_kind keyword(struct scrm_slice word)
{
    static const char *const words[] = {"and",     "or",    "not",      "in",
                                        "between", "like",  "is",       "null",
                                        "true",    "false", "interval", "timestamp"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (scrm_lex_same(word, words[i]))
            return (enum scrm_lex_kind)(SCRM_LEX_AND + i);
    }
    return SCRM_LEX_NAME;
}

bool scrm_lex_is_name(struct scrm_slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!is_name_start(word.at[i]) && (i == 0 || !is_digit(word.at[i])))
            return false;
    }
    return word.len && keyword(word) == SCRM_LEX_NAME;
}

/* A text or a quoted name: to the next quote that is not doubled. */
static int lex_quoted(struct scrm_lexer *lexer, struct scrm_lexeme *lexeme, char quote,
                      struct scrm_err *err)
{
    struct scrm_slice text = lexer->where->text;
    size_t at = lexeme->from + 1;

    for (; at < text.len; at++) {
        if (text.at[at] != quote)
            continue;
        if (at + 1 < text.len && text.at[at + 1] == quote) {
            at++;
            continue;
        }
        lexeme->kind = quote == '\'' ? SCRM_LEX_TEXT : SCRM_LEX_QUOTED;
        lexeme->inner = (struct scrm_slice){text.at + lexeme->from + 1, at - lexeme->from - 1};
        lexeme->to = at + 1;
        return 0;
    }
    scrm_where_error(lexer->where, lexeme->from, err,
                     "the text that starts here has no closing %c", quote);
    return scrm_err_hint(err,
                         "in YAML a plain line is cut at \" #\" and broken at \": \": write "
                         "\"when: >-\" and the condition on the next line, indented");
}

static void lex_number(struct scrm_lexer *lexer, struct scrm_lexeme *lexeme)
{
    struct scrm_slice text = lexer->where->text;
    size_t at = lexeme->from;

    while (at < text.len && is_digit(text.at[at]))
        at++;
    if (at < text.len && text.at[at] == '.') {
        at++;
        while (at < text.len && is_digit(text.at[at]))
            at++;
    }
    if (at < text.len && (text.at[at] | 0x20) == 'e') {
        size_t exponent = at + 1;

        if (exponent < text.len && (text.at[exponent] == '+' || text.at[exponent] == '-'))
            exponent++;
        if (exponent < text.len && is_digit(text.at[exponent])) {
            at = exponent;
            while (at < text.len && is_digit(text.at[at]))
                at++;
        }
    }
    lexeme->kind = SCRM_LEX_NUMBER;
    lexeme->to = at;
}

/* What is no sign of the language, with what was probably meant. */
static int lex_stranger(struct scrm_lexer *lexer, size_t at, struct scrm_err *err)
{
    static const struct {
        const char *seen, *instead;
    } habits[] = {
        {"==", "equality is a single ="},
        {"&", "write AND"},
        {"|", "write OR"},
        {"!", "write NOT"},
        {"\xE2\x80\x98", "write a straight '"},
        {"\xE2\x80\x99", "write a straight '"},
        {"\xE2\x80\x9C", "write a straight '"},
        {"\xE2\x80\x9D", "write a straight '"},
        {"`", "texts stand in straight single quotes: 'refund'"},
        {"*", "the language has no arithmetic"},
        {"/", "the language has no arithmetic"},
        {";", "one rule has one condition, without a semicolon"},
        {"\xC2\xA0", "this is a no-break space: write a plain one"},
    };
    struct scrm_slice rest = {lexer->where->text.at + at, lexer->where->text.len - at};
    struct scrm_buf sign = {0};
    uint32_t cp;
    size_t len = scrm_utf8_decode(rest.at, scrm_slice_end(rest), &cp);

    scrm_text_visible(&sign, (struct scrm_slice){rest.at, len});
    scrm_where_error(lexer->where, at, err, "unexpected character '%s'", scrm_buf_text(&sign));
    scrm_buf_fini(&sign);
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        if (scrm_slice_starts(rest, habits[i].seen))
            return scrm_err_hint(err, "%s", habits[i].instead);
    }
    return -1;
}

static int lex_sign(struct scrm_lexer *lexer, struct scrm_lexeme *lexeme, struct scrm_err *err)
{
    /* Longer signs first. */
    static const struct {
        const char *sign;
        enum scrm_lex_kind kind;
    } signs[] = {
        {"<>", SCRM_LEX_NE},   {"!=", SCRM_LEX_NE},  {"<=", SCRM_LEX_LE},
        {">=", SCRM_LEX_GE},   {"<", SCRM_LEX_LT},   {">", SCRM_LEX_GT},
        {"=", SCRM_LEX_EQ},    {"(", SCRM_LEX_OPEN}, {")", SCRM_LEX_CLOSE},
        {",", SCRM_LEX_COMMA}, {".", SCRM_LEX_DOT},  {"-", SCRM_LEX_MINUS},
        {"+", SCRM_LEX_PLUS},
    };
    struct scrm_slice text = lexer->where->text;
    struct scrm_slice rest = {text.at + lexeme->from, text.len - lexeme->from};

    if (scrm_slice_starts(rest, "=="))
        return lex_stranger(lexer, lexeme->from, err);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (scrm_slice_starts(rest, signs[i].sign)) {
            lexeme->kind = signs[i].kind;
            lexeme->to = lexeme->from + strlen(signs[i].sign);
            return 0;
        }
    }
    return lex_stranger(lexer, lexeme->from, err);
}

int scrm_lex(struct scrm_lexer *lexer, struct scrm_lexeme *lexeme, struct scrm_err *err)
{
    struct scrm_slice text = lexer->where->text;
    size_t at = lexer->at;
    int status = 0;

    while (at < text.len &&
           (text.at[at] == ' ' || (text.at[at] >= '\t' && text.at[at] <= '\r')))
        at++;
    *lexeme = (struct scrm_lexeme){.kind = SCRM_LEX_END, .from = at, .to = at};
    if (at < text.len && is_name_start(text.at[at])) {
        while (at < text.len && (is_name_start(text.at[at]) || is_digit(text.at[at])))
            at++;
        lexeme->to = at;
        lexeme->kind = keyword((struct scrm_slice){text.at + lexeme->from, at - lexeme->from});
        /* Behind a dot every word is a member's name. */
        if (lexer->last == SCRM_LEX_DOT)
            lexeme->kind = SCRM_LEX_NAME;
    } else if (at < text.len && (text.at[at] == '\'' || text.at[at] == '"')) {
        status = lex_quoted(lexer, lexeme, text.at[at], err);
    } else if (at < text.len &&
               (is_digit(text.at[at]) ||
                (text.at[at] == '.' && at + 1 < text.len && is_digit(text.at[at + 1]) &&
                 lexer->last != SCRM_LEX_NAME && lexer->last != SCRM_LEX_QUOTED))) {
        lex_number(lexer, lexeme);
    } else if (at < text.len) {
        status = lex_sign(lexer, lexeme, err);
    }
    lexer->at = lexeme->to;
    lexer->last = lexeme->kind;
    return status;
}
