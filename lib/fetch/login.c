/*
 * Tokens: logging in, renewing, and taking what comes. Also the secrets that a
 * login is made of. What is done with a token on a request stands in auth.c.
 */
#include "fetch/auth.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "net/url.h"
#include "record/value.h"

/* A token is renewed this long before it expires. */
#define EARLY_MS (INT64_C(60) * 1000)

void scrm_auth_wipe(struct scrm_buf *buf)
{
    if (buf->at)
        explicit_bzero(buf->at, buf->len);
}

void scrm_token_fini(struct scrm_fetch_token *token)
{
    if (token->access)
        explicit_bzero(token->access, strlen(token->access));
    if (token->refresh)
        explicit_bzero(token->refresh, strlen(token->refresh));
    free(token->access);
    free(token->refresh);
    *token = (struct scrm_fetch_token){0};
}

const char *scrm_auth_secret(struct scrm_fetch_job *job, const char *name, struct scrm_err *err)
{
    const char *value = scrm_secrets_get(job->secrets, job->secret_key, name);
    const char *command;
    struct scrm_buf printed = {0};

    if (value || *name)
        return value;
    command = scrm_secrets_get(job->secrets, job->secret_key, "command");
    if (!command || scrm_secrets_run(command, &printed, err) != 0) {
        scrm_buf_fini(&printed);
        return NULL;
    }
    scrm_secrets_add(job->secrets, scrm_slice_of(job->secret_key), SCRM_SLICE(""),
                     scrm_buf_slice(&printed));
    scrm_buf_fini(&printed);
    return scrm_secrets_get(job->secrets, job->secret_key, "");
}

int scrm_auth_no_secret(const struct scrm_fetch_job *job, const char *member,
                        struct scrm_err *err)
{
    if (err->code != SCRM_EXIT_OK)
        return -1;
    scrm_err_set(err, SCRM_EXIT_CONFIG, "%.*s needs the secret \"%s\"%s%s", SCRM_FMT(job->name),
                 job->secret_key, *member ? ", with a member " : "", member);
    return scrm_err_hint(err, "put it into secrets.yaml of the desk, or the file that "
                              "SCRM_SECRETS names, with mode 0600");
}

void scrm_auth_put_basic(struct scrm_buf *out, const char *user, const char *password)
{
    struct scrm_buf pair = {0};

    scrm_buf_puts(&pair, user);
    if (password)
        scrm_buf_printf(&pair, ":%s", password);
    scrm_buf_puts(out, "Basic ");
    scrm_base64_put(out, scrm_buf_slice(&pair));
    scrm_auth_wipe(&pair);
    scrm_buf_fini(&pair);
}

static void set_text(char **to, struct scrm_value value, struct scrm_arena *arena)
{
    struct scrm_slice text = scrm_value_text(value, arena);

    if (!text.len)
        return;
    free(*to);
    *to = scrm_strndup(text.at, text.len);
}

/* No token came: in the service's own words where it has some. */
static void refuse(struct scrm_fetch_job *job, const struct scrm_http_response *response,
                   struct scrm_value answer, struct scrm_err *err)
{
    static const char *const members[] = {"error_description", "message", "error"};
    bool later = scrm_retry_status(response->status);
    struct scrm_slice words = {0};

    for (size_t i = 0; i < sizeof members / sizeof *members && !words.len; i++)
        if (answer.kind == SCRM_OBJECT)
            words = scrm_hole_text(scrm_member(answer, members[i]), &job->arena);
    if (words.len > 300)
        words.len = 300;
    scrm_err_set(err, later ? SCRM_EXIT_TEMPFAIL : SCRM_EXIT_PERMISSION,
                 "%s: no token came, status %ld%s%.*s", response->url ? response->url : "login",
                 response->status, words.len ? ": " : "", SCRM_FMT(words));
}

/* Takes tokens out of the answer to a login, by the paths given or OAuth's names. */
static int take_token(struct scrm_fetch_job *job, const struct scrm_http_response *response,
                      struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    struct scrm_scanner scanner = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE};
    struct scrm_err ignored = {0};
    int64_t seconds;
    int result = -1;

    if (!response->body.len || scrm_scan_value(&scanner, scrm_buf_slice(&response->body),
                                               &scope.record, &ignored) != 0)
        scope.record = (struct scrm_value){0};
    if (response->status / 100 == 2 && scope.record.kind == SCRM_OBJECT) {
        set_text(&job->token.access,
                 auth->token.n ? scrm_path_first(&auth->token, &scope)
                               : scrm_member(scope.record, "access_token"),
                 &job->arena);
        set_text(&job->token.refresh,
                 auth->refresh_token.n ? scrm_path_first(&auth->refresh_token, &scope)
                                       : scrm_member(scope.record, "refresh_token"),
                 &job->arena);
        if (scrm_value_int(scrm_member(scope.record, "expires_in"), &seconds) == 0 &&
            seconds > 0)
            job->token.expires_ms = job->settings->now_ms + seconds * 1000;
        result = job->token.access ? 0 : -1;
    }
    if (result == 0) {
        /* From now on the tokens are secrets like any other. */
        scrm_secrets_add(job->secrets, SCRM_SLICE("token"), SCRM_SLICE("access"),
                         scrm_slice_of(job->token.access));
        if (job->token.refresh)
            scrm_secrets_add(job->secrets, SCRM_SLICE("token"), SCRM_SLICE("refresh"),
                             scrm_slice_of(job->token.refresh));
        scrm_token_save(job);
    } else {
        refuse(job, response, scope.record, err);
    }
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    return result;
}

/* Sends a login or a renewal and takes its token. */
static int send_for_token(struct scrm_fetch_job *job, const struct scrm_template *url,
                          const struct scrm_buf *body, const char *type,
                          const char *authorization, struct scrm_err *err)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &job->vars};
    struct scrm_fetch_request request = {.method = "POST"};
    struct scrm_http_request plain = {
        .method = "POST", .credentials = true, .may_ask = scrm_request_may_ask, .ctx = job};
    struct scrm_http_response response = {0};
    struct scrm_buf address = {0};
    int result = -1;

    if (scrm_template_fill(url, &scope, scrm_url_encode, true, &job->arena, &address, NULL) !=
        SCRM_FILLED) {
        scrm_err_set(err, SCRM_EXIT_USAGE, "an argument that the login needs is missing");
        goto out;
    }
    scrm_request_as_given(job, &address);
    scrm_request_add_header(&request, "Content-Type", scrm_slice_of(type));
    if (authorization)
        scrm_request_add_header(&request, "Authorization", scrm_slice_of(authorization));
    plain.url = scrm_buf_text(&address);
    plain.headers = (const char *const *)request.headers;
    plain.n_headers = request.n_headers;
    plain.body = scrm_buf_slice(body);
    if (!scrm_request_may_ask(job, plain.url))
        scrm_err_set(err, SCRM_EXIT_PERMISSION, "%s: the source's hosts do not allow that",
                     plain.url);
    else if (scrm_http_perform(job->http, &plain, &response, err) == 0)
        result = take_token(job, &response, err);
out:
    scrm_http_response_fini(&response);
    scrm_request_fini(&request);
    scrm_buf_fini(&address);
    return result;
}

static void put_form(struct scrm_buf *body, const char *name, const char *value)
{
    if (!value)
        return;
    scrm_buf_printf(body, "%s%s=", body->len ? "&" : "", name);
    scrm_url_encode(body, scrm_slice_of(value));
}

static int oauth(struct scrm_fetch_job *job, struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    const char *id = scrm_auth_secret(job, "client_id", err),
               *word = scrm_auth_secret(job, "client_secret", err);
    const char *refresh =
        job->token.refresh ? job->token.refresh : scrm_auth_secret(job, "refresh_token", err);
    struct scrm_buf body = {0}, basic = {0};
    char *scope =
        auth->scope.len ? scrm_arena_copy(&job->arena, auth->scope.at, auth->scope.len) : NULL;
    int result;

    if (!id)
        return scrm_auth_no_secret(job, "client_id", err);
    if (auth->kind == SCRM_AUTH_REFRESH && !refresh)
        return scrm_auth_no_secret(job, "refresh_token", err);
    put_form(&body, "grant_type",
             auth->kind == SCRM_AUTH_REFRESH ? "refresh_token" : "client_credentials");
    if (auth->kind == SCRM_AUTH_REFRESH)
        put_form(&body, "refresh_token", refresh);
    put_form(&body, "scope", scope);
    scrm_auth_put_basic(&basic, id, word ? word : "");
    result = send_for_token(job, &auth->token_url, &body, "application/x-www-form-urlencoded",
                            scrm_buf_text(&basic), err);
    scrm_auth_wipe(&basic);
    scrm_auth_wipe(&body);
    scrm_buf_fini(&body);
    scrm_buf_fini(&basic);
    return result;
}

static void put_json_text(struct scrm_buf *out, struct scrm_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c == '"' || c == '\\')
            scrm_buf_putc(out, '\\');
        if (c >= 0x20)
            scrm_buf_putc(out, (char)c);
    }
}

/* Renews by the refresh token where there is one, else logs in. */
static int session(struct scrm_fetch_job *job, struct scrm_err *err)
{
    const struct scrm_auth *auth = &job->source->auth;
    struct scrm_args members = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &members};
    struct scrm_buf body = {0}, bearer = {0};
    const struct scrm_path *path = NULL;
    struct scrm_err ignored = {0};
    int result = -1;

    if (job->token.refresh && auth->refresh_url.n) {
        scrm_buf_printf(&bearer, "Bearer %s", job->token.refresh);
        result = send_for_token(job, &auth->refresh_url, &body, "application/json",
                                scrm_buf_text(&bearer), &ignored);
    }
    for (size_t i = 0; i < job->secrets->n; i++)
        if (strcmp(job->secrets->at[i].key, job->secret_key) == 0)
            scrm_args_set(&members, job->secrets->at[i].name,
                          scrm_slice_of(job->secrets->at[i].value));
    if (result != 0) {
        if (scrm_template_fill(&auth->body, &scope, put_json_text, false, &job->arena, &body,
                               &path) != SCRM_FILLED)
            result = scrm_auth_no_secret(job, path ? path->steps[0].key : "", err);
        else
            result =
                send_for_token(job, &auth->token_url, &body, "application/json", NULL, err);
    }
    scrm_auth_wipe(&body);
    scrm_err_fini(&ignored);
    scrm_args_fini(&members);
    scrm_buf_fini(&body);
    scrm_buf_fini(&bearer);
    return result;
}

int scrm_auth_token(struct scrm_fetch_job *job, struct scrm_err *err)
{
    if (!job->token.access)
        scrm_token_load(job);
    if (job->token.access &&
        (!job->token.expires_ms || job->token.expires_ms - EARLY_MS > job->settings->now_ms))
        return 0;
    return job->source->auth.kind == SCRM_AUTH_SESSION ? session(job, err) : oauth(job, err);
}

bool scrm_auth_renew(struct scrm_fetch_job *job)
{
    enum scrm_auth_kind kind = job->source->auth.kind;

    if (job->refreshed || kind < SCRM_AUTH_CLIENT_CREDENTIALS || kind > SCRM_AUTH_SESSION)
        return false;
    free(job->token.access);
    job->token.access = NULL;
    job->token.expires_ms = 0;
    job->refreshed = true;
    return true;
}
