/* share/scrm/schema/post-1.json names the members that lib/record/post.c names, with the same
 * types. */
#include "../t.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "record/post.h"

static json_t *schema; /* the whole document */

static json_t *load(void)
{
    struct scrm_buf text = {0};
    struct scrm_err err = {0};
    const char *top = getenv("SCRM_TOP");
    char *path = scrm_file_join(top ? top : ".", "share/scrm/schema/post-1.json");
    json_t *value = NULL;

    if (scrm_file_read(path, &text, &err) == 0)
        value = scrm_json_load(scrm_buf_slice(&text), path, &err);
    if (!value)
        scrm_err_print(&err, "schema");
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
    free(path);
    return value;
}

/* Follows "$ref": "#/$defs/NAME". */
static const json_t *resolve(const json_t *node)
{
    const char *ref = json_string_value(json_object_get(node, "$ref"));

    while (ref && strncmp(ref, "#/$defs/", 8) == 0) {
        node = json_object_get(json_object_get(schema, "$defs"), ref + 8);
        ref = json_string_value(json_object_get(node, "$ref"));
    }
    return node;
}

/* The schema that describes the members of what `name` stands in, and the rest of the name. */
static const json_t *parent_of(const char **name)
{
    const json_t *node = schema;
    const char *dot;

    while ((dot = strchr(*name, '.')) != NULL) {
        const json_t *properties = json_object_get(node, "properties");
        char *key = strndup(*name, (size_t)(dot - *name));

        node = resolve(json_object_get(properties, key));
        free(key);
        *name = dot + 1;
    }
    return node;
}

static bool has_type(const json_t *node, const char *type)
{
    const char *is = json_string_value(json_object_get(node, "type"));

    return is && strcmp(is, type) == 0;
}

/* Texts by a type, a set of words or a constant. */
static bool is_text(const json_t *node)
{
    return has_type(node, "string") || json_is_string(json_object_get(node, "const")) ||
           json_is_string(json_array_get(json_object_get(node, "enum"), 0));
}

static bool is_time(const json_t *node)
{
    const char *format = json_string_value(json_object_get(node, "format"));

    return format && strcmp(format, "date-time") == 0;
}

static bool agrees(const json_t *node, enum scrm_member_type type)
{
    const json_t *items = resolve(json_object_get(node, "items"));

    switch (type) {
    case SCRM_TYPE_TEXT:
        return is_text(node) && !is_time(node);
    case SCRM_TYPE_TIME:
        return is_text(node) && is_time(node);
    case SCRM_TYPE_INT:
        return has_type(node, "integer");
    case SCRM_TYPE_NUMBER:
        return has_type(node, "number");
    case SCRM_TYPE_BOOL:
        return has_type(node, "boolean");
    case SCRM_TYPE_TEXTS:
        return has_type(node, "array") && is_text(items);
    case SCRM_TYPE_ARRAY:
        return has_type(node, "array") && has_type(items, "object");
    case SCRM_TYPE_OBJECT:
        return has_type(node, "object");
    }
    return false;
}

static bool lists(const json_t *names, const char *name)
{
    const json_t *item;
    size_t i;

    json_array_foreach(names, i,
                       item) if (strcmp(json_string_value(item), name) == 0) return true;
    return false;
}

/* The table against the schema; returns how many members were compared. */
static size_t compare(const struct scrm_member_info *members, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = members[i].name;
        const json_t *parent = parent_of(&name), *node;
        bool required =
            lists(json_object_get(parent, "required"), name) ||
            lists(json_object_get(json_object_get(parent, "else"), "required"), name);

        node = resolve(json_object_get(json_object_get(parent, "properties"), name));
        if (!OK(node && agrees(node, members[i].type)) || !OK(required == members[i].required))
            printf("  %s\n", members[i].name);
    }
    return n;
}

/* Every property of `node` below `prefix` stands in the table. */
static void reverse(const json_t *node, const char *prefix)
{
    const char *key;
    json_t *value;

    json_object_foreach(json_object_get(node, "properties"), key, value)
    {
        char *name = NULL;

        if (asprintf(&name, "%s%s%s", prefix, *prefix ? "." : "", key) < 0)
            abort();
        if (!OK(scrm_member_find(scrm_slice_of(name)) != NULL))
            printf("  %s\n", name);
        reverse(resolve(value), name);
        free(name);
    }
}

static void same_words(const json_t *list, const char *const *words, size_t n)
{
    OK(json_array_size(list) == n);
    for (size_t i = 0; i < n; i++)
        SAME(json_string_value(json_array_get(list, i)), words[i]);
}

int main(void)
{
    json_t *properties, *intents;
    const char *key;
    json_t *value;
    size_t i = 0;

    schema = load();
    if (!OK(schema != NULL))
        return t_end();
    properties = json_object_get(schema, "properties");
    T("every member of the table is in the schema, with its type")
    OK(compare(scrm_post_members, scrm_post_members_n) > 50 &&
       compare(scrm_stage_members, scrm_stage_members_n) > 50);
    T("every member of the schema is in the table")
    reverse(schema, "");
    T("the schema lists a post's members in the order in which they are written")
    json_object_foreach(properties, key, value)
    {
        if (i < scrm_post_members_n)
            SAME(key, scrm_post_members[i].name);
        i++;
    }
    T("types and intents")
    same_words(json_object_get(json_object_get(properties, "type"), "enum"), scrm_post_types,
               scrm_post_types_n);
    intents = json_object_get(
        resolve(json_object_get(
            json_object_get(resolve(json_object_get(properties, "score")), "properties"),
            "intents")),
        "properties");
    i = 0;
    T("intents in their order")
    json_object_foreach(intents, key, value)
        SAME(key, i < SCRM_INTENTS_N ? scrm_intents[i++] : "");
    OK(i == SCRM_INTENTS_N);
    json_decref(schema);
    return t_end();
}
