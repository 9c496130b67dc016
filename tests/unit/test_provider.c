// SPDX-License-Identifier: GPL-2.0
/* Provider data through libstmf: illumos's interface to lists, requests, tokens, bad answers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fake_daemon.h"
#include "stmf_linux.h"

/* The vector of the specification: one LU, its zvol */
#define GUID	"600144f0c0a8010200005f5e100a0001"
#define ZVOL	"/dev/zvol/rdsk/tank/vol1"
#define PACKED	"01010000000000000000000100000050000000580000002036303031343466306330613830313032" \
		"30303030356635653130306130303031000000090000000100000018" \
		"2f6465762f7a766f6c2f7264736b2f74616e6b2f766f6c310000000000000000"

static void replies(const char *reply)
{
	daemon_replies((const char *[]){ reply, NULL });
}

static void lists(void **state)
{
	nvlist_t *list, *inner, *got;
	char *text, **texts;
	unsigned int n;
	uint64_t number;
	uint32_t half;
	boolean_t yes;

	assert_int_equal(nvlist_alloc(&list, 8, 0), EINVAL);
	assert_int_equal(nvlist_alloc(&list, NV_UNIQUE_NAME, 0), 0);
	assert_int_equal(nvlist_alloc(&inner, NV_UNIQUE_NAME, 0), 0);
	assert_true(nvlist_empty(list));
	assert_int_equal(nvlist_add_string(list, "a", "one"), 0);
	assert_int_equal(nvlist_add_uint64(list, "n", UINT64_MAX), 0);
	assert_int_equal(nvlist_add_string(list, "a", "two"), 0);
	assert_int_equal(nvlist_add_uint32(list, "n", 7), 0);	/* another type, the same name */
	assert_int_equal(nvlist_add_boolean_value(list, "yes", B_TRUE), 0);
	assert_int_equal(nvlist_add_string_array(list, "s", (char *[]){ "x", "y" }, 2), 0);
	assert_int_equal(nvlist_add_string(inner, "deep", "down"), 0);
	assert_int_equal(nvlist_add_nvlist(list, "l", inner), 0);
	nvlist_free(inner);
	assert_int_equal(fnvlist_num_pairs(list), 5);
	assert_int_equal(nvlist_lookup_string(list, "a", &text), 0);
	assert_string_equal(text, "two");
	assert_int_equal(nvlist_lookup_uint64(list, "n", &number), ENOENT);
	assert_int_equal(nvlist_lookup_uint32(list, "n", &half), 0);
	assert_int_equal(half, 7);
	assert_int_equal(nvlist_lookup_boolean_value(list, "yes", &yes), 0);
	assert_int_equal(yes, B_TRUE);
	assert_int_equal(nvlist_lookup_string_array(list, "s", &texts, &n), 0);
	assert_int_equal(n, 2);
	assert_string_equal(texts[1], "y");
	assert_int_equal(nvlist_lookup_nvlist(list, "l", &got), 0);
	assert_int_equal(nvlist_lookup_string(got, "deep", &text), 0);
	assert_int_equal(nvlist_remove(list, "s", DATA_TYPE_STRING), ENOENT);
	assert_int_equal(nvlist_remove_all(list, "s"), 0);
	assert_false(nvlist_exists(list, "s"));
	assert_int_equal(nvlist_remove_all(list, "l"), 0);	/* the last one */
	assert_int_equal(nvlist_add_string(list, "z", "end"), 0);
	assert_string_equal(nvpair_name(nvlist_next_nvpair(list, NULL)), "a");
	nvlist_free(list);
}

static void merged(void **state)
{
	nvlist_t *to, *from, *copy;
	char *text, buf[400], *into = buf;
	size_t n, len = 10;
	uint32_t number;

	assert_int_equal(nvlist_alloc(&to, NV_UNIQUE_NAME, 0), 0);
	assert_int_equal(nvlist_alloc(&from, NV_UNIQUE_NAME, 0), 0);
	nvlist_add_string(to, "both", "old");
	nvlist_add_uint32(to, "kept", 1);
	nvlist_add_string(from, "both", "new");
	nvlist_add_string(from, "more", "m");
	assert_int_equal(nvlist_merge(to, from, 0), 0);
	assert_int_equal(fnvlist_num_pairs(from), 2);
	assert_int_equal(fnvlist_num_pairs(to), 3);
	assert_int_equal(nvlist_dup(to, &copy, 0), 0);
	nvlist_free(to);
	nvlist_free(from);
	assert_int_equal(nvlist_lookup_string(copy, "both", &text), 0);
	assert_string_equal(text, "new");
	assert_int_equal(nvlist_lookup_uint32(copy, "kept", &number), 0);
	assert_int_equal(nvlist_size(copy, &n, NV_ENCODE_NATIVE), ENOTSUP);
	assert_int_equal(nvlist_size(copy, &n, NV_ENCODE_XDR), 0);
	assert_int_equal(nvlist_pack(copy, &into, &len, NV_ENCODE_XDR, 0), EINVAL);
	assert_int_equal(len, n);
	assert_int_equal(nvlist_pack(copy, &into, &len, NV_ENCODE_XDR, 0), 0);
	nvlist_free(copy);
	assert_int_equal(nvlist_unpack(buf, len, &copy, 0), 0);
	nvlist_free(copy);
	assert_int_equal(nvlist_unpack(buf, len - 1, &copy, 0), EINVAL);
}

static void get_and_set(void **state)
{
	uint64_t token = 0;
	nvlist_t *list;
	char *text;

	replies("{\"status\":0,\"data\":\"" PACKED "\",\"token\":41}\n");
	assert_int_equal(stmfGetProviderDataProt("sbd", &list, STMF_LU_PROVIDER_TYPE, &token), 0);
	assert_string_equal(daemon_requests(), "{\"op\":\"get-provider-data\",\"name\":\"sbd\",\"type\":1}\n");
	assert_int_equal(token, 41);
	assert_int_equal(nvlist_lookup_string(list, GUID, &text), 0);
	assert_string_equal(text, ZVOL);

	replies("{\"status\":0,\"token\":42}\n");
	assert_int_equal(stmfSetProviderDataProt("own", list, STMF_LU_PROVIDER_TYPE, &token), 0);
	assert_int_equal(token, 42);
	assert_string_equal(daemon_requests(), "{\"op\":\"set-provider-data\",\"name\":\"own\",\"type\":1,\"data\":\""
			    PACKED "\",\"token\":41}\n");
	replies("{\"status\":32787,\"text\":\"written meanwhile\"}\n");
	assert_int_equal(stmfSetProviderDataProt("own", list, 1, &token), STMF_ERROR_PROV_DATA_STALE);
	assert_int_equal(token, 42);
	replies("{\"status\":0,\"token\":43}\n");
	assert_int_equal(stmfSetProviderData("own", list, 2), 0);
	assert_null(strstr(daemon_requests(), "token"));
	nvlist_free(list);

	replies("{\"status\":0}\n");
	assert_int_equal(stmfClearProviderData("own", 2), 0);
	assert_string_equal(daemon_requests(), "{\"op\":\"clear-provider-data\",\"name\":\"own\",\"type\":2}\n");
}

static void list_them(void **state)
{
	stmfProviderList *list;

	replies("{\"status\":0,\"providers\":[{\"name\":\"sbd\",\"type\":1},{\"name\":\"iscsit\",\"type\":2}]}\n");
	assert_int_equal(stmfGetProviderDataList(&list), 0);
	assert_int_equal(list->cnt, 2);
	assert_string_equal(list->provider[1].name, "iscsit");
	assert_int_equal(list->provider[1].providerType, STMF_PORT_PROVIDER_TYPE);
	stmfFreeMemory(list);
	replies("{\"status\":0,\"providers\":7}\n");
	assert_int_equal(stmfGetProviderDataList(&list), STMF_STATUS_ERROR);
}

static void refused(void **state)
{
	char name[300];
	nvlist_t *list;

	memset(name, 'n', sizeof(name));
	name[255] = '\0';
	assert_int_equal(stmfGetProviderData(NULL, &list, 1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderData("a", NULL, 1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderData("a", &list, 0), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderData("a", &list, 3), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderData(name, &list, 1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetProviderData("a", NULL, 1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfClearProviderData(NULL, 1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetProviderDataList(NULL), STMF_ERROR_INVALID_ARG);
	replies("{\"status\":0,\"data\":\"0g\",\"token\":1}\n");
	assert_int_equal(stmfGetProviderData("a", &list, 1), STMF_STATUS_ERROR);
	replies("{\"status\":0,\"data\":\"00\",\"token\":1}\n");
	assert_int_equal(stmfGetProviderData("a", &list, 1), STMF_STATUS_ERROR);
	replies("{\"status\":0}\n");
	assert_int_equal(stmfGetProviderData("a", &list, 1), STMF_STATUS_ERROR);
	replies("{\"status\":32770,\"text\":\"none\"}\n");
	assert_int_equal(stmfGetProviderData("a", &list, 1), STMF_ERROR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),	cmocka_unit_test(merged),
		cmocka_unit_test(get_and_set),	cmocka_unit_test(list_them),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, daemon_start, daemon_stop);
}
