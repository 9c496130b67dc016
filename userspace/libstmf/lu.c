// SPDX-License-Identifier: LGPL-2.1-or-later
/* Logical units of every provider: list, properties, state. */
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static int add_lu(struct nlattr **attrs, void *arg)
{
	stmfGuid *lu = stmf_list_add(arg);

	if (!lu)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	if (!stmf_attr_guid(attrs[STMF_A_GUID], lu))
		return stmf_fail(STMF_STATUS_ERROR, "the kernel sent a logical unit without GUID");
	return STMF_STATUS_SUCCESS;
}

static int by_guid(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(stmfGuid));
}

int stmfGetLogicalUnitList(stmfGuidList **list)
{
	struct stmf_list lus = STMF_LIST(stmfGuidList, guid);
	struct stmf_query query = {
		.cmd = STMF_CMD_LU_GET, .dump = true,
		.item = add_lu, .restart = stmf_list_reset, .arg = &lus,
	};
	int code;

	if (!list)
		return stmf_fail_arg("no room for the list");
	code = stmf_list_finish(&lus, stmf_query(&query), list);
	if (!code)
		qsort((*list)->guid, (*list)->cnt, sizeof((*list)->guid[0]), by_guid);
	return code;
}

static void take_bytes(const struct nlattr *attr, uchar_t *field, size_t size)
{
	if (attr && (size_t)nla_len(attr) <= size)
		memcpy(field, nla_data(attr), nla_len(attr));
}

static int take_properties(struct nlattr **attrs, void *arg)
{
	stmfLogicalUnitProperties *props = arg;

	props->status = stmf_attr_u8(attrs[STMF_A_STATE], STMF_LOGICAL_UNIT_UNREGISTERED);
	stmf_attr_text(attrs[STMF_A_ALIAS], props->alias, sizeof(props->alias));
	stmf_attr_text(attrs[STMF_A_PROVIDER], props->providerName, sizeof(props->providerName));
	take_bytes(attrs[STMF_A_VENDOR_ID], props->vendor, sizeof(props->vendor));
	take_bytes(attrs[STMF_A_PRODUCT_ID], props->product, sizeof(props->product));
	take_bytes(attrs[STMF_A_REVISION], props->revision, sizeof(props->revision));
	return STMF_STATUS_SUCCESS;
}

int stmfGetLogicalUnitProperties(stmfGuid *lu, stmfLogicalUnitProperties *props)
{
	struct stmf_query query = {
		.cmd = STMF_CMD_LU_GET, .guid = lu, .item = take_properties, .arg = props
	};

	if (!lu || !props)
		return stmf_fail_arg("no logical unit given, or no room for its properties");
	memset(props, 0, sizeof(*props));
	return stmf_query(&query);
}

static int switch_lu(const stmfGuid *lu, bool online)
{
	if (!lu)
		return stmf_fail_arg("no logical unit given");
	return stmf_ctl_set_state("lu", lu, NULL, online);
}

int stmfOnlineLogicalUnit(stmfGuid *lu)
{
	return switch_lu(lu, true);
}

int stmfOfflineLogicalUnit(stmfGuid *lu)
{
	return switch_lu(lu, false);
}
