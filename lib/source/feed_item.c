/*
 * One item: which of the many elements that feeds use says what. Order is
 * preference: content:encoded before description, an Atom id before a link.
 */
#include "source/feed_item.h"

#include "record/emit.h"
#include "source/eval.h"
#include "source/feed_part.h"
#include "source/uri.h"

/* The link that stands for the item: RSS's text, Atom's alternate, CDF's href. */
static const xmlNode *find_link(const xmlNode *node, struct scrm_slice *href,
                                struct scrm_buf *text)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        struct scrm_slice rel;

        if (!scrm_feed_is(child, SCRM_SPACE_PLAIN, "link"))
            continue;
        rel = scrm_feed_attribute(child, "rel");
        *href = scrm_feed_attribute(child, "href");
        if (href->len && (!rel.len || scrm_slice_is(rel, "alternate")))
            return child;
        scrm_buf_reset(text);
        scrm_feed_text(child, text);
        *href = scrm_slice_trim(scrm_buf_slice(text));
        if (href->len)
            return child;
    }
    return NULL;
}

static void put_id_and_link(struct scrm_feed_item *item)
{
    static const struct scrm_feed_element ids[] = {{SCRM_SPACE_PLAIN, "guid"},
                                                   {SCRM_SPACE_PLAIN, "id"},
                                                   {SCRM_SPACE_DC, "identifier"},
                                                   {0, NULL}};
    const xmlNode *id = scrm_feed_find(item->node, ids);
    struct scrm_slice href = {0}, about = scrm_feed_attribute(item->node, "about");
    struct scrm_buf text = {0}, name = {0};
    const xmlNode *link = find_link(item->node, &href, &text);
    struct scrm_slice permanent =
        id ? scrm_feed_attribute(id, "isPermaLink") : (struct scrm_slice){0};

    if (id)
        scrm_feed_text(id, &name);
    else if (about.len)
        scrm_buf_put_slice(&name, about);
    if (!link && id && scrm_feed_is(id, SCRM_SPACE_PLAIN, "guid") &&
        !scrm_slice_is(permanent, "false") &&
        scrm_uri_is_absolute(scrm_slice_trim(scrm_buf_slice(&name)))) {
        link = id;
        href = scrm_slice_trim(scrm_buf_slice(&name));
    }
    if (!link) {
        link = item->node;
        href = scrm_feed_attribute(item->node, "href");
    }
    if (name.len && name.at[0] == '/')
        scrm_feed_put_address(item, "id", item->node, scrm_slice_trim(scrm_buf_slice(&name)));
    else if (name.len)
        scrm_feed_put_member(item->out, "id", scrm_slice_trim(scrm_buf_slice(&name)));
    else
        scrm_feed_put_address(item, "id", link, href);
    if (id && scrm_feed_is_atom(item->node) &&
        scrm_ref_is_uri(scrm_slice_trim(scrm_buf_slice(&name))))
        scrm_feed_put_member(item->out, "_uri", scrm_slice_trim(scrm_buf_slice(&name)));
    scrm_feed_put_address(item, "url", link, href);
    scrm_buf_fini(&text);
    scrm_buf_fini(&name);
}

/* Content and summary: the longer form first, what is left is the summary. */
static void put_bodies(struct scrm_feed_item *item)
{
    static const struct scrm_feed_element bodies[] = {
        {SCRM_SPACE_CONTENT, "encoded"}, {SCRM_SPACE_PLAIN, "content"},
        {SCRM_SPACE_XHTML, "body"},      {SCRM_SPACE_PLAIN, "body"},
        {SCRM_SPACE_PLAIN, "fullitem"},  {0, NULL}};
    static const struct scrm_feed_element summaries[] = {{SCRM_SPACE_PLAIN, "description"},
                                                         {SCRM_SPACE_PLAIN, "summary"},
                                                         {SCRM_SPACE_PLAIN, "abstract"},
                                                         {SCRM_SPACE_DC, "description"},
                                                         {SCRM_SPACE_ITUNES, "summary"},
                                                         {SCRM_SPACE_MEDIA, "description"},
                                                         {0, NULL}};
    const xmlNode *body = scrm_feed_find(item->node, bodies),
                  *summary = scrm_feed_find(item->node, summaries);
    const xmlNode *group = scrm_feed_child(item->node, SCRM_SPACE_MEDIA, "group");
    bool rss = !scrm_feed_is_atom(item->node);

    if (!summary && group)
        summary = scrm_feed_find(group, summaries);
    if (!body) {
        body = summary;
        summary = NULL;
    }
    if (body) {
        bool html = scrm_feed_read(item, body, rss);

        scrm_feed_put_member(item->out, html ? "content_html" : "content_text",
                             scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
    if (summary) {
        bool html = scrm_feed_read(item, summary, rss);

        scrm_feed_put_member(item->out, html ? "_summary_html" : "summary",
                             scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
}

/* Dates as they are written: the mapping reads them. */
static void put_dates(struct scrm_feed_item *item)
{
    static const struct scrm_feed_element published[] = {
        {SCRM_SPACE_PLAIN, "pubDate"}, {SCRM_SPACE_PLAIN, "published"},
        {SCRM_SPACE_PLAIN, "issued"},  {SCRM_SPACE_DC, "issued"},
        {SCRM_SPACE_DC, "date"},       {SCRM_SPACE_DC, "created"},
        {SCRM_SPACE_PLAIN, "created"}, {0, NULL}};
    static const struct scrm_feed_element modified[] = {{SCRM_SPACE_PLAIN, "updated"},
                                                        {SCRM_SPACE_PLAIN, "modified"},
                                                        {SCRM_SPACE_DC, "modified"},
                                                        {SCRM_SPACE_PLAIN, "lastmod"},
                                                        {0, NULL}};
    struct scrm_slice lastmod = scrm_feed_attribute(item->node, "lastmod");

    scrm_feed_put_first(item, "date_published", published);
    if (lastmod.len)
        scrm_feed_put_member(item->out, "date_modified", lastmod);
    else
        scrm_feed_put_first(item, "date_modified", modified);
}

/* A category's name: what it is called, else its term, else its text. */
static struct scrm_slice tag_of(struct scrm_feed_item *item, const xmlNode *node)
{
    struct scrm_slice name = scrm_feed_attribute(node, "label");

    if (!name.len)
        name = scrm_feed_attribute(node, "term");
    if (!name.len) {
        scrm_buf_reset(&item->text);
        scrm_feed_text(node, &item->text);
        name = scrm_slice_trim(scrm_buf_slice(&item->text));
    }
    return name;
}

static void put_tags(struct scrm_feed_item *item)
{
    size_t begin = item->out->len, open;

    scrm_emit_key(item->out, "tags");
    scrm_buf_putc(item->out, '[');
    open = item->out->len;
    for (const xmlNode *child = item->node->children; child; child = child->next) {
        struct scrm_slice name;

        if (!scrm_feed_is(child, SCRM_SPACE_PLAIN, "category") &&
            !scrm_feed_is(child, SCRM_SPACE_DC, "subject"))
            continue;
        name = tag_of(item, child);
        if (!name.len)
            continue;
        scrm_emit_comma(item->out);
        scrm_emit_repaired(item->out, name);
    }
    if (item->out->len == open)
        item->out->at[item->out->len = begin] = '\0';
    else
        scrm_buf_putc(item->out, ']');
}

static void put_attachment(struct scrm_feed_item *item, const xmlNode *node)
{
    struct scrm_slice url = scrm_feed_attribute(node, "url");
    struct scrm_slice type = scrm_feed_attribute(node, "type");

    if (!url.len)
        url = scrm_feed_attribute(node, "href");
    if (!url.len)
        return;
    scrm_emit_comma(item->out);
    scrm_buf_putc(item->out, '{');
    scrm_feed_put_address(item, "url", node, url);
    scrm_feed_put_member(item->out, "mime_type",
                         type.len ? type : scrm_feed_attribute(node, "medium"));
    scrm_feed_put_member(item->out, "title", scrm_feed_attribute(node, "title"));
    scrm_buf_putc(item->out, '}');
}

/* Enclosures of RSS and Atom, and what Media RSS has, in groups or not. */
static void put_attachments_of(struct scrm_feed_item *item, const xmlNode *parent)
{
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (scrm_feed_is(child, SCRM_SPACE_MEDIA, "group"))
            put_attachments_of(item, child);
        else if (scrm_feed_is(child, SCRM_SPACE_PLAIN, "enclosure") ||
                 scrm_feed_is(child, SCRM_SPACE_MEDIA, "content") ||
                 (scrm_feed_is(child, SCRM_SPACE_PLAIN, "link") &&
                  scrm_slice_is(scrm_feed_attribute(child, "rel"), "enclosure")))
            put_attachment(item, child);
    }
}

static void put_attachments(struct scrm_feed_item *item)
{
    size_t begin = item->out->len, open;

    scrm_emit_key(item->out, "attachments");
    scrm_buf_putc(item->out, '[');
    open = item->out->len;
    put_attachments_of(item, item->node);
    if (item->out->len == open)
        item->out->at[item->out->len = begin] = '\0';
    else
        scrm_buf_putc(item->out, ']');
}

/* What it answers, and the comments on it. */
static void put_thread(struct scrm_feed_item *item)
{
    static const struct scrm_feed_element comments[] = {{SCRM_SPACE_PLAIN, "comments"},
                                                        {0, NULL}};
    static const struct scrm_feed_element counts[] = {
        {SCRM_SPACE_SLASH, "comments"}, {SCRM_SPACE_THREAD, "total"}, {0, NULL}};
    const xmlNode *parent = scrm_feed_child(item->node, SCRM_SPACE_THREAD, "in-reply-to");
    struct scrm_slice name = {0};

    if (parent) {
        name = scrm_feed_attribute(parent, "ref");
        scrm_feed_put_member(item->out, "_in_reply_to",
                             name.len ? name : scrm_feed_attribute(parent, "href"));
    }
    scrm_feed_put_first(item, "_comments_url", comments);
    scrm_feed_put_first(item, "_comment_count", counts);
}

/* What a review of an app says besides. */
static void put_review(struct scrm_feed_item *item)
{
    static const struct scrm_feed_element rating[] = {{SCRM_SPACE_STORE, "rating"}, {0, NULL}};
    static const struct scrm_feed_element version[] = {{SCRM_SPACE_STORE, "version"},
                                                       {0, NULL}};

    scrm_feed_put_first(item, "_rating", rating);
    scrm_feed_put_first(item, "_version", version);
}

static void fini(struct scrm_feed_item *item)
{
    scrm_buf_fini(&item->text);
    scrm_buf_fini(&item->base);
    scrm_buf_fini(&item->plain);
}

static const struct scrm_feed_element PEOPLE[] = {{SCRM_SPACE_PLAIN, "author"},
                                                  {SCRM_SPACE_DC, "creator"},
                                                  {SCRM_SPACE_DC, "author"},
                                                  {SCRM_SPACE_ITUNES, "author"},
                                                  {SCRM_SPACE_PLAIN, "managingEditor"},
                                                  {SCRM_SPACE_DC, "publisher"},
                                                  {0, NULL}};

static const struct scrm_feed_element TITLES[] = {{SCRM_SPACE_PLAIN, "title"},
                                                  {SCRM_SPACE_DC, "title"},
                                                  {SCRM_SPACE_MEDIA, "title"},
                                                  {SCRM_SPACE_ITUNES, "title"},
                                                  {0, NULL}};

void scrm_feed_put_item(const xmlNode *node, struct scrm_slice url, const char *kind,
                        struct scrm_buf *out)
{
    struct scrm_feed_item item = {.node = node, .url = url, .out = out};
    const xmlNode *source = scrm_feed_child(node, SCRM_SPACE_PLAIN, "source");
    struct scrm_slice language = scrm_feed_inherited(node, "lang");

    scrm_buf_putc(out, '{');
    put_id_and_link(&item);
    scrm_feed_put_plain(&item, "title", scrm_feed_find(node, TITLES));
    put_bodies(&item);
    put_dates(&item);
    /* An entry taken from another feed brings that feed's author along. */
    if (!scrm_feed_put_people(&item, node, PEOPLE) && source)
        scrm_feed_put_people(&item, source, PEOPLE);
    put_tags(&item);
    if (language.len)
        scrm_feed_put_member(out, "language", language);
    else
        scrm_feed_put_first(
            &item, "language",
            (const struct scrm_feed_element[]){{SCRM_SPACE_DC, "language"}, {0, NULL}});
    put_attachments(&item);
    put_thread(&item);
    put_review(&item);
    scrm_feed_put_member(out, "_feed", scrm_slice_of(kind));
    scrm_buf_putc(out, '}');
    fini(&item);
}

void scrm_feed_put_channel(const xmlNode *channel, struct scrm_slice url, struct scrm_buf *out)
{
    static const struct scrm_feed_element about[] = {{SCRM_SPACE_PLAIN, "description"},
                                                     {SCRM_SPACE_PLAIN, "subtitle"},
                                                     {SCRM_SPACE_PLAIN, "tagline"},
                                                     {SCRM_SPACE_DC, "description"},
                                                     {0, NULL}};
    static const struct scrm_feed_element languages[] = {
        {SCRM_SPACE_PLAIN, "language"}, {SCRM_SPACE_DC, "language"}, {0, NULL}};
    struct scrm_feed_item item = {.node = channel, .url = url, .out = out};
    struct scrm_slice href = {0};
    struct scrm_buf text = {0};
    const xmlNode *link = find_link(channel, &href, &text);

    scrm_feed_put_plain(&item, "title", scrm_feed_find(channel, TITLES));
    if (link)
        scrm_feed_put_address(&item, "home_page_url", link, href);
    scrm_feed_put_plain(&item, "description", scrm_feed_find(channel, about));
    if (scrm_feed_find(channel, languages))
        scrm_feed_put_first(&item, "language", languages);
    else
        scrm_feed_put_member(out, "language", scrm_feed_inherited(channel, "lang"));
    scrm_feed_put_people(&item, channel, PEOPLE);
    scrm_buf_fini(&text);
    fini(&item);
}
