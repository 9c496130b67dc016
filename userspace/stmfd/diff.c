// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "diff.h"
#include "rows.h"

bool lu_conf_same(const struct lu_conf *a, const struct lu_conf *b)
{
	return same_text(a->path, b->path) && same_text(a->meta, b->meta) &&
	       same_text(a->alias, b->alias) && same_text(a->mgmt_url, b->mgmt_url) &&
	       same_text(a->vid, b->vid) && same_text(a->pid, b->pid) &&
	       same_text(a->serial, b->serial) && a->offset == b->offset &&
	       a->size == b->size && a->blk == b->blk && a->wp == b->wp && a->wcd == b->wcd &&
	       a->wcd_given == b->wcd_given && a->buffered == b->buffered && a->copy == b->copy &&
	       same_text(a->device, b->device);
}

static bool view_same(const struct view *a, const struct view *b)
{
	return a->index == b->index && a->lun == b->lun &&
	       same_text(a->group[HOST_GROUP], b->group[HOST_GROUP]) &&
	       same_text(a->group[TARGET_GROUP], b->group[TARGET_GROUP]);
}

static bool target_same(const struct target *a, const struct target *b)
{
	return same_text(a->provider, b->provider) && same_text(a->alias, b->alias) &&
	       same_text(a->params, b->params);
}

static bool has_view(const struct model *model, const char *guid, const struct view *view)
{
	const struct lu *lu = model_lu(model, guid);
	const struct view *other = lu ? lu_view(lu, view->index) : NULL;

	return other && view_same(view, other);
}

static bool has_target(const struct model *model, const struct target *target)
{
	const struct target *other = model_target(model, target->name);

	return other && target_same(target, other);
}

static bool has_conf(const struct model *model, const struct lu *lu)
{
	const struct lu *other = model_lu(model, lu->guid);

	return other && other->conf && lu_conf_same(lu->conf, other->conf);
}

static const char *group_name_of(const struct model *model, enum group_kind kind, const char *member)
{
	const struct group *group = model_group_of(model, kind, member);

	return group ? group->name : NULL;
}

static void add(struct steps *steps, const struct step step)
{
	*vec_push(steps) = step;
}

/* Targets whose group changes have to be offline for that; those that go anyway need not. */
static void switch_targets(const struct model *old, const struct model *new, enum step_kind kind,
			   struct steps *steps)
{
	vec_each(target, &old->target)
		if (target->state == STMF_STATE_ONLINE && has_target(new, target) &&
		    !same_text(group_name_of(old, TARGET_GROUP, target->name),
			       group_name_of(new, TARGET_GROUP, target->name)))
			add(steps, (struct step){ .kind = kind, .name = target->name });
}

/* In "from" and not so in "other": members, and then (or, coming, before) groups */
static void diff_members(const struct model *from, const struct model *other, enum step_kind kind,
			 struct steps *steps)
{
	for (int i = 0; i < GROUP_KINDS; i++)
		vec_each(group, &from->group[i])
			vec_each(member, &group->member)
				if (!same_text(group_name_of(other, i, *member), group->name))
					add(steps, (struct step){ .kind = kind, .group = i,
								  .name = group->name,
								  .member = *member });
}

static void diff_groups(const struct model *from, const struct model *other, enum step_kind kind,
			struct steps *steps)
{
	for (int i = 0; i < GROUP_KINDS; i++)
		vec_each(group, &from->group[i])
			if (!model_group(other, i, group->name))
				add(steps, (struct step){ .kind = kind, .group = i,
							  .name = group->name });
}

static void diff_views(const struct model *from, const struct model *other, enum step_kind kind,
		       struct steps *steps)
{
	vec_each(lu, &from->lu)
		vec_each(view, &lu->view)
			if (!has_view(other, lu->guid, view))
				add(steps, (struct step){ .kind = kind, .name = lu->guid,
							  .view = view });
}

/* Targets are newest first: the oldest one comes first. */
static void diff_targets(const struct model *from, const struct model *other, enum step_kind kind,
			 struct steps *steps)
{
	for (size_t i = from->target.n; i > 0; i--) {
		const struct target *target = &from->target.v[i - 1];

		if (!has_target(other, target))
			add(steps, (struct step){ .kind = kind, .name = target->name,
						  .target = target });
	}
}

static void diff_lus(const struct model *from, const struct model *other, enum step_kind kind,
		     struct steps *steps)
{
	vec_each(lu, &from->lu)
		if (lu->conf && !has_conf(other, lu))
			add(steps, (struct step){ .kind = kind, .name = lu->guid,
						  .conf = lu->conf });
}

/* What itadm configures is compared as it is stored. */
static bool iscsi_same(const struct model *old, const struct model *new)
{
	const struct model a = { .iscsi = old->iscsi }, b = { .iscsi = new->iscsi };
	struct rows x, y;
	bool same;

	rows_make(&a, &x);
	rows_make(&b, &y);
	same = x.n == y.n;
	for (size_t i = 0; same && i < x.n; i++)
		same = x.v[i]->table == y.v[i]->table && row_same(x.v[i], y.v[i]);
	rows_free(&x);
	rows_free(&y);
	return same;
}

void diff_make(const struct model *old, const struct model *new, struct steps *steps)
{
	switch_targets(old, new, STEP_TARGET_OFFLINE, steps);
	diff_views(old, new, STEP_VIEW_REMOVE, steps);
	diff_targets(old, new, STEP_TARGET_REMOVE, steps);
	diff_members(old, new, STEP_MEMBER_REMOVE, steps);
	diff_lus(old, new, STEP_LU_REMOVE, steps);
	diff_groups(old, new, STEP_GROUP_REMOVE, steps);
	diff_groups(new, old, STEP_GROUP_ADD, steps);
	diff_members(new, old, STEP_MEMBER_ADD, steps);
	diff_lus(new, old, STEP_LU_ADD, steps);
	diff_targets(new, old, STEP_TARGET_ADD, steps);
	if (!iscsi_same(old, new))
		add(steps, (struct step){ .kind = STEP_ISCSI, .model = new });
	if (!access_same(&old->access, &new->access))
		add(steps, (struct step){ .kind = STEP_ACCESS, .model = new });
	diff_views(new, old, STEP_VIEW_ADD, steps);
	switch_targets(old, new, STEP_TARGET_ONLINE, steps);
	if (old->service != new->service || old->default_lu != new->default_lu ||
	    old->default_target != new->default_target ||
	    old->keep_nothing != new->keep_nothing || !same_text(old->mgmt_url, new->mgmt_url))
		add(steps, (struct step){ .kind = STEP_SETTINGS, .model = new });
}

/* ---- what a step is, in words ---- */

static const char *group_word(enum group_kind kind)
{
	return kind == HOST_GROUP ? "host group" : "target group";
}

static const char *state_word(enum stmf_state state)
{
	return state == STMF_STATE_ONLINE ? "online" : "offline";
}

static char *view_text(const struct step *step)
{
	const char *hosts = step->view->group[HOST_GROUP];
	const char *targets = step->view->group[TARGET_GROUP];

	return xasprintf("%c view %u of %s: LUN %u, hosts %s, targets %s",
			 step->kind == STEP_VIEW_ADD ? '+' : '-', step->view->index, step->name,
			 step->view->lun, hosts ? hosts : "all", targets ? targets : "all");
}

char *step_text(const struct step *step)
{
	char sign = step->kind < STEP_GROUP_ADD ? '-' : '+';

	switch (step->kind) {
	case STEP_TARGET_OFFLINE:
		return xasprintf("! target %s goes offline for a moment, sessions end", step->name);
	case STEP_TARGET_ONLINE:
		return xasprintf("! target %s comes online again", step->name);
	case STEP_VIEW_REMOVE:
	case STEP_VIEW_ADD:
		return view_text(step);
	case STEP_MEMBER_REMOVE:
	case STEP_MEMBER_ADD:
		return xasprintf("%c member %s of %s %s", sign, step->member,
				 group_word(step->group), step->name);
	case STEP_TARGET_REMOVE:
	case STEP_TARGET_ADD:
		return xasprintf("%c target %s", sign, step->name);
	case STEP_LU_REMOVE:
	case STEP_LU_ADD:
		return xasprintf("%c logical unit %s: %s", sign, step->name, step->conf->path);
	case STEP_GROUP_REMOVE:
	case STEP_GROUP_ADD:
		return xasprintf("%c %s %s", sign, group_word(step->group), step->name);
	case STEP_ISCSI:
		return xstrdup("! settings of iSCSI: authentication, portal groups, initiators");
	case STEP_ACCESS:
		return xstrdup("! access states of logical units");
	case STEP_SETTINGS:
		break;
	}
	return xasprintf("! settings: service %s, logical units %s and targets %s at first,"
			 " persistence %s", state_word(step->model->service),
			 state_word(step->model->default_lu),
			 state_word(step->model->default_target),
			 step->model->keep_nothing ? "none" : "smf");
}
