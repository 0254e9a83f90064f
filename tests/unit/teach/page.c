/* What the labeller draws, the keys it gives to labels, and whom it hides. */
#include "../t.h"

#include <stdlib.h>

#include "teach/mask.h"
#include "teach/page.h"
#include "text/utf8.h"

static struct scrm_choices choices_of(const char *list)
{
    struct scrm_choices choices = {.n = 0};
    struct scrm_err err = {0};

    OK(scrm_choices_add_list(&choices, list, &err) == 0);
    scrm_choices_give_keys(&choices);
    return choices;
}

/* The keys that labels get, in their order. */
static bool keys_are(const char *list, const char *keys)
{
    struct scrm_choices choices = choices_of(list);
    bool same = choices.n == strlen(keys);

    for (size_t i = 0; same && i < choices.n; i++)
        same = choices.at[i].key == keys[i];
    scrm_choices_fini(&choices);
    return same;
}

static void gives_keys(void)
{
    struct scrm_choices choices;
    struct scrm_err err = {0};
    char list[200] = "";

    T("a label has its first letter, a later letter, else any that is free")
    {
        OK(keys_are("billing,delivery,technical", "bdt"));
        OK(keys_are(" spam, Spa ,ask", "pba"));
        OK(keys_are("b,bb,bbb", "bac"));
        OK(keys_are("\xc3\xa9t\xc3\xa9,\xe4\xb8\xad", "ta"));
        OK(keys_are("quit,undo,skip", "ink"));
    }
    T("the same label twice is one, empty ones are none, and keys find their labels")
    {
        choices = choices_of("x,,y,x, y");
        OK(choices.n == 2);
        OK(scrm_choices_by_key(&choices, 'y') == 1 && scrm_choices_by_key(&choices, '2') == 1);
        OK(scrm_choices_by_key(&choices, '3') == -1 &&
           scrm_choices_by_key(&choices, 'z') == -1);
        OK(scrm_choices_by_key(&choices, '\0') == -1 &&
           scrm_choices_by_key(&choices, -4) == -1);
        scrm_choices_fini(&choices);
    }
    T("as many labels as there are letters, and no more")
    {
        for (int i = 0; i < SCRM_CHOICES_MAX; i++)
            snprintf(list + strlen(list), sizeof list - strlen(list), "l%d,", i);
        choices = choices_of(list);
        OK(choices.n == SCRM_CHOICES_MAX);
        for (size_t i = 0; i < choices.n; i++)
            OK(scrm_choices_by_key(&choices, choices.at[i].key) == (int)i);
        OK(scrm_choices_add(&choices, SCRM_SLICE("one more"), &err) == -1 &&
           err.code == SCRM_EXIT_USAGE);
        scrm_err_fini(&err);
        scrm_choices_fini(&choices);
    }
}

/* Whether a page has `rows` lines at most, none too wide and none with a control character. */
static bool is_tidy(struct scrm_slice drawn, size_t columns, size_t rows)
{
    size_t n = 0;

    while (drawn.len) {
        const char *end = memchr(drawn.at, '\n', drawn.len);
        struct scrm_slice line = {drawn.at, end ? (size_t)(end - drawn.at) : drawn.len};

        if (!end || scrm_text_width(line) > columns)
            return false;
        for (size_t i = 0; i < line.len; i++)
            if ((unsigned char)line.at[i] < 0x20 || line.at[i] == 0x7F)
                return false;
        n++;
        drawn.at = end + 1;
        drawn.len -= line.len + 1;
    }
    return n <= rows;
}

static void draws(void)
{
    struct scrm_choices choices = choices_of("billing,delivery,technical,praise,a label that "
                                             "is longer than forty columns are wide,x");
    struct scrm_buf out = {0}, text = {0};
    struct scrm_page page = {.columns = 80,
                             .rows = 24,
                             .field = "queue",
                             .file = "labels.ndjson",
                             .n = 120,
                             .labelled = 7,
                             .choices = &choices,
                             .guess = SCRM_SLICE("billing"),
                             .sure = 8251,
                             .about = SCRM_SLICE("mastodon, 2026-01-05, en")};

    T("head, words, labels, guess")
    {
        page.text = SCRM_SLICE("Where is my refund?");
        OK(scrm_page_put(&page, &out).last == 0 && is_tidy(scrm_buf_slice(&out), 80, 24));
        OK(strstr(out.at, "queue  7 of 120 ") && strstr(out.at, " labels.ndjson\n"));
        OK(strstr(out.at, "\n  Where is my refund?\n"));
        OK(strstr(out.at, "b billing   d delivery   t technical   p praise"));
        OK(strstr(out.at, "\nEnter takes the guess: billing, 83 %\n"));
        OK(!strstr(out.at, "space"));
    }
    T("whatever the text and the screen, no line is too wide and nothing is sent")
    {
        static const char *const parts[] = {
            "\x1b[2J\x07",
            "\xe2\x80\xae",
            "plain words ",
            "\xe4\xb8\xad\xe6\x96\x87",
            "a\xcc\x81\xcc\x82",
            "averylongwordwithoutanyblanksinitwhichhastobebrokensomewhere",
            "\n\n",
            "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 ",
            "\t",
            "\xff\xfe"};
        uint32_t state = 7;

        for (int round = 0; round < 400; round++) {
            scrm_buf_reset(&text);
            scrm_buf_reset(&out);
            for (int i = 0; i < round; i++) {
                state = state * 1103515245 + 12345;
                scrm_buf_puts(&text, parts[state >> 16 & 15 ? (state >> 16) % 10 : 2]);
            }
            page.columns = 40 + (size_t)(round % 3) * 40;
            page.rows = 16 + (size_t)(round % 40);
            page.text = page.about = page.message = scrm_buf_slice(&text);
            page.title = round % 2 ? scrm_buf_slice(&text) : SCRM_SLICE("");
            page.from = (size_t)(round % 7);
            scrm_page_put(&page, &out);
            OK(is_tidy(scrm_buf_slice(&out), page.columns, page.rows));
        }
    }
    T("a long text is seen to its end by moving on")
    {
        struct scrm_page_fit fit;

        scrm_buf_reset(&text);
        for (int i = 0; i < 500; i++)
            scrm_buf_printf(&text, "word%d ", i);
        page.columns = 40;
        page.rows = 24;
        page.title = page.about = page.message = SCRM_SLICE("");
        page.text = scrm_buf_slice(&text);
        page.from = 0;
        scrm_buf_reset(&out);
        fit = scrm_page_put(&page, &out);
        OK(fit.last > 0 && strstr(out.at, "word0 ") && !strstr(out.at, "word499"));
        OK(strstr(out.at, "space more") != NULL);
        page.from = fit.last;
        scrm_buf_reset(&out);
        scrm_page_put(&page, &out);
        OK(strstr(out.at, "word499") != NULL);
    }
    scrm_buf_fini(&out);
    scrm_buf_fini(&text);
    scrm_choices_fini(&choices);
}

static bool masked(const char *text, const char *handle, const char *name, const char *want)
{
    struct scrm_buf out = {0};
    bool same;

    scrm_mask_author(&out, scrm_slice_of(text), scrm_slice_of(handle), scrm_slice_of(name));
    same = strcmp(scrm_buf_text(&out), want) == 0;
    if (!same)
        printf("  got %s\n", scrm_buf_text(&out));
    scrm_buf_fini(&out);
    return same;
}

static void masks(void)
{
    T("handle and name go as whole words, in any case; others stay")
    {
        OK(masked("it is me, Ann Bo!", "annb", "Ann Bo", "it is me, [author]!"));
        OK(masked("@AnnB wrote; annbeth did not", "@annb", "",
                  "[author] wrote; annbeth did not"));
        OK(masked("ann", "an", "", "ann"));
        OK(masked("J\xc3\xb6rg ist da, J\xc3\xb6rgen nicht", "", "J\xc3\xb6rg",
                  "[author] ist da, J\xc3\xb6rgen nicht"));
        OK(masked("", "annb", "Ann", ""));
        OK(masked("nothing here", NULL, NULL, "nothing here"));
    }
    T("mail addresses and numbers go, web addresses stay")
    {
        OK(masked("mail ann@example.org now", "", "", "mail [e-mail] now"));
        OK(masked("card 4111 1111 1111 1111 and annb", "annb", "",
                  "card [number] and [author]"));
        OK(masked("see https://example.org/1", "", "", "see https://example.org/1"));
    }
}

int main(void)
{
    gives_keys();
    draws();
    masks();
    return t_end();
}
