// SPDX-License-Identifier: GPL-2.0
/* libstmf's interface: return codes, a daemon that misbehaves. Values and layouts: abi.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "fake_daemon.h"
#include "fake_kernel.h"
#include "stmf_linux.h"

#define A "600144F0000000000000000000000ABC"
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))

static stmfGuid lu_a;
static char lab[256] = "lab";
#define LAB ((stmfGroupName *)&lab)

static void null_arguments(void **state)
{
	stmfViewEntryList *views;
	stmfViewEntry view;
	stmfDevid devid = { 0 };
	char text[8];
	size_t len = sizeof(text);
	luResource res;

	const int codes[] = {
		stmfGetState(NULL), stmfCreateHostGroup(NULL), stmfDeleteTargetGroup(NULL),
		stmfAddToHostGroup(NULL, &devid), stmfAddToTargetGroup(LAB, NULL), stmfRemoveFromHostGroup(LAB, NULL),
		stmfGetHostGroupList(NULL), stmfGetTargetGroupMembers(LAB, NULL), stmfGetHostGroupMembers(NULL, NULL),
		stmfAddViewEntry(NULL, &view), stmfAddViewEntry(&lu_a, NULL), stmfRemoveViewEntry(NULL, 0),
		stmfGetViewEntryList(NULL, &views), stmfGetViewEntryList(&lu_a, NULL), stmfValidateView(NULL),
		stmfGetLogicalUnitList(NULL), stmfGetLogicalUnitProperties(&lu_a, NULL), stmfOnlineLogicalUnit(NULL),
		stmfOfflineTarget(NULL), stmfGetTargetList(NULL), stmfGetTargetProperties(NULL, NULL),
		stmfGetSessionList(NULL, NULL), stmfCreateLuResource(STMF_DISK, NULL), stmfCreateLuResource(1, &res),
		stmfFreeLuResource(NULL), stmfSetLuProp(NULL, STMF_LU_PROP_ALIAS, "x"),
		stmfGetLuProp(NULL, STMF_LU_PROP_ALIAS, text, &len), stmfGetLuResource(NULL, &res),
		stmfCreateLu(NULL, NULL), stmfDeleteLu(NULL), stmfGetGroupTree(7, NULL), stmfCreateTarget(NULL, NULL),
		stmfDeleteTarget(NULL, B_FALSE), stmfControlCall(NULL, NULL), stmfControlCall("[]", NULL),
		stmfControlCall("{", NULL),
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		assert_int_equal(codes[i], STMF_ERROR_INVALID_ARG);
	stmfFreeMemory(NULL);
	memset(lab, 'x', sizeof(lab));
	assert_int_equal(stmfCreateHostGroup(LAB), STMF_ERROR_INVALID_ARG);
	strcpy(lab, "*lab");
	assert_int_equal(stmfCreateHostGroup(LAB), STMF_STATUS_ERROR);
	strcpy(lab, "lab");
}

static void resources(void **state)
{
	static const struct {
		uint32_t prop;
		const char *value;
		int code;
		const char *back;	/* NULL: can't be read */
	} cases[] = {
		{ STMF_LU_PROP_ALIAS, "db", 0, "db" },
		{ STMF_LU_PROP_BLOCK_SIZE, "512", 0, "512" },
		{ STMF_LU_PROP_BLOCK_SIZE, "", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_BLOCK_SIZE, "5k", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_BLOCK_SIZE, "65536", STMF_ERROR_INVALID_PROPSIZE, NULL },
		{ STMF_LU_PROP_COMPANY_ID, "00144F", 0, NULL },
		{ STMF_LU_PROP_COMPANY_ID, "0x144F", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_HOST_ID, "00000000", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_GUID, "600144f0000000000000000000000abc", 0, A },
		{ STMF_LU_PROP_GUID, "6", STMF_ERROR_INVALID_PROPSIZE, NULL },
		{ STMF_LU_PROP_GUID, "600144f0000000000000000000000abg", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_SIZE, "1.5k", 0, "1536" },
		{ STMF_LU_PROP_SIZE, "16e", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_VID, "ACME", 0, "ACME" },
		{ STMF_LU_PROP_VID, "123456789", STMF_ERROR_INVALID_PROPSIZE, NULL },
		{ STMF_LU_PROP_WRITE_PROTECT, "True", 0, "true" },
		{ STMF_LU_PROP_WRITE_CACHE_DISABLE, "yes", STMF_ERROR_INVALID_ARG, NULL },
		{ STMF_LU_PROP_ACCESS_STATE, "0", STMF_ERROR_INVALID_PROP, NULL },
		{ STMF_LU_PROP_NEW, "1", STMF_ERROR_INVALID_PROP, NULL },
		{ 0, "1", STMF_ERROR_INVALID_PROP, NULL },
		{ 17, "1", STMF_ERROR_INVALID_PROP, NULL },
		{ UINT32_MAX, "1", STMF_ERROR_INVALID_PROP, NULL },
		{ STMF_LU_PROP_ALIAS, NULL, STMF_ERROR_INVALID_ARG, NULL },
	};
	char value[64];
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		luResource res;

		assert_int_equal(stmfCreateLuResource(STMF_DISK, &res), 0);
		assert_int_equal(stmfSetLuProp(res, cases[i].prop, cases[i].value), cases[i].code);
		len = sizeof(value);
		if (cases[i].back) {
			assert_int_equal(stmfGetLuProp(res, cases[i].prop, value, &len), 0);
			assert_string_equal(value, cases[i].back);
		} else {
			assert_int_not_equal(stmfGetLuProp(res, cases[i].prop, value, &len), 0);
		}
		assert_int_equal(stmfFreeLuResource(res), 0);
	}
}

static void buffers(void **state)
{
	char value[64];
	size_t len = 2;
	luResource res;

	stmfCreateLuResource(STMF_DISK, &res);
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_ALIAS, value, &len), STMF_ERROR_NO_PROP);
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_COMPANY_ID, value, &len), STMF_ERROR_INVALID_PROP);
	stmfSetLuProp(res, STMF_LU_PROP_ALIAS, "abc");
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_ALIAS, value, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(len, 4);
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_ALIAS, value, &len), 0);
	stmfSetLuProp(res, STMF_LU_PROP_PID, "1234567890123456");
	len = 16;
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_PID, value, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(len, 16);
	len = 17;
	assert_int_equal(stmfGetLuProp(res, STMF_LU_PROP_PID, value, &len), 0);
	assert_string_equal(value, "1234567890123456");
	assert_int_equal(stmfCreateLu(res, NULL), STMF_ERROR_MISSING_PROP_VAL);
	stmfFreeLuResource(res);
}

static void groups(void **state)
{
	static const struct fake_group table[] = {
		{ STMF_KIND_HOST_GROUP, "lab", { "iqn.b", "iqn.a" } },
		{ STMF_KIND_HOST_GROUP, "empty", { NULL } },
		{ 0 }
	};
	char other[256] = "other", empty[256] = "empty";
	stmfGroupProperties *members;
	stmfGroupList *list;
	stmfDevid zero = { 0 };

	assert_int_equal(stmfGetHostGroupList(&list), 0);
	assert_int_equal(list->cnt, 0);
	stmfFreeMemory(list);
	fake_kernel.groups = table;
	assert_int_equal(stmfGetHostGroupList(&list), 0);
	assert_int_equal(list->cnt, 2);
	assert_string_equal(list->name[1], "empty");
	stmfFreeMemory(list);
	assert_int_equal(stmfGetTargetGroupList(&list), 0);
	assert_int_equal(list->cnt, 0);
	stmfFreeMemory(list);

	assert_int_equal(stmfGetHostGroupMembers(LAB, &members), 0);
	assert_int_equal(members->cnt, 2);
	zero.identLength = 5;
	memcpy(zero.ident, "iqn.b", 5);
	assert_memory_equal(&members->name[0], &zero, sizeof(zero));
	stmfFreeMemory(members);
	assert_int_equal(stmfGetHostGroupMembers((stmfGroupName *)&empty, &members), 0);
	assert_int_equal(members->cnt, 0);
	stmfFreeMemory(members);
	assert_int_equal(stmfGetHostGroupMembers((stmfGroupName *)&other, &members), STMF_ERROR_NOT_FOUND);
	assert_string_equal(stmfLastErrorText(), "host group other does not exist");
	assert_int_equal(stmfGetTargetGroupMembers(LAB, &members), STMF_ERROR_NOT_FOUND);
}

/* More than the first room of a list, sorted by GUID */
static void many_lus(void **state)
{
	static struct fake_lu table[1001];
	static char guids[1000][33];
	stmfGuidList *list;

	for (int i = 0; i < 1000; i++) {
		snprintf(guids[i], sizeof(guids[i]), "600144F0%024X", (i * 7919) % 1000);
		table[i].guid = guids[i];
	}
	fake_kernel.lus = table;
	assert_int_equal(stmfGetLogicalUnitList(&list), 0);
	assert_int_equal(list->cnt, 1000);
	for (int i = 1; i < 1000; i++)
		assert_true(memcmp(&list->guid[i - 1], &list->guid[i], sizeof(stmfGuid)) < 0);
	stmfFreeMemory(list);
}

static void lu_and_target(void **state)
{
	static const struct fake_lu lus[] = {
		{ .guid = A, .state = STMF_STATE_ONLINE, .provider = "sst", .alias = "tape" }, { 0 }
	};
	static const struct fake_target targets[] = { { "iqn.a", STMF_STATE_OFFLINING, "iscsit", NULL, 5 }, { 0 } };
	stmfLogicalUnitProperties lu;
	stmfTargetProperties target;
	stmfSessionList *sessions;
	stmfDevid name;
	luResource res;

	assert_int_equal(stmfGetLogicalUnitProperties(&lu_a, &lu), STMF_ERROR_NOT_FOUND);
	assert_int_equal(stmfGetLuResource(&lu_a, &res), STMF_ERROR_NOT_FOUND);
	fake_kernel.lus = lus;
	fake_kernel.targets = targets;
	assert_int_equal(stmfGetLogicalUnitProperties(&lu_a, &lu), 0);
	assert_int_equal(lu.status, STMF_LOGICAL_UNIT_ONLINE);
	assert_string_equal(lu.alias, "tape");
	assert_int_equal(stmfGetLuResource(&lu_a, &res), STMF_ERROR_INVALID_ARG);	/* no disk */

	stmf_devid_parse("iqn.a", &name);
	assert_int_equal(stmfGetTargetProperties(&name, &target), 0);
	assert_int_equal(target.status, STMF_TARGET_PORT_OFFLINING);
	assert_int_equal(target.protocol, STMF_PROTOCOL_ISCSI);
	assert_string_equal(target.alias, "");
	assert_int_equal(stmfGetSessionList(&name, &sessions), 0);
	assert_int_equal(sessions->cnt, 0);
	stmfFreeMemory(sessions);
	stmf_devid_parse("iqn.b", &name);
	assert_int_equal(stmfGetTargetProperties(&name, &target), STMF_ERROR_NOT_FOUND);
	assert_int_equal(stmfGetSessionList(&name, &sessions), STMF_STATUS_ERROR);
}

static void views(void **state)
{
	stmfViewEntry view = { .allHosts = B_TRUE, .allTargets = B_TRUE, .veIndexValid = B_TRUE };

	daemon_reply("{\"status\":32782}\n");
	assert_int_equal(stmfAddViewEntry(&lu_a, &view), STMF_ERROR_VE_CONFLICT);
	assert_int_equal(view.veIndexValid, B_FALSE);
	daemon_reply("{\"status\":0,\"index\":4000000000,\"lun\":16383}\n");
	assert_int_equal(stmfAddViewEntry(&lu_a, &view), 0);
	assert_int_equal(view.veIndexValid, B_TRUE);
	assert_int_equal(view.veIndex, 4000000000U);
	assert_int_equal(view.luNbrValid, B_TRUE);
	assert_int_equal(view.luNbr[0], 0x3f);
	assert_int_equal(view.luNbr[1], 0xff);

	view.luNbrValid = B_FALSE;
	daemon_reply("{\"status\":0,\"lun\":300}\n");
	assert_int_equal(stmfValidateView(&view), 0);
	assert_int_equal(view.luNbrValid, B_FALSE);
	assert_int_equal(stmf_ve_lun(&view), 300);
	view.luNbrValid = B_TRUE;
	view.luNbr[0] = 0x40;	/* not a plain number */
	assert_int_equal(stmfValidateView(&view), STMF_ERROR_INVALID_ARG);
	view.allHosts = B_FALSE;
	memset(view.hostGroup, 'x', sizeof(view.hostGroup));
	assert_int_equal(stmfAddViewEntry(&lu_a, &view), STMF_ERROR_INVALID_ARG);
}

static void disks(void **state)
{
	static const struct fake_lu lus[] = { { .guid = A, .state = STMF_STATE_ONLINE, .provider = "sbd" }, { 0 } };
	char file[] = "/srv/a";
	stmfGuid lu = { { 0 } };

	assert_int_equal(stmfImportLu(1, file, &lu), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfImportLu(STMF_DISK, NULL, &lu), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfModifyLu(NULL, STMF_LU_PROP_ALIAS, "x"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfModifyLu(&lu_a, STMF_LU_PROP_ALIAS, NULL), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfModifyLuByFname(STMF_DISK, NULL, STMF_LU_PROP_ALIAS, "x"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfModifyLuByFname(1, file, STMF_LU_PROP_ALIAS, "x"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfModifyLu(&lu_a, STMF_LU_PROP_VID, "x"), STMF_ERROR_INVALID_PROP);
	assert_int_equal(stmfModifyLu(&lu_a, STMF_LU_PROP_NEW, "x"), STMF_ERROR_INVALID_PROP);
	assert_int_equal(stmfModifyLu(&lu_a, 99, "x"), STMF_ERROR_INVALID_PROP);
	assert_int_equal(stmfModifyLu(&lu_a, STMF_LU_PROP_SIZE, "x"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfShrinkLu(NULL, NULL, "1m"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfShrinkLu(&lu_a, file, "1m"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfLuStandby(NULL), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfLuStandby(&lu_a), STMF_ERROR_NOT_FOUND);
	assert_string_equal(daemon_requests(), "");
	fake_kernel.lus = lus;
	assert_int_equal(stmfLuStandby(&lu_a), STMF_ERROR_ACCESS_STATE_SET);

	/* whose the file is, is told also when it can't be imported */
	daemon_reply("{\"status\":33024,\"text\":\"in use\",\"guid\":\"" A "\"}\n");
	assert_int_equal(stmfImportLu(STMF_DISK, file, &lu), STMF_ERROR_FILE_IN_USE);
	assert_memory_equal(&lu, &lu_a, sizeof(lu));
	assert_int_equal(stmfImportLu(STMF_DISK, file, NULL), STMF_ERROR_FILE_IN_USE);
	assert_string_equal(stmfLastErrorText(), "in use");
	daemon_reply("{\"status\":0}\n");
	assert_int_equal(stmfImportLu(STMF_DISK, file, &lu), STMF_STATUS_ERROR);
	assert_int_equal(stmfModifyLu(&lu_a, STMF_LU_PROP_MGMT_URL, ""), 0);
	assert_int_equal(stmfModifyLuByFname(STMF_DISK, file, STMF_LU_PROP_WRITE_PROTECT, "TRUE"), 0);
}

static void global_url(void **state)
{
	char url[16];
	size_t len = sizeof(url);

	assert_int_equal(stmfSetGlobalLuProp(1, STMF_LU_PROP_MGMT_URL, "x"), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, NULL), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetGlobalLuProp(STMF_DISK, STMF_LU_PROP_ALIAS, "x"), STMF_ERROR_INVALID_PROP);
	assert_int_equal(stmfGetGlobalLuProp(STMF_DISK, STMF_LU_PROP_ALIAS, url, &len), STMF_ERROR_INVALID_PROP);
	assert_int_equal(stmfGetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, NULL, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, "http://x/"), 0);
	assert_int_equal(stmfGetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, url, &len), STMF_ERROR_NO_PROP);
	assert_string_equal(daemon_requests(), "{\"op\":\"set-global-lu\",\"mgmt_url\":\"http://x/\"}\n"
					       "{\"op\":\"get-global-lu\"}\n");
	daemon_reply("{\"status\":0,\"mgmt_url\":\"http://x/\"}\n");
	assert_int_equal(stmfGetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, url, &len), 0);
	assert_string_equal(url, "http://x/");
	len = 9;
	assert_int_equal(stmfGetGlobalLuProp(STMF_DISK, STMF_LU_PROP_MGMT_URL, url, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(len, 10);
}

static void service(void **state)
{
	fake_kernel.state = STMF_STATE_ONLINE;
	daemon_reply("{\"status\":0}\n");
	assert_int_equal(stmfOnline(), STMF_ERROR_SERVICE_ONLINE);
	assert_int_equal(stmfOffline(), 0);
	fake_kernel.state = STMF_STATE_OFFLINE;
	assert_int_equal(stmfOffline(), STMF_ERROR_SERVICE_OFFLINE);
	assert_int_equal(stmfOnline(), 0);
	assert_int_equal(stmfSetService(B_FALSE), 0);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"set-state\",\"object\":\"service\",\"state\":\"offline\"}\n"
			    "{\"op\":\"set-state\",\"object\":\"service\",\"state\":\"online\"}\n"
			    "{\"op\":\"set-state\",\"object\":\"service\",\"state\":\"offline\"}\n");
}

/* Offline is done when the call returns: the next one finds it so. */
static void service_takes_its_time(void **state)
{
	static const uint8_t way[] = { STMF_STATE_ONLINE, STMF_STATE_OFFLINING, STMF_STATE_OFFLINING,
				       STMF_STATE_OFFLINE, UINT8_MAX };

	fake_kernel.state = STMF_STATE_OFFLINE;
	fake_kernel.service_states = way;
	daemon_reply("{\"status\":0}\n");
	assert_int_equal(stmfOffline(), 0);
	assert_ptr_equal(fake_kernel.service_states, &way[4]);
	assert_int_equal(stmfOffline(), STMF_ERROR_SERVICE_OFFLINE);
}

/* Whatever comes back, there is a code and a text, and no crash. */
static void hostile_replies(void **state)
{
	static const char *const replies[] = {
		"", "\n", "{", "{\"status\":0}", "null\n", "[]\n", "0\n", "\"status\"\n", "{}\n", "{\"status\":null}\n",
		"{\"status\":\"0\"}\n", "{\"status\":true}\n", "{\"status\":[0]}\n", "{\"status\":0}}\n", "{\"status\":0} x\n",
		"{\"status\":0\n}\n", "\xff\xfe\n", "{\"status\":32768,\"text\":null}\n",
		"{\"status\":32768,\"text\":{\"a\":[1]}}\n", "{\"status\":-1}\n", "{\"status\":99999999999999999999}\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(replies); i++) {
		daemon_reply(replies[i]);
		assert_int_equal(stmfCreateHostGroup(LAB), STMF_STATUS_ERROR);
	}
	daemon_reply("{\"status\":32769,\"text\":\"group lab is busy\"}\n");
	assert_int_equal(stmfCreateHostGroup(LAB), STMF_ERROR_BUSY);
	assert_string_equal(stmfLastErrorText(), "group lab is busy");
	daemon_reply("{\"status\":0}\n");
	assert_int_equal(stmfCreateHostGroup(LAB), 0);
	assert_string_equal(stmfLastErrorText(), "");
}

/* Success without the result that was asked for */
static void results_missing(void **state)
{
	static const char *const replies[] = {
		"{\"status\":0}\n", "{\"status\":0,\"guid\":null,\"target\":null}\n",
		"{\"status\":0,\"guid\":\"x\",\"target\":\"x\"}\n", "{\"status\":0,\"guid\":[1],\"target\":5}\n",
	};
	const stmfTargetSpec spec = { .fabric = "iscsi" };
	char version[8];
	stmfDevid target;
	luResource res;
	stmfGuid lu;

	stmfCreateLuResource(STMF_DISK, &res);
	stmfSetLuProp(res, STMF_LU_PROP_FILENAME, "/srv/a");
	for (size_t i = 0; i < ARRAY_SIZE(replies); i++) {
		daemon_reply(replies[i]);
		assert_int_equal(stmfCreateLu(res, &lu), STMF_STATUS_ERROR);
		assert_int_equal(stmfCreateLu(res, NULL), 0);
		assert_int_equal(stmfCreateTarget(&spec, &target), STMF_STATUS_ERROR);
		assert_int_equal(stmfCreateTarget(&spec, NULL), 0);
		assert_int_equal(stmfGetDaemonVersion(version, sizeof(version)), 0);
		assert_string_equal(version, "unknown");
	}
	stmfFreeLuResource(res);
}

static void control_call(void **state)
{
	char *reply = NULL;

	daemon_reply("{\"status\":0, \"targets\":[]}\n");
	assert_int_equal(stmfControlCall("{\"op\":\"targets\"}", &reply), 0);
	assert_string_equal(reply, "{\"status\":0,\"targets\":[]}");
	assert_string_equal(daemon_requests(), "{\"op\":\"targets\"}\n");
	stmfFreeMemory(reply);
	/* one line, whatever was given */
	assert_int_equal(stmfControlCall("{\"op\":\n\"a\\nb\"}", NULL), 0);
	assert_string_equal(daemon_requests(), "{\"op\":\"targets\"}\n{\"op\":\"a\\nb\"}\n");
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	stmf_guid_parse(A, &lu_a);
	daemon_reply("{\"status\":0}\n");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(null_arguments, nothing),
		cmocka_unit_test_setup(resources, nothing),
		cmocka_unit_test_setup(buffers, nothing),
		cmocka_unit_test_setup(groups, nothing),
		cmocka_unit_test_setup(many_lus, nothing),
		cmocka_unit_test_setup(lu_and_target, nothing),
		cmocka_unit_test_setup(views, nothing),
		cmocka_unit_test_setup(disks, nothing),
		cmocka_unit_test_setup(global_url, nothing),
		cmocka_unit_test_setup(service, nothing),
		cmocka_unit_test_setup(service_takes_its_time, nothing),
		cmocka_unit_test_setup(hostile_replies, nothing),
		cmocka_unit_test_setup(results_missing, nothing),
		cmocka_unit_test_setup(control_call, nothing),
	};

	return cmocka_run_group_tests_name("libstmf", tests, daemon_start, daemon_stop);
}
