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

static bool view_at_target(const struct view *view, const struct group *target_group)
{
	const char *name = view->group[TARGET_GROUP];

	return !name || (target_group && !strcmp(name, target_group->name));
}

static bool target_serves(const struct model *model, const struct target *target)
{
	return model->service == STMF_STATE_ONLINE && target->state == STMF_STATE_ONLINE;
}

void grants_make(const struct model *model, const struct target *target, struct grants *grants)
{
	const struct group *target_group = model_group_of(model, TARGET_GROUP, target->name);
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

static bool view_opens(const struct view *view, const struct names *open)
{
	return !view->group[HOST_GROUP] || names_has(open, view->group[HOST_GROUP]);
}

bool target_is_open(const struct model *model, const struct target *target,
		    const char *patterns)
{
	const struct group *target_group = model_group_of(model, TARGET_GROUP, target->name);
	struct names open = { 0 };
	bool is = false;

	vec_each(group, &model->group[HOST_GROUP])
		if (group_has_pattern(group, patterns))
			names_add(&open, group->name);
	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			is = is || (view_at_target(view, target_group) && view_opens(view, &open));
	names_free(&open);
	return is;
}

static bool may_meet(const char *a, const char *b)
{
	return !a || !b || !strcmp(a, b);
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
