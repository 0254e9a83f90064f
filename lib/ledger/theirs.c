/*
 * What is a person's: their posts under every name that these have, and the
 * traces that the content of the posts gives away.
 */
#include "ledger/forget.h"

#include "base/alloc.h"

static struct scrm_slice bytes_of(const struct scrm_digest *digest)
{
    return (struct scrm_slice){(const char *)digest, sizeof *digest};
}

const struct scrm_case_fact *scrm_forget_digest(const struct scrm_forget *forget,
                                                struct scrm_digest digest)
{
    const struct scrm_map_entry *entry =
        forget->names.n ? scrm_map_get(&forget->names, bytes_of(&digest)) : NULL;

    return entry ? &forget->posts.facts[entry->value - 1] : NULL;
}

const struct scrm_case_fact *scrm_forget_named(const struct scrm_forget *forget,
                                               struct scrm_slice id)
{
    return id.len ? scrm_forget_digest(forget, scrm_case_digest(id)) : NULL;
}

void scrm_forget_put_id(const struct scrm_forget *forget, const struct scrm_case_fact *fact,
                        struct scrm_buf *out)
{
    uint32_t message = forget->fold.fact_message[fact - forget->posts.facts];

    scrm_buf_puts(out, "erased:");
    scrm_digest_put(out,
                    message == SCRM_NO_POST ? fact->id : forget->fold.messages[message].id);
}

void scrm_forget_put_author(uint64_t author, struct scrm_buf *out)
{
    scrm_buf_printf(out, "erased:author-%llu", (unsigned long long)author);
}

static void add_names(struct scrm_forget *forget, const struct scrm_case_fact *fact)
{
    uint32_t i;

    for (i = 0; i <= fact->n_aliases; i++) {
        const struct scrm_digest *name = i ? &fact->aliases[i - 1] : &fact->id;

        scrm_map_put(&forget->names, bytes_of(name), NULL)->value = forget->posts.n;
    }
}

static int note(struct scrm_forget *forget, const struct scrm_event *event,
                const struct scrm_ledger_facts *facts, struct scrm_err *err)
{
    bool says = facts->n_actions && (facts->actions[0].kind == SCRM_ACTION_NOTE ||
                                     facts->actions[0].kind == SCRM_ACTION_REPLY);

    if (says && scrm_forget_digest(forget, event->cause))
        return scrm_content_drop(forget->ledger, event->seq, err);
    if (!facts->n || !scrm_forget_is_author(forget, facts->facts[0].author))
        return 0;
    if (scrm_event_load(forget->ledger, event, &forget->posts, err))
        return -1;
    add_names(forget, &forget->posts.facts[forget->posts.n - 1]);
    return scrm_keys_erase(forget->ledger, &facts->facts[0], err);
}

int scrm_forget_posts(struct scrm_forget *forget, struct scrm_err *err)
{
    if (scrm_forget_events(forget, note, err))
        return -1;
    forget->fold.settings = scrm_ledger_settings(forget->ledger);
    scrm_cases_fold(&forget->fold, forget->posts.facts, forget->posts.n, NULL, 0);
    return 0;
}

/* ---- traces ---- */

/* Whether an id is so long or so formed that it can mean nothing else. */
static bool speaks_for_itself(struct scrm_slice id)
{
    static const char signs[] = {'@', ':', '/', '.'};
    size_t i, digits = 0;

    for (i = 0; i < id.len; i++) {
        if (memchr(signs, id.at[i], sizeof signs))
            return true;
        digits += id.at[i] >= '0' && id.at[i] <= '9';
    }
    return id.len >= 12 && digits > 3;
}

static void add_mention(struct scrm_needles *needles, struct scrm_slice name)
{
    struct scrm_buf mention = {0};

    scrm_buf_putc(&mention, '@');
    scrm_buf_put_slice(&mention, name);
    scrm_needles_add(needles, SCRM_NEEDLE_HANDLE, scrm_buf_slice(&mention),
                     (struct scrm_slice){NULL, 0});
    scrm_buf_fini(&mention);
    scrm_needles_add_framed(needles, "@<span>", name, "</span>");
    scrm_needles_add_framed(needles, "@<bdi>", name, "</bdi>");
}

/* A handle, and how others write to it: "@jo@example.social", "@jo", and the
 * markup of mentions. "jo" alone may be any word. */
static void add_handle(struct scrm_needles *needles, struct scrm_slice handle,
                       struct scrm_slice instead)
{
    struct scrm_slice local = handle;
    const char *at;

    if (handle.len && handle.at[0] == '@')
        local = (struct scrm_slice){handle.at + 1, handle.len - 1};
    if (!local.len)
        return;
    at = memchr(local.at, '@', local.len);
    add_mention(needles, local);
    if (speaks_for_itself(local))
        scrm_needles_add(needles, SCRM_NEEDLE_HANDLE, local, instead);
    if (at) {
        local.len = (size_t)(at - local.at);
        add_mention(needles, local);
    }
    scrm_needles_add(needles, SCRM_NEEDLE_BARE, local, instead);
}

/* Who answers a person may say just the first name; elsewhere a single word may
 * be anything. */
static void add_name(struct scrm_needles *needles, struct scrm_slice name)
{
    const struct scrm_slice none = {NULL, 0};
    struct scrm_slice rest = name;
    bool first = true;

    if (name.len && memchr(name.at, ' ', name.len))
        scrm_needles_add(needles, SCRM_NEEDLE_NAME, name, none);
    while (rest.len) {
        const char *end = memchr(rest.at, ' ', rest.len);
        struct scrm_slice word = {rest.at, end ? (size_t)(end - rest.at) : rest.len};

        if (word.len > 3 || (first && word.len == 3 && !scrm_slice_is(word, "The")))
            scrm_needles_add(needles, SCRM_NEEDLE_WORD, word, none);
        rest.at += word.len + (end != NULL);
        rest.len -= word.len + (end != NULL);
        first = false;
    }
}

/* What they said, as it was and as reports have it: on one line. */
static void add_said(struct scrm_needles *needles, struct scrm_slice text)
{
    struct scrm_buf line = {0};
    bool space = false;
    size_t i;

    scrm_needles_add_said(needles, text);
    for (i = 0; i < text.len; i++) {
        if (text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\t' ||
            text.at[i] == '\r') {
            space = line.len > 0;
            continue;
        }
        if (space)
            scrm_buf_putc(&line, ' ');
        space = false;
        scrm_buf_putc(&line, text.at[i]);
    }
    if (line.len != text.len)
        scrm_needles_add_said(needles, scrm_buf_slice(&line));
    scrm_buf_fini(&line);
}

void scrm_forget_traces(struct scrm_forget *forget, const struct scrm_content *content,
                        const struct scrm_case_fact *fact)
{
    struct scrm_needles *needles = &forget->needles;
    struct scrm_buf author = {0}, post = {0};
    struct scrm_slice instead;

    scrm_forget_put_author(fact->author, &author);
    scrm_forget_put_id(forget, fact, &post);
    instead = scrm_buf_slice(&author);
    scrm_needles_add(
        needles, speaks_for_itself(content->author_id) ? SCRM_NEEDLE_AUTHOR : SCRM_NEEDLE_BARE,
        content->author_id, instead);
    scrm_needles_add(needles, SCRM_NEEDLE_AUTHOR, content->author_url, instead);
    add_handle(needles, content->author_handle, instead);
    forget->bare |=
        content->author_handle.len > 0 && !speaks_for_itself(content->author_handle);
    add_name(needles, content->author_name);
    add_name(needles, content->customer_name);
    scrm_needles_add(needles, SCRM_NEEDLE_POST, content->id, scrm_buf_slice(&post));
    scrm_needles_add(needles, SCRM_NEEDLE_POST, content->url, scrm_buf_slice(&post));
    add_said(needles, content->text);
    if (scrm_digest_none(fact->parent)) /* an answer has the title of its thread */
        add_said(needles, content->title);
    scrm_buf_fini(&author);
    scrm_buf_fini(&post);
}
