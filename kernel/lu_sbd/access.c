// SPDX-License-Identifier: GPL-2.0
/*
 * Asymmetric access (ALUA): LIO keeps the states, by target port groups below the
 * device in configfs, and answers for them; stmfd writes them. Initiators change
 * nothing: of what one of them sets, all the others would suffer.
 */
#include <scsi/scsi_proto.h>

#include "sbd.h"

/* Byte 5 of INQUIRY data; LIO has it in a header of its own */
#define SBD_TPGS_IMPLICIT	0x10

/**
 * sbd_access_init - let initiators read access states, but not set them
 * @sbd: is being enabled
 *
 * Other groups are made by stmfd, and what it writes there is the same.
 */
void sbd_access_init(struct sbd_lu *sbd)
{
	struct t10_alua_tg_pt_gp *group = sbd->dev.t10_alua.default_tg_pt_gp;

	if (group)
		group->tg_pt_gp_alua_access_type = SBD_TPGS_IMPLICIT;
}

static bool sbd_access_counts(const struct t10_alua *alua,
			      const struct t10_alua_tg_pt_gp *group, u32 members)
{
	return members ? READ_ONCE(group->tg_pt_gp_members) :
			 group == alua->default_tg_pt_gp;
}

/**
 * sbd_access_state - the state of a logical unit as a whole
 * @sbd: the logical unit
 *
 * It is what its best port is; before it is on any port, what those will be that
 * have no state of their own.
 *
 * Return: active, standby, or on its way to active.
 */
enum stmf_access_state sbd_access_state(struct sbd_lu *sbd)
{
	enum stmf_access_state state = STMF_ACCESS_STATE_STANDBY;
	struct t10_alua *alua = &sbd->dev.t10_alua;
	struct t10_alua_tg_pt_gp *group;
	u32 members = 0;

	spin_lock(&alua->tg_pt_gps_lock);
	list_for_each_entry(group, &alua->tg_pt_gps_list, tg_pt_gp_list)
		members += READ_ONCE(group->tg_pt_gp_members);
	list_for_each_entry(group, &alua->tg_pt_gps_list, tg_pt_gp_list) {
		if (!sbd_access_counts(alua, group, members))
			continue;
		switch (READ_ONCE(group->tg_pt_gp_alua_access_state)) {
		case SCSI_ACCESS_STATE_OPTIMAL:
		case SCSI_ACCESS_STATE_ACTIVE:
			state = STMF_ACCESS_STATE_ACTIVE;
			break;
		case SCSI_ACCESS_STATE_TRANSITIONING:
			if (state == STMF_ACCESS_STATE_STANDBY)
				state = STMF_ACCESS_STATE_STANDBY_TO_ACTIVE;
			break;
		}
	}
	spin_unlock(&alua->tg_pt_gps_lock);
	return state;
}
