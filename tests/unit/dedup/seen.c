/*
 * Revisions seen, against a plain list of what should be known.
 */
#include "../t.h"

#include "dedup/seen.h"

static struct scrm_sighting sighting(uint64_t id, uint32_t changed_s, uint32_t rev)
{
    char text[32];

    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    return (struct scrm_sighting){scrm_digest(text, strlen(text)), changed_s, rev};
}

static void test_revisions(void)
{
    struct scrm_seen seen = {0};

    T("a revision is new once, and the newest wins")
    {
        OK(scrm_seen_take(&seen, sighting(1, 100, 7)) == SCRM_SEEN_NEW);
        OK(scrm_seen_take(&seen, sighting(1, 100, 7)) == SCRM_SEEN_SAME);
        OK(scrm_seen_take(&seen, sighting(1, 200, 8)) == SCRM_SEEN_NEWER);
        OK(scrm_seen_take(&seen, sighting(1, 100, 7)) == SCRM_SEEN_OLDER);
        OK(scrm_seen_take(&seen, sighting(1, 200, 9)) == SCRM_SEEN_NEWER);
        OK(scrm_seen_take(&seen, sighting(2, 1, 7)) == SCRM_SEEN_NEW);
        OK(scrm_seen_take(&seen, sighting(2, 50, 7)) == SCRM_SEEN_SAME);
    }
    T("nothing is newer than a deletion")
    {
        OK(scrm_seen_take(&seen, sighting(1, SCRM_DELETED_S, 10)) == SCRM_SEEN_NEWER);
        OK(scrm_seen_take(&seen, sighting(1, 300, 11)) == SCRM_SEEN_OLDER);
        OK(scrm_seen_take(&seen, sighting(1, SCRM_DELETED_S, 10)) == SCRM_SEEN_SAME);
    }
    T("an id whose digest is all zero is an id too")
    {
        OK(scrm_seen_take(&seen, (struct scrm_sighting){{0, 0}, 5, 5}) == SCRM_SEEN_NEW);
        OK(scrm_seen_take(&seen, (struct scrm_sighting){{0, 0}, 5, 5}) == SCRM_SEEN_SAME);
    }
    scrm_seen_fini(&seen);
}

static void test_many(void)
{
    enum { POSTS = 200000 };
    struct scrm_seen seen = {0};
    size_t places = 0;
    int wrong = 0;

    for (uint64_t i = 0; i < POSTS; i++)
        wrong +=
            scrm_seen_take(&seen, sighting(i, 100 + (uint32_t)(i % 50), 1)) != SCRM_SEEN_NEW;
    for (int i = 0; i < SCRM_SEEN_PARTS; i++)
        places += seen.parts[i].places;
    for (uint64_t i = 0; i < POSTS; i++)
        wrong +=
            scrm_seen_take(&seen, sighting(i, 100 + (uint32_t)(i % 50), 1)) != SCRM_SEEN_SAME;
    T("a table that grew many times still knows everybody, in 24 to 32 bytes each")
    {
        OK(wrong == 0 && seen.n == POSTS);
        OK(places * sizeof(struct scrm_sighting) <= POSTS * 32);
        OK(sizeof(struct scrm_sighting) == 24);
    }
    scrm_seen_fini(&seen);
}

int main(void)
{
    test_revisions();
    test_many();
    return t_end();
}
