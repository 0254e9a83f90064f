/*
 * The list of sources, for somebody who wants to begin: what there is, what it takes,
 * which secret, and of a source that was named the lines to begin with. Asks nobody.
 */
#include "fetch/listing.h"
#include "fetchwork/fetchwork.h"
#include "text/utf8.h"

enum {
    WIDTH = 80,      /* columns of a page */
    NAME_WIDTH = 24, /* of a stream's or an argument's name */
    TIER_WIDTH = 15,
};

/* "NAME   text" with the text at NAME_WIDTH; a name that is too long has its own line. */
static void put_row(struct scrm_buf *out, size_t indent, struct scrm_slice name,
                    struct scrm_slice text)
{
    size_t used = indent + scrm_text_width(name);

    scrm_buf_printf(out, "%*s%.*s", (int)indent, "", SCRM_FMT(name));
    if (used + 1 > NAME_WIDTH)
        scrm_buf_putc(out, '\n');
    scrm_buf_printf(out, "%*s", used + 1 > NAME_WIDTH ? NAME_WIDTH : (int)(NAME_WIDTH - used),
                    "");
    scrm_text_wrap(out, text, NAME_WIDTH, NAME_WIDTH, WIDTH);
}

/* Whether a request takes an argument. */
enum need { NEED_NONE, NEED_OPTIONAL, NEED_ALWAYS };

static enum need more(enum need a, enum need b)
{
    return a > b ? a : b;
}

static enum need need_of(const struct scrm_template *template, const char *name)
{
    enum need need = NEED_NONE;

    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];

        if (piece->hole && piece->path.root == SCRM_ROOT_NAME &&
            strcmp(piece->path.steps[0].key, name) == 0)
            need = more(need, piece->optional ? NEED_OPTIONAL : NEED_ALWAYS);
    }
    return need;
}

static enum need stream_need(const struct scrm_stream *stream,
                             const struct scrm_source_arg *arg)
{
    enum need need = more(need_of(&stream->url, arg->name), need_of(&stream->body, arg->name));

    for (size_t i = 0; i < stream->n_params; i++)
        need = more(need, need_of(&stream->params[i].value, arg->name));
    if (stream->expand)
        need = more(need, stream_need(stream->expand, arg));
    return arg->required ? NEED_ALWAYS : need;
}

/* What a person has to give: neither what may be left out nor what has a default. */
static bool must_give(const struct scrm_stream *stream, const struct scrm_source_arg *arg)
{
    return stream_need(stream, arg) == NEED_ALWAYS && !arg->fallback.at;
}

static void put_arg(const struct scrm_source_arg *arg, bool optional, struct scrm_buf *out)
{
    struct scrm_buf name = {0}, text = {0};

    scrm_buf_printf(&name, "%s=...", arg->name);
    scrm_buf_put_slice(&text, arg->about);
    if (arg->fallback.at)
        scrm_buf_printf(&text, "%s(default %.*s)", text.len ? " " : "",
                        SCRM_FMT(arg->fallback));
    else if (optional)
        scrm_buf_printf(&text, "%s(may be left out)", text.len ? " " : "");
    put_row(out, 4, scrm_buf_slice(&name), scrm_buf_slice(&text));
    scrm_buf_fini(&name);
    scrm_buf_fini(&text);
}

static void put_stream(const struct scrm_source *source, const struct scrm_stream *stream,
                       struct scrm_buf *out)
{
    struct scrm_buf name = {0}, text = {0};

    scrm_buf_printf(&name, "%.*s.%.*s", SCRM_FMT(source->name), SCRM_FMT(stream->name));
    scrm_buf_printf(&text, "%.*s%s", SCRM_FMT(stream->about),
                    scrm_source_recheck(source, stream) ? " (--recheck)" : "");
    scrm_buf_printf(out, "%-*s%-*s", NAME_WIDTH, scrm_buf_text(&name), TIER_WIDTH,
                    scrm_listing_tier(source->tier));
    scrm_text_wrap(out, scrm_buf_slice(&text), NAME_WIDTH + TIER_WIDTH, NAME_WIDTH + TIER_WIDTH,
                   WIDTH);
    for (size_t i = 0; i < source->n_args; i++) {
        enum need need = stream_need(stream, &source->args[i]);

        if (need != NEED_NONE)
            put_arg(&source->args[i], need == NEED_OPTIONAL, out);
    }
    scrm_buf_fini(&name);
    scrm_buf_fini(&text);
}

/* The text of a template, its holes as what `example` says of them, else as {name}. */
static void put_template(const struct scrm_source *source, const struct scrm_template *template,
                         bool example, struct scrm_buf *out)
{
    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];
        struct scrm_slice text = {0};

        if (!piece->hole) {
            scrm_buf_put_slice(out, piece->text);
            continue;
        }
        for (size_t j = 0; example && j < source->n_args; j++)
            if (strcmp(source->args[j].name, piece->path.steps[0].key) == 0)
                text = source->args[j].example.len ? source->args[j].example
                                                   : source->args[j].fallback;
        if (text.len)
            scrm_buf_put_slice(out, text);
        else
            scrm_buf_printf(out, "{%s}", piece->path.steps[0].key);
    }
}

/* What a person fills in: the names of the holes, each with `behind`; how many there were
 * before is `n`. */
static size_t put_holes(const struct scrm_template *template, size_t n, const char *behind,
                        struct scrm_buf *out)
{
    for (size_t i = 0; i < template->n; i++) {
        const struct scrm_piece *piece = &template->pieces[i];

        if (!piece->hole || strcmp(piece->path.steps[0].key, "value") == 0)
            continue;
        scrm_buf_puts(out, n++ ? ", " : "");
        scrm_buf_printf(out, "%s%s", piece->path.steps[0].key, behind);
    }
    return n;
}

/* The members of the secret, each with `behind`; how many: none is a bare secret. */
static size_t put_members(const struct scrm_auth *auth, const char *behind,
                          struct scrm_buf *out)
{
    static const struct {
        enum scrm_auth_kind kind;
        const char *names[3];
    } fixed[] = {{SCRM_AUTH_BASIC, {"username", "password"}},
                 {SCRM_AUTH_CLIENT_CREDENTIALS, {"client_id", "client_secret"}},
                 {SCRM_AUTH_REFRESH, {"client_id", "client_secret", "refresh_token"}},
                 {SCRM_AUTH_COMMAND, {"command"}}};
    size_t n = 0;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        for (size_t j = 0; fixed[i].kind == auth->kind && j < 3 && fixed[i].names[j]; j++) {
            scrm_buf_puts(out, n++ ? ", " : "");
            scrm_buf_printf(out, "%s%s", fixed[i].names[j], behind);
        }
    n = put_holes(&auth->body, n, behind, out);
    for (size_t i = 0; i < auth->n_headers; i++)
        n = put_holes(&auth->headers[i].value, n, behind, out);
    return n;
}

/* Which secret a source needs, and the members of it. */
static void put_secret(const struct scrm_source *source, struct scrm_buf *out)
{
    const struct scrm_auth *auth = &source->auth;
    struct scrm_buf text = {0}, members = {0};

    if (auth->kind == SCRM_AUTH_NONE)
        return;
    put_template(source, &auth->secret, false, &text);
    if (put_members(auth, "", &members))
        scrm_buf_printf(&text, ": %s", scrm_buf_text(&members));
    scrm_buf_puts(&text, auth->optional ? " (may be left out)" : "");
    put_row(out, 4, SCRM_SLICE("secret"), scrm_buf_slice(&text));
    scrm_buf_fini(&text);
    scrm_buf_fini(&members);
}

static void put_source(const struct scrm_source *source, struct scrm_buf *out)
{
    for (size_t i = 0; i < source->n_streams; i++)
        put_stream(source, &source->streams[i], out);
    if (source->n_streams) {
        put_secret(source, out);
        return;
    }
    scrm_buf_printf(out, "%-*.*s%-*s", NAME_WIDTH, SCRM_FMT(source->name), TIER_WIDTH,
                    scrm_listing_tier(source->tier));
    scrm_text_wrap(out, source->about, NAME_WIDTH + TIER_WIDTH, NAME_WIDTH + TIER_WIDTH, WIDTH);
    for (size_t i = 0; i < source->n_args; i++)
        put_arg(&source->args[i], !source->args[i].required, out);
}

/* The first word of a shell's line: blanks between single quotes are part of it. */
static struct scrm_slice first_word(struct scrm_slice line)
{
    bool quoted = false;
    size_t len = 0;

    while (len < line.len && (quoted || line.at[len] != ' '))
        quoted ^= line.at[len++] == '\'';
    return (struct scrm_slice){line.at, len};
}

/* A shell's line, indented, over several where it is too long for one. */
static void put_command(struct scrm_buf *out, struct scrm_slice line)
{
    size_t column = 4;

    scrm_buf_printf(out, "%4s", "");
    for (bool first = true; line.len; first = false) {
        struct scrm_slice word = first_word(line);

        if (!first && column + 1 + word.len > WIDTH - 2) {
            scrm_buf_printf(out, " \\\n%8s", "");
            column = 8;
        } else if (!first) {
            scrm_buf_putc(out, ' ');
            column++;
        }
        scrm_buf_put_slice(out, word);
        column += word.len;
        line.at += word.len + (word.len < line.len);
        line.len -= word.len + (word.len < line.len);
    }
    scrm_buf_putc(out, '\n');
}

/* A word of a shell's line. */
static void put_word(struct scrm_slice word, struct scrm_buf *out)
{
    bool plain = word.len > 0;

    for (size_t i = 0; i < word.len; i++)
        plain = plain &&
                (strchr("%+,-./:=@_", word.at[i]) || (word.at[i] >= '0' && word.at[i] <= '9') ||
                 ((word.at[i] | 0x20) >= 'a' && (word.at[i] | 0x20) <= 'z'));
    scrm_buf_printf(out, plain ? "%.*s" : "'%.*s'", SCRM_FMT(word));
}

/* A line that follows the stream, with an example of all it must have. */
static void put_line(const struct scrm_source *source, const struct scrm_stream *stream,
                     struct scrm_buf *out)
{
    struct scrm_buf line = {0};

    scrm_buf_printf(&line, "scrm-fetch %.*s.%.*s", SCRM_FMT(source->name),
                    SCRM_FMT(stream->name));
    for (size_t i = 0; i < source->n_args; i++) {
        const struct scrm_source_arg *arg = &source->args[i];

        if (!must_give(stream, arg))
            continue;
        scrm_buf_printf(&line, " %s=", arg->name);
        put_word(arg->example.len ? arg->example : SCRM_SLICE("..."), &line);
    }
    scrm_buf_puts(&line, " --spool spool");
    put_command(out, scrm_buf_slice(&line));
    scrm_buf_fini(&line);
}

/* Where the secret comes from, and what stands in the file of secrets. */
static void put_secret_lines(const struct scrm_source *source, struct scrm_buf *out)
{
    const struct scrm_auth *auth = &source->auth;
    struct scrm_buf text = {0}, members = {0};

    if (!source->n_streams || auth->kind == SCRM_AUTH_NONE)
        return;
    scrm_buf_printf(&text, "The secret%s: ", auth->optional ? ", which may be left out" : "");
    if (auth->about.len)
        scrm_buf_printf(&text, "%.*s. ", SCRM_FMT(auth->about));
    scrm_buf_puts(&text, "It stands in the file that SCRM_SECRETS names, or in the desk's "
                         "secrets.yaml, which nobody else may read (chmod 600):");
    scrm_buf_putc(out, '\n');
    scrm_text_wrap(out, scrm_buf_slice(&text), 0, 0, WIDTH);
    scrm_buf_puts(out, "\n    ");
    put_template(source, &auth->secret, true, out);
    if (put_members(auth, ": ...", &members))
        scrm_buf_printf(out, ": {%s}\n", scrm_buf_text(&members));
    else
        scrm_buf_puts(out, ": ...\n");
    scrm_buf_fini(&text);
    scrm_buf_fini(&members);
}

/* All about one source. */
static void put_whole(const struct scrm_source *source, struct scrm_buf *out)
{
    struct scrm_buf text = {0};

    scrm_buf_printf(&text, "%.*s: %.*s", SCRM_FMT(source->name), SCRM_FMT(source->about));
    scrm_text_wrap(out, scrm_buf_slice(&text), 0, 0, WIDTH);
    scrm_buf_putc(out, '\n');
    put_source(source, out);
    scrm_buf_puts(out, "\nTo begin with:\n\n");
    for (size_t i = 0; i < source->n_streams; i++)
        put_line(source, &source->streams[i], out);
    if (source->example.len)
        put_command(out, source->example);
    else if (!source->n_streams)
        scrm_buf_printf(out, "    scrm-normalize --from %.*s FILE\n", SCRM_FMT(source->name));
    put_secret_lines(source, out);
    scrm_buf_fini(&text);
}

/* Those that were named, by their own or a stream's name. */
static int put_named(struct scrm_catalogue *catalogue, const struct scrm_operands *names,
                     struct scrm_buf *out, struct scrm_err *err)
{
    for (size_t i = 0; i < names->n; i++) {
        struct scrm_slice name = scrm_slice_of(names->at[i]);
        const struct scrm_source *source;
        const char *dot = memchr(name.at, '.', name.len);

        name.len = dot ? (size_t)(dot - name.at) : name.len;
        source = scrm_catalogue_need(catalogue, name, err);
        if (!source)
            return -1;
        scrm_buf_puts(out, i ? "\n" : "");
        put_whole(source, out);
    }
    return 0;
}

int scrm_fetchwork_list(struct scrm_catalogue *catalogue, const struct scrm_operands *names,
                        const char *output, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result = 0;

    if (names->n) {
        result = put_named(catalogue, names, &text, err);
    } else if ((result = scrm_catalogue_load_all(catalogue, err)) == 0) {
        scrm_buf_printf(&text, "%-*s%-*s%s\n", NAME_WIDTH, "SOURCE", TIER_WIDTH, "TESTED ON",
                        "WHAT IT GETS");
        for (size_t i = 0; i < catalogue->n; i++)
            put_source(catalogue->at[i], &text);
        scrm_buf_puts(
            &text, "\nAny address of a feed, and any file, may stand in place of a "
                   "source.\nOf a source that is named, --list shows lines to begin with.\n");
    }
    if (result == 0)
        result = scrm_listing_print(&text, output, err);
    scrm_buf_fini(&text);
    return result;
}
