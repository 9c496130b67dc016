// SPDX-License-Identifier: GPL-2.0
/*
 * Pass-through: a SCSI device of this host (tape, changer, ...) as a logical unit.
 * Commands go to the device as they came, once stmf.ko has let them in; LIO does
 * reservations and access states, because the device sees one initiator only, and
 * REPORT LUNS is ours. sbd_lu.sdev is constant while enabled.
 */
#include <linux/bio.h>
#include <linux/blk-mq.h>
#include <linux/scatterlist.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include <scsi/scsi_host.h>
#include <scsi/scsi_proto.h>

#include "account.h"
#include "pass.h"
#include "running.h"
#include "sbd.h"

#define SBD_PASS_TIMEOUT	(14000 * HZ)	/* a tape is erased, or wound */
#define SBD_PASS_BIOS		16
#define SBD_SENSE_TAPE_MARKS	0xe0		/* filemark, end of medium, wrong length */

/* "HOST:CHANNEL:TARGET:LUN" as sysfs names SCSI devices */
static int sbd_pass_address(const char *text, struct scsi_device **sdev)
{
	u32 host, channel, target;
	struct Scsi_Host *shost;
	char rest;
	u64 lun;

	if (sscanf(text, "%u:%u:%u:%llu%c", &host, &channel, &target, &lun,
		   &rest) != 4)
		return -EINVAL;
	shost = scsi_host_lookup(host);
	if (!shost)
		return -ENXIO;
	*sdev = scsi_device_lookup(shost, channel, target, lun);
	scsi_host_put(shost);
	return *sdev ? 0 : -ENXIO;
}

static void sbd_pass_set_attributes(struct sbd_lu *sbd)
{
	struct request_queue *q = sbd->sdev->request_queue;
	struct se_dev_attrib *attrib = &sbd->dev.dev_attrib;

	sbd->block_size = SECTOR_SIZE;
	sbd->blocks = 1;
	attrib->hw_block_size = SECTOR_SIZE;
	attrib->hw_max_sectors = queue_max_hw_sectors(q);
	attrib->hw_queue_depth = sbd->sdev->queue_depth;
	attrib->emulate_3pc = false;
	sbd->dev.transport_flags |= TRANSPORT_FLAG_PASSTHROUGH;
}

/**
 * sbd_pass_open - find the device
 * @sbd: its parameters say where it is
 *
 * Disks are refused: as block devices they are claimed, here nobody would keep
 * others away.
 *
 * Return: 0 or a negative errno.
 */
int sbd_pass_open(struct sbd_lu *sbd)
{
	int ret;

	ret = sbd_pass_address(sbd->params.scsi, &sbd->sdev);
	if (ret)
		return ret;
	ret = -EMEDIUMTYPE;
	if (sbd->sdev->type == TYPE_DISK || sbd->sdev->type == TYPE_ZBC ||
	    sbd->sdev->type == TYPE_RBC)
		goto put;
	ret = bioset_init(&sbd->bios, SBD_PASS_BIOS, 0, BIOSET_NEED_BVECS);
	if (ret)
		goto put;
	sbd_pass_set_attributes(sbd);
	return 0;

put:
	scsi_device_put(sbd->sdev);
	sbd->sdev = NULL;
	return ret;
}

/**
 * sbd_pass_close - undo sbd_pass_open()
 * @sbd: no command is in flight
 */
void sbd_pass_close(struct sbd_lu *sbd)
{
	bioset_exit(&sbd->bios);
	scsi_device_put(sbd->sdev);
	sbd->sdev = NULL;
}

/**
 * sbd_pass_describe - what the device says it is
 * @sbd: enabled
 * @info: to be filled in; it has no size
 */
void sbd_pass_describe(const struct sbd_lu *sbd, struct stmf_lu_info *info)
{
	const struct scsi_device *sdev = sbd->sdev;

	memcpy(info->vendor, sdev->vendor, sizeof(info->vendor));
	memcpy(info->product, sdev->model, sizeof(info->product));
	memcpy(info->revision, sdev->rev, sizeof(info->revision));
}

/* A tape tells of filemarks and short blocks by sense data that come with data. */
static bool sbd_pass_data_with_sense(const struct sbd_lu *sbd,
				     const struct se_cmd *cmd,
				     const struct scsi_cmnd *scmd)
{
	const u8 *sense = scmd->sense_buffer;

	return sbd->sdev->type == TYPE_TAPE &&
	       cmd->data_direction == DMA_FROM_DEVICE &&
	       cmd->data_length > scmd->resid_len &&
	       sense[0] == 0xf0 && (sense[2] & 0x0f) == NO_SENSE &&
	       sense[2] & SBD_SENSE_TAPE_MARKS;
}

static enum rq_end_io_ret sbd_pass_done(SBD_END_IO_PARAMS)
{
	struct scsi_cmnd *scmd = blk_mq_rq_to_pdu(rq);
	struct se_cmd *cmd = rq->end_io_data;
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	bool reached = host_byte(scmd->result) == DID_OK;
	u32 done = cmd->data_length - scmd->resid_len;
	u8 status = scmd->result & 0xff;

	sbd_account_end(sbd, cmd, cmd->data_direction == DMA_TO_DEVICE,
			!reached);
	if (reached && status == SAM_STAT_CHECK_CONDITION) {
		transport_copy_sense_to_cmd(cmd, scmd->sense_buffer);
		if (sbd_pass_data_with_sense(sbd, cmd, scmd))
			cmd->se_cmd_flags |= SCF_TREAT_READ_AS_NORMAL;
	}
	blk_mq_free_request(rq);
	sbd_end(sbd);
	if (reached)
		target_complete_cmd_with_length(cmd, status, done);
	else	/* without sense data: LOGICAL UNIT COMMUNICATION FAILURE */
		target_complete_cmd(cmd, SAM_STAT_CHECK_CONDITION);
	return RQ_END_IO_NONE;
}

static void sbd_pass_bio_end(struct bio *bio)
{
	bio_put(bio);
}

/* One bio; the device's limits were checked: what it can't do in one go is refused. */
static int sbd_pass_map(struct sbd_lu *sbd, struct se_cmd *cmd,
			struct request *rq)
{
	u32 left = cmd->data_length;
	struct scatterlist *sg;
	struct bio *bio;
	int ret;
	u32 i;

	if (cmd->t_data_nents > BIO_MAX_VECS ||
	    cmd->t_data_nents > queue_max_segments(rq->q) ||
	    left > queue_max_hw_sectors(rq->q) << SECTOR_SHIFT)
		return -EINVAL;
	bio = bio_alloc_bioset(NULL, cmd->t_data_nents, rq->cmd_flags, GFP_NOIO,
			       &sbd->bios);
	bio->bi_end_io = sbd_pass_bio_end;
	for_each_sg(cmd->t_data_sg, sg, cmd->t_data_nents, i) {
		u32 len = min(left, sg->length);

		if (bio_add_page(bio, sg_page(sg), len, sg->offset) != len)
			break;
		left -= len;
		if (!left)
			break;
	}
	ret = left ? -EINVAL : blk_rq_append_bio(rq, bio);
	if (ret)
		bio_put(bio);
	return ret;
}

static sense_reason_t sbd_pass_start(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	blk_opf_t op = cmd->data_direction == DMA_TO_DEVICE ? REQ_OP_DRV_OUT :
							      REQ_OP_DRV_IN;
	struct scsi_cmnd *scmd;
	struct request *rq;

	/* Its queue is full: a fabric may have one thread for all its commands. */
	rq = scsi_alloc_request(sbd->sdev->request_queue, op,
				BLK_MQ_REQ_NOWAIT);
	if (IS_ERR(rq))
		return PTR_ERR(rq) == -ENODEV ?
			       TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE :
			       TCM_LUN_BUSY;
	if (cmd->t_data_nents && cmd->data_length &&
	    sbd_pass_map(sbd, cmd, rq)) {
		blk_mq_free_request(rq);
		return TCM_INVALID_CDB_FIELD;
	}
	scmd = blk_mq_rq_to_pdu(rq);
	scmd->cmd_len = scsi_command_size(cmd->t_task_cdb);
	memcpy(scmd->cmnd, cmd->t_task_cdb, scmd->cmd_len);
	scmd->allowed = 0;	/* nothing is done twice: a tape has moved on */
	rq->timeout = SBD_PASS_TIMEOUT;
	rq->end_io = sbd_pass_done;
	rq->end_io_data = cmd;
	sbd_account_start(cmd);
	blk_execute_rq_nowait(rq, cmd->sam_task_attr == TCM_HEAD_TAG);
	return 0;
}

static sense_reason_t sbd_execute_pass(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	sense_reason_t ret;

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	ret = sbd_pass_start(sbd, cmd);
	if (ret)
		sbd_end(sbd);
	return ret;
}

/**
 * sbd_pass_parse - choose who does a command that was let in
 * @cmd: not REPORT LUNS; any context
 */
sense_reason_t sbd_pass_parse(struct se_cmd *cmd)
{
	const u8 *cdb = cmd->t_task_cdb;

	switch (cdb[0]) {
	case EXTENDED_COPY:	/* it could reach what its sender may not */
	case RECEIVE_COPY_RESULTS:
		return TCM_UNSUPPORTED_SCSI_OPCODE;
	}
	if (cmd->se_cmd_flags & SCF_BIDI || scsi_command_size(cdb) > SBD_CDB_MAX)
		return TCM_UNSUPPORTED_SCSI_OPCODE;
	return passthrough_parse_cdb(cmd, sbd_execute_pass);
}
