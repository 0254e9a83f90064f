/* Who stands between us and an address: the variables, and whom they let go direct. */
#include "../t.h"

#include <stdbool.h>
#include <stdlib.h>

#include "net/proxy.h"

static void forget(void)
{
    static const char *const names[] = {"http_proxy",  "HTTP_PROXY",  "https_proxy",
                                        "HTTPS_PROXY", "imaps_proxy", "all_proxy",
                                        "ALL_PROXY",   "no_proxy",    "NO_PROXY"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

static void test_variables(void)
{
    forget();
    SAME(scrm_proxy_for("https://a.example/", NULL), "");
    setenv("http_proxy", "http://p:1", 1);
    SAME(scrm_proxy_for("http://a.example/", NULL), "http://p:1");
    SAME(scrm_proxy_for("https://a.example/", NULL), "");
    setenv("HTTPS_PROXY", "http://p:2", 1);
    SAME(scrm_proxy_for("https://a.example/", NULL), "http://p:2");
    setenv("https_proxy", "http://p:3", 1);
    SAME(scrm_proxy_for("https://a.example/", NULL), "http://p:3");
    setenv("ALL_PROXY", "http://p:4", 1);
    SAME(scrm_proxy_for("imaps://a.example/INBOX", NULL), "http://p:4");
    setenv("all_proxy", "http://p:5", 1);
    SAME(scrm_proxy_for("imaps://a.example/INBOX", NULL), "http://p:5");
    SAME(scrm_proxy_for("https://a.example/", "http://given:6"), "http://given:6");
    SAME(scrm_proxy_for("https://a.example/", ""), "");
    SAME(scrm_proxy_for("no address", "http://given:6"), "");
    forget();
    setenv("HTTP_PROXY", "http://p:7", 1);
    SAME(scrm_proxy_for("http://a.example/", NULL), "");
    setenv("https_proxy", "", 1);
    SAME(scrm_proxy_for("https://a.example/", NULL), "");
}

static bool direct(const char *list, const char *url)
{
    forget();
    setenv("no_proxy", list, 1);
    return *scrm_proxy_for(url, "http://p:1") == '\0';
}

static void test_lists(void)
{
    OK(direct("*", "https://a.example/"));
    OK(direct("b.example, a.example", "https://a.example/"));
    OK(direct("b.example\ta.example", "https://A.example:8443/x"));
    OK(direct(".a.example", "https://a.example/"));
    OK(direct("a.example.", "https://www.a.example/"));
    OK(!direct("a.example", "https://nota.example/"));
    OK(!direct("www.a.example", "https://a.example/"));
    OK(!direct("", "https://a.example/"));
    OK(!direct(",., ", "https://a.example/"));
    OK(direct("127.0.0.1", "https://127.0.0.1:8443/"));
    OK(!direct("0.0.1", "https://127.0.0.1/"));
    OK(!direct("127.0.0.10", "https://127.0.0.1/"));
    OK(direct("10.0.0.0/8", "https://10.200.3.4/"));
    OK(!direct("10.0.0.0/8", "https://11.0.0.1/"));
    OK(direct("192.168.4.0/22", "https://192.168.7.255/"));
    OK(!direct("192.168.4.0/22", "https://192.168.8.0/"));
    OK(!direct("10.0.0.0/33", "https://10.0.0.0/"));
    OK(!direct("10.0.0.0/x", "https://10.0.0.0/"));
    OK(direct("0.0.0.0/0", "https://8.8.8.8/"));
    OK(direct("::1", "https://[::1]/"));
    OK(direct("fd00::/8", "https://[fd12:3::4]/"));
    OK(!direct("fd00::/8", "https://[fe80::1]/"));
    OK(!direct("10.0.0.0/8", "https://[::1]/"));
    forget();
    setenv("NO_PROXY", "a.example", 1);
    SAME(scrm_proxy_for("https://a.example/", "http://p:1"), "");
    /* The small one counts, where both are there. */
    setenv("no_proxy", "b.example", 1);
    SAME(scrm_proxy_for("https://a.example/", "http://p:1"), "http://p:1");
}

int main(void)
{
    T("variables") test_variables();
    T("who is asked directly") test_lists();
    return t_end();
}
