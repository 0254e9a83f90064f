/* The ledger's cases are a function of the posts, whatever the order in which
 * they come and wherever the batches are cut. */
#include "world.h"

static const char *const posts[] = {
    /* one post through two servers, answered by the name of the second */
    "{'type':'post','id':'https://a.example/@jo/1','aliases':['m:a.example:1'],'network':'m',"
    "'created_at':'2026-01-05T09:00:00Z','author_id':'https://a.example/u/jo',"
    "'author_handle':'jo','rev':'1','text':'my kettle','route':{'action':'engage',"
    "'queue':'billing','priority':'high','respond_by':'2026-01-05T13:00:00Z'}}",
    "{'type':'post','id':'https://a.example/@jo/1','aliases':['m:b.example:77'],'network':'m',"
    "'created_at':'2026-01-05T09:00:00Z','author_id':'https://a.example/u/jo',"
    "'author_handle':'jo@a.example','rev':'1','text':'my kettle','route':{'action':'engage',"
    "'queue':'billing','priority':'high','respond_by':'2026-01-05T13:00:00Z'}}",
    "{'type':'reply','id':'https://b.example/2','in_reply_to':'m:b.example:77','network':'m',"
    "'created_at':'2026-01-05T10:00:00Z','direction':'outbound','rev':'1','text':'sorry',"
    "'author_handle':'shop'}",
    "{'type':'reply','id':'https://a.example/@jo/3','in_reply_to':'https://b.example/2',"
    "'network':'m','created_at':'2026-01-05T11:00:00Z','author_id':'https://a.example/u/jo',"
    "'rev':'1','text':'still broken','route':{'action':'engage','queue':'inbox'}}",
    /* its edit, and a deletion of another */
    "{'type':'reply','id':'https://a.example/@jo/3','in_reply_to':'https://b.example/2',"
    "'network':'m','created_at':'2026-01-05T11:00:00Z','updated_at':'2026-01-05T11:20:00Z',"
    "'author_id':'https://a.example/u/jo','rev':'2','text':'still broken!',"
    "'route':{'action':'engage','queue':'inbox'}}",
    "{'type':'post','id':'r:5','network':'r','created_at':'2026-01-05T08:00:00Z','rev':'1',"
    "'author_id':'t2','author_name':'Kim','text':'to be deleted',"
    "'route':{'action':'engage'}}",
    "{'type':'delete','id':'r:5','network':'r','created_at':'2026-01-05T08:30:00Z'}",
    /* two threads and their bridge */
    "{'type':'post','id':'r:10','network':'r','created_at':'2026-01-05T09:30:00Z','rev':'1',"
    "'author_id':'t3','text':'root','route':{'action':'engage','priority':'urgent'}}",
    "{'type':'comment','id':'r:12','in_reply_to':'r:11','network':'r','rev':'1',"
    "'created_at':'2026-01-05T09:50:00Z','author_id':'t4','text':'leaf',"
    "'route':{'action':'engage','priority':'low'}}",
    "{'type':'comment','id':'r:11','in_reply_to':'r:10','network':'r','rev':'1',"
    "'created_at':'2026-01-05T09:40:00Z','author_id':'t5','text':'middle',"
    "'route':{'action':'listen'}}",
    /* one author on one private channel */
    "{'type':'message','id':'d:1','network':'d','account':'shop','rev':'1',"
    "'created_at':'2026-01-05T14:00:00Z','author_id':'u7','text':'hello',"
    "'route':{'action':'engage'}}",
    "{'type':'message','id':'d:3','network':'d','account':'shop','rev':'1',"
    "'created_at':'2026-01-05T14:30:00Z','author_id':'u7','text':'anybody?',"
    "'route':{'action':'engage'}}",
    "{'type':'message','id':'d:2','network':'d','account':'shop','rev':'1',"
    "'created_at':'2026-01-05T14:10:00Z','author_id':'shop','in_reply_to_author':'u7',"
    "'direction':'outbound','text':'one moment'}",
};
#define N (sizeof posts / sizeof *posts)

static uint64_t state = 0x2545f4914f6cdd1d;

static size_t random_below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

static void shuffle(const char **order)
{
    size_t i;

    for (i = N - 1; i > 0; i--) {
        size_t k = random_below(i + 1);
        const char *was = order[i];

        order[i] = order[k];
        order[k] = was;
    }
}

/* Applies in batches cut anywhere; returns the list and, below it, each case. */
static char *applied(const char *const *order, bool check)
{
    struct world world;
    struct scrm_buf out = {0};
    size_t done = 0, i;
    char *list;

    world_open(&world, true);
    while (done < N) {
        size_t n = 1 + random_below(N - done);

        world_apply(&world, order + done, n, NULL);
        done += n;
    }
    list = world_list(&world);
    scrm_buf_puts(&out, list);
    for (i = 0; i < 4; i++) {
        char *id = nth_id(list, i), *shown = world_show(&world, id);

        scrm_buf_puts(&out, shown);
        free(shown);
        free(id);
    }
    if (check)
        world_check(&world);
    free(list);
    world_close(&world);
    return scrm_buf_take(&out);
}

int main(void)
{
    const char *order[N];
    size_t i, different = 0;
    char *want, *got;

    for (i = 0; i < N; i++)
        order[i] = posts[i];
    want = applied(order, true);
    T("the cases are those that a person expects")
    {
        OK(strstr(want, "\"queue\":\"billing\"") && strstr(want, "\"ins\":2,\"outs\":1"));
        OK(strstr(want, "still broken!") && !strstr(want, "still broken\n"));
        OK(strstr(want, "[deleted]") && !strstr(want, "to be deleted"));
        OK(!strstr(want, "Kim"));
        OK(strstr(want, "root") && strstr(want, "middle") && strstr(want, "leaf"));
    }
    T("1,000 orders of arrival, cut into batches anywhere, give byte-identical cases")
    {
        for (i = 0; i < 1000; i++) {
            shuffle(order);
            got = applied(order, i % 50 == 0);
            if (strcmp(got, want) != 0 && different++ == 0)
                SAME(got, want);
            free(got);
        }
        OK(different == 0);
    }
    free(want);
    return t_end();
}
