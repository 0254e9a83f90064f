/*
 * A descriptor file, read whole and checked whole: a key that is not known, a
 * transform misspelt, a path that is none are errors with line and column
 * before anything is fetched or mapped.
 */
#include "source/descriptor.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "source/parse.h"
#include "text/ascii.h"

static const char *const KNOWN[] = {"scrm_source", "name",    "network",  "about",  "example",
                                    "tier",        "decode",  "priority", "like",   "args",
                                    "hosts",       "host",    "auth",     "rate",   "responses",
                                    "streams",     "recheck", "records",  "inside", "recognise",
                                    "ignore",      "map",     NULL};

void scrm_source_free(struct scrm_source *source)
{
    if (!source)
        return;
    for (size_t i = 0; i < source->n_args; i++) {
        free(source->args[i].name);
        scrm_pattern_free(source->args[i].pattern);
    }
    for (size_t i = 0; i < source->n_hosts; i++)
        scrm_template_fini(&source->hosts[i]);
    for (size_t i = 0; i < source->n_responses; i++)
        scrm_response_fini(&source->responses[i]);
    for (size_t i = 0; i < source->n_streams; i++)
        scrm_stream_fini(&source->streams[i]);
    for (int i = 0; i < SCRM_FORMS; i++)
        scrm_keys_free(atomic_load(&source->keys[i]));
    free(source->args);
    free(source->hosts);
    free(source->responses);
    free(source->streams);
    free(source->needs);
    scrm_recheck_free(source->recheck);
    scrm_auth_fini(&source->auth);
    scrm_rate_fini(&source->rate);
    scrm_mapping_fini(source);
    scrm_config_free(source->config);
    free(source);
}

static bool fits(const struct scrm_source_arg *arg, struct scrm_slice text)
{
    struct scrm_matcher *matcher = scrm_matcher_new();
    size_t from, to;
    int found = scrm_pattern_find(arg->pattern, matcher, text, &from, &to);

    scrm_matcher_free(matcher);
    return found == 1;
}

static int parse_arg(struct scrm_source_arg *arg, const struct scrm_node *node,
                     struct scrm_err *err)
{
    static const char *const known[] = {"about",   "required", "pattern",
                                        "default", "example",  NULL};
    struct scrm_err why = {0};

    if (node->kind == SCRM_NODE_NULL)
        return 0;
    if (scrm_node_known(node, known, err) != 0 ||
        scrm_node_text(node, "about", &arg->about, err) < 0 ||
        scrm_node_text(node, "default", &arg->fallback, err) < 0 ||
        scrm_node_text(node, "example", &arg->example, err) < 0 ||
        scrm_node_bool(node, "required", &arg->required, err) < 0 ||
        scrm_node_text(node, "pattern", &arg->pattern_text, err) < 0)
        return -1;
    if (!arg->pattern_text.len)
        return 0;
    arg->pattern = scrm_pattern_compile(arg->pattern_text, false, &why);
    if (!arg->pattern)
        scrm_node_error(scrm_node_get(node, "pattern"), why.column ? (size_t)why.column - 1 : 0,
                        err, "%s", why.text);
    scrm_err_fini(&why);
    if (!arg->pattern)
        return -1;
    if (arg->fallback.at && !fits(arg, arg->fallback))
        return scrm_node_error(scrm_node_get(node, "default"), 0, err,
                               "the default does not fit the pattern");
    if (arg->example.at && !fits(arg, arg->example))
        return scrm_node_error(scrm_node_get(node, "example"), 0, err,
                               "the example does not fit the pattern");
    return 0;
}

/* What a run sets by itself: an argument of that name would be overwritten. */
static bool is_reserved(struct scrm_slice name)
{
    static const char *const names[] = {"page", "cursor", "after",     "key",
                                        "now",  "since",  "since_time"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (scrm_slice_is(name, names[i]))
            return true;
    return false;
}

static int parse_args(struct scrm_source *source, const struct scrm_node *node,
                      struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "args is a map from names to what they may be");
    source->args = scrm_alloc_zero(node->n, sizeof *source->args);
    for (size_t i = 0; i < node->n; i++) {
        struct scrm_source_arg *arg = &source->args[source->n_args++];

        if (is_reserved(node->keys[i]->text))
            return scrm_node_error(node->keys[i], 0, err, "a run sets %.*s by itself",
                                   SCRM_FMT(node->keys[i]->text));
        arg->name = scrm_strndup(node->keys[i]->text.at, node->keys[i]->text.len);
        if (parse_arg(arg, node->items[i], err) != 0)
            return -1;
    }
    return 0;
}

static int parse_hosts(struct scrm_source *source, const struct scrm_node *node,
                       struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST)
        return scrm_node_error(node, 0, err, "hosts is a list");
    source->hosts = scrm_alloc_zero(node->n, sizeof *source->hosts);
    for (size_t i = 0; i < node->n; i++) {
        if (scrm_template_parse(&source->hosts[i], node->items[i], err) != 0)
            return -1;
        source->n_hosts++;
    }
    return 0;
}

static int parse_streams(struct scrm_source *source, const struct scrm_node *node,
                         struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "streams is a map from names to requests");
    source->streams = scrm_alloc_zero(node->n, sizeof *source->streams);
    for (size_t i = 0; i < node->n; i++) {
        struct scrm_stream *stream = &source->streams[source->n_streams++];

        stream->name = node->keys[i]->text;
        stream->decode = source->decode;
        if (scrm_stream_parse(stream, node->items[i], false, err) != 0)
            return -1;
    }
    return 0;
}

/* What an id may begin with, and a file be named. */
static bool is_word(struct scrm_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!scrm_ascii_alnum(text.at[i]) && text.at[i] != '-' && text.at[i] != '_')
            return false;
    return text.len > 0;
}

static int parse_head(struct scrm_source *source, const struct scrm_node *root,
                      struct scrm_err *err)
{
    static const char *const tiers[] = {"unverified", "payloads", "live", NULL};
    static const char *const decodes[] = {"json", "jsonl", "feed", "csv", "mbox", "chat", NULL};
    int64_t version = 0;
    int tier = SCRM_TIER_UNVERIFIED, decode = SCRM_DECODE_JSON;

    if (scrm_node_known(root, KNOWN, err) != 0 ||
        scrm_node_int(root, "scrm_source", &version, err) < 0)
        return -1;
    if (version != 1)
        return scrm_node_error(root, 0, err, "a descriptor begins with scrm_source: 1");
    if (scrm_node_text(root, "name", &source->name, err) <= 0 ||
        scrm_node_text(root, "network", &source->network, err) < 0 ||
        scrm_node_text(root, "about", &source->about, err) < 0 ||
        scrm_node_text(root, "example", &source->example, err) < 0 ||
        scrm_node_int(root, "priority", &source->priority, err) < 0 ||
        scrm_parse_choice(root, "tier", tiers, &tier, err) < 0 ||
        scrm_parse_choice(root, "decode", decodes, &decode, err) < 0)
        return scrm_node_error(root, 0, err, "a source needs a name");
    if (!source->network.len)
        source->network = source->name;
    if (!is_word(source->name) || !is_word(source->network))
        return scrm_node_error(scrm_node_get(root, is_word(source->name) ? "network" : "name"),
                               0, err, "%s: expected letters, digits, - and _",
                               is_word(source->name) ? "network" : "name");
    source->tier = (enum scrm_tier)tier;
    source->decode = (enum scrm_decode)decode;
    return 0;
}

/* What the source says itself, then what it takes from the one it is like. */
static int parse_mapping(struct scrm_source *source, const struct scrm_node *root,
                         scrm_source_find *find, void *ctx, struct scrm_err *err)
{
    struct scrm_slice like = {0};
    const struct scrm_source *other;

    if (scrm_mapping_parse(source, root, err) != 0 ||
        scrm_node_text(root, "like", &like, err) < 0)
        return -1;
    if (!like.len)
        return 0;
    other = find && !scrm_slice_eq(like, source->name) ? find(ctx, like, err) : NULL;
    if (!other)
        return scrm_node_error(scrm_node_get(root, "like"), 0, err, "no source is named %.*s",
                               SCRM_FMT(like));
    return scrm_mapping_parse(source, scrm_config_root(other->config), err);
}

struct scrm_source *scrm_source_parse(struct scrm_config *config, scrm_source_find *find,
                                      void *ctx, struct scrm_err *err)
{
    struct scrm_source *source = scrm_alloc_zero(1, sizeof *source);
    const struct scrm_node *root = scrm_config_root(config);

    source->config = config;
    if (parse_head(source, root, err) == 0 &&
        parse_args(source, scrm_node_get(root, "args"), err) == 0 &&
        parse_hosts(source, scrm_node_get(root, "hosts"), err) == 0 &&
        scrm_auth_parse(&source->auth, scrm_node_get(root, "auth"), err) == 0 &&
        scrm_rate_parse(&source->rate, scrm_node_get(root, "rate"), err) == 0 &&
        scrm_responses_parse(source, scrm_node_get(root, "responses"), err) == 0 &&
        parse_streams(source, scrm_node_get(root, "streams"), err) == 0 &&
        scrm_recheck_parse(source, scrm_node_get(root, "recheck"), err) == 0 &&
        parse_mapping(source, root, find, ctx, err) == 0 && scrm_names_check(source, err) == 0)
        return source;
    scrm_parse_name_key(root, err);
    scrm_source_free(source);
    return NULL;
}

struct scrm_source *scrm_source_load(const char *path, scrm_source_find *find, void *ctx,
                                     struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_load(path, err);

    return config ? scrm_source_parse(config, find, ctx, err) : NULL;
}

const struct scrm_stream *scrm_source_stream(const struct scrm_source *source,
                                             struct scrm_slice name)
{
    if (!name.len)
        return source->n_streams ? &source->streams[0] : NULL;
    for (size_t i = 0; i < source->n_streams; i++)
        if (scrm_slice_eq(source->streams[i].name, name))
            return &source->streams[i];
    return NULL;
}

static const struct scrm_source_arg *find_arg(const struct scrm_source *source,
                                              const char *name)
{
    for (size_t i = 0; i < source->n_args; i++)
        if (strcmp(source->args[i].name, name) == 0)
            return &source->args[i];
    return NULL;
}

static int unknown_arg(const struct scrm_source *source, const char *name, struct scrm_err *err)
{
    const char **names = scrm_alloc_zero(source->n_args, sizeof *names);
    const char *near;

    for (size_t i = 0; i < source->n_args; i++)
        names[i] = source->args[i].name;
    scrm_err_set(err, SCRM_EXIT_USAGE, "%.*s takes no argument \"%s\"", SCRM_FMT(source->name),
                 name);
    near = scrm_err_nearest(scrm_slice_of(name), names, source->n_args);
    if (near)
        scrm_err_hint(err, "did you mean \"%s\"?", near);
    free(names);
    return -1;
}

/* What people copy from a browser's address line where a host is wanted: the
 * text without scheme and last slash. */
static struct scrm_slice without_scheme(struct scrm_slice text)
{
    const char *scheme = memmem(text.at, text.len, "://", 3);

    if (scheme)
        text = (struct scrm_slice){scheme + 3, (size_t)(scrm_slice_end(text) - scheme) - 3};
    if (scheme && text.len && text.at[text.len - 1] == '/')
        text.len--;
    return text;
}

/* Whether the argument's text has the shape that the descriptor asks for; a host may have been
 * given as an address. */
static int check_shape(const struct scrm_source_arg *arg, struct scrm_args *args,
                       struct scrm_arena *arena, struct scrm_err *err)
{
    struct scrm_slice text = scrm_args_text(args, arg->name, arena);
    bool http = scrm_slice_starts(text, "http://");

    if (!arg->pattern || fits(arg, text))
        return 0;
    if ((http || scrm_slice_starts(text, "https://")) && fits(arg, without_scheme(text))) {
        scrm_args_set(args, arg->name, without_scheme(text));
        for (size_t i = 0; i < args->n; i++)
            if (strcmp(args->at[i].name, arg->name) == 0)
                args->at[i].plain = http;
        return 0;
    }
    return scrm_err_set(err, SCRM_EXIT_USAGE, "%s=%.*s does not look like %.*s", arg->name,
                        SCRM_FMT(text), SCRM_FMT(arg->pattern_text));
}

int scrm_source_check_args(const struct scrm_source *source, struct scrm_args *args,
                           bool complete, struct scrm_err *err)
{
    struct scrm_arena arena = {0};
    int result = 0;

    for (size_t i = 0; i < args->n && result == 0; i++) {
        const struct scrm_source_arg *arg = find_arg(source, args->at[i].name);

        if (!arg)
            result = unknown_arg(source, args->at[i].name, err);
        else
            result = check_shape(arg, args, &arena, err);
    }
    for (size_t i = 0; complete && i < source->n_args && result == 0; i++) {
        const struct scrm_source_arg *arg = &source->args[i];

        if (scrm_args_get(args, arg->name).kind != SCRM_ABSENT)
            continue;
        if (arg->fallback.at)
            scrm_args_set(args, arg->name, arg->fallback);
        else if (arg->required)
            result = scrm_err_set(err, SCRM_EXIT_USAGE, "%.*s needs %s=%s%.*s",
                                  SCRM_FMT(source->name), arg->name,
                                  arg->about.len ? "... : " : "...", SCRM_FMT(arg->about));
    }
    scrm_arena_fini(&arena);
    return result;
}
