// SPDX-License-Identifier: GPL-2.0
/*
 * REPORT LUNS: only what the initiator may see. LIO's own lists all that is
 * mapped, be it admitted or not, in reverse order of mapping.
 */
#include <linux/rculist.h>
#include <linux/slab.h>

#include "luns.h"
#include "sbd.h"

#define SBD_LUNS_SPARE	16	/* may appear between two walks */

/* Caller holds rcu_read_lock(): the mapping may go away at any moment. */
static bool sbd_luns_visible(struct se_dev_entry *deve, struct se_session *sess)
{
	struct se_device *dev = rcu_dereference(deve->se_lun->lun_se_dev);
	struct stmf_lu *lu;
	struct sbd_lu *sbd;

	if (!dev)
		return false;
	sbd = sbd_from_any_dev(dev);
	if (!sbd)
		return true;	/* another backend's: not ours to judge */
	lu = READ_ONCE(sbd->lu);
	return lu && stmf_lu_admits(lu, sess, deve->mapped_lun);
}

/* Return: how many are visible; the first @room of them are stored. */
static u32 sbd_luns_walk(struct se_session *sess, u64 *luns, u32 room)
{
	struct se_dev_entry *deve;
	u32 count = 0;

	rcu_read_lock();
	hlist_for_each_entry_rcu(deve, &sess->se_node_acl->lun_entry_hlist,
				 link) {
		if (!sbd_luns_visible(deve, sess))
			continue;
		if (count < room)
			luns[count] = deve->mapped_lun;
		count++;
	}
	rcu_read_unlock();
	return count;
}

static u64 *sbd_luns_collect(struct se_session *sess, u32 *count)
{
	u32 room = sbd_luns_walk(sess, NULL, 0);
	u64 *luns;

	for (;;) {
		room += SBD_LUNS_SPARE;
		luns = kvmalloc_array(room, sizeof(*luns), GFP_KERNEL);
		if (!luns)
			return NULL;
		*count = sbd_luns_walk(sess, luns, room);
		if (*count <= room)
			return luns;
		kvfree(luns);
		room = *count;
	}
}

/**
 * sbd_execute_report_luns - REPORT LUNS
 * @cmd: the command
 */
sense_reason_t sbd_execute_report_luns(struct se_cmd *cmd)
{
	u32 count;
	u64 *luns;
	u8 *data;

	if (!cmd->se_sess || !cmd->se_sess->se_node_acl)
		return TCM_NON_EXISTENT_LUN;
	luns = sbd_luns_collect(cmd->se_sess, &count);
	if (!luns)
		return TCM_OUT_OF_RESOURCES;
	data = kvmalloc(sbd_luns_size(count), GFP_KERNEL);
	if (!data) {
		kvfree(luns);
		return TCM_OUT_OF_RESOURCES;
	}

	sbd_luns_encode(luns, count, data);
	sbd_data_in(cmd, data, sbd_luns_size(count));
	kvfree(data);
	kvfree(luns);
	return 0;
}
