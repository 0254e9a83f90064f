/*
 * The one place that holds passwords and tokens. Reading the file is the
 * business of who knows YAML; here they are kept, found, hidden and wiped.
 */
#include "net/secret.h"

#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "net/url.h"

#define HIDE_AT_LEAST 4
#define COMMAND_OUTPUT_MAX ((size_t)16 << 10)

extern char **environ;

static void wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

void scrm_secrets_fini(struct scrm_secrets *secrets)
{
    for (size_t i = 0; i < secrets->n; i++) {
        free(secrets->at[i].key);
        free(secrets->at[i].name);
        wipe(secrets->at[i].value);
    }
    free(secrets->at);
    *secrets = (struct scrm_secrets){0};
}

void scrm_secrets_add(struct scrm_secrets *secrets, struct scrm_slice key,
                      struct scrm_slice name, struct scrm_slice value)
{
    for (size_t i = 0; i < secrets->n; i++) {
        struct scrm_secret *have = &secrets->at[i];

        if (scrm_slice_is(key, have->key) && scrm_slice_is(name, have->name)) {
            wipe(have->value);
            have->value = scrm_strndup(value.at, value.len);
            return;
        }
    }
    SCRM_GROW(secrets->at, secrets->n, secrets->cap);
    secrets->at[secrets->n++] = (struct scrm_secret){
        .key = scrm_strndup(key.at, key.len),
        .name = scrm_strndup(name.at, name.len),
        .value = scrm_strndup(value.at, value.len),
    };
}

const char *scrm_secrets_get(const struct scrm_secrets *secrets, const char *key,
                             const char *name)
{
    for (size_t i = 0; i < secrets->n; i++)
        if (strcmp(secrets->at[i].key, key) == 0 && strcmp(secrets->at[i].name, name) == 0)
            return secrets->at[i].value;
    return NULL;
}

/* Appends `text` with every occurrence of `value` as "***". */
static void replace(struct scrm_slice text, struct scrm_slice value, struct scrm_buf *out)
{
    while (text.len) {
        const char *hit = memmem(text.at, text.len, value.at, value.len);
        size_t before = hit ? (size_t)(hit - text.at) : text.len;

        scrm_buf_put(out, text.at, before);
        if (!hit)
            return;
        scrm_buf_puts(out, "***");
        text.at += before + value.len;
        text.len -= before + value.len;
    }
}

/* The same in place. */
static void replace_in(struct scrm_buf *text, struct scrm_slice value)
{
    struct scrm_buf to = {0};

    if (!memmem(text->at ? text->at : "", text->len, value.at, value.len))
        return;
    replace(scrm_buf_slice(text), value, &to);
    scrm_buf_fini(text);
    *text = to;
}

/* As it stands in an address: encoded, in a path with its colons as they are. */
static void put_encoded(struct scrm_slice value, bool path, struct scrm_buf *out)
{
    scrm_buf_reset(out);
    for (size_t i = 0; i < value.len; i++) {
        if (path && value.at[i] == ':')
            scrm_buf_putc(out, ':');
        else
            scrm_url_encode(out, (struct scrm_slice){value.at + i, 1});
    }
}

void scrm_secrets_hide(const struct scrm_secrets *secrets, struct scrm_slice text,
                       struct scrm_buf *out)
{
    struct scrm_buf safe = {0}, encoded = {0};

    scrm_buf_put_slice(&safe, text);
    for (size_t i = 0; i < secrets->n; i++) {
        struct scrm_slice value = scrm_slice_of(secrets->at[i].value);

        if (value.len < HIDE_AT_LEAST)
            continue;
        replace_in(&safe, value);
        for (int path = 0; path <= 1; path++) {
            put_encoded(value, path, &encoded);
            replace_in(&safe, scrm_buf_slice(&encoded));
        }
    }
    scrm_buf_put_slice(out, scrm_buf_slice(&safe));
    scrm_buf_fini(&safe);
    scrm_buf_fini(&encoded);
}

int scrm_secrets_check_file(const char *path, struct scrm_err *err)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    /* Who asks goes on to read it: from here on no core may hold this process. */
    prctl(PR_SET_DUMPABLE, 0);
    if (!S_ISREG(info.st_mode))
        return 0;
    if ((info.st_uid != geteuid() && info.st_uid != 0) || (info.st_mode & 077)) {
        scrm_err_set(err, SCRM_EXIT_PERMISSION,
                     "holds secrets, so only its owner may read it: chmod 600 %s", path);
        return scrm_err_at(err, path, 0, 0);
    }
    return 0;
}

/* Starts `/bin/sh -c command` with its output in a pipe. Returns the reading end, or -1. */
static int start(const char *command, pid_t *child)
{
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, scrm_strdup(command), NULL};
    posix_spawn_file_actions_t actions;
    int ends[2], failed;

    if (pipe(ends) != 0) {
        free(argv[2]);
        return -1;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    failed = posix_spawn(child, "/bin/sh", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(argv[2]);
    close(ends[1]);
    if (failed) {
        close(ends[0]);
        return -1;
    }
    return ends[0];
}

int scrm_secrets_run(const char *command, struct scrm_buf *out, struct scrm_err *err)
{
    char bytes[1024];
    ssize_t got;
    size_t begin = out->len;
    int status = -1;
    pid_t child = -1;
    int fd = start(command, &child);
    char *newline;

    if (fd < 0)
        return scrm_err_errno(err, SCRM_EXIT_UNAVAILABLE, "the command for a secret");
    while ((got = read(fd, bytes, sizeof bytes)) > 0)
        if (out->len - begin < COMMAND_OUTPUT_MAX)
            scrm_buf_put(out, bytes, (size_t)got);
    explicit_bzero(bytes, sizeof bytes);
    close(fd);
    waitpid(child, &status, 0);
    newline = out->len > begin ? memchr(out->at + begin, '\n', out->len - begin) : NULL;
    if (newline) {
        out->len = (size_t)(newline - out->at);
        *newline = '\0';
    }
    if (status != 0 || out->len == begin)
        return scrm_err_set(err, SCRM_EXIT_UNAVAILABLE,
                            "the command for a secret failed or printed nothing");
    return 0;
}
