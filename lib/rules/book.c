/*
 * Rule files laid one on top of the other.
 */
#include "rules/book.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"

enum { FILE_BYTES_MAX = 64 << 20, NAME_BYTES_MAX = 100, RULES_MAX = 10000, DEPTH_MAX = 8 };

const char *const scrm_then_keys[] = {"action",         "function",       "queue",  "priority",
                                      "respond_within", "resolve_within", "assign", "tags",
                                      "calendar",       "resolve",        NULL};

/* What `route.rule` says when no rule decided. */
static const char *const reserved[] = {"default", "tombstone"};

static void rules_fini(struct scrm_book_rules *rules)
{
    for (size_t i = 0; i < rules->n; i++)
        free(rules->at[i].then.at);
    free(rules->at);
}

void scrm_book_fini(struct scrm_book *book)
{
    rules_fini(&book->rules);
    rules_fini(&book->time_rules);
    free(book->lets.at);
    free(book->fallback.at);
    for (size_t i = 0; i < book->n_files; i++) {
        scrm_config_free(book->files[i].config);
        scrm_table_free(book->files[i].table);
    }
    free(book->files);
    scrm_buf_fini(&book->version);
    scrm_buf_fini(&book->digest);
    scrm_arena_fini(&book->arena);
    *book = (struct scrm_book){0};
}

const struct scrm_book_value *scrm_book_get(const struct scrm_book_values *values,
                                            const char *key)
{
    for (size_t i = 0; i < values->n; i++) {
        if (scrm_slice_is(values->at[i].name, key))
            return &values->at[i];
    }
    return NULL;
}

static bool is_null(const struct scrm_where *value)
{
    return value->node && value->node->kind == SCRM_NODE_NULL;
}

void scrm_book_put_value(struct scrm_book_values *values, const struct scrm_book_value *value)
{
    size_t i = 0;

    while (i < values->n && !scrm_slice_eq(values->at[i].name, value->name))
        i++;
    if (is_null(&value->value)) {
        if (i < values->n) {
            values->n--;
            memmove(&values->at[i], &values->at[i + 1], (values->n - i) * sizeof *values->at);
        }
        return;
    }
    if (i == values->n) {
        SCRM_GROW(values->at, values->n, values->cap);
        values->n++;
    }
    values->at[i] = *value;
}

static int check_name(const struct scrm_book_rule *rule, struct scrm_err *err)
{
    struct scrm_slice name = rule->name;

    if (name.len == 0 || name.len > NAME_BYTES_MAX)
        return scrm_where_error(&rule->place, 0, err, "a rule's name has 1 to %d bytes",
                                NAME_BYTES_MAX);
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.at[i] < 0x20 || name.at[i] == ',' || name.at[i] == 0x7F)
            return scrm_where_error(&rule->place, i, err,
                                    "a rule's name holds no comma and no control character");
    }
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (scrm_slice_is(name, reserved[i]))
            return scrm_where_error(
                &rule->place, 0, err,
                "'%s' is what a post without a rule gets; name it otherwise", reserved[i]);
    }
    return 0;
}

static struct scrm_book_rule *find_rule(const struct scrm_book_rules *rules,
                                        struct scrm_slice name)
{
    for (size_t i = 0; i < rules->n; i++) {
        if (scrm_slice_eq(rules->at[i].name, name))
            return &rules->at[i];
    }
    return NULL;
}

/* A new row: at the end, or in front of the rule that it names. */
static int insert_rule(struct scrm_book_rules *rules, const struct scrm_book_patch *patch,
                       struct scrm_err *err)
{
    size_t at = rules->n;

    if (!patch->rule.when.text.at)
        return scrm_where_error(&patch->rule.place, 0, err, "rule %.*s has no condition: when",
                                SCRM_FMT(patch->rule.name));
    if (patch->before.text.at) {
        struct scrm_book_rule *next = find_rule(rules, patch->before.text);

        if (!next)
            return scrm_where_error(&patch->before, 0, err, "before: no rule is named '%.*s'",
                                    SCRM_FMT(patch->before.text));
        at = (size_t)(next - rules->at);
    }
    if (rules->n == RULES_MAX)
        return scrm_where_error(&patch->rule.place, 0, err, "more than %d rules", RULES_MAX);
    SCRM_GROW(rules->at, rules->n, rules->cap);
    memmove(&rules->at[at + 1], &rules->at[at], (rules->n - at) * sizeof *rules->at);
    rules->n++;
    rules->at[at] = patch->rule;
    rules->at[at].then = (struct scrm_book_values){0};
    return 0;
}

static int remove_rule(struct scrm_book_rules *rules, struct scrm_book_rule *rule,
                       const struct scrm_book_patch *patch, struct scrm_err *err)
{
    if (!rule)
        return scrm_where_error(&patch->rule.place, 0, err, "remove: no rule is named '%.*s'",
                                SCRM_FMT(patch->rule.name));
    free(rule->then.at);
    rules->n--;
    memmove(rule, rule + 1, (size_t)(rules->at + rules->n - rule) * sizeof *rule);
    return 0;
}

int scrm_book_put_rule(struct scrm_book_rules *rules, const struct scrm_book_patch *patch,
                       struct scrm_err *err)
{
    const struct scrm_book_rule *new = &patch->rule;
    struct scrm_book_rule *rule = find_rule(rules, new->name);

    if (check_name(new, err))
        return -1;
    if (patch->remove)
        return remove_rule(rules, rule, patch, err);
    if (rule && patch->before.text.at)
        return scrm_where_error(&patch->before, 0, err,
                                "before: is for new rules, and %.*s stands already",
                                SCRM_FMT(new->name));
    if (!rule) {
        if (insert_rule(rules, patch, err))
            return -1;
        rule = find_rule(rules, new->name);
    } else {
        rule->place = new->place;
        if (new->when.text.at)
            rule->when = new->when;
        if (new->expect)
            rule->expect = new->expect;
        if (patch->has_stop)
            rule->stop = new->stop;
        if (new->on)
            rule->on = new->on;
    }
    for (size_t i = 0; i < new->then.n; i++)
        scrm_book_put_value(&rule->then, &new->then.at[i]);
    return 0;
}

static bool is_table(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && (strcasecmp(dot, ".csv") == 0 || strcasecmp(dot, ".tsv") == 0);
}

/* A file without a version is named by the digest of its bytes. */
static void put_version(struct scrm_book *book, struct scrm_slice version, const char *digest)
{
    if (book->version.len)
        scrm_buf_putc(&book->version, '+');
    if (version.len)
        scrm_buf_put_slice(&book->version, version);
    else
        scrm_buf_put(&book->version, digest, 12);
    scrm_buf_puts(&book->digest, digest);
}

static int add_table(struct scrm_book *book, struct scrm_slice text, const char *name,
                     struct scrm_err *err)
{
    struct scrm_table *table = scrm_table_parse(text, name, err);
    struct scrm_buf digest = {0};

    if (!table)
        return -1;
    SCRM_GROW(book->files, book->n_files, book->cap_files);
    book->files[book->n_files++] = (struct scrm_book_file){.table = table};
    scrm_digest_put(&digest, scrm_digest(text.at, text.len));
    put_version(book, (struct scrm_slice){NULL, 0}, scrm_buf_text(&digest));
    scrm_buf_fini(&digest);
    return scrm_book_read_csv(book, table, err);
}

char *scrm_book_shipped(struct scrm_err *err)
{
    char *share = scrm_file_share(err);
    char *path = share ? scrm_file_join(share, "rules/default.yaml") : NULL;

    free(share);
    return path;
}

int scrm_book_put_shipped(struct scrm_buf *out, struct scrm_err *err)
{
    char *path = scrm_book_shipped(err);
    int status = path ? scrm_file_read(path, out, err) : -1;

    free(path);
    return status;
}

/* The path of a file beside `file`. */
static char *beside(const char *file, struct scrm_slice base)
{
    const char *slash = strrchr(file, '/');
    char *dir = slash ? scrm_strndup(file, (size_t)(slash - file) + 1) : scrm_strdup("");
    char *name = scrm_strndup(base.at, base.len);
    char *path = dir[0] ? scrm_file_join(dir, name) : scrm_strdup(name);

    free(dir);
    free(name);
    return path;
}

/* Reads the file that this one lies on, where it names one. */
static int add_base(struct scrm_book *book, const struct scrm_config *config, bool first,
                    struct scrm_err *err)
{
    const struct scrm_node *root = scrm_config_root(config), *node;
    struct scrm_slice base = {NULL, 0};
    struct scrm_err bad = {0};
    char *path;
    int status = scrm_node_text(root, "base", &base, err);

    if (status <= 0)
        return status;
    node = scrm_node_get(root, "base");
    if (!first)
        return scrm_node_error(node, 0, err, "base: this file lies on another one already");
    if (base.len == 0 || book->depth == DEPTH_MAX)
        return scrm_node_error(node, 0, err,
                               base.len ? "base: files that lie on each other in a circle"
                                        : "base: expected default, or a file");
    path = scrm_slice_is(base, "default") ? scrm_book_shipped(err)
                                          : beside(scrm_config_file(config), base);
    if (!path)
        return -1;
    book->depth++;
    status = scrm_book_load(book, path, &bad);
    book->depth--;
    if (status && bad.code == SCRM_EXIT_CONFIG) {
        scrm_err_fini(err);
        *err = bad;
    } else if (status) {
        scrm_node_error(node, 0, err, "base: %s", bad.text);
        scrm_err_fini(&bad);
    }
    free(path);
    return status;
}

static int add_config(struct scrm_book *book, struct scrm_slice text, const char *name,
                      struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_parse(text, name, err);
    struct scrm_slice version = {NULL, 0};
    bool first = book->n_files == book->depth;

    if (!config)
        return -1;
    SCRM_GROW(book->files, book->n_files, book->cap_files);
    book->files[book->n_files++] = (struct scrm_book_file){.config = config};
    if (add_base(book, config, first, err) || scrm_book_read_yaml(book, config, err) ||
        scrm_node_written(scrm_config_root(config), "version", &version, err) < 0)
        return -1;
    put_version(book, version, scrm_config_digest(config));
    return 0;
}

int scrm_book_parse(struct scrm_book *book, struct scrm_slice text, const char *name,
                    struct scrm_err *err)
{
    if (is_table(name))
        return add_table(book, text, name, err);
    return add_config(book, text, name, err);
}

int scrm_book_load(struct scrm_book *book, const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {.max = FILE_BYTES_MAX};
    int status = scrm_file_read(path, &text, err);

    if (status == 0)
        status = scrm_book_parse(book, scrm_buf_slice(&text), path, err);
    scrm_buf_fini(&text);
    return status;
}
