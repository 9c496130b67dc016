// SPDX-License-Identifier: GPL-2.0
/* stmfd's list of access states against one that is kept naively. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "access.h"

#define GUIDS 3
#define GROUPS 4

static const char *const guids[GUIDS] = {
	"600144F0000000000000000000000001", "600144F0000000000000000000000002",
	"600144F0000000000000000000000003",
};
static const char *const groups[GROUPS] = { NULL, "a", "b b", "NULL" };

static unsigned int pick(unsigned int below)
{
	return (unsigned int)random() % below;
}

static void check(const struct accesses *list, int naive[GUIDS][GROUPS])
{
	unsigned int id[GROUPS] = { 0 };
	size_t n = 0;

	for (int i = 0; i < GUIDS; i++) {
		for (int j = 0; j < GROUPS; j++) {
			const struct access *access = access_find(list, guids[i], groups[j]);

			assert_int_equal(!access, naive[i][j] < 0);
			if (!access)
				continue;
			assert_int_equal(access->state, naive[i][j]);
			assert_int_equal(!access->id, !groups[j]);
			if (id[j])	/* one number for a group, whatever the logical unit */
				assert_int_equal(access->id, id[j]);
			id[j] = access->id;
			n++;
		}
	}
	assert_int_equal(list->n, n);
	for (int i = 1; i < GROUPS; i++)
		for (int j = 1; j < i; j++)
			assert_true(!id[i] || id[i] != id[j]);
}

static void like_naive(void **state)
{
	struct accesses list = { 0 }, copy;
	int naive[GUIDS][GROUPS];

	srandom(1);
	memset(naive, -1, sizeof(naive));
	for (int round = 0; round < 20000; round++) {
		int i = pick(GUIDS), j = pick(GROUPS);
		struct access *access = access_find(&list, guids[i], groups[j]);

		switch (pick(4)) {
		case 0:
			if (access)
				access_remove(&list, access);
			naive[i][j] = -1;
			break;
		case 1:
			if (pick(8))
				break;
			access_forget(&list, guids[i]);
			memset(naive[i], -1, sizeof(naive[i]));
			break;
		default:
			naive[i][j] = pick(4);
			access_set(&list, guids[i], groups[j], naive[i][j], pick(2), pick(6));
		}
		check(&list, naive);
	}
	access_copy(&copy, &list);
	assert_true(access_same(&list, &copy));
	access_set(&copy, guids[0], NULL, ACCESS_TRANSITIONING, false, 0);
	assert_false(access_same(&list, &copy));
	access_take(&copy, &list, guids[0]);
	assert_true(access_same(&list, &copy));
	access_free(&list);
	access_free(&copy);
}

static void words(void **state)
{
	enum access_state parsed;

	for (int i = 0; i < 20; i++) {
		const char *word = access_word(i);

		assert_int_equal(!word, i > 3 && i != 15);
		if (word)
			assert_true(access_parse(word, &parsed) && (int)parsed == i);
	}
	assert_false(access_parse("", &parsed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_naive),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
