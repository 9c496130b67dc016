// SPDX-License-Identifier: GPL-2.0
/*
 * The target service: its state and the default states of new objects; and the
 * model as a whole. The states of logical units and targets are not touched
 * when the service goes offline: what they show is derived from both.
 * stmf.lock protects everything.
 */
#include "model.h"

struct stmf_model stmf = {
	.lock = __MUTEX_INITIALIZER(stmf.lock),
};

static void service_changed(enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = STMF_KIND_SERVICE,
		.state = stmf.online ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE,
	};

	stmf_changed(&note);
}

/**
 * stmf_service_set_online - start or stop the target service
 * @online: start
 *
 * Logical units and targets that were online before the service went offline
 * come back with it.
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_service_set_online(bool online)
{
	lockdep_assert_held(&stmf.lock);
	if (stmf.online == online)
		return;
	stmf.online = online;
	stmf_policy_set_online(&stmf.policy, &stmf.policy.online, online);
	service_changed(STMF_EVENT_STATE);
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

	err = stmf_names_init(&stmf.tg_members);
	if (err)
		return err;
	err = stmf_policy_init(&stmf.policy);
	if (err)
		stmf_names_destroy(&stmf.tg_members);
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

	for (i = 0; i < STMF_GROUP_KINDS; i++)
		xa_destroy(&stmf.ids[i]);
	stmf_policy_destroy(&stmf.policy);
	stmf_names_destroy(&stmf.tg_members);
}
