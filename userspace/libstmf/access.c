// SPDX-License-Identifier: LGPL-2.1-or-later
/* Access states (ALUA) of logical units, by target group. They are stmfd's. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

static const struct {
	const char *word;
	uint8_t state;
} words[] = {
	{ "active/optimized", STMF_ALUA_OPTIMIZED },
	{ "active/non-optimized", STMF_ALUA_NON_OPTIMIZED },
	{ "standby", STMF_ALUA_STANDBY },
	{ "unavailable", STMF_ALUA_UNAVAILABLE },
	{ "transitioning", STMF_ALUA_TRANSITIONING },
};

#define WORDS	(sizeof(words) / sizeof(words[0]))

const char *stmf_alua_word(uint8_t state)
{
	size_t i;

	for (i = 0; i < WORDS; i++)
		if (words[i].state == state)
			return words[i].word;
	return NULL;
}

int stmf_alua_parse(const char *word, uint8_t *state)
{
	size_t i;

	for (i = 0; i < WORDS; i++) {
		if (strcmp(words[i].word, word))
			continue;
		*state = words[i].state;
		return 0;
	}
	return -EINVAL;
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : NULL;
}

static int take_access(struct json_object *object, stmfAccessState *access)
{
	const char *guid = text_of(object, "guid"), *group = text_of(object, "target_group");
	const char *state = text_of(object, "state");
	struct json_object *value;

	if (!guid || stmf_guid_parse(guid, &access->lu) || !state ||
	    stmf_alua_parse(state, &access->state))
		return stmf_fail(STMF_STATUS_ERROR, "an answer of stmfd makes no sense");
	access->others = group ? B_FALSE : B_TRUE;
	snprintf(access->group, sizeof(access->group), "%s", group ? group : "");
	if (json_object_object_get_ex(object, "preferred", &value))
		access->preferred = json_object_get_boolean(value) ? B_TRUE : B_FALSE;
	if (json_object_object_get_ex(object, "id", &value))
		access->id = json_object_get_int(value);
	return STMF_STATUS_SUCCESS;
}

static int take_list(struct json_object *reply, struct stmf_list *list)
{
	struct json_object *array;
	size_t i, n;
	int code = STMF_STATUS_SUCCESS;

	if (!json_object_object_get_ex(reply, "access_states", &array) ||
	    !json_object_is_type(array, json_type_array))
		return stmf_fail(STMF_STATUS_ERROR, "an answer of stmfd makes no sense");
	n = json_object_array_length(array);
	for (i = 0; i < n && !code; i++) {
		stmfAccessState *access = stmf_list_add(list);

		code = access ? take_access(json_object_array_get_idx(array, i), access) :
				stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	}
	return code;
}

int stmfGetAccessStateList(stmfAccessStateList **list)
{
	struct stmf_list states = STMF_LIST(stmfAccessStateList, access);
	struct json_object *reply;
	int code;

	if (!list)
		return stmf_fail_arg("no room for the list");
	code = stmf_ctl_call(stmf_request("access-states"), &reply);
	if (code)
		return code;
	code = take_list(reply, &states);
	json_object_put(reply);
	return stmf_list_finish(&states, code, list);
}

int stmfSetAccessState(const stmfGuid *lu, const char *group, uint8_t state, boolean_t preferred)
{
	const char *word = stmf_alua_word(state);
	struct json_object *request;

	if (!lu || !word)
		return stmf_fail_arg("no logical unit given, or no access state");
	request = stmf_request("set-access-state");
	stmf_request_guid(request, lu);
	stmf_request_text(request, "target_group", group);
	stmf_request_text(request, "state", word);
	stmf_request_add(request, "preferred", json_object_new_boolean(preferred));
	return stmf_ctl_call(request, NULL);
}

int stmfRemoveAccessState(const stmfGuid *lu, const char *group, boolean_t all)
{
	struct json_object *request;

	if (!lu)
		return stmf_fail_arg("no logical unit given");
	request = stmf_request("remove-access-state");
	stmf_request_guid(request, lu);
	stmf_request_text(request, "target_group", group);
	stmf_request_add(request, "all", json_object_new_boolean(all));
	return stmf_ctl_call(request, NULL);
}
