/*
 * Whose words a raw record holds is told by where the person stands in it: as
 * a value of their own (an account, an author, "by") it is theirs, below
 * mentions, parents and recipients it is not. A page may hold the records of
 * many: each of a list is looked at by itself.
 */
#include "ledger/lines.h"

static bool is_one_of(struct scrm_slice word, const char *const *words)
{
    for (; *words; words++)
        if (scrm_slice_is(word, *words))
            return true;
    return false;
}

static bool begins_with_one_of(struct scrm_slice word, const char *const *words)
{
    for (; *words; words++)
        if (scrm_slice_starts(word, *words))
            return true;
    return false;
}

bool scrm_key_names_others(struct scrm_slice key)
{
    static const char *const whole[] = {"to",         "cc",     "bcc",      "tags",
                                        "tag",        "facets", "entities", "matched",
                                        "recipients", "args",   NULL};
    static const char *const beginnings[] = {
        "mention", "user_mention", "in_reply_to", "in_response", "inReplyTo",
        "reply",   "parent",       "quote",       "referenced",  NULL};

    return is_one_of(key, whole) || begins_with_one_of(key, beginnings);
}

bool scrm_key_is_owner(struct scrm_slice key)
{
    static const char *const whole[] = {
        "account",       "author",    "user",       "from",
        "actor",         "owner",     "creator",    "by",
        "sender",        "author_id", "author_url", "author_name",
        "author_handle", "id",        "uri",        "url",
        "aliases",       "native_id", NULL};

    return is_one_of(key, whole);
}

bool scrm_key_is_person(struct scrm_slice key)
{
    static const char *const whole[] = {"by",          "author",
                                        "user",        "username",
                                        "acct",        "handle",
                                        "screen_name", "login",
                                        "nickname",    "preferredUsername",
                                        "author_id",   "author_handle",
                                        "user_id",     "userId",
                                        "authorId",    "account_id",
                                        "uid",         "author_fullname",
                                        "mentions",    NULL};
    static const char *const beginnings[] = {"in_reply_to_", "inReplyToUser", "mention", NULL};

    return is_one_of(key, whole) || begins_with_one_of(key, beginnings);
}

bool scrm_key_is_reference(struct scrm_slice key)
{
    static const char *const ends[] = {"id", "Id", "ID", "id_str", "parent", "kids", "uri"};
    size_t i;

    for (i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);

        if (key.len >= n && memcmp(key.at + key.len - n, ends[i], n) == 0)
            return true;
    }
    return begins_with_one_of(key, (const char *const[]){"in_reply_to", "inReplyTo", NULL});
}

/* ---- whose line is it ---- */

/* Whether a handle found in this source can be the person's: not where the
 * source is a network of the ledger on which they have never been. */
static bool is_their_network(const struct scrm_lines *lines, struct scrm_slice network)
{
    const struct scrm_map_entry *entry =
        network.len ? scrm_map_get(&lines->forget->networks, network) : NULL;

    return !entry || entry->value == 1;
}

const struct scrm_case_fact *scrm_lines_post(struct scrm_lines *lines, struct scrm_slice value)
{
    const struct scrm_case_fact *fact = scrm_forget_named(lines->forget, value);
    int with_host;

    for (with_host = 0; !fact && lines->network.len && with_host < 2; with_host++) {
        scrm_buf_reset(&lines->scratch);
        scrm_buf_put_slice(&lines->scratch, lines->network);
        scrm_buf_putc(&lines->scratch, ':');
        if (with_host) {
            scrm_buf_put_slice(&lines->scratch, lines->host);
            scrm_buf_putc(&lines->scratch, ':');
        }
        scrm_buf_put_slice(&lines->scratch, value);
        fact = scrm_forget_named(lines->forget, scrm_buf_slice(&lines->scratch));
    }
    return fact;
}

/* Looking through one record. */
struct looking {
    struct scrm_raw_finding found;
    bool handles; /* a handle counts: it is their network */
};

static void look_at(struct scrm_lines *lines, struct scrm_value value, struct scrm_slice key,
                    struct looking *looking)
{
    struct scrm_slice text = value.kind == SCRM_STRING ? scrm_value_text(value, &lines->arena)
                                                       : scrm_value_token(value);
    const struct scrm_needle *needle;

    if (!looking->found.post && scrm_key_is_reference(key))
        looking->found.post = scrm_lines_post(lines, text);
    looking->found.theirs |= looking->found.post != NULL;
    if (value.kind != SCRM_STRING ||
        !(needle = scrm_needles_exact(&lines->forget->needles, text)))
        return;
    switch (needle->kind) {
    case SCRM_NEEDLE_AUTHOR:
    case SCRM_NEEDLE_POST:
        looking->found.theirs = true;
        break;
    case SCRM_NEEDLE_HANDLE:
        looking->found.theirs |= looking->handles;
        break;
    case SCRM_NEEDLE_BARE:
        looking->found.theirs |=
            looking->handles && lines->forget->bare && scrm_key_is_person(key);
        break;
    default:
        break;
    }
}

/* Whether an array holds records: objects that are not part of the one around. */
static bool is_list(struct scrm_slice key, struct scrm_value array)
{
    struct scrm_value item;
    struct scrm_walk walk;

    if (scrm_key_is_owner(key) || scrm_slice_is(key, "authors"))
        return false;
    scrm_walk_begin(&walk, array);
    return scrm_item_next(&walk, &item) && item.kind == SCRM_OBJECT;
}

static void look(struct scrm_lines *lines, struct scrm_value value, struct scrm_slice key,
                 struct looking *looking)
{
    struct scrm_value name, item;
    struct scrm_walk walk;

    if (value.kind == SCRM_STRING || value.kind == SCRM_NUMBER) {
        look_at(lines, value, key, looking);
    } else if (value.kind == SCRM_OBJECT) {
        scrm_walk_begin(&walk, value);
        while (scrm_member_next(&walk, &name, &item)) {
            struct scrm_slice text = scrm_value_text(name, &lines->arena);

            if (!scrm_key_names_others(text))
                look(lines, item, text, looking);
        }
    } else if (value.kind == SCRM_ARRAY && !is_list(key, value)) {
        scrm_walk_begin(&walk, value);
        while (scrm_item_next(&walk, &item))
            look(lines, item, key, looking);
    }
}

static struct scrm_raw_finding look_through(struct scrm_lines *lines, struct scrm_value record)
{
    struct looking looking = {.handles = is_their_network(lines, lines->network)};

    look(lines, record, (struct scrm_slice){NULL, 0}, &looking);
    return looking.found;
}

struct scrm_raw_finding scrm_raw_look(struct scrm_lines *lines, struct scrm_value raw)
{
    struct scrm_value args = scrm_member(raw, "args");
    const char *dot;

    lines->source = scrm_value_text(scrm_member(raw, "source"), &lines->arena);
    lines->network = lines->source;
    dot = lines->source.len ? memchr(lines->source.at, '.', lines->source.len) : NULL;
    if (dot)
        lines->network.len = (size_t)(dot - lines->source.at);
    lines->host = scrm_value_text(scrm_member(args, "instance"), &lines->arena);
    return look_through(lines, scrm_member(raw, "record"));
}

/* ---- lists of records ---- */

static uint64_t blank_lists(struct scrm_lines *lines, struct scrm_value value,
                            const char **copied, struct scrm_buf *out);

static uint64_t blank_items(struct scrm_lines *lines, struct scrm_value list,
                            const char **copied, struct scrm_buf *out)
{
    struct scrm_walk walk;
    struct scrm_value item;
    uint64_t n = 0;

    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item)) {
        struct scrm_raw_finding found = look_through(lines, item);

        if (!found.theirs) {
            n += blank_lists(lines, item, copied, out);
            continue;
        }
        scrm_buf_put(out, *copied, (size_t)(item.at - *copied));
        scrm_blank_record(lines, found.post, out);
        *copied = item.at + item.len;
        n++;
    }
    return n;
}

static uint64_t blank_lists(struct scrm_lines *lines, struct scrm_value value,
                            const char **copied, struct scrm_buf *out)
{
    struct scrm_value name, item;
    struct scrm_walk walk;
    uint64_t n = 0;

    if (value.kind != SCRM_OBJECT)
        return 0;
    scrm_walk_begin(&walk, value);
    while (scrm_member_next(&walk, &name, &item)) {
        struct scrm_slice key = scrm_value_text(name, &lines->arena);

        if (scrm_key_names_others(key))
            continue;
        n += item.kind == SCRM_ARRAY && is_list(key, item)
                 ? blank_items(lines, item, copied, out)
                 : blank_lists(lines, item, copied, out);
    }
    return n;
}

uint64_t scrm_raw_blank_lists(struct scrm_lines *lines, struct scrm_value raw,
                              struct scrm_slice line, struct scrm_buf *out)
{
    struct scrm_value record = scrm_member(raw, "record");
    const char *copied = line.at;
    uint64_t n = record.kind == SCRM_ARRAY ? blank_items(lines, record, &copied, out)
                                           : blank_lists(lines, record, &copied, out);

    scrm_buf_put(out, copied, (size_t)(line.at + line.len - copied));
    return n;
}
