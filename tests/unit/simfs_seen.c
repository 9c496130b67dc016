// SPDX-License-Identifier: GPL-2.0
/* Initiators: who may log in, and what they see then. */
#include <inttypes.h>
#include <stdlib.h>

#include "simfs_inner.h"

static struct sim_tpg *way_in(struct simfs *fs, const struct sim_target *target)
{
	return target && target->tpg.n ? &target->tpg.v[fs->way % target->tpg.n] : NULL;
}

/* CHAP: with the node ACL's own secret; what demo mode makes has none. */
static bool authenticates(const struct sim_tpg *tpg, const struct sim_acl *acl)
{
	if (!tpg->authentication)
		return true;
	for (int i = 0; i < 2; i++)
		if (!acl || acl->dynamic || !acl->auth[i] || !strcmp(acl->auth[i], LIO_UNSET))
			return false;
	return true;
}

void simfs_choose_way(struct simfs *fs, unsigned int way)
{
	fs->way = way;
}

/* What demo mode gives to a stranger */
static struct sim_acl *make_dynamic(const struct sim_target *target, struct sim_tpg *tpg,
				    const char *initiator)
{
	struct sim_acl *acl = vec_push(&tpg->acl);

	acl->name = xstrdup(initiator);
	acl->dynamic = true;
	if (sim_is_qla(target) && tpg->login_only)
		return acl;
	vec_each(lun, &tpg->lun)
		if (lun->id && !sim_find_deve(acl, lun->n))
			sim_add_deve(acl, lun->n, lun->id, NULL);
	return acl;
}

bool simfs_login(struct simfs *fs, const char *fabric, const char *wwn, const char *initiator)
{
	const struct sim_target *target = sim_find_target(fs, fabric, wwn);
	struct sim_tpg *tpg = way_in(fs, target);
	struct sim_acl *acl;

	if (!tpg || (!tpg->enabled && strcmp(fabric, "fc")) || !sim_initiator_ok(target, initiator))
		return false;
	acl = FIND(&tpg->acl, name, initiator);	/* a cached one lets in whatever the mode is now */
	if ((!acl && !tpg->generate) || (sim_is_iscsi(target) && !authenticates(tpg, acl)))
		return false;
	if (!acl)
		acl = make_dynamic(target, tpg, initiator);
	acl->session = true;
	return true;
}

void simfs_logout(struct simfs *fs, const char *wwn, const char *initiator)
{
	struct sim_tpg *tpg = way_in(fs, sim_find_target(fs, "iscsi", wwn));
	struct sim_acl *acl = tpg ? FIND(&tpg->acl, name, initiator) : NULL;

	if (acl)
		acl->session = false;
}

static void see(struct names *seen, uint64_t n, const char *store)
{
	char *text = xasprintf("%" PRIu64 " %s", n, store);

	names_add(seen, text);
	free(text);
}

static void see_loopback(const struct sim_target *target, const char *initiator, struct names *seen)
{
	vec_each(tpg, &target->tpg)
		vec_each(lun, &tpg->lun)
			if (same_text(tpg->nexus, initiator) && lun->id)
				see(seen, lun->n, lun->store);
}

void simfs_seen(struct simfs *fs, const char *fabric, const char *wwn, const char *initiator,
		struct names *seen)
{
	struct sim_target *target = sim_find_target(fs, fabric, wwn);
	struct sim_tpg *tpg;
	struct sim_acl *acl;

	if (target && sim_is_loopback(target))
		see_loopback(target, initiator, seen);
	if (!target || sim_is_loopback(target) || !simfs_login(fs, fabric, wwn, initiator))
		return;
	tpg = way_in(fs, target);
	acl = FIND(&tpg->acl, name, initiator);
	vec_each(deve, &acl->deve)
		vec_each(lun, &tpg->lun)
			if (lun->id == deve->lun)
				see(seen, deve->n, lun->store);
}

const char *simfs_store_path(struct simfs *fs, const char *guid)
{
	struct sim_store *store = FIND(&fs->store, name, guid);

	return store && store->enabled ? store->path : NULL;
}
