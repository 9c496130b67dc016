// SPDX-License-Identifier: GPL-2.0
/*
 * Small commands of SPC of which LIO's emulation isn't what is wanted, or that it
 * hasn't got.
 */
#include <linux/slab.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_fabric.h>

#include "opcodes.h"
#include "sbd.h"
#include "vpd.h"

#define SBD_OP_READ_DEFECTS_10	0x37

/**
 * sbd_execute_good - a command that is agreed to, doing nothing
 * @cmd: START STOP UNIT, which COMSTAR accepts too; SEND DIAGNOSTIC (self-test)
 */
sense_reason_t sbd_execute_good(struct se_cmd *cmd)
{
	target_complete_cmd(cmd, SAM_STAT_GOOD);
	return 0;
}

/**
 * sbd_execute_test_unit_ready - TEST UNIT READY
 * @cmd: the command
 */
sense_reason_t sbd_execute_test_unit_ready(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	struct sbd_outcome end = sbd_outcome(sbd, 0, false);

	if (sbd_store_dead(sbd))
		end = sbd_outcome(sbd, -ENODEV, false);
	sbd_finish(cmd, &end);
	return 0;
}

/* Bytes of the largest transfer that Block Limits shall promise */
static u32 sbd_transfer_max(const struct se_cmd *cmd)
{
	u64 fabric = (u64)cmd->se_tfo->max_data_sg_nents * PAGE_SIZE;

	return fabric ? min_t(u64, SBD_IO_REPORTED_MAX, fabric) :
			SBD_IO_REPORTED_MAX;
}

/**
 * sbd_execute_vpd - INQUIRY of a page of ours
 * @cmd: the command
 */
sense_reason_t sbd_execute_vpd(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u32 len;
	u8 *page;

	page = kzalloc(SBD_VPD_MAX, GFP_KERNEL);
	if (!page)
		return TCM_OUT_OF_RESOURCES;
	mutex_lock(&sbd->props_lock);
	len = sbd_vpd_fill(sbd, sbd_transfer_max(cmd), cmd->t_task_cdb[2],
			   page);
	mutex_unlock(&sbd->props_lock);
	if (len)
		sbd_data_in(cmd, page, len);
	kfree(page);
	return len ? 0 : TCM_INVALID_CDB_FIELD;
}

/**
 * sbd_execute_report_opcodes - REPORT SUPPORTED OPERATION CODES
 * @cmd: the command
 */
sense_reason_t sbd_execute_report_opcodes(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const struct sbd_features features = sbd_features(sbd);
	u8 *data;
	int len;

	data = kmalloc(SBD_OPCODES_SIZE_MAX, GFP_KERNEL);
	if (!data)
		return TCM_OUT_OF_RESOURCES;
	len = sbd_opcodes_report(cmd->t_task_cdb, &features, data);
	if (len < 0) {
		kfree(data);
		return TCM_INVALID_CDB_FIELD;
	}
	sbd_data_in(cmd, data, len);
	kfree(data);
	return 0;
}

/**
 * sbd_execute_report_tmfs - REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS
 * @cmd: the command
 *
 * What LIO does: ABORT TASK and LOGICAL UNIT RESET.
 */
sense_reason_t sbd_execute_report_tmfs(struct se_cmd *cmd)
{
	static const u8 data[16] = { 0x88, 0, 0, sizeof(data) - 4 };
	bool extended = cmd->t_task_cdb[2] & 0x80;
	static const u8 short_data[4] = { 0x88 };

	if (extended)
		sbd_data_in(cmd, data, sizeof(data));
	else
		sbd_data_in(cmd, short_data, sizeof(short_data));
	return 0;
}

/* Supported pages, with subpages; informational exceptions: there are none */
static const u8 sbd_log_00[] = { 0x00, 0x00, 0, 2, 0x00, 0x2f };

static const u8 sbd_log_00_ff[] = {
	0x40, 0xff, 0, 8, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x00, 0x2f, 0xff
};

static const u8 sbd_log_2f[] = {
	0x2f, 0x00, 0, 8, 0x00, 0x00, 0x03, 0x04, 0x00, 0x00, 0x00, 0x00
};

static const u8 sbd_log_2f_ff[] = { 0x6f, 0xff, 0, 4, 0x2f, 0x00, 0x2f, 0xff };

struct sbd_log_page {
	u8 page;
	u8 subpage;
	const u8 *data;
	u32 len;
};

static const struct sbd_log_page sbd_log_pages[] = {
	{ 0x00, 0x00, sbd_log_00, sizeof(sbd_log_00) },
	{ 0x00, 0xff, sbd_log_00_ff, sizeof(sbd_log_00_ff) },
	{ 0x2f, 0x00, sbd_log_2f, sizeof(sbd_log_2f) },
	{ 0x2f, 0xff, sbd_log_2f_ff, sizeof(sbd_log_2f_ff) },
};

/**
 * sbd_execute_log_sense - LOG SENSE
 * @cmd: the command
 *
 * Any page control: nothing is counted, so all values are the same.
 */
sense_reason_t sbd_execute_log_sense(struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_log_pages); i++) {
		if ((cdb[2] & 0x3f) != sbd_log_pages[i].page ||
		    cdb[3] != sbd_log_pages[i].subpage)
			continue;
		if (get_unaligned_be16(&cdb[5]) > 0)
			return TCM_INVALID_CDB_FIELD;
		sbd_data_in(cmd, sbd_log_pages[i].data, sbd_log_pages[i].len);
		return 0;
	}
	return TCM_INVALID_CDB_FIELD;
}

/**
 * sbd_execute_read_defects - READ DEFECT DATA (10) and (12)
 * @cmd: the command
 *
 * The lists that were asked for, in that format, are empty.
 */
sense_reason_t sbd_execute_read_defects(struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;
	bool ten = cmd->t_task_cdb[0] == SBD_OP_READ_DEFECTS_10;
	u8 data[8] = { 0, (ten ? cdb[2] : cdb[1]) & 0x1f };

	sbd_data_in(cmd, data, ten ? 4 : 8);
	return 0;
}
