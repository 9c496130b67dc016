/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asymmetric access (ALUA): in which state a logical unit is reached through the
 * ports of a target group. Only stmfd has these; stmf.ko judges who is
 * admitted, and that they don't change. Pure.
 */
#ifndef _STMFD_ACCESS_H
#define _STMFD_ACCESS_H

#include <stmf.h>

#include "util.h"

#define ACCESS_OTHERS "*"		/* in place of a group, where it is a text */
#define ACCESS_ID_MAX 65535

enum access_state {			/* SPC's numbers */
	ACCESS_OPTIMIZED = 0,
	ACCESS_NON_OPTIMIZED = 1,
	ACCESS_STANDBY = 2,
	ACCESS_UNAVAILABLE = 3,
	ACCESS_TRANSITIONING = 15,
};

struct access {
	char guid[2 * STMF_GUID_LEN + 1];
	char *group;			/* a target group; NULL: the ports of no group that has a state */
	enum access_state state;
	bool preferred;
	unsigned int id;		/* of the target port group on the wire: one a group; 0 for NULL */
};

struct accesses {			/* by GUID, then group, NULL first */
	struct access *v;
	size_t n;
};

struct access *access_find(const struct accesses *list, const char *guid, const char *group);
/*
 * Adds or changes one. id: which is wanted, 0: any; a group that has one already, for
 * whatever logical unit, keeps it.
 */
void access_set(struct accesses *list, const char *guid, const char *group,
		enum access_state state, bool preferred, unsigned int id);
void access_remove(struct accesses *list, struct access *access);
void access_forget(struct accesses *list, const char *guid);
/* Of one logical unit those of another list */
void access_take(struct accesses *to, const struct accesses *from, const char *guid);
void access_copy(struct accesses *to, const struct accesses *from);
void access_free(struct accesses *list);
bool access_same(const struct accesses *a, const struct accesses *b);

const char *access_word(enum access_state state);	/* NULL: there is no such state */
bool access_parse(const char *word, enum access_state *state);

#endif /* _STMFD_ACCESS_H */
