// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simfs.h"
#include "simfs_alua.h"

#define DEPTH 8

struct sim_lun {
	char *dir, *link, *store, *alua;
	uint64_t n;
	unsigned int id;	/* of this linking; 0: not linked */
};

/* The mapping that is in force. */
struct sim_deve {
	uint64_t n;
	unsigned int lun;	/* id */
	char *dir;		/* the directory that has it; NULL: made by demo mode */
};

struct sim_map {
	char *dir, *link, *to;	/* to: directory of the TPG LUN */
	uint64_t n;
};

struct sim_acl {
	char *name, *tag, *auth[ACL_SECRETS];
	bool dynamic, session;
	VEC(struct sim_map) map;
	VEC(struct sim_deve) deve;
};

struct sim_tpg {
	char *dir, *nexus;
	bool enabled, authentication, write_protect, generate, cache, login_only;
	struct names portal, iser;
	VEC(struct sim_lun) lun;
	VEC(struct sim_acl) acl;
};

struct sim_target {
	char *fabric, *wwn;
	VEC(struct sim_tpg) tpg;
};

struct sim_store {
	char *name, *path;
	bool enabled;
	bool told;			/* that LUNs change their group, since a state has changed */
	struct lio_store groups;	/* only its target port groups */
};

struct simfs {
	VEC(struct sim_store) store;
	VEC(struct sim_target) target;
	unsigned int last_id;
	unsigned int way;	/* TPG of a target that logins come to, modulo their number */
};

/* A path taken apart: what it names, as far as that exists. */
struct sim_where {
	char *text, *part[DEPTH];
	size_t n;
	struct sim_store *store;
	struct sim_target *target;
	struct sim_tpg *tpg;
	struct sim_lun *lun;
	struct sim_acl *acl;
	struct sim_map *map;
};

#define FIND(vec, member, name) ({				\
	__typeof__(&*(vec)->v) found_ = NULL;			\
	vec_each(i_, vec)					\
		if (!strcmp(i_->member, name))			\
			found_ = i_;				\
	found_;							\
})

/* No node ACLs, but a nexus: vhost is the same. */
static bool is_loopback(const struct sim_target *target)
{
	return !strcmp(target->fabric, "loopback") || !strcmp(target->fabric, "vhost");
}

static bool is_iscsi(const struct sim_target *target)
{
	return !strcmp(target->fabric, "iscsi");
}

static bool is_qla(const struct sim_target *target)
{
	return !strncmp(target->fabric, "qla2xxx", strlen("qla2xxx"));
}

/* How a fabric spells initiators */
static bool initiator_ok(const struct sim_target *target, const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(target->fabric, "srpt"))
		return n == 34 && !strncmp(name, "0x", 2) &&
		       strspn(name + 2, "0123456789abcdef") == 32;
	if (is_iscsi(target))
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

static struct sim_target *find_target(struct simfs *fs, const char *fabric, const char *wwn)
{
	vec_each(target, &fs->target)
		if (!strcmp(target->fabric, fabric) && !strcmp(target->wwn, wwn))
			return target;
	return NULL;
}

static void where_free(struct sim_where *w)
{
	free(w->text);
}

static void look_up(struct simfs *fs, const char *path, struct sim_where *w)
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
		w->target = find_target(fs, w->part[0], w->part[1]);
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

static void add_deve(struct sim_acl *acl, uint64_t n, unsigned int lun, const char *dir)
{
	struct sim_deve *deve = vec_push(&acl->deve);

	deve->n = n;
	deve->lun = lun;
	deve->dir = xstrdup(dir);
}

static struct sim_deve *find_deve(struct sim_acl *acl, uint64_t n)
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
	if (is_loopback(w->target))
		return EINVAL;	/* its node ACLs are a trap */
	if (!strcmp(w->part[3], "np") && w->n == 5 && is_iscsi(w->target))
		return names_add(&w->tpg->portal, w->part[4]) ? 0 : EEXIST;
	if (!strcmp(w->part[3], "acls") && w->n == 5) {
		if (w->acl && !w->acl->dynamic)
			return EEXIST;
		if (!initiator_ok(w->target, w->part[4]))
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
		    (!is_iscsi(w->target) && !is_loopback(w->target) && strcmp(w->part[2], "tpgt_1")))
			return EINVAL;
		tpg = vec_push(&w->target->tpg);
		tpg->dir = xstrdup(w->part[2]);
		tpg->authentication = tpg->write_protect = true;
		tpg->generate = tpg->login_only = is_qla(w->target);
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
		if (is_loopback(w->target) && w->tpg->nexus)
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
	if (!to->store->enabled || (is_loopback(w->target) && !w->tpg->nexus))
		return ENODEV;
	w->lun->link = xstrdup(w->part[5]);
	w->lun->store = xstrdup(to->store->name);
	w->lun->id = ++fs->last_id;
	vec_each(acl, &w->tpg->acl)
		if (acl->dynamic && !(is_qla(w->target) && w->tpg->login_only) &&
		    !find_deve(acl, w->lun->n))
			add_deve(acl, w->lun->n, w->lun->id, NULL);
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
	deve = find_deve(w->acl, w->map->n);
	if (deve && (deve->dir || deve->lun != to->lun->id))
		return EINVAL;
	if (deve)
		drop_deve(w->acl, deve);
	w->map->link = xstrdup(w->part[6]);
	w->map->to = xstrdup(to->lun->dir);
	add_deve(w->acl, w->map->n, to->lun->id, w->map->dir);
	return 0;
}

static int make_link(struct simfs *fs, struct sim_where *w, const char *value)
{
	struct sim_where to;
	int err;

	look_up(fs, value, &to);
	err = w->n == 6 ? link_store(fs, w, &to) : w->n == 7 ? link_map(w, &to) : EPERM;
	where_free(&to);
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
	deve = find_deve(w->acl, w->map->n);
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

	if (!is_loopback(w->target))
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

static bool *tpg_flag(const struct sim_target *target, struct sim_tpg *tpg, const char *name)
{
	if (!is_iscsi(target) && !is_qla(target))
		return NULL;
	if (!strcmp(name, "demo_mode_login_only"))
		return is_qla(target) ? &tpg->login_only : NULL;
	if (!strcmp(name, "authentication"))
		return &tpg->authentication;
	if (!strcmp(name, "demo_mode_write_protect"))
		return &tpg->write_protect;
	if (!strcmp(name, "generate_node_acls"))
		return &tpg->generate;
	return !strcmp(name, "cache_dynamic_acls") ? &tpg->cache : NULL;
}

static int write_tpg(struct sim_where *w, const char *value)
{
	bool *flag;

	if (w->n == 4 && !strcmp(w->part[3], "nexus"))
		return write_nexus(w, value);
	if (is_loopback(w->target))
		return ENOENT;
	if (strcmp(value, "0") && strcmp(value, "1"))
		return EINVAL;
	if (w->n == 4 && !strcmp(w->part[3], "enable"))
		return strcmp(w->target->fabric, "fc") ? write_enable(w->tpg, value) : ENOENT;
	flag = w->n == 5 && !strcmp(w->part[3], "attrib") ? tpg_flag(w->target, w->tpg, w->part[4]) : NULL;
	if (!flag)
		return ENOENT;
	*flag = *value == '1';
	w->tpg->cache |= w->tpg->generate && is_iscsi(w->target);
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

static char **acl_auth(const struct sim_where *w)
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
	char **auth = acl_auth(w);

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

	look_up(fs, op->path, &w);
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
	where_free(&w);
	return err;
}

/* ---- reading ---- */

static void list_links(const struct sim_where *w, struct names *names)
{
	if (w->lun && w->n == 5 && w->lun->link)
		names_add(names, w->lun->link);
	if (w->map && w->n == 6 && w->map->link)
		names_add(names, w->map->link);
}

static bool list_tpg(const struct sim_where *w, struct names *names)
{
	if (w->n == 4 && !strcmp(w->part[3], "np"))
		vec_each(portal, &w->tpg->portal)
			names_add(names, *portal);
	if (w->n == 4 && !strcmp(w->part[3], "lun"))
		vec_each(lun, &w->tpg->lun)
			names_add(names, lun->dir);
	if (w->n == 4 && !strcmp(w->part[3], "acls"))
		vec_each(acl, &w->tpg->acl)
			if (!acl->dynamic)
				names_add(names, acl->name);
	if (w->acl && w->n == 5) {
		names_add(names, "attrib");
		names_add(names, "auth");
		vec_each(map, &w->acl->map)
			names_add(names, map->dir);
	}
	if (w->map && w->n == 6)
		names_add(names, "statistics");
	return true;
}

static bool sim_list(void *ctx, const char *dir, bool links, struct names *names)
{
	struct simfs *fs = ctx;
	struct sim_where w;
	bool found = false;

	look_up(fs, dir, &w);
	if (links) {
		list_links(&w, names);
		found = w.lun || w.map;
	} else if (!strcmp(dir, LIO_HBA)) {
		vec_each(store, &fs->store)
			names_add(names, store->name);
		found = true;
	} else if (w.store && w.n == 4 && !strcmp(w.part[3], "alua")) {
		vec_each(group, &w.store->groups.alua)
			names_add(names, group->name);
		found = true;
	} else if (w.target && w.n == 2) {
		vec_each(tpg, &w.target->tpg)
			names_add(names, tpg->dir);
		found = true;
	} else if (w.tpg) {
		found = list_tpg(&w, names);
	}
	where_free(&w);
	return found;
}

static char *read_tpg(const struct sim_where *w)
{
	const char *name = w->part[w->n - 1];
	bool *flag;

	if (w->n == 4 && is_loopback(w->target))
		return !strcmp(name, "nexus") ? xstrdup(w->tpg->nexus) : NULL;
	if (w->n == 4 && !strcmp(name, "enable"))
		return strcmp(w->target->fabric, "fc") ? xstrdup(w->tpg->enabled ? "1" : "0") : NULL;
	if (w->n == 4 && !strcmp(name, "dynamic_sessions")) {
		char *text = xstrdup("");

		vec_each(acl, &w->tpg->acl) {
			char *longer;

			if (!acl->dynamic || !acl->session)
				continue;
			longer = xasprintf("%s%s\n\n", text, acl->name);
			free(text);
			text = longer;
		}
		return text;
	}
	flag = w->n == 5 && !strcmp(w->part[3], "attrib") ? tpg_flag(w->target, w->tpg, name) : NULL;
	return flag ? xstrdup(*flag ? "1" : "0") : NULL;
}

static char *sim_read(void *ctx, const char *path)
{
	struct sim_where w;
	char *value = NULL;

	look_up(ctx, path, &w);
	if (w.store && w.n == 4 && !strcmp(w.part[3], "enable"))
		value = xstrdup(w.store->enabled ? "1" : "0");
	else if (w.store && w.n == 6 && !strcmp(w.part[3], "alua"))
		value = sim_alua_read(&w.store->groups, w.part[4], w.part[5]);
	else if (w.tpg && w.n == 6 && !strcmp(w.part[5], "iser"))
		value = xstrdup(names_has(&w.tpg->iser, w.part[4]) ? "1" : "0");
	else if (w.lun && w.n == 6 && !strcmp(w.part[5], "alua_tg_pt_gp"))
		value = xasprintf("TG Port Alias: %s\nTG Port Group ID: 0",
				  w.lun->alua ? w.lun->alua : LIO_ALUA);
	else if (w.map && w.n == 7 && !strcmp(w.part[6], "write_protect"))
		value = xstrdup(find_deve(w.acl, w.map->n) ? "0" : "");
	else if (w.acl && w.n == 6 && !strcmp(w.part[5], "tag"))
		value = xstrdup(w.acl->tag ? w.acl->tag : "");
	else if (acl_auth(&w))
		value = xstrdup(*acl_auth(&w) ? *acl_auth(&w) : "");
	else if (w.tpg)
		value = read_tpg(&w);
	where_free(&w);
	return value;
}

static char *sim_link(void *ctx, const char *path)
{
	struct sim_where w;
	char *to = NULL;

	look_up(ctx, path, &w);
	if (w.lun && w.n == 6 && same_text(w.lun->link, w.part[5]))
		to = xasprintf("../../../../../../target/core/sbd_0/%s", w.lun->store);
	if (w.map && w.n == 7 && same_text(w.map->link, w.part[6]))
		to = xasprintf("../../../../../../target/%s/%s/%s/lun/%s", w.target->fabric,
			       w.target->wwn, w.tpg->dir, w.map->to);
	where_free(&w);
	return to;
}

struct lio_reader simfs_reader(struct simfs *fs)
{
	return (struct lio_reader){ sim_list, sim_read, sim_link, fs };
}

/* ---- initiators ---- */

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
	if (is_qla(target) && tpg->login_only)
		return acl;
	vec_each(lun, &tpg->lun)
		if (lun->id && !find_deve(acl, lun->n))
			add_deve(acl, lun->n, lun->id, NULL);
	return acl;
}

bool simfs_login(struct simfs *fs, const char *fabric, const char *wwn, const char *initiator)
{
	const struct sim_target *target = find_target(fs, fabric, wwn);
	struct sim_tpg *tpg = way_in(fs, target);
	struct sim_acl *acl;

	if (!tpg || (!tpg->enabled && strcmp(fabric, "fc")) || !initiator_ok(target, initiator))
		return false;
	acl = FIND(&tpg->acl, name, initiator);	/* a cached one lets in whatever the mode is now */
	if ((!acl && !tpg->generate) || (is_iscsi(target) && !authenticates(tpg, acl)))
		return false;
	if (!acl)
		acl = make_dynamic(target, tpg, initiator);
	acl->session = true;
	return true;
}

void simfs_logout(struct simfs *fs, const char *wwn, const char *initiator)
{
	struct sim_tpg *tpg = way_in(fs, find_target(fs, "iscsi", wwn));
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
	struct sim_target *target = find_target(fs, fabric, wwn);
	struct sim_tpg *tpg;
	struct sim_acl *acl;

	if (target && is_loopback(target))
		see_loopback(target, initiator, seen);
	if (!target || is_loopback(target) || !simfs_login(fs, fabric, wwn, initiator))
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

/* ---- life and death ---- */

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

/* ---- vandals ---- */

static void try(struct simfs *fs, enum op_kind kind, char *path, char *value)
{
	struct op op = { .kind = kind, .path = path, .value = value };

	simfs_apply(fs, &op);
	free(path);
	free(value);
}

static void vandal_luns(struct simfs *fs, const char *path, const struct sim_tpg *tpg,
			unsigned int (*random)(unsigned int below))
{
	static const char *const odd[] = { "lun_00", "lun_0x3", "lun_7", "lun_32768", "lun_1" };
	const char *dir = odd[random(ARRAY_SIZE(odd))];
	char *link;

	if (tpg->lun.n && random(4)) {
		const struct sim_lun *lun = &tpg->lun.v[random(tpg->lun.n)];
		char *store = lun->store ? xasprintf(LIO_HBA "/%s", lun->store) : NULL;

		dir = lun->dir;
		link = xasprintf("%s/lun/%s/%s", path, dir, lun->link ? lun->link : "x");
		try(fs, OP_UNLINK, link, NULL);
		if (store && random(2))		/* mapped links look right, and are dead */
			try(fs, OP_SYMLINK, xasprintf("%s/lun/%s/other", path, dir),
			    xstrdup(store));
		free(store);
		return;
	}
	try(fs, OP_MKDIR, xasprintf("%s/lun/%s", path, dir), NULL);
	if (fs->store.n && random(2))
		try(fs, OP_SYMLINK, xasprintf("%s/lun/%s/lu", path, dir),
		    xasprintf(LIO_HBA "/%s", fs->store.v[random(fs->store.n)].name));
}

static void vandal_acls(struct simfs *fs, const char *path, const struct sim_tpg *tpg,
			unsigned int (*random)(unsigned int below))
{
	const struct sim_acl *acl;

	if (!tpg->acl.n || !random(4)) {
		try(fs, OP_MKDIR, xasprintf("%s/acls/iqn.2026-01.vandal:%u", path, random(3)),
		    NULL);
		return;
	}
	acl = &tpg->acl.v[random(tpg->acl.n)];
	if (acl->dynamic)
		return;
	if (acl->map.n && random(2)) {
		const struct sim_map *map = &acl->map.v[random(acl->map.n)];
		char *dir = xasprintf("%s/acls/%s/%s", path, acl->name, map->dir);

		try(fs, OP_UNLINK, xasprintf("%s/%s", dir, map->link ? map->link : "x"), NULL);
		if (random(2))
			try(fs, OP_RMDIR, xstrdup(dir), NULL);
		free(dir);
	} else if (tpg->lun.n) {
		const struct sim_lun *lun = &tpg->lun.v[random(tpg->lun.n)];
		char *dir = xasprintf("%s/acls/%s/lun_%u", path, acl->name, random(6));

		try(fs, OP_MKDIR, xstrdup(dir), NULL);
		try(fs, OP_SYMLINK, xasprintf("%s/mine", dir),
		    xasprintf("%s/lun/%s", path, lun->dir));
		free(dir);
	}
	if (!random(3))
		try(fs, OP_RMDIR, xasprintf("%s/acls/%s", path, acl->name), NULL);
}

static void vandal_tpg(struct simfs *fs, const char *path, unsigned int (*random)(unsigned int))
{
	static const char *const attrs[] = { "attrib/generate_node_acls", "attrib/authentication",
					     "attrib/demo_mode_write_protect", "enable" };

	switch (random(5)) {
	case 4:
		try(fs, OP_WRITE, xasprintf("%s/np/10.0.0.1:3260/iser", path),
		    xstrdup(random(2) ? "1" : "0"));
		break;
	case 0:
		try(fs, OP_MKDIR, xasprintf("%s/np/10.0.0.%u:3260", path, random(4)), NULL);
		break;
	case 1:
		try(fs, OP_RMDIR, xasprintf("%s/np/0.0.0.0:3260", path), NULL);
		break;
	case 2:
		try(fs, OP_WRITE, xasprintf("%s/nexus", path), xstrdup("NULL"));
		try(fs, OP_WRITE, xasprintf("%s/nexus", path), xstrdup("naa.5555555555555555"));
		break;
	default:
		try(fs, OP_WRITE, xasprintf("%s/%s", path, attrs[random(ARRAY_SIZE(attrs))]),
		    xstrdup(random(2) ? "1" : "0"));
	}
}

static void vandal_alua(struct simfs *fs, unsigned int (*random)(unsigned int))
{
	static const char *const attrs[] = { "alua_access_state", "alua_access_type", "preferred",
					     "nonop_delay_msecs" };
	static const char *const dirs[] = { LIO_ALUA, "tg_1", "tg_2", "vandal" };
	struct sim_store *store = &fs->store.v[random(fs->store.n)];
	char *path = xasprintf(LIO_HBA "/%s/alua/%s", store->name, dirs[random(ARRAY_SIZE(dirs))]);

	switch (random(3)) {
	case 0:
		try(fs, OP_MKDIR, xstrdup(path), NULL);
		break;
	case 1:
		store->told = true;
		try(fs, OP_RMDIR, xstrdup(path), NULL);
		store->told = false;
		break;
	default:
		try(fs, OP_WRITE, xasprintf("%s/%s", path, attrs[random(ARRAY_SIZE(attrs))]),
		    xasprintf("%u", random(4)));
	}
	free(path);
}

void simfs_vandal(struct simfs *fs, unsigned int (*random)(unsigned int below))
{
	const struct sim_target *target;
	const struct sim_tpg *tpg;
	char *path;

	if (!fs->target.n || !random(6)) {
		try(fs, OP_MKDIR, xasprintf(LIO_HBA "/vandal%u", random(3)), NULL);
		return;
	}
	if (fs->store.n && !random(4)) {
		vandal_alua(fs, random);
		return;
	}
	target = &fs->target.v[random(fs->target.n)];
	if (!target->tpg.n || !random(8)) {
		try(fs, OP_MKDIR, xasprintf("%s/%s/tpgt_%u", target->fabric, target->wwn,
					    random(4)), NULL);
		return;
	}
	tpg = &target->tpg.v[random(target->tpg.n)];
	path = xasprintf("%s/%s/%s", target->fabric, target->wwn, tpg->dir);
	switch (random(3)) {
	case 0:
		vandal_luns(fs, path, tpg, random);
		break;
	case 1:
		vandal_acls(fs, path, tpg, random);
		break;
	default:
		vandal_tpg(fs, path, random);
	}
	free(path);
}
