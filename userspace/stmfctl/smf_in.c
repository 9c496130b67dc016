// SPDX-License-Identifier: GPL-2.0
/* From SMF's properties to a configuration document; whatever comes is checked. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmf_linux.h>

#include "alloc.h"
#include "smf_doc.h"
#include "smf_iscsit.h"
#include "smf_names.h"

struct reading {
	const struct smf_service *service;
	struct json_object *doc, *tables, *import, *notes;
	bool linux_part;			/* the file is ours */
	struct json_object *linux_lus;		/* rows, until sbd's list has said which are true */
	char *err;
};

static bool refuse(struct reading *reading, const char *group, const char *what)
{
	snprintf(reading->err, SMF_ERRLEN, "property group %.100s: %.120s", group, what);
	return false;
}

static struct json_object *rows_of(struct reading *reading, const char *table)
{
	struct json_object *rows;

	if (json_object_object_get_ex(reading->tables, table, &rows))
		return rows;
	rows = json_object_new_array();
	json_object_object_add(reading->tables, table, rows);
	return rows;
}

static struct json_object *new_row(struct reading *reading, const char *table)
{
	struct json_object *row = json_object_new_object();

	json_object_array_add(rows_of(reading, table), row);
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

static bool parse_number(const char *text, uint64_t *number)
{
	char *end;

	if (!text || !isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !*end && !errno && *number <= INT64_MAX;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* ---- groups ---- */

/* "group_name-<N>" and no more */
static bool group_number(const char *name, uint64_t *number)
{
	return begins(name, SMF_GROUP_NAME) &&
	       parse_number(name + strlen(SMF_GROUP_NAME), number);
}

static bool read_one_group(struct reading *reading, const struct smf_group_names *names,
			   const struct smf_group *group, const struct smf_property *property,
			   uint64_t place)
{
	char *list_name = text_print("%s" SMF_MEMBER_LIST, property->name);
	const struct smf_property *list = smf_property(group, list_name);
	struct json_object *row = new_row(reading, names->table);

	free(list_name);
	if (property->n != 1)
		return refuse(reading, group->name, "a group needs one name");
	put_text(row, "name", property->value[0]);
	put_number(row, "place", place);
	for (size_t i = 0; list && i < list->n; i++) {
		row = new_row(reading, names->members);
		put_text(row, "member", list->value[i]);
		put_text(row, "in_group", property->value[0]);
		put_number(row, "place", i);
	}
	return true;
}

static bool read_groups(struct reading *reading, const struct smf_group_names *names)
{
	const struct smf_group *group = smf_group(reading->service, names->group);
	uint64_t place;

	rows_of(reading, names->table);
	rows_of(reading, names->members);
	for (size_t i = 0; group && i < group->n; i++)
		if (group_number(group->property[i].name, &place) &&
		    !read_one_group(reading, names, group, &group->property[i], place))
			return false;
	return true;
}

/* ---- views ---- */

static bool parse_bool(const char *text, bool *is)
{
	*is = text && !strcmp(text, "true");
	return *is || (text && !strcmp(text, "false"));
}

/* 16 digits: the LUN as SAM has it */
static bool parse_lun(const char *text, int64_t *lun)
{
	unsigned int high, low;

	if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdefABCDEF") != 16 ||
	    strcmp(text + 4, "000000000000") || sscanf(text, "%2x%2x", &high, &low) != 2 ||
	    high > 0x3f)
		return false;
	*lun = high << 8 | low;
	return true;
}

/* The group's name, NULL for all; false: neither */
static bool view_group(const struct smf_group *group, const char *all_key, const char *key,
		       const char **name)
{
	bool all;

	*name = NULL;
	if (!parse_bool(smf_value(group, all_key), &all))
		return false;
	if (!all)
		*name = smf_value(group, key);
	return all || (*name && **name);
}

static bool read_view(struct reading *reading, const char *name, const char *guid, uint64_t index)
{
	const struct smf_group *group = smf_group(reading->service, name);
	const char *hosts, *targets;
	struct json_object *row;
	int64_t lun;

	if (!group)
		return refuse(reading, name, "is missing");
	if (!view_group(group, "all_hosts", "host_group", &hosts) ||
	    !view_group(group, "all_targets", "target_group", &targets))
		return refuse(reading, name, "needs all_hosts or host_group, all_targets or target_group");
	if (!parse_lun(smf_value(group, "lu_nbr"), &lun))
		return refuse(reading, name, "lu_nbr must be a LUN of 8 bytes");
	row = new_row(reading, "view_entry");
	put_text(row, "guid", guid);
	put_number(row, "idx", index);
	put_text(row, "host_group", hosts);
	put_text(row, "target_group", targets);
	put_number(row, "lun", lun);
	return true;
}

/* Of "view_entry-<I>-<GUID>" the index */
static bool view_index(const char *name, const char *guid, uint64_t *index)
{
	const char *dash = strchr(name + strlen(SMF_VIEW), '-');
	char digits[24] = "";

	if (!dash || strcmp(dash + 1, guid) ||
	    (size_t)(dash - name) - strlen(SMF_VIEW) >= sizeof(digits))
		return false;
	memcpy(digits, name + strlen(SMF_VIEW), dash - name - strlen(SMF_VIEW));
	return parse_number(digits, index);
}

static bool read_lu(struct reading *reading, const struct smf_group *group)
{
	const char *guid = group->name + strlen(SMF_LU);
	uint64_t index, count, found = 0;

	for (size_t i = 0; i < group->n; i++) {
		const char *name = group->property[i].name;

		if (!begins(name, SMF_VIEW))
			continue;
		if (!view_index(name, guid, &index))
			return refuse(reading, group->name, "a view of another logical unit");
		if (!read_view(reading, name, guid, index))
			return false;
		found++;
	}
	if (!parse_number(smf_value(group, "ve_cnt"), &count) || count != found)
		return refuse(reading, group->name, "ve_cnt is not the number of its views");
	return true;
}

/* ---- settings ---- */

static bool read_settings(struct reading *reading)
{
	const struct smf_group *group = smf_group(reading->service, SMF_DATA);
	const char *version = smf_value(group, "version_name");

	if (version && strcmp(version, "1"))
		return refuse(reading, SMF_DATA, "is not of version 1");
	for (const struct smf_setting *setting = smf_settings; setting->name; setting++) {
		const char *value = smf_value(group, setting->name);
		struct json_object *row;

		if (!value)
			continue;
		if (!begins(value, setting->prefix))
			return refuse(reading, SMF_DATA, "a default state is neither online nor offline");
		row = new_row(reading, "setting");
		put_text(row, "name", setting->name);
		put_text(row, "value", value + strlen(setting->prefix));
	}
	return true;
}

/* ---- provider data ---- */

/* All pieces as one text, for free(); NULL: refused */
static char *join_pieces(struct reading *reading, const struct smf_group *group)
{
	uint64_t pieces;
	size_t n = 0;
	char *hex, *to;

	if (!parse_number(smf_value(group, "provider_data_cnt"), &pieces) || pieces > group->n) {
		refuse(reading, group->name, "pieces are missing");
		return NULL;
	}
	hex = to = must(calloc(1, 1));
	for (size_t i = 0; i < pieces; i++) {
		char *name = text_print(SMF_PROVIDER_PIECE "%zu", i);
		const char *piece = smf_value(group, name);
		size_t len = piece ? strlen(piece) : 0;

		free(name);
		if (!len) {
			refuse(reading, group->name, "a piece is missing");
			free(hex);
			return NULL;
		}
		hex = must(realloc(hex, n + len + 1));
		to = stpcpy(hex + n, piece);
		n = to - hex;
	}
	return hex;
}

static nvlist_t *unpack(struct reading *reading, const struct smf_group *group, const char *hex)
{
	nvlist_t *list = NULL;
	void *data;
	size_t n;

	if (stmf_hex_decode(hex, &data, &n)) {
		refuse(reading, group->name, "not hexadecimal digits");
		return NULL;
	}
	if (nvlist_unpack(data, n, &list, 0)) {
		refuse(reading, group->name, "not a packed list");
		list = NULL;
	}
	free(data);
	return list;
}

static const char *row_text(struct json_object *row, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(row, key, &value) ? json_object_get_string(value) : NULL;
}

/* Our own row, if it is still about the same file: else the file itself has to tell. */
static void take_lu(struct reading *reading, const char *guid, const char *file)
{
	struct json_object *own = reading->linux_lus, *row;

	for (size_t i = 0; own && i < json_object_array_length(own); i++) {
		const char *meta, *path;

		row = json_object_array_get_idx(own, i);
		if (!json_object_is_type(row, json_type_object) || !row_text(row, "guid") ||
		    strcmp(row_text(row, "guid"), guid))
			continue;
		meta = row_text(row, "meta");
		path = meta ? meta : row_text(row, "path");
		if (path && !strcmp(path, file)) {
			json_object_array_add(rows_of(reading, "lu"), json_object_get(row));
			return;
		}
	}
	row = json_object_new_object();
	put_text(row, "guid", guid);
	put_text(row, "file", file);
	json_object_array_add(reading->import, row);
}

static bool read_sbd(struct reading *reading, const struct smf_group *group, nvlist_t *list)
{
	char guid[STMF_GUID_TEXT_LEN + 1], *file;
	stmfGuid parsed;
	nvpair_t *pair;

	for (pair = nvlist_next_nvpair(list, NULL); pair; pair = nvlist_next_nvpair(list, pair)) {
		if (stmf_guid_parse(nvpair_name(pair), &parsed) || nvpair_value_string(pair, &file))
			return refuse(reading, group->name, "an entry is not GUID and file");
		stmf_guid_format(&parsed, guid);
		take_lu(reading, guid, file);
	}
	return true;
}

static bool take_linux_tables(struct reading *reading, struct json_object *part)
{
	struct json_object *all;

	if (!json_object_object_get_ex(part, "tables", &all) ||
	    !json_object_is_type(all, json_type_object))
		return false;
	json_object_object_foreach(all, name, rows) {
		if (!json_object_is_type(rows, json_type_array))
			return false;
		if (!strcmp(name, "lu"))
			reading->linux_lus = json_object_get(rows);
		else if (!strcmp(name, "setting"))
			for (size_t i = 0; i < json_object_array_length(rows); i++)
				json_object_array_add(rows_of(reading, name), json_object_get(
						      json_object_array_get_idx(rows, i)));
		else if (!smf_has_table(name))
			json_object_object_add(reading->tables, name, json_object_get(rows));
	}
	return true;
}

static bool read_linux(struct reading *reading, const struct smf_group *group, nvlist_t *list)
{
	struct json_object *part, *version;
	bool ok = false;
	char *text;

	if (nvlist_lookup_string(list, SMF_LINUX_KEY, &text))
		return refuse(reading, group->name, "has no configuration");
	part = json_tokener_parse(text);
	if (json_object_is_type(part, json_type_object) &&
	    json_object_object_get_ex(part, "version", &version)) {
		json_object_object_add(reading->doc, "version", json_object_get(version));
		ok = take_linux_tables(reading, part);
		reading->linux_part = true;
	}
	json_object_put(part);
	return ok || refuse(reading, group->name, "is no configuration");
}

/* In a file of ours the tables have it all. */
static bool read_iscsit(struct reading *reading, const struct smf_group *group, nvlist_t *list)
{
	const char *wrong;

	if (reading->linux_part)
		return true;
	put_number(reading->doc, "version", SMF_ISCSIT_VERSION);
	wrong = smf_iscsit_read(list, reading->tables);
	return !wrong || refuse(reading, group->name, wrong);
}

static bool keep_data(struct reading *reading, const struct smf_group *group, const char *hex)
{
	struct json_object *array, *data = json_object_new_object();
	uint64_t type, token;

	json_object_object_get_ex(reading->doc, "provider_data", &array);
	json_object_array_add(array, data);
	if (!parse_number(smf_value(group, "provider_type"), &type) ||
	    !parse_number(smf_value(group, "provider_data_set_cnt"), &token))
		return refuse(reading, group->name, "has no type or no counter");
	put_text(data, "name", group->name + strlen(SMF_PROVIDER));
	put_number(data, "type", type);
	put_number(data, "token", token);
	put_text(data, "data", hex);
	return true;
}

/* Of an export without -a there are only the names of properties. */
static bool is_hollow(const struct smf_group *group)
{
	const struct smf_property *count = smf_property(group, "provider_data_cnt");

	return count && !count->n;
}

static bool read_provider(struct reading *reading, const char *provider,
			  bool (*take)(struct reading *, const struct smf_group *, nvlist_t *))
{
	char *name = text_print(SMF_PROVIDER "%s", provider), *hex;
	const struct smf_group *group = smf_group(reading->service, name);
	nvlist_t *list;
	bool ok = true;

	free(name);
	if (!group || is_hollow(group))
		return true;
	hex = join_pieces(reading, group);
	list = hex ? unpack(reading, group, hex) : NULL;
	ok = list && take(reading, group, list);
	nvlist_free(list);
	free(hex);
	return ok;
}

static bool read_other_provider(struct reading *reading, const struct smf_group *group)
{
	const char *provider = group->name + strlen(SMF_PROVIDER);
	char *hex, *note;
	nvlist_t *list;
	bool ok;

	if (is_hollow(group)) {
		note = text_print("data of provider %s: not in the file (it was made without"
				  " \"svccfg export -a\")", provider);
		json_object_array_add(reading->notes, json_object_new_string(note));
		free(note);
		return true;
	}
	if (!strcmp(provider, "sbd") || !strcmp(provider, SMF_ISCSIT) ||
	    !strcmp(provider, SMF_LINUX))
		return true;		/* read already */
	hex = join_pieces(reading, group);
	list = hex ? unpack(reading, group, hex) : NULL;
	ok = list && keep_data(reading, group, hex);
	nvlist_free(list);
	free(hex);
	return ok;
}

static bool read_all(struct reading *reading)
{
	for (const struct smf_group_names *names = smf_groups; names->group; names++)
		if (!read_groups(reading, names))
			return false;
	rows_of(reading, "lu");
	rows_of(reading, "view_entry");
	if (!read_settings(reading) || !read_provider(reading, SMF_LINUX, read_linux) ||
	    !read_provider(reading, "sbd", read_sbd) ||
	    !read_provider(reading, SMF_ISCSIT, read_iscsit))
		return false;
	for (size_t i = 0; i < reading->service->n; i++) {
		const struct smf_group *group = &reading->service->group[i];

		if (begins(group->name, SMF_LU) && !read_lu(reading, group))
			return false;
		if (begins(group->name, SMF_PROVIDER) && !read_other_provider(reading, group))
			return false;
	}
	return true;
}

struct json_object *smf_to_doc(const struct smf_service *service, struct json_object *notes,
			       char err[SMF_ERRLEN])
{
	struct reading reading = {
		.service = service, .notes = notes, .err = err,
		.doc = json_object_new_object(), .tables = json_object_new_object(),
		.import = json_object_new_array(),
	};
	bool ok;

	put_text(reading.doc, "format", "comstar-linux");
	put_number(reading.doc, "version", 1);
	json_object_object_add(reading.doc, "tables", reading.tables);
	json_object_object_add(reading.doc, "provider_data", json_object_new_array());
	ok = read_all(&reading);
	json_object_put(reading.linux_lus);
	if (ok && json_object_array_length(reading.import))
		json_object_object_add(reading.doc, "import", reading.import);
	else
		json_object_put(reading.import);
	if (ok)
		return reading.doc;
	json_object_put(reading.doc);
	return NULL;
}
