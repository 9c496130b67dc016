// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Settings of the service: the states that logical units and targets begin
 * with, loading the configuration, the persistence method. They are stmfd's.
 */
#include <json-c/json.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "internal.h"
#include "stmf.h"

static const struct {
	const char *word;	/* in control requests */
	int attr;		/* in netlink */
} defaults[] = {
	{ "lu", STMF_A_DEFAULT_LU_STATE },
	{ "target", STMF_A_DEFAULT_TARGET_STATE },
};

static const char *const methods[] = {
	[STMF_PERSIST_SMF] = "smf",
	[STMF_PERSIST_NONE] = "none",
};

/* -1: no such property */
static int find_default(uint8_t type)
{
	switch (type) {
	case STMF_DEFAULT_LU_STATE:
		return 0;
	case STMF_DEFAULT_TARGET_PORT_STATE:
		return 1;
	default:
		return -1;
	}
}

int stmfSetStmfProp(uint8_t type, char *value)
{
	struct json_object *request;
	int which = find_default(type);

	if (which < 0)
		return stmf_fail_arg("no such property of the service");
	if (!value || (strcasecmp(value, "online") && strcasecmp(value, "offline")))
		return stmf_fail(STMF_STATUS_ERROR, "the value must be online or offline");
	request = stmf_request("set-default");
	stmf_request_text(request, "object", defaults[which].word);
	stmf_request_text(request, "state", strcasecmp(value, "online") ? "offline" : "online");
	return stmf_ctl_call(request, NULL);
}

struct default_reader {
	int attr;
	bool online;
};

static int take_default(struct nlattr **attrs, void *arg)
{
	struct default_reader *reader = arg;

	reader->online = stmf_attr_u8(attrs[reader->attr], STMF_STATE_ONLINE) == STMF_STATE_ONLINE;
	return STMF_STATUS_SUCCESS;
}

int stmfGetStmfProp(uint8_t type, char *value, size_t *len)
{
	struct default_reader reader;
	struct stmf_query query = {
		.cmd = STMF_CMD_SERVICE_GET, .item = take_default, .arg = &reader
	};
	int which = find_default(type), code;
	size_t room;

	if (!value || !len)
		return stmf_fail_arg("no room for the property");
	if (which < 0)
		return stmf_fail_arg("no such property of the service");
	reader.attr = defaults[which].attr;
	code = stmf_query(&query);
	if (code)
		return code;
	room = *len;
	*len = snprintf(value, room, "%s", reader.online ? "online" : "offline") + 1;
	return *len <= room ? STMF_STATUS_SUCCESS : stmf_fail_arg("the value doesn't fit");
}

/* stmfd keeps kernel and repository the same, so this only asks if it can. */
static int load(void)
{
	return stmf_ctl_call(stmf_request("load"), NULL);
}

int stmfLoadConfig(void)
{
	stmfState state;
	int code = stmfGetState(&state);

	if (code)
		return code;
	if (state.operationalState != STMF_SERVICE_STATE_OFFLINE)
		return stmf_fail(STMF_ERROR_SERVICE_ONLINE,
				 "the configuration is only loaded while the service is offline");
	return load();
}

int stmfLoadStmfProps(void)
{
	return load();
}

static int read_method(uint8_t *type)
{
	struct json_object *reply, *value;
	int code = stmf_ctl_call(stmf_request("get-persistence"), &reply);

	if (code)
		return code;
	*type = STMF_PERSIST_SMF;
	if (json_object_object_get_ex(reply, "method", &value) &&
	    !strcmp(json_object_get_string(value) ?: "", methods[STMF_PERSIST_NONE]))
		*type = STMF_PERSIST_NONE;
	json_object_put(reply);
	return STMF_STATUS_SUCCESS;
}

/*
 * The method is the service's: one process can't have its own. So what a
 * process asks for itself is granted only if it is so.
 */
int stmfSetPersistMethod(uint8_t type, boolean_t service)
{
	struct json_object *request;
	uint8_t present;
	int code;

	if (type != STMF_PERSIST_SMF && type != STMF_PERSIST_NONE)
		return stmf_fail_arg("no such persistence method");
	if (service) {
		request = stmf_request("set-persistence");
		stmf_request_text(request, "method", methods[type]);
		return stmf_ctl_call(request, NULL);
	}
	code = read_method(&present);
	if (!code && present != type)
		code = stmf_fail(STMF_ERROR_PERSIST_TYPE,
				 "the persistence method of the service is \"%s\"; a process can't have another",
				 methods[present]);
	return code;
}

int stmfGetPersistMethod(uint8_t *type, boolean_t service)
{
	if (!type)
		return stmf_fail_arg("no room for the persistence method");
	return read_method(type);
}
