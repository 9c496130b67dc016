// SPDX-License-Identifier: GPL-2.0
/*
 * Logical block provisioning: UNMAP, WRITE SAME, GET LBA STATUS, and PRE-FETCH.
 * UNMAP and WRITE SAME are done by a worker.
 */
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "running.h"
#include "sbd.h"
#include "scratch.h"
#include "unmap.h"

#define SBD_SAME_UNMAP		0x08	/* byte 1 of WRITE SAME */
#define SBD_SAME_NDOB		0x01

#define SBD_STATUS_DESCRIPTORS	64	/* of GET LBA STATUS, in one answer */
#define SBD_STATUS_DEALLOCATED	1

static loff_t sbd_store_pos(const struct sbd_lu *sbd,
			    const struct sbd_range *range)
{
	return sbd->offset + range->lba * sbd->block_size;
}

static u64 sbd_store_len(const struct sbd_lu *sbd,
			 const struct sbd_range *range)
{
	return (u64)range->count * sbd->block_size;
}

static int sbd_unmap_one(struct sbd_lu *sbd, struct se_cmd *cmd,
			 const struct sbd_range *range)
{
	loff_t pos = sbd_store_pos(sbd, range);
	u64 len = sbd_store_len(sbd, range);
	int ret;

	if (!len)
		return 0;
	if (sbd_must_stop(sbd, cmd))
		return -ECANCELED;
	ret = sbd_guard_enter_wait(&sbd->guard, pos, len, sbd_cmd_must_stop,
				   cmd);
	if (ret)
		return ret;
	ret = sbd->backing->unmap(sbd, pos, len);
	sbd_guard_leave(&sbd->guard, pos, len);
	/* a device may refuse what isn't aligned: unmapping is no more than a wish */
	return ret == -EOPNOTSUPP && !sbd->unmap_zeroes ? 0 : ret;
}

/* All of the list is checked before anything is done. */
static sense_reason_t sbd_unmap_check(struct sbd_lu *sbd, const u8 *list,
				      u32 count)
{
	struct sbd_range range;
	u32 i;

	for (i = 0; i < count; i++) {
		sbd_unmap_range(list, i, &range);
		if (range.count > SBD_UNMAP_BLOCKS_MAX)
			return TCM_INVALID_PARAMETER_LIST;
		if (!sbd_range_exists(&range, READ_ONCE(sbd->blocks)))
			return TCM_ADDRESS_OUT_OF_RANGE;
	}
	return 0;
}

static void sbd_unmap(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	struct sbd_outcome end;
	struct sbd_range range;
	u8 *list = cmd->priv;
	int count = sbd_unmap_count(list, cmd->data_length);
	int ret = 0;
	int i;

	for (i = 0; i < count && !ret; i++) {
		sbd_unmap_range(list, i, &range);
		ret = sbd_unmap_one(sbd, cmd, &range);
	}
	cmd->priv = NULL;
	kvfree(list);
	end = sbd_outcome(sbd, ret, true);
	sbd_finish_io(cmd, &end);
}

/* @list becomes the job's. */
static sense_reason_t sbd_unmap_start(struct sbd_lu *sbd, struct se_cmd *cmd,
				      u8 *list)
{
	int count = sbd_unmap_count(list, cmd->data_length);
	sense_reason_t ret;

	if (count < 0)
		return count == -EMSGSIZE ? TCM_PARAMETER_LIST_LENGTH_ERROR :
					    TCM_INVALID_PARAMETER_LIST;
	ret = sbd_unmap_check(sbd, list, count);
	if (ret)
		return ret;
	cmd->priv = list;
	return sbd_job_start_io(cmd, sbd_unmap);
}

/**
 * sbd_execute_unmap - UNMAP
 * @cmd: the command
 */
sense_reason_t sbd_execute_unmap(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	sense_reason_t ret;
	u8 *list;

	if (!get_unaligned_be16(&cmd->t_task_cdb[7])) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (READ_ONCE(sbd->write_protect))
		return TCM_WRITE_PROTECTED;
	list = kvzalloc(cmd->data_length, GFP_KERNEL);
	if (!list)
		return TCM_OUT_OF_RESOURCES;
	sg_copy_to_buffer(cmd->t_data_sg, cmd->t_data_nents, list,
			  cmd->data_length);
	ret = sbd_unmap_start(sbd, cmd, list);
	if (ret)
		kvfree(list);
	return ret;
}

/* The block, as often as it fits. */
static bool sbd_same_fill(struct sbd_lu *sbd, struct se_cmd *cmd,
			  struct sbd_scratch *scratch)
{
	bool zero = true;
	u32 at;

	sbd_scratch_zero(scratch);
	if (cmd->t_task_cdb[0] == WRITE_SAME_16 &&
	    cmd->t_task_cdb[1] & SBD_SAME_NDOB)
		return true;
	sbd_scratch_walk(scratch, cmd, 0, scratch->size, sbd->block_size,
			 SBD_SCRATCH_COPY);
	for (at = 0; at < sbd->block_size && zero; at += PAGE_SIZE) {
		u32 n = min_t(u32, PAGE_SIZE, sbd->block_size - at);

		sg_pcopy_to_buffer(scratch->sgl, scratch->nents,
				   scratch->stage, n, at);
		zero = !memchr_inv(scratch->stage, 0, n);
	}
	return zero;
}

static int sbd_same_write(struct sbd_lu *sbd, struct sbd_scratch *scratch,
			  loff_t pos, u64 len, bool sync)
{
	u64 at;
	int ret = 0;

	for (at = 0; at < len && !ret; at += scratch->size)
		ret = sbd_scratch_io(sbd, scratch, pos + at,
				     min_t(u64, scratch->size, len - at), true,
				     sync);
	return ret;
}

static int sbd_same(struct sbd_lu *sbd, struct se_cmd *cmd,
		    struct sbd_scratch *scratch, loff_t pos, u64 len)
{
	bool unmap = cmd->t_task_cdb[1] & SBD_SAME_UNMAP;
	bool sync = sbd_must_sync(sbd, cmd);
	int ret;

	if (sbd_same_fill(sbd, cmd, scratch)) {
		ret = sbd->backing->zero(sbd, pos, len, unmap);
		if (!ret && sync)
			ret = sbd->backing->sync(sbd);
		if (ret != -EOPNOTSUPP)
			return ret;
	}
	return sbd_same_write(sbd, scratch, pos, len, sync);
}

/* Other writes may come between; COMPARE AND WRITE may not. */
static int sbd_same_guarded(struct sbd_lu *sbd, struct se_cmd *cmd,
			    struct sbd_scratch *scratch, loff_t pos, u64 len)
{
	int ret;

	ret = sbd_guard_enter_wait(&sbd->guard, pos, len, sbd_cmd_must_stop,
				   cmd);
	if (ret)
		return ret;
	ret = sbd_same(sbd, cmd, scratch, pos, len);
	sbd_guard_leave(&sbd->guard, pos, len);
	return ret;
}

static void sbd_write_same(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	const struct sbd_range range = { cmd->t_task_lba, cmd->t_task_nolb };
	loff_t pos = sbd_store_pos(sbd, &range);
	u64 len = sbd_store_len(sbd, &range);
	struct sbd_scratch scratch;
	struct sbd_outcome end;
	int ret;

	ret = sbd_scratch_alloc(&scratch, cmd, len);
	if (!ret) {
		ret = sbd_same_guarded(sbd, cmd, &scratch, pos, len);
		sbd_scratch_free(&scratch);
	}
	end = sbd_outcome(sbd, ret, true);
	sbd_finish_io(cmd, &end);
}

/**
 * sbd_execute_write_same - WRITE SAME
 * @cmd: the command
 */
sense_reason_t sbd_execute_write_same(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const struct sbd_range range = { cmd->t_task_lba, cmd->t_task_nolb };

	/* no count: up to the end. Block Limits says that we don't (WSNZ) */
	if (!range.count || range.count > SBD_SAME_BLOCKS_MAX)
		return TCM_INVALID_CDB_FIELD;
	if (cmd->t_task_cdb[1] & SBD_SAME_UNMAP && !sbd->thin)
		return TCM_INVALID_CDB_FIELD;
	if (!sbd_range_exists(&range, READ_ONCE(sbd->blocks)))
		return TCM_ADDRESS_OUT_OF_RANGE;
	if (READ_ONCE(sbd->write_protect))
		return TCM_WRITE_PROTECTED;
	return sbd_job_start_io(cmd, sbd_write_same);
}

/**
 * sbd_execute_prefetch - PRE-FETCH
 * @cmd: the command
 *
 * GOOD, not CONDITION MET: nobody knows whether it all stays in the cache.
 */
sense_reason_t sbd_execute_prefetch(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const struct sbd_range range = {
		cmd->t_task_lba,
		min_t(u32, cmd->t_task_nolb, SBD_IO_MAX / sbd->block_size),
	};

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	if (sbd->backing->read_ahead && range.count)
		sbd->backing->read_ahead(sbd, sbd_store_pos(sbd, &range),
					 sbd_store_len(sbd, &range));
	sbd_end(sbd);
	target_complete_cmd(cmd, SAM_STAT_GOOD);
	return 0;
}

/* Return: blocks from @lba on that are alike; a block that is mapped in part is. */
static u32 sbd_lba_extent(struct sbd_lu *sbd, u64 lba, bool *mapped)
{
	u64 left = READ_ONCE(sbd->blocks) - lba;
	loff_t pos = sbd->offset + lba * sbd->block_size;
	u64 len;

	*mapped = true;
	if (!sbd->backing->extent)
		return min_t(u64, left, U32_MAX);
	len = sbd->backing->extent(sbd, pos, pos + left * sbd->block_size,
				   mapped);
	len = *mapped ? DIV_ROUND_UP_ULL(len, sbd->block_size) :
			div_u64(len, sbd->block_size);
	if (!len) {	/* a hole, but not a block of it */
		*mapped = true;
		len = 1;
	}
	return min3(len, left, (u64)U32_MAX);
}

/**
 * sbd_execute_lba_status - GET LBA STATUS
 * @cmd: the command
 */
sense_reason_t sbd_execute_lba_status(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u32 max = clamp_t(u32, cmd->data_length / 16, 1,
			  SBD_STATUS_DESCRIPTORS);
	u64 lba = cmd->t_task_lba;
	u32 len = 8;
	u8 *data;

	data = kzalloc(8 + 16 * SBD_STATUS_DESCRIPTORS, GFP_KERNEL);
	if (!data)
		return TCM_OUT_OF_RESOURCES;
	if (!sbd_begin(sbd)) {
		kfree(data);
		return TCM_NON_EXISTENT_LUN;
	}
	for (; max && lba < READ_ONCE(sbd->blocks); max--) {
		u8 *p = data + len;
		bool mapped;
		u32 count = sbd_lba_extent(sbd, lba, &mapped);

		put_unaligned_be64(lba, p);
		put_unaligned_be32(count, p + 8);
		p[12] = mapped ? 0 : SBD_STATUS_DEALLOCATED;
		lba += count;
		len += 16;
	}
	sbd_end(sbd);
	put_unaligned_be32(len - 4, data);
	sbd_data_in(cmd, data, len);
	kfree(data);
	return 0;
}
