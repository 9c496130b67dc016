// SPDX-License-Identifier: GPL-2.0
/* Changes to an iSCSI target that exists: its name, alias, authentication, portal groups. */
#include <stdlib.h>

#include <libstmf.h>

#include "fabric.h"
#include "iscsi_change.h"

struct modify {
	const struct target *target;
	char name[STMF_NAME_MAX + 1];	/* the new one, or the old */
	bool renamed;
	char *alias;
};

static int take_name(struct call *call, const struct model *model, struct modify *modify)
{
	struct target renamed = *modify->target;
	const char *text;

	strcpy(modify->name, modify->target->name);
	if (!has_arg(call, "new_name"))
		return 0;
	if (arg_node(call, "new_name", &text) || name_normal(call, text, modify->name))
		return -1;
	modify->renamed = strcmp(modify->name, modify->target->name);
	if (modify->renamed && model_target(model, modify->name))
		return call_fail(call, STMF_ERROR_EXISTS, "target %s: already exists",
				 modify->name);
	renamed.name = modify->name;
	return modify->renamed ? target_not_in_lio(call, &renamed) : 0;
}

/* Those under the old name stay as long as the target has it. */
static int configure(struct call *call, const struct modify *modify)
{
	struct iscsi_conf *conf = &call->d->conf.iscsi;
	const struct iscsi_target *old = iscsi_target(conf, modify->target->name);
	struct iscsi_target *new;

	if (!has_iscsi_target_args(call) && !modify->renamed)
		return 0;
	if (modify->renamed)
		new = iscsi_target_add_like(conf, modify->name, old);
	else
		new = iscsi_target_add(conf, modify->name);
	if (modify->renamed)
		new->old_name = xstrdup(modify->target->name);
	return arg_iscsi_target(call, new);
}

/* The one under the new name takes the place of the old one. */
static int replace(struct call *call, const struct modify *modify)
{
	struct kernel *kernel = &call->d->kernel;
	struct target new = *modify->target;
	bool online = new.state == STMF_STATE_ONLINE;

	new.name = (char *)modify->name;
	new.alias = modify->alias;
	if (repo_save_own(call->d->repo, &call->d->conf, &call->fault) ||
	    kernel_target_add(kernel, &new, &call->fault))
		return -1;
	if (kernel_set_target(kernel, new.name, online, &call->fault) ||
	    kernel_target_remove(kernel, modify->target->name, &call->fault)) {
		kernel_target_remove(kernel, new.name, NULL);
		return -1;
	}
	return 0;
}

static int apply(struct call *call, const struct modify *modify)
{
	if (modify->renamed)
		return replace(call, modify);
	if (same_text(modify->alias, modify->target->alias))
		return 0;
	return kernel_target_set_alias(&call->d->kernel, modify->name, modify->alias,
				       &call->fault);
}

/* After a failed commit */
static void undo(struct call *call, const struct modify *modify)
{
	struct kernel *kernel = &call->d->kernel;
	const struct target *old = modify->target;

	if (!modify->renamed) {
		kernel_target_set_alias(kernel, old->name, old->alias, NULL);
		return;
	}
	kernel_target_remove(kernel, modify->name, NULL);
	if (!kernel_target_add(kernel, old, NULL))
		kernel_set_target(kernel, old->name, old->state == STMF_STATE_ONLINE, NULL);
}

static int modify(struct call *call, struct modify *modify)
{
	struct iscsi_conf before;
	int rc;

	iscsi_conf_copy(&before, &call->d->conf.iscsi);
	rc = configure(call, modify);
	if (!rc)
		rc = apply(call, modify);
	if (!rc && commit(call)) {
		undo(call, modify);
		iscsi_take_back(call, &before);
		return rolled_back(call);
	}
	if (rc) {
		iscsi_take_back(call, &before);
		repo_save_own(call->d->repo, &call->d->conf, NULL);
	}
	iscsi_conf_free(&before);
	return rc;
}

int op_modify_target(struct call *call)
{
	char name[STMF_NAME_MAX + 1];
	struct modify change = { 0 };
	struct model model;
	int rc = -1;

	if (arg_name(call, "target", name) || call_model(call, &model))
		return -1;
	change.target = model_target(&model, name);
	if (!change.target) {
		call_fail(call, STMF_ERROR_NOT_FOUND, "target %s: not found", name);
	} else if (!target_is_itadms(change.target)) {
		call_fail(call, STMF_ERROR_INVALID_ARG, "target %s: not an iSCSI target", name);
	} else {
		change.alias = xstrdup(change.target->alias);
		if (!arg_setting(call, "alias", &change.alias) &&
		    !take_name(call, &model, &change))
			rc = modify(call, &change);
		free(change.alias);
	}
	if (!rc)
		reply_text(call, "target", change.name);
	model_free(&model);
	return rc;
}
