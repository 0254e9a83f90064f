/*
 * The ground: memory, buffers, errors, numbers, hashes.
 */
#include "../t.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/num.h"

static void test_buf(void)
{
    struct scrm_buf buf = {.max = 100};
    char *text;
    int i;

    T("a buffer grows, ends in NUL and stops at its maximum")
    {
        SAME(scrm_buf_text(&buf), "");
        for (i = 0; i < 10; i++)
            scrm_buf_puts(&buf, "0123456789");
        OK(buf.len == 100 && !buf.over && buf.at[100] == '\0');
        scrm_buf_putc(&buf, 'x');
        OK(buf.len == 100 && buf.over);
        scrm_buf_reset(&buf);
        scrm_buf_printf(&buf, "%d %s", 42, "posts");
        SAME(scrm_buf_text(&buf), "42 posts");
        text = scrm_buf_take(&buf);
        SAME(text, "42 posts");
        OK(buf.at == NULL && buf.len == 0);
        free(text);
    }
    scrm_buf_fini(&buf);
}

static void test_arena(void)
{
    struct scrm_arena arena = {0};
    size_t i, round;
    int intact = 1;

    T("an arena keeps what it handed out until the reset")
    {
        for (round = 0; round < 3; round++) {
            char *marks[200];

            for (i = 0; i < 200; i++) {
                marks[i] = scrm_arena_take(&arena, 1 + i * 37);
                intact &= ((uintptr_t)marks[i] & 15) == 0;
                memset(marks[i], (int)i, 1 + i * 37);
            }
            for (i = 0; i < 200; i++)
                intact &= marks[i][0] == (char)i && marks[i][i * 37] == (char)i;
            scrm_arena_take(&arena, 3 << 20);
            scrm_arena_reset(&arena);
        }
        OK(intact);
    }
    scrm_arena_fini(&arena);
}

static void test_err(void)
{
    struct scrm_err err = {0};
    struct scrm_buf buf = {0};
    static const char *const words[] = {"model", "terms", "explain"};

    T("the first error wins and the way up adds the place")
    {
        OK(scrm_err_set(&err, SCRM_EXIT_DATA, "expected %s, got number", "string") == -1);
        scrm_err_set(&err, SCRM_EXIT_IO, "something later");
        scrm_err_member(&err, "text");
        scrm_err_at(&err, "posts.ndjson", 17, 0);
        scrm_err_at(&err, "other", 18, 3);
        scrm_err_write(&err, &buf);
        OK(err.code == SCRM_EXIT_DATA);
        SAME(scrm_buf_text(&buf), "posts.ndjson:17:3: text: expected string, got number");
    }
    T("a caret stands under the column, in characters")
    {
        scrm_err_clear(&err);
        scrm_buf_reset(&buf);
        scrm_err_set(&err, SCRM_EXIT_CONFIG, "unknown field");
        scrm_err_at(&err, "rules.yaml", 2, 3);
        err.excerpt = scrm_strdup("\xC3\xA9\xC3\xA9x");
        scrm_err_hint(&err, "did you mean \"text\"?");
        scrm_err_write(&err, &buf);
        SAME(scrm_buf_text(&buf), "rules.yaml:2:3: unknown field\n  \xC3\xA9\xC3\xA9x\n    ^\n "
                                  " did you mean \"text\"?");
    }
    T("errno picks the exit code")
    {
        scrm_err_clear(&err);
        errno = ENOENT;
        scrm_err_errno(&err, SCRM_EXIT_OK, "%s", "x");
        OK(err.code == SCRM_EXIT_NOINPUT);
        SAME(err.text, "x: No such file or directory");
    }
    T("the nearest word is near")
    {
        SAME(scrm_err_nearest(SCRM_SLICE("modle"), words, 3), "model");
        SAME(scrm_err_nearest(SCRM_SLICE("term"), words, 3), "terms");
        OK(scrm_err_nearest(SCRM_SLICE("frobnicate"), words, 3) == NULL);
    }
    scrm_err_fini(&err);
    scrm_buf_fini(&buf);
}

static const char *fixed(int64_t value)
{
    static struct scrm_buf buf;

    scrm_buf_reset(&buf);
    scrm_num_put_fixed(&buf, value);
    return scrm_buf_text(&buf);
}

static void test_num(void)
{
    int64_t number = 7;
    uint64_t size;
    double real;
    struct scrm_buf buf = {0};

    T("integers are whole and fit")
    {
        OK(scrm_num_int(SCRM_SLICE("-9223372036854775808"), &number) == 0 &&
           number == INT64_MIN);
        OK(scrm_num_int(SCRM_SLICE("9223372036854775807"), &number) == 0 &&
           number == INT64_MAX);
        OK(scrm_num_int(SCRM_SLICE("9223372036854775808"), &number) == -1);
        OK(scrm_num_int(SCRM_SLICE("12 "), &number) == -1);
        OK(scrm_num_int(SCRM_SLICE(""), &number) == -1);
        OK(scrm_num_int(SCRM_SLICE("-"), &number) == -1);
    }
    T("fixed point rounds half away from zero")
    {
        OK(scrm_num_fixed(SCRM_SLICE("0.62"), &number) == 0 && number == 6200);
        OK(scrm_num_fixed(SCRM_SLICE("-0.00005"), &number) == 0 && number == -1);
        OK(scrm_num_fixed(SCRM_SLICE("0.00004999"), &number) == 0 && number == 0);
        OK(scrm_num_fixed(SCRM_SLICE("1e-2"), &number) == 0 && number == 100);
        OK(scrm_num_fixed(SCRM_SLICE(".5"), &number) == -1);
    }
    T("fixed point prints short and never -0")
    {
        SAME(fixed(-6200), "-0.62");
        SAME(fixed(0), "0");
        SAME(fixed(10000), "1");
        SAME(fixed(1), "0.0001");
        SAME(fixed(-123456), "-12.3456");
    }
    T("sizes have units")
    {
        OK(scrm_num_size(SCRM_SLICE("16MiB"), &size) == 0 && size == 16 << 20);
        OK(scrm_num_size(SCRM_SLICE("64k"), &size) == 0 && size == 64 << 10);
        OK(scrm_num_size(SCRM_SLICE("512B"), &size) == 0 && size == 512);
        OK(scrm_num_size(SCRM_SLICE("7 M"), &size) == -1);
        OK(scrm_num_size(SCRM_SLICE("99999999999T"), &size) == -1);
    }
    T("reals are finite")
    {
        OK(scrm_num_double(SCRM_SLICE("1.5e3"), &real) == 0 && fabs(real - 1500) < 1e-9);
        OK(scrm_num_double(SCRM_SLICE("1e999"), &real) == -1);
        OK(scrm_num_double(SCRM_SLICE("0x10"), &real) == -1);
    }
    T("the least integer prints")
    {
        scrm_num_put_int(&buf, INT64_MIN);
        SAME(scrm_buf_text(&buf), "-9223372036854775808");
    }
    scrm_buf_fini(&buf);
}

static void test_hash(void)
{
    struct scrm_map map = {0};
    struct scrm_buf a = {0}, b = {0};
    int i, ordered = 1;
    bool added;

    T("a map finds its keys and keeps their order")
    {
        char name[16];

        for (i = 0; i < 5000; i++) {
            snprintf(name, sizeof name, "key%d", i);
            scrm_map_put(&map, scrm_slice_of(name), &added)->value = (uint64_t)i;
            ordered &= added;
        }
        for (i = 0; i < 5000; i++) {
            struct scrm_map_entry *entry;

            snprintf(name, sizeof name, "key%d", i);
            entry = scrm_map_get(&map, scrm_slice_of(name));
            ordered &= entry && entry->value == (uint64_t)i && entry == &map.entries[i];
        }
        OK(ordered && map.n == 5000);
        OK(scrm_map_get(&map, SCRM_SLICE("key5000")) == NULL);
        scrm_map_put(&map, SCRM_SLICE("key7"), &added);
        OK(!added);
    }
    T("a digest is the same everywhere and differs for different bytes")
    {
        scrm_digest_put(&a, scrm_digest("scrm", 4));
        SAME(scrm_buf_text(&a), "d7bfe037779c923052ac9f2bd62ba91d");
        scrm_digest_put(&b, scrm_digest("scrn", 4));
        OK(strcmp(scrm_buf_text(&a), scrm_buf_text(&b)) != 0);
    }
    scrm_map_fini(&map);
    scrm_buf_fini(&a);
    scrm_buf_fini(&b);
}

static void test_json(void)
{
    struct scrm_err err = {0};
    struct scrm_buf buf = {0};
    json_t *value = scrm_json_load(SCRM_SLICE("{\"b\":1,\"a\":[true,null]}"), "x.json", &err);

    T("JSON keeps the order of its keys and names the place of an error")
    {
        scrm_json_put(&buf, value);
        SAME(scrm_buf_text(&buf), "{\"b\":1,\"a\":[true,null]}");
        json_decref(value);
        OK(scrm_json_load(SCRM_SLICE("{\"a\":1,\n\"a\":2}"), "x.json", &err) == NULL);
        OK(err.code == SCRM_EXIT_DATA && err.line == 2);
    }
    scrm_buf_fini(&buf);
    scrm_err_fini(&err);
}

int main(void)
{
    test_buf();
    test_arena();
    test_err();
    test_num();
    test_hash();
    test_json();
    return t_end();
}
