/*
 * One option table per command. It drives parsing, --help, the man page's
 * SYNOPSIS and OPTIONS, and the bash, zsh and fish completions, so that an
 * option is named in one place only.
 *
 * Targets are members of the command's own options struct, addressed by
 * offset; the macros refuse a member of the wrong type at compile time.
 */
#ifndef SCRM_CLI_OPTION_H
#define SCRM_CLI_OPTION_H

#include <stdint.h>

#include "base/err.h"
#include "base/version.h"

enum scrm_option_kind {
    SCRM_OPTION_FLAG,   /* bool, set true */
    SCRM_OPTION_TEXT,   /* const char *, borrowed from argv */
    SCRM_OPTION_TEXTS,  /* struct scrm_texts, may be given several times */
    SCRM_OPTION_INT,    /* int64_t, at least `least` */
    SCRM_OPTION_SIZE,   /* uint64_t bytes, "16M" */
    SCRM_OPTION_CHOICE, /* const char *, one of `choices` */
    SCRM_OPTION_HEADING /* a heading in help and manual; no option */
};

/* What the shell completes after the option. */
enum scrm_complete { SCRM_COMPLETE_NONE, SCRM_COMPLETE_FILE, SCRM_COMPLETE_DIR };

struct scrm_texts {
    const char **at; /* the array is owned, the texts borrowed from argv */
    size_t n, cap;
};

struct scrm_option {
    const char *name; /* long name without dashes */
    char letter;      /* short name, or 0 */
    enum scrm_option_kind kind;
    size_t offset;
    const char *arg;            /* "FILE"; NULL for a flag */
    const char *help;           /* one sentence, no final full stop needed; plain text */
    const char *const *choices; /* CHOICE: NULL-terminated; "reject=" takes text behind it */
    int64_t least;              /* INT and SIZE */
    enum scrm_complete complete;
};

#define SCRM_MEMBER_OF(type, kind, member)                                                     \
    (offsetof(type, member) + 0 * sizeof(char[_Generic(((type *)0)->member, kind : 1)]))

#define SCRM_FLAG(type, member, name_, letter_, help_)                                         \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_FLAG,                        \
        .offset = SCRM_MEMBER_OF(type, bool, member), .help = (help_)                          \
    }
#define SCRM_TEXT(type, member, name_, letter_, arg_, help_)                                   \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_TEXT, .arg = (arg_),         \
        .offset = SCRM_MEMBER_OF(type, const char *, member), .help = (help_)                  \
    }
#define SCRM_PATH(type, member, name_, letter_, arg_, help_)                                   \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_TEXT, .arg = (arg_),         \
        .offset = SCRM_MEMBER_OF(type, const char *, member), .help = (help_),                 \
        .complete = SCRM_COMPLETE_FILE                                                         \
    }
#define SCRM_DIRECTORY(type, member, name_, letter_, arg_, help_)                              \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_TEXT, .arg = (arg_),         \
        .offset = SCRM_MEMBER_OF(type, const char *, member), .help = (help_),                 \
        .complete = SCRM_COMPLETE_DIR                                                          \
    }
#define SCRM_TEXTS(type, member, name_, letter_, arg_, help_)                                  \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_TEXTS, .arg = (arg_),        \
        .offset = SCRM_MEMBER_OF(type, struct scrm_texts, member), .help = (help_)             \
    }
#define SCRM_PATHS(type, member, name_, letter_, arg_, help_)                                  \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_TEXTS, .arg = (arg_),        \
        .offset = SCRM_MEMBER_OF(type, struct scrm_texts, member), .help = (help_),            \
        .complete = SCRM_COMPLETE_FILE                                                         \
    }
#define SCRM_INT(type, member, name_, letter_, arg_, least_, help_)                            \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_INT, .arg = (arg_),          \
        .offset = SCRM_MEMBER_OF(type, int64_t, member), .help = (help_), .least = (least_)    \
    }
#define SCRM_SIZE(type, member, name_, letter_, arg_, help_)                                   \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_SIZE, .arg = (arg_),         \
        .offset = SCRM_MEMBER_OF(type, uint64_t, member), .help = (help_)                      \
    }
#define SCRM_CHOICE(type, member, name_, letter_, arg_, choices_, help_)                       \
    {                                                                                          \
        .name = (name_), .letter = (letter_), .kind = SCRM_OPTION_CHOICE, .arg = (arg_),       \
        .offset = SCRM_MEMBER_OF(type, const char *, member), .help = (help_),                 \
        .choices = (choices_)                                                                  \
    }
#define SCRM_HEADING(help_)                                                                    \
    {                                                                                          \
        .kind = SCRM_OPTION_HEADING, .help = (help_)                                           \
    }
#define SCRM_OPTIONS_END                                                                       \
    {                                                                                          \
        .name = NULL, .help = NULL                                                             \
    }

/* A verb of a command with verbs (scrm-case, scrm): own operands and options. */
struct scrm_verb {
    const char *name;
    const char *operands;              /* "CASE [CASE ...]", or "" */
    const char *help;                  /* one sentence */
    const struct scrm_option *options; /* NULL: only the command's */
    unsigned without; /* SCRM_COMMON_* that have no effect on it: not offered */
};

/* A command line that the manual shows and the tests run. */
struct scrm_example {
    const char *text;    /* what it does */
    const char *command; /* one shell line */
};

/* An environment variable that only this command reads. */
struct scrm_variable {
    const char *name; /* without the dollar sign */
    const char *help;
};

struct scrm_command {
    const char *name;        /* "scrm-score" */
    const char *summary;     /* one line for NAME: "judge posts: ..." */
    const char *operands;    /* "[FILE ...]"; NULL or "": none. What stands outside brackets is
                                demanded, and more than is named is refused, "..." apart */
    const char *description; /* paragraphs separated by a blank line; may be NULL */
    const struct scrm_option *options;     /* the command's own; common ones are inherited */
    const struct scrm_verb *verbs;         /* NULL, or ended by name NULL */
    const struct scrm_example *examples;   /* NULL, or ended by command NULL */
    const struct scrm_variable *variables; /* NULL, or ended by name NULL */
    const char *see_also;                  /* "scrm-route(1), scrm-score(5)" */
    enum scrm_complete complete;           /* of operands */
    const char *words; /* NULL, or a shell pipeline that prints words an operand may be, one
                          a line; no single quotes in it */
    const struct scrm_verb
        *commands;   /* NULL, or what the word NAME runs as command-NAME (scrm) */
    unsigned common; /* which common options it has: SCRM_COMMON_* */
};

/* Common options, inherited by the commands that name their group. */
enum {
    SCRM_COMMON_CLOCK = 1,  /* --now */
    SCRM_COMMON_OUTPUT = 2, /* -o */
    SCRM_COMMON_FILTER =
        4,                 /* -j --on-error --max-errors --max-record --seal --sealed --stats */
    SCRM_COMMON_DESK = 8,  /* --desk */
    SCRM_COMMON_TALK = 16, /* -q -v --log-format */
    SCRM_COMMON_EXPLAIN = 32, /* --explain */
};

/* First member of every command's options struct. */
struct scrm_common {
    const char *now;    /* as given, or $SCRM_NOW; NULL: the system's clock */
    int64_t now_ms;     /* the run's one clock, set by scrm_cli_parse */
    const char *output; /* -o; NULL: stdout */
    int64_t jobs;       /* -j, 1 */
    bool quiet, verbose;
    const char *on_error; /* "stop", "skip", "reject=FILE" */
    int64_t max_errors;   /* -1: unlimited */
    uint64_t max_record;  /* bytes, 16 MiB */
    bool seal, sealed, stats, explain;
    const char *log_format; /* "text" "json" "logfmt" */
    const char *desk;
};

struct scrm_operands {
    const char *verb; /* name of the verb, or NULL */
    const char **at;  /* the operands, borrowed from argv; the array is owned */
    size_t n;
};

/*
 * Parses argv into `target`, which starts with a struct scrm_common. Handles
 * --help, --version and the hidden --generate bash|zsh|fish|mdoc itself.
 * Returns -1 to go on, else the exit code to end with (0 after --help; 64
 * after a usage error, already reported with a "did you mean").
 */
int scrm_cli_parse(const struct scrm_command *command, int argc, char **argv, void *target,
                   struct scrm_operands *operands);

/* Frees what scrm_cli_parse allocated. */
void scrm_cli_release(const struct scrm_command *command, void *target,
                      struct scrm_operands *operands);

/* Prints the error as `command: ...`, frees it and returns its exit code:
 * `return scrm_cli_fail(&command, &err)`. An error without a code is a bug, 70. */
int scrm_cli_fail(const struct scrm_command *command, struct scrm_err *err);

/* "name: warning: text" on stderr, in the log format asked for; silent under -q. */
void scrm_cli_warn(const struct scrm_command *command, const struct scrm_common *common,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "name: text" on stderr, only under -v and never under -q. */
void scrm_cli_note(const struct scrm_command *command, const struct scrm_common *common,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

#define SCRM_RELEASED "November 21, 2026" /* the manuals' date */

#endif
