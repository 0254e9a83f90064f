/* Figures about answers, against numbers worked out by hand. */
#include "../t.h"

#include <math.h>

#include "train/measure.h"

static bool near(double got, double want)
{
    return fabs(got - want) < 1e-9;
}

static const char *const names[] = {"a", "b", "c"};

/* gold a a a a b b c c; got a a b c b b c a. */
static const struct scrm_answer eight[] = {
    {0, 0, 9000}, {0, 0, 8000}, {0, 1, 7000}, {0, 2, 4000},
    {1, 1, 9500}, {1, 1, 6000}, {2, 2, 5500}, {2, 0, 3500},
};

static void counts(void)
{
    struct scrm_measured figures = scrm_measure(eight, 8, 3, NULL);
    /* F1: a 2*2/(4+3), b 2*2/(2+3), c 2*1/(2+2); recalls 1/2, 1, 1/2. */
    T("accuracy, macro-F1 and macro recall")
    {
        OK(near(figures.accuracy, 5.0 / 8));
        OK(near(figures.macro_f1, (4.0 / 7 + 4.0 / 5 + 2.0 / 4) / 3));
        OK(near(figures.macro_recall, 2.0 / 3));
    }
    T("a class that nobody gave or asked for does not count")
    {
        OK(near(scrm_measure(eight, 8, 200, NULL).macro_f1, figures.macro_f1));
    }
    T("the calibration error is the gap of each bin by its size")
    {

        double gaps = .35 + .4 + .45 + .4 + .7 + .2 + fabs(2 - .9 - .95);
        OK(near(figures.ece, gaps / 8));
    }
    T("coverage is the largest share of the surest of which 95 in 100 are right")
    {
        OK(near(figures.coverage95, 3.0 / 8));
    }
    T("a resample counts what it names, as often as it names it")
    {
        const uint32_t order[] = {0, 0, 2, 2};

        OK(near(scrm_measure(eight, 4, 3, order).accuracy, 0.5));
    }
    T("of no answers nothing is said")
    {
        OK(near(scrm_measure(eight, 0, 3, NULL).accuracy, 0));
    }
}

static void intervals(void)
{
    struct scrm_answer many[400];
    struct scrm_interval accuracy, macro_f1;

    for (int i = 0; i < 400; i++)
        many[i] =
            (struct scrm_answer){(uint8_t)(i % 2), (uint8_t)(i % 5 ? i % 2 : !(i % 2)), 8000};
    T("the interval is about two standard errors to either side")
    {
        scrm_measure_intervals(many, 400, 2, &accuracy, &macro_f1);
        OK(accuracy.low < 0.8 && accuracy.high > 0.8);
        OK(accuracy.high - accuracy.low > 0.06 && accuracy.high - accuracy.low < 0.10);
    }
}

static void compares(void)
{
    struct scrm_answer a[300], b[300];
    const char *const models[] = {"one", "two"};
    struct scrm_buf out = {0};

    for (int i = 0; i < 300; i++) {
        a[i] = (struct scrm_answer){(uint8_t)(i % 3), (uint8_t)(i % 3), 9000};
        b[i] = a[i];
        if (i % 4 == 0)
            b[i].got = (uint8_t)((i + 1) % 3);
    }
    T("the better one is named, whichever it is; a model is no better than itself")
    {
        scrm_measure_compare(models, a, b, 300, 3, &out);
        OK(strstr(out.at, "300 texts; A one, B two") && strstr(out.at, "A is better"));
        OK(strstr(out.at, " 1.000   0.750  -0.250 "));
        scrm_buf_reset(&out);
        scrm_measure_compare(models, b, a, 300, 3, &out);
        OK(strstr(out.at, "B is better") != NULL);
        scrm_buf_reset(&out);
        scrm_measure_compare(models, b, b, 300, 3, &out);
        OK(strstr(out.at, "no difference that these texts can show") != NULL);
    }
    scrm_buf_fini(&out);
}

static void reports(void)
{
    const char *const strange[] = {
        "\x1b[2Jevil", "\xe5\x90\x8d\xe5\x89\x8d",
        "a class whose name is far longer than any table has room for"};
    struct scrm_buf out = {0};

    T("the report has figures, classes, confusion, calibration and risk")
    {
        scrm_measure_report("queue", eight, 8, names, 3, &out);
        OK(strstr(out.at, "queue: 8 texts, 3 classes\n") != NULL);
        OK(strstr(out.at, "  accuracy      0.625  (") && strstr(out.at, "95 % interval)"));
        OK(strstr(out.at, "  baseline      0.500  accuracy of always saying a\n") != NULL);
        OK(strstr(out.at, "  class       n precision  recall      F1\n"
                          "  a           4     0.667   0.500   0.571\n"
                          "  b           2     0.667   1.000   0.800\n"
                          "  c           2     0.500   0.500   0.500\n"));
        OK(strstr(out.at, "               a        b        c\n"
                          "  a            2        1        1\n"
                          "  b            0        2        0\n"
                          "  c            1        0        1\n"));
        OK(strstr(out.at, "    0.950   1.000       1\n") != NULL);
        OK(strstr(out.at, "    50%   0.250\n") && strstr(out.at, "   100%   0.375\n"));
    }
    T("names of classes send nothing to the terminal and are cut to the table")
    {
        scrm_buf_reset(&out);
        scrm_measure_report("queue", eight, 8, strange, 3, &out);
        OK(!strchr(out.at, '\x1b') && strstr(out.at, "\\x1b[2Jevil"));
        OK(!strstr(out.at, "than any table has room"));
    }
    T("the same answers give the same report")
    {
        struct scrm_buf again = {0};

        scrm_measure_report("queue", eight, 8, strange, 3, &again);
        SAME(again.at, out.at);
        scrm_buf_fini(&again);
    }
    scrm_buf_fini(&out);
}

int main(void)
{
    counts();
    intervals();
    compares();
    reports();
    return t_end();
}
