/* Which addresses are refused: the borders of every block, mapped and embedded ones. */
#include "../t.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "net/address.h"

static bool is_private(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return scrm_address_is_private((const struct sockaddr *)&four);
    if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        return scrm_address_is_private((const struct sockaddr *)&six);
    printf("not an address: %s\n", text);
    return false;
}

int main(void)
{
    static const char *const private[] = {"0.0.0.0",
                                          "0.255.255.255",
                                          "10.0.0.0",
                                          "10.255.255.255",
                                          "100.64.0.0",
                                          "100.127.255.255",
                                          "127.0.0.1",
                                          "127.255.255.255",
                                          "169.254.169.254",
                                          "172.16.0.0",
                                          "172.31.255.255",
                                          "192.0.0.8",
                                          "192.0.2.1",
                                          "192.168.0.0",
                                          "192.168.255.255",
                                          "198.18.0.0",
                                          "198.19.255.255",
                                          "198.51.100.7",
                                          "203.0.113.7",
                                          "224.0.0.1",
                                          "239.255.255.255",
                                          "240.0.0.1",
                                          "255.255.255.255",
                                          "::",
                                          "::1",
                                          "::127.0.0.1",
                                          "::ffff:127.0.0.1",
                                          "::ffff:10.1.2.3",
                                          "64:ff9b::a00:1",
                                          "64:ff9b:1::1",
                                          "2002:7f00:1::",
                                          "2002:a9fe:a9fe::1",
                                          "2001::1",
                                          "2001:db8::1",
                                          "fc00::1",
                                          "fd12::1",
                                          "fe80::1",
                                          "febf::1",
                                          "fec0::1",
                                          "ff02::1",
                                          "100::1"};
    static const char *const public[] = {
        "1.1.1.1",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",
        "100.128.0.0",     "126.255.255.255", "128.0.0.0",        "169.253.255.255",
        "169.255.0.0",     "172.15.255.255",  "172.32.0.0",       "192.0.1.1",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255",   "198.20.0.0",
        "223.255.255.255", "::ffff:1.1.1.1",  "64:ff9b::101:101", "2002:101:101::1",
        "2606:4700::1111", "2a00:1450::1",    "2001:4860::8888"};

    T("what is no public address is private")
    {
        for (size_t i = 0; i < sizeof private / sizeof *private; i++)
            if (!OK(is_private(private[i])))
                printf("   %s\n", private[i]);
    }
    T("its neighbours are public")
    {
        for (size_t i = 0; i < sizeof public / sizeof *public; i++)
            if (!OK(!is_private(public[i])))
                printf("   %s\n", public[i]);
    }
    T("a family that is not known is private")
    {
        struct sockaddr other = {.sa_family = AF_UNIX};

        OK(scrm_address_is_private(&other));
    }
    return t_end();
}
