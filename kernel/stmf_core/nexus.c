// SPDX-License-Identifier: GPL-2.0
/*
 * From a command of LIO to a question for the policy. Runs in the command path,
 * which may be atomic: RCU only, names are normalised on the stack, no pointer
 * of LIO's is kept. What is not understood is denied.
 */
#include <linux/export.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "model.h"

struct nexus {
	int initiator_len;
	int target_len;
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	char target[STMF_ISCSI_NAME_MAX + 1];
};

/* XCOPY's internal commands come with a TPG that has no tpg_get_wwn(). */
static const char *target_name(struct se_portal_group *tpg)
{
	const struct target_core_fabric_ops *tfo = tpg ? tpg->se_tpg_tfo : NULL;

	if (!tfo || !tfo->fabric_name || !tfo->tpg_get_wwn)
		return NULL;
	return tfo->tpg_get_wwn(tpg);
}

static bool get_nexus(struct se_session *sess, struct nexus *nexus)
{
	const struct stmf_port_provider *port;
	const char *target;

	if (!sess || !sess->se_node_acl)
		return false;
	target = target_name(sess->se_tpg);
	if (!target)
		return false;
	port = stmf_port_of_fabric(sess->se_tpg->se_tpg_tfo->fabric_name);
	if (!port)
		return false;

	nexus->initiator_len =
		stmf_port_normalise(port, sess->se_node_acl->initiatorname,
				    nexus->initiator, sizeof(nexus->initiator));
	nexus->target_len =
		stmf_port_normalise(port, target, nexus->target,
				    sizeof(nexus->target));
	return nexus->initiator_len > 0 && nexus->target_len > 0;
}

/*
 * One LUN, one encoding: peripheral device addressing up to 255, flat space
 * addressing above.
 */
static int decode_lun(u64 lun)
{
	if (lun <= 255)
		return lun;
	if (lun > 0x4000 + 255 && lun <= 0x4000 + STMF_LUN_MAX)
		return lun - 0x4000;
	return STMF_LUN_NONE;
}

static bool nexus_admits(struct stmf_lu *lu, struct se_session *sess, u64 lun)
{
	int wanted = decode_lun(lun);
	struct nexus nexus;
	bool ok = false;

	if (!lu || wanted == STMF_LUN_NONE)
		return false;
	rcu_read_lock();
	if (get_nexus(sess, &nexus))
		ok = stmf_policy_lun(&stmf.policy, &lu->policy,
				     nexus.initiator, nexus.initiator_len,
				     nexus.target, nexus.target_len) == wanted;
	rcu_read_unlock();
	return ok;
}

/**
 * stmf_lu_check - may this command reach the logical unit?
 * @lu: the logical unit
 * @cmd: the command, in the backend's parse_cdb()
 *
 * Counts what it denies.
 *
 * Context: any, also atomic. Takes no lock.
 * Return: 0 or TCM_NON_EXISTENT_LUN.
 */
sense_reason_t stmf_lu_check(struct stmf_lu *lu, struct se_cmd *cmd)
{
	if (nexus_admits(lu, cmd->se_sess, cmd->orig_fe_lun))
		return TCM_NO_SENSE;
	if (lu)
		atomic64_inc(&lu->refused);
	return TCM_NON_EXISTENT_LUN;
}
EXPORT_SYMBOL_GPL(stmf_lu_check);

/**
 * stmf_lu_admits - would a command of this session reach the logical unit?
 * @lu: the logical unit
 * @sess: the session
 * @lun: the LUN as LIO has it (a mapped LUN, or struct se_cmd.orig_fe_lun)
 *
 * Context: any, also atomic. Takes no lock. @sess must be pinned by the caller.
 * Return: true if it would.
 */
bool stmf_lu_admits(struct stmf_lu *lu, struct se_session *sess, u64 lun)
{
	return nexus_admits(lu, sess, lun);
}
EXPORT_SYMBOL_GPL(stmf_lu_admits);
