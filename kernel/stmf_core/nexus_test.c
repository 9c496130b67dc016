// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of nexus.c, with a session of a fabric that is all made up. */
#include <kunit/test.h>
#include <linux/ktime.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "model.h"
#include "refusals.h"
#include "stats.h"

#define INITIATOR	"iqn.2026-11.org.example:h1"
#define TARGET		"iqn.2026-11.org.example:t1"

/* what nexus.c needs of the rest of the core */
struct stmf_model stmf = {
	.lock = __MUTEX_INITIALIZER(stmf.lock),
};

static struct stmf_port_provider provider;
static bool has_provider;

const struct stmf_port_provider *stmf_port_of_fabric(const char *fabric)
{
	return has_provider && !strcmp(fabric, "test") ? &provider : NULL;
}

int stmf_port_normalise(const struct stmf_port_provider *p,
			const char *fabric_name, char *out, size_t size)
{
	return stmf_name_normalise(fabric_name, out, size);
}

static char target_name[256];

static char *get_wwn(struct se_portal_group *tpg)
{
	return target_name;
}

struct world {
	struct target_core_fabric_ops tfo;
	struct se_portal_group tpg;
	struct se_node_acl nacl;
	struct se_session sess;
	struct se_cmd cmd;
	struct stmf_lu lu;
	struct stmf_name initiator;
	struct stmf_name target;
	struct stmf_rule_view view;
	struct list_head views;
};

static int nexus_test_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, w);
	test->priv = w;
	w->tfo.fabric_name = "test";
	w->tfo.tpg_get_wwn = get_wwn;
	w->tpg.se_tpg_tfo = &w->tfo;
	w->sess.se_tpg = &w->tpg;
	w->sess.se_node_acl = &w->nacl;
	w->cmd.se_sess = &w->sess;
	strscpy(w->nacl.initiatorname, INITIATOR, sizeof(w->nacl.initiatorname));
	strscpy(target_name, TARGET, sizeof(target_name));
	has_provider = true;
	provider.bare_luns = false;

	KUNIT_ASSERT_EQ(test, stmf_refusals_init(&stmf_refusals), 0);
	KUNIT_ASSERT_EQ(test, stmf_stats_init(), 0);
	KUNIT_ASSERT_EQ(test, stmf_nexus_init(), 0);
	KUNIT_ASSERT_EQ(test, stmf_policy_init(&stmf.policy), 0);
	stmf_name_set(&w->initiator, INITIATOR, strlen(INITIATOR));
	stmf_name_set(&w->target, TARGET, strlen(TARGET));
	w->initiator.group = 1;
	w->target.online = true;
	KUNIT_ASSERT_EQ(test, stmf_policy_add_initiator(&stmf.policy,
							&w->initiator), 0);
	KUNIT_ASSERT_EQ(test, stmf_policy_add_target(&stmf.policy,
						     &w->target), 0);
	INIT_LIST_HEAD(&w->views);
	list_add(&w->view.node, &w->views);
	w->view.hg = 1;
	stmf_policy_set_online(&stmf.policy, &stmf.policy.online, true);
	stmf_policy_set_online(&stmf.policy, &w->lu.policy.online, true);
	return 0;
}

static void nexus_test_exit(struct kunit *test)
{
	struct world *w = test->priv;

	INIT_LIST_HEAD(&w->views);
	stmf_policy_publish_views(&stmf.policy, &w->lu.policy, &w->views);
	stmf_policy_remove_initiator(&stmf.policy, &w->initiator);
	stmf_policy_remove_target(&stmf.policy, &w->target);
	stmf_policy_destroy(&stmf.policy);
	stmf_nexus_exit();
	stmf_stats_exit();
	stmf_refusals_destroy(&stmf_refusals);
}

static void publish(struct kunit *test, u16 lun)
{
	struct world *w = test->priv;

	w->view.lun = lun;
	KUNIT_ASSERT_EQ(test, stmf_policy_publish_views(&stmf.policy,
							&w->lu.policy,
							&w->views), 0);
}

static bool ask(struct kunit *test, u64 lun)
{
	struct world *w = test->priv;
	u32 nexus;

	w->cmd.orig_fe_lun = lun;
	return !stmf_lu_check(&w->lu, &w->cmd, &nexus);
}

static const struct lun_case {
	u16 view;
	u64 presented;
	bool ok;
} lun_cases[] = {
	{ 0, 0, true },
	{ 0, 0x4000, false },
	{ 0, 1, false },
	{ 255, 255, true },
	{ 255, 0x40ff, false },
	{ 256, 256, false },
	{ 256, 0x4100, true },
	{ 256, 0x8100, false },
	{ 256, 0x14100, false },
	{ 16383, 0x7fff, true },
	{ 16383, 0x3fff, false },
	{ 16383, 0xffff, false },
	{ 0, 0x8000, false },
	{ 0, 0x10000, false },
	{ 0, U64_MAX, false },
	{ 0, 1ULL << 63, false },
};

static void test_luns(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(lun_cases); i++) {
		publish(test, lun_cases[i].view);
		KUNIT_EXPECT_EQ_MSG(test, ask(test, lun_cases[i].presented),
				    lun_cases[i].ok, "view %u, LUN 0x%llx",
				    lun_cases[i].view, lun_cases[i].presented);
	}
}

static void test_bare_luns(struct kunit *test)
{
	provider.bare_luns = true;
	publish(test, 255);
	KUNIT_EXPECT_TRUE(test, ask(test, 255));
	KUNIT_EXPECT_FALSE(test, ask(test, 0x40ff));
	publish(test, 256);
	KUNIT_EXPECT_TRUE(test, ask(test, 256));
	KUNIT_EXPECT_FALSE(test, ask(test, 255));
	KUNIT_EXPECT_FALSE(test, ask(test, 0x8100));
	publish(test, STMF_LUN_MAX);
	KUNIT_EXPECT_TRUE(test, ask(test, STMF_LUN_MAX));
	KUNIT_EXPECT_FALSE(test, ask(test, 256));
}

/* Each of these is missing once in some command of LIO, or might be */
static void test_unknown(struct kunit *test)
{
	struct world *w = test->priv;
	u32 nexus;

	publish(test, 3);
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	KUNIT_EXPECT_TRUE(test, stmf_lu_admits(&w->lu, &w->sess, 3));
	KUNIT_EXPECT_EQ(test, atomic64_read(&w->lu.refused), 0);

	w->tfo.tpg_get_wwn = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->tfo.tpg_get_wwn = get_wwn;
	w->tfo.fabric_name = "xcopy-pt";
	stmf_policy_invalidate(&stmf.policy);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->tfo.fabric_name = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->tfo.fabric_name = "test";
	w->tpg.se_tpg_tfo = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->tpg.se_tpg_tfo = &w->tfo;
	w->sess.se_tpg = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->sess.se_tpg = &w->tpg;
	w->sess.se_node_acl = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->sess.se_node_acl = &w->nacl;
	w->cmd.se_sess = NULL;
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->cmd.se_sess = &w->sess;
	has_provider = false;
	stmf_policy_invalidate(&stmf.policy);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	has_provider = true;
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	KUNIT_EXPECT_EQ(test, atomic64_read(&w->lu.refused), 8);
	KUNIT_EXPECT_TRUE(test, stmf_lu_check(NULL, &w->cmd, &nexus) ==
				TCM_NON_EXISTENT_LUN);
	KUNIT_EXPECT_FALSE(test, stmf_lu_admits(NULL, &w->sess, 3));
}

/* Each nexus has a place of its own in the statistics, wherever it comes from. */
static void test_index(struct kunit *test)
{
	struct world *w = test->priv;
	u32 first, other, again;

	publish(test, 3);
	w->cmd.orig_fe_lun = 3;
	KUNIT_EXPECT_TRUE(test, !stmf_lu_check(&w->lu, &w->cmd, &first));
	KUNIT_EXPECT_GT(test, first, 0);
	KUNIT_EXPECT_STREQ(test, stmf_nexus_stats(first)->initiator, INITIATOR);
	KUNIT_EXPECT_STREQ(test, stmf_nexus_stats(first)->target, TARGET);
	KUNIT_EXPECT_TRUE(test, !stmf_lu_check(&w->lu, &w->cmd, &again));
	KUNIT_EXPECT_EQ(test, again, first);
	stmf_policy_invalidate(&stmf.policy);
	KUNIT_EXPECT_TRUE(test, !stmf_lu_check(&w->lu, &w->cmd, &again));
	KUNIT_EXPECT_EQ(test, again, first);

	/* the same memory, another initiator; it is denied: no place for it */
	strscpy(w->nacl.initiatorname, "iqn.2026-11.org.example:h9",
		sizeof(w->nacl.initiatorname));
	KUNIT_EXPECT_FALSE(test, !stmf_lu_check(&w->lu, &w->cmd, &other));
	KUNIT_EXPECT_NULL(test, stmf_nexus_stats(first + 1));
	strscpy(w->nacl.initiatorname, INITIATOR,
		sizeof(w->nacl.initiatorname));
	KUNIT_EXPECT_TRUE(test, !stmf_lu_check(&w->lu, &w->cmd, &again));
	KUNIT_EXPECT_EQ(test, again, first);
}

/* Who is denied is remembered by name, with what it asked for last */
static void test_refusals(struct kunit *test)
{
	struct world *w = test->priv;
	struct stmf_refusal *list;
	size_t n;

	publish(test, 3);
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	KUNIT_EXPECT_FALSE(test, ask(test, 4));
	KUNIT_EXPECT_FALSE(test, ask(test, 0x4100));
	strscpy(w->nacl.initiatorname, "IQN.2026-11.org.example:Other",
		sizeof(w->nacl.initiatorname));
	KUNIT_EXPECT_FALSE(test, ask(test, U64_MAX));
	strscpy(w->nacl.initiatorname, "no port's name",
		sizeof(w->nacl.initiatorname));
	KUNIT_EXPECT_FALSE(test, ask(test, 3));

	list = stmf_refusals_copy(&stmf_refusals, 0, &n);
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_ASSERT_EQ(test, n, 2);
	KUNIT_EXPECT_STREQ(test, list[0].initiator,
			   "iqn.2026-11.org.example:other");
	KUNIT_EXPECT_FALSE(test, list[0].has_lu);
	KUNIT_EXPECT_STREQ(test, list[1].initiator, INITIATOR);
	KUNIT_EXPECT_STREQ(test, list[1].target, TARGET);
	KUNIT_EXPECT_EQ(test, list[1].count, 2);
	KUNIT_EXPECT_TRUE(test, list[1].has_lu);
	KUNIT_EXPECT_EQ(test, list[1].lun, 256);
	kvfree(list);
}

/* The same session, ACL and TPG memory, used again for others */
static void test_memory_reuse(struct kunit *test)
{
	static const char * const others[] = {
		"", "iqn.2026-11.org.example:h", "iqn.2026-11.org.example:h2",
		"iqn.2026-11.org.example:h11", "jqn.2026-11.org.example:h1",
	};
	struct world *w = test->priv;
	int i;

	publish(test, 3);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		KUNIT_EXPECT_TRUE(test, ask(test, 3));
		strscpy(w->nacl.initiatorname, others[i],
			sizeof(w->nacl.initiatorname));
		KUNIT_EXPECT_FALSE_MSG(test, ask(test, 3), "'%s'", others[i]);
		KUNIT_EXPECT_FALSE_MSG(test, ask(test, 3), "'%s'", others[i]);
		strscpy(w->nacl.initiatorname, INITIATOR,
			sizeof(w->nacl.initiatorname));

		KUNIT_EXPECT_TRUE(test, ask(test, 3));
		strscpy(target_name, others[i], sizeof(target_name));
		KUNIT_EXPECT_FALSE_MSG(test, ask(test, 3), "'%s'", others[i]);
		strscpy(target_name, TARGET, sizeof(target_name));
	}
	/* no end within the array, or a name that is too long */
	memset(w->nacl.initiatorname, 'a', sizeof(w->nacl.initiatorname));
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	strscpy(w->nacl.initiatorname, INITIATOR, sizeof(w->nacl.initiatorname));
	memset(target_name, 'a', sizeof(target_name) - 1);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
}

/* What is remembered of a nexus must not outlive a change of the policy */
static void test_changes(struct kunit *test)
{
	struct world *w = test->priv;
	struct stmf_policy *p = &stmf.policy;

	publish(test, 3);
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	stmf_policy_set_online(p, &w->target.online, false);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	stmf_policy_set_online(p, &w->target.online, true);
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	stmf_policy_remove_initiator(p, &w->initiator);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	w->initiator.group = 2;
	KUNIT_EXPECT_EQ(test, stmf_policy_add_initiator(p, &w->initiator), 0);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	stmf_policy_remove_initiator(p, &w->initiator);
	w->initiator.group = 1;
	KUNIT_EXPECT_EQ(test, stmf_policy_add_initiator(p, &w->initiator), 0);
	KUNIT_EXPECT_TRUE(test, ask(test, 3));
	stmf_policy_set_online(p, &w->lu.policy.online, false);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	stmf_policy_set_online(p, &w->lu.policy.online, true);
	stmf_policy_withdraw_view(p, &w->lu.policy, 1, 0);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	publish(test, 4);
	KUNIT_EXPECT_FALSE(test, ask(test, 3));
	KUNIT_EXPECT_TRUE(test, ask(test, 4));
}

static u64 cost(struct kunit *test, bool forget)
{
	const int rounds = 100000;
	u64 start = ktime_get_ns();
	int i, bad = 0;

	for (i = 0; i < rounds; i++) {
		if (forget)
			stmf_policy_invalidate(&stmf.policy);
		bad += !ask(test, 3);
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	return (ktime_get_ns() - start) / rounds;
}

/* Not a test: the whole price that a command pays */
static void report_cost(struct kunit *test)
{
	publish(test, 3);
	kunit_info(test, "a command of a nexus that is known: %llu ns",
		   cost(test, false));
	kunit_info(test, "of one that is not: %llu ns", cost(test, true));
}

static struct kunit_case nexus_tests[] = {
	KUNIT_CASE(test_luns),
	KUNIT_CASE(test_bare_luns),
	KUNIT_CASE(test_unknown),
	KUNIT_CASE(test_index),
	KUNIT_CASE(test_refusals),
	KUNIT_CASE(test_memory_reuse),
	KUNIT_CASE(test_changes),
	KUNIT_CASE(report_cost),
	{}
};

static struct kunit_suite nexus_suite = {
	.name = "stmf_nexus",
	.init = nexus_test_init,
	.exit = nexus_test_exit,
	.test_cases = nexus_tests,
};

kunit_test_suite(nexus_suite);
