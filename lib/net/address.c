/*
 * The special-purpose address blocks of RFC 6890 as two small tables of
 * prefixes. Sits under the socket hook of net/http.c. Refuses to guess: an
 * address family it does not know counts as private.
 */
#include "net/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct block4 {
    uint32_t base;
    int bits;
};

static const struct block4 BLOCKS4[] = {
    {0x00000000, 8},  /* this network */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* shared by carriers */
    {0x7F000000, 8},  /* loopback */
    {0xA9FE0000, 16}, /* link-local, where clouds keep their keys */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocol assignments */
    {0xC0000200, 24}, /* documentation */
    {0xC0586300, 24}, /* 6to4 relays */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 4},  /* multicast */
    {0xF0000000, 4},  /* reserved, broadcast */
};

struct block6 {
    uint8_t base[16];
    int bits;
};

static const struct block6 BLOCKS6[] = {
    {{0}, 96},                                  /* unspecified, loopback, IPv4-compatible */
    {{0x01, 0x00}, 64},                         /* discard */
    {{0x20, 0x01, 0x00, 0x00}, 23},             /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0D, 0xB8}, 32},             /* documentation */
    {{0x3F, 0xFF}, 20},                         /* documentation */
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48}, /* local NAT64 */
    {{0xFC}, 7},                                /* unique local */
    {{0xFE, 0x80}, 10},                         /* link-local */
    {{0xFE, 0xC0}, 10},                         /* site-local */
    {{0xFF}, 8},                                /* multicast */
};

static bool private4(uint32_t address)
{
    for (size_t i = 0; i < sizeof BLOCKS4 / sizeof *BLOCKS4; i++)
        if ((address ^ BLOCKS4[i].base) >> (32 - BLOCKS4[i].bits) == 0)
            return true;
    return false;
}

static uint32_t four_bytes(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool in_block6(const uint8_t *address, const struct block6 *block)
{
    size_t whole = (size_t)block->bits / 8;
    int rest = block->bits % 8;

    if (memcmp(address, block->base, whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ block->base[whole]) >> (8 - rest) == 0;
}

static bool private6(const uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

    if (memcmp(address, mapped, sizeof mapped) == 0 ||
        memcmp(address, nat64, sizeof nat64) == 0)
        return private4(four_bytes(address + 12));
    if (address[0] == 0x20 && address[1] == 0x02) /* 6to4 */
        return private4(four_bytes(address + 2));
    for (size_t i = 0; i < sizeof BLOCKS6 / sizeof *BLOCKS6; i++)
        if (in_block6(address, &BLOCKS6[i]))
            return true;
    return false;
}

bool scrm_address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;

        memcpy(&four, address, sizeof four);
        return private4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;

        memcpy(&six, address, sizeof six);
        return private6(six.sin6_addr.s6_addr);
    }
    return true;
}
