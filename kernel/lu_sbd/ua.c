// SPDX-License-Identifier: GPL-2.0
/*
 * Unit attentions that LIO hasn't got, or loses: changes of capacity, of mode
 * parameters and of INQUIRY data, told once to each I_T nexus. sbd_lu.ua maps a
 * session to its pending bits; its own lock protects it, commands look it up by
 * RCU. An entry may outlive its session: another one at the same address gets a
 * unit attention too many, which is allowed. The next change removes it.
 */
#include <linux/slab.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_proto.h>

#include "sbd.h"

#define SBD_UA_SPARE	16	/* sessions may begin between two walks */

/* Highest priority first. */
static const struct sbd_ua {
	unsigned long bit;
	u8 asc;
	u8 ascq;
} sbd_uas[] = {
	{ SBD_UA_CAPACITY, 0x2a, 0x09 },
	{ SBD_UA_MODE,	   0x2a, 0x01 },
	{ SBD_UA_INQUIRY,  0x3f, 0x03 },
};

struct sbd_nexus {
	struct se_session *sess;
	bool misses;		/* it may miss the next unit attention of LIO's */
};

struct sbd_nexuses {
	struct sbd_nexus *list;
	u32 room;
	u32 count;
};

static unsigned long sbd_ua_index(const struct se_session *sess)
{
	return (unsigned long)sess / sizeof(void *);
}

/**
 * sbd_ua_init - no unit attention is pending
 * @sbd: the logical unit
 */
void sbd_ua_init(struct sbd_lu *sbd)
{
	xa_init(&sbd->ua);
}

/**
 * sbd_ua_exit - forget all
 * @sbd: no command is in flight
 */
void sbd_ua_exit(struct sbd_lu *sbd)
{
	xa_destroy(&sbd->ua);
}

/* LIO keeps unit attentions by node ACL: one of its sessions hears of each. */
static bool sbd_ua_shared(struct se_node_acl *nacl)
{
	bool alone;

	spin_lock(&nacl->nacl_sess_lock);
	alone = list_is_singular(&nacl->acl_sess_list);
	spin_unlock(&nacl->nacl_sess_lock);
	return !alone;
}

/*
 * Return: whether the session has the LUN; then @nexus is filled in. Its TPG's
 * session_lock is held, with interrupts off.
 */
static bool sbd_ua_mapped(struct se_session *sess, struct se_lun *lun,
			  struct sbd_nexus *nexus)
{
	struct se_node_acl *nacl = sess->se_node_acl;
	struct se_dev_entry *deve;
	bool found = false;

	if (!nacl)
		return false;
	rcu_read_lock();
	hlist_for_each_entry_rcu(deve, &nacl->lun_entry_hlist, link) {
		found = deve->se_lun == lun;
		if (!found)
			continue;
		nexus->sess = sess;
		nexus->misses = !list_empty_careful(&deve->ua_list) ||
				sbd_ua_shared(nacl);
		break;
	}
	rcu_read_unlock();
	return found;
}

static void sbd_ua_walk_tpg(struct se_lun *lun, struct sbd_nexuses *found)
{
	struct se_portal_group *tpg = lun->lun_tpg;
	struct se_session *sess;
	struct sbd_nexus nexus;
	unsigned long flags;

	spin_lock_irqsave(&tpg->session_lock, flags);
	list_for_each_entry(sess, &tpg->tpg_sess_list, sess_list) {
		if (!sbd_ua_mapped(sess, lun, &nexus))
			continue;
		if (found->count < found->room)
			found->list[found->count] = nexus;
		found->count++;
	}
	spin_unlock_irqrestore(&tpg->session_lock, flags);
}

/* Sets count to how many there are; the first room of them are stored. */
static void sbd_ua_walk(struct sbd_lu *sbd, struct sbd_nexuses *found)
{
	struct se_device *dev = &sbd->dev;
	struct se_lun *lun;

	found->count = 0;
	spin_lock(&dev->se_port_lock);
	list_for_each_entry(lun, &dev->dev_sep_list, lun_dev_link) {
		if (!percpu_ref_tryget_live(&lun->lun_ref))
			continue;
		spin_unlock(&dev->se_port_lock);
		sbd_ua_walk_tpg(lun, found);
		spin_lock(&dev->se_port_lock);
		percpu_ref_put(&lun->lun_ref);
	}
	spin_unlock(&dev->se_port_lock);
}

/* A change that was made must be told: no failure. */
static void sbd_ua_collect(struct sbd_lu *sbd, struct sbd_nexuses *found)
{
	sbd_ua_walk(sbd, found);
	while (found->count > found->room) {
		kvfree(found->list);
		found->room = found->count + SBD_UA_SPARE;
		found->list = kvmalloc_array(found->room, sizeof(*found->list),
					     GFP_KERNEL | __GFP_NOFAIL);
		sbd_ua_walk(sbd, found);
	}
}

static void sbd_ua_add(struct xarray *ua, unsigned long index,
		       unsigned long bits)
{
	void *old = xa_load(ua, index);
	void *seen;

	for (;;) {
		void *new = xa_mk_value(bits | (old ? xa_to_value(old) : 0));

		seen = xa_cmpxchg(ua, index, old, new,
				  GFP_KERNEL | __GFP_NOFAIL);
		if (seen == old)
			break;
		old = seen;
	}
	xa_set_mark(ua, index, XA_MARK_0);
}

static void sbd_ua_tell(struct sbd_lu *sbd, unsigned long bits,
			const struct se_session *except, bool only_missed)
{
	struct sbd_nexuses found = {};
	unsigned long index;
	void *entry;
	u32 i;

	sbd_ua_collect(sbd, &found);
	for (i = 0; i < found.count; i++) {
		const struct sbd_nexus *nexus = &found.list[i];
		bool told = nexus->sess != except &&
			    (nexus->misses || !only_missed);

		sbd_ua_add(&sbd->ua, sbd_ua_index(nexus->sess), told ? bits : 0);
	}
	kvfree(found.list);

	xa_for_each(&sbd->ua, index, entry) {
		if (xa_get_mark(&sbd->ua, index, XA_MARK_0) &&
		    xa_to_value(entry))
			xa_clear_mark(&sbd->ua, index, XA_MARK_0);
		else	/* its session has ended */
			xa_cmpxchg(&sbd->ua, index, entry, NULL, 0);
	}
}

/**
 * sbd_ua_raise - give each I_T nexus a unit attention
 * @sbd: the logical unit; its config_lock is held
 * @bits: SBD_UA_...
 * @except: but not to this one, or NULL
 */
void sbd_ua_raise(struct sbd_lu *sbd, unsigned long bits,
		  struct se_session *except)
{
	sbd_ua_tell(sbd, bits, except, false);
}

/**
 * sbd_ua_regroup - ports are about to change their target port group
 * @sbd: the logical unit; its config_lock is held
 *
 * LIO will say INQUIRY DATA HAS CHANGED at those ports. But when it reports a
 * unit attention, it drops those that wait behind it; and of several sessions
 * with one node ACL, it tells one. Such a nexus gets ours, after LIO's: its
 * host would go on by the state of the port's old group.
 */
void sbd_ua_regroup(struct sbd_lu *sbd)
{
	sbd_ua_tell(sbd, SBD_UA_INQUIRY, NULL, true);
}

/* Takes the most important of @bits that are pending. Return: it, or NULL. */
static const struct sbd_ua *sbd_ua_take(struct sbd_lu *sbd,
					const struct se_session *sess,
					unsigned long bits)
{
	unsigned long index = sbd_ua_index(sess);
	const struct sbd_ua *ua;

	for (ua = sbd_uas; ua < sbd_uas + ARRAY_SIZE(sbd_uas); ua++) {
		void *old = xa_load(&sbd->ua, index);

		while (old && xa_to_value(old) & bits & ua->bit) {
			unsigned long rest = xa_to_value(old) & ~ua->bit;
			void *seen;

			seen = xa_cmpxchg(&sbd->ua, index, old,
					  rest ? xa_mk_value(rest) : NULL, 0);
			if (seen == old)
				return ua;
			old = seen;
		}
	}
	return NULL;
}

/* Replaces a handler, which is in the command's priv. */
static sense_reason_t sbd_execute_ua(struct se_cmd *cmd)
{
	sense_reason_t (*execute)(struct se_cmd *cmd) = cmd->priv;
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	unsigned long bits = ~0UL;
	const struct sbd_ua *ua;
	u8 sense[SBD_SENSE_FIXED_LEN] = {};

	cmd->priv = NULL;
	switch (cmd->t_task_cdb[0]) {
	case READ_CAPACITY:
	case SERVICE_ACTION_IN_16:	/* tells what has changed */
		sbd_ua_take(sbd, cmd->se_sess, SBD_UA_CAPACITY);
		bits = ~SBD_UA_CAPACITY;
		break;
	}
	ua = sbd_ua_take(sbd, cmd->se_sess, bits);
	if (!ua)
		return execute(cmd);
	if (cmd->t_task_cdb[0] != REQUEST_SENSE) {
		const struct sbd_outcome end =
			SBD_CHECK(UNIT_ATTENTION, ua->asc, ua->ascq);

		sbd_finish(cmd, &end);
		return 0;
	}
	scsi_build_sense_buffer(cmd->t_task_cdb[1] & 1, sense, UNIT_ATTENTION,
				ua->asc, ua->ascq);
	sbd_data_in(cmd, sense, sizeof(sense));
	return 0;
}

/**
 * sbd_ua_intercept - let a unit attention go before a command
 * @sbd: the logical unit
 * @cmd: parsed. Any context
 */
void sbd_ua_intercept(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	if (likely(xa_empty(&sbd->ua)))
		return;
	switch (cmd->t_task_cdb[0]) {
	case INQUIRY:
	case REPORT_LUNS:
		return;
	}
	if (!xa_load(&sbd->ua, sbd_ua_index(cmd->se_sess)))
		return;
	cmd->priv = cmd->execute_cmd;
	cmd->execute_cmd = sbd_execute_ua;
}
