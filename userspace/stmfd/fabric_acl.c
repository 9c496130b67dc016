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
	return found || group_has_pattern(group, fabric->patterns);
}

static void number_now(const struct numbers *numbers, const struct lio_tpg *have)
{
	vec_each(lun, &have->lun) {
		const struct lu *lu = lun->store ? model_lu(numbers->model, lun->store) : NULL;

		if (lu && lun->lun != LIO_NO_LUN)
			*number_of(numbers, lu) = lun->lun;
	}
}

static void want_grants(const struct numbers *numbers, const struct fabric *fabric,
			const struct grants *grants)
{
	const struct model *model = numbers->model;

	for (size_t i = 0; i < grants->groups; i++)
		if (grants->group[i].n && has_initiator(fabric, &model->group[HOST_GROUP].v[i]))
			vec_each(grant, &grants->group[i])
				numbers->wanted[grant->lu - model->lu.v] = true;
	vec_each(grant, &grants->all)
		numbers->wanted[grant->lu - model->lu.v] = true;
}

static bool is_free(const struct numbers *numbers, uint64_t lun)
{
	const struct lio_lun *other = numbers->whole ? lio_lun(&numbers->whole->lun, lun) : NULL;

	if (other && other->store && !model_lu(numbers->model, other->store))
		return false;		/* it stays */
	return lun >= LUN_HIDDEN || !numbers->used[lun];
}

static void take_number(const struct numbers *numbers, const struct lu *lu, uint64_t lun)
{
	*number_of(numbers, lu) = lun;
	if (lun < LUN_HIDDEN)
		numbers->used[lun] = true;
}

/* Who is not offered to all keeps the number that it has. */
static void number_kept(const struct numbers *numbers, const struct grants *grants)
{
	const struct model *model = numbers->model;
	bool *for_all = xcalloc(model->lu.n, sizeof(*for_all));

	vec_each(grant, &grants->all)
		for_all[grant->lu - model->lu.v] = true;
	vec_each(lu, &model->lu) {
		if (!numbers->wanted[lu - model->lu.v])
			*number_of(numbers, lu) = LIO_NO_LUN;
		else if (!for_all[lu - model->lu.v] && *number_of(numbers, lu) != LIO_NO_LUN)
			take_number(numbers, lu, *number_of(numbers, lu));
	}
	free(for_all);
}

/* At the LUN of its view, if no other has that number; else where it is. */
static void number_for_all(const struct numbers *numbers, const struct grants *grants)
{
	vec_each(grant, &grants->all)
		if (is_free(numbers, lun_wire(grant->lun)))
			take_number(numbers, grant->lu, lun_wire(grant->lun));
	vec_each(grant, &grants->all) {
		uint64_t *number = number_of(numbers, grant->lu);

		if (*number == lun_wire(grant->lun) || *number == LIO_NO_LUN)
			continue;
		if (is_free(numbers, *number))
			take_number(numbers, grant->lu, *number);
		else
			*number = LIO_NO_LUN;
	}
}

static void number_for_patterns(const struct numbers *numbers, const struct fabric *fabric,
				const struct grants *grants)
{
	const struct group *group = numbers->model->group[HOST_GROUP].v;

	for (size_t i = 0; i < grants->groups; i++)
		if (group_has_pattern(&group[i], fabric->patterns))
			vec_each(grant, &grants->group[i])
				if (*number_of(numbers, grant->lu) == LIO_NO_LUN &&
				    is_free(numbers, lun_wire(grant->lun)))
					take_number(numbers, grant->lu, lun_wire(grant->lun));
}

/* The others get the lowest hidden numbers that nobody has had until now. */
static void number_hidden(const struct numbers *numbers, const struct lio_tpg *have)
{
	const struct lio_tpg *whole = numbers->whole ? numbers->whole : have;
	uint64_t next = LUN_HIDDEN;

	vec_each(lu, &numbers->model->lu) {
		if (!numbers->wanted[lu - numbers->model->lu.v] ||
		    *number_of(numbers, lu) != LIO_NO_LUN)
			continue;
		if (whole)
			next = lio_luns_gap(&whole->lun, next);
		*number_of(numbers, lu) = next++;
	}
}

void numbers_make(struct numbers *numbers, const struct model *model, const struct fabric *fabric,
		  const struct grants *grants, const struct lio_tpg *have, struct lio_tpg *want)
{
	numbers->model = model;
	numbers->whole = have ? have->whole : NULL;
	numbers->lun = xcalloc(model->lu.n, sizeof(*numbers->lun));
	numbers->wanted = xcalloc(model->lu.n, sizeof(*numbers->wanted));
	numbers->used = xcalloc(LUN_HIDDEN, sizeof(*numbers->used));
	for (size_t i = 0; i < model->lu.n; i++)
		numbers->lun[i] = LIO_NO_LUN;
	if (have)
		number_now(numbers, have);
	want_grants(numbers, fabric, grants);
	number_kept(numbers, grants);
	number_for_all(numbers, grants);
	number_for_patterns(numbers, fabric, grants);
	number_hidden(numbers, have);
	for (size_t i = 0; i < model->lu.n; i++)
		if (numbers->lun[i] != LIO_NO_LUN)
			want_lun(want, numbers->lun[i], model->lu.v[i].guid);
	lio_luns_sort(&want->lun);
}

void numbers_free(struct numbers *numbers)
{
	free(numbers->used);
	free(numbers->wanted);
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

const struct grant *group_grants(const struct model *model, const struct grants *grants,
				 const char *name, size_t *n)
{
	const struct group *group = model_host_group(model, name);
	size_t at = group ? (size_t)(group - model->group[HOST_GROUP].v) : 0;

	*n = group ? grants->group[at].n : 0;
	return group ? grants->group[at].v : NULL;
}

/* No member of a host group, but logged in: maybe a pattern is theirs. */
static void add_stranger(const struct numbers *numbers, const struct fabric *fabric,
			 const struct grants *grants, const char *wire, struct names *done,
			 struct lio_tpg *want)
{
	const struct grant *group = NULL;
	size_t n = 0;
	char *name;

	if (!name_dir_ok(wire) || !names_add(done, wire))
		return;
	name = fabric->from_initiator(wire);
	if (name)
		group = group_grants(numbers->model, grants, name, &n);
	add_acl(numbers, grants, wire, group, n, want);
	free(name);
}

static void add_strangers(const struct numbers *numbers, const struct fabric *fabric,
			  const struct grants *grants, const struct lio_tpg *have,
			  struct names *done, struct lio_tpg *want)
{
	vec_each(acl, &have->acl)
		add_stranger(numbers, fabric, grants, acl->name, done, want);
	vec_each(name, &have->dynamic)
		add_stranger(numbers, fabric, grants, *name, done, want);
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
	if (fabric->login_only && tpg_have && target_is_open(model, target, fabric->patterns))
		add_strangers(&numbers, fabric, &grants, tpg_have, &done, tpg);
	lio_acls_sort(tpg);
	names_free(&done);
	numbers_free(&numbers);
	grants_free(&grants);
}
