// SPDX-License-Identifier: LGPL-2.1-or-later
/* Initiators: who is logged in where, who was refused. */
#include <netlink/attr.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static int add_login(struct nlattr **attrs, void *arg)
{
	stmfLogin *login = stmf_list_add(arg);

	if (!login)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_login(attrs, login);
	return STMF_STATUS_SUCCESS;
}

void stmf_attr_login(struct nlattr **attrs, stmfLogin *login)
{
	stmf_attr_devid(attrs[STMF_A_INITIATOR], &login->initiator);
	stmf_attr_devid(attrs[STMF_A_TARGET], &login->target);
	stmf_attr_text(attrs[STMF_A_ALIAS], login->alias, sizeof(login->alias));
	stmf_attr_text(attrs[STMF_A_HOST_GROUP], login->hostGroup, sizeof(login->hostGroup));
	login->since = stmf_attr_time(attrs[STMF_A_SINCE]);
	login->dynamic = attrs[STMF_A_DYNAMIC] ? B_TRUE : B_FALSE;
	login->tsih = stmf_attr_u16(attrs[STMF_A_TSIH], 0);
	if (attrs[STMF_A_ISID] && nla_len(attrs[STMF_A_ISID]) == sizeof(login->isid))
		memcpy(login->isid, nla_data(attrs[STMF_A_ISID]), sizeof(login->isid));
	login->chap = attrs[STMF_A_CHAP] ? B_TRUE : B_FALSE;
	stmf_attr_text(attrs[STMF_A_PEER], login->peer, sizeof(login->peer));
	stmf_attr_text(attrs[STMF_A_LOCAL], login->local, sizeof(login->local));
}

int stmfGetLoginList(stmfLoginList **list)
{
	struct stmf_list logins = STMF_LIST(stmfLoginList, login);
	struct stmf_query query = {
		.cmd = STMF_CMD_SESSION_GET, .dump = true,
		.item = add_login, .restart = stmf_list_reset, .arg = &logins,
	};

	if (!list)
		return stmf_fail_arg("no room for the list");
	return stmf_list_finish(&logins, stmf_query(&query), list);
}

void stmf_attr_refusal(struct nlattr **attrs, stmfRefusal *refusal)
{
	stmf_attr_devid(attrs[STMF_A_INITIATOR], &refusal->initiator);
	stmf_attr_devid(attrs[STMF_A_TARGET], &refusal->target);
	stmf_attr_text(attrs[STMF_A_HOST_GROUP], refusal->hostGroup, sizeof(refusal->hostGroup));
	stmf_attr_text(attrs[STMF_A_ADDRESS], refusal->address, sizeof(refusal->address));
	refusal->kind = stmf_attr_u8(attrs[STMF_A_REFUSAL_KIND], STMF_REFUSED_COMMAND);
	refusal->count = stmf_attr_u64(attrs[STMF_A_REFUSED]);
	refusal->first = stmf_attr_time(attrs[STMF_A_SINCE]);
	refusal->last = stmf_attr_time(attrs[STMF_A_LAST]);
	refusal->luValid = stmf_attr_guid(attrs[STMF_A_GUID], &refusal->lu) ? B_TRUE : B_FALSE;
	refusal->lun = stmf_attr_u16(attrs[STMF_A_LUN], 0);
}

static int add_refusal(struct nlattr **attrs, void *arg)
{
	stmfRefusal *refusal = stmf_list_add(arg);

	if (!refusal)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_refusal(attrs, refusal);
	return STMF_STATUS_SUCCESS;
}

int stmfGetRefusalList(stmfRefusalList **list)
{
	struct stmf_list refusals = STMF_LIST(stmfRefusalList, refusal);
	struct stmf_query query = {
		.cmd = STMF_CMD_REFUSAL_GET, .dump = true,
		.item = add_refusal, .restart = stmf_list_reset, .arg = &refusals,
	};

	if (!list)
		return stmf_fail_arg("no room for the list");
	return stmf_list_finish(&refusals, stmf_query(&query), list);
}
