/*
 * Random agreement with jansson: valid JSON and mutants of it, from a fixed
 * seed. SCRM_AGREE=N in the environment asks for N cases instead of 200,000.
 */
#include <stdlib.h>

#include "../t.h"

#include "agree.h"
#include "base/num.h"
#include "random.h"

enum { CASES = 200000 };

int main(void)
{
    const char *asked = getenv("SCRM_AGREE");
    struct random random = {2026};
    struct scrm_scanner scanner = {0};
    struct scrm_buf text = {0};
    int64_t cases = CASES, counts[AGREE_NOT + 1] = {0};

    if (asked)
        OK(scrm_num_int(scrm_slice_of(asked), &cases) == 0);
    T("the scanner and jansson agree on random texts")
    {
        for (int64_t i = 0; i < cases; i++) {
            scrm_buf_reset(&text);
            random_value(&random, &text, 5);
            if (i % 3)
                random_mutate(&random, &text);
            counts[agree(&scanner, scrm_buf_slice(&text))]++;
        }
        OK(counts[AGREE_NOT] == 0);
        OK(counts[AGREE_BOTH_ACCEPT] > cases / 4);
        OK(counts[AGREE_BOTH_REFUSE] > cases / 4);
        OK(counts[AGREE_NOT_COMPARED] < cases / 5);
        if (asked)
            printf("%lld accepted, %lld refused, %lld not compared\n",
                   (long long)counts[AGREE_BOTH_ACCEPT], (long long)counts[AGREE_BOTH_REFUSE],
                   (long long)counts[AGREE_NOT_COMPARED]);
    }
    scrm_buf_fini(&text);
    scrm_scanner_fini(&scanner);
    return t_end();
}
