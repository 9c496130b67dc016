// SPDX-License-Identifier: GPL-2.0
/* View entries. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "report.h"

#define LUN_LIMIT	16384

static const struct error_texts add_errors = {
	NAMED, NULL, (const struct error_text[]){
		{ STMF_ERROR_LUN_IN_USE, PLAIN, "LUN already in use" },
		{ STMF_ERROR_VE_CONFLICT, PLAIN, "view entry exists" },
		{ STMF_ERROR_CONFIG_NONE, PLAIN, "STMF service is not initialized" },
		{ STMF_ERROR_INVALID_HG, PLAIN, "invalid host group" },
		{ STMF_ERROR_INVALID_TG, PLAIN, "invalid target group" },
		{ STMF_ERROR_EXISTS, NAMED, "already exists" },
		{ 0 }
	}
};

static const struct error_texts view_errors = { NAMED, NULL, NULL };

/* Decimal digits; -1 if there is something else, limit if it is as large. */
static int64_t read_number(const char *text, int64_t limit)
{
	int64_t number = 0;

	if (!*text || text[strspn(text, "0123456789")])
		return -1;
	for (; *text && number < limit; text++)
		number = number * 10 + (*text - '0');
	return number < limit ? number : limit;
}

static bool read_lun(const char *text, stmfViewEntry *view)
{
	bool negative = text[0] == '-' && text[1];
	int64_t lun = read_number(text + negative, LUN_LIMIT);

	if (lun < 0) {
		complain("%s: Logical unit number must be a decimal number", text);
		return false;
	}
	if (negative || lun == LUN_LIMIT) {
		complain("%s: Logical unit number must be less than %d", text, LUN_LIMIT);
		return false;
	}
	stmf_ve_set_lun(view, lun);
	return true;
}

static bool read_view(const struct cmd_line *line, stmfViewEntry *view)
{
	const char *hosts = cmd_value(line, 'h');
	const char *targets = cmd_value(line, 't');
	const char *lun = cmd_value(line, 'n');

	memset(view, 0, sizeof(*view));
	view->allHosts = hosts ? B_FALSE : B_TRUE;
	view->allTargets = targets ? B_FALSE : B_TRUE;
	return (!lun || read_lun(lun, view)) &&
	       (!targets || read_group(targets, view->targetGroup)) &&
	       (!hosts || read_group(hosts, view->hostGroup));
}

int cmd_add_view(const struct cmd_line *line)
{
	stmfViewEntry view;
	stmfGuid lu;
	int code;

	if (!read_view(line, &view) || !read_guid(line->operand[0], &lu, GUID_DIGITS))
		return 1;
	code = stmfAddViewEntry(&lu, &view);
	return code ? report(code, line->operand[0], &add_errors) : 0;
}

/* Would such a view, of that logical unit if one is given, be taken? Prints the LUN. */
int cmd_validate_view(const struct cmd_line *line)
{
	const char *name = line->noperands ? line->operand[0] : NULL;
	stmfViewEntry view;
	stmfGuid lu;
	int code;

	if (!read_view(line, &view) || (name && !read_guid(name, &lu, GUID_DIGITS)))
		return 1;
	code = name ? stmfValidateViewOf(&lu, &view) : stmfValidateView(&view);
	if (code)
		return report(code, name ? name : "view", &add_errors);
	printf("LUN: %u\n", stmf_ve_lun(&view));
	return 0;
}

/* The views of the LU that -l names; complains if there are none. */
static int read_views(const char *text, const stmfGuid *lu, stmfViewEntryList **views)
{
	char lower[STMF_GUID_TEXT_LEN + 1];
	int code = stmfGetViewEntryList((stmfGuid *)lu, views);

	if (code)
		return report(code, text, &common_errors);
	if ((*views)->cnt)
		return 0;
	guid_lower(lu, lower);
	complain("%s: no views found", lower);
	stmfFreeMemory(*views);
	return 1;
}

static void print_view(const stmfViewEntry *view)
{
	printf("View Entry: %u\n", view->veIndex);
	printf("    %-13s: %s\n", "Host group", view->allHosts ? "All" : view->hostGroup);
	printf("    %-13s: %s\n", "Target group", view->allTargets ? "All" : view->targetGroup);
	printf("    %-13s: %u\n", "LUN", stmf_ve_lun(view));
}

static struct json_object *json_view(const stmfViewEntry *view)
{
	struct json_object *object = json_object_new_object();

	put_number(object, "index", view->veIndex);
	if (!view->allHosts)
		put_text(object, "host_group", view->hostGroup);
	if (!view->allTargets)
		put_text(object, "target_group", view->targetGroup);
	put_number(object, "lun", stmf_ve_lun(view));
	return object;
}

static void show_view(const stmfViewEntry *view, struct json_object *array)
{
	if (array)
		json_object_array_add(array, json_view(view));
	else
		print_view(view);
}

static int show_numbered(const stmfViewEntryList *views, const stmfGuid *lu, const char *text,
			 struct json_object *array)
{
	int64_t index = read_number(text, UINT32_MAX);
	char lower[STMF_GUID_TEXT_LEN + 1];
	uint32_t i;

	if (index < 0) {
		complain("%s: invalid input", text);
		return 1;
	}
	for (i = 0; i < views->cnt; i++) {
		if (views->ve[i].veIndex == index) {
			show_view(&views->ve[i], array);
			return 0;
		}
	}
	guid_lower(lu, lower);
	complain("%s, %s: not found", lower, text);
	return 1;
}

int cmd_list_view(const struct cmd_line *line)
{
	const char *text = cmd_value(line, 'l');
	struct json_object *array;
	stmfViewEntryList *views;
	int i, status = 0;
	stmfGuid lu;
	uint32_t v;

	if (!read_guid(text, &lu, GUID_LONG) || read_views(text, &lu, &views))
		return 1;
	array = json_list(line);
	for (v = 0; !line->noperands && v < views->cnt; v++)
		show_view(&views->ve[v], array);
	for (i = 0; i < line->noperands; i++)
		status |= show_numbered(views, &lu, line->operand[i], array);
	stmfFreeMemory(views);
	return json_list_end(array, "view_entries", status);
}

static int remove_view(const char *text, const stmfGuid *lu, uint32_t index)
{
	int code = stmfRemoveViewEntry((stmfGuid *)lu, index);
	char lower[STMF_GUID_TEXT_LEN + 1];

	if (!code)
		return 0;
	guid_lower(lu, lower);
	switch (code) {
	case STMF_ERROR_NOT_FOUND:
		complain("%s: %u: not found", lower, index);
		return 1;
	case STMF_ERROR_BUSY:
	case STMF_ERROR_PERM:
	case STMF_ERROR_SERVICE_NOT_FOUND:
	case STMF_ERROR_SERVICE_DATA_VERSION:
		return report(code, text, &view_errors);
	}
	if (*report_detail())
		return report(code, text, &view_errors);
	fflush(stdout);		/* COMSTAR ends this one without a newline */
	fprintf(stderr, "%s: %s, %u: unknown error", report_program(), lower, index);
	return 1;
}

static int remove_numbered(const char *text, const stmfGuid *lu, const char *number)
{
	int64_t index = read_number(number, UINT32_MAX);

	if (index >= 0 && index < UINT32_MAX)
		return remove_view(text, lu, index);
	complain("%s: invalid input", number);
	return 0;
}

int cmd_remove_view(const struct cmd_line *line)
{
	const char *text = cmd_value(line, 'l');
	bool all = cmd_has(line, 'a');
	stmfViewEntryList *views;
	int i, failed = 0;
	stmfGuid lu;
	uint32_t v;

	if (!read_guid(text, &lu, GUID_LONG))
		return 1;
	if (!all && !line->noperands) {
		complain("no view entries specified");
		return 1;
	}
	if (all && line->noperands) {
		complain("-a and view entry numbers exclude each other");
		return 1;
	}
	if (read_views(text, &lu, &views))
		return 1;
	for (v = 0; all && v < views->cnt; v++)
		failed += remove_view(text, &lu, views->ve[v].veIndex);
	for (i = 0; i < line->noperands; i++)
		failed += remove_numbered(text, &lu, line->operand[i]);
	stmfFreeMemory(views);
	return failed;
}
