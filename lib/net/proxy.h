/*
 * Which proxy stands between us and an address. Chosen as libcurl would, but here: behind a
 * proxy names are resolved by others, so whoever looks at addresses must know who goes direct.
 */
#ifndef SCRM_NET_PROXY_H
#define SCRM_NET_PROXY_H

/*
 * The proxy for `url`: `given` (NULL: as the environment says: SCHEME_proxy, SCHEME_PROXY but
 * for http, all_proxy, ALL_PROXY), unless no_proxy or NO_PROXY names its host: names with all
 * below them, addresses, blocks of addresses (10.0.0.0/8), or * for all, with commas or blanks
 * between. "" means direct. Borrowed from `given` or the environment.
 */
const char *scrm_proxy_for(const char *url, const char *given);

#endif
