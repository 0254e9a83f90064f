/* Waiting and secrets: the parts of politeness that need no network. */
#include "../t.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/retry.h"
#include "net/secret.h"

static const char *hidden(const struct scrm_secrets *secrets, const char *text,
                          struct scrm_buf *buf)
{
    scrm_buf_reset(buf);
    scrm_secrets_hide(secrets, scrm_slice_of(text), buf);
    return scrm_buf_text(buf);
}

static int check_mode(const char *path, unsigned mode)
{
    struct scrm_err err = {0};
    int code;

    chmod(path, mode);
    scrm_secrets_check_file(path, &err);
    code = (int)err.code;
    scrm_err_fini(&err);
    return code;
}

int main(void)
{
    struct scrm_secrets secrets = {0};
    struct scrm_buf buf = {0};
    struct scrm_err err = {0};
    struct scrm_retry retry = {.budget_ms = 100};

    T("only what may pass is tried again")
    {
        static const long again[] = {408, 429, 500, 502, 503, 504};
        static const long never[] = {200, 301, 304, 400, 401, 403, 404, 410, 422, 501};

        for (size_t i = 0; i < 6; i++)
            OK(scrm_retry_status(again[i]));
        for (size_t i = 0; i < 10; i++)
            OK(!scrm_retry_status(never[i]));
    }
    T("what the server asks for counts, else full jitter under a growing ceiling")
    {
        OK(scrm_retry_wait(&retry, 1, 1234) == 1234);
        OK(scrm_retry_wait(&retry, 1, 0) == 0);
        for (int attempt = 1; attempt < 12; attempt++) {
            int64_t ceiling = attempt >= 6 ? 60000 : (INT64_C(1) << attempt) * 1000;

            for (int i = 0; i < 50; i++) {
                int64_t wait = scrm_retry_wait(&retry, attempt, -1);

                OK(wait >= 0 && wait < ceiling);
            }
        }
    }
    T("the budget is for the whole run")
    {
        OK(scrm_retry_sleep(&retry, 60));
        OK(!scrm_retry_sleep(&retry, 60));
        OK(scrm_retry_sleep(&retry, 40));
        OK(retry.waited_ms == 100);
    }
    T("a secret is found by key and name, and hidden wherever it stands")
    {
        scrm_secrets_add(&secrets, SCRM_SLICE("net/a"), SCRM_SLICE(""), SCRM_SLICE("sesame/1"));
        scrm_secrets_add(&secrets, SCRM_SLICE("net/b"), SCRM_SLICE("id"), SCRM_SLICE("abc"));
        SAME(scrm_secrets_get(&secrets, "net/a", ""), "sesame/1");
        OK(scrm_secrets_get(&secrets, "net/a", "id") == NULL);
        SAME(hidden(&secrets, "x sesame/1 y sesame%2F1sesame/1 abc", &buf),
             "x *** y ****** abc");
        scrm_secrets_add(&secrets, SCRM_SLICE("net/a"), SCRM_SLICE(""),
                         SCRM_SLICE("other one"));
        SAME(scrm_secrets_get(&secrets, "net/a", ""), "other one");
        SAME(hidden(&secrets, "sesame/1 other%20one", &buf), "sesame/1 ***");
        /* In a path colons stay. */
        scrm_secrets_add(&secrets, SCRM_SLICE("d"), SCRM_SLICE(""), SCRM_SLICE("12:se/cr"));
        SAME(hidden(&secrets, "/bot12:se%2Fcr/x?k=12%3Ase%2Fcr 12:se/cr", &buf),
             "/bot***/x?k=*** ***");
    }
    T("a command's first line is a secret, and none is an error")
    {
        scrm_buf_reset(&buf);
        OK(scrm_secrets_run("printf 'word\\nmore\\n'", &buf, &err) == 0);
        SAME(scrm_buf_text(&buf), "word");
        scrm_buf_reset(&buf);
        OK(scrm_secrets_run("true", &buf, &err) != 0 && err.code == SCRM_EXIT_UNAVAILABLE);
        scrm_err_clear(&err);
        OK(scrm_secrets_run("printf word; exit 3", &buf, &err) != 0);
        scrm_err_clear(&err);
    }
    T("a file of secrets is its owner's alone")
    {
        char path[] = "/tmp/scrm-secret-XXXXXX";
        int fd = mkstemp(path);

        OK(check_mode(path, 0600) == 0);
        OK(check_mode(path, 0400) == 0);
        OK(check_mode(path, 0640) == SCRM_EXIT_PERMISSION);
        OK(check_mode(path, 0604) == SCRM_EXIT_PERMISSION);
        OK(check_mode(path, 0620) == SCRM_EXIT_PERMISSION);
        close(fd);
        unlink(path);
        OK(scrm_secrets_check_file(path, &err) != 0 && err.code == SCRM_EXIT_NOINPUT);
    }
    scrm_err_fini(&err);
    scrm_secrets_fini(&secrets);
    scrm_buf_fini(&buf);
    return t_end();
}
