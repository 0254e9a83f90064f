/* Intents, urgency, the wish for an answer, spam, language, personal data. */
#include "worker.h"

#include "score/pass.h"

static int intent(const char *text, enum scrm_intent which)
{
    return score_of(text).intents[which];
}

static void test_intents(void)
{
    static const struct {
        const char *text;
        enum scrm_intent intent;
    } cases[] = {
        {"I want to complain about your driver", SCRM_INTENT_COMPLAINT},
        {"Your service is a disgrace and nobody answers", SCRM_INTENT_COMPLAINT},
        {"How do I change my delivery address?", SCRM_INTENT_QUESTION},
        {"Please call me back", SCRM_INTENT_REQUEST},
        {"Where is my parcel", SCRM_INTENT_ORDER},
        {"I was charged twice on my credit card", SCRM_INTENT_BILLING},
        {"The app crashes when I open it", SCRM_INTENT_TECHNICAL},
        {"cancel my subscription now", SCRM_INTENT_CANCEL},
        {"Where can I buy this in blue?", SCRM_INTENT_PURCHASE},
        {"Best customer service I have ever had", SCRM_INTENT_PRAISE},
        {"You should add a dark mode", SCRM_INTENT_SUGGESTION},
        {"thank you", SCRM_INTENT_THANKS},
        {"The charger caught fire and burned my hand", SCRM_INTENT_SAFETY},
        {"You will hear from my lawyer", SCRM_INTENT_LEGAL},
        {"I'm a reporter, may we interview your spokesperson", SCRM_INTENT_PRESS},
        {"Are you hiring? I sent my resume", SCRM_INTENT_JOB},
    };

    T("each intent is felt in a plain sentence")
    {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            if (!OK(intent(cases[i].text, cases[i].intent) >= 5000))
                printf("   %d %s: %s\n", intent(cases[i].text, cases[i].intent),
                       scrm_intents[cases[i].intent], cases[i].text);
    }
    T("a broken promise is a complaint, politely told too")
    {
        static const char *const broken[] = {
            "hi, I ordered a lamp two weeks ago and it hasn't arrived",
            "why can't I log in since the update?",
            "I have yet to receive my refund",
            "it keeps logging me out",
            "it's been 3 months and nothing happened",
            "please fix your app",
            "where is my bag?",
            "still no word from anybody",
            "my flight was cancelled and no one helps",
        };

        for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
            if (!OK(intent(broken[i], SCRM_INTENT_COMPLAINT) >= 5000))
                printf("   %d %s\n", intent(broken[i], SCRM_INTENT_COMPLAINT), broken[i]);
    }
    T("a question, thanks, news are none")
    {
        static const char *const fine[] = {
            "do you fly to Porto in May?",     "how do I change my address?",
            "thank you so much, it works now", "just sent you a DM",
            "the new store opens on Monday",   "can I bring a guitar on board?",
        };

        for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
            if (!OK(intent(fine[i], SCRM_INTENT_COMPLAINT) < 5000))
                printf("   %d %s\n", intent(fine[i], SCRM_INTENT_COMPLAINT), fine[i]);
    }
    T("several intents stand beside each other")
    {
        struct scrm_score score =
            score_of("My order never arrived, please refund me or I will call my lawyer");

        OK(score.intents[SCRM_INTENT_ORDER] >= 5000);
        OK(score.intents[SCRM_INTENT_BILLING] >= 5000);
        OK(score.intents[SCRM_INTENT_LEGAL] >= 5000);
        OK(score.intents[SCRM_INTENT_COMPLAINT] >= 5000);
        OK(score.intents[SCRM_INTENT_OTHER] == 0);
    }
    T("what asks for nothing is other")
    {
        OK(intent("The weather in Porto", SCRM_INTENT_OTHER) > 7000);
    }
    T("the lanes carry the intents' own names, in their order")
    {
        for (int i = 0; i < SCRM_INTENTS_N; i++) {
            SAME(scrm_lane_name(SCRM_LANE_INTENT(i)) + strlen("intents."), scrm_intents[i]);
        }
    }
}

static void test_others(void)
{
    T("urgency rises with danger, deadlines and repetition")
    {
        OK(score_of("What are your opening hours?").urgency < 1500);
        OK(score_of("I smell gas in the flat, please come").urgency > 7000);
        OK(score_of("stranded at the airport, need help now").urgency > 7000);
        OK(score_of("my parcel is late").urgency <
           score_of("my parcel is late, I need it today").urgency);
        OK(score_of("no rush, still waiting for my parcel").urgency <
           score_of("still waiting for my parcel").urgency);
        OK(score_of("thank you, all good now").urgency < 1500);
    }
    T("questions, requests and complaints want an answer, thanks do not")
    {
        OK(score_of("Can you help me with my order?").needs_reply > 7000);
        OK(score_of("nobody answers my emails").needs_reply > 5000);
        OK(score_of("thanks, you are the best").needs_reply < 2000);
        OK(score_of("please reply, no need to call").needs_reply >
           score_of("no reply needed").needs_reply);
    }
    T("spam has its words and its shape")
    {
        OK(score_of("WINNER! You have been selected to receive a \xC2\xA3"
                    "900 prize. "
                    "Call 09061234567 to claim now")
               .spam > 9000);
        OK(score_of("Make money online, guaranteed returns, DM me").spam > 7000);
        OK(score_of("I was charged twice, please refund me").spam < 1000);
        OK(score_of("my free trial ended and I was charged").spam < 3000);
        OK(score_of("WINNER! You have been selected to receive a prize, claim now")
               .needs_reply < 2000);
    }
    T("personal data raises the flag")
    {
        OK(score_of("write to ana.silva@example.org").personal_data);
        OK(score_of("my number is +44 20 7946 0018").personal_data);
        OK(!score_of("my order 4711 is late, since 10:30").personal_data);
    }
}

static void test_languages(void)
{
    T("the stated language is kept to its primary subtag")
    {
        SAME(score_in("good", "en-GB").lang, "en");
        SAME(score_in("good", "EN").lang, "en");
        SAME(score_in("good", "eng").lang, "en");
        SAME(score_in("good", "pt_BR").lang, "pt");
        SAME(score_in("good", "und").lang, "unknown");
        SAME(score_in("good", "").lang, "unknown");
        SAME(score_in("good", NULL).lang, "unknown");
        SAME(score_in("good", "x").lang, "unknown");
        SAME(score_in("good", "\"quote\\").lang, "unknown");
    }
    T("unstated English is judged, other texts are not")
    {
        OK(score_in("worst airline ever", NULL).sentiment < 0);
        OK(score_in("worst airline ever", NULL).reason == NULL);
        SAME(score_in("Het pakket is niet gekomen en niemand reageert", NULL).reason,
             "unsupported language");
        SAME(score_in("Het pakket is niet gekomen en niemand reageert", NULL).lang, "nl");
        OK(score_in("Het pakket is niet gekomen en niemand reageert", NULL).sentiment == 0);
        SAME(score_in("Где моя посылка", NULL).reason, "unsupported script");
        SAME(score_in("注文が届きません", NULL).lang, "ja");
    }
    T("three letters and regions name the shipped languages too")
    {
        SAME(score_in("obrigado", "por").lang, "pt");
        SAME(score_in("gracias", "spa").lang, "es");
        SAME(score_in("danke", "ger").lang, "de");
        SAME(score_in("danke", "de-AT").lang, "de");
        SAME(score_in("merci", "fr_CA").lang, "fr");
        OK(score_in("grazie mille", "ita").sentiment > 0);
        SAME(score_in("dziękuję", "pol").lang, "pol");
    }
    T("an unsupported language is judged by emoji and marks alone, and says so")
    {
        struct scrm_score plain = score_in("De gift was bad en de hell was kapot", "nl");
        struct scrm_score angry = score_in("De levering komt niet \xF0\x9F\x98\xA1", "nl");

        SAME(plain.reason, "unsupported language");
        OK(plain.sentiment == 0 && plain.confidence == 0);
        OK(plain.intents[SCRM_INTENT_OTHER] == 0);
        OK(angry.sentiment < 0 && angry.confidence > 0);
        OK(score_in("Waar is mijn pakket?", "nl").intents[SCRM_INTENT_QUESTION] >= 5000);
        OK(score_in("أين طلبي؟", "ar").intents[SCRM_INTENT_QUESTION] >= 5000);
    }
}

int main(void)
{
    worker_open(&(struct scrm_scorer_options){0});
    test_intents();
    test_others();
    test_languages();
    worker_close();
    return t_end();
}
