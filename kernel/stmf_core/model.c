// SPDX-License-Identifier: GPL-2.0
/*
 * The target service: its state and the default states of new objects; and the
 * model as a whole. stmf.lock protects everything.
 */
#include <linux/jiffies.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "model.h"

/* Sessions end without telling us: this is how often we look. */
#define SETTLE_PAUSE	msecs_to_jiffies(50)

/* How long a writer waits for what he asked for to be done. */
#define SETTLE_PATIENCE	(5 * HZ)

struct stmf_model stmf = {
	.lock = __MUTEX_INITIALIZER(stmf.lock),
};

static void service_changed(enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = STMF_KIND_SERVICE,
		.state = stmf.service.state,
	};

	stmf_changed(&note);
}

/**
 * stmf_service_set_online - start or stop the target service
 * @online: start
 *
 * Logical units and targets that were online before the service went offline
 * come back with it. It is Offlining until the last command has ended; but none
 * is let in from now on.
 *
 * Context: stmf.lock held; may sleep.
 * Return: 0, or -EBUSY if it is Offlining and is to be online.
 */
int stmf_service_set_online(bool online)
{
	int ret;

	lockdep_assert_held(&stmf.lock);
	if (online) {
		ret = stmf_service_start(&stmf.service);
	} else {
		/* in one step, before one object after the other */
		stmf_policy_set_online(&stmf.policy, &stmf.policy.online, false);
		stmf_targets_survey();
		ret = stmf_service_stop(&stmf.service);
	}
	if (ret <= 0)
		return ret;
	stmf_policy_set_online(&stmf.policy, &stmf.policy.online, online);
	service_changed(STMF_EVENT_STATE);
	return 0;
}

static void settle(struct work_struct *work)
{
	mutex_lock(&stmf.lock);
	if (!list_empty(&stmf.service.stopping))
		stmf_targets_survey();
	if (stmf_service_settle(&stmf.service))
		service_changed(STMF_EVENT_STATE);
	if (!list_empty(&stmf.service.stopping))
		queue_delayed_work(stmf.wq, &stmf.settle, SETTLE_PAUSE);
	mutex_unlock(&stmf.lock);
	wake_up_all(&stmf.settled);
}

/**
 * stmf_settle_soon - something that is Offlining may have ended
 *
 * Context: any, also atomic.
 */
void stmf_settle_soon(void)
{
	mod_delayed_work(stmf.wq, &stmf.settle, 0);
}

/**
 * stmf_settle_wait - wait until an object is no more Offlining, but not for ever
 * @state: its state, which stays where it is
 *
 * For writers who want their change done when they return.
 *
 * Context: may sleep; no lock held.
 */
void stmf_settle_wait(const enum stmf_state *state)
{
	wait_event_interruptible_timeout(stmf.settled,
					 READ_ONCE(*state) !=
						STMF_STATE_OFFLINING,
					 SETTLE_PATIENCE);
}

/**
 * stmf_service_set_config_state - say how far the configuration was loaded
 * @state: the state
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_service_set_config_state(enum stmf_config_state state)
{
	lockdep_assert_held(&stmf.lock);
	if (stmf.config_state == state)
		return;
	stmf.config_state = state;
	service_changed(STMF_EVENT_CHANGED);
}

/**
 * stmf_service_set_default_lu - set the state of logical units that register
 * @online: they become online
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_service_set_default_lu(bool online)
{
	lockdep_assert_held(&stmf.lock);
	if (stmf.default_lu == online)
		return;
	stmf.default_lu = online;
	service_changed(STMF_EVENT_CHANGED);
}

/**
 * stmf_service_set_default_target - set the state of targets that register
 * @online: they become online
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_service_set_default_target(bool online)
{
	lockdep_assert_held(&stmf.lock);
	if (stmf.default_target == online)
		return;
	stmf.default_target = online;
	service_changed(STMF_EVENT_CHANGED);
}

/**
 * stmf_model_init - make the empty model: service offline, all denied
 *
 * Context: module load.
 * Return: 0 or -ENOMEM.
 */
int stmf_model_init(void)
{
	int i, err;

	stmf.generation = 1;
	stmf_service_init(&stmf.service);
	INIT_DELAYED_WORK(&stmf.settle, settle);
	init_waitqueue_head(&stmf.settled);
	stmf.config_state = STMF_CONFIG_UNINITIALIZED;
	stmf.default_lu = true;
	stmf.default_target = true;
	for (i = 0; i < STMF_GROUP_KINDS; i++) {
		INIT_LIST_HEAD(&stmf.groups[i]);
		xa_init_flags(&stmf.ids[i], XA_FLAGS_ALLOC1);
	}
	stmf.lus = RB_ROOT;
	INIT_LIST_HEAD(&stmf.lu_order);
	INIT_LIST_HEAD(&stmf.targets);
	stmf_rules_init(&stmf.luns);

	stmf.wq = alloc_ordered_workqueue("stmf", 0);
	if (!stmf.wq)
		return -ENOMEM;
	err = stmf_names_init(&stmf.tg_members);
	if (err)
		goto out_wq;
	err = stmf_policy_init(&stmf.policy);
	if (err)
		goto out_names;
	return 0;

out_names:
	stmf_names_destroy(&stmf.tg_members);
out_wq:
	destroy_workqueue(stmf.wq);
	return err;
}

/**
 * stmf_model_exit - free the model
 *
 * It is empty: each directory and each registered logical unit holds a
 * reference on this module.
 *
 * Context: module unload.
 */
void stmf_model_exit(void)
{
	int i;

	rcu_barrier();	/* logical units that are being freed */
	cancel_delayed_work_sync(&stmf.settle);
	destroy_workqueue(stmf.wq);
	for (i = 0; i < STMF_GROUP_KINDS; i++)
		xa_destroy(&stmf.ids[i]);
	stmf_policy_destroy(&stmf.policy);
	stmf_names_destroy(&stmf.tg_members);
}
