// SPDX-License-Identifier: GPL-2.0
/* libstmf: settings of the service, ALUA, doors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fake_daemon.h"
#include "fake_kernel.h"
#include "stmf_linux.h"

static char online[] = "online", offline[] = "OFFLINE";

static void default_states(void **state)
{
	char value[16];
	size_t len = sizeof(value);

	assert_int_equal(stmfSetStmfProp(STMF_DEFAULT_LU_STATE, offline), 0);
	assert_int_equal(stmfSetStmfProp(STMF_DEFAULT_TARGET_PORT_STATE, online), 0);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"set-default\",\"object\":\"lu\",\"state\":\"offline\"}\n"
			    "{\"op\":\"set-default\",\"object\":\"target\",\"state\":\"online\"}\n");
	fake_kernel.default_lu = STMF_STATE_OFFLINE;
	fake_kernel.default_target = STMF_STATE_ONLINE;
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_LU_STATE, value, &len), 0);
	assert_string_equal(value, "offline");
	assert_int_equal(len, 8);
	len = 7;
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_TARGET_PORT_STATE, value, &len), 0);
	assert_string_equal(value, "online");
	len = 6;	/* without room for the NUL */
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_TARGET_PORT_STATE, value, &len),
			 STMF_ERROR_INVALID_ARG);
	assert_int_equal(len, 7);
}

static void bad_default_states(void **state)
{
	char value[16], word[] = "on";
	size_t len = sizeof(value);

	assert_int_equal(stmfSetStmfProp(17, online), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetStmfProp(STMF_DEFAULT_LU_STATE, word), STMF_STATUS_ERROR);
	assert_int_equal(stmfSetStmfProp(STMF_DEFAULT_LU_STATE, NULL), STMF_STATUS_ERROR);
	assert_int_equal(stmfGetStmfProp(20, value, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_LU_STATE, NULL, &len), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_LU_STATE, value, NULL), STMF_ERROR_INVALID_ARG);
	assert_string_equal(daemon_requests(), "");
	fake_kernel.fail = STMF_ERROR_PERM;
	assert_int_equal(stmfGetStmfProp(STMF_DEFAULT_LU_STATE, value, &len), STMF_ERROR_PERM);
}

/* Only while the service is offline; stmfd does it. */
static void load(void **state)
{
	fake_kernel.state = STMF_STATE_ONLINE;
	assert_int_equal(stmfLoadConfig(), STMF_ERROR_SERVICE_ONLINE);
	fake_kernel.state = STMF_STATE_OFFLINING;
	assert_int_equal(stmfLoadConfig(), STMF_ERROR_SERVICE_ONLINE);
	assert_string_equal(daemon_requests(), "");
	fake_kernel.state = STMF_STATE_OFFLINE;
	assert_int_equal(stmfLoadConfig(), 0);
	assert_string_equal(daemon_requests(), "{\"op\":\"load\"}\n");
	daemon_reply("{\"status\":32784}\n");
	assert_int_equal(stmfLoadConfig(), STMF_ERROR_SERVICE_DATA_VERSION);
	assert_int_equal(stmfLoadStmfProps(), STMF_ERROR_SERVICE_DATA_VERSION);
}

static void persistence(void **state)
{
	uint8_t method;

	assert_int_equal(stmfSetPersistMethod(STMF_PERSIST_NONE, B_TRUE), 0);
	assert_string_equal(daemon_requests(), "{\"op\":\"set-persistence\",\"method\":\"none\"}\n");
	daemon_reply("{\"status\":0,\"method\":\"none\"}\n");
	assert_int_equal(stmfGetPersistMethod(&method, B_TRUE), 0);
	assert_int_equal(method, STMF_PERSIST_NONE);
	assert_int_equal(stmfSetPersistMethod(STMF_PERSIST_NONE, B_FALSE), 0);
	assert_int_equal(stmfSetPersistMethod(STMF_PERSIST_SMF, B_FALSE), STMF_ERROR_PERSIST_TYPE);
	daemon_reply("{\"status\":0,\"method\":\"smf\"}\n");
	assert_int_equal(stmfGetPersistMethod(&method, B_FALSE), 0);
	assert_int_equal(method, STMF_PERSIST_SMF);
	assert_int_equal(stmfSetPersistMethod(STMF_PERSIST_SMF, B_FALSE), 0);
	assert_int_equal(stmfSetPersistMethod(0, B_TRUE), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetPersistMethod(3, B_FALSE), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetPersistMethod(NULL, B_TRUE), STMF_ERROR_INVALID_ARG);
}

static void alua(void **state)
{
	boolean_t enabled = B_TRUE;
	uint32_t node = 9;

	assert_int_equal(stmfGetAluaState(&enabled, &node), 0);
	assert_true(enabled == B_FALSE && node == 0);
	assert_int_equal(stmfSetAluaState(B_FALSE, 0), 0);
	assert_int_equal(stmfSetAluaState(B_TRUE, 0), STMF_STATUS_ERROR);
	assert_int_equal(stmfSetAluaState(B_FALSE, 1), STMF_STATUS_ERROR);
	assert_int_equal(stmfSetAluaState(B_FALSE, 2), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfSetAluaState((boolean_t)2, 0), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetAluaState(NULL, &node), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfGetAluaState(&enabled, NULL), STMF_ERROR_INVALID_ARG);
	fake_kernel.fail = STMF_ERROR_PERM;
	assert_int_equal(stmfGetAluaState(&enabled, &node), STMF_ERROR_PERM);
	assert_int_equal(stmfSetAluaState(B_TRUE, 0), STMF_ERROR_PERM);
}

static void doors(void **state)
{
	int door;

	assert_int_equal(stmfInitProxyDoor(&door, 0), STMF_STATUS_ERROR);
	assert_int_equal(stmfInitProxyDoor(&door, -1), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfInitProxyDoor(NULL, 0), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfPostProxyMsg(0, online, 2), STMF_ERROR_POST_MSG_FAILED);
	assert_int_equal(stmfPostProxyMsg(0, NULL, 0), STMF_ERROR_INVALID_ARG);
	stmfDestroyProxyDoor(0);
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	daemon_reply("{\"status\":0}\n");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(default_states, nothing),
		cmocka_unit_test_setup(bad_default_states, nothing),
		cmocka_unit_test_setup(load, nothing),
		cmocka_unit_test_setup(persistence, nothing),
		cmocka_unit_test_setup(alua, nothing),
		cmocka_unit_test_setup(doors, nothing),
	};

	return cmocka_run_group_tests_name("settings of the service", tests, daemon_start, daemon_stop);
}
