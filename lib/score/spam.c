/*
 * Spam: give-aways, templates, offers to ring a number. Words and phrases come
 * from spam.csv; here is what only the shape of a text shows.
 */
#include "score/signals.h"

enum {
    OFFERED = 2500, /* what the words must say before their shape adds to it, ten-thousandths */
    REPEATS = 2,    /* sentences said again, or rounds of the same words */
    PERSONAL = 2,   /* words such as "my" and "I" that an advertisement seldom has */
};

void scrm_spam_judge(struct scrm_pass *pass, struct scrm_score *score)
{
    const struct scrm_facts *facts = &pass->cut.facts;
    struct scrm_evidence *lane = &pass->tally.lanes[SCRM_SIGNAL_SPAM];
    bool said = scrm_evidence_value(lane) >= OFFERED;

    if (facts->hashtags > 5 && facts->hashtags * 3 > facts->words)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "many hashtags", 400);
    if (facts->mentions > 6 && facts->mentions * 2 > facts->words)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "many mentions", 300);
    if (facts->links > 2 && facts->words < facts->links * 6)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "many links", 300);
    if (pass->tally.repeats >= REPEATS)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "repetition", 350);
    if (said && facts->links)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "offer with a link", 350);
    if (said && facts->long_numbers)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "offer with a number to call", 450);
    if (said && facts->money)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "offer with an amount", 300);
    if (said && facts->words > 5 && facts->upper * 3 > facts->words)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "offer in capitals", 250);
    if (pass->tally.me >= PERSONAL)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "speaks of itself", -350);
    if (pass->tally.service)
        scrm_evidence_add(pass, SCRM_SIGNAL_SPAM, "trouble told", -350);
    score->spam = scrm_evidence_value(lane);
}
