/*
 * Keys are letters, since nobody counts; s, u and q mean something else.
 */
#include "teach/choices.h"

#include <stdlib.h>

#include "base/alloc.h"

static const char commands[] = "suq";

void scrm_choices_fini(struct scrm_choices *choices)
{
    for (size_t i = 0; i < choices->n; i++)
        free(choices->at[i].label);
    *choices = (struct scrm_choices){.n = 0};
}

int scrm_choices_find(const struct scrm_choices *choices, struct scrm_slice label)
{
    for (size_t i = 0; i < choices->n; i++)
        if (scrm_slice_is(label, choices->at[i].label))
            return (int)i;
    return -1;
}

int scrm_choices_add(struct scrm_choices *choices, struct scrm_slice label,
                     struct scrm_err *err)
{
    label = scrm_slice_trim(label);
    if (!label.len || scrm_choices_find(choices, label) >= 0)
        return 0;
    if (choices->n == SCRM_CHOICES_MAX)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "more than %d labels: too many for single keys", SCRM_CHOICES_MAX);
    choices->at[choices->n++].label = scrm_strndup(label.at, label.len);
    return 0;
}

int scrm_choices_add_list(struct scrm_choices *choices, const char *list, struct scrm_err *err)
{
    while (list) {
        const char *comma = strchr(list, ',');
        struct scrm_slice label = {list, comma ? (size_t)(comma - list) : strlen(list)};

        if (scrm_choices_add(choices, label, err))
            return -1;
        list = comma ? comma + 1 : NULL;
    }
    return 0;
}

static bool is_free(const struct scrm_choices *choices, char key)
{
    if (strchr(commands, key))
        return false;
    for (size_t i = 0; i < choices->n; i++)
        if (choices->at[i].key == key)
            return false;
    return true;
}

static char small_letter(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    return c >= 'a' && c <= 'z' ? c : '\0';
}

void scrm_choices_give_keys(struct scrm_choices *choices)
{
    for (size_t i = 0; i < choices->n; i++)
        choices->at[i].key = '\0';
    /* First letters first, so that a later label keeps its own. */
    for (int first = 1; first >= 0; first--)
        for (size_t i = 0; i < choices->n; i++)
            for (const char *at = choices->at[i].label;
                 !choices->at[i].key && *at && (!first || at == choices->at[i].label); at++) {
                char key = small_letter(*at);

                if (key && is_free(choices, key))
                    choices->at[i].key = key;
            }
    for (size_t i = 0; i < choices->n; i++)
        for (char key = 'a'; !choices->at[i].key; key++)
            if (is_free(choices, key))
                choices->at[i].key = key;
}

int scrm_choices_by_key(const struct scrm_choices *choices, int key)
{
    for (size_t i = 0; i < choices->n; i++)
        if (choices->at[i].key == key || (i < 9 && key == '1' + (int)i))
            return (int)i;
    return -1;
}
