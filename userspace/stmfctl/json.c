// SPDX-License-Identifier: GPL-2.0
/* Output as JSON. */
#include <json-c/json.h>
#include <stdbool.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define STYLE	(JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

/* The bytes of the UTF-8 character that text begins with; 0: none (RFC 3629) */
static size_t utf8_length(const unsigned char *text)
{
	static const struct {
		unsigned char first, last, low, high;	/* of the first byte and of the second */
		size_t length;
	} forms[] = {
		{ 0x01, 0x7f, 0, 0xff, 1 },    { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t i, k;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (text[0] >= forms[i].first && text[0] <= forms[i].last)
			break;
	if (i == sizeof(forms) / sizeof(forms[0]) || text[1] < forms[i].low ||
	    text[1] > forms[i].high)
		return 0;
	for (k = 2; k < forms[i].length; k++)
		if ((text[k] & 0xc0) != 0x80)
			return 0;
	return forms[i].length;
}

static struct json_object *new_text(const char *text)
{
	char *clean = malloc(3 * strlen(text) + 1), *end = clean;
	struct json_object *object;
	size_t n;

	if (!clean)
		abort();
	for (; *text; text += n ?: 1) {
		n = utf8_length((const unsigned char *)text);
		memcpy(end, n ? text : "\xef\xbf\xbd", n ?: 3);
		end += n ?: 3;
	}
	object = json_object_new_string_len(clean, end - clean);
	free(clean);
	return object;
}

void put_text(struct json_object *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_object_add(object, key, new_text(text));
}

void put_word(struct json_object *object, const char *key, const char *text)
{
	char word[64];
	size_t i;

	snprintf(word, sizeof(word), "%s", text);
	for (i = 0; word[i]; i++)
		word[i] = tolower((unsigned char)word[i]);
	put_text(object, key, word);
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

struct json_object *json_list(const struct cmd_line *line)
{
	return cmd_has(line, 'j') ? json_object_new_array() : NULL;
}

int json_list_end(struct json_object *array, const char *key, int status)
{
	struct json_object *top;

	if (!array)
		return status;
	top = json_object_new_object();
	json_object_object_add(top, key, array);
	json_print(top);
	return status;
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
