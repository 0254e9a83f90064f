/* States, episodes, turns and people's actions, one rule a test. */
#include "fold.h"

#define DAY(d, time) "2026-01-" d "T" time ":00Z"
#define ASK(id, when)                                                                          \
    "{'type':'post','id':'" id "','conversation':'c','created_at':'" when                      \
    "','network':'n','rev':'1','text':'x','route':{'action':'engage'}}"
#define ANSWER(id, when)                                                                       \
    "{'type':'reply','id':'" id "','conversation':'c','created_at':'" when                     \
    "','network':'n','rev':'1','text':'x','direction':'outbound'}"

static struct world w;

static const struct scrm_case *case_of(size_t n)
{
    return &w.cases.cases[n];
}

static const struct scrm_case_episode *episode_of(size_t n, uint32_t episode)
{
    return &w.cases.episodes[case_of(n)->episodes_from + episode];
}

static const struct scrm_case_turn *turn_of(size_t n, uint32_t episode, uint32_t turn)
{
    return &w.cases.turns[episode_of(n, episode)->turns_from + turn];
}

static void answers(void)
{
    T("asked, answered, asked twice, answered: two turns, each from the earliest message")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_post(&w, ANSWER("2", DAY("05", "09:30")));
        world_post(&w, ASK("3", DAY("05", "10:00")));
        world_post(&w, ASK("4", DAY("05", "10:10")));
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->state == SCRM_CASE_OPEN);
        OK(case_of(0)->waiting_ms == at_time(DAY("05", "10:00")));
        world_post(&w, ANSWER("5", DAY("05", "12:00")));
        world_fold(&w);
        OK(case_of(0)->state == SCRM_CASE_PENDING && case_of(0)->waiting_ms == SCRM_NO_TIME);
        OK(episode_of(0, 0)->turns_n == 2);
        OK(turn_of(0, 0, 1)->in_ms == at_time(DAY("05", "10:00")));
        OK(turn_of(0, 0, 1)->out_ms == at_time(DAY("05", "12:00")) &&
           turn_of(0, 0, 1)->ins == 2);
        OK(episode_of(0, 0)->first_out_ms == at_time(DAY("05", "09:30")));
        world_fini(&w);
    }
    T("an automatic answer, a repost and an internal note answer nothing")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_post(&w, "{'type':'reply','id':'2','conversation':'c','direction':'outbound',"
                       "'author_type':'bot','created_at':'2026-01-05T09:01:00Z','rev':'1'}");
        world_post(&w, "{'type':'share','id':'3','conversation':'c','direction':'outbound',"
                       "'created_at':'2026-01-05T09:02:00Z','rev':'1'}");
        world_post(&w, "{'type':'reply','id':'4','conversation':'c','direction':'internal',"
                       "'created_at':'2026-01-05T09:03:00Z','rev':'1'}");
        world_fold(&w);
        OK(case_of(0)->state == SCRM_CASE_NEW && case_of(0)->outs == 0);
        OK(case_of(0)->messages_n == 4);
        OK(case_of(0)->waiting_ms == at_time(DAY("05", "09:00")));
        world_fini(&w);
    }
    T("what is only listened to never makes a case, and joins one that is there")
    {
        world_init(&w);
        world_post(&w, "{'type':'post','id':'1','conversation':'c',"
                       "'created_at':'2026-01-05T08:00:00Z','rev':'1',"
                       "'route':{'action':'listen'}}");
        world_fold(&w);
        OK(w.cases.n == 0 && w.cases.n_messages == 1);
        world_post(&w, ASK("2", DAY("05", "09:00")));
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->messages_n == 2 && case_of(0)->ins == 1);
        world_fini(&w);
    }
    T("a post without a route counts as one to engage with")
    {
        world_init(&w);
        world_post(&w, "{'id':'1','text':'help','created_at':'2026-01-05T08:00:00Z'}");
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->decision == NULL);
        OK(case_of(0)->priority == SCRM_PRIORITY_NORMAL);
        world_fini(&w);
    }
}

static void ends(void)
{
    T("resolved, then a word within seven days: the same case, a new episode")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_post(&w, ANSWER("2", DAY("05", "10:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
        world_post(&w, ASK("3", DAY("12", "11:00")));
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->state == SCRM_CASE_OPEN && case_of(0)->reopens == 1);
        OK(case_of(0)->episodes_n == 2);
        OK(episode_of(0, 0)->last_resolved_ms == at_time(DAY("05", "11:00")));
        OK(episode_of(0, 1)->start_ms == at_time(DAY("12", "11:00")));
        OK(episode_of(0, 1)->first_out_ms == SCRM_NO_TIME);
        world_fini(&w);
    }
    T("a moment later: a new case that names the old one")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
        world_post(&w, "{'type':'post','id':'3','conversation':'c','rev':'1',"
                       "'created_at':'2026-01-12T11:00:00.001Z'}");
        world_fold(&w);
        OK(w.cases.n == 2 && case_of(0)->state == SCRM_CASE_RESOLVED);
        OK(case_of(1)->previous == case_of(0)->id && case_of(1)->state == SCRM_CASE_NEW);
        OK(scrm_case_state_at(case_of(0), at_time(DAY("12", "11:00"))) == SCRM_CASE_RESOLVED);
        OK(scrm_case_state_at(case_of(0), at_time(DAY("12", "11:01"))) == SCRM_CASE_CLOSED);
        world_fini(&w);
    }
    T("resolved without an answer: the turn ended, the answer is still missing")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
        world_fold(&w);
        OK(turn_of(0, 0, 0)->ended_ms == at_time(DAY("05", "11:00")));
        OK(turn_of(0, 0, 0)->out_ms == SCRM_NO_TIME);
        OK(case_of(0)->waiting_ms == SCRM_NO_TIME);
        world_act(&w, SCRM_ACTION_REOPEN, "1", DAY("05", "12:00"), "");
        world_fold(&w);
        OK(case_of(0)->state == SCRM_CASE_OPEN && case_of(0)->episodes_n == 2);
        OK(case_of(0)->waiting_ms == at_time(DAY("05", "09:00")));
        world_fini(&w);
    }
}

/* Monday to Friday, nine to five. */
#define OFFICE "{'scrm_calendar':1,'name':'office','hours':{'mon-fri':'09:00-17:00'}}"

/* A case that is to be resolved by Monday evening, and waited for its customer from Friday
 * 16:30 to Monday 10:00: 1 h 30 min of business time, 65 h 30 min on the wall. */
static void over_the_weekend(const char *calendar)
{
    struct scrm_buf line = {0};

    world_init(&w);
    scrm_buf_printf(&line,
                    "{'type':'post','id':'1','conversation':'c','rev':'1',"
                    "'created_at':'2026-01-09T16:00:00Z','route':{'action':'engage',"
                    "'resolve_by':'2026-01-12T16:00:00Z'%s}}",
                    calendar);
    world_post(&w, scrm_buf_text(&line));
    world_post(&w, ANSWER("2", DAY("09", "16:30")));
    world_post(&w, ASK("3", DAY("12", "10:00")));
    scrm_buf_fini(&line);
}

static void settings(void)
{
    static char text[] = OFFICE;
    struct scrm_err err = {0};
    struct scrm_calendar *office;
    struct scrm_case_settings settings = scrm_case_defaults;

    for (char *at = text; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    office = scrm_calendar_parse(scrm_slice_of(text), "office.json", &err);
    T("a promise in business time is moved by business time")
    {
        settings.calendars = (const struct scrm_calendar *const *)&office;
        settings.n_calendars = 1;
        over_the_weekend(",'calendar':'office'");
        w.cases.settings = &settings;
        world_fold(&w);
        /* Monday 16:00 and an hour and a half is Tuesday 09:30. */
        OK(case_of(0)->resolve_by_ms == at_time(DAY("13", "09:30")));
        OK(episode_of(0, 0)->paused_ms == 90 * SCRM_MINUTE_MS);
        world_fini(&w);
    }
    T("one on the wall, or in a calendar that nobody knows, by time on the wall")
    {
        static const char *const others[] = {"", ",'calendar':'night'"};

        for (size_t i = 0; i < 2; i++) {
            over_the_weekend(others[i]);
            w.cases.settings = &settings;
            world_fold(&w);
            OK(case_of(0)->resolve_by_ms == at_time(DAY("15", "09:30")));
            world_fini(&w);
        }
    }
    T("no state pauses where none is said to")
    {
        settings.pauses = 0;
        over_the_weekend(",'calendar':'office'");
        w.cases.settings = &settings;
        world_fold(&w);
        OK(case_of(0)->resolve_by_ms == at_time(DAY("12", "16:00")));
        OK(episode_of(0, 0)->paused_ms == 0 && !case_of(0)->paused);
        world_fini(&w);
    }
    T("a case may begin with its clock standing, until somebody takes it")
    {
        settings.pauses = 1u << SCRM_CASE_NEW;
        over_the_weekend("");
        w.cases.settings = &settings;
        world_fold(&w);
        OK(case_of(0)->resolve_by_ms == at_time(DAY("12", "16:30")));
        world_fini(&w);
    }
    T("the window is what the settings say, to the millisecond")
    {
        for (int64_t more = 0; more < 2; more++) {
            settings = scrm_case_defaults;
            settings.reopen_ms = SCRM_HOUR_MS - more;
            world_init(&w);
            world_post(&w, ASK("1", DAY("05", "09:00")));
            world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
            world_post(&w, ASK("2", DAY("05", "12:00")));
            w.cases.settings = &settings;
            world_fold(&w);
            OK(w.cases.n == 1 + (size_t)more);
            OK(case_of(0)->state == (more ? SCRM_CASE_RESOLVED : SCRM_CASE_OPEN));
            OK(!more ||
               scrm_case_state_at(case_of(0), at_time(DAY("05", "12:00"))) == SCRM_CASE_CLOSED);
            world_fini(&w);
        }
    }
    scrm_calendar_free(office);
    scrm_err_fini(&err);
}

static void late(void)
{
    T("words that come to light after the resolving reopen the case")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
        world_post(&w, ASK("2", DAY("05", "10:30")));
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->state == SCRM_CASE_OPEN && case_of(0)->reopens == 1);
        OK(case_of(0)->waiting_ms == at_time(DAY("05", "10:30")));
        world_fini(&w);
    }
    T("an answer that comes to light after the resolving counts from when it was given")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("05", "11:00"), "");
        world_post(&w, ANSWER("2", DAY("05", "10:30")));
        world_fold(&w);
        OK(case_of(0)->state == SCRM_CASE_RESOLVED && case_of(0)->reopens == 0);
        OK(episode_of(0, 0)->first_out_ms == at_time(DAY("05", "10:30")));
        OK(turn_of(0, 0, 0)->out_ms == at_time(DAY("05", "10:30")));
        world_fini(&w);
    }
    T("a post older than the opening changes the case's id, and every action still meets it")
    {
        uint64_t before;

        world_init(&w);
        world_post(&w, ASK("2", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_ASSIGN, "2", DAY("05", "09:10"), "carla");
        world_fold(&w);
        before = case_of(0)->id;
        OK(case_of(0)->state == SCRM_CASE_OPEN);
        w.n_actions = 0;
        world_act(&w, SCRM_ACTION_ASSIGN, "2", DAY("05", "09:10"), "carla");
        world_post(&w, ASK("1", DAY("05", "08:00")));
        w.actions[0].seq = w.n;
        world_fold(&w);
        OK(w.cases.n == 1 && case_of(0)->id != before);
        OK(scrm_slice_is(case_of(0)->owner, "carla"));
        world_fini(&w);
    }
    T("a clock that was set back does not end a case before it began")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_ASSIGN, "1", DAY("05", "10:00"), "dora");
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("04", "10:00"), "");
        world_fold(&w);
        OK(case_of(0)->resolved_ms == at_time(DAY("05", "10:00")));
        world_fini(&w);
    }
    T("an action on a post that nobody knows meets no case")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "none", DAY("05", "10:00"), "");
        world_fold(&w);
        OK(w.cases.action_case[0] == SCRM_NO_CASE && case_of(0)->state == SCRM_CASE_NEW);
        world_fini(&w);
    }
}

static void people(void)
{
    T("assigning opens a new case; nobody takes it back to no owner")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("05", "09:00")));
        world_act(&w, SCRM_ACTION_ASSIGN, "1", DAY("05", "10:00"), "emil");
        world_act(&w, SCRM_ACTION_NOTE, "1", DAY("05", "10:01"), "");
        world_fold(&w);
        OK(case_of(0)->state == SCRM_CASE_OPEN && scrm_slice_is(case_of(0)->owner, "emil"));
        OK(case_of(0)->actions_n == 2 && case_of(0)->waiting_ms != SCRM_NO_TIME);
        world_act(&w, SCRM_ACTION_ASSIGN, "1", DAY("05", "10:02"), "");
        world_fold(&w);
        OK(case_of(0)->owner.at == NULL);
        world_fini(&w);
    }
    T("two cases of a thread, the first reopened by hand: episodes stay with their case")
    {
        world_init(&w);
        world_post(&w, ASK("1", DAY("01", "09:00")));
        world_act(&w, SCRM_ACTION_RESOLVE, "1", DAY("01", "10:00"), "");
        world_post(&w, ASK("2", DAY("20", "09:00")));
        world_act(&w, SCRM_ACTION_REOPEN, "1", DAY("20", "10:00"), "");
        world_post(&w, ANSWER("3", DAY("20", "11:00")));
        world_fold(&w);
        OK(w.cases.n == 2 && case_of(0)->episodes_n == 2 && case_of(1)->episodes_n == 1);
        OK(case_of(0)->state == SCRM_CASE_OPEN && case_of(1)->state == SCRM_CASE_PENDING);
        OK(episode_of(0, 1)->start_ms == at_time(DAY("20", "10:00")));
        OK(turn_of(0, 1, 0)->in_ms == at_time(DAY("01", "09:00")));
        OK(turn_of(1, 0, 0)->out_ms == at_time(DAY("20", "11:00")));
        world_fini(&w);
    }
}

static void ids(void)
{
    uint64_t low = 0, high = 0;
    struct scrm_buf text = {0};

    T("an id reads back, from its beginning too, in any case, with its letters confused")
    {
        scrm_case_id_put(&text, 0x123456789abcdef);
        SAME(scrm_buf_text(&text), "C-28T5CY4TQKFF");
        OK(scrm_case_id_parse(scrm_buf_slice(&text), &low, &high) == 0);
        OK(low == 0x123456789abcdef && high == low);
        OK(scrm_case_id_parse(SCRM_SLICE("c-28t5"), &low, &high) == 0);
        OK(low <= 0x123456789abcdef && high >= 0x123456789abcdef && high - low < 1ull << 40);
        OK(scrm_case_id_parse(SCRM_SLICE("oIl"), &low, &high) == 0);
        OK(low == (uint64_t)(1 << 5 | 1) << 45);
        scrm_buf_fini(&text);
    }
    T("what is no id is none")
    {
        OK(scrm_case_id_parse(SCRM_SLICE(""), &low, &high) == -1);
        OK(scrm_case_id_parse(SCRM_SLICE("C-"), &low, &high) == -1);
        OK(scrm_case_id_parse(SCRM_SLICE("C-U"), &low, &high) == -1);
        OK(scrm_case_id_parse(SCRM_SLICE("C-28T5CY4TQKFFF"), &low, &high) == -1);
    }
    T("an erased id stands for its digest")
    {
        struct scrm_digest digest = scrm_case_digest(SCRM_SLICE("https://a.example/1"));

        scrm_buf_puts(&text, "erased:");
        scrm_digest_put(&text, digest);
        OK(scrm_digest_same(scrm_case_digest(scrm_buf_slice(&text)), digest));
        scrm_buf_fini(&text);
    }
}

static void refusals(void)
{
    struct scrm_err err = {0};

    T("members of the wrong kind are refused by name")
    {
        static const char *const bad[][2] = {
            {"{'text':'x'}", "id"},
            {"{'id':7}", "id"},
            {"{'id':'1','type':'letter'}", "type"},
            {"{'id':'1','created_at':'yesterday'}", "created_at"},
            {"{'id':'1','direction':'up'}", "direction"},
            {"{'id':'1','aliases':'x'}", "aliases"},
            {"{'id':'1','route':{'priority':3}}", "route.priority"},
            {"{'id':'1','route':{'tags':[1]}}", "route.tags"},
        };
        size_t i;

        world_init(&w);
        for (i = 0; i < sizeof bad / sizeof *bad; i++) {
            OK(world_read(&w, bad[i][0], &err) == NULL && err.code == SCRM_EXIT_DATA);
            SAME(err.member, bad[i][1]);
            scrm_err_clear(&err);
        }
        world_fini(&w);
    }
}

int main(void)
{
    answers();
    ends();
    settings();
    late();
    people();
    ids();
    refusals();
    return t_end();
}
