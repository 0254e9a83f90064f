/*
 * Guesses where they fail: finding a name by its hash, and learning new ones.
 */
#include "record/guess.h"

#include <stdlib.h>

#include "base/alloc.h"

static void forget(struct scrm_guesses *guesses, const struct scrm_keys *keys)
{
    struct scrm_guess *none = &guesses->at[SCRM_GUESS_NONE];

    guesses->keys = keys->number;
    guesses->first = scrm_realloc(guesses->first, keys->n_nodes, sizeof *guesses->first);
    memset(guesses->first, 0, keys->n_nodes * sizeof *guesses->first);
    memset(guesses->places, 0, sizeof guesses->places);
    memset(none->text, '\n', sizeof none->text);
    none->len = sizeof none->text;
    guesses->n = 1;
}

void scrm_guess_begin(struct scrm_scanner *scanner, const struct scrm_keys *keys)
{
    if (!scanner->guesses)
        scanner->guesses = scrm_alloc_zero(1, sizeof *scanner->guesses);
    if (scanner->guesses->keys != keys->number)
        forget(scanner->guesses, keys);
    scanner->guesses->line++;
}

void scrm_guess_free(struct scrm_guesses *guesses)
{
    if (guesses)
        free(guesses->first);
    free(guesses);
}

/* Where the name stands in the table, or the empty place where it would. */
static uint16_t *place_of(struct scrm_guesses *guesses, uint32_t node, struct scrm_slice key,
                          uint64_t hash)
{
    for (uint64_t place = hash + node;; place++) {
        uint16_t *number = &guesses->places[place % SCRM_GUESS_PLACES];
        const struct scrm_guess *guess = &guesses->at[*number];

        if (*number == SCRM_GUESS_NONE ||
            (guess->node == node && guess->len == key.len + SCRM_GUESS_MARKS &&
             memcmp(guess->text + 1, key.at, key.len) == 0))
            return number;
    }
}

struct scrm_guess *scrm_guess_find(struct scrm_guesses *guesses, uint32_t node,
                                   struct scrm_slice key, uint64_t hash)
{
    uint16_t number = *place_of(guesses, node, key, hash);

    return number == SCRM_GUESS_NONE ? NULL : &guesses->at[number];
}

struct scrm_guess *scrm_guess_add(struct scrm_guesses *guesses, uint32_t node,
                                  struct scrm_slice key, uint64_t hash, struct scrm_want want)
{
    struct scrm_guess *guess = &guesses->at[guesses->n];

    if (guesses->n == SCRM_GUESSES || key.len + SCRM_GUESS_MARKS > SCRM_GUESS_BYTES)
        return NULL;
    *place_of(guesses, node, key, hash) = (uint16_t)guesses->n++;
    *guess = (struct scrm_guess){
        .node = node, .len = (uint32_t)key.len + SCRM_GUESS_MARKS, .want = want};
    guess->text[0] = '"';
    memcpy(guess->text + 1, key.at, key.len);
    memcpy(guess->text + 1 + key.len, "\":", 2);
    return guess;
}
