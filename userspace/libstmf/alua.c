// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Pairs of hosts that share logical units (ALUA with a proxy between them) are
 * COMSTAR's own; here there are none, and these calls say so.
 */
#include "internal.h"

#define NODES	2

int stmfGetAluaState(boolean_t *enabled, uint32_t *node)
{
	stmfState state;
	int code;

	if (!enabled || !node)
		return stmf_fail_arg("no room for the ALUA state");
	code = stmfGetState(&state);
	if (code)
		return code;
	*enabled = B_FALSE;
	*node = 0;
	return STMF_STATUS_SUCCESS;
}

/* What is so already succeeds. */
int stmfSetAluaState(boolean_t enabled, uint32_t node)
{
	stmfState state;
	int code;

	if ((enabled != B_FALSE && enabled != B_TRUE) || node >= NODES)
		return stmf_fail_arg("ALUA is enabled or disabled, the node is 0 or 1");
	code = stmfGetState(&state);
	if (!code && (enabled || node))
		code = stmf_fail(STMF_STATUS_ERROR, "pairs of hosts (ALUA) are not supported");
	return code;
}

int stmfInitProxyDoor(int *handle, int fd)
{
	if (!handle || fd < 0)
		return stmf_fail_arg("no room for the handle, or no door");
	return stmf_fail(STMF_STATUS_ERROR, "there are no doors on Linux");
}

void stmfDestroyProxyDoor(int handle)
{
}

int stmfPostProxyMsg(int handle, void *buffer, uint32_t len)
{
	if (!buffer)
		return stmf_fail_arg("no message given");
	return stmf_fail(STMF_ERROR_POST_MSG_FAILED, "there are no doors on Linux");
}
