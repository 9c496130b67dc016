// SPDX-License-Identifier: LGPL-2.1-or-later
/* View entries. */
#include <json-c/json.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static int add_group(struct json_object *request, const char *key, boolean_t all,
		     const stmfGroupName name)
{
	if (all)
		return STMF_STATUS_SUCCESS;
	if (strnlen(name, sizeof(stmfGroupName)) == sizeof(stmfGroupName))
		return stmf_fail_arg("a group name has at most 255 bytes");
	stmf_request_text(request, key, name);
	return STMF_STATUS_SUCCESS;
}

static uint64_t reply_number(struct json_object *reply, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(reply, key, &value) ? json_object_get_int64(value) : 0;
}

/* add-view and validate-view: the view as arguments, its LUN as a result. */
static int call_with_view(struct json_object *request, stmfViewEntry *view,
			  struct json_object **reply)
{
	int code = add_group(request, "host_group", view->allHosts, view->hostGroup) ?:
		   add_group(request, "target_group", view->allTargets, view->targetGroup);

	if (code) {
		json_object_put(request);
		return code;
	}
	if (view->luNbrValid) {
		if (view->luNbr[0] & 0xc0) {
			json_object_put(request);
			return stmf_fail_arg("a LUN is at most 16383");
		}
		stmf_request_add(request, "lun", json_object_new_int(stmf_ve_lun(view)));
	}
	return stmf_ctl_call(request, reply);
}

int stmfAddViewEntry(stmfGuid *lu, stmfViewEntry *view)
{
	struct json_object *request, *reply;
	int code;

	if (!lu || !view)
		return stmf_fail_arg("no logical unit or no view entry given");
	view->veIndexValid = B_FALSE;
	request = stmf_request("add-view");
	stmf_request_guid(request, lu);
	code = call_with_view(request, view, &reply);
	if (code)
		return code;
	view->veIndex = reply_number(reply, "index");
	view->veIndexValid = B_TRUE;
	memset(view->luNbr, 0, sizeof(view->luNbr));
	stmf_ve_set_lun(view, reply_number(reply, "lun"));
	json_object_put(reply);
	return STMF_STATUS_SUCCESS;
}

/* lu may be NULL: any */
static int validate(const stmfGuid *lu, stmfViewEntry *view)
{
	struct json_object *request, *reply;
	boolean_t given;
	int code;

	if (!view)
		return stmf_fail_arg("no view entry given");
	request = stmf_request("validate-view");
	if (lu)
		stmf_request_guid(request, lu);
	given = view->luNbrValid;
	code = call_with_view(request, view, &reply);
	if (code)
		return code;
	if (!given) {
		memset(view->luNbr, 0, sizeof(view->luNbr));
		stmf_ve_set_lun(view, reply_number(reply, "lun"));
		view->luNbrValid = B_FALSE;
	}
	json_object_put(reply);
	return STMF_STATUS_SUCCESS;
}

int stmfValidateView(stmfViewEntry *view)
{
	return validate(NULL, view);
}

int stmfValidateViewOf(const stmfGuid *lu, stmfViewEntry *view)
{
	return lu ? validate(lu, view) : stmf_fail_arg("no logical unit given");
}

int stmfRemoveViewEntry(stmfGuid *lu, uint32_t index)
{
	struct json_object *request;

	if (!lu)
		return stmf_fail_arg("no logical unit given");
	request = stmf_request("remove-view");
	stmf_request_guid(request, lu);
	stmf_request_add(request, "index", json_object_new_int64(index));
	return stmf_ctl_call(request, NULL);
}

struct view_reader {
	struct stmf_list list;
	const stmfGuid *lu;
};

static int add_view(struct nlattr **attrs, void *arg)
{
	struct view_reader *reader = arg;
	stmfViewEntry *view;
	stmfGuid lu;

	if (!stmf_attr_guid(attrs[STMF_A_GUID], &lu) || memcmp(&lu, reader->lu, sizeof(lu)))
		return STMF_STATUS_SUCCESS;
	view = stmf_list_add(&reader->list);
	if (!view)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	if (!attrs[STMF_A_VIEW_INDEX] || !attrs[STMF_A_LUN])
		return stmf_fail(STMF_STATUS_ERROR,
				 "the kernel sent a view entry without index or LUN");
	view->veIndexValid = B_TRUE;
	view->veIndex = nla_get_u32(attrs[STMF_A_VIEW_INDEX]);
	view->allHosts = attrs[STMF_A_HOST_GROUP] ? B_FALSE : B_TRUE;
	view->allTargets = attrs[STMF_A_TARGET_GROUP] ? B_FALSE : B_TRUE;
	stmf_attr_text(attrs[STMF_A_HOST_GROUP], view->hostGroup, sizeof(view->hostGroup));
	stmf_attr_text(attrs[STMF_A_TARGET_GROUP], view->targetGroup, sizeof(view->targetGroup));
	stmf_ve_set_lun(view, nla_get_u16(attrs[STMF_A_LUN]));
	return STMF_STATUS_SUCCESS;
}

static void restart(void *arg)
{
	struct view_reader *reader = arg;

	stmf_list_reset(&reader->list);
}

static int by_index(const void *a, const void *b)
{
	const stmfViewEntry *left = a, *right = b;

	return (left->veIndex > right->veIndex) - (left->veIndex < right->veIndex);
}

int stmfGetViewEntryList(stmfGuid *lu, stmfViewEntryList **list)
{
	struct view_reader reader = { .list = STMF_LIST(stmfViewEntryList, ve), .lu = lu };
	struct stmf_query query = {
		.cmd = STMF_CMD_VIEW_GET, .dump = true, .guid = lu,
		.item = add_view, .restart = restart, .arg = &reader,
	};
	int code;

	if (!lu || !list)
		return stmf_fail_arg("no logical unit given, or no room for the list");
	code = stmf_query(&query);
	if (code == STMF_ERROR_NOT_FOUND) {	/* an LU that isn't known has no views */
		stmf_list_reset(&reader.list);
		code = STMF_STATUS_SUCCESS;
	}
	code = stmf_list_finish(&reader.list, code, list);
	if (!code)
		qsort((*list)->ve, (*list)->cnt, sizeof((*list)->ve[0]), by_index);
	return code;
}
