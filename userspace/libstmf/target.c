// SPDX-License-Identifier: LGPL-2.1-or-later
/* Targets: list, properties, sessions, state; making and deleting them. */
#include <json-c/json.h>
#include <netlink/attr.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static int add_target(struct nlattr **attrs, void *arg)
{
	stmfDevid *target = stmf_list_add(arg);

	if (!target)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_devid(attrs[STMF_A_NAME], target);
	return STMF_STATUS_SUCCESS;
}

int stmfGetTargetList(stmfDevidList **list)
{
	struct stmf_list targets = STMF_LIST(stmfDevidList, devid);
	struct stmf_query query = {
		.cmd = STMF_CMD_TARGET_GET, .dump = true,
		.item = add_target, .restart = stmf_list_reset, .arg = &targets,
	};

	if (!list)
		return stmf_fail_arg("no room for the list");
	return stmf_list_finish(&targets, stmf_query(&query), list);
}

static int take_properties(struct nlattr **attrs, void *arg)
{
	stmfTargetProperties *props = arg;

	props->status = STMF_TARGET_PORT_OFFLINE +
			stmf_attr_u8(attrs[STMF_A_STATE], STMF_STATE_UNREGISTERED);
	props->protocol = (stmfProtocol)stmf_attr_u8(attrs[STMF_A_PROTOCOL], UINT8_MAX);
	stmf_attr_text(attrs[STMF_A_PROVIDER], props->providerName, sizeof(props->providerName));
	stmf_attr_text(attrs[STMF_A_ALIAS], props->alias, sizeof(props->alias));
	return STMF_STATUS_SUCCESS;
}

int stmfGetTargetProperties(stmfDevid *target, stmfTargetProperties *props)
{
	char name[STMF_IDENT_LENGTH + 1];
	struct stmf_query query = {
		.cmd = STMF_CMD_TARGET_GET, .name = name, .item = take_properties, .arg = props
	};

	if (!target || !props)
		return stmf_fail_arg("no target given, or no room for its properties");
	memset(props, 0, sizeof(*props));
	stmf_devid_format(target, name);
	return stmf_query(&query);
}

static int add_session(struct nlattr **attrs, void *arg)
{
	stmfSession *session = stmf_list_add(arg);

	if (!session)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_devid(attrs[STMF_A_INITIATOR], &session->initiator);
	stmf_attr_text(attrs[STMF_A_ALIAS], session->alias, sizeof(session->alias));
	if (attrs[STMF_A_SINCE])
		session->creationTime = (int64_t)nla_get_u64(attrs[STMF_A_SINCE]);
	return STMF_STATUS_SUCCESS;
}

int stmfGetSessionList(stmfDevid *target, stmfSessionList **list)
{
	char name[STMF_IDENT_LENGTH + 1];
	struct stmf_list sessions = STMF_LIST(stmfSessionList, session);
	struct stmf_query query = {
		.cmd = STMF_CMD_SESSION_GET, .dump = true, .target = name,
		.item = add_session, .restart = stmf_list_reset, .arg = &sessions,
	};
	stmfTargetProperties props;
	int code;

	if (!target || !list)
		return stmf_fail_arg("no target given, or no room for the list");
	code = stmfGetTargetProperties(target, &props);
	if (!code) {
		stmf_devid_format(target, name);
		code = stmf_query(&query);
	} else if (code == STMF_ERROR_NOT_FOUND) {
		code = STMF_STATUS_ERROR;	/* as COMSTAR has it */
	}
	return stmf_list_finish(&sessions, code, list);
}

static int switch_target(const stmfDevid *target, bool online)
{
	if (!target)
		return stmf_fail_arg("no target given");
	return stmf_ctl_set_state("target", NULL, target, online);
}

int stmfOnlineTarget(stmfDevid *target)
{
	return switch_target(target, true);
}

int stmfOfflineTarget(stmfDevid *target)
{
	return switch_target(target, false);
}

static int add_name(struct json_object *request, const char *key, const char *name)
{
	stmfDevid devid;

	if (!name)
		return STMF_STATUS_SUCCESS;
	if (stmf_devid_parse(name, &devid))
		return stmf_fail(STMF_ERROR_INVALID_ARG, "%s %s: not the name of a port", key,
				 name);
	stmf_request_devid(request, key, &devid);
	return STMF_STATUS_SUCCESS;
}

static int add_portals(struct json_object *request, const stmfTargetSpec *spec)
{
	struct json_object *array;
	uint32_t i;

	if (!spec->portalCnt)
		return STMF_STATUS_SUCCESS;
	array = json_object_new_array();
	for (i = 0; i < spec->portalCnt; i++)
		json_object_array_add(array, json_object_new_string(spec->portals[i]));
	stmf_request_add(request, "portals", array);
	return STMF_STATUS_SUCCESS;
}

static int add_initiators(struct json_object *request, const stmfTargetSpec *spec)
{
	char name[STMF_IDENT_LENGTH + 1];
	struct json_object *array;
	stmfDevid devid;
	uint32_t i;

	if (!spec->initiatorCnt)
		return STMF_STATUS_SUCCESS;
	array = json_object_new_array();
	stmf_request_add(request, "initiators", array);
	for (i = 0; i < spec->initiatorCnt; i++) {
		if (stmf_devid_parse(spec->initiators[i], &devid))
			return stmf_fail(STMF_ERROR_INVALID_ARG,
					 "initiator %s: not the name of an initiator",
					 spec->initiators[i]);
		stmf_devid_format(&devid, name);
		json_object_array_add(array, json_object_new_string(name));
	}
	return STMF_STATUS_SUCCESS;
}

/* Names go out in their normal form. */
static int target_request(const stmfTargetSpec *spec, struct json_object **requestp)
{
	struct json_object *request = stmf_request("create-target");
	int code;

	stmf_request_text(request, "fabric", spec->fabric);
	stmf_request_text(request, "alias", spec->alias);
	code = add_name(request, "target", spec->name) ?:
	       add_name(request, "physical", spec->physical) ?:
	       add_name(request, "node", spec->node) ?:
	       add_portals(request, spec) ?:
	       add_initiators(request, spec);
	if (code)
		json_object_put(request);
	else
		*requestp = request;
	return code;
}

static int take_target(struct json_object *reply, stmfDevid *target)
{
	struct json_object *name;

	if (json_object_object_get_ex(reply, "target", &name) &&
	    !stmf_devid_parse(json_object_get_string(name) ?: "", target))
		return STMF_STATUS_SUCCESS;
	return stmf_fail(STMF_STATUS_ERROR, "the target was made, but stmfd did not tell its name");
}

int stmfCreateTarget(const stmfTargetSpec *spec, stmfDevid *target)
{
	struct json_object *request, *reply;
	int code;

	if (!spec || !spec->fabric)
		return stmf_fail_arg("no fabric given");
	code = target_request(spec, &request);
	if (!code)
		code = stmf_ctl_call(request, &reply);
	if (code)
		return code;
	if (target)
		code = take_target(reply, target);
	json_object_put(reply);
	return code;
}

int stmfDeleteTarget(stmfDevid *target, boolean_t force)
{
	struct json_object *request;

	if (!target)
		return stmf_fail_arg("no target given");
	request = stmf_request("delete-target");
	stmf_request_devid(request, "target", target);
	stmf_request_add(request, "force", json_object_new_boolean(force));
	return stmf_ctl_call(request, NULL);
}
