/*
 * Files, one after the other, each read in the way that its beginning asks
 * for. Lines pass with one look at their UTF-8; documents are gathered,
 * decoded and handed on as lines.
 */
#include "source/input.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "record/scan.h"
#include "source/charset.h"
#include "source/document.h"
#include "text/utf8.h"

struct scrm_input {
    struct scrm_input_settings settings;
    size_t next_file;
    const char *file; /* under way; NULL: none */
    struct scrm_reader *reader;
    enum scrm_sniffed kind;
    struct scrm_buf head;    /* bytes seen and not yet handed on */
    struct scrm_buf pending; /* lines made of a document or of rows */
    size_t taken;            /* of `pending` */
    uint64_t line, offset;   /* of the next line made */
    uint64_t head_offset;    /* of `head` in the file */
    bool head_unended;       /* its last line had no newline */
    bool wide;               /* the file was decoded before anything else */
    uint64_t sequence, repaired;
    bool ended; /* the file under way has no more bytes */
    bool done;  /* and all of them were handed on */
    struct scrm_block spare;
    struct scrm_err refused; /* why the document or table under way was given up */
    uint64_t size;           /* bytes of it, as far as it was read */
    struct scrm_table_input *table;
};

struct scrm_input *scrm_input_open(const struct scrm_input_settings *settings)
{
    struct scrm_input *input = scrm_alloc_zero(1, sizeof *input);

    input->settings = *settings;
    return input;
}

void scrm_input_close(struct scrm_input *input)
{
    if (!input)
        return;
    if (input->settings.fd)
        close(input->settings.fd);
    scrm_reader_close(input->reader);
    scrm_table_input_close(input->table);
    scrm_block_fini(&input->spare);
    scrm_err_fini(&input->refused);
    scrm_buf_fini(&input->head);
    scrm_buf_fini(&input->pending);
    free(input);
}

uint64_t scrm_input_repaired(const struct scrm_input *input)
{
    return input->repaired;
}

bool scrm_input_grows(const struct scrm_input *input)
{
    return input->kind == SCRM_SNIFF_LINES || input->kind == SCRM_SNIFF_TABLE;
}

bool scrm_input_is_plain(const struct scrm_input *input)
{
    return input->kind == SCRM_SNIFF_LINES && !input->wide;
}

/* Opens the next file: 1, or 0 where there is none. */
static int open_next(struct scrm_input *input)
{
    static const char *const standard_input[] = {"-"};
    const char *const *files = input->settings.n ? input->settings.files : standard_input;
    size_t n = input->settings.n ? input->settings.n : 1;

    if (input->next_file == n)
        return 0;
    input->file = files[input->next_file];
    input->reader = scrm_reader_open(&files[input->next_file], 1, input->settings.max_record);
    input->kind = SCRM_SNIFF_MORE;
    if (input->next_file == 0 && input->settings.fd) {
        scrm_reader_begin_at(input->reader, input->settings.fd, input->settings.line,
                             input->settings.offset);
        input->settings.fd = 0;
        if (input->settings.offset)
            input->kind = SCRM_SNIFF_LINES;
    }
    input->next_file++;
    input->ended = input->done = input->wide = false;
    input->line = 1;
    input->offset = input->size = 0;
    scrm_buf_reset(&input->head);
    return 1;
}

static void close_file(struct scrm_input *input)
{
    scrm_reader_close(input->reader);
    scrm_table_input_close(input->table);
    input->reader = NULL;
    input->table = NULL;
    input->file = NULL;
}

/* Gives `block` the bytes of `text`, which begin at `line` of the file. */
static void fill(struct scrm_input *input, struct scrm_block *block, struct scrm_slice text,
                 uint64_t line, uint64_t offset)
{
    size_t need = text.len + SCRM_SCAN_PADDING + 1;

    if (need > block->cap) {
        block->cap = need;
        block->at = scrm_realloc(block->at, block->cap, 1);
    }
    memcpy(block->at, text.at, text.len);
    memset(block->at + text.len, 0, SCRM_SCAN_PADDING);
    block->len = text.len;
    block->file = input->file;
    block->line = line;
    block->offset = offset;
    block->oversize = 0;
    block->unended = false;
    scrm_err_fini(&block->refused);
    block->sequence = input->sequence++;
}

uint64_t scrm_lines_mend(struct scrm_slice text, struct scrm_buf *fixed)
{
    uint64_t repaired = 0;

    for (const char *at = text.at, *end = scrm_slice_end(text); at < end;) {
        uint32_t cp;
        size_t len = scrm_utf8_decode(at, end, &cp);

        /* NUL stays: the scanner refuses the line that holds one. */
        repaired += cp == 0xFFFD && !(len == 3 && memcmp(at, "\xEF\xBF\xBD", 3) == 0);
        if (cp == 0xFFFD)
            scrm_utf8_put(fixed, cp);
        else
            scrm_buf_put(fixed, at, len);
        at += len;
    }
    return repaired;
}

bool scrm_lines_are_whole(struct scrm_slice text)
{
    return scrm_utf8_valid(text);
}

/* Repairs a block of lines where it is no UTF-8 and the caller does not. */
static void repair(struct scrm_input *input, struct scrm_block *block)
{
    struct scrm_buf fixed = {0};
    struct scrm_slice text = {block->at, block->len};
    bool unended = block->unended;

    block->file = input->file;
    block->sequence = input->sequence++;
    if (input->settings.lines_unmended || block->oversize || scrm_lines_are_whole(text))
        return;
    input->repaired += scrm_lines_mend(text, &fixed);
    input->sequence--;
    fill(input, block, scrm_buf_slice(&fixed), block->line, block->offset);
    block->unended = unended;
    scrm_buf_fini(&fixed);
}

/* Reads a block of the file and keeps it in `head`: 1, 0 at its end, -1. */
static int read_more(struct scrm_input *input, struct scrm_err *err)
{
    int result = scrm_reader_next(input->reader, &input->spare, err);

    if (result == 0)
        input->ended = true;
    if (result <= 0)
        return result;
    if (input->spare.oversize) {
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "a line of %llu bytes; --max-record allows longer ones",
                     (unsigned long long)input->spare.oversize);
        return scrm_err_at(err, input->file, input->spare.line, 0);
    }
    if (input->head.len + input->spare.len > SCRM_WHOLE_MAX) {
        scrm_err_set(err, SCRM_EXIT_DATA, "a document of more than %zu MiB",
                     SCRM_WHOLE_MAX >> 20);
        return scrm_err_at(err, input->file, 0, 0);
    }
    input->size += input->spare.len;
    input->head_unended = input->spare.unended;
    scrm_buf_put(&input->head, input->spare.at, input->spare.len);
    return 1;
}

static enum scrm_sniffed expected(const struct scrm_input *input)
{
    const struct scrm_source *from = input->settings.from;

    if (from && from->decode == SCRM_DECODE_CSV)
        return SCRM_SNIFF_TABLE;
    if (from && from->decode == SCRM_DECODE_MBOX)
        return SCRM_SNIFF_MAIL;
    if (from && from->decode == SCRM_DECODE_CHAT)
        return SCRM_SNIFF_CHAT;
    if (from && from->decode == SCRM_DECODE_JSONL)
        return SCRM_SNIFF_LINES;
    return SCRM_SNIFF_MORE;
}

/* Whether the first line can be a table's header: it has a separator, or a name we know. */
static bool is_header(const struct scrm_input *input)
{
    struct scrm_slice line = scrm_slice_trim(scrm_buf_slice(&input->head));
    const char *newline = line.len ? memchr(line.at, '\n', line.len) : NULL;

    if (newline)
        line.len = (size_t)(newline - line.at);
    for (size_t i = 0; i < line.len; i++)
        if (strchr(",;\t|", line.at[i]))
            return true;
    return scrm_header_fits(&input->settings, line);
}

/* Finds out what the file is. The first block may be lines already: 1 when it was
 * handed on in `block`; 0 when the kind is known or the file has ended; -1. */
static int begin_file(struct scrm_input *input, struct scrm_block *block, struct scrm_err *err)
{
    int result = scrm_reader_next(input->reader, block, err);

    if (result <= 0) {
        input->done = true;
        input->kind = SCRM_SNIFF_LINES;
        return result;
    }
    input->kind = expected(input);
    if (input->kind == SCRM_SNIFF_MORE)
        input->kind = block->oversize
                          ? SCRM_SNIFF_LINES
                          : scrm_sniff((struct scrm_slice){block->at, block->len}, false);
    if (input->kind == SCRM_SNIFF_LINES) {
        repair(input, block);
        return 1;
    }
    input->size = block->len;
    input->head_offset = block->offset;
    input->head_unended = block->unended;
    scrm_buf_put(&input->head, block->at, block->len);
    while (input->kind == SCRM_SNIFF_MORE) {
        result = read_more(input, err);
        if (result < 0)
            return -1;
        input->kind = scrm_sniff(scrm_buf_slice(&input->head), input->ended);
    }
    if (input->kind == SCRM_SNIFF_TABLE && expected(input) != SCRM_SNIFF_TABLE &&
        !is_header(input))
        input->kind = SCRM_SNIFF_LINES;
    return 0;
}

/* Hands the bytes gathered in `head` on as lines. */
static int pass_head(struct scrm_input *input, struct scrm_block *block)
{
    input->done = input->ended;
    fill(input, block, scrm_buf_slice(&input->head), 1, input->head_offset);
    block->unended = input->head_unended;
    input->sequence--;
    repair(input, block);
    scrm_buf_reset(&input->head);
    return 1;
}

/* Hands a part of `pending` on: at most a block of whole lines. */
static int pass_pending(struct scrm_input *input, struct scrm_block *block)
{
    struct scrm_slice rest = {input->pending.at + input->taken,
                              input->pending.len - input->taken};
    size_t len = rest.len;
    uint64_t lines = 0;

    if (len > SCRM_BLOCK_BYTES) {
        const char *newline = memrchr(rest.at, '\n', SCRM_BLOCK_BYTES);

        if (!newline)
            newline = memchr(rest.at, '\n', rest.len);
        len = newline ? (size_t)(newline + 1 - rest.at) : rest.len;
    }
    fill(input, block, (struct scrm_slice){rest.at, len}, input->line, input->offset);
    for (const char *at = block->at; (at = memchr(at, '\n', (size_t)(block->at + len - at)));
         at++)
        lines++;
    input->line += lines;
    input->offset += len;
    input->taken += len;
    if (input->taken == input->pending.len) {
        block->unended = input->kind == SCRM_SNIFF_TABLE && input->ended && input->head_unended;
        scrm_buf_reset(&input->pending);
        input->taken = 0;
    }
    return 1;
}

/* Reads the rest of a document and turns it into lines. */
static int take_document(struct scrm_input *input, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    int result;

    while (!input->ended)
        if (read_more(input, err) < 0)
            return -1;
    if (input->kind == SCRM_SNIFF_WIDE) {
        input->wide = true;
        /* The reader ends a last line with a byte that is half a character here. */
        input->head.len &= ~(size_t)1;
        input->repaired +=
            scrm_charset_decode(scrm_buf_slice(&input->head), (struct scrm_slice){0}, &text);
        input->kind = scrm_sniff(scrm_buf_slice(&text), true);
        scrm_buf_reset(&input->head);
        scrm_buf_put_slice(&input->head, scrm_buf_slice(&text));
        scrm_buf_fini(&text);
    }
    if (input->kind == SCRM_SNIFF_TABLE)
        return 0;
    input->done = true;
    if (input->kind == SCRM_SNIFF_LINES) {
        scrm_buf_put_slice(&input->pending, scrm_buf_slice(&input->head));
        return 0;
    }
    result = scrm_document_lines(&input->settings, input->kind, scrm_buf_slice(&input->head),
                                 &input->repaired, &input->pending, err);
    scrm_buf_reset(&input->head);
    return result == 0 ? 0 : scrm_err_at(err, input->file, 0, 0);
}

/* Feeds a piece of a table: `head` first, then the blocks of the file. */
static int take_rows(struct scrm_input *input, struct scrm_err *err)
{
    int result;

    if (!input->table)
        input->table =
            scrm_table_input_open(&input->settings, input->file, false, &input->pending);
    if (!input->head.len && !input->ended && read_more(input, err) < 0)
        return -1;
    result = scrm_table_input_feed(input->table, scrm_buf_slice(&input->head), input->ended,
                                   &input->repaired, err);
    scrm_buf_reset(&input->head);
    input->done = input->ended;
    return result;
}

/* Gives the file under way up, what was made of it apart: it costs one reject, and
 * the files behind it are read. Errors that are not the document's own stay: -1. */
static int give_up(struct scrm_input *input, struct scrm_err *err)
{
    if (err->code != SCRM_EXIT_DATA)
        return -1;
    input->refused = *err;
    *err = (struct scrm_err){0};
    input->done = true;
    scrm_buf_reset(&input->head);
    return 0;
}

/* Hands the refusal on in a block of its own. */
static int pass_refusal(struct scrm_input *input, struct scrm_block *block)
{
    fill(input, block, (struct scrm_slice){"", 0}, 0, 0);
    block->oversize = input->size ? input->size : 1;
    block->refused = input->refused;
    input->refused = (struct scrm_err){0};
    return 1;
}

int scrm_input_next(struct scrm_input *input, struct scrm_block *block, struct scrm_err *err)
{
    int result;

    for (;;) {
        if (input->pending.len > input->taken)
            return pass_pending(input, block);
        if (input->refused.code != SCRM_EXIT_OK)
            return pass_refusal(input, block);
        if (input->reader && input->done)
            close_file(input);
        if (!input->reader && open_next(input) == 0)
            return 0;
        if (input->kind == SCRM_SNIFF_MORE) {
            result = begin_file(input, block, err);
            if (result != 0)
                return result;
            if (input->kind == SCRM_SNIFF_LINES && input->head.len)
                return pass_head(input, block);
            continue;
        }
        if (input->kind == SCRM_SNIFF_LINES) {
            result = scrm_reader_next(input->reader, block, err);
            if (result < 0)
                return -1;
            if (result > 0) {
                repair(input, block);
                return 1;
            }
            input->done = true;
        } else if (input->kind == SCRM_SNIFF_TABLE) {
            if (take_rows(input, err) != 0 && give_up(input, err) != 0)
                return -1;
        } else if (take_document(input, err) != 0 && give_up(input, err) != 0) {
            return -1;
        }
    }
}
