/*
 * HTML to text: one pass, no tree. Text runs are copied in blocks; tags only
 * say to the flow what stands between one run and the next. Linear on any
 * input; refuses nothing. What it leaves out against a browser or a text mail
 * is told in docs/html.md.
 */
#include "text/html.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/ascii.h"
#include "text/charref.h"
#include "text/flow.h"
#include "text/tag.h"

struct html {
    struct scrm_flow flow;
    const char *at, *end;
    scrm_html_link *link;
    void *ctx;
    unsigned pre, spans, ellipsis; /* depths; `ellipsis`: that span's depth */
    bool broken;                   /* a quote in a tag never ends: quotes mean nothing */
    bool endless;                  /* no '>' any more */
};

/* How many bytes may be copied as they are: up to a tag, a reference, a control, or white
 * space that is more than one space between words. `at` isn't on white space. */
static size_t text_span(const char *at, const char *end)
{
    const char *from = at;

#ifdef SCRM_TEXT_SSE2
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)at);
        __m128i blank = _mm_set1_epi8(' ');
        unsigned low =
            (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(bytes, blank), bytes));
        unsigned space = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, blank));
        unsigned stop = (unsigned)_mm_movemask_epi8(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('<')),
                         _mm_cmpeq_epi8(bytes, _mm_set1_epi8('&'))));

        stop |= low & ~space;
        stop |= space & ((stop | space) >> 1 | 0x8000);
        if (stop)
            return (size_t)(at - from) + (size_t)__builtin_ctz(stop);
    }
#endif
    for (; at < end; at++) {
        unsigned char c = (unsigned char)*at;

        if (c == '<' || c == '&' || c < ' ')
            break;
        if (c == ' ' &&
            (at + 1 == end || (unsigned char)at[1] <= ' ' || at[1] == '<' || at[1] == '&'))
            break;
    }
    return (size_t)(at - from);
}

/* White space: one for many, or as it stands in <pre>. */
static void put_space(struct html *html, char c)
{
    if (!html->pre)
        html->flow.space = true;
    else if (c == '\n')
        html->flow.newlines += html->flow.wrote;
    else if (c != '\r' && html->flow.wrote)
        scrm_flow_put(&html->flow, &c, 1);
}

/* One byte that could not be copied with the others. */
static void put_special(struct html *html)
{
    char text[SCRM_CHARREF_MAX] = {*html->at};
    size_t n = 1, len = 1;

    if (*html->at == '&') {
        len = scrm_charref_read(html->at, html->end, false, text, &n);
        if (!len)
            len = 1;
    } else if (*html->at == '\0') {
        memcpy(text, "\xEF\xBF\xBD", n = 3);
    }
    html->at += len;
    if (n == 1 && scrm_ascii_space(*text))
        put_space(html, *text);
    else
        scrm_flow_put(&html->flow, text, n);
}

/* Text up to a tag; in an attribute's value, where `markup` is false, to the end. */
static void read_text(struct html *html, bool markup)
{
    while (html->at < html->end && !(markup && *html->at == '<')) {
        size_t len = 0;

        if (!scrm_ascii_space(*html->at))
            len = text_span(html->at, html->end);
        if (!len) {
            put_special(html);
            continue;
        }
        scrm_flow_put(&html->flow, html->at, len);
        html->at += len;
    }
}

static void span_edge(struct html *html, const struct scrm_tag *tag)
{
    if (!tag->closing) {
        html->spans++;
        if (!html->ellipsis && scrm_tag_has_class(tag->class_names, "ellipsis"))
            html->ellipsis = html->spans;
        return;
    }
    /* The sign for "cut here" is no part of the address that the spans spell. */
    if (html->spans && html->spans == html->ellipsis) {
        html->ellipsis = 0;
        scrm_flow_take_back(&html->flow, "\xE2\x80\xA6");
    }
    if (html->spans)
        html->spans--;
}

/* An address with references in it, decoded for the time of the call. */
static void tell_decoded(struct html *html, struct scrm_slice href,
                         struct scrm_slice class_names)
{
    char small[SCRM_CHARREF_ROOM(500)], *to = small;

    if (href.len > 500)
        to = scrm_alloc(SCRM_CHARREF_ROOM(href.len));
    href.len = scrm_charref_decode(to, href, true);
    href.at = to;
    html->link(html->ctx, href, class_names);
    if (to != small)
        free(to);
}

static void tell_link(struct html *html, const struct scrm_tag *tag)
{
    struct scrm_slice href = scrm_slice_trim(tag->href);

    if (!html->link || tag->closing || !href.at)
        return;
    if (memchr(href.at, '&', href.len))
        tell_decoded(html, href, tag->class_names);
    else
        html->link(html->ctx, href, tag->class_names);
}

/* A picture is its description: many an emoji is one. */
static void put_image(struct html *html, const struct scrm_tag *tag)
{
    const char *at = html->at, *end = html->end;
    struct scrm_slice alt = scrm_slice_trim(tag->alt);

    if (!alt.at)
        return;
    html->at = alt.at;
    html->end = scrm_slice_end(alt);
    read_text(html, false);
    html->at = at;
    html->end = end;
}

static void pre_edge(struct html *html, bool closing)
{
    scrm_flow_need(&html->flow, 2);
    if (closing) {
        html->pre -= html->pre > 0;
        return;
    }
    html->pre++;
    if (html->at < html->end && *html->at == '\n')
        html->at++;
}

/* What a tag does to the text around it; `html->at` stands behind it. */
static void apply(struct html *html, const struct scrm_tag *tag)
{
    struct scrm_flow *flow = &html->flow;

    switch (tag->kind) {
    case SCRM_TAG_INLINE:
        break;
    case SCRM_TAG_BLOCK:
        scrm_flow_need(flow, 1);
        break;
    case SCRM_TAG_PARAGRAPH:
        scrm_flow_need(flow, 2);
        break;
    case SCRM_TAG_BREAK:
        scrm_flow_break(flow);
        break;
    case SCRM_TAG_BULLETS:
        scrm_flow_list(flow, 0, tag->closing);
        break;
    case SCRM_TAG_NUMBERS:
        scrm_flow_list(flow, scrm_tag_number(tag->start), tag->closing);
        break;
    case SCRM_TAG_ITEM:
        scrm_flow_item(flow, tag->closing);
        break;
    case SCRM_TAG_QUOTE:
        scrm_flow_quote(flow, tag->closing);
        break;
    case SCRM_TAG_PRE:
        pre_edge(html, tag->closing);
        break;
    case SCRM_TAG_TABLE:
        scrm_flow_table(flow);
        break;
    case SCRM_TAG_ROW:
        scrm_flow_row(flow);
        break;
    case SCRM_TAG_CELL:
        scrm_flow_cell(flow, tag->closing);
        break;
    case SCRM_TAG_SPAN:
        span_edge(html, tag);
        break;
    case SCRM_TAG_LINK:
        tell_link(html, tag);
        break;
    case SCRM_TAG_IMAGE:
        put_image(html, tag);
        break;
    case SCRM_TAG_HIDDEN:
        if (!tag->closing)
            html->at = scrm_tag_skip_hidden(html->at, html->end, tag->name);
        break;
    }
}

/* The end of a tag whose quotes don't close: the first '>'. NULL where there is none. */
static const char *recover(struct html *html, const char *behind_name, struct scrm_tag *tag)
{
    const char *close = NULL;

    html->broken = true;
    if (!html->endless)
        close = memchr(behind_name, '>', (size_t)(html->end - behind_name));
    if (!close) {
        html->endless = true;
        return NULL;
    }
    scrm_tag_attributes(behind_name, close + 1, tag);
    return close + 1;
}

static void read_tag(struct html *html)
{
    struct scrm_tag tag = {0};
    const char *at = scrm_tag_name(html->at, html->end, &tag), *behind = NULL;

    if (!html->broken)
        behind = scrm_tag_attributes(at, html->end, &tag);
    if (!behind)
        behind = recover(html, at, &tag);
    if (behind) {
        html->at = behind;
        apply(html, &tag);
    } else if (tag.known) {
        html->at = html->end; /* cut off in the middle of a tag */
    } else {
        scrm_flow_put(&html->flow, "<", 1);
        html->at++;
    }
}

static void read_markup(struct html *html)
{
    switch (scrm_tag_sort(html->at, html->end)) {
    case SCRM_MARKUP_TEXT:
        scrm_flow_put(&html->flow, "<", 1);
        html->at++;
        break;
    case SCRM_MARKUP_COMMENT:
        html->at = scrm_tag_skip_comment(html->at, html->end);
        break;
    case SCRM_MARKUP_TAG:
        read_tag(html);
        break;
    }
}

void scrm_html_text(struct scrm_buf *out, struct scrm_slice text, scrm_html_link *link,
                    void *ctx)
{
    struct html html = {.flow = {.out = out, .start = out->len}, .link = link, .ctx = ctx};

    html.at = text.at;
    html.end = scrm_slice_end(text);
    while (html.at < html.end) {
        if (*html.at == '<')
            read_markup(&html);
        else
            read_text(&html, true);
    }
    scrm_flow_end(&html.flow);
}

void scrm_html_unescape(struct scrm_buf *out, struct scrm_slice text)
{
    if (text.len && scrm_buf_reserve(out, SCRM_CHARREF_ROOM(text.len))) {
        out->len += scrm_charref_decode(out->at + out->len, text, false);
        out->at[out->len] = '\0';
    }
}
