// SPDX-License-Identifier: GPL-2.0
/* stmfctl's lists as JSON, over a faked kernel: the schema that stmfctl(8) has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>

#include "cli.h"
#include "fake_daemon.h"
#include "fake_kernel.h"
#include "libstmf.h"

#define A "600144F0A1B2C3D4E5F6651234560001"
#define B "600144F0A1B2C3D4E5F6651234560002"
#define T "iqn.2026-11.org.example:t1"

static const struct fake_lu lus[] = {
	{ .guid = B, .state = STMF_STATE_UNREGISTERED },
	{ .guid = A, .state = STMF_STATE_OFFLINING, .provider = "sbd", .alias = "db \"01\"", .file = "/srv/a",
	  .serial = "S1", .vid = "SUN     ", .pid = "COMSTAR         ", .size = UINT64_MAX, .block_size = 4096,
	  .wp = true },
	{ 0 }
};

static const struct fake_view views[] = {
	{ A, 2, 16383, NULL, "tg-a" }, { A, 0, 3, "lab", NULL }, { B, 0, 0, NULL, NULL }, { 0 }
};

static const struct fake_group groups[] = {
	{ STMF_KIND_HOST_GROUP, "lab/1", { "iqn.a", "wwn.210000E08B074CB5" } },
	{ STMF_KIND_HOST_GROUP, "Z\xfcrich \xe2\x82\xac \xed\xa0\x80", { NULL } },
	{ STMF_KIND_TARGET_GROUP, "tg-a", { T } },
	{ 0 }
};

static const struct fake_target targets[] = {
	{ T, STMF_STATE_ONLINE, "iscsit", "disk array", 5 },
	{ "wwn.5001405000000001", STMF_STATE_OFFLINE, "loopback", NULL, -1 },
	{ 0 }
};

static const struct fake_session sessions[] = {
	{ .target = T, .initiator = "iqn.a", .alias = "host-a", .since = 1795082142 },
	{ .target = T, .initiator = "iqn.b" },
	{ 0 }
};

/* Runs stmfctl and compares its output without the white space of layout. */
static void check(int status, const char *err, const char *json, const char *const *args)
{
	static struct outcome outcome;
	struct json_object *object;

	cli_run(&outcome, args);
	assert_string_equal(outcome.err, err);
	assert_int_equal(outcome.status, status);
	object = json_tokener_parse(outcome.out);
	assert_non_null(object);
	assert_string_equal(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
								   JSON_C_TO_STRING_NOSLASHESCAPE), json);
	json_object_put(object);
}

#define json(status, err, text, ...) check(status, err, text, (const char *const[]){ "stmfctl", __VA_ARGS__, NULL })

#define LU_A \
	"{\"guid\":\"" A "\",\"state\":\"offlining\",\"provider\":\"sbd\",\"alias\":\"db \\\"01\\\"\",\"view_entries\":2," \
	"\"data_file\":\"/srv/a\",\"size\":18446744073709551615,\"block_size\":4096,\"vendor_id\":\"SUN\"," \
	"\"product_id\":\"COMSTAR\",\"serial_number\":\"S1\",\"write_protect\":true,\"write_cache\":true," \
	"\"access_state\":\"active\"}"
#define LU_B "{\"guid\":\"" B "\",\"state\":\"unregistered\",\"view_entries\":1}"

static void logical_units(void **state)
{
	json(0, "", "{\"logical_units\":[" LU_A "," LU_B "]}", "list-lu", "--json");
	json(0, "", "{\"logical_units\":[" LU_B "," LU_A "]}", "list-lu", "-vj", B, A);
	json(1, "stmfctl: 600144F00000000000000000000000FF: not found\n", "{\"logical_units\":[" LU_B "]}",
	     "list-lu", "-j", "600144F00000000000000000000000FF", B);
}

/* Bytes that are no UTF-8 become U+FFFD, surrogates are none either. */
static void group_lists(void **state)
{
	json(0, "", "{\"host_groups\":[{\"name\":\"lab/1\",\"members\":[\"iqn.a\",\"wwn.210000E08B074CB5\"]},"
		    "{\"name\":\"Z\xef\xbf\xbdrich \xe2\x82\xac \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"members\":[]}]}",
	     "list-hg", "--json");
	json(0, "", "{\"target_groups\":[{\"name\":\"tg-a\",\"members\":[\"" T "\"]}]}", "list-tg", "-j", "tg-a");
	json(1, "stmfctl: none: not found\n", "{\"target_groups\":[]}", "list-tg", "-j", "none");
}

static void target_list(void **state)
{
	json(0, "", "{\"targets\":[{\"name\":\"" T "\",\"state\":\"online\",\"provider\":\"iscsit\","
		    "\"alias\":\"disk array\",\"protocol\":\"iSCSI\",\"sessions\":["
		    "{\"initiator\":\"iqn.a\",\"alias\":\"host-a\",\"since\":1795082142},{\"initiator\":\"iqn.b\"}]},"
		    "{\"name\":\"wwn.5001405000000001\",\"state\":\"offline\",\"provider\":\"loopback\","
		    "\"protocol\":\"unknown\",\"sessions\":[]}]}", "list-target", "-j");
}

static void view_list(void **state)
{
	json(0, "", "{\"view_entries\":[{\"index\":0,\"host_group\":\"lab\",\"lun\":3},"
		    "{\"index\":2,\"target_group\":\"tg-a\",\"lun\":16383}]}", "list-view", "-j", "-l", A);
	json(1, "stmfctl: 600144f0a1b2c3d4e5f6651234560001, 1: not found\n",
	     "{\"view_entries\":[{\"index\":2,\"target_group\":\"tg-a\",\"lun\":16383}]}",
	     "list-view", "-j", "-l", A, "1", "2");
	expect(1, "", "stmfctl: 600144f00000000000000000000000ff: no views found\n",
	       "stmfctl", "list-view", "-j", "-l", "600144F00000000000000000000000FF");
}

static void service_state(void **state)
{
	fake_kernel.state = STMF_STATE_ONLINE;
	fake_kernel.config_state = STMF_CONFIG_INITIALIZED;
	json(0, "", "{\"state\":\"online\",\"config_state\":\"initialized\",\"alua\":false,\"alua_node\":0}",
	     "list-state", "--json");
}

/* A failure prints nothing that could be taken for a list. */
static void failures(void **state)
{
	fake_kernel.fail = STMF_ERROR_PERM;
	expect(1, "", "stmfctl: permission denied\n    the fake kernel fails\n", "stmfctl", "list-lu", "-j");
	expect(1, "", "stmfctl: permission denied\n    the fake kernel fails\n", "stmfctl", "list-hg", "-j");
	expect(1, NULL, "list-lu: illegal option -- json\n", "stmfadm", "list-lu", "--json");
	expect(1, NULL, "list-lu: illegal option -- j\n", "stmfadm", "list-lu", "-j");
}

static void validate_view(void **state)
{
	daemon_reply("{\"status\":0,\"lun\":7}\n");
	expect(0, "LUN: 7\n", "", "stmfctl", "validate-view", "-h", "lab");
	expect(0, "LUN: 300\n", "", "stmfctl", "validate-view", "-n", "300");
	assert_string_equal(daemon_requests(), "{\"op\":\"validate-view\",\"host_group\":\"lab\"}\n"
					       "{\"op\":\"validate-view\",\"lun\":300}\n");
	daemon_reply("{\"status\":0,\"lun\":7}\n");
	expect(0, "LUN: 7\n", "", "stmfctl", "validate-view", "-h", "lab", A);
	assert_string_equal(daemon_requests(), "{\"op\":\"validate-view\",\"guid\":\"" A
					       "\",\"host_group\":\"lab\"}\n");
	daemon_reply("{\"status\":32781,\"text\":\"LUN 3: is in use\"}\n");
	expect(1, "", "stmfctl: LUN already in use\n    LUN 3: is in use\n", "stmfctl", "validate-view", "-n", "3");
	expect(1, "", "stmfctl: x: Logical unit number must be a decimal number\n", "stmfctl", "validate-view", "-n", "x");
}

static int model(void **state)
{
	fake_kernel = (struct fake_kernel){ .lus = lus, .views = views, .groups = groups, .targets = targets,
					    .sessions = sessions };
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(logical_units, model), cmocka_unit_test_setup(group_lists, model),
		cmocka_unit_test_setup(target_list, model),   cmocka_unit_test_setup(view_list, model),
		cmocka_unit_test_setup(service_state, model), cmocka_unit_test_setup(failures, model),
		cmocka_unit_test_setup(validate_view, model),
	};

	return cmocka_run_group_tests_name("lists as JSON", tests, daemon_start, daemon_stop);
}
