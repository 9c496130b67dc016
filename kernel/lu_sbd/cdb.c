// SPDX-License-Identifier: GPL-2.0
/*
 * Each command comes by here first, in any context (loopback: atomic): is this
 * initiator admitted, may the command be done, and who does it.
 */
#include <scsi/scsi_proto.h>

#include "account.h"
#include "luns.h"
#include "sbd.h"

#define SBD_CDB_DPO_FUA		0x18	/* byte 1 of READ and WRITE */
#define SBD_CDB_START		0x01	/* byte 4 of START STOP UNIT */

static struct exec_cmd_ops sbd_exec_cmd_ops = {
	.execute_rw		= sbd_execute_rw,
	.execute_sync_cache	= sbd_execute_sync_cache,
};

static sense_reason_t sbd_check_media(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	struct sbd_range range;
	enum sbd_media media = sbd_range_decode(cmd->t_task_cdb, &range);

	if (media == SBD_MEDIA_NONE)
		return 0;
	if (READ_ONCE(sbd->write_protect) &&
	    (media == SBD_MEDIA_WRITE || media == SBD_MEDIA_CHANGE))
		return TCM_WRITE_PROTECTED;
	if (media == SBD_MEDIA_CHANGE)
		return TCM_UNSUPPORTED_SCSI_OPCODE;
	if (!sbd_range_exists(&range, READ_ONCE(sbd->blocks)))
		return TCM_ADDRESS_OUT_OF_RANGE;
	if (media != SBD_MEDIA_TOUCH &&
	    (u64)range.count * sbd->block_size > SBD_IO_MAX)
		return TCM_INVALID_CDB_FIELD;
	return 0;
}

static sense_reason_t sbd_check_command(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;

	/* Somebody wrote LIO's attribute: its arithmetic isn't ours any more. */
	if (sbd->dev.dev_attrib.block_size != sbd->block_size)
		return TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE;

	switch (cdb[0]) {
	case EXTENDED_COPY:
	case RECEIVE_COPY_RESULTS:
		if (!sbd->dev.dev_attrib.emulate_3pc)
			return TCM_UNSUPPORTED_SCSI_OPCODE;
		return 0;
	case REPORT_LUNS:
		if (get_unaligned_be32(&cdb[6]) < SBD_LUNS_ALLOCATION_MIN)
			return TCM_INVALID_CDB_FIELD;
		return 0;
	case COMPARE_AND_WRITE:
		/* LIO's takes it for granted that a block fits in a page. */
		if (sbd->block_size > PAGE_SIZE)
			return TCM_UNSUPPORTED_SCSI_OPCODE;
		break;
	}
	return sbd_check_media(sbd, cmd);
}

/* Each write is on stable storage anyway; LIO refuses FUA if WCE is 0. */
static void sbd_drop_fua(struct se_cmd *cmd)
{
	switch (cmd->t_task_cdb[0]) {
	case READ_10:
	case READ_12:
	case READ_16:
	case WRITE_10:
	case WRITE_12:
	case WRITE_16:
	case WRITE_VERIFY:
	case WRITE_VERIFY_16:
	case COMPARE_AND_WRITE:
		cmd->t_task_cdb[1] &= ~SBD_CDB_DPO_FUA;
	}
}

/* LIO refuses to stop, and wants IMMED; COMSTAR agrees to both, doing nothing. */
static sense_reason_t sbd_execute_start_stop(struct se_cmd *cmd)
{
	if (cmd->t_task_cdb[4] & ~SBD_CDB_START)
		return TCM_INVALID_CDB_FIELD;
	target_complete_cmd(cmd, SAM_STAT_GOOD);
	return 0;
}

/* Commands of which LIO's emulation isn't what is wanted. */
static void sbd_override(struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;

	switch (cdb[0]) {
	case REPORT_LUNS:
		cmd->execute_cmd = sbd_execute_report_luns;
		break;
	case INQUIRY:
		if (sbd_vpd_is_ours(cdb))
			cmd->execute_cmd = sbd_execute_vpd;
		break;
	case MODE_SENSE:
	case MODE_SENSE_10:
		cmd->execute_cmd = sbd_execute_mode_sense;
		break;
	case START_STOP:
		cmd->execute_cmd = sbd_execute_start_stop;
		break;
	}
}

/* Peripheral qualifier 011b: no logical unit can be here. */
static sense_reason_t sbd_execute_no_lun(struct se_cmd *cmd)
{
	static const u8 data[36] = { 0x7f, 0, 0x06, 0x02, sizeof(data) - 5 };

	sbd_data_in(cmd, data, sizeof(data));
	return 0;
}

/*
 * A node ACL that LIO made when an unknown initiator logged in has all LUNs of
 * the TPG until stmfd puts an exact one in its place. Linux stops scanning at the
 * first LUN in REPORT LUNS that refuses INQUIRY, so it is told that nothing is
 * there. Everything else is refused as everywhere. (Loopback's node ACLs are
 * always of that kind, and exact.)
 */
static sense_reason_t sbd_deny(struct se_cmd *cmd, sense_reason_t reason)
{
	const struct se_session *sess = cmd->se_sess;

	if (cmd->t_task_cdb[0] != INQUIRY || !sess || !sess->se_node_acl ||
	    !sess->se_node_acl->dynamic_node_acl ||
	    sess->se_tpg->proto_id != SCSI_PROTOCOL_ISCSI ||
	    sbc_parse_cdb(cmd, &sbd_exec_cmd_ops))
		return reason;
	cmd->execute_cmd = sbd_execute_no_lun;
	return 0;
}

/**
 * sbd_parse_cdb - LIO's parse_cdb: judge a new command and choose its handler
 * @cmd: the command; its data, if any, has not arrived yet
 */
sense_reason_t sbd_parse_cdb(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const u8 opcode = cmd->t_task_cdb[0];
	sense_reason_t ret;
	u32 nexus;

	ret = stmf_lu_check(READ_ONCE(sbd->lu), cmd, &nexus);
	if (ret)
		return sbd_deny(cmd, ret);
	sbd_account_admit(cmd, nexus);
	ret = sbd_check_command(sbd, cmd);
	if (ret)
		return ret;

	/* LIO would report the range as the length of a transfer. */
	if ((opcode == SYNCHRONIZE_CACHE || opcode == SYNCHRONIZE_CACHE_16) &&
	    !cmd->data_length) {
		cmd->execute_cmd = sbd_execute_sync_cache;
		sbd_ua_intercept(sbd, cmd);
		return 0;
	}

	if (!READ_ONCE(sbd->write_cache))
		sbd_drop_fua(cmd);
	ret = sbc_parse_cdb(cmd, &sbd_exec_cmd_ops);
	if (ret)
		return ret;
	sbd_override(cmd);
	sbd_ua_intercept(sbd, cmd);
	return 0;
}
