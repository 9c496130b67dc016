// SPDX-License-Identifier: GPL-2.0
/* Who has logged in just now, and who a while ago */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "strangers.h"

#define TPG "iscsi/iqn.t/tpgt_1"

struct step {
	time_t now;
	const char *there;	/* initiators with a session, a letter each */
	const char *looking;	/* those of them who may be looking for LUNs */
};

static void look(struct strangers *strangers, const char *tpg, const struct step *step)
{
	for (const char *c = step->there; *c; c++) {
		const char name[] = { *c, 0 };

		assert_int_equal(strangers_looking(strangers, tpg, name),
				 strchr(step->looking, *c) != NULL);
	}
}

static void test_times(void **state)
{
	static const struct step steps[] = {
		{ 100, "", "" },
		{ 101, "a", "a" },
		{ 102, "ab", "ab" },
		{ 101 + LOOKING - 1, "ab", "ab" },
		{ 101 + LOOKING, "ba", "b" },
		{ 102 + LOOKING, "ab", "" },
		{ 200, "b", "" },		/* a has gone, */
		{ 201, "ab", "a" },		/* and is back */
		{ 202, "", "" },
	};
	struct strangers strangers = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		strangers_look(&strangers, steps[i].now);
		look(&strangers, TPG, &steps[i]);
		strangers_looked(&strangers);
		assert_int_equal(strangers.known.n, strlen(steps[i].there));
	}
}

/* The same name elsewhere is another session; in one look a session may be asked for twice. */
static void test_places(void **state)
{
	static const struct step once = { 10, "a", "a" }, later = { 10 + LOOKING, "a", "" },
				 late = { 10 + LOOKING, "a", "a" }, none = { 100, "", "" };
	struct strangers strangers = { 0 };

	strangers_look(&strangers, once.now);
	look(&strangers, TPG, &once);
	look(&strangers, TPG, &once);
	strangers_looked(&strangers);
	assert_int_equal(strangers.known.n, 1);
	strangers_look(&strangers, later.now);
	look(&strangers, TPG, &later);
	look(&strangers, TPG "0", &late);
	strangers_looked(&strangers);
	assert_int_equal(strangers.known.n, 2);
	strangers_look(&strangers, none.now);
	strangers_looked(&strangers);
	assert_null(strangers.known.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
