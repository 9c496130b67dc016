// SPDX-License-Identifier: GPL-2.0
/*
 * What LIO has for one initiator at one target port: its node ACL, the LUNs that
 * are really mapped there, its sessions. Copied under the TPG's acl_node_mutex.
 */
#include <linux/mm.h>
#include <linux/rculist.h>

#include "lio.h"
#include "lio_nexus.h"
#include "model.h"

static u32 count_sessions(struct se_node_acl *nacl)
{
	struct se_session *sess;
	unsigned long flags;
	u32 n = 0;

	spin_lock_irqsave(&nacl->nacl_sess_lock, flags);
	list_for_each_entry(sess, &nacl->acl_sess_list, sess_acl_list)
		n++;
	spin_unlock_irqrestore(&nacl->nacl_sess_lock, flags);
	return n;
}

/* All are counted, also those for which there is no room. */
static size_t copy_luns(struct stmf_lio_nexus *nexus, struct se_node_acl *nacl,
			bool bare)
{
	struct se_dev_entry *deve;
	size_t n = nexus->count;

	hlist_for_each_entry_rcu(deve, &nacl->lun_entry_hlist, link) {
		if (n < nexus->room) {
			nexus->luns[n].mapped = deve->mapped_lun;
			nexus->luns[n].lun = stmf_lun_decode(deve->mapped_lun,
							     bare);
			nexus->luns[n].dev =
				rcu_dereference(deve->se_lun->lun_se_dev);
		}
		n++;
	}
	return n;
}

/* Caller holds acl_node_mutex and is in an RCU read section. */
static struct se_node_acl *find_acl(struct se_portal_group *tpg,
				    const struct stmf_port_provider *port,
				    const char *initiator)
{
	char name[STMF_ISCSI_NAME_MAX + 1];
	struct se_node_acl *nacl;

	list_for_each_entry(nacl, &tpg->acl_node_list, acl_list)
		if (stmf_port_normalise(port, nacl->initiatorname, name,
					sizeof(name)) > 0 &&
		    !strcmp(name, initiator))
			return nacl;
	return NULL;
}

struct wanted {
	struct stmf_lio_nexus *nexus;
	const char *initiator;
	const char *target;
};

/* Returns how much room is needed; nothing was copied if there is less. */
static size_t try_tpg(struct se_portal_group *tpg, const struct wanted *w)
{
	const struct stmf_port_provider *port;
	struct stmf_lio_nexus *nexus = w->nexus;
	char name[STMF_ISCSI_NAME_MAX + 1];
	size_t count = nexus->count;
	struct se_node_acl *nacl;

	mutex_lock(&tpg->acl_node_mutex);
	rcu_read_lock();
	port = stmf_lio_port(tpg, name);
	if (!port || strcmp(name, w->target))
		goto out;
	if (nexus->acl == STMF_NODE_ACL_NO_PORT)
		nexus->acl = STMF_NODE_ACL_NONE;
	nacl = find_acl(tpg, port, w->initiator);
	if (!nacl)
		goto out;
	count = copy_luns(nexus, nacl, port->bare_luns);
	if (count > nexus->room)
		goto out;
	nexus->count = count;
	nexus->acl = nacl->dynamic_node_acl ? STMF_NODE_ACL_DYNAMIC :
					      STMF_NODE_ACL_EXPLICIT;
	nexus->sessions += count_sessions(nacl);
out:
	rcu_read_unlock();
	mutex_unlock(&tpg->acl_node_mutex);
	return count;
}

static int make_room(struct stmf_lio_nexus *nexus, size_t room)
{
	struct stmf_lio_lun *luns;

	luns = kvmalloc_array(room, sizeof(*luns), GFP_KERNEL);
	if (!luns)
		return -ENOMEM;
	if (nexus->count)
		memcpy(luns, nexus->luns, nexus->count * sizeof(*luns));
	kvfree(nexus->luns);
	nexus->luns = luns;
	nexus->room = room;
	return 0;
}

static int visit_tpg(struct se_portal_group *tpg, void *arg)
{
	const struct wanted *w = arg;
	size_t room;

	while ((room = try_tpg(tpg, w)) > w->nexus->room) {
		int err = make_room(w->nexus, 2 * room);

		if (err)
			return err;
	}
	return 0;
}

/**
 * stmf_lio_nexus_get - take a snapshot of what LIO has for two ports
 * @nexus: the snapshot; to be given to stmf_lio_nexus_put(), also on error
 * @initiator: name of the initiator port in normal form
 * @target: name of the target port in normal form; all its TPGs count
 *
 * Context: may sleep. stmf.lock may be held: LIO's mutexes are inside of it.
 * Return: 0 or -ENOMEM.
 */
int stmf_lio_nexus_get(struct stmf_lio_nexus *nexus, const char *initiator,
		       const char *target)
{
	struct wanted w = { nexus, initiator, target };

	memset(nexus, 0, sizeof(*nexus));
	return stmf_lio_each_tpg(visit_tpg, &w);
}

/**
 * stmf_lio_nexus_put - free a snapshot
 * @nexus: the snapshot
 */
void stmf_lio_nexus_put(struct stmf_lio_nexus *nexus)
{
	kvfree(nexus->luns);
	memset(nexus, 0, sizeof(*nexus));
}

/**
 * stmf_lio_mapping - is a device mapped at the LUN where it should be?
 * @nexus: the snapshot
 * @dev: the device
 * @lun: the LUN of its view, or STMF_LUN_NONE if there is none for it
 * @mapped: set to where it is mapped, if it is
 *
 * Return: enum stmf_mapping.
 */
u8 stmf_lio_mapping(const struct stmf_lio_nexus *nexus,
		    const struct se_device *dev, int lun, u64 *mapped)
{
	u8 result = STMF_MAPPING_NONE;
	size_t i;

	for (i = 0; i < nexus->count; i++) {
		const struct stmf_lio_lun *l = &nexus->luns[i];
		bool here = lun != STMF_LUN_NONE && l->lun == lun;

		if (l->dev == dev && here) {
			*mapped = l->mapped;
			return STMF_MAPPING_HERE;
		}
		if (here)
			result = STMF_MAPPING_OTHER;
		if (l->dev == dev) {
			*mapped = l->mapped;
			if (result == STMF_MAPPING_NONE)
				result = STMF_MAPPING_ELSEWHERE;
		}
	}
	return result;
}
