/*
 * An output that is one of its own inputs would be read while it grows, or be
 * gone before it was read: refused before anything is opened. So is one that is
 * the ledger, the state, the rules that a run works with.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/argument.h"
#include "cli/flow.h"
#include "cli/tables.h"

static bool is_input(const struct scrm_operands *operands, size_t i, const struct stat *output)
{
    struct stat info;
    bool standard = operands->n == 0 || strcmp(operands->at[i], "-") == 0;
    int result = standard ? fstat(STDIN_FILENO, &info) : stat(operands->at[i], &info);

    return result == 0 && info.st_dev == output->st_dev && info.st_ino == output->st_ino;
}

int scrm_files_distinct(const struct scrm_operands *operands, const char *option,
                        const char *output, struct scrm_err *err)
{
    struct stat info;
    size_t i;
    int result =
        output && strcmp(output, "-") != 0 ? stat(output, &info) : fstat(STDOUT_FILENO, &info);

    if (result != 0 || !S_ISREG(info.st_mode))
        return 0;
    for (i = 0; i == 0 || i < operands->n; i++)
        if (is_input(operands, i, &info))
            return scrm_err_set(err, SCRM_EXIT_USAGE, "%s: %s is an input too", option,
                                output        ? output
                                : operands->n ? operands->at[i]
                                              : "the file");
    return 0;
}

/* Where the rejects go, or NULL. */
static const char *rejects_of(const struct scrm_common *common)
{
    return common->on_error && strncmp(common->on_error, "reject=", 7) == 0
               ? common->on_error + 7
               : NULL;
}

/* Whether the file is one that this option names. */
static bool names(const struct scrm_option *option, const void *target, const char *output)
{
    const void *member = (const char *)target + option->offset;
    const struct scrm_texts *texts = member;
    const char *text;

    if (option->complete != SCRM_COMPLETE_FILE || strcmp(option->name, "output") == 0)
        return false;
    if (option->kind == SCRM_OPTION_TEXT) {
        memcpy(&text, member, sizeof text);
        return text && scrm_file_same(text, output);
    }
    for (size_t i = 0; option->kind == SCRM_OPTION_TEXTS && i < texts->n; i++)
        if (scrm_file_same(texts->at[i], output))
            return true;
    return false;
}

static int check_output(struct scrm_tables tables, const void *target, const char *called,
                        const char *output, const struct scrm_operands *operands,
                        struct scrm_err *err)
{
    const struct scrm_option *option;

    while ((option = scrm_tables_next(&tables)))
        if (option->name && names(option, target, output))
            return scrm_err_set(err, SCRM_EXIT_USAGE, "option --%s: %s is the file of --%s too",
                                called, output, option->name);
    for (size_t i = 0; i < operands->n; i++)
        if (scrm_file_same(operands->at[i], output))
            return scrm_err_set(err, SCRM_EXIT_USAGE, "option --%s: %s is an input too", called,
                                output);
    return 0;
}

int scrm_argument_apart(const struct scrm_command *command, const struct scrm_verb *verb,
                        const void *target, const struct scrm_operands *operands,
                        struct scrm_err *err)
{
    const struct scrm_common *common = target;
    const struct scrm_tables tables = {.command = command, .verb = verb, .hidden = true};
    const char *rejects = rejects_of(common);

    if (rejects && common->output && scrm_file_same(rejects, common->output))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "option --on-error: %s is the output too",
                            rejects);
    if (common->output && check_output(tables, target, "output", common->output, operands, err))
        return -1;
    return rejects ? check_output(tables, target, "on-error", rejects, operands, err) : 0;
}
