/*
 * Which addresses belong to the public internet. Looked at after name
 * resolution, on the socket about to be opened, so that a name which points
 * into this machine or its network is caught whatever DNS said before.
 */
#ifndef SCRM_NET_ADDRESS_H
#define SCRM_NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether the address is loopback, private, link-local, unique local, shared,
 * multicast, documentation or otherwise not a public unicast address (IANA's
 * special-purpose registries, RFC 6890); also where an IPv4 address is mapped
 * or embedded (IPv4-mapped, NAT64, 6to4). Families other than IPv4 and IPv6 are private. */
bool scrm_address_is_private(const struct sockaddr *address);

#endif
