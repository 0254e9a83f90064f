/* Addresses: parsed, joined, compared, encoded; and Link headers. */
#include "../t.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "net/http.h"
#include "net/url.h"

static bool refused(const char *text)
{
    struct scrm_url url;
    struct scrm_err err = {0};
    bool result = scrm_url_parse(&url, text, &err) != 0 && err.code == SCRM_EXIT_DATA;

    scrm_url_fini(&url);
    scrm_err_fini(&err);
    return result;
}

static bool same_origin(const char *a, const char *b)
{
    struct scrm_url x = {0}, y = {0};
    struct scrm_err err = {0};
    bool same = scrm_url_parse(&x, a, &err) == 0 && scrm_url_parse(&y, b, &err) == 0 &&
                scrm_url_same_origin(&x, &y);

    scrm_url_fini(&x);
    scrm_url_fini(&y);
    scrm_err_fini(&err);
    return same;
}

static void resolves(const char *base, const char *reference, const char *want)
{
    struct scrm_err err = {0};
    char *got = scrm_url_resolve(base, reference, &err);

    SAME(got, want);
    free(got);
    scrm_err_fini(&err);
}

static void links(const char *value, const char *rel, const char *want)
{
    struct scrm_http_header header = {.name = (char[]){"link"}, .value = scrm_strdup(value)};
    struct scrm_http_response response = {
        .headers = &header, .n_headers = 1, .url = (char[]){"https://a.example/x/y?z"}};
    char *got = scrm_http_link(&response, rel);

    if (want)
        SAME(got, want);
    else
        OK(got == NULL);
    free(got);
    free(header.value);
}

int main(void)
{
    struct scrm_buf buf = {0};

    T("what is no web address, or holds a password, is refused")
    {
        OK(refused("ftp://a.example/"));
        OK(refused("file:///etc/passwd"));
        OK(refused("not an address"));
        OK(refused("https://user:word@a.example/"));
        OK(refused("https://user@a.example/"));
        OK(!refused("https://a.example"));
    }
    T("an origin is scheme, host and port")
    {
        OK(same_origin("https://a.example/x", "https://A.example:443/y"));
        OK(!same_origin("https://a.example/", "http://a.example/"));
        OK(!same_origin("https://a.example/", "https://b.example/"));
        OK(!same_origin("https://a.example/", "https://a.example:8443/"));
    }
    T("references are resolved")
    {
        resolves("https://a.example/x/y", "z", "https://a.example/x/z");
        resolves("https://a.example/x/y", "/z?q=1", "https://a.example/z?q=1");
        resolves("https://a.example/x/y", "http://b.example/", "http://b.example/");
        resolves("https://a.example/x/y", "//b.example/z", "https://b.example/z");
    }
    T("all but the unreserved is encoded")
    {
        scrm_url_encode(&buf, SCRM_SLICE("a-b_c.d~E9 /?&=+\xC3\xA9"));
        SAME(scrm_buf_text(&buf), "a-b_c.d~E9%20%2F%3F%26%3D%2B%C3%A9");
    }
    T("a Link header's relation is found, wherever it stands")
    {
        links("<https://a.example/p2>; rel=\"next\"", "next", "https://a.example/p2");
        links("</p1>; rel=prev, </p2>; rel=\"next last\"", "last", "https://a.example/p2");
        links("</p1>; title=\"a, b; rel=next\"; rel=\"prev\"", "next", NULL);
        links("</p1>; title=\"a, b\"; REL=\"Prev\"", "prev", "https://a.example/p1");
        links("</p1>;rel = \"prev\" , </p2> ; rel=next", "next", "https://a.example/p2");
        links("", "next", NULL);
        links("<unfinished", "next", NULL);
        links("</p1>; rel", "next", NULL);
    }
    scrm_buf_fini(&buf);
    return t_end();
}
