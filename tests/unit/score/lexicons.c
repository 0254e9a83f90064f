/* The shipped CSV files themselves: large enough, without rows that stand twice, and compiled
 * into the binary as they are; and an operator's folder laid over them. */
#include "worker.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "model/lexicon.h"
#include "score/builtin.h"
#include "table/table.h"

static char *shipped(const char *name)
{
    const char *top = getenv("SCRM_TOP");
    char *dir = scrm_file_join(top ? top : ".", "share/scrm/lexicon");
    char *path = scrm_file_join(dir, name);

    free(dir);
    return path;
}

/* Rows of a file; counts terms that stand twice (with the same intent). */
static size_t rows_of(const char *name, size_t *twice)
{
    char *path = shipped(name);
    struct scrm_err err = {0};
    struct scrm_table *table = scrm_table_load(path, &err);
    struct scrm_map seen = {0};
    struct scrm_buf key = {0};
    size_t rows = 0;

    OK(table != NULL);
    for (; table && rows < scrm_table_rows(table); rows++) {
        bool added;

        scrm_buf_reset(&key);
        scrm_buf_put_slice(&key, scrm_table_get(table, rows, 0));
        scrm_buf_putc(&key, ',');
        scrm_buf_put_slice(&key,
                           scrm_table_get(table, rows, scrm_table_column(table, "intent")));
        scrm_map_put(&seen, scrm_buf_slice(&key), &added);
        if (!added) {
            printf("%s: twice: %s\n", name, scrm_buf_text(&key));
            ++*twice;
        }
    }
    scrm_buf_fini(&key);
    scrm_map_fini(&seen);
    scrm_table_free(table);
    scrm_err_fini(&err);
    free(path);
    return rows;
}

static void put(const char *dir, const char *name, const char *text)
{
    char *path = scrm_file_join(dir, name);
    struct scrm_err err = {0};

    OK(scrm_file_write(path, scrm_slice_of(text), 0600, &err) == 0);
    scrm_err_fini(&err);
    free(path);
}

static void drop(const char *dir, const char *name)
{
    char *path = scrm_file_join(dir, name);

    unlink(path);
    free(path);
}

static void test_overlay(void)
{
    static char dir[] = "/tmp/scrm-overlay-XXXXXX";
    struct scrm_scorer_options options = {.lexicon = dir};
    char *en, *nl, *share = shipped("../");
    struct scrm_err err = {0};

    T("a folder of CSV files corrects a language and adds another")
    {
        setenv("SCRM_SHARE", share, 1);
        OK(mkdtemp(dir) != NULL);
        en = scrm_file_join(dir, "en");
        nl = scrm_file_join(dir, "nl");
        OK(mkdir(en, 0700) == 0 && mkdir(nl, 0700) == 0);
        put(en, "words.csv", "term,weight\nterrible,3\nfrobnicated,-3\n");
        put(nl, "words.csv", "term,weight\nprachtig,3\n");
        put(nl, "negations.csv", "term,weight\nniet,1\n");
        worker_open(&options);
        OK(feels("terrible") > 0);
        OK(feels("frobnicated") < 0);
        OK(feels("awful") < 0);
        OK(score_in("prachtig", "nl").sentiment > 0);
        OK(score_in("niet prachtig", "nl").sentiment < 0);
        OK(score_in("prachtig", "nl").reason == NULL);
        OK(strncmp(json_of("terrible", "en"), "{\"by\":\"lexicon en/2026.1+", 24) == 0);
        OK(strncmp(json_of("prachtig", "nl"), "{\"by\":\"lexicon nl/0+", 20) == 0);
        worker_close();
    }
    T("a folder without languages is refused")
    {
        options.lexicon = en;
        OK(scrm_scorer_load(&options, &err) == NULL && err.code == 78);
        scrm_err_clear(&err);
        options.lexicon = "/nonexistent/lexicon";
        OK(scrm_scorer_load(&options, &err) == NULL && err.code == 66);
        scrm_err_fini(&err);
        drop(en, "words.csv");
    }
    drop(nl, "words.csv");
    drop(nl, "negations.csv");
    rmdir(en);
    rmdir(nl);
    rmdir(dir);
    free(en);
    free(nl);
    free(share);
}

static void test_files(const char *language)
{
    static const struct {
        const char *name;
        size_t rows;
    } files[] = {
        {"words", 4000}, {"idioms", 500},       {"intents", 500}, {"urgency", 100},
        {"spam", 100},   {"intensifiers", 120}, {"reply", 70},    {"negations", 50},
        {"classes", 25}, {"about", 4},
    };
    size_t twice = 0;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[64];

        snprintf(name, sizeof name, "%s/%s.csv", language, files[i].name);
        OK(rows_of(name, &twice) >= files[i].rows);
    }
    OK(twice == 0);
}

int main(void)
{
    size_t twice = 0;

    T("each of the other languages has every file, of a size that means something")
    {
        static const char *const languages[] = {"es", "de", "fr", "it", "pt"};

        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
            test_files(languages[i]);
    }
    T("the shipped lexicon has the size it claims, and no row stands twice")
    {
        OK(rows_of("en/words.csv", &twice) >= 4000);
        OK(rows_of("en/idioms.csv", &twice) >= 500);
        OK(rows_of("en/intents.csv", &twice) >= 1200);
        OK(rows_of("en/urgency.csv", &twice) >= 150);
        OK(rows_of("en/spam.csv", &twice) >= 300);
        OK(rows_of("en/reply.csv", &twice) >= 100);
        OK(rows_of("en/negations.csv", &twice) >= 30);
        OK(rows_of("en/intensifiers.csv", &twice) >= 100);
        OK(rows_of("any/emoji.csv", &twice) >= 700);
        OK(rows_of("any/emoticons.csv", &twice) >= 100);
        OK(twice == 0);
    }
    T("the binary holds these very files")
    {
        size_t unused = 0;
        bool found = false;

        for (size_t i = 0; i < scrm_builtin_lexicons_n; i++) {
            struct scrm_err err = {0};
            const struct scrm_lexicon *lexicon = scrm_lexicon_open(
                scrm_builtin_lexicons[i].words, scrm_builtin_lexicons[i].size, &err);

            OK(lexicon != NULL);
            scrm_err_fini(&err);
            if (strcmp(scrm_lexicon_language(lexicon), "en") != 0)
                continue;
            found = true;
            OK(scrm_lexicon_rows(lexicon, SCRM_SIGNAL_SENTIMENT) ==
               rows_of("en/words.csv", &unused) + rows_of("en/idioms.csv", &unused));
        }
        OK(found);
    }
    test_overlay();
    return t_end();
}
