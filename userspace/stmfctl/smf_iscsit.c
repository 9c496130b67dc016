// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include <stmf_linux.h>

#include "smf_iscsit.h"

#define DEFAULT_TPG "default"	/* all addresses; it is in no list */

typedef const char *(*read_fn)(struct json_object *tables, const char *name, nvlist_t *list,
			       size_t place);

static struct json_object *new_row(struct json_object *tables, const char *table)
{
	struct json_object *rows, *row = json_object_new_object();

	if (!json_object_object_get_ex(tables, table, &rows)) {
		rows = json_object_new_array();
		json_object_object_add(tables, table, rows);
	}
	json_object_array_add(rows, row);
	return row;
}

static void put_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, text ? json_object_new_string(text) : NULL);
}

static void put_number(struct json_object *row, const char *key, int64_t number)
{
	json_object_object_add(row, key, json_object_new_int64(number));
}

static const char *text_of(nvlist_t *list, const char *name)
{
	char *text;

	return list && !nvlist_lookup_string(list, name, &text) ? text : NULL;
}

static nvlist_t *list_of(nvlist_t *list, const char *name)
{
	nvlist_t *found;

	return nvlist_lookup_nvlist(list, name, &found) ? NULL : found;
}

/* Each list in the list of that name; the newest comes first, and has the highest place. */
static const char *read_each(struct json_object *tables, nvlist_t *top, const char *name,
			     read_fn read)
{
	nvlist_t *all = list_of(top, name), *list;
	const char *wrong = NULL;
	size_t place = 0;
	nvpair_t *pair;

	if (!all)
		return NULL;
	for (pair = nvlist_next_nvpair(all, NULL); pair; pair = nvlist_next_nvpair(all, pair))
		place += !nvpair_value_nvlist(pair, &list);
	for (pair = nvlist_next_nvpair(all, NULL); pair && !wrong;
	     pair = nvlist_next_nvpair(all, pair))
		if (!nvpair_value_nvlist(pair, &list))
			wrong = read(tables, nvpair_name(pair), list, --place);
	return wrong;
}

static const char *read_tags(struct json_object *tables, const char *target, nvlist_t *all)
{
	nvpair_t *pair = NULL;
	size_t place = 0;

	while (all && (pair = nvlist_next_nvpair(all, pair))) {
		struct json_object *row;
		nvlist_t *list;
		uint16_t tag;

		if (!strcmp(nvpair_name(pair), DEFAULT_TPG))
			continue;
		if (nvpair_value_nvlist(pair, &list) || nvlist_lookup_uint16(list, "tag", &tag))
			return "a portal group of a target has no tag";
		row = new_row(tables, "iscsi_target_tpg");
		put_text(row, "target", target);
		put_text(row, "tpg", nvpair_name(pair));
		put_number(row, "tag", tag);
		put_number(row, "place", place++);
	}
	return NULL;
}

static const char *read_target(struct json_object *tables, const char *name, nvlist_t *list,
			       size_t place)
{
	nvlist_t *properties = list_of(list, "properties");
	char normal[STMF_IDENT_LENGTH + 1];
	struct json_object *row;
	stmfDevid devid;

	if (stmf_devid_parse(name, &devid))
		return "a target has no name that it can have";
	stmf_devid_format(&devid, normal);
	row = new_row(tables, "target");
	put_text(row, "name", normal);
	put_text(row, "provider", "iscsit");
	put_text(row, "alias", text_of(properties, "alias"));
	put_text(row, "params", NULL);
	put_number(row, "place", place);
	row = new_row(tables, "iscsi_target");
	put_text(row, "name", normal);
	put_text(row, "auth", text_of(properties, "auth"));
	put_text(row, "chap_user", text_of(properties, "targetchapuser"));
	put_text(row, "chap_secret", text_of(properties, "targetchapsecret"));
	put_text(row, "old_name", NULL);
	put_number(row, "place", place);
	return read_tags(tables, normal, list_of(list, "tpgtList"));
}

static const char *read_tpg(struct json_object *tables, const char *name, nvlist_t *list,
			    size_t place)
{
	struct json_object *row = new_row(tables, "iscsi_tpg");
	char portal[STMF_PORTAL_LEN + 1], **portals;
	unsigned int n = 0;

	put_text(row, "name", name);
	put_number(row, "place", place);
	if (nvlist_lookup_string_array(list, "portalList", &portals, &n))
		n = 0;
	for (unsigned int i = 0; i < n; i++) {
		if (stmf_portal_parse(portals[i], STMF_PORT_ISCSI, portal))
			return "a portal is no address";
		row = new_row(tables, "iscsi_portal");
		put_text(row, "portal", portal);
		put_text(row, "tpg", name);
		put_number(row, "place", i);
	}
	return NULL;
}

static const char *read_initiator(struct json_object *tables, const char *name, nvlist_t *list,
				  size_t place)
{
	nvlist_t *properties = list_of(list, "properties");
	struct json_object *row = new_row(tables, "iscsi_initiator");

	put_text(row, "name", name);
	put_text(row, "chap_user", text_of(properties, "chapuser"));
	put_text(row, "chap_secret", text_of(properties, "chapsecret"));
	put_number(row, "place", place);
	return NULL;
}

static void put_default(struct json_object *tables, const char *name, const char *value)
{
	struct json_object *row;

	if (!value)
		return;
	row = new_row(tables, "iscsi_default");
	put_text(row, "name", name);
	put_text(row, "value", value);
}

static const char *read_defaults(struct json_object *tables, nvlist_t *list)
{
	char server[STMF_PORTAL_LEN + 1], **servers;
	boolean_t isns = B_FALSE;
	unsigned int n = 0;

	if (!list)
		return NULL;
	put_default(tables, "alias", text_of(list, "alias"));
	put_default(tables, "auth", text_of(list, "auth"));
	put_default(tables, "radius_server", text_of(list, "radiusserver"));
	put_default(tables, "radius_secret", text_of(list, "radiussecret"));
	if (!nvlist_lookup_boolean_value(list, "isns", &isns) && isns)
		put_default(tables, "isns", "1");
	if (nvlist_lookup_string_array(list, "isnsserver", &servers, &n))
		n = 0;
	for (unsigned int i = 0; i < n; i++) {
		struct json_object *row;

		if (stmf_portal_parse(servers[i], STMF_PORT_ISNS, server))
			return "an iSNS server is no address";
		row = new_row(tables, "iscsi_isns");
		put_text(row, "server", server);
		put_number(row, "place", i);
	}
	return NULL;
}

const char *smf_iscsit_read(nvlist_t *list, struct json_object *tables)
{
	const char *wrong = NULL;
	uint32_t version;

	if (nvlist_lookup_uint32(list, "cfgVersion", &version))
		return "has no cfgVersion";
	wrong = read_each(tables, list, "tpgList", read_tpg);
	if (!wrong)
		wrong = read_each(tables, list, "targetList", read_target);
	if (!wrong)
		wrong = read_each(tables, list, "iniList", read_initiator);
	return wrong ? wrong : read_defaults(tables, list_of(list, "globalProperties"));
}
