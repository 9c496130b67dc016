// SPDX-License-Identifier: GPL-2.0
/* This host's addresses, and news of them. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listen.h"

#define V6_ONLY "/proc/sys/net/ipv6/bindv6only"

/* As portals have it. Link-local ones are left out: a portal has no interface. */
static char *spell(const struct sockaddr *addr)
{
	const struct sockaddr_in6 *v6 = (const void *)addr;
	char text[INET6_ADDRSTRLEN];

	if (addr->sa_family == AF_INET)
		return xstrdup(inet_ntop(AF_INET, &((const struct sockaddr_in *)addr)->sin_addr,
					 text, sizeof(text)));
	if (addr->sa_family != AF_INET6 || IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
		return NULL;
	return xasprintf("[%s]", inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text)));
}

void listen_addresses(struct names *addresses)
{
	struct ifaddrs *list;

	if (getifaddrs(&list))
		return;
	for (struct ifaddrs *i = list; i; i = i->ifa_next) {
		char *address = i->ifa_addr ? spell(i->ifa_addr) : NULL;

		if (address)
			names_add(addresses, address);
		free(address);
	}
	freeifaddrs(list);
}

void listen_make(struct listen *listen, const struct model *model)
{
	int fd = open(V6_ONLY, O_RDONLY | O_CLOEXEC);
	char flag = '0';

	listen_free(listen);
	listen->v6 = fd >= 0;
	listen->v6_only = listen->v6 && read(fd, &flag, 1) == 1 && flag == '1';
	if (fd >= 0)
		close(fd);
	listen_find_spread(listen, model);
	if (listen->spread.n)
		listen_addresses(&listen->address);
}

int listen_news_open(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK,
				    .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void listen_news_drain(int fd)
{
	char bytes[4096];

	/* ENOBUFS: some were lost, and that is news as well */
	while (recv(fd, bytes, sizeof(bytes), MSG_TRUNC) > 0)
		;
}
