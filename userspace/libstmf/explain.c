// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why an initiator reaches logical units through a target, or does not. */
#include <netlink/attr.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

struct explaining {
	stmfNexus *nexus;
	struct stmf_list list;
};

static void take_nexus(struct nlattr **attrs, stmfNexus *nexus)
{
	memset(nexus, 0, sizeof(*nexus));
	nexus->reason = stmf_attr_u8(attrs[STMF_A_REASON], UINT8_MAX);
	nexus->nodeAcl = stmf_attr_u8(attrs[STMF_A_NODE_ACL], STMF_ACL_NO_PORT);
	nexus->sessions = stmf_attr_u32(attrs[STMF_A_SESSIONS]);
	stmf_attr_text(attrs[STMF_A_HOST_GROUP], nexus->hostGroup, sizeof(nexus->hostGroup));
	stmf_attr_text(attrs[STMF_A_TARGET_GROUP], nexus->targetGroup, sizeof(nexus->targetGroup));
}

static int take_lu(struct nlattr **attrs, struct stmf_list *list)
{
	stmfExplanation *lu = stmf_list_add(list);

	if (!lu)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_guid(attrs[STMF_A_GUID], &lu->lu);
	lu->reason = stmf_attr_u8(attrs[STMF_A_REASON], UINT8_MAX);
	lu->viewValid = attrs[STMF_A_VIEW_INDEX] ? B_TRUE : B_FALSE;
	lu->veIndex = stmf_attr_u32(attrs[STMF_A_VIEW_INDEX]);
	lu->lun = stmf_attr_u16(attrs[STMF_A_LUN], 0);
	lu->mapping = stmf_attr_u8(attrs[STMF_A_MAPPING], STMF_MAPPED_UNKNOWN);
	lu->mappedValid = attrs[STMF_A_MAPPED_LUN] ? B_TRUE : B_FALSE;
	lu->mappedLun = stmf_attr_u64(attrs[STMF_A_MAPPED_LUN]);
	return STMF_STATUS_SUCCESS;
}

static int take_message(struct nlattr **attrs, void *arg)
{
	struct explaining *e = arg;

	if (attrs[STMF_A_GUID])
		return take_lu(attrs, &e->list);
	take_nexus(attrs, e->nexus);
	return STMF_STATUS_SUCCESS;
}

static void restart(void *arg)
{
	struct explaining *e = arg;

	stmf_list_reset(&e->list);
}

int stmfExplain(const stmfDevid *initiator, const stmfDevid *target, const stmfGuid *lu,
		stmfNexus *nexus, stmfExplanationList **list)
{
	char initiator_name[STMF_IDENT_LENGTH + 1], target_name[STMF_IDENT_LENGTH + 1];
	struct explaining e = { .nexus = nexus, .list = STMF_LIST(stmfExplanationList, lu) };
	struct stmf_query query = {
		.cmd = STMF_CMD_EXPLAIN_GET, .dump = true, .guid = lu,
		.initiator = initiator_name, .target = target_name,
		.item = take_message, .restart = restart, .arg = &e,
	};

	if (!initiator || !target || !nexus || !list)
		return stmf_fail_arg("no initiator or target given, or no room for the answer");
	stmf_devid_format(initiator, initiator_name);
	stmf_devid_format(target, target_name);
	return stmf_list_finish(&e.list, stmf_query(&query), list);
}
