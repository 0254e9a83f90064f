/*
 * What a line is, and where the posts in it stand. Envelopes name their
 * source; native lines are recognised by the shapes that descriptors give, in
 * the order of the catalogue, so that the answer never depends on what came
 * before.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"
#include "source/input.h"
#include "source/post.h"

#define POST_BEGINS "{\"schema\":\"" SCRM_POST_SCHEMA "\","
#define RAW_BEGINS "{\"schema\":\"" SCRM_RAW_SCHEMA "\",\"source\":\""

/* Answers below answers below answers: as deep as this. */
#define INSIDE_MAX 64

struct scrm_mapper {
    struct scrm_map_settings settings;
    struct scrm_post_writer writer;
    struct scrm_value *values; /* slots of a record inside the line */
    size_t n_values;
    struct scrm_keys *bare; /* for lines that are posts already, or cannot be judged */
    struct scrm_err broken; /* a descriptor could not be loaded */
    const struct scrm_source *chosen; /* whose keys the line was scanned with; NULL: nobody's */
    enum scrm_form form;              /* of these keys */
    const struct scrm_source *last; /* the native line before was one of these: a good guess */
};

/* One record on its way through the shapes. */
struct attempt {
    struct scrm_mapper *mapper;
    const struct scrm_source *source;
    struct scrm_post_job job;
    struct scrm_scope outer; /* of the line: page, arguments */
    struct scrm_buf *out;
    uint64_t lines;
    struct scrm_value key; /* the member under which a record stands, noted on the way to it */
    int depth;             /* of records inside of records */
};

struct scrm_mapper *scrm_mapper_new(const struct scrm_map_settings *settings)
{
    struct scrm_mapper *mapper = scrm_alloc_zero(1, sizeof *mapper);

    mapper->settings = *settings;
    scrm_post_writer_init(&mapper->writer, &mapper->settings);
    mapper->bare = scrm_envelope_keys();
    return mapper;
}

void scrm_mapper_free(struct scrm_mapper *mapper)
{
    if (!mapper)
        return;
    scrm_post_writer_fini(&mapper->writer);
    scrm_keys_free(mapper->bare);
    scrm_err_fini(&mapper->broken);
    free(mapper->values);
    free(mapper);
}

const struct scrm_map_tally *scrm_mapper_tally(const struct scrm_mapper *mapper)
{
    return &mapper->writer.tally;
}

bool scrm_mapper_mend(struct scrm_mapper *mapper, struct scrm_slice line,
                      struct scrm_buf *fixed)
{
    uint64_t repaired = scrm_lines_mend(line, fixed);

    mapper->writer.tally.repaired += repaired;
    return repaired > 0;
}

/* "mastodon.hashtag" is a stream of "mastodon". */
static const struct scrm_source *find_source(const struct scrm_mapper *mapper,
                                             struct scrm_slice name, struct scrm_err *err)
{
    const char *dot = memchr(name.at, '.', name.len);

    if (dot)
        name.len = (size_t)(dot - name.at);
    if (mapper->chosen && scrm_slice_eq(mapper->chosen->name, name))
        return mapper->chosen;
    return scrm_catalogue_need(mapper->settings.catalogue, name, err);
}

/* The source that a raw line names in its canonical beginning. */
static const struct scrm_source *named_source(struct scrm_mapper *mapper,
                                              struct scrm_slice line)
{
    struct scrm_slice name = {line.at + sizeof RAW_BEGINS - 1,
                              line.len - sizeof RAW_BEGINS + 1};
    const char *quote = memchr(name.at, '"', name.len);
    struct scrm_err unknown = {0}; /* told when the line is mapped */
    const struct scrm_source *source = NULL;

    name.len = quote ? (size_t)(quote - name.at) : 0;
    if (name.len)
        source = find_source(mapper, name, &unknown);
    scrm_err_fini(&unknown);
    return source;
}

static bool begins(struct scrm_slice line, const char *with, size_t len)
{
    return line.len > len && memcmp(line.at, with, len) == 0;
}

const struct scrm_keys *scrm_mapper_choose(struct scrm_mapper *mapper, struct scrm_slice line)
{
    struct scrm_catalogue *catalogue = mapper->settings.catalogue;

    if (begins(line, POST_BEGINS, sizeof POST_BEGINS - 1)) {
        mapper->form = SCRM_FORM_NATIVE;
        mapper->chosen = NULL;
        return mapper->bare;
    }
    if (begins(line, RAW_BEGINS, sizeof RAW_BEGINS - 1)) {
        mapper->form = SCRM_FORM_RAW;
        mapper->chosen = named_source(mapper, line);
        return mapper->chosen ? scrm_source_keys(catalogue, mapper->chosen, SCRM_FORM_RAW)
                              : mapper->bare;
    }
    mapper->form = mapper->settings.from ? SCRM_FORM_NATIVE : SCRM_FORM_MIXED;
    mapper->chosen = mapper->settings.from ? mapper->settings.from : mapper->last;
    if (mapper->chosen)
        return scrm_source_keys(catalogue, mapper->chosen, mapper->form);
    if (scrm_catalogue_load_all(catalogue, &mapper->broken) != 0)
        return mapper->bare;
    return scrm_shape_keys(catalogue);
}

/* The slots of a record inside the line, by the source's native keys. */
static const struct scrm_value *scan_inner(struct scrm_mapper *mapper,
                                           const struct scrm_source *source,
                                           enum scrm_form form, struct scrm_value record)
{
    const struct scrm_keys *keys = scrm_source_keys(mapper->settings.catalogue, source, form);
    size_t n = scrm_keys_count(keys);

    if (n > mapper->n_values) {
        mapper->values = scrm_realloc(mapper->values, n, sizeof *mapper->values);
        mapper->n_values = n;
    }
    scrm_scan_object(keys, record, mapper->values);
    return mapper->values;
}

/* Writes the post that the record in `scope` is. */
static void put(struct attempt *attempt, const struct scrm_source *source,
                const struct scrm_scope *scope)
{
    attempt->job.source = source;
    attempt->job.record = scrm_value_token(scope->record);
    if (!attempt->job.source_name.len)
        attempt->job.source_name = source->name;
    attempt->mapper->writer.eval.scope = *scope;
    scrm_post_write(&attempt->mapper->writer, &attempt->job, attempt->out);
    attempt->lines++;
}

static bool is_post(const struct scrm_source *source, const struct scrm_scope *scope)
{
    return scope->record.kind == SCRM_OBJECT &&
           (source->recognise.n == 0 || scrm_shapes_fit(&source->recognise, scope));
}

static bool try_inner(void *ctx, struct scrm_value record);

/* The posts inside of a record that is one itself: answers below what they answer. Their
 * page is the record. */
static void put_inside(struct attempt *attempt, const struct scrm_source *source,
                       const struct scrm_scope *scope)
{
    struct scrm_scope outer = attempt->outer, walk = *scope;

    if (!source->n_inside || attempt->depth == INSIDE_MAX)
        return;
    attempt->source = source;
    attempt->outer = *scope;
    attempt->outer.slots = NULL;
    attempt->outer.page = scope->record;
    walk.slots = NULL;
    attempt->depth++;
    for (size_t i = 0; i < source->n_inside; i++)
        scrm_path_walk(&source->inside[i], &walk, try_inner, attempt);
    attempt->depth--;
    attempt->outer = outer;
}

/* A record that is a post already goes on as it is: erasure leaves such ones in
 * the place of what it took. */
static bool take_post(struct attempt *attempt, struct scrm_value record)
{
    struct scrm_slice token = scrm_value_token(record);

    if (!scrm_slice_starts(token, POST_BEGINS))
        return false;
    scrm_buf_put_slice(attempt->out, token);
    scrm_buf_putc(attempt->out, '\n');
    attempt->lines++;
    return true;
}

/* A record inside the line: its slots are its own. */
static bool try_inner(void *ctx, struct scrm_value record)
{
    struct attempt *attempt = ctx;
    struct scrm_scope scope = attempt->outer;

    if (record.kind != SCRM_OBJECT || take_post(attempt, record))
        return true;
    /* The keys that a line of this kind is scanned with serve inside of it too. */
    scope.record = record;
    scope.under = attempt->key;
    scope.slots = scan_inner(attempt->mapper, attempt->source, scope.form, record);
    if (is_post(attempt->source, &scope))
        put(attempt, attempt->source, &scope);
    else
        return true;
    scope.slots = NULL;
    put_inside(attempt, attempt->source, &scope);
    return true;
}

/* The posts that stand where the source's `records` point. */
static void try_records(struct attempt *attempt, const struct scrm_source *source,
                        const struct scrm_scope *scope)
{
    struct scrm_scope walk = *scope;

    attempt->source = source;
    walk.key = &attempt->key;
    for (size_t i = 0; i < source->n_records; i++) {
        const struct scrm_path *path = &source->records[i];

        attempt->key = (struct scrm_value){0};
        if (scrm_path_first(path, scope).kind != SCRM_ABSENT)
            scrm_path_walk(path, &walk, try_inner, attempt);
    }
}

static enum scrm_mapped_as map_raw(struct attempt *attempt, const struct scrm_line *line,
                                   struct scrm_err *err)
{
    struct scrm_mapper *mapper = attempt->mapper;
    const struct scrm_value *values = line->values;
    struct scrm_slice name =
        scrm_value_text(values[SCRM_SLOT_SOURCE], mapper->writer.eval.arena);
    struct scrm_scope scope = {.form = SCRM_FORM_RAW};
    const struct scrm_source *source = NULL;

    if (name.len)
        source = find_source(mapper, name, err);
    else
        scrm_err_set(err, SCRM_EXIT_DATA, "missing");
    if (!source) {
        if (err->code == SCRM_EXIT_USAGE) /* a name that the line gave, not the user */
            err->code = SCRM_EXIT_DATA;
        scrm_err_member(err, "source");
        return SCRM_MAPPED_FAILED;
    }
    if (mapper->chosen != source || mapper->form != SCRM_FORM_RAW) {
        struct scrm_slice bytes = scrm_slice_trim(line->bytes);

        values = scan_inner(mapper, source, SCRM_FORM_RAW,
                            (struct scrm_value){bytes.at, bytes.len, SCRM_OBJECT, false});
    }
    scope.slots = values;
    scope.record = values[SCRM_SLOT_RECORD];
    scope.page = values[SCRM_SLOT_PAGE];
    scope.names = values[SCRM_SLOT_ARGS];
    attempt->job.source_name = name;
    attempt->job.fetched_at = values[SCRM_SLOT_FETCHED_AT];
    if (scope.record.kind == SCRM_ABSENT) {
        scrm_err_set(err, SCRM_EXIT_DATA, "missing");
        scrm_err_member(err, "record");
        return SCRM_MAPPED_FAILED;
    }
    if (take_post(attempt, scope.record))
        return SCRM_MAPPED;
    if (is_post(source, &scope)) {
        put(attempt, source, &scope);
        scope.form = SCRM_FORM_NATIVE;
        put_inside(attempt, source, &scope);
        return SCRM_MAPPED;
    }
    /* Inside the record, slots of the envelope say nothing. */
    scope.slots = NULL;
    scope.form = SCRM_FORM_NATIVE;
    attempt->outer = scope;
    if (scope.page.kind == SCRM_ABSENT)
        attempt->outer.page = scope.record;
    if (scope.record.kind == SCRM_OBJECT)
        try_records(attempt, source, &scope);
    return attempt->lines ? SCRM_MAPPED : SCRM_MAPPED_NO_POST;
}

/* Tries one source on a native line: true when it knows what the line is. */
static bool try_source(struct attempt *attempt, const struct scrm_source *source,
                       struct scrm_scope *scope)
{
    struct scrm_mapper *mapper = attempt->mapper;

    if (mapper->settings.from ? is_post(source, scope)
                              : scrm_shapes_fit(&source->recognise, scope)) {
        struct scrm_scope own = *scope;

        if (mapper->chosen != source) {
            own.form = scope->form;
            own.slots = scan_inner(mapper, source, scope->form, scope->record);
        }
        put(attempt, source, &own);
        put_inside(attempt, source, &own);
        mapper->last = source;
        return true;
    }
    if (scrm_shapes_fit(&source->ignore, scope))
        return true;
    attempt->outer = *scope;
    attempt->outer.page = scope->record;
    try_records(attempt, source, scope);
    return attempt->lines > 0;
}

static enum scrm_mapped_as map_native(struct attempt *attempt, const struct scrm_line *line)
{
    const struct scrm_mapper *mapper = attempt->mapper;
    const struct scrm_catalogue *catalogue = mapper->settings.catalogue;
    struct scrm_slice bytes = scrm_slice_trim(line->bytes);
    struct scrm_scope scope = {
        .form = mapper->form,
        .slots = line->values,
        .record = {bytes.at, bytes.len, SCRM_OBJECT, false},
        .args = mapper->settings.args,
    };
    bool known = false;

    if (mapper->settings.from)
        try_source(attempt, mapper->settings.from, &scope);
    for (size_t i = 0; !mapper->settings.from && i < catalogue->n && !known; i++)
        known = try_source(attempt, catalogue->at[i], &scope);
    return attempt->lines ? SCRM_MAPPED : SCRM_MAPPED_NO_POST;
}

enum scrm_mapped_as scrm_mapper_line(struct scrm_mapper *mapper, const struct scrm_line *line,
                                     struct scrm_arena *arena, struct scrm_buf *out,
                                     uint64_t *lines, struct scrm_err *err)
{
    struct attempt attempt = {.mapper = mapper, .out = out};
    struct scrm_value schema = line->values[SCRM_SLOT_SCHEMA];
    enum scrm_mapped_as result;

    mapper->writer.eval.arena = arena;
    *lines = 1;
    if (schema.kind == SCRM_STRING && scrm_value_is(schema, SCRM_POST_SCHEMA)) {
        scrm_buf_put_slice(out, line->bytes);
        scrm_buf_putc(out, '\n');
        return SCRM_MAPPED;
    }
    if (mapper->broken.code != SCRM_EXIT_OK) {
        *err = mapper->broken;
        mapper->broken = (struct scrm_err){0};
        return SCRM_MAPPED_FAILED;
    }
    result = schema.kind == SCRM_STRING && scrm_value_is(schema, SCRM_RAW_SCHEMA)
                 ? map_raw(&attempt, line, err)
                 : map_native(&attempt, line);
    *lines = attempt.lines;
    return result;
}
