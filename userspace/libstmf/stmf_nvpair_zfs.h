/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calls of libstmf that take name-value lists, for programs that have
 * OpenZFS's: lists cross the border packed. Included by libstmf.h.
 */
#ifndef _STMF_NVPAIR_ZFS_H
#define _STMF_NVPAIR_ZFS_H

#include <stdlib.h>

static inline int stmfGetProviderDataProt(char *name, nvlist_t **nvl, int type, uint64_t *token)
{
	void *data = NULL;
	size_t len = 0;
	int code = nvl ? stmfGetProviderBytes(name, type, &data, &len, token) :
			 STMF_ERROR_INVALID_ARG;

	if (!code && nvlist_unpack((char *)data, len, nvl, 0))
		code = STMF_STATUS_ERROR;
	free(data);
	return code;
}

static inline int stmfGetProviderData(char *name, nvlist_t **nvl, int type)
{
	return stmfGetProviderDataProt(name, nvl, type, NULL);
}

static inline int stmfSetProviderDataProt(char *name, nvlist_t *nvl, int type, uint64_t *token)
{
	char *data = NULL;
	size_t len = 0;
	int code;

	if (!nvl || nvlist_pack(nvl, &data, &len, NV_ENCODE_XDR, 0))
		return STMF_ERROR_INVALID_ARG;
	code = stmfSetProviderBytes(name, type, data, len, token);
	free(data);
	return code;
}

static inline int stmfSetProviderData(char *name, nvlist_t *nvl, int type)
{
	return stmfSetProviderDataProt(name, nvl, type, NULL);
}

#endif /* _STMF_NVPAIR_ZFS_H */
