// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "apply.h"
#include "fabric.h"

#define DEPTH 8

/* A path taken apart, and what is there of it. */
struct place {
	char *text, *part[DEPTH];
	size_t n;
	struct lio_store *store;
	const struct fabric *fabric;
	struct lio_target *target;
	struct lio_tpg *tpg;
	struct lio_acl *acl;
	struct lio_luns *luns;		/* which a part lun_<n> belongs to */
	struct lio_lun *lun;
};

static void set_text(char **field, const char *value)
{
	free(*field);
	*field = xstrdup(value);
}

static struct lio_lun *lun_by_dir(const struct lio_luns *luns, const char *dir)
{
	uint64_t number = strncmp(dir, "lun_", 4) ? LIO_NO_LUN : lio_lun_parse(dir);

	if (number != LIO_NO_LUN)
		return lio_lun(luns, number);
	vec_each(lun, luns)		/* of others' making */
		if (!strcmp(lun->dir, dir))
			return lun;
	return NULL;
}

static void look_up(struct lio *lio, const char *path, struct place *at)
{
	size_t lun;
	char *rest;

	memset(at, 0, sizeof(*at));
	rest = at->text = xstrdup(path);
	while (rest && at->n < DEPTH)
		at->part[at->n++] = strsep(&rest, "/");
	at->fabric = fabric_by_dir(at->part[0]);
	if (!at->fabric && at->n > 2)
		at->store = lio_store(lio, at->part[2]);
	if (at->fabric && at->n > 1)
		at->target = lio_target(lio, at->fabric, at->part[1]);
	if (at->target && at->n > 2)
		at->tpg = lio_tpg(at->target, at->part[2]);
	if (!at->tpg || at->n < 5)
		return;
	if (!strcmp(at->part[3], "acls"))
		at->acl = lio_acl(at->tpg, at->part[4]);
	at->luns = at->acl ? &at->acl->map : &at->tpg->lun;
	lun = at->acl ? 5 : 4;
	if (at->n > lun)
		at->lun = lun_by_dir(at->luns, at->part[lun]);
}

static void make_lun(struct lio_luns *luns, const char *dir)
{
	struct lio_lun new = { .dir = xstrdup(dir), .lun = lio_lun_parse(dir), .to = LIO_NO_LUN };
	size_t i = luns->n;

	(void)vec_push(luns);
	for (; i > 0 && luns->v[i - 1].lun > new.lun; i--)
		luns->v[i] = luns->v[i - 1];
	luns->v[i] = new;
}

static void make(struct lio *lio, struct place *at)
{
	if (!at->fabric && at->n == 3) {
		lio_alua_add(lio_store_add(lio, at->part[2]), LIO_ALUA);
	} else if (!at->fabric) {
		if (at->store)
			lio_alua_add(at->store, at->part[4]);
	} else if (at->n == 2) {
		struct lio_target *target = vec_push(&lio->target);

		target->fabric = at->fabric;
		target->wwn = xstrdup(at->part[1]);
	} else if (at->n == 3) {
		vec_push(&at->target->tpg)->dir = xstrdup(at->part[2]);
	} else if (!strcmp(at->part[3], "np")) {
		names_add(&at->tpg->portals, at->part[4]);
	} else if (!strcmp(at->part[3], "acls") && at->n == 5) {
		lio_acl_add(at->tpg, at->part[4]);
		names_del(&at->tpg->dynamic, at->part[4]);
		names_del(&at->tpg->looking, at->part[4]);
	} else {
		make_lun(at->luns, at->part[at->n - 1]);
	}
}

static void remove_store(struct lio *lio, const char *name)
{
	struct lio_store *store = lio_store(lio, name);

	if (!store)
		return;
	lio_store_free(store);
	vec_remove(&lio->store, store - lio->store.v);
}

/* LUNs that are in it yet fall into the default one. */
static void remove_alua(struct lio *lio, struct lio_store *store, const char *name)
{
	struct lio_alua *group = store ? lio_alua(store, name) : NULL;

	if (!group)
		return;
	vec_each(target, &lio->target)
		vec_each(tpg, &target->tpg)
			vec_each(lun, &tpg->lun)
				if (same_text(lun->store, store->name) && same_text(lun->alua, name))
					set_text(&lun->alua, NULL);
	free(group->name);
	vec_remove(&store->alua, group - store->alua.v);
}

static void remove_dir(struct lio *lio, struct place *at)
{
	if (!at->fabric && at->n == 3) {
		remove_store(lio, at->part[2]);
	} else if (!at->fabric) {
		remove_alua(lio, at->store, at->part[4]);
	} else if (at->n == 2 && at->target) {
		lio_target_free(at->target);
		vec_remove(&lio->target, at->target - lio->target.v);
	} else if (at->n == 3 && at->tpg) {
		lio_tpg_free(at->tpg);
		vec_remove(&at->target->tpg, at->tpg - at->target->tpg.v);
	} else if (at->n > 3 && !strcmp(at->part[3], "np")) {
		names_del(&at->tpg->portals, at->part[4]);
		names_del(&at->tpg->iser, at->part[4]);
	} else if (at->lun) {
		if (!at->acl)
			lio_unlink(at->tpg, at->lun);
		lio_lun_free(at->lun);
		vec_remove(at->luns, at->lun - at->luns->v);
	} else if (at->acl && at->n == 5) {
		lio_acl_free(at->acl);
		vec_remove(&at->tpg->acl, at->acl - at->tpg->acl.v);
	}
}

static void make_link(struct place *at, const char *to)
{
	const char *last = strrchr(to, '/') + 1;

	if (!at->lun)
		return;
	at->lun->link = xstrdup(at->part[at->n - 1]);
	if (at->acl) {
		at->lun->to = lio_lun_parse(last);
		at->lun->live = true;
	} else {
		lio_link(at->tpg, at->lun, last);
	}
}

/* The mappings to a TPG LUN go with what it links to. */
static void unlink_lun(struct place *at)
{
	if (!at->lun)
		return;
	set_text(&at->lun->link, NULL);
	set_text(&at->lun->alua, NULL);
	at->lun->live = false;
	if (at->acl) {
		at->lun->to = LIO_NO_LUN;
		return;
	}
	lio_unlink(at->tpg, at->lun);
	vec_each(acl, &at->tpg->acl)
		vec_each(map, &acl->map)
			if (map->to == at->lun->lun)
				map->live = false;
}

static void write_portal(struct place *at, const char *value)
{
	if (!strcmp(value, "1"))
		names_add(&at->tpg->iser, at->part[4]);
	else
		names_del(&at->tpg->iser, at->part[4]);
}

static void write_tpg(struct place *at, const char *value)
{
	const char *attr = at->n == 4 ? at->part[3] : at->part[4];

	if (!strcmp(attr, "enable"))
		at->tpg->enabled = !strcmp(value, "1");
	if (!strcmp(attr, "nexus"))
		set_text(&at->tpg->nexus, strcmp(value, "NULL") ? value : NULL);
	for (size_t i = 0; at->fabric->attrs[i] && at->n == 5; i++)
		if (!strcmp(at->fabric->attrs[i] + strlen("attrib/"), attr))
			set_text(&at->tpg->attr[i], value);
	if (at->fabric->demo_maps && !strcmp(attr, "generate_node_acls") && !strcmp(value, "1"))
		at->tpg->demo_seen = true;
}

static void write_acl(struct place *at, const char *value)
{
	if (!strcmp(at->part[5], "tag"))
		at->acl->clean = !strcmp(value, LIO_TAG);
	for (size_t i = 0; at->fabric->acl_secrets[i] && at->n == 7; i++)
		if (!strcmp(strchr(at->fabric->acl_secrets[i], '/') + 1, at->part[6]))
			set_text(&at->acl->secret[i], strcmp(value, LIO_UNSET) ? value : NULL);
}

static void write_alua(struct lio_store *store, struct place *at, const char *value)
{
	struct lio_alua *group = lio_alua(store, at->part[4]);
	unsigned int number = strtoul(value, NULL, 10);
	const char *attr = at->part[5];

	if (!group)
		return;
	if (!strcmp(attr, "tg_pt_gp_id"))
		group->id = number;
	else if (!strcmp(attr, "alua_access_type"))
		group->implicit = number == 1;
	else if (!strcmp(attr, "nonop_delay_msecs"))
		group->prompt = !number;
	else if (!strcmp(attr, "preferred"))
		group->preferred = number;
	else if (!strcmp(attr, "alua_access_state"))
		group->state = number;
}

/* When the module enables a backstore, it sees to the default group. */
static void write_store(struct lio_store *store, struct place *at, const char *value)
{
	if (at->n == 6 && !strcmp(at->part[3], "alua")) {
		write_alua(store, at, value);
	} else if (!strcmp(at->part[3], "enable")) {
		store->enabled = true;
		lio_alua(store, LIO_ALUA)->implicit = true;
	}
}

static void write_attr(struct place *at, const char *value)
{
	if (!at->fabric) {
		if (at->store)
			write_store(at->store, at, value);
	} else if (at->acl) {
		write_acl(at, value);
	} else if (at->lun) {
		set_text(&at->lun->alua, strcmp(value, LIO_UNSET) ? value : NULL);
	} else if (at->tpg && at->n == 6 && !strcmp(at->part[3], "np")) {
		write_portal(at, value);
	} else if (at->tpg) {
		write_tpg(at, value);
	}
}

static void apply(struct lio *lio, const struct op *op)
{
	struct place at;

	look_up(lio, op->path, &at);
	switch (op->kind) {
	case OP_MKDIR:
		make(lio, &at);
		break;
	case OP_RMDIR:
		remove_dir(lio, &at);
		break;
	case OP_SYMLINK:
		make_link(&at, op->value);
		break;
	case OP_UNLINK:
		unlink_lun(&at);
		break;
	case OP_WRITE:
		write_attr(&at, op->value);
		break;
	}
	free(at.text);
}

void lio_apply(struct lio *lio, const struct plan *plan)
{
	vec_each(op, plan)
		apply(lio, op);
}

bool lio_has(struct lio *lio, const char *path)
{
	struct place at;
	bool has = false;

	look_up(lio, path, &at);
	if (!at.fabric)
		has = at.store && (at.n == 3 || (at.n == 5 && lio_alua(at.store, at.part[4])));
	else if (at.n == 2)
		has = at.target;
	else if (at.n == 3)
		has = at.tpg;
	else if (at.tpg && at.n == 5 && !strcmp(at.part[3], "np"))
		has = names_has(&at.tpg->portals, at.part[4]);
	else if (at.n == 5 && !strcmp(at.part[3], "acls"))
		has = at.acl;
	else if (at.n == (at.acl ? 7 : 6))
		has = at.lun && same_text(at.lun->link, at.part[at.n - 1]);
	else
		has = at.lun;
	free(at.text);
	return has;
}
