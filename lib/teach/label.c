/*
 * Labelling by hand: a post, a key, the next post. What was decided is on
 * disk before the next post is shown.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/num.h"
#include "record/value.h"
#include "teach/mask.h"
#include "teach/page.h"
#include "teach/posts.h"
#include "teach/teach.h"
#include "teach/terminal.h"

/* What is asked, and of whom. */
struct labelling {
    const struct scrm_teach *teach;
    const char *field, *posts_path, *path;
    struct scrm_hand_reader reader;
    struct scrm_hand_posts posts;
    struct scrm_choices choices;
    struct scrm_decisions decisions;
    struct scrm_terminal terminal;
    /* whose guesses are shown */
    struct scrm_model *model;
    size_t head;
    struct scrm_scorer *scorer;
    struct scrm_scorer_worker *worker;
    /* what is on the screen */
    size_t post, from;
    struct scrm_page_fit fit;
    struct scrm_buf about, title, text, message, page;
    struct scrm_slice guess;
    int32_t sure;
};

/* ---- guesses ---- */

static int load_model(struct labelling *by, struct scrm_err *err)
{
    const char *path = by->teach->options->model;
    size_t n, extras;

    if (!path)
        return 0;
    if (!(by->model = scrm_model_load(path, err)) ||
        !(by->scorer = scrm_scorer_load(&(struct scrm_scorer_options){.terms = NULL}, err)))
        return -1;
    n = scrm_model_heads(by->model);
    while (by->head < n && strcmp(scrm_model_head(by->model, by->head), by->field) != 0)
        by->head++;
    if (by->head == n && n > 1)
        return scrm_err_set(err, SCRM_EXIT_DATA, "%s: the model has no head named \"%s\"", path,
                            by->field);
    if (by->head == n)
        by->head = 0;
    extras = scrm_model_extras(by->model, by->head);
    if (extras && extras != SCRM_SCORE_EXTRAS_N)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "%s: a model of another version; train it again", path);
    by->worker = scrm_score_open(by->scorer);
    return 0;
}

/* The guess about the line scanned last: the model's, else what the post says itself. */
static void guess(struct labelling *by)
{
    struct scrm_hand_reader *reader = &by->reader;
    int64_t sure = 0;

    by->sure = 0;
    if (by->model) {
        int16_t extras[SCRM_SCORE_EXTRAS_N];
        int32_t shares[SCRM_MODEL_CLASSES_MAX];
        const struct scrm_features *features = scrm_score_gather(
            by->worker, scrm_hand_text(reader, SCRM_HAND_TITLE),
            scrm_hand_text(reader, SCRM_HAND_TEXT), scrm_hand_text(reader, SCRM_HAND_LANG),
            scrm_model_head_reads(by->model, by->head), extras);
        size_t got = scrm_model_predict(
            by->model, by->head, features,
            (struct scrm_extras){extras, scrm_model_extras(by->model, by->head)}, shares);

        by->guess = scrm_slice_of(scrm_model_class(by->model, by->head, got));
        by->sure = shares[got];
        return;
    }
    by->guess = scrm_hand_text(reader, SCRM_HAND_FIELD);
    if (!by->guess.len) {
        by->guess = scrm_hand_text(reader, SCRM_HAND_LABEL);
        if (by->guess.len &&
            scrm_value_fixed(reader->values[reader->slots[SCRM_HAND_SURE]], &sure) == 0)
            by->sure = (int32_t)(sure < 0 ? 0 : sure > 10000 ? 10000 : sure);
    }
    if (!by->guess.len)
        by->guess = scrm_hand_text(reader, SCRM_HAND_ROUTE);
}

/* ---- labels ---- */

/* Those named; else the model's; else those that the posts have already. */
static int choose_labels(struct labelling *by, struct scrm_err *err)
{
    struct scrm_slice label;

    if (by->teach->options->classes)
        return scrm_choices_add_list(&by->choices, by->teach->options->classes, err);
    for (size_t k = 0; by->model && k < scrm_model_classes(by->model, by->head); k++)
        if (scrm_choices_add(&by->choices,
                             scrm_slice_of(scrm_model_class(by->model, by->head, k)), err))
            return -1;
    for (size_t i = 0; !by->model && i < by->posts.n; i++) {
        if (scrm_hand_scan(&by->reader, by->posts.at[i].line, err))
            return -1;
        label = scrm_hand_text(&by->reader, SCRM_HAND_FIELD);
        if (!label.len)
            label = scrm_hand_text(&by->reader, SCRM_HAND_ROUTE);
        if (scrm_choices_add(&by->choices, label, err))
            return -1;
    }
    return 0;
}

/* ---- the screen ---- */

static size_t count(const struct labelling *by, enum scrm_hand_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < by->posts.n; i++)
        n += by->posts.at[i].state == state;
    return n;
}

static void put_about(struct labelling *by)
{
    static const enum scrm_hand_slot slots[] = {SCRM_HAND_NETWORK, SCRM_HAND_CREATED,
                                                SCRM_HAND_LANG};

    scrm_buf_reset(&by->about);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        struct scrm_slice part = scrm_hand_text(&by->reader, slots[i]);

        if (slots[i] == SCRM_HAND_CREATED && part.len > 10)
            part.len = 10;
        if (part.len && by->about.len)
            scrm_buf_puts(&by->about, ", ");
        scrm_buf_put_slice(&by->about, part);
    }
}

/* Takes the post at hand apart; SIZE_MAX: there is none. */
static int look_at(struct labelling *by, size_t post, struct scrm_err *err)
{
    struct scrm_hand_reader *reader = &by->reader;
    struct scrm_slice handle, name;

    by->post = post;
    by->from = 0;
    by->guess = (struct scrm_slice){NULL, 0};
    scrm_buf_reset(&by->title);
    scrm_buf_reset(&by->text);
    scrm_buf_reset(&by->about);
    if (post == SIZE_MAX)
        return 0;
    if (scrm_hand_scan(reader, by->posts.at[post].line, err))
        return -1;
    handle = scrm_hand_text(reader, SCRM_HAND_HANDLE);
    name = scrm_hand_text(reader, SCRM_HAND_NAME);
    scrm_mask_author(&by->title, scrm_hand_text(reader, SCRM_HAND_TITLE), handle, name);
    scrm_mask_author(&by->text, scrm_hand_text(reader, SCRM_HAND_TEXT), handle, name);
    put_about(by);
    guess(by);
    return 0;
}

static void show(struct labelling *by)
{
    const char *no_colour = getenv("NO_COLOR");
    struct scrm_page page = {.columns = by->terminal.columns,
                             .rows = by->terminal.rows,
                             .colour = !(no_colour && no_colour[0]),
                             .field = by->field,
                             .file = by->path,
                             .n = by->posts.n,
                             .labelled = count(by, SCRM_HAND_LABELLED),
                             .skipped = count(by, SCRM_HAND_SKIPPED),
                             .about = scrm_buf_slice(&by->about),
                             .title = scrm_buf_slice(&by->title),
                             .text = scrm_buf_slice(&by->text),
                             .done = by->post == SIZE_MAX,
                             .choices = &by->choices,
                             .guess = by->guess,
                             .sure = by->sure,
                             .message = scrm_buf_slice(&by->message),
                             .from = by->from};

    scrm_buf_reset(&by->page);
    by->fit = scrm_page_put(&page, &by->page);
    scrm_terminal_show(&by->terminal, scrm_buf_slice(&by->page));
}

/* ---- the keys ---- */

static void say(struct labelling *by, const char *what, const char *label)
{
    scrm_buf_reset(&by->message);
    scrm_buf_puts(&by->message, what);
    scrm_buf_puts(&by->message, label);
}

static size_t next_open(const struct labelling *by)
{
    for (size_t i = 0; i < by->posts.n; i++)
        if (by->posts.at[i].state == SCRM_HAND_OPEN)
            return i;
    return SIZE_MAX;
}

static int decide(struct labelling *by, const char *label, struct scrm_err *err)
{
    if (by->post == SIZE_MAX)
        return 0;
    say(by, label ? "labelled: " : "skipped", label ? label : "");
    return scrm_decisions_put(&by->decisions, &by->reader, &by->posts, by->post, label, err) ||
                   look_at(by, next_open(by), err)
               ? -1
               : 0;
}

static int undo(struct labelling *by, struct scrm_err *err)
{
    size_t post = scrm_decisions_undo(&by->decisions, &by->posts, err);

    if (err->code)
        return -1;
    say(by, post == SIZE_MAX ? "nothing to undo" : "undone", "");
    return post == SIZE_MAX ? 0 : look_at(by, post, err);
}

static int press(struct labelling *by, int key, struct scrm_err *err)
{
    int choice = key == SCRM_KEY_ENTER ? scrm_choices_find(&by->choices, by->guess)
                                       : scrm_choices_by_key(&by->choices, key);

    if (choice >= 0)
        return decide(by, by->choices.at[choice].label, err);
    if (key == 's')
        return decide(by, NULL, err);
    if (key == 'u' || key == SCRM_KEY_BACKSPACE)
        return undo(by, err);
    if (by->from > by->fit.last)
        by->from = by->fit.last;
    if (key == ' ') /* behind the end comes the beginning */
        by->from = by->from < by->fit.last ? by->from + by->fit.room : 0;
    if (key == SCRM_KEY_DOWN && by->from < by->fit.last)
        by->from++;
    if (key == SCRM_KEY_UP && by->from > 0)
        by->from--;
    return 0;
}

static int ask(struct labelling *by, struct scrm_err *err)
{
    int key = SCRM_KEY_NONE;

    if (by->decisions.torn)
        say(by, "a half-written last line was dropped", "");
    if (look_at(by, next_open(by), err))
        return -1;
    while (key != SCRM_KEY_END && key != 'q') {
        show(by);
        key = scrm_terminal_key(&by->terminal);
        if (press(by, key, err))
            return -1;
    }
    return 0;
}

/* ---- from here to there ---- */

static bool is_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool scrm_teach_is_labelling(const struct scrm_teach *teach)
{
    const struct scrm_teach_options *options = teach->options;

    return options->classes || options->model ||
           (!teach->operands->n && options->labels.n == 1 && !options->desk &&
            isatty(STDIN_FILENO) && is_file(options->labels.at[0]));
}

/* --label names the member, or, where nothing else names the posts, these. */
static int find_posts(struct labelling *by, struct scrm_err *err)
{
    const struct scrm_texts *labels = &by->teach->options->labels;
    const struct scrm_operands *operands = by->teach->operands;

    by->field = "label";
    if (labels->n > 1)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--label: by hand one field at a time");
    if (operands->n > 1 || (!operands->n && !labels->n))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "labelling by hand: which file of posts?");
    by->posts_path = operands->n ? operands->at[0] : labels->at[0];
    if (operands->n && labels->n)
        by->field = labels->at[0];
    if (strchr(by->field, '.') || strchr(by->field, '"') || strchr(by->field, '\\'))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--label %s: by hand the label becomes a plain member, such as "
                            "\"queue\"",
                            by->field);
    by->path = by->teach->options->common.output;
    if (!by->path)
        by->path = "labels.ndjson";
    return 0;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int begin(struct labelling *by, struct scrm_err *err)
{
    bool named;

    scrm_hand_reader_init(&by->reader, by->field);
    if (is_same_file(by->posts_path, by->path))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "-o: %s is an input too", by->path);
    if (load_model(by, err) ||
        scrm_hand_posts_read(&by->posts, &by->reader, by->posts_path, err) ||
        choose_labels(by, err))
        return -1;
    if (!by->posts.n)
        return scrm_err_set(err, SCRM_EXIT_DATA, "%s: no post with a text", by->posts_path);
    named = by->teach->options->classes || by->model;
    if (scrm_decisions_open(&by->decisions, by->path, &by->reader, &by->posts,
                            named ? NULL : &by->choices, err))
        return -1;
    if (by->choices.n < 2)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "which labels? Say --labels a,b,c or --model FILE");
    scrm_choices_give_keys(&by->choices);
    return 0;
}

static void end(struct labelling *by)
{
    scrm_terminal_close(&by->terminal);
    scrm_decisions_close(&by->decisions);
    scrm_hand_posts_fini(&by->posts);
    scrm_hand_reader_fini(&by->reader);
    scrm_choices_fini(&by->choices);
    scrm_score_close(by->worker);
    scrm_scorer_free(by->scorer);
    scrm_model_free(by->model);
    scrm_buf_fini(&by->about);
    scrm_buf_fini(&by->title);
    scrm_buf_fini(&by->text);
    scrm_buf_fini(&by->message);
    scrm_buf_fini(&by->page);
}

int scrm_teach_label(const struct scrm_teach *teach)
{
    struct labelling by = {
        .teach = teach, .decisions = {.fd = -1}, .terminal = {.signals = -1}};
    int result;

    if (find_posts(&by, teach->err))
        return -1;
    /* Before anything is read or made, who has no terminal is told. */
    result = scrm_terminal_check(teach->err) || begin(&by, teach->err) ||
             scrm_terminal_open(&by.terminal, teach->err) || ask(&by, teach->err);
    scrm_terminal_close(&by.terminal);
    if (!result && !teach->options->common.quiet)
        fprintf(stderr, "%s: %s: %zu labelled, %zu skipped, %zu to go\n", teach->command->name,
                by.path, count(&by, SCRM_HAND_LABELLED), count(&by, SCRM_HAND_SKIPPED),
                count(&by, SCRM_HAND_OPEN));
    end(&by);
    return result ? -1 : 0;
}
