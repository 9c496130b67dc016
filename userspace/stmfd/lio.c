// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "fabric.h"
#include "lio.h"

/* lun_<n> to n; LIO takes more spellings than the one that we write. */
uint64_t lio_lun_parse(const char *dir)
{
	uint64_t lun = 0;
	const char *p = dir + 4;

	if (*p == '0' && p[1])
		return LIO_NO_LUN;
	for (; *p; p++) {
		if (*p < '0' || *p > '9' || __builtin_mul_overflow(lun, 10, &lun) ||
		    __builtin_add_overflow(lun, *p - '0', &lun))
			return LIO_NO_LUN;
	}
	return lun;
}

/* The symbolic link in a LUN's directory: mostly ours, so ask for that first. */
static char *lun_link(const struct lio_reader *r, const char *dir, char **name)
{
	struct names links = { 0 };
	char *path = xasprintf("%s/" LIO_LINK, dir);
	char *to = r->link(r->ctx, path);

	*name = NULL;
	if (to) {
		*name = xstrdup(LIO_LINK);
	} else if (r->list(r->ctx, dir, true, &links) && links.n) {
		*name = xstrdup(links.v[0]);
		free(path);
		path = xasprintf("%s/%s", dir, *name);
		to = r->link(r->ctx, path);
	}
	names_free(&links);
	free(path);
	return to;
}

/* "...a/b/c" with tail "a/b": c, else NULL */
static const char *link_below(const char *to, const char *tail)
{
	const char *last = strrchr(to, '/');
	size_t n = strlen(tail);

	if (!last || (size_t)(last - to) < n || strncmp(last - n, tail, n))
		return NULL;
	return last + 1;
}

/* The directories lun_* in dir */
static void scan_lun_dirs(const struct lio_reader *r, const char *dir, struct names *luns)
{
	size_t kept = 0;

	r->list(r->ctx, dir, false, luns);
	for (size_t i = 0; i < luns->n; i++) {
		if (strncmp(luns->v[i], "lun_", 4))
			free(luns->v[i]);
		else
			luns->v[kept++] = luns->v[i];
	}
	luns->n = kept;
}

static int place_order(const void *a, const void *b)
{
	const struct lio_place *x = a, *y = b;
	int order = strcmp(x->store, y->store);

	return order ? order : (x->lun > y->lun) - (x->lun < y->lun);
}

static void note_places(struct lio_tpg *tpg)
{
	vec_each(lun, &tpg->lun)
		if (lun->store)
			*vec_push(&tpg->place) = (struct lio_place){ xstrdup(lun->store), lun->lun };
	if (tpg->place.n)
		qsort(tpg->place.v, tpg->place.n, sizeof(*tpg->place.v), place_order);
}

static char *read_attr(const struct lio_reader *r, const char *dir, const char *attr)
{
	char *path = xasprintf("%s/%s", dir, attr);
	char *value = r->read(r->ctx, path);

	free(path);
	return value;
}

/* The attribute begins with a line "TG Port Alias: NAME". */
static char *lun_alua(const struct lio_reader *r, const char *dir)
{
	static const char label[] = "TG Port Alias: ";
	char *text = read_attr(r, dir, "alua_tg_pt_gp"), *name = NULL;

	if (text && !strncmp(text, label, strlen(label))) {
		text[strcspn(text, "\n")] = 0;
		name = text + strlen(label);
	}
	name = name && strcmp(name, LIO_ALUA) ? xstrdup(name) : NULL;
	free(text);
	return name;
}

static void scan_tpg_luns(const struct lio_reader *r, const char *dir, struct lio_tpg *tpg)
{
	char *luns = xasprintf("%s/lun", dir);
	struct names dirs = { 0 };

	scan_lun_dirs(r, luns, &dirs);
	vec_each(name, &dirs) {
		struct lio_lun *lun = vec_push(&tpg->lun);
		char *path = xasprintf("%s/%s", luns, *name);
		char *to = lun_link(r, path, &lun->link);

		lun->dir = xstrdup(*name);
		lun->lun = lio_lun_parse(*name);
		lun->to = LIO_NO_LUN;
		if (to)
			lun->store = xstrdup(link_below(to, "/" LIO_HBA));
		lun->alua = lun->store ? lun_alua(r, path) : NULL;
		free(to);
		free(path);
	}
	lio_luns_sort(&tpg->lun);
	note_places(tpg);
	names_free(&dirs);
	free(luns);
}

static void scan_map(const struct lio_reader *r, const char *dir, const char *name,
		     struct lio_lun *map)
{
	char *path = xasprintf("%s/%s", dir, name);
	char *to = lun_link(r, path, &map->link);

	map->dir = xstrdup(name);
	map->lun = lio_lun_parse(name);
	map->to = LIO_NO_LUN;
	if (to) {
		const char *lun = link_below(to, "/lun");
		char *attr = xasprintf("%s/write_protect", path);
		char *value = r->read(r->ctx, attr);

		if (lun && !strncmp(lun, "lun_", 4))
			map->to = lio_lun_parse(lun);
		map->live = value && *value;
		free(value);
		free(attr);
	}
	free(to);
	free(path);
}

/* LIO shows what was never set as nothing, what was unset as NULL. */
static void scan_secrets(const struct lio_reader *r, const struct fabric *fabric, const char *dir,
			 struct lio_acl *acl)
{
	for (size_t i = 0; fabric->acl_secrets[i]; i++) {
		char *value = read_attr(r, dir, fabric->acl_secrets[i]);

		if (value && (!*value || !strncmp(value, LIO_UNSET, strlen(LIO_UNSET)))) {
			free(value);
			value = NULL;
		}
		acl->secret[i] = value;
	}
}

static void scan_acls(const struct lio_reader *r, const struct fabric *fabric, const char *dir,
		      struct lio_tpg *tpg)
{
	char *acls = xasprintf("%s/acls", dir);
	struct names names = { 0 };

	r->list(r->ctx, acls, false, &names);
	vec_each(name, &names) {
		struct lio_acl *acl = vec_push(&tpg->acl);
		char *path = xasprintf("%s/%s", acls, *name);
		char *tag = read_attr(r, path, "tag");
		struct names maps = { 0 };

		acl->name = xstrdup(*name);
		acl->clean = tag && !strcmp(tag, LIO_TAG);
		scan_secrets(r, fabric, path, acl);
		scan_lun_dirs(r, path, &maps);
		vec_each(map, &maps)
			scan_map(r, path, *map, vec_push(&acl->map));
		lio_luns_sort(&acl->map);
		names_free(&maps);
		free(tag);
		free(path);
	}
	names_free(&names);
	free(acls);
}

void lio_scan_dynamic(const struct lio_reader *r, const char *tpg, struct names *names)
{
	char *path = xasprintf("%s/dynamic_sessions", tpg);
	char *text = r->read(r->ctx, path), *rest = text, *name;

	while (rest && (name = strsep(&rest, "\n")))
		if (*name)
			names_add(names, name);
	free(text);
	free(path);
}

static bool attr_is_on(const struct lio_reader *r, const char *dir, const char *attr)
{
	char *value = read_attr(r, dir, attr);
	bool on = value && !strcmp(value, "1");

	free(value);
	return on;
}

static void scan_tpg(const struct lio_reader *r, const struct fabric *fabric, const char *dir,
		     struct lio_tpg *tpg)
{
	char *portals = xasprintf("%s/np", dir);

	for (size_t i = 0; fabric->attrs[i]; i++)
		tpg->attr[i] = read_attr(r, dir, fabric->attrs[i]);
	if (fabric->has_nexus)
		tpg->nexus = read_attr(r, dir, "nexus");
	if (fabric->has_portals)
		r->list(r->ctx, portals, false, &tpg->portals);
	vec_each(portal, &tpg->portals) {
		char *np = xasprintf("%s/%s", portals, *portal);

		if (attr_is_on(r, np, "iser"))
			names_add(&tpg->iser, *portal);
		free(np);
	}
	scan_tpg_luns(r, dir, tpg);
	if (fabric->has_acls) {
		scan_acls(r, fabric, dir, tpg);
		tpg->demo_seen = fabric->demo_maps &&
				 (attr_is_on(r, dir, "attrib/cache_dynamic_acls") ||
				  attr_is_on(r, dir, "attrib/generate_node_acls"));
		lio_scan_dynamic(r, dir, &tpg->dynamic);
	}
	if (fabric->has_enable)
		tpg->enabled = attr_is_on(r, dir, "enable");
	free(portals);
}

void lio_scan_target(const struct lio_reader *r, const char *owned, struct lio *lio)
{
	const char *wwn;
	const struct fabric *fabric = fabric_of_owned(owned, &wwn);
	struct lio_target *target;
	struct names tpgs = { 0 };

	if (!fabric || !r->list(r->ctx, owned, false, &tpgs))
		return;
	target = vec_push(&lio->target);
	target->fabric = fabric;
	target->wwn = xstrdup(wwn);
	vec_each(name, &tpgs) {
		struct lio_tpg *tpg;
		char *dir;

		if (strncmp(*name, "tpgt_", 5))
			continue;
		tpg = vec_push(&target->tpg);
		dir = xasprintf("%s/%s", owned, *name);
		tpg->dir = xstrdup(*name);
		scan_tpg(r, fabric, dir, tpg);
		free(dir);
	}
	names_free(&tpgs);
}

static unsigned int attr_number(const struct lio_reader *r, const char *dir, const char *attr)
{
	char *value = read_attr(r, dir, attr);
	unsigned int number = value ? strtoul(value, NULL, 10) : 0;

	free(value);
	return number;
}

static void scan_alua(const struct lio_reader *r, const char *dir, struct lio_store *store)
{
	char *groups = xasprintf("%s/alua", dir);
	struct names names = { 0 };

	r->list(r->ctx, groups, false, &names);
	vec_each(name, &names) {
		struct lio_alua *group = lio_alua_add(store, *name);
		char *path = xasprintf("%s/%s", groups, *name);
		char *type = read_attr(r, path, "alua_access_type");

		group->id = attr_number(r, path, "tg_pt_gp_id");
		group->state = attr_number(r, path, "alua_access_state");
		group->preferred = attr_is_on(r, path, "preferred");
		group->implicit = type && !strcmp(type, "Implicit");
		group->prompt = !attr_number(r, path, "nonop_delay_msecs");
		free(type);
		free(path);
	}
	names_free(&names);
	free(groups);
}

void lio_scan_stores(const struct lio_reader *r, struct lio *lio)
{
	struct names stores = { 0 };

	r->list(r->ctx, LIO_HBA, false, &stores);
	vec_each(name, &stores) {
		struct lio_store *store = vec_push(&lio->store);
		char *dir = xasprintf(LIO_HBA "/%s", *name);

		store->name = xstrdup(*name);
		store->enabled = attr_is_on(r, dir, "enable");
		scan_alua(r, dir, store);
		free(dir);
	}
	names_free(&stores);
}

void lio_lun_free(struct lio_lun *lun)
{
	free(lun->dir);
	free(lun->link);
	free(lun->store);
	free(lun->alua);
}

void lio_acl_free(struct lio_acl *acl)
{
	vec_each(map, &acl->map)
		lio_lun_free(map);
	vec_free(&acl->map);
	for (size_t i = 0; i < ACL_SECRETS; i++)
		free(acl->secret[i]);
	free(acl->name);
}

void lio_tpg_free(struct lio_tpg *tpg)
{
	vec_each(lun, &tpg->lun)
		lio_lun_free(lun);
	vec_each(place, &tpg->place)
		free(place->store);
	vec_each(acl, &tpg->acl)
		lio_acl_free(acl);
	for (size_t i = 0; i < FABRIC_ATTRS; i++)
		free(tpg->attr[i]);
	vec_free(&tpg->lun);
	vec_free(&tpg->place);
	vec_free(&tpg->acl);
	names_free(&tpg->portals);
	names_free(&tpg->iser);
	names_free(&tpg->dynamic);
	names_free(&tpg->looking);
	free(tpg->nexus);
	free(tpg->dir);
}

void lio_target_free(struct lio_target *target)
{
	vec_each(tpg, &target->tpg)
		lio_tpg_free(tpg);
	vec_free(&target->tpg);
	free(target->wwn);
}

void lio_store_free(struct lio_store *store)
{
	vec_each(group, &store->alua)
		free(group->name);
	vec_free(&store->alua);
	free(store->name);
}

struct lio_alua *lio_alua_add(struct lio_store *store, const char *name)
{
	struct lio_alua *group = vec_push(&store->alua);

	group->name = xstrdup(name);
	return group;
}

struct lio_alua *lio_alua(const struct lio_store *store, const char *name)
{
	vec_each(group, &store->alua)
		if (!strcmp(group->name, name))
			return group;
	return NULL;
}

void lio_free(struct lio *lio)
{
	vec_each(store, &lio->store)
		lio_store_free(store);
	vec_free(&lio->store);
	vec_each(target, &lio->target)
		lio_target_free(target);
	vec_free(&lio->target);
}

bool lio_exports(const struct lio *lio, const char *store)
{
	vec_each(target, &lio->target)
		vec_each(tpg, &target->tpg)
			vec_each(lun, &tpg->lun)
				if (same_text(lun->store, store))
					return true;
	return false;
}

static int store_order(const void *a, const void *b)
{
	return strcmp(((const struct lio_store *)a)->name, ((const struct lio_store *)b)->name);
}

static int acl_order(const void *a, const void *b)
{
	return strcmp(((const struct lio_acl *)a)->name, ((const struct lio_acl *)b)->name);
}

/* Place of the first element that does not come before the key. */
static size_t lower_bound(const void *v, size_t n, size_t size, const void *key,
			  int (*order)(const void *a, const void *b))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (order((const char *)v + mid * size, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Room for one more at its place in a sorted vector; the key is copied there. */
#define vec_insert(vec, key, order) __extension__ ({					\
	size_t at_ = lower_bound((vec)->v, (vec)->n, sizeof(*(vec)->v), &(key), order);	\
	(void)vec_push(vec);								\
	memmove(&(vec)->v[at_ + 1], &(vec)->v[at_],					\
		((vec)->n - 1 - at_) * sizeof(*(vec)->v));				\
	(vec)->v[at_] = (key);								\
	&(vec)->v[at_];									\
})

struct lio_store *lio_store_add(struct lio *lio, const char *name)
{
	const struct lio_store store = { .name = xstrdup(name) };

	return vec_insert(&lio->store, store, store_order);
}

struct lio_acl *lio_acl_add(struct lio_tpg *tpg, const char *name)
{
	const struct lio_acl acl = { .name = xstrdup(name) };

	return vec_insert(&tpg->acl, acl, acl_order);
}

void lio_acls_sort(struct lio_tpg *tpg)
{
	if (tpg->acl.n)
		qsort(tpg->acl.v, tpg->acl.n, sizeof(*tpg->acl.v), acl_order);
}

void lio_link(struct lio_tpg *tpg, struct lio_lun *lun, const char *store)
{
	const struct lio_place place = { xstrdup(store), lun->lun };

	lun->store = xstrdup(store);
	vec_insert(&tpg->place, place, place_order);
}

void lio_unlink(struct lio_tpg *tpg, struct lio_lun *lun)
{
	const struct lio_place place = { lun->store, lun->lun };
	size_t at;

	if (!lun->store)
		return;
	at = lower_bound(tpg->place.v, tpg->place.n, sizeof(place), &place, place_order);
	if (at < tpg->place.n && !place_order(&tpg->place.v[at], &place)) {
		free(tpg->place.v[at].store);
		vec_remove(&tpg->place, at);
	}
	free(lun->store);
	lun->store = NULL;
}

struct lio_lun *lio_lun_of(const struct lio_tpg *tpg, const char *store)
{
	const struct lio_place key = { (char *)store, 0 };
	size_t at = lower_bound(tpg->place.v, tpg->place.n, sizeof(key), &key, place_order);

	if (at == tpg->place.n || strcmp(tpg->place.v[at].store, store))
		return NULL;
	return lio_lun(&tpg->lun, tpg->place.v[at].lun);
}

struct lio_store *lio_store(const struct lio *lio, const char *name)
{
	const struct lio_store key = { .name = (char *)name };

	if (!lio->store.n)
		return NULL;
	return bsearch(&key, lio->store.v, lio->store.n, sizeof(key), store_order);
}

struct lio_target *lio_target(const struct lio *lio, const struct fabric *fabric, const char *wwn)
{
	vec_each(target, &lio->target)
		if (target->fabric == fabric && !strcmp(target->wwn, wwn))
			return target;
	return NULL;
}

struct lio_tpg *lio_tpg(const struct lio_target *target, const char *dir)
{
	vec_each(tpg, &target->tpg)
		if (!strcmp(tpg->dir, dir))
			return tpg;
	return NULL;
}

struct lio_acl *lio_acl(const struct lio_tpg *tpg, const char *name)
{
	const struct lio_acl key = { .name = (char *)name };

	if (!tpg->acl.n)
		return NULL;
	return bsearch(&key, tpg->acl.v, tpg->acl.n, sizeof(key), acl_order);
}

static int lun_order(const void *a, const void *b)
{
	uint64_t x = ((const struct lio_lun *)a)->lun, y = ((const struct lio_lun *)b)->lun;

	return (x > y) - (x < y);
}

void lio_luns_sort(struct lio_luns *luns)
{
	if (luns->n)
		qsort(luns->v, luns->n, sizeof(*luns->v), lun_order);
}

struct lio_lun *lio_lun(const struct lio_luns *luns, uint64_t lun)
{
	struct lio_lun key = { .lun = lun };

	if (!luns->n || lun == LIO_NO_LUN)
		return NULL;
	return bsearch(&key, luns->v, luns->n, sizeof(key), lun_order);
}

/* They are in order, each once: up to the gap their numbers follow each other. */
uint64_t lio_luns_gap(const struct lio_luns *luns, uint64_t from)
{
	const struct lio_lun key = { .lun = from };
	size_t start = lower_bound(luns->v, luns->n, sizeof(key), &key, lun_order), low = 0;
	size_t high = luns->n - start;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (luns->v[start + mid].lun == from + mid)
			low = mid + 1;
		else
			high = mid;
	}
	return from + low;
}
