/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How long sessions on dynamic node ACLs have been there. A host looks for LUNs after it has
 * logged in: it asks which there are, then for each what it is. Linux gives up, without
 * the rest, if one of them is refused; and LIO refuses those that were named and are not
 * mapped any more. So a node ACL is not made exact while its host may be at that.
 */
#ifndef _STMFD_STRANGERS_H
#define _STMFD_STRANGERS_H

#include <time.h>

#include "util.h"

#define LOOKING 5	/* seconds that a host may take to look for LUNs */

struct stranger {
	char *tpg, *initiator;
	time_t since;
	bool here;	/* in this look */
};

struct strangers {
	VEC(struct stranger) known;
	time_t now;
};

/* A look at all TPGs begins; now: seconds, of a clock that only goes forward */
void strangers_look(struct strangers *strangers, time_t now);
/* It has a session: may it still be looking for LUNs? */
bool strangers_looking(struct strangers *strangers, const char *tpg, const char *initiator);
/* The look has ended: who was not seen has gone. */
void strangers_looked(struct strangers *strangers);

#endif /* _STMFD_STRANGERS_H */
