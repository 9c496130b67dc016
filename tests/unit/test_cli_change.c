// SPDX-License-Identifier: GPL-2.0
/* Subcommands that change things: what they ask of the daemon, what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "cli.h"
#include "fake_daemon.h"
#include "fake_kernel.h"
#include "libstmf.h"

#define A "600144F0000000000000000000000ABC"
#define a "600144f0000000000000000000000abc"
#define OK "{\"status\":0}\n"
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))

/* A daemon that refuses with this code */
static void refuse(int code)
{
	char reply[128];

	snprintf(reply, sizeof(reply), "{\"status\":%d,\"text\":\"the daemon says why\"}\n", code);
	daemon_reply(reply);
}

struct code_text {
	int code;
	const char *text;	/* behind "stmfadm: " */
};

/* Every code, under stmfadm byte for byte, under stmfctl with the daemon's text. */
static void expect_codes(const struct code_text *codes, const char *const *args)
{
	const char *own[16] = { "stmfctl" };
	char text[256];

	for (int i = 1; args[i]; i++)
		own[i] = args[i];
	for (; codes->text; codes++) {
		refuse(codes->code);
		snprintf(text, sizeof(text), "stmfadm: %s\n", codes->text);
		cli_expect(__FILE__, __LINE__, 1, "", text, args);
		if (strstr(codes->text, "unknown error"))
			snprintf(text, sizeof(text), "stmfctl: the daemon says why\n");
		else
			snprintf(text, sizeof(text), "stmfctl: %s\n    the daemon says why\n", codes->text);
		cli_expect(__FILE__, __LINE__, 1, "", text, own);
	}
}

#define expect_texts(codes, ...) expect_codes(codes, (const char *const[]){ __VA_ARGS__, NULL })

static void groups(void **state)
{
	static const struct code_text codes[] = {
		{ STMF_ERROR_EXISTS, "lab: already exists" },
		{ STMF_ERROR_NOT_FOUND, "lab: not found" },
		{ STMF_ERROR_GROUP_IN_USE, "lab: group is in use by existing view entry" },
		{ STMF_ERROR_BUSY, "lab: resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_ERROR_SERVICE_NOT_FOUND, "STMF service not found" },
		{ STMF_ERROR_SERVICE_DATA_VERSION, "STMF service version incorrect" },
		{ STMF_STATUS_ERROR, "lab: unknown error" },
		{ STMF_ERROR_NOMEM, "lab: unknown error" },
		{ 12345, "lab: unknown error" },
		{ 0 }
	};
	char name[300];

	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "create-hg", "lab");
	expect(0, "", "", "stmfadm", "create-tg", "\"\\ \xc3\xbc");
	expect(0, "", "", "stmfadm", "delete-hg", "lab");
	expect(0, "", "", "stmfadm", "delete-tg", "lab");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"create-group\",\"kind\":\"host\",\"group\":\"lab\"}\n"
			    "{\"op\":\"create-group\",\"kind\":\"target\",\"group\":\"\\\"\\\\ \xc3\xbc\"}\n"
			    "{\"op\":\"delete-group\",\"kind\":\"host\",\"group\":\"lab\"}\n"
			    "{\"op\":\"delete-group\",\"kind\":\"target\",\"group\":\"lab\"}\n");
	expect_texts(codes, "stmfadm", "create-hg", "lab");
	expect_texts(codes, "stmfadm", "delete-tg", "lab");

	/* COMSTAR has no words for this */
	refuse(STMF_ERROR_REPOSITORY);
	expect(1, "", "stmfadm: the daemon says why\n", "stmfadm", "create-hg", "lab");

	daemon_reply(OK);
	expect(1, "", "stmfadm: *x: unknown error\n", "stmfadm", "create-hg", "*x");
	expect(1, "", "stmfctl: group *x: a group name must not begin with '*'\n", "stmfctl", "create-hg", "*x");
	expect(1, "", "stmfctl: a group name must not be empty\n", "stmfctl", "create-hg", "");
	memset(name, 'n', 256);
	name[256] = '\0';
	expect(1, "", NULL, "stmfadm", "create-hg", name);
	assert_string_equal(daemon_requests(), "");	/* nothing of that went out */
	expect(0, "", "", "stmfadm", "create-hg", name + 1);
}

static void members(void **state)
{
	static const struct code_text codes[] = {
		{ STMF_ERROR_EXISTS, "iqn.B: already exists" },
		{ STMF_ERROR_MEMBER_NOT_FOUND, "iqn.B: not found" },
		{ STMF_ERROR_GROUP_NOT_FOUND, "lab: not found" },
		{ STMF_ERROR_TG_ONLINE, "STMF target must be offline" },
		{ STMF_ERROR_SERVICE_ONLINE, "STMF service must be offline" },
		{ STMF_ERROR_BUSY, "iqn.B: resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_STATUS_ERROR, "iqn.B: unknown error" },
		{ 0 }
	};

	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "add-hg-member", "-g", "lab", "iqn.B", "wwn.210000e08b074cb5");
	expect(0, "", "", "stmfadm", "remove-tg-member", "--group-name=lab", "eui.0123456789abcdef");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"add-member\",\"kind\":\"host\",\"group\":\"lab\",\"member\":\"iqn.b\"}\n"
			    "{\"op\":\"add-member\",\"kind\":\"host\",\"group\":\"lab\",\"member\":\"wwn.210000E08B074CB5\"}\n"
			    "{\"op\":\"remove-member\",\"kind\":\"target\",\"group\":\"lab\",\"member\":\"eui.0123456789ABCDEF\"}\n");
	/* patterns are ours */
	daemon_reply(OK);
	expect(0, "", "", "stmfctl", "add-hg-member", "-g", "lab", "iqn.B-*");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"add-member\",\"kind\":\"host\",\"group\":\"lab\",\"member\":\"iqn.b-*\"}\n");
	expect(1, "", "stmfadm: iqn.b-*: unrecognized device id\n", "stmfadm", "add-hg-member", "-g", "lab", "iqn.b-*");
	expect(1, "", "stmfctl: iqn.b-*: unrecognized device id\n", "stmfctl", "add-tg-member", "-g", "lab", "iqn.b-*");
	expect_texts(codes, "stmfadm", "add-hg-member", "-g", "lab", "iqn.B");
	expect_texts(codes, "stmfadm", "remove-tg-member", "-g", "lab", "iqn.B");

	/* all operands are tried; the status is the number of failures */
	daemon_replies((const char *const[]){ "{\"status\":32776}\n", OK, "{\"status\":32771}\n", NULL });
	expect(3, "", "stmfadm: iqn.a: already exists\nstmfadm: foo: unrecognized device id\nstmfadm: iqn.c: not found\n",
	       "stmfadm", "add-hg-member", "-g", "lab", "iqn.a", "foo", "iqn.b", "iqn.c");
}

static void views(void **state)
{
	static const struct code_text codes[] = {
		{ STMF_ERROR_LUN_IN_USE, "LUN already in use" },
		{ STMF_ERROR_VE_CONFLICT, "view entry exists" },
		{ STMF_ERROR_CONFIG_NONE, "STMF service is not initialized" },
		{ STMF_ERROR_INVALID_HG, "invalid host group" },
		{ STMF_ERROR_INVALID_TG, "invalid target group" },
		{ STMF_ERROR_EXISTS, A ": already exists" },
		{ STMF_ERROR_BUSY, A ": resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_STATUS_ERROR, A ": unknown error" },
		{ 0 }
	};

	daemon_reply("{\"status\":0,\"index\":0,\"lun\":7}\n");
	expect(0, "", "", "stmfadm", "add-view", a);
	expect(0, "", "", "stmfadm", "add-view", "-n", "16383", "-t", "net", "-h", "lab", A);
	expect(0, "", "", "stmfadm", "add-view", "-n", "0", A);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"add-view\",\"guid\":\"" A "\"}\n"
			    "{\"op\":\"add-view\",\"guid\":\"" A "\",\"host_group\":\"lab\",\"target_group\":\"net\",\"lun\":16383}\n"
			    "{\"op\":\"add-view\",\"guid\":\"" A "\",\"lun\":0}\n");
	expect_texts(codes, "stmfadm", "add-view", A);
}

static void views_bad(void **state)
{
	static const char *const too_large[] = { "16384", "20000", "65536", "-1", "-0", "4294967296", "99999999999999999999" };
	static const char *const no_number[] = { "abc", "", "1x", " 1", "+1", "0x1", "1.5", "-", "--1" };
	static const char *const no_guid[] = { "", "x", "600144F0000000000000000000000AB", A "0", "600144F0000000000000000000000ABx" };
	char text[256];

	daemon_reply(OK);
	for (size_t i = 0; i < ARRAY_SIZE(too_large); i++) {
		snprintf(text, sizeof(text), "stmfadm: %s: Logical unit number must be less than 16384\n", too_large[i]);
		expect(1, "", text, "stmfadm", "add-view", "-n", too_large[i], A);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_number); i++) {
		snprintf(text, sizeof(text), "stmfadm: %s: Logical unit number must be a decimal number\n", no_number[i]);
		expect(1, "", text, "stmfadm", "add-view", "-n", no_number[i], A);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_guid); i++) {
		snprintf(text, sizeof(text), "stmfadm: %s: must be 32 hexadecimal digits\n", no_guid[i]);
		expect(1, "", text, "stmfadm", "add-view", no_guid[i]);
	}
	assert_string_equal(daemon_requests(), "");
}

static const struct fake_view two_views[] = { { A, 3, 1, NULL, NULL }, { A, 0, 2, "lab", NULL }, { 0 } };

static void remove_views(void **state)
{
	fake_kernel.views = two_views;
	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "remove-view", "-l", A, "3", "0");
	expect(0, "", "", "stmfadm", "remove-view", "-l", a, "-a");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":3}\n"
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":0}\n"
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":0}\n"
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":3}\n");
	expect(1, "", "stmfadm: no view entries specified\n", "stmfadm", "remove-view", "-l", A);
	expect(1, "", NULL, "stmfadm", "remove-view", "-a", "-l", A, "3");
	expect(1, "", "stmfadm: 12: must be 32 hexadecimal digits long\n", "stmfadm", "remove-view", "-l", "12", "-a");
	/* not counted as failures */
	expect(0, "", "stmfadm: x: invalid input\nstmfadm: -1: invalid input\nstmfadm: 4294967295: invalid input\n",
	       "stmfadm", "remove-view", "-l", A, "x", "-1", "4294967295");

	refuse(STMF_ERROR_NOT_FOUND);
	expect(2, "", "stmfadm: " a ": 7: not found\nstmfadm: " a ": 8: not found\n",
	       "stmfadm", "remove-view", "-l", A, "7", "8");
	refuse(STMF_ERROR_BUSY);
	expect(1, "", "stmfadm: " A ": resource busy\n", "stmfadm", "remove-view", "-l", A, "7");
	refuse(STMF_ERROR_PERM);
	expect(1, "", "stmfadm: permission denied\n", "stmfadm", "remove-view", "-l", A, "7");
	refuse(STMF_STATUS_ERROR);
	expect(1, "", "stmfadm: " a ", 7: unknown error", "stmfadm", "remove-view", "-l", A, "7");
	expect(1, "", "stmfctl: the daemon says why\n", "stmfctl", "remove-view", "-l", A, "7");

	fake_kernel.views = NULL;
	expect(1, "", "stmfadm: " a ": no views found\n", "stmfadm", "remove-view", "-l", A, "-a");
	expect(1, "", "stmfadm: " a ": no views found\n", "stmfadm", "remove-view", "-l", A, "0");
}

static void create_lu(void **state)
{
	static const struct code_text codes[] = {
		{ STMF_ERROR_BUSY, "resource busy" },
		{ STMF_ERROR_LU_BUSY, "resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_ERROR_FILE_IN_USE, "filename /srv/a: in use" },
		{ STMF_ERROR_INVALID_BLKSIZE, "invalid block size" },
		{ STMF_ERROR_GUID_IN_USE, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, "data file error" },
		{ STMF_ERROR_FILE_SIZE_INVALID, "file size invalid" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, "invalid size" },
		{ STMF_ERROR_META_CREATION, "could not create meta file" },
		{ STMF_ERROR_WRITE_CACHE_SET, "could not set write cache" },
		{ STMF_STATUS_ERROR, "unknown error" },
		{ 0 }
	};

	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	expect(0, "Logical unit created: " A "\n", "", "stmfadm", "create-lu", "/srv/a");
	expect(0, "Logical unit created: " A "\n", "",
	       "stmfadm", "create-lu", "-s", "1.5g", "-p", "Alias=db=01", "-p", "guid=" a, "-p", "BLK=4096", "-p", "vid=ACME",
	       "-p", "pid=Disk", "-p", "serial=S1", "-p", "mgmt-url=http://x/", "-p", "wp=TRUE", "-p", "wcd=false",
	       "-p", "oui=144f", "-p", "host-id=0ABC", "relative");
	expect(0, NULL, "", "stmfadm", "create-lu", "-p", "meta=/srv/m", "/srv/a");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"create-lu\",\"props\":{\"file\":\"/srv/a\"}}\n"
			    "{\"op\":\"create-lu\",\"props\":{\"alias\":\"db=01\",\"blk\":4096,\"oui\":\"00144f\",\"file\":\"relative\","
			    "\"guid\":\"" A "\",\"mgmt_url\":\"http://x/\",\"size\":1610612736,\"wp\":true,\"wcd\":false,"
			    "\"vid\":\"ACME\",\"pid\":\"Disk\",\"serial\":\"S1\",\"host_id\":\"00000abc\"}}\n"
			    "{\"op\":\"create-lu\",\"props\":{\"file\":\"/srv/a\",\"meta\":\"/srv/m\"}}\n");
	expect_texts(codes, "stmfadm", "create-lu", "/srv/a");
}

/* COMSTAR's own commands don't have them. */
static void create_lu_own(void **state)
{
	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	expect(0, NULL, "", "stmfctl", "create-lu", "-p", "3pc=true", "-p", "buffered=false", "/srv/a");
	expect(0, "", "", "stmfctl", "modify-lu", "-p", "3PC=false", a);
	expect(1, "", "stmfadm: invalid property specified: 3pc\n", "stmfadm", "create-lu", "-p", "3pc=true", "/srv/a");
	expect(1, "", "stmfadm: invalid property specified: buffered\n", "stmfadm", "modify-lu", "-p", "buffered=true", a);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"create-lu\",\"props\":{\"file\":\"/srv/a\",\"buffered\":false,\"3pc\":true}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"3pc\":false}}\n");
}

static void create_lu_bad(void **state)
{
	static const struct {
		const char *prop, *text;
	} cases[] = {
		{ "alias", "alias: invalid property specifier - prop=val\n" },
		{ "alias=", "alias: invalid property specifier - prop=val\n" },
		{ "", ": invalid property specifier - prop=val\n" },
		{ "=x", "invalid property specified: " },
		{ "foo=1", "invalid property specified: foo" },
		{ "guid=123", "unable to set guid: invalid length" },
		{ "GUID=" A "0", "unable to set GUID: invalid length" },
		{ "guid=z00144F0000000000000000000000ABC", "unable to set guid: bad format" },
		{ "blk=65536", "unable to set blk: invalid length" },
		{ "blk=99999999999999999999", "unable to set blk: invalid length" },
		{ "blk=4k", "unable to set blk: bad format" },
		{ "blk=-1", "unable to set blk: bad format" },
		{ "blk=1.5", "unable to set blk: bad format" },
		{ "vid=123456789", "unable to set vid: invalid length" },
		{ "pid=12345678901234567", "unable to set pid: invalid length" },
		{ "wp=maybe", "unable to set wp: bad format" },
		{ "wcd=1", "unable to set wcd: bad format" },
		{ "oui=0", "unable to set oui: bad format" },
		{ "oui=1234567", "unable to set oui: bad format" },
		{ "host-id=000000000", "unable to set host-id: bad format" },
		{ "host-id=xyz", "unable to set host-id: bad format" },
	};
	static const char *const sizes[] = { "", "5x", "-1", "abc", "16e", "1gb", "99999999999999999999" };
	static char long_alias[300] = "alias=", text[256];

	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "stmfadm: %s\n", cases[i].text);
		expect(1, "", text, "stmfadm", "create-lu", "-p", cases[i].prop, "/srv/x");
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		expect(1, "", "stmfadm: s: size param invalid\n", "stmfadm", "create-lu", "-s", sizes[i], "/srv/x");
	memset(long_alias + 6, 'x', 256);
	expect(1, "", "stmfadm: unable to set alias: invalid length\n", "stmfadm", "create-lu", "-p", long_alias, "/srv/x");
	assert_string_equal(daemon_requests(), "");
	long_alias[6 + 255] = '\0';
	expect(0, NULL, "", "stmfadm", "create-lu", "-p", long_alias, "/srv/x");
}

static void create_lu_sbdadm(void **state)
{
	static const struct fake_lu lus[] = {
		{ .guid = A, .state = STMF_STATE_ONLINE, .provider = "sbd", .alias = "x", .file = "/srv/a", .size = 10737418240ULL },
		{ 0 }
	};
	static const struct {
		int code, status;
		const char *text;
	} codes[] = {
		{ STMF_ERROR_FILE_IN_USE, 1, "filename /srv/a: in use" },
		{ STMF_ERROR_INVALID_BLKSIZE, 2, "invalid block size" },
		{ STMF_ERROR_GUID_IN_USE, 3, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, 4, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, 5, "data file error" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, 6, "invalid size" },
		{ STMF_ERROR_LU_BUSY, 7, "resource busy" },
		{ STMF_ERROR_META_CREATION, 8, "could not create meta file" },
		{ STMF_ERROR_FILE_SIZE_INVALID, 9, "unknown error" },
		{ STMF_ERROR_BUSY, 2, "resource busy" },
		{ STMF_ERROR_PERM, 6, "permission denied" },
		{ STMF_STATUS_ERROR, 1, "unknown error" },
	};
	char text[128];

	fake_kernel.lus = lus;
	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	expect(0, "Created the following LU:\n"
		  "\n\t      GUID                    DATA SIZE           SOURCE\n"
		  "--------------------------------  -------------------  ----------------\n"
		  "600144f0000000000000000000000abc  10737418240          /srv/a\n", "", "sbdadm", "create-lu", "-s", "10g", "/srv/a");
	assert_string_equal(daemon_requests(), "{\"op\":\"create-lu\",\"props\":{\"file\":\"/srv/a\",\"size\":10737418240}}\n");
	expect(1, "", "sbdadm: s: size param invalid\n", "sbdadm", "create-lu", "-s", "10gg", "/srv/a");
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		refuse(codes[i].code);
		snprintf(text, sizeof(text), "sbdadm: %s\n", codes[i].text);
		expect(codes[i].status, "", text, "sbdadm", "create-lu", "/srv/a");
	}
}

static void import_lu(void **state)
{
	static const struct fake_lu lus[] = {
		{ .guid = A, .state = STMF_STATE_ONLINE, .provider = "sbd", .alias = "x", .file = "/srv/a", .size = 1048576 },
		{ 0 }
	};
	static const struct code_text codes[] = {
		{ STMF_ERROR_LU_BUSY, "resource busy" },
		{ STMF_ERROR_BUSY, "resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_ERROR_FILE_IN_USE, "filename /srv/a: in use" },
		{ STMF_ERROR_GUID_IN_USE, "guid in use" },
		{ STMF_ERROR_META_FILE_NAME, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, "data file error" },
		{ STMF_ERROR_META_CREATION, "could not create meta file" },
		{ STMF_ERROR_INVALID_BLKSIZE, "unknown error" },
		{ STMF_ERROR_FILE_SIZE_INVALID, "unknown error" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, "unknown error" },
		{ STMF_STATUS_ERROR, "unknown error" },
		{ 0 }
	};

	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	expect(0, "Logical unit imported: " A "\n", "", "stmfadm", "import-lu", "/srv/a");
	assert_string_equal(daemon_requests(), "{\"op\":\"import-lu\",\"file\":\"/srv/a\"}\n");
	expect_texts(codes, "stmfadm", "import-lu", "/srv/a");
	expect(1, "stmfadm: import-lu requires an operand\n\nUsage:\tstmfadm import-lu <file name>\n", "", "stmfadm", "import-lu");

	fake_kernel.lus = lus;
	daemon_reply("{\"status\":0,\"guid\":\"" A "\"}\n");
	expect(0, "Imported the following LU:\n"
		  "\n\t      GUID                    DATA SIZE           SOURCE\n"
		  "--------------------------------  -------------------  ----------------\n"
		  "600144f0000000000000000000000abc  1048576              /srv/a\n", "", "sbdadm", "import-lu", "/srv/a");
	for (size_t i = 0; codes[i].text; i++) {
		char text[128];

		refuse(codes[i].code);
		snprintf(text, sizeof(text), "sbdadm: %s\n", codes[i].text);
		expect((codes[i].code + 1) & 0xff, "", text, "sbdadm", "import-lu", "/srv/a");
	}
}

static void modify_lu(void **state)
{
	static const struct code_text codes[] = {
		{ STMF_ERROR_LU_BUSY, "resource busy" },
		{ STMF_ERROR_BUSY, "resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_ERROR_FILE_IN_USE, "filename /srv/a: in use" },
		{ STMF_ERROR_META_FILE_NAME, "meta file error" },
		{ STMF_ERROR_DATA_FILE_NAME, "data file error" },
		{ STMF_ERROR_META_CREATION, "could not create meta file" },
		{ STMF_ERROR_WRITE_CACHE_SET, "could not set write cache" },
		{ STMF_ERROR_FILE_SIZE_INVALID, "file size invalid" },
		{ STMF_ERROR_SIZE_OUT_OF_RANGE, "invalid size" },
		{ STMF_ERROR_INVALID_PROP, "invalid property for modify" },
		{ STMF_ERROR_ACCESS_STATE_SET, "cannot modify while in standby mode" },
		{ STMF_ERROR_NOT_FOUND, "could not set property: size: 32770" },
		{ STMF_STATUS_ERROR, "could not set property: size: 32768" },
		{ 0 }
	};

	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "modify-lu", "-p", "Alias=x=y", "-s", "1.5m", "-p", "mgmt-url=", "-p", "WP=true", "-p",
	       "wcd=FALSE", a);
	expect(0, "", "", "stmfadm", "modify-lu", "-f", "-p", "alias=x", "/srv/a");
	expect(0, "", "", "stmfctl", "modify-lu", "--shrink", "-s", "1m", "-p", "wp=true", a);
	expect(0, "", "", "stmfctl", "modify-lu", "--shrink", "--file", "-s", "1m", "/srv/a");
	expect(0, "", "", "sbdadm", "modify-lu", "-s", "2m", a);
	expect(0, "", "", "sbdadm", "modify-lu", "-s", "2m", "/srv/a");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"alias\":\"x=y\"}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"size\":1572864}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"mgmt_url\":\"\"}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"wp\":true}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"wcd\":false}}\n"
			    "{\"op\":\"modify-lu\",\"file\":\"/srv/a\",\"props\":{\"alias\":\"x\"}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"shrink\":true,\"props\":{\"size\":1048576}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"wp\":true}}\n"
			    "{\"op\":\"modify-lu\",\"file\":\"/srv/a\",\"shrink\":true,\"props\":{\"size\":1048576}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"size\":2097152}}\n"
			    "{\"op\":\"modify-lu\",\"file\":\"/srv/a\",\"props\":{\"size\":2097152}}\n");
	for (size_t i = 0; codes[i].text; i++) {
		char text[128];

		refuse(codes[i].code);
		snprintf(text, sizeof(text), "stmfadm: %s\n", codes[i].text);
		expect(1, "", text, "stmfadm", "modify-lu", "-s", "1m", "-f", "/srv/a");
		snprintf(text, sizeof(text), "stmfctl: %s\n    the daemon says why\n", codes[i].text);
		expect(1, "", text, "stmfctl", "modify-lu", "-s", "1m", "-f", "/srv/a");
		snprintf(text, sizeof(text), "sbdadm: %s\n", codes[i].text);
		expect(1, "", text, "sbdadm", "modify-lu", "-s", "1m", "/srv/a");
	}
	/* the first failure is the end, what was before stays */
	daemon_replies((const char *const[]){ OK, "{\"status\":32770}\n", OK, NULL });
	expect(1, "", "stmfadm: could not set property: WP: 32770\n",
	       "stmfadm", "modify-lu", "-p", "alias=x", "-p", "WP=true", "-p", "wcd=true", A);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"alias\":\"x\"}}\n"
			    "{\"op\":\"modify-lu\",\"guid\":\"" A "\",\"props\":{\"wp\":true}}\n");
}

static void modify_lu_bad(void **state)
{
	static const struct {
		const char *prop, *text;
	} cases[] = {
		{ "foo=1", "invalid property specified: foo" },
		{ "foo", "invalid property specified: foo" },
		{ "", "invalid property specified: " },
		{ "alias", "alias: invalid property specifier- prop=val\n" },
		{ "Alias=", "Alias: invalid property specifier- prop=val\n" },
		{ "mgmt-url", "mgmt-url: invalid property specifier- prop=val\n" },
		{ "blk=512", "invalid property for modify" },
		{ "guid=" A, "invalid property for modify" },
		{ "meta=/x", "invalid property for modify" },
		{ "serial=x", "invalid property for modify" },
		{ "vid=x", "invalid property for modify" },
		{ "pid=x", "invalid property for modify" },
		{ "oui=1", "invalid property for modify" },
		{ "host-id=1", "invalid property for modify" },
		{ "wp=maybe", "could not set property: wp: 32775" },
		{ "WCD=1", "could not set property: WCD: 32775" },
	};
	static char long_alias[300] = "alias=", text[256];

	daemon_reply(OK);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "stmfadm: %s\n", cases[i].text);
		expect(1, "", text, "stmfadm", "modify-lu", "-p", cases[i].prop, A);
	}
	memset(long_alias + 6, 'x', 256);
	expect(1, "", "stmfadm: could not set property: alias: 32793\n", "stmfadm", "modify-lu", "-p", long_alias, A);
	expect(1, "", "stmfadm: could not set property: size: 32775\n", "stmfadm", "modify-lu", "-s", "5x", A);
	expect(1, "", "stmfadm: 12: must be 32 hexadecimal digits\n", "stmfadm", "modify-lu", "-s", "1m", "12");
	expect(1, "", "sbdadm: 12: must be 32 hexadecimal digits\n", "sbdadm", "modify-lu", "-s", "1m", "12");
	expect(1, NULL, "", "sbdadm", "modify-lu", A);	/* the size is required */
	expect(0, "", "", "stmfadm", "modify-lu", A);
	assert_string_equal(daemon_requests(), "");
}

static void delete_lu(void **state)
{
	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "delete-lu", a);
	assert_string_equal(daemon_requests(), "{\"op\":\"delete-lu\",\"guid\":\"" A "\"}\n");

	/* the views go, too, also of an LU that isn't registered */
	fake_kernel.views = two_views;
	daemon_replies((const char *const[]){ "{\"status\":32770}\n", OK, NULL });
	expect(0, "", "", "sbdadm", "delete-lu", A);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"delete-lu\",\"guid\":\"" A "\"}\n"
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":0}\n"
			    "{\"op\":\"remove-view\",\"guid\":\"" A "\",\"index\":3}\n");
	/* unless they are to be kept, or the LU could not be deleted */
	daemon_reply(OK);
	expect(0, "", "", "stmfadm", "delete-lu", "-k", A);
	assert_string_equal(daemon_requests(), "{\"op\":\"delete-lu\",\"guid\":\"" A "\"}\n");
	refuse(STMF_ERROR_BUSY);
	expect(1, "", "stmfadm: resource busy\n", "stmfadm", "delete-lu", A);
	assert_string_equal(daemon_requests(), "{\"op\":\"delete-lu\",\"guid\":\"" A "\"}\n");

	daemon_replies((const char *const[]){ OK, "{\"status\":32768}\n", NULL });
	expect(1, "", "stmfadm: unable to remove view entries\n\n", "stmfadm", "delete-lu", A);

	fake_kernel.views = NULL;
	refuse(STMF_ERROR_NOT_FOUND);
	expect(2, "", "stmfadm: " a ": not found\nstmfadm: 12: must be 32 hexadecimal digits long\n",
	       "stmfadm", "delete-lu", A, "12");
	expect(0, "", "", "stmfadm", "delete-lu", "-k", A);
	fake_kernel.fail = STMF_STATUS_ERROR;
	expect(1, "", "stmfadm: " a ": not found\n", "stmfadm", "delete-lu", "-k", A);
	expect(1, "", "stmfadm: unable to remove view entries\n\n", "stmfadm", "delete-lu", A);
}

/* A logical unit whose store is gone: only stmfctl asks for the reason. */
static void list_problem(void **state)
{
	static const struct fake_lu lus[] = { { .guid = A, .state = STMF_STATE_UNREGISTERED }, { 0 } };
	static const char unregistered[] =
		": " A "\n"
		"    Operational Status: unregistered\n"
		"    Provider Name     : unregistered\n"
		"    Alias             : -\n"
		"    View Entry Count  : 0\n";
	char text[512];

	fake_kernel.lus = lus;
	snprintf(text, sizeof(text), "LU Name%s", unregistered);
	daemon_reply("{\"status\":0,\"problem\":\"/srv/a: No such file or directory\"}\n");
	expect(0, text, "", "stmfadm", "list-lu", "-v");
	assert_string_equal(daemon_requests(), "");
	expect(0, "LU Name: " A "\n"
		  "    Operational Status: Offline\n"
		  "    Reason            : /srv/a: No such file or directory\n"
		  "    Provider Name     : sbd\n"
		  "    View Entry Count  : 0\n", "", "stmfctl", "list-lu", "-v");
	daemon_reply(OK);
	expect(0, text, "", "stmfctl", "list-lu", "-v");
	refuse(STMF_ERROR_NOT_FOUND);
	expect(0, text, "", "stmfctl", "list-lu", "-v");
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void online_offline(void **state)
{
	static const struct fake_lu lus[] = { { .guid = A, .state = STMF_STATE_ONLINING, .provider = "sbd" }, { 0 } };
	static const struct fake_target targets[] = { { "iqn.a", STMF_STATE_OFFLINE, "iscsit", NULL, 5 }, { 0 } };
	static const uint8_t gets_there[] = { STMF_STATE_OFFLINE, STMF_STATE_ONLINING, STMF_STATE_ONLINE, UINT8_MAX };
	static const uint8_t falls_back[] = { STMF_STATE_ONLINING, STMF_STATE_OFFLINE, UINT8_MAX };
	static const struct code_text codes[] = {
		{ STMF_ERROR_NOT_FOUND, A ": not found" },
		{ STMF_ERROR_BUSY, "resource busy" },
		{ STMF_ERROR_PERM, "permission denied" },
		{ STMF_STATUS_ERROR, "unknown error" },
		{ 0 }
	};
	double start;

	fake_kernel.lus = lus;
	fake_kernel.targets = targets;
	daemon_reply(OK);
	expect(1, "", "stmfadm: STMF service is offline\n", "stmfadm", "online-lu", A);
	expect(1, "", "stmfadm: STMF service is offline\n", "stmfadm", "online-target", "iqn.a");
	assert_string_equal(daemon_requests(), "");
	expect(0, "", "", "stmfadm", "offline-target", "iqn.A");

	fake_kernel.state = STMF_STATE_ONLINE;
	fake_kernel.states = gets_there;
	expect(0, "", "", "stmfadm", "online-lu", a);
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"set-state\",\"object\":\"target\",\"target\":\"iqn.a\",\"state\":\"offline\"}\n"
			    "{\"op\":\"set-state\",\"object\":\"lu\",\"guid\":\"" A "\",\"state\":\"online\"}\n");
	fake_kernel.states = falls_back;
	expect(1, "", "", "stmfadm", "online-target", "iqn.a");

	expect(1, "", "stmfadm: 12: must be 32 hexadecimal digits long\n", "stmfadm", "offline-lu", "12");
	expect(1, "", "stmfadm: x: unrecognized device id\n", "stmfadm", "online-target", "x");
	expect_texts(codes, "stmfadm", "offline-lu", A);

	fake_kernel.states = NULL;
	daemon_reply(OK);
	start = seconds();
	expect(1, "", "stmfadm: Logical Unit state change request submitted. Waiting for completion timed out\n",
	       "stmfadm", "online-lu", A);
	assert_in_range((uintmax_t)(10 * (seconds() - start)), 88, 130);	/* 30 times 0.3 s */
}

static void own_subcommands(void **state)
{
	daemon_reply("{\"status\":0,\"target\":\"iqn.2026-11.org.example:t1\"}\n");
	expect(0, "Target iqn.2026-11.org.example:t1 successfully created\n", "", "stmfctl", "create-target", "--fabric", "iscsi",
	       "--portal", "192.0.2.5:3261", "--portal=[2001:db8::1]", "-A", "disk array", "iqn.2026-11.org.example:T1");
	expect(0, NULL, "", "stmfctl", "create-target", "--fab", "loopback", "--initiator", "wwn.50014050000000a1");
	expect(0, "", "", "stmfctl", "delete-target", "iqn.2026-11.org.example:T1");
	expect(0, "", "", "stmfctl", "delete-target", "-f", "wwn.5001405000000001");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"create-target\",\"fabric\":\"iscsi\",\"alias\":\"disk array\","
			    "\"target\":\"iqn.2026-11.org.example:t1\",\"portals\":[\"192.0.2.5:3261\",\"[2001:db8::1]\"]}\n"
			    "{\"op\":\"create-target\",\"fabric\":\"loopback\",\"initiators\":[\"wwn.50014050000000A1\"]}\n"
			    "{\"op\":\"delete-target\",\"target\":\"iqn.2026-11.org.example:t1\",\"force\":false}\n"
			    "{\"op\":\"delete-target\",\"target\":\"wwn.5001405000000001\",\"force\":true}\n");
	daemon_reply(OK);
	expect(1, "", "stmfctl: x: unrecognized device id\n", "stmfctl", "create-target", "-F", "iscsi", "x");
	expect(1, "", "stmfctl: initiator x: not the name of an initiator\n",
	       "stmfctl", "create-target", "-F", "loopback", "-I", "x");
	expect(0, "", "", "stmfctl", "service", "enable");
	expect(1, "", "stmfctl: start: must be enable, disable, state or clear\n", "stmfctl", "service", "start");
	assert_string_equal(daemon_requests(), "{\"op\":\"set-state\",\"object\":\"service\",\"state\":\"online\"}\n");
	refuse(STMF_ERROR_SERVICE_OFFLINE);
	expect(0, "", "", "stmfctl", "service", "disable");	/* it is so already */
	expect(0, "offline\n", "", "stmfctl", "service", "state");
	daemon_reply("{\"status\":0,\"version\":\"1.2\"}\n");
	expect(0, "stmfd 1.2\n", "", "stmfctl", "ping");
}

static void no_daemon(void **state)
{
	char *path = strdup(getenv("STMFD_SOCKET"));

	setenv("STMFD_SOCKET", "/nonexistent/sock", 1);
	expect(1, "", "stmfadm: STMF service not found\n", "stmfadm", "create-hg", "lab");
	expect(1, "", "stmfctl: STMF service not found\n    stmfd is not running (start it with: systemctl start stmfd); "
		      "/nonexistent/sock: No such file or directory\n", "stmfctl", "create-hg", "lab");
	expect(1, "", "stmfadm: STMF service not found\n", "stmfadm", "create-lu", "/srv/x");
	expect(1, "", NULL, "stmfctl", "ping");
	setenv("STMFD_SOCKET", path, 1);
	free(path);
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(groups, nothing),
		cmocka_unit_test_setup(members, nothing),
		cmocka_unit_test_setup(views, nothing),
		cmocka_unit_test_setup(views_bad, nothing),
		cmocka_unit_test_setup(remove_views, nothing),
		cmocka_unit_test_setup(create_lu, nothing),
		cmocka_unit_test_setup(create_lu_own, nothing),
		cmocka_unit_test_setup(create_lu_bad, nothing),
		cmocka_unit_test_setup(create_lu_sbdadm, nothing),
		cmocka_unit_test_setup(import_lu, nothing),
		cmocka_unit_test_setup(modify_lu, nothing),
		cmocka_unit_test_setup(modify_lu_bad, nothing),
		cmocka_unit_test_setup(delete_lu, nothing),
		cmocka_unit_test_setup(list_problem, nothing),
		cmocka_unit_test_setup(online_offline, nothing),
		cmocka_unit_test_setup(own_subcommands, nothing),
		cmocka_unit_test_setup(no_daemon, nothing),
	};

	return cmocka_run_group_tests_name("changes", tests, daemon_start, daemon_stop);
}
