/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registration of the iSCSI targets that are online at iSNS servers. Done by
 * processes of their own (isns/stmf_isns.c), one a server at a time: nothing
 * waits for a server. What fails is tried again; what is registered is
 * registered again before the server forgets it.
 */
#ifndef _STMFD_ISNS_H
#define _STMFD_ISNS_H

#include "loop.h"
#include "model.h"

struct isns;

struct isns *isns_new(struct loop *loop, const char *helper);

/* Starts what is to be done now, for the model as it is; cheap if that is nothing. */
void isns_follow(struct isns *isns, const struct model *model);
/* Servers that do not have what they should, and why. isns may be NULL. */
void isns_problems(const struct isns *isns, struct names *texts);

/*
 * What the process reads after the line "server": all targets that are online
 * with their portals. NULL: there is none. addresses: this host's, for wildcards.
 * first: a target's name, or NULL
 */
char *isns_text(const struct model *model, const char *entity, const struct names *addresses,
		const char **first);

#endif /* _STMFD_ISNS_H */
