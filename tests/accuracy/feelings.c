/*
 * Sets that say how a text feels: tweets in six languages, rated sentences; and in
 * which language a tweet is.
 */
#include "accuracy.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

void tweets(const struct run *run, const char *language, const char *code, const char *name)
{
    static const char *const parts[] = {"train", "val"};
    struct set set = {.name = name, .classes = 3, .sure = true};

    for (int p = 0; p < 2; p++) {
        struct scrm_buf texts = {0}, labels = {0}, plain = {0};
        struct scrm_slice text, label, line, rest;
        char path[128];

        snprintf(path, sizeof path, "umsab/%s/%s_text.txt", language, parts[p]);
        if (read_file(run, path, &texts)) {
            snprintf(path, sizeof path, "umsab/%s/%s_labels.txt", language, parts[p]);
            read_file(run, path, &labels);
        }
        text = scrm_buf_slice(&texts);
        rest = scrm_buf_slice(&labels);
        while (next_line(&text, &line) && next_line(&rest, &label)) {
            struct scrm_score score;

            plain_text(line, &plain);
            if (!wanted_part(run, line))
                continue;
            score = judge(run, scrm_buf_slice(&plain), code);
            add(run, &set,
                (struct sample){.gold = label.at[0] - '0',
                                .got = (int)score.sentiment_class,
                                .p = score.confidence},
                scrm_buf_slice(&plain), &score);
        }
        scrm_buf_fini(&texts);
        scrm_buf_fini(&labels);
        scrm_buf_fini(&plain);
    }
    print_set(&set);
}

void rated(const struct run *run, const char *path, const char *name)
{
    struct set set = {.name = name, .classes = 3, .correlates = true, .sure = true};
    struct scrm_buf text = {0};
    struct scrm_slice rest, line;

    read_file(run, path, &text);
    rest = scrm_buf_slice(&text);
    while (next_line(&rest, &line)) {
        const char *tab = memchr(line.at, '\t', line.len), *second;
        struct scrm_slice sentence;
        struct scrm_score score;
        double rating;

        if (!tab || !(second = memchr(tab + 1, '\t', (size_t)(line.at + line.len - tab - 1))))
            continue;
        sentence = (struct scrm_slice){second + 1, (size_t)(line.at + line.len - second - 1)};
        if (!wanted_part(run, sentence) ||
            scrm_num_double((struct scrm_slice){tab + 1, (size_t)(second - tab - 1)}, &rating))
            continue;
        score = judge(run, sentence, "en");
        add(run, &set,
            (struct sample){.gold = rating < -0.5  ? 0
                                    : rating > 0.5 ? 2
                                                   : 1,
                            .got = (int)score.sentiment_class,
                            .x = score.sentiment / 1e4,
                            .y = rating,
                            .p = score.confidence},
            sentence, &score);
    }
    scrm_buf_fini(&text);
    print_set(&set);
}

/* Tweets whose language nobody stated: told right, told wrong, not told. */
void tongue(const struct run *run, const char *language, const char *code)
{
    static const char *const parts[] = {"train", "val"};
    size_t n = 0, right = 0, wrong = 0;

    for (int p = 0; p < 2; p++) {
        struct scrm_buf texts = {0}, plain = {0};
        struct scrm_slice rest, line;
        char path[128];

        snprintf(path, sizeof path, "umsab/%s/%s_text.txt", language, parts[p]);
        read_file(run, path, &texts);
        rest = scrm_buf_slice(&texts);
        while (next_line(&rest, &line)) {
            struct scrm_score score;

            plain_text(line, &plain);
            if (!wanted_part(run, line))
                continue;
            score = judge(run, scrm_buf_slice(&plain), NULL);
            n++;
            if (strcmp(score.lang, code) == 0)
                right++;
            else if (strcmp(score.lang, "unknown") != 0)
                wrong++;
        }
        scrm_buf_fini(&texts);
        scrm_buf_fini(&plain);
    }
    if (n)
        printf("%-34s %6zu  right %5.3f  wrong %5.3f  not told %5.3f\n", language, n,
               (double)right / (double)n, (double)wrong / (double)n,
               (double)(n - right - wrong) / (double)n);
}
