// SPDX-License-Identifier: GPL-2.0
/*
 * EXTENDED COPY between disks of ours, if both permit it ("3pc"). LIO's own asks
 * nobody: its inner commands have no initiator. Here each logical unit that a list
 * names must be one that the sender is admitted to, in its own map. The other
 * one's LUN is pinned meanwhile. By a worker.
 */
#include <linux/rculist.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "copy_list.h"
#include "running.h"
#include "sbd.h"
#include "scratch.h"

#define SBD_COPY_RESULTS_MIN	54	/* allocation length, as LIO */

/* One end of a copy: @lun is held */
struct sbd_copy_end {
	struct sbd_lu *sbd;
	struct se_lun *lun;
};

static const struct sbd_outcome sbd_copied;

/* Reserved for somebody: only its own commands are checked by LIO. */
static bool sbd_copy_reserved(struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	struct se_device *dev = &sbd->dev;

	return dev != cmd->se_dev && (READ_ONCE(dev->dev_pr_res_holder) ||
				      READ_ONCE(dev->reservation_holder));
}

/* Caller holds rcu_read_lock(). */
static bool sbd_copy_matches(struct se_dev_entry *deve, struct se_session *sess,
			     const u8 *naa, bool write)
{
	struct se_device *dev = rcu_dereference(deve->se_lun->lun_se_dev);
	struct sbd_lu *sbd = dev ? sbd_from_any_dev(dev) : NULL;
	struct stmf_lu *lu;

	if (!sbd || memcmp(sbd->guid.b, naa, STMF_GUID_LEN))
		return false;
	lu = READ_ONCE(sbd->lu);
	return lu && sbd->params.copy && !(write && deve->lun_access_ro) &&
	       stmf_lu_admits(lu, sess, deve->mapped_lun);
}

/* Finds a logical unit among those that the sender may reach, and holds it. */
static bool sbd_copy_get(struct se_cmd *cmd, const u8 *naa, bool write,
			 struct sbd_copy_end *end)
{
	struct se_session *sess = cmd->se_sess;
	struct se_dev_entry *deve;

	end->lun = NULL;
	rcu_read_lock();
	hlist_for_each_entry_rcu(deve, &sess->se_node_acl->lun_entry_hlist,
				 link) {
		if (!sbd_copy_matches(deve, sess, naa, write) ||
		    !percpu_ref_tryget_live(&deve->se_lun->lun_ref))
			continue;
		end->lun = deve->se_lun;
		end->sbd = sbd_from_dev(rcu_dereference(end->lun->lun_se_dev));
		break;
	}
	rcu_read_unlock();
	if (!end->lun)
		return false;
	if (!sbd_copy_reserved(end->sbd, cmd) && sbd_begin(end->sbd))
		return true;
	percpu_ref_put(&end->lun->lun_ref);
	return false;
}

static void sbd_copy_put(struct sbd_copy_end *end)
{
	sbd_end(end->sbd);
	percpu_ref_put(&end->lun->lun_ref);
}

static struct sbd_outcome sbd_copy_check(struct sbd_lu *from, struct sbd_lu *to,
					 const struct sbd_copy_segment *segment)
{
	const struct sbd_range source = { segment->from, segment->count };
	const struct sbd_range target = { segment->to, segment->count };

	if (from->block_size != to->block_size)
		return SBD_CHECK(COPY_ABORTED, 0x0d, 0x03);
	if (!sbd_range_exists(&source, READ_ONCE(from->blocks)) ||
	    !sbd_range_exists(&target, READ_ONCE(to->blocks)))
		return sbd_copy_unreachable;
	if (READ_ONCE(to->write_protect))
		return SBD_CHECK(DATA_PROTECT, 0x27, 0x00);
	return sbd_copied;
}

/* Who copies, for the guard of the target */
struct sbd_copier {
	struct sbd_lu *from, *to;
	const struct se_cmd *cmd;
};

static bool sbd_copy_must_stop(void *who)
{
	struct sbd_copier *copier = who;

	return sbd_must_stop(copier->from, copier->cmd) ||
	       sbd_must_stop(copier->to, copier->cmd);
}

static struct sbd_outcome sbd_copy_blocks(struct sbd_lu *from,
					  struct sbd_lu *to,
					  const struct sbd_copy_segment *segment,
					  struct sbd_scratch *scratch)
{
	u64 len = (u64)segment->count * from->block_size;
	loff_t source = from->offset + segment->from * from->block_size;
	loff_t target = to->offset + segment->to * to->block_size;
	struct sbd_copier copier = { from, to, scratch->cmd };
	u64 at;

	for (at = 0; at < len; at += scratch->size) {
		u32 n = min_t(u64, scratch->size, len - at);
		int ret;

		ret = sbd_scratch_io(from, scratch, source + at, n, false,
				     false);
		if (ret)
			return sbd_outcome(from, ret, false);
		ret = sbd_guard_enter_wait(&to->guard, target + at, n,
					   sbd_copy_must_stop, &copier);
		if (ret)
			return sbd_outcome(to, ret, true);
		ret = sbd_scratch_io(to, scratch, target + at, n, true,
				     !READ_ONCE(to->write_cache));
		sbd_guard_leave(&to->guard, target + at, n);
		if (ret)
			return sbd_outcome(to, ret, true);
	}
	return sbd_copied;
}

static struct sbd_outcome sbd_copy_segment(struct se_cmd *cmd,
					   const struct sbd_copy_list *list,
					   const struct sbd_copy_segment *segment,
					   struct sbd_scratch *scratch)
{
	struct sbd_copy_end from, to;
	struct sbd_outcome end;

	if (!sbd_copy_get(cmd, sbd_copy_naa(list, segment->source), false,
			  &from))
		return sbd_copy_unreachable;
	if (!sbd_copy_get(cmd, sbd_copy_naa(list, segment->target), true,
			  &to)) {
		sbd_copy_put(&from);
		return sbd_copy_unreachable;
	}
	end = sbd_copy_check(from.sbd, to.sbd, segment);
	if (!end.status)
		end = sbd_copy_blocks(from.sbd, to.sbd, segment, scratch);
	sbd_copy_put(&to);
	sbd_copy_put(&from);
	return end;
}

static struct sbd_outcome sbd_copy_all(struct se_cmd *cmd, const u8 *data,
				       u32 len)
{
	struct sbd_copy_segment segment;
	struct sbd_copy_list list;
	struct sbd_scratch scratch;
	struct sbd_outcome end;
	u32 i;

	end = sbd_copy_parse(data, len, &list);
	if (end.status)
		return end;
	if (sbd_scratch_alloc(&scratch, cmd, SBD_SCRATCH_MAX))
		return sbd_outcome_of(-ENOMEM, true);
	for (i = 0; i < list.segment_count && !end.status; i++) {
		sbd_copy_segment_get(&list, i, &segment);
		end = sbd_copy_segment(cmd, &list, &segment, &scratch);
	}
	sbd_scratch_free(&scratch);
	return end;
}

static void sbd_copy(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	u32 len = min_t(u32, cmd->data_length,
			SBD_COPY_HEADER + SBD_COPY_LIST_MAX);
	struct sbd_outcome end;
	u8 *data;

	data = kzalloc(SBD_COPY_HEADER + SBD_COPY_LIST_MAX, GFP_KERNEL);
	if (data) {
		sg_copy_to_buffer(cmd->t_data_sg, cmd->t_data_nents, data,
				  len);
		end = sbd_copy_all(cmd, data, len);
		kfree(data);
	} else {
		end = sbd_outcome_of(-ENOMEM, true);
	}
	sbd_finish_io(cmd, &end);
}

/**
 * sbd_execute_copy - EXTENDED COPY (LID1)
 * @cmd: the command
 */
sense_reason_t sbd_execute_copy(struct se_cmd *cmd)
{
	if (!get_unaligned_be32(&cmd->t_task_cdb[10])) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	return sbd_job_start_io(cmd, sbd_copy);
}

/**
 * sbd_execute_copy_results - RECEIVE COPY RESULTS, OPERATING PARAMETERS
 * @cmd: the command
 */
sense_reason_t sbd_execute_copy_results(struct se_cmd *cmd)
{
	u8 data[46] = {};

	if (cmd->data_length < SBD_COPY_RESULTS_MIN)
		return TCM_INVALID_CDB_FIELD;
	put_unaligned_be32(sizeof(data) - 4, data);
	data[4] = 0x01;		/* SNLID: no list identifier is fine */
	put_unaligned_be16(SBD_COPY_CSCDS, &data[8]);
	put_unaligned_be16(SBD_COPY_SEGMENTS, &data[10]);
	put_unaligned_be32(SBD_COPY_LIST_MAX, &data[12]);
	put_unaligned_be32(SBD_COPY_SEGMENT_BYTES, &data[16]);
	put_unaligned_be16(1, &data[34]);	/* concurrent copies */
	data[36] = 1;
	data[37] = 9;		/* granularity, log2 */
	data[43] = 2;		/* implemented descriptors */
	data[44] = 0x02;
	data[45] = 0xe4;
	sbd_data_in(cmd, data, sizeof(data));
	return 0;
}
