// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "match.h"

struct place {
	const char *name;
	size_t at;
};

static int place_order(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->name, ((const struct place *)b)->name);
}

/* The host groups sorted by name, so that a view finds its own fast. */
static struct place *places_make(const struct model *model)
{
	size_t n = model->group[HOST_GROUP].n;
	struct place *places = xcalloc(n, sizeof(*places));

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ model->group[HOST_GROUP].v[i].name, i };
	qsort(places, n, sizeof(*places), place_order);
	return places;
}

/* target_group: the target's, or NULL */
bool view_at_target(const struct view *view, const char *target_group)
{
	const char *name = view->group[TARGET_GROUP];

	return !name || same_text(name, target_group);
}

const char *target_group_name(const struct model *model, const struct target *target)
{
	const struct group *group = model_group_of(model, TARGET_GROUP, target->name);

	return group ? group->name : NULL;
}

static bool target_serves(const struct model *model, const struct target *target)
{
	return model->service == STMF_STATE_ONLINE && target->state == STMF_STATE_ONLINE;
}

void grants_make(const struct model *model, const struct target *target, struct grants *grants)
{
	const char *target_group = target_group_name(model, target);
	struct place *places;

	memset(grants, 0, sizeof(*grants));
	grants->groups = model->group[HOST_GROUP].n;
	grants->group = xcalloc(grants->groups, sizeof(*grants->group));
	if (!target_serves(model, target))
		return;
	places = places_make(model);
	vec_each(lu, &model->lu) {
		if (lu->state != STMF_STATE_ONLINE || !lu->conf)
			continue;
		vec_each(view, &lu->view) {
			struct grant grant = { lu, view->lun };
			struct place key = { view->group[HOST_GROUP], 0 }, *found;

			if (!view_at_target(view, target_group))
				continue;
			if (!key.name) {
				*vec_push(&grants->all) = grant;
				continue;
			}
			found = bsearch(&key, places, grants->groups, sizeof(key), place_order);
			if (found)
				*vec_push(&grants->group[found->at]) = grant;
		}
	}
	free(places);
}

void grants_free(struct grants *grants)
{
	vec_free(&grants->all);
	for (size_t i = 0; i < grants->groups; i++)
		vec_free(&grants->group[i]);
	free(grants->group);
}

static bool group_opens(const struct model *model, const char *name, const char *patterns)
{
	const struct group *group = name ? model_group(model, HOST_GROUP, name) : NULL;

	return !name || (group && group_has_pattern(group, patterns));
}

bool lu_opens(const struct model *model, const struct lu *lu, const char *target_group,
	      const char *patterns)
{
	vec_each(view, &lu->view)
		if (view_at_target(view, target_group) &&
		    group_opens(model, view->group[HOST_GROUP], patterns))
			return true;
	return false;
}

/* The same as lu_opens() of any, with the host groups that open looked up once */
static bool any_opens(const struct model *model, const char *target_group, const char *patterns)
{
	struct names open = { 0 };
	bool is = false;

	vec_each(group, &model->group[HOST_GROUP])
		if (group_has_pattern(group, patterns))
			names_add(&open, group->name);
	for (size_t i = 0; i < model->lu.n && !is; i++)
		vec_each(view, &model->lu.v[i].view)
			is = is || (view_at_target(view, target_group) &&
				    (!view->group[HOST_GROUP] ||
				     names_has(&open, view->group[HOST_GROUP])));
	names_free(&open);
	return is;
}

bool target_is_open(const struct model *model, const struct target *target,
		    const char *patterns)
{
	if (target->open != OPEN_UNKNOWN)
		return target->open == OPEN_YES;
	return any_opens(model, target_group_name(model, target), patterns);
}

static bool may_meet(const char *a, const char *b)
{
	return !a || !b || !strcmp(a, b);
}

bool lu_view_meets(const struct lu *lu, const char *const group[GROUP_KINDS])
{
	vec_each(view, &lu->view)
		if (may_meet(view->group[HOST_GROUP], group[HOST_GROUP]) &&
		    may_meet(view->group[TARGET_GROUP], group[TARGET_GROUP]))
			return true;
	return false;
}

int lun_free(const struct model *model, const char *const group[GROUP_KINDS], int lun)
{
	bool *used = xcalloc(STMF_LUN_MAX + 1, sizeof(*used));
	int free_lun = -1;

	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			if (may_meet(view->group[HOST_GROUP], group[HOST_GROUP]) &&
			    may_meet(view->group[TARGET_GROUP], group[TARGET_GROUP]))
				used[view->lun] = true;
	if (lun < 0) {
		for (int i = 0; i <= STMF_LUN_MAX && free_lun < 0; i++)
			if (!used[i])
				free_lun = i;
	} else if (!used[lun]) {
		free_lun = lun;
	}
	free(used);
	return free_lun;
}
