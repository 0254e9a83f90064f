/*
 * Templates of addresses, parameters and formatted members: parsed once with
 * the descriptor, filled per request or per record.
 */
#include "source/template.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

void scrm_template_fini(struct scrm_template *template)
{
    for (size_t i = 0; i < template->n; i++)
        scrm_path_fini(&template->pieces[i].path);
    free(template->pieces);
    *template = (struct scrm_template){0};
}

static struct scrm_piece *add_piece(struct scrm_template *template, size_t *cap)
{
    SCRM_GROW(template->pieces, template->n, *cap);
    template->pieces[template->n] = (struct scrm_piece){0};
    return &template->pieces[template->n++];
}

static void add_text(struct scrm_template *template, size_t *cap, const char *at, size_t len)
{
    if (len)
        add_piece(template, cap)->text = (struct scrm_slice){at, len};
}

/* Parses the hole that opens at `at`; returns its closing brace, or NULL. */
static const char *parse_hole(struct scrm_template *template, size_t *cap,
                              const struct scrm_node *node, const char *at,
                              struct scrm_err *err)
{
    const char *end = scrm_slice_end(node->text);
    const char *shut = memchr(at, '}', (size_t)(end - at));
    struct scrm_slice inside;
    struct scrm_piece *piece;
    size_t offset;

    if (!shut) {
        scrm_node_error(node, (size_t)(at - node->text.at), err, "{ without }");
        return NULL;
    }
    inside = (struct scrm_slice){at + 1, (size_t)(shut - at) - 1};
    piece = add_piece(template, cap);
    piece->hole = true;
    if (inside.len && inside.at[inside.len - 1] == '?') {
        piece->optional = true;
        inside.len--;
    }
    if (scrm_path_parse(&piece->path, inside, &offset, err) != 0) {
        struct scrm_err first = *err;

        *err = (struct scrm_err){0};
        scrm_node_error(node, (size_t)(inside.at - node->text.at) + offset, err, "%s",
                        first.text);
        scrm_err_fini(&first);
        return NULL;
    }
    piece->path.node = node;
    return shut;
}

int scrm_template_parse(struct scrm_template *template, const struct scrm_node *node,
                        struct scrm_err *err)
{
    const char *at = node->text.at, *begin = at, *end = scrm_slice_end(node->text);
    size_t cap = 0;

    *template = (struct scrm_template){0};
    if (node->kind == SCRM_NODE_LIST || node->kind == SCRM_NODE_MAP ||
        node->kind == SCRM_NODE_NULL)
        return scrm_node_error(node, 0, err, "expected a text");
    for (; at < end; at++) {
        if (*at != '{' && *at != '}')
            continue;
        add_text(template, &cap, begin, (size_t)(at - begin));
        if (at + 1 < end && at[1] == *at) { /* a doubled brace: the second one is literal */
            begin = ++at;
            continue;
        }
        if (*at == '}') {
            scrm_template_fini(template);
            return scrm_node_error(node, (size_t)(at - node->text.at), err, "} without {");
        }
        at = parse_hole(template, &cap, node, at, err);
        if (!at) {
            scrm_template_fini(template);
            return -1;
        }
        begin = at + 1;
    }
    add_text(template, &cap, begin, (size_t)(end - begin));
    return 0;
}

struct scrm_slice scrm_hole_text(struct scrm_value value, struct scrm_arena *arena)
{
    switch (value.kind) {
    case SCRM_STRING:
        return scrm_value_text(value, arena);
    case SCRM_NUMBER:
    case SCRM_TRUE:
    case SCRM_FALSE:
        return scrm_value_token(value);
    default:
        return (struct scrm_slice){0};
    }
}

/* Whether the address written so far has not come to its path yet. */
static bool in_authority(struct scrm_slice written)
{
    const char *scheme = memmem(written.at, written.len, "://", 3);

    if (!scheme)
        return true;
    scheme += 3;
    return !memchr(scheme, '/', written.len - (size_t)(scheme - written.at));
}

enum scrm_filled scrm_template_fill(const struct scrm_template *template,
                                    const struct scrm_scope *scope, scrm_template_put_text *put,
                                    bool address, struct scrm_arena *arena,
                                    struct scrm_buf *out, const struct scrm_path **missing)
{
    enum scrm_filled result = SCRM_FILLED;
    size_t begin = out->len;

    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];
        struct scrm_slice text;

        if (!piece->hole) {
            scrm_buf_put_slice(out, piece->text);
            continue;
        }
        text = scrm_hole_text(scrm_path_first(&piece->path, scope), arena);
        if (text.len) {
            struct scrm_slice written = {scrm_buf_text(out) + begin, out->len - begin};

            if (address && in_authority(written))
                scrm_buf_put_slice(out, text);
            else
                put(out, text);
        } else if (piece->optional) {
            result = SCRM_FILLED_PART;
        } else {
            if (missing)
                *missing = &piece->path;
            if (out->at)
                out->at[out->len = begin] = '\0';
            return SCRM_NOT_FILLED;
        }
    }
    return result;
}
