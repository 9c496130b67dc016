// SPDX-License-Identifier: GPL-2.0
/* Host groups and target groups. */
#include <libstmf.h>

#include "call.h"

static int group_args(struct call *call, enum group_kind *kind, const char **group)
{
	return arg_kind(call, kind) || arg_text(call, "group", STMF_NAME_MAX, group) ? -1 : 0;
}

static int member_args(struct call *call, enum group_kind *kind, const char **group,
		       char member[STMF_NAME_MAX + 1])
{
	return group_args(call, kind, group) || arg_member(call, *kind, member) ? -1 : 0;
}

int op_create_group(struct call *call)
{
	struct kernel *kernel = &call->d->kernel;
	enum group_kind kind;
	const char *group;

	if (group_args(call, &kind, &group) ||
	    kernel_group_add(kernel, kind, group, &call->fault))
		return -1;
	if (!commit(call))
		return 0;
	kernel_group_remove(kernel, kind, group, NULL);
	return rolled_back(call);
}

static bool target_is_busy(const struct model *model, const char *name)
{
	const struct target *target = model_target(model, name);

	return target && target->state != STMF_STATE_OFFLINE;
}

/* Members leave a group with it; a target may leave only while it is offline. */
static int check_delete(struct call *call, const struct model *model, enum group_kind kind,
			const struct group *group)
{
	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			if (same_text(view->group[kind], group->name))
				return call_fail(call, STMF_ERROR_GROUP_IN_USE,
						 "group %s: is in use by view entry %u of %s",
						 group->name, view->index, lu->guid);
	vec_each(access, &call->d->conf.access)
		if (kind == TARGET_GROUP && same_text(access->group, group->name))
			return call_fail(call, STMF_ERROR_GROUP_IN_USE,
					 "group %s: is in use by an access state of %s",
					 group->name, access->guid);
	if (kind == TARGET_GROUP)
		vec_each(member, &group->member)
			if (target_is_busy(model, *member))
				return call_fail(call, STMF_ERROR_BUSY,
						 "target group %s: its member %s must be offline",
						 group->name, *member);
	return 0;
}

static int remove_whole(struct call *call, enum group_kind kind, const struct group *group)
{
	struct kernel *kernel = &call->d->kernel;

	vec_each(member, &group->member)
		if (kernel_member_remove(kernel, kind, group->name, *member, &call->fault))
			return -1;
	return kernel_group_remove(kernel, kind, group->name, &call->fault);
}

static int delete_group(struct call *call, const struct model *model, enum group_kind kind,
			const char *name)
{
	struct kernel *kernel = &call->d->kernel;
	const struct group *group = model_group(model, kind, name);

	if (!group)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "group %s: not found", name);
	if (check_delete(call, model, kind, group))
		return -1;
	if (!remove_whole(call, kind, group) && !commit(call))
		return 0;
	kernel_group_add(kernel, kind, name, NULL);
	vec_each(member, &group->member)
		kernel_member_add(kernel, kind, name, *member, NULL);
	return rolled_back(call);
}

int op_delete_group(struct call *call)
{
	enum group_kind kind;
	struct model model;
	const char *group;
	int rc;

	if (group_args(call, &kind, &group) || call_model(call, &model))
		return -1;
	rc = delete_group(call, &model, kind, group);
	model_free(&model);
	return rc;
}

int op_add_member(struct call *call)
{
	struct kernel *kernel = &call->d->kernel;
	char member[STMF_NAME_MAX + 1];
	enum group_kind kind;
	const char *group;

	if (member_args(call, &kind, &group, member) ||
	    kernel_member_add(kernel, kind, group, member, &call->fault))
		return -1;
	if (!commit(call))
		return 0;
	kernel_member_remove(kernel, kind, group, member, NULL);
	return rolled_back(call);
}

int op_remove_member(struct call *call)
{
	struct kernel *kernel = &call->d->kernel;
	char member[STMF_NAME_MAX + 1];
	enum group_kind kind;
	struct model model;
	const char *group;
	bool busy;

	if (member_args(call, &kind, &group, member) || call_model(call, &model))
		return -1;
	busy = kind == TARGET_GROUP && target_is_busy(&model, member) &&
	       model_group_of(&model, kind, member) &&
	       model_group_of(&model, kind, member) == model_group(&model, kind, group);
	model_free(&model);
	if (busy)
		return call_fail(call, STMF_ERROR_TG_ONLINE, "%s: the target must be offline",
				 member);
	if (kernel_member_remove(kernel, kind, group, member, &call->fault))
		return -1;
	if (!commit(call))
		return 0;
	kernel_member_add(kernel, kind, group, member, NULL);
	return rolled_back(call);
}
