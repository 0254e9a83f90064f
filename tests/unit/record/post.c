/*
 * The table of members by name. (That it agrees with the JSON Schema is schema.c's.)
 */
#include "../t.h"

#include "record/post.h"

/* Every name once, and each one finds itself. */
static void check_find(const struct scrm_member_info *members, size_t n)
{
    for (size_t i = 0; i < n; i++)
        OK(scrm_member_find(scrm_slice_of(members[i].name)) == &members[i]);
}

int main(void)
{
    T("every member is found by its name")
    {
        check_find(scrm_post_members, scrm_post_members_n);
        check_find(scrm_stage_members, scrm_stage_members_n);
    }
    T("no other name is")
    {
        OK(!scrm_member_find(SCRM_SLICE("score.")));
        OK(!scrm_member_find(SCRM_SLICE("score.labels.topic")));
        OK(!scrm_member_find(SCRM_SLICE("ext.plan")));
        OK(!scrm_member_find(SCRM_SLICE("Text")));
        OK(!scrm_member_find(SCRM_SLICE("")));
    }
    T("the lists end where they say")
    {
        SAME(scrm_post_types[0], "post");
        SAME(scrm_post_types[scrm_post_types_n - 1], "delete");
        SAME(scrm_intents[0], "complaint");
        SAME(scrm_intents[SCRM_INTENTS_N - 1], "other");
    }
    return t_end();
}
