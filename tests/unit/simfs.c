// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "simfs_inner.h"

/* No node ACLs, but a nexus: vhost is the same. */
bool sim_is_loopback(const struct sim_target *target)
{
	return !strcmp(target->fabric, "loopback") || !strcmp(target->fabric, "vhost");
}

bool sim_is_iscsi(const struct sim_target *target)
{
	return !strcmp(target->fabric, "iscsi");
}

bool sim_is_qla(const struct sim_target *target)
{
	return !strncmp(target->fabric, "qla2xxx", strlen("qla2xxx"));
}

/* How a fabric spells initiators */
bool sim_initiator_ok(const struct sim_target *target, const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(target->fabric, "srpt"))
		return n == 34 && !strncmp(name, "0x", 2) &&
		       strspn(name + 2, "0123456789abcdef") == 32;
	if (sim_is_iscsi(target))
		return true;
	return n == 23 && strspn(name, "0123456789abcdef:") == n;
}

/* LIO's names of targets: those of the hardware must be such */
static bool target_ok(const char *fabric, const char *wwn)
{
	size_t n = strlen(wwn);

	if (!strcmp(fabric, "srpt"))
		return n == 34 && !strncmp(wwn, "0x", 2);
	if (!strcmp(fabric, "qla2xxx_npiv"))
		return n == 23 + 1 + 16 + 1 + 16 && wwn[23] == '@' && wwn[40] == ':';
	if (!strcmp(fabric, "qla2xxx") || !strcmp(fabric, "fc"))
		return n == 23;
	return true;
}

struct sim_target *sim_find_target(struct simfs *fs, const char *fabric, const char *wwn)
{
	vec_each(target, &fs->target)
		if (!strcmp(target->fabric, fabric) && !strcmp(target->wwn, wwn))
			return target;
	return NULL;
}

void sim_where_free(struct sim_where *w)
{
	free(w->text);
}

void sim_look_up(struct simfs *fs, const char *path, struct sim_where *w)
{
	char *rest;

	memset(w, 0, sizeof(*w));
	rest = w->text = xstrdup(path);
	while (rest && w->n < DEPTH)
		w->part[w->n++] = strsep(&rest, "/");
	if (w->n >= 3 && !strcmp(w->part[0], "core")) {
		w->store = FIND(&fs->store, name, w->part[2]);
		return;
	}
	if (w->n >= 2)
		w->target = sim_find_target(fs, w->part[0], w->part[1]);
	if (w->target && w->n >= 3)
		w->tpg = FIND(&w->target->tpg, dir, w->part[2]);
	if (!w->tpg || w->n < 5)
		return;
	if (!strcmp(w->part[3], "lun"))
		w->lun = FIND(&w->tpg->lun, dir, w->part[4]);
	if (!strcmp(w->part[3], "acls"))
		w->acl = FIND(&w->tpg->acl, name, w->part[4]);
	if (w->acl && w->acl->dynamic && w->n > 5)
		w->acl = NULL;
	if (w->acl && w->n >= 6)
		w->map = FIND(&w->acl->map, dir, w->part[5]);
}

/* LIO parses numbers in any base. */
static bool lun_number(const char *dir, uint64_t *n)
{
	char *end;

	if (strncmp(dir, "lun_", 4) || dir[4] < '0' || dir[4] > '9')
		return false;
	errno = 0;
	*n = strtoull(dir + 4, &end, 0);
	return !*end && !errno;
}

void sim_add_deve(struct sim_acl *acl, uint64_t n, unsigned int lun, const char *dir)
{
	struct sim_deve *deve = vec_push(&acl->deve);

	deve->n = n;
	deve->lun = lun;
	deve->dir = xstrdup(dir);
}

struct sim_deve *sim_find_deve(struct sim_acl *acl, uint64_t n)
{
	vec_each(deve, &acl->deve)
		if (deve->n == n)
			return deve;
	return NULL;
}

static void drop_deve(struct sim_acl *acl, struct sim_deve *deve)
{
	free(deve->dir);
	vec_remove(&acl->deve, deve - acl->deve.v);
}

static int make_in_tpg(struct sim_where *w)
{
	uint64_t n;

	if (!w->tpg)
		return ENOENT;
	if (!strcmp(w->part[3], "lun") && w->n == 5) {
		struct sim_lun *lun;

		if (w->lun)
			return EEXIST;
		if (!lun_number(w->part[4], &n))
			return EINVAL;
		lun = vec_push(&w->tpg->lun);
		lun->dir = xstrdup(w->part[4]);
		lun->n = n;
		return 0;
	}
	if (sim_is_loopback(w->target))
		return EINVAL;	/* its node ACLs are a trap */
	if (!strcmp(w->part[3], "np") && w->n == 5 && sim_is_iscsi(w->target))
		return names_add(&w->tpg->portal, w->part[4]) ? 0 : EEXIST;
	if (!strcmp(w->part[3], "acls") && w->n == 5) {
		if (w->acl && !w->acl->dynamic)
			return EEXIST;
		if (!sim_initiator_ok(w->target, w->part[4]))
			return EINVAL;
		if (!w->acl) {
			w->acl = vec_push(&w->tpg->acl);
			w->acl->name = xstrdup(w->part[4]);
		}
		w->acl->dynamic = false;	/* what it maps stays mapped */
		return 0;
	}
	if (!strcmp(w->part[3], "acls") && w->n == 6) {
		struct sim_map *map;

		if (!w->acl)
			return ENOENT;
		if (w->map)
			return EEXIST;
		if (!lun_number(w->part[5], &n))
			return EINVAL;
		map = vec_push(&w->acl->map);
		map->dir = xstrdup(w->part[5]);
		map->n = n;
		return 0;
	}
	return EPERM;
}

static int make(struct simfs *fs, struct sim_where *w)
{
	if (!strcmp(w->part[0], "core")) {
		if (w->store && w->n == 5 && !strcmp(w->part[3], "alua"))
			return sim_alua_make(&w->store->groups, w->part[4]);
		if (w->n != 3 || strcmp(w->part[1], "sbd_0"))
			return EINVAL;
		if (w->store)
			return EEXIST;
		w->store = vec_push(&fs->store);
		w->store->name = xstrdup(w->part[2]);
		lio_alua_add(&w->store->groups, LIO_ALUA);
		return 0;
	}
	if (w->n == 2) {
		struct sim_target *target;

		if (w->target)
			return EEXIST;
		if (!target_ok(w->part[0], w->part[1]))
			return EINVAL;
		target = vec_push(&fs->target);
		target->fabric = xstrdup(w->part[0]);
		target->wwn = xstrdup(w->part[1]);
		return 0;
	}
	if (w->n == 3) {
		struct sim_tpg *tpg;

		if (!w->target)
			return ENOENT;
		if (w->tpg)
			return EEXIST;
		if (strncmp(w->part[2], "tpgt_", 5) ||
		    (!sim_is_iscsi(w->target) && !sim_is_loopback(w->target) && strcmp(w->part[2], "tpgt_1")))
			return EINVAL;
		tpg = vec_push(&w->target->tpg);
		tpg->dir = xstrdup(w->part[2]);
		tpg->authentication = tpg->write_protect = true;
		tpg->generate = tpg->login_only = sim_is_qla(w->target);
		return 0;
	}
	return make_in_tpg(w);
}

static bool store_in_use(struct simfs *fs, const char *name)
{
	vec_each(target, &fs->target)
		vec_each(tpg, &target->tpg)
			vec_each(lun, &tpg->lun)
				if (same_text(lun->store, name))
					return true;
	return false;
}

static bool lun_in_use(const struct sim_tpg *tpg, const struct sim_lun *lun)
{
	vec_each(acl, &tpg->acl)
		vec_each(map, &acl->map)
			if (same_text(map->to, lun->dir))
				return true;
	return false;
}

static bool has_explicit(const struct sim_tpg *tpg)
{
	vec_each(acl, &tpg->acl)
		if (!acl->dynamic)
			return true;
	return false;
}

static void free_acl(struct sim_acl *acl)
{
	while (acl->deve.n)
		drop_deve(acl, acl->deve.v);
	vec_each(map, &acl->map) {
		free(map->dir);
		free(map->link);
		free(map->to);
	}
	vec_free(&acl->map);
	vec_free(&acl->deve);
	for (size_t i = 0; i < ACL_SECRETS; i++)
		free(acl->auth[i]);
	free(acl->name);
	free(acl->tag);
}

static void free_tpg(struct sim_tpg *tpg)
{
	vec_each(acl, &tpg->acl)
		free_acl(acl);
	vec_each(lun, &tpg->lun) {
		free(lun->dir);
		free(lun->link);
		free(lun->store);
		free(lun->alua);
	}
	vec_free(&tpg->acl);
	vec_free(&tpg->lun);
	names_free(&tpg->portal);
	names_free(&tpg->iser);
	free(tpg->dir);
	free(tpg->nexus);
}

static int remove_in_tpg(struct sim_where *w)
{
	struct sim_tpg *tpg = w->tpg;

	if (!strcmp(w->part[3], "np"))
		return names_has(&tpg->iser, w->part[4]) ? EBUSY :	/* stricter than LIO */
		       names_del(&tpg->portal, w->part[4]) ? 0 : ENOENT;
	if (w->lun && w->n == 5) {
		if (w->lun->link)
			return ENOTEMPTY;
		if (lun_in_use(tpg, w->lun))
			return EBUSY;
		free(w->lun->dir);
		vec_remove(&tpg->lun, w->lun - tpg->lun.v);
		return 0;
	}
	if (w->map && w->n == 6) {
		if (w->map->link)
			return ENOTEMPTY;
		free(w->map->dir);
		vec_remove(&w->acl->map, w->map - w->acl->map.v);
		return 0;
	}
	if (w->acl && w->n == 5 && !w->acl->dynamic) {
		if (w->acl->map.n)
			return ENOTEMPTY;
		free_acl(w->acl);	/* and its session */
		vec_remove(&tpg->acl, w->acl - tpg->acl.v);
		return 0;
	}
	return ENOENT;
}

static void free_store(struct sim_store *store)
{
	free(store->name);
	free(store->path);
	lio_store_free(&store->groups);
}

/*
 * LUNs that are in it fall into the default one. Stricter than LIO, as with every such move: an
 * initiator that hears of a state would not hear of the move.
 */
static int remove_alua(struct simfs *fs, struct sim_store *store, const char *group)
{
	vec_each(target, &fs->target) {
		vec_each(tpg, &target->tpg) {
			vec_each(lun, &tpg->lun) {
				if (!same_text(lun->store, store->name) || !same_text(lun->alua, group))
					continue;
				if (!store->told)
					return EPROTO;
				free(lun->alua);
				lun->alua = NULL;
			}
		}
	}
	return sim_alua_remove(&store->groups, group);
}

static int remove_dir(struct simfs *fs, struct sim_where *w)
{
	if (!strcmp(w->part[0], "core")) {
		if (!w->store)
			return ENOENT;
		if (w->n == 5)
			return remove_alua(fs, w->store, w->part[4]);
		if (store_in_use(fs, w->store->name))
			return EBUSY;
		if (w->store->groups.alua.n > 1)
			return ENOTEMPTY;
		free_store(w->store);
		vec_remove(&fs->store, w->store - fs->store.v);
		return 0;
	}
	if (!w->target || (w->n > 2 && !w->tpg))
		return ENOENT;
	if (w->n == 2) {
		if (w->target->tpg.n)
			return ENOTEMPTY;
		vec_free(&w->target->tpg);
		free(w->target->fabric);
		free(w->target->wwn);
		vec_remove(&fs->target, w->target - fs->target.v);
		return 0;
	}
	if (w->n == 3) {
		if (w->tpg->lun.n || w->tpg->portal.n || has_explicit(w->tpg))
			return ENOTEMPTY;
		if (sim_is_loopback(w->target) && w->tpg->nexus)
			return SIMFS_HANG;	/* stricter than LIO: it shall be dropped first */
		free_tpg(w->tpg);
		vec_remove(&w->target->tpg, w->tpg - w->target->tpg.v);
		return 0;
	}
	return remove_in_tpg(w);
}

static int link_store(struct simfs *fs, struct sim_where *w, struct sim_where *to)
{
	if (!w->lun || !to->store || to->n != 3)
		return ENOENT;
	if (w->lun->link)
		return EEXIST;
	if (!to->store->enabled || (sim_is_loopback(w->target) && !w->tpg->nexus))
		return ENODEV;
	w->lun->link = xstrdup(w->part[5]);
	w->lun->store = xstrdup(to->store->name);
	w->lun->id = ++fs->last_id;
	vec_each(acl, &w->tpg->acl)
		if (acl->dynamic && !(sim_is_qla(w->target) && w->tpg->login_only) &&
		    !sim_find_deve(acl, w->lun->n))
			sim_add_deve(acl, w->lun->n, w->lun->id, NULL);
	return 0;
}

static int link_map(struct sim_where *w, struct sim_where *to)
{
	struct sim_deve *deve;

	if (!w->map || !to->lun || to->n != 5)
		return ENOENT;
	if (w->map->link)
		return EEXIST;
	if (to->tpg != w->tpg || !to->lun->id)
		return EINVAL;
	deve = sim_find_deve(w->acl, w->map->n);
	if (deve && (deve->dir || deve->lun != to->lun->id))
		return EINVAL;
	if (deve)
		drop_deve(w->acl, deve);
	w->map->link = xstrdup(w->part[6]);
	w->map->to = xstrdup(to->lun->dir);
	sim_add_deve(w->acl, w->map->n, to->lun->id, w->map->dir);
	return 0;
}

static int make_link(struct simfs *fs, struct sim_where *w, const char *value)
{
	struct sim_where to;
	int err;

	sim_look_up(fs, value, &to);
	err = w->n == 6 ? link_store(fs, w, &to) : w->n == 7 ? link_map(w, &to) : EPERM;
	sim_where_free(&to);
	return err;
}

/* The mapped LUNs' links stay, though what is behind them goes. */
static int unlink_store(struct sim_where *w)
{
	if (!w->lun || !same_text(w->lun->link, w->part[5]))
		return ENOENT;
	vec_each(acl, &w->tpg->acl)
		for (size_t i = acl->deve.n; i > 0; i--)
			if (acl->deve.v[i - 1].lun == w->lun->id)
				drop_deve(acl, &acl->deve.v[i - 1]);
	free(w->lun->link);
	free(w->lun->store);
	free(w->lun->alua);
	w->lun->link = w->lun->store = w->lun->alua = NULL;
	w->lun->id = 0;
	return 0;
}

static int unlink_map(struct sim_where *w)
{
	struct sim_deve *deve;

	if (!w->map || !same_text(w->map->link, w->part[6]))
		return ENOENT;
	deve = sim_find_deve(w->acl, w->map->n);
	if (deve && same_text(deve->dir, w->map->dir))
		drop_deve(w->acl, deve);
	free(w->map->link);
	free(w->map->to);
	w->map->link = w->map->to = NULL;
	return 0;
}

static int write_control(struct sim_store *store, const char *value)
{
	if (store->enabled) {
		store->told = !strcmp(value, "regroup=1");
		return store->told ? 0 : EBUSY;
	}
	if (!strncmp(value, "path=", 5)) {
		free(store->path);
		store->path = xstrdup(value + 5);
	}
	return strchr(value, '=') ? 0 : EINVAL;
}

static int write_group(struct sim_store *store, const char *group, const char *attr,
		       const char *value)
{
	if (!strcmp(attr, "alua_access_state"))
		store->told = false;
	return sim_alua_write(&store->groups, group, attr, value);
}

static int write_store(struct sim_where *w, const char *value)
{
	if (!strcmp(w->part[3], "control"))
		return write_control(w->store, value);
	if (strcmp(w->part[3], "enable") || strcmp(value, "1"))
		return EINVAL;
	if (w->store->enabled)
		return EEXIST;
	if (!w->store->path)
		return EINVAL;
	w->store->enabled = w->store->groups.enabled = true;
	lio_alua(&w->store->groups, LIO_ALUA)->implicit = true;	/* that is the module's doing */
	return 0;
}

static int write_lun(struct simfs *fs, struct sim_where *w, const char *value)
{
	const struct sim_store *store;

	if (strcmp(w->part[5], "alua_tg_pt_gp"))
		return ENOENT;
	if (!w->lun->store)
		return ENODEV;
	store = FIND(&fs->store, name, w->lun->store);
	if (!strcmp(value, LIO_UNSET))
		value = NULL;
	else if (!lio_alua(&store->groups, value) || !lio_alua(&store->groups, value)->id)
		return ENODEV;
	if (!store->told)
		return EPROTO;
	free(w->lun->alua);
	w->lun->alua = xstrdup(value);
	return 0;
}

static int write_nexus(struct sim_where *w, const char *value)
{
	struct sim_tpg *tpg = w->tpg;

	if (!sim_is_loopback(w->target))
		return ENOENT;
	if (!strcmp(value, "NULL")) {
		vec_each(lun, &tpg->lun)
			if (lun->link)
				return EPERM;
		if (!tpg->nexus)
			return ENODEV;
		free(tpg->nexus);
		tpg->nexus = NULL;
		return 0;
	}
	if (tpg->nexus)
		return EEXIST;
	tpg->nexus = xstrdup(value);
	return strncmp(value, "naa.", 4) ? EINVAL : 0;
}

static int write_enable(struct sim_tpg *tpg, const char *value)
{
	tpg->enabled = *value == '1';
	if (!tpg->enabled)
		vec_each(acl, &tpg->acl)
			acl->session = false;
	return 0;
}

bool *sim_tpg_flag(const struct sim_where *w)
{
	const char *name = w->part[4];

	if (w->n != 5 || strcmp(w->part[3], "attrib"))
		return NULL;
	if (!sim_is_iscsi(w->target) && !sim_is_qla(w->target))
		return NULL;
	if (!strcmp(name, "demo_mode_login_only"))
		return sim_is_qla(w->target) ? &w->tpg->login_only : NULL;
	if (!strcmp(name, "authentication"))
		return &w->tpg->authentication;
	if (!strcmp(name, "demo_mode_write_protect"))
		return &w->tpg->write_protect;
	if (!strcmp(name, "generate_node_acls"))
		return &w->tpg->generate;
	return !strcmp(name, "cache_dynamic_acls") ? &w->tpg->cache : NULL;
}

static int write_tpg(struct sim_where *w, const char *value)
{
	bool *flag = sim_tpg_flag(w);

	if (w->n == 4 && !strcmp(w->part[3], "nexus"))
		return write_nexus(w, value);
	if (sim_is_loopback(w->target))
		return ENOENT;
	if (strcmp(value, "0") && strcmp(value, "1"))
		return EINVAL;
	if (w->n == 4 && !strcmp(w->part[3], "enable"))
		return strcmp(w->target->fabric, "fc") ? write_enable(w->tpg, value) : ENOENT;
	if (!flag)
		return ENOENT;
	*flag = *value == '1';
	w->tpg->cache |= w->tpg->generate && sim_is_iscsi(w->target);
	return 0;
}

static int write_portal(struct sim_where *w, const char *value)
{
	if (!names_has(&w->tpg->portal, w->part[4]) || strcmp(w->part[5], "iser"))
		return ENOENT;
	if (*value == '1')
		names_add(&w->tpg->iser, w->part[4]);
	else
		names_del(&w->tpg->iser, w->part[4]);
	return 0;
}

char **sim_acl_auth(const struct sim_where *w)
{
	static const char *const names[] = { "userid", "password", "userid_mutual",
					     "password_mutual" };

	for (size_t i = 0; w->acl && w->n == 7 && i < ACL_SECRETS; i++)
		if (!strcmp(w->part[5], "auth") && !strcmp(w->part[6], names[i]))
			return &w->acl->auth[i];
	return NULL;
}

static int write_file(struct simfs *fs, struct sim_where *w, const char *value)
{
	char **auth = sim_acl_auth(w);

	if (auth) {
		free(*auth);
		*auth = xstrdup(value);
		return 0;
	}

	if (w->store && w->n == 4)
		return write_store(w, value);
	if (w->store)
		return w->n == 6 ? write_group(w->store, w->part[4], w->part[5], value) : ENOENT;
	if (w->tpg && w->n == 6 && !strcmp(w->part[3], "np"))
		return write_portal(w, value);
	if (w->lun && w->n == 6)
		return write_lun(fs, w, value);
	if (w->acl && w->n == 6 && !strcmp(w->part[5], "tag")) {
		free(w->acl->tag);
		w->acl->tag = xstrdup(value);
		return 0;
	}
	return w->tpg ? write_tpg(w, value) : ENOENT;
}

int simfs_apply(struct simfs *fs, const struct op *op)
{
	struct sim_where w;
	int err = EINVAL;

	sim_look_up(fs, op->path, &w);
	switch (op->kind) {
	case OP_MKDIR:
		err = make(fs, &w);
		break;
	case OP_RMDIR:
		err = remove_dir(fs, &w);
		break;
	case OP_SYMLINK:
		err = make_link(fs, &w, op->value);
		break;
	case OP_UNLINK:
		err = w.n == 6 ? unlink_store(&w) : w.n == 7 ? unlink_map(&w) : ENOENT;
		break;
	case OP_WRITE:
		err = write_file(fs, &w, op->value);
		break;
	}
	sim_where_free(&w);
	return err;
}

struct simfs *simfs_new(void)
{
	return xcalloc(1, sizeof(struct simfs));
}

void simfs_free(struct simfs *fs)
{
	vec_each(target, &fs->target) {
		vec_each(tpg, &target->tpg)
			free_tpg(tpg);
		vec_free(&target->tpg);
		free(target->fabric);
		free(target->wwn);
	}
	vec_each(store, &fs->store)
		free_store(store);
	vec_free(&fs->target);
	vec_free(&fs->store);
	free(fs);
}
