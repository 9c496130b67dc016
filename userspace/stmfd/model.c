// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "model.h"

static void group_free(struct group *group)
{
	vec_each(member, &group->member)
		free(*member);
	vec_free(&group->member);
	free(group->name);
}

static void view_clear(struct view *view)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		free(view->group[kind]);
}

void lu_clear(struct lu *lu)
{
	vec_each(view, &lu->view)
		view_clear(view);
	vec_free(&lu->view);
	lu_conf_free(lu->conf);
	free(lu->data_file);
	free(lu->why);
	names_free(&lu->aptpl);
}

void model_empty_but_lus(struct model *model)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		vec_each(group, &model->group[kind])
			group_free(group);
		vec_free(&model->group[kind]);
	}
	vec_each(target, &model->target) {
		free(target->name);
		free(target->provider);
		free(target->alias);
		free(target->params);
	}
	vec_free(&model->target);
}

void model_empty(struct model *model)
{
	model_empty_but_lus(model);
	vec_each(lu, &model->lu)
		lu_clear(lu);
	vec_free(&model->lu);
	access_free(&model->access);
	iscsi_conf_free(&model->iscsi);
	listen_free(&model->listen);
	free(model->mgmt_url);
	model->mgmt_url = NULL;
}

void model_free(struct model *model)
{
	model_empty(model);
	memset(model, 0, sizeof(*model));
}

struct group *model_group(const struct model *model, enum group_kind kind, const char *name)
{
	vec_each(group, &model->group[kind])
		if (!strcmp(group->name, name))
			return group;
	return NULL;
}

struct group *model_group_add(struct model *model, enum group_kind kind, const char *name)
{
	struct group *group = vec_push(&model->group[kind]);

	group->name = xstrdup(name);
	return group;
}

struct group *model_group_of(const struct model *model, enum group_kind kind, const char *member)
{
	vec_each(group, &model->group[kind])
		vec_each(name, &group->member)
			if (!strcmp(*name, member))
				return group;
	return NULL;
}

bool is_pattern(const char *member)
{
	return *member && member[strlen(member) - 1] == '*';
}

bool group_has_pattern(const struct group *group, const char *kinds)
{
	vec_each(member, &group->member)
		if (kinds && is_pattern(*member) && memmem(kinds, strlen(kinds), *member, 4))
			return true;
	return false;
}

struct group *model_host_group(const struct model *model, const char *initiator)
{
	struct group *best = model_group_of(model, HOST_GROUP, initiator);
	size_t longest = 0;

	if (best)
		return best;
	vec_each(group, &model->group[HOST_GROUP]) {
		vec_each(member, &group->member) {
			size_t prefix = strlen(*member) - 1;

			if (!is_pattern(*member) || prefix <= longest ||
			    strncmp(*member, initiator, prefix))
				continue;
			longest = prefix;
			best = group;
		}
	}
	return best;
}

/* Place of the logical unit, or where it belongs. */
static size_t lu_place(const struct model *model, const char *guid)
{
	size_t low = 0, high = model->lu.n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcmp(model->lu.v[mid].guid, guid) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct lu *model_lu(const struct model *model, const char *guid)
{
	size_t at = lu_place(model, guid);

	if (at < model->lu.n && !strcmp(model->lu.v[at].guid, guid))
		return &model->lu.v[at];
	return NULL;
}

struct lu *model_lu_add(struct model *model, const char *guid)
{
	size_t at = lu_place(model, guid);
	struct lu *lu = model_lu(model, guid);

	if (lu)
		return lu;
	(void)vec_push(&model->lu);
	lu = &model->lu.v[at];
	memmove(lu + 1, lu, (model->lu.n - 1 - at) * sizeof(*lu));
	memset(lu, 0, sizeof(*lu));
	snprintf(lu->guid, sizeof(lu->guid), "%s", guid);
	lu->state = STMF_STATE_UNREGISTERED;
	return lu;
}

struct lu *model_lu_append(struct model *model, const char *guid)
{
	struct lu *lu = vec_push(&model->lu);

	memcpy(lu->guid, guid, GUID_DIGITS);
	lu->state = STMF_STATE_UNREGISTERED;
	return lu;
}

static int lu_order(const void *a, const void *b)
{
	return strcmp(((const struct lu *)a)->guid, ((const struct lu *)b)->guid);
}

void model_lu_sort(struct model *model)
{
	if (model->lu.n)
		qsort(model->lu.v, model->lu.n, sizeof(*model->lu.v), lu_order);
}

void model_lu_del(struct model *model, const char *guid)
{
	struct lu *lu = model_lu(model, guid);

	if (!lu)
		return;
	lu_clear(lu);
	vec_remove(&model->lu, lu - model->lu.v);
}

bool lu_registered(const struct lu *lu)
{
	return lu->state != STMF_STATE_UNREGISTERED;
}

struct view *lu_view(const struct lu *lu, uint32_t index)
{
	vec_each(view, &lu->view)
		if (view->index == index)
			return view;
	return NULL;
}

struct view *lu_view_add(struct lu *lu, uint32_t index)
{
	struct view *view;
	size_t at = 0;

	(void)vec_push(&lu->view);
	while (at < lu->view.n - 1 && lu->view.v[at].index < index)
		at++;
	view = &lu->view.v[at];
	memmove(view + 1, view, (lu->view.n - 1 - at) * sizeof(*view));
	memset(view, 0, sizeof(*view));
	view->index = index;
	return view;
}

void lu_view_del(struct lu *lu, struct view *view)
{
	view_clear(view);
	vec_remove(&lu->view, view - lu->view.v);
}

void model_target_del(struct model *model, struct target *target)
{
	free(target->name);
	free(target->provider);
	free(target->alias);
	free(target->params);
	vec_remove(&model->target, target - model->target.v);
}

struct target *model_target(const struct model *model, const char *name)
{
	vec_each(target, &model->target)
		if (!strcmp(target->name, name))
			return target;
	return NULL;
}

struct lu_conf *lu_conf_copy(const struct lu_conf *conf)
{
	struct lu_conf *copy = xcalloc(1, sizeof(*copy));

	*copy = *conf;
	copy->path = xstrdup(conf->path);
	copy->meta = xstrdup(conf->meta);
	copy->alias = xstrdup(conf->alias);
	copy->mgmt_url = xstrdup(conf->mgmt_url);
	copy->vid = xstrdup(conf->vid);
	copy->pid = xstrdup(conf->pid);
	copy->serial = xstrdup(conf->serial);
	copy->device = xstrdup(conf->device);
	copy->scsi = xstrdup(conf->scsi);
	return copy;
}

void lu_conf_free(struct lu_conf *conf)
{
	if (!conf)
		return;
	free(conf->path);
	free(conf->meta);
	free(conf->alias);
	free(conf->mgmt_url);
	free(conf->vid);
	free(conf->pid);
	free(conf->serial);
	free(conf->device);
	free(conf->scsi);
	free(conf);
}
