/*
 * An output that is one of its own inputs would be read while it grows, or be
 * gone before it was read: refused before anything is opened.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "cli/flow.h"

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
