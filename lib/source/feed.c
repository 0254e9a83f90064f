/*
 * Feeds, from bytes to one JSON Feed. The document is decoded, cleaned, parsed
 * by libxml2 with recovery and without network, entities or huge limits; what
 * the tree holds is written in the shape of a JSON Feed.
 */
#include "source/feed.h"

#include <libxml/parser.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "source/charset.h"
#include "source/feed_item.h"
#include "source/sanitize.h"
#include "text/html.h"

/* Items deeper than this are no items of the feed. */
#define SEARCH_DEPTH 6

static void be_silent(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

/* Without memory libxml2 would give half a feed: so the process ends instead. */
static void *resize(void *old, size_t size)
{
    return scrm_realloc(old, size, 1);
}

static void start_parser(void)
{
    xmlMemSetup(free, scrm_alloc, resize, scrm_strdup);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, be_silent);
}

static bool is_item(const xmlNode *node)
{
    return scrm_feed_is(node, SCRM_SPACE_PLAIN, "item") ||
           scrm_feed_is(node, SCRM_SPACE_PLAIN, "entry");
}

struct walk {
    const xmlNode *channel;
    struct scrm_slice url;
    const char *kind;
    struct scrm_feed_facts *facts;
    struct scrm_buf *out;
};

static void put_items(struct walk *walk, const xmlNode *node, int depth)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        if (is_item(child)) {
            scrm_emit_comma(walk->out);
            scrm_feed_put_item(child, walk->url, walk->kind, walk->out);
            walk->facts->items++;
        } else if (depth < SEARCH_DEPTH && scrm_feed_space(child) == SCRM_SPACE_PLAIN) {
            put_items(walk, child, depth + 1);
        }
    }
}

/* "rss20", "rss10", "atom10" and the like; NULL where it is no feed. */
static const char *kind_of(const xmlNode *root)
{
    struct scrm_slice version = scrm_feed_attribute(root, "version");
    const char *name = (const char *)root->name;
    const char *href = root->ns ? (const char *)root->ns->href : NULL;
    const char *colon = strchr(name, ':');

    name = colon ? colon + 1 : name;
    if (strcasecmp(name, "rss") == 0)
        return version.len && version.at[0] == '0' ? "rss09" : "rss20";
    if (strcasecmp(name, "rdf") == 0)
        return "rss10";
    if (strcasecmp(name, "feed") == 0 || strcasecmp(name, "entry") == 0)
        return (href && strstr(href, "purl.org")) || scrm_slice_is(version, "0.3") ? "atom03"
                                                                                   : "atom10";
    if (strcasecmp(name, "channel") == 0 || strcasecmp(name, "item") == 0)
        return scrm_feed_attribute(root, "href").len ? "cdf" : "rss20";
    return NULL;
}

/* The element that speaks for the whole feed. */
static const xmlNode *channel_of(const xmlNode *root)
{
    const xmlNode *channel = scrm_feed_child(root, SCRM_SPACE_PLAIN, "channel");

    return channel ? channel : root;
}

static void put_document(const xmlNode *root, struct scrm_slice url,
                         struct scrm_feed_facts *facts, struct scrm_buf *out)
{
    struct walk walk = {.channel = channel_of(root),
                        .url = url,
                        .kind = kind_of(root),
                        .facts = facts,
                        .out = out};

    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "version", SCRM_SLICE("https://jsonfeed.org/version/1.1"));
    scrm_feed_put_channel(walk.channel, url, out);
    scrm_emit_key(out, "items");
    scrm_buf_putc(out, '[');
    if (is_item(root)) {
        scrm_feed_put_item(root, url, walk.kind, out);
        facts->items++;
    } else {
        put_items(&walk, root, 0);
    }
    scrm_buf_puts(out, "]}");
}

/* The feeds that an HTML page names in its head, for a hint. */

static void find_feeds(struct scrm_slice html, struct scrm_buf *out)
{
    const char *at = html.at, *end = scrm_slice_end(html);

    while ((at = memmem(at, (size_t)(end - at), "<link", 5))) {
        const char *shut = memchr(at, '>', (size_t)(end - at));
        struct scrm_slice tag = {at, shut ? (size_t)(shut - at) : (size_t)(end - at)};
        const char *href = memmem(tag.at, tag.len, "href=", 5);

        at += tag.len;
        if (!href || !(memmem(tag.at, tag.len, "application/rss", 15) ||
                       memmem(tag.at, tag.len, "application/atom", 16) ||
                       memmem(tag.at, tag.len, "application/feed", 16)))
            continue;
        href += 5;
        if (*href != '"' && *href != '\'')
            continue;
        if (out->len)
            scrm_buf_puts(out, ", ");
        for (const char *c = href + 1; c < scrm_slice_end(tag) && *c != *href; c++)
            scrm_buf_putc(out, *c);
    }
}

/* 65, with what can be said about why. */
static int no_feed(struct scrm_slice text, struct scrm_err *err)
{
    struct scrm_buf feeds = {0};

    if (memmem(text.at, text.len < 4096 ? text.len : 4096, "<html", 5) ||
        memmem(text.at, text.len < 4096 ? text.len : 4096, "<HTML", 5)) {
        scrm_err_set(err, SCRM_EXIT_DATA, "an HTML page, not a feed");
        find_feeds(text, &feeds);
        if (feeds.len)
            scrm_err_hint(err, "the page names these feeds: %s", scrm_buf_text(&feeds));
        scrm_buf_fini(&feeds);
        return -1;
    }
    return scrm_err_set(err, SCRM_EXIT_DATA, "not a feed: neither RSS nor Atom nor JSON Feed");
}

static int decode_xml(struct scrm_slice text, struct scrm_slice url, struct scrm_buf *out,
                      struct scrm_feed_facts *facts, struct scrm_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct scrm_buf clean = {0};
    xmlParserCtxt *parser;
    xmlDoc *document = NULL;
    const xmlNode *root;
    int result = -1;

    pthread_once(&once, start_parser);
    scrm_sanitize_xml(text, &clean);
    parser = xmlNewParserCtxt();
    if (parser && clean.len && clean.len < INT32_MAX)
        document = xmlCtxtReadMemory(parser, clean.at, (int)clean.len, NULL, "UTF-8",
                                     XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    root = document ? xmlDocGetRootElement(document) : NULL;
    facts->broken = !parser || !parser->wellFormed;
    if (root && kind_of(root)) {
        put_document(root, url, facts, out);
        result = 0;
    } else {
        no_feed(text, err);
    }
    xmlFreeDoc(document);
    xmlFreeParserCtxt(parser);
    scrm_buf_fini(&clean);
    return result;
}

int scrm_feed_decode(struct scrm_slice bytes, struct scrm_slice type, struct scrm_slice url,
                     struct scrm_buf *out, struct scrm_feed_facts *facts, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    struct scrm_slice trimmed;
    int result = 0;

    *facts = (struct scrm_feed_facts){0};
    facts->repaired = scrm_charset_decode(bytes, scrm_charset_of_type(type), &text);
    trimmed = scrm_slice_trim(scrm_buf_slice(&text));
    if (trimmed.len && trimmed.at[0] == '{')
        scrm_buf_put_slice(out, trimmed);
    else if (!trimmed.len)
        result = scrm_err_set(err, SCRM_EXIT_DATA, "empty, not a feed");
    else
        result = decode_xml(trimmed, url, out, facts, err);
    scrm_buf_fini(&text);
    return result;
}
