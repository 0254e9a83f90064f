/*
 * The trie of wanted members: many paths, every one found and no other.
 */
#include "../t.h"

#include "record/value.h"
#include "scanning.h"

/* Key number `i`: all lengths from 1 on, many that differ in one byte only. */
static void put_key(struct scrm_buf *out, unsigned i)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefgh"
        "ijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz";
    unsigned len = i % 90;

    scrm_buf_printf(out, "%u%.*s%u", i % 7, (int)len, letters, i);
}

static void put_line(struct scrm_buf *out, unsigned from, unsigned to, bool nested)
{
    scrm_buf_puts(out, nested ? "{\"in\":{" : "{");
    for (unsigned i = from; i < to; i++) {
        scrm_buf_puts(out, i > from ? ",\"" : "\"");
        put_key(out, i);
        scrm_buf_printf(out, "\":%u", i);
    }
    scrm_buf_puts(out, nested ? "}}" : "}");
}

/* `n` wanted keys, looked for among as many that are not wanted. */
static void check_many(unsigned n, bool nested)
{
    struct scanning scanning = {.keys = scrm_keys_new()};
    struct scrm_buf text = {0};
    size_t right = 0;

    for (unsigned i = 0; i < n; i++) {
        struct scrm_buf key = {0};
        struct scrm_slice path[2] = {SCRM_SLICE("in")};
        int slot;

        put_key(&key, i);
        path[1] = scrm_buf_slice(&key);
        slot = scrm_keys_add(scanning.keys, nested ? path : path + 1, nested ? 2 : 1);
        right += slot == (int)i + 1;
        scrm_buf_fini(&key);
    }
    OK(right == n);
    scrm_keys_build(scanning.keys);
    scanning.line.values = scrm_alloc_zero(n + 1, sizeof *scanning.line.values);
    put_line(&text, 0, 2 * n, nested);
    OK(scanning_slice(&scanning, scrm_buf_slice(&text), '\n'));
    right = 0;
    for (unsigned i = 0; i < n; i++) {
        int64_t number = -1;

        right += scrm_value_int(scanning.line.values[i + 1], &number) == 0 && number == i;
    }
    OK(right == n);
    scrm_buf_reset(&text);
    put_line(&text, n, 2 * n, nested);
    OK(scanning_slice(&scanning, scrm_buf_slice(&text), '\n'));
    right = 0;
    for (unsigned i = 0; i < n; i++)
        right += scanning.line.values[i + 1].kind == SCRM_ABSENT;
    OK(right == n);
    scrm_buf_fini(&text);
    scanning_end(&scanning);
}

int main(void)
{
    T("every wanted key is found, no other")
    for (unsigned n = 1; n < 40; n++) {
        check_many(n, false);
        check_many(n, true);
    }
    T("a thousand wanted keys")
    {
        check_many(1000, false);
        check_many(1000, true);
    }
    T("nothing but the schema wanted")
    {
        static const char *const none[] = {NULL};
        struct scanning scanning;

        scanning_begin(&scanning, none);
        OK(scrm_keys_count(scanning.keys) == 1);
        OK(scanning_text(&scanning, "{\"a\":1,\"schema\":\"s\"}"));
        SAME(scanning_value(&scanning, SCRM_SLOT_SCHEMA), "s");
        scanning_end(&scanning);
    }
    return t_end();
}
