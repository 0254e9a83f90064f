/*
 * Values of options: what a flag, a number, a size or a choice may be. Nothing
 * is stored that was not understood whole.
 */
#include "cli/argument.h"

#include <inttypes.h>

#include "base/alloc.h"
#include "base/num.h"
#include "cli/tables.h"

static int store_int(const struct scrm_option *option, const char *called, const char *text,
                     int64_t *member, struct scrm_err *err)
{
    int64_t value;

    if (scrm_num_int(scrm_slice_of(text), &value))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "option %s: '%s' is not a whole number",
                            called, text);
    if (value < option->least)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "option %s: %s is too small, the least is %" PRId64, called, text,
                            option->least);
    *member = value;
    return 0;
}

static int store_size(const struct scrm_option *option, const char *called, const char *text,
                      uint64_t *member, struct scrm_err *err)
{
    uint64_t value;

    if (scrm_num_size(scrm_slice_of(text), &value))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "option %s: '%s' is not a size such as 512, 64k or 16M", called,
                            text);
    if (option->least > 0 && value < (uint64_t)option->least)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "option %s: %s is too small, the least is %" PRId64, called, text,
                            option->least);
    *member = value;
    return 0;
}

/* A choice that ends in '=' takes text behind it: reject=FILE. */
static bool is_choice(const char *choice, const char *text)
{
    size_t len = strlen(choice);

    if (len && choice[len - 1] == '=')
        return strncmp(text, choice, len) == 0 && text[len];
    return strcmp(text, choice) == 0;
}

int scrm_argument_choice(const struct scrm_option *option, const char *called, const char *text,
                         struct scrm_err *err)
{
    struct scrm_buf known = {0};
    const char *near;
    size_t n;

    for (n = 0; option->choices[n]; n++)
        if (is_choice(option->choices[n], text))
            return 0;
    near = scrm_err_nearest(scrm_slice_of(text), option->choices, n);
    if (near)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "option %s: unknown value '%s'; did you mean %s%s?", called, text,
                            near, near[strlen(near) - 1] == '=' ? "FILE" : "");
    for (n = 0; option->choices[n]; n++)
        scrm_buf_printf(&known, "%s%s", n ? "|" : "", option->choices[n]);
    scrm_err_set(err, SCRM_EXIT_USAGE, "option %s: unknown value '%s'; it takes %s", called,
                 text, scrm_buf_text(&known));
    scrm_buf_fini(&known);
    return -1;
}

int scrm_argument_store(const struct scrm_option *option, const char *called, const char *text,
                        void *target, struct scrm_err *err)
{
    void *member = (char *)target + option->offset;
    struct scrm_texts *texts;

    if (option->complete != SCRM_COMPLETE_NONE && !text[0])
        return scrm_err_set(err, SCRM_EXIT_USAGE, "option %s: an empty name; it takes %s",
                            called, option->arg);
    switch (option->kind) {
    case SCRM_OPTION_FLAG:
        *(bool *)member = true;
        return 0;
    case SCRM_OPTION_TEXTS:
        texts = member;
        SCRM_GROW(texts->at, texts->n, texts->cap);
        texts->at[texts->n++] = text;
        return 0;
    case SCRM_OPTION_INT:
        return store_int(option, called, text, member, err);
    case SCRM_OPTION_SIZE:
        return store_size(option, called, text, member, err);
    case SCRM_OPTION_CHOICE:
        if (scrm_argument_choice(option, called, text, err))
            return -1;
        *(const char **)member = text;
        return 0;
    case SCRM_OPTION_TEXT:
    case SCRM_OPTION_HEADING:
        break;
    }
    *(const char **)member = text;
    return 0;
}
