/*
 * Reading the labelled texts, and asking the scorer about one.
 */
#include "accuracy.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "text/utf8.h"

bool wanted_part(const struct run *run, struct scrm_slice text)
{
    bool held_out = scrm_digest(text.at, text.len).low % 3 == 0;

    return held_out != run->dev;
}

struct scrm_score judge(const struct run *run, struct scrm_slice text, const char *lang)
{
    struct scrm_score score;

    scrm_score_judge(run->worker, (struct scrm_slice){NULL, 0}, text, scrm_slice_of(lang),
                     &score);
    return score;
}

bool read_file(const struct run *run, const char *name, struct scrm_buf *text)
{
    char *path = scrm_file_join(run->data, name);
    struct scrm_err err = {0};
    bool ok = scrm_file_read(path, text, &err) == 0;

    scrm_err_fini(&err);
    free(path);
    return ok;
}

bool next_line(struct scrm_slice *rest, struct scrm_slice *line)
{
    const char *end;

    if (!rest->len)
        return false;
    end = memchr(rest->at, '\n', rest->len);
    *line = (struct scrm_slice){rest->at, end ? (size_t)(end - rest->at) : rest->len};
    rest->at += line->len + (end != NULL);
    rest->len -= line->len + (end != NULL);
    return true;
}

void plain_text(struct scrm_slice line, struct scrm_buf *out)
{
    scrm_buf_reset(out);
    for (size_t i = 0; i < line.len; i++) {
        char digits[5] = {0};

        if (line.at[i] == '\\' && i + 5 < line.len && line.at[i + 1] == 'u') {
            memcpy(digits, line.at + i + 2, 4);
            scrm_utf8_put(out, (uint32_t)strtoul(digits, NULL, 16));
            i += 5;
        } else if (line.at[i] == '\\' || (line.at[i] == '"' && i && line.at[i - 1] == '"')) {
            continue;
        } else {
            scrm_buf_putc(out, line.at[i]);
        }
    }
}
