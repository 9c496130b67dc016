// SPDX-License-Identifier: LGPL-2.1-or-later
/* Disk LUs: what changes them goes to stmfd. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

static bool reply_guid(struct json_object *reply, stmfGuid *lu)
{
	struct json_object *guid;

	return json_object_object_get_ex(reply, "guid", &guid) &&
	       !stmf_guid_parse(json_object_get_string(guid) ?: "", lu);
}

static int take_guid(struct json_object *reply, stmfGuid *lu)
{
	if (reply_guid(reply, lu))
		return STMF_STATUS_SUCCESS;
	return stmf_fail(STMF_STATUS_ERROR,
			 "the logical unit was made, but stmfd did not tell its GUID");
}

int stmfCreateLu(luResource res, stmfGuid *lu)
{
	struct json_object *request, *reply;
	int code;

	if (!res)
		return stmf_fail_arg("no resource given");
	if (!stmf_lu_has(res, STMF_LU_PROP_FILENAME))
		return stmf_fail(STMF_ERROR_MISSING_PROP_VAL, "no data file given");
	request = stmf_request("create-lu");
	stmf_request_add(request, "props", stmf_lu_props(res));
	code = stmf_ctl_call(request, &reply);
	if (code)
		return code;
	if (lu)
		code = take_guid(reply, lu);
	json_object_put(reply);
	return code;
}

int stmfImportLu(uint16_t type, char *file, stmfGuid *lu)
{
	struct json_object *request, *reply = NULL;
	stmfGuid ignored;
	int code;

	if (type != STMF_DISK || !file)
		return stmf_fail_arg("no file given, or not for a disk");
	request = stmf_request("import-lu");
	stmf_request_text(request, "file", file);
	code = stmf_ctl_ask(request, &reply);
	if (!code)
		code = take_guid(reply, lu ?: &ignored);
	else if (code == STMF_ERROR_FILE_IN_USE && lu)
		reply_guid(reply, lu);
	json_object_put(reply);
	return code;
}

int stmfDeleteLu(stmfGuid *lu)
{
	struct json_object *request;

	if (!lu)
		return stmf_fail_arg("no logical unit given");
	request = stmf_request("delete-lu");
	stmf_request_guid(request, lu);
	return stmf_ctl_call(request, NULL);
}

/* The request gets the one property. */
static int modify(struct json_object *request, uint32_t prop, const char *value)
{
	luResource res;
	int code;

	switch (prop) {
	case STMF_LU_PROP_ALIAS:
	case STMF_LU_PROP_SIZE:
	case STMF_LU_PROP_MGMT_URL:
	case STMF_LU_PROP_WRITE_PROTECT:
	case STMF_LU_PROP_WRITE_CACHE_DISABLE:
	case STMF_LU_PROP_THIRD_PARTY_COPY:
		break;
	default:
		json_object_put(request);
		return stmf_fail(STMF_ERROR_INVALID_PROP,
				 "property %u can't change once the logical unit is made", prop);
	}
	code = stmfCreateLuResource(STMF_DISK, &res);
	if (code) {
		json_object_put(request);
		return code;
	}
	code = stmfSetLuProp(res, prop, value);
	if (code) {
		json_object_put(request);
	} else {
		stmf_request_add(request, "props", stmf_lu_props(res));
		code = stmf_ctl_call(request, NULL);
	}
	stmfFreeLuResource(res);
	return code;
}

int stmfModifyLu(stmfGuid *lu, uint32_t prop, const char *value)
{
	struct json_object *request;

	if (!lu || !value)
		return stmf_fail_arg("no logical unit or no value given");
	request = stmf_request("modify-lu");
	stmf_request_guid(request, lu);
	return modify(request, prop, value);
}

int stmfModifyLuByFname(uint16_t type, const char *file, uint32_t prop, const char *value)
{
	struct json_object *request;

	if (type != STMF_DISK || !file || !value)
		return stmf_fail_arg("no file or no value given, or not for a disk");
	request = stmf_request("modify-lu");
	stmf_request_text(request, "file", file);
	return modify(request, prop, value);
}

int stmfShrinkLu(const stmfGuid *lu, const char *file, const char *size)
{
	struct json_object *request;

	if (!lu == !file || !size)
		return stmf_fail_arg("a logical unit or a file, and a size");
	request = stmf_request("modify-lu");
	stmf_request_guid(request, lu);
	stmf_request_text(request, "file", file);
	stmf_request_add(request, "shrink", json_object_new_boolean(true));
	return modify(request, STMF_LU_PROP_SIZE, size);
}

/* Linux has one node only: there is none that could be active in its place. */
int stmfLuStandby(stmfGuid *lu)
{
	luResource res;
	int code;

	if (!lu)
		return stmf_fail_arg("no logical unit given");
	code = stmfGetLuResource(lu, &res);
	if (code)
		return code;
	stmfFreeLuResource(res);
	return stmf_fail(STMF_ERROR_ACCESS_STATE_SET,
			 "a logical unit can't be standby: no other node is there to be active");
}

int stmfGetLuProblem(const stmfGuid *lu, char *text, size_t size)
{
	struct json_object *request, *reply, *problem;
	int code;

	if (!lu || !text || !size)
		return stmf_fail_arg("no logical unit given, or no room for the text");
	request = stmf_request("lu-problem");
	stmf_request_guid(request, lu);
	code = stmf_ctl_call(request, &reply);
	if (code)
		return code;
	*text = '\0';
	if (json_object_object_get_ex(reply, "problem", &problem))
		snprintf(text, size, "%s", json_object_get_string(problem));
	json_object_put(reply);
	return STMF_STATUS_SUCCESS;
}

int stmfSetGlobalLuProp(uint16_t type, uint32_t prop, const char *value)
{
	struct json_object *request;

	if (type != STMF_DISK || !value)
		return stmf_fail_arg("no value given, or not for disks");
	if (prop != STMF_LU_PROP_MGMT_URL)
		return stmf_fail(STMF_ERROR_INVALID_PROP, "property %u is not a global one", prop);
	request = stmf_request("set-global-lu");
	stmf_request_text(request, "mgmt_url", value);
	return stmf_ctl_call(request, NULL);
}

int stmfGetGlobalLuProp(uint16_t type, uint32_t prop, char *value, size_t *len)
{
	struct json_object *reply, *url;
	const char *text;
	int code;

	if (type != STMF_DISK || !value || !len)
		return stmf_fail_arg("no room for the value, or not for disks");
	if (prop != STMF_LU_PROP_MGMT_URL)
		return stmf_fail(STMF_ERROR_INVALID_PROP, "property %u is not a global one", prop);
	code = stmf_ctl_call(stmf_request("get-global-lu"), &reply);
	if (code)
		return code;
	if (json_object_object_get_ex(reply, "mgmt_url", &url)) {
		text = json_object_get_string(url);
		if (strlen(text) < *len) {
			strcpy(value, text);
		} else {
			*len = strlen(text) + 1;
			code = stmf_fail_arg("the buffer is too small");
		}
	} else {
		code = stmf_fail(STMF_ERROR_NO_PROP, "there is no global management URL");
	}
	json_object_put(reply);
	return code;
}
