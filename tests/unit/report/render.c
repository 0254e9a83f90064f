/*
 * The forms of a report, fed with hostile texts: nothing of them may act.
 */
#include "../t.h"

#include <stdlib.h>

#include "report/reckon.h"
#include "report/render.h"

static const char hostile[] =
    "=HYPERLINK(\"x\")<script>alert(1)</script>\x1b[31m\xE2\x80\xAEgpj";

static void hostile_words(void *ctx, uint64_t key, struct scrm_case_words *words,
                          struct scrm_err *err)
{
    (void)ctx;
    (void)key;
    (void)err;
    words->author = SCRM_SLICE("<b onload=x>\"'&");
    words->text = scrm_slice_of(hostile);
    words->url = SCRM_SLICE("javascript:alert(1)");
}

/* One waiting case with those words, in every form. */
static void draw(const char *form, struct scrm_buf *out)
{
    struct scrm_case_fact fact = {.id = {1, 2},
                                  .conversation = {3, 4},
                                  .author = 1,
                                  .rev = {5, 6},
                                  .sighting = {7, 8},
                                  .respond_by_ms = SCRM_NO_TIME,
                                  .resolve_by_ms = SCRM_NO_TIME,
                                  .fetched_ms = SCRM_NO_TIME};
    struct scrm_cases cases = {0};
    struct scrm_report_facts facts = {0};
    struct scrm_report_posts posts = {0};
    struct scrm_report_matter matter = {
        .facts = &facts, .posts = &posts, .cases = &cases, .case_facts = &fact};
    struct scrm_figures figures;
    struct scrm_case_list list;
    struct scrm_document document;
    struct scrm_slice reason = scrm_slice_of(hostile);
    struct scrm_document_input input = {.title = SCRM_SLICE("</title><script>"),
                                        .zone = SCRM_SLICE("UTC"),
                                        .figures = &figures,
                                        .list = &list,
                                        .reasons = &reason,
                                        .n_reasons = 1,
                                        .by = SCRM_BY_N};
    struct scrm_err err = {0};
    struct scrm_terminal terminal = {.columns = 200, .colour = false};

    scrm_cases_fold(&cases, &fact, 1, NULL, 0);
    scrm_case_list_begin(&list, 0, 1000000, hostile_words, NULL, &err);
    scrm_report_reckon(&figures, &list, &matter,
                       (struct scrm_window){SCRM_NO_TIME, SCRM_NO_TIME}, SCRM_BY_N, &err);
    scrm_document_build(&document, &input);
    scrm_buf_reset(out);
    if (strcmp(form, "html") == 0)
        scrm_render_html(&document, out);
    else if (strcmp(form, "json") == 0)
        scrm_render_json(&document, &input, NULL, NULL, out);
    else if (strcmp(form, "csv") == 0)
        scrm_render_csv(scrm_document_grid(&document, "cases"), out);
    else
        scrm_render_text(&document, &terminal, out);
    scrm_document_fini(&document);
    scrm_case_list_fini(&list);
    scrm_figures_fini(&figures);
    scrm_cases_fini(&cases);
}

static int holds(const struct scrm_buf *out, const char *text)
{
    return strstr(scrm_buf_text(out), text) != NULL;
}

/* Whether another program computes the digest that the policy names; -1: there is none. */
static int digest_is_right(void)
{
    char name[] = "/tmp/scrm-style-XXXXXX", line[128] = "";
    int fd = mkstemp(name);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    FILE *pipe;

    if (!file)
        return -1;
    fputs(scrm_report_style, file);
    fclose(file);
    setenv("SCRM_STYLE", name, 1);
    pipe = popen("openssl dgst -sha256 -binary \"$SCRM_STYLE\" | openssl base64", "r");
    if (!pipe || !fgets(line, sizeof line, pipe))
        line[0] = '\0';
    if (pipe)
        pclose(pipe);
    remove(name);
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '\0')
        return -1;
    return strcmp(line, scrm_report_style_digest + strlen("sha256-")) == 0;
}

int main(void)
{
    struct scrm_buf out = {0};
    int digest;

    T("the page runs nothing of what strangers wrote")
    {
        draw("html", &out);
        OK(holds(&out, "&lt;script&gt;alert(1)"));
        OK(!holds(&out, "<script"));
        OK(!holds(&out, "javascript:"));
        OK(!holds(&out, "<b onload"));
        OK(!holds(&out, "\x1b"));
        OK(!holds(&out, "\xE2\x80\xAE"));
        OK(holds(&out, "default-src 'none'"));
        OK(holds(&out, "This report is incomplete."));
        OK(!holds(&out, "style=\""));
    }
    T("the terminal shows control characters instead of obeying them")
    {
        draw("text", &out);
        OK(!holds(&out, "\x1b"));
        OK(!holds(&out, "\xE2\x80\xAE"));
        OK(holds(&out, "INCOMPLETE: "));
        OK(holds(&out, "<script>"));
    }
    T("a spreadsheet gets no formula")
    {
        draw("csv", &out);
        OK(holds(&out, "'=HYPERLINK"));
    }
    T("JSON says that it is not complete, and why")
    {
        draw("json", &out);
        OK(holds(&out, "\"complete\":false"));
        OK(holds(&out, "\"business\":null"));
    }
    T("the policy names the digest of the style sheet")
    {
        digest = digest_is_right();
        if (digest < 0)
            puts("skipped: no openssl to compute a digest with");
        else
            OK(digest);
    }
    scrm_buf_fini(&out);
    return t_end();
}
