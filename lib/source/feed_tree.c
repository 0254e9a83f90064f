/*
 * Questions to an XML tree, forgiving about namespaces and case as feeds are.
 */
#include "source/feed_tree.h"

#include <strings.h>

#include "source/uri.h"
#include "text/utf8.h"

#define DEPTH_MAX 256

struct space {
    const char *word; /* in the namespace's address, lower case */
    enum scrm_feed_space space;
};

static const struct space SPACES[] = {
    {"purl.org/dc/", SCRM_SPACE_DC},
    {"rss/1.0/modules/dc", SCRM_SPACE_DC},
    {"rss/1.0/modules/content", SCRM_SPACE_CONTENT},
    {"rss/1.0/modules/slash", SCRM_SPACE_SLASH},
    {"syndication/thread", SCRM_SPACE_THREAD},
    {"search.yahoo.com/mrss", SCRM_SPACE_MEDIA},
    {"tools.search.yahoo.com", SCRM_SPACE_MEDIA},
    {"itunes.com", SCRM_SPACE_ITUNES},
    {"itunes.apple.com/rss", SCRM_SPACE_STORE},
    {"example.com/dtds/podcast", SCRM_SPACE_ITUNES},
    {"1999/xhtml", SCRM_SPACE_XHTML},
    {"2005/atom", SCRM_SPACE_PLAIN},
    {"purl.org/atom/ns", SCRM_SPACE_PLAIN},
    {"blogger.com/atom/ns", SCRM_SPACE_PLAIN},
    {"purl.org/rss/1.0", SCRM_SPACE_PLAIN},
    {"purl.org/net/rss", SCRM_SPACE_PLAIN},
    {"my.netscape.com", SCRM_SPACE_PLAIN},
    {"channel.netscape.com", SCRM_SPACE_PLAIN},
    {"backend.userland.com", SCRM_SPACE_PLAIN},
    {"blogs.law.harvard.edu", SCRM_SPACE_PLAIN},
    {"cyber.law.harvard.edu", SCRM_SPACE_PLAIN},
};

static const struct space PREFIXES[] = {
    {"dc", SCRM_SPACE_DC},         {"dcterms", SCRM_SPACE_DC},  {"content", SCRM_SPACE_CONTENT},
    {"slash", SCRM_SPACE_SLASH},   {"thr", SCRM_SPACE_THREAD},  {"media", SCRM_SPACE_MEDIA},
    {"itunes", SCRM_SPACE_ITUNES}, {"xhtml", SCRM_SPACE_XHTML}, {"atom", SCRM_SPACE_PLAIN},
    {"rss", SCRM_SPACE_PLAIN},     {"a", SCRM_SPACE_PLAIN},     {"im", SCRM_SPACE_STORE},
};

static const char *name_of(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    const char *colon = name ? strchr(name, ':') : NULL;

    return colon ? colon + 1 : name;
}

/* The prefix of a name whose namespace was never declared. */
static enum scrm_feed_space space_of_prefix(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    const char *colon = name ? strchr(name, ':') : NULL;

    if (!colon)
        return SCRM_SPACE_PLAIN;
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (strlen(PREFIXES[i].word) == (size_t)(colon - name) &&
            strncasecmp(name, PREFIXES[i].word, (size_t)(colon - name)) == 0)
            return PREFIXES[i].space;
    return SCRM_SPACE_OTHER;
}

enum scrm_feed_space scrm_feed_space(const xmlNode *node)
{
    const char *href = node->ns ? (const char *)node->ns->href : NULL;

    if (!href || !*href)
        return space_of_prefix(node);
    for (size_t i = 0; i < sizeof SPACES / sizeof *SPACES; i++)
        if (strcasestr(href, SPACES[i].word))
            return SPACES[i].space;
    /* A namespace of the document's own for all of it changes nothing. */
    return node->ns->prefix ? SCRM_SPACE_OTHER : SCRM_SPACE_PLAIN;
}

bool scrm_feed_is(const xmlNode *node, enum scrm_feed_space space, const char *name)
{
    return node->type == XML_ELEMENT_NODE && name_of(node) &&
           strcasecmp(name_of(node), name) == 0 && scrm_feed_space(node) == space;
}

xmlNode *scrm_feed_child(const xmlNode *parent, enum scrm_feed_space space, const char *name)
{
    for (xmlNode *child = parent->children; child; child = child->next)
        if (scrm_feed_is(child, space, name))
            return child;
    return NULL;
}

static struct scrm_slice attribute_text(const xmlAttr *attribute)
{
    struct scrm_slice text = {0};

    /* The sanitiser leaves no entity nodes, so a value is one text node. */
    if (attribute->children && attribute->children->content)
        text = scrm_slice_trim(scrm_slice_of((const char *)attribute->children->content));
    return text.len ? text : (struct scrm_slice){0};
}

struct scrm_slice scrm_feed_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const char *own = (const char *)attribute->name;
        const char *colon = strchr(own, ':');

        if (strcasecmp(colon ? colon + 1 : own, name) == 0)
            return attribute_text(attribute);
    }
    return (struct scrm_slice){0};
}

struct scrm_slice scrm_feed_inherited(const xmlNode *node, const char *name)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
        for (const xmlAttr *attribute = node->properties; attribute;
             attribute = attribute->next)
            if (attribute->ns && attribute->ns->prefix &&
                strcmp((const char *)attribute->ns->prefix, "xml") == 0 &&
                strcmp((const char *)attribute->name, name) == 0)
                return attribute_text(attribute);
    return (struct scrm_slice){0};
}

static void put_text(const xmlNode *node, int depth, struct scrm_buf *out)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            scrm_buf_puts(out, (const char *)child->content);
        else if (child->type == XML_ELEMENT_NODE && depth < DEPTH_MAX)
            put_text(child, depth + 1, out);
    }
}

void scrm_feed_text(const xmlNode *node, struct scrm_buf *out)
{
    put_text(node, 0, out);
}

static void put_markup(const xmlNode *node, int depth, struct scrm_buf *out)
{
    const char *name = name_of(node);

    scrm_buf_printf(out, "<%s", name);
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        scrm_buf_printf(out, " %s=\"", (const char *)attribute->name);
        if (attribute->children && attribute->children->content)
            scrm_text_html(out, scrm_slice_of((const char *)attribute->children->content));
        scrm_buf_putc(out, '"');
    }
    scrm_buf_putc(out, '>');
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            scrm_text_html(out, scrm_slice_of((const char *)child->content));
        else if (child->type == XML_ELEMENT_NODE && depth < DEPTH_MAX)
            put_markup(child, depth + 1, out);
    }
    if (node->children || !(strcasecmp(name, "br") == 0 || strcasecmp(name, "img") == 0 ||
                            strcasecmp(name, "hr") == 0))
        scrm_buf_printf(out, "</%s>", name);
}

void scrm_feed_inner(const xmlNode *node, struct scrm_buf *out)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            scrm_text_html(out, scrm_slice_of((const char *)child->content));
        else if (child->type == XML_ELEMENT_NODE)
            put_markup(child, 0, out);
    }
}

static void put_base(const xmlNode *node, struct scrm_slice url, int depth,
                     struct scrm_buf *out)
{
    struct scrm_buf above = {0};
    struct scrm_slice own = {0};

    if (!node || node->type != XML_ELEMENT_NODE || depth > DEPTH_MAX) {
        scrm_buf_put_slice(out, url);
        return;
    }
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        if (attribute->ns && attribute->ns->prefix &&
            strcmp((const char *)attribute->ns->prefix, "xml") == 0 &&
            strcmp((const char *)attribute->name, "base") == 0)
            own = attribute_text(attribute);
    if (!own.len) {
        put_base(node->parent, url, depth + 1, out);
        return;
    }
    put_base(node->parent, url, depth + 1, &above);
    scrm_uri_resolve(scrm_buf_slice(&above), own, out);
    scrm_buf_fini(&above);
}

void scrm_feed_base(const xmlNode *node, struct scrm_slice url, struct scrm_buf *out)
{
    put_base(node, url, 0, out);
}
