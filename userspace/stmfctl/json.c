// SPDX-License-Identifier: GPL-2.0
/* Output as JSON. */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

#include "json.h"

#define STYLE	(JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

void put_text(struct json_object *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_object_add(object, key, json_object_new_string(text));
}

void put_number(struct json_object *object, const char *key, int64_t number)
{
	json_object_object_add(object, key, json_object_new_int64(number));
}

void put_count(struct json_object *object, const char *key, uint64_t count)
{
	json_object_object_add(object, key, json_object_new_uint64(count));
}

void put_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

void put_devid(struct json_object *object, const char *key, const stmfDevid *devid)
{
	char name[STMF_IDENT_LENGTH + 1];

	stmf_devid_format(devid, name);
	put_text(object, key, name);
}

void put_guid(struct json_object *object, const char *key, const stmfGuid *guid)
{
	char text[STMF_GUID_TEXT_LEN + 1];

	stmf_guid_format(guid, text);
	put_text(object, key, text);
}

void json_print(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, STYLE));
	json_object_put(value);
}

void json_line(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
						   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
}
