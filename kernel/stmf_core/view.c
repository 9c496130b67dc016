// SPDX-License-Identifier: GPL-2.0
/*
 * View entries: which logical unit is seen by which hosts through which
 * targets, at which LUN. A view counts while it is enabled. stmf.lock protects
 * everything.
 */
#include "model.h"

static void view_changed(const struct stmf_view *view, enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = STMF_KIND_VIEW,
		.state = -1,
		.guid = &view->lu->guid,
		.index = view->rule.index,
	};

	stmf_changed(&note);
}

static int pin_group(enum stmf_kind kind, const char *name,
		     struct stmf_group **group)
{
	if (!name[0]) {
		*group = NULL;
		return 0;
	}
	*group = stmf_group_find(kind, name);
	if (!*group)
		return -ENOENT;
	return stmf_group_pin(*group);
}

static void unpin_group(struct stmf_group *group)
{
	if (group)
		stmf_group_unpin(group);
}

static u32 group_id(const struct stmf_group *group)
{
	return group ? group->id : STMF_RULES_GROUP_ALL;
}

/* The rules first, so that a view that breaks them was never published. */
static int publish(struct stmf_view *view)
{
	struct stmf_lu *lu = view->lu;
	int err;

	view->rule.hg = group_id(view->hg);
	view->rule.tg = group_id(view->tg);
	err = stmf_rules_add(&stmf.luns, &lu->views, &view->rule, view->lun);
	if (err)
		return err;
	err = stmf_policy_publish_views(&stmf.policy, &lu->policy, &lu->views);
	if (err)
		stmf_rules_remove(&view->rule);
	return err;
}

/**
 * stmf_view_enable - let a view count
 * @view: the view
 *
 * Context: within a configfs callback of this subsystem, with su_mutex and
 * stmf.lock held; may sleep.
 * Return: 0; -ENOENT if a group does not exist; -EEXIST, -EADDRINUSE, -ENOSPC
 * and -ENOMEM as stmf_rules_add(). Nothing has changed if it fails.
 */
int stmf_view_enable(struct stmf_view *view)
{
	int err;

	if (view->enabled)
		return 0;
	err = pin_group(STMF_KIND_HOST_GROUP, view->host_group, &view->hg);
	if (err)
		return err;
	err = pin_group(STMF_KIND_TARGET_GROUP, view->target_group, &view->tg);
	if (err)
		goto unpin_hg;
	err = publish(view);
	if (err)
		goto unpin_tg;
	view->enabled = true;
	view_changed(view, STMF_EVENT_CREATED);
	return 0;

unpin_tg:
	unpin_group(view->tg);
unpin_hg:
	unpin_group(view->hg);
	return err;
}

/**
 * stmf_view_disable - withdraw a view
 * @view: the view
 *
 * Context: stmf.lock held; may sleep. Never fails.
 */
void stmf_view_disable(struct stmf_view *view)
{
	lockdep_assert_held(&stmf.lock);
	if (!view->enabled)
		return;
	stmf_policy_withdraw_view(&stmf.policy, &view->lu->policy,
				  view->rule.hg, view->rule.tg);
	stmf_rules_remove(&view->rule);
	unpin_group(view->tg);
	unpin_group(view->hg);
	view->enabled = false;
	view_changed(view, STMF_EVENT_DELETED);
}
