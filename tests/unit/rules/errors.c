/*
 * What a person reads whose condition is wrong: the sentence, the caret, the
 * hint. Each line is the whole message.
 */
#include "ask.h"

struct wrong {
    const char *condition, *message;
};

static const struct wrong wrongs[] = {
    {"", "an empty condition; TRUE always hits\n  \n  ^"},
    {"   ", "an empty condition; TRUE always hits\n     \n  ^"},
    {"sentiment < 0",
     "unknown field sentiment\n  sentiment < 0\n  ^\n  did you mean score.sentiment?"},
    {"score.sentimnet < 0", "unknown field score.sentimnet\n  score.sentimnet < 0\n  ^\n  did "
                            "you mean score.sentiment?"},
    {"TRUE AND score.intents.complain > 0",
     "unknown field score.intents.complain\n  TRUE AND score.intents.complain > 0\n"
     "           ^\n  did you mean score.intents.complaint?"},
    {"hass(text, 'x')", "unknown function hass\n  hass(text, 'x')\n  ^\n  did you mean has?"},
    {"age > INTERVAL '4h'", "unknown field age\n  age > INTERVAL '4h'\n  ^\n"
                            "  did you mean the function age()?"},
    {"text = 5", "text is a text, and 5 is a number: they do not compare\n  text = 5\n"
                 "         ^\n  texts stand in single quotes"},
    {"like_count = '5'",
     "like_count is a number, and '5' is a text: they do not compare\n"
     "  like_count = '5'\n               ^\n  numbers stand without quotes"},
    {"created_at > '2026-01-05'",
     "created_at is a time, and '2026-01-05' is a text: they do not compare\n"
     "  created_at > '2026-01-05'\n               ^\n"
     "  write TIMESTAMP '2026-01-05T10:00:00Z', or a date"},
    {"age() > 4", "age() is a duration, and 4 is a number: they do not compare\n  age() > 4\n"
                  "          ^\n  write INTERVAL '4 hours'"},
    {"hashtags = 'x'", "hashtags is a list of texts and does not compare\n  hashtags = 'x'\n"
                       "  ^\n  write has(hashtags, 'word')"},
    {"customer = 'x'", "customer is an object and does not compare\n  customer = 'x'\n  ^"},
    {"author_verified > FALSE", "true and false have no order: use = or <>\n"
                                "  author_verified > FALSE\n  ^"},
    {"text", "text is a text, not a condition\n  text\n  ^"},
    {"like_count AND TRUE",
     "like_count is a number, not a condition\n  like_count AND TRUE\n  ^"},
    {"weekday() = 'monday'",
     "weekday() is never 'monday'\n  weekday() = 'monday'\n              ^\n"
     "  it is one of: mon tue wed thu fri sat sun"},
    {"type IN ('post', 'tweet')",
     "type is never 'tweet'\n  type IN ('post', 'tweet')\n                   ^\n"
     "  it is one of: post reply comment share quote review message ticket article delete"},
    {"has(text)", "has() with 1 argument\n  has(text)\n  ^\n"
                  "  write has(field, 'word', 'a phrase', ...)"},
    {"has(text, refund)", "unknown field refund\n  has(text, refund)\n            ^"},
    {"has(text, title)", "has() needs a text in quotes here\n  has(text, title)\n"
                         "            ^\n  did you mean 'title'?"},
    {"has(text, \"refund\")", "unknown field refund\n  has(text, \"refund\")\n            ^\n"
                              "  texts stand in single quotes: 'refund'"},
    {"has(like_count, 'x')",
     "has() needs a text here, and this is a number\n  has(like_count, 'x')\n      ^"},
    {"has('text', 'x')",
     "has() looks into a field, and this is none\n  has('text', 'x')\n      ^"},
    {"has(text, ' ')",
     "has() looks for words, and this holds none\n  has(text, ' ')\n            ^"},
    {"terms('x.csv')", "terms('x.csv') is a file of terms, not a condition\n"
                       "  terms('x.csv')\n  ^"},
    {"contains(text, terms('x.csv'))",
     "terms() stands inside has() or has_all()\n  contains(text, terms('x.csv'))\n"
     "                 ^"},
    {"text LIKE title", "expected a text in single quotes, found title\n  text LIKE title\n"
                        "            ^"},
    {"like_count LIKE '5'",
     "LIKE needs a text, and like_count is a number\n  like_count LIKE '5'\n  ^"},
    {"regexp_matches(text, '(')", "\n  regexp_matches(text, '(')\n                         ^"},
    {"text = 'it's'", "expected AND, OR or the end of the condition, found s\n"
                      "  text = 'it's'\n             ^"},
    {"text = 'refund",
     "the text that starts here has no closing '\n  text = 'refund\n"
     "         ^\n  in YAML a plain line is cut at \" #\" and broken at \": \": "
     "write \"when: >-\" and the condition on the next line, indented"},
    {"rating == 5", "unexpected character '='\n  rating == 5\n         ^\n"
                    "  equality is a single ="},
    {"rating = 5 && rating = 4",
     "unexpected character '&'\n  rating = 5 && rating = 4\n             ^\n  write AND"},
    {"text = \xE2\x80\x98x\xE2\x80\x99",
     "unexpected character '\xE2\x80\x98'\n  text = \xE2\x80\x98x\xE2\x80\x99\n         ^\n"
     "  write a straight '"},
    {"rating * 2 > 5", "unexpected character '*'\n  rating * 2 > 5\n         ^\n"
                       "  the language has no arithmetic"},
    {"rating > 1 > 2", "expected AND, OR or the end of the condition, found >\n"
                       "  rating > 1 > 2\n             ^"},
    {"(rating > 1) = TRUE", "expected AND, OR or the end of the condition, found =\n"
                            "  (rating > 1) = TRUE\n               ^"},
    {"rating IN ()", "expected a field, a value or a function, found )\n  rating IN ()\n"
                     "             ^"},
    {"rating IN (1, 2",
     "expected a comma or a closing parenthesis, but the condition ends here\n"
     "  rating IN (1, 2\n                 ^"},
    {"rating BETWEEN 1",
     "expected AND and the upper end of BETWEEN, but the condition ends here\n"
     "  rating BETWEEN 1\n                  ^"},
    {"rating IS 5", "expected NULL or NOT NULL, found 5\n  rating IS 5\n            ^"},
    {"rating NOT = 5",
     "expected IN, BETWEEN or LIKE, found =\n  rating NOT = 5\n             ^"},
    {"(rating > 1", "expected AND, OR or a closing parenthesis, but the condition ends here\n"
                    "  (rating > 1\n             ^"},
    {"rating > 1 AND", "expected a field, a value or a function, but the condition ends here\n"
                       "  rating > 1 AND\n                ^"},
    {"age() > INTERVAL 'soon'",
     "not a duration; write INTERVAL '4 hours' or INTERVAL '90m'\n  age() > INTERVAL 'soon'\n"
     "                   ^"},
    {"created_at > TIMESTAMP 'now'",
     "not a time; write TIMESTAMP '2026-01-05T10:00:00Z' or a date\n"
     "  created_at > TIMESTAMP 'now'\n                         ^"},
    {"rule('later')", "no rule is named 'later'\n  rule('later')\n       ^"},
    {"rule('r')", "'r' stands not above this rule: rule() asks earlier ones\n  rule('r')\n"
                  "       ^"},
    {"rating = 1e999", "a number too large to hold\n  rating = 1e999\n           ^"},
    {"ext.plan > INTERVAL '4h'",
     "ext.plan is of unknown kind, and INTERVAL '4h' is a duration: they do not compare\n"
     "  ext.plan > INTERVAL '4h'\n             ^"},
    {"text =\n  'a' AND\n  titel = 'b'",
     "unknown field titel\n    titel = 'b'\n    ^\n  did you mean title?"},
};

static char *message_of(const char *condition)
{
    struct ask ask;
    char *message;

    ask_begin(&ask);
    if (ask_rule(&ask, "r", condition) == 0)
        ask_build(&ask);
    OK(ask.err.code == SCRM_EXIT_CONFIG);
    message = ask_message(&ask);
    ask_end(&ask);
    return message;
}

/* A thousand parentheses end in an error, not in a deep stack. */
static void nesting(void)
{
    char deep[2002];
    char *message;

    memset(deep, '(', 2000);
    strcpy(deep + 2000, "1");
    message = message_of(deep);
    OK(strncmp(message, "more than 100 levels of nesting\n", 32) == 0);
    free(message);
}

static void lets(void)
{
    struct ask ask;
    char *message;

    ask_begin(&ask);
    OK(ask_let(&ask, "a", "b") == 0 && ask_let(&ask, "b", "NOT a") == 0);
    OK(ask_build(&ask) == -1);
    message = ask_message(&ask);
    SAME(message, "a is explained by itself\n  NOT a\n      ^");
    free(message);
    ask_end(&ask);

    ask_begin(&ask);
    OK(ask_let(&ask, "text", "TRUE") == 0 && ask_build(&ask) == -1);
    message = ask_message(&ask);
    SAME(message, "text is a field already\n  TRUE\n  ^");
    free(message);
    ask_end(&ask);

    ask_begin(&ask);
    OK(ask_let(&ask, "very-angry", "TRUE") == -1);
    message = ask_message(&ask);
    SAME(message, "'very-angry' is no name that a condition can use\n  TRUE\n  ^");
    free(message);
    ask_end(&ask);

    ask_begin(&ask);
    OK(ask_let(&ask, "angry", "score.sentiment < -0.3") == 0);
    OK(ask_rule(&ask, "r", "angy") == 0 && ask_build(&ask) == -1);
    message = ask_message(&ask);
    SAME(message, "unknown field angy\n  angy\n  ^\n  did you mean angry?");
    free(message);
    ask_end(&ask);
}

int main(void)
{
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        char *message = message_of(wrongs[i].condition);

        T("errors")
        {
            if (wrongs[i].message[0] == '\n')
                OK(strstr(message, wrongs[i].message) != NULL);
            else
                SAME(message, wrongs[i].message);
        }
        free(message);
    }
    T("nesting") nesting();
    T("lets") lets();
    return t_end();
}
