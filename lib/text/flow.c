/*
 * Separators between texts. Blocks ask for lines, and the largest wish since
 * the last text wins, as margins collapse in a browser; breaks add up.
 */
#include "text/flow.h"

#include "text/ascii.h"

static void put_quote_marks(struct scrm_flow *flow, unsigned depth, bool last)
{
    if (depth > SCRM_FLOW_DEEP)
        depth = SCRM_FLOW_DEEP;
    for (unsigned i = 1; i <= depth; i++)
        scrm_buf_put(flow->out, "> ", i == depth && last ? 1 : 2);
}

static void put_item_mark(struct scrm_flow *flow)
{
    for (unsigned i = 1; i < flow->lists && i < SCRM_FLOW_DEEP; i++)
        scrm_buf_puts(flow->out, "  ");
    if (flow->number)
        scrm_buf_printf(flow->out, "%u. ", flow->number);
    else
        scrm_buf_puts(flow->out, "* ");
    flow->mark = false;
}

/* Writes what separates the next text from the last. */
static void separate(struct scrm_flow *flow)
{
    bool line = !flow->wrote || flow->newlines;

    if (flow->wrote && flow->newlines) {
        unsigned both = flow->quotes < flow->quotes_before ? flow->quotes : flow->quotes_before;

        scrm_buf_putc(flow->out, '\n');
        while (--flow->newlines) {
            put_quote_marks(flow, both, true);
            scrm_buf_putc(flow->out, '\n');
        }
    } else if (flow->wrote && (flow->tab || flow->space)) {
        scrm_buf_putc(flow->out, flow->tab ? '\t' : ' ');
    }
    if (line)
        put_quote_marks(flow, flow->quotes, false);
    if (flow->mark)
        put_item_mark(flow);
    flow->newlines = 0;
    flow->space = flow->tab = flow->fresh = false;
    flow->wrote = true;
    flow->quotes_before = flow->quotes;
}

void scrm_flow_put(struct scrm_flow *flow, const char *at, size_t len)
{
    if (flow->newlines || flow->space || flow->tab || flow->mark || flow->fresh || !flow->wrote)
        separate(flow);
    scrm_buf_put(flow->out, at, len);
}

void scrm_flow_need(struct scrm_flow *flow, size_t n)
{
    flow->space = false;
    if (flow->mark || flow->fresh)
        return;
    flow->tab = false;
    if (flow->newlines < n && flow->wrote)
        flow->newlines = n;
}

void scrm_flow_break(struct scrm_flow *flow)
{
    flow->newlines += flow->wrote;
    flow->space = flow->tab = false;
}

void scrm_flow_quote(struct scrm_flow *flow, bool closing)
{
    scrm_flow_need(flow, 2);
    if (!closing)
        flow->quotes++;
    else if (flow->quotes)
        flow->quotes--;
}

void scrm_flow_list(struct scrm_flow *flow, unsigned first, bool closing)
{
    flow->mark = flow->fresh = false;
    if (closing && flow->lists)
        flow->lists--;
    scrm_flow_need(flow, flow->lists ? 1 : 2);
    if (!closing && ++flow->lists <= SCRM_FLOW_DEEP)
        flow->item[flow->lists - 1] = first;
}

void scrm_flow_item(struct scrm_flow *flow, bool closing)
{
    unsigned depth = flow->lists < SCRM_FLOW_DEEP ? flow->lists : SCRM_FLOW_DEEP;

    flow->mark = false;
    scrm_flow_need(flow, 1);
    if (closing)
        return;
    flow->mark = true;
    flow->number = depth && flow->item[depth - 1] ? flow->item[depth - 1]++ : 0;
}

void scrm_flow_table(struct scrm_flow *flow)
{
    flow->cell = false;
    scrm_flow_need(flow, 2);
}

void scrm_flow_row(struct scrm_flow *flow)
{
    if (flow->cell && flow->newlines > 1)
        flow->newlines = 1;
    flow->cell = flow->fresh = false;
    scrm_flow_need(flow, 1);
}

/* A row is a line, its cells apart by tabs, unless they are of several lines themselves. */
void scrm_flow_cell(struct scrm_flow *flow, bool closing)
{
    flow->fresh = !closing;
    if (closing)
        return;
    if (flow->cell && flow->newlines)
        flow->newlines = 1;
    else if (flow->cell)
        flow->tab = flow->wrote;
    flow->cell = true;
}

void scrm_flow_take_back(struct scrm_flow *flow, const char *suffix)
{
    struct scrm_buf *out = flow->out;
    size_t len = strlen(suffix);

    if (out->len - flow->start > len && memcmp(out->at + out->len - len, suffix, len) == 0)
        out->len -= len;
}

void scrm_flow_end(struct scrm_flow *flow)
{
    struct scrm_buf *out = flow->out;

    /* Only preformatted text can have left white space at the end. */
    while (out->len > flow->start && scrm_ascii_space(out->at[out->len - 1]))
        out->len--;
    if (out->at)
        out->at[out->len] = '\0';
}
