// SPDX-License-Identifier: LGPL-2.1-or-later
/* Statistics of logical units and of I_T nexuses. */
#include <netlink/attr.h>
#include <string.h>

#include "internal.h"
#include "stmf.h"

static int add_counters(struct nlattr **attrs, void *arg)
{
	stmfStat *stat = stmf_list_add(arg);

	if (!stat)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	stmf_attr_guid(attrs[STMF_A_GUID], &stat->lu);
	stmf_attr_devid(attrs[STMF_A_INITIATOR], &stat->initiator);
	stmf_attr_devid(attrs[STMF_A_TARGET], &stat->target);
	stat->reads = stmf_attr_u64(attrs[STMF_A_READS]);
	stat->writes = stmf_attr_u64(attrs[STMF_A_WRITES]);
	stat->readBytes = stmf_attr_u64(attrs[STMF_A_READ_BYTES]);
	stat->writeBytes = stmf_attr_u64(attrs[STMF_A_WRITE_BYTES]);
	stat->readNs = stmf_attr_u64(attrs[STMF_A_READ_NS]);
	stat->writeNs = stmf_attr_u64(attrs[STMF_A_WRITE_NS]);
	stat->maxNs = stmf_attr_u64(attrs[STMF_A_MAX_NS]);
	stat->errors = stmf_attr_u64(attrs[STMF_A_ERRORS]);
	stat->refused = stmf_attr_u64(attrs[STMF_A_REFUSED]);
	return STMF_STATUS_SUCCESS;
}

static int get_stats(uint8_t cmd, stmfStatList **list)
{
	struct stmf_list stats = STMF_LIST(stmfStatList, stat);
	struct stmf_query query = {
		.cmd = cmd, .dump = true,
		.item = add_counters, .restart = stmf_list_reset, .arg = &stats,
	};

	if (!list)
		return stmf_fail_arg("no room for the list");
	return stmf_list_finish(&stats, stmf_query(&query), list);
}

int stmfGetLuStats(stmfStatList **list)
{
	return get_stats(STMF_CMD_LU_STAT_GET, list);
}

int stmfGetNexusStats(stmfStatList **list)
{
	return get_stats(STMF_CMD_NEXUS_STAT_GET, list);
}
