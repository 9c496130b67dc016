// SPDX-License-Identifier: GPL-2.0
/*
 * Target ports. A target is registered when its port provider is written; from
 * then on it has a state. stmf.lock protects everything.
 */
#include <linux/slab.h>

#include "lio.h"
#include "model.h"

static void target_changed(const struct stmf_target *target,
			   enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = STMF_KIND_TARGET,
		.state = stmf_target_state(target),
		.name = target->name.text,
	};

	stmf_changed(&note);
}

static struct stmf_target *target_of_run(struct stmf_run *run)
{
	return container_of(run, struct stmf_target, run);
}

static void start_target(struct stmf_run *run)
{
	stmf_policy_set_online(&stmf.policy, &target_of_run(run)->name.online,
			       true);
}

static void stop_target(struct stmf_run *run)
{
	stmf_policy_set_online(&stmf.policy, &target_of_run(run)->name.online,
			       false);
	stmf_settle_soon();	/* and then again and again: see stmf.settle */
}

static bool target_stopped(struct stmf_run *run)
{
	return !target_of_run(run)->busy;
}

static void target_run_changed(struct stmf_run *run, enum stmf_event event)
{
	target_changed(target_of_run(run), event);
}

static const struct stmf_run_ops target_run_ops = {
	.start = start_target,
	.stop = stop_target,
	.stopped = target_stopped,
	.changed = target_run_changed,
};

/**
 * stmf_target_find - look a target up
 * @name: its name, need not be terminated
 * @len: length of @name
 *
 * Context: stmf.lock held.
 * Return: the target or NULL.
 */
struct stmf_target *stmf_target_find(const char *name, size_t len)
{
	struct stmf_name *n;

	lockdep_assert_held(&stmf.lock);
	n = stmf_names_find(&stmf.policy.targets, name, len);
	return n ? container_of(n, struct stmf_target, name) : NULL;
}

/* Commands come from sessions, to LUNs; each of them waits for its commands. */
static int mark_target(struct se_portal_group *tpg, void *arg)
{
	char name[STMF_ISCSI_NAME_MAX + 1];
	struct stmf_target *target;
	bool known;

	if (list_empty(&tpg->tpg_sess_list) || hlist_empty(&tpg->tpg_lun_hlist))
		return 0;
	rcu_read_lock();
	known = stmf_lio_port(tpg, name);
	rcu_read_unlock();
	target = known ? stmf_target_find(name, strlen(name)) : NULL;
	if (target)
		target->busy = true;
	return 0;
}

/**
 * stmf_targets_survey - find out which targets have sessions that have LUNs
 *
 * Sets @busy of all targets.
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_targets_survey(void)
{
	struct stmf_target *target;

	lockdep_assert_held(&stmf.lock);
	list_for_each_entry(target, &stmf.targets, node)
		target->busy = false;
	stmf_lio_each_tpg(mark_target, NULL);
}

/**
 * stmf_target_state - the state that a target shows
 * @target: the target
 *
 * Context: stmf.lock held.
 * Return: the state.
 */
enum stmf_state stmf_target_state(const struct stmf_target *target)
{
	return target->provider ? target->run.state : STMF_STATE_OFFLINE;
}

/**
 * stmf_target_set_online - bring a target online or take it offline
 * @target: the target
 * @online: which
 *
 * While the service is offline this decides what becomes of it afterwards. A
 * target is Offlining as long as LIO has sessions of it that have LUNs, although
 * none of their commands is let in any more: stmfd ends them.
 *
 * Context: stmf.lock held; may sleep.
 * Return: 0; -ENODEV if it is to be online and has no provider; -EBUSY if it is
 * Offlining and is to be online.
 */
int stmf_target_set_online(struct stmf_target *target, bool online)
{
	lockdep_assert_held(&stmf.lock);
	if (!target->provider)
		return online ? -ENODEV : 0;
	if (!online)
		stmf_targets_survey();
	return stmf_run_set_online(&stmf.service, &target->run, online);
}

/**
 * stmf_target_set_alias - give a target a name for people
 * @target: the target
 * @text: the alias
 * @len: its length, at most STMF_NAME_MAX
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_target_set_alias(struct stmf_target *target, const char *text,
			   size_t len)
{
	memcpy(target->alias, text, len);
	target->alias[len] = '\0';
	target_changed(target, STMF_EVENT_CHANGED);
}

/**
 * stmf_target_set_params - keep the daemon's parameters of a target
 * @target: the target
 * @text: from kmalloc(); the target's from now on
 *
 * Context: stmf.lock held; may sleep.
 */
void stmf_target_set_params(struct stmf_target *target, char *text)
{
	kfree(target->params);
	target->params = text;
	target_changed(target, STMF_EVENT_CHANGED);
}

/**
 * stmf_target_add - add a target to the model
 * @target: zeroed, apart from its item
 * @name: its name
 *
 * Context: su_mutex held; may sleep.
 * Return: 0; -EINVAL if the name is not in normal form; -EEXIST; -ENOMEM.
 */
int stmf_target_add(struct stmf_target *target, const char *name)
{
	size_t len = strlen(name);
	struct stmf_group *group;
	int err;

	if (!stmf_name_is_normal(name, len))
		return -EINVAL;
	err = stmf_name_set(&target->name, name, len);
	if (err)
		return err;
	stmf_run_init(&target->run, &target_run_ops);

	mutex_lock(&stmf.lock);
	group = stmf_target_group(target);
	if (group)
		target->name.group = group->id;
	err = stmf_policy_add_target(&stmf.policy, &target->name);
	if (!err) {
		target->seq = ++stmf.last_seq;
		list_add(&target->node, &stmf.targets);
		target_changed(target, STMF_EVENT_CREATED);
	}
	mutex_unlock(&stmf.lock);
	return err;
}

/**
 * stmf_target_register - give a target its port provider
 * @target: the target
 * @provider: name of the provider
 *
 * It comes online if the service is online and default_target_state says so; if
 * the service is offline, it does so with the service.
 *
 * Context: stmf.lock held; may sleep.
 * Return: 0; -EBUSY if it has one; -ENODEV if there is no such provider.
 */
int stmf_target_register(struct stmf_target *target, const char *provider)
{
	const struct stmf_port_provider *p;

	lockdep_assert_held(&stmf.lock);
	if (target->provider)
		return -EBUSY;
	p = stmf_port_get(provider);
	if (!p)
		return -ENODEV;
	target->provider = p;
	stmf_run_register(&stmf.service, &target->run, stmf.default_target);
	target_changed(target, STMF_EVENT_STATE);
	return 0;
}

/**
 * stmf_target_remove - take a target out of the model
 * @target: the target; readers of the policy see its name for a grace period
 *
 * Context: su_mutex held; may sleep.
 */
void stmf_target_remove(struct stmf_target *target)
{
	mutex_lock(&stmf.lock);
	stmf_policy_set_online(&stmf.policy, &target->name.online, false);
	stmf_policy_remove_target(&stmf.policy, &target->name);
	if (target->provider)
		stmf_run_unregister(&target->run);
	list_del(&target->node);
	target_changed(target, STMF_EVENT_DELETED);
	if (target->provider)
		stmf_port_put(target->provider);
	target->provider = NULL;
	mutex_unlock(&stmf.lock);
}
