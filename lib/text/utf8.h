/*
 * UTF-8: decoding, repair, normal forms, width. utf8proc's one door.
 */
#ifndef SCRM_TEXT_UTF8_H
#define SCRM_TEXT_UTF8_H

#include <stdint.h>

#include "base/buf.h"

/* Decodes one code point at `at` (< end). Returns its length in bytes; an
 * ill-formed sequence gives U+FFFD in `*cp` and the length of its maximal
 * ill-formed prefix (Unicode 15 section 3.9), so a loop always moves on. */
size_t scrm_utf8_decode(const char *at, const char *end, uint32_t *cp);

void scrm_utf8_put(struct scrm_buf *buf, uint32_t cp);

/* Whether all of it is well-formed. */
bool scrm_utf8_valid(struct scrm_slice text);

/* Appends the text with NUL and what is ill-formed as U+FFFD; returns how many it wrote. */
size_t scrm_utf8_repair(struct scrm_buf *buf, struct scrm_slice text);

/* Appends the text in NFC. Pure ASCII is copied. Input must be well-formed. */
void scrm_text_nfc(struct scrm_buf *buf, struct scrm_slice text);

/* Appends the matching form: NFKC case-folded, default-ignorables gone (U+200D and U+FE0F too).
 */
void scrm_text_fold(struct scrm_buf *buf, struct scrm_slice text);

/* Columns on a terminal: wide East Asian 2, combining 0, emoji 2, control 0. */
size_t scrm_text_width(struct scrm_slice text);

/* The longest prefix of at most `columns` columns that ends at a grapheme
 * boundary; `*used` (may be NULL) receives its width. */
struct scrm_slice scrm_text_cut(struct scrm_slice text, size_t columns, size_t *used);

/* Appends the words of the text, which stand between blanks and newlines, and a newline at
 * the end: the first from `column` on, further lines behind `indent` blanks, none beyond
 * `width` columns unless a word alone is longer. */
void scrm_text_wrap(struct scrm_buf *buf, struct scrm_slice text, size_t column, size_t indent,
                    size_t width);

/* Length in bytes of the first grapheme cluster (UAX 29); 0 for an empty text. */
size_t scrm_text_grapheme(struct scrm_slice text);

/* Letter, digit or mark: what words are made of (general categories L, N, M). */
bool scrm_text_is_word(uint32_t cp);

/* Han, kana, Thai and other scripts written without spaces: each character is a word of its
 * own. */
bool scrm_text_is_unspaced(uint32_t cp);

/* Pictographs and regional indicators; not the bases of keycaps, nor signs like the
 * copyright sign that are text unless U+FE0F follows. */
bool scrm_text_is_emoji(uint32_t cp);

/* Appends the text as a person may safely see it on a terminal: C0, C1, DEL
 * and bidirectional controls as \x1b-like visible escapes; newline and tab as a space. */
void scrm_text_visible(struct scrm_buf *buf, struct scrm_slice text);

/* Appends the text escaped for HTML text and quoted attributes (& < > " '). */
void scrm_text_html(struct scrm_buf *buf, struct scrm_slice text);

#endif
