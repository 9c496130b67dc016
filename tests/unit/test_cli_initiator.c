// SPDX-License-Identifier: GPL-2.0
/* list-initiator, explain, monitor over a faked kernel; names in the kernel log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli.h"
#include "fake_kernel.h"
#include "klog.h"
#include "stmf_linux.h"

#define A "600144F0A1B2C3D4E5F6651234560001"
#define B "600144F0A1B2C3D4E5F6651234560002"
#define T "iqn.2026-11.org.example:t1"
#define H1 "iqn.2026-11.org.example:h1"
#define H2 "iqn.2026-11.org.example:h2"
#define H3 "iqn.2026-11.org.example:h3"

static const struct fake_group groups[] = {
	{ STMF_KIND_HOST_GROUP, "db", { H1 } },
	{ STMF_KIND_HOST_GROUP, "web", { "iqn.2026-11.org.example:h*" } },
	{ 0 }
};

static const struct fake_session sessions[] = {
	{ T, H2, "al\033[31mias", 1, "web" },
	{ T, H1, NULL, 0, "db" },
	{ 0 }
};

static const struct fake_refusal refusals[] = {
	{ T, H3, NULL, "web", STMF_REFUSAL_KIND_COMMAND, 2, 1, A, 300 },
	{ T, NULL, "192.0.2.1", NULL, STMF_REFUSAL_KIND_LOGIN, 1, 1, NULL, 0 },
	{ 0 }
};

static void fill(void)
{
	setenv("TZ", "UTC", 1);
	fake_kernel.groups = groups;
	fake_kernel.sessions = sessions;
	fake_kernel.refusals = refusals;
}

static void initiators(void **state)
{
	expect(0, "", "", "stmfctl", "list-initiator");
	fill();
	expect(0, "Initiator: " H1 "\nInitiator: " H2 "\nInitiator: " H3 "\n", "",
	       "stmfctl", "list-initiator");
	expect(0, "Initiator: " H2 "\n"
		  "    Host Group        : web\n"
		  "    Alias             : al?[31mias\n"
		  "    Sessions          : 1\n"
		  "        Target: " T "\n"
		  "            Logged in since: Thu Jan  1 00:00:01 1970\n"
		  "    Refused           : 0\n"
		  "Initiator: " H3 "\n"
		  "    Host Group        : web\n"
		  "    Alias             : -\n"
		  "    Sessions          : 0\n"
		  "    Refused           : 2\n"
		  "        Target: " T "\n"
		  "            Refused: command, 2 times\n"
		  "            Last time: Thu Jan  1 00:00:01 1970\n"
		  "            Last LUN: 300 (" A ")\n", "",
	       "stmfctl", "list-initiator", "-v", H2, H3);
	expect(1, "Initiator: " H1 "\n", "stmfctl: iqn.x: not found\n",
	       "stmfctl", "list-initiator", "iqn.x", H1);
	fake_kernel.fail = STMF_ERROR_PERM;
	fake_kernel.fail_cmd = STMF_CMD_REFUSAL_GET;
	expect(1, "", "stmfctl: permission denied\n    the fake kernel fails\n", "stmfctl", "list-initiator");
}

static void nameless(void **state)
{
	fill();
	fake_kernel.groups = NULL;
	fake_kernel.sessions = NULL;
	fake_kernel.refusals++;
	expect(0, "Address: 192.0.2.1\n"
		  "        Target: " T "\n"
		  "            Refused: login, 1 time\n"
		  "            Last time: Thu Jan  1 00:00:01 1970\n", "",
	       "stmfctl", "list-initiator", "-v");
}

static const struct fake_explanation explanations[] = {
	{ NULL, STMF_REASON_ADMITTED, "db", NULL, STMF_NODE_ACL_EXPLICIT, 2, -1, 0, -1, -1 },
	{ A, STMF_REASON_ADMITTED, NULL, NULL, 0, 0, 7, 300, STMF_MAPPING_HERE, 0x412c },
	{ B, STMF_REASON_LU_OFFLINE, NULL, NULL, 0, 0, 1, 2, STMF_MAPPING_NONE, -1 },
};

#define PORTS							\
	"Initiator: " H1 "\n"					\
	"    Host Group        : db\n"				\
	"Target: " T "\n"					\
	"    Target Group      : -\n"				\
	"    Node ACL in LIO   : made by stmfd\n"		\
	"    Sessions          : 2\n"

static void explain(void **state)
{
	fake_kernel.explanations = explanations;
	fake_kernel.nexplanations = 3;
	expect(0, PORTS
		  "LU Name: " A "\n"
		  "    Access            : yes\n"
		  "    LUN               : 300\n"
		  "    View Entry        : 7\n"
		  "    In LIO            : mapped at LUN 300\n"
		  "LU Name: " B "\n"
		  "    Access            : no\n"
		  "    Reason            : the logical unit is offline\n"
		  "    View Entry        : 1\n"
		  "    Remedy            : stmfctl online-lu " B "\n", "",
	       "stmfctl", "explain", "-i", H1, "-t", T);
	expect(2, PORTS
		  "LU Name: " B "\n"
		  "    Access            : no\n"
		  "    Reason            : the logical unit is offline\n"
		  "    View Entry        : 1\n"
		  "    Remedy            : stmfctl online-lu " B "\n", "",
	       "stmfctl", "explain", "--initiator", H1, "--target", T, B);
	fake_kernel.fail = STMF_ERROR_NOT_FOUND;
	expect(1, "", "stmfctl: " B ": no such logical unit\n", "stmfctl", "explain", "-i", H1, "-t", T, B);
}

/* What is in the way of all; a LU that is mapped wrongly */
static void explain_wrong(void **state)
{
	static const struct fake_explanation wrong[] = {
		{ NULL, STMF_REASON_TARGET_OFFLINE, NULL, "net", STMF_NODE_ACL_NONE, 0, -1, 0, -1, -1 },
		{ A, STMF_REASON_ADMITTED, NULL, NULL, 0, 0, 0, 3, STMF_MAPPING_OTHER, -1 },
		{ B, STMF_REASON_NO_VIEW, NULL, NULL, 0, 0, -1, 0, STMF_MAPPING_ELSEWHERE, 5 },
		{ B, 77, NULL, NULL, 0, 0, -1, 0, -1, -1 },
	};

	fake_kernel.explanations = wrong;
	fake_kernel.nexplanations = 4;
	expect(0, "Initiator: " H1 "\n"
		  "    Host Group        : -\n"
		  "Target: " T "\n"
		  "    Target Group      : net\n"
		  "    Node ACL in LIO   : none\n"
		  "    Sessions          : 0\n"
		  "    In the way        : the target is offline\n"
		  "    Remedy            : stmfctl online-target " T "\n"
		  "LU Name: " A "\n"
		  "    Access            : yes\n"
		  "    LUN               : 3\n"
		  "    View Entry        : 0\n"
		  "    In LIO            : LUN 3 is another device\n"
		  "    Remedy            : stmfd maps it as soon as it runs (systemctl status stmfd)\n"
		  "LU Name: " B "\n"
		  "    Access            : no\n"
		  "    Reason            : the logical unit has no view entry\n"
		  "    Remedy            : stmfctl add-view -h GROUP " B "\n"
		  "    In LIO            : mapped at LUN 5 only\n"
		  "    Remedy            : none needed: commands are denied; stmfd takes it away\n"
		  "LU Name: " B "\n"
		  "    Access            : no\n"
		  "    Reason            : the kernel module is newer than this command\n", "",
	       "stmfctl", "explain", "-i", H1, "-t", T);
}

/* Each line begins with the time, which is 20 bytes. */
static void expect_timed(const char *wanted, const char *const *args)
{
	static struct outcome outcome;
	char *line, *rest = outcome.out;
	char got[4096] = "";

	cli_run(&outcome, args);
	assert_int_equal(outcome.status, 1);
	while ((line = strsep(&rest, "\n")) && *line) {
		assert_true(strlen(line) > 20);
		strcat(strcat(got, line + 20), "\n");
	}
	assert_string_equal(got, wanted);
}

static void monitor(void **state)
{
	static const char *const args[] = { "stmfctl", "monitor", NULL };
	static stmfEvent events[4];

	memset(events, 0, sizeof(events));
	events[0].type = STMF_EVENT_TYPE_CHANGE;
	events[0].object = STMF_KIND_VIEW;
	events[0].change = STMF_EVENT_CREATED;
	events[0].veIndex = 3;
	events[0].state = -1;
	events[0].generation = 9;
	stmf_guid_parse(A, &events[0].lu);
	events[1].type = STMF_EVENT_TYPE_LOGIN;
	stmf_devid_parse(H1, &events[1].login.initiator);
	stmf_devid_parse(T, &events[1].login.target);
	events[2].type = STMF_EVENT_TYPE_REFUSAL;
	events[2].refusal.kind = STMF_REFUSED_LOGIN;
	events[2].refusal.count = 4;
	strcpy(events[2].refusal.address, "192.0.2.1");
	stmf_devid_parse(T, &events[2].refusal.target);
	events[3].type = STMF_EVENT_TYPE_LOST;
	fake_kernel.events = events;
	fake_kernel.nevents = 4;
	expect_timed("view created " A " 3 (generation 9)\n"
		     "session created " H1 " " T "\n"
		     "refused login from 192.0.2.1 " T " (4 in all)\n"
		     "events were lost: what was listed before may be out of date, list it again\n"
		     "the kernel module stmf was unloaded\n", args);
}

static void kernel_log(void **state)
{
	static const char text[] =
		"<6>[    1.000001] something else\n"
		"<3>[   12.345678] iSCSI Initiator Node: " H1 " is not authorized to access iSCSI target portal group: 1.\n"
		"<3>[  100.000000] iSCSI Initiator Node: " H1 " is not authorized to access iSCSI target portal group: 2.\n"
		"<3>iSCSI Initiator Node: " H2 " is not authorized to access iSCSI target portal group: 1.\n"
		"<3>[  101.000000] iSCSI Initiator Node: not a name is not authorized to access iSCSI target portal group: 1.\n"
		"<3>[  102.000000] iSCSI Initiator Node: " H3;
	char name[STMF_IDENT_LENGTH + 1];
	stmfRefusal *list = NULL;
	size_t cnt = 0;

	klog_parse(text, 1000, &list, &cnt);
	assert_int_equal(cnt, 2);
	stmf_devid_format(&list[0].initiator, name);
	assert_string_equal(name, H1);
	assert_int_equal(list[0].kind, STMF_REFUSED_LOGIN);
	assert_int_equal(list[0].count, 2);
	assert_int_equal(list[0].first, 1012);
	assert_int_equal(list[0].last, 1100);
	assert_int_equal(list[1].last, 0);
	free(list);
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(initiators, nothing),
		cmocka_unit_test_setup(nameless, nothing),
		cmocka_unit_test_setup(explain, nothing),
		cmocka_unit_test_setup(explain_wrong, nothing),
		cmocka_unit_test_setup(monitor, nothing),
		cmocka_unit_test(kernel_log),
	};

	return cmocka_run_group_tests_name("initiators", tests, NULL, NULL);
}
