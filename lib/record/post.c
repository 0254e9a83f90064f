/*
 * The members of a post and of what the stages add: one table, which the
 * mapping writes from, the conditions are checked against, and the schema and
 * the documentation are compared with by tests. Holds names and types only.
 */
#include "record/post.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

const struct scrm_member_info scrm_post_members[] = {
    {"schema", SCRM_TYPE_TEXT, true},
    {"id", SCRM_TYPE_TEXT, true},
    {"type", SCRM_TYPE_TEXT, true},
    {"network", SCRM_TYPE_TEXT, true},
    {"source", SCRM_TYPE_TEXT, true},
    {"native_id", SCRM_TYPE_TEXT, true},
    {"created_at", SCRM_TYPE_TIME, true},
    {"text", SCRM_TYPE_TEXT, true},
    {"fetched_at", SCRM_TYPE_TIME, false},
    {"uri", SCRM_TYPE_TEXT, false},
    {"url", SCRM_TYPE_TEXT, false},
    {"updated_at", SCRM_TYPE_TIME, false},
    {"deleted_at", SCRM_TYPE_TIME, false},
    {"rev", SCRM_TYPE_TEXT, false},
    {"title", SCRM_TYPE_TEXT, false},
    {"html", SCRM_TYPE_TEXT, false},
    {"lang", SCRM_TYPE_TEXT, false},
    {"lang_src", SCRM_TYPE_TEXT, false},
    {"author_id", SCRM_TYPE_TEXT, false},
    {"author_handle", SCRM_TYPE_TEXT, false},
    {"author_name", SCRM_TYPE_TEXT, false},
    {"author_url", SCRM_TYPE_TEXT, false},
    {"author_type", SCRM_TYPE_TEXT, false},
    {"in_reply_to", SCRM_TYPE_TEXT, false},
    {"in_reply_to_author", SCRM_TYPE_TEXT, false},
    {"conversation", SCRM_TYPE_TEXT, false},
    {"channel", SCRM_TYPE_TEXT, false},
    {"account", SCRM_TYPE_TEXT, false},
    {"quoted", SCRM_TYPE_TEXT, false},
    {"shared", SCRM_TYPE_TEXT, false},
    {"visibility", SCRM_TYPE_TEXT, false},
    {"status", SCRM_TYPE_TEXT, false},
    {"direction", SCRM_TYPE_TEXT, false},
    {"author_followers", SCRM_TYPE_INT, false},
    {"reply_count", SCRM_TYPE_INT, false},
    {"share_count", SCRM_TYPE_INT, false},
    {"like_count", SCRM_TYPE_INT, false},
    {"quote_count", SCRM_TYPE_INT, false},
    {"view_count", SCRM_TYPE_INT, false},
    {"rating", SCRM_TYPE_NUMBER, false},
    {"rating_max", SCRM_TYPE_NUMBER, false},
    {"author_verified", SCRM_TYPE_BOOL, false},
    {"sensitive", SCRM_TYPE_BOOL, false},
    {"deleted", SCRM_TYPE_BOOL, false},
    {"created_at_inferred", SCRM_TYPE_BOOL, false},
    {"aliases", SCRM_TYPE_TEXTS, false},
    {"mentions", SCRM_TYPE_TEXTS, false},
    {"hashtags", SCRM_TYPE_TEXTS, false},
    {"urls", SCRM_TYPE_TEXTS, false},
    {"media", SCRM_TYPE_ARRAY, false},
    {"matched", SCRM_TYPE_TEXTS, false},
    {"raw", SCRM_TYPE_OBJECT, false},
    {"ext", SCRM_TYPE_OBJECT, false},
};
const size_t scrm_post_members_n = LENGTH(scrm_post_members);

const struct scrm_member_info scrm_stage_members[] = {
    {"dup", SCRM_TYPE_OBJECT, false},
    {"dup.of", SCRM_TYPE_TEXT, true},
    {"dup.kind", SCRM_TYPE_TEXT, true},
    {"dup.similarity", SCRM_TYPE_NUMBER, false},
    {"customer", SCRM_TYPE_OBJECT, false},
    {"customer.id", SCRM_TYPE_TEXT, true},
    {"customer.name", SCRM_TYPE_TEXT, false},
    {"customer.tier", SCRM_TYPE_TEXT, false},
    {"customer.value", SCRM_TYPE_NUMBER, false},
    {"customer.owner", SCRM_TYPE_TEXT, false},
    {"customer.since", SCRM_TYPE_TEXT, false},
    {"customer.method", SCRM_TYPE_TEXT, true},
    {"customer.confidence", SCRM_TYPE_NUMBER, true},
    {"customer.evidence", SCRM_TYPE_TEXTS, false},
    {"score", SCRM_TYPE_OBJECT, false},
    {"score.by", SCRM_TYPE_TEXT, true},
    {"score.lang", SCRM_TYPE_TEXT, true},
    {"score.lang_src", SCRM_TYPE_TEXT, false},
    {"score.sentiment", SCRM_TYPE_NUMBER, true},
    {"score.sentiment_class", SCRM_TYPE_TEXT, false},
    {"score.confidence", SCRM_TYPE_NUMBER, true},
    {"score.intents", SCRM_TYPE_OBJECT, true},
    {"score.intents.complaint", SCRM_TYPE_NUMBER, false},
    {"score.intents.question", SCRM_TYPE_NUMBER, false},
    {"score.intents.request", SCRM_TYPE_NUMBER, false},
    {"score.intents.order", SCRM_TYPE_NUMBER, false},
    {"score.intents.billing", SCRM_TYPE_NUMBER, false},
    {"score.intents.technical", SCRM_TYPE_NUMBER, false},
    {"score.intents.cancel", SCRM_TYPE_NUMBER, false},
    {"score.intents.purchase", SCRM_TYPE_NUMBER, false},
    {"score.intents.praise", SCRM_TYPE_NUMBER, false},
    {"score.intents.suggestion", SCRM_TYPE_NUMBER, false},
    {"score.intents.thanks", SCRM_TYPE_NUMBER, false},
    {"score.intents.safety", SCRM_TYPE_NUMBER, false},
    {"score.intents.legal", SCRM_TYPE_NUMBER, false},
    {"score.intents.press", SCRM_TYPE_NUMBER, false},
    {"score.intents.job", SCRM_TYPE_NUMBER, false},
    {"score.intents.other", SCRM_TYPE_NUMBER, false},
    {"score.urgency", SCRM_TYPE_NUMBER, true},
    {"score.needs_reply", SCRM_TYPE_NUMBER, true},
    {"score.spam", SCRM_TYPE_NUMBER, true},
    {"score.topics", SCRM_TYPE_TEXTS, false},
    {"score.brands", SCRM_TYPE_TEXTS, false},
    {"score.personal_data", SCRM_TYPE_BOOL, true},
    {"score.labels", SCRM_TYPE_OBJECT, false},
    {"score.why", SCRM_TYPE_ARRAY, false},
    {"route", SCRM_TYPE_OBJECT, false},
    {"route.action", SCRM_TYPE_TEXT, true},
    {"route.function", SCRM_TYPE_TEXT, false},
    {"route.queue", SCRM_TYPE_TEXT, false},
    {"route.priority", SCRM_TYPE_TEXT, false},
    {"route.respond_by", SCRM_TYPE_TIME, false},
    {"route.resolve_by", SCRM_TYPE_TIME, false},
    {"route.calendar", SCRM_TYPE_TEXT, false},
    {"route.assign", SCRM_TYPE_TEXT, false},
    {"route.tags", SCRM_TYPE_TEXTS, false},
    {"route.rule", SCRM_TYPE_TEXT, false},
    {"route.rules", SCRM_TYPE_TEXT, false},
    {"route.why", SCRM_TYPE_ARRAY, false},
    {"case", SCRM_TYPE_OBJECT, false},
    {"case.id", SCRM_TYPE_TEXT, false},
    {"case.state", SCRM_TYPE_TEXT, false},
    {"case.role", SCRM_TYPE_TEXT, true},
    {"case.owner", SCRM_TYPE_TEXT, false},
    {"case.opened_at", SCRM_TYPE_TIME, false},
    {"case.waiting_since", SCRM_TYPE_TIME, false},
    {"case.active_at", SCRM_TYPE_TIME, false},
    {"case.state_since", SCRM_TYPE_TIME, false},
    {"case.snoozed_until", SCRM_TYPE_TIME, false},
    {"case.overdue", SCRM_TYPE_BOOL, false},
    {"case.at_risk", SCRM_TYPE_BOOL, false},
    {"case.breached", SCRM_TYPE_TEXTS, false},
    {"case.warned", SCRM_TYPE_TEXTS, false},
    {"case.resolved_at", SCRM_TYPE_TIME, false},
    {"case.ins", SCRM_TYPE_INT, false},
    {"case.outs", SCRM_TYPE_INT, false},
    {"case.reopens", SCRM_TYPE_INT, false},
};
const size_t scrm_stage_members_n = LENGTH(scrm_stage_members);

static const struct scrm_member_info *find(const struct scrm_member_info *members, size_t n,
                                           struct scrm_slice name)
{
    for (size_t i = 0; i < n; i++)
        if (scrm_slice_is(name, members[i].name))
            return &members[i];
    return NULL;
}

const struct scrm_member_info *scrm_member_find(struct scrm_slice name)
{
    const struct scrm_member_info *info = find(scrm_post_members, scrm_post_members_n, name);

    return info ? info : find(scrm_stage_members, scrm_stage_members_n, name);
}

const char *const scrm_post_types[] = {"post",   "reply",   "comment", "share",   "quote",
                                       "review", "message", "ticket",  "article", "delete"};
const size_t scrm_post_types_n = LENGTH(scrm_post_types);

const char *const scrm_intents[SCRM_INTENTS_N] = {
    "complaint", "question", "request", "order",      "billing", "technical",
    "cancel",    "purchase", "praise",  "suggestion", "thanks",  "safety",
    "legal",     "press",    "job",     "other"};
