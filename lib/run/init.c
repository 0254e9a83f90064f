/*
 * `scrm init`: a desk copied from the templates, with every comment in it.
 */
#include "run/desk.h"
#include "run/run.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Secrets are for their owner's eyes from the first moment. */
static unsigned mode_of(const char *name)
{
    return strcmp(name, "secrets.yaml") == 0 ? 0600 : 0644;
}

static int copy_file(const char *from, const char *to, unsigned mode, struct scrm_err *err)
{
    struct scrm_buf bytes = {0};
    int result = scrm_file_read(from, &bytes, err);

    if (result == 0)
        result = scrm_file_write(to, scrm_buf_slice(&bytes), mode, err);
    scrm_buf_fini(&bytes);
    return result;
}

static int copy_tree(const char *from, const char *to, struct scrm_err *err)
{
    DIR *dir = opendir(from);
    struct dirent *entry;
    int result = scrm_file_mkdir(to, 0755, err);

    if (!dir)
        return scrm_err_errno(err, SCRM_EXIT_CONFIG, "%s", from);
    while (result == 0 && (entry = readdir(dir))) {
        char *source, *target;
        struct stat info;

        if (entry->d_name[0] == '.')
            continue;
        source = scrm_file_join(from, entry->d_name);
        target = scrm_file_join(to, entry->d_name);
        if (stat(source, &info) != 0)
            result = scrm_err_errno(err, SCRM_EXIT_OK, "%s", source);
        else if (S_ISDIR(info.st_mode))
            result = copy_tree(source, target, err);
        else
            result = copy_file(source, target, mode_of(entry->d_name), err);
        free(source);
        free(target);
    }
    closedir(dir);
    return result;
}

/* Copies share/scrm/`from` to `dir`. */
int scrm_desk_copy(const char *dir, const char *from, struct scrm_err *err)
{
    char *share = scrm_file_share(err);
    char *path = share ? scrm_file_join(share, from) : NULL;
    char *there = scrm_file_join(dir, "desk.yaml");
    int result = -1;

    if (path && access(there, F_OK) == 0)
        scrm_err_set(err, SCRM_EXIT_CONFIG, "%s: is a desk already; nothing was written", dir);
    else if (path)
        result = copy_tree(path, dir, err);
    free(there);
    free(path);
    free(share);
    return result;
}

int scrm_run_init(const char *dir, struct scrm_err *err)
{
    return scrm_desk_copy(dir, "templates/desk", err);
}
