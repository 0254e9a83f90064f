/*
 * Finding what a run needs. Nothing here asks the network.
 */
#include "fetch/setup.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "net/url.h"
#include "source/secrets_file.h"

static void add_secret(void *ctx, struct scrm_slice key, struct scrm_slice name,
                       struct scrm_slice value)
{
    scrm_secrets_add(ctx, key, name, value);
}

int scrm_fetch_secrets(const char *desk, struct scrm_secrets *secrets, struct scrm_err *err)
{
    const char *named = getenv("SCRM_SECRETS");
    char *path = NULL;
    int result = 0;

    if (named && *named)
        path = scrm_strdup(named);
    else if (desk)
        path = scrm_file_join(desk, "secrets.yaml");
    if (path && ((named && *named) || scrm_file_stands(path)))
        result = scrm_secrets_check_file(path, err) == 0
                     ? scrm_secrets_file_load(path, add_secret, secrets, err)
                     : -1;
    free(path);
    return result;
}

char *scrm_fetch_cache(void)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (cache && *cache)
        return scrm_file_join(cache, "scrm/tokens");
    return home && *home ? scrm_file_join(home, ".cache/scrm/tokens") : NULL;
}

static void hide(const struct scrm_secrets *secrets, char **text)
{
    struct scrm_buf safe = {0};

    if (!*text)
        return;
    scrm_secrets_hide(secrets, scrm_slice_of(*text), &safe);
    free(*text);
    *text = scrm_buf_take(&safe);
}

void scrm_fetch_hide(const struct scrm_secrets *secrets, struct scrm_err *err)
{
    hide(secrets, &err->text);
    hide(secrets, &err->file);
    hide(secrets, &err->hint);
    hide(secrets, &err->excerpt);
}

static bool ends(const char *text, const char *suffix)
{
    size_t n = strcspn(text, "?#"), m = strlen(suffix);

    return n >= m && strncmp(text + n - m, suffix, m) == 0;
}

/* Which source reads an address by itself. */
static const char *source_of_url(const char *url)
{
    if (ends(url, ".csv") || ends(url, ".tsv"))
        return "csv";
    if (ends(url, ".ndjson") || ends(url, ".jsonl"))
        return "json";
    return "feed";
}

static int find_stream(struct scrm_catalogue *catalogue, struct scrm_slice name,
                       struct scrm_slice stream, struct scrm_args *args,
                       struct scrm_fetch_settings *settings, struct scrm_err *err)
{
    settings->source = scrm_catalogue_need(catalogue, name, err);
    if (!settings->source)
        return -1;
    settings->stream = scrm_source_stream(settings->source, stream);
    if (!settings->stream) {
        const char **names = scrm_alloc_zero(settings->source->n_streams + 1, sizeof *names);
        const char *near;

        for (size_t i = 0; i < settings->source->n_streams; i++)
            names[i] = settings->source->streams[i].name.at;
        scrm_err_set(err, SCRM_EXIT_USAGE, "%.*s has no stream \"%.*s\"", SCRM_FMT(name),
                     SCRM_FMT(stream));
        near = scrm_err_nearest(stream, names, settings->source->n_streams);
        if (near)
            scrm_err_hint(err, "did you mean \"%s\"?", near);
        free(names);
        return -1;
    }
    return scrm_source_check_args(settings->source, args, true, err);
}

/* Whether the operand is named like a file that we read: no stream is called "csv". */
static bool is_named_like_file(const char *operand)
{
    static const char *const endings[] = {".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".js",
                                          ".xml", ".rss", ".atom", ".mbox",  ".txt"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends(operand, endings[i]))
            return true;
    return false;
}

/* imaps://USER@HOST/FOLDER as the arguments of the source imap. A password in it is not
 * taken: what stands on a command line is no secret. */
static void take_mailbox(const char *url, struct scrm_args *args)
{
    const char *host = strstr(url, "://") + 3, *end = host + strcspn(host, "/?#");
    const char *at = memrchr(host, '@', (size_t)(end - host));
    char *user = scrm_url_user(url), *path = scrm_url_path(url);

    host = at ? at + 1 : host;
    scrm_args_set(args, "scheme", (struct scrm_slice){url, strcspn(url, ":")});
    scrm_args_set(args, "host", (struct scrm_slice){host, (size_t)(end - host)});
    if (user)
        scrm_args_set(args, "user", scrm_slice_of(user));
    if (path && path[0] && path[1])
        scrm_args_set(args, "mailbox", scrm_slice_of(path + 1));
    free(user);
    free(path);
}

static int find(struct scrm_catalogue *catalogue, const char *operand, struct scrm_args *args,
                struct scrm_fetch_settings *settings, const char **file, struct scrm_err *err)
{
    struct scrm_slice name = scrm_slice_of(operand), stream = {0};
    const char *dot = strchr(operand, '.');
    bool known = false;

    if (scrm_url_is_imap(operand)) {
        take_mailbox(operand, args);
        return find_stream(catalogue, SCRM_SLICE("imap"), stream, args, settings, err);
    }
    if (strstr(operand, "://")) {
        scrm_args_set(args, "url", scrm_slice_of(operand));
        return find_stream(catalogue, scrm_slice_of(source_of_url(operand)), stream, args,
                           settings, err);
    }
    if (dot) {
        name.len = (size_t)(dot - operand);
        stream = scrm_slice_of(dot + 1);
    }
    for (size_t i = 0; i < catalogue->n_files; i++)
        known = known || scrm_slice_is(name, catalogue->files[i].name);
    if (!known && (strcmp(operand, "-") == 0 || strchr(operand, '/') ||
                   access(operand, F_OK) == 0 || is_named_like_file(operand))) {
        *file = operand;
        return 0;
    }
    return find_stream(catalogue, name, stream, args, settings, err);
}

int scrm_fetch_find(struct scrm_catalogue *catalogue, const char *const *operands, size_t n,
                    struct scrm_args *args, struct scrm_fetch_settings *settings,
                    const char **file, struct scrm_err *err)
{
    for (size_t i = 1; i < n; i++)
        if (scrm_args_take(args, operands[i], err))
            return -1;
    return find(catalogue, operands[0], args, settings, file, err);
}
