// SPDX-License-Identifier: GPL-2.0
/*
 * VERIFY, WRITE AND VERIFY, COMPARE AND WRITE, ORWRITE: by a worker, piece by
 * piece through scratch memory. The two last keep writes to their blocks out.
 */
#include <scsi/scsi_proto.h>

#include "account.h"
#include "running.h"
#include "sbd.h"
#include "scratch.h"

#define SBD_BYTCHK		0x06	/* byte 1 of VERIFY */
#define SBD_BYTCHK_ALL		0x02	/* the command has all blocks */
#define SBD_BYTCHK_ONE		0x06	/* one block, to compare with each */

static const struct sbd_outcome sbd_good;

/* MISCOMPARE DURING VERIFY OPERATION, with the offset of the first difference */
static struct sbd_outcome sbd_miscompare(u64 at)
{
	struct sbd_outcome end = SBD_CHECK(MISCOMPARE, 0x1d, 0x00);

	end.has_info = true;
	end.info = at;
	return end;
}

static u64 sbd_bytes(const struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	return (u64)cmd->t_task_nolb * sbd->block_size;
}

static loff_t sbd_pos(const struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	return sbd->offset + cmd->t_task_lba * sbd->block_size;
}

/* Capacity and write protection may have changed since the command came. */
static sense_reason_t sbd_start(struct se_cmd *cmd,
				void (*run)(struct sbd_lu *sbd,
					    struct se_cmd *cmd), bool write)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const struct sbd_range range = { cmd->t_task_lba, cmd->t_task_nolb };

	if (!range.count) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (!sbd_range_exists(&range, READ_ONCE(sbd->blocks)))
		return TCM_ADDRESS_OUT_OF_RANGE;
	if (write && READ_ONCE(sbd->write_protect))
		return TCM_WRITE_PROTECTED;
	sbd_account_start(cmd);
	return sbd_job_start_io(cmd, run);
}

/* Which block of a piece is bad? The last try was of all of it. */
static struct sbd_outcome sbd_bad_block(struct sbd_lu *sbd, struct se_cmd *cmd,
					struct sbd_scratch *scratch, u64 at,
					u32 len, int err)
{
	struct sbd_outcome end = sbd_outcome(sbd, err, false);
	u32 n;

	if (end.key != MEDIUM_ERROR)
		return end;
	for (n = 0; n < len; n += sbd->block_size) {
		err = sbd_scratch_io(sbd, scratch, sbd_pos(sbd, cmd) + at + n,
				     sbd->block_size, false, false);
		if (!err)
			continue;
		if (err == -ECANCELED)
			break;
		end.has_info = true;
		end.info = cmd->t_task_lba + div_u64(at + n, sbd->block_size);
		break;
	}
	return end;
}

/* Reads all blocks, and compares them with the command's data if it says so. */
static struct sbd_outcome sbd_verify_blocks(struct sbd_lu *sbd,
					    struct se_cmd *cmd,
					    struct sbd_scratch *scratch,
					    u8 bytchk)
{
	u32 period = bytchk == SBD_BYTCHK_ONE ? sbd->block_size : 0;
	u64 len = sbd_bytes(sbd, cmd);
	u64 at;

	for (at = 0; at < len; at += scratch->size) {
		u32 n = min_t(u64, scratch->size, len - at);
		int ret = sbd_scratch_io(sbd, scratch, sbd_pos(sbd, cmd) + at,
					 n, false, false);
		u32 same = n;

		if (ret)
			return sbd_bad_block(sbd, cmd, scratch, at, n, ret);
		if (bytchk)
			same = sbd_scratch_walk(scratch, cmd, at, n, period,
						SBD_SCRATCH_COMPARE);
		if (same < n)
			return sbd_miscompare(period ? same % period :
						       at + same);
	}
	return sbd_good;
}

static void sbd_verify(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	u8 bytchk = cmd->t_task_cdb[1] & SBD_BYTCHK;
	struct sbd_scratch scratch;
	struct sbd_outcome end;
	int ret;

	ret = sbd_scratch_alloc(&scratch, cmd, sbd_bytes(sbd, cmd));
	if (ret) {
		end = sbd_outcome(sbd, ret, false);
	} else {
		end = sbd_verify_blocks(sbd, cmd, &scratch, bytchk);
		sbd_scratch_free(&scratch);
	}
	sbd_finish_io(cmd, &end);
}

/**
 * sbd_execute_verify - VERIFY
 * @cmd: the command
 */
sense_reason_t sbd_execute_verify(struct se_cmd *cmd)
{
	u8 bytchk = cmd->t_task_cdb[1] & SBD_BYTCHK;

	if (bytchk && bytchk != SBD_BYTCHK_ALL && bytchk != SBD_BYTCHK_ONE)
		return TCM_INVALID_CDB_FIELD;
	return sbd_start(cmd, sbd_verify, false);
}

/* Writes the command's data, stable. */
static struct sbd_outcome sbd_write_blocks(struct sbd_lu *sbd,
					   struct se_cmd *cmd,
					   struct sbd_scratch *scratch)
{
	u64 len = sbd_bytes(sbd, cmd);
	u64 at;

	for (at = 0; at < len; at += scratch->size) {
		u32 n = min_t(u64, scratch->size, len - at);
		int ret;

		sbd_scratch_walk(scratch, cmd, at, n, 0, SBD_SCRATCH_COPY);
		ret = sbd_scratch_io(sbd, scratch, sbd_pos(sbd, cmd) + at, n,
				     true, true);
		if (ret)
			return sbd_outcome(sbd, ret, true);
	}
	return sbd_good;
}

/* Nobody else writes to the command's blocks meanwhile. */
static void sbd_alone(struct sbd_lu *sbd, struct se_cmd *cmd,
		      struct sbd_outcome (*run)(struct sbd_lu *sbd,
						struct se_cmd *cmd,
						struct sbd_scratch *scratch))
{
	u64 len = sbd_bytes(sbd, cmd);
	struct sbd_scratch scratch;
	struct sbd_outcome end;
	int ret;

	ret = sbd_scratch_alloc(&scratch, cmd, len);
	if (ret)
		goto failed;
	ret = sbd_guard_lock(&sbd->guard, sbd_pos(sbd, cmd), len,
			     sbd_cmd_must_stop, cmd);
	if (ret)
		goto free;
	end = run(sbd, cmd, &scratch);
	sbd_guard_unlock(&sbd->guard, sbd_pos(sbd, cmd), len);
	sbd_scratch_free(&scratch);
	sbd_account_end(sbd, cmd, true, end.status);
	sbd_finish_io(cmd, &end);
	return;

free:
	sbd_scratch_free(&scratch);
failed:
	end = sbd_outcome(sbd, ret, true);
	sbd_finish_io(cmd, &end);
}

static struct sbd_outcome sbd_write_verify_blocks(struct sbd_lu *sbd,
						  struct se_cmd *cmd,
						  struct sbd_scratch *scratch)
{
	u8 bytchk = cmd->t_task_cdb[1] & SBD_BYTCHK;
	struct sbd_outcome end;

	end = sbd_write_blocks(sbd, cmd, scratch);
	if (end.status == SAM_STAT_GOOD)
		end = sbd_verify_blocks(sbd, cmd, scratch, bytchk);
	return end;
}

static void sbd_write_verify(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	sbd_alone(sbd, cmd, sbd_write_verify_blocks);
}

/**
 * sbd_execute_write_verify - WRITE AND VERIFY
 * @cmd: the command
 */
sense_reason_t sbd_execute_write_verify(struct se_cmd *cmd)
{
	return sbd_start(cmd, sbd_write_verify, true);
}

/* All of the blocks are in memory at once: Block Limits says how many may be. */
static struct sbd_outcome sbd_compare_then_write(struct sbd_lu *sbd,
						 struct se_cmd *cmd,
						 struct sbd_scratch *scratch)
{
	u32 len = sbd_bytes(sbd, cmd);
	u32 same;
	int ret;

	ret = sbd_scratch_io(sbd, scratch, sbd_pos(sbd, cmd), len, false,
			     false);
	if (ret)
		return sbd_bad_block(sbd, cmd, scratch, 0, len, ret);
	same = sbd_scratch_walk(scratch, cmd, 0, len, 0, SBD_SCRATCH_COMPARE);
	if (same < len)
		return sbd_miscompare(same);

	sbd_scratch_walk(scratch, cmd, len, len, 0, SBD_SCRATCH_COPY);
	ret = sbd_scratch_io(sbd, scratch, sbd_pos(sbd, cmd), len, true,
			     sbd_must_sync(sbd, cmd));
	return sbd_outcome(sbd, ret, true);
}

static struct sbd_outcome sbd_or_blocks(struct sbd_lu *sbd, struct se_cmd *cmd,
					struct sbd_scratch *scratch)
{
	u64 len = sbd_bytes(sbd, cmd);
	u64 at;

	for (at = 0; at < len; at += scratch->size) {
		u32 n = min_t(u64, scratch->size, len - at);
		loff_t pos = sbd_pos(sbd, cmd) + at;
		int ret;

		ret = sbd_scratch_io(sbd, scratch, pos, n, false, false);
		if (ret)
			return sbd_bad_block(sbd, cmd, scratch, at, n, ret);
		sbd_scratch_walk(scratch, cmd, at, n, 0, SBD_SCRATCH_OR);
		ret = sbd_scratch_io(sbd, scratch, pos, n, true,
				     sbd_must_sync(sbd, cmd));
		if (ret)
			return sbd_outcome(sbd, ret, true);
	}
	return sbd_good;
}

static void sbd_atomic(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	sbd_alone(sbd, cmd, cmd->t_task_cdb[0] == COMPARE_AND_WRITE ?
		  sbd_compare_then_write : sbd_or_blocks);
}

/**
 * sbd_execute_compare_and_write - COMPARE AND WRITE
 * @cmd: the command
 */
sense_reason_t sbd_execute_compare_and_write(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);

	if (cmd->t_task_nolb > sbd_caw_max(sbd))
		return TCM_INVALID_CDB_FIELD;
	return sbd_start(cmd, sbd_atomic, true);
}

/**
 * sbd_execute_orwrite - ORWRITE
 * @cmd: the command
 */
sense_reason_t sbd_execute_orwrite(struct se_cmd *cmd)
{
	return sbd_start(cmd, sbd_atomic, true);
}
