/* A thousand orders of arrival, one answer: the proof that the fold is a
 * function of the set of facts. */
#include "fold.h"

#define MONDAY "2026-01-05T"

/* Everything that may go wrong with order, in one small world: a reply before
 * its parent, one post through two servers, edits with and without a time, a
 * deletion before and after what it deletes, a bridge that joins two threads,
 * a private channel, a company's own thread, a late reopening. */
static const char *const posts[] = {
    /* a thread that customer and company share; the root came through two servers */
    "{'type':'post','id':'https://a.example/"
    "1','aliases':['m:a.example:1'],'created_at':'" MONDAY
    "09:00:00Z','author_id':'https://a.example/u','network':'m','rev':'1','text':'x',"
    "'route':{'action':'engage','queue':'billing','priority':'high',"
    "'respond_by':'" MONDAY "13:00:00Z','resolve_by':'" MONDAY "15:00:00Z','calendar':'day'}}",
    "{'type':'post','id':'https://a.example/"
    "1','aliases':['m:b.example:77'],'created_at':'" MONDAY
    "09:00:00Z','author_id':'https://a.example/u','network':'m','rev':'1','text':'x',"
    "'route':{'action':'engage','queue':'billing','priority':'high',"
    "'respond_by':'" MONDAY "13:00:00Z','resolve_by':'" MONDAY "15:00:00Z','calendar':'day'}}",
    "{'type':'reply','id':'https://a.example/2','aliases':['m:b.example:78'],"
    "'in_reply_to':'m:b.example:77','created_at':'" MONDAY "10:00:00Z','network':'m',"
    "'direction':'outbound','rev':'1','text':'x','route':{'action':'ignore'}}",
    "{'type':'reply','id':'https://a.example/3','in_reply_to':'https://a.example/2',"
    "'created_at':'" MONDAY "11:00:00Z','network':'m','rev':'1','text':'x',"
    "'route':{'action':'engage','queue':'inbox','respond_by':'" MONDAY "19:00:00Z',"
    "'resolve_by':'" MONDAY "15:00:00Z'}}",
    /* edits: by updated_at, and by when they were fetched */
    "{'type':'reply','id':'https://a.example/3','in_reply_to':'https://a.example/2',"
    "'created_at':'" MONDAY "11:00:00Z','updated_at':'" MONDAY "11:05:00Z','network':'m',"
    "'rev':'2','text':'y','route':{'action':'engage','queue':'sales','priority':'low',"
    "'respond_by':'" MONDAY "20:00:00Z'}}",
    "{'type':'comment','id':'hn:9','created_at':'" MONDAY "08:00:00Z','fetched_at':'" MONDAY
    "08:10:00Z','network':'hn','rev':'aa','text':'x','route':{'action':'engage'}}",
    "{'type':'comment','id':'hn:9','created_at':'" MONDAY "08:00:00Z','fetched_at':'" MONDAY
    "08:20:00Z','network':'hn','rev':'bb','text':'y','route':{'action':'listen'}}",
    /* tombstones: of a post that is known, and of one that never comes */
    "{'type':'delete','id':'https://a.example/3','created_at':'" MONDAY
    "12:00:00Z','network':'m'}",
    "{'type':'delete','id':'https://a.example/99','created_at':'" MONDAY
    "12:00:00Z','network':'m'}",
    /* two threads, and the post that shows that they are one */
    "{'type':'post','id':'r:10','created_at':'" MONDAY "09:30:00Z','network':'r','rev':'1',"
    "'text':'x','route':{'action':'engage','priority':'urgent','assign':'berta'}}",
    "{'type':'comment','id':'r:12','in_reply_to':'r:11','created_at':'" MONDAY "09:50:00Z',"
    "'network':'r','rev':'1','text':'x','route':{'action':'engage','priority':'low'}}",
    "{'type':'comment','id':'r:11','in_reply_to':'r:10','created_at':'" MONDAY "09:40:00Z',"
    "'network':'r','rev':'1','text':'x','route':{'action':'listen'}}",
    /* one author on one private channel, and the answer to him */
    "{'type':'message','id':'d:1','created_at':'" MONDAY "14:00:00Z','network':'d',"
    "'account':'shop','author_id':'u7','rev':'1','text':'x','route':{'action':'engage'}}",
    "{'type':'message','id':'d:3','created_at':'" MONDAY "14:30:00Z','network':'d',"
    "'account':'shop','author_id':'u7','rev':'1','text':'x','route':{'action':'engage'}}",
    "{'type':'message','id':'d:2','created_at':'" MONDAY "14:10:00Z','network':'d',"
    "'account':'shop','author_id':'shop','in_reply_to_author':'u7','direction':'outbound',"
    "'rev':'1','text':'x'}",
    /* the company began; a fan, a bot and a repost ask nothing, a customer does */
    "{'type':'post','id':'f:1','created_at':'" MONDAY "07:00:00Z','network':'f',"
    "'direction':'outbound','rev':'1','text':'x'}",
    "{'type':'comment','id':'f:2','conversation':'f:1','created_at':'" MONDAY "07:30:00Z',"
    "'network':'f','rev':'1','text':'x','route':{'action':'listen'}}",
    "{'type':'comment','id':'f:3','conversation':'f:1','created_at':'" MONDAY "07:40:00Z',"
    "'network':'f','author_type':'Service','rev':'1','text':'x','route':{'action':'engage'}}",
    "{'type':'comment','id':'f:4','conversation':'f:1','created_at':'" MONDAY "07:50:00Z',"
    "'network':'f','rev':'1','text':'x','route':{'action':'engage'}}",
    /* a quote and a share are threads of their own */
    "{'type':'quote','id':'q:1','quoted':'https://a.example/1','created_at':'" MONDAY
    "15:00:00Z','network':'m','rev':'1','text':'x','route':{'action':'engage'}}",
    "{'type':'share','id':'s:1','shared':'https://a.example/1','created_at':'" MONDAY
    "15:00:00Z','network':'m','rev':'1','text':'','route':{'action':'engage'}}",
    /* at one moment: the chain of answers, then the customer first */
    "{'type':'post','id':'t:1','created_at':'" MONDAY "16:00:00Z','network':'t','rev':'1',"
    "'text':'x','route':{'action':'engage'}}",
    "{'type':'reply','id':'t:2','conversation':'t:1','created_at':'" MONDAY "16:00:00Z',"
    "'direction':'outbound','network':'t','rev':'1','text':'x'}",
};
#define N (sizeof posts / sizeof *posts)

static uint64_t state = 88172645463325252u;

static size_t random_below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

static void shuffle(size_t *order)
{
    size_t i;

    for (i = N - 1; i > 0; i--) {
        size_t k = random_below(i + 1), was = order[i];

        order[i] = order[k];
        order[k] = was;
    }
}

/* A house that is open for an hour and a half, and lets every state pause but one. */
static struct scrm_calendar *open_hours;
static struct scrm_case_settings house = {
    .reopen_ms = 1,
    .pauses = 1u << SCRM_CASE_NEW | 1u << SCRM_CASE_PENDING | 1u << SCRM_CASE_SNOOZED,
    .calendars = (const struct scrm_calendar *const *)&open_hours,
    .n_calendars = 1,
};

static void open_house(void)
{
    struct scrm_err err = {0};

    open_hours = scrm_calendar_parse(
        SCRM_SLICE(
            "{\"scrm_calendar\":1,\"name\":\"day\",\"hours\":{\"daily\":\"10:15-11:45\"}}"),
        "day.json", &err);
    OK(open_hours != NULL);
    scrm_err_fini(&err);
}

/* Folds all posts in that order, the first `twice` of them a second time, by the settings of
 * the house. */
static char *fold_in(const size_t *order, size_t twice)
{
    struct world world;
    char *dump;
    size_t i;

    world_init(&world);
    for (i = 0; i < N; i++)
        world_post(&world, posts[order[i]]);
    for (i = 0; i < twice; i++)
        world_post(&world, posts[order[i]]);
    world.cases.settings = &house;
    world_fold(&world);
    dump = world_dump(&world);
    world_fini(&world);
    return dump;
}

/* The cases that a person would see, checked by hand. */
static void by_hand(void)
{
    struct world world;
    const struct scrm_case *one;
    size_t i;

    world_init(&world);
    for (i = 0; i < N; i++)
        world_post(&world, posts[i]);
    world_fold(&world);
    OK(world.cases.n == 7);

    T("one case for a company's thread, from the first customer who asks")
    {
        const struct scrm_case_message *opening;

        one = &world.cases.cases[0];
        opening = &world.cases.messages[one->opening];
        OK(one->company_started && one->ins == 1 && one->outs == 0 && one->messages_n == 4);
        OK(one->opened_ms == at_time(MONDAY "07:50:00Z"));
        OK(scrm_digest_same(opening->id, scrm_case_digest(SCRM_SLICE("f:4"))));
        OK(one->id == scrm_case_id_of(opening->id));
    }
    T("an edit that no longer asks withdraws no question, but its text counts")
    {
        const struct scrm_case_message *opening;

        one = &world.cases.cases[1];
        opening = &world.cases.messages[one->opening];
        OK(one->opened_ms == at_time(MONDAY "08:00:00Z") && opening->facts_n == 2);
        OK(world.facts[opening->latest].decision->action == SCRM_LISTEN);
        OK(world.facts[opening->decided].decision->action == SCRM_ENGAGE);
    }
    T("the thread through two servers: answered, asked again, edited, deleted")
    {
        one = &world.cases.cases[2];
        OK(one->messages_n == 3 && one->ins == 2 && one->outs == 1);
        OK(one->state == SCRM_CASE_OPEN && one->waiting_ms == at_time(MONDAY "11:00:00Z"));
        OK(one->respond_by_ms == at_time(MONDAY "20:00:00Z"));
        OK(scrm_slice_is(one->decision->queue, "billing"));
        OK(world.cases.messages[world.cases.members[one->messages_from + 2]].deleted);
        OK(world.cases.messages[world.cases.members[one->messages_from]].answered_ms ==
           at_time(MONDAY "10:00:00Z"));
    }
    T("the bridge makes one case, the most urgent message decides, a rule may name the owner")
    {
        one = &world.cases.cases[3];
        OK(one->messages_n == 3 && one->ins == 2);
        OK(one->priority == SCRM_PRIORITY_URGENT && scrm_slice_is(one->owner, "berta"));
    }
    T("a private channel is one case, and who writes at all is answered there")
    {
        one = &world.cases.cases[4];
        OK(one->messages_n == 3 && one->ins == 2 && one->outs == 1);
        OK(one->waiting_ms == at_time(MONDAY "14:30:00Z"));
    }
    T("a quote is a case of its own, a share is none")
    {
        OK(world.cases.cases[5].messages_n == 1);
        OK(world.cases.cases[5].opened_ms == at_time(MONDAY "15:00:00Z"));
    }
    T("at one moment the customer speaks first")
    {
        one = &world.cases.cases[6];
        OK(one->state == SCRM_CASE_PENDING && one->outs == 1);
        OK(world.cases.episodes[one->episodes_from].first_out_ms == one->opened_ms);
    }
    world_fini(&world);
}

int main(void)
{
    size_t order[N], i, different = 0;
    char *want, *got;

    for (i = 0; i < N; i++)
        order[i] = i;
    by_hand();
    open_house();
    want = fold_in(order, 0);
    T("1,000 orders of arrival give byte-identical cases")
    {
        for (i = 0; i < 1000; i++) {
            shuffle(order);
            got = fold_in(order, 0);
            if (strcmp(got, want) != 0 && different++ == 0)
                SAME(got, want);
            free(got);
        }
        OK(different == 0);
    }
    T("posts given twice change nothing")
    {
        for (i = 0, different = 0; i < 100; i++) {
            shuffle(order);
            got = fold_in(order, N / 2);
            different += strcmp(got, want) != 0;
            free(got);
        }
        OK(different == 0);
    }
    free(want);
    scrm_calendar_free(open_hours);
    return t_end();
}
