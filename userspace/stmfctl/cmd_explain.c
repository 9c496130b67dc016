// SPDX-License-Identifier: GPL-2.0
/* Why an initiator sees logical units through a target, or does not. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "report.h"
#include "stmf.h"

#define EXIT_DENIED	2

/* What a reason is called in JSON, in words; and the command that helps */
static const struct reason {
	const char *name;
	const char *text;
	const char *remedy;
	bool object;		/* the command takes the object's name */
} reasons[] = {
	[STMF_REASON_ADMITTED] = { "admitted", NULL, NULL, false },
	[STMF_REASON_SERVICE_OFFLINE] = { "service-offline", "the service is offline",
					  "stmfctl service enable", false },
	[STMF_REASON_TARGET_UNKNOWN] = { "target-unknown", "there is no such target",
					 "stmfctl create-target", false },
	[STMF_REASON_TARGET_UNREGISTERED] = { "target-unregistered",
					      "no port provider has the target", NULL, false },
	[STMF_REASON_TARGET_OFFLINE] = { "target-offline", "the target is offline",
					 "stmfctl online-target", true },
	[STMF_REASON_LU_UNREGISTERED] = { "lu-unregistered",
					  "the logical unit is not registered: it has views, but no disk",
					  NULL, false },
	[STMF_REASON_LU_OFFLINE] = { "lu-offline", "the logical unit is offline",
				     "stmfctl online-lu", true },
	[STMF_REASON_NO_VIEW] = { "no-view", "the logical unit has no view entry",
				  "stmfctl add-view -h GROUP", true },
	[STMF_REASON_OTHER_HOSTS] = { "other-hosts", "no view entry is for this initiator", NULL, false },
	[STMF_REASON_OTHER_TARGETS] = { "other-targets",
					"no view entry for this initiator is for this target", NULL,
					false },
};

static const struct reason *reason_of(int number)
{
	static const struct reason unknown = { "unknown",
					       "the kernel module is newer than this command", NULL,
					       false };
	size_t known = sizeof(reasons) / sizeof(reasons[0]);

	return number >= 0 && (size_t)number < known ? &reasons[number] : &unknown;
}

static const char *const acl_names[] = {
	[STMF_ACL_NO_PORT] = "no-port",
	[STMF_ACL_NONE] = "none",
	[STMF_ACL_EXPLICIT] = "explicit",
	[STMF_ACL_DYNAMIC] = "dynamic",
};

static const char *const mapping_names[] = {
	[STMF_MAPPED_NOT] = "none",
	[STMF_MAPPED_HERE] = "mapped",
	[STMF_MAPPED_ELSEWHERE] = "elsewhere",
	[STMF_MAPPED_OTHER] = "other-device",
	[STMF_MAPPED_UNKNOWN] = "unknown",
};

/* The LUN that an initiator sees for one of LIO's; -1: none that a view has */
static int lun_of_lio(uint64_t lun)
{
	if (lun <= 255)
		return lun;
	return lun > 0x4000 + 255 && lun <= 0x7fff ? (int)(lun - 0x4000) : -1;
}

static bool stands_for(const stmfDevid *member, const stmfDevid *initiator)
{
	size_t prefix = member->identLength - 1;

	return member->identLength && member->ident[prefix] == '*' &&
	       initiator->identLength >= prefix &&
	       !memcmp(member->ident, initiator->ident, prefix);
}

/*
 * An initiator that is no member of its host group is in it by a pattern, and the
 * longest counts. Returns whether it is.
 */
static bool find_pattern(const stmfDevid *initiator, const stmfNexus *nexus, stmfDevid *pattern)
{
	stmfGroupName name;
	stmfGroupProperties *members;
	bool exact = false;
	uint32_t i;

	memcpy(name, nexus->hostGroup, sizeof(name));
	memset(pattern, 0, sizeof(*pattern));
	if (!*nexus->hostGroup || stmfGetHostGroupMembers(&name, &members))
		return false;
	for (i = 0; i < members->cnt; i++) {
		const stmfDevid *member = &members->name[i];

		exact = exact || (member->identLength == initiator->identLength &&
				  !memcmp(member->ident, initiator->ident, member->identLength));
		if (stands_for(member, initiator) && member->identLength > pattern->identLength)
			*pattern = *member;
	}
	stmfFreeMemory(members);
	return !exact && pattern->identLength;
}

/* ---- text ---- */

static void print_remedy(const struct reason *reason, const char *object)
{
	char text[STMF_IDENT_LENGTH + 64];

	if (!reason->remedy)
		return;
	snprintf(text, sizeof(text), "%s%s%s", reason->remedy, reason->object ? " " : "",
		 reason->object ? object : "");
	print_field("Remedy", text);
}

static void print_nexus(const stmfDevid *initiator, const stmfDevid *target, const stmfNexus *nexus,
			const stmfDevid *pattern)
{
	static const char *const acl[] = {
		[STMF_ACL_NO_PORT] = "- (LIO does not have this target)",
		[STMF_ACL_NONE] = "none",
		[STMF_ACL_EXPLICIT] = "made by stmfd",
		[STMF_ACL_DYNAMIC] = "made by LIO at login",
	};
	const struct reason *reason = reason_of(nexus->reason);
	char count[16], name[STMF_IDENT_LENGTH + 1];

	printf("Initiator: %.*s\n", initiator->identLength, initiator->ident);
	print_field("Host Group", *nexus->hostGroup ? nexus->hostGroup : "-");
	if (pattern) {
		stmf_devid_format(pattern, name);
		print_field("Member", name);
	}
	printf("Target: %.*s\n", target->identLength, target->ident);
	print_field("Target Group", *nexus->targetGroup ? nexus->targetGroup : "-");
	print_field("Node ACL in LIO", NAME_OF(acl, nexus->nodeAcl));
	snprintf(count, sizeof(count), "%u", nexus->sessions);
	print_field("Sessions", count);
	if (!reason->text)
		return;
	print_field("In the way", reason->text);
	stmf_devid_format(target, name);
	print_remedy(reason, name);
}

/* For whom there are views, where this initiator has none */
static void print_views(const stmfGuid *lu)
{
	stmfViewEntryList *views;
	uint32_t i;

	if (stmfGetViewEntryList((stmfGuid *)lu, &views))
		return;
	for (i = 0; i < views->cnt; i++) {
		const stmfViewEntry *view = &views->ve[i];

		printf("        View Entry %u: %s%s through %s%s, LUN %u\n", view->veIndex,
		       view->allHosts ? "all hosts" : "host group ",
		       view->allHosts ? "" : view->hostGroup,
		       view->allTargets ? "all targets" : "target group ",
		       view->allTargets ? "" : view->targetGroup, stmf_ve_lun(view));
	}
	stmfFreeMemory(views);
}

static void print_mapping(const stmfExplanation *lu)
{
	bool admitted = lu->reason == STMF_REASON_ADMITTED;
	int at = lun_of_lio(lu->mappedLun);
	char text[80] = "not mapped";

	if (lu->mapping == STMF_MAPPED_UNKNOWN || (!admitted && !lu->mappedValid))
		return;
	if (lu->mapping == STMF_MAPPED_HERE)
		snprintf(text, sizeof(text), "mapped at LUN %u", lu->lun);
	else if (lu->mapping == STMF_MAPPED_OTHER)
		snprintf(text, sizeof(text), "LUN %u is another device", lu->lun);
	else if (lu->mappedValid && at >= 0)
		snprintf(text, sizeof(text), "mapped at LUN %d only", at);
	else if (lu->mappedValid)
		snprintf(text, sizeof(text), "mapped where no view can be (0x%llx)",
			 (unsigned long long)lu->mappedLun);
	print_field("In LIO", text);
	if (admitted && lu->mapping != STMF_MAPPED_HERE)
		print_field("Remedy", "stmfd maps it as soon as it runs (systemctl status stmfd)");
	else if (!admitted)
		print_field("Remedy", "none needed: commands are denied; stmfd takes it away");
}

static void print_lu(const stmfExplanation *lu)
{
	const struct reason *reason = reason_of(lu->reason);
	char text[16], guid[STMF_GUID_TEXT_LEN + 1];

	stmf_guid_format(&lu->lu, guid);
	printf("LU Name: %s\n", guid);
	if (!reason->text) {
		snprintf(text, sizeof(text), "%u", lu->lun);
		print_field("Access", "yes");
		print_field("LUN", text);
	} else {
		print_field("Access", "no");
		print_field("Reason", reason->text);
	}
	if (lu->viewValid) {
		snprintf(text, sizeof(text), "%u", lu->veIndex);
		print_field("View Entry", text);
	}
	if (lu->reason >= STMF_REASON_LU_UNREGISTERED)
		print_remedy(reason, guid);
	if (lu->reason == STMF_REASON_OTHER_HOSTS || lu->reason == STMF_REASON_OTHER_TARGETS)
		print_views(&lu->lu);
	print_mapping(lu);
}

/* ---- JSON ---- */

static struct json_object *json_lu(const stmfExplanation *lu)
{
	struct json_object *object = json_object_new_object();

	put_guid(object, "guid", &lu->lu);
	put_bool(object, "access", lu->reason == STMF_REASON_ADMITTED);
	put_text(object, "reason", reason_of(lu->reason)->name);
	if (lu->viewValid) {
		put_number(object, "view", lu->veIndex);
		put_number(object, "lun", lu->lun);
	}
	put_text(object, "mapping", NAME_OF(mapping_names, lu->mapping));
	if (lu->mappedValid)
		put_count(object, "lio_lun", lu->mappedLun);
	return object;
}

static void json_answer(const stmfDevid *initiator, const stmfDevid *target,
			const stmfNexus *nexus, const stmfDevid *pattern,
			const stmfExplanationList *list)
{
	struct json_object *object = json_object_new_object();
	struct json_object *lus = json_object_new_array();
	uint32_t i;

	put_devid(object, "initiator", initiator);
	put_devid(object, "target", target);
	put_text(object, "reason", reason_of(nexus->reason)->name);
	put_text(object, "host_group", nexus->hostGroup);
	if (pattern)
		put_devid(object, "member", pattern);
	put_text(object, "target_group", nexus->targetGroup);
	put_text(object, "node_acl", NAME_OF(acl_names, nexus->nodeAcl));
	put_number(object, "sessions", nexus->sessions);
	for (i = 0; i < list->cnt; i++)
		json_object_array_add(lus, json_lu(&list->lu[i]));
	json_object_object_add(object, "logical_units", lus);
	json_print(object);
}

/* ---- explain ---- */

static void print_answer(const stmfDevid *initiator, const stmfDevid *target,
			 const stmfNexus *nexus, const stmfDevid *pattern,
			 const stmfExplanationList *list)
{
	uint32_t i;

	print_nexus(initiator, target, nexus, pattern);
	for (i = 0; i < list->cnt; i++)
		print_lu(&list->lu[i]);
}

int cmd_explain(const struct cmd_line *line)
{
	const char *text = line->noperands ? line->operand[0] : NULL;
	stmfExplanationList *list;
	stmfDevid initiator, target, member;
	const stmfDevid *pattern;
	bool denied;
	stmfNexus nexus;
	stmfGuid lu;
	int code;

	if (!read_devid(cmd_value(line, 'i'), &initiator) ||
	    !read_devid(cmd_value(line, 't'), &target) ||
	    (text && !read_guid(text, &lu, GUID_LONG)))
		return 1;
	code = stmfExplain(&initiator, &target, text ? &lu : NULL, &nexus, &list);
	if (code == STMF_ERROR_NOT_FOUND) {
		complain("%s: no such logical unit", text);
		return 1;
	}
	if (code)
		return report(code, text, &common_errors);
	pattern = find_pattern(&initiator, &nexus, &member) ? &member : NULL;
	if (cmd_has(line, 'j'))
		json_answer(&initiator, &target, &nexus, pattern, list);
	else
		print_answer(&initiator, &target, &nexus, pattern, list);
	denied = text && list->cnt && list->lu[0].reason != STMF_REASON_ADMITTED;
	stmfFreeMemory(list);
	return denied ? EXIT_DENIED : 0;
}
