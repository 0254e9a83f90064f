/* A person's queue and priority against those of the rules. */
#include "fold.h"

#define ASK(id, when, queue, priority)                                                         \
    "{'type':'post','id':'" id "','conversation':'c','created_at':'2026-01-05T" when           \
    ":00Z','network':'n','rev':'1','text':'x','route':{'action':'engage','queue':'" queue      \
    "','priority':'" priority "'}}"
#define AT(when) "2026-01-05T" when ":00Z"

static struct world w;

static bool is(const char *queue, enum scrm_priority priority)
{
    world_fold(&w);
    return w.cases.n == 1 && scrm_slice_is(w.cases.cases[0].queue, queue) &&
           w.cases.cases[0].priority == priority;
}

static void moves(void)
{
    T("a person's queue stands, whatever the rules say later")
    {
        world_init(&w);
        world_post(&w, ASK("1", "09:00", "inbox", "normal"));
        OK(is("inbox", SCRM_PRIORITY_NORMAL));
        world_act(&w, SCRM_ACTION_QUEUE, "1", AT("09:10"), "billing");
        OK(is("billing", SCRM_PRIORITY_NORMAL));
        world_post(&w, ASK("2", "09:20", "safety", "urgent"));
        OK(is("billing", SCRM_PRIORITY_URGENT));
        world_act(&w, SCRM_ACTION_QUEUE, "1", AT("09:30"), "press");
        OK(is("press", SCRM_PRIORITY_URGENT));
        OK(scrm_slice_is(w.cases.cases[0].decision->queue, "safety"));
        world_fini(&w);
    }
    T("a person's priority stands against as urgent words, not against more urgent ones")
    {
        world_init(&w);
        world_post(&w, ASK("1", "09:00", "inbox", "normal"));
        world_act(&w, SCRM_ACTION_PRIORITY, "1", AT("09:10"), "low");
        OK(is("inbox", SCRM_PRIORITY_LOW));
        world_post(&w, ASK("2", "09:20", "inbox", "normal"));
        OK(is("inbox", SCRM_PRIORITY_LOW));
        world_post(&w, ASK("3", "09:30", "inbox", "high"));
        OK(is("inbox", SCRM_PRIORITY_HIGH));
        world_act(&w, SCRM_ACTION_PRIORITY, "1", AT("09:40"), "urgent");
        world_post(&w, ASK("4", "09:50", "inbox", "high"));
        OK(is("inbox", SCRM_PRIORITY_URGENT));
        world_fini(&w);
    }
    T("after the case was resolved the rules' priority counts again, the queue stays")
    {
        world_init(&w);
        world_post(&w, ASK("1", "09:00", "inbox", "normal"));
        world_act(&w, SCRM_ACTION_PRIORITY, "1", AT("09:10"), "urgent");
        world_act(&w, SCRM_ACTION_QUEUE, "1", AT("09:11"), "billing");
        world_act(&w, SCRM_ACTION_RESOLVE, "1", AT("09:12"), "");
        OK(is("billing", SCRM_PRIORITY_URGENT));
        world_post(&w, ASK("2", "10:20", "inbox", "low"));
        OK(is("billing", SCRM_PRIORITY_LOW));
        world_fini(&w);
    }
}

int main(void)
{
    moves();
    return t_end();
}
