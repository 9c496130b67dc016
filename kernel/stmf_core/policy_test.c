// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of policy.c: who is admitted, at which LUN, and at what cost. */
#include <kunit/test.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "policy.h"

#define ALL	STMF_RULES_GROUP_ALL
#define NONE	STMF_LUN_NONE

enum { H1 = 1, H2, H3 };
enum { T1 = 1, T2, T3 };

#define IN_H1	"iqn.2026-11.org.example:h1"
#define IN_H2	"wwn.500140500000000A"
#define IN_NO	"iqn.2026-11.org.example:nobody"
#define TG_T1	"iqn.2026-11.org.example:t1"
#define TG_T2	"wwn.5001405000000002"
#define TG_NO	"eui.0002C903000E8ACD"
#define TG_OFF	"wwn.5001405000000004"
#define TG_UNK	"wwn.5001405000000005"

struct world {
	struct stmf_policy policy;
	struct stmf_policy_lu lu;
	struct stmf_name names[6];
	struct stmf_rule_view views[6];
	struct list_head list;
};

static const struct {
	const char *text;
	u32 group;
	bool is_target;
	bool online;
} names[] = {
	{ IN_H1, H1 },
	{ IN_H2, H2 },
	{ TG_T1, T1, true, true },
	{ TG_T2, T2, true, true },
	{ TG_NO, ALL, true, true },
	{ TG_OFF, T1, true, false },
};

static int policy_test_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, w);
	KUNIT_ASSERT_EQ(test, stmf_policy_init(&w->policy), 0);
	INIT_LIST_HEAD(&w->list);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		struct stmf_name *n = &w->names[i];

		KUNIT_ASSERT_EQ(test, stmf_name_set(n, names[i].text,
						    strlen(names[i].text)), 0);
		n->group = names[i].group;
		n->online = names[i].online;
		KUNIT_ASSERT_EQ(test, names[i].is_target ?
				stmf_policy_add_target(&w->policy, n) :
				stmf_policy_add_initiator(&w->policy, n), 0);
	}
	stmf_policy_set_online(&w->policy, &w->policy.online, true);
	stmf_policy_set_online(&w->policy, &w->lu.online, true);
	test->priv = w;
	return 0;
}

static void policy_test_exit(struct kunit *test)
{
	struct world *w = test->priv;
	int i;

	INIT_LIST_HEAD(&w->list);
	stmf_policy_publish_views(&w->policy, &w->lu, &w->list);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].is_target)
			stmf_policy_remove_target(&w->policy, &w->names[i]);
		else
			stmf_policy_remove_initiator(&w->policy, &w->names[i]);
	}
	stmf_policy_destroy(&w->policy);
}

static void add_view(struct world *w, int slot, u32 hg, u32 tg, u16 lun)
{
	struct stmf_rule_view *v = &w->views[slot];

	v->hg = hg;
	v->tg = tg;
	v->lun = lun;
	list_add_tail(&v->node, &w->list);
}

static int publish(struct world *w)
{
	return stmf_policy_publish_views(&w->policy, &w->lu, &w->list);
}

static int ask(struct world *w, const char *initiator, const char *target)
{
	return stmf_policy_lun(&w->policy, &w->lu, initiator, strlen(initiator),
			       target, strlen(target));
}

struct view_def {
	u32 hg;
	u32 tg;
	u16 lun;
};

static const struct admit_case {
	const char *what;
	struct view_def views[4];
	int count;
	const char *initiator;
	const char *target;
	int want;
} cases[] = {
	{ "no view", {}, 0, IN_H1, TG_T1, NONE },
	{ "all, all", { { ALL, ALL, 3 } }, 1, IN_H1, TG_T1, 3 },
	{ "all, all: no group", { { ALL, ALL, 3 } }, 1, IN_NO, TG_NO, 3 },
	{ "all, all: target offline", { { ALL, ALL, 3 } }, 1, IN_H1, TG_OFF, NONE },
	{ "all, all: target unknown", { { ALL, ALL, 3 } }, 1, IN_H1, TG_UNK, NONE },
	{ "all, all: empty names", { { ALL, ALL, 3 } }, 1, "", "", NONE },
	{ "h1, all", { { H1, ALL, 16383 } }, 1, IN_H1, TG_NO, 16383 },
	{ "h1, all: other host", { { H1, ALL, 5 } }, 1, IN_H2, TG_NO, NONE },
	{ "h1, all: no host group", { { H1, ALL, 5 } }, 1, IN_NO, TG_NO, NONE },
	{ "all, t1", { { ALL, T1, 0 } }, 1, IN_NO, TG_T1, 0 },
	{ "all, t1: other target", { { ALL, T1, 0 } }, 1, IN_NO, TG_T2, NONE },
	{ "all, t1: no target group", { { ALL, T1, 0 } }, 1, IN_NO, TG_NO, NONE },
	{ "h1, t1", { { H1, T1, 7 } }, 1, IN_H1, TG_T1, 7 },
	{ "h1, t1: other host", { { H1, T1, 7 } }, 1, IN_H2, TG_T1, NONE },
	{ "h1, t1: other target", { { H1, T1, 7 } }, 1, IN_H1, TG_T2, NONE },
	{ "h1, t1: offline member", { { H1, T1, 7 } }, 1, IN_H1, TG_OFF, NONE },
	{ "ids are not mixed up", { { H2, T1, 7 } }, 1, IN_H1, TG_T2, NONE },
	{ "one of four", { { H1, T1, 1 }, { H1, T2, 2 }, { H2, T1, 3 },
	  { H2, T2, 4 } }, 4, IN_H2, TG_T1, 3 },
	{ "none of four", { { H1, T1, 1 }, { H1, T2, 2 }, { H2, T1, 3 },
	  { H2, T2, 4 } }, 4, IN_NO, TG_T1, NONE },
};

static void case_desc(const struct admit_case *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(admit, cases, case_desc);

static void test_admit(struct kunit *test)
{
	const struct admit_case *c = test->param_value;
	struct world *w = test->priv;
	int i;

	for (i = 0; i < c->count; i++)
		add_view(w, i, c->views[i].hg, c->views[i].tg, c->views[i].lun);
	KUNIT_ASSERT_EQ(test, publish(w), 0);
	KUNIT_EXPECT_EQ(test, ask(w, c->initiator, c->target), c->want);

	/* and nobody gets in while the LU or the service is offline */
	stmf_policy_set_online(&w->policy, &w->lu.online, false);
	KUNIT_EXPECT_EQ(test, ask(w, c->initiator, c->target), NONE);
	stmf_policy_set_online(&w->policy, &w->lu.online, true);
	stmf_policy_set_online(&w->policy, &w->policy.online, false);
	KUNIT_EXPECT_EQ(test, ask(w, c->initiator, c->target), NONE);
}

static void test_withdraw(struct kunit *test)
{
	struct world *w = test->priv;

	add_view(w, 0, H1, T1, 1);
	add_view(w, 1, H1, T2, 2);
	add_view(w, 2, H2, ALL, 3);
	KUNIT_ASSERT_EQ(test, publish(w), 0);
	stmf_policy_withdraw_view(&w->policy, &w->lu, H1, T1);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T1), NONE);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T2), 2);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H2, TG_T1), 3);
	/* not there, and there no longer */
	stmf_policy_withdraw_view(&w->policy, &w->lu, H3, T3);
	stmf_policy_withdraw_view(&w->policy, &w->lu, H1, T1);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T2), 2);
	stmf_policy_withdraw_view(&w->policy, &w->lu, H1, T2);
	stmf_policy_withdraw_view(&w->policy, &w->lu, H2, ALL);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H2, TG_T1), NONE);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(w->lu.views));
	stmf_policy_withdraw_view(&w->policy, &w->lu, H2, ALL);
	/* back again */
	KUNIT_ASSERT_EQ(test, publish(w), 0);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T1), 1);
}

static void test_members(struct kunit *test)
{
	struct world *w = test->priv;
	struct stmf_name *in_h1 = &w->names[0], *tg_off = &w->names[5];
	struct stmf_name again = {};

	add_view(w, 0, H1, T1, 1);
	add_view(w, 1, H1, T2, 2);
	KUNIT_ASSERT_EQ(test, publish(w), 0);
	stmf_policy_remove_initiator(&w->policy, in_h1);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T1), NONE);
	KUNIT_EXPECT_EQ(test, stmf_policy_add_initiator(&w->policy, in_h1), 0);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_T1), 1);

	stmf_name_set(&again, IN_H1, strlen(IN_H1));
	KUNIT_EXPECT_EQ(test, stmf_policy_add_initiator(&w->policy, &again),
			-EEXIST);

	stmf_policy_set_group(&w->policy, tg_off, T2);
	stmf_policy_set_online(&w->policy, &tg_off->online, true);
	KUNIT_EXPECT_EQ(test, ask(w, IN_H1, TG_OFF), 2);
}

static void test_long_names(struct kunit *test)
{
	char text[STMF_ISCSI_NAME_MAX + 1];
	struct world *w = test->priv;
	struct stmf_name name;

	memset(text, 'a', sizeof(text));
	KUNIT_EXPECT_EQ(test, stmf_name_set(&name, text, sizeof(text)),
			-ENAMETOOLONG);
	KUNIT_EXPECT_EQ(test, stmf_name_set(&name, text, sizeof(text) - 1), 0);
	name.group = H3;
	add_view(w, 0, H3, ALL, 9);
	KUNIT_ASSERT_EQ(test, publish(w), 0);
	KUNIT_ASSERT_EQ(test, stmf_policy_add_initiator(&w->policy, &name), 0);
	KUNIT_EXPECT_EQ(test, ask(w, name.text, TG_T1), 9);
	stmf_policy_remove_initiator(&w->policy, &name);
}

/* One LU with many views: all are found, also next to those withdrawn */
static void test_many_views(struct kunit *test)
{
	struct world *w = test->priv;
	struct stmf_name *in_h1 = &w->names[0];
	const int n = 3000;
	struct stmf_rule_view *v;
	int i;

	v = kvcalloc(n, sizeof(*v), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, v);
	for (i = 0; i < n; i++) {
		v[i].hg = 1 + i;
		v[i].tg = i & 1 ? T1 : ALL;
		v[i].lun = i;
		list_add_tail(&v[i].node, &w->list);
	}
	KUNIT_EXPECT_EQ(test, publish(w), 0);
	for (i = 0; i < n; i += 3)
		stmf_policy_withdraw_view(&w->policy, &w->lu, v[i].hg, v[i].tg);
	for (i = 0; i < n + 100; i++) {
		stmf_policy_remove_initiator(&w->policy, in_h1);
		in_h1->group = 1 + i;
		KUNIT_ASSERT_EQ(test, stmf_policy_add_initiator(&w->policy,
								in_h1), 0);
		KUNIT_ASSERT_EQ(test, ask(w, IN_H1, TG_T1),
				i < n && i % 3 ? i : NONE);
	}
	kvfree(v);
}

/* Not a test: what one decision costs, in a model of some size */
static void report_cost(struct kunit *test)
{
	const int members = 2000, rounds = 100000;
	struct world *w = test->priv;
	struct stmf_name *m;
	u64 start, ns;
	int i, bad = 0;

	m = kvcalloc(members, sizeof(*m), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	for (i = 0; i < members; i++) {
		char text[64];

		snprintf(text, sizeof(text), "iqn.2026-11.org.example:host-%d", i);
		stmf_name_set(&m[i], text, strlen(text));
		m[i].group = H1;
		KUNIT_EXPECT_EQ(test, stmf_policy_add_initiator(&w->policy,
								&m[i]), 0);
	}
	add_view(w, 0, H1, T1, 1);
	add_view(w, 1, H2, T1, 2);
	KUNIT_EXPECT_EQ(test, publish(w), 0);
	start = ktime_get_ns();
	for (i = 0; i < rounds; i++) {
		const struct stmf_name *n = &m[i % members];

		bad += stmf_policy_lun(&w->policy, &w->lu, n->text, n->len,
				       TG_T1, sizeof(TG_T1) - 1) != 1;
	}
	ns = ktime_get_ns() - start;
	KUNIT_EXPECT_EQ(test, bad, 0);
	kunit_info(test, "one decision: %llu ns", ns / rounds);
	for (i = 0; i < members; i++)
		stmf_policy_remove_initiator(&w->policy, &m[i]);
	synchronize_rcu();
	kvfree(m);
}

static struct kunit_case policy_tests[] = {
	KUNIT_CASE_PARAM(test_admit, admit_gen_params),
	KUNIT_CASE(test_withdraw),
	KUNIT_CASE(test_members),
	KUNIT_CASE(test_long_names),
	KUNIT_CASE(test_many_views),
	KUNIT_CASE(report_cost),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "stmf_policy",
	.init = policy_test_init,
	.exit = policy_test_exit,
	.test_cases = policy_tests,
};

kunit_test_suite(policy_suite);
