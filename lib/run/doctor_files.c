/*
 * The files that people write: each is handed to the command that reads it, with no
 * posts, so that there is one opinion about what is right.
 */
#include "run/doctor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "run/spawn.h"

static struct scrm_argv command(const char *name)
{
    struct scrm_argv argv = {0};
    char *path = scrm_argv_find(name);

    scrm_argv_add(&argv, path);
    free(path);
    return argv;
}

/* Adds --option=DESK/file where the file is there. */
static bool add_if_there(const struct scrm_doctor *doctor, struct scrm_argv *argv,
                         const char *option, const char *file)
{
    char *path = scrm_desk_file(&doctor->desk, file);

    if (path)
        scrm_argv_add_value(argv, option, path);
    free(path);
    return path != NULL;
}

/* Runs it; its exit code, and what it wrote in `out`. Its complaints stand on standard
 * error, with file and line. */
static int run(const struct scrm_doctor *doctor, struct scrm_argv *argv, struct scrm_buf *out)
{
    struct scrm_err err = {0};
    int fd = memfd_create("scrm-doctor", MFD_CLOEXEC), status = -1;
    char block[4096];
    ssize_t len;

    if (fd >= 0 && scrm_pipeline_run(argv, 1, doctor->desk.dir, fd, &err) == 0)
        status = argv->status;
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) == 0)
        while ((len = read(fd, block, sizeof block)) > 0)
            scrm_buf_put(out, block, (size_t)len);
    if (fd >= 0)
        close(fd);
    scrm_err_fini(&err);
    scrm_argv_fini(argv);
    return status;
}

/* Runs it and says whether it was content. */
static void ask(struct scrm_doctor *doctor, struct scrm_argv *argv, const char *what)
{
    struct scrm_buf out = {0};
    int status = run(doctor, argv, &out);

    if (status)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, what, "refused (exit %d), as said above",
                        status);
    else
        scrm_doctor_say(doctor, SCRM_FINDING_OK, what, "read");
    scrm_buf_fini(&out);
}

/* What scrm-route --check found: a line each, the last one a summary. */
static void tell_rules(struct scrm_doctor *doctor, struct scrm_slice text, int status)
{
    while (text.len) {
        const char *end = memchr(text.at, '\n', text.len);
        int len = (int)(end ? end - text.at : (ptrdiff_t)text.len);
        bool last = !end || end + 1 == scrm_slice_end(text);

        scrm_doctor_say(doctor,
                        !last    ? SCRM_FINDING_LOOK
                        : status ? SCRM_FINDING_BAD
                                 : SCRM_FINDING_OK,
                        "rules", "%.*s", len, text.at);
        if (last)
            return;
        text.len -= (size_t)len + 1;
        text.at += len + 1;
    }
}

static void look_at_rules(struct scrm_doctor *doctor)
{
    struct scrm_argv argv = command("scrm-route");
    struct scrm_buf out = {0};
    int status;

    scrm_argv_add(&argv, "--check");
    add_if_there(doctor, &argv, "--rules", "rules.yaml");
    add_if_there(doctor, &argv, "--policies", "policies.yaml");
    add_if_there(doctor, &argv, "--calendar", "calendar.yaml");
    add_if_there(doctor, &argv, "--agents", "agents.csv");
    status = run(doctor, &argv, &out);
    if (status > 1 || status < 0)
        scrm_doctor_say(doctor, SCRM_FINDING_BAD, "rules, policies, calendar, agents",
                        "refused (exit %d), as said above", status);
    else
        tell_rules(doctor, scrm_buf_slice(&out), status);
    scrm_buf_fini(&out);
}

static void look_at_source(struct scrm_doctor *doctor, const struct scrm_desk_source *source)
{
    struct scrm_argv argv = command("scrm-fetch");
    struct scrm_buf what = {0};

    scrm_argv_add(&argv, "--dry-run");
    scrm_argv_add_value(&argv, "--desk", doctor->desk.dir);
    scrm_argv_add(&argv, source->fetch);
    for (size_t i = 0; i < source->n_args; i++)
        scrm_argv_add(&argv, source->args[i]);
    scrm_buf_printf(&what, "source %s", source->name);
    ask(doctor, &argv, scrm_buf_text(&what));
    scrm_buf_fini(&what);
}

void scrm_doctor_files(struct scrm_doctor *doctor)
{
    struct scrm_argv argv;

    look_at_rules(doctor);
    argv = command("scrm-score");
    if (add_if_there(doctor, &argv, "--terms", "terms.csv"))
        ask(doctor, &argv, "terms.csv");
    scrm_argv_fini(&argv);
    argv = command("scrm-normalize");
    if (add_if_there(doctor, &argv, "--accounts", "accounts.csv"))
        ask(doctor, &argv, "accounts.csv");
    scrm_argv_fini(&argv);
    argv = command("scrm-report"); /* the ledger itself is only looked at */
    if (add_if_there(doctor, &argv, "--settings", "cases.yaml")) {
        scrm_argv_add(&argv, "/dev/null");
        ask(doctor, &argv, "cases.yaml");
    }
    scrm_argv_fini(&argv);
    for (size_t i = 0; i < doctor->desk.n_sources; i++)
        look_at_source(doctor, &doctor->desk.sources[i]);
    argv = command("scrm-case");
    if (add_if_there(doctor, &argv, "--ledger", "var/ledger.db")) {
        scrm_argv_add(&argv, "check");
        ask(doctor, &argv, "ledger");
    }
    scrm_argv_fini(&argv);
    argv = command("scrm-dedup");
    scrm_argv_add(&argv, "--check");
    if (add_if_there(doctor, &argv, "--state", "var/seen/state.db"))
        ask(doctor, &argv, "what dedup knows");
    scrm_argv_fini(&argv);
}
