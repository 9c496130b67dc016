// SPDX-License-Identifier: GPL-2.0
/*
 * Host groups, target groups and their members. stmf.lock protects
 * everything; adding and removing also happens under configfs' su_mutex.
 */
#include "model.h"

static int kind_index(enum stmf_kind kind)
{
	return kind == STMF_KIND_TARGET_GROUP;
}

static void group_changed(const struct stmf_group *group, enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = group->kind,
		.state = -1,
		.name = group->name,
	};

	stmf_changed(&note);
}

/**
 * stmf_group_list - all groups of a kind, by age
 * @kind: STMF_KIND_HOST_GROUP or STMF_KIND_TARGET_GROUP
 *
 * Context: stmf.lock held.
 * Return: the list.
 */
struct list_head *stmf_group_list(enum stmf_kind kind)
{
	return &stmf.groups[kind_index(kind)];
}

/**
 * stmf_group_find - look a group up
 * @kind: its kind
 * @name: its name, decoded
 *
 * Context: stmf.lock held.
 * Return: the group or NULL.
 */
struct stmf_group *stmf_group_find(enum stmf_kind kind, const char *name)
{
	struct stmf_group *group;

	lockdep_assert_held(&stmf.lock);
	list_for_each_entry(group, stmf_group_list(kind), node)
		if (!strcmp(group->name, name))
			return group;
	return NULL;
}

/**
 * stmf_group_add - add a group to the model
 * @group: zeroed, apart from its item
 * @kind: its kind
 * @encoded: its name as a directory
 *
 * Context: su_mutex held; may sleep.
 * Return: 0, -EINVAL, -ENAMETOOLONG, -EEXIST or -ENOMEM.
 */
int stmf_group_add(struct stmf_group *group, enum stmf_kind kind,
		   const char *encoded)
{
	int i = kind_index(kind), err;

	err = stmf_group_decode(encoded, strlen(encoded), group->name);
	if (err < 0)
		return err;
	group->kind = kind;
	INIT_LIST_HEAD(&group->members);

	mutex_lock(&stmf.lock);
	err = -EEXIST;
	if (stmf_group_find(kind, group->name))
		goto out;
	err = xa_alloc_cyclic(&stmf.ids[i], &group->id, group, xa_limit_31b,
			      &stmf.next_id[i], GFP_KERNEL);
	if (err < 0) {
		err = -ENOMEM;
		goto out;
	}
	group->seq = ++stmf.last_seq;
	list_add_tail(&group->node, stmf_group_list(kind));
	group_changed(group, STMF_EVENT_CREATED);
	err = 0;
out:
	mutex_unlock(&stmf.lock);
	return err;
}

/**
 * stmf_group_remove - take an empty group that no view names out of the model
 * @group: the group
 *
 * Context: su_mutex held; may sleep.
 */
void stmf_group_remove(struct stmf_group *group)
{
	mutex_lock(&stmf.lock);
	WARN_ON_ONCE(group->views || !list_empty(&group->members));
	list_del(&group->node);
	xa_erase(&stmf.ids[kind_index(group->kind)], group->id);
	group_changed(group, STMF_EVENT_DELETED);
	mutex_unlock(&stmf.lock);
}

/**
 * stmf_group_pin - a view that is enabled names the group
 * @group: the group
 *
 * rmdir of the group's directory gives EBUSY until stmf_group_unpin().
 *
 * Context: within a configfs callback of this subsystem, with su_mutex (so that
 * a group that is in the model is linked into the tree) and stmf.lock held.
 * Return: 0, or -ENOENT if the group is about to vanish.
 */
int stmf_group_pin(struct stmf_group *group)
{
	int err;

	lockdep_assert_held(&stmf.lock);
	lockdep_assert_held(&stmf_subsys.su_mutex);
	if (!group->views) {
		err = configfs_depend_item_unlocked(&stmf_subsys,
						    &group->item.cg_item);
		if (err)
			return err;
	}
	group->views++;
	return 0;
}

/**
 * stmf_group_unpin - a view that named the group was withdrawn
 * @group: the group
 *
 * Context: stmf.lock held.
 */
void stmf_group_unpin(struct stmf_group *group)
{
	lockdep_assert_held(&stmf.lock);
	if (!--group->views)
		configfs_undepend_item(&group->item.cg_item);
}

/* Only while the target is offline may it change its group. */
static int add_target_port(struct stmf_member *member)
{
	const struct stmf_name *name = &member->name;
	struct stmf_target *target;
	int err;

	if (stmf_names_find(&stmf.tg_members, name->text, name->len))
		return -EEXIST;
	target = stmf_target_find(name->text, name->len);
	if (target && stmf_target_state(target) != STMF_STATE_OFFLINE)
		return -EBUSY;
	err = stmf_names_add(&stmf.tg_members, &member->name);
	if (err)
		return err;
	if (target)
		stmf_policy_set_group(&stmf.policy, &target->name,
				      member->group->id);
	return 0;
}

/* rmdir can't be refused: a target that is online is taken offline first */
static void remove_target_port(struct stmf_member *member)
{
	const struct stmf_name *name = &member->name;
	struct stmf_target *target;

	target = stmf_target_find(name->text, name->len);
	if (target) {
		if (stmf_target_state(target) != STMF_STATE_OFFLINE)
			stmf_target_set_online(target, false);
		stmf_policy_set_group(&stmf.policy, &target->name,
				      STMF_RULES_GROUP_ALL);
	}
	stmf_names_remove(&stmf.tg_members, &member->name);
}

/**
 * stmf_member_add - add a port to a group
 * @member: zeroed, apart from its item
 * @group: the group
 * @name: name of the port; for host groups also a pattern
 *
 * Context: su_mutex held; may sleep.
 * Return: 0; -EINVAL if @name is not in normal form; -EEXIST if it is in a
 * group of that kind; -EBUSY for a target that is not offline; -ENOMEM.
 */
int stmf_member_add(struct stmf_member *member, struct stmf_group *group,
		    const char *name)
{
	size_t len = strlen(name);
	int err;

	if (!stmf_name_is_normal(name, len) &&
	    (group->kind != STMF_KIND_HOST_GROUP ||
	     !stmf_pattern_is_normal(name, len)))
		return -EINVAL;
	err = stmf_name_set(&member->name, name, len);
	if (err)
		return err;
	member->group = group;
	member->name.group = group->id;

	mutex_lock(&stmf.lock);
	if (group->kind == STMF_KIND_HOST_GROUP)
		err = stmf_policy_add_initiator(&stmf.policy, &member->name);
	else
		err = add_target_port(member);
	if (!err) {
		member->seq = ++stmf.last_seq;
		list_add_tail(&member->node, &group->members);
		group_changed(group, STMF_EVENT_CHANGED);
	}
	mutex_unlock(&stmf.lock);
	return err;
}

/**
 * stmf_member_remove - take a port out of its group
 * @member: the member; readers of the policy see it for a grace period
 *
 * Context: su_mutex held; may sleep.
 */
void stmf_member_remove(struct stmf_member *member)
{
	struct stmf_group *group = member->group;

	mutex_lock(&stmf.lock);
	if (group->kind == STMF_KIND_HOST_GROUP)
		stmf_policy_remove_initiator(&stmf.policy, &member->name);
	else
		remove_target_port(member);
	list_del(&member->node);
	group_changed(group, STMF_EVENT_CHANGED);
	mutex_unlock(&stmf.lock);
}

/**
 * stmf_target_group - the group of a target port
 * @target: the target
 *
 * Context: stmf.lock held.
 * Return: the group or NULL.
 */
struct stmf_group *stmf_target_group(const struct stmf_target *target)
{
	struct stmf_name *name;

	lockdep_assert_held(&stmf.lock);
	name = stmf_names_find(&stmf.tg_members, target->name.text,
			       target->name.len);
	return name ? container_of(name, struct stmf_member, name)->group : NULL;
}

/**
 * stmf_host_group - the group of an initiator, as admission sees it
 * @initiator: its name in normal form
 *
 * Context: stmf.lock held.
 * Return: the group or NULL.
 */
struct stmf_group *stmf_host_group(const char *initiator)
{
	struct stmf_nexus_ids ids;

	lockdep_assert_held(&stmf.lock);
	rcu_read_lock();
	stmf_policy_resolve(&stmf.policy, initiator, strlen(initiator), "", 0,
			    &ids);
	rcu_read_unlock();
	if (ids.hg == STMF_RULES_GROUP_ALL)
		return NULL;
	return xa_load(&stmf.ids[kind_index(STMF_KIND_HOST_GROUP)], ids.hg);
}
