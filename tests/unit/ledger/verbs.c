/* Applying twice, acting, finding, listing, telling. */
#include "world.h"

static const char *const posts[] = {
    "{'type':'post','id':'n:1','network':'n','created_at':'2026-01-05T09:00:00Z','rev':'1',"
    "'author_id':'u1','author_name':'Ann','text':'where is  my\\nparcel',"
    "'route':{'action':'engage','queue':'billing','priority':'normal','rule':'refund',"
    "'respond_by':'2026-01-09T12:00:00Z','tags':['a','b']}}",
    "{'type':'post','id':'n:2','network':'n','created_at':'2026-01-05T08:00:00Z','rev':'1',"
    "'author_id':'u2','text':'hello','route':{'action':'engage','queue':'inbox',"
    "'respond_by':'2026-01-08T12:00:00Z'},'case':{'id':'old'}}",
    ("{'type':'post','id':'n:3','network':'n','created_at':'2026-01-05T07:00:00Z','rev':'1',"
     "'author_id':'u3','text':'chatter','route':{'action':'listen'}}"),
};

static size_t count_lines(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void twice(void)
{
    struct world world;
    struct scrm_apply_count count;
    struct scrm_buf out = {0};
    char *before, *after;

    world_open(&world, true);
    T("each line goes on with its case, an old one is replaced, a post of none says its part")
    {
        count = world_apply(&world, posts, 3, &out);
        OK(count.posts == 3 && count.again == 0 && count.cases == 2 && count.unrouted == 0);
        OK(count_lines(scrm_buf_text(&out)) == 3);
        OK(strstr(scrm_buf_text(&out), "\"case\":{\"id\":\"C-") != NULL);
        OK(strstr(scrm_buf_text(&out), "\"old\"") == NULL);
        OK(strstr(scrm_buf_text(&out), "\"case\":{\"role\":\"aside\"}") != NULL);
    }
    T("posts applied twice change no case and add no event")
    {
        before = world_export(&world);
        count = world_apply(&world, posts, 3, NULL);
        OK(count.posts == 3 && count.again == 3 && count.cases == 0);
        after = world_export(&world);
        SAME(strstr(after, "{\"schema\":\"scrm.event/1\""),
             strstr(before, "{\"schema\":\"scrm.event/1\""));
        free(before);
        free(after);
        world_check(&world);
    }
    T("a post without a route counts, and is counted")
    {
        static const char *const bare[] = {"{'id':'n:9','text':'help'}"};

        count = world_apply(&world, bare, 1, NULL);
        OK(count.unrouted == 1 && count.cases == 1);
    }
    T("what is no post is refused by name, and leaves the batch as it was")
    {
        struct scrm_apply *apply = scrm_apply_new(world.ledger, world.now_ms, false);
        struct scrm_err err = {0};

        OK(world_take(apply, "{'text':'no id'}", &err) == -1 && err.code == SCRM_EXIT_DATA);
        SAME(err.member, "id");
        scrm_err_fini(&err);
        OK(scrm_apply_commit(apply, NULL, &world.err) == 0);
        OK(scrm_apply_counts(apply).posts == 0);
        scrm_apply_free(apply);
    }
    scrm_buf_fini(&out);
    world_close(&world);
}

static size_t act(struct world *world, enum scrm_case_action_kind kind, const char *of_case,
                  const char *owner, struct scrm_buf *out)
{
    const char *value = owner ? owner : "";
    struct scrm_ledger_act act = {.kind = kind,
                                  .cases = &of_case,
                                  .n = 1,
                                  .by = "berta",
                                  .values = &value,
                                  .n_values = kind == SCRM_ACTION_ASSIGN,
                                  .text = SCRM_SLICE("said so"),
                                  .now_ms = world->now_ms};
    size_t idle = 9;

    scrm_buf_reset(out);
    OK(scrm_ledger_act(world->ledger, &act, out, &idle, &world->err) == 0);
    return idle;
}

static void people(void)
{
    struct world world;
    struct scrm_buf out = {0};
    char *list, *id, *text;

    world_open(&world, true);
    world_apply(&world, posts, 3, NULL);
    list = world_list(&world);
    id = nth_id(list, 1);
    T("each action changes the case, and the same once more is idle")
    {
        OK(act(&world, SCRM_ACTION_ASSIGN, id, "carl", &out) == 0);
        OK(strstr(scrm_buf_text(&out), "\"state\":\"open\"") &&
           strstr(scrm_buf_text(&out), "\"owner\":\"carl\""));
        OK(act(&world, SCRM_ACTION_ASSIGN, id, "carl", &out) == 1);
        OK(act(&world, SCRM_ACTION_NOTE, id, NULL, &out) == 0);
        OK(act(&world, SCRM_ACTION_RESOLVE, id, NULL, &out) == 0);
        OK(strstr(scrm_buf_text(&out), "\"state\":\"resolved\"") != NULL);
        OK(act(&world, SCRM_ACTION_RESOLVE, id, NULL, &out) == 1);
        OK(act(&world, SCRM_ACTION_REOPEN, id, NULL, &out) == 0);
        OK(act(&world, SCRM_ACTION_REOPEN, id, NULL, &out) == 1);
        OK(strstr(scrm_buf_text(&out), "\"reopens\":1") != NULL);
        OK(act(&world, SCRM_ACTION_ASSIGN, id, NULL, &out) == 0);
        OK(strstr(scrm_buf_text(&out), "owner") == NULL);
        world_check(&world);
    }
    T("the conversation shows words and deeds")
    {
        text = world_show(&world, id);
        OK(strstr(text, "where is  my\n    parcel") && strstr(text, "noted by berta"));
        OK(strstr(text, "    said so\n") && strstr(text, "assigned to carl by berta"));
        OK(strstr(text, "by rule refund") && strstr(text, "assigned to nobody by berta"));
        free(text);
    }
    T("the history tells the events in order")
    {
        struct scrm_ledger_view view = {.of_case = id, .json = true, .now_ms = world.now_ms};
        struct scrm_ledger_view words = {.of_case = id, .now_ms = world.now_ms};

        scrm_buf_reset(&out);
        OK(scrm_ledger_history(world.ledger, &view, &out, &world.err) == 0);
        OK(count_lines(scrm_buf_text(&out)) == 6);
        OK(strstr(scrm_buf_text(&out), "\"kind\":\"post\"") <
           strstr(scrm_buf_text(&out), "\"kind\":\"assign\",\"by\":\"berta\""));
        OK(strstr(scrm_buf_text(&out), "parcel") == NULL);
        scrm_buf_reset(&out);
        OK(scrm_ledger_history(world.ledger, &words, &out, &world.err) == 0);
        OK(strstr(scrm_buf_text(&out), "engage normal queue billing by rule refund") != NULL);
    }
    T("an id is found by its beginning, in small letters, and not when it is nobody's")
    {
        struct scrm_err err = {0};
        struct scrm_ledger_view view = {.of_case = "C-ZZZZZZ", .now_ms = world.now_ms};

        id[6] = '\0';
        id[2] = (char)(id[2] >= 'A' ? id[2] | 32 : id[2]);
        text = world_show(&world, id);
        OK(strstr(text, "parcel") != NULL);
        free(text);
        OK(scrm_ledger_show(world.ledger, &view, &out, &err) == -1);
        OK(err.code == SCRM_EXIT_NOINPUT);
        scrm_err_fini(&err);
        view.of_case = "c-";
        OK(scrm_ledger_show(world.ledger, &view, &out, &err) == -1);
        OK(err.code == SCRM_EXIT_NOINPUT);
        scrm_err_fini(&err);
    }
    T("an action on several cases is done on all or on none")
    {
        struct scrm_err err = {0};
        char *other = nth_id(list, 0), *now;
        const char *cases[] = {other, "C-ZZZZZZ"};
        struct scrm_ledger_act both = {.kind = SCRM_ACTION_RESOLVE,
                                       .cases = cases,
                                       .n = 2,
                                       .by = "berta",
                                       .now_ms = world.now_ms};
        size_t idle;

        scrm_buf_reset(&out);
        OK(scrm_ledger_act(world.ledger, &both, &out, &idle, &err) == -1);
        OK(err.code == SCRM_EXIT_NOINPUT);
        now = world_list(&world);
        OK(strstr(now, "resolved\"") == NULL);
        scrm_err_fini(&err);
        free(now);
        free(other);
    }
    free(id);
    free(list);
    scrm_buf_fini(&out);
    world_close(&world);
}

/* The number of cases that a filter lets through. */
static size_t listed(struct world *world, struct scrm_ledger_filter filter)
{
    struct scrm_buf out = {0};
    size_t n;

    filter.now_ms = world->now_ms;
    OK(scrm_ledger_list(world->ledger, &filter, put_line, &out, &world->err) == 0);
    n = count_lines(scrm_buf_text(&out));
    scrm_buf_fini(&out);
    return n;
}

static void lists(void)
{
    struct world world;
    struct scrm_buf out = {0};
    struct scrm_err err = {0};
    char *list, *id;

    world_open(&world, true);
    world_apply(&world, posts, 3, NULL);
    list = world_list(&world);
    T("of one priority the longest waiting first; what is late is marked, words are on one "
      "line")
    {
        OK(strstr(list, "hello") < strstr(list, "where is my parcel"));
        OK(strstr(list, "\"state\":\"new\",\"overdue\":true") != NULL);
        OK(strstr(list, "\"tags\":[\"a\",\"b\"]") != NULL);
    }
    T("filters by queue, owner, state and lateness")
    {
        id = nth_id(list, 0);
        act(&world, SCRM_ACTION_ASSIGN, id, "carl", &out);
        OK(listed(&world, (struct scrm_ledger_filter){0}) == 2);
        OK(listed(&world, (struct scrm_ledger_filter){.queue = "billing"}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.owner = "carl"}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.owner = "none"}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.owner = "dora"}) == 0);
        OK(listed(&world, (struct scrm_ledger_filter){.state = "new"}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.overdue = true}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.limit = 1}) == 1);
        act(&world, SCRM_ACTION_RESOLVE, id, NULL, &out);
        OK(listed(&world, (struct scrm_ledger_filter){0}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.state = "resolved"}) == 1);
        world.now_ms += 8 * SCRM_DAY_MS;
        OK(listed(&world, (struct scrm_ledger_filter){.state = "resolved"}) == 0);
        OK(listed(&world, (struct scrm_ledger_filter){.state = "closed"}) == 1);
        OK(listed(&world, (struct scrm_ledger_filter){.state = "all"}) == 2);
        free(id);
    }
    T("a condition in the language of rules, by long names and by the list's")
    {
        OK(listed(&world, (struct scrm_ledger_filter){.where = "route.queue = 'billing'"}) ==
           1);
        OK(listed(&world, (struct scrm_ledger_filter){.where = "queue = 'inbox'"}) == 0);
        OK(listed(&world,
                  (struct scrm_ledger_filter){.where = "state = 'closed' AND owner = 'carl'",
                                              .state = "all"}) == 1);
        OK(listed(&world,
                  (struct scrm_ledger_filter){
                      .where = "has(text, 'parcel') AND ins > 0 AND owner IS NULL "
                               "AND waiting_since < TIMESTAMP '2026-01-06T00:00:00Z'"}) == 1);
    }
    T("a wrong condition is told with its place")
    {
        struct scrm_ledger_filter bad = {.where = "queu = 'x'"};

        OK(scrm_ledger_list(world.ledger, &bad, put_line, &out, &err) == -1);
        OK(err.code == SCRM_EXIT_CONFIG && err.text && strstr(err.text, "queu"));
        scrm_err_fini(&err);
    }
    free(list);
    scrm_buf_fini(&out);
    world_close(&world);
}

/* Former ids, and joins that people are told of. */
static void joins(void)
{
    static const char *const first[] = {
        "{'type':'comment','id':'n:12','in_reply_to':'n:11','network':'n','rev':'1',"
        "'created_at':'2026-01-05T09:50:00Z','text':'leaf','route':{'action':'engage'}}",
        "{'type':'post','id':'n:10','network':'n','rev':'1',"
        "'created_at':'2026-01-05T09:30:00Z','text':'root','route':{'action':'engage'}}"};
    static const char *const bridge[] = {
        "{'type':'comment','id':'n:11','in_reply_to':'n:10','network':'n','rev':'1',"
        "'created_at':'2026-01-05T09:40:00Z','text':'middle','route':{'action':'engage'}}"};
    struct world world;
    struct scrm_apply_count count;
    struct scrm_buf out = {0};
    char *list, *younger, *text;

    world_open(&world, true);
    count = world_apply(&world, first, 2, NULL);
    OK(count.cases == 2);
    list = world_list(&world);
    younger = nth_id(list, 1);
    act(&world, SCRM_ACTION_ASSIGN, younger, "carl", &out);
    free(list);
    T("the bridge makes one case of two, keeps what was done, and is told as an event")
    {
        count = world_apply(&world, bridge, 1, NULL);
        OK(count.cases == -1);
        list = world_list(&world);
        OK(count_lines(list) == 1 && strstr(list, "\"owner\":\"carl\"") != NULL);
        text = world_export(&world);
        OK(strstr(text, "\"kind\":\"join\"") && strstr(text, younger));
        world_check(&world);
        free(text);
        free(list);
    }
    T("the id that the younger case had still finds it")
    {
        text = world_show(&world, younger);
        OK(strstr(text, "root") && strstr(text, "middle") && strstr(text, "leaf"));
        OK(strncmp(text, younger, 14) != 0);
        free(text);
    }
    free(younger);
    scrm_buf_fini(&out);
    world_close(&world);
}

int main(void)
{
    twice();
    people();
    lists();
    joins();
    return t_end();
}
