/*
 * The command line, read against the option tables. Long options with a space
 * or '=', letters joined (-qj2), operands anywhere, `--` ends the options. A
 * mistake ends the run with 64 and says what was probably meant; options are
 * never abbreviated, so that a new one cannot break an old script.
 */
#include "cli/option.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "cli/argument.h"
#include "cli/generate.h"
#include "cli/log.h"
#include "cli/tables.h"

struct parse {
    const struct scrm_command *command;
    const struct scrm_verb *verb; /* once its word has come */
    void *target;
    struct scrm_operands *operands;
    size_t cap; /* of operands->at */
    int argc, i;
    char **argv;
    const char *answer; /* "help", "version", "generate": ends the run well */
    const char *generate;
};

static int unknown_long(const struct parse *p, struct scrm_slice name, struct scrm_err *err)
{
    struct scrm_tables tables = {.command = p->command, .verb = p->verb};
    const struct scrm_verb *verb = p->verb ? NULL : p->command->verbs;
    const struct scrm_option *option;
    const char **names = NULL;
    const char *near;
    size_t n = 0, cap = 0;

    for (; verb && verb->name; verb++)
        for (option = verb->options; option && (option->name || option->help); option++)
            if (option->name && scrm_slice_is(name, option->name))
                return scrm_err_set(err, SCRM_EXIT_USAGE,
                                    "option --%.*s belongs to the verb %s; put it behind",
                                    SCRM_FMT(name), verb->name);
    while ((option = scrm_tables_next(&tables))) {
        if (option->kind == SCRM_OPTION_HEADING)
            continue;
        SCRM_GROW(names, n, cap);
        names[n++] = option->name;
    }
    near = scrm_err_nearest(name, names, n);
    free(names);
    if (near)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "unknown option --%.*s; did you mean --%s?",
                            SCRM_FMT(name), near);
    return scrm_err_set(err, SCRM_EXIT_USAGE, "unknown option --%.*s; see %s --help",
                        SCRM_FMT(name), p->command->name);
}

/* Stores the value, or notes that the parser itself has to answer. */
static int take(struct parse *p, const struct scrm_option *option, const char *called,
                const char *value, struct scrm_err *err)
{
    if (option->offset != SCRM_OPTION_NOWHERE) {
        if (scrm_argument_store(option, called, value, p->target, err))
            return -1;
        if (strcmp(option->name, "log-format") == 0)
            scrm_log_format(value);
        return 0;
    }
    if (value && scrm_argument_choice(option, called, value, err))
        return -1;
    p->answer = option->name;
    p->generate = value;
    return 0;
}

/* The value of an option that stands alone: the next word. */
static int next_word(struct parse *p, const struct scrm_option *option, const char *called,
                     const char **value, struct scrm_err *err)
{
    struct scrm_buf arg = {0};

    if (p->i + 1 < p->argc) {
        *value = p->argv[++p->i];
        return 0;
    }
    scrm_option_put_arg(option, &arg);
    scrm_err_set(err, SCRM_EXIT_USAGE, "option %s needs a value: %s", called,
                 scrm_buf_text(&arg));
    scrm_buf_fini(&arg);
    return -1;
}

/* `word` begins with "--". */
static int parse_long(struct parse *p, const char *word, struct scrm_err *err)
{
    const char *equals = strchr(word, '=');
    struct scrm_slice name = {word + 2,
                              equals ? (size_t)(equals - word - 2) : strlen(word + 2)};
    const struct scrm_option *option = scrm_tables_find(p->command, p->verb, name, 0);
    const char *value = equals ? equals + 1 : NULL;
    char *called;
    int result = 0;

    if (!option)
        return unknown_long(p, name, err);
    called = scrm_strndup(word, name.len + 2);
    if (scrm_option_is_flag(option)) {
        if (value)
            result = scrm_err_set(err, SCRM_EXIT_USAGE, "option %s takes no value", called);
    } else if (!value) {
        result = next_word(p, option, called, &value, err);
    }
    if (result == 0)
        result = take(p, option, called, value, err);
    free(called);
    return result;
}

/* `word` is "-" and letters; the first that takes a value takes the rest. */
static int parse_letters(struct parse *p, const char *word, struct scrm_err *err)
{
    const char *at;

    for (at = word + 1; *at; at++) {
        const struct scrm_option *option =
            scrm_tables_find(p->command, p->verb, (struct scrm_slice){NULL, 0}, *at);
        char called[] = {'-', *at, '\0'};
        const char *value = at[1] ? at + 1 : NULL;

        if (!option)
            return scrm_err_set(err, SCRM_EXIT_USAGE, "unknown option %s%s; see %s --help",
                                (unsigned char)*at < 0x80 ? called : "in ",
                                (unsigned char)*at < 0x80 ? "" : word, p->command->name);
        if (scrm_option_is_flag(option)) {
            if (take(p, option, called, NULL, err))
                return -1;
            continue;
        }
        if (!value && next_word(p, option, called, &value, err))
            return -1;
        return take(p, option, called, value, err);
    }
    return 0;
}

static int unknown_word(const struct scrm_command *command, const char *word,
                        struct scrm_err *err)
{
    const struct scrm_verb *lists[] = {command->verbs, command->commands};
    const char *kind = command->commands ? "command" : "verb";
    const char **names = NULL;
    const char *near;
    size_t i, n = 0, cap = 0;

    for (i = 0; i < 2; i++) {
        const struct scrm_verb *verb = lists[i];

        for (; verb && verb->name; verb++) {
            SCRM_GROW(names, n, cap);
            names[n++] = verb->name;
        }
    }
    near = scrm_err_nearest(scrm_slice_of(word), names, n);
    free(names);
    return near ? scrm_err_set(err, SCRM_EXIT_USAGE, "unknown %s '%s'; did you mean %s?", kind,
                               word, near)
                : scrm_err_set(err, SCRM_EXIT_USAGE, "unknown %s '%s'; see %s --help", kind,
                               word, command->name);
}

static int parse_operand(struct parse *p, const char *word, struct scrm_err *err)
{
    struct scrm_operands *operands = p->operands;

    if (!word[0])
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "an operand is empty; does the shell's variable have a value?");
    if (scrm_tables_has_words(p->command) && !p->verb) {
        p->verb = scrm_tables_verb(p->command, scrm_slice_of(word));
        if (!p->verb)
            return unknown_word(p->command, word, err);
        operands->verb = p->verb->name;
        return 0;
    }
    SCRM_GROW(operands->at, operands->n, p->cap);
    operands->at[operands->n++] = word;
    return 0;
}

static int parse_words(struct parse *p, struct scrm_err *err)
{
    bool only_operands = false;

    for (p->i = 1; p->i < p->argc && !p->answer; p->i++) {
        const char *word = p->argv[p->i];
        int result;

        if (only_operands || word[0] != '-' || !word[1])
            result = parse_operand(p, word, err);
        else if (strcmp(word, "--") == 0)
            result = 0, only_operands = true;
        else if (word[1] == '-')
            result = parse_long(p, word, err);
        else
            result = parse_letters(p, word, err);
        if (result)
            return -1;
    }
    return 0;
}

/* What a synopsis such as "FROM TO [NOTE ...]" says about operands. */
struct arity {
    size_t least, most;
    struct scrm_slice missing; /* the name of the first demanded one that is not given */
};

static struct arity read_synopsis(const char *synopsis, size_t given)
{
    struct arity arity = {.missing = {"", 0}};
    const char *at = synopsis ? synopsis : "";
    int depth = 0;

    while (*at) {
        size_t len = strcspn(at, " ");
        size_t i;

        if (memmem(at, len, "...", 3))
            arity.most = SIZE_MAX;
        else if (len && arity.most != SIZE_MAX)
            arity.most++;
        if (depth == 0 && len && at[0] != '[' && at[0] != '.' && arity.least++ == given)
            arity.missing = (struct scrm_slice){at, len};
        for (i = 0; i < len; i++)
            depth += (at[i] == '[') - (at[i] == ']');
        at += len;
        at += *at == ' ';
    }
    return arity;
}

static int check_operands(const struct parse *p, struct scrm_err *err)
{
    const struct scrm_operands *operands = p->operands;
    struct arity arity =
        read_synopsis(p->verb ? p->verb->operands : p->command->operands, operands->n);
    struct scrm_buf where = {0};
    int result = 0;

    if (scrm_tables_has_words(p->command) && !p->verb)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "a %s is missing; see %s --help",
                            p->command->commands ? "command" : "verb", p->command->name);
    scrm_buf_printf(&where, "%s%s%s", p->command->name, p->verb ? " " : "",
                    p->verb ? p->verb->name : "");
    if (operands->n < arity.least)
        result = scrm_err_set(err, SCRM_EXIT_USAGE, "%.*s is missing; see %s --help",
                              SCRM_FMT(arity.missing), scrm_buf_text(&where));
    else if (operands->n > arity.most)
        result = scrm_err_set(err, SCRM_EXIT_USAGE, "unexpected '%s'; see %s --help",
                              operands->at[arity.most], scrm_buf_text(&where));
    scrm_buf_fini(&where);
    return result;
}

static void set_defaults(struct scrm_common *common)
{
    *common = (struct scrm_common){.jobs = 1,
                                   .on_error = "stop",
                                   .max_errors = -1,
                                   .max_record = UINT64_C(16) << 20,
                                   .log_format = "text"};
}

/* What is not given comes from the environment; then the one clock is set. */
static int set_surroundings(const struct scrm_command *command, struct scrm_common *common,
                            struct scrm_err *err)
{
    const char *called = "option --now";
    int64_t system = scrm_time_now();

    if (!common->desk && (command->common & SCRM_COMMON_DESK)) {
        const char *desk = getenv("SCRM_DESK");

        common->desk = desk && desk[0] ? desk : NULL;
    }
    if (!common->now && (command->common & SCRM_COMMON_CLOCK)) {
        const char *now = getenv("SCRM_NOW");

        called = "$SCRM_NOW";
        common->now = now && now[0] ? now : NULL;
    }
    common->now_ms = system;
    if (common->now && scrm_time_option(scrm_slice_of(common->now), system, &common->now_ms))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "%s: '%s' is not a time (RFC 3339, a date or an epoch in seconds)",
                            called, common->now);
    return 0;
}

/* A descriptor that the caller closed would be given to the first file that is opened, and
 * messages would be written into it. What is put there instead refuses to be used. */
static void fill_descriptors(void)
{
    int fd;

    for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int scrm_cli_parse(const struct scrm_command *command, int argc, char **argv, void *target,
                   struct scrm_operands *operands)
{
    struct parse p = {
        .command = command, .target = target, .operands = operands, .argc = argc, .argv = argv};
    struct scrm_err err = {0};
    int result;

    fill_descriptors();
    *operands = (struct scrm_operands){0};
    set_defaults(target);
    scrm_log_format(NULL);
    result = parse_words(&p, &err);
    if (result == 0 && p.answer)
        result = scrm_generate(command, p.verb, p.answer, p.generate, &err);
    else if (result == 0)
        result = check_operands(&p, &err) || set_surroundings(command, target, &err) ||
                         scrm_argument_apart(command, p.verb, target, operands, &err)
                     ? -1
                     : 0;
    if (result == 0 && !p.answer)
        return -1;
    scrm_cli_release(command, target, operands);
    return result == 0 ? SCRM_EXIT_OK : scrm_cli_fail(command, &err);
}

static void release_options(const struct scrm_option *option, void *target)
{
    for (; option && (option->name || option->help); option++)
        if (option->kind == SCRM_OPTION_TEXTS) {
            struct scrm_texts *texts = (void *)((char *)target + option->offset);

            free(texts->at);
            *texts = (struct scrm_texts){0};
        }
}

void scrm_cli_release(const struct scrm_command *command, void *target,
                      struct scrm_operands *operands)
{
    const struct scrm_verb *verb = command->verbs;

    for (; verb && verb->name; verb++)
        release_options(verb->options, target);
    release_options(command->options, target);
    free(operands->at);
    *operands = (struct scrm_operands){0};
}
