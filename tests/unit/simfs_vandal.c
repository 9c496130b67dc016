// SPDX-License-Identifier: GPL-2.0
/* Random operations of others. */
#include <stdlib.h>

#include "simfs_inner.h"

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
