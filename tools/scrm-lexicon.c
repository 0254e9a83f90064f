/*
 * Compiles the shipped lexicons at build time:
 *
 *     scrm-lexicon share/scrm/lexicon > lexicon_data.c
 *
 * Every folder there becomes one table of constants in the C file, so that a
 * command starts without opening, reading or building anything.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "model/compile.h"
#include "record/post.h"

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Prints one table as `lexicon_<number>`. */
static int print_table(const char *dir, const char *language, int number, struct scrm_err *err)
{
    struct scrm_lexicon_builder *builder =
        scrm_lexicon_builder_new(language, scrm_intents, SCRM_INTENTS_N);
    char *path = scrm_file_join(dir, language);
    int failed = scrm_lexicon_read(builder, path, err);

    if (!failed) {
        size_t size;
        char *bytes = scrm_lexicon_build(builder, &size);

        printf("/* %s */\nstatic const uint64_t lexicon_%d[] = {", language, number);
        for (size_t i = 0; i < size; i += 8) {
            uint64_t word;

            memcpy(&word, bytes + i, sizeof word);
            printf("%s0x%" PRIx64 ",", i % 64 ? "" : "\n", word);
        }
        printf("\n};\n\n");
        free(bytes);
    }
    scrm_lexicon_builder_free(builder);
    free(path);
    return failed;
}

int main(int argc, char **argv)
{
    struct scrm_err err = {0};
    struct dirent **entries;
    int n;

    if (argc != 2) {
        fprintf(stderr, "usage: scrm-lexicon DIR > lexicon_data.c\n");
        return SCRM_EXIT_USAGE;
    }
    n = scandir(argv[1], &entries, visible, by_bytes);
    if (n <= 0) {
        perror(argv[1]);
        return SCRM_EXIT_NOINPUT;
    }
    printf("#include \"score/builtin.h\"\n\n");
    for (int i = 0; i < n && !err.code; i++)
        print_table(argv[1], entries[i]->d_name, i, &err);
    printf("const struct scrm_builtin_lexicon scrm_builtin_lexicons[] = {\n");
    for (int i = 0; i < n; i++) {
        printf("    {lexicon_%d, sizeof lexicon_%d},\n", i, i);
        free(entries[i]);
    }
    printf("};\nconst size_t scrm_builtin_lexicons_n = %d;\n", n);
    free(entries);
    if (err.code)
        scrm_err_print(&err, "scrm-lexicon");
    else if (fflush(stdout) || ferror(stdout))
        scrm_err_errno(&err, SCRM_EXIT_IO, "standard output");
    n = (int)err.code;
    scrm_err_fini(&err);
    return n;
}
