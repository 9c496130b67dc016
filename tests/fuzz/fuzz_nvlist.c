// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libFuzzer: any bytes as a packed list. What is accepted packs to as many bytes,
 * and from then on to the same ones.
 */
#include <stdlib.h>
#include <string.h>

#include "nvlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stmf_nvlist *list = NULL, *again = NULL;
	char err[STMF_NV_ERRLEN];
	uint8_t *first, *second;
	size_t first_len, second_len;

	if (stmf_nv_unpack(data, size, &list, err)) {
		check(!list && memchr(err, '\0', sizeof(err)));
		return 0;
	}
	check(!stmf_nv_pack(list, &first, &first_len) && first_len == size);
	check(!stmf_nv_unpack(first, first_len, &again, err));
	check(!stmf_nv_pack(again, &second, &second_len) && second_len == size);
	check(!memcmp(first, second, size));
	free(first);
	free(second);
	stmf_nv_free(list);
	stmf_nv_free(again);
	return 0;
}
