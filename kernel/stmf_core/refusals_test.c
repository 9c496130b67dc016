// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of refusals.c: what is remembered, for how long, of how many. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "refusals.h"

static struct stmf_refusals table;

static int refusals_test_init(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, stmf_refusals_init(&table), 0);
	return 0;
}

static void refusals_test_exit(struct kunit *test)
{
	stmf_refusals_destroy(&table);
}

static void note(const char *initiator, u8 kind, u64 count, s64 when)
{
	struct stmf_refusal *what = kzalloc(sizeof(*what), GFP_KERNEL);

	if (!what)
		return;
	what->kind = kind;
	what->count = count;
	what->last = when;
	strscpy(what->initiator, initiator, sizeof(what->initiator));
	strscpy(what->target, "wwn.5001405000000001", sizeof(what->target));
	stmf_refusals_note(&table, what);
	kfree(what);
}

static void test_counts(struct kunit *test)
{
	struct stmf_refusal *list;
	size_t n;

	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1, 100);
	note("iqn.b", STMF_REFUSAL_KIND_COMMAND, 1, 101);
	note("iqn.a", STMF_REFUSAL_KIND_LOGIN, 5, 102);
	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1, 103);
	list = stmf_refusals_copy(&table, 200, &n);
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_ASSERT_EQ(test, n, 3);
	KUNIT_EXPECT_STREQ(test, list[0].initiator, "iqn.a");
	KUNIT_EXPECT_EQ(test, list[0].kind, STMF_REFUSAL_KIND_COMMAND);
	KUNIT_EXPECT_EQ(test, list[0].count, 2);
	KUNIT_EXPECT_EQ(test, list[0].since, 100);
	KUNIT_EXPECT_EQ(test, list[0].last, 103);
	KUNIT_EXPECT_EQ(test, list[1].kind, STMF_REFUSAL_KIND_LOGIN);
	KUNIT_EXPECT_EQ(test, list[1].count, 5);
	KUNIT_EXPECT_STREQ(test, list[2].initiator, "iqn.b");
	kvfree(list);
}

static void test_age(struct kunit *test)
{
	struct stmf_refusal *list;
	size_t n;

	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1, 100);
	note("iqn.b", STMF_REFUSAL_KIND_COMMAND, 1, 200);
	list = stmf_refusals_copy(&table, 100 + STMF_REFUSALS_AGE, &n);
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_ASSERT_EQ(test, n, 1);
	KUNIT_EXPECT_STREQ(test, list[0].initiator, "iqn.b");
	kvfree(list);
}

/* An initiator that makes up names gets no more memory than any other. */
static void test_bound(struct kunit *test)
{
	const int names = 5 * STMF_REFUSALS_MAX;
	struct stmf_refusal *list;
	char name[32];
	size_t n;
	int i;

	for (i = 0; i < names; i++) {
		snprintf(name, sizeof(name), "iqn.%d", i);
		note(name, STMF_REFUSAL_KIND_LOGIN, 1, i);
		note("iqn.often", STMF_REFUSAL_KIND_COMMAND, 1, i);
	}
	list = stmf_refusals_copy(&table, names, &n);
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, n, STMF_REFUSALS_MAX);
	KUNIT_EXPECT_STREQ(test, list[0].initiator, "iqn.often");
	KUNIT_EXPECT_EQ(test, list[0].count, names);
	snprintf(name, sizeof(name), "iqn.%d",
		 names - STMF_REFUSALS_MAX + 1);
	KUNIT_EXPECT_STREQ(test, list[n - 1].initiator, name);
	kvfree(list);
}

static int count_news(s64 now)
{
	struct stmf_refusal *news = kmalloc(sizeof(*news), GFP_KERNEL);
	int n = 0;

	while (news && stmf_refusals_news(&table, now, news))
		n++;
	kfree(news);
	return n;
}

static void test_news(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, count_news(100), 0);
	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1, 100);
	note("iqn.b", STMF_REFUSAL_KIND_COMMAND, 1, 100);
	KUNIT_EXPECT_EQ(test, count_news(100), 2);
	KUNIT_EXPECT_EQ(test, count_news(100 + STMF_REFUSALS_PAUSE), 0);
	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1000, 102);
	KUNIT_EXPECT_EQ(test, count_news(102), 0);
	KUNIT_EXPECT_EQ(test, count_news(100 + STMF_REFUSALS_PAUSE), 1);
	/* the clock was set back */
	note("iqn.a", STMF_REFUSAL_KIND_COMMAND, 1, 50);
	KUNIT_EXPECT_EQ(test, count_news(50), 1);
}

static struct kunit_case refusals_tests[] = {
	KUNIT_CASE(test_counts),
	KUNIT_CASE(test_age),
	KUNIT_CASE(test_bound),
	KUNIT_CASE(test_news),
	{}
};

static struct kunit_suite refusals_suite = {
	.name = "stmf_refusals",
	.init = refusals_test_init,
	.exit = refusals_test_exit,
	.test_cases = refusals_tests,
};

kunit_test_suite(refusals_suite);
