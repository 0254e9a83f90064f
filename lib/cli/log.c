/*
 * Messages: "name: warning: text" for people, one JSON object or one logfmt
 * line for machines. What a message quotes may come from strangers, so control
 * and bidirectional characters are shown as escapes; nothing here ever writes
 * to standard output.
 */
#include "cli/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "cli/option.h"
#include "record/emit.h"
#include "text/utf8.h"

/* The one setting of the process: errors are reported from where no options
 * are at hand (scrm_cli_fail, usage errors), yet must look as asked for. */
static const char *log_format = "text";

void scrm_log_format(const char *format)
{
    log_format = format ? format : "text";
}

bool scrm_log_is_json(void)
{
    return strcmp(log_format, "json") == 0;
}

static bool log_is_logfmt(void)
{
    return strcmp(log_format, "logfmt") == 0;
}

/* A message nobody can receive is lost; there is nowhere left to complain. */
static void log_send(struct scrm_buf *line)
{
    scrm_buf_putc(line, '\n');
    (void)scrm_file_write_all(STDERR_FILENO, scrm_buf_text(line), line->len);
    scrm_buf_fini(line);
}

/* Line by line, so that an excerpt and its caret stay below each other. */
static void put_visible(struct scrm_buf *out, struct scrm_slice text)
{
    while (text.len) {
        const char *newline = memchr(text.at, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.at) : text.len;

        scrm_text_visible(out, (struct scrm_slice){text.at, len});
        if (!newline)
            return;
        scrm_buf_putc(out, '\n');
        text.at += len + 1;
        text.len -= len + 1;
    }
}

static void put_logfmt(struct scrm_buf *out, const char *key, struct scrm_slice text)
{
    size_t i;
    bool plain = text.len > 0;

    for (i = 0; i < text.len; i++)
        plain = plain && (unsigned char)text.at[i] > ' ' && !strchr("=\"\\\x7f", text.at[i]);
    scrm_buf_printf(out, "%s%s=", out->len ? " " : "", key);
    if (plain)
        scrm_buf_put_slice(out, text);
    else
        scrm_emit_repaired(out, text);
}

/* Machine-readable messages start with when, how grave and who. */
static void begin_record(struct scrm_buf *out, const char *name, const char *level)
{
    if (scrm_log_is_json()) {
        scrm_buf_putc(out, '{');
        scrm_emit_member_time(out, "at", scrm_time_now());
        scrm_emit_member_text(out, "level", scrm_slice_of(level));
        scrm_emit_member_text(out, "command", scrm_slice_of(name));
    } else {
        struct scrm_buf at = {0};

        scrm_time_put(&at, scrm_time_now());
        put_logfmt(out, "at", scrm_buf_slice(&at));
        put_logfmt(out, "level", scrm_slice_of(level));
        put_logfmt(out, "command", scrm_slice_of(name));
        scrm_buf_fini(&at);
    }
}

static void put_text_member(struct scrm_buf *out, const char *key, struct scrm_slice text)
{
    if (!text.at)
        return;
    if (scrm_log_is_json()) {
        scrm_emit_key(out, key);
        scrm_emit_repaired(out, text);
    } else {
        put_logfmt(out, key, text);
    }
}

static void put_number_member(struct scrm_buf *out, const char *key, uint64_t number)
{
    struct scrm_buf digits = {0};

    if (!number)
        return;
    scrm_num_put_uint(&digits, number);
    if (scrm_log_is_json())
        scrm_emit_member_json(out, key, scrm_buf_slice(&digits));
    else
        put_logfmt(out, key, scrm_buf_slice(&digits));
    scrm_buf_fini(&digits);
}

static void end_record(struct scrm_buf *out)
{
    if (scrm_log_is_json())
        scrm_buf_putc(out, '}');
    log_send(out);
}

/* "name: " and, for what is no error, the level. */
static void begin_text(struct scrm_buf *out, const char *name, const char *level)
{
    scrm_buf_printf(out, "%s: ", name);
    if (strcmp(level, "warning") == 0)
        scrm_buf_puts(out, "warning: ");
}

void scrm_log_text(const char *name, const char *level, struct scrm_slice text)
{
    struct scrm_buf out = {0};

    if (scrm_log_is_json() || log_is_logfmt()) {
        begin_record(&out, name, level);
        put_text_member(&out, "text", text);
        end_record(&out);
        return;
    }
    begin_text(&out, name, level);
    put_visible(&out, text);
    log_send(&out);
}

/* Writes an error with its file, line, member and hint. */
static void log_err(const char *name, const char *level, const struct scrm_err *err)
{
    struct scrm_buf out = {0}, text = {0};

    if (scrm_log_is_json() || log_is_logfmt()) {
        begin_record(&out, name, level);
        put_text_member(&out, "file", scrm_slice_of(err->file));
        put_number_member(&out, "line", err->line);
        put_number_member(&out, "column", err->column);
        put_text_member(&out, "member", scrm_slice_of(err->member));
        put_text_member(&out, "text", scrm_slice_of(err->text));
        put_text_member(&out, "hint", scrm_slice_of(err->hint));
        put_number_member(&out, "exit", (uint64_t)err->code);
        end_record(&out);
        return;
    }
    scrm_err_write(err, &text);
    begin_text(&out, name, level);
    put_visible(&out, scrm_buf_slice(&text));
    log_send(&out);
    scrm_buf_fini(&text);
}

void scrm_log_record(const char *name, const char *level, struct scrm_slice members,
                     struct scrm_slice text)
{
    struct scrm_buf out = {0};

    if (!scrm_log_is_json()) {
        scrm_log_text(name, level, text);
        return;
    }
    begin_record(&out, name, level);
    scrm_emit_comma(&out);
    scrm_buf_put_slice(&out, members);
    end_record(&out);
}

int scrm_cli_fail(const struct scrm_command *command, struct scrm_err *err)
{
    int code;

    if (err->code == SCRM_EXIT_OK)
        scrm_err_set(err, SCRM_EXIT_BUG, "a bug: something failed and did not say why");
    code = (int)err->code;
    log_err(command->name, "error", err);
    scrm_err_fini(err);
    return code;
}

__attribute__((format(printf, 3, 0))) static void say(const char *name, const char *level,
                                                      const char *format, va_list args)
{
    char *text = NULL;
    int len = vasprintf(&text, format, args);

    if (len < 0)
        return;
    scrm_log_text(name, level, (struct scrm_slice){text, (size_t)len});
    free(text);
}

void scrm_cli_warn(const struct scrm_command *command, const struct scrm_common *common,
                   const char *format, ...)
{
    va_list args;

    if (common->quiet)
        return;
    va_start(args, format);
    say(command->name, "warning", format, args);
    va_end(args);
}

void scrm_cli_note(const struct scrm_command *command, const struct scrm_common *common,
                   const char *format, ...)
{
    va_list args;

    if (common->quiet || !common->verbose)
        return;
    va_start(args, format);
    say(command->name, "info", format, args);
    va_end(args);
}
