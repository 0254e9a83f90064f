/*
 * Credentials on a request, by the kind that the descriptor names. Secrets
 * come from the secrets file (or a command that it names) and go nowhere but
 * into the request.
 */
#include "fetch/auth.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "net/url.h"

static int add_bearer(struct scrm_fetch_request *request, const char *token)
{
    struct scrm_buf value = {0};

    scrm_buf_printf(&value, "Bearer %s", token);
    scrm_request_add_header(request, "Authorization", scrm_buf_slice(&value));
    scrm_auth_wipe(&value);
    scrm_buf_fini(&value);
    request->credentials = true;
    return 0;
}

/* Headers whose holes are members of the secret; {@value} is a secret that is one text. */
static int add_headers(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                       struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    const char *bare = scrm_auth_secret(job, "", err);
    struct scrm_args members = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &members};
    struct scrm_buf value = {0};
    const struct scrm_path *path = NULL;
    int result = 0;

    if (bare)
        scrm_args_set(&members, "value", scrm_slice_of(bare));
    for (size_t i = 0; i < job->secrets->n; i++)
        if (strcmp(job->secrets->at[i].key, job->secret_key) == 0 && *job->secrets->at[i].name)
            scrm_args_set(&members, job->secrets->at[i].name,
                          scrm_slice_of(job->secrets->at[i].value));
    for (size_t i = 0; i < auth->n_headers && result == 0; i++) {
        char *name =
            scrm_arena_copy(&job->arena, auth->headers[i].name.at, auth->headers[i].name.len);

        scrm_buf_reset(&value);
        if (scrm_template_fill(&auth->headers[i].value, &scope, scrm_buf_put_slice, false,
                               &job->arena, &value, &path) == SCRM_NOT_FILLED)
            result = scrm_auth_no_secret(job, path->steps[0].key, err);
        else
            scrm_request_add_header(request, name, scrm_buf_slice(&value));
    }
    request->credentials = true;
    scrm_args_fini(&members);
    scrm_buf_fini(&value);
    return result;
}

/* Puts the secret into the address where `mark` stands. Colons stay: tokens have them. */
static void put_into_path(struct scrm_fetch_request *request, struct scrm_slice mark,
                          const char *value)
{
    char *at = memmem(request->url, strlen(request->url), mark.at, mark.len);
    struct scrm_buf url = {0};

    if (!at)
        return;
    scrm_buf_put(&url, request->url, (size_t)(at - request->url));
    for (; *value; value++) {
        if (*value == ':')
            scrm_buf_putc(&url, ':');
        else
            scrm_url_encode(&url, (struct scrm_slice){value, 1});
    }
    scrm_buf_puts(&url, at + mark.len);
    free(request->url);
    request->url = scrm_buf_take(&url);
}

/* Kinds that send the secret itself. */
static int apply_plain(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                       struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    const char *value = scrm_auth_secret(job, "", err),
               *user = scrm_auth_secret(job, "username", err);
    struct scrm_buf basic = {0};

    if (auth->kind == SCRM_AUTH_HEADER)
        return add_headers(job, request, err);
    if (!value && !(auth->kind == SCRM_AUTH_BASIC && user))
        return scrm_auth_no_secret(job, "", err);
    request->credentials = true;
    if (auth->kind == SCRM_AUTH_PATH) {
        put_into_path(request, auth->param, value);
    } else if (auth->kind == SCRM_AUTH_QUERY) {
        scrm_request_add_param(request, auth->param, scrm_slice_of(value));
    } else if (auth->kind == SCRM_AUTH_BASIC) {
        scrm_auth_put_basic(&basic, user ? user : value,
                            user ? scrm_auth_secret(job, "password", err) : NULL);
        scrm_request_add_header(request, "Authorization", scrm_buf_slice(&basic));
        scrm_auth_wipe(&basic);
        scrm_buf_fini(&basic);
    } else {
        add_bearer(request, value);
    }
    return 0;
}

int scrm_auth_apply(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                    struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    bool any = false;

    /* A mailbox is logged in to, not asked with headers; see fetch/mailbox.c. */
    if (auth->kind == SCRM_AUTH_NONE || scrm_url_is_imap(request->url))
        return 0;
    for (size_t i = 0; i < job->secrets->n; i++)
        any = any || strcmp(job->secrets->at[i].key, job->secret_key) == 0;
    if (!any)
        return auth->optional ? 0 : scrm_auth_no_secret(job, "", err);
    switch (auth->kind) {
    case SCRM_AUTH_CLIENT_CREDENTIALS:
    case SCRM_AUTH_REFRESH:
    case SCRM_AUTH_SESSION:
        return scrm_auth_token(job, err) == 0 ? add_bearer(request, job->token.access) : -1;
    default:
        return apply_plain(job, request, err);
    }
}

int scrm_auth_imap(struct scrm_fetch_job *job, struct scrm_imap_login *login,
                   struct scrm_err *err)
{
    enum scrm_auth_kind kind = job->source->auth.kind;
    struct scrm_slice user = scrm_args_text(&job->vars, "user", &job->arena);

    *login = (struct scrm_imap_login){
        .user = kind == SCRM_AUTH_NONE ? NULL : scrm_auth_secret(job, "username", err)};
    if (!login->user && user.len)
        login->user = scrm_arena_copy(&job->arena, user.at, user.len);
    if (kind >= SCRM_AUTH_CLIENT_CREDENTIALS && kind <= SCRM_AUTH_SESSION) {
        if (scrm_auth_token(job, err) != 0)
            return -1;
        login->token = job->token.access;
    } else if (kind == SCRM_AUTH_BEARER || kind == SCRM_AUTH_COMMAND) {
        login->token = scrm_auth_secret(job, "", err);
    } else if (kind == SCRM_AUTH_BASIC &&
               !(login->token = scrm_auth_secret(job, "token", err)) &&
               !(login->password = scrm_auth_secret(job, "password", err))) {
        login->password = scrm_auth_secret(job, "", err);
    }
    if (!login->user)
        return scrm_auth_no_secret(job, "username", err);
    return login->token || login->password ? 0 : scrm_auth_no_secret(job, "", err);
}
