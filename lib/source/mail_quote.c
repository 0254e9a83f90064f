/*
 * What is new in a mail: lines that quote, the line that introduces them, and
 * the signature are told from what the person wrote. Works on lines alone, so
 * that it errs on the side of keeping: a line that is not sure is the person's.
 */
#include <string.h>
#include <strings.h>

#include "source/mail.h"

enum kind { REPLY, QUOTED, SIGNATURE };

/* The line at `*at`, without its end; moves behind it. */
static struct scrm_slice take_line(const char **at, const char *end)
{
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    struct scrm_slice line = {*at, (size_t)((newline ? newline : end) - *at)};

    *at = newline ? newline + 1 : end;
    return line;
}

static bool begins_ci(struct scrm_slice line, const char *word)
{
    size_t len = strlen(word);

    return line.len >= len && strncasecmp(line.at, word, len) == 0;
}

static bool ends_ci(struct scrm_slice line, const char *word)
{
    size_t len = strlen(word);

    return line.len >= len && strncasecmp(scrm_slice_end(line) - len, word, len) == 0;
}

static bool has_digit(struct scrm_slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.at[i] >= '0' && line.at[i] <= '9')
            return true;
    return false;
}

static bool contains(struct scrm_slice line, const char *word)
{
    return memmem(line.at, line.len, word, strlen(word)) != NULL;
}

/* "On 5 Jan 2026, Ada wrote:" in the tongues that mailers speak. */
static bool introduces(struct scrm_slice text)
{
    static const struct {
        const char *begin, *word;
    } forms[] = {{"on ", "wrote"},
                 {"am ", "schrieb"},
                 {"le ", "crit"},
                 {"el ", "escribi"},
                 {"il ", "ha scritto"},
                 {"op ", "schreef"},
                 {"em ", "escreveu"},
                 {"den ", "skrev"},
                 {"d. ", "skrev"},
                 {"w dniu ", "napisa"},
                 {"p\xC3\xA5 ", "skrev"},
                 {"", "\xE5\x86\x99\xE9\x81\x93"},
                 {"", "\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB0\xD0\xBB"}};

    text = scrm_slice_trim(text);
    if (text.len > 400 || !(ends_ci(text, ":") || ends_ci(text, "\xEF\xBC\x9A")) ||
        !has_digit(text))
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (begins_ci(text, forms[i].begin) && contains(text, forms[i].word))
            return true;
    return false;
}

/* A line that begins what a mailer quotes without signs. */
static bool divides(struct scrm_slice line)
{
    static const char *const words[] = {"original message",    "forwarded message",
                                        "reply message",       "urspr\xC3\xBCngliche nachricht",
                                        "message d'origine",   "mensaje original",
                                        "messaggio originale", "oorspronkelijk bericht",
                                        "mensagem original"};
    size_t dashes = 0;

    line = scrm_slice_trim(line);
    while (dashes < line.len && line.at[dashes] == '-')
        dashes++;
    if (dashes < 2)
        return false;
    line.at += dashes;
    line.len -= dashes;
    line = scrm_slice_trim(line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_ci(line, words[i]))
            return true;
    return false;
}

/* "From: x" with "Sent:", "Date:", "To:" or "Subject:" in the lines below: a mail's head. */
static bool is_head(struct scrm_slice line, const char *at, const char *end)
{
    static const char *const first[] = {"from:", "*from:*", "von:", "de:", "da:", "van:"};
    static const char *const more[] = {
        "sent:",      "date:",     "to:",      "subject:", "*sent:*",  "*date:*",    "*to:*",
        "*subject:*", "gesendet:", "an:",      "betreff:", "envoy",    "objet",      "enviado:",
        "para:",      "asunto:",   "inviato:", "a:",       "oggetto:", "verzonden:", "aan:",
        "onderwerp:", "datum:",    "data:",    "cc:"};
    bool fits = false;
    int found = 0;

    line = scrm_slice_trim(line);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        fits = fits || begins_ci(line, first[i]);
    for (int n = 0; fits && n < 5 && at < end; n++) {
        struct scrm_slice next = scrm_slice_trim(take_line(&at, end));

        for (size_t i = 0; i < sizeof more / sizeof *more; i++)
            if (begins_ci(next, more[i])) {
                found++;
                break;
            }
    }
    return found >= 2;
}

static bool is_signature(struct scrm_slice line)
{
    static const char *const words[] = {
        "sent from my ",     "sent from outlook", "sent via ",
        "get outlook for ",  "von meinem ",       "envoy\xC3\xA9 de mon ",
        "enviado desde mi ", "inviato da ",       "verstuurd vanaf "};
    size_t same = 0;

    if (scrm_slice_is(line, "--") || scrm_slice_is(line, "-- ") ||
        scrm_slice_is(line, "\xE2\x80\x94"))
        return true;
    line = scrm_slice_trim(line);
    while (same < line.len && line.at[same] == '_')
        same++;
    if (line.len >= 2 && same == line.len)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_ci(line, words[i]) && line.len < 80)
            return true;
    return false;
}

/* How many lines from `line` on introduce a quotation together; 0: none. */
static int introduction(struct scrm_slice line, const char *at, const char *end)
{
    struct scrm_slice text = line;

    for (int n = 1; n <= 4 && scrm_slice_trim(text).len && !strchr(" \t\r", *text.at); n++) {
        if (introduces(text))
            return n;
        if (at >= end)
            break;
        line = take_line(&at, end);
        if (!scrm_slice_trim(line).len || line.at[0] == '>')
            break;
        text.len = (size_t)(scrm_slice_end(line) - text.at);
    }
    return 0;
}

/* Whether signs of quoting follow, blank lines apart. */
static bool signs_follow(const char *at, const char *end)
{
    while (at < end) {
        struct scrm_slice line = scrm_slice_trim(take_line(&at, end));

        if (line.len)
            return line.at[0] == '>';
    }
    return false;
}

static void put_line(struct scrm_buf *out, struct scrm_slice line)
{
    if (!out->len && !scrm_slice_trim(line).len)
        return;
    scrm_buf_put_slice(out, line);
    scrm_buf_putc(out, '\n');
}

static void trim(struct scrm_buf *out)
{
    while (out->len && strchr(" \t\r\n", out->at[out->len - 1]))
        out->at[--out->len] = '\0';
}

void scrm_mail_split(struct scrm_slice text, struct scrm_buf *reply, struct scrm_buf *quoted,
                     struct scrm_buf *signature)
{
    struct scrm_buf *const to[] = {reply, quoted, signature};
    const char *at = text.at, *end = scrm_slice_end(text);
    enum kind kind = REPLY;
    bool all = false; /* what is quoted goes on to the end */
    int introducing = 0;

    while (at < end) {
        struct scrm_slice line = take_line(&at, end), bare = scrm_slice_trim(line);
        bool marked = bare.len && bare.at[0] == '>';

        if (!all && !introducing) {
            if (divides(line) || is_head(line, at, end)) {
                kind = QUOTED;
                all = true;
            } else if ((introducing = introduction(line, at, end)) > 0) {
                const char *behind = at;

                for (int i = 1; i < introducing; i++)
                    take_line(&behind, end);
                kind = QUOTED;
                /* Without signs all of the rest is quoted, if there is something before it. */
                all = !signs_follow(behind, end) && reply->len > 0;
                if (!all && !signs_follow(behind, end)) {
                    kind = REPLY;
                    introducing = 0;
                }
            } else if (marked) {
                kind = QUOTED;
            } else if (kind == QUOTED && bare.len) {
                kind = REPLY;
            }
            if (kind == REPLY && is_signature(line) && reply->len)
                kind = SIGNATURE;
        }
        if (introducing)
            introducing--;
        put_line(to[kind], line);
    }
    trim(reply);
    trim(quoted);
    trim(signature);
}
