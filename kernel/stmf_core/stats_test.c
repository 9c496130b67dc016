// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of stats.c: sums, maxima, the bound of the table of nexuses. */
#include <kunit/test.h>
#include <linux/delay.h>

#include "stats.h"

static int stats_test_init(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, stmf_stats_init(), 0);
	return 0;
}

static void stats_test_exit(struct kunit *test)
{
	stmf_stats_exit();
}

static void test_sums(struct kunit *test)
{
	const struct stmf_nexus_stats *s = stmf_nexus_stats(0);
	struct stmf_counters sum;

	KUNIT_ASSERT_NOT_NULL(test, s);
	stmf_counters_add(s->counters, false, 4096, 100, false);
	stmf_counters_add(s->counters, false, 512, 300, false);
	stmf_counters_add(s->counters, true, U32_MAX, 200, false);
	stmf_counters_add(s->counters, true, U32_MAX, 50, false);
	stmf_counters_add(s->counters, true, 4096, 5000, true);
	stmf_counters_sum(s->counters, &sum);
	KUNIT_EXPECT_EQ(test, sum.reads, 2);
	KUNIT_EXPECT_EQ(test, sum.read_bytes, 4608);
	KUNIT_EXPECT_EQ(test, sum.read_ns, 400);
	KUNIT_EXPECT_EQ(test, sum.writes, 2);
	KUNIT_EXPECT_EQ(test, sum.write_bytes, 2 * (u64)U32_MAX);
	KUNIT_EXPECT_EQ(test, sum.write_ns, 250);
	KUNIT_EXPECT_EQ(test, sum.max_ns, 300);
	KUNIT_EXPECT_EQ(test, sum.errors, 1);
	stmf_counters_clear(s->counters);
	stmf_counters_sum(s->counters, &sum);
	KUNIT_EXPECT_EQ(test, sum.reads, 0);
	KUNIT_EXPECT_EQ(test, sum.max_ns, 0);
}

static int index_of(const char *initiator, const char *target)
{
	return stmf_nexus_index(initiator, target, initiator, target);
}

static void test_nexuses(struct kunit *test)
{
	int a = index_of("iqn.a", "iqn.t");
	int b = index_of("iqn.b", "iqn.t");

	KUNIT_EXPECT_GT(test, a, 0);
	KUNIT_EXPECT_GT(test, b, a);
	KUNIT_EXPECT_EQ(test, index_of("iqn.a", "iqn.t"), a);
	KUNIT_EXPECT_GT(test, index_of("iqn.a", "iqn.u"), b);
	KUNIT_EXPECT_GT(test, index_of("iqn.t", "iqn.a"), b);
	KUNIT_EXPECT_STREQ(test, stmf_nexus_stats(b)->initiator, "iqn.b");
	KUNIT_EXPECT_STREQ(test, stmf_nexus_stats(b)->target, "iqn.t");
	KUNIT_EXPECT_EQ(test, stmf_nexus_index("iqn.b", "iqn.t", "IQN.B", "T"), b);
	KUNIT_EXPECT_STREQ(test, stmf_nexus_stats(b)->as_initiator, "iqn.b");
	KUNIT_EXPECT_EQ(test, stmf_nexus_stats(b)->as_target_len, 5);
	KUNIT_EXPECT_NULL(test, stmf_nexus_stats(5));
	KUNIT_EXPECT_NULL(test, stmf_nexus_stats(STMF_NEXUS_MAX));
	KUNIT_EXPECT_NULL(test, stmf_nexus_stats(U32_MAX));
}

/* Those who come too late share a place; the others keep theirs. */
static int insist(const char *initiator)
{
	int index, tries = 1000;

	/* the allocator makes room for those who can't wait in the background */
	while ((index = index_of(initiator, "iqn.t")) < 0 && tries--)
		msleep(20);
	return index;
}

static void test_bound(struct kunit *test)
{
	char name[32];
	int i;

	for (i = 1; i < STMF_NEXUS_MAX + 100; i++) {
		snprintf(name, sizeof(name), "iqn.%d", i);
		KUNIT_ASSERT_EQ(test, insist(name), i < STMF_NEXUS_MAX ? i : 0);
	}
	KUNIT_EXPECT_EQ(test, index_of("iqn.7", "iqn.t"), 7);
	KUNIT_EXPECT_EQ(test, index_of("iqn.late", "iqn.t"), 0);
}

static struct kunit_case stats_tests[] = {
	KUNIT_CASE(test_sums),
	KUNIT_CASE(test_nexuses),
	KUNIT_CASE(test_bound),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "stmf_stats",
	.init = stats_test_init,
	.exit = stats_test_exit,
	.test_cases = stats_tests,
};

kunit_test_suite(stats_suite);
