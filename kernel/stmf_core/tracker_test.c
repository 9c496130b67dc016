// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of tracker.c: who is new, who is gone, since when. */
#include <kunit/test.h>
#include <linux/slab.h>

#include "tracker.h"

static struct stmf_tracker tracker;
static int came, went;
static char last[STMF_ISCSI_NAME_MAX + 1];

static void tell(const struct stmf_session *session, bool here)
{
	if (here)
		came++;
	else
		went++;
	strscpy(last, session->initiator, sizeof(last));
}

static struct stmf_session session(long key, const char *initiator, u64 id)
{
	struct stmf_session s = { .key = (void *)key, .info.id = id };

	strscpy(s.initiator, initiator, sizeof(s.initiator));
	strscpy(s.target, "wwn.5001405000000001", sizeof(s.target));
	return s;
}

static void look(struct kunit *test, struct stmf_session *list, size_t count,
		 s64 now, int want_came, int want_went)
{
	struct stmf_sessions s = { .list = list, .count = count };

	came = 0;
	went = 0;
	KUNIT_EXPECT_EQ(test, stmf_tracker_update(&tracker, &s, now, tell), 0);
	KUNIT_EXPECT_EQ(test, came, want_came);
	KUNIT_EXPECT_EQ(test, went, want_went);
}

static int tracker_test_init(struct kunit *test)
{
	stmf_tracker_init(&tracker);
	return 0;
}

static void tracker_test_exit(struct kunit *test)
{
	stmf_tracker_clear(&tracker);
}

static void test_come_and_go(struct kunit *test)
{
	struct stmf_session *list;

	list = kunit_kcalloc(test, 2, sizeof(*list), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	look(test, list, 0, 100, 0, 0);
	list[0] = session(1, "iqn.a", 0);
	look(test, list, 1, 101, 1, 0);
	KUNIT_EXPECT_EQ(test, list[0].info.since, 101);

	/* the other comes; the first keeps its time */
	list[0] = session(2, "iqn.b", 0);
	list[1] = session(1, "iqn.a", 0);
	look(test, list, 2, 105, 1, 0);
	KUNIT_EXPECT_STREQ(test, last, "iqn.b");
	KUNIT_EXPECT_EQ(test, list[0].info.since, 105);
	KUNIT_EXPECT_EQ(test, list[1].info.since, 101);

	look(test, list, 1, 106, 0, 1);
	KUNIT_EXPECT_STREQ(test, last, "iqn.a");
	look(test, list, 0, 107, 0, 1);
	look(test, list, 0, 108, 0, 0);
}

/* LIO's memory of a session is another's at once */
static void test_memory_reuse(struct kunit *test)
{
	struct stmf_session *list;

	list = kunit_kcalloc(test, 1, sizeof(*list), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	list[0] = session(1, "iqn.a", 7);
	look(test, list, 1, 1, 1, 0);
	list[0] = session(1, "iqn.b", 7);
	look(test, list, 1, 2, 1, 1);
	list[0] = session(1, "iqn.b", 8);
	look(test, list, 1, 3, 1, 1);
	list[0] = session(1, "iqn.b", 8);
	strscpy(list[0].target, "wwn.5001405000000002",
		sizeof(list[0].target));
	look(test, list, 1, 4, 1, 1);
}

static void test_time_of_fabric(struct kunit *test)
{
	struct stmf_session *list;

	list = kunit_kcalloc(test, 1, sizeof(*list), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	list[0] = session(1, "iqn.a", 7);
	list[0].info.since = 50;
	look(test, list, 1, 1000, 1, 0);
	KUNIT_EXPECT_EQ(test, list[0].info.since, 50);
	/* may be off by one: it is the same session nevertheless */
	list[0].info.since = 51;
	look(test, list, 1, 1000, 0, 0);
}

static void test_many(struct kunit *test)
{
	const int n = 3000;
	struct stmf_session *list;
	char name[32];
	int i;

	list = kvcalloc(n, sizeof(*list), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "iqn.%d", i);
		list[i] = session(1 + i / 2, name, 0);
	}
	look(test, list, n, 1, n, 0);
	look(test, list, n, 2, 0, 0);
	look(test, list + n / 3, n - n / 3, 3, 0, n / 3);
	look(test, list, n, 4, n / 3, 0);
	look(test, list, 0, 5, 0, n);
	kvfree(list);
}

static struct kunit_case tracker_tests[] = {
	KUNIT_CASE(test_come_and_go),
	KUNIT_CASE(test_memory_reuse),
	KUNIT_CASE(test_time_of_fabric),
	KUNIT_CASE(test_many),
	{}
};

static struct kunit_suite tracker_suite = {
	.name = "stmf_tracker",
	.init = tracker_test_init,
	.exit = tracker_test_exit,
	.test_cases = tracker_tests,
};

kunit_test_suite(tracker_suite);
