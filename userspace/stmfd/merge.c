// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <stmf_linux.h>

#include "fabric.h"
#include "guid.h"
#include "merge.h"

#define PATH_LEN_MAX 4000
#define BLOCK_MIN 512
#define BLOCK_MAX 32768

void problem_add(struct problems *problems, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	*vec_push(problems) = text;
}

void problems_free(struct problems *problems)
{
	vec_each(text, problems)
		free(*text);
	vec_free(problems);
}

/* ---- joining ---- */

static void view_set(struct view *view, const struct view *from)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		free(view->group[kind]);
		view->group[kind] = xstrdup(from->group[kind]);
	}
	view->lun = from->lun;
}

static void merge_lu(struct model *model, const struct lu *from)
{
	struct lu *lu = model_lu_add(model, from->guid);

	if (from->conf) {
		lu_conf_free(lu->conf);
		lu->conf = lu_conf_copy(from->conf);
	}
	vec_each(view, &from->view) {
		struct view *own = lu_view(lu, view->index);

		view_set(own ? own : lu_view_add(lu, view->index), view);
	}
}

static void drop_member(struct group *group, const char *member)
{
	for (size_t i = 0; i < group->member.n; i++) {
		if (strcmp(group->member.v[i], member))
			continue;
		free(group->member.v[i]);
		vec_remove(&group->member, i);
		return;
	}
}

static void merge_group(struct model *model, enum group_kind kind, const struct group *from)
{
	struct group *group = model_group(model, kind, from->name);

	if (!group)
		group = model_group_add(model, kind, from->name);
	vec_each(member, &from->member) {
		struct group *old = model_group_of(model, kind, *member);

		if (old == group)
			continue;
		if (old)
			drop_member(old, *member);
		*vec_push(&group->member) = xstrdup(*member);
	}
}

static void target_set(struct target *target, const struct target *from)
{
	enum stmf_state state = target->name ? target->state : from->state;

	free(target->name);
	free(target->provider);
	free(target->alias);
	free(target->params);
	*target = (struct target){ .name = xstrdup(from->name), .provider = xstrdup(from->provider),
				   .alias = xstrdup(from->alias), .params = xstrdup(from->params),
				   .state = state };
}

/* Newest first: those that come are newer than those that are there. */
static void merge_targets(struct model *model, const struct model *more)
{
	size_t new = 0;

	vec_each(target, &more->target) {
		struct target *own = model_target(model, target->name);

		if (!own) {
			(void)vec_push(&model->target);
			own = &model->target.v[new];
			memmove(own + 1, own, (model->target.n - 1 - new) * sizeof(*own));
			memset(own, 0, sizeof(*own));
			new++;
		}
		target_set(own, target);
	}
}

static void set_chap(struct iscsi_chap *to, const struct iscsi_chap *from)
{
	free(to->user);
	to->user = xstrdup(from->user);
	if (!from->secret)
		return;		/* a file may come without: that does not open a door */
	free(to->secret);
	to->secret = xstrdup(from->secret);
}

static void merge_iscsi_target(struct iscsi_conf *conf, const struct iscsi_target *from)
{
	const struct iscsi_target *old = iscsi_target(conf, from->name);
	char *secret = old && !from->chap.secret ? xstrdup(old->chap.secret) : NULL;
	struct iscsi_target *target;

	iscsi_target_del(conf, from->name);
	target = iscsi_target_add_like(conf, from->name, from);
	if (secret)
		target->chap.secret = secret;
}

/* Newest first, here as there */
static void merge_iscsi(struct iscsi_conf *conf, const struct iscsi_conf *more)
{
	for (size_t i = more->tpg.n; i > 0; i--) {
		const struct iscsi_tpg *from = &more->tpg.v[i - 1];
		struct iscsi_tpg *tpg;

		iscsi_tpg_del(conf, from->name);
		tpg = iscsi_tpg_add(conf, from->name);
		vec_each(portal, &from->portal)
			*vec_push(&tpg->portal) = xstrdup(*portal);
	}
	for (size_t i = more->target.n; i > 0; i--)
		merge_iscsi_target(conf, &more->target.v[i - 1]);
	for (size_t i = more->initiator.n; i > 0; i--) {
		const struct iscsi_initiator *from = &more->initiator.v[i - 1];
		struct iscsi_initiator *initiator = iscsi_initiator(conf, from->name);

		if (!initiator)
			initiator = iscsi_initiator_add(conf, from->name);
		set_chap(&initiator->chap, &from->chap);
	}
}

static void merge_access(struct accesses *list, const struct accesses *more)
{
	vec_each(access, more)
		access_set(list, access->guid, access->group, access->state, access->preferred,
			   access->id);
}

void model_merge(struct model *model, const struct model *more)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		vec_each(group, &more->group[kind])
			merge_group(model, kind, group);
	vec_each(lu, &more->lu)
		merge_lu(model, lu);
	merge_targets(model, more);
	merge_access(&model->access, &more->access);
	merge_iscsi(&model->iscsi, &more->iscsi);
}

void model_copy(struct model *to, const struct model *from)
{
	memset(to, 0, sizeof(*to));
	to->service = from->service;
	to->default_lu = from->default_lu;
	to->default_target = from->default_target;
	to->config = from->config;
	to->keep_nothing = from->keep_nothing;
	to->mgmt_url = xstrdup(from->mgmt_url);
	model_merge(to, from);
	iscsi_conf_free(&to->iscsi);
	iscsi_conf_copy(&to->iscsi, &from->iscsi);
	vec_each(lu, &from->lu)
		model_lu(to, lu->guid)->state = lu->state;
}

/* ---- checking ---- */

static bool is_normal(const char *name)
{
	char text[STMF_IDENT_LENGTH + 1];
	stmfDevid devid;

	if (stmf_devid_parse(name, &devid))
		return false;
	stmf_devid_format(&devid, text);
	return !strcmp(text, name);
}

static void check_groups(const struct model *model, struct problems *problems)
{
	char encoded[STMF_GROUP_NAME_MAX + 1];

	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		vec_each(group, &model->group[kind]) {
			if (*group->name == '*' || !*group->name ||
			    stmf_name_encode(group->name, encoded) <= 0)
				problem_add(problems, "group %s: not a name that a group can have",
					    group->name);
			vec_each(member, &group->member)
				if (!is_normal(*member))
					problem_add(problems, "group %s: member %s: not the name"
						    " of an initiator or target", group->name,
						    *member);
		}
	}
}

static bool is_plain(const char *text, size_t max)
{
	if (text && strlen(text) > max)
		return false;
	for (; text && *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static const char *conf_problem(const struct lu_conf *conf)
{
	if (*conf->path != '/' || !is_plain(conf->path, PATH_LEN_MAX))
		return "its file must be an absolute path";
	if (conf->meta && (*conf->meta != '/' || !is_plain(conf->meta, PATH_LEN_MAX)))
		return "its metadata file must be an absolute path";
	if (!is_plain(conf->alias, 255) || !is_plain(conf->mgmt_url, 1023) ||
	    !is_plain(conf->vid, 8) || !is_plain(conf->pid, 16) || !is_plain(conf->serial, 252) ||
	    !is_plain(conf->device, 511))
		return "a property is too long or no plain text";
	if (conf->blk && (conf->blk < BLOCK_MIN || conf->blk > BLOCK_MAX ||
			  conf->blk & (conf->blk - 1)))
		return "the block size must be a power of two from 512 to 32768";
	if (conf->size > INT64_MAX || conf->offset > INT64_MAX)
		return "its size is out of range";
	return NULL;
}

static bool guid_ok(const char *guid)
{
	return strspn(guid, "0123456789ABCDEF") == GUID_DIGITS && guid_valid(guid);
}

/* Two views of one logical unit must never apply to the same pair; the LUN does not matter. */
static bool views_meet(const struct view *a, const struct view *b)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		if (a->group[kind] && b->group[kind] && strcmp(a->group[kind], b->group[kind]))
			return false;
	return true;
}

static void check_lu(const struct lu *lu, struct problems *problems)
{
	const char *problem = lu->conf ? conf_problem(lu->conf) : NULL;

	if (!guid_ok(lu->guid))
		problem_add(problems, "logical unit %s: not a GUID", lu->guid);
	if (problem)
		problem_add(problems, "logical unit %s: %s", lu->guid, problem);
	for (size_t i = 0; i < lu->view.n; i++) {
		const struct view *view = &lu->view.v[i];

		if (view->index > STMF_VIEW_INDEX_MAX || view->lun > STMF_LUN_MAX)
			problem_add(problems, "view %u of %s: a number is out of range",
				    view->index, lu->guid);
		for (size_t j = 0; j < i; j++)
			if (views_meet(view, &lu->view.v[j]))
				problem_add(problems, "view %u of %s: conflicts with its view %u",
					    view->index, lu->guid, lu->view.v[j].index);
	}
}

struct place {
	const struct lu *lu;
	const struct view *view;
};

static int place_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->view->lun != y->view->lun)
		return x->view->lun < y->view->lun ? -1 : 1;
	return strcmp(x->lu->guid, y->lu->guid);
}

/* Views of different logical units at one LUN must never meet. */
static void check_luns(const struct model *model, struct problems *problems)
{
	VEC(struct place) places = { 0 };

	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			*vec_push(&places) = (struct place){ lu, view };
	if (places.n)
		qsort(places.v, places.n, sizeof(*places.v), place_order);
	for (size_t i = 0; i < places.n; i++) {
		const struct place *a = &places.v[i];

		for (size_t j = i + 1; j < places.n && places.v[j].view->lun == a->view->lun; j++)
			if (a->lu != places.v[j].lu && views_meet(a->view, places.v[j].view))
				problem_add(problems, "view %u of %s: LUN %u is in use by %s",
					    places.v[j].view->index, places.v[j].lu->guid,
					    a->view->lun, a->lu->guid);
	}
	vec_free(&places);
}

static bool params_ok(const struct fabric *fabric, const char *params)
{
	char *copy = xstrdup(params ? params : ""), *rest = copy, *line;
	bool ok = true;

	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, '=');

		if (!*line)
			continue;
		if (value)
			*value++ = 0;
		ok = ok && value && fabric->param_ok && fabric->param_ok(line, value);
	}
	free(copy);
	return ok;
}

static void check_target(const struct target *target, struct problems *problems)
{
	const struct fabric *fabric = fabric_of_target(target);
	char *wwn = fabric ? fabric->wwn(target) : NULL;

	if (!is_normal(target->name) || (fabric && !wwn))
		problem_add(problems, "target %s: not a name that a target can have", target->name);
	if (!is_plain(target->alias, 255))
		problem_add(problems, "target %s: its alias must be one line", target->name);
	if (fabric && !params_ok(fabric, target->params))
		problem_add(problems, "target %s: its parameters are not those of %s",
			    target->name, fabric->name);
	free(wwn);
}

static void check_iscsi(const struct iscsi_conf *conf, struct problems *problems)
{
	char portal[STMF_PORTAL_LEN + 1];

	vec_each(tpg, &conf->tpg)
		vec_each(text, &tpg->portal)
			if (stmf_portal_parse(*text, STMF_PORT_ISCSI, portal) ||
			    strcmp(portal, *text))
				problem_add(problems, "portal group %s: portal %s: not ADDRESS:PORT",
					    tpg->name, *text);
}

static void check_access(const struct model *model, struct problems *problems)
{
	vec_each(access, &model->access)
		if (access->group && !model_group(model, TARGET_GROUP, access->group))
			problem_add(problems, "access state of %s: there is no target group %s",
				    access->guid, access->group);
}

void model_check(const struct model *model, struct problems *problems)
{
	check_groups(model, problems);
	vec_each(lu, &model->lu)
		check_lu(lu, problems);
	check_luns(model, problems);
	vec_each(target, &model->target)
		check_target(target, problems);
	check_access(model, problems);
	check_iscsi(&model->iscsi, problems);
}
