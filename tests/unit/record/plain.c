/*
 * SSE2 and plain C give the same answers: the scanner, the walkers and the
 * emitter are compiled into this test a second time, as plain C and under
 * other names, and both are asked about random lines.
 */
#define SCRM_PLAIN 1
#define scrm_scan plain_scan
#define scrm_scan_value plain_scan_value
#define scrm_scan_padded plain_scan_padded
#define scrm_scan_object plain_scan_object
#define scrm_walk_begin plain_walk_begin
#define scrm_item_next plain_item_next
#define scrm_member_next plain_member_next
#define scrm_member plain_member
#define scrm_emit_text plain_emit_text
#define scrm_emit_repaired plain_emit_repaired
#define scrm_emit_unescaped plain_emit_unescaped
#define scrm_emit_comma plain_emit_comma
#define scrm_emit_key plain_emit_key
#define scrm_emit_member_text plain_emit_member_text
#define scrm_emit_member_int plain_emit_member_int
#define scrm_emit_member_fixed plain_emit_member_fixed
#define scrm_emit_member_bool plain_emit_member_bool
#define scrm_emit_member_time plain_emit_member_time
#define scrm_emit_member_json plain_emit_member_json
#include "record/emit.c"
#include "record/scan.c"
#include "record/walk.c"
#undef scrm_scan
#undef scrm_scan_value
#undef scrm_scan_object
#undef scrm_walk_begin
#undef scrm_item_next
#undef scrm_member_next
#undef scrm_emit_text
#undef scrm_emit_unescaped
#undef scrm_emit_repaired

#include "../t.h"

#include "random.h"

enum { CASES = 100000, N_VALUES = 8 };

int scrm_scan(struct scrm_scanner *scanner, const struct scrm_keys *keys,
              struct scrm_slice text, struct scrm_line *line, struct scrm_err *err);
void scrm_scan_object(const struct scrm_keys *keys, struct scrm_value value,
                      struct scrm_value *values);
void scrm_walk_begin(struct scrm_walk *walk, struct scrm_value container);
bool scrm_item_next(struct scrm_walk *walk, struct scrm_value *item);
bool scrm_member_next(struct scrm_walk *walk, struct scrm_value *key, struct scrm_value *value);
void scrm_emit_text(struct scrm_buf *buf, struct scrm_slice text);
size_t scrm_emit_repaired(struct scrm_buf *buf, struct scrm_slice text);

static bool same_value(struct scrm_value a, struct scrm_value b)
{
    return a.at == b.at && a.len == b.len && a.kind == b.kind && a.escaped == b.escaped;
}

static bool same_values(const struct scrm_value *a, const struct scrm_value *b)
{
    for (size_t i = 0; i < N_VALUES; i++)
        if (!same_value(a[i], b[i]))
            return false;
    return true;
}

/* Both walkers over all of a value. */
static bool same_walks(struct scrm_value value)
{
    struct scrm_walk a, b;
    struct scrm_value x = {0}, y = {0}, key_x = {0}, key_y = {0};
    bool more = true;

    scrm_walk_begin(&a, value);
    plain_walk_begin(&b, value);
    while (more) {
        bool object = value.kind == SCRM_OBJECT;

        more = object ? scrm_member_next(&a, &key_x, &x) : scrm_item_next(&a, &x);
        if (more != (object ? plain_member_next(&b, &key_y, &y) : plain_item_next(&b, &y)))
            return false;
        if (more && (!same_value(key_x, key_y) || !same_value(x, y) || !same_walks(x)))
            return false;
    }
    return true;
}

/* What each of the two works with. */
struct sides {
    const struct scrm_keys *keys;
    struct scrm_scanner scanner, plain;
    struct scrm_buf text, plain_text;
    size_t accepted;
};

static bool same_scans(struct sides *sides, struct scrm_slice text)
{
    const struct scrm_keys *keys = sides->keys;
    struct scrm_value x[N_VALUES], y[N_VALUES];
    struct scrm_line a = {.values = x}, b = {.values = y};
    struct scrm_err err_a = {0}, err_b = {0};
    int result_a = scrm_scan(&sides->scanner, keys, text, &a, &err_a);
    int result_b = plain_scan(&sides->plain, keys, text, &b, &err_b);
    bool same = result_a == result_b;

    if (same && result_a == 0) {
        struct scrm_slice object = scrm_slice_trim(text);
        struct scrm_value top = {object.at, object.len, SCRM_OBJECT, false};

        same = a.insert_at == b.insert_at && a.members == b.members && same_values(x, y) &&
               same_walks(top);
        scrm_scan_object(keys, top, y);
        same = same && same_values(x, y); /* the walk finds what the pass found */
        plain_scan_object(keys, top, y);
        same = same && same_values(x, y);
        sides->accepted++;
    } else if (same) {
        same = strcmp(err_a.text, err_b.text) == 0 && err_a.column == err_b.column;
    }
    scrm_err_fini(&err_a);
    scrm_err_fini(&err_b);
    return same;
}

static bool same_emits(struct sides *sides, struct scrm_slice text)
{
    struct scrm_buf *a = &sides->text, *b = &sides->plain_text;
    bool same;

    scrm_buf_reset(a);
    scrm_buf_reset(b);
    scrm_emit_text(a, text);
    plain_emit_text(b, text);
    same = scrm_emit_repaired(a, text) == plain_emit_repaired(b, text);
    return scrm_slice_eq(scrm_buf_slice(a), scrm_buf_slice(b)) && same;
}

int main(void)
{
    static const char *const paths[] = {"a",         "text", "score", "score.a",
                                        "score.a.b", "a.b",  "x.y"};
    struct scrm_keys *keys = scrm_keys_new();
    struct sides sides = {.keys = keys};
    struct random random = {7};
    struct scrm_buf text = {0};
    size_t same = 0;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        scrm_keys_add_dotted(keys, paths[i]);
    scrm_keys_build(keys);
    T("the same answers, messages and columns")
    {
        for (int i = 0; i < CASES; i++) {
            scrm_buf_reset(&text);
            random_object(&random, &text);
            if (i % 2)
                random_mutate(&random, &text);
            same += same_scans(&sides, plain_scan_padded(&text)) &&
                    same_emits(&sides, scrm_buf_slice(&text));
        }
        OK(same == CASES);
        OK(sides.accepted > CASES / 4);
    }
    OK(scrm_keys_count(keys) == N_VALUES);
    scrm_keys_free(keys);
    scrm_scanner_fini(&sides.scanner);
    scrm_scanner_fini(&sides.plain);
    scrm_buf_fini(&sides.text);
    scrm_buf_fini(&sides.plain_text);
    scrm_buf_fini(&text);
    return t_end();
}
