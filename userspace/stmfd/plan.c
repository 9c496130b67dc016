// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "aptpl.h"
#include "fabric.h"
#include "plan.h"
#include "plan_alua.h"

/* One TPG: what is there, what should be. */
struct tpg_diff {
	struct plan *plan;
	const struct model *model;
	const struct lio *lio;
	const struct fabric *fabric;
	const char *path;
	const struct lio_tpg *have, *want;
	bool exists, wanted;
	bool *kept;			/* by place in want->lun: stays linked as it is */
};

static const struct lio_tpg no_tpg;

void emit(struct plan *plan, enum phase phase, enum op_kind kind, const char *value,
	  const char *fmt, ...)
{
	struct op *op = vec_push(plan);
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&op->path, fmt, ap) < 0)
		abort();
	va_end(ap);
	op->phase = phase;
	op->kind = kind;
	op->value = xstrdup(value);
}

/* A backstore stays if it is enabled, over the store that is configured. */
static bool store_right(const struct model *model, const struct lio_store *store)
{
	const struct lu *lu = model_lu(model, store->name);

	if (!lu || !lu->conf || !store->enabled)
		return false;
	return !lu->data_file || !strcmp(lu->data_file, lu->conf->path);
}

static bool lun_right(const struct tpg_diff *d, const struct lio_lun *lun)
{
	const struct lio_lun *want = lio_lun(&d->want->lun, lun->lun);
	const struct lio_store *store;

	if (!want || !lun->store || strcmp(want->store, lun->store) ||
	    !same_text(d->have->nexus, d->want->nexus))
		return false;
	store = lio_store(d->lio, lun->store);
	return store && store_right(d->model, store);
}

static void diff_luns(struct tpg_diff *d)
{
	vec_each(lun, &d->have->lun) {
		const struct lio_lun *want = lio_lun(&d->want->lun, lun->lun);

		if (lun_right(d, lun)) {
			d->kept[want - d->want->lun.v] = true;
			continue;
		}
		if (lun->link)
			emit(d->plan, PHASE_LUN_UNLINK, OP_UNLINK, NULL, "%s/lun/%s/%s", d->path,
			     lun->dir, lun->link);
		if (!want)
			emit(d->plan, PHASE_LUN_RMDIR, OP_RMDIR, NULL, "%s/lun/%s", d->path,
			     lun->dir);
	}
	vec_each(lun, &d->want->lun) {
		char *store = xasprintf(LIO_HBA "/%s", lun->store);

		if (!lio_lun(&d->have->lun, lun->lun))
			emit(d->plan, PHASE_LUN_MKDIR, OP_MKDIR, NULL, "%s/lun/%s", d->path,
			     lun->dir);
		if (!d->kept[lun - d->want->lun.v])
			emit(d->plan, PHASE_LUN_LINK, OP_SYMLINK, store, "%s/lun/%s/" LIO_LINK,
			     d->path, lun->dir);
		plan_lun_alua(d->plan, d->path, d->kept[lun - d->want->lun.v] ?
			      lio_lun(&d->have->lun, lun->lun) : NULL, lun);
		free(store);
	}
}

/* Unlinking a TPG LUN drops the mappings to it behind their links. */
static bool map_right(const struct tpg_diff *d, const struct lio_lun *map,
		      const struct lio_acl *want)
{
	const struct lio_lun *same = want ? lio_lun(&want->map, map->lun) : NULL;
	const struct lio_lun *lun = lio_lun(&d->want->lun, map->to);

	return same && map->link && map->live && same->to == map->to && lun &&
	       d->kept[lun - d->want->lun.v];
}

/* Node ACLs that were made on a login hold every LUN of the TPG at its TPG number. */
static bool acl_may_hold_leftovers(const struct tpg_diff *d, const struct lio_acl *have)
{
	return d->exists && !(have && have->clean) &&
	       (d->have->demo_seen || d->want->demo_seen);
}

static void revoke_maps(struct tpg_diff *d, const struct lio_acl *have,
			const struct lio_acl *want, bool clean)
{
	vec_each(map, &have->map) {
		if (map_right(d, map, want))
			continue;
		if (map->link)
			emit(d->plan, PHASE_UNMAP, OP_UNLINK, NULL, "%s/acls/%s/%s/%s", d->path,
			     have->name, map->dir, map->link);
		if (clean || !want || !lio_lun(&want->map, map->lun))
			emit(d->plan, PHASE_UNMAP_RMDIR, OP_RMDIR, NULL, "%s/acls/%s/%s",
			     d->path, have->name, map->dir);
	}
}

/* A leftover at n maps the TPG's LUN n; only linking it by hand gives a way to unmap it. */
static void clean_acl(struct tpg_diff *d, const struct lio_acl *have, const struct lio_acl *want)
{
	vec_each(lun, &d->want->lun) {
		const struct lio_lun *map = lio_lun(&want->map, lun->lun);
		const struct lio_lun *is = have ? lio_lun(&have->map, lun->lun) : NULL;
		char *tpg_lun;

		if (map && (map->to == lun->lun || (is && map_right(d, is, want))))
			continue;
		tpg_lun = xasprintf("%s/lun/%s", d->path, lun->dir);
		emit(d->plan, PHASE_CLEAN_MKDIR, OP_MKDIR, NULL, "%s/acls/%s/%s", d->path,
		     want->name, lun->dir);
		emit(d->plan, PHASE_CLEAN_LINK, OP_SYMLINK, tpg_lun, "%s/acls/%s/%s/" LIO_LINK,
		     d->path, want->name, lun->dir);
		emit(d->plan, PHASE_CLEAN_UNLINK, OP_UNLINK, NULL, "%s/acls/%s/%s/" LIO_LINK,
		     d->path, want->name, lun->dir);
		emit(d->plan, PHASE_CLEAN_RMDIR, OP_RMDIR, NULL, "%s/acls/%s/%s", d->path,
		     want->name, lun->dir);
		free(tpg_lun);
	}
}

static void grant_maps(struct tpg_diff *d, const struct lio_acl *have, const struct lio_acl *want,
		       bool clean)
{
	vec_each(map, &want->map) {
		const struct lio_lun *is = have ? lio_lun(&have->map, map->lun) : NULL;
		char *tpg_lun;

		if (is && map_right(d, is, want))
			continue;
		if (!is || clean)
			emit(d->plan, PHASE_MAP_MKDIR, OP_MKDIR, NULL, "%s/acls/%s/%s", d->path,
			     want->name, map->dir);
		tpg_lun = xasprintf("%s/lun/lun_%" PRIu64, d->path, map->to);
		emit(d->plan, PHASE_MAP_LINK, OP_SYMLINK, tpg_lun, "%s/acls/%s/%s/" LIO_LINK,
		     d->path, want->name, map->dir);
		free(tpg_lun);
	}
}

static void expel(struct tpg_diff *d, const char *name)
{
	if (!name_dir_ok(name) || lio_acl(d->have, name) || lio_acl(d->want, name))
		return;
	emit(d->plan, PHASE_UNMAP, OP_MKDIR, NULL, "%s/acls/%s", d->path, name);
	emit(d->plan, PHASE_ACL_RMDIR, OP_RMDIR, NULL, "%s/acls/%s", d->path, name);
}

/* Demo mode let them in, and now they are not wanted: an ACL that goes takes its session along. */
static void expel_dynamic(struct tpg_diff *d)
{
	if (d->fabric->login_only)
		return;
	vec_each(name, &d->have->dynamic)
		expel(d, *name);
	if (d->want->demo_seen)
		return;
	vec_each(name, &d->have->looking)
		expel(d, *name);
}

static void diff_secrets(struct tpg_diff *d, const struct lio_acl *have,
			 const struct lio_acl *want)
{
	for (size_t i = 0; d->fabric->acl_secrets[i]; i++)
		if (!same_text(have ? have->secret[i] : NULL, want->secret[i]))
			emit(d->plan, PHASE_ACL_SECRET, OP_WRITE,
			     want->secret[i] ? want->secret[i] : LIO_UNSET, "%s/acls/%s/%s",
			     d->path, want->name, d->fabric->acl_secrets[i]);
}

static void diff_acls(struct tpg_diff *d)
{
	vec_each(have, &d->have->acl) {
		const struct lio_acl *want = lio_acl(d->want, have->name);

		revoke_maps(d, have, want, want && acl_may_hold_leftovers(d, have));
		if (!want)
			emit(d->plan, PHASE_ACL_RMDIR, OP_RMDIR, NULL, "%s/acls/%s", d->path,
			     have->name);
	}
	vec_each(want, &d->want->acl) {
		const struct lio_acl *have = lio_acl(d->have, want->name);
		bool clean = acl_may_hold_leftovers(d, have);

		if (!have)
			emit(d->plan, PHASE_ACL_MKDIR, OP_MKDIR, NULL, "%s/acls/%s", d->path,
			     want->name);
		diff_secrets(d, have, want);
		if (clean)
			clean_acl(d, have, want);
		grant_maps(d, have, want, clean);
		if (d->fabric->demo_maps && !(have && have->clean))
			emit(d->plan, PHASE_ACL_TAG, OP_WRITE, LIO_TAG, "%s/acls/%s/tag", d->path,
			     want->name);
	}
}

static void diff_portals(struct tpg_diff *d)
{
	vec_each(portal, &d->have->portals)
		if (!names_has(&d->want->portals, *portal))
			emit(d->plan, PHASE_PORTAL_RMDIR, OP_RMDIR, NULL, "%s/np/%s", d->path,
			     *portal);
	vec_each(portal, &d->want->portals)
		if (!names_has(&d->have->portals, *portal))
			emit(d->plan, PHASE_TPG_SET, OP_MKDIR, NULL, "%s/np/%s", d->path, *portal);
	vec_each(portal, &d->have->iser)
		if (!names_has(&d->want->iser, *portal))
			emit(d->plan, PHASE_DISABLE, OP_WRITE, "0", "%s/np/%s/iser", d->path,
			     *portal);
	vec_each(portal, &d->want->iser)
		if (!names_has(&d->have->iser, *portal))
			emit(d->plan, PHASE_PORTAL_ISER, OP_WRITE, "1", "%s/np/%s/iser", d->path,
			     *portal);
}

/* Attributes that this kernel does not have are left out. */
static void diff_attrs(struct tpg_diff *d)
{
	for (size_t i = 0; d->fabric->attrs[i] && d->wanted; i++) {
		const char *have = d->have->attr[i], *want = d->want->attr[i];

		if (d->exists && (!have || !strcmp(have, want)))
			continue;
		emit(d->plan, d->exists && !strcmp(want, "0") ? PHASE_DISABLE : PHASE_TPG_SET,
		     OP_WRITE, want, "%s/%s", d->path, d->fabric->attrs[i]);
	}
	if (same_text(d->have->nexus, d->want->nexus))
		return;
	if (d->have->nexus)
		emit(d->plan, PHASE_NEXUS_DROP, OP_WRITE, "NULL", "%s/nexus", d->path);
	if (d->want->nexus)
		emit(d->plan, PHASE_TPG_SET, OP_WRITE, d->want->nexus, "%s/nexus", d->path);
}

static void diff_tpg(struct tpg_diff *d)
{
	d->exists = d->have;
	d->wanted = d->want;
	if (!d->exists)
		d->have = &no_tpg;
	if (!d->wanted)
		d->want = &no_tpg;
	d->kept = xcalloc(d->want->lun.n, sizeof(*d->kept));

	if (d->have->enabled && !d->want->enabled)
		emit(d->plan, PHASE_DISABLE, OP_WRITE, "0", "%s/enable", d->path);
	if (!d->exists)
		emit(d->plan, PHASE_TPG_MKDIR, OP_MKDIR, NULL, "%s", d->path);
	diff_attrs(d);
	diff_portals(d);
	diff_luns(d);
	expel_dynamic(d);
	diff_acls(d);
	if (!d->wanted)
		emit(d->plan, PHASE_TPG_RMDIR, OP_RMDIR, NULL, "%s", d->path);
	if (d->want->enabled && !d->have->enabled)
		emit(d->plan, PHASE_ENABLE, OP_WRITE, "1", "%s/enable", d->path);
	free(d->kept);
}

static void diff_target(struct plan *plan, const struct model *model, const struct lio *lio,
			const struct lio_target *have, const struct lio_target *want)
{
	static const struct lio_target none;
	const struct lio_target *any = have ? have : want;
	char *path = xasprintf("%s/%s", any->fabric->dir, any->wwn);

	if (!have)
		emit(plan, PHASE_TARGET_MKDIR, OP_MKDIR, NULL, "%s", path);
	if (!want)
		emit(plan, PHASE_TARGET_RMDIR, OP_RMDIR, NULL, "%s", path);
	have = have ? have : &none;
	want = want ? want : &none;
	vec_each(tpg, &have->tpg) {
		char *dir = xasprintf("%s/%s", path, tpg->dir);
		struct tpg_diff diff = { .plan = plan, .model = model, .lio = lio, .path = dir,
					 .fabric = any->fabric, .have = tpg,
					 .want = lio_tpg(want, tpg->dir) };

		diff_tpg(&diff);
		free(dir);
	}
	vec_each(tpg, &want->tpg) {
		char *dir = xasprintf("%s/%s", path, tpg->dir);
		struct tpg_diff diff = { .plan = plan, .model = model, .lio = lio, .path = dir,
					 .fabric = any->fabric, .want = tpg };

		if (!lio_tpg(have, tpg->dir))
			diff_tpg(&diff);
		free(dir);
	}
	free(path);
}

static void PRINTF(3, 4) control(struct plan *plan, const char *guid, const char *fmt, ...)
{
	va_list ap;
	char *value;

	va_start(ap, fmt);
	if (vasprintf(&value, fmt, ap) < 0)
		abort();
	va_end(ap);
	emit(plan, PHASE_STORE_CONTROL, OP_WRITE, value, LIO_HBA "/%s/control", guid);
	free(value);
}

/* The device itself has all the properties. */
static void make_pass(struct plan *plan, const char *guid, const struct lu_conf *conf)
{
	emit(plan, PHASE_STORE_MKDIR, OP_MKDIR, NULL, LIO_HBA "/%s", guid);
	control(plan, guid, "path=%s", conf->path);
	control(plan, guid, "scsi=%s", conf->scsi);
	if (conf->alias)
		control(plan, guid, "alias=%s", conf->alias);
	emit(plan, PHASE_STORE_ENABLE, OP_WRITE, "1", LIO_HBA "/%s/enable", guid);
}

static void make_store(struct plan *plan, const struct model *model, const char *guid,
		       const struct lu_conf *conf)
{
	const struct { const char *key, *value; } texts[] = {
		{ "path", conf->path },	    { "meta", conf->meta },
		{ "alias", conf->alias },   { "mgmt_url", conf->mgmt_url ?: model->mgmt_url },
		{ "vid", conf->vid },	    { "pid", conf->pid },
		{ "serial", conf->serial },
	};

	emit(plan, PHASE_STORE_MKDIR, OP_MKDIR, NULL, LIO_HBA "/%s", guid);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].value)
			control(plan, guid, "%s=%s", texts[i].key, texts[i].value);
	control(plan, guid, "offset=%" PRIu64, conf->offset);
	if (conf->size)
		control(plan, guid, "size=%" PRIu64, conf->size);
	if (conf->blk)
		control(plan, guid, "blk=%" PRIu32, conf->blk);
	if (conf->wp)
		control(plan, guid, "wp=1");
	if (conf->wcd_given)
		control(plan, guid, "wcd=%d", conf->wcd);
	if (conf->buffered)
		control(plan, guid, "buffered=1");
	if (conf->copy)
		control(plan, guid, "3pc=1");
	emit(plan, PHASE_STORE_ENABLE, OP_WRITE, "1", LIO_HBA "/%s/enable", guid);
}

static void make_backstore(struct plan *plan, const struct model *model, const struct lu *lu)
{
	if (lu->conf->device)
		make_pass(plan, lu->guid, lu->conf);
	else
		make_store(plan, model, lu->guid, lu->conf);
}

static void diff_stores(struct plan *plan, const struct model *model, const struct lio *have)
{
	vec_each(store, &have->store) {
		if (store_right(model, store))
			continue;
		plan_drop_alua(plan, store, NULL);
		emit(plan, PHASE_STORE_RMDIR, OP_RMDIR, NULL, LIO_HBA "/%s", store->name);
	}
	vec_each(lu, &model->lu) {
		const struct lio_store *store;

		if (!lu->conf || lu->absent)
			continue;
		store = lio_store(have, lu->guid);
		if (store && !store_right(model, store))
			store = NULL;
		if (!store)
			make_backstore(plan, model, lu);
		plan_store_alua(plan, model, lu->guid, store);
	}
}

/* Reservations come back before the first LUN is on a backstore; then LIO takes none any more. */
static void restore_reservations(struct plan *plan, const struct model *model,
				 const struct lio *have, const struct lio *want)
{
	vec_each(lu, &model->lu) {
		if (!lu->aptpl.n || !lio_exports(want, lu->guid) ||
		    lio_exports(have, lu->guid))
			continue;
		vec_each(record, &lu->aptpl) {
			char *placed = aptpl_place(*record, lu->guid, want);

			emit(plan, PHASE_STORE_RESERVE, OP_WRITE, placed,
			     LIO_HBA "/%s/pr/res_aptpl_metadata", lu->guid);
			free(placed);
		}
	}
}

static int phase_order(const void *a, const void *b)
{
	const struct op *x = *(const struct op *const *)a, *y = *(const struct op *const *)b;

	if (x->phase != y->phase)
		return (int)x->phase - (int)y->phase;
	return (x > y) - (x < y);
}

/* By phase, otherwise in the order in which they came. */
static void plan_sort(struct plan *plan)
{
	struct op **order = xcalloc(plan->n, sizeof(*order));
	struct plan sorted = { 0 };

	for (size_t i = 0; i < plan->n; i++)
		order[i] = &plan->v[i];
	qsort(order, plan->n, sizeof(*order), phase_order);
	for (size_t i = 0; i < plan->n; i++)
		*vec_push(&sorted) = *order[i];
	free(order);
	free(plan->v);
	*plan = sorted;
}

void plan_make(const struct model *model, const struct lio *have, const struct names *owned,
	       struct plan *plan)
{
	struct lio want = { 0 };

	memset(plan, 0, sizeof(*plan));
	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);
		char *name = fabric_owned_name(target);
		struct lio_target *new;

		if (name && names_has(owned, name)) {
			new = vec_push(&want.target);
			new->fabric = fabric;
			new->wwn = fabric->wwn(target);
			fabric->desired(model, target, lio_target(have, fabric, new->wwn), new);
			alua_desired(model, target, new);
		}
		free(name);
	}
	vec_each(target, &have->target) {
		const struct lio_target *same = NULL;

		vec_each(new, &want.target)
			if (new->fabric == target->fabric && !strcmp(new->wwn, target->wwn))
				same = new;
		diff_target(plan, model, have, target, same);
	}
	vec_each(new, &want.target)
		if (!lio_target(have, new->fabric, new->wwn))
			diff_target(plan, model, have, NULL, new);
	diff_stores(plan, model, have);
	restore_reservations(plan, model, have, &want);
	vec_each(new, &want.target)
		lio_target_free(new);
	vec_free(&want.target);
	plan_sort(plan);
}

bool plan_moves_lus(const struct plan *plan)
{
	vec_each(op, plan)
		if (op->phase == PHASE_STORE_ENABLE || op->phase == PHASE_STORE_RMDIR)
			return true;
	return false;
}

void plan_free(struct plan *plan)
{
	vec_each(op, plan) {
		free(op->path);
		if (op->phase == PHASE_ACL_SECRET)
			explicit_bzero(op->value, strlen(op->value));
		free(op->value);
	}
	vec_free(plan);
}

char *op_text(const struct op *op)
{
	static const char *const verb[] = {
		[OP_MKDIR] = "mkdir", [OP_RMDIR] = "rmdir", [OP_SYMLINK] = "link",
		[OP_UNLINK] = "unlink", [OP_WRITE] = "write",
	};

	if (!op->value || op->phase == PHASE_ACL_SECRET)
		return xasprintf("%s %s", verb[op->kind], op->path);
	return xasprintf("%s %s %s %s", verb[op->kind], op->path,
			 op->kind == OP_SYMLINK ? "->" : "=", op->value);
}
