/*
 * Texts and addresses in feeds: in how many ways an element can hold a text,
 * and what its addresses are relative to.
 */
#include "source/feed_part.h"

#include <strings.h>

#include "base/base64.h"
#include "record/emit.h"
#include "source/uri.h"
#include "text/html.h"

/* How an Atom text construct, or an RSS element, holds its text. */
enum form { FORM_TEXT, FORM_HTML, FORM_MARKUP, FORM_BASE64 };

void scrm_feed_put_member(struct scrm_buf *out, const char *name, struct scrm_slice text)
{
    if (!text.len)
        return;
    scrm_emit_key(out, name);
    scrm_emit_repaired(out, text);
}

static bool looks_like_html(struct scrm_slice text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        char next = (char)(text.at[i + 1] | 0x20);

        if (text.at[i] == '<' &&
            ((next >= 'a' && next <= 'z') || text.at[i + 1] == '/' || text.at[i + 1] == '!'))
            return true;
        if (text.at[i] == '&' && ((next >= 'a' && next <= 'z') || text.at[i + 1] == '#') &&
            memchr(text.at + i, ';', text.len - i < 12 ? text.len - i : 12))
            return true;
    }
    return false;
}

static bool has_elements(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            return true;
    return false;
}

/* RFC 4287, section 4.1.3.3: a media type that is neither text nor XML is in base64. */
static bool is_binary(struct scrm_slice type)
{
    return type.len && memchr(type.at, '/', type.len) && !scrm_slice_starts(type, "text/") &&
           !memmem(type.at, type.len, "xml", 3) && !memmem(type.at, type.len, "html", 4);
}

static enum form form_of(const xmlNode *node)
{
    struct scrm_slice type = scrm_feed_attribute(node, "type");
    struct scrm_slice mode = scrm_feed_attribute(node, "mode");

    if (scrm_slice_is(mode, "base64") || (!mode.len && is_binary(type)))
        return FORM_BASE64;
    if (has_elements(node))
        return FORM_MARKUP;
    if (scrm_slice_is(type, "text") || scrm_slice_is(type, "text/plain"))
        return FORM_TEXT;
    if (type.len && memmem(type.at, type.len, "html", 4))
        return scrm_slice_is(mode, "escaped") || !memmem(type.at, type.len, "xhtml", 5)
                   ? FORM_HTML
                   : FORM_MARKUP;
    return scrm_slice_is(mode, "escaped") ? FORM_HTML : FORM_TEXT;
}

/* Puts the element's text into item->text; true where it is HTML. */
bool scrm_feed_read(struct scrm_feed_item *item, const xmlNode *node, bool rss)
{
    enum form form = form_of(node);

    scrm_buf_reset(&item->text);
    if (form == FORM_MARKUP) {
        const xmlNode *div = scrm_feed_child(node, SCRM_SPACE_XHTML, "div");

        /* Atom wraps XHTML in a div that is no part of it. */
        scrm_feed_inner(div && !rss ? div : node, &item->text);
        return true;
    }
    scrm_feed_text(node, &item->text);
    if (form == FORM_BASE64) {
        scrm_buf_reset(&item->plain);
        scrm_base64_take(&item->plain, scrm_buf_slice(&item->text));
        scrm_buf_reset(&item->text);
        scrm_buf_put_slice(&item->text, scrm_buf_slice(&item->plain));
        return looks_like_html(scrm_buf_slice(&item->text));
    }
    return form == FORM_HTML || (rss && looks_like_html(scrm_buf_slice(&item->text)));
}

const xmlNode *scrm_feed_find(const xmlNode *parent, const struct scrm_feed_element *elements)
{
    for (; elements->name; elements++) {
        const xmlNode *child = scrm_feed_child(parent, elements->space, elements->name);

        if (child)
            return child;
    }
    return NULL;
}

/* A member from the first of the elements that has a text. */
void scrm_feed_put_first(struct scrm_feed_item *item, const char *name,
                         const struct scrm_feed_element *elements)
{
    for (; elements->name; elements++) {
        const xmlNode *child = scrm_feed_child(item->node, elements->space, elements->name);
        struct scrm_slice text;

        if (!child)
            continue;
        scrm_buf_reset(&item->text);
        scrm_feed_text(child, &item->text);
        text = scrm_slice_trim(scrm_buf_slice(&item->text));
        if (text.len) {
            scrm_feed_put_member(item->out, name, text);
            return;
        }
    }
}

bool scrm_feed_is_atom(const xmlNode *item)
{
    return strcasecmp((const char *)item->name, "entry") == 0 ||
           strcasecmp((const char *)item->name, "feed") == 0;
}

void scrm_feed_put_plain(struct scrm_feed_item *item, const char *name, const xmlNode *node)
{
    if (!node)
        return;
    if (scrm_feed_read(item, node, !scrm_feed_is_atom(item->node))) {
        scrm_buf_reset(&item->plain);
        scrm_html_text(&item->plain, scrm_buf_slice(&item->text), NULL, NULL);
        scrm_feed_put_member(item->out, name, scrm_slice_trim(scrm_buf_slice(&item->plain)));
    } else {
        scrm_feed_put_member(item->out, name, scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
}

/* The address in item->text (or `href`), made absolute, as a member. */
void scrm_feed_put_address(struct scrm_feed_item *item, const char *name, const xmlNode *node,
                           struct scrm_slice href)
{
    if (!href.len)
        return;
    scrm_buf_reset(&item->base);
    scrm_feed_base(node, item->url, &item->base);
    scrm_buf_reset(&item->plain);
    scrm_uri_resolve(scrm_buf_slice(&item->base), href, &item->plain);
    scrm_feed_put_member(item->out, name, scrm_buf_slice(&item->plain));
}
