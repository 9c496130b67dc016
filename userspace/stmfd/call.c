// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libstmf.h>

#include "call.h"

int call_fail(struct call *call, int status, const char *fmt, ...)
{
	char text[sizeof(call->fault.text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return failed(&call->fault, status, "%s", text);
}

bool has_arg(struct call *call, const char *key)
{
	return json_object_object_get_ex(call->args, key, NULL);
}

/* A text without NULs, of 1 to max bytes */
static int check_text(struct call *call, const char *key, struct json_object *object, size_t max,
		      const char **value)
{
	size_t n;

	if (!json_object_is_type(object, json_type_string))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be a text", key);
	*value = json_object_get_string(object);
	n = json_object_get_string_len(object);
	if (!n || n > max || strlen(*value) != n)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "%s: must have 1 to %zu bytes and no NUL", key, max);
	return 0;
}

int arg_optional(struct call *call, const char *key, size_t max, const char **value)
{
	struct json_object *object;

	*value = NULL;
	if (!json_object_object_get_ex(call->args, key, &object))
		return 0;
	return check_text(call, key, object, max, value);
}

int arg_text(struct call *call, const char *key, size_t max, const char **value)
{
	if (arg_optional(call, key, max, value))
		return -1;
	return *value ? 0 : call_fail(call, STMF_ERROR_INVALID_ARG, "%s: missing", key);
}

int arg_kind(struct call *call, enum group_kind *kind)
{
	const char *text;

	if (arg_text(call, "kind", STMF_NAME_MAX, &text))
		return -1;
	*kind = !strcmp(text, "host") ? HOST_GROUP : TARGET_GROUP;
	if (*kind == TARGET_GROUP && strcmp(text, "target"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "kind: must be host or target");
	return 0;
}

int arg_guid(struct call *call, char guid[GUID_DIGITS + 1])
{
	const char *text;
	stmfGuid parsed;

	if (arg_text(call, "guid", STMF_NAME_MAX, &text))
		return -1;
	if (stmf_guid_parse(text, &parsed))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be 32 hexadecimal digits",
				 text);
	stmf_guid_format(&parsed, guid);
	return 0;
}

int name_normal(struct call *call, const char *text, char name[STMF_NAME_MAX + 1])
{
	stmfDevid devid;

	if (stmf_devid_parse(text, &devid))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "%s: not the name of an initiator or target", text);
	stmf_devid_format(&devid, name);
	return 0;
}

int arg_name(struct call *call, const char *key, char name[STMF_NAME_MAX + 1])
{
	const char *text;

	return arg_text(call, key, STMF_NAME_MAX, &text) ? -1 : name_normal(call, text, name);
}

int arg_member(struct call *call, enum group_kind kind, char name[STMF_NAME_MAX + 1])
{
	const char *text;
	stmfDevid devid;

	if (arg_text(call, "member", STMF_NAME_MAX, &text))
		return -1;
	if (kind != HOST_GROUP || stmf_pattern_parse(text, &devid))
		return name_normal(call, text, name);
	stmf_devid_format(&devid, name);
	return 0;
}

int arg_number(struct call *call, const char *key, int64_t max, int64_t *value)
{
	struct json_object *object;

	if (!json_object_object_get_ex(call->args, key, &object))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: missing", key);
	if (json_object_is_type(object, json_type_int))
		*value = json_object_get_int64(object);
	if (!json_object_is_type(object, json_type_int) || *value < 0 || *value > max)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "%s: must be a number from 0 to %lld", key, (long long)max);
	return 0;
}

int arg_flag(struct call *call, const char *key, bool *value)
{
	struct json_object *object;

	if (!json_object_object_get_ex(call->args, key, &object))
		return 0;
	if (!json_object_is_type(object, json_type_boolean))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be true or false", key);
	*value = json_object_get_boolean(object);
	return 0;
}

int arg_texts(struct call *call, const char *key, struct texts *values)
{
	struct json_object *array;
	const char *text;

	if (!json_object_object_get_ex(call->args, key, &array))
		return 0;
	if (!json_object_is_type(array, json_type_array))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be a list", key);
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		if (check_text(call, key, json_object_array_get_idx(array, i), STMF_NAME_MAX,
			       &text))
			return -1;
		*vec_push(values) = text;
	}
	return 0;
}

void reply_text(struct call *call, const char *key, const char *value)
{
	json_object_object_add(call->reply, key, json_object_new_string(value));
}

void reply_number(struct call *call, const char *key, int64_t value)
{
	json_object_object_add(call->reply, key, json_object_new_int64(value));
}

int call_model(struct call *call, struct model *model)
{
	return kernel_read(&call->d->kernel, model, &call->fault);
}

int commit(struct call *call)
{
	return sync_model(call->d, &call->fault);
}

int rolled_back(struct call *call)
{
	sync_model(call->d, NULL);
	return -1;
}

int commit_lu(struct call *call, const char *guid)
{
	return sync_changes(call->d, guid, &call->fault);
}

int rolled_back_lu(struct call *call, const char *guid)
{
	sync_changes(call->d, guid, NULL);
	return -1;
}
