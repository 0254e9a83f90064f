/*
 * Entities of posts whose network names none: the links that the HTML had,
 * else what the plain text points at.
 */
#include "record/emit.h"
#include "source/post.h"
#include "text/ascii.h"
#include "text/entities.h"
#include "text/lower.h"

struct finding {
    struct scrm_post_writer *writer;
    enum scrm_role role;
    struct scrm_slice text;
    struct scrm_buf *out;
    size_t open; /* offset behind the bracket */
};

/* Whether the JSON text appended last stands in the list already; takes it back then. */
static void keep_new(struct finding *finding, size_t from)
{
    struct scrm_buf *out = finding->out;
    size_t len = out->len - from;

    for (size_t at = finding->open; at + len < from; at++)
        if (memcmp(out->at + at, out->at + from, len) == 0) {
            size_t comma = from > finding->open ? 1 : 0;

            out->at[out->len = from - comma] = '\0';
            return;
        }
}

static void put(struct finding *finding, struct scrm_slice text)
{
    size_t from;

    scrm_emit_comma(finding->out);
    from = finding->out->len;
    finding->writer->tally.repaired += scrm_emit_repaired(finding->out, text);
    keep_new(finding, from);
}

static bool wanted(enum scrm_role role, enum scrm_entity kind)
{
    if (role == SCRM_ROLE_URLS)
        return kind == SCRM_ENTITY_URL;
    if (role == SCRM_ROLE_HASHTAGS)
        return kind == SCRM_ENTITY_HASHTAG;
    return kind == SCRM_ENTITY_MENTION || kind == SCRM_ENTITY_HANDLE;
}

static bool hit(void *ctx, enum scrm_entity kind, size_t from, size_t to)
{
    struct finding *finding = ctx;
    struct scrm_slice text = {finding->text.at + from, to - from};
    struct scrm_buf *lower = &finding->writer->scratch;

    if (!wanted(finding->role, kind))
        return true;
    if (kind == SCRM_ENTITY_URL) {
        put(finding, text);
        return true;
    }
    while (text.len && (unsigned char)text.at[0] < 0x80 && strchr("#@", text.at[0])) {
        text.at++;
        text.len--;
    }
    if (kind == SCRM_ENTITY_HASHTAG) {
        scrm_buf_reset(lower);
        scrm_text_lower(lower, text);
        text = scrm_buf_slice(lower);
        if (scrm_slice_starts(text, "\xEF\xBC\x83")) { /* the full-width # */
            text.at += 3;
            text.len -= 3;
        }
    }
    put(finding, text);
    return true;
}

static void put_links(struct finding *finding)
{
    const struct scrm_buf *links = &finding->writer->eval.links;

    for (size_t at = 0; at < links->len;) {
        struct scrm_slice link = scrm_slice_of(links->at + at);

        put(finding, link);
        at += link.len + 1;
    }
}

/* Whether there may be an address: "://" or a dot in front of what could be a name's next part
 * (and not, as most dots, at the end of a sentence). */
static bool may_have_address(struct scrm_slice text)
{
    const char *end = scrm_slice_end(text), *at = text.at;

    for (; (at = memchr(at, '.', (size_t)(end - at))) && ++at < end;)
        if (scrm_ascii_alnum(*at) || *at == '-' || *at == '_' || (unsigned char)*at >= 0x80)
            return true;
    for (at = text.at; (at = memchr(at, ':', (size_t)(end - at))) && ++at < end;)
        if (*at == '/')
            return true;
    return false;
}

/* Whether the text has a sign without which there is no such entity: those of an address,
 * '#' or '@', or the first byte of their wide forms. */
static bool may_have(enum scrm_role role, struct scrm_slice text)
{
    static const char signs[] = {[SCRM_ROLE_MENTIONS] = '@', [SCRM_ROLE_HASHTAGS] = '#'};

    if (!text.len)
        return false;
    if (role == SCRM_ROLE_URLS)
        return may_have_address(text);
    return memchr(text.at, signs[role], text.len) || memchr(text.at, 0xEF, text.len);
}

bool scrm_entities_put(struct scrm_post_writer *writer, enum scrm_role role,
                       struct scrm_slice text, struct scrm_buf *out)
{
    static const char *const names[] = {[SCRM_ROLE_MENTIONS] = "mentions",
                                        [SCRM_ROLE_HASHTAGS] = "hashtags",
                                        [SCRM_ROLE_URLS] = "urls"};
    struct finding finding = {.writer = writer, .role = role, .text = text, .out = out};
    bool linked = role == SCRM_ROLE_URLS && writer->eval.links.len;
    size_t begin = out->len;

    if (!linked && !may_have(role, text))
        return false;
    scrm_emit_key(out, names[role]);
    scrm_buf_putc(out, '[');
    finding.open = out->len;
    if (linked)
        put_links(&finding);
    else
        scrm_entities_scan(text, hit, &finding);
    if (out->len == finding.open) {
        out->at[out->len = begin] = '\0';
        return false;
    }
    scrm_buf_putc(out, ']');
    return true;
}
