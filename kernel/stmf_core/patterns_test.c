// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of patterns as members of host groups. */
#include <kunit/test.h>

#include "names.h"
#include "policy.h"

#define P	"iqn.2026-01.com.example:"

static const struct {
	const char *text;
	bool good;
} forms[] = {
	{ P "rack7-*", true },
	{ "iqn.*", true },
	{ "eui.*", true },
	{ "wwn.*", true },
	{ "wwn.50014*", true },
	{ "wwn.500140500000000*", true },
	{ "wwn.5001405000000001*" },
	{ "wwn.50014f*" },
	{ "wwn.5g*" },
	{ "*" },
	{ "iqn*" },
	{ "foo.*" },
	{ "" },
	{ P "rack*-7" },
	{ P "rack**" },
	{ P "*rack" },
	{ P "Rack*" },
	{ P "rack" },
};

static void test_form(struct kunit *test)
{
	char text[STMF_ISCSI_NAME_MAX + 2];
	int i;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    stmf_pattern_is_normal(forms[i].text,
							   strlen(forms[i].text)),
				    forms[i].good, "'%s'", forms[i].text);
	memset(text, 'a', sizeof(text));
	memcpy(text, "iqn.", 4);
	text[STMF_ISCSI_NAME_MAX] = '*';
	KUNIT_EXPECT_FALSE(test, stmf_pattern_is_normal(text, STMF_ISCSI_NAME_MAX + 1));
	text[STMF_ISCSI_NAME_MAX - 1] = '*';
	KUNIT_EXPECT_TRUE(test, stmf_pattern_is_normal(text, STMF_ISCSI_NAME_MAX));
}

static const struct {
	const char *text;
	u32 group;
} members[] = {
	{ "iqn.*", 1 },
	{ P "rack7-*", 2 },
	{ P "rack7-1*", 3 },
	{ P "rack7-12", 4 },
	{ "wwn.5001405*", 5 },
};

static const struct {
	const char *initiator;
	u32 group;
} cases[] = {
	{ "iqn.1993-08.org.debian:01:a", 1 },
	{ P "rack7", 1 },
	{ P "rack7-", 2 },
	{ P "rack7-2", 2 },
	{ P "rack7-1", 3 },
	{ P "rack7-123", 3 },
	{ P "rack7-12", 4 },
	{ "wwn.5001405000000001", 5 },
	{ "wwn.5001400000000001", STMF_RULES_GROUP_ALL },
	{ "eui.0002C903000E8ACD", STMF_RULES_GROUP_ALL },
};

struct world {
	struct stmf_policy policy;
	struct stmf_name names[ARRAY_SIZE(members) + 1];
};

static u32 group_of(struct world *w, const char *initiator)
{
	struct stmf_nexus_ids ids;

	rcu_read_lock();
	stmf_policy_resolve(&w->policy, initiator, strlen(initiator), "t", 1, &ids);
	rcu_read_unlock();
	return ids.hg;
}

static int add(struct world *w, int i, const char *text, u32 group)
{
	stmf_name_set(&w->names[i], text, strlen(text));
	w->names[i].group = group;
	return stmf_policy_add_initiator(&w->policy, &w->names[i]);
}

static int patterns_test_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, w);
	KUNIT_ASSERT_EQ(test, stmf_policy_init(&w->policy), 0);
	test->priv = w;
	return 0;
}

static void patterns_test_exit(struct kunit *test)
{
	struct world *w = test->priv;

	stmf_policy_destroy(&w->policy);
}

static void test_match(struct kunit *test)
{
	struct world *w = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ(test, group_of(w, cases[i].initiator), STMF_RULES_GROUP_ALL);
	for (i = 0; i < ARRAY_SIZE(members); i++)
		KUNIT_EXPECT_EQ(test, add(w, i, members[i].text, members[i].group), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, group_of(w, cases[i].initiator),
				    cases[i].group, "%s", cases[i].initiator);
	KUNIT_EXPECT_EQ(test, add(w, i = ARRAY_SIZE(members), P "rack7-*", 9), -EEXIST);

	/* one after the other goes: the next shorter one takes over */
	stmf_policy_remove_initiator(&w->policy, &w->names[3]);
	KUNIT_EXPECT_EQ(test, group_of(w, P "rack7-12"), 3);
	stmf_policy_remove_initiator(&w->policy, &w->names[2]);
	KUNIT_EXPECT_EQ(test, group_of(w, P "rack7-12"), 2);
	stmf_policy_remove_initiator(&w->policy, &w->names[1]);
	KUNIT_EXPECT_EQ(test, group_of(w, P "rack7-12"), 1);
	stmf_policy_remove_initiator(&w->policy, &w->names[0]);
	KUNIT_EXPECT_EQ(test, group_of(w, P "rack7-12"), STMF_RULES_GROUP_ALL);
	stmf_policy_remove_initiator(&w->policy, &w->names[4]);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(w->policy.patterns.lengths,
					     STMF_ISCSI_NAME_MAX + 1));
}

/* Two of one length: the length stays in use until both are gone. */
static void test_lengths(struct kunit *test)
{
	struct world *w = test->priv;

	KUNIT_EXPECT_EQ(test, add(w, 0, P "a*", 1), 0);
	KUNIT_EXPECT_EQ(test, add(w, 1, P "b*", 2), 0);
	stmf_policy_remove_initiator(&w->policy, &w->names[0]);
	KUNIT_EXPECT_EQ(test, group_of(w, P "b1"), 2);
	KUNIT_EXPECT_EQ(test, group_of(w, P "a1"), STMF_RULES_GROUP_ALL);
	stmf_policy_remove_initiator(&w->policy, &w->names[1]);
}

static struct kunit_case patterns_tests[] = {
	KUNIT_CASE(test_form),
	KUNIT_CASE(test_match),
	KUNIT_CASE(test_lengths),
	{}
};

static struct kunit_suite patterns_suite = {
	.name = "stmf_patterns",
	.init = patterns_test_init,
	.exit = patterns_test_exit,
	.test_cases = patterns_tests,
};

kunit_test_suite(patterns_suite);
