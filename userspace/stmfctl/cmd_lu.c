// SPDX-License-Identifier: GPL-2.0
/* Creating, importing, changing and deleting disk LUs, for stmfadm and sbdadm. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd_lu.h"
#include "commands.h"

const struct error_texts create_lu_errors = {
	PLAIN, NULL, (const struct error_text[]){
		{ STMF_ERROR_LU_BUSY, PLAIN, "resource busy" },
		{ STMF_ERROR_FILE_IN_USE, FILENAMED, "in use" },
		{ STMF_ERROR_INVALID_BLKSIZE, PLAIN, "invalid block size" },
		{ STMF_ERROR_GUID_IN_USE, PLAIN, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, PLAIN, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, PLAIN, "data file error" },
		{ STMF_ERROR_FILE_SIZE_INVALID, PLAIN, "file size invalid" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, PLAIN, "invalid size" },
		{ STMF_ERROR_META_CREATION, PLAIN, "could not create meta file" },
		{ STMF_ERROR_WRITE_CACHE_SET, PLAIN, "could not set write cache" },
		{ 0 }
	}
};

const struct error_texts import_lu_errors = {
	PLAIN, NULL, (const struct error_text[]){
		{ STMF_ERROR_LU_BUSY, PLAIN, "resource busy" },
		{ STMF_ERROR_FILE_IN_USE, FILENAMED, "in use" },
		{ STMF_ERROR_GUID_IN_USE, PLAIN, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, PLAIN, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, PLAIN, "data file error" },
		{ STMF_ERROR_META_CREATION, PLAIN, "could not create meta file" },
		{ STMF_ERROR_WRITE_CACHE_SET, PLAIN, "could not set write cache" },
		{ 0 }
	}
};

static const struct error_texts modify_lu_errors = {
	PLAIN, NULL, (const struct error_text[]){
		{ STMF_ERROR_LU_BUSY, PLAIN, "resource busy" },
		{ STMF_ERROR_FILE_IN_USE, FILENAMED, "in use" },
		{ STMF_ERROR_INVALID_BLKSIZE, PLAIN, "invalid block size" },
		{ STMF_ERROR_GUID_IN_USE, PLAIN, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, PLAIN, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, PLAIN, "data file error" },
		{ STMF_ERROR_FILE_SIZE_INVALID, PLAIN, "file size invalid" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, PLAIN, "invalid size" },
		{ STMF_ERROR_META_CREATION, PLAIN, "could not create meta file" },
		{ STMF_ERROR_WRITE_CACHE_SET, PLAIN, "could not set write cache" },
		{ STMF_ERROR_INVALID_PROP, PLAIN, "invalid property for modify" },
		{ STMF_ERROR_ACCESS_STATE_SET, PLAIN, "cannot modify while in standby mode" },
		{ 0 }
	}
};

struct property_name {
	const char *name;
	uint32_t prop;
};

static const struct property_name property_names[] = {
	{ "alias", STMF_LU_PROP_ALIAS },
	{ "blk", STMF_LU_PROP_BLOCK_SIZE },
	{ "guid", STMF_LU_PROP_GUID },
	{ "host-id", STMF_LU_PROP_HOST_ID },
	{ "meta", STMF_LU_PROP_META_FILENAME },
	{ "mgmt-url", STMF_LU_PROP_MGMT_URL },
	{ "oui", STMF_LU_PROP_COMPANY_ID },
	{ "pid", STMF_LU_PROP_PID },
	{ "serial", STMF_LU_PROP_SERIAL_NUM },
	{ "vid", STMF_LU_PROP_VID },
	{ "wcd", STMF_LU_PROP_WRITE_CACHE_DISABLE },
	{ "wp", STMF_LU_PROP_WRITE_PROTECT },
	{ 0 }
};

/* What COMSTAR's own commands don't know */
static const struct property_name own_property_names[] = {
	{ "3pc", STMF_LU_PROP_THIRD_PARTY_COPY },
	{ "buffered", STMF_LU_PROP_BUFFERED },
	{ "type", STMF_LU_PROP_TYPE },
	{ 0 }
};

static uint32_t find_among(const struct property_name *names, const char *name)
{
	for (; names->name; names++)
		if (!strcasecmp(names->name, name))
			return names->prop;
	return 0;
}

static uint32_t find_property(const char *name)
{
	uint32_t prop = find_among(property_names, name);

	if (prop || strcmp(this_program->name, "stmfctl"))
		return prop;
	return find_among(own_property_names, name);
}

static bool set_named(luResource res, const char *name, const char *value)
{
	uint32_t prop = find_property(name);
	int code;

	if (!prop) {
		complain("invalid property specified: %s", name);
		return false;
	}
	code = stmfSetLuProp(res, prop, value);
	if (!code)
		return true;
	complain("unable to set %s: %s", name,
		 code == STMF_ERROR_INVALID_PROPSIZE ? "invalid length" :
		 code == STMF_ERROR_INVALID_ARG ? "bad format" : "");
	return false;
}

/* spec: name=value; the value may hold further '='. NULL: there is no '='. */
static const char *split(const char *spec, char name[CMD_OPTION_MAX + 1])
{
	size_t len = strcspn(spec, "=");

	snprintf(name, CMD_OPTION_MAX + 1, "%.*s", (int)len, spec);
	return spec[len] ? spec + len + 1 : NULL;
}

static bool set_property(luResource res, const char *spec)
{
	char name[CMD_OPTION_MAX + 1];
	const char *value = split(spec, name);

	if (value && *value)
		return set_named(res, name, value);
	complain("%s: invalid property specifier - prop=val\n", name);
	return false;
}

static bool set_size(luResource res, const char *text)
{
	if (!stmfSetLuProp(res, STMF_LU_PROP_SIZE, text))
		return true;
	complain("s: size param invalid");
	return false;
}

static bool set_options(luResource res, const struct cmd_line *line)
{
	const struct cmd_given *given;

	for (given = line->given; given < line->given + line->ngiven; given++) {
		if (given->letter == 's' && !set_size(res, given->value))
			return false;
		if (given->letter == 'p' && !set_property(res, given->value))
			return false;
	}
	return true;
}

int create_lu(const struct cmd_line *line, stmfGuid *lu)
{
	luResource res;
	int code = -1;

	if (stmfCreateLuResource(STMF_DISK, &res)) {
		complain("Failure to create lu resource\n");
		return code;
	}
	if (!set_options(res, line))
		goto out;
	if (stmfSetLuProp(res, STMF_LU_PROP_FILENAME, line->operand[0])) {
		complain("could not set filename");
		goto out;
	}
	code = stmfCreateLu(res, lu);
out:
	stmfFreeLuResource(res);
	return code;
}

int cmd_create_lu(const struct cmd_line *line)
{
	char text[STMF_GUID_TEXT_LEN + 1];
	stmfGuid lu;
	int code = create_lu(line, &lu);

	if (code)
		return code < 0 ? 1 : report(code, line->operand[0], &create_lu_errors);
	stmf_guid_format(&lu, text);
	printf("Logical unit created: %s\n", text);
	return 0;
}

int cmd_import_lu(const struct cmd_line *line)
{
	char text[STMF_GUID_TEXT_LEN + 1];
	stmfGuid lu;
	int code = stmfImportLu(STMF_DISK, line->operand[0], &lu);

	if (code)
		return report(code, line->operand[0], &import_lu_errors);
	stmf_guid_format(&lu, text);
	printf("Logical unit imported: %s\n", text);
	return 0;
}

/* ---- modify-lu ---- */

struct change {
	stmfGuid *lu;		/* or file */
	const char *file;
	bool shrink;
};

static int call_modify(const struct change *change, uint32_t prop, const char *value)
{
	if (change->shrink && prop == STMF_LU_PROP_SIZE)
		return stmfShrinkLu(change->lu, change->file, value);
	if (change->lu)
		return stmfModifyLu(change->lu, prop, value);
	return stmfModifyLuByFname(STMF_DISK, change->file, prop, value);
}

static int modify_named(const struct change *change, const char *name, uint32_t prop,
			const char *value)
{
	int code = call_modify(change, prop, value);

	if (!code)
		return 0;
	if (report_knows(code, &modify_lu_errors))
		return report(code, change->file, &modify_lu_errors);
	complain("could not set property: %s: %d", name, code);
	if (*report_detail())
		fprintf(stderr, "    %s\n", report_detail());
	return 1;
}

static int modify_property(const struct change *change, const char *spec)
{
	char name[CMD_OPTION_MAX + 1];
	const char *value = split(spec, name);
	uint32_t prop = find_property(name);

	if (!prop) {
		complain("invalid property specified: %s", name);
		return 1;
	}
	if (!value || (!*value && prop != STMF_LU_PROP_MGMT_URL)) {
		complain("%s: invalid property specifier- prop=val\n", name);
		return 1;
	}
	return modify_named(change, name, prop, value);
}

/* One after the other; the first failure is the end. */
int modify_lu(stmfGuid *lu, const char *file, const struct cmd_line *line)
{
	const struct change change = { lu, file, cmd_has(line, 'y') };
	const struct cmd_given *given;
	int status = 0;

	for (given = line->given; given < line->given + line->ngiven && !status; given++) {
		if (given->letter == 's')
			status = modify_named(&change, "size", STMF_LU_PROP_SIZE, given->value);
		else if (given->letter == 'p')
			status = modify_property(&change, given->value);
	}
	return status;
}

int cmd_modify_lu(const struct cmd_line *line)
{
	stmfGuid lu;

	if (cmd_has(line, 'f'))
		return modify_lu(NULL, line->operand[0], line);
	return read_guid(line->operand[0], &lu, GUID_DIGITS) ? modify_lu(&lu, NULL, line) : 1;
}

/* ---- delete-lu ---- */

/* Returns how many there were, or -1 if they can't be read or removed. */
static int64_t remove_views(stmfGuid *lu)
{
	stmfViewEntryList *views;
	int64_t found;
	uint32_t i;

	if (stmfGetViewEntryList(lu, &views))
		return -1;
	found = views->cnt;
	for (i = 0; i < views->cnt; i++) {
		int code = stmfRemoveViewEntry(lu, views->ve[i].veIndex);

		if (code && code != STMF_ERROR_NOT_FOUND)
			found = -1;
	}
	stmfFreeMemory(views);
	return found;
}

static bool views_readable(stmfGuid *lu)
{
	stmfViewEntryList *views;

	if (stmfGetViewEntryList(lu, &views))
		return false;
	stmfFreeMemory(views);
	return true;
}

static int not_found(const stmfGuid *lu)
{
	char lower[STMF_GUID_TEXT_LEN + 1];

	guid_lower(lu, lower);
	complain("%s: not found", lower);
	return 1;
}

static int delete_lu(const char *text, bool keep_views)
{
	int64_t views;
	stmfGuid lu;
	int code;

	if (!read_guid(text, &lu, GUID_LONG))
		return 1;
	code = stmfDeleteLu(&lu);
	if (code && code != STMF_ERROR_NOT_FOUND)
		return report(code, text, &common_errors);
	if (keep_views)		/* COMSTAR says nothing of an LU that isn't there */
		return code && !views_readable(&lu) ? not_found(&lu) : 0;
	views = remove_views(&lu);
	if (views < 0) {
		complain("unable to remove view entries\n");
		return 1;
	}
	return code && !views ? not_found(&lu) : 0;
}

int cmd_delete_lu(const struct cmd_line *line)
{
	int i, failed = 0;

	for (i = 0; i < line->noperands; i++)
		failed += delete_lu(line->operand[i], cmd_has(line, 'k'));
	return failed;
}
