// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

#include "rows.h"

char *rows_number(uint64_t n)
{
	return xasprintf("%" PRIu64, n);
}

static uint64_t to_number(const char *text)
{
	return text ? strtoull(text, NULL, 10) : 0;
}

char **rows_new(struct rows *rows, int table)
{
	struct row *row = xcalloc(1, sizeof(*row));

	row->table = table;
	*vec_push(rows) = row;
	return row->value;
}

/* setting(name, value) */

#define MGMT_URL "mgmt_url"

static const char *state_word(enum stmf_state state)
{
	return state == STMF_STATE_ONLINE ? "online" : "offline";
}

static const struct {
	const char *name;
	size_t offset;
} settings[] = {
	{ "service", offsetof(struct model, service) },
	{ "default_lu_state", offsetof(struct model, default_lu) },
	{ "default_target_state", offsetof(struct model, default_target) },
};

static void save_settings(const struct model *model, int table, struct rows *rows)
{
	char **value;

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		const void *state = (const char *)model + settings[i].offset;

		value = rows_new(rows, table);
		value[0] = xstrdup(settings[i].name);
		value[1] = xstrdup(state_word(*(const enum stmf_state *)state));
	}
	if (model->mgmt_url) {
		value = rows_new(rows, table);
		value[0] = xstrdup(MGMT_URL);
		value[1] = xstrdup(model->mgmt_url);
	}
	value = rows_new(rows, table);
	value[0] = xstrdup("persist_method");
	value[1] = xstrdup(model->keep_nothing ? "none" : "smf");
}

static void load_setting(struct model *model, char *const *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		void *state = (char *)model + settings[i].offset;

		if (!strcmp(settings[i].name, value[0]))
			*(enum stmf_state *)state = strcmp(value[1], "online") ?
				STMF_STATE_OFFLINE : STMF_STATE_ONLINE;
	}
	if (!strcmp(value[0], MGMT_URL)) {
		free(model->mgmt_url);
		model->mgmt_url = xstrdup(value[1]);
	}
	if (!strcmp(value[0], "persist_method"))
		model->keep_nothing = !strcmp(value[1], "none");
}

/* host_group(name, place), target_group(name, place) */

static void save_groups(const struct model *model, enum group_kind kind, int table,
			struct rows *rows)
{
	size_t place = 0;

	vec_each(group, &model->group[kind]) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(group->name);
		value[1] = rows_number(place++);
	}
}

static void save_host_groups(const struct model *model, int table, struct rows *rows)
{
	save_groups(model, HOST_GROUP, table, rows);
}

static void save_target_groups(const struct model *model, int table, struct rows *rows)
{
	save_groups(model, TARGET_GROUP, table, rows);
}

static void load_host_group(struct model *model, char *const *value)
{
	model_group_add(model, HOST_GROUP, value[0]);
}

static void load_target_group(struct model *model, char *const *value)
{
	model_group_add(model, TARGET_GROUP, value[0]);
}

/* host_member(member, in_group, place), target_member(member, in_group, place) */

static void save_members(const struct model *model, enum group_kind kind, int table,
			 struct rows *rows)
{
	vec_each(group, &model->group[kind]) {
		size_t place = 0;

		vec_each(member, &group->member) {
			char **value = rows_new(rows, table);

			value[0] = xstrdup(*member);
			value[1] = xstrdup(group->name);
			value[2] = rows_number(place++);
		}
	}
}

static void save_host_members(const struct model *model, int table, struct rows *rows)
{
	save_members(model, HOST_GROUP, table, rows);
}

static void save_target_members(const struct model *model, int table, struct rows *rows)
{
	save_members(model, TARGET_GROUP, table, rows);
}

static void load_member(struct model *model, enum group_kind kind, char *const *value)
{
	struct group *group = model_group(model, kind, value[1]);

	if (group)
		*vec_push(&group->member) = xstrdup(value[0]);
}

static void load_host_member(struct model *model, char *const *value)
{
	load_member(model, HOST_GROUP, value);
}

static void load_target_member(struct model *model, char *const *value)
{
	load_member(model, TARGET_GROUP, value);
}

/* lu(guid, path, meta, ...) */

static void save_lus(const struct model *model, int table, struct rows *rows)
{
	vec_each(lu, &model->lu) {
		const struct lu_conf *conf = lu->conf;
		char **value;

		if (!conf)
			continue;
		value = rows_new(rows, table);
		value[0] = xstrdup(lu->guid);
		value[1] = xstrdup(conf->path);
		value[2] = xstrdup(conf->meta);
		value[3] = xstrdup(conf->alias);
		value[4] = xstrdup(conf->mgmt_url);
		value[5] = xstrdup(conf->vid);
		value[6] = xstrdup(conf->pid);
		value[7] = xstrdup(conf->serial);
		value[8] = rows_number(conf->offset);
		value[9] = rows_number(conf->size);
		value[10] = rows_number(conf->blk);
		value[11] = rows_number(conf->wp);
		value[12] = conf->wcd_given ? rows_number(conf->wcd) : NULL;
		value[13] = rows_number(conf->bare);
		value[14] = rows_number(conf->buffered);
		value[15] = rows_number(conf->copy);
		value[16] = xstrdup(conf->device);
	}
}

static void load_lu(struct model *model, char *const *value)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));

	conf->path = xstrdup(value[1]);
	conf->meta = xstrdup(value[2]);
	conf->alias = xstrdup(value[3]);
	conf->mgmt_url = xstrdup(value[4]);
	conf->vid = xstrdup(value[5]);
	conf->pid = xstrdup(value[6]);
	conf->serial = xstrdup(value[7]);
	conf->offset = to_number(value[8]);
	conf->size = to_number(value[9]);
	conf->blk = to_number(value[10]);
	conf->wp = to_number(value[11]);
	conf->wcd_given = value[12];
	conf->wcd = to_number(value[12]);
	conf->bare = to_number(value[13]);
	conf->buffered = to_number(value[14]);
	conf->copy = to_number(value[15]);
	conf->device = xstrdup(value[16]);
	model_lu_add(model, value[0])->conf = conf;
}

/* view(guid, idx, host_group, target_group, lun) */

static void save_views(const struct model *model, int table, struct rows *rows)
{
	vec_each(lu, &model->lu) {
		vec_each(view, &lu->view) {
			char **value = rows_new(rows, table);

			value[0] = xstrdup(lu->guid);
			value[1] = rows_number(view->index);
			value[2] = xstrdup(view->group[HOST_GROUP]);
			value[3] = xstrdup(view->group[TARGET_GROUP]);
			value[4] = rows_number(view->lun);
		}
	}
}

static void load_view(struct model *model, char *const *value)
{
	struct view *view = lu_view_add(model_lu_add(model, value[0]), to_number(value[1]));

	view->group[HOST_GROUP] = xstrdup(value[2]);
	view->group[TARGET_GROUP] = xstrdup(value[3]);
	view->lun = to_number(value[4]);
}

/* target(name, provider, alias, params, place): the oldest is at place 0 */

static void save_targets(const struct model *model, int table, struct rows *rows)
{
	size_t place = model->target.n;

	vec_each(target, &model->target) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(target->name);
		value[1] = xstrdup(target->provider);
		value[2] = xstrdup(target->alias);
		value[3] = xstrdup(target->params);
		value[4] = rows_number(--place);
	}
}

static void load_target(struct model *model, char *const *value)
{
	struct target *target = vec_push(&model->target);

	target->name = xstrdup(value[0]);
	target->provider = xstrdup(value[1]);
	target->alias = xstrdup(value[2]);
	target->params = xstrdup(value[3]);
}

/* lu_state(guid, state), target_state(name, state): only what was asked for */

static void save_asked(const char *name, enum asked asked, int table, struct rows *rows)
{
	char **value;

	if (asked == ASKED_NOTHING)
		return;
	value = rows_new(rows, table);
	value[0] = xstrdup(name);
	value[1] = xstrdup(state_word(asked == ASKED_ONLINE ? STMF_STATE_ONLINE :
							      STMF_STATE_OFFLINE));
}

static void save_lu_states(const struct model *model, int table, struct rows *rows)
{
	vec_each(lu, &model->lu)
		save_asked(lu->guid, lu->asked, table, rows);
}

static void save_target_states(const struct model *model, int table, struct rows *rows)
{
	vec_each(target, &model->target)
		save_asked(target->name, target->asked, table, rows);
}

static enum asked to_asked(const char *word)
{
	return strcmp(word, "online") ? ASKED_OFFLINE : ASKED_ONLINE;
}

static void load_lu_state(struct model *model, char *const *value)
{
	model_lu_add(model, value[0])->asked = to_asked(value[1]);
}

static void load_target_state(struct model *model, char *const *value)
{
	struct target *target = model_target(model, value[0]);

	if (target)
		target->asked = to_asked(value[1]);
}

/* access_state(guid, target_group, state, preferred, id): ACCESS_OTHERS for NULL */

static void save_access(const struct model *model, int table, struct rows *rows)
{
	vec_each(access, &model->access) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(access->guid);
		value[1] = xstrdup(access->group ? access->group : ACCESS_OTHERS);
		value[2] = xstrdup(access_word(access->state));
		value[3] = rows_number(access->preferred);
		value[4] = rows_number(access->id);
	}
}

/* A word that nobody knows is none: who wrote it meant something else than full access. */
static void load_access(struct model *model, char *const *value)
{
	const char *group = strcmp(value[1], ACCESS_OTHERS) ? value[1] : NULL;
	enum access_state state = ACCESS_UNAVAILABLE;

	access_parse(value[2], &state);
	access_set(&model->access, value[0], group, state, to_number(value[3]),
		   to_number(value[4]));
}

/* How they are made is in schema.c. */
const struct table tables[TABLES] = {
	{ "setting", "name", 1, { "name", "value" }, save_settings, load_setting },
	{ "host_group", "place", 1, { "name", "place" }, save_host_groups, load_host_group },
	{ "target_group", "place", 1, { "name", "place" }, save_target_groups, load_target_group },
	{ "host_member", "in_group, place", 1,
	  { "member", "in_group", "place" }, save_host_members, load_host_member },
	{ "target_member", "in_group, place", 1,
	  { "member", "in_group", "place" }, save_target_members, load_target_member },
	{ "lu", "guid", 1,
	  { "guid", "path", "meta", "alias", "mgmt_url", "vid", "pid", "serial", "data_offset",
	    "size", "blk", "wp", "wcd", "bare", "buffered", "third_party_copy", "device" }, save_lus, load_lu },
	{ "view_entry", "guid, idx", 2,
	  { "guid", "idx", "host_group", "target_group", "lun" }, save_views, load_view },
	{ "target", "place DESC", 1,
	  { "name", "provider", "alias", "params", "place" }, save_targets, load_target },
	{ "lu_state", "guid", 1, { "guid", "state" }, save_lu_states, load_lu_state },
	{ "target_state", "name", 1, { "name", "state" }, save_target_states, load_target_state },
	{ "access_state", "guid, target_group", 2,
	  { "guid", "target_group", "state", "preferred", "id" }, save_access, load_access },
	{ "iscsi_default", "name", 1, { "name", "value" },
	  iscsi_save_defaults, iscsi_load_defaults },
	{ "iscsi_isns", "place", 1, { "server", "place" }, iscsi_save_isns, iscsi_load_isns },
	{ "iscsi_tpg", "place DESC", 1, { "name", "place" }, iscsi_save_tpgs, iscsi_load_tpgs },
	{ "iscsi_portal", "tpg, place", 1, { "portal", "tpg", "place" },
	  iscsi_save_portals, iscsi_load_portals },
	{ "iscsi_target", "place DESC", 1,
	  { "name", "auth", "chap_user", "chap_secret", "old_name", "place" },
	  iscsi_save_targets, iscsi_load_targets },
	{ "iscsi_target_tpg", "target, place", 2, { "target", "tpg", "tag", "place" },
	  iscsi_save_tpgts, iscsi_load_tpgts },
	{ "iscsi_initiator", "place DESC", 1, { "name", "chap_user", "chap_secret", "place" },
	  iscsi_save_initiators, iscsi_load_initiators },
};

int row_order(const struct row *a, const struct row *b)
{
	int order = a->table - b->table;

	for (int i = 0; !order && i < tables[a->table].keys; i++)
		order = strcmp(a->value[i], b->value[i]);
	return order;
}

bool row_is_setting(const struct row *row, const char *name)
{
	return !strcmp(tables[row->table].name, "setting") && !strcmp(row->value[0], name);
}

bool row_same(const struct row *a, const struct row *b)
{
	for (int i = 0; i < COLUMNS; i++)
		if (!same_text(a->value[i], b->value[i]))
			return false;
	return true;
}

static int sort_order(const void *a, const void *b)
{
	return row_order(*(struct row *const *)a, *(struct row *const *)b);
}

void rows_make(const struct model *model, struct rows *rows)
{
	memset(rows, 0, sizeof(*rows));
	for (int i = 0; i < TABLES; i++)
		tables[i].save(model, i, rows);
	if (rows->n)
		qsort(rows->v, rows->n, sizeof(*rows->v), sort_order);
}

/* ---- of one logical unit ---- */

/* Of model->lu; the first column is the GUID. */
static bool is_of_lu(int table)
{
	return tables[table].save == save_lus || tables[table].save == save_views ||
	       tables[table].save == save_lu_states;
}

void rows_make_lu(const struct lu *lu, struct rows *rows)
{
	const struct model one = { .lu = { (struct lu *)lu, lu ? 1 : 0 } };

	memset(rows, 0, sizeof(*rows));
	for (int i = 0; i < TABLES; i++)
		if (is_of_lu(i))
			tables[i].save(&one, i, rows);
	if (rows->n)
		qsort(rows->v, rows->n, sizeof(*rows->v), sort_order);
}

/* Where a row is, or belongs. */
static size_t row_place(const struct rows *rows, const struct row *row)
{
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (row_order(rows->v[mid], row) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void rows_of_lu(const struct rows *all, const char *guid, struct rows *rows)
{
	memset(rows, 0, sizeof(*rows));
	for (int i = 0; i < TABLES; i++) {
		const struct row first = { i, { (char *)guid, "", } };

		if (!is_of_lu(i))
			continue;
		for (size_t at = row_place(all, &first); at < all->n; at++) {
			if (all->v[at]->table != i || strcmp(all->v[at]->value[0], guid))
				break;
			*vec_push(rows) = all->v[at];
		}
	}
}

static void row_free(struct row *row)
{
	for (int i = 0; i < COLUMNS; i++)
		free(row->value[i]);
	free(row);
}

void rows_replace(struct rows *all, struct rows *old, struct rows *new)
{
	vec_each(row, old) {
		size_t at = row_place(all, *row);

		vec_remove(all, at);
		row_free(*row);
	}
	vec_free(old);
	vec_each(row, new) {
		size_t at = row_place(all, *row);

		(void)vec_push(all);
		memmove(&all->v[at + 1], &all->v[at], (all->n - 1 - at) * sizeof(*all->v));
		all->v[at] = *row;
	}
	vec_free(new);
}

void rows_cut(struct rows *rows, size_t n)
{
	while (rows->n > n)
		row_free(rows->v[--rows->n]);
}

void rows_free(struct rows *rows)
{
	rows_cut(rows, 0);
	vec_free(rows);
}
