// SPDX-License-Identifier: GPL-2.0
/* stmfctl stat over a faked kernel: totals, sums of targets, rates of what stands still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cli.h"
#include "fake_kernel.h"
#include "stmf_linux.h"

#define A "600144F0A1B2C3D4E5F6651234560001"
#define B "600144F0A1B2C3D4E5F6651234560002"
#define T1 "iqn.2026-11.org.example:t1"
#define T2 "iqn.2026-11.org.example:t2"
#define H1 "iqn.2026-11.org.example:h1"
#define H2 "iqn.2026-11.org.example:h2"

static const struct fake_stat stats[] = {
	{ A, NULL, NULL, 4, 2, 16384, 1024, 8000000, 500000, 5000000, 1, 7 },
	{ B, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ NULL, H1, T1, 3, 2, 12288, 1024, 6000000, 500000, 5000000, 1, 0 },
	{ NULL, H2, T1, 1, 0, 4096, 0, 2000000, 0, 2000000, 0, 0 },
};

static const struct fake_refusal refusals[] = {
	{ T1, H2, NULL, NULL, STMF_REFUSAL_KIND_COMMAND, 5, 1, NULL, 0 },
	{ T2, H2, NULL, NULL, STMF_REFUSAL_KIND_COMMAND, 6, 1, NULL, 0 },
	{ T1, NULL, "192.0.2.1", NULL, STMF_REFUSAL_KIND_LOGIN, 9, 1, NULL, 0 },
	{ 0 }
};

static void fill(void)
{
	fake_kernel.stats = stats;
	fake_kernel.nstats = sizeof(stats) / sizeof(stats[0]);
	fake_kernel.refusals = refusals;
}

#define COUNTS \
	"       reads      writes     read bytes  written bytes     r ms     w ms   max ms  refused  errors\n"
#define RATES \
	"       r/s       w/s      rkB/s      wkB/s     r ms     w ms   max ms  refused  errors\n"

static void of_lus(void **state)
{
	expect(0, "LU Name          " COUNTS, "", "stmfctl", "stat");
	fill();
	expect(0, "LU Name                         " COUNTS
		  A "           4           2          16384           1024    2.000    0.250    5.000        7       1\n"
		  B "           0           0              0              0    0.000    0.000    0.000        0       0\n",
	       "", "stmfctl", "stat", "-l");
	expect(0, "LU Name                         " COUNTS
		  B "           0           0              0              0    0.000    0.000    0.000        0       0\n",
	       "", "stmfctl", "stat", "600144f0a1b2c3d4e5f6651234560002");
}

static void of_nexuses(void **state)
{
	fill();
	expect(0, "Target                    " COUNTS
		  T1 "           4           2          16384           1024    2.000    0.250    5.000        5       1\n"
		  T2 "           0           0              0              0    0.000    0.000    0.000        6       0\n",
	       "", "stmfctl", "stat", "-t");
	expect(0, "Initiator, Target                                    " COUNTS
		  H2 " " T1 "           1           0           4096              0    2.000    0.000    2.000        5       0\n"
		  H2 " " T2 "           0           0              0              0    0.000    0.000    0.000        6       0\n",
	       "", "stmfctl", "stat", "--initiator", H2);
}

/* Nexuses that have no place of their own are shown if there are any. */
static void others(void **state)
{
	static const struct fake_stat other = { NULL, NULL, NULL, 1, 0, 512, 0, 1000000, 0, 1000000, 0, 0 };

	fake_kernel.stats = &other;
	fake_kernel.nstats = 1;
	expect(0, "Target           " COUNTS
		  "(others)                    1           0            512              0    1.000    0.000    1.000        0       0\n",
	       "", "stmfctl", "stat", "-t");
}

static void intervals(void **state)
{
	fill();
	expect(0, "LU Name                         " RATES
		  A "       0.0       0.0        0.0        0.0    0.000    0.000    5.000        0       0\n\n"
		  "LU Name                         " RATES
		  A "       0.0       0.0        0.0        0.0    0.000    0.000    5.000        0       0\n",
	       "", "stmfctl", "stat", "0.1", "2", A);
}

static void bad_use(void **state)
{
	fill();
	expect(1, "", "stmfctl: -l, -t and -i exclude each other\n", "stmfctl", "stat", "-l", "-i");
	expect(1, "", "stmfctl: 0.05: an interval is at least 0.1 seconds\n", "stmfctl", "stat", "0.05");
	expect(1, "", "stmfctl: a count is at least 1\n", "stmfctl", "stat", "1", "0");
	expect(1, "", "stmfctl: nosuch: not found\n", "stmfctl", "stat", "1", "1", A, "nosuch");
	fake_kernel.fail = STMF_ERROR_PERM;
	expect(1, "", "stmfctl: permission denied\n    the fake kernel fails\n", "stmfctl", "stat", "-t");
}

static void json(void **state)
{
	static struct outcome outcome;
	static const char *const args[] = { "stmfctl", "stat", "-j", A, NULL };

	fill();
	cli_run(&outcome, args);
	assert_int_equal(outcome.status, 0);
	assert_non_null(strstr(outcome.out, "\"statistics\":[{\"guid\":\"" A "\",\"reads\":4,\"writes\":2,"
					    "\"read_bytes\":16384,\"write_bytes\":1024,\"read_ns\":8000000,"
					    "\"write_ns\":500000,\"max_ns\":5000000,\"refused\":7,\"errors\":1}]}\n"));
}

static int nothing(void **state)
{
	memset(&fake_kernel, 0, sizeof(fake_kernel));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(of_lus, nothing),
		cmocka_unit_test_setup(of_nexuses, nothing),
		cmocka_unit_test_setup(others, nothing),
		cmocka_unit_test_setup(intervals, nothing),
		cmocka_unit_test_setup(bad_use, nothing),
		cmocka_unit_test_setup(json, nothing),
	};

	return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
