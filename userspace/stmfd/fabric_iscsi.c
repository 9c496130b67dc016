// SPDX-License-Identifier: GPL-2.0
/*
 * iSCSI: one TPG, an explicit node ACL with exactly its mapped LUNs for every
 * iSCSI name in a host group. Where a view for all hosts applies, others are
 * let in by demo mode, and their node ACLs become explicit ones too.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "fabric.h"
#include "match.h"

#define PORTAL_DEFAULT "0.0.0.0:3260"
#define LUN_HIDDEN 0x8000	/* above all LUNs of views: TPG LUNs that demo mode shall not offer */

enum { AUTHENTICATION, WRITE_PROTECT, DEMO };	/* in the order of attrs[] below */

/* The TPG's LUN numbers; by place in model->lu. */
struct numbers {
	const struct model *model;
	uint64_t *lun;			/* LIO_NO_LUN: has none */
};

static uint64_t *number_of(const struct numbers *numbers, const struct lu *lu)
{
	return &numbers->lun[lu - numbers->model->lu.v];
}

static bool group_has_iscsi(const struct group *group)
{
	bool found = false;

	vec_each(member, &group->member) {
		char *name = name_to_iscsi(*member);

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

/*
 * Demo mode offers a LUN at its number in the TPG: LUs for all hosts have
 * their view's LUN there, the others a number that no view can have.
 */
static void number_luns(struct numbers *numbers, const struct grants *grants,
			const struct lio_tpg *have, struct lio_tpg *want)
{
	const struct model *model = numbers->model;
	bool *hidden = xcalloc(model->lu.n, sizeof(*hidden));

	for (size_t i = 0; i < grants->groups; i++) {
		if (!grants->group[i].n || !group_has_iscsi(&model->group[HOST_GROUP].v[i]))
			continue;
		vec_each(grant, &grants->group[i])
			hidden[grant->lu - model->lu.v] = true;
	}
	number_hidden(numbers, have, hidden);
	vec_each(grant, &grants->all)
		*number_of(numbers, grant->lu) = lun_wire(grant->lun);
	for (size_t i = 0; i < model->lu.n; i++)
		if (numbers->lun[i] != LIO_NO_LUN)
			want_lun(want, numbers->lun[i], model->lu.v[i].guid);
	lio_luns_sort(&want->lun);
	free(hidden);
}

static void map_luns(const struct numbers *numbers, struct lio_acl *acl,
		     const struct grant *grants, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct lio_lun *map = vec_push(&acl->map);

		map->lun = lun_wire(grants[i].lun);
		map->dir = xasprintf("lun_%" PRIu64, map->lun);
		map->to = *number_of(numbers, grants[i].lu);
	}
}

static struct lio_acl *add_acl(struct lio_tpg *want, const char *name)
{
	struct lio_acl *acl = vec_push(&want->acl);

	acl->name = xstrdup(name);
	return acl;
}

static void add_members(const struct numbers *numbers, const struct grants *grants,
			struct names *done, struct lio_tpg *want)
{
	for (size_t i = 0; i < grants->groups; i++) {
		vec_each(member, &numbers->model->group[HOST_GROUP].v[i].member) {
			char *name = name_to_iscsi(*member);

			if (name && names_add(done, name)) {
				struct lio_acl *acl = add_acl(want, name);

				map_luns(numbers, acl, grants->all.v, grants->all.n);
				map_luns(numbers, acl, grants->group[i].v, grants->group[i].n);
				lio_luns_sort(&acl->map);
			}
			free(name);
		}
	}
}

/* Somebody in no host group; a name that the model can't have gets nothing. */
static void add_other(const struct numbers *numbers, const struct grants *grants,
		      const char *name, struct names *done, struct lio_tpg *want)
{
	struct lio_acl *acl;

	if (!name_dir_ok(name) || !names_add(done, name))
		return;
	acl = add_acl(want, name);
	if (name_iscsi_ok(name))
		map_luns(numbers, acl, grants->all.v, grants->all.n);
	lio_luns_sort(&acl->map);
}

static void add_acls(const struct numbers *numbers, const struct grants *grants,
		     const struct lio_tpg *have, bool open, struct lio_tpg *want)
{
	struct names done = { 0 };

	add_members(numbers, grants, &done, want);
	if (have && open) {
		vec_each(acl, &have->acl)
			add_other(numbers, grants, acl->name, &done, want);
		vec_each(name, &have->dynamic)
			add_other(numbers, grants, *name, &done, want);
	}
	names_free(&done);
}

static void desired(const struct model *model, const struct target *target,
		    const struct lio_target *have, struct lio_target *want)
{
	const struct lio_tpg *tpg_have = have ? lio_tpg(have, ISCSI_TPG) : NULL;
	struct lio_tpg *tpg = vec_push(&want->tpg);
	struct numbers numbers = { model, xcalloc(model->lu.n, sizeof(uint64_t)) };
	bool open = target_is_open(model, target);
	struct grants grants;

	for (size_t i = 0; i < model->lu.n; i++)
		numbers.lun[i] = LIO_NO_LUN;
	tpg->dir = xstrdup(ISCSI_TPG);
	tpg->attr[AUTHENTICATION] = xstrdup("0");
	tpg->attr[WRITE_PROTECT] = xstrdup("0");
	tpg->attr[DEMO] = xstrdup(open ? "1" : "0");
	tpg->demo_seen = open;
	tpg->enabled = model->service == STMF_STATE_ONLINE && target->state == STMF_STATE_ONLINE;
	params_values(target->params, "portal", &tpg->portals);
	if (!tpg->portals.n)
		names_add(&tpg->portals, PORTAL_DEFAULT);
	grants_make(model, target, &grants);
	number_luns(&numbers, &grants, tpg_have, tpg);
	add_acls(&numbers, &grants, tpg_have, open, tpg);
	grants_free(&grants);
	free(numbers.lun);
}

static char *iscsi_wwn(const struct target *target)
{
	return name_to_iscsi(target->name);
}

const struct fabric fabric_iscsi = {
	.name = "iscsi",
	.provider = "iscsit",
	.dir = "iscsi",
	.module = "iscsi_target_mod",
	.attrs = { "attrib/authentication", "attrib/demo_mode_write_protect",
		   "attrib/generate_node_acls" },
	.has_portals = true,
	.demo_maps = true,
	.has_acls = true,
	.has_enable = true,
	.wwn = iscsi_wwn,
	.initiator = name_to_iscsi,
	.desired = desired,
};
