// SPDX-License-Identifier: GPL-2.0
/* Access states: commands over a faked daemon; the list of them, pure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cli.h"
#include "fake_daemon.h"
#include "stmf_linux.h"

#define A "600144F0A1B2C3D4E5F6651234560001"
#define B "600144F0A1B2C3D4E5F6651234560002"
#define OK "{\"status\":0}\n"
#define STATES "{\"access_states\":[" \
	"{\"guid\":\"" A "\",\"state\":\"standby\",\"preferred\":false,\"id\":0}," \
	"{\"guid\":\"" A "\",\"target_group\":\"fast\",\"state\":\"active/optimized\",\"preferred\":true,\"id\":1}," \
	"{\"guid\":\"" B "\",\"target_group\":\"slow\",\"state\":\"transitioning\",\"preferred\":false,\"id\":7}]," \
	"\"status\":0}\n"

static void requests(const char *wanted)
{
	assert_string_equal(daemon_requests(), wanted);
}

static void set(void **state)
{
	daemon_reply(OK);
	expect(0, "", "", "stmfctl", "set-access-state", "-s", "standby", A);
	expect(0, "", "", "stmfctl", "set-access-state", "--state", "optimized", "-t", "fast", "-p", A, B);
	expect(0, "", "", "stmfctl", "set-access-state", "-s", "active/non-optimized", "-t", "a b", A);
	requests("{\"op\":\"set-access-state\",\"guid\":\"" A "\",\"state\":\"standby\",\"preferred\":false}\n"
		 "{\"op\":\"set-access-state\",\"guid\":\"" A "\",\"target_group\":\"fast\",\"state\":\"active/optimized\",\"preferred\":true}\n"
		 "{\"op\":\"set-access-state\",\"guid\":\"" B "\",\"target_group\":\"fast\",\"state\":\"active/optimized\",\"preferred\":true}\n"
		 "{\"op\":\"set-access-state\",\"guid\":\"" A "\",\"target_group\":\"a b\",\"state\":\"active/non-optimized\",\"preferred\":false}\n");
}

static void set_wrong(void **state)
{
	daemon_reply(OK);
	expect(1, "", "stmfctl: asleep: must be active/optimized, active/non-optimized, standby, unavailable or transitioning\n",
	       "stmfctl", "set-access-state", "-s", "asleep", A);
	expect(1, "", "stmfctl: 12: must be 32 hexadecimal digits long\n",
	       "stmfctl", "set-access-state", "-s", "standby", "12");
	requests("");
	daemon_reply("{\"status\":32786,\"text\":\"target group x: not found\"}\n");
	expect(2, "", "stmfctl: invalid target group\n    target group x: not found\n"
		      "stmfctl: invalid target group\n    target group x: not found\n",
	       "stmfctl", "set-access-state", "-s", "standby", "-t", "x", A, B);
}

static void take_back(void **state)
{
	daemon_reply(OK);
	expect(0, "", "", "stmfctl", "remove-access-state", A);
	expect(0, "", "", "stmfctl", "remove-access-state", "-t", "fast", A);
	expect(0, "", "", "stmfctl", "remove-access-state", "-a", A);
	requests("{\"op\":\"remove-access-state\",\"guid\":\"" A "\",\"all\":false}\n"
		 "{\"op\":\"remove-access-state\",\"guid\":\"" A "\",\"target_group\":\"fast\",\"all\":false}\n"
		 "{\"op\":\"remove-access-state\",\"guid\":\"" A "\",\"all\":true}\n");
	expect(1, "", "stmfctl: -a and -t exclude each other\n",
	       "stmfctl", "remove-access-state", "-a", "-t", "fast", A);
}

static void list(void **state)
{
	daemon_reply(STATES);
	expect(0, "LU Name: " A "\n"
		  "    Target Group      : All others\n"
		  "    Access State      : standby\n"
		  "    Preferred         : No\n"
		  "    Port Group        : 0\n"
		  "    Target Group      : fast\n"
		  "    Access State      : active/optimized\n"
		  "    Preferred         : Yes\n"
		  "    Port Group        : 1\n"
		  "LU Name: " B "\n"
		  "    Target Group      : slow\n"
		  "    Access State      : transitioning\n"
		  "    Preferred         : No\n"
		  "    Port Group        : 7\n", "", "stmfctl", "list-access-state");
	expect(0, "LU Name: " B "\n"
		  "    Target Group      : slow\n"
		  "    Access State      : transitioning\n"
		  "    Preferred         : No\n"
		  "    Port Group        : 7\n", "", "stmfctl", "list-access-state", B);
	expect(1, "", "stmfctl: 12: must be 32 hexadecimal digits long\n",
	       "stmfctl", "list-access-state", "12");
	daemon_reply("{\"access_states\":[{\"guid\":\"" A "\",\"state\":\"asleep\"}],\"status\":0}\n");
	expect(1, "", "stmfctl: an answer of stmfd makes no sense\n",
	       "stmfctl", "list-access-state");
}

static void words(void **state)
{
	static const uint8_t states[] = { STMF_ALUA_OPTIMIZED, STMF_ALUA_NON_OPTIMIZED, STMF_ALUA_STANDBY,
					  STMF_ALUA_UNAVAILABLE, STMF_ALUA_TRANSITIONING };
	uint8_t number;

	for (size_t i = 0; i < sizeof(states); i++) {
		assert_int_equal(stmf_alua_parse(stmf_alua_word(states[i]), &number), 0);
		assert_int_equal(number, states[i]);
	}
	assert_null(stmf_alua_word(4));
	assert_int_not_equal(stmf_alua_parse("", &number), 0);
	assert_int_not_equal(stmf_alua_parse("Standby", &number), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set),
		cmocka_unit_test(set_wrong),
		cmocka_unit_test(take_back),
		cmocka_unit_test(list),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, daemon_start, daemon_stop);
}
