/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For fabrics with node ACLs: the LUNs of a TPG, and for every initiator a
 * node ACL with exactly its mapped LUNs.
 */
#ifndef _STMFD_FABRIC_ACL_H
#define _STMFD_FABRIC_ACL_H

#include "fabric.h"
#include "match.h"

/* Above all LUNs of views: what demo mode shall not offer */
#define LUN_HIDDEN 0x8000

/* The TPG's LUN numbers; by place in model->lu. */
struct numbers {
	const struct model *model;
	const struct lio_tpg *whole;	/* the TPG, where only a part is planned */
	uint64_t *lun;			/* LIO_NO_LUN: has none */
	bool *wanted;			/* somebody may see it */
	bool *used;			/* by number, below LUN_HIDDEN */
};

/*
 * Demo mode offers a LUN at its number in the TPG: LUs for all hosts have
 * their view's LUN there if no other LU has it, and so have new LUs for patterns;
 * the others a number that no view can have. The number of a LU stays: to change
 * it would take the LU away from running sessions for a moment. have (or NULL):
 * the TPG as it is.
 *
 * So the number of a LU depends on the others only in which numbers they have:
 * slices rely on that.
 */
void numbers_make(struct numbers *numbers, const struct model *model, const struct fabric *fabric,
		  const struct grants *grants, const struct lio_tpg *have, struct lio_tpg *want);
void numbers_free(struct numbers *numbers);

void acl_map(const struct numbers *numbers, struct lio_acl *acl, const struct grant *grants,
	     size_t n);

/* What the host group gives that an initiator is in, be it by a pattern. */
const struct grant *group_grants(const struct model *model, const struct grants *grants,
				 const char *name, size_t *n);

/* One TPG, with node ACLs for all that the fabric's kind of initiators may see */
void acl_desired(const struct model *model, const struct target *target,
		 const struct lio_target *have, struct lio_target *want);

#endif /* _STMFD_FABRIC_ACL_H */
