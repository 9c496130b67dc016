/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Access states as LIO has them: a backstore has one target port group for each
 * target group with a state of its own, named and numbered by its id, and the
 * default one for all other ports; each LUN of a TPG is in one of them.
 */
#ifndef _STMFD_PLAN_ALUA_H
#define _STMFD_PLAN_ALUA_H

#include "plan.h"

/* In which groups the LUNs of a target shall be */
void alua_desired(const struct model *model, const struct target *target,
		  struct lio_target *want);
/* have: NULL: is being made */
void plan_store_alua(struct plan *plan, const struct model *model, const char *guid,
		     const struct lio_store *have);
/* Groups that are not wanted (NULL: all that can go) */
void plan_drop_alua(struct plan *plan, const struct lio_store *store, const struct names *wanted);
/* have: NULL: is being linked; tpg: path */
void plan_lun_alua(struct plan *plan, const char *tpg, const struct lio_lun *have,
		   const struct lio_lun *want);

#endif /* _STMFD_PLAN_ALUA_H */
