/*
 * Finding things: joined paths, and the folder of shared data wherever the
 * binary was built, unpacked or installed.
 */
#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

char *scrm_file_join(const char *dir, const char *name)
{
    struct scrm_buf path = {0};
    size_t len = strlen(dir);

    if (name[0] != '/' && len) {
        scrm_buf_put(&path, dir, len);
        if (dir[len - 1] != '/')
            scrm_buf_putc(&path, '/');
    }
    scrm_buf_puts(&path, name);
    return scrm_buf_take(&path);
}

static bool is_directory(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The folder that the running binary stands in, or NULL. Owned by caller. */
static char *binary_folder(void)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash;

    if (len <= 0)
        return NULL;
    path[len] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return scrm_strdup(path);
}

char *scrm_file_share(struct scrm_err *err)
{
    /* build/bin, build/SAN/bin, then PREFIX/bin beside PREFIX/share. */
    static const char *const beside[] = {"../../share/scrm", "../../../share/scrm",
                                         "../share/scrm"};
    const char *named = getenv("SCRM_SHARE");
    char *folder = binary_folder();
    char *found = NULL;
    size_t i;

    if (named && named[0]) {
        free(folder);
        if (is_directory(named))
            return scrm_strdup(named);
        scrm_err_set(err, SCRM_EXIT_CONFIG, "%s: $SCRM_SHARE names no directory", named);
        return NULL;
    }
    for (i = 0; folder && !found && i < sizeof beside / sizeof *beside; i++) {
        char *path = scrm_file_join(folder, beside[i]);

        found = is_directory(path) ? realpath(path, NULL) : NULL;
        free(path);
    }
    if (!found && is_directory(SCRM_PREFIX "/share/scrm"))
        found = scrm_strdup(SCRM_PREFIX "/share/scrm");
    if (!found)
        scrm_err_set(err, SCRM_EXIT_CONFIG,
                     "no shared data: looked beside %s and in " SCRM_PREFIX
                     "/share/scrm; set SCRM_SHARE",
                     folder ? folder : "the binary");
    free(folder);
    return found;
}
