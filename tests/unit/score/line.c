/* The JSON of a score and the line it is spliced into: shape, order, bytes, reasons, terms,
 * and what must never change a score. */
#include "worker.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/json.h"
#include "record/value.h"

static struct scrm_arena arena;
static struct scrm_scanner scanner;

/* One line through the scorer; NULL and the error's text in `json` where it is refused. */
static const char *line_of(const char *text)
{
    struct scrm_value values[8];
    struct scrm_line line = {.values = values};
    struct scrm_buf in = {0};
    struct scrm_err err = {0};
    size_t len = strlen(text);

    scrm_buf_put(&in, text, len);
    for (int i = 0; i < SCRM_SCAN_PADDING; i++)
        scrm_buf_putc(&in, '\0');
    scrm_buf_reset(&json);
    OK(scrm_keys_count(scrm_scorer_keys(scorer)) <= 8);
    if (scrm_scan(&scanner, scrm_scorer_keys(scorer), (struct scrm_slice){in.at, len}, &line,
                  &err) ||
        scrm_score_line(worker, &line, &arena, &json, &err)) {
        scrm_buf_reset(&json);
        scrm_err_write(&err, &json);
    }
    scrm_arena_reset(&arena);
    scrm_err_fini(&err);
    scrm_buf_fini(&in);
    return scrm_buf_text(&json);
}

static int starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void test_shape(void)
{
    T("the members stand in the documented order, numbers short")
    {
        SAME(json_of("", "en"),
             "{\"by\":\"none; no text\",\"lang\":\"en\",\"sentiment\":0,"
             "\"sentiment_class\":\"neutral\",\"confidence\":0,\"intents\":{},\"urgency\":0,"
             "\"needs_reply\":0,\"spam\":0,\"personal_data\":false}");
        OK(starts(json_of("good", "fi"),
                  "{\"by\":\"lexicon any/2026.1; unsupported language: fi\",\"lang\":\"fi\","));
        OK(starts(json_of("good", NULL),
                  "{\"by\":\"lexicon en/2026.1\",\"lang\":\"unknown\","));
        OK(strstr(json_of("good", "en"), "why") == NULL);
        OK(strstr(json_of("good", "en"), "topics") == NULL);
    }
    T("no number is -0, none has more than four decimals")
    {
        static const char *const texts[] = {"not so good not so bad",
                                            "fine",
                                            "bad but good",
                                            "late again!!",
                                            "meh",
                                            ":) :(",
                                            "thanks?",
                                            "no"};

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            const char *at = json_of(texts[i], "en");

            OK(strstr(at, "-0,") == NULL);
            for (at = strchr(at, '.'); at; at = strchr(at + 1, '.'))
                OK(strspn(at + 1, "0123456789") <= 4);
        }
    }
}

static void test_line(void)
{
    T("the score is added and every other byte stays")
    {
        OK(starts(line_of("{\"a\":1e5,\"text\":\"ok\\u0021\" } "),
                  "{\"a\":1e5,\"text\":\"ok\\u0021\",\"score\":{\"by\":"));
        OK(strcmp(strrchr(scrm_buf_text(&json), '}'), "} \n") == 0);
    }
    T("a second run replaces the score and nothing else")
    {
        char *once =
            scrm_strdup(line_of("{\"text\":\"late again\",\"lang\":\"en\",\"x\":[1, 2]}"));

        once[strlen(once) - 1] = '\0';
        OK(strncmp(line_of(once), once, strlen(once)) == 0);
        OK(starts(line_of("{\"score\":7,\"text\":\"late\"}"), "{\"score\":{\"by\":"));
        free(once);
    }
    T("without a text the title is judged, without both the score is neutral")
    {
        OK(strstr(line_of("{\"title\":\"Terrible service\"}"), "\"negative\"") != NULL);
        OK(strstr(line_of("{\"title\":\"Terrible service\",\"text\":\"\"}"), "\"negative\"") !=
           NULL);
        OK(strstr(line_of("{\"id\":\"x\"}"), "no text") != NULL);
        OK(strstr(line_of("{\"text\":null}"), "no text") != NULL);
        OK(strstr(line_of("{}"), "{\"score\":{\"by\":\"none; no text\"") != NULL);
    }
    T("a text that is no string is refused with the member's name")
    {
        SAME(line_of("{\"text\":5}"), "text: expected string, got number");
        SAME(line_of("{\"text\":\"a\",\"lang\":[]}"), "lang: expected string, got array");
    }
    T("neither the writer's fame nor the network changes a score")
    {
        static const char *const texts[] = {"still waiting for my refund", "love it",
                                            "WINNER! claim your prize", "how do I cancel?"};

        for (size_t t = 0; t < 4; t++) {
            char first[2048] = "";

            for (int i = 0; i < 30; i++) {
                char line[512];

                snprintf(line, sizeof line,
                         "{\"author_followers\":%d,\"author_verified\":%s,\"like_count\":%d,"
                         "\"share_count\":%d,\"network\":\"%c\",\"type\":\"%s\",\"rating\":%d,"
                         "\"lang\":\"en\",\"text\":\"%s\"}",
                         i * 7919 % 100003, i % 2 ? "true" : "false", i * 31 % 57, i % 5,
                         'a' + i % 26, i % 3 ? "review" : "message", i % 6, texts[t]);
                if (!i)
                    snprintf(first, sizeof first, "%s", strstr(line_of(line), "\"score\""));
                SAME(strstr(line_of(line), "\"score\""), first);
            }
        }
    }
}

static void test_reasons(void)
{
    static const char text[] =
        "Größe falsch 😡 but the STAFF was great!! still waiting for my refund";
    json_t *root, *why, *reason;
    size_t i, sentiment = 0;
    struct scrm_err err = {0};

    T("every reason names its signal, its rule or term, and the words it stands on")
    {
        worker_close();
        worker_open(&(struct scrm_scorer_options){.explain = true});
        json_of(text, "en");
        root = scrm_json_load(scrm_buf_slice(&json), "score", &err);
        why = json_object_get(root, "why");
        OK(json_array_size(why) > 5);
        json_array_foreach(why, i, reason)
        {
            const char *words = json_string_value(json_object_get(reason, "text"));

            OK(json_is_string(json_object_get(reason, "signal")));
            OK(json_is_string(json_object_get(reason, "rule")) ||
               json_is_string(json_object_get(reason, "term")));
            OK(json_is_number(json_object_get(reason, "weight")));
            sentiment +=
                strcmp(json_string_value(json_object_get(reason, "signal")), "sentiment") == 0;
            if (words) {
                json_int_t from = json_integer_value(json_object_get(reason, "from"));
                json_int_t to = json_integer_value(json_object_get(reason, "to"));
                const char *at = strstr(text, words);

                OK(at != NULL && from < to);
                if (strcmp(words, "😡") == 0)
                    OK(from == 13 && to == 14); /* characters, not bytes */
            }
        }
        OK(sentiment > 2);
        json_decref(root);
    }
    T("reasons of the title say so")
    {
        OK(strstr(line_of("{\"title\":\"awful\",\"text\":\"x\"}"), "\"in\":\"title\"") != NULL);
        OK(strstr(line_of("{\"title\":\"x\",\"text\":\"awful\"}"), "\"in\"") == NULL);
    }
    scrm_err_fini(&err);
}

static void test_terms(void)
{
    static char path[] = "/tmp/scrm-terms-XXXXXX";
    const char *files[1] = {path};
    struct scrm_err err = {0};
    int fd = mkstemp(path);

    T("terms give topics and brands, each once, in the order of the file")
    {
        close(fd);
        OK(scrm_file_write(path,
                           SCRM_SLICE("term,topic,brand\noutage,network,\nno signal,network,\n"
                                      "Acme,,ACME\nAcme Fiber,fiber,ACME\n"),
                           0600, &err) == 0);
        worker_close();
        worker_open(&(struct scrm_scorer_options){.terms = files, .n_terms = 1});
        OK(strstr(json_of("No  signal, @acme! An OUTAGE again, acme fiber?", "en"),
                  "\"topics\":[\"network\",\"fiber\"],\"brands\":[\"ACME\"],\"personal") !=
           NULL);
        OK(strstr(json_of("nothing of it", "en"), "\"topics\":[],\"brands\":[]") != NULL);
        OK(strstr(json_of("outages are no term", "de"), "\"topics\":[]") != NULL);
    }
    T("a terms file without names is refused with its row")
    {
        struct scrm_scorer_options options = {.terms = files, .n_terms = 1};

        OK(scrm_file_write(path, SCRM_SLICE("term,topic\nAcme,\n"), 0600, &err) == 0);
        OK(scrm_scorer_load(&options, &err) == NULL && err.code == 78 && err.line == 2);
        scrm_err_clear(&err);
        OK(scrm_file_write(path, SCRM_SLICE("term,tpoic\nAcme,x\n"), 0600, &err) == 0);
        OK(scrm_scorer_load(&options, &err) == NULL && err.code == 78);
        scrm_err_clear(&err);
        unlink(path);
        OK(scrm_scorer_load(&options, &err) == NULL && err.code == 66);
        scrm_err_fini(&err);
    }
}

static void test_hostile(void)
{
    T("no text breaks it: empty, binary, endless, one word, only marks")
    {
        static const char *const pieces[] = {"a",
                                             " ",
                                             "!",
                                             "?",
                                             ".",
                                             "\xF0\x9F\x98\xA1",
                                             "not ",
                                             "charged ",
                                             "waiting ",
                                             "@",
                                             "#",
                                             "aaaa",
                                             ":(",
                                             "\n",
                                             "\xCC\x81",
                                             "e\xCC\x81",
                                             "\xE2\x80\x8F",
                                             "5",
                                             "http://x "};
        struct scrm_buf big = {0};

        for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
            struct scrm_score score;

            scrm_buf_reset(&big);
            while (big.len < 300000)
                scrm_buf_puts(&big, pieces[p]);
            scrm_score_judge(worker, scrm_buf_slice(&big), scrm_buf_slice(&big),
                             SCRM_SLICE("en"), &score);
            OK(score.sentiment >= -10000 && score.sentiment <= 10000);
            OK(score.confidence >= 0 && score.confidence <= 10000);
            OK(score.urgency >= 0 && score.urgency <= 10000);
            OK(score.needs_reply >= 0 && score.needs_reply <= 10000);
            OK(score.spam >= 0 && score.spam <= 10000);
        }
        scrm_buf_fini(&big);
    }
    T("random words from the lexicon's own world stay in bounds and give the same twice")
    {
        static const char *const words[] = {
            "not",    "never",    "on",    "hold",    "for",
            "3",      "hours",    "great", "!!!",     "but",
            "my",     "refund",   "still", "waiting", "\xF0\x9F\x99\x84",
            "very",   ",",        "?",     "charged", "twice",
            "thanks", "#Fail",    "@acme", "5$",      "SOOO",
            "if",     "although", "...",   "can't",   "recommend"};
        uint32_t state = 7;
        char text[400];

        for (int round = 0; round < 20000; round++) {
            size_t len = 0;
            struct scrm_score a, b;

            for (int i = 0; i < 24; i++) {
                state = state * 1664525 + 1013904223;
                len += (size_t)snprintf(text + len, sizeof text - len, "%s ",
                                        words[(state >> 16) % (sizeof words / sizeof *words)]);
            }
            a = score_of(text);
            b = score_of(text);
            if (memcmp(&a, &b, sizeof a) != 0 || a.sentiment < -10000 || a.sentiment > 10000)
                OK(round < 0);
        }
        OK(1);
    }
}

int main(void)
{
    worker_open(&(struct scrm_scorer_options){0});
    test_shape();
    test_line();
    test_hostile();
    test_reasons();
    test_terms();
    worker_close();
    scrm_arena_fini(&arena);
    scrm_scanner_fini(&scanner);
    return t_end();
}
