/*
 * Facts about code points, in three steps of a table: page, class, record.
 * utf8proc answers the same questions, but through a call and several looks
 * each; words and normal forms ask for every character of every post.
 * Inside lib/text only; the table is written by gen/unidata.py from utf8proc.
 */
#ifndef SCRM_TEXT_UNIDATA_H
#define SCRM_TEXT_UNIDATA_H

#include <stdint.h>

enum scrm_unidata_flag {
    SCRM_UNI_WORD = 0x001,       /* categories L, N, M */
    SCRM_UNI_LETTER = 0x002,     /* L */
    SCRM_UNI_UPPER = 0x004,      /* Lu, Lt */
    SCRM_UNI_DIGIT = 0x008,      /* Nd */
    SCRM_UNI_MARK = 0x010,       /* M, halfwidth voiced marks */
    SCRM_UNI_SPACE = 0x020,      /* White_Space */
    SCRM_UNI_IGNORABLE = 0x040,  /* Default_Ignorable_Code_Point */
    SCRM_UNI_UNSPACED = 0x080,   /* a letter of a script written without spaces */
    SCRM_UNI_EMOJI = 0x100,      /* shown as a picture without being asked */
    SCRM_UNI_PICTURE = 0x200,    /* Extended_Pictographic or a skin tone */
    SCRM_UNI_NFC_PLAIN = 0x400,  /* the same in NFC whatever stands before it */
    SCRM_UNI_FOLD_PLAIN = 0x800, /* its fold is itself + delta, whatever stands before it */
};

struct scrm_unidata {
    uint16_t flags;
    int32_t delta; /* to the folded code point; only with FOLD_PLAIN */
};

extern const struct scrm_unidata scrm_unidata_class[167];
extern const uint8_t scrm_unidata_page[256][128];
extern const uint8_t scrm_unidata_index[8704];

/* `cp` at most U+10FFFF. */
static inline struct scrm_unidata scrm_unidata(uint32_t cp)
{
    return scrm_unidata_class[scrm_unidata_page[scrm_unidata_index[cp >> 7]][cp & 127]];
}

static inline unsigned scrm_unidata_flags(uint32_t cp)
{
    return scrm_unidata(cp).flags;
}

#endif
