// SPDX-License-Identifier: GPL-2.0
/*
 * Ports and logins. Whoever may log in does so by itself: both links are up,
 * the TPG is enabled, and LIO takes the name. One work item makes it so after
 * each change.
 *
 * Lock order: fake_lock, then a path's lock.
 */
#include <linux/slab.h>

#include "fake.h"

DEFINE_MUTEX(fake_lock);	/* ports, paths, who is logged in */
LIST_HEAD(fake_targets);
LIST_HEAD(fake_initiators);

#define RELOGIN_DELAY	(HZ / 10)

static struct workqueue_struct *login_wq;
static void update_paths(struct work_struct *work);
static DECLARE_DELAYED_WORK(update_work, update_paths);

void fake_wwn_format(char *buf, u64 wwn)
{
	snprintf(buf, FAKE_WWN_LEN, "%8phC", &(__be64){ cpu_to_be64(wwn) });
}

struct fake_target *fake_target_find(u64 wwpn)
{
	struct fake_target *target;

	list_for_each_entry(target, &fake_targets, list)
		if (target->wwpn == wwpn)
			return target;
	return NULL;
}

struct fake_path *fake_path_find(struct fake_initiator *initiator, u64 wwpn)
{
	struct fake_path *path;

	list_for_each_entry(path, &initiator->paths, list)
		if (path->target->wwpn == wwpn)
			return path;
	return NULL;
}

static void log_in(struct fake_path *path)
{
	struct fc_rport_identifiers ids = {
		.node_name = path->target->wwnn,
		.port_name = path->target->wwpn,
		.port_id = path->target->wwpn & 0xffffff,
		.roles = FC_PORT_ROLE_FCP_TARGET,
	};
	struct se_session *sess;

	sess = target_setup_session(&path->target->tpg->se_tpg, 0, 0,
				    TARGET_PROT_NORMAL, path->initiator->name,
				    path, NULL);
	if (IS_ERR(sess))
		return;		/* refused */
	down_write(&path->lock);
	path->sess = sess;
	path->up = true;
	up_write(&path->lock);
	path->rport = fc_remote_port_add(path->initiator->shost, 0, &ids);
}

static void log_out(struct fake_path *path)
{
	struct se_session *sess;

	WRITE_ONCE(path->up, false);
	if (path->rport)
		fc_remote_port_delete(path->rport);
	path->rport = NULL;
	down_write(&path->lock);
	sess = path->sess;
	path->sess = NULL;
	up_write(&path->lock);
	target_stop_session(sess);
	target_wait_for_sess_cmds(sess);
	target_remove_session(sess);
	path->logout = false;
}

static void update_path(struct fake_path *path)
{
	struct fake_tpg *tpg = path->target->tpg;
	bool want = path->initiator->link && path->target->link && tpg &&
		    tpg->enabled;

	if (path->sess && (!want || path->logout)) {
		if (want)
			queue_delayed_work(login_wq, &update_work, RELOGIN_DELAY);
		log_out(path);
	} else if (want && !path->sess) {
		log_in(path);
	}
}

static void update_paths(struct work_struct *work)
{
	struct fake_initiator *initiator;
	struct fake_path *path;

	mutex_lock(&fake_lock);
	list_for_each_entry(initiator, &fake_initiators, list)
		list_for_each_entry(path, &initiator->paths, list)
			update_path(path);
	mutex_unlock(&fake_lock);
}

void fake_update(void)
{
	mod_delayed_work(login_wq, &update_work, 0);
}

void fake_update_now(void)
{
	fake_update();
	flush_delayed_work(&update_work);
}

/* LIO's close_session: it must be gone soon, and may come back. */
void fake_expel(struct fake_path *path)
{
	path->logout = true;
	fake_update();
}

void fake_set_link(bool *link, bool up, struct Scsi_Host *shost)
{
	bool was;

	mutex_lock(&fake_lock);
	was = *link;
	*link = up;
	mutex_unlock(&fake_lock);
	if (was == up)
		return;
	fake_link_event(shost, up);
	fake_update_now();
}

static int add_path(struct fake_initiator *initiator,
		    struct fake_target *target)
{
	struct fake_path *path = kzalloc(sizeof(*path), GFP_KERNEL);

	if (!path)
		return -ENOMEM;
	path->initiator = initiator;
	path->target = target;
	init_rwsem(&path->lock);
	list_add_tail(&path->list, &initiator->paths);
	return 0;
}

static void remove_paths(struct fake_target *target)
{
	struct fake_initiator *initiator;
	struct fake_path *path;

	list_for_each_entry(initiator, &fake_initiators, list) {
		path = fake_path_find(initiator, target->wwpn);
		if (!path)
			continue;
		if (path->sess)
			log_out(path);
		list_del(&path->list);
		kfree(path);
	}
}

static int add_paths(struct fake_target *target)
{
	struct fake_initiator *initiator;
	int err = 0;

	mutex_lock(&fake_lock);
	list_add_tail(&target->list, &fake_targets);
	list_for_each_entry(initiator, &fake_initiators, list) {
		err = add_path(initiator, target);
		if (err)
			break;
	}
	mutex_unlock(&fake_lock);
	return err;
}

/*
 * fc_remote_port_delete() leaves the rport's devices to a timer of the
 * transport class; the host's removal ends it, so paths of ports that are
 * there from the start are removed after the hosts of the initiators.
 */
void fake_target_remove(struct fake_target *target)
{
	mutex_lock(&fake_lock);
	remove_paths(target);
	list_del(&target->list);
	mutex_unlock(&fake_lock);
	if (target->shost)
		fake_host_remove(target->shost);
	kfree(target);
}

struct fake_target *fake_target_add(struct device *parent, u64 wwpn, u64 wwnn,
				    struct fc_vport *vport)
{
	struct fake_target *target = kzalloc(sizeof(*target), GFP_KERNEL);
	int err;

	if (!target)
		return ERR_PTR(-ENOMEM);
	target->wwpn = wwpn;
	target->wwnn = wwnn;
	target->vport = vport;
	target->link = true;
	target->qlini_mode = "disabled";
	snprintf(target->naa, sizeof(target->naa), "naa.%016llx", wwpn);
	err = add_paths(target);
	if (!err)
		err = fake_target_add_host(target, parent);
	if (!err)
		return target;
	fake_target_remove(target);
	return ERR_PTR(err);
}

static void remove_initiator(struct fake_initiator *initiator)
{
	struct fake_path *path, *next;

	fake_host_remove(initiator->shost);
	list_for_each_entry_safe(path, next, &initiator->paths, list)
		kfree(path);
	kfree(initiator);
}

int fake_initiator_add(struct device *parent, u64 wwpn, u64 wwnn)
{
	struct fake_initiator *initiator;
	struct fake_target *target;
	int err;

	initiator = kzalloc(sizeof(*initiator), GFP_KERNEL);
	if (!initiator)
		return -ENOMEM;
	INIT_LIST_HEAD(&initiator->paths);
	initiator->wwpn = wwpn;
	initiator->wwnn = wwnn;
	initiator->link = true;
	fake_wwn_format(initiator->name, wwpn);
	err = fake_initiator_add_host(initiator, parent);
	if (err) {
		kfree(initiator);
		return err;
	}
	mutex_lock(&fake_lock);
	list_for_each_entry(target, &fake_targets, list) {
		err = add_path(initiator, target);
		if (err)
			break;
	}
	if (!err)
		list_add_tail(&initiator->list, &fake_initiators);
	mutex_unlock(&fake_lock);
	if (err)
		remove_initiator(initiator);
	return err;
}

int fake_fabric_init(void)
{
	login_wq = alloc_ordered_workqueue("fake_qla_login", 0);
	return login_wq ? 0 : -ENOMEM;
}

/* LIO knows nothing of us any more: nobody is logged in. */
void fake_fabric_exit(void)
{
	struct fake_initiator *initiator, *next_initiator;
	struct fake_target *target, *next_target;

	cancel_delayed_work_sync(&update_work);
	list_for_each_entry_safe(initiator, next_initiator, &fake_initiators, list) {
		list_del(&initiator->list);
		remove_initiator(initiator);
	}
	list_for_each_entry_safe(target, next_target, &fake_targets, list)
		fake_target_remove(target);
	destroy_workqueue(login_wq);
}
