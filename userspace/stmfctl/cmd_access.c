// SPDX-License-Identifier: GPL-2.0
/* Access states (ALUA) of logical units, by target group: stmfctl only. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "report.h"

#define OTHERS "All others"

static const struct error_texts access_errors = {
	NAMED, NULL, (const struct error_text[]){
		{ STMF_ERROR_NOT_FOUND, NAMED, "not found" },
		{ STMF_ERROR_INVALID_TG, PLAIN, "invalid target group" },
		{ 0 }
	}
};

/* The words of active ports may be shortened. */
static bool read_state(const char *text, uint8_t *state)
{
	static const char active[] = "active/";
	char word[32];

	snprintf(word, sizeof(word), "%s%s", active, text);
	if (!stmf_alua_parse(text, state) || !stmf_alua_parse(word, state))
		return true;
	complain("%s: must be active/optimized, active/non-optimized, standby, unavailable or transitioning",
		 text);
	return false;
}

/* NULL: all others */
static bool read_target_group(const struct cmd_line *line, stmfGroupName name, const char **group)
{
	const char *text = cmd_value(line, 't');

	*group = text ? name : NULL;
	return !text || read_group(text, name);
}

/* What is asked for of each logical unit */
struct change {
	bool set;
	boolean_t flag;			/* set: preferred; else: of all target groups */
	uint8_t state;
};

static int change_one(const char *text, const char *group, const struct change *change)
{
	stmfGuid lu;
	int code;

	if (!read_guid(text, &lu, GUID_LONG))
		return 1;
	code = change->set ? stmfSetAccessState(&lu, group, change->state, change->flag) :
			     stmfRemoveAccessState(&lu, group, change->flag);
	return code ? report(code, text, &access_errors) : 0;
}

static int change_each(const struct cmd_line *line, const struct change *change)
{
	stmfGroupName name;
	const char *group;
	int i, failed = 0;

	if (!read_target_group(line, name, &group))
		return 1;
	for (i = 0; i < line->noperands; i++)
		failed += change_one(line->operand[i], group, change);
	return failed;
}

int cmd_set_access_state(const struct cmd_line *line)
{
	struct change change = { .set = true, .flag = cmd_has(line, 'p') ? B_TRUE : B_FALSE };

	if (!read_state(cmd_value(line, 's'), &change.state))
		return 1;
	return change_each(line, &change);
}

int cmd_remove_access_state(const struct cmd_line *line)
{
	struct change change = { .flag = cmd_has(line, 'a') ? B_TRUE : B_FALSE };

	if (change.flag && cmd_has(line, 't')) {
		complain("-a and -t exclude each other");
		return 1;
	}
	return change_each(line, &change);
}

/* ---- list-access-state ---- */

static void print_access(const stmfAccessState *access, const stmfAccessState *last)
{
	char text[STMF_GUID_TEXT_LEN + 1];

	if (!last || memcmp(&access->lu, &last->lu, sizeof(access->lu))) {
		stmf_guid_format(&access->lu, text);
		printf("LU Name: %s\n", text);
	}
	print_field("Target Group", access->others ? OTHERS : access->group);
	print_field("Access State", stmf_alua_word(access->state));
	print_field("Preferred", access->preferred ? "Yes" : "No");
	snprintf(text, sizeof(text), "%u", access->id);
	print_field("Port Group", text);
}

static void add_access(struct json_object *array, const stmfAccessState *access)
{
	struct json_object *object = json_object_new_object();

	put_guid(object, "guid", &access->lu);
	put_text(object, "target_group", access->group);
	put_text(object, "state", stmf_alua_word(access->state));
	put_bool(object, "preferred", access->preferred);
	put_number(object, "port_group", access->id);
	json_object_array_add(array, object);
}

static void show(const stmfAccessStateList *list, const stmfGuid *lu, struct json_object *array)
{
	const stmfAccessState *last = NULL;
	uint32_t i;

	for (i = 0; i < list->cnt; i++) {
		const stmfAccessState *access = &list->access[i];

		if (lu && memcmp(&access->lu, lu, sizeof(*lu)))
			continue;
		if (array)
			add_access(array, access);
		else
			print_access(access, last);
		last = access;
	}
}

int cmd_list_access_state(const struct cmd_line *line)
{
	stmfAccessStateList *list;
	struct json_object *array;
	int i, code, status = 0;
	stmfGuid lu;

	code = stmfGetAccessStateList(&list);
	if (code)
		return report(code, NULL, &common_errors);
	array = json_list(line);
	if (!line->noperands)
		show(list, NULL, array);
	for (i = 0; i < line->noperands; i++) {
		if (read_guid(line->operand[i], &lu, GUID_LONG))
			show(list, &lu, array);
		else
			status = 1;
	}
	stmfFreeMemory(list);
	return json_list_end(array, "access_states", status);
}
