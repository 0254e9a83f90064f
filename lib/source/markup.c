/*
 * Slack's mrkdwn, language tags and references, written for the mapping's
 * transforms. Broken markup gives its text.
 */
#include "source/markup.h"

#include "source/eval.h"
#include "text/html.h"

/* What stands between < and >: a link, a mention, a channel or a command. */
static void put_angle(struct scrm_buf *out, struct scrm_slice inside)
{
    const char *bar = memchr(inside.at, '|', inside.len);
    struct scrm_slice label = {0};
    char first = inside.len ? inside.at[0] : '\0';

    if (bar) {
        label.at = bar + 1;
        label.len = inside.len - (size_t)(label.at - inside.at);
        inside.len = (size_t)(bar - inside.at);
    }
    if (first == '@' || first == '#' || first == '!') {
        struct scrm_slice name = label.len ? label : inside;

        if (!label.len) {
            name.at++;
            name.len--;
        }
        if (name.len && (name.at[0] == '@' || name.at[0] == '#')) {
            name.at++;
            name.len--;
        }
        scrm_buf_putc(out, first == '#' ? '#' : '@');
        scrm_html_unescape(out, name);
    } else {
        scrm_html_unescape(out, label.len ? label : inside);
    }
}

void scrm_mrkdwn_text(struct scrm_buf *out, struct scrm_slice text)
{
    while (text.len) {
        const char *open = memchr(text.at, '<', text.len);
        const char *shut = open ? memchr(open, '>', text.len - (size_t)(open - text.at)) : NULL;
        size_t before = shut ? (size_t)(open - text.at) : text.len;

        scrm_html_unescape(out, (struct scrm_slice){text.at, before});
        if (!shut)
            return;
        put_angle(out, (struct scrm_slice){open + 1, (size_t)(shut - open) - 1});
        text.len -= (size_t)(shut + 1 - text.at);
        text.at = shut + 1;
    }
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
    return is_alpha(c) || (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

bool scrm_language_put(struct scrm_slice tag, struct scrm_buf *out)
{
    static const char *const unknown[] = {"und", "zxx", "mul", "mis"};
    size_t begin = out->len, part = 0, len;

    for (size_t i = 0; i <= tag.len; i += len + 1, part++) {
        bool alpha = true;

        for (len = 0; i + len < tag.len && is_alnum(tag.at[i + len]); len++)
            alpha = alpha && is_alpha(tag.at[i + len]);
        if (len == 0 || len > 8 || (part == 0 && (!alpha || len < 2)) ||
            (i + len < tag.len && tag.at[i + len] != '-' && tag.at[i + len] != '_')) {
            if (out->at)
                out->at[out->len = begin] = '\0';
            return false;
        }
        if (part)
            scrm_buf_putc(out, '-');
        for (size_t j = 0; j < len; j++) {
            char c = tag.at[i + j];
            bool big = part > 0 && alpha && (len == 2 || (len == 4 && j == 0));

            scrm_buf_putc(out, big ? upper(c) : lower(c));
        }
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (scrm_slice_is((struct scrm_slice){out->at + begin, out->len - begin}, unknown[i]))
            out->at[out->len = begin] = '\0';
    return true;
}

bool scrm_ref_is_uri(struct scrm_slice id)
{
    static const char *const opaque[] = {"tag:", "urn:", "mid:", "acct:", "erased:"};
    size_t i = 0;

    for (size_t j = 0; j < sizeof opaque / sizeof *opaque; j++)
        if (scrm_slice_starts(id, opaque[j]))
            return true;
    if (id.len > 2 && id.at[0] == '<' && id.at[id.len - 1] == '>') /* a Message-ID */
        return memchr(id.at, '@', id.len) != NULL;
    while (i < id.len && (is_alnum(id.at[i]) || strchr("+-.", id.at[i])))
        i++;
    return i > 1 && is_alpha(id.at[0]) && id.len > i + 3 && memcmp(id.at + i, "://", 3) == 0;
}

void scrm_ref_put(struct scrm_slice network, struct scrm_slice host, struct scrm_slice id,
                  struct scrm_buf *out)
{
    if (!scrm_ref_is_uri(id)) {
        scrm_buf_put_slice(out, network);
        scrm_buf_putc(out, ':');
        if (host.len) {
            scrm_buf_put_slice(out, host);
            scrm_buf_putc(out, ':');
        }
    }
    scrm_buf_put_slice(out, id);
}
