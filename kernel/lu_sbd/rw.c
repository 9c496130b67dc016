// SPDX-License-Identifier: GPL-2.0
/*
 * READ, WRITE and SYNCHRONIZE CACHE: from LIO's command to a transfer of the
 * backing store, and its end. LIO calls in process context; ends may come in
 * interrupts.
 */
#include <linux/sched/mm.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_proto.h>

#include "account.h"
#include "running.h"
#include "sbd.h"

static void sbd_report_error(struct se_cmd *cmd, bool write, int err)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);

	pr_err_ratelimited("stmf_sbd: %16phN: %s of %u bytes at block %llu: error %d\n",
			   sbd->guid.b, write ? "write" : "read",
			   cmd->data_length, cmd->t_task_lba, err);
}

/*
 * COMPARE AND WRITE is two transfers, a read and a write, during which LIO holds
 * a semaphore, to be freed by its callback. On errors the callback is no help: it
 * is skipped for commands with sense data, and warns about those without.
 */
static void sbd_end_compare_and_write(struct se_cmd *cmd)
{
	if (!cmd->transport_complete_callback)
		return;
	cmd->transport_complete_callback = NULL;
	up(&cmd->se_dev->caw_sem);
}

/**
 * sbd_end_with_sense - end a command with CHECK CONDITION
 * @cmd: must not be touched afterwards
 * @key: sense key
 * @asc: additional sense code
 * @ascq: its qualifier
 */
void sbd_end_with_sense(struct se_cmd *cmd, u8 key, u8 asc, u8 ascq)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u8 sense[TRANSPORT_SENSE_BUFFER] = {};

	scsi_build_sense_buffer(sbd_sense_descriptors(sbd), sense, key, asc,
				ascq);
	transport_copy_sense_to_cmd(cmd, sense);
	target_complete_cmd(cmd, SAM_STAT_CHECK_CONDITION);
}

/* Ends a command. It must not be touched afterwards. */
static void sbd_complete(struct se_cmd *cmd, bool write, int err)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	struct sbd_outcome end = sbd_outcome_of(err, write);

	if (err && cmd->se_cmd_flags & SCF_COMPARE_AND_WRITE)
		sbd_end_compare_and_write(cmd);
	sbd_end(sbd);
	if (end.key)
		sbd_end_with_sense(cmd, end.key, end.asc, end.ascq);
	else
		target_complete_cmd(cmd, end.status);
}

/**
 * sbd_io_done - a transfer has ended; ends the command
 * @cmd: whose it was
 * @write: its direction
 * @err: 0 or a negative errno
 */
void sbd_io_done(struct se_cmd *cmd, bool write, int err)
{
	if (unlikely(!sbd_is_token(cmd->priv)))
		sbd_bounce_end(cmd, !write && !err);
	sbd_account_end(sbd_from_dev(cmd->se_dev), cmd, write, err);
	if (unlikely(err))
		sbd_report_error(cmd, write, err);
	sbd_complete(cmd, write, err);
}

/**
 * sbd_flush_done - a flush has ended; ends the command
 * @cmd: whose it was
 * @err: 0 or a negative errno
 */
void sbd_flush_done(struct se_cmd *cmd, int err)
{
	if (unlikely(err))
		sbd_report_error(cmd, true, err);
	sbd_complete(cmd, true, err);
}

/* An error before anything was started, as LIO wants it returned. */
static sense_reason_t sbd_not_started(struct sbd_lu *sbd, int err)
{
	sbd_end(sbd);
	return err == -ENOMEM ? TCM_OUT_OF_RESOURCES :
				TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE;
}

static int sbd_io_start(struct sbd_lu *sbd, struct se_cmd *cmd,
			struct sbd_io *io)
{
	int ret;

	if (unlikely(sbd_bounce_needed(sbd, io))) {
		ret = sbd_bounce_start(sbd, cmd, io);
		if (ret)
			return ret;
	}
	ret = sbd->backing->submit(sbd, cmd, io);
	if (unlikely(ret && !sbd_is_token(cmd->priv)))
		sbd_bounce_end(cmd, false);
	return ret;
}

/**
 * sbd_execute_rw - LIO's execute_rw: transfer blocks
 * @cmd: the command
 * @sgl: memory; the command's, or that of COMPARE AND WRITE's read
 * @nents: entries of @sgl
 * @dir: direction
 */
sense_reason_t sbd_execute_rw(struct se_cmd *cmd, struct scatterlist *sgl,
			      u32 nents, enum dma_data_direction dir)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	struct sbd_io io = {
		.sgl = sgl,
		.nents = nents,
		.len = cmd->data_length,
		.write = dir == DMA_TO_DEVICE,
	};
	unsigned int noio;
	int ret;

	sbd_account_start(cmd);
	if (!io.len) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (!nents)
		return TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE;
	if (!sbd_range_to_bytes(cmd->t_task_lba, io.len, sbd->block_size,
				sbd->offset, sbd_size(sbd), &io.pos))
		return TCM_ADDRESS_OUT_OF_RANGE;
	io.sync = io.write &&
		  (!sbd->write_cache || (cmd->se_cmd_flags & SCF_FUA));

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	/* With loopback, reclaiming memory may be what waits for us. */
	noio = memalloc_noio_save();
	ret = sbd_io_start(sbd, cmd, &io);
	memalloc_noio_restore(noio);
	return ret ? sbd_not_started(sbd, ret) : 0;
}

/**
 * sbd_execute_sync_cache - SYNCHRONIZE CACHE
 * @cmd: the command
 *
 * The IMMED bit only permits an early answer. There is none: LIO may drop a
 * device whose commands are all answered.
 */
sense_reason_t sbd_execute_sync_cache(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	struct sbd_range range = {};
	unsigned int noio;
	u64 from, len;
	int ret;

	if (sbd->write_protect) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}

	/* checked when the command came; no count means up to the end */
	sbd_range_decode(cmd->t_task_cdb, &range);
	from = range.lba * sbd->block_size;
	len = range.count ? (u64)range.count * sbd->block_size :
			    sbd_size(sbd) - from;
	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	noio = memalloc_noio_save();
	ret = sbd->backing->flush(sbd, cmd, sbd->offset + from, len);
	memalloc_noio_restore(noio);
	return ret ? sbd_not_started(sbd, ret) : 0;
}
