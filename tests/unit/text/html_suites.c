/*
 * HTML against other people's suites, where they are at hand: html5lib's
 * tokenizer tests for character references and markup in text, and
 * node-html-to-text's page, whose differences of kind docs/html.md names.
 */
#include "../t.h"

#include "shared.h"
#include "text/charref.h"
#include "text/html.h"

/* All the characters of a test's output, or NULL in `at` where it has anything else. */
static struct scrm_buf characters(const json_t *output)
{
    struct scrm_buf text = {0};
    const json_t *token;
    size_t i;

    scrm_buf_puts(&text, "");
    json_array_foreach(output, i, token)
    {
        if (strcmp(json_string_value(json_array_get(token, 0)), "Character") != 0) {
            scrm_buf_fini(&text);
            return text;
        }
        scrm_buf_put_slice(&text, shared_string(json_array_get(token, 1)));
    }
    if (!text.at)
        scrm_buf_reserve(&text, 1);
    return text;
}

/* Input that is text from end to end: references decoded, the rest as it is. */
static bool text_test(const json_t *test, bool *passed)
{
    struct scrm_buf want = characters(json_object_get(test, "output")), got = {0};
    struct scrm_slice input = shared_string(json_object_get(test, "input"));

    if (!want.at || json_object_get(test, "initialStates") ||
        json_object_get(test, "doubleEscaped") || memchr(input.at, '<', input.len) ||
        memchr(input.at, '\r', input.len)) {
        scrm_buf_fini(&want);
        return false;
    }
    scrm_html_unescape(&got, input);
    *passed = scrm_slice_eq(scrm_buf_slice(&got), scrm_buf_slice(&want));
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
    return true;
}

/* One tag with one attribute: its value by the rules for attributes. */
static bool attribute_test(const json_t *test, bool *passed)
{
    const json_t *output = json_object_get(test, "output"), *token = json_array_get(output, 0);
    struct scrm_slice input = shared_string(json_object_get(test, "input"));
    const char *from = memchr(input.at, '=', input.len), *key;
    char value[200];
    json_t *want;
    size_t len;

    if (json_array_size(output) != 1 || !from || input.len > 100 ||
        strcmp(json_string_value(json_array_get(token, 0)), "StartTag") != 0 ||
        json_object_size(json_array_get(token, 2)) != 1 || !memchr(input.at, '&', input.len))
        return false;
    from++;
    len = (size_t)(input.at + input.len - from) - 1;
    if (*from == '"' || *from == '\'') {
        from++;
        len -= 2;
    }
    len = scrm_charref_decode(value, (struct scrm_slice){from, len}, true);
    *passed = false;
    json_object_foreach(json_array_get(token, 2), key, want) *passed =
        scrm_slice_eq(shared_string(want), (struct scrm_slice){value, len});
    return true;
}

static void html5lib(const char *name)
{
    struct scrm_buf path = {0}, file = {0};
    const json_t *tests, *test;
    json_t *root;
    size_t i, run = 0, wrong = 0;

    scrm_buf_printf(&path, "conformance/html5lib/tokenizer/%s", name);
    if (shared_read(path.at, &file)) {
        root = json_loadb(file.at, file.len, JSON_ALLOW_NUL, NULL);
        tests = json_object_get(root, "tests");
        json_array_foreach(tests, i, test)
        {
            bool passed = true;

            if (!text_test(test, &passed) && !attribute_test(test, &passed))
                continue;
            run++;
            if (!passed)
                printf("%s: %s\n", name,
                       json_string_value(json_object_get(test, "description")));
            wrong += !passed;
        }
        OK(run > 0 && wrong == 0);
        printf("%s: %zu of %zu\n", name, run - wrong, run);
        json_decref(root);
    }
    scrm_buf_fini(&path);
    scrm_buf_fini(&file);
}

/* Words in the order of the text; what the two differ in by kind is taken out of both: upper
 * case of headings, marks of lists, rules, addresses in brackets. */
static void put_words(struct scrm_buf *out, struct scrm_slice text)
{
    size_t at = 0;

    while (at < text.len) {
        size_t from;

        while (at < text.len && strchr(" \t\n", text.at[at]))
            at++;
        from = at;
        while (at < text.len && !strchr(" \t\n", text.at[at]))
            at++;
        if (at == from || text.at[from] == '[' || text.at[from] == '*' ||
            memcmp(text.at + from, "---", at - from < 3 ? 1 : 3) == 0)
            continue;
        for (; from < at; from++)
            scrm_buf_putc(out, (char)(text.at[from] >= 'A' && text.at[from] <= 'Z'
                                          ? text.at[from] | 0x20
                                          : text.at[from]));
        scrm_buf_putc(out, '\n');
    }
}

/* How many lines of `want` come in their order among those of `got`: the longest common
 * subsequence, for texts of some hundred lines. */
static size_t common_lines(struct scrm_slice want, struct scrm_slice got, size_t *total)
{
    static struct scrm_slice a[4000], b[4000];
    static unsigned short table[4001][4001];
    size_t n = 0, m = 0;

    while (n < 4000 && shared_line(&want, &a[n]))
        n += a[n].len > 0;
    while (m < 4000 && shared_line(&got, &b[m]))
        m += b[m].len > 0;
    for (size_t i = n; i-- > 0;)
        for (size_t k = m; k-- > 0;) {
            unsigned short here = (unsigned short)(table[i + 1][k + 1] + 1);
            unsigned short skip =
                table[i + 1][k] > table[i][k + 1] ? table[i + 1][k] : table[i][k + 1];

            table[i][k] = scrm_slice_eq(a[i], b[k]) ? here : skip;
        }
    *total = n;
    return table[0][0];
}

static void html_to_text(void)
{
    struct scrm_buf html = {0}, want = {0}, got = {0}, words_want = {0}, words_got = {0};
    size_t words, n_words;

    if (shared_read("conformance/html_to_text/test.html", &html) &&
        shared_read("conformance/html_to_text/test.txt", &want)) {
        scrm_html_text(&got, scrm_buf_slice(&html), NULL, NULL);
        put_words(&words_want, scrm_buf_slice(&want));
        put_words(&words_got, scrm_buf_slice(&got));
        words = common_lines(scrm_buf_slice(&words_want), scrm_buf_slice(&words_got), &n_words);
        printf("html_to_text: %zu of %zu words in their order\n", words, n_words);
        OK(words * 100 >= n_words * 95);
    }
    scrm_buf_fini(&html);
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
    scrm_buf_fini(&words_want);
    scrm_buf_fini(&words_got);
}

int main(void)
{
    static const char *const files[] = {"entities.test",     "numericEntities.test",
                                        "unicodeChars.test", "test1.test",
                                        "test2.test",        "test4.test"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        T(files[i]) html5lib(files[i]);
    T("node-html-to-text's page, word by word") html_to_text();
    return t_end();
}
