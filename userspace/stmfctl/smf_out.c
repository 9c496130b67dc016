// SPDX-License-Identifier: GPL-2.0
/* From a configuration document to SMF's properties. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmf_linux.h>

#include "alloc.h"
#include "smf_doc.h"
#include "smf_names.h"

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

static const char *text_of(struct json_object *row, const char *key)
{
	struct json_object *value = member(row, key);

	return value ? json_object_get_string(value) : NULL;
}

static int64_t number_of(struct json_object *row, const char *key)
{
	return json_object_get_int64(member(row, key));
}

static struct json_object *table(struct json_object *doc, const char *name)
{
	return member(member(doc, "tables"), name);
}

static size_t length(struct json_object *array)
{
	return array ? json_object_array_length(array) : 0;
}

static void add_number(struct smf_group *group, const char *name, const char *type, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	smf_add(group, name, type, text);
}

/* ---- groups ---- */

static int place_order(const void *a, const void *b)
{
	struct json_object *const *x = a, *const *y = b;
	int64_t d = number_of(*x, "place") - number_of(*y, "place");

	return d < 0 ? -1 : d > 0;
}

/* The rows in order of their place; for free() */
static struct json_object **by_place(struct json_object *array)
{
	size_t n = length(array);
	struct json_object **rows = must(calloc(n + 1, sizeof(*rows)));

	for (size_t i = 0; i < n; i++)
		rows[i] = json_object_array_get_idx(array, i);
	qsort(rows, n, sizeof(*rows), place_order);
	return rows;
}

static void add_members(struct smf_property *list, struct json_object **members, const char *group)
{
	for (; *members; members++)
		if (!strcmp(text_of(*members, "in_group"), group))
			smf_value_add(list, text_of(*members, "member"));
}

static void add_groups(struct json_object *doc, const struct smf_group_names *names,
		       struct smf_service *service)
{
	struct smf_group *group = smf_group_add(service, names->group);
	struct json_object **groups = by_place(table(doc, names->table));
	struct json_object **members = by_place(table(doc, names->members));

	for (size_t i = 0; groups[i]; i++) {
		char *name = text_print(SMF_GROUP_NAME "%zu", i);
		char *list = text_print("%s" SMF_MEMBER_LIST, name);

		smf_add(group, name, "ustring", text_of(groups[i], "name"));
		add_members(smf_property_add(group, list, "ustring"), members,
			    text_of(groups[i], "name"));
		free(list);
		free(name);
	}
	free(members);
	free(groups);
}

/* ---- views ---- */

static char *view_name(struct json_object *row)
{
	return text_print(SMF_VIEW "%lld-%s", (long long)number_of(row, "idx"),
			  text_of(row, "guid"));
}

/* Views come sorted by logical unit. */
static void add_lus(struct json_object *views, struct smf_service *service)
{
	for (size_t i = 0, next; i < length(views); i = next) {
		const char *guid = text_of(json_object_array_get_idx(views, i), "guid");
		char *name = text_print(SMF_LU "%s", guid);
		struct smf_group *group = smf_group_add(service, name);

		for (next = i; next < length(views); next++)
			if (strcmp(text_of(json_object_array_get_idx(views, next), "guid"), guid))
				break;
		add_number(group, "ve_cnt", "count", next - i);
		for (size_t j = i; j < next; j++) {
			char *view = view_name(json_object_array_get_idx(views, j));

			smf_property_add(group, view, "ustring");
			free(view);
		}
		free(name);
	}
}

static void add_view(struct json_object *row, struct smf_service *service)
{
	const char *hosts = text_of(row, "host_group"), *targets = text_of(row, "target_group");
	int64_t lun = number_of(row, "lun");
	char *name = view_name(row), number[17];
	struct smf_group *group = smf_group_add(service, name);

	snprintf(number, sizeof(number), "%02x%02x000000000000", (unsigned int)(lun >> 8) & 0x3f,
		 (unsigned int)lun & 0xff);
	smf_add(group, "all_hosts", "boolean", hosts ? "false" : "true");
	smf_add(group, "all_targets", "boolean", targets ? "false" : "true");
	smf_add(group, "host_group", "ustring", hosts ? hosts : "");
	smf_add(group, "lu_nbr", "opaque", number);
	smf_add(group, "target_group", "ustring", targets ? targets : "");
	free(name);
}

/* ---- settings ---- */

static const char *setting(struct json_object *doc, const char *name)
{
	struct json_object *array = table(doc, "setting");

	for (size_t i = 0; i < length(array); i++) {
		struct json_object *row = json_object_array_get_idx(array, i);

		if (!strcmp(text_of(row, "name"), name))
			return text_of(row, "value");
	}
	return NULL;
}

static void add_settings(struct json_object *doc, struct smf_service *service)
{
	struct smf_group *group = smf_group_add(service, SMF_DATA);

	for (const struct smf_setting *s = smf_settings; s->name; s++) {
		const char *value = setting(doc, s->name);
		char *text = value ? text_print("%s%s", s->prefix, value) : NULL;

		if (text)
			smf_add(group, s->name, "astring", text);
		free(text);
	}
	add_number(group, "version_name", "count", 1);
}

/* ---- provider data ---- */

/* hex: two digits a byte; pieces that SMF can hold */
static void add_provider(struct smf_service *service, const char *name, int type, uint64_t token,
			 const char *hex)
{
	char *group_name = text_print(SMF_PROVIDER "%s", name), *piece, *property;
	struct smf_group *group = smf_group_add(service, group_name);
	size_t n = strlen(hex), pieces = (n + 2 * SMF_PIECE - 1) / (2 * SMF_PIECE);

	add_number(group, "provider_data_cnt", "count", pieces);
	for (size_t i = 0; i < pieces; i++) {
		piece = must(strndup(hex + i * 2 * SMF_PIECE, 2 * SMF_PIECE));
		property = text_print(SMF_PROVIDER_PIECE "%zu", i);
		smf_add(group, property, "opaque", piece);
		free(property);
		free(piece);
	}
	add_number(group, "provider_data_set_cnt", "count", token);
	add_number(group, "provider_type", "integer", type);
	smf_add(group, "read_authorization", "astring", "solaris.smf.read.stmf");
	free(group_name);
}

static void add_providers(struct json_object *array, struct smf_service *service)
{
	for (size_t i = 0; i < length(array); i++) {
		struct json_object *data = json_object_array_get_idx(array, i);

		add_provider(service, text_of(data, "name"), number_of(data, "type"),
			     number_of(data, "token"), text_of(data, "data"));
	}
}

/* Rows of settings that SMF has no property for */
static struct json_object *other_settings(struct json_object *doc)
{
	struct json_object *all = table(doc, "setting"), *rest = json_object_new_array();

	for (size_t i = 0; i < length(all); i++) {
		struct json_object *row = json_object_array_get_idx(all, i);

		if (!smf_setting(text_of(row, "name")))
			json_object_array_add(rest, json_object_get(row));
	}
	return rest;
}

/* The document without what stands in other properties */
static struct json_object *linux_part(struct json_object *doc)
{
	struct json_object *part = json_object_new_object(), *rest = json_object_new_object();
	struct json_object *all = member(doc, "tables");

	json_object_object_foreach(doc, key, value) {
		if (strcmp(key, "tables") && strcmp(key, "provider_data"))
			json_object_object_add(part, key, json_object_get(value));
	}
	json_object_object_foreach(all, name, rows) {
		if (!smf_has_table(name))
			json_object_object_add(rest, name, json_object_get(rows));
	}
	json_object_object_add(rest, "setting", other_settings(doc));
	json_object_object_add(part, "tables", rest);
	return part;
}

static void add_linux_part(struct json_object *doc, struct smf_service *service)
{
	struct json_object *part = linux_part(doc);
	const char *text = json_object_to_json_string_ext(part, JSON_C_TO_STRING_PLAIN |
							  JSON_C_TO_STRING_NOSLASHESCAPE);
	char *packed = NULL, *hex;
	nvlist_t *list = NULL;
	size_t n = 0;

	if (nvlist_alloc(&list, NV_UNIQUE_NAME, 0) || nvlist_add_string(list, SMF_LINUX_KEY, text) ||
	    nvlist_pack(list, &packed, &n, NV_ENCODE_XDR, 0))
		must(NULL);
	hex = must(stmf_hex_encode(packed, n));
	add_provider(service, SMF_LINUX, STMF_LU_PROVIDER_TYPE, 1, hex);
	free(hex);
	free(packed);
	nvlist_free(list);
	json_object_put(part);
}

void smf_from_doc(struct json_object *doc, struct json_object *derived, struct smf_service *service)
{
	struct json_object *views = table(doc, "view_entry");

	memset(service, 0, sizeof(*service));
	for (const struct smf_group_names *names = smf_groups; names->group; names++)
		add_groups(doc, names, service);
	add_lus(views, service);
	for (size_t i = 0; i < length(views); i++)
		add_view(json_object_array_get_idx(views, i), service);
	add_settings(doc, service);
	add_providers(derived, service);
	add_providers(member(doc, "provider_data"), service);
	add_linux_part(doc, service);
}
