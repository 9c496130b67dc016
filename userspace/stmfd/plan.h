/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the model and LIO's tree to the operations that make the tree say what
 * the model says. Pure: no file, no kernel. A plan made on its own result is
 * empty.
 */
#ifndef _STMFD_PLAN_H
#define _STMFD_PLAN_H

#include "lio.h"
#include "model.h"

/*
 * Revoking comes before granting. Operations of one phase are independent of
 * each other, but for those on one path: they follow each other in the plan.
 */
enum phase {
	PHASE_DISABLE,		/* TPGs; attributes that let somebody in */
	PHASE_UNMAP,
	PHASE_UNMAP_RMDIR,
	PHASE_ACL_RMDIR,
	PHASE_LUN_UNLINK,
	PHASE_LUN_RMDIR,
	PHASE_NEXUS_DROP,
	PHASE_PORTAL_RMDIR,
	PHASE_TPG_RMDIR,
	PHASE_TARGET_RMDIR,
	PHASE_ALUA_TELL,	/* the module, that LUNs will change their group */
	PHASE_ALUA_RMDIR,	/* LUNs fall into the default group */
	PHASE_STORE_RMDIR,

	PHASE_STORE_MKDIR,
	PHASE_STORE_CONTROL,
	PHASE_STORE_ENABLE,
	PHASE_STORE_RESERVE,	/* before a LUN is on it */
	PHASE_ALUA_MKDIR,
	PHASE_ALUA_SET,
	PHASE_ALUA_STATE,	/* needs an id */
	PHASE_TARGET_MKDIR,
	PHASE_TPG_MKDIR,
	PHASE_TPG_SET,		/* attributes, portals, nexus */
	PHASE_PORTAL_ISER,
	PHASE_LUN_MKDIR,
	PHASE_LUN_LINK,
	PHASE_LUN_TELL,		/* as PHASE_ALUA_TELL; after all changes of states */
	PHASE_LUN_ALUA,		/* before anybody sees it, where there are node ACLs */
	PHASE_ACL_MKDIR,
	PHASE_ACL_SECRET,
	PHASE_CLEAN_MKDIR,	/* what demo mode left: link it, to unlink it */
	PHASE_CLEAN_LINK,
	PHASE_CLEAN_UNLINK,
	PHASE_CLEAN_RMDIR,
	PHASE_MAP_MKDIR,
	PHASE_MAP_LINK,
	PHASE_ACL_TAG,
	PHASE_ENABLE,
	PHASES
};

enum op_kind { OP_MKDIR, OP_RMDIR, OP_SYMLINK, OP_UNLINK, OP_WRITE };

struct op {
	enum phase phase;
	enum op_kind kind;
	char *path;		/* relative to LIO's root */
	char *value;		/* what to write; what to link to, relative to the root */
};

struct plan {
	struct op *v;		/* by phase */
	size_t n;
};

/* have: the backstores of sbd_0 and the targets in owned */
void plan_make(const struct model *model, const struct lio *have, const struct names *owned,
	       struct plan *plan);
/* For the parts of the planner: one operation, on a path that is formatted */
void emit(struct plan *plan, enum phase phase, enum op_kind kind, const char *value,
	  const char *fmt, ...) PRINTF(5, 6);
/* Logical units register or unregister by it: another plan may be needed then. */
bool plan_moves_lus(const struct plan *plan);
void plan_free(struct plan *plan);
char *op_text(const struct op *op);	/* for the log: without secrets */

#endif /* _STMFD_PLAN_H */
