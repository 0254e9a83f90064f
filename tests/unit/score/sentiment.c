/* Sentiment: what every rule of context does, told as comparisons that stay true when weights
 * are tuned, and the classes of plain service sentences. */
#include "worker.h"

#define LESS(a, b) OK(feels(a) < feels(b))

static void test_rules(void)
{
    T("negation turns good and softens bad")
    {
        OK(feels("The food was good") > 0);
        OK(feels("The food was not good") < 0);
        OK(feels("I don't like it") < 0);
        OK(feels("I never liked it") < 0);
        LESS("The food was terrible", "The food was not terrible");
        LESS("It is not only good but great", "It is not only good but great!");
        OK(feels("not only helpful, also friendly") > 0);
    }
    T("a negation ends at the comma")
    {
        LESS("not today good", "not today, good");
    }
    T("intensifiers strengthen and dampeners weaken")
    {
        LESS("a good shop", "a very good shop");
        LESS("a very good shop", "an extremely good shop");
        LESS("a slightly good shop", "a good shop");
        LESS("extremely bad news", "slightly bad news");
        LESS("I like it", "I like it so much");
    }
    T("capitals, long letters and exclamation marks are emphasis")
    {
        LESS("this is good stuff here", "this is GOOD stuff here");
        LESS("this is HORRIBLE, people", "this is horrible, people");
        LESS("it is good", "it is goooood");
        LESS("it is good", "it is good!");
        LESS("it is good!", "it is good!!!");
        OK(feels("it is good!!!!!!!!!") == feels("it is good!!!"));
        LESS("it is bad!!!", "it is bad");
    }
    T("what stands behind a but counts more")
    {
        OK(feels("the food was great but the service was awful") <
           feels("the service was awful but the food was great"));
        LESS("I love it although it is broken", "I love it");
    }
    T("conditions and questions are no praise")
    {
        LESS("if it were good I would buy it", "it was good, I bought it");
        LESS("Is it good?", "It is good.");
    }
    T("emoji and emoticons speak, repetition adds little")
    {
        OK(feels("my order \xF0\x9F\x98\x8D") > 0);
        OK(feels("my order \xF0\x9F\x98\xA1") < 0);
        OK(feels("my order :)") > 0);
        OK(feels("my order :-(") < 0);
        OK(feels("call me at 10:30") == feels("call me at 10 30"));
        OK(feels("\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D"
                 "\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D") ==
           feels("\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D\xF0\x9F\x98\x8D"));
    }
    T("a sarcastic sign turns the praise beside it")
    {
        OK(feels("3 hours on hold, great service \xF0\x9F\x99\x84") < 0);
        OK(feels("thanks for nothing") < 0);
    }
    T("somebody else's words weigh less, one word in quotation marks is only stressed")
    {
        OK(feels("they say \"we are happy to help you\" and that is it") <
           feels("they say we are happy to help you and that is it"));
        OK(feels("they say \xE2\x80\x9Cwe are happy to help you\xE2\x80\x9D and that is it") <
           feels("they say we are happy to help you and that is it"));
        OK(feels("a 5\" screen, lovely and great, 6\" too") ==
           feels("a 5, screen, lovely and great, 6, too"));
        OK(feels("the \"great\" phone") == feels("the, great, phone"));
        OK(feels("an \"end that never comes is lovely") ==
           feels("an , end that never comes is lovely"));
    }
    T("hashtags speak, names and links do not")
    {
        OK(feels("#fail") < 0);
        OK(feels("#WorstServiceEver") < 0);
        OK(feels("#worstserviceever") < 0);
        OK(feels("#customerservicefail") < 0);
        OK(feels("#bestcrewever") > 0);
        OK(feels("#therapist") > -1000);
        OK(feels("@love @happy_hour@great.example") == 0);
        OK(feels("see https://example.com/great/love/best") ==
           feels("see https://example.com/bad/hate/worst"));
        OK(feels("write to love@great.example") == feels("write to hate@worst.example"));
    }
}

static void test_classes(void)
{
    static const char *const negative[] = {
        "still waiting for my refund",
        "3 hours on hold and nobody answers",
        "You charged me twice for one ticket",
        "This is the third time my parcel is late",
        "Never again.",
        "I want my money back",
        "no response to my emails for two weeks",
        "Your app keeps crashing",
        "I can't log in to my account",
        "my flight was cancelled and nobody told us",
        "They lost my luggage",
        "worst customer service ever",
        "The driver was rude",
        "my package never arrived",
        "not happy with this at all",
        "Thanks for ruining our holiday",
        "what a joke of a company",
        "I’ve been waiting 40 minutes for a reply",
    };
    static const char *const positive[] = {
        "Thank you so much, finally fixed!",
        "Great service, highly recommend",
        "Can't wait to fly with you again!",
        "couldn't be happier with the new phone",
        "The staff were so helpful and friendly",
        "Shout out to Maria at the front desk, she made my day",
        "I love this shop \xE2\x9D\xA4\xEF\xB8\x8F",
        "no problem at all, works perfectly",
        "You guys are the best",
    };
    static const char *const neutral[] = {
        "What time do you open on Monday?", "My order number is 4711",
        "The train leaves from platform 9", "I ordered two chairs and a table",
        "does this come in blue",
    };

    T("plain service sentences fall into their class")
    {
        for (size_t i = 0; i < sizeof negative / sizeof *negative; i++)
            if (!OK(score_of(negative[i]).sentiment_class == SCRM_NEGATIVE))
                printf("   %d: %s\n", feels(negative[i]), negative[i]);
        for (size_t i = 0; i < sizeof positive / sizeof *positive; i++)
            if (!OK(score_of(positive[i]).sentiment_class == SCRM_POSITIVE))
                printf("   %d: %s\n", feels(positive[i]), positive[i]);
        for (size_t i = 0; i < sizeof neutral / sizeof *neutral; i++)
            if (!OK(score_of(neutral[i]).sentiment_class == SCRM_NEUTRAL))
                printf("   %d: %s\n", feels(neutral[i]), neutral[i]);
    }
    T("a resolved trouble is not a trouble")
    {
        OK(feels("my problem is solved") > feels("I have a problem"));
        OK(score_of("finally fixed, thank you").intents[0] < 3000);
    }
    T("the stronger the words, the surer the class")
    {
        OK(score_of("absolutely terrible, awful, never again").confidence >
           score_of("a bit slow").confidence);
    }
}

int main(void)
{
    worker_open(&(struct scrm_scorer_options){0});
    test_rules();
    test_classes();
    worker_close();
    return t_end();
}
