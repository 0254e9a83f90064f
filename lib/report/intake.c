/*
 * From a line to the facts of its post, and from the facts to what is kept of
 * it. The line is read once; everybody here shares what was read.
 */
#include "report/intake.h"

void scrm_report_intake_init(struct scrm_report_intake *intake, struct scrm_keys *keys,
                             int64_t now_ms, bool threads)
{
    *intake = (struct scrm_report_intake){.facts = {.threads = threads}};
    scrm_report_slots_add(&intake->slots, keys);
    scrm_case_slots_add(&intake->case_slots, keys);
    scrm_report_texts_slots(&intake->texts, keys);
    intake->case_slots.now_ms = now_ms;
}

/* A line that never passed scrm-normalize has no id; its bytes are as good a name. */
static void name_line(struct scrm_report_intake *intake, const struct scrm_line *line,
                      struct scrm_arena *scratch)
{
    struct scrm_value *id = &line->values[intake->case_slots.id];
    struct scrm_buf text = {0};

    if (id->kind != SCRM_ABSENT && (id->kind != SCRM_STRING || id->len))
        return;
    scrm_digest_put(&text, scrm_digest(line->bytes.at, line->bytes.len));
    *id = (struct scrm_value){.at = scrm_arena_copy(scratch, text.at, text.len),
                              .len = text.len,
                              .kind = SCRM_STRING};
    scrm_buf_fini(&text);
    intake->posts.nameless++;
}

/* Whether the post may stand in the case list. */
static bool may_wait(const struct scrm_case_fact *fact)
{
    return fact->direction == SCRM_INBOUND && !fact->deleted &&
           (!fact->decision || fact->decision->action == SCRM_ENGAGE);
}

int scrm_report_intake_take(struct scrm_report_intake *intake, const struct scrm_line *line,
                            struct scrm_arena *scratch, struct scrm_err *err)
{
    struct scrm_case_fact fact;
    struct scrm_report_post post;

    name_line(intake, line, scratch);
    if (scrm_case_fact_read(&intake->case_slots, line, &intake->intern, scratch, &fact, err))
        return -1;
    scrm_report_post_read(&intake->posts, &intake->slots, line, &fact, scratch, &post);
    fact.seq = intake->facts.threads && may_wait(&fact)
                   ? scrm_report_texts_add(&intake->texts, line)
                   : SCRM_TEXTS_NOWHERE;
    fact.lang = (struct scrm_slice){NULL, 0}; /* scratch, and of no use to a report */
    scrm_report_facts_add(&intake->facts, &fact, &post);
    return 0;
}

struct scrm_report_matter scrm_report_intake_matter(struct scrm_report_intake *intake)
{
    return (struct scrm_report_matter){.facts = &intake->facts,
                                       .posts = &intake->posts,
                                       .describe = scrm_report_texts_describe,
                                       .ctx = &intake->texts};
}

void scrm_report_intake_fini(struct scrm_report_intake *intake)
{
    scrm_report_posts_fini(&intake->posts);
    scrm_report_texts_fini(&intake->texts);
    scrm_case_intern_fini(&intake->intern);
    scrm_report_facts_fini(&intake->facts);
}
