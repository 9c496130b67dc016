// SPDX-License-Identifier: GPL-2.0
/* sbdadm's subcommands that differ from stmfadm's. */
#include <stdio.h>
#include <string.h>

#include "cmd_lu.h"
#include "commands.h"

static void print_header(void)
{
	printf("\n\t      GUID                    DATA SIZE           SOURCE\n");
	printf("--------------------------------  -------------------  ----------------\n");
}

static void get_text(luResource res, uint32_t prop, char *value, size_t size)
{
	if (stmfGetLuProp(res, prop, value, &size))
		value[0] = '\0';
}

/* False if the LU isn't a disk, or no more. */
static bool print_row(stmfGuid *lu)
{
	char guid[STMF_GUID_TEXT_LEN + 1], size[32], file[MAXPATHLEN + 1];
	luResource res;

	if (stmfGetLuResource(lu, &res))
		return false;
	guid_lower(lu, guid);
	get_text(res, STMF_LU_PROP_SIZE, size, sizeof(size));
	get_text(res, STMF_LU_PROP_FILENAME, file, sizeof(file));
	printf("%s  %-19s  %s\n", guid, size, file);
	stmfFreeLuResource(res);
	return true;
}

/* Two of stmfadm's texts are unknown here. */
static int report_create(int code, const char *file)
{
	if (code == STMF_ERROR_FILE_SIZE_INVALID || code == STMF_ERROR_WRITE_CACHE_SET)
		code = STMF_STATUS_ERROR;
	return report(code, file, &create_lu_errors);
}

/* The exit status tells the kind of failure: the low byte of code + 1. */
static int exit_status(int code)
{
	return (code + 1) & 0xff;
}

int sbd_create_lu(const struct cmd_line *line)
{
	stmfGuid lu;
	int code = create_lu(line, &lu);

	if (code < 0)
		return 1;
	if (code) {
		report_create(code, line->operand[0]);
		return exit_status(code);
	}
	printf("Created the following LU:\n");
	print_header();
	print_row(&lu);
	return 0;
}

int sbd_import_lu(const struct cmd_line *line)
{
	stmfGuid lu;
	int code = stmfImportLu(STMF_DISK, line->operand[0], &lu);

	if (code) {
		report(code, line->operand[0], &import_lu_errors);
		return exit_status(code);
	}
	printf("Imported the following LU:\n");
	print_header();
	print_row(&lu);
	return 0;
}

/* A path is a file, anything else a GUID. */
int sbd_modify_lu(const struct cmd_line *line)
{
	const char *name = line->operand[0];
	stmfGuid lu;

	if (*name == '/')
		return modify_lu(NULL, name, line);
	return read_guid(name, &lu, GUID_DIGITS) ? modify_lu(&lu, NULL, line) : 1;
}

static bool is_disk(stmfGuid *lu)
{
	stmfLogicalUnitProperties props;

	return !stmfGetLogicalUnitProperties(lu, &props) && !strcmp(props.providerName, "sbd");
}

int sbd_list_lu(const struct cmd_line *line)
{
	stmfGuidList *lus;
	uint32_t i, disks = 0;
	int code = stmfGetLogicalUnitList(&lus);

	if (code)
		return report(code, NULL, &common_errors);
	for (i = 0; i < lus->cnt; i++)
		if (is_disk(&lus->guid[i]))
			lus->guid[disks++] = lus->guid[i];
	if (disks) {
		printf("\nFound %u LU(s)\n", disks);
		print_header();
	}
	for (i = 0; i < disks; i++)
		print_row(&lus->guid[i]);
	stmfFreeMemory(lus);
	return 0;
}
