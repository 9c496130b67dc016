// SPDX-License-Identifier: GPL-2.0
/*
 * A program that has OpenZFS's lists (here: a stand-in, whose lists are bytes)
 * uses them with libstmf, which has lists of its own in the same process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define _SYS_NVPAIR_H
#define NV_ENCODE_XDR 1
typedef struct nvlist {
	char bytes[64];
	size_t len;
} nvlist_t;

static int nvlist_unpack(char *buf, size_t len, nvlist_t **list, int flag)
{
	if (len > sizeof((*list)->bytes))
		return 22;
	*list = calloc(1, sizeof(**list));
	memcpy((*list)->bytes, buf, len);
	(*list)->len = len;
	return 0;
}

static int nvlist_pack(nvlist_t *list, char **buf, size_t *len, int encoding, int flag)
{
	*buf = malloc(list->len);
	memcpy(*buf, list->bytes, list->len);
	*len = list->len;
	return encoding == NV_ENCODE_XDR ? 0 : 22;
}

#include "fake_daemon.h"
#include "stmf_linux.h"

static void crossing(void **state)
{
	uint64_t token;
	nvlist_t *list;

	daemon_replies((const char *[]){ "{\"status\":0,\"data\":\"0102ff\",\"token\":5}\n", NULL });
	assert_int_equal(stmfGetProviderDataProt("p", &list, STMF_PORT_PROVIDER_TYPE, &token), 0);
	assert_int_equal(list->len, 3);
	assert_memory_equal(list->bytes, "\1\2\377", 3);
	daemon_replies((const char *[]){ "{\"status\":0,\"token\":6}\n", NULL });
	assert_int_equal(stmfSetProviderDataProt("p", list, STMF_PORT_PROVIDER_TYPE, &token), 0);
	assert_int_equal(token, 6);
	assert_string_equal(daemon_requests(), "{\"op\":\"set-provider-data\",\"name\":\"p\",\"type\":2,"
			    "\"data\":\"0102ff\",\"token\":5}\n");
	assert_int_equal(stmfSetProviderData("p", NULL, 2), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderData("p", NULL, 2), STMF_ERROR_INVALID_ARG);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(crossing) };

	return cmocka_run_group_tests(tests, daemon_start, daemon_stop);
}
