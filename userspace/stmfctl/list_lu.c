// SPDX-License-Identifier: GPL-2.0
/* list-lu: logical units and, with -v, their properties. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "report.h"
#include "../scsibind/scsi_compat.h"

static const struct error_texts list_errors = { PLAIN, "list failed", NULL };

static const char *status_text(uint32_t status)
{
	switch (status) {
	case STMF_LOGICAL_UNIT_OFFLINE:
		return "Offline";
	case STMF_LOGICAL_UNIT_OFFLINING:
		return "Offlining";
	case STMF_LOGICAL_UNIT_ONLINE:
		return "Online";
	case STMF_LOGICAL_UNIT_ONLINING:
		return "Onlining";
	case STMF_LOGICAL_UNIT_UNREGISTERED:
		return "unregistered";
	default:
		return "unknown";
	}
}

static const char *access_text(const char *value)
{
	static const struct {
		const char *value, *text;
	} states[] = {
		{ STMF_ACCESS_ACTIVE, "Active" },
		{ STMF_ACCESS_ACTIVE_TO_STANDBY, "Active->Standby" },
		{ STMF_ACCESS_STANDBY, "Standby" },
		{ STMF_ACCESS_STANDBY_TO_ACTIVE, "Standby->Active" },
	};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (!strcmp(states[i].value, value))
			return states[i].text;
	return "Unknown";
}

static const char *enabled(const char *value)
{
	return strcmp(value, "true") ? "Disabled" : "Enabled";
}

static const char *disabled(const char *value)
{
	return strcmp(value, "true") ? "Enabled" : "Disabled";
}

/* Values in JSON */

static void put_number_text(struct json_object *object, const char *key, const char *value)
{
	put_count(object, key, strtoull(value, NULL, 10));
}

static void put_set(struct json_object *object, const char *key, const char *value)
{
	put_bool(object, key, !strcmp(value, "true"));
}

static void put_unset(struct json_object *object, const char *key, const char *value)
{
	put_bool(object, key, strcmp(value, "true"));
}

static void put_access(struct json_object *object, const char *key, const char *value)
{
	put_word(object, key, access_text(value));
}

/* Without the blanks that fill SCSI's fields */
static void put_field(struct json_object *object, const char *key, const char *value)
{
	char text[17];
	int len = strlen(value);

	while (len && value[len - 1] == ' ')
		len--;
	snprintf(text, sizeof(text), "%.*s", len, value);
	put_text(object, key, text);
}

static const struct {
	const char *label;
	uint32_t prop;
	const char *(*spell)(const char *value);	/* NULL: as it is */
	const char *key;
	void (*put)(struct json_object *object, const char *key, const char *value);
} lines[] = {
	{ "Data File", STMF_LU_PROP_FILENAME, NULL, "data_file", put_text },
	{ "Meta File", STMF_LU_PROP_META_FILENAME, NULL, "meta_file", put_text },
	{ "Size", STMF_LU_PROP_SIZE, NULL, "size", put_number_text },
	{ "Block Size", STMF_LU_PROP_BLOCK_SIZE, NULL, "block_size", put_number_text },
	{ "Management URL", STMF_LU_PROP_MGMT_URL, NULL, "management_url", put_text },
	{ "Vendor ID", STMF_LU_PROP_VID, NULL, "vendor_id", put_field },
	{ "Product ID", STMF_LU_PROP_PID, NULL, "product_id", put_field },
	{ "Serial Num", STMF_LU_PROP_SERIAL_NUM, NULL, "serial_number", put_text },
	{ "Write Protect", STMF_LU_PROP_WRITE_PROTECT, enabled, "write_protect", put_set },
	{ "Writeback Cache", STMF_LU_PROP_WRITE_CACHE_DISABLE, disabled, "write_cache",
	  put_unset },
	{ "Access State", STMF_LU_PROP_ACCESS_STATE, access_text, "access_state", put_access },
};

static int print_property(luResource res, size_t i)
{
	char value[MAXPATHLEN + 1];
	size_t len = sizeof(value);
	const char *text = value;
	int status = 0;

	switch (stmfGetLuProp(res, lines[i].prop, value, &len)) {
	case STMF_STATUS_SUCCESS:
		if (lines[i].spell)
			text = lines[i].spell(value);
		break;
	case STMF_ERROR_NO_PROP:
		text = "not set";
		break;
	default:
		text = "<error retrieving property>";
		status = 1;
	}
	print_field(lines[i].label, text);
	return status;
}

static int print_extended(stmfGuid *lu)
{
	luResource res;
	int status = 0;
	size_t i;

	if (stmfGetLuResource(lu, &res)) {
		complain("get extended properties failed");
		return 1;
	}
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		status |= print_property(res, i);
	stmfFreeLuResource(res);
	return status;
}

static void print_view_count(stmfGuid *lu)
{
	stmfViewEntryList *views;
	char count[16] = "unknown";

	if (!stmfGetViewEntryList(lu, &views)) {
		snprintf(count, sizeof(count), "%u", views->cnt);
		stmfFreeMemory(views);
	}
	print_field("View Entry Count", count);
}

static const char *provider_text(const stmfLogicalUnitProperties *props)
{
	if (props->status == STMF_LOGICAL_UNIT_UNREGISTERED)
		return "unregistered";
	return *props->providerName ? props->providerName : "unknown";
}

/* What initiators that run illumos call it. COMSTAR's own command doesn't say. */
static void print_forms(const stmfLogicalUnitProperties *props)
{
	struct scsi_compat compat;
	unsigned int i;

	if (strcmp(this_program->name, "stmfctl"))
		return;
	scsi_compat_disk((const char *)props->vendor, (const char *)props->product,
			 (const char *)props->revision, &compat);
	for (i = 0; i < compat.forms; i++)
		print_field("SCSI Compatible", compat.form[i]);
}

/* One that is configured, but whose store can't be used. COMSTAR knows no such thing. */
static bool print_problem(stmfGuid *lu)
{
	char problem[1024];

	if (strcmp(this_program->name, "stmfctl") ||
	    stmfGetLuProblem(lu, problem, sizeof(problem)) || !*problem)
		return false;
	print_field("Operational Status", "Offline");
	print_field("Reason", problem);
	print_field("Provider Name", "sbd");
	print_view_count(lu);
	return true;
}

static int print_properties(stmfGuid *lu)
{
	stmfLogicalUnitProperties props;
	bool registered;

	if (stmfGetLogicalUnitProperties(lu, &props)) {
		complain("get properties failed");
		return 1;
	}
	registered = props.status != STMF_LOGICAL_UNIT_UNREGISTERED;
	if (!registered && print_problem(lu))
		return 0;
	print_field("Operational Status", status_text(props.status));
	print_field("Provider Name", provider_text(&props));
	print_field("Alias", registered && *props.alias ? props.alias : "-");
	print_view_count(lu);
	if (!registered)
		return 0;
	print_forms(&props);
	return print_extended(lu);
}

static int print_lu(stmfGuid *lu, bool verbose)
{
	char text[STMF_GUID_TEXT_LEN + 1];

	stmf_guid_format(lu, text);
	printf("LU Name: %s\n", text);
	return verbose ? print_properties(lu) : 0;
}

/* What isn't set, or can't be read now, is left out. */
static void json_extended(struct json_object *object, stmfGuid *lu)
{
	char value[MAXPATHLEN + 1];
	luResource res;
	size_t i, len;

	if (stmfGetLuResource(lu, &res))
		return;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		len = sizeof(value);
		if (!stmfGetLuProp(res, lines[i].prop, value, &len))
			lines[i].put(object, lines[i].key, value);
	}
	stmfFreeLuResource(res);
}

static int add_lu(struct json_object *array, stmfGuid *lu)
{
	struct json_object *object;
	stmfLogicalUnitProperties props;
	stmfViewEntryList *views;

	if (stmfGetLogicalUnitProperties(lu, &props)) {
		complain("get properties failed");
		return 1;
	}
	object = json_object_new_object();
	put_guid(object, "guid", lu);
	put_word(object, "state", status_text(props.status));
	put_text(object, "provider", props.providerName);
	put_text(object, "alias", props.alias);
	if (!stmfGetViewEntryList(lu, &views)) {
		put_number(object, "view_entries", views->cnt);
		stmfFreeMemory(views);
	}
	if (props.status != STMF_LOGICAL_UNIT_UNREGISTERED)
		json_extended(object, lu);
	json_object_array_add(array, object);
	return 0;
}

static int show_lu(stmfGuid *lu, bool verbose, struct json_object *array)
{
	return array ? add_lu(array, lu) : print_lu(lu, verbose);
}

static int by_guid(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(stmfGuid));
}

static int show_named(stmfGuidList *lus, const char *text, bool verbose, struct json_object *array)
{
	stmfGuid lu;

	if (!read_guid(text, &lu, GUID_LONG))
		return 0;	/* COMSTAR doesn't count it */
	if (!bsearch(&lu, lus->guid, lus->cnt, sizeof(lus->guid[0]), by_guid)) {
		complain("%s: not found", text);
		return 1;
	}
	return show_lu(&lu, verbose, array);
}

int cmd_list_lu(const struct cmd_line *line)
{
	bool verbose = cmd_has(line, 'v');
	struct json_object *array;
	int code, i, status = 0;
	stmfGuidList *lus;
	uint32_t l;

	code = stmfGetLogicalUnitList(&lus);
	if (code)
		return report(code, NULL, &list_errors);
	array = json_list(line);
	for (l = 0; !line->noperands && l < lus->cnt; l++)
		status |= show_lu(&lus->guid[l], verbose, array);
	for (i = 0; i < line->noperands; i++)
		status |= show_named(lus, line->operand[i], verbose, array);
	stmfFreeMemory(lus);
	return json_list_end(array, "logical_units", status);
}
