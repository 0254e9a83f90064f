/*
 * The posts that are labelled by hand, and the file of the decisions: one
 * line each, the post itself with the label as a member, or null where it was
 * skipped. A decision is on disk before the next post is shown; what was half
 * written when the machine died is dropped when the file is opened again.
 */
#ifndef SCRM_TEACH_POSTS_H
#define SCRM_TEACH_POSTS_H

#include "base/hash.h"
#include "record/scan.h"
#include "teach/choices.h"

/* What is looked at in a line. */
enum scrm_hand_slot {
    SCRM_HAND_FIELD, /* the member that gets the label */
    SCRM_HAND_ID,
    SCRM_HAND_TITLE,
    SCRM_HAND_TEXT,
    SCRM_HAND_LANG,
    SCRM_HAND_NETWORK,
    SCRM_HAND_CREATED,
    SCRM_HAND_HANDLE,
    SCRM_HAND_NAME,
    SCRM_HAND_LABEL, /* what a model or a rule said before: score.labels.FIELD.label, */
    SCRM_HAND_SURE,  /* score.labels.FIELD.p, */
    SCRM_HAND_ROUTE, /* route.FIELD */
    SCRM_HAND_SLOTS,
};

/* Reads lines, posts' and decisions' alike. */
struct scrm_hand_reader {
    const char *field;
    struct scrm_keys *keys;
    int slots[SCRM_HAND_SLOTS];
    struct scrm_scanner scanner;
    struct scrm_arena arena; /* texts of the line scanned last */
    struct scrm_value *values;
    struct scrm_line line;
};

void scrm_hand_reader_init(struct scrm_hand_reader *reader, const char *field);
void scrm_hand_reader_fini(struct scrm_hand_reader *reader);
/* 65 where it is no JSON object. The bytes need padding behind them. */
int scrm_hand_scan(struct scrm_hand_reader *reader, struct scrm_slice line,
                   struct scrm_err *err);
/* A string of the line scanned last; absent where it is none. */
struct scrm_slice scrm_hand_text(struct scrm_hand_reader *reader, enum scrm_hand_slot slot);
/* Who the line is: its id, else its words. */
struct scrm_digest scrm_hand_who(struct scrm_hand_reader *reader);

enum scrm_hand_state { SCRM_HAND_OPEN, SCRM_HAND_LABELLED, SCRM_HAND_SKIPPED };

struct scrm_hand_post {
    struct scrm_slice line;
    uint8_t state; /* enum scrm_hand_state */
};

/* All posts, each once. A zeroed struct is empty. */
struct scrm_hand_posts {
    struct scrm_buf bytes;
    struct scrm_hand_post *at;
    size_t n, cap;
    struct scrm_map by_who;
};

/* Reads NDJSON, or CSV (.csv, .tsv) whose rows become objects. 66, 77, 65 with file and line.
 */
int scrm_hand_posts_read(struct scrm_hand_posts *posts, struct scrm_hand_reader *reader,
                         const char *path, struct scrm_err *err);
void scrm_hand_posts_fini(struct scrm_hand_posts *posts);
/* The number of a post; SIZE_MAX: it is not among them. */
size_t scrm_hand_posts_find(const struct scrm_hand_posts *posts, struct scrm_digest who);

/* The file of the decisions, open and locked. */
struct scrm_decisions {
    int fd;
    const char *path; /* borrowed */
    struct scrm_decision {
        uint64_t from, to; /* its line in the file */
        struct scrm_digest who;
        bool skipped;
    } * at;
    size_t n, cap;
    uint64_t end; /* of the last whole line */
    bool torn;    /* a half line was dropped */
};

/*
 * Opens or makes the file, locks it, reads the decisions about reader->field and marks their
 * posts; their labels are added to `choices` where that is not NULL. 75 where another labeller
 * has it, 65 with file and line for what is no decision.
 */
int scrm_decisions_open(struct scrm_decisions *decisions, const char *path,
                        struct scrm_hand_reader *reader, struct scrm_hand_posts *posts,
                        struct scrm_choices *choices, struct scrm_err *err);
void scrm_decisions_close(struct scrm_decisions *decisions);

/* Writes what was decided about a post; NULL: skipped. On disk when it returns; 74 leaves the
 * file as it was. */
int scrm_decisions_put(struct scrm_decisions *decisions, struct scrm_hand_reader *reader,
                       struct scrm_hand_posts *posts, size_t post, const char *label,
                       struct scrm_err *err);

/* Takes the last decision back, if it is the file's last line and about one of the posts:
 * returns its number, SIZE_MAX else. */
size_t scrm_decisions_undo(struct scrm_decisions *decisions, struct scrm_hand_posts *posts,
                           struct scrm_err *err);

#endif
