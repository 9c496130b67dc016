// SPDX-License-Identifier: GPL-2.0
/*
 * Each command comes by here first, in any context (loopback: atomic): is this
 * initiator admitted, may the command be done, and who does it.
 */
#include <linux/mm.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_fabric.h>

#include "account.h"
#include "luns.h"
#include "opcodes.h"
#include "pass.h"
#include "sbd.h"
#include "vpd.h"

#define SBD_CDB_FUA	0x08	/* byte 1 */
#define SBD_CDB_NDOB	0x01	/* byte 1 of WRITE SAME (16) */

static struct exec_cmd_ops sbd_exec_cmd_ops;	/* LIO does no transfers for us */

static sense_reason_t (* const sbd_handlers[SBD_HANDLERS])(struct se_cmd *) = {
	[SBD_TEST_UNIT_READY]	= sbd_execute_test_unit_ready,
	[SBD_READ]		= sbd_execute_read,
	[SBD_WRITE]		= sbd_execute_write,
	[SBD_WRITE_VERIFY]	= sbd_execute_write_verify,
	[SBD_VERIFY]		= sbd_execute_verify,
	[SBD_COMPARE_AND_WRITE]	= sbd_execute_compare_and_write,
	[SBD_ORWRITE]		= sbd_execute_orwrite,
	[SBD_WRITE_SAME]	= sbd_execute_write_same,
	[SBD_UNMAP]		= sbd_execute_unmap,
	[SBD_SYNC_CACHE]	= sbd_execute_sync_cache,
	[SBD_PREFETCH]		= sbd_execute_prefetch,
	[SBD_LBA_STATUS]	= sbd_execute_lba_status,
	[SBD_MODE_SENSE]	= sbd_execute_mode_sense,
	[SBD_MODE_SELECT]	= sbd_execute_mode_select,
	[SBD_LOG_SENSE]		= sbd_execute_log_sense,
	[SBD_REPORT_LUNS]	= sbd_execute_report_luns,
	[SBD_REPORT_OPCODES]	= sbd_execute_report_opcodes,
	[SBD_REPORT_TMFS]	= sbd_execute_report_tmfs,
	[SBD_START_STOP]	= sbd_execute_good,
	[SBD_DIAGNOSTIC]	= sbd_execute_good,
	[SBD_COPY]		= sbd_execute_copy,
	[SBD_COPY_RESULTS]	= sbd_execute_copy_results,
	[SBD_DEFECTS]		= sbd_execute_read_defects,
};

static bool sbd_is_data_out(const struct sbd_opcode *op)
{
	switch (op->handler) {
	case SBD_WRITE:
	case SBD_WRITE_VERIFY:
	case SBD_VERIFY:
	case SBD_COMPARE_AND_WRITE:
	case SBD_ORWRITE:
	case SBD_WRITE_SAME:
	case SBD_UNMAP:
	case SBD_COPY:
		return true;
	default:
		return false;
	}
}

/* Does the data go the way that it must? iSCSI takes the initiator's word. */
static bool sbd_check_direction(const struct se_cmd *cmd,
				const struct sbd_opcode *op)
{
	return cmd->data_direction ==
	       (sbd_is_data_out(op) ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
}

/*
 * The initiator gives less room, or fewer data, than its CDB says: the rest is
 * residual. Of a write, whole blocks only; anything else makes no sense then.
 */
static sense_reason_t sbd_overflow(struct sbd_lu *sbd, struct se_cmd *cmd,
				   const struct sbd_opcode *op, u32 len)
{
	u32 room = cmd->data_length;

	/* what an initiator marks as data-out is no room for data-in */
	if (room && !sbd_check_direction(cmd, op)) {
		if (op->handler != SBD_READ)
			return TCM_INVALID_CDB_FIELD;
		room = 0;
	}
	cmd->se_cmd_flags |= SCF_OVERFLOW_BIT;
	cmd->residual_count = len - room;
	switch (op->handler) {
	case SBD_READ:
		if (!room)
			cmd->t_task_nolb = 0;
		return 0;
	case SBD_WRITE:
	case SBD_WRITE_VERIFY:
		if (room & (sbd->block_size - 1))
			return TCM_INVALID_FIELD_IN_COMMAND_IU;
		cmd->t_task_nolb = room / sbd->block_size;
		return 0;
	default:
		return sbd_is_data_out(op) ? TCM_INVALID_FIELD_IN_COMMAND_IU :
					     0;
	}
}

/* As LIO's target_cmd_size_check(), but more data-out than needed are dropped. */
static sense_reason_t sbd_check_length(struct sbd_lu *sbd, struct se_cmd *cmd,
				       const struct sbd_opcode *op, u32 len)
{
	u32 max = cmd->se_tfo->max_data_sg_nents;

	if (max && cmd->data_length > max * PAGE_SIZE)
		return TCM_INVALID_CDB_FIELD;
	if (cmd->unknown_data_length)
		cmd->data_length = len;
	if (len > cmd->data_length ||
	    (len && !sbd_check_direction(cmd, op)))
		return sbd_overflow(sbd, cmd, op, len);
	if (len < cmd->data_length) {
		/* two halves of what length? */
		if (op->length == SBD_LENGTH_TWICE)
			return TCM_INVALID_CDB_FIELD;
		cmd->se_cmd_flags |= SCF_UNDERFLOW_BIT;
		cmd->residual_count = cmd->data_length - len;
		if (cmd->data_direction == DMA_FROM_DEVICE)
			cmd->data_length = len;
	}
	return 0;
}

static sense_reason_t sbd_check_media(struct sbd_lu *sbd, struct se_cmd *cmd,
				      const struct sbd_opcode *op, u32 *count)
{
	struct sbd_range range;

	if (op->media >= SBD_MEDIA_WRITE && READ_ONCE(sbd->write_protect))
		return TCM_WRITE_PROTECTED;
	if (op->media == SBD_MEDIA_NONE || op->media == SBD_MEDIA_CHANGE)
		return 0;
	sbd_range_decode(op, cmd->t_task_cdb, &range);
	if (!sbd_range_exists(&range, READ_ONCE(sbd->blocks)))
		return TCM_ADDRESS_OUT_OF_RANGE;
	cmd->t_task_lba = range.lba;
	cmd->t_task_nolb = range.count;
	*count = range.count;
	return 0;
}

/* A command that LIO need not parse; those that matter are of this kind. */
static sense_reason_t sbd_parse_own(struct sbd_lu *sbd, struct se_cmd *cmd,
				    const struct sbd_opcode *op)
{
	const u8 *cdb = cmd->t_task_cdb;
	sense_reason_t ret;
	u32 count = 0;
	u64 len;

	if (!sbd_opcode_usage_valid(op, cdb))
		return TCM_INVALID_CDB_FIELD;
	ret = sbd_check_media(sbd, cmd, op, &count);
	if (ret)
		return ret;
	len = sbd_opcode_length(op, cdb, count, sbd->block_size);
	if (op->media != SBD_MEDIA_NONE) {
		if (len > SBD_IO_MAX)
			return TCM_INVALID_CDB_FIELD;
		cmd->se_cmd_flags |= SCF_SCSI_DATA_CDB;
		if (op->usage[1] & cdb[1] & SBD_CDB_FUA &&
		    op->handler != SBD_WRITE_SAME)
			cmd->se_cmd_flags |= SCF_FUA;
	}
	/* a write without data; for LIO's check of reservations it must look so */
	if (op->handler == SBD_WRITE_SAME && cdb[1] & SBD_CDB_NDOB)
		cmd->data_direction = DMA_TO_DEVICE;
	cmd->execute_cmd = sbd_handlers[op->handler];
	return sbd_check_length(sbd, cmd, op, len);
}

/* LIO parses it and does it, unless there is a handler of ours. */
static sense_reason_t sbd_parse_lio(struct se_cmd *cmd,
				    const struct sbd_opcode *op)
{
	const u8 *cdb = cmd->t_task_cdb;
	sense_reason_t ret;

	if (op->handler == SBD_REPORT_LUNS &&
	    get_unaligned_be32(&cdb[6]) < SBD_LUNS_ALLOCATION_MIN)
		return TCM_INVALID_CDB_FIELD;
	ret = sbc_parse_cdb(cmd, &sbd_exec_cmd_ops);
	if (ret)
		return ret;
	if (op->handler == SBD_INQUIRY) {
		if (sbd_vpd_is_ours(cdb))
			cmd->execute_cmd = sbd_execute_vpd;
	} else if (op->handler != SBD_BY_LIO) {
		cmd->execute_cmd = sbd_handlers[op->handler];
	}
	return 0;
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
 * there; and it asks for REPORT LUNS at LUN 0, whatever that is. Everything else is
 * refused as everywhere. (Loopback's node ACLs are always of that kind, and exact.)
 */
static sense_reason_t sbd_deny(struct se_cmd *cmd, sense_reason_t reason)
{
	const struct se_session *sess = cmd->se_sess;
	const u8 opcode = cmd->t_task_cdb[0];

	if ((opcode != INQUIRY && opcode != REPORT_LUNS) || !sess ||
	    !sess->se_node_acl || !sess->se_node_acl->dynamic_node_acl ||
	    sess->se_tpg->proto_id != SCSI_PROTOCOL_ISCSI ||
	    sbc_parse_cdb(cmd, &sbd_exec_cmd_ops))
		return reason;
	if (opcode == INQUIRY)
		cmd->execute_cmd = sbd_execute_no_lun;
	return 0;
}

static sense_reason_t sbd_parse_disk(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	const struct sbd_features features = sbd_features(sbd);
	const struct sbd_opcode *op;
	bool known;

	/* Somebody wrote LIO's attribute: its arithmetic isn't ours any more. */
	if (sbd->dev.dev_attrib.block_size != sbd->block_size)
		return TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE;

	op = sbd_opcode_find(cmd->t_task_cdb, &features, &known);
	if (unlikely(!op))
		return known ? TCM_INVALID_CDB_FIELD :
			       TCM_UNSUPPORTED_SCSI_OPCODE;
	if (op->length == SBD_LENGTH_LIO)
		return sbd_parse_lio(cmd, op);
	return sbd_parse_own(sbd, cmd, op);
}

/**
 * sbd_parse_cdb - LIO's parse_cdb: judge a new command and choose its handler
 * @cmd: the command; its data, if any, has not arrived yet
 */
sense_reason_t sbd_parse_cdb(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	sense_reason_t ret;
	u32 nexus;

	ret = stmf_lu_check(READ_ONCE(sbd->lu), cmd, &nexus);
	if (ret)
		return sbd_deny(cmd, ret);
	sbd_account_admit(cmd, nexus);
	if (unlikely(sbd->sdev) && cmd->t_task_cdb[0] != REPORT_LUNS)
		ret = sbd_pass_parse(cmd);
	else
		ret = sbd_parse_disk(sbd, cmd);
	if (ret)
		return ret;
	sbd_ua_intercept(sbd, cmd);
	return 0;
}
