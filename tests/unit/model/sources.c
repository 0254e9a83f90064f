/* A lexicon's folder of CSV files: read, laid over another, and every error told with its
 * place. */
#include "../t.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "model/compile.h"
#include "model/phrase.h"

static const struct scrm_spelling english; /* accents count, apostrophes join */

static const char *const intents[] = {"complaint", "question"};
static char dir[] = "/tmp/scrm-lexicon-XXXXXX";

static void put(const char *name, const char *text)
{
    char *path = scrm_file_join(dir, name);
    struct scrm_err err = {0};

    OK(scrm_file_write(path, scrm_slice_of(text), 0644, &err) == 0);
    scrm_err_fini(&err);
    free(path);
}

static void drop(const char *name)
{
    char *path = scrm_file_join(dir, name);

    unlink(path);
    free(path);
}

/* Reads the folder; "" or the error, with the folder's name cut off. */
static const char *reading(struct scrm_lexicon_builder *builder)
{
    static char text[512];
    struct scrm_err err = {0};
    struct scrm_buf buf = {0};
    const char *at;

    text[0] = '\0';
    if (scrm_lexicon_read(builder, dir, &err)) {
        scrm_err_write(&err, &buf);
        at = strstr(scrm_buf_text(&buf), dir);
        snprintf(text, sizeof text, "%d %s", (int)err.code,
                 at ? at + strlen(dir) : scrm_buf_text(&buf));
    }
    scrm_buf_fini(&buf);
    scrm_err_fini(&err);
    return text;
}

static const char *fresh_reading(void)
{
    struct scrm_lexicon_builder *builder = scrm_lexicon_builder_new("xx", intents, 2);
    const char *text = reading(builder);

    scrm_lexicon_builder_free(builder);
    return text;
}

static int weight_of(const struct scrm_lexicon *lexicon, const char *word)
{
    uint64_t hash;
    uint32_t node;
    size_t n;
    const struct scrm_cue *cues;

    scrm_phrase_tokens(scrm_slice_of(word), &english, &hash, 1);
    node = scrm_lexicon_word(lexicon, hash);
    cues = node ? scrm_lexicon_cues(lexicon, node, &n) : NULL;
    return node && n ? cues[0].weight : 9999;
}

static void test_reading(void)
{
    T("a folder's files become one table")
    {
        struct scrm_lexicon_builder *builder = scrm_lexicon_builder_new("xx", intents, 2);
        const struct scrm_lexicon *lexicon;
        struct scrm_err err = {0};
        size_t size;
        void *bytes;

        put("about.csv", "name,value\nversion,7.1\n");
        put("classes.csv", "class,words\nnot,nicht kein\n");
        put("words.csv", "term,weight,kinds\ngut,1.75,\nkaputt,-2.2,service\n");
        put("intents.csv", "term,intent,weight\nwarum,question,0.5\n");
        put("notes.txt", "not a lexicon's file, left alone\n");
        SAME(reading(builder), "");
        put("words.csv", "term,weight,kinds\ngut,0.5,\n");
        SAME(reading(builder), "");
        bytes = scrm_lexicon_build(builder, &size);
        lexicon = scrm_lexicon_open(bytes, size, &err);
        SAME(scrm_lexicon_language(lexicon), "xx");
        SAME(scrm_lexicon_version(lexicon), "7.1");
        OK(strlen(scrm_lexicon_digest(lexicon)) == 32);
        OK(weight_of(lexicon, "gut") == 500);
        OK(weight_of(lexicon, "kaputt") == -2200);
        OK(weight_of(lexicon, "warum") == 500);
        OK(weight_of(lexicon, "nicht") == 9999);
        OK(scrm_lexicon_class(lexicon, "not") != 0);
        OK(scrm_lexicon_class(lexicon, "never") == 0);
        OK(scrm_lexicon_rows(lexicon, SCRM_SIGNAL_SENTIMENT) == 3);
        free(bytes);
        scrm_lexicon_builder_free(builder);
        scrm_err_fini(&err);
    }
}

static void test_errors(void)
{
    T("errors name file, row and column")
    {
        put("words.csv", "term,weight\ngood,1\nbad,minus two\n");
        SAME(fresh_reading(), "78 /words.csv:3: weight: expected a number");
        put("words.csv", "term,weight\ngood,7\n");
        SAME(fresh_reading(), "78 /words.csv:2: weight: expected -4 to 4");
        put("words.csv", "term,weight,kinds\ngood,1,splendid\n");
        SAME(fresh_reading(), "78 /words.csv:2: kinds: unknown kind \"splendid\"");
        put("words.csv", "term,weight\n<nobody> cares,-1\n");
        SAME(fresh_reading(), "78 /words.csv:2: term: no class <nobody> in classes.csv");
        put("words.csv", "term,weight\n?!,1\n");
        SAME(fresh_reading(), "78 /words.csv:2: term: \"?!\" holds no word");
        drop("words.csv");
        put("intents.csv", "term,intent,weight\nwhy,qestion,0.5\n");
        OK(strncmp(fresh_reading(), "78 /intents.csv:2: intent: unknown intent \"qestion\"",
                   50) == 0);
        OK(strstr(fresh_reading(), "did you mean \"question\"?") != NULL);
        drop("intents.csv");
    }
    T("a CSV file that nothing reads is refused, with the likely name")
    {
        put("word.csv", "term,weight\n");
        OK(strstr(fresh_reading(), "/word.csv: no such file in a lexicon") != NULL);
        OK(strstr(fresh_reading(), "did you mean \"words.csv\"?") != NULL);
        drop("word.csv");
    }
    T("an empty folder and a missing one are no lexicon")
    {
        drop("about.csv");
        drop("classes.csv");
        OK(strncmp(fresh_reading(), "66", 2) == 0);
        drop("notes.txt");
        rmdir(dir);
        OK(strncmp(fresh_reading(), "66", 2) == 0);
    }
}

int main(void)
{
    if (!mkdtemp(dir))
        return 1;
    test_reading();
    test_errors();
    return t_end();
}
