// SPDX-License-Identifier: GPL-2.0
/* What the list subcommands print, byte for byte, over a faked kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli.h"
#include "fake_daemon.h"
#include "fake_kernel.h"
#include "libstmf.h"

#define A "600144F0A1B2C3D4E5F6651234560001"
#define B "600144F0A1B2C3D4E5F6651234560002"
#define C "600144F0A1B2C3D4E5F6651234560003"
#define UNKNOWN "600144f0a1b2c3d4e5f66512345600ff"

/* newest first, as the kernel has them */
static const struct fake_lu lus[] = {
	{ .guid = C, .state = STMF_STATE_UNREGISTERED },
	{ .guid = A, .state = STMF_STATE_ONLINE, .provider = "sbd", .alias = "/dev/zvol/rdsk/tank/vol1",
	  .file = "/dev/zvol/rdsk/tank/vol1", .vid = "SUN     ", .pid = "COMSTAR         ",
	  .size = 10737418240ULL, .block_size = 512 },
	{ .guid = B, .state = STMF_STATE_OFFLINE, .provider = "sbd", .alias = "db01", .file = "/srv/b",
	  .meta = "/srv/b.meta", .url = "http://x/?a=b", .serial = "S1", .vid = "ACME", .pid = "Disk",
	  .size = UINT64_MAX, .block_size = 4096, .wp = true, .wcd = true },
	{ 0 }
};

static const struct fake_view views[] = {
	{ A, 2, 16383, NULL, "tg-a" },
	{ A, 0, 3, "lab", NULL },
	{ C, 0, 0, NULL, NULL },
	{ 0 }
};

#define LINES_A \
	"LU Name: " A "\n" \
	"    Operational Status: Online\n" \
	"    Provider Name     : sbd\n" \
	"    Alias             : /dev/zvol/rdsk/tank/vol1\n" \
	"    View Entry Count  : 2\n" \
	"    Data File         : /dev/zvol/rdsk/tank/vol1\n" \
	"    Meta File         : not set\n" \
	"    Size              : 10737418240\n" \
	"    Block Size        : 512\n" \
	"    Management URL    : not set\n" \
	"    Vendor ID         : SUN     \n" \
	"    Product ID        : COMSTAR         \n" \
	"    Serial Num        : not set\n" \
	"    Write Protect     : Disabled\n" \
	"    Writeback Cache   : Enabled\n" \
	"    Access State      : Active\n"

#define LINES_B \
	"LU Name: " B "\n" \
	"    Operational Status: Offline\n" \
	"    Provider Name     : sbd\n" \
	"    Alias             : db01\n" \
	"    View Entry Count  : 0\n" \
	"    Data File         : /srv/b\n" \
	"    Meta File         : /srv/b.meta\n" \
	"    Size              : 18446744073709551615\n" \
	"    Block Size        : 4096\n" \
	"    Management URL    : http://x/?a=b\n" \
	"    Vendor ID         : ACME\n" \
	"    Product ID        : Disk\n" \
	"    Serial Num        : S1\n" \
	"    Write Protect     : Enabled\n" \
	"    Writeback Cache   : Disabled\n" \
	"    Access State      : Active\n"

#define LINES_C \
	"LU Name: " C "\n" \
	"    Operational Status: unregistered\n" \
	"    Provider Name     : unregistered\n" \
	"    Alias             : -\n" \
	"    View Entry Count  : 1\n"

static void list_lu(void **state)
{
	expect(0, "", "", "stmfadm", "list-lu");
	fake_kernel.lus = lus;
	fake_kernel.views = views;
	expect(0, "LU Name: " A "\nLU Name: " B "\nLU Name: " C "\n", "", "stmfadm", "list-lu");
	expect(0, LINES_A LINES_B LINES_C, "", "stmfadm", "list-lu", "-v");
	expect(0, LINES_B LINES_A, "", "stmfadm", "list-lu", "-v", B, "600144f0a1b2c3d4e5f6651234560001");
	expect(1, "LU Name: " C "\n", "stmfadm: " UNKNOWN ": not found\n", "stmfadm", "list-lu", UNKNOWN, C);
	expect(0, "LU Name: " C "\n", "stmfadm: 12: must be 32 hexadecimal digits long\n",
	       "stmfadm", "list-lu", "12", C);
}

static void list_lu_odd(void **state)
{
	const struct fake_lu odd[] = {
		{ .guid = A, .state = STMF_STATE_ONLINING, .provider = "sst", .alias = "tape" },
		{ .guid = B, .state = 77, .alias = NULL },
		{ .guid = C, .state = STMF_STATE_OFFLINING, .provider = "sbd", .alias = "x", .file = "/x", .access = 2 },
		{ 0 }
	};

	fake_kernel.lus = odd;
	expect(1, "LU Name: " A "\n"
		  "    Operational Status: Onlining\n"
		  "    Provider Name     : sst\n"
		  "    Alias             : tape\n"
		  "    View Entry Count  : 0\n",
	       "stmfadm: get extended properties failed\n", "stmfadm", "list-lu", "-v", A);
	expect(1, "LU Name: " B "\n"
		  "    Operational Status: unknown\n"
		  "    Provider Name     : unknown\n"
		  "    Alias             : -\n"
		  "    View Entry Count  : 0\n",
	       "stmfadm: get extended properties failed\n", "stmfadm", "list-lu", "-v", B);
	expect(0, "LU Name: " C "\n"
		  "    Operational Status: Offlining\n"
		  "    Provider Name     : sbd\n"
		  "    Alias             : x\n"
		  "    View Entry Count  : 0\n"
		  "    Data File         : /x\n"
		  "    Meta File         : not set\n"
		  "    Size              : 0\n"
		  "    Block Size        : 0\n"
		  "    Management URL    : not set\n"
		  "    Vendor ID         : \n"
		  "    Product ID        : \n"
		  "    Serial Num        : not set\n"
		  "    Write Protect     : Disabled\n"
		  "    Writeback Cache   : Enabled\n"
		  "    Access State      : Standby\n", "", "stmfadm", "list-lu", "-v", C);
	fake_kernel.fail = STMF_STATUS_ERROR;
	fake_kernel.fail_cmd = STMF_CMD_VIEW_GET;
	expect(1, "LU Name: " A "\n"
		  "    Operational Status: Onlining\n"
		  "    Provider Name     : sst\n"
		  "    Alias             : tape\n"
		  "    View Entry Count  : unknown\n",
	       "stmfadm: get extended properties failed\n", "stmfadm", "list-lu", "-v", A);
}

static void list_sbdadm(void **state)
{
	const struct fake_lu tape[] = { { .guid = A, .state = STMF_STATE_ONLINE, .provider = "sst" }, { 0 } };

	expect(0, "", "", "sbdadm", "list-lu");
	fake_kernel.lus = tape;
	expect(0, "", "", "sbdadm", "list-lu");
	fake_kernel.lus = lus;
	expect(0, "\nFound 2 LU(s)\n"
		  "\n\t      GUID                    DATA SIZE           SOURCE\n"
		  "--------------------------------  -------------------  ----------------\n"
		  "600144f0a1b2c3d4e5f6651234560001  10737418240          /dev/zvol/rdsk/tank/vol1\n"
		  "600144f0a1b2c3d4e5f6651234560002  18446744073709551615  /srv/b\n", "", "sbdadm", "list-lu");
}

static const struct fake_group groups[] = {
	{ STMF_KIND_HOST_GROUP, "lab", { "iqn.1993-08.org.debian:01:aabb", "wwn.210000E08B074CB5" } },
	{ STMF_KIND_TARGET_GROUP, "lab", { "iqn.2010-08.org.example:02:tgt1" } },
	{ STMF_KIND_HOST_GROUP, "empty", { NULL } },
	{ STMF_KIND_HOST_GROUP, "a \xc3\xbc/%", { "eui.0123456789ABCDEF" } },
	{ 0 }
};

static void list_groups(void **state)
{
	expect(0, "", "", "stmfadm", "list-hg", "-v");
	fake_kernel.groups = groups;
	expect(0, "Host Group: lab\nHost Group: empty\nHost Group: a \xc3\xbc/%\n", "", "stmfadm", "list-hg");
	expect(0, "Host Group: lab\n"
		  "\tMember: iqn.1993-08.org.debian:01:aabb\n"
		  "\tMember: wwn.210000E08B074CB5\n"
		  "Host Group: empty\n"
		  "Host Group: a \xc3\xbc/%\n"
		  "\tMember: eui.0123456789ABCDEF\n", "", "stmfadm", "list-hg", "-v");
	expect(0, "Target Group: lab\n\tMember: iqn.2010-08.org.example:02:tgt1\n", "", "stmfadm", "list-tg", "-v");
	expect(1, "Host Group: empty\nHost Group: lab\n", "stmfadm: LAB: not found\nstmfadm: : not found\n",
	       "stmfadm", "list-hg", "empty", "LAB", "", "lab");
	fake_kernel.moving = true;
	expect(1, "", "stmfadm: resource busy\n", "stmfadm", "list-hg");
	expect(1, "", "stmfctl: resource busy\n    the configuration kept changing while it was read\n",
	       "stmfctl", "list-hg");
}

static void list_target(void **state)
{
	const struct fake_target targets[] = {
		{ "iqn.2010-08.org.example:02:tgt1", STMF_STATE_ONLINE, "iscsit", "disk array", 5 },
		{ "wwn.210000E08B074CB5", STMF_STATE_OFFLINE, "qlt", "qlt0,0", 0 },
		{ "wwn.5001405000000001", STMF_STATE_ONLINING, "loopback", NULL, 6 },
		{ "eui.0123456789ABCDEF", STMF_STATE_OFFLINING, "srpt", NULL, 4 },
		{ "iqn.new", STMF_STATE_OFFLINE, NULL, NULL, -1 },
		{ 0 }
	};
	const struct fake_session sessions[] = {
		{ "iqn.2010-08.org.example:02:tgt1", "iqn.1993-08.org.debian:01:aabbccddeeff", NULL, 1795083342, NULL },
		{ "iqn.2010-08.org.example:02:tgt1", "iqn.b", "host b", 0, NULL },
		{ 0 }
	};

	setenv("TZ", "UTC", 1);
	expect(0, "", "", "stmfadm", "list-target", "-v");
	fake_kernel.targets = targets;
	fake_kernel.sessions = sessions;
	expect(0, "Target: iqn.2010-08.org.example:02:tgt1\nTarget: wwn.210000E08B074CB5\nTarget: wwn.5001405000000001\n"
		  "Target: eui.0123456789ABCDEF\nTarget: iqn.new\n", "", "stmfadm", "list-target");
	expect(0, "Target: iqn.2010-08.org.example:02:tgt1\n"
		  "    Operational Status: Online\n"
		  "    Provider Name     : iscsit\n"
		  "    Alias             : disk array\n"
		  "    Protocol          : iSCSI\n"
		  "    Sessions          : 2\n"
		  "        Initiator: iqn.1993-08.org.debian:01:aabbccddeeff\n"
		  "            Alias: -\n"
		  "            Logged in since: Thu Nov 19 10:15:42 2026\n"
		  "        Initiator: iqn.b\n"
		  "            Alias: host b\n"
		  "            Logged in since: unknown\n"
		  "Target: wwn.210000E08B074CB5\n"
		  "    Operational Status: Offline\n"
		  "    Provider Name     : qlt\n"
		  "    Alias             : qlt0,0\n"
		  "    Protocol          : Fibre Channel\n"
		  "    Sessions          : 0\n"
		  "Target: wwn.5001405000000001\n"
		  "    Operational Status: Onlining\n"
		  "    Provider Name     : loopback\n"
		  "    Alias             : -\n"
		  "    Protocol          : SAS\n"
		  "    Sessions          : 0\n"
		  "Target: eui.0123456789ABCDEF\n"
		  "    Operational Status: Offlining\n"
		  "    Provider Name     : srpt\n"
		  "    Alias             : -\n"
		  "    Protocol          : SRP\n"
		  "    Sessions          : 0\n"
		  "Target: iqn.new\n"
		  "    Operational Status: Offline\n"
		  "    Provider Name     : \n"
		  "    Alias             : -\n"
		  "    Protocol          : unknown\n"
		  "    Sessions          : 0\n", "", "stmfadm", "list-target", "-v");
	/* operands are brought into normal form; what is no name is not found */
	expect(1, "Target: wwn.210000E08B074CB5\nTarget: iqn.new\n", "stmfadm: wwn.x: not found\nstmfadm: iqn.no: not found\n",
	       "stmfadm", "list-target", "wwn.x", "wwn.210000e08b074cb5", "iqn.no", "iqn.NEW");
	fake_kernel.fail = STMF_STATUS_ERROR;
	fake_kernel.fail_cmd = STMF_CMD_SESSION_GET;
	expect(1, "Target: iqn.new\n"
		  "    Operational Status: Offline\n"
		  "    Provider Name     : \n"
		  "    Alias             : -\n"
		  "    Protocol          : unknown\n",
	       "stmfadm: get session info failed\n", "stmfadm", "list-target", "-v", "iqn.new");
}

#define VIEW_0 "View Entry: 0\n    Host group   : lab\n    Target group : All\n    LUN          : 3\n"
#define VIEW_2 "View Entry: 2\n    Host group   : All\n    Target group : tg-a\n    LUN          : 16383\n"

static void list_view(void **state)
{
	const char *lower = "600144f0a1b2c3d4e5f6651234560001";

	fake_kernel.views = views;
	expect(0, VIEW_0 VIEW_2, "", "stmfadm", "list-view", "-l", A);
	expect(0, VIEW_2, "", "stmfadm", "list-view", "-l", lower, "2");
	expect(1, VIEW_2 VIEW_0,
	       "stmfadm: 600144f0a1b2c3d4e5f6651234560001, 1: not found\n"
	       "stmfadm: x: invalid input\n"
	       "stmfadm: 600144f0a1b2c3d4e5f6651234560001, 4294967296: not found\n",
	       "stmfadm", "list-view", "-l", A, "2", "1", "x", "4294967296", "0");
	expect(1, "", "stmfadm: 600144f0a1b2c3d4e5f6651234560002: no views found\n", "stmfadm", "list-view", "-l", B);
	expect(1, "", "stmfadm: 1: must be 32 hexadecimal digits long\n", "stmfadm", "list-view", "-l", "1");
}

static void list_state(void **state)
{
	static const char *const operational[] = { "offline", "offlining", "online", "onlining", "unknown" };
	static const char *const config[] = { "uninitialized", "initializing", "initialized", "unknown" };
	char text[256];

	for (int i = 0; i < 5; i++) {
		fake_kernel.state = i;
		fake_kernel.config_state = i < 4 ? i : 0;
		snprintf(text, sizeof(text),
			 "Operational Status: %s\n"
			 "Config Status     : %s\n"
			 "ALUA Status       : disabled\n"
			 "ALUA Node         : 0\n", operational[i], config[i < 4 ? i : 0]);
		expect(0, text, "", "stmfadm", "list-state");
	}
	fake_kernel.fail = STMF_ERROR_PERM;
	expect(5, "", "stmfadm: permission denied\n", "stmfadm", "list-state");
	fake_kernel.fail = STMF_ERROR_SERVICE_NOT_FOUND;
	expect(9, "", "stmfadm: STMF service not found\n", "stmfadm", "list-state");
	fake_kernel.fail = STMF_STATUS_ERROR;
	expect(0, "", "stmfadm: unknown error: 32768\n", "stmfadm", "list-state");
}

/* Every list subcommand, every failure of the kernel */
static void failures(void **state)
{
	static const struct {
		const char *name, *other;
	} lists[] = {
		{ "list-hg", "unknown error" }, { "list-tg", "unknown error" },
		{ "list-lu", "list failed" }, { "list-target", "unknown error" },
	};
	static const struct {
		int code;
		const char *text;
	} codes[] = {
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_ERROR_BUSY, "resource busy" },
		{ STMF_ERROR_SERVICE_NOT_FOUND, "STMF service not found" },
		{ STMF_ERROR_SERVICE_DATA_VERSION, "STMF service version incorrect" },
		{ STMF_ERROR_NOMEM, NULL },
		{ STMF_STATUS_ERROR, NULL },
	};
	char text[128];

	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++) {
		for (size_t c = 0; c < sizeof(codes) / sizeof(codes[0]); c++) {
			fake_kernel.fail = codes[c].code;
			snprintf(text, sizeof(text), "stmfadm: %s\n", codes[c].text ? codes[c].text : lists[l].other);
			expect(1, "", text, "stmfadm", lists[l].name);
		}
	}
	fake_kernel.fail = STMF_STATUS_ERROR;
	expect(1, "", "stmfctl: the fake kernel fails\n", "stmfctl", "list-lu");
	fake_kernel.fail = STMF_ERROR_PERM;
	expect(1, "", "stmfctl: permission denied\n    the fake kernel fails\n", "stmfctl", "list-lu");
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(list_lu, nothing),
		cmocka_unit_test_setup(list_lu_odd, nothing),
		cmocka_unit_test_setup(list_sbdadm, nothing),
		cmocka_unit_test_setup(list_groups, nothing),
		cmocka_unit_test_setup(list_target, nothing),
		cmocka_unit_test_setup(list_view, nothing),
		cmocka_unit_test_setup(list_state, nothing),
		cmocka_unit_test_setup(failures, nothing),
	};

	return cmocka_run_group_tests_name("lists", tests, daemon_start, daemon_stop);
}
