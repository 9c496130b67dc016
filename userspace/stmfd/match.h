/* SPDX-License-Identifier: GPL-2.0 */
/* Who may see what: the views of the model, seen from one target. */
#ifndef _STMFD_MATCH_H
#define _STMFD_MATCH_H

#include "model.h"

/* One logical unit at one LUN. */
struct grant {
	const struct lu *lu;
	uint16_t lun;
};

struct grants {
	VEC(struct grant) all;		/* for every initiator */
	VEC(struct grant) *group;	/* for members; by place in group[HOST_GROUP] */
	size_t groups;
};

/*
 * Which LUs of ours may be reached through this target now; nothing while it
 * or the service is offline.
 */
void grants_make(const struct model *model, const struct target *target, struct grants *grants);
void grants_free(struct grants *grants);

/* The group that a target is in, or NULL; and does a view apply to targets of that group? */
const char *target_group_name(const struct model *model, const struct target *target);
bool view_at_target(const struct view *view, const char *target_group);

/* Does a view of this LU let in, at such targets, initiators that no host group names? */
bool lu_opens(const struct model *model, const struct lu *lu, const char *target_group,
	      const char *patterns);

/*
 * Does a view for all hosts apply at this target, or one for a host group with
 * patterns of these kinds (NULL: none), whatever is online? Where target->open
 * says so already, that counts.
 */
bool target_is_open(const struct model *model, const struct target *target,
		    const char *patterns);

/* Does a view of the LU apply to hosts and targets of these groups (NULL: all)? */
bool lu_view_meets(const struct lu *lu, const char *const group[GROUP_KINDS]);

/*
 * Is this LUN free among all views that may meet one for these groups (NULL:
 * all)? With lun < 0 the lowest free one is taken. Returns it, or -1.
 */
int lun_free(const struct model *model, const char *const group[GROUP_KINDS], int lun);

#endif /* _STMFD_MATCH_H */
