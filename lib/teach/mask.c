/*
 * Names are found as whole words, whatever the case of their ASCII letters;
 * numbers and addresses by the detectors that the scorer's flag comes from.
 */
#include "teach/mask.h"

#include <strings.h>

#include "text/detect.h"
#include "text/utf8.h"

enum { NAME_BYTES_LEAST = 3 };

struct masking {
    struct scrm_buf *out;
    struct scrm_slice text, names[2];
    size_t at; /* what stands before is written */
};

/* Whether a word could go on across this place. */
static bool is_inside(struct scrm_slice text, size_t at)
{
    size_t before = at;
    uint32_t left, right;

    if (at == 0 || at >= text.len)
        return false;
    do
        before--;
    while (before > 0 && ((unsigned char)text.at[before] & 0xC0) == 0x80);
    scrm_utf8_decode(text.at + before, text.at + at, &left);
    scrm_utf8_decode(text.at + at, text.at + text.len, &right);
    return scrm_text_is_word(left) && scrm_text_is_word(right);
}

/* The length of an author's name that stands at a place; 0: none does. */
static size_t name_at(const struct masking *masking, size_t at, size_t end)
{
    for (int i = 0; i < 2; i++) {
        struct scrm_slice name = masking->names[i];

        if (name.len >= NAME_BYTES_LEAST && at + name.len <= end &&
            strncasecmp(masking->text.at + at, name.at, name.len) == 0 &&
            !is_inside(masking->text, at) && !is_inside(masking->text, at + name.len))
            return name.len;
    }
    return 0;
}

/* What stands before `end`, names masked. */
static void put_until(struct masking *masking, size_t end)
{
    size_t kept = masking->at, at = kept;

    while (at < end) {
        size_t len = name_at(masking, at, end);

        if (!len) {
            at++;
            continue;
        }
        if (at > kept && masking->text.at[at - 1] == '@')
            scrm_buf_put(masking->out, masking->text.at + kept, at - kept - 1);
        else
            scrm_buf_put(masking->out, masking->text.at + kept, at - kept);
        scrm_buf_puts(masking->out, "[author]");
        kept = at += len;
    }
    scrm_buf_put(masking->out, masking->text.at + kept, end - kept);
    masking->at = end;
}

static bool put_personal(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    static const char *const instead[] = {
        [SCRM_PERSONAL_EMAIL] = "[e-mail]", [SCRM_PERSONAL_PHONE] = "[number]",
        [SCRM_PERSONAL_CARD] = "[number]",  [SCRM_PERSONAL_IBAN] = "[number]",
        [SCRM_PERSONAL_IP] = "[address]",
    };
    struct masking *masking = ctx;

    put_until(masking, from);
    scrm_buf_puts(masking->out, instead[kind]);
    masking->at = to;
    return true;
}

void scrm_mask_author(struct scrm_buf *out, struct scrm_slice text, struct scrm_slice handle,
                      struct scrm_slice name)
{
    struct masking masking = {.out = out, .text = text, .names = {handle, name}};

    if (!text.len)
        return;
    if (handle.len && handle.at[0] == '@')
        masking.names[0] = (struct scrm_slice){handle.at + 1, handle.len - 1};
    scrm_personal_scan(text, put_personal, &masking);
    put_until(&masking, text.len);
}
