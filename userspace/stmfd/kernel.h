/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stmf.ko: the model is read by netlink, states are set by netlink, all else
 * is written through configfs. Names are in normal form, groups' as they are.
 */
#ifndef _STMFD_KERNEL_H
#define _STMFD_KERNEL_H

#include "genl.h"
#include "model.h"

struct kernel {
	struct genl *genl;
	const char *root;	/* of stmf's configfs */
	struct genl_news news;	/* since genl_news_old() */
};

/* One consistent state of the model. */
int kernel_read(struct kernel *kernel, struct model *model, struct fault *fault);
/*
 * One logical unit, its views included, as each of them is now; lu->known says
 * whether there is one.
 */
int kernel_read_lu(struct kernel *kernel, const char *guid, struct lu *lu, struct fault *fault);
/* The service's part of it only. */
int kernel_read_service(struct kernel *kernel, struct model *model, struct fault *fault);

int kernel_group_add(struct kernel *kernel, enum group_kind kind, const char *name,
		     struct fault *fault);
int kernel_group_remove(struct kernel *kernel, enum group_kind kind, const char *name,
			struct fault *fault);
int kernel_member_add(struct kernel *kernel, enum group_kind kind, const char *group,
		      const char *member, struct fault *fault);
int kernel_member_remove(struct kernel *kernel, enum group_kind kind, const char *group,
			 const char *member, struct fault *fault);

/* The directory of a logical unit, whose views outlive it; made: it was not there. */
int kernel_lu_add(struct kernel *kernel, const char *guid, bool *made, struct fault *fault);
/* Stays if it has views. */
int kernel_lu_remove(struct kernel *kernel, const char *guid, struct fault *fault);

#define LUN_AUTO (-1)
/* At the lowest free index from view->index on; view gets the index and LUN given. */
int kernel_view_add(struct kernel *kernel, const char *guid, struct view *view, int lun,
		    struct fault *fault);
/* Views that nobody has enabled: a command was cut off while it made them. */
void kernel_views_clean(struct kernel *kernel, const char *guid);
int kernel_view_remove(struct kernel *kernel, const char *guid, uint32_t index,
		       struct fault *fault);

int kernel_target_add(struct kernel *kernel, const struct target *target, struct fault *fault);
int kernel_target_remove(struct kernel *kernel, const char *name, struct fault *fault);
/* NULL: none */
int kernel_target_set_alias(struct kernel *kernel, const char *name, const char *alias,
			    struct fault *fault);

int kernel_set_service(struct kernel *kernel, bool online, struct fault *fault);
/* The state that logical units (else targets) begin with */
int kernel_set_default(struct kernel *kernel, bool lu, bool online, struct fault *fault);
int kernel_set_lu(struct kernel *kernel, const char *guid, bool online, struct fault *fault);
int kernel_set_target(struct kernel *kernel, const char *name, bool online, struct fault *fault);

/*
 * Makes the model what a repository says, whatever an earlier attempt has
 * left. It is not in force, the service is offline, until kernel_set_loaded().
 */
int kernel_load(struct kernel *kernel, const struct model *model, struct fault *fault);
/* Both in one step: between them a crash would make "offline" the truth. */
int kernel_set_loaded(struct kernel *kernel, bool online, struct fault *fault);

#endif /* _STMFD_KERNEL_H */
