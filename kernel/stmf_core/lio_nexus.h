/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_LIO_NEXUS_H
#define _STMF_LIO_NEXUS_H

#include <target/target_core_base.h>

#include "stmf.h"

/**
 * struct stmf_lio_lun - one entry of a node ACL's LUN map
 * @mapped: as LIO has it
 * @lun: what it means, or STMF_LUN_NONE
 * @dev: the device behind it; only to be compared
 */
struct stmf_lio_lun {
	u64 mapped;
	int lun;
	const struct se_device *dev;
};

/**
 * struct stmf_lio_nexus - what LIO has for an initiator at a target port
 * @acl: enum stmf_node_acl
 * @sessions: how many there are
 * @luns: what is mapped, from the entries that commands are looked up in
 * @count: how many
 * @room: for how many there is memory
 */
struct stmf_lio_nexus {
	u8 acl;
	u32 sessions;
	struct stmf_lio_lun *luns;
	size_t count;
	size_t room;
};

int stmf_lio_nexus_get(struct stmf_lio_nexus *nexus, const char *initiator,
		       const char *target);
void stmf_lio_nexus_put(struct stmf_lio_nexus *nexus);
u8 stmf_lio_mapping(const struct stmf_lio_nexus *nexus,
		    const struct se_device *dev, int lun, u64 *mapped);

#endif /* _STMF_LIO_NEXUS_H */
