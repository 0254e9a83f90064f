/*
 * What scrm-normalize and scrm-fetch read from files: lines of JSON, or
 * something that has to be made lines first.
 *
 * The first bytes of a file decide. NDJSON flows through block by block. A JSON
 * document over several lines, or an array, is read whole and comes out one
 * record a line; RSS and Atom come out as one envelope an item, a table as one
 * envelope a row. Bytes that are no UTF-8 are repaired here and counted.
 */
#ifndef SCRM_SOURCE_INPUT_H
#define SCRM_SOURCE_INPUT_H

#include "record/reader.h"
#include "source/catalogue.h"

/* A document that is read whole may have this many bytes. */
#define SCRM_WHOLE_MAX ((size_t)256 << 20)

struct scrm_input_settings {
    const char *const *files; /* n = 0: standard input; borrowed */
    size_t n;
    uint64_t max_record;
    struct scrm_catalogue *catalogue;
    const struct scrm_source *from; /* NULL: by shape */
    const struct scrm_args *args;   /* arguments of the source, and MEMBER=COLUMN for tables */
    int64_t fetched_ms;             /* written into envelopes; -1: left out */
    int fd;                         /* the first file, open already; 0: none. Taken */
    uint64_t line, offset; /* with fd: lines of JSON begin there, what is before was read */
    bool lines_unmended;   /* lines of JSON come as they are: the caller mends what its scanner
                              refuses, since nearly none has to be */
};

struct scrm_input;

struct scrm_input *scrm_input_open(const struct scrm_input_settings *settings);
void scrm_input_close(struct scrm_input *input);

/* As scrm_reader_next. 65 for a document that is none, with its line. */
int scrm_input_next(struct scrm_input *input, struct scrm_block *block, struct scrm_err *err);

/* Appends lines with U+FFFD in place of what is no UTF-8; how often that was. */
uint64_t scrm_lines_mend(struct scrm_slice text, struct scrm_buf *fixed);

/* Whether scrm_lines_mend would change nothing. */
bool scrm_lines_are_whole(struct scrm_slice text);

/* How many bytes were repaired so far. */
uint64_t scrm_input_repaired(const struct scrm_input *input);

/* Whether the file read last is of a kind that grows at its end: lines, or rows of a table. */
bool scrm_input_grows(const struct scrm_input *input);

/* Whether the blocks of the file read last are its own bytes, so that it can be read on from
 * an offset: lines that had to be neither made nor decoded. */
bool scrm_input_is_plain(const struct scrm_input *input);

/* What a file's first bytes say it is. */
enum scrm_sniffed {
    SCRM_SNIFF_MORE,  /* not decided: the next line has to be seen */
    SCRM_SNIFF_LINES, /* NDJSON, or what the line reader shall refuse */
    SCRM_SNIFF_JSON,  /* one document */
    SCRM_SNIFF_XML,
    SCRM_SNIFF_TABLE,
    SCRM_SNIFF_MAIL, /* a mailbox, or one message */
    SCRM_SNIFF_CHAT, /* a conversation that a telephone exported */
    SCRM_SNIFF_WIDE, /* UTF-16 or UTF-32: decode first */
};
enum scrm_sniffed scrm_sniff(struct scrm_slice head, bool whole);

#endif
