/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where iSCSI targets listen. A wildcard socket and one at a single address
 * can't have the same port, so where both are asked for, the wildcard is
 * spread over all addresses that this host has.
 */
#ifndef _STMFD_LISTEN_H
#define _STMFD_LISTEN_H

#include "util.h"

struct model;
struct target;

/* Portals are texts in LIO's spelling; * stands for all addresses of either family. */
#define PORTAL_DEFAULT "*:3260"
#define PORTAL_ISER "/iser"	/* behind one that is for RDMA, too */

struct portal_group {
	unsigned int tag;
	struct names portals;	/* as configured, without PORTAL_ISER */
	struct names iser;	/* those that are for RDMA, too */
};

struct portal_groups {
	struct portal_group *v;
	size_t n;
};

struct listen {
	struct names spread;	/* ports where wildcards are spread */
	struct names address;	/* this host's, without port, IPv6 in brackets */
	bool v6;		/* there is IPv6 */
	bool v6_only;		/* [::] means no IPv4 */
};

/* Of one iSCSI target */
void portal_groups_make(const struct model *model, const struct target *target,
			struct portal_groups *groups);
void portal_groups_free(struct portal_groups *groups);
/* Without PORTAL_ISER; for free() */
char *portal_plain(const char *portal);

/* Takes this host's addresses; finds at which ports there is contention. */
void listen_make(struct listen *listen, const struct model *model);
void listen_free(struct listen *listen);
/* Adds all of this host's, as in struct listen. */
void listen_addresses(struct names *addresses);
/* The ports where the targets of a model contend; the pure half of listen_make(). */
void listen_find_spread(struct listen *listen, const struct model *model);
/* A portal as configured to those that LIO shall have. */
void listen_at(const struct listen *listen, const char *portal, struct names *portals);

/* A socket that is readable when this host's addresses have changed, or -1; empties it. */
int listen_news_open(void);
void listen_news_drain(int fd);

#endif /* _STMFD_LISTEN_H */
