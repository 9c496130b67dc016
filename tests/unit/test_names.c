// SPDX-License-Identifier: GPL-2.0
/*
 * Names under random input: nothing is read or written beyond its end (ASan
 * looks), what is accepted is in normal form, and encoding is one to one. The
 * seed is printed, and may be given as the first argument.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "names.h"

static unsigned int seed;

static int rnd(int n)
{
	return rand() % n;
}

/* Text of exact size on the heap; mostly from an alphabet that gets far */
static char *random_text(size_t len)
{
	static const char alphabet[] = "0123456789abcdefABCDEF:.%-iqnwxeu*/";
	static const char * const starts[] = {
		"iqn.", "IQN.", "eui.", "wwn.", "naa.", "0x", "", "%", "21:00:"
	};
	const char *start = starts[rnd(9)];
	char *text = malloc(len + 1);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = rnd(8) ? alphabet[rnd(sizeof(alphabet) - 1)] : 1 + rnd(255);
	memcpy(text, start, strlen(start) < len ? strlen(start) : len);
	text[len] = '\0';
	return text;
}

static void one_normalise(const char *text)
{
	size_t size = 1 + rnd(STMF_ISCSI_NAME_MAX + 1);
	char *out = malloc(size), *again = malloc(size);
	int len;

	assert_true(out && again);
	len = stmf_name_normalise(text, out, size);
	if (len >= 0) {
		assert_int_equal(strlen(out), len);
		assert_true(stmf_name_is_normal(out, len));
		assert_int_equal(stmf_name_normalise(out, again, size), len);
		assert_string_equal(out, again);
	}
	free(out);
	free(again);
}

static void one_group(const char *text, size_t len)
{
	char name[STMF_NAME_MAX + 1], back[STMF_NAME_MAX + 1];
	int n = stmf_group_decode(text, len, name);

	if (n > 0) {
		assert_int_equal(strlen(name), n);
		assert_int_equal(stmf_group_encode(name, back), (int)len);
		assert_string_equal(back, text);
	}
	/* and the other way round */
	if (len && len <= STMF_NAME_MAX && text[0] != '*' &&
	    stmf_group_encode(text, back) > 0) {
		assert_int_equal(stmf_group_decode(back, strlen(back), name), (int)len);
		assert_string_equal(name, text);
	}
}

static void random_names(void **state)
{
	(void)state;
	print_message("# seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 200000; i++) {
		size_t len = rnd(20) ? rnd(40) : rnd(400);
		char *text = random_text(len);
		struct stmf_guid guid;
		char digits[STMF_GUID_DIGITS + 1];
		u32 number;

		one_normalise(text);
		one_group(text, len);
		stmf_name_is_normal(text, len);
		stmf_number_parse(text, len, STMF_VIEW_INDEX_MAX, &number);
		if (!stmf_guid_parse(text, len, &guid)) {
			stmf_guid_format(&guid, digits);
			assert_true(!strcasecmp(digits, text));
		}
		free(text);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_names),
	};

	seed = argc > 1 ? strtoul(argv[1], NULL, 0) : time(NULL);
	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
