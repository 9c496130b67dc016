// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <stdlib.h>

#include "portal.h"
#include "util.h"

#define PORT_DEFAULT 3260

/* 1 to 65535 in plain decimal, or 0 */
static unsigned int parse_port(const char *text)
{
	size_t n = strspn(text, "0123456789");
	unsigned long port = n && n <= 5 && !text[n] && *text != '0' ? strtoul(text, NULL, 10) : 0;

	return port <= UINT16_MAX ? port : 0;
}

char *portal_normal(const char *text)
{
	bool v6 = *text == '[';
	const char *addr = text + v6;
	size_t n = strcspn(addr, v6 ? "]" : ":");
	const char *rest = addr + n;
	char spelled[INET6_ADDRSTRLEN], binary[sizeof(struct in6_addr)];
	unsigned int port = PORT_DEFAULT;

	if (n >= sizeof(spelled) || (v6 && *rest++ != ']'))
		return NULL;
	memcpy(spelled, addr, n);
	spelled[n] = 0;
	if (inet_pton(v6 ? AF_INET6 : AF_INET, spelled, binary) != 1 ||
	    !inet_ntop(v6 ? AF_INET6 : AF_INET, binary, spelled, sizeof(spelled)))
		return NULL;
	if (*rest && (*rest != ':' || !(port = parse_port(rest + 1))))
		return NULL;
	return v6 ? xasprintf("[%s]:%u", spelled, port) : xasprintf("%s:%u", spelled, port);
}
