/*
 * Dropping accents: of Latin letters as case folding and NFKC leave them,
 * precomposed and small. Letters that are no accented ones (ð, þ, ı)
 * stay what they are. Other scripts are left alone.
 */
#include "model/spelling.h"

#include "text/utf8.h"

/* What U+00E0..U+00FF and U+0100..U+017F are without their accents; '.' = themselves. */
static const char first[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";
static const char second[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
                             ".llnnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.";

_Static_assert(sizeof first == 32 + 1 && sizeof second == 128 + 1, "one for every letter");

/* The plain letters of a code point, two at most; NULL where it stays. */
static const char *letters_of(uint32_t cp, uint32_t accents, char one[2])
{
    const char *letters = NULL;

    one[0] = one[1] = '\0';
    switch (cp) {
    case 0xE4:
        letters = "ae";
        break;
    case 0xF6:
        letters = "oe";
        break;
    case 0xFC:
        letters = "ue";
        break;
    case 0xE6:
        return "ae";
    case 0x153:
        return "oe";
    default:
        break;
    }
    if (letters && accents == SCRM_ACCENTS_DIGRAPHS)
        return letters;
    if (cp >= 0xE0 && cp <= 0xFF)
        one[0] = first[cp - 0xE0];
    else if (cp >= 0x100 && cp <= 0x17F)
        one[0] = second[cp - 0x100];
    return one[0] && one[0] != '.' ? one : NULL;
}

struct scrm_slice scrm_spelling_plain(const struct scrm_spelling *spelling,
                                      struct scrm_slice folded, char plain[SCRM_SPELLING_MAX])
{
    const char *at = folded.at, *end = scrm_slice_end(folded);
    size_t len = 0;

    if (spelling->accents == SCRM_ACCENTS_KEEP)
        return folded;
    while (at < end && (signed char)*at >= 0)
        at++;
    if (at == end || folded.len > SCRM_SPELLING_MAX) /* what is dropped never makes it longer */
        return folded;
    memcpy(plain, folded.at, len = (size_t)(at - folded.at));
    while (at < end) {
        uint32_t cp;
        size_t n = scrm_utf8_decode(at, end, &cp);
        char one[2];
        const char *letters = n > 1 ? letters_of(cp, spelling->accents, one) : NULL;

        if (letters) {
            while (*letters)
                plain[len++] = *letters++;
        } else {
            memcpy(plain + len, at, n);
            len += n;
        }
        at += n;
    }
    return (struct scrm_slice){plain, len};
}

/* Finds `value` among `names` (a NULL ends them) and stores its number. */
static void read_choice(struct scrm_slice value, const char *const *names, uint32_t *choice,
                        struct scrm_err *err)
{
    for (uint32_t i = 0; names[i]; i++)
        if (scrm_slice_is(value, names[i])) {
            *choice = i;
            return;
        }
    scrm_err_set(err, SCRM_EXIT_CONFIG, "unknown value \"%.*s\"", SCRM_FMT(value));
}

bool scrm_spelling_read(struct scrm_spelling *spelling, struct scrm_slice name,
                        struct scrm_slice value, struct scrm_err *err)
{
    static const char *const accents[] = {"keep", "drop", "digraphs", NULL};
    static const char *const apostrophe[] = {"joins", "parts", NULL};

    if (scrm_slice_is(name, "accents"))
        read_choice(value, accents, &spelling->accents, err);
    else if (scrm_slice_is(name, "apostrophe"))
        read_choice(value, apostrophe, &spelling->apostrophe, err);
    else
        return false;
    return true;
}
