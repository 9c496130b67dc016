/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What nl.c and events.c share; not for those who only ask. */
#ifndef _STMF_NL_H
#define _STMF_NL_H

#include <netlink/attr.h>
#include <netlink/netlink.h>

#include "stmf.h"

extern const struct nla_policy stmf_nl_policy[STMF_A_MAX + 1];

/* A socket for requests, and the family's number; a code of libstmf.h */
int stmf_nl_open(struct nl_sock **sock, int *family);

#endif /* _STMF_NL_H */
