/*
 * Tokens between runs: services count logins, so a token is kept in the user's
 * cache until it expires, in a file that nobody else may read.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "fetch/job.h"
#include "record/emit.h"
#include "record/value.h"

/* The file of this source's token. Owned by caller; NULL where none are kept. */
static char *token_path(const struct scrm_fetch_job *job)
{
    struct scrm_buf name = {0};
    char *path;

    if (!job->settings->cache)
        return NULL;
    scrm_buf_printf(&name, "%.*s/", SCRM_FMT(job->source->name));
    scrm_digest_put(&name, scrm_digest(job->secret_key, strlen(job->secret_key)));
    path = scrm_file_join(job->settings->cache, scrm_buf_text(&name));
    scrm_buf_fini(&name);
    return path;
}

static void take(struct scrm_fetch_job *job, struct scrm_value root)
{
    struct scrm_slice access = scrm_value_text(scrm_member(root, "access"), &job->arena);
    struct scrm_slice refresh = scrm_value_text(scrm_member(root, "refresh"), &job->arena);

    if (access.len && !job->refreshed)
        job->token.access = scrm_strndup(access.at, access.len);
    if (refresh.len)
        job->token.refresh = scrm_strndup(refresh.at, refresh.len);
    scrm_value_time(scrm_member(root, "expires"), &job->token.expires_ms);
    scrm_secrets_add(job->secrets, SCRM_SLICE("token"), SCRM_SLICE("access"), access);
    scrm_secrets_add(job->secrets, SCRM_SLICE("token"), SCRM_SLICE("refresh"), refresh);
}

void scrm_token_load(struct scrm_fetch_job *job)
{
    struct scrm_buf text = {.max = 64 << 10};
    struct scrm_scanner scanner = {0};
    struct scrm_value root;
    struct scrm_err ignored = {0};
    char *path = token_path(job);

    /* What cannot be read is as good as no token: a login follows. */
    if (path && access(path, R_OK) == 0 && scrm_secrets_check_file(path, &ignored) == 0 &&
        scrm_file_read(path, &text, &ignored) == 0 && text.len) {
        struct scrm_slice json = scrm_slice_trim(scrm_buf_slice(&text));

        text.max = 0;
        scrm_buf_reserve(&text, SCRM_SCAN_PADDING);
        memset(text.at + text.len, 0, SCRM_SCAN_PADDING);
        json.at = text.at;
        if (scrm_scan_value(&scanner, json, &root, &ignored) == 0 && root.kind == SCRM_OBJECT)
            take(job, root);
    }
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    if (text.at)
        explicit_bzero(text.at, text.len);
    scrm_buf_fini(&text);
    free(path);
}

void scrm_token_save(const struct scrm_fetch_job *job)
{
    struct scrm_buf text = {0};
    struct scrm_err ignored = {0};
    char *path = token_path(job), *slash;

    if (!path)
        return;
    slash = strrchr(path, '/');
    *slash = '\0';
    if (scrm_file_mkdir(path, 0700, &ignored) == 0) {
        *slash = '/';
        scrm_buf_putc(&text, '{');
        scrm_emit_member_text(&text, "access", scrm_slice_of(job->token.access));
        if (job->token.refresh)
            scrm_emit_member_text(&text, "refresh", scrm_slice_of(job->token.refresh));
        if (job->token.expires_ms)
            scrm_emit_member_time(&text, "expires", job->token.expires_ms);
        scrm_buf_puts(&text, "}\n");
        /* A cache that cannot be written costs a login more, no run. */
        scrm_file_write(path, scrm_buf_slice(&text), 0600, &ignored);
        explicit_bzero(text.at, text.len);
    }
    scrm_err_fini(&ignored);
    scrm_buf_fini(&text);
    free(path);
}
