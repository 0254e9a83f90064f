/*
 * A stream: one kind of request of a source, how its pages follow each other
 * and how we remember where we stopped.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "source/parse.h"

#define SEEN_KEEP 2000

static void page_fini(struct scrm_page *page)
{
    scrm_path_fini(&page->path);
    scrm_path_fini(&page->more);
    scrm_path_fini(&page->done);
    scrm_template_fini(&page->start);
}

void scrm_stream_fini(struct scrm_stream *stream)
{
    scrm_template_fini(&stream->url);
    scrm_template_fini(&stream->body);
    scrm_named_fini(stream->params, stream->n_params);
    scrm_named_fini(stream->headers, stream->n_headers);
    scrm_path_fini(&stream->records);
    scrm_conds_fini(&stream->where);
    page_fini(&stream->page);
    page_fini(&stream->back);
    scrm_path_fini(&stream->cursor.path);
    scrm_expr_free(stream->time);
    if (stream->expand)
        scrm_stream_fini(stream->expand);
    free(stream->expand);
    if (stream->follow)
        scrm_stream_fini(stream->follow);
    free(stream->follow);
    free(stream->events);
}

/* What each kind of page cannot do without. */
static int check_page(const struct scrm_page *page, bool has_path, const struct scrm_node *node,
                      struct scrm_err *err)
{
    bool wants_path = page->kind == SCRM_PAGE_NEXT_URL || page->kind == SCRM_PAGE_CURSOR ||
                      page->kind == SCRM_PAGE_RECORD;

    if (page->kind == SCRM_PAGE_LINK && !page->rel.len)
        return scrm_node_error(node, 0, err, "pages by link need a rel");
    if (wants_path && !has_path)
        return scrm_node_error(node, 0, err, "this kind of page needs a path");
    if (page->max < 0)
        return scrm_node_error(node, 0, err, "max must be positive");
    return 0;
}

static int parse_page(struct scrm_page *page, const struct scrm_node *node,
                      struct scrm_err *err)
{
    static const char *const known[] = {"kind", "rel", "path",  "param", "start", "more",
                                        "done", "max", "pages", "empty", NULL};
    static const char *const kinds[] = {"none", "link",   "next_url", "cursor",
                                        "page", "offset", "record",   NULL};
    static const char *const empties[] = {"ends", "goes_on", NULL};
    int kind = SCRM_PAGE_NONE, empty = -1, path, more, done;

    if (!node)
        return 0;
    if (scrm_node_known(node, known, err) != 0 ||
        scrm_parse_choice(node, "kind", kinds, &kind, err) < 0 ||
        scrm_parse_choice(node, "empty", empties, &empty, err) < 0 ||
        scrm_node_text(node, "rel", &page->rel, err) < 0 ||
        scrm_node_text(node, "param", &page->param, err) < 0 ||
        scrm_node_text(node, "pages", &page->pages, err) < 0 ||
        scrm_node_int(node, "max", &page->max, err) < 0 ||
        scrm_parse_template(node, "start", &page->start, err) != 0 ||
        (path = scrm_parse_path(node, "path", &page->path, err)) < 0 ||
        (more = scrm_parse_path(node, "more", &page->more, err)) < 0 ||
        (done = scrm_parse_path(node, "done", &page->done, err)) < 0)
        return -1;
    page->kind = (enum scrm_page_kind)kind;
    page->has_more = more > 0;
    page->has_done = done > 0;
    /* A link or a token says itself whether there is more; a number does not. */
    page->empty_goes_on = empty >= 0 ? empty == 1
                                     : kind == SCRM_PAGE_LINK || kind == SCRM_PAGE_NEXT_URL ||
                                           kind == SCRM_PAGE_CURSOR;
    return check_page(page, path > 0, node, err);
}

static int parse_cursor(struct scrm_cursor *cursor, const struct scrm_node *node,
                        struct scrm_err *err)
{
    static const char *const known[] = {"kind", "path", "compare", "keep", "overlap", NULL};
    static const char *const kinds[] = {"none", "value", "token", "seen", NULL};
    static const char *const compares[] = {"int", "text", "length_then_text", "time", NULL};
    int kind = SCRM_CURSOR_VALUE, compare = -1, path;

    if (!node)
        return 0;
    if (scrm_node_known(node, known, err) != 0 ||
        scrm_parse_choice(node, "kind", kinds, &kind, err) < 0 ||
        scrm_parse_choice(node, "compare", compares, &compare, err) < 0 ||
        (path = scrm_parse_path(node, "path", &cursor->path, err)) < 0 ||
        scrm_node_int(node, "keep", &cursor->keep, err) < 0 ||
        scrm_node_duration(node, "overlap", &cursor->overlap_ms, err) < 0)
        return -1;
    cursor->kind = (enum scrm_cursor_kind)kind;
    if (cursor->kind != SCRM_CURSOR_NONE && path == 0)
        return scrm_node_error(node, 0, err, "a cursor needs a path");
    if (cursor->kind == SCRM_CURSOR_VALUE && compare < 0)
        return scrm_node_error(node, 0, err,
                               "a cursor needs compare: int, text, length_then_text or time");
    if (cursor->keep < 0)
        return scrm_node_error(node, 0, err, "keep must be positive");
    cursor->compare = compare < 0 ? SCRM_COMPARE_TEXT : (enum scrm_compare)compare;
    if (!cursor->keep && (cursor->kind >= SCRM_CURSOR_TOKEN || cursor->overlap_ms))
        cursor->keep = SEEN_KEEP;
    return 0;
}

int scrm_request_parse(struct scrm_stream *stream, const struct scrm_node *node,
                       struct scrm_err *err)
{
    static const char *const decodes[] = {"json", "jsonl", "feed", "csv", "mbox", "chat", NULL};
    const struct scrm_node *where = scrm_node_get(node, "where");
    static const char *const methods[] = {"GET", "POST", "EXAMINE", NULL};
    int decode = -1, method = 0, given;

    if (!scrm_node_get(node, "url"))
        return scrm_node_error(node, 0, err, "a stream needs a url");
    if (scrm_parse_address(node, "url", &stream->url, err) != 0 ||
        scrm_parse_template(node, "body", &stream->body, err) != 0 ||
        (given = scrm_parse_choice(node, "method", methods, &method, err)) < 0 ||
        scrm_node_text(node, "about", &stream->about, err) < 0 ||
        scrm_parse_named(scrm_node_get(node, "params"), &stream->params, &stream->n_params,
                         err) != 0 ||
        scrm_parse_named(scrm_node_get(node, "headers"), &stream->headers, &stream->n_headers,
                         err) != 0 ||
        scrm_parse_choice(node, "decode", decodes, &decode, err) < 0 ||
        scrm_parse_path(node, "records", &stream->records, err) < 0 ||
        (where && scrm_conds_parse(&stream->where, where, err) != 0))
        return -1;
    if (given)
        stream->method = scrm_slice_of(methods[method]);
    if (decode >= 0)
        stream->decode = (enum scrm_decode)decode;
    return 0;
}

static int parse_events(struct scrm_stream *stream, const struct scrm_node *node,
                        struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST)
        return scrm_node_error(node, 0, err, "events is a list of their names");
    stream->events = scrm_alloc_zero(node->n, sizeof *stream->events);
    for (size_t i = 0; i < node->n; i++) {
        if (node->items[i]->kind != SCRM_NODE_TEXT)
            return scrm_node_error(node->items[i], 0, err, "expected the name of an event");
        stream->events[stream->n_events++] = node->items[i]->text;
    }
    return 0;
}

/* A request inside of a stream: for each record, or as events. */
static int parse_inner(struct scrm_stream **inner, const struct scrm_node *node,
                       struct scrm_err *err)
{
    if (!node)
        return 0;
    *inner = scrm_alloc_zero(1, sizeof **inner);
    return scrm_stream_parse(*inner, node, true, err);
}

int scrm_stream_parse(struct scrm_stream *stream, const struct scrm_node *node, bool inner,
                      struct scrm_err *err)
{
    static const char *const known[] = {
        "about", "url",    "method", "body",         "params", "headers", "records",
        "where", "decode", "page",   "back",         "order",  "first",   "cursor",
        "time",  "expand", "follow", "acknowledges", NULL};
    static const char *const known_inner[] = {"about",  "url",     "method",  "body",
                                              "params", "headers", "records", "where",
                                              "decode", "events",  "silence", NULL};
    static const char *const orders[] = {"desc", "asc", NULL};
    const struct scrm_node *back = scrm_node_get(node, "back");
    const struct scrm_node *time = scrm_node_get(node, "time");
    int order = 0;

    if (scrm_node_known(node, inner ? known_inner : known, err) != 0 ||
        scrm_request_parse(stream, node, err) != 0 ||
        scrm_parse_choice(node, "order", orders, &order, err) < 0 ||
        scrm_node_duration(node, "first", &stream->first_ms, err) < 0 ||
        scrm_node_duration(node, "silence", &stream->silence_ms, err) < 0 ||
        scrm_node_bool(node, "acknowledges", &stream->acknowledges, err) < 0 ||
        parse_page(&stream->page, scrm_node_get(node, "page"), err) != 0 ||
        parse_page(&stream->back, back, err) != 0 ||
        parse_cursor(&stream->cursor, scrm_node_get(node, "cursor"), err) != 0)
        return -1;
    stream->has_back = back != NULL;
    stream->ascending = order == 1;
    if (time && !(stream->time = scrm_expr_parse(time, err)))
        return -1;
    if (inner)
        return parse_events(stream, scrm_node_get(node, "events"), err);
    return parse_inner(&stream->expand, scrm_node_get(node, "expand"), err) != 0 ||
                   parse_inner(&stream->follow, scrm_node_get(node, "follow"), err) != 0
               ? -1
               : 0;
}
