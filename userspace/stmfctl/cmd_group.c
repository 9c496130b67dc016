// SPDX-License-Identifier: GPL-2.0
/* Host groups and target groups: one set of subcommands for both kinds. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "report.h"

struct group_kind {
	enum stmfGroupKind kind;
	const char *label;
	const char *key;	/* in JSON */
	int (*create)(stmfGroupName *name);
	int (*delete)(stmfGroupName *name);
	int (*add)(stmfGroupName *name, stmfDevid *member);
	int (*remove)(stmfGroupName *name, stmfDevid *member);
};

const struct group_kind host_groups = {
	STMF_HOST_GROUP, "Host Group", "host_groups",
	stmfCreateHostGroup, stmfDeleteHostGroup, stmfAddToHostGroup,
	stmfRemoveFromHostGroup,
};

const struct group_kind target_groups = {
	STMF_TARGET_GROUP, "Target Group", "target_groups",
	stmfCreateTargetGroup, stmfDeleteTargetGroup, stmfAddToTargetGroup,
	stmfRemoveFromTargetGroup,
};

static const struct error_texts group_errors = {
	NAMED, NULL, (const struct error_text[]){
		{ STMF_ERROR_EXISTS, NAMED, "already exists" },
		{ STMF_ERROR_NOT_FOUND, NAMED, "not found" },
		{ STMF_ERROR_GROUP_IN_USE, NAMED, "group is in use by existing view entry" },
		{ 0 }
	}
};

/* The object is the member, but for the one error that names the group. */
static const struct error_texts member_errors = {
	NAMED, NULL, (const struct error_text[]){
		{ STMF_ERROR_EXISTS, NAMED, "already exists" },
		{ STMF_ERROR_MEMBER_NOT_FOUND, NAMED, "not found" },
		{ STMF_ERROR_GROUP_NOT_FOUND, NAMED, "not found" },
		{ STMF_ERROR_TG_ONLINE, PLAIN, "STMF target must be offline" },
		{ STMF_ERROR_SERVICE_ONLINE, PLAIN, "STMF service must be offline" },
		{ 0 }
	}
};

static int change_group(const struct cmd_line *line, int (*change)(stmfGroupName *name))
{
	const char *text = line->operand[0];
	stmfGroupName name;
	int code;

	if (!read_group(text, name))
		return 1;
	code = change(&name);
	return code ? report(code, text, &group_errors) : 0;
}

int cmd_create_group(const struct cmd_line *line)
{
	const struct group_kind *kind = line->sub->data;

	return change_group(line, kind->create);
}

int cmd_delete_group(const struct cmd_line *line)
{
	const struct group_kind *kind = line->sub->data;

	return change_group(line, kind->delete);
}

/* Patterns are ours: COMSTAR has none. */
static bool read_member(const struct group_kind *kind, const char *text, stmfDevid *member)
{
	if (kind->kind == STMF_HOST_GROUP && !strcmp(this_program->name, "stmfctl") &&
	    !stmf_pattern_parse(text, member))
		return true;
	return read_devid(text, member);
}

static int change_members(const struct cmd_line *line,
			  int (*change)(stmfGroupName *name, stmfDevid *member))
{
	const struct group_kind *kind = line->sub->data;
	const char *group = cmd_value(line, 'g');
	int i, code, failed = 0;
	stmfGroupName name;
	stmfDevid member;

	if (!read_group(group, name))
		return 1;
	for (i = 0; i < line->noperands; i++) {
		const char *text = line->operand[i];

		if (!read_member(kind, text, &member)) {
			failed++;
			continue;
		}
		code = change(&name, &member);
		if (code)
			failed += report(code, code == STMF_ERROR_GROUP_NOT_FOUND ? group : text,
					 &member_errors);
	}
	return failed;
}

int cmd_add_member(const struct cmd_line *line)
{
	const struct group_kind *kind = line->sub->data;

	return change_members(line, kind->add);
}

int cmd_remove_member(const struct cmd_line *line)
{
	const struct group_kind *kind = line->sub->data;

	return change_members(line, kind->remove);
}

/* What a list is to show, and how */
struct listing {
	const struct group_kind *kind;
	bool verbose;
	struct json_object *array;	/* NULL: as text */
};

static void print_group(const struct listing *listing, const stmfGroupEntry *group)
{
	uint32_t i;

	printf("%s: %s\n", listing->kind->label, group->name);
	for (i = 0; listing->verbose && i < group->cnt; i++)
		printf("\tMember: %.*s\n", group->member[i].identLength, group->member[i].ident);
}

static struct json_object *json_group(const stmfGroupEntry *group)
{
	struct json_object *object = json_object_new_object(), *members = json_object_new_array();
	char name[STMF_IDENT_LENGTH + 1];
	uint32_t i;

	put_text(object, "name", group->name);
	for (i = 0; i < group->cnt; i++) {
		stmf_devid_format(&group->member[i], name);
		json_object_array_add(members, json_object_new_string(name));
	}
	json_object_object_add(object, "members", members);
	return object;
}

static void show_group(const struct listing *listing, const stmfGroupEntry *group)
{
	if (listing->array)
		json_object_array_add(listing->array, json_group(group));
	else
		print_group(listing, group);
}

static const stmfGroupEntry *find_group(const stmfGroupTree *tree, const char *name)
{
	uint32_t i;

	for (i = 0; i < tree->cnt; i++)
		if (!strcmp(tree->group[i].name, name))
			return &tree->group[i];
	return NULL;
}

static int show_named(const struct listing *listing, const stmfGroupTree *tree, const char *name)
{
	const stmfGroupEntry *group = find_group(tree, name);

	if (!group) {
		complain("%s: not found", name);
		return 1;
	}
	show_group(listing, group);
	return 0;
}

int cmd_list_groups(const struct cmd_line *line)
{
	struct listing listing = { .kind = line->sub->data, .verbose = cmd_has(line, 'v') };
	stmfGroupTree *tree;
	int code, i, status = 0;
	uint32_t g;

	code = stmfGetGroupTree(listing.kind->kind, &tree);
	if (code)
		return report(code, NULL, &common_errors);
	listing.array = json_list(line);
	for (g = 0; !line->noperands && g < tree->cnt; g++)
		show_group(&listing, &tree->group[g]);
	for (i = 0; i < line->noperands; i++)
		status |= show_named(&listing, tree, line->operand[i]);
	stmfFreeMemory(tree);
	return json_list_end(listing.array, listing.kind->key, status);
}
