// SPDX-License-Identifier: GPL-2.0
/* What is there, as configfs shows it. */
#include <stdlib.h>

#include "simfs_inner.h"

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

	sim_look_up(fs, dir, &w);
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
	sim_where_free(&w);
	return found;
}

static char *read_tpg(const struct sim_where *w)
{
	const char *name = w->part[w->n - 1];
	bool *flag = sim_tpg_flag(w);

	if (w->n == 4 && sim_is_loopback(w->target))
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
	return flag ? xstrdup(*flag ? "1" : "0") : NULL;
}

static char *sim_read(void *ctx, const char *path)
{
	struct sim_where w;
	char *value = NULL;

	sim_look_up(ctx, path, &w);
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
		value = xstrdup(sim_find_deve(w.acl, w.map->n) ? "0" : "");
	else if (w.acl && w.n == 6 && !strcmp(w.part[5], "tag"))
		value = xstrdup(w.acl->tag ? w.acl->tag : "");
	else if (sim_acl_auth(&w))
		value = xstrdup(*sim_acl_auth(&w) ? *sim_acl_auth(&w) : "");
	else if (w.tpg)
		value = read_tpg(&w);
	sim_where_free(&w);
	return value;
}

static char *sim_link(void *ctx, const char *path)
{
	struct sim_where w;
	char *to = NULL;

	sim_look_up(ctx, path, &w);
	if (w.lun && w.n == 6 && same_text(w.lun->link, w.part[5]))
		to = xasprintf("../../../../../../target/core/sbd_0/%s", w.lun->store);
	if (w.map && w.n == 7 && same_text(w.map->link, w.part[6]))
		to = xasprintf("../../../../../../target/%s/%s/%s/lun/%s", w.target->fabric,
			       w.target->wwn, w.tpg->dir, w.map->to);
	sim_where_free(&w);
	return to;
}

struct lio_reader simfs_reader(struct simfs *fs)
{
	return (struct lio_reader){ sim_list, sim_read, sim_link, fs };
}
