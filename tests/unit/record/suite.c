/*
 * The JSON test suite (Nicolas Seriot's "Parsing JSON is a minefield"): each
 * file stands as the value of a member, {"x":FILE}. Every y_ file must be
 * accepted and every n_ file refused; what the scanner makes of the i_ files,
 * which the suite leaves open, is written down here and held.
 *
 * One exception is possible, and none is needed so far: a file that is no JSON
 * alone but is well-formed inside an object (such as `1,"y":2`).
 */
#include <dirent.h>
#include <stdlib.h>

#include "../t.h"

#include "base/file.h"
#include "record/scan.h"

/* The i_ files that are accepted. Refused are those that are not UTF-8 (RFC 8259 8.1
 * allows nothing else), a byte order mark inside the line, and nesting over 256. */
static const char *const accepted[] = {
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
    "i_object_key_lone_2nd_surrogate.json",
    "i_string_1st_surrogate_but_2nd_missing.json",
    "i_string_1st_valid_surrogate_2nd_invalid.json",
    "i_string_incomplete_surrogate_and_escape_valid.json",
    "i_string_incomplete_surrogate_pair.json",
    "i_string_incomplete_surrogates_escape_valid.json",
    "i_string_invalid_lonely_surrogate.json",
    "i_string_invalid_surrogate.json",
    "i_string_inverted_surrogates_U+1D11E.json",
    "i_string_lone_second_surrogate.json",
};

static bool is_accepted_i(const char *name)
{
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        if (strcmp(accepted[i], name) == 0)
            return true;
    return false;
}

/* Whether {"x":FILE} is accepted, with the member noted. */
static bool accepts(const struct scrm_keys *keys, int slot, const char *path)
{
    struct scrm_scanner scanner = {0};
    struct scrm_value values[2];
    struct scrm_line line = {.values = values};
    struct scrm_buf file = {0}, text = {0};
    struct scrm_err err = {0};
    bool fine;

    OK(scrm_file_read(path, &file, &err) == 0);
    scrm_buf_puts(&text, "{\"x\":");
    scrm_buf_put(&text, scrm_buf_text(&file), file.len);
    scrm_buf_putc(&text, '}');
    fine = scrm_scan(&scanner, keys, scrm_scan_padded(&text), &line, &err) == 0;
    OK(!fine || (values[slot].kind != SCRM_ABSENT && line.members == 1));
    OK(fine || (err.code == SCRM_EXIT_DATA && err.text && err.column > 0));
    scrm_err_fini(&err);
    scrm_buf_fini(&file);
    scrm_buf_fini(&text);
    scrm_scanner_fini(&scanner);
    return fine;
}

static int check_folder(const char *folder)
{
    struct scrm_keys *keys = scrm_keys_new();
    int slot = scrm_keys_add_dotted(keys, "x"), seen = 0;
    DIR *dir = opendir(folder);
    struct dirent *entry;

    scrm_keys_build(keys);
    while (dir && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        char *path = scrm_file_join(folder, name);
        bool known = strchr("yni", name[0]) && name[1] == '_';

        if (known) {
            bool want = name[0] == 'y' || (name[0] == 'i' && is_accepted_i(name));

            t_name = name;
            OK(accepts(keys, slot, path) == want);
            seen++;
        }
        free(path);
    }
    if (dir)
        closedir(dir);
    scrm_keys_free(keys);
    return seen;
}

int main(void)
{
    const char *shared = getenv("SCRM_SHARED"), *top = getenv("SCRM_TOP");
    char *beside = scrm_file_join(top ? top : ".", "../shared");
    char *folder = scrm_file_join(shared ? shared : beside,
                                  "data/conformance/json_test_suite/test_parsing");
    int seen = check_folder(folder);

    if (seen)
        OK(seen > 300);
    else
        printf("skipped, %s is not here: ", folder);
    free(folder);
    free(beside);
    return t_end();
}
