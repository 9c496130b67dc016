// SPDX-License-Identifier: LGPL-2.1-or-later
/* Host groups and target groups: the same calls twice, for two kinds. */
#include <json-c/json.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static const struct {
	const char *word;	/* in control requests */
	uint8_t kind;		/* in netlink */
} kinds[] = {
	[STMF_HOST_GROUP]	= { "host", STMF_KIND_HOST_GROUP },
	[STMF_TARGET_GROUP]	= { "target", STMF_KIND_TARGET_GROUP },
};

/* ---- changes ---- */

static int check_name(const stmfGroupName *name)
{
	const char *text = (const char *)name;

	if (!name)
		return stmf_fail_arg("no group name given");
	if (strnlen(text, sizeof(*name)) == sizeof(*name))
		return stmf_fail_arg("a group name has at most 255 bytes");
	if (!*text)
		return stmf_fail_arg("a group name must not be empty");
	if (*text == '*')
		return stmf_fail(STMF_STATUS_ERROR,
				 "group %s: a group name must not begin with '*'", text);
	return STMF_STATUS_SUCCESS;
}

static int change(const char *op, int kind, const stmfGroupName *name, const stmfDevid *member)
{
	struct json_object *request;
	int code = check_name(name);

	if (code)
		return code;
	request = stmf_request(op);
	stmf_request_text(request, "kind", kinds[kind].word);
	stmf_request_text(request, "group", (const char *)name);
	stmf_request_devid(request, "member", member);
	return stmf_ctl_call(request, NULL);
}

static int change_member(const char *op, int kind, const stmfGroupName *name,
			 const stmfDevid *member)
{
	if (!member)
		return stmf_fail_arg("no group member given");
	return change(op, kind, name, member);
}

int stmfCreateHostGroup(stmfGroupName *name)
{
	return change("create-group", STMF_HOST_GROUP, name, NULL);
}

int stmfCreateTargetGroup(stmfGroupName *name)
{
	return change("create-group", STMF_TARGET_GROUP, name, NULL);
}

int stmfDeleteHostGroup(stmfGroupName *name)
{
	return change("delete-group", STMF_HOST_GROUP, name, NULL);
}

int stmfDeleteTargetGroup(stmfGroupName *name)
{
	return change("delete-group", STMF_TARGET_GROUP, name, NULL);
}

int stmfAddToHostGroup(stmfGroupName *name, stmfDevid *member)
{
	return change_member("add-member", STMF_HOST_GROUP, name, member);
}

int stmfAddToTargetGroup(stmfGroupName *name, stmfDevid *member)
{
	return change_member("add-member", STMF_TARGET_GROUP, name, member);
}

int stmfRemoveFromHostGroup(stmfGroupName *name, stmfDevid *member)
{
	return change_member("remove-member", STMF_HOST_GROUP, name, member);
}

int stmfRemoveFromTargetGroup(stmfGroupName *name, stmfDevid *member)
{
	return change_member("remove-member", STMF_TARGET_GROUP, name, member);
}

/* ---- reading ---- */

struct membership {
	stmfGroupName group;
	stmfDevid member;
};

struct membership_list {
	uint32_t cnt;
	struct membership m[1];
};

static int add_group(struct nlattr **attrs, void *arg)
{
	stmfGroupName *name = stmf_list_add(arg);

	if (!name)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_text(attrs[STMF_A_NAME], *name, sizeof(*name));
	return STMF_STATUS_SUCCESS;
}

static int add_membership(struct nlattr **attrs, void *arg)
{
	struct membership *m = stmf_list_add(arg);

	if (!m)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_text(attrs[STMF_A_NAME], m->group, sizeof(m->group));
	stmf_attr_devid(attrs[STMF_A_MEMBER], &m->member);
	return STMF_STATUS_SUCCESS;
}

static int read_groups(int kind, stmfGroupList **groups, uint64_t *generation)
{
	struct stmf_list list = STMF_LIST(stmfGroupList, name);
	struct stmf_query query = {
		.cmd = STMF_CMD_GROUP_GET, .dump = true, .kind = kinds[kind].kind,
		.item = add_group, .restart = stmf_list_reset, .arg = &list,
	};
	int code = stmf_query(&query);

	*generation = query.generation;
	return stmf_list_finish(&list, code, groups);
}

static int read_memberships(int kind, struct membership_list **members, uint64_t *generation)
{
	struct stmf_list list = STMF_LIST(struct membership_list, m);
	struct stmf_query query = {
		.cmd = STMF_CMD_MEMBER_GET, .dump = true, .kind = kinds[kind].kind,
		.item = add_membership, .restart = stmf_list_reset, .arg = &list,
	};
	int code = stmf_query(&query);

	*generation = query.generation;
	return stmf_list_finish(&list, code, members);
}

/* Both dumps from one generation; no members tell none and fit to any. */
static int read_both(int kind, stmfGroupList **groups, struct membership_list **members)
{
	uint64_t before, after;
	int code, i;

	for (i = 0; i < STMF_RETRIES; i++) {
		code = read_groups(kind, groups, &before);
		if (code)
			return code;
		code = read_memberships(kind, members, &after);
		if (!code && (!after || before == after))
			return STMF_STATUS_SUCCESS;
		free(*groups);
		if (code)
			return code;
		free(*members);
		stmf_retry_pause(i);
	}
	return stmf_fail(STMF_ERROR_BUSY, "the configuration kept changing while it was read");
}

static stmfGroupEntry *find_group(stmfGroupTree *tree, const char *name, stmfGroupEntry *hint)
{
	uint32_t i;

	if (hint && !strcmp(hint->name, name))
		return hint;
	for (i = 0; i < tree->cnt; i++)
		if (!strcmp(tree->group[i].name, name))
			return &tree->group[i];
	return NULL;
}

/*
 * One block: the tree, its groups, then all members, group after group. The
 * kernel sends them in that order, so the group of the last one is the hint.
 */
static stmfGroupTree *build_tree(const stmfGroupList *groups, const struct membership_list *members)
{
	size_t group_size = groups->cnt * sizeof(stmfGroupEntry);
	stmfGroupTree *tree =
		calloc(1, sizeof(*tree) + group_size + members->cnt * sizeof(stmfDevid));
	stmfGroupEntry *group = NULL;
	stmfDevid *next;
	uint32_t i;

	if (!tree)
		return NULL;
	tree->group = (stmfGroupEntry *)(tree + 1);
	next = (stmfDevid *)((char *)tree->group + group_size);
	for (i = 0; i < groups->cnt; i++)
		strcpy(tree->group[tree->cnt++].name, groups->name[i]);
	for (i = 0; i < members->cnt; i++) {
		group = find_group(tree, members->m[i].group, group);
		if (!group)
			continue;
		if (!group->member)
			group->member = next;
		group->cnt++;
		*next++ = members->m[i].member;
	}
	return tree;
}

int stmfGetGroupTree(int kind, stmfGroupTree **tree)
{
	struct membership_list *members;
	stmfGroupList *groups;
	int code;

	if (!tree || (kind != STMF_HOST_GROUP && kind != STMF_TARGET_GROUP))
		return stmf_fail_arg("no room for the groups, or no kind of group");
	code = read_both(kind, &groups, &members);
	if (code)
		return code;
	*tree = build_tree(groups, members);
	free(groups);
	free(members);
	return *tree ? STMF_STATUS_SUCCESS : stmf_fail(STMF_ERROR_NOMEM, "out of memory");
}

static int get_groups(int kind, stmfGroupList **groups)
{
	uint64_t generation;

	if (!groups)
		return stmf_fail_arg("no room for the list");
	return read_groups(kind, groups, &generation);
}

int stmfGetHostGroupList(stmfGroupList **groups)
{
	return get_groups(STMF_HOST_GROUP, groups);
}

int stmfGetTargetGroupList(stmfGroupList **groups)
{
	return get_groups(STMF_TARGET_GROUP, groups);
}

static int copy_members(const stmfGroupEntry *group, stmfGroupProperties **members)
{
	struct stmf_list list = STMF_LIST(stmfGroupProperties, name);
	int code = STMF_STATUS_SUCCESS;
	stmfDevid *devid;
	uint32_t i;

	for (i = 0; !code && i < group->cnt; i++) {
		devid = stmf_list_add(&list);
		if (devid)
			*devid = group->member[i];
		else
			code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	}
	return stmf_list_finish(&list, code, members);
}

static int get_members(int kind, const stmfGroupName *name, stmfGroupProperties **members)
{
	stmfGroupEntry *group;
	stmfGroupTree *tree;
	int code;

	if (!name || !members)
		return stmf_fail_arg("no group name given, or no room for the list");
	code = stmfGetGroupTree(kind, &tree);
	if (code)
		return code;
	group = find_group(tree, (const char *)name, NULL);
	if (group)
		code = copy_members(group, members);
	else
		code = stmf_fail(STMF_ERROR_NOT_FOUND, "%s group %.255s does not exist",
				 kinds[kind].word, (const char *)name);
	stmfFreeMemory(tree);
	return code;
}

int stmfGetHostGroupMembers(stmfGroupName *name, stmfGroupProperties **members)
{
	return get_members(STMF_HOST_GROUP, name, members);
}

int stmfGetTargetGroupMembers(stmfGroupName *name, stmfGroupProperties **members)
{
	return get_members(STMF_TARGET_GROUP, name, members);
}
