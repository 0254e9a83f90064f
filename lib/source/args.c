/*
 * Arguments and variables: few, looked up by name, held as JSON strings so
 * that the mapping reads them as it reads a record.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/path.h"

void scrm_args_fini(struct scrm_args *args)
{
    for (size_t i = 0; i < args->n; i++) {
        free(args->at[i].name);
        free(args->at[i].json);
    }
    free(args->at);
    *args = (struct scrm_args){0};
}

static struct scrm_arg *find(const struct scrm_args *args, const char *name)
{
    for (size_t i = 0; i < args->n; i++)
        if (strcmp(args->at[i].name, name) == 0)
            return &args->at[i];
    return NULL;
}

void scrm_args_set(struct scrm_args *args, const char *name, struct scrm_slice text)
{
    struct scrm_arg *arg = find(args, name);
    struct scrm_buf json = {0};
    size_t len;

    if (!arg) {
        SCRM_GROW(args->at, args->n, args->cap);
        arg = &args->at[args->n++];
        *arg = (struct scrm_arg){.name = scrm_strdup(name)};
    }
    scrm_emit_repaired(&json, text);
    len = json.len;
    free(arg->json);
    arg->json = scrm_buf_take(&json);
    arg->value = (struct scrm_value){.at = arg->json + 1,
                                     .len = len - 2,
                                     .kind = SCRM_STRING,
                                     .escaped = memchr(arg->json, '\\', len) != NULL};
}

void scrm_args_unset(struct scrm_args *args, const char *name)
{
    struct scrm_arg *arg = find(args, name);

    if (!arg)
        return;
    free(arg->name);
    free(arg->json);
    *arg = args->at[--args->n];
}

struct scrm_value scrm_args_get(const struct scrm_args *args, const char *name)
{
    const struct scrm_arg *arg = find(args, name);

    return arg ? arg->value : (struct scrm_value){0};
}

struct scrm_slice scrm_args_text(const struct scrm_args *args, const char *name,
                                 struct scrm_arena *arena)
{
    return scrm_value_text(scrm_args_get(args, name), arena);
}

size_t scrm_arg_name(const char *operand)
{
    size_t len = 0;

    while ((operand[len] >= 'a' && operand[len] <= 'z') ||
           (operand[len] >= 'A' && operand[len] <= 'Z') || operand[len] == '_' ||
           (len && operand[len] >= '0' && operand[len] <= '9'))
        len++;
    return operand[len] == '=' ? len : 0;
}

int scrm_args_take(struct scrm_args *args, const char *operand, struct scrm_err *err)
{
    size_t len = scrm_arg_name(operand);
    char *name = scrm_strndup(operand, len);

    if (!len)
        scrm_err_set(err, SCRM_EXIT_USAGE, "\"%s\" is no NAME=VALUE", operand);
    else if (find(args, name))
        scrm_err_set(err, SCRM_EXIT_USAGE, "%s= is given twice", name);
    else
        scrm_args_set(args, name, scrm_slice_of(operand + len + 1));
    free(name);
    return err->code == SCRM_EXIT_OK ? 0 : -1;
}

int scrm_args_split(struct scrm_args *args, const char *const *operands, size_t n,
                    const char **files, size_t *n_files, struct scrm_err *err)
{
    struct stat info;

    *n_files = 0;
    for (size_t i = 0; i < n; i++) {
        if (!scrm_arg_name(operands[i]) || stat(operands[i], &info) == 0)
            files[(*n_files)++] = operands[i];
        else if (scrm_args_take(args, operands[i], err))
            return -1;
    }
    return 0;
}
