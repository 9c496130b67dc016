/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From one model to another, as steps in an order in which the kernel takes
 * them: what goes before what comes. Pure; steps point into both models.
 */
#ifndef _STMFD_DIFF_H
#define _STMFD_DIFF_H

#include "model.h"

enum step_kind {
	STEP_TARGET_OFFLINE,	/* its place in target groups changes */
	STEP_VIEW_REMOVE,
	STEP_TARGET_REMOVE,
	STEP_MEMBER_REMOVE,
	STEP_LU_REMOVE,
	STEP_GROUP_REMOVE,
	STEP_GROUP_ADD,		/* from here on things come */
	STEP_MEMBER_ADD,
	STEP_LU_ADD,
	STEP_TARGET_ADD,
	STEP_ISCSI,
	STEP_ACCESS,
	STEP_VIEW_ADD,
	STEP_TARGET_ONLINE,
	STEP_SETTINGS,
};

struct step {
	enum step_kind kind;
	enum group_kind group;		/* of groups and members */
	const char *name;		/* group, target, or GUID */
	const char *member;
	const struct view *view;
	const struct target *target;
	const struct lu_conf *conf;
	const struct model *model;	/* settings, access states, iSCSI: as they shall be */
};

struct steps {
	struct step *v;
	size_t n;
};

void diff_make(const struct model *old, const struct model *new, struct steps *steps);
/* A line that an administrator understands; for free() */
char *step_text(const struct step *step);

bool lu_conf_same(const struct lu_conf *a, const struct lu_conf *b);

#endif /* _STMFD_DIFF_H */
