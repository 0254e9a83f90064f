/*
 * The folders of descriptors as a table. Which source recognises a native line
 * first is decided by priority and name, never by the order in which the
 * filesystem lists files.
 */
#include "source/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "source/envelope.h"
#include "source/keys.h"

/* A descriptor is written by people; more than this is something else. */
#define DESCRIPTOR_MAX ((size_t)1 << 20)

static struct scrm_source *load(struct scrm_catalogue *catalogue,
                                struct scrm_catalogue_file *file, struct scrm_err *err);

static struct scrm_catalogue_file *find(const struct scrm_catalogue *catalogue,
                                        struct scrm_slice name)
{
    for (size_t i = 0; i < catalogue->n_files; i++)
        if (scrm_slice_is(name, catalogue->files[i].name))
            return &catalogue->files[i];
    return NULL;
}

/* The source that another one is like. The lock is held. */
static struct scrm_source *find_like(void *ctx, struct scrm_slice name, struct scrm_err *err)
{
    struct scrm_catalogue *catalogue = ctx;
    struct scrm_catalogue_file *file = find(catalogue, name);

    if (!file || file->loading)
        return NULL;
    return file->source ? file->source : load(catalogue, file, err);
}

/* Loads a file, which must hold the source that it is named after. */
static struct scrm_source *load(struct scrm_catalogue *catalogue,
                                struct scrm_catalogue_file *file, struct scrm_err *err)
{
    struct scrm_source *source;

    file->loading = true;
    source = scrm_source_load(file->path, find_like, catalogue, err);
    file->loading = false;
    if (!source)
        return NULL;
    if (!scrm_slice_is(source->name, file->name)) {
        scrm_err_set(err, SCRM_EXIT_CONFIG, "its name is %.*s, so the file must be %.*s.yaml",
                     SCRM_FMT(source->name), SCRM_FMT(source->name));
        scrm_err_at(err, file->path, 0, 0);
        scrm_source_free(source);
        return NULL;
    }
    scrm_source_note_needs(source);
    file->source = source;
    return source;
}

const struct scrm_source *scrm_catalogue_need(struct scrm_catalogue *catalogue,
                                              struct scrm_slice name, struct scrm_err *err)
{
    struct scrm_catalogue_file *file = find(catalogue, name);
    const struct scrm_source *source;
    const char **names, *near;

    if (file) {
        pthread_mutex_lock(&catalogue->lock);
        source = file->source ? file->source : load(catalogue, file, err);
        pthread_mutex_unlock(&catalogue->lock);
        return source;
    }
    names = scrm_alloc_zero(catalogue->n_files, sizeof *names);
    for (size_t i = 0; i < catalogue->n_files; i++)
        names[i] = catalogue->files[i].name;
    scrm_err_set(err, SCRM_EXIT_USAGE, "no source is named \"%.*s\"", SCRM_FMT(name));
    near = scrm_err_nearest(name, names, catalogue->n_files);
    if (near)
        scrm_err_hint(err, "did you mean \"%s\"?", near);
    free(names);
    return NULL;
}

static int by_priority(const void *a, const void *b)
{
    const struct scrm_source *x = *(struct scrm_source *const *)a;
    const struct scrm_source *y = *(struct scrm_source *const *)b;

    if (x->priority != y->priority)
        return x->priority < y->priority ? -1 : 1;
    return scrm_slice_cmp(x->name, y->name);
}

int scrm_catalogue_load_all(struct scrm_catalogue *catalogue, struct scrm_err *err)
{
    struct scrm_source **at;
    int result = 0;

    pthread_mutex_lock(&catalogue->lock);
    for (size_t i = 0; i < catalogue->n_files && result == 0; i++)
        if (!catalogue->files[i].source && !load(catalogue, &catalogue->files[i], err))
            result = -1;
    if (result == 0 && !catalogue->at) {
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
        at = scrm_alloc_zero(catalogue->n_files, sizeof *at);
        for (size_t i = 0; i < catalogue->n_files; i++)
            at[i] = catalogue->files[i].source;
        if (catalogue->n_files)
            /* NOLINTNEXTLINE(bugprone-sizeof-expression): the same */
            qsort(at, catalogue->n_files, sizeof *at, by_priority);
        catalogue->n = catalogue->n_files;
        catalogue->at = at;
    }
    pthread_mutex_unlock(&catalogue->lock);
    return result;
}

void scrm_catalogue_fini(struct scrm_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n_files; i++) {
        free(catalogue->files[i].name);
        free(catalogue->files[i].path);
        scrm_source_free(catalogue->files[i].source);
    }
    free(catalogue->files);
    free(catalogue->at);
    scrm_keys_free(catalogue->shapes);
    pthread_mutex_destroy(&catalogue->lock);
}

static bool has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return n > m && strcmp(name + n - m, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct scrm_catalogue_file *)a)->name,
                  ((const struct scrm_catalogue_file *)b)->name);
}

/* Adds the descriptors in `dir`; a name that is there already wins. A missing folder has none.
 */
static int list(struct scrm_catalogue *catalogue, const char *dir, struct scrm_err *err)
{
    DIR *stream = opendir(dir);
    struct dirent *entry;

    if (!stream && errno == ENOENT)
        return 0;
    if (!stream)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", dir);
    while ((entry = readdir(stream))) {
        struct scrm_slice stem = {entry->d_name, strlen(entry->d_name)};

        if (entry->d_name[0] == '.' ||
            (!has_suffix(entry->d_name, ".yaml") && !has_suffix(entry->d_name, ".json")))
            continue;
        stem.len -= strlen(".yaml");
        if (find(catalogue, stem))
            continue;
        catalogue->files =
            scrm_realloc(catalogue->files, catalogue->n_files + 1, sizeof *catalogue->files);
        catalogue->files[catalogue->n_files++] =
            (struct scrm_catalogue_file){.name = scrm_strndup(stem.at, stem.len),
                                         .path = scrm_file_join(dir, entry->d_name)};
    }
    closedir(stream);
    return 0;
}

int scrm_catalogue_open(struct scrm_catalogue *catalogue, const char *desk,
                        struct scrm_err *err)
{
    char *share = scrm_file_share(err), *dir;
    int result = 0;

    *catalogue = (struct scrm_catalogue){0};
    pthread_mutex_init(&catalogue->lock, NULL);
    if (!share)
        return -1;
    if (desk) {
        dir = scrm_file_join(desk, "sources");
        result = list(catalogue, dir, err);
        free(dir);
    }
    dir = scrm_file_join(share, "sources");
    if (result == 0)
        result = list(catalogue, dir, err);
    free(dir);
    free(share);
    if (catalogue->n_files)
        qsort(catalogue->files, catalogue->n_files, sizeof *catalogue->files, by_name);
    return result;
}

char *scrm_catalogue_digest(const struct scrm_catalogue *catalogue, struct scrm_err *err)
{
    struct scrm_buf all = {0}, hex = {0};
    int result = 0;

    for (size_t i = 0; i < catalogue->n_files && result == 0; i++) {
        struct scrm_buf file = {.max = DESCRIPTOR_MAX};

        result = scrm_file_read(catalogue->files[i].path, &file, err);
        scrm_digest_put(&all, scrm_digest(scrm_buf_text(&file), file.len));
        scrm_buf_fini(&file);
    }
    if (result == 0)
        scrm_digest_put(&hex, scrm_digest(scrm_buf_text(&all), all.len));
    scrm_buf_fini(&all);
    return result == 0 ? scrm_buf_take(&hex) : NULL;
}
