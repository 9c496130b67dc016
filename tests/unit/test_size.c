// SPDX-License-Identifier: GPL-2.0
/* Sizes as the command line has them: 10, 1.5g, 2T; and what isn't one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stmf_linux.h"

static void good(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = {
		{ "0", 0 },
		{ "1", 1 },
		{ "0012", 12 },
		{ "512b", 512 },
		{ "512B", 512 },
		{ "1k", 1024 },
		{ "1K", 1024 },
		{ "20m", 20ULL << 20 },
		{ "3G", 3ULL << 30 },
		{ "2t", 2ULL << 40 },
		{ "7P", 7ULL << 50 },
		{ "15e", 15ULL << 60 },
		{ "1.5g", 3ULL << 29 },
		{ "0.5k", 512 },
		{ "2.25M", 2359296 },
		{ "0.1g", 107374182 },				/* cut to whole bytes */
		{ "1.9999999999999999999999k", 2047 },		/* finer digits don't count */
		{ "1.0", 1 },
		{ "18446744073709551615", UINT64_MAX },
		{ "000000000000000000000000000001k", 1024 },
		{ "15.999e", 18445591152204944769ULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t bytes = 42;

		assert_int_equal(stmf_size_parse(cases[i].text, &bytes), 0);
		assert_int_equal(bytes, cases[i].bytes);
	}
}

static void bad(void **state)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "", -EINVAL },
		{ "k", -EINVAL },
		{ "-1", -EINVAL },
		{ "+1", -EINVAL },
		{ " 1", -EINVAL },
		{ "1 ", -EINVAL },
		{ "1 k", -EINVAL },
		{ "1kb", -EINVAL },
		{ "1kk", -EINVAL },
		{ "1.", -EINVAL },
		{ "1.k", -EINVAL },
		{ ".5g", -EINVAL },
		{ "1..5g", -EINVAL },
		{ "1.5.5g", -EINVAL },
		{ "0x10", -EINVAL },
		{ "1e3", -EINVAL },
		{ "1z", -EINVAL },
		{ "1,5g", -EINVAL },
		{ "\xd9\xa1", -EINVAL },			/* an Arabic digit */
		{ "1\n", -EINVAL },
		{ "18446744073709551616", -ERANGE },
		{ "18446744073709551616x", -EINVAL },
		{ "99999999999999999999999999999999999999999999999999", -ERANGE },
		{ "16e", -ERANGE },
		{ "16384p", -ERANGE },
		{ "17179869184g", -ERANGE },
		{ "99999999999999999999e", -ERANGE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t bytes = 42;

		assert_int_equal(stmf_size_parse(cases[i].text, &bytes), cases[i].err);
		assert_int_equal(bytes, 42);	/* untouched */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
	};

	return cmocka_run_group_tests_name("sizes", tests, NULL, NULL);
}
