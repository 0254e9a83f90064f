/*
 * Credentials: what a request or a login carries. Inside lib/fetch.
 */
#ifndef SCRM_FETCH_AUTH_H
#define SCRM_FETCH_AUTH_H

#include "fetch/job.h"
#include "net/imap.h"

/* A member of the source's secret ("": a secret that is one text); a secret that is a
 * command is run once. Borrowed; NULL where there is none, with `err` where a command failed.
 */
const char *scrm_auth_secret(struct scrm_fetch_job *job, const char *name,
                             struct scrm_err *err);

/* Says which secret is missing. Always -1, with 78. */
int scrm_auth_no_secret(const struct scrm_fetch_job *job, const char *member,
                        struct scrm_err *err);

/* Appends "Basic ..."; wipe the buffer afterwards. `password` may be NULL. */
void scrm_auth_put_basic(struct scrm_buf *out, const char *user, const char *password);
void scrm_auth_wipe(struct scrm_buf *buf);

/* Makes job->token one that is good now, by the cache, a renewal or a login. */
int scrm_auth_token(struct scrm_fetch_job *job, struct scrm_err *err);

/* The same credentials for a mailbox, where the user is an argument or a member. */
int scrm_auth_imap(struct scrm_fetch_job *job, struct scrm_imap_login *login,
                   struct scrm_err *err);

#endif
