// SPDX-License-Identifier: GPL-2.0
/*
 * Each command comes by here first, in any context (loopback: atomic): is this
 * initiator admitted, may the command be done, and who does it.
 */
#include <scsi/scsi_proto.h>

#include "luns.h"
#include "sbd.h"

#define SBD_CDB_DPO_FUA		0x18	/* byte 1 of READ and WRITE */

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
	if (sbd->write_protect &&
	    (media == SBD_MEDIA_WRITE || media == SBD_MEDIA_CHANGE))
		return TCM_WRITE_PROTECTED;
	if (media == SBD_MEDIA_CHANGE)
		return TCM_UNSUPPORTED_SCSI_OPCODE;
	if (!sbd_range_exists(&range, sbd->blocks))
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

/* Commands of which LIO's emulation isn't what is wanted. */
static void sbd_override(struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;

	switch (cdb[0]) {
	case REPORT_LUNS:
		cmd->execute_cmd = sbd_execute_report_luns;
		break;
	case INQUIRY:
		if ((cdb[1] & 1) && cdb[2] == 0x80)
			cmd->execute_cmd = sbd_execute_vpd_80;
		break;
	case MODE_SENSE:
	case MODE_SENSE_10:
		cmd->execute_cmd = sbd_execute_mode_sense;
		break;
	}
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

	ret = stmf_lu_check(sbd->lu, cmd);
	if (ret)
		return ret;
	ret = sbd_check_command(sbd, cmd);
	if (ret)
		return ret;

	/* LIO would report the range as the length of a transfer. */
	if ((opcode == SYNCHRONIZE_CACHE || opcode == SYNCHRONIZE_CACHE_16) &&
	    !cmd->data_length) {
		cmd->execute_cmd = sbd_execute_sync_cache;
		return 0;
	}

	if (!sbd->write_cache)
		sbd_drop_fua(cmd);
	ret = sbc_parse_cdb(cmd, &sbd_exec_cmd_ops);
	if (ret)
		return ret;
	sbd_override(cmd);
	return 0;
}
