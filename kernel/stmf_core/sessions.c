// SPDX-License-Identifier: GPL-2.0
/*
 * The sessions of all target ports, copied from LIO. LIO offers no list of its
 * TPGs, but each of them has a virtual LUN 0 on one internal device: a private
 * TPG of ours leads to that device, and its list of LUNs to all the others.
 *
 * A TPG is pinned by the reference on its virtual LUN 0, for which its removal
 * waits: it is held only while the TPG's sessions are copied.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "model.h"
#include "sessions.h"

static char *walker_wwn(struct se_portal_group *tpg)
{
	return "stmf";
}

static u16 walker_tag(struct se_portal_group *tpg)
{
	return 1;
}

static int walker_no(struct se_portal_group *tpg)
{
	return 0;
}

static const struct target_core_fabric_ops walker_ops = {
	.fabric_name = "stmf",
	.tpg_get_wwn = walker_wwn,
	.tpg_get_tag = walker_tag,
	.tpg_check_demo_mode = walker_no,
	.tpg_check_demo_mode_cache = walker_no,
	.tpg_check_demo_mode_write_protect = walker_no,
	.tpg_check_prod_mode_write_protect = walker_no,
};

static struct se_portal_group *walker;

static int make_room(struct stmf_sessions *s, size_t room)
{
	struct stmf_session *list;

	if (room <= s->room)
		return 0;
	list = kvmalloc_array(room, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	if (s->count)
		memcpy(list, s->list, s->count * sizeof(*list));
	kvfree(s->list);
	s->list = list;
	s->room = room;
	return 0;
}

static size_t count_sessions(struct se_portal_group *tpg)
{
	struct se_session *sess;
	unsigned long flags;
	size_t n = 0;

	spin_lock_irqsave(&tpg->session_lock, flags);
	list_for_each_entry(sess, &tpg->tpg_sess_list, sess_list)
		n++;
	spin_unlock_irqrestore(&tpg->session_lock, flags);
	return n;
}

static bool copy_session(struct stmf_session *to, struct se_session *sess,
			 const struct stmf_port_provider *port,
			 const char *target)
{
	struct se_node_acl *nacl = sess->se_node_acl;

	if (!nacl || stmf_port_normalise(port, nacl->initiatorname,
					 to->initiator,
					 sizeof(to->initiator)) < 0)
		return false;
	strscpy(to->target, target, sizeof(to->target));
	to->dynamic = nacl->dynamic_node_acl;
	to->info.alias[0] = '\0';
	to->info.since = 0;
	if (port->session)
		port->session(sess, &to->info);
	return true;
}

/* false if there is not enough room any more */
static bool copy_sessions(struct stmf_sessions *s, struct se_portal_group *tpg,
			  const struct stmf_port_provider *port,
			  const char *target)
{
	struct se_session *sess;
	unsigned long flags;
	bool fits = true;

	spin_lock_irqsave(&tpg->session_lock, flags);
	list_for_each_entry(sess, &tpg->tpg_sess_list, sess_list) {
		if (s->count == s->room) {
			fits = false;
			break;
		}
		if (copy_session(&s->list[s->count], sess, port, target))
			s->count++;
	}
	spin_unlock_irqrestore(&tpg->session_lock, flags);
	return fits;
}

/*
 * The provider is valid only within the RCU section, where memory can't be
 * asked for: so all of it is repeated when the room turns out too small.
 */
static bool try_tpg(struct stmf_sessions *s, struct se_portal_group *tpg,
		    const char *only)
{
	const struct target_core_fabric_ops *tfo = tpg->se_tpg_tfo;
	const struct stmf_port_provider *port;
	char target[STMF_ISCSI_NAME_MAX + 1];
	const char *wwn;
	bool done = true;

	if (tpg == walker || !tfo || !tfo->fabric_name || !tfo->tpg_get_wwn)
		return true;
	wwn = tfo->tpg_get_wwn(tpg);
	if (!wwn)
		return true;

	rcu_read_lock();
	port = stmf_port_of_fabric(tfo->fabric_name);
	if (port && stmf_port_normalise(port, wwn, target, sizeof(target)) > 0 &&
	    (!only || !strcmp(only, target)))
		done = copy_sessions(s, tpg, port, target);
	rcu_read_unlock();
	return done;
}

static int visit_tpg(struct stmf_sessions *s, struct se_portal_group *tpg,
		     const char *only)
{
	size_t start = s->count;

	while (!try_tpg(s, tpg, only)) {
		int err;

		s->count = start;
		err = make_room(s, 2 * (start + count_sessions(tpg) + 4));
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

/**
 * stmf_sessions_get - take a snapshot of the sessions
 * @s: the snapshot; to be given to stmf_sessions_put(), also on error
 * @target: of this target port only, or NULL
 *
 * Fabrics without a port provider are left out.
 *
 * Context: may sleep; stmf.lock is not held.
 * Return: 0 or -ENOMEM.
 */
int stmf_sessions_get(struct stmf_sessions *s, const char *target)
{
	struct se_device *dev;
	struct se_lun *lun;
	int err = 0;

	memset(s, 0, sizeof(*s));
	dev = rcu_dereference_raw(walker->tpg_virt_lun0->lun_se_dev);
	spin_lock(&dev->se_port_lock);
	list_for_each_entry(lun, &dev->dev_sep_list, lun_dev_link) {
		if (!percpu_ref_tryget_live(&lun->lun_ref))
			continue;
		spin_unlock(&dev->se_port_lock);
		err = visit_tpg(s, lun->lun_tpg, target);
		spin_lock(&dev->se_port_lock);
		percpu_ref_put(&lun->lun_ref);
		if (err)
			break;
	}
	spin_unlock(&dev->se_port_lock);
	return err;
}

/**
 * stmf_sessions_put - free a snapshot
 * @s: the snapshot
 */
void stmf_sessions_put(struct stmf_sessions *s)
{
	kvfree(s->list);
	memset(s, 0, sizeof(*s));
}

/**
 * stmf_sessions_init - get hold of LIO's list of TPGs
 *
 * Context: module load.
 * Return: 0 or a negative errno.
 */
int stmf_sessions_init(void)
{
	int err;

	walker = kzalloc(sizeof(*walker), GFP_KERNEL);
	if (!walker)
		return -ENOMEM;
	walker->se_tpg_tfo = &walker_ops;
	err = core_tpg_register(NULL, walker, SCSI_PROTOCOL_SAS);
	if (err)
		kfree(walker);
	return err;
}

/**
 * stmf_sessions_exit - the reverse
 */
void stmf_sessions_exit(void)
{
	core_tpg_deregister(walker);
	kfree(walker);
}
