/*
 * The shipped models as they stand in the binary: sound, and saying of a few
 * invented texts what was recorded when they were made. Numbers that change
 * here mean that models changed: read the difference, then record it.
 */
#include "worker.h"

#include "score/models.h"

static void sound(const struct scrm_model *model, const char *by)
{
    SAME(scrm_model_by(model), by);
    OK(strlen(scrm_model_digest(model)) == 32);
}

int main(void)
{
    struct scrm_score_models models = {0};
    struct scrm_err err = {0};

    T("the shipped models open, and have the heads that the scorer asks for")
    {
        static const char *const languages[] = {"en", "de", "es", "fr", "it", "pt"};

        OK(scrm_score_models_load(&models, NULL, 0, &err) == 0);
        sound(models.language, "language/2026.1");
        sound(models.sentiment, "sentiment/2026.1");
        OK(scrm_model_classes(models.language, 0) >= 30);
        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
            size_t head = scrm_score_sentiment_head(&models, languages[i]);

            OK(head != SIZE_MAX);
            SAME(scrm_model_class(models.sentiment, head, SCRM_NEGATIVE), "negative");
            SAME(scrm_model_class(models.sentiment, head, SCRM_NEUTRAL), "neutral");
            SAME(scrm_model_class(models.sentiment, head, SCRM_POSITIVE), "positive");
            OK(scrm_model_extras(models.sentiment, head) == SCRM_SCORE_EXTRAS_N);
        }
        OK(scrm_score_sentiment_head(&models, "ja") == SIZE_MAX);
    }
    worker_open(&(struct scrm_scorer_options){0});
    T("languages are told from a sentence, and unknown from a word")
    {
        static const char *const texts[][2] = {
            {"The delivery came on time and the tea is lovely", "en"},
            {"Die Lieferung kam heute und der Tee schmeckt wunderbar", "de"},
            {"La livraison est arrivée à temps et le thé est délicieux", "fr"},
            {"El pedido llegó a tiempo y el té está muy rico", "es"},
            {"La consegna è arrivata in tempo e il tè è buonissimo", "it"},
            {"A encomenda chegou a tempo e o chá é muito bom", "pt"},
            {"De bestelling kwam op tijd en de thee smaakt heerlijk", "nl"},
            {"Paczka przyszła na czas, a herbata jest pyszna", "pl"},
            {"Teslimat zamanında geldi ve çay çok güzel", "tr"},
            {"Доставка пришла вовремя, и чай очень вкусный", "ru"},
            {"配達は時間通りで、お茶もおいしいです", "ja"},
            {"وصل الطلب في الموعد والشاي لذيذ جدا", "ar"},
        };

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            SAME(score_in(texts[i][0], NULL).lang, texts[i][1]);
            OK(score_in(texts[i][0], NULL).lang_read);
        }
        SAME(score_in("ok", NULL).lang, "unknown");
        SAME(score_in("12:30 @someone http://shop.example/abc", NULL).lang, "unknown");
        SAME(score_in("\xF0\x9F\x98\xA1\xF0\x9F\x98\xA1", NULL).lang, "unknown");
    }
    T("what the network says is believed, unless the text denies it strongly")
    {
        SAME(score_in("ok", "fi").lang, "fi");
        SAME(score_in("Die Lieferung kam heute und der Tee schmeckt wunderbar", "en").lang,
             "de");
        SAME(score_in("The delivery came on time and the tea is lovely", "pl").lang, "en");
        OK(!score_in("The delivery came on time and the tea is lovely", "en").lang_read);
    }
    T("the class comes with an honest confidence, the number never contradicts it")
    {
        static const char *const texts[] = {
            "I love this tea, best I ever had, thank you so much",
            "worst shop ever, they never answer and my parcel is broken",
            "the shop opens at nine on weekdays and at ten on sundays",
            "not bad at all, but the lid leaks a little",
        };

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct scrm_score score = score_of(texts[i]);

            OK(score.modelled);
            OK(score.confidence > 3000 && score.confidence <= 9900);
            OK(score.sentiment_class != SCRM_NEGATIVE || score.sentiment <= 0);
            OK(score.sentiment_class != SCRM_POSITIVE || score.sentiment >= 0);
        }
        OK(score_of(texts[0]).sentiment_class == SCRM_POSITIVE);
        OK(score_of(texts[1]).sentiment_class == SCRM_NEGATIVE);
    }
    worker_close();
    scrm_score_models_free(&models);
    scrm_err_fini(&err);
    return t_end();
}
