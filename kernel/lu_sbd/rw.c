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
#include "scratch.h"

#define SBD_SEARCH_STEP	(64U << 10)	/* when looking for a bad block */

/**
 * sbd_finish - end a command
 * @cmd: must not be touched afterwards
 * @end: how
 */
void sbd_finish(struct se_cmd *cmd, const struct sbd_outcome *end)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u8 sense[TRANSPORT_SENSE_BUFFER] = {};

	if (end->key) {
		scsi_build_sense_buffer(sbd_sense_descriptors(sbd), sense,
					end->key, end->asc, end->ascq);
		if (end->has_info)
			scsi_set_sense_information(sense, sizeof(sense),
						   end->info);
		transport_copy_sense_to_cmd(cmd, sense);
	}
	target_complete_cmd(cmd, end->status);
}

/**
 * sbd_finish_io - end a command that has begun on the store
 * @cmd: must not be touched afterwards
 * @end: how
 */
void sbd_finish_io(struct se_cmd *cmd, const struct sbd_outcome *end)
{
	sbd_end(sbd_from_dev(cmd->se_dev));
	sbd_finish(cmd, end);
}

/**
 * sbd_cmd_must_stop - sbd_must_stop(), for who waits with a struct sbd_guard
 * @who: the struct se_cmd
 */
bool sbd_cmd_must_stop(void *who)
{
	struct se_cmd *cmd = who;

	return sbd_must_stop(sbd_from_dev(cmd->se_dev), cmd);
}

/**
 * sbd_outcome - how a command ends, by what the store has said
 * @sbd: the logical unit
 * @err: 0 or a negative errno
 * @write: the direction
 */
struct sbd_outcome sbd_outcome(struct sbd_lu *sbd, int err, bool write)
{
	if (err == -EIO && sbd_store_dead(sbd))
		err = -ENODEV;
	return sbd_outcome_of(err, write);
}

/* Bytes that a READ or WRITE transfers: whole blocks, unless less was asked for. */
static u32 sbd_rw_len(const struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	return min_t(u64, (u64)cmd->t_task_nolb * sbd->block_size,
		     cmd->data_length);
}

static loff_t sbd_rw_pos(const struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	return sbd->offset + cmd->t_task_lba * sbd->block_size;
}

/* Transfers a part of a command once more. Return: 0 or a negative errno. */
static int sbd_rw_again(struct sbd_lu *sbd, struct se_cmd *cmd,
			struct sbd_scratch *scratch, u32 at, u32 len)
{
	bool write = cmd->data_direction == DMA_TO_DEVICE;

	if (write)
		sbd_scratch_walk(scratch, cmd, at, len, 0, SBD_SCRATCH_COPY);
	return sbd_scratch_io(sbd, scratch, sbd_rw_pos(sbd, cmd) + at, len,
			      write, write);
}

/* Return: the first byte of a bad block, or @len if all is well now. */
static u32 sbd_rw_search(struct sbd_lu *sbd, struct se_cmd *cmd,
			 struct sbd_scratch *scratch, u32 len)
{
	u32 step = max(SBD_SEARCH_STEP, sbd->block_size);
	u32 at = 0;

	while (at < len) {
		u32 n = min(step, len - at);

		if (!sbd_rw_again(sbd, cmd, scratch, at, n))
			at += n;
		else if (n > sbd->block_size)
			step = sbd->block_size;
		else
			break;
	}
	return at;
}

static void sbd_rw_leave(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	if (cmd->data_direction == DMA_TO_DEVICE)
		sbd_guard_leave(&sbd->guard, sbd_rw_pos(sbd, cmd),
				sbd_rw_len(sbd, cmd));
}

/* A transfer has failed: which block is it? The initiator is told. */
static void sbd_rw_locate(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	bool write = cmd->data_direction == DMA_TO_DEVICE;
	struct sbd_outcome end = sbd_outcome(sbd, -EIO, write);
	u32 len = round_down(sbd_rw_len(sbd, cmd), sbd->block_size);
	struct sbd_scratch scratch;
	u32 at = len;

	if (!sbd_store_dead(sbd) && len &&
	    !sbd_scratch_alloc(&scratch, cmd,
			       max(SBD_SEARCH_STEP, sbd->block_size))) {
		at = sbd_rw_search(sbd, cmd, &scratch, len);
		sbd_scratch_free(&scratch);
	}
	if (at < len && end.key == MEDIUM_ERROR && !sbd_must_stop(sbd, cmd)) {
		end.has_info = true;
		end.info = cmd->t_task_lba + at / sbd->block_size;
	}
	sbd_rw_leave(sbd, cmd);
	sbd_finish_io(cmd, &end);
}

static void sbd_report_error(struct sbd_lu *sbd, struct se_cmd *cmd, int err)
{
	pr_err_ratelimited("stmf_sbd: %16phN: command %02x, %u blocks at %llu: error %d\n",
			   sbd->guid.b, cmd->t_task_cdb[0], cmd->t_task_nolb,
			   cmd->t_task_lba, err);
}

static noinline void sbd_rw_failed(struct sbd_lu *sbd, struct se_cmd *cmd,
				   int err, bool write)
{
	struct sbd_outcome end = sbd_outcome(sbd, err, write);

	sbd_report_error(sbd, cmd, err);
	if (end.key == MEDIUM_ERROR && !sbd_job_start(cmd, sbd_rw_locate))
		return;
	sbd_rw_leave(sbd, cmd);
	sbd_finish_io(cmd, &end);
}

/* A transfer has ended; any context. */
static void sbd_rw_end(void *priv, int err)
{
	struct se_cmd *cmd = priv;
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	bool write = cmd->data_direction == DMA_TO_DEVICE;

	if (unlikely(!sbd_is_token(cmd->priv)))
		sbd_bounce_end(cmd, !write && !err);
	sbd_account_end(sbd, cmd, write, err);
	if (unlikely(err)) {
		sbd_rw_failed(sbd, cmd, err, write);
		return;
	}
	sbd_rw_leave(sbd, cmd);
	sbd_end(sbd);
	target_complete_cmd(cmd, SAM_STAT_GOOD);
}

static int sbd_rw_start(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	struct sbd_io io = {
		.sgl = cmd->t_data_sg,
		.nents = cmd->t_data_nents,
		.len = sbd_rw_len(sbd, cmd),
		.pos = sbd_rw_pos(sbd, cmd),
		.write = cmd->data_direction == DMA_TO_DEVICE,
		.end = sbd_rw_end,
		.priv = cmd,
	};
	int ret;

	io.sync = io.write && sbd_must_sync(sbd, cmd);
	sbd_account_start(cmd);
	ret = sbd->backing->submit(sbd, &io);
	if (likely(ret != -EINVAL))
		return ret;

	/* memory that the store can't use */
	ret = sbd_bounce_start(sbd, cmd, &io);
	if (ret)
		return ret;
	ret = sbd->backing->submit(sbd, &io);
	if (ret)
		sbd_bounce_end(cmd, false);
	return ret;
}

/* The range was locked when the write came. */
static void sbd_write_late(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	int ret;

	ret = sbd_guard_enter_wait(&sbd->guard, sbd_rw_pos(sbd, cmd),
				   sbd_rw_len(sbd, cmd), sbd_cmd_must_stop,
				   cmd);
	if (ret) {
		struct sbd_outcome end = sbd_outcome(sbd, ret, true);

		sbd_finish_io(cmd, &end);
		return;
	}
	ret = sbd_rw_start(sbd, cmd);
	if (ret)
		sbd_rw_end(cmd, ret);
}

/**
 * sbd_not_started - an error before anything was started, as LIO wants it
 * @sbd: the logical unit, on which the command has begun
 * @err: a negative errno
 */
sense_reason_t sbd_not_started(struct sbd_lu *sbd, int err)
{
	sbd_end(sbd);
	return err == -ENOMEM ? TCM_OUT_OF_RESOURCES :
				TCM_LOGICAL_UNIT_COMMUNICATION_FAILURE;
}

/* The capacity may have changed since the command came. */
static bool sbd_rw_inside(const struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	loff_t pos;

	return sbd_range_to_bytes(cmd->t_task_lba, sbd_rw_len(sbd, cmd),
				  sbd->block_size, sbd->offset, sbd_size(sbd),
				  &pos);
}

/**
 * sbd_execute_read - READ
 * @cmd: the command
 */
sense_reason_t sbd_execute_read(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	unsigned int noio;
	int ret;

	if (!sbd_rw_len(sbd, cmd)) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (!sbd_rw_inside(sbd, cmd))
		return TCM_ADDRESS_OUT_OF_RANGE;

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	/* With loopback, reclaiming memory may be what waits for us. */
	noio = memalloc_noio_save();
	ret = sbd_rw_start(sbd, cmd);
	memalloc_noio_restore(noio);
	return ret ? sbd_not_started(sbd, ret) : 0;
}

/**
 * sbd_execute_write - WRITE
 * @cmd: the command
 */
sense_reason_t sbd_execute_write(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u32 len = sbd_rw_len(sbd, cmd);
	unsigned int noio;
	int ret;

	if (!len) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (!sbd_rw_inside(sbd, cmd))
		return TCM_ADDRESS_OUT_OF_RANGE;
	if (READ_ONCE(sbd->write_protect))
		return TCM_WRITE_PROTECTED;

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	noio = memalloc_noio_save();
	if (likely(sbd_guard_enter(&sbd->guard, sbd_rw_pos(sbd, cmd), len))) {
		ret = sbd_rw_start(sbd, cmd);
		if (ret)
			sbd_guard_leave(&sbd->guard, sbd_rw_pos(sbd, cmd), len);
	} else {
		ret = sbd_job_start(cmd, sbd_write_late);
	}
	memalloc_noio_restore(noio);
	return ret ? sbd_not_started(sbd, ret) : 0;
}

/**
 * sbd_flush_done - a flush has ended; ends the command
 * @cmd: whose it was
 * @err: 0 or a negative errno
 */
void sbd_flush_done(struct se_cmd *cmd, int err)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	struct sbd_outcome end = sbd_outcome(sbd, err, true);

	if (unlikely(err))
		sbd_report_error(sbd, cmd, err);
	sbd_finish_io(cmd, &end);
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
	u64 from = cmd->t_task_lba * sbd->block_size;
	u64 size = sbd_size(sbd);
	unsigned int noio;
	u64 len;
	int ret;

	if (sbd->store_read_only || from >= size) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	/* no count means up to the end */
	len = size - from;
	if (cmd->t_task_nolb)
		len = min(len, (u64)cmd->t_task_nolb * sbd->block_size);
	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	noio = memalloc_noio_save();
	ret = sbd->backing->flush(sbd, cmd, sbd->offset + from, len);
	memalloc_noio_restore(noio);
	return ret ? sbd_not_started(sbd, ret) : 0;
}
