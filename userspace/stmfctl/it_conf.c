// SPDX-License-Identifier: GPL-2.0
/* itadm's view of the configuration: read as a whole from stmfd, changed by one request. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "itadm.h"

#define STALE \
	"Configuration changed during processing.  Check the configuration, then retry this command if appropriate."

static int errno_of(int code)
{
	switch (code) {
	case STMF_ERROR_PERM:
		return EPERM;
	case STMF_ERROR_NOMEM:
		return ENOMEM;
	case STMF_ERROR_BUSY:
		return EBUSY;
	case STMF_ERROR_INVALID_ARG:
		return EINVAL;
	case STMF_ERROR_EXISTS:
		return EEXIST;
	case STMF_ERROR_NOT_FOUND:
		return ENOENT;
	default:
		return EIO;
	}
}

static int exchange(struct json_object *request, struct json_object **reply)
{
	const char *text = json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN);
	char *answer = NULL;
	int code = stmfControlCall(text, reply ? &answer : NULL);

	if (!code && reply)
		*reply = json_tokener_parse(answer);
	stmfFreeMemory(answer);
	json_object_put(request);
	return code;
}

int it_load(struct json_object **conf)
{
	int code = exchange(it_request("iscsi-config"), conf);

	if (!code && *conf)
		return 0;
	if (code == STMF_ERROR_PERM)
		return it_fail(1, "Error, operation requires authorization solaris.smf.read.stmf");
	code = errno_of(code);
	it_fail(0, "Error retrieving iSCSI target configuration: %d", code);
	if (*stmfLastErrorText())
		it_fail(0, "%s", stmfLastErrorText());
	return code;
}

/* What could be wrong was looked at before, so that some of it is news. */
int it_change(struct json_object *request, struct json_object **reply)
{
	int code = exchange(request, reply);

	if (!code)
		return 0;
	if (code == STMF_ERROR_PERM)
		return it_fail(1, "Error, operation requires authorization solaris.smf.modify.stmf");
	if (*stmfLastErrorText())
		it_fail(0, "%s", stmfLastErrorText());
	if (code == STMF_ERROR_EXISTS || code == STMF_ERROR_NOT_FOUND)
		it_fail(0, STALE);
	return errno_of(code);
}

struct json_object *it_request(const char *op)
{
	struct json_object *request = json_object_new_object();

	if (!request)
		abort();
	it_set(request, "op", op);
	return request;
}

void it_set(struct json_object *request, const char *key, const char *value)
{
	if (value)
		json_object_object_add(request, key, json_object_new_string(value));
}

void it_set_or_none(struct json_object *request, const char *key, const char *value,
		    const char *none)
{
	if (value && !strcmp(value, none))
		json_object_object_add(request, key, NULL);
	else
		it_set(request, key, value);
}

const char *it_text(struct json_object *object, const char *key, const char *otherwise)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !value)
		return otherwise;
	return json_object_get_string(value);
}

bool it_flag(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) && json_object_get_boolean(value);
}

struct json_object *it_find(struct json_object *conf, const char *list, const char *key,
			    const char *value, bool any_case)
{
	struct json_object *array = json_object_object_get(conf, list);

	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct json_object *object = json_object_array_get_idx(array, i);
		const char *text = it_text(object, key, "");

		if (any_case ? !strcasecmp(text, value) : !strcmp(text, value))
			return object;
	}
	return NULL;
}

static bool valid_iqn(const char *name)
{
	static const char shape[] = "dddd-dd.";
	size_t n = strlen(name);

	if (n < 12 || n > 223)
		return false;
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)name[4 + i]) :
				      name[4 + i] != shape[i])
			return false;
	if (atoi(name + 9) > 12)
		return false;
	for (const char *p = name + 12; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("-.:", *p))
			return false;
	return true;
}

static bool valid_eui(const char *name)
{
	return strlen(name) == 20 && strspn(name + 4, "0123456789abcdefABCDEF") == 16;
}

bool it_node_name(const char *text, char name[STMF_IDENT_LENGTH + 1])
{
	bool iqn = !strncmp(text, "iqn.", 4);

	if (!iqn && strncmp(text, "eui.", 4)) {
		it_fail(0, "Invalid name %s", text);
		return false;
	}
	if (!(iqn ? valid_iqn(text) : valid_eui(text))) {
		it_fail(0, "Invalid iSCSI name %s", text);
		return false;
	}
	strcpy(name, text);
	for (char *p = name + 4; *p; p++)
		*p = iqn ? tolower((unsigned char)*p) : toupper((unsigned char)*p);
	return true;
}
