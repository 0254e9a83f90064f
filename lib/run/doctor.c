/*
 * The machine under a desk: programs, clock, disk, lock, what dead runs left behind.
 */
#include "run/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "run/spawn.h"

#define MIB ((uint64_t)1 << 20)
/* 2026-01-01: no clock can be right that stands before the program was written. */
#define WRITTEN_MS INT64_C(1767225600000)

void scrm_doctor_say(struct scrm_doctor *doctor, enum scrm_finding finding, const char *what,
                     const char *format, ...)
{
    static const char *const words[] = {"ok  ", "look", "BAD "};
    struct scrm_buf text = {0};
    char line[512];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    scrm_buf_printf(&text, "%s  %s: %s\n", words[finding], what, line);
    scrm_buf_put_slice(&doctor->out, scrm_buf_slice(&text));
    scrm_buf_fini(&text);
    doctor->bad += finding == SCRM_FINDING_BAD;
    doctor->warnings += finding == SCRM_FINDING_LOOK;
}

/* Whether each of our commands is there and starts. */
static void look_at_programs(struct scrm_doctor *doctor)
{
    static const char *const names[] = {"scrm-fetch", "scrm-normalize", "scrm-dedup",
                                        "scrm-score", "scrm-route",     "scrm-case",
                                        "scrm-report"};
    size_t i, missing = 0;

    for (i = 0; i < sizeof names / sizeof *names; i++) {
        struct scrm_argv argv = {0};
        struct scrm_err err = {0};
        char *path = scrm_argv_find(names[i]);

        scrm_argv_add(&argv, path);
        scrm_argv_add(&argv, "--version");
        if (scrm_pipeline_run(&argv, 1, doctor->desk.dir, -1, &err) || argv.status != 0) {
            scrm_doctor_say(doctor, SCRM_FINDING_BAD, names[i],
                            "is not there, or does not start; install it beside scrm");
            missing++;
        }
        scrm_err_fini(&err);
        scrm_argv_fini(&argv);
        free(path);
    }
    if (!missing)
        scrm_doctor_say(doctor, SCRM_FINDING_OK, "programs", "all are there");
}

static void look_at_clock(struct scrm_doctor *doctor)
{
    char *log = scrm_desk_path(&doctor->desk, "var/log.ndjson");
    struct stat info;
    struct scrm_buf now = {0};
    int64_t last = 0;

    if (stat(log, &info) == 0)
        last = (int64_t)info.st_mtim.tv_sec * SCRM_SECOND_MS;
    scrm_time_put(&now, doctor->now_ms);
    if (doctor->now_ms < WRITTEN_MS)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "clock",
                        "it says %s, which is before this program was made",
                        scrm_buf_text(&now));
    else if (last > doctor->now_ms + 5 * SCRM_MINUTE_MS)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "clock",
                        "it says %s, which is before the last run; it was put back",
                        scrm_buf_text(&now));
    else
        scrm_doctor_say(doctor, SCRM_FINDING_OK, "clock", "%s", scrm_buf_text(&now));
    scrm_buf_fini(&now);
    free(log);
}

static void look_at_disk(struct scrm_doctor *doctor)
{
    struct statvfs disk;
    uint64_t free_mib;

    if (access(doctor->desk.dir, W_OK) != 0) {
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "disk", "%s cannot be written: %s",
                        doctor->desk.dir, strerror(errno));
        return;
    }
    if (statvfs(doctor->desk.dir, &disk) != 0)
        return;
    free_mib = (uint64_t)disk.f_bavail * disk.f_frsize / MIB;
    if (free_mib < 100 || (disk.f_files && disk.f_favail < 1000))
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "disk",
                        "%" PRIu64 " MiB and %" PRIu64 " files are free; a run needs more",
                        free_mib, (uint64_t)disk.f_favail);
    else if (free_mib < 1024)
        scrm_doctor_say(doctor, SCRM_FINDING_LOOK, "disk", "%" PRIu64 " MiB are free",
                        free_mib);
    else
        scrm_doctor_say(doctor, SCRM_FINDING_OK, "disk", "%" PRIu64 " GiB are free",
                        free_mib / 1024);
}

/* What a run keeps, each a folder or a file; something else in its place stops the run. */
static void look_at_area(struct scrm_doctor *doctor)
{
    static const char *const folders[] = {"var",      "var/spool",   "var/posts",
                                          "var/seen", "var/rejects", "var/reports"};
    static const char *const files[] = {"var/lock", "var/log.ndjson"};
    const size_t n = sizeof folders / sizeof *folders;
    struct stat info;

    for (size_t i = 0; i < n + sizeof files / sizeof *files; i++) {
        const char *name = i < n ? folders[i] : files[i - n];
        char *path = scrm_desk_path(&doctor->desk, name);

        if (stat(path, &info) == 0 && (i < n) != S_ISDIR(info.st_mode))
            scrm_doctor_say(doctor, SCRM_FINDING_BAD, name,
                            i < n ? "is no folder" : "is a folder");
        free(path);
    }
}

/* A run holds the lock as long as one of its processes lives; it marks when it began. */
static void look_at_lock(struct scrm_doctor *doctor)
{
    char *path = scrm_desk_path(&doctor->desk, "var/lock");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct scrm_buf since = {0};
    struct stat info;
    int64_t began;

    free(path);
    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK && fstat(fd, &info) == 0) {
        began = (int64_t)info.st_mtim.tv_sec * SCRM_SECOND_MS;
        scrm_time_put(&since, began);
        scrm_doctor_say(
            doctor,
            scrm_time_now() - began > SCRM_DAY_MS ? SCRM_FINDING_BAD : SCRM_FINDING_LOOK,
            "lock", "a run has held the desk since %s; `fuser -v %s/var/lock` says who",
            scrm_buf_text(&since), doctor->desk.dir);
    }
    scrm_buf_fini(&since);
    close(fd);
}

/* Whether it is a temporary of a file that never got its name, of more than a day ago. */
static bool is_leftover(const FTSENT *entry)
{
    const char *dot = strstr(entry->fts_name, ".tmp");

    return entry->fts_info == FTS_F && dot && strlen(dot) == strlen(".tmpXXXXXX") &&
           (int64_t)entry->fts_statp->st_mtim.tv_sec * SCRM_SECOND_MS <
               scrm_time_now() - SCRM_DAY_MS;
}

static void look_at_leftovers(struct scrm_doctor *doctor)
{
    char *paths[] = {scrm_desk_path(&doctor->desk, "var"), NULL};
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry;
    size_t n = 0;

    while (walk && (entry = fts_read(walk)))
        n += is_leftover(entry);
    if (n)
        scrm_doctor_say(doctor, SCRM_FINDING_LOOK, "var",
                        "%zu unfinished files (*.tmpXXXXXX) of runs that died; nothing reads "
                        "them, delete them",
                        n);
    if (walk)
        fts_close(walk);
    free(paths[0]);
}

int scrm_doctor_run(struct scrm_doctor *doctor, const char *dir, int64_t now_ms,
                    struct scrm_err *err)
{
    *doctor = (struct scrm_doctor){.now_ms = now_ms};
    if (scrm_desk_load(&doctor->desk, dir, err))
        return -1;
    scrm_doctor_say(doctor, doctor->desk.n_sources ? SCRM_FINDING_OK : SCRM_FINDING_LOOK,
                    "desk.yaml", doctor->desk.n_sources ? "%zu sources" : "names no source yet",
                    doctor->desk.n_sources);
    look_at_programs(doctor);
    look_at_clock(doctor);
    look_at_disk(doctor);
    look_at_area(doctor);
    look_at_lock(doctor);
    look_at_leftovers(doctor);
    scrm_doctor_secrets(doctor);
    scrm_doctor_files(doctor);
    return 0;
}

void scrm_doctor_fini(struct scrm_doctor *doctor)
{
    scrm_desk_fini(&doctor->desk);
    scrm_buf_fini(&doctor->out);
}
