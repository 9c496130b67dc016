// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "fabric.h"
#include "fabric_acl.h"
#include "match.h"
#include "slice.h"

/* What the views of the logical units name, before and after the change. */
struct scope {
	const struct model *model;
	const struct lus *was;
	bool everybody;			/* all initiators are concerned */
	struct names groups;		/* else the members of these */
	struct names members;
	struct lio_luns luns;		/* at these, as the SCSI bus has them */
};

static const struct lu *lu_now(const struct scope *scope, const struct lu *was)
{
	return model_lu(scope->model, was->guid);
}

static void add_views(struct scope *scope, const struct lu *lu)
{
	vec_each(view, &lu->view) {
		if (view->group[HOST_GROUP])
			names_add(&scope->groups, view->group[HOST_GROUP]);
		else
			scope->everybody = true;
		vec_push(&scope->luns)->lun = lun_wire(view->lun);
	}
}

/* Whose patterns a group has can't be told from its members. */
static void add_groups(struct scope *scope)
{
	vec_each(name, &scope->groups) {
		const struct group *group = model_group(scope->model, HOST_GROUP, *name);

		if (!group)
			continue;
		vec_each(member, &group->member) {
			names_add(&scope->members, *member);
			scope->everybody = scope->everybody || is_pattern(*member);
		}
	}
}

static void scope_make(struct scope *scope, const struct model *model, const struct lus *was)
{
	size_t n = 0;

	*scope = (struct scope){ .model = model, .was = was };
	vec_each(lu, was) {
		add_views(scope, lu);
		if (lu_now(scope, lu))
			add_views(scope, lu_now(scope, lu));
	}
	add_groups(scope);
	lio_luns_sort(&scope->luns);
	vec_each(lun, &scope->luns)
		if (!n || scope->luns.v[n - 1].lun != lun->lun)
			scope->luns.v[n++] = *lun;
	scope->luns.n = n;
}

static void scope_free(struct scope *scope)
{
	names_free(&scope->groups);
	names_free(&scope->members);
	vec_free(&scope->luns);
}

/* ---- is it about these logical units only? ---- */

static bool in_scope(const struct scope *scope, const struct lu *lu)
{
	vec_each(was, scope->was)
		if (!strcmp(was->guid, lu->guid))
			return true;
	return false;
}

static bool others_open(const struct scope *scope, const char *target_group, const char *patterns)
{
	vec_each(lu, &scope->model->lu)
		if (!in_scope(scope, lu) && lu_opens(scope->model, lu, target_group, patterns))
			return true;
	return false;
}

/* Whether strangers may log in at a target is about all its node ACLs. */
static bool stays_open_or_closed(const struct scope *scope, const struct target *target,
				 const char *target_group, const char *patterns)
{
	bool opened = false, opens = false;

	vec_each(was, scope->was) {
		const struct lu *lu = lu_now(scope, was);

		opened = opened || lu_opens(scope->model, was, target_group, patterns);
		opens = opens || (lu && lu_opens(scope->model, lu, target_group, patterns));
	}
	if (target->open == OPEN_UNKNOWN || (opens && target->open == OPEN_NO))
		return false;
	return opens || !opened || others_open(scope, target_group, patterns);
}

static bool views_have(const struct lu *lu, const char *target_group, uint64_t lun)
{
	vec_each(view, &lu->view)
		if (view_at_target(view, target_group) && lun_wire(view->lun) == lun)
			return true;
	return false;
}

/*
 * One that is not at a LUN of its own views may keep another LU from its place,
 * which would get it when this one leaves.
 */
static bool is_in_its_place(const struct lu *lu, const struct lio_tpg *tpg,
				const char *target_group)
{
	const struct lio_lun *lun = lio_lun_of(tpg, lu->guid);

	return !lun || lun->lun >= LUN_HIDDEN || views_have(lu, target_group, lun->lun);
}

static bool is_local_at(const struct scope *scope, const struct lio *lio,
			const struct target *target)
{
	const struct fabric *fabric = fabric_of_target(target);
	const char *target_group = target_group_name(scope->model, target);
	char *wwn = fabric ? fabric->wwn(target) : NULL;
	const struct lio_target *have = wwn ? lio_target(lio, fabric, wwn) : NULL;
	bool is = true;

	free(wwn);
	if (!have || !fabric->has_acls)
		return true;
	vec_each(tpg, &have->tpg)
		vec_each(lu, scope->was)
			is = is && is_in_its_place(lu, tpg, target_group);
	return is && stays_open_or_closed(scope, target, target_group, fabric->patterns);
}

static bool is_local(const struct scope *scope, const struct lio *lio)
{
	vec_each(was, scope->was) {
		const struct lu *lu = lu_now(scope, was);

		if (lu && lu->aptpl.n)
			return false;	/* reservations of initiators that may be any */
	}
	vec_each(target, &scope->model->target)
		if (!is_local_at(scope, lio, target))
			return false;
	return true;
}

/* ---- the parts ---- */

static void slice_model(const struct scope *scope, struct model *part)
{
	const struct model *model = scope->model;

	*part = *model;
	memset(&part->lu, 0, sizeof(part->lu));
	vec_each(was, scope->was)
		if (lu_now(scope, was))
			*vec_push(&part->lu) = *lu_now(scope, was);
	model_lu_sort(part);
	memset(&part->group[HOST_GROUP], 0, sizeof(part->group[HOST_GROUP]));
	memset(&part->iscsi.initiator, 0, sizeof(part->iscsi.initiator));
	vec_each(group, &model->group[HOST_GROUP])
		if (scope->everybody || names_has(&scope->groups, group->name))
			*vec_push(&part->group[HOST_GROUP]) = *group;
	if (scope->everybody) {
		vec_each(initiator, &model->iscsi.initiator)
			*vec_push(&part->iscsi.initiator) = *initiator;
		return;
	}
	vec_each(member, &scope->members) {
		const struct iscsi_initiator *known = iscsi_initiator(&model->iscsi, *member);

		if (known)
			*vec_push(&part->iscsi.initiator) = *known;
	}
}

static void slice_acl(const struct scope *scope, const struct lio_acl *acl, struct lio_tpg *part)
{
	struct lio_acl *own = vec_push(&part->acl);

	*own = *acl;
	memset(&own->map, 0, sizeof(own->map));
	vec_each(lun, &scope->luns) {
		const struct lio_lun *map = lio_lun(&acl->map, lun->lun);

		if (map && lio_lun(&part->lun, map->to))
			*vec_push(&own->map) = *map;
	}
}

static void slice_acls(const struct scope *scope, const struct fabric *fabric,
		       const struct lio_tpg *tpg, struct lio_tpg *part)
{
	struct names wires = { 0 };

	if (scope->everybody) {
		vec_each(acl, &tpg->acl)
			slice_acl(scope, acl, part);
		return;
	}
	vec_each(member, &scope->members) {
		char *wire = fabric->initiator(*member);

		if (wire)
			names_add(&wires, wire);
		free(wire);
	}
	vec_each(wire, &wires)
		if (lio_acl(tpg, *wire))
			slice_acl(scope, lio_acl(tpg, *wire), part);
	names_free(&wires);
}

static void slice_tpg(const struct scope *scope, const struct fabric *fabric,
		      const struct lio_tpg *tpg, struct lio_tpg *part)
{
	*part = *tpg;
	part->whole = tpg;
	memset(&part->lun, 0, sizeof(part->lun));
	memset(&part->place, 0, sizeof(part->place));
	memset(&part->acl, 0, sizeof(part->acl));
	/* who has logged in is about all LUs */
	memset(&part->dynamic, 0, sizeof(part->dynamic));
	memset(&part->looking, 0, sizeof(part->looking));
	vec_each(was, scope->was) {
		const struct lio_lun *lun = lio_lun_of(tpg, was->guid);

		if (lun)
			*vec_push(&part->lun) = *lun;
	}
	lio_luns_sort(&part->lun);
	if (fabric->has_acls)
		slice_acls(scope, fabric, tpg, part);
}

static void slice_lio(const struct scope *scope, const struct lio *lio, struct lio *part)
{
	vec_each(was, scope->was) {
		const struct lio_store *store = lio_store(lio, was->guid);

		if (store)
			*vec_push(&part->store) = *store;
	}
	vec_each(target, &lio->target) {
		struct lio_target *own = vec_push(&part->target);

		own->fabric = target->fabric;
		own->wwn = target->wwn;
		vec_each(tpg, &target->tpg)
			slice_tpg(scope, target->fabric, tpg, vec_push(&own->tpg));
	}
}

bool slice_make(const struct model *model, const struct lio *lio, const struct lus *was,
		struct slice *slice)
{
	struct scope scope;
	bool local;

	memset(slice, 0, sizeof(*slice));
	scope_make(&scope, model, was);
	local = is_local(&scope, lio);
	if (local) {
		slice_model(&scope, &slice->model);
		slice_lio(&scope, lio, &slice->lio);
	}
	scope_free(&scope);
	return local;
}

void slice_free(struct slice *slice)
{
	vec_free(&slice->model.lu);
	vec_free(&slice->model.group[HOST_GROUP]);
	vec_free(&slice->model.iscsi.initiator);
	vec_free(&slice->lio.store);
	vec_each(target, &slice->lio.target) {
		vec_each(tpg, &target->tpg) {
			vec_free(&tpg->lun);
			vec_each(acl, &tpg->acl)
				vec_free(&acl->map);
			vec_free(&tpg->acl);
		}
		vec_free(&target->tpg);
	}
	vec_free(&slice->lio.target);
	memset(slice, 0, sizeof(*slice));
}
