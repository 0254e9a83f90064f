/*
 * People in feeds: Atom's name and address, RSS's "mail (name)", Dublin Core's
 * plain names. Mail addresses are left where they are: a post has no place for them.
 */
#include "record/emit.h"
#include "source/feed_part.h"

/* "mail (name)", "name (mail)" and "name <mail>": RSS writes people like this. */
static void put_rss_person(struct scrm_feed_item *item, struct scrm_slice text)
{
    const char *open = text.len ? memchr(text.at, '(', text.len) : NULL;
    const char *mark = text.len ? memchr(text.at, '<', text.len) : NULL;
    struct scrm_slice name = text;

    if (open && text.at[text.len - 1] == ')' && memchr(text.at, '@', (size_t)(open - text.at)))
        name = (struct scrm_slice){open + 1, text.len - (size_t)(open - text.at) - 2};
    else if (open && open > text.at && text.at[text.len - 1] == ')' &&
             memchr(open, '@', text.len - (size_t)(open - text.at)))
        name.len = (size_t)(open - text.at);
    else if (mark && mark > text.at && text.at[text.len - 1] == '>')
        name.len = (size_t)(mark - text.at);
    scrm_feed_put_member(item->out, "name", scrm_slice_trim(name));
}

static void put_person(struct scrm_feed_item *item, const xmlNode *node)
{
    static const struct scrm_feed_element names[] = {{SCRM_SPACE_PLAIN, "name"}, {0, NULL}};
    static const struct scrm_feed_element addresses[] = {{SCRM_SPACE_PLAIN, "uri"},
                                                         {SCRM_SPACE_PLAIN, "url"},
                                                         {SCRM_SPACE_PLAIN, "homepage"},
                                                         {0, NULL}};
    const xmlNode *name = scrm_feed_find(node, names),
                  *address = scrm_feed_find(node, addresses);
    size_t begin = item->out->len, open;

    scrm_emit_comma(item->out);
    scrm_buf_putc(item->out, '{');
    open = item->out->len;
    if (!name && !address) {
        scrm_buf_reset(&item->text);
        scrm_feed_text(node, &item->text);
        put_rss_person(item, scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
    if (name) {
        scrm_buf_reset(&item->text);
        scrm_feed_text(name, &item->text);
        scrm_feed_put_member(item->out, "name", scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
    if (address) {
        scrm_buf_reset(&item->text);
        scrm_feed_text(address, &item->text);
        scrm_feed_put_address(item, "url", address,
                              scrm_slice_trim(scrm_buf_slice(&item->text)));
    }
    if (item->out->len == open)
        item->out->at[item->out->len = begin] = '\0';
    else
        scrm_buf_putc(item->out, '}');
}

/* All people of the first kind of element that names any. */
bool scrm_feed_put_people(struct scrm_feed_item *item, const xmlNode *parent,
                          const struct scrm_feed_element *kinds)
{
    size_t begin = item->out->len, open;

    scrm_emit_key(item->out, "authors");
    scrm_buf_putc(item->out, '[');
    open = item->out->len;
    for (; kinds->name && item->out->len == open; kinds++)
        for (const xmlNode *child = parent->children; child; child = child->next)
            if (scrm_feed_is(child, kinds->space, kinds->name))
                put_person(item, child);
    if (item->out->len == open) {
        item->out->at[item->out->len = begin] = '\0';
        return false;
    }
    scrm_buf_putc(item->out, ']');
    return true;
}
