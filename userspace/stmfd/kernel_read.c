// SPDX-License-Identifier: GPL-2.0
/* The model by netlink: dumps, and then again what has changed meanwhile. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <libstmf.h>
#include <stmf_linux.h>

#include "kernel.h"

#define TRIES 50
#define PAUSE 10000000	/* ns, between two of them */

struct reading {
	struct model *model;
	enum group_kind kind;
	struct group *group;	/* of the last member */
};

static char *text_of(const struct nlattr *attr)
{
	return attr ? xstrdup(nla_get_string(attr)) : NULL;
}

static uint8_t byte_of(const struct nlattr *attr, uint8_t otherwise)
{
	return attr ? nla_get_u8(attr) : otherwise;
}

static void read_service(struct nlattr **attrs, void *arg)
{
	struct model *model = arg;

	model->generation = attrs[STMF_A_GENERATION] ? nla_get_u64(attrs[STMF_A_GENERATION]) : 0;
	model->service = byte_of(attrs[STMF_A_STATE], STMF_STATE_OFFLINE);
	model->config = byte_of(attrs[STMF_A_CONFIG_STATE], STMF_CONFIG_UNINITIALIZED);
	model->default_lu = byte_of(attrs[STMF_A_DEFAULT_LU_STATE], STMF_STATE_ONLINE);
	model->default_target = byte_of(attrs[STMF_A_DEFAULT_TARGET_STATE], STMF_STATE_ONLINE);
}

static void read_group(struct nlattr **attrs, void *arg)
{
	struct reading *reading = arg;

	if (attrs[STMF_A_NAME])
		model_group_add(reading->model, reading->kind, nla_get_string(attrs[STMF_A_NAME]));
}

/* Members come group by group. */
static void read_member(struct nlattr **attrs, void *arg)
{
	struct reading *reading = arg;
	struct group *group = reading->group;
	const char *name;

	if (!attrs[STMF_A_NAME] || !attrs[STMF_A_MEMBER])
		return;
	name = nla_get_string(attrs[STMF_A_NAME]);
	if (!group || strcmp(group->name, name))
		group = model_group(reading->model, reading->kind, name);
	reading->group = group;
	if (group)
		*vec_push(&group->member) = text_of(attrs[STMF_A_MEMBER]);
}

static enum asked asked_of(const struct nlattr *attr)
{
	if (!attr)
		return ASKED_NOTHING;
	return nla_get_u8(attr) == STMF_STATE_ONLINE ? ASKED_ONLINE : ASKED_OFFLINE;
}

static void fill_lu(struct nlattr **attrs, void *arg)
{
	struct lu *lu = arg;

	lu->state = byte_of(attrs[STMF_A_STATE], STMF_STATE_UNREGISTERED);
	lu->asked = asked_of(attrs[STMF_A_ASKED]);
	lu->data_file = text_of(attrs[STMF_A_DATA_FILE]);
}

static void read_lu(struct nlattr **attrs, void *arg)
{
	struct reading *reading = arg;
	char guid[GUID_DIGITS + 1];
	struct lu *lu;

	if (!genl_guid(attrs[STMF_A_GUID], guid))
		return;
	lu = model_lu_append(reading->model, guid);
	fill_lu(attrs, lu);
}

static void fill_view(struct nlattr **attrs, struct lu *lu)
{
	struct view *view = lu_view_add(lu, nla_get_u32(attrs[STMF_A_VIEW_INDEX]));

	view->lun = nla_get_u16(attrs[STMF_A_LUN]) & STMF_LUN_MAX;
	view->group[HOST_GROUP] = text_of(attrs[STMF_A_HOST_GROUP]);
	view->group[TARGET_GROUP] = text_of(attrs[STMF_A_TARGET_GROUP]);
}

static void read_view(struct nlattr **attrs, void *arg)
{
	struct reading *reading = arg;
	char guid[GUID_DIGITS + 1];

	if (genl_guid(attrs[STMF_A_GUID], guid) && attrs[STMF_A_VIEW_INDEX] &&
	    attrs[STMF_A_LUN])
		fill_view(attrs, model_lu_add(reading->model, guid));
}

static void read_own_view(struct nlattr **attrs, void *arg)
{
	if (attrs[STMF_A_VIEW_INDEX] && attrs[STMF_A_LUN])
		fill_view(attrs, arg);
}

static void read_target(struct nlattr **attrs, void *arg)
{
	struct reading *reading = arg;
	struct target *target;

	if (!attrs[STMF_A_NAME])
		return;
	target = vec_push(&reading->model->target);
	target->name = text_of(attrs[STMF_A_NAME]);
	target->provider = text_of(attrs[STMF_A_PROVIDER]);
	target->alias = text_of(attrs[STMF_A_ALIAS]);
	target->params = text_of(attrs[STMF_A_PARAMS]);
	target->state = byte_of(attrs[STMF_A_STATE], STMF_STATE_OFFLINE);
	target->asked = asked_of(attrs[STMF_A_ASKED]);
}

static int dump(struct kernel *kernel, struct reading *reading, enum stmf_cmd cmd, int kind,
		genl_reply reply)
{
	static const uint8_t kinds[] = { [HOST_GROUP] = STMF_KIND_HOST_GROUP,
					 [TARGET_GROUP] = STMF_KIND_TARGET_GROUP };
	struct nl_msg *msg = genl_request(kernel->genl, cmd, NLM_F_DUMP);

	reading->group = NULL;
	if (kind >= 0) {
		reading->kind = kind;
		nla_put_u8(msg, STMF_A_KIND, kinds[kind]);
	}
	return genl_talk(kernel->genl, msg, reply, reading, NULL, 0);
}

/* Few, and in an order that is theirs */
static int read_groups_and_targets(struct kernel *kernel, struct reading *reading)
{
	int err = 0;

	for (int kind = 0; kind < GROUP_KINDS && !err; kind++) {
		err = dump(kernel, reading, STMF_CMD_GROUP_GET, kind, read_group);
		if (!err)
			err = dump(kernel, reading, STMF_CMD_MEMBER_GET, kind, read_member);
	}
	return err ? err : dump(kernel, reading, STMF_CMD_TARGET_GET, -1, read_target);
}

static int read_all(struct kernel *kernel, struct reading *reading)
{
	int err = read_groups_and_targets(kernel, reading);

	if (!err)
		err = dump(kernel, reading, STMF_CMD_LU_GET, -1, read_lu);
	model_lu_sort(reading->model);
	return err ? err : dump(kernel, reading, STMF_CMD_VIEW_GET, -1, read_view);
}

static int read_failed(struct fault *fault, int err)
{
	if (err == -EPERM || err == -EACCES)
		return failed(fault, STMF_ERROR_PERM, "the model can't be read: %s", strerror(-err));
	return failed(fault, STMF_ERROR_SERVICE_NOT_FOUND,
		    "the model can't be read: %s (is the module stmf loaded?)", strerror(-err));
}

static int ask_service(struct kernel *kernel, struct model *model)
{
	return genl_talk(kernel->genl, genl_request(kernel->genl, STMF_CMD_SERVICE_GET, 0),
			 read_service, model, NULL, 0);
}

int kernel_read_service(struct kernel *kernel, struct model *model, struct fault *fault)
{
	int err = ask_service(kernel, model);

	return err ? read_failed(fault, err) : 0;
}

int kernel_read_lu(struct kernel *kernel, const char *text, struct lu *lu, struct fault *fault)
{
	const struct { enum stmf_cmd cmd; int flags; genl_reply reply; } reads[] = {
		{ STMF_CMD_LU_GET, 0, fill_lu },
		{ STMF_CMD_VIEW_GET, NLM_F_DUMP, read_own_view },
	};
	stmfGuid guid;

	memset(lu, 0, sizeof(*lu));
	snprintf(lu->guid, sizeof(lu->guid), "%s", text);
	lu->state = STMF_STATE_UNREGISTERED;
	if (stmf_guid_parse(text, &guid))
		return failed(fault, STMF_ERROR_INVALID_ARG, "%s: not a GUID", text);
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		struct nl_msg *msg = genl_request(kernel->genl, reads[i].cmd, reads[i].flags);
		int err;

		nla_put(msg, STMF_A_GUID, STMF_GUID_LEN, &guid);
		err = genl_talk(kernel->genl, msg, reads[i].reply, lu, NULL, 0);
		if (err == -ENOENT)
			return 0;
		if (err) {
			lu_clear(lu);
			return read_failed(fault, err);
		}
		lu->known = true;
	}
	return 0;
}

/* ---- one consistent state, while others go on changing it ---- */

static void take_lu(struct model *model, struct lu *lu)
{
	model_lu_del(model, lu->guid);		/* may be there twice: it moved during the dump */
	model_lu_del(model, lu->guid);
	if (lu->known)
		*model_lu_add(model, lu->guid) = *lu;
	else
		lu_clear(lu);
}

/* Reads again what has changed since it was read. */
static int catch_up(struct kernel *kernel, struct model *model, struct genl_news *news)
{
	struct reading reading = { .model = model };
	int err = 0;

	if (news->others) {
		news->others = false;
		model_empty_but_lus(model);
		err = read_groups_and_targets(kernel, &reading);
	}
	while (news->lus.n && !err) {
		char *guid = news->lus.v[--news->lus.n];
		struct lu lu;

		err = kernel_read_lu(kernel, guid, &lu, NULL) ? -EIO : 0;
		if (!err)
			take_lu(model, &lu);
		free(guid);
	}
	return err;
}

/*
 * -EAGAIN: events were lost, or it does not come to an end. When the model's
 * generation is still that of the last event after all was read, then nothing
 * has changed since.
 */
static int read_whole(struct kernel *kernel, struct model *model, struct genl_news *news)
{
	struct reading reading = { .model = model };
	int err;

	genl_events(kernel->genl, &kernel->news, NULL);
	err = ask_service(kernel, model);
	genl_news_old(news, model->generation);
	if (!err)
		err = read_all(kernel, &reading);
	for (int i = 0; i < TRIES && !err; i++) {
		genl_events(kernel->genl, &kernel->news, news);
		if (news->family || news->lost)
			break;
		err = catch_up(kernel, model, news) ?: ask_service(kernel, model);
		if (!err && model->generation == news->generation)
			return 0;
	}
	return err && err != -EINTR ? err : -EAGAIN;
}

int kernel_read(struct kernel *kernel, struct model *model, struct fault *fault)
{
	struct genl_news news = { 0 };
	int err = -EAGAIN;

	for (int i = 0; i < TRIES && err == -EAGAIN; i++) {
		memset(model, 0, sizeof(*model));
		err = read_whole(kernel, model, &news);
		if (err)
			model_free(model);
		if (err == -EAGAIN)
			nanosleep(&(struct timespec){ .tv_nsec = PAUSE }, NULL);
	}
	names_free(&news.lus);
	if (err == -EAGAIN)
		return failed(fault, STMF_ERROR_BUSY,
			      "the model can't be read: it changes all the time");
	return err ? read_failed(fault, err) : 0;
}
