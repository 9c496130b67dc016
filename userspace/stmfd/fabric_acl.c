// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

#include "fabric_acl.h"

#define ONLY_TPG "tpgt_1"

static uint64_t *number_of(const struct numbers *numbers, const struct lu *lu)
{
	return &numbers->lun[lu - numbers->model->lu.v];
}

static bool has_initiator(const struct fabric *fabric, const struct group *group)
{
	bool found = false;

	vec_each(member, &group->member) {
		char *name = fabric->initiator(*member);

		found = found || name;
		free(name);
	}
	return found;
}

/* The hidden number under which the TPG has this LU already, or LIO_NO_LUN */
static uint64_t hidden_now(const struct lio_tpg *have, const char *guid)
{
	if (have)
		vec_each(lun, &have->lun)
			if (lun->lun >= LUN_HIDDEN && lun->lun != LIO_NO_LUN &&
			    same_text(lun->store, guid))
				return lun->lun;
	return LIO_NO_LUN;
}

static int number_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Hidden numbers that are given stay; new LUs get the lowest free ones. */
static void number_hidden(const struct numbers *numbers, const struct lio_tpg *have,
			  const bool *hidden)
{
	const struct model *model = numbers->model;
	uint64_t *used = xcalloc(model->lu.n, sizeof(*used)), next = LUN_HIDDEN;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < model->lu.n; i++) {
		if (hidden[i])
			numbers->lun[i] = hidden_now(have, model->lu.v[i].guid);
		if (hidden[i] && numbers->lun[i] != LIO_NO_LUN)
			used[n++] = numbers->lun[i];
	}
	qsort(used, n, sizeof(*used), number_order);
	for (size_t i = 0; i < model->lu.n; i++) {
		if (!hidden[i] || numbers->lun[i] != LIO_NO_LUN)
			continue;
		for (; at < n && used[at] <= next; at++)
			if (used[at] == next)
				next++;
		numbers->lun[i] = next++;
	}
	free(used);
}

void numbers_make(struct numbers *numbers, const struct model *model, const struct fabric *fabric,
		  const struct grants *grants, const struct lio_tpg *have, struct lio_tpg *want)
{
	bool *hidden = xcalloc(model->lu.n, sizeof(*hidden));

	numbers->model = model;
	numbers->lun = xcalloc(model->lu.n, sizeof(*numbers->lun));
	for (size_t i = 0; i < model->lu.n; i++)
		numbers->lun[i] = LIO_NO_LUN;
	for (size_t i = 0; i < grants->groups; i++)
		if (grants->group[i].n && has_initiator(fabric, &model->group[HOST_GROUP].v[i]))
			vec_each(grant, &grants->group[i])
				hidden[grant->lu - model->lu.v] = true;
	number_hidden(numbers, have, hidden);
	vec_each(grant, &grants->all)
		*number_of(numbers, grant->lu) = lun_wire(grant->lun);
	for (size_t i = 0; i < model->lu.n; i++)
		if (numbers->lun[i] != LIO_NO_LUN)
			want_lun(want, numbers->lun[i], model->lu.v[i].guid);
	lio_luns_sort(&want->lun);
	free(hidden);
}

void numbers_free(struct numbers *numbers)
{
	free(numbers->lun);
}

void acl_map(const struct numbers *numbers, struct lio_acl *acl, const struct grant *grants,
	     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct lio_lun *map = vec_push(&acl->map);

		map->lun = lun_wire(grants[i].lun);
		map->dir = xasprintf("lun_%" PRIu64, map->lun);
		map->to = *number_of(numbers, grants[i].lu);
	}
}

/* group: what the members of its host group are granted, beside what all are */
static void add_acl(const struct numbers *numbers, const struct grants *grants, const char *name,
		    const struct grant *group, size_t n, struct lio_tpg *want)
{
	struct lio_acl *acl = vec_push(&want->acl);

	acl->name = xstrdup(name);
	acl_map(numbers, acl, grants->all.v, grants->all.n);
	acl_map(numbers, acl, group, n);
	lio_luns_sort(&acl->map);
}

static void add_members(const struct numbers *numbers, const struct fabric *fabric,
			const struct grants *grants, struct names *done, struct lio_tpg *want)
{
	for (size_t i = 0; i < grants->groups; i++) {
		vec_each(member, &numbers->model->group[HOST_GROUP].v[i].member) {
			char *name = fabric->initiator(*member);

			if (name && names_add(done, name))
				add_acl(numbers, grants, name, grants->group[i].v,
					grants->group[i].n, want);
			free(name);
		}
	}
}

/* In no host group, but logged in: they see what all see. */
static void add_strangers(const struct numbers *numbers, const struct grants *grants,
			  const struct lio_tpg *have, struct names *done, struct lio_tpg *want)
{
	vec_each(acl, &have->acl)
		if (names_add(done, acl->name))
			add_acl(numbers, grants, acl->name, NULL, 0, want);
	vec_each(name, &have->dynamic)
		if (name_dir_ok(*name) && names_add(done, *name))
			add_acl(numbers, grants, *name, NULL, 0, want);
}

void acl_desired(const struct model *model, const struct target *target,
		 const struct lio_target *have, struct lio_target *want)
{
	const struct lio_tpg *tpg_have = have ? lio_tpg(have, ONLY_TPG) : NULL;
	const struct fabric *fabric = want->fabric;
	struct lio_tpg *tpg = vec_push(&want->tpg);
	struct numbers numbers;
	struct grants grants;
	struct names done = { 0 };

	tpg->dir = xstrdup(ONLY_TPG);
	for (size_t i = 0; fabric->attrs[i]; i++)
		tpg->attr[i] = xstrdup(fabric->values[i]);
	tpg->enabled = fabric->has_enable && model->service == STMF_STATE_ONLINE &&
		       target->state == STMF_STATE_ONLINE;
	grants_make(model, target, &grants);
	numbers_make(&numbers, model, fabric, &grants, tpg_have, tpg);
	add_members(&numbers, fabric, &grants, &done, tpg);
	if (fabric->login_only && tpg_have && target_is_open(model, target))
		add_strangers(&numbers, &grants, tpg_have, &done, tpg);
	names_free(&done);
	numbers_free(&numbers);
	grants_free(&grants);
}
