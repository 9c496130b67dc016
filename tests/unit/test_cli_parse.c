// SPDX-License-Identifier: GPL-2.0
/* The command language: usages and messages of the parser, byte for byte. */
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

#define GENERAL \
	"Usage:\tstmfadm -?,-V,--help\n" \
	"Usage:\tstmfadm add-hg-member [-?]\n" \
	"Usage:\tstmfadm add-tg-member [-?]\n" \
	"Usage:\tstmfadm add-view [-?]\n" \
	"Usage:\tstmfadm create-hg [-?]\n" \
	"Usage:\tstmfadm create-tg [-?]\n" \
	"Usage:\tstmfadm create-lu [-?]\n" \
	"Usage:\tstmfadm delete-hg [-?]\n" \
	"Usage:\tstmfadm modify-lu [-?]\n" \
	"Usage:\tstmfadm delete-lu [-?]\n" \
	"Usage:\tstmfadm delete-tg [-?]\n" \
	"Usage:\tstmfadm import-lu [-?]\n" \
	"Usage:\tstmfadm list-hg [-?]\n" \
	"Usage:\tstmfadm list-lu [-?]\n" \
	"Usage:\tstmfadm list-state [-?]\n" \
	"Usage:\tstmfadm list-target [-?]\n" \
	"Usage:\tstmfadm list-tg [-?]\n" \
	"Usage:\tstmfadm list-view [-?]\n" \
	"Usage:\tstmfadm online-lu [-?]\n" \
	"Usage:\tstmfadm offline-lu [-?]\n" \
	"Usage:\tstmfadm online-target [-?]\n" \
	"Usage:\tstmfadm offline-target [-?]\n" \
	"Usage:\tstmfadm remove-hg-member [-?]\n" \
	"Usage:\tstmfadm remove-tg-member [-?]\n" \
	"Usage:\tstmfadm remove-view [-?]\n"

#define LIST_LU \
	"\nUsage:\tstmfadm list-lu [OPTIONS] [LU-name ...]\n" \
	"\tOPTIONS:\n" \
	"\t\t-v, --verbose  \n"

#define ADD_MEMBER \
	"\nUsage:\tstmfadm add-hg-member <OPTIONS> <group-member ...>\n" \
	"\tOPTIONS:\n" \
	"\t\t-g, --group-name  <group-name>\n"

#define CREATE_HG	"\nUsage:\tstmfadm create-hg <group-name>\n"
#define LIST_STATE	"\nUsage:\tstmfadm list-state \n"

#define REMOVE_VIEW \
	"\nUsage:\tstmfadm remove-view <OPTIONS> [ve-number ...]\n" \
	"\tOPTIONS:\n" \
	"\t\t-l, --lu-name  <LU-Name>\n" \
	"\t\t-a, --all  \n"

#define X100 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X512 X100 X100 X100 X100 X100 "xxxxxxxxxxxx"

static void assert_begins(const char *text, const char *prefix)
{
	char head[2048];

	snprintf(head, sizeof(head), "%.*s", (int)strlen(prefix), text);
	assert_string_equal(head, prefix);
}

static void standard_options(void **state)
{
	expect(1, GENERAL, "", "stmfadm");
	expect(1, GENERAL, "", "/usr/sbin/stmfadm");
	expect(0, "stmfadm: Version 1.0\n", "", "stmfadm", "-V");
	expect(0, "stmfadm: Version 1.0\n", "", "./stmfadm", "--version");
	expect(0, "stmfadm: Version 1.0\n", "", "stmfadm", "--v");
	expect(0, "sbdadm: Version 1.0\n", "", "sbdadm", "-V");
	expect(1, GENERAL, "stmfadm: illegal option -- x\n", "stmfadm", "-x");
	expect(1, GENERAL, "stmfadm: illegal option -- v\n", "stmfadm", "-v", "list-lu");
	expect(1, GENERAL, "./a/stmfadm: illegal option -- foo\n", "./a/stmfadm", "--foo");
	expect(1, GENERAL, "stmfadm: option doesn't take an argument -- help\n", "stmfadm", "--help=yes");
}

static void detailed_usage(void **state)
{
	static struct outcome outcome;

	for (int i = 0; i < 2; i++) {
		cli_run(&outcome, (const char *const[]){ "stmfadm", i ? "-?" : "--help", NULL });
		assert_int_equal(outcome.status, 0);
		assert_string_equal(outcome.err, "");
		assert_begins(outcome.out, "Usage:\tstmfadm -?,-V\n" ADD_MEMBER "\nUsage:\tstmfadm add-tg-member ");
		assert_non_null(strstr(outcome.out, CREATE_HG "\nUsage:\tstmfadm create-tg <group-name>\n"));
		assert_non_null(strstr(outcome.out, LIST_LU LIST_STATE));
		assert_string_equal(outcome.out + strlen(outcome.out) - strlen(REMOVE_VIEW), REMOVE_VIEW);
	}
	cli_run(&outcome, (const char *const[]){ "stmfadm", "add-view", "-?", NULL });
	assert_begins(outcome.out,
		      "\nUsage:\tstmfadm add-view [OPTIONS] <LU-name>\n"
		      "\tOPTIONS:\n"
		      "\t\t-n, --lun  <logical-unit-number>\n"
		      "\t\t-t, --target-group  <group-name>\n"
		      "\t\t-h, --host-group  <group-name>\n");
	cli_run(&outcome, (const char *const[]){ "stmfadm", "create-lu", "--help", NULL });
	assert_begins(outcome.out,
		      "\nUsage:\tstmfadm create-lu [OPTIONS] <lu file>\n"
		      "\tOPTIONS:\n"
		      "\t\t-p, --lu-prop  <logical-unit-property=value>\n"
		      "\t\t-s, --size  <size K/M/G/T/P>\n");
	expect(0, "Usage:\tsbdadm -?,-V\n"
		  "\nUsage:\tsbdadm create-lu [OPTIONS] <Full path of the file to initialize>\n"
		  "\tOPTIONS:\n"
		  "\t\t-s, --disk-size  <Size with <none>/k/m/g/t/p/e modifier>\n"
		  "\nUsage:\tsbdadm delete-lu [OPTIONS] <GUID of the LU to deregister>\n"
		  "\tOPTIONS:\n"
		  "\t\t-k, --keep-views  \n"
		  "\nUsage:\tsbdadm import-lu <filename of the LU to import>\n"
		  "\nUsage:\tsbdadm list-lu \n"
		  "\nUsage:\tsbdadm modify-lu <OPTIONS> <Full path of the LU or GUID of a registered LU>\n"
		  "\tOPTIONS:\n"
		  "\t\t-s, --disk-size  <Size with <none>/k/m/g/t/p/e modifier>\n", "", "sbdadm", "-?");
	cli_run(&outcome, (const char *const[]){ "stmfadm", "modify-lu", "--help", NULL });
	assert_begins(outcome.out,
		      "\nUsage:\tstmfadm modify-lu [OPTIONS] <LU-name>\n"
		      "\tOPTIONS:\n"
		      "\t\t-p, --lu-prop  <logical-unit-property=value>\n"
		      "\t\t-s, --size  <size K/M/G/T/P>\n"
		      "\t\t-f, --file  \n");
	/* stmfctl has another long form of the letter elsewhere */
	cli_run(&outcome, (const char *const[]){ "stmfctl", "modify-lu", "-?", NULL });
	assert_non_null(strstr(outcome.out, "\t\t-f, --file  \n\t\t-y, --shrink  \n"));
	cli_run(&outcome, (const char *const[]){ "stmfctl", "delete-target", "-?", NULL });
	assert_non_null(strstr(outcome.out, "\t\t-f, --force  \n"));
}

static void usage_of_subcommand(void **state)
{
	expect(0, LIST_LU, "", "stmfadm", "list-lu", "-?");
	expect(0, LIST_LU, "", "stmfadm", "list-lu", "--help");
	expect(0, LIST_LU, "", "stmfadm", "LIST-lu", "-v", "--he", "operand");
	expect(0, LIST_LU, "", "stmfadm", "list-lu", "-v?");
	expect(0, ADD_MEMBER, "", "stmfadm", "add-hg-member", "-?");
	expect(0, REMOVE_VIEW, "", "stmfadm", "remove-view", "-?");
	expect(0, LIST_STATE, "", "stmfadm", "list-state", "-?");
	expect(0, "", "", "stmfadm", "create-hg", "--", "-?");		/* a name */
}

static void subcommands(void **state)
{
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "list");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "list-lu2");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "-", "list-lu");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "--", "list-lu");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "create-target");
	expect(1, "stmfadm: invalid subcommand\n" GENERAL, "", "stmfadm", "modify-lun");
	expect(1, NULL, "", "sbdadm", "create-hg");
	expect(0, "", "", "stmfadm", "List-LU");
}

static void scanning(void **state)
{
	expect(1, LIST_LU, "list-lu: illegal option -- q\n", "stmfadm", "list-lu", "-q");
	expect(1, LIST_LU, "LIST-LU: illegal option -- q\n", "stmfadm", "LIST-LU", "-vq");
	expect(1, LIST_LU, "list-lu: illegal option -- foo\n", "stmfadm", "list-lu", "--foo");
	expect(1, LIST_LU, "list-lu: illegal option -- foo=1\n", "stmfadm", "list-lu", "--foo=1");
	expect(1, LIST_LU, "list-lu: illegal option -- V\n", "stmfadm", "list-lu", "-V");
	expect(1, LIST_LU, "list-lu: illegal option -- version\n", "stmfadm", "list-lu", "--version");
	expect(1, LIST_LU, "list-lu: option doesn't take an argument -- verbose\n", "stmfadm", "list-lu", "--verbose=1");
	expect(1, LIST_LU, "list-lu: option doesn't take an argument -- verb\n", "stmfadm", "list-lu", "--verb=1");
	expect(1, LIST_LU, "list-lu: ambiguous option -- lu\n", "stmfadm", "list-lu", "--lu", "x");
	expect(1, LIST_LU, "list-lu: ambiguous option -- h\n", "stmfadm", "list-lu", "--h=1");
	expect(1, LIST_LU, "list-lu: illegal option -- -\n", "stmfadm", "list-lu", "-v-");
	expect(1, LIST_LU, "list-lu: illegal option -- :\n", "stmfadm", "list-lu", "-:");
	expect(1, ADD_MEMBER, "add-hg-member: option requires an argument -- g\n", "stmfadm", "add-hg-member", "-g");
	expect(1, ADD_MEMBER, "add-hg-member: option requires an argument -- group-name\n",
	       "stmfadm", "add-hg-member", "--group-name");
	expect(1, ADD_MEMBER, "add-hg-member: option requires an argument -- n\n", "stmfadm", "add-hg-member", "-g", "a", "-n");
}

static void checks(void **state)
{
	expect(1, "stmfadm: no options permitted\n" LIST_STATE, "", "stmfadm", "list-state", "-v");
	expect(1, "stmfadm: no options permitted\n" CREATE_HG, "", "stmfadm", "create-hg", "-g", "a", "b");
	expect(1, LIST_STATE, "list-state: illegal option -- q\n", "stmfadm", "list-state", "-q");
	expect(1, "stmfadm: '-g': invalid option\n" LIST_LU, "", "stmfadm", "list-lu", "-g", "a");
	expect(1, "stmfadm: '-n': invalid option\n" LIST_LU, "", "stmfadm", "list-lu", "--lun=5");
	expect(1, "stmfadm: '-f': invalid option\n" LIST_LU, "", "stmfadm", "list-lu", "-v", "-f");
	expect(1, "stmfadm: at least one option required\n" ADD_MEMBER, "", "stmfadm", "add-hg-member", "iqn.a");
	expect(1, "stmfadm: Following option(s) required: l\n" REMOVE_VIEW, "", "stmfadm", "remove-view", "-a");
	expect(1, "stmfadm: Following option(s) required: g\n" ADD_MEMBER, "",
	       "stmfadm", "add-hg-member", "-g", "a", "-g", "b", "iqn.a");
	expect(1, "stmfadm: add-hg-member requires an operand\n" ADD_MEMBER, "", "stmfadm", "add-hg-member", "-g", "a");
	expect(1, "stmfadm: create-hg requires an operand\n" CREATE_HG, "", "stmfadm", "create-hg");
	expect(1, "stmfadm: create-hg requires an operand\n" CREATE_HG, "", "stmfadm", "CREATE-HG", "--");
	expect(1, LIST_STATE, "stmfadm: list-state takes no operands\n", "stmfadm", "list-state", "x");
	expect(1, "stmfadm: create-hg accepts only a single operand\n" CREATE_HG, "", "stmfadm", "create-hg", "a", "b");
	expect(1, "stmfadm: create-hg accepts only a single operand\n" CREATE_HG, "", "stmfadm", "create-hg", "a", "-g");
	expect(255, "stmfadm: option too long\n", "", "stmfadm", "add-hg-member", "-g", X512 "x", "iqn.a");
	expect(1, "", "stmfadm: " X512 ": group name must be no longer than 255 bytes\n",
	       "stmfadm", "add-hg-member", "-g", X512, "iqn.a");
}

/* Options come before operands; a lone - is an operand. */
static void operands(void **state)
{
	const char *guid = "600144F0000000000000000000000ABC";

	expect(1, "", "stmfadm: -v: not found\n", "stmfadm", "list-hg", "--", "-v");
	expect(1, "", "stmfadm: -: not found\nstmfadm: -v: not found\n", "stmfadm", "list-hg", "-v", "-", "-v");
	expect(1, "", "stmfadm: 600144F0000000000000000000000ABC: not found\n"
		      "stmfadm: -v: must be 32 hexadecimal digits long\n", "stmfadm", "list-lu", guid, "-v");
}

static void values(void **state)
{
	static const char *const forms[][4] = {
		{ "-n5" }, { "-n", "5" }, { "--lun=5" }, { "--lun", "5" }, { "-n", "4", "-n5" }, { "--lun", "05" },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *args[8] = { "stmfadm", "add-view" };
		int n = 2;

		for (int k = 0; k < 4 && forms[i][k]; k++)
			args[n++] = forms[i][k];
		args[n] = "600144f0000000000000000000000abc";
		daemon_reply("{\"status\":0,\"index\":0,\"lun\":5}\n");
		cli_expect(__FILE__, __LINE__, 0, "", "", args);
		assert_string_equal(daemon_requests(),
				    "{\"op\":\"add-view\",\"guid\":\"600144F0000000000000000000000ABC\",\"lun\":5}\n");
	}
	/* an argument may look like an option, and may be empty */
	daemon_reply("{\"status\":0}\n");
	expect(0, "", "", "stmfadm", "add-hg-member", "-g", "-v", "iqn.a");
	assert_string_equal(daemon_requests(),
			    "{\"op\":\"add-member\",\"kind\":\"host\",\"group\":\"-v\",\"member\":\"iqn.a\"}\n");
	expect(1, "", "stmfadm: iqn.a: unknown error\n", "stmfadm", "add-hg-member", "--group=", "iqn.a");
}

/* stmfctl has its own help, and the same language. */
static void own_name(void **state)
{
	static struct outcome outcome;

	cli_run(&outcome, (const char *const[]){ "stmfctl", "help", NULL });
	assert_int_equal(outcome.status, 0);
	assert_non_null(strstr(outcome.out, "\n  create-target "));
	assert_non_null(strstr(outcome.out, "\n  list-lu "));
	expect(0, outcome.out, "", "stmfctl", "--help");
	expect(0, outcome.out, "", "whatever", "-?");
	expect(1, outcome.out, "", "stmfctl");
	expect(0, "stmfctl: Version test\n", "", "stmfctl", "-V");
	expect(0, NULL, "", "stmfctl", "help", "add-view");
	expect(1, "", "stmfctl: nothing: no such subcommand\n", "stmfctl", "help", "nothing");
	cli_run(&outcome, (const char *const[]){ "stmfctl", "create-target", NULL });
	assert_int_equal(outcome.status, 1);
	assert_non_null(strstr(outcome.out, "stmfctl: at least one option required\n"
					    "\nUsage:\tstmfctl create-target <OPTIONS> [target-name]\n"));
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
		cmocka_unit_test_setup(standard_options, nothing),
		cmocka_unit_test_setup(detailed_usage, nothing),
		cmocka_unit_test_setup(usage_of_subcommand, nothing),
		cmocka_unit_test_setup(subcommands, nothing),
		cmocka_unit_test_setup(scanning, nothing),
		cmocka_unit_test_setup(checks, nothing),
		cmocka_unit_test_setup(operands, nothing),
		cmocka_unit_test_setup(values, nothing),
		cmocka_unit_test_setup(own_name, nothing),
	};

	return cmocka_run_group_tests_name("command language", tests, daemon_start, daemon_stop);
}
