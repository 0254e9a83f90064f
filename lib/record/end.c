/*
 * Accounts, and the trailer line that carries them to the end of a stream. A
 * trailer is one line in millions, so it is read by walking, member by member.
 * Refuses what is no trailer; whether an account balances and agrees with the
 * lines that came is for whoever counted them.
 */
#include "record/end.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/version.h"
#include "record/emit.h"
#include "record/value.h"

/* The largest integer that every JSON tool keeps exact. */
static const int64_t count_max = (INT64_C(1) << 53) - 1;

void scrm_account_fini(struct scrm_account *account)
{
    for (size_t i = 0; i < account->n_drops; i++)
        free(account->drops[i].reason);
    free(account->drops);
    *account = (struct scrm_account){0};
}

void scrm_account_drop(struct scrm_account *account, const char *reason, uint64_t count)
{
    for (size_t i = 0; i < account->n_drops; i++) {
        if (strcmp(account->drops[i].reason, reason) == 0) {
            account->drops[i].count += count;
            return;
        }
    }
    SCRM_GROW(account->drops, account->n_drops, account->cap_drops);
    account->drops[account->n_drops++] = (struct scrm_drop){scrm_strdup(reason), count};
}

void scrm_account_take_back(struct scrm_account *account, const char *reason, uint64_t count)
{
    for (size_t i = 0; i < account->n_drops; i++)
        if (strcmp(account->drops[i].reason, reason) == 0)
            account->drops[i].count -= count;
}

uint64_t scrm_account_dropped(const struct scrm_account *account)
{
    uint64_t dropped = 0;

    for (size_t i = 0; i < account->n_drops; i++)
        dropped += account->drops[i].count;
    return dropped;
}

void scrm_account_add(struct scrm_account *sum, const struct scrm_account *part)
{
    sum->in += part->in;
    sum->expanded += part->expanded;
    sum->out += part->out;
    sum->rejected += part->rejected;
    for (size_t i = 0; i < part->n_drops; i++)
        scrm_account_drop(sum, part->drops[i].reason, part->drops[i].count);
}

bool scrm_account_balances(const struct scrm_account *account)
{
    return account->in + account->expanded ==
           account->out + account->rejected + scrm_account_dropped(account);
}

void scrm_end_fini(struct scrm_end *end)
{
    for (size_t i = 0; i < end->n; i++) {
        free(end->stages[i].stage);
        free(end->stages[i].version);
        free(end->stages[i].config);
        scrm_account_fini(&end->stages[i].account);
    }
    free(end->stages);
    free(end->cursor);
    *end = (struct scrm_end){0};
}

/* The stage to fill next. */
static struct scrm_end_stage *new_stage(struct scrm_end *end)
{
    SCRM_GROW(end->stages, end->n, end->cap);
    end->stages[end->n] = (struct scrm_end_stage){0};
    return &end->stages[end->n++];
}

/* A text member as a C string; NULL where it is missing. */
static int read_text(struct scrm_value object, const char *name, char **text,
                     struct scrm_err *err)
{
    struct scrm_value value = scrm_member(object, name);
    struct scrm_buf plain = {0};

    if (value.kind == SCRM_ABSENT)
        return 0;
    if (value.kind != SCRM_STRING) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected string, got %s",
                     scrm_kind_name(value.kind));
        return scrm_err_member(err, name);
    }
    scrm_value_put_text(value, &plain);
    if (plain.at && memchr(plain.at, '\0', plain.len)) {
        scrm_buf_fini(&plain);
        scrm_err_set(err, SCRM_EXIT_DATA, "a NUL character");
        return scrm_err_member(err, name);
    }
    *text = scrm_buf_take(&plain);
    return 0;
}

static int read_count(struct scrm_value value, const char *name, uint64_t *count,
                      struct scrm_err *err)
{
    int64_t number;

    if (scrm_value_int(value, &number) || number < 0 || number > count_max) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected a count, got %s",
                     scrm_kind_name(value.kind));
        return scrm_err_member(err, name);
    }
    *count = (uint64_t)number;
    return 0;
}

static int read_drops(struct scrm_value dropped, struct scrm_account *account,
                      struct scrm_err *err)
{
    struct scrm_value name, value;
    struct scrm_walk walk;

    if (dropped.kind != SCRM_ABSENT && dropped.kind != SCRM_OBJECT) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected object, got %s",
                     scrm_kind_name(dropped.kind));
        return scrm_err_member(err, "dropped");
    }
    scrm_walk_begin(&walk, dropped);
    while (scrm_member_next(&walk, &name, &value)) {
        struct scrm_buf reason = {0};
        uint64_t count = 0;

        if (read_count(value, "dropped", &count, err))
            return -1;
        scrm_value_put_text(name, &reason);
        scrm_account_drop(account, scrm_buf_text(&reason), count);
        scrm_buf_fini(&reason);
    }
    return 0;
}

static int read_stage(struct scrm_value object, struct scrm_end_stage *stage,
                      struct scrm_err *err)
{
    struct scrm_account *account = &stage->account;

    if (object.kind != SCRM_OBJECT)
        return scrm_err_set(err, SCRM_EXIT_DATA, "expected a stage, got %s",
                            scrm_kind_name(object.kind));
    if (read_text(object, "stage", &stage->stage, err) ||
        read_text(object, "version", &stage->version, err) ||
        read_text(object, "config", &stage->config, err) ||
        read_count(scrm_member(object, "in"), "in", &account->in, err) ||
        read_count(scrm_member(object, "expanded"), "expanded", &account->expanded, err) ||
        read_count(scrm_member(object, "out"), "out", &account->out, err) ||
        read_count(scrm_member(object, "rejected"), "rejected", &account->rejected, err) ||
        read_drops(scrm_member(object, "dropped"), account, err))
        return -1;
    if (!stage->stage || !stage->stage[0])
        return scrm_err_set(err, SCRM_EXIT_DATA, "a stage without a name");
    return 0;
}

static int read_line(struct scrm_end *end, struct scrm_value line, struct scrm_err *err)
{
    struct scrm_value stages = scrm_member(line, "stages"),
                      cursor = scrm_member(line, "cursor");
    struct scrm_value item;
    struct scrm_walk walk;

    if (!scrm_value_is(scrm_member(line, "schema"), SCRM_END_SCHEMA))
        return scrm_err_set(err, SCRM_EXIT_DATA, "expected schema " SCRM_END_SCHEMA);
    if (stages.kind != SCRM_ARRAY) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected array, got %s",
                     scrm_kind_name(stages.kind));
        return scrm_err_member(err, "stages");
    }
    scrm_walk_begin(&walk, stages);
    while (scrm_item_next(&walk, &item))
        if (read_stage(item, new_stage(end), err))
            return scrm_err_member(err, "stages");
    if (cursor.kind != SCRM_ABSENT && cursor.kind != SCRM_NULL) {
        struct scrm_slice token = scrm_value_token(cursor);

        end->cursor = scrm_strndup(token.at, token.len);
    }
    return 0;
}

/* A scanned line as a value. */
static struct scrm_value object_of(struct scrm_slice line)
{
    struct scrm_slice object = scrm_slice_trim(line);

    return (struct scrm_value){object.at, object.len, SCRM_OBJECT, false};
}

int scrm_end_read(struct scrm_end *end, struct scrm_slice line, struct scrm_err *err)
{
    struct scrm_scanner scanner = {0};
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_value schema;
    struct scrm_line scanned = {.values = &schema};
    struct scrm_buf padded = {0};
    int result;

    *end = (struct scrm_end){0};
    scrm_buf_put_slice(&padded, line);
    scrm_keys_build(keys);
    result = scrm_scan(&scanner, keys, scrm_scan_padded(&padded), &scanned, err);
    if (result == 0)
        result = read_line(end, object_of(scrm_buf_slice(&padded)), err);
    if (result)
        scrm_end_fini(end);
    scrm_scanner_fini(&scanner);
    scrm_keys_free(keys);
    scrm_buf_fini(&padded);
    return result;
}

static void set_text(char **to, const char *text)
{
    char *copy = text ? scrm_strdup(text) : NULL;

    free(*to);
    *to = copy;
}

/* The stage that is called `name` and has `before` of the same name before it. */
static struct scrm_end_stage *find_stage(const struct scrm_end *end, const char *name,
                                         size_t before)
{
    for (size_t i = 0; i < end->n; i++)
        if (strcmp(end->stages[i].stage, name) == 0 && before-- == 0)
            return &end->stages[i];
    return NULL;
}

void scrm_end_join(struct scrm_end *end, const struct scrm_end *other)
{
    for (size_t i = 0; i < other->n; i++) {
        const struct scrm_end_stage *from = &other->stages[i];
        struct scrm_end_stage *to;
        size_t before = 0;

        for (size_t j = 0; j < i; j++)
            before += strcmp(other->stages[j].stage, from->stage) == 0;
        to = find_stage(end, from->stage, before);
        if (!to) {
            to = new_stage(end);
            set_text(&to->stage, from->stage);
        }
        set_text(&to->version, from->version);
        set_text(&to->config, from->config);
        scrm_account_add(&to->account, &from->account);
    }
    if (other->cursor)
        set_text(&end->cursor, other->cursor);
}

void scrm_end_add(struct scrm_end *end, const char *stage, const char *config,
                  const struct scrm_account *account)
{
    struct scrm_end_stage *added = new_stage(end);

    added->stage = scrm_strdup(stage);
    added->version = scrm_strdup(SCRM_VERSION);
    added->config = config ? scrm_strdup(config) : NULL;
    scrm_account_add(&added->account, account);
}

static void write_stage(const struct scrm_end_stage *stage, struct scrm_buf *out)
{
    const struct scrm_account *account = &stage->account;

    scrm_emit_comma(out);
    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "stage", scrm_slice_of(stage->stage));
    if (stage->version)
        scrm_emit_member_text(out, "version", scrm_slice_of(stage->version));
    if (stage->config)
        scrm_emit_member_text(out, "config", scrm_slice_of(stage->config));
    scrm_emit_key(out, "in");
    scrm_num_put_uint(out, account->in);
    scrm_emit_key(out, "expanded");
    scrm_num_put_uint(out, account->expanded);
    scrm_emit_key(out, "out");
    scrm_num_put_uint(out, account->out);
    scrm_emit_key(out, "rejected");
    scrm_num_put_uint(out, account->rejected);
    scrm_emit_key(out, "dropped");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < account->n_drops; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, scrm_slice_of(account->drops[i].reason));
        scrm_buf_putc(out, ':');
        scrm_num_put_uint(out, account->drops[i].count);
    }
    scrm_buf_puts(out, "}}");
}

void scrm_end_write(const struct scrm_end *end, struct scrm_buf *out)
{
    scrm_buf_puts(out, "{\"schema\":\"" SCRM_END_SCHEMA "\",\"stages\":[");
    for (size_t i = 0; i < end->n; i++)
        write_stage(&end->stages[i], out);
    scrm_buf_putc(out, ']');
    if (end->cursor)
        scrm_emit_member_json(out, "cursor", scrm_slice_of(end->cursor));
    scrm_buf_puts(out, "}\n");
}
