// SPDX-License-Identifier: LGPL-2.1-or-later
/* Addresses with a port: where an iSCSI target listens, where a server is. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stmf_linux.h"

/* 1 to 65535 in plain decimal, or 0 */
static unsigned int parse_port(const char *text)
{
	size_t n = strspn(text, "0123456789");
	unsigned long port = n && n <= 5 && !text[n] && *text != '0' ? strtoul(text, NULL, 10) : 0;

	return port <= UINT16_MAX ? port : 0;
}

/* ADDR[:PORT] */
static int parse_address(const char *text, unsigned int port, char *out, size_t size)
{
	bool v6 = *text == '[';
	const char *addr = text + v6;
	size_t n = strcspn(addr, v6 ? "]" : ":");
	const char *rest = addr + n;
	char spelled[INET6_ADDRSTRLEN], binary[sizeof(struct in6_addr)];

	if (n >= sizeof(spelled) || (v6 && *rest++ != ']'))
		return -EINVAL;
	memcpy(spelled, addr, n);
	spelled[n] = '\0';
	if (inet_pton(v6 ? AF_INET6 : AF_INET, spelled, binary) != 1 ||
	    !inet_ntop(v6 ? AF_INET6 : AF_INET, binary, spelled, sizeof(spelled)))
		return -EINVAL;
	if (*rest) {
		port = *rest == ':' ? parse_port(rest + 1) : 0;
		if (!port)
			return -EINVAL;
	}
	snprintf(out, size, v6 ? "[%s]:%u" : "%s:%u", spelled, port);
	return 0;
}

int stmf_portal_parse(const char *text, unsigned int port, char out[STMF_PORTAL_LEN + 1])
{
	const char *slash = port == STMF_PORT_ISCSI ? strchr(text, '/') : NULL;
	char plain[STMF_PORTAL_LEN + 1];

	if (!slash)
		return parse_address(text, port, out, STMF_PORTAL_LEN + 1);
	if (strcmp(slash, STMF_PORTAL_ISER) || (size_t)(slash - text) >= sizeof(plain))
		return -EINVAL;
	memcpy(plain, text, slash - text);
	plain[slash - text] = '\0';
	if (parse_address(plain, port, out, STMF_PORTAL_LEN + 1 - strlen(STMF_PORTAL_ISER)))
		return -EINVAL;
	strcat(out, STMF_PORTAL_ISER);
	return 0;
}
