/*
 * The doctor: what is wrong with a desk, before cron finds out. Looks and asks the
 * commands to look; changes nothing and asks no server.
 */
#ifndef SCRM_RUN_DOCTOR_H
#define SCRM_RUN_DOCTOR_H

#include "run/desk.h"

struct scrm_doctor {
    struct scrm_desk desk;
    int64_t now_ms;
    struct scrm_buf out;  /* a line each: "ok", "look" or "BAD", what, why. Owned */
    size_t bad, warnings; /* counted */
};

enum scrm_finding { SCRM_FINDING_OK, SCRM_FINDING_LOOK, SCRM_FINDING_BAD };

/* Examines the desk in `dir`; all is said in `out`. -1 with 66 or 78 where it cannot
 * even be read. */
int scrm_doctor_run(struct scrm_doctor *doctor, const char *dir, int64_t now_ms,
                    struct scrm_err *err);
void scrm_doctor_fini(struct scrm_doctor *doctor);

/* Within this room: adds a line about `what`. */
void scrm_doctor_say(struct scrm_doctor *doctor, enum scrm_finding finding, const char *what,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* doctor_files.c: the files that people write, each by the command that reads it. */
void scrm_doctor_files(struct scrm_doctor *doctor);

/* doctor_secrets.c: who may read them, and which have run out. */
void scrm_doctor_secrets(struct scrm_doctor *doctor);

#endif
