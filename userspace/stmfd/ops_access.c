// SPDX-License-Identifier: GPL-2.0
/* Access states (ALUA) of logical units, by target group. */
#include <stdlib.h>

#include <libstmf.h>

#include "call.h"

struct access_args {
	char guid[GUID_DIGITS + 1];
	const char *group;		/* NULL: all other ports */
};

static int check_group(struct call *call, const struct model *model, const char *group)
{
	if (!group || model_group(model, TARGET_GROUP, group))
		return 0;
	return call_fail(call, STMF_ERROR_INVALID_TG, "target group %s: not found", group);
}

/* Made, or there by its views only */
static bool is_known(struct call *call, const struct model *model, const char *guid)
{
	return model_lu(model, guid) || model_lu(&call->d->conf, guid);
}

static int read_args(struct call *call, struct access_args *args)
{
	struct model model;
	int rc;

	if (arg_guid(call, args->guid) ||
	    arg_optional(call, "target_group", STMF_NAME_MAX, &args->group) ||
	    call_model(call, &model))
		return -1;
	rc = check_group(call, &model, args->group);
	if (!rc && !is_known(call, &model, args->guid))
		rc = call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found",
			       args->guid);
	model_free(&model);
	return rc;
}

/* before: taken over */
static int commit_access(struct call *call, struct accesses *before)
{
	struct accesses *list = &call->d->conf.access;
	int rc = 0;

	if (commit(call)) {
		struct accesses failed = *list;

		*list = *before;
		*before = failed;
		rc = rolled_back(call);
	}
	access_free(before);
	return rc;
}

int op_set_access_state(struct call *call)
{
	struct accesses *list = &call->d->conf.access, before;
	struct access_args args;
	enum access_state state;
	bool preferred = false;
	const char *word;

	if (arg_text(call, "state", STMF_NAME_MAX, &word) ||
	    arg_flag(call, "preferred", &preferred))
		return -1;
	if (!access_parse(word, &state))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "access state %s: must be active/optimized, active/non-optimized,"
				 " standby, unavailable or transitioning", word);
	if (read_args(call, &args))
		return -1;
	access_copy(&before, list);
	access_set(list, args.guid, args.group, state, preferred, 0);
	return commit_access(call, &before);
}

/* Those ports are what all others are then; all: they are active and optimized. */
int op_remove_access_state(struct call *call)
{
	struct accesses *list = &call->d->conf.access, before;
	struct access_args args;
	struct access *access;
	bool all = false;

	if (arg_flag(call, "all", &all) || read_args(call, &args))
		return -1;
	access = access_find(list, args.guid, args.group);
	if (!all && !access)
		return call_fail(call, STMF_ERROR_NOT_FOUND,
				 "logical unit %s: has no access state for %s%s", args.guid,
				 args.group ? "target group " : "all other ports",
				 args.group ? args.group : "");
	access_copy(&before, list);
	if (all)
		access_forget(list, args.guid);
	else
		access_remove(list, access);
	return commit_access(call, &before);
}

static struct json_object *access_object(const struct access *access)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "guid", json_object_new_string(access->guid));
	if (access->group)
		json_object_object_add(object, "target_group",
				       json_object_new_string(access->group));
	json_object_object_add(object, "state",
			       json_object_new_string(access_word(access->state)));
	json_object_object_add(object, "preferred", json_object_new_boolean(access->preferred));
	json_object_object_add(object, "id", json_object_new_int(access->id));
	return object;
}

int op_access_states(struct call *call)
{
	struct json_object *array = json_object_new_array();

	json_object_object_add(call->reply, "access_states", array);
	vec_each(access, &call->d->conf.access)
		json_object_array_add(array, access_object(access));
	return 0;
}
