/*
 * What a case has that a condition can ask for, and the refusal of what it has not:
 * conditions know all fields of posts, and one that no case has would never hold.
 */
#include "rules/of_case.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"

const struct scrm_case_field scrm_case_fields[] = {
    {"opened_at", NULL, "created_at"},
    {"network", NULL, "network"},
    {"account", NULL, "account"},
    {"channel", NULL, "channel"},
    {"url", NULL, "url"},
    {"author_id", NULL, "author_id"},
    {"author_handle", NULL, "author_handle"},
    {"author_name", NULL, "author_name"},
    {"words", NULL, "text"},
    {"customer_id", "customer", "id"},
    {"customer_name", "customer", "name"},
    {"queue", "route", "queue"},
    {"function", "route", "function"},
    {"priority", "route", "priority"},
    {"respond_by", "route", "respond_by"},
    {"resolve_by", "route", "resolve_by"},
    {"tags", "route", "tags"},
    {"rule", "route", "rule"},
    {"rules", "route", "rules"},
    {"id", "case", "id"},
    {"state", "case", "state"},
    {"owner", "case", "owner"},
    {"opened_at", "case", "opened_at"},
    {"waiting_since", "case", "waiting_since"},
    {"active_at", "case", "active_at"},
    {"state_since", "case", "state_since"},
    {"snoozed_until", "case", "snoozed_until"},
    {"overdue", "case", "overdue"},
    {"at_risk", "case", "at_risk"},
    {"breached", "case", "breached"},
    {"warned", "case", "warned"},
    {"resolved_at", "case", "resolved_at"},
    {"ins", "case", "ins"},
    {"outs", "case", "outs"},
    {"reopens", "case", "reopens"},
};
const size_t scrm_case_fields_n = sizeof scrm_case_fields / sizeof *scrm_case_fields;

enum { PATH_BYTES = 40 };

static void put_path(const struct scrm_case_field *member, char *path)
{
    snprintf(path, PATH_BYTES, "%s%s%s", member->parent ? member->parent : "",
             member->parent ? "." : "", member->to);
}

/* Lets a condition say `queue` for route.queue, unless a post has such a member. What the
 * book names itself replaces it. */
static int add_short_names(struct scrm_rules *rules, const struct scrm_book *book,
                           struct scrm_arena *arena, struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < scrm_case_fields_n; i++) {
        const struct scrm_case_field *member = &scrm_case_fields[i];
        char *path = scrm_arena_take(arena, PATH_BYTES);
        struct scrm_where place = {0};

        if (!member->parent || strcmp(member->from, "id") == 0)
            continue;
        put_path(member, path);
        place.text = scrm_slice_of(path);
        if (scrm_rules_let(rules, scrm_slice_of(member->from), &place, err))
            return -1;
    }
    for (i = 0; book && i < book->lets.n; i++)
        if (scrm_rules_let(rules, book->lets.at[i].name, &book->lets.at[i].value, err))
            return -1;
    return 0;
}

/* Names by which a condition may ask: the post's and the short ones. Owned by caller. */
static const char **known_names(const struct scrm_book *book, struct scrm_arena *arena,
                                size_t *n)
{
    size_t lets = book ? book->lets.n : 0, i;
    const char **names = scrm_alloc((2 * scrm_case_fields_n + lets + 1) * sizeof *names);

    for (*n = 0; *n < lets; ++*n)
        names[*n] = book->lets.at[*n].name.at;
    for (i = 0; i < scrm_case_fields_n; i++) {
        char *path = scrm_arena_take(arena, 40);

        snprintf(path, 40, "%s%s%s",
                 scrm_case_fields[i].parent ? scrm_case_fields[i].parent : "",
                 scrm_case_fields[i].parent ? "." : "", scrm_case_fields[i].to);
        names[(*n)++] = path;
        if (scrm_case_fields[i].parent && strcmp(scrm_case_fields[i].from, "id") != 0)
            names[(*n)++] = scrm_case_fields[i].from;
    }
    return names;
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.';
}

static bool is_keyword(struct scrm_slice word)
{
    static const char *const words[] = {"and",     "or",    "not",      "in",
                                        "between", "like",  "is",       "null",
                                        "true",    "false", "interval", "timestamp"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof *words; i++)
        if (word.len == strlen(words[i]) && strncasecmp(word.at, words[i], word.len) == 0)
            return true;
    return false;
}

/* The first name in a condition (one that is well-formed) that is not known. */
static struct scrm_slice unknown_name(struct scrm_slice text, const char *const *names,
                                      size_t n)
{
    size_t at = 0, i;

    while (at < text.len) {
        struct scrm_slice word = {text.at + at, 0};
        const char *quote;

        if (text.at[at] == '\'') {
            quote = memchr(text.at + at + 1, '\'', text.len - at - 1);
            at = quote ? (size_t)(quote - text.at) + 1 : text.len;
            continue;
        }
        while (at + word.len < text.len && in_name(text.at[at + word.len]))
            word.len++;
        at += word.len ? word.len : 1;
        if (!word.len || (word.at[0] >= '0' && word.at[0] <= '9') || is_keyword(word))
            continue;
        for (i = at; i < text.len && text.at[i] == ' '; i++)
            ;
        if (i < text.len && text.at[i] == '(')
            continue;
        for (i = 0; i < n && !scrm_slice_is(word, names[i]); i++)
            ;
        if (i == n)
            return word;
    }
    return (struct scrm_slice){NULL, 0};
}

/* The first condition that names what no case has is to blame. */
static int refuse_unknown(const struct scrm_book *book,
                          const struct scrm_case_condition *conditions, size_t n,
                          struct scrm_arena *arena, struct scrm_err *err)
{
    size_t n_names, i;
    const char **names = known_names(book, arena, &n_names);
    struct scrm_slice name = {NULL, 0};
    const char *near;

    for (i = 0; i < n && !name.at; i++) {
        struct scrm_slice text = conditions[i].when->text;

        name = unknown_name(text, names, n_names);
        if (name.at)
            scrm_where_error(conditions[i].when, (size_t)(name.at - text.at), err,
                             "%.*s: no case has the field '%.*s'", SCRM_FMT(conditions[i].name),
                             SCRM_FMT(name));
    }
    if (!name.at)
        scrm_err_set(err, SCRM_EXIT_CONFIG, "a name of `let` asks for what no case has");
    near = name.at ? scrm_err_nearest(name, names, n_names) : NULL;
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    else
        scrm_err_hint(err, "a case has state, queue, owner, priority, waiting_since, tags, "
                           "author_handle, network, text, ...");
    free(names);
    return -1;
}

int scrm_case_rules_build(struct scrm_rules *rules, const struct scrm_book *book,
                          const struct scrm_case_condition *conditions, size_t n,
                          struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_arena arena = {0};
    char path[PATH_BYTES];
    size_t known, i;
    int result;

    /* All that a case has is wanted first: whatever more is wanted is what none has. */
    for (i = 0; i < scrm_case_fields_n; i++) {
        put_path(&scrm_case_fields[i], path);
        scrm_keys_add_dotted(keys, path);
    }
    known = scrm_keys_count(keys);
    result = add_short_names(rules, book, &arena, err);
    for (i = 0; i < n && result == 0; i++)
        result = scrm_rules_add(rules, conditions[i].name, conditions[i].when, err);
    if (result == 0)
        result = scrm_rules_build(rules, keys, err);
    if (result == 0 && scrm_keys_count(keys) != known)
        result = refuse_unknown(book, conditions, n, &arena, err);
    scrm_arena_fini(&arena);
    return result;
}

int scrm_time_rules_build(struct scrm_rules *rules, const struct scrm_book *book,
                          struct scrm_keys *keys, struct scrm_err *err)
{
    size_t n = book->time_rules.n, i;
    struct scrm_case_condition *conditions = scrm_alloc((n + 1) * sizeof *conditions);
    int result;

    for (i = 0; i < n; i++)
        conditions[i] = (struct scrm_case_condition){book->time_rules.at[i].name,
                                                     &book->time_rules.at[i].when};
    result = scrm_case_rules_build(rules, book, conditions, n, keys, err);
    free(conditions);
    return result;
}
