/*
 * From page to page. A server that sends us in circles is noticed, and a limit
 * on pages holds whatever it says.
 */
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/num.h"
#include "fetch/job.h"
#include "net/url.h"

#define PAGES_MAX 10000

static void set_page(struct scrm_fetch_job *job, struct scrm_slice text)
{
    scrm_args_set(&job->vars, "page", text);
}

static void set_page_int(struct scrm_fetch_job *job, int64_t value)
{
    struct scrm_buf digits = {0};

    scrm_num_put_int(&digits, value);
    set_page(job, scrm_buf_slice(&digits));
    scrm_buf_fini(&digits);
}

void scrm_pager_init(struct scrm_pager *pager, const struct scrm_page *page,
                     struct scrm_fetch_job *job)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &job->vars};
    struct scrm_buf start = {0};

    *pager = (struct scrm_pager){.page = page, .counted = 1};
    scrm_args_unset(&job->vars, "page");
    if (page->start.n && scrm_template_fill(&page->start, &scope, scrm_buf_put_slice, false,
                                            &job->arena, &start, NULL) == SCRM_FILLED) {
        set_page(job, scrm_buf_slice(&start));
        scrm_num_int(scrm_buf_slice(&start), &pager->counted);
    }
    scrm_buf_fini(&start);
}

void scrm_pager_fini(struct scrm_pager *pager)
{
    free(pager->next_url);
    scrm_map_fini(&pager->been);
    *pager = (struct scrm_pager){0};
}

static struct scrm_value at(const struct scrm_path *path, struct scrm_value body)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = body, .page = body};

    return scrm_path_first(path, &scope);
}

/* Whether what leads to the next page is new; notes it. */
static bool is_new(struct scrm_pager *pager, struct scrm_slice where)
{
    bool added;

    if (!where.len)
        return false;
    scrm_map_put(&pager->been, where, &added);
    pager->repeats = pager->repeats || !added;
    return added;
}

static bool take_url(struct scrm_pager *pager, char *url)
{
    free(pager->next_url);
    pager->next_url = url;
    return url && is_new(pager, scrm_slice_of(url));
}

/* A service behind TLS often does not know that it is, and says http: its own next page is
 * asked as this one was. `url` is taken; the address to ask is the caller's. */
static char *keep_tls(char *url, const char *from)
{
    size_t authority = strcspn(from + strlen("https://"), "/?#") + strlen("https://");
    struct scrm_buf safe = {0};

    if (!url || strncmp(from, "https://", strlen("https://")) != 0 ||
        strncmp(url, "http://", strlen("http://")) != 0)
        return url;
    scrm_buf_printf(&safe, "https%s", url + strlen("http"));
    if (strncmp(scrm_buf_text(&safe), from, authority) != 0 ||
        !strchr("/?#", scrm_buf_text(&safe)[authority])) {
        scrm_buf_fini(&safe);
        return url;
    }
    free(url);
    return scrm_buf_take(&safe);
}

/* An address in the body, relative to the page's own. */
static bool next_by_url(struct scrm_pager *pager, struct scrm_fetch_job *job,
                        const struct scrm_http_response *response, struct scrm_value body)
{
    struct scrm_slice text = scrm_hole_text(at(&pager->page->path, body), &job->arena);
    struct scrm_err ignored = {0};
    char *url = NULL;

    if (text.len) {
        char *reference = scrm_arena_copy(&job->arena, text.at, text.len);

        url = scrm_url_resolve(response->url, reference, &ignored);
    }
    scrm_err_fini(&ignored);
    return take_url(pager, keep_tls(url, response->url));
}

/* The number of pages that a header gives, or no limit. */
static int64_t pages_of(const struct scrm_page *page, const struct scrm_http_response *response)
{
    int64_t pages = INT64_MAX;

    for (size_t i = 0; page->pages.len && i < response->n_headers; i++)
        if (strlen(response->headers[i].name) == page->pages.len &&
            strncasecmp(response->headers[i].name, page->pages.at, page->pages.len) == 0)
            scrm_num_int(scrm_slice_of(response->headers[i].value), &pages);
    return pages;
}

static bool is_true(struct scrm_value value)
{
    return scrm_value_given(value) && value.kind != SCRM_FALSE;
}

/* Where the next page is, by the kind of page. */
static bool find_next(struct scrm_pager *pager, struct scrm_fetch_job *job,
                      const struct scrm_http_response *response, struct scrm_value body,
                      struct scrm_value last)
{
    const struct scrm_page *page = pager->page;
    struct scrm_slice text;

    switch (page->kind) {
    case SCRM_PAGE_NONE:
        return false;
    case SCRM_PAGE_LINK: {
        char *rel = scrm_arena_copy(&job->arena, page->rel.at, page->rel.len);

        return take_url(pager, keep_tls(scrm_http_link(response, rel), response->url));
    }
    case SCRM_PAGE_NEXT_URL:
        return next_by_url(pager, job, response, body);
    case SCRM_PAGE_CURSOR:
        text = scrm_hole_text(at(&page->path, body), &job->arena);
        set_page(job, text);
        return is_new(pager, text);
    case SCRM_PAGE_PAGE:
        set_page_int(job, ++pager->counted);
        return pager->counted <= pages_of(page, response);
    case SCRM_PAGE_OFFSET:
        set_page_int(job, pager->offset);
        return true;
    case SCRM_PAGE_RECORD:
        if (last.kind == SCRM_ABSENT)
            return false;
        text = scrm_hole_text(at(&page->path, last), &job->arena);
        set_page(job, text);
        return is_new(pager, text);
    }
    return false;
}

bool scrm_pager_next(struct scrm_pager *pager, struct scrm_fetch_job *job,
                     const struct scrm_http_response *response, struct scrm_value body,
                     size_t n, struct scrm_value last)
{
    const struct scrm_page *page = pager->page;

    pager->number++;
    pager->offset += (int64_t)n;
    if ((n == 0 && !page->empty_goes_on) || page->kind == SCRM_PAGE_NONE ||
        (page->has_more && !is_true(at(&page->more, body))) ||
        (page->has_done && is_true(at(&page->done, body))))
        return false;
    if (!find_next(pager, job, response, body, last))
        return false;
    pager->limited = pager->number >= (page->max ? page->max : PAGES_MAX);
    return !pager->limited;
}
