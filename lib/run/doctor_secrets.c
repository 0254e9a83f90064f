/*
 * secrets.yaml: who may read it, and which tokens have run out, as far as they say so:
 * a member `expires` beside them, or the claim `exp` of a JSON Web Token (RFC 7519). No
 * secret is ever shown.
 */
#include "run/doctor.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/time.h"
#include "record/scan.h"
#include "record/value.h"

enum { SOON_DAYS = 7, TOKEN_BYTES_MAX = 1 << 16 };

/* When a token runs out that is a JSON Web Token; false: it does not say. */
static bool token_expires(struct scrm_slice token, int64_t *ms)
{
    const char *first = token.len ? memchr(token.at, '.', token.len) : NULL;
    const char *second =
        first ? memchr(first + 1, '.', (size_t)(scrm_slice_end(token) - first) - 1) : NULL;
    struct scrm_buf json = {.max = TOKEN_BYTES_MAX};
    struct scrm_scanner scanner = {0};
    struct scrm_err ignored = {0};
    struct scrm_value root;
    int64_t seconds = 0;
    bool says = false;

    if (!second || token.len > TOKEN_BYTES_MAX / 2)
        return false;
    scrm_base64_take(&json, (struct scrm_slice){first + 1, (size_t)(second - first) - 1});
    if (json.len && json.at[0] == '{' &&
        scrm_scan_value(&scanner, scrm_scan_padded(&json), &root, &ignored) == 0 &&
        root.kind == SCRM_OBJECT && scrm_value_int(scrm_member(root, "exp"), &seconds) == 0 &&
        seconds > 0 && seconds < INT64_MAX / SCRM_SECOND_MS) {
        *ms = seconds * SCRM_SECOND_MS;
        says = true;
    }
    if (json.at)
        explicit_bzero(json.at, json.len);
    scrm_buf_fini(&json);
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    return says;
}

static void look_at_secret(struct scrm_doctor *doctor, struct scrm_slice key,
                           struct scrm_slice name, struct scrm_slice value)
{
    bool dated = scrm_slice_is(name, "expires") || scrm_slice_is(name, "expires_at");
    struct scrm_buf what = {0}, when = {0};
    int64_t expires;

    if (!(dated ? scrm_time_any(value, &expires) == 0 : token_expires(value, &expires)))
        return;
    scrm_buf_printf(&what, "secrets.yaml: %.*s", SCRM_FMT(key));
    scrm_time_put(&when, expires);
    if (expires <= doctor->now_ms)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, scrm_buf_text(&what),
                        "ran out on %s; get a new one", scrm_buf_text(&when));
    else if (expires - doctor->now_ms < SOON_DAYS * SCRM_DAY_MS)
        scrm_doctor_say(doctor, SCRM_FINDING_LOOK, scrm_buf_text(&what), "runs out on %s",
                        scrm_buf_text(&when));
    scrm_buf_fini(&what);
    scrm_buf_fini(&when);
}

static void look_inside(struct scrm_doctor *doctor, const char *path)
{
    struct scrm_err err = {0};
    struct scrm_config *config = scrm_config_load(path, &err);
    const struct scrm_node *root = config ? scrm_config_root(config) : NULL;

    if (!config)
        /* The line itself may hold a secret. */
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "secrets.yaml", "line %d is no YAML",
                        (int)err.line);
    for (size_t i = 0; root && root->kind == SCRM_NODE_MAP && i < root->n; i++) {
        const struct scrm_node *value = root->items[i];

        if (value->kind == SCRM_NODE_TEXT)
            look_at_secret(doctor, root->keys[i]->text, SCRM_SLICE(""), value->text);
        for (size_t k = 0; value->kind == SCRM_NODE_MAP && k < value->n; k++)
            if (value->items[k]->kind == SCRM_NODE_TEXT)
                look_at_secret(doctor, root->keys[i]->text, value->keys[k]->text,
                               value->items[k]->text);
    }
    scrm_config_free(config);
    scrm_err_fini(&err);
}

void scrm_doctor_secrets(struct scrm_doctor *doctor)
{
    char *path = scrm_desk_file(&doctor->desk, "secrets.yaml");
    struct stat info;

    if (!path)
        return;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "secrets.yaml", "is no file");
    else if (info.st_uid != geteuid() && info.st_uid != 0)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "secrets.yaml", "belongs to somebody else");
    else if (info.st_mode & 077)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "secrets.yaml",
                        "others may read it; chmod 600 %s", path);
    else
        scrm_doctor_say(doctor, SCRM_FINDING_OK, "secrets.yaml", "yours alone");
    look_inside(doctor, path);
    free(path);
}
