// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of reason.c: it says "admitted" exactly when the policy admits,
 * and otherwise what is in the way, compared with a naive reading of the model.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include "reason.h"

#define HOSTS	4	/* the last is in no group, the one before in none either */
#define TARGETS	4	/* likewise */
#define GROUPS	2
#define VIEWS	5

struct world {
	struct stmf_policy policy;
	struct stmf_policy_lu lu;
	struct stmf_name host[HOSTS];
	struct stmf_name target[TARGETS];
	struct stmf_rule_view view[VIEWS];
	struct list_head views;
	bool lu_registered;
	u32 random;
};

static u32 next_random(struct world *w, u32 below)
{
	w->random = w->random * 1664525 + 1013904223;
	return (w->random >> 16) % below;
}

static u32 group_of(int i)
{
	return i < GROUPS ? i + 1 : STMF_RULES_GROUP_ALL;
}

static int reason_test_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int i, err = 0;
	char text[32];

	KUNIT_ASSERT_NOT_NULL(test, w);
	test->priv = w;
	w->random = 1;
	INIT_LIST_HEAD(&w->views);
	KUNIT_ASSERT_EQ(test, stmf_policy_init(&w->policy), 0);
	for (i = 0; i < HOSTS; i++) {
		snprintf(text, sizeof(text), "iqn.host%d", i);
		stmf_name_set(&w->host[i], text, strlen(text));
		w->host[i].group = group_of(i);
		if (w->host[i].group)
			err = stmf_policy_add_initiator(&w->policy,
							&w->host[i]);
		KUNIT_ASSERT_EQ(test, err, 0);
	}
	for (i = 0; i < TARGETS; i++) {
		snprintf(text, sizeof(text), "iqn.target%d", i);
		stmf_name_set(&w->target[i], text, strlen(text));
		w->target[i].group = group_of(i);
		err = stmf_policy_add_target(&w->policy, &w->target[i]);
		KUNIT_ASSERT_EQ(test, err, 0);
	}
	return 0;
}

static void reason_test_exit(struct kunit *test)
{
	struct world *w = test->priv;
	int i;

	INIT_LIST_HEAD(&w->views);
	stmf_policy_publish_views(&w->policy, &w->lu, &w->views);
	for (i = 0; i < HOSTS; i++)
		if (w->host[i].group)
			stmf_policy_remove_initiator(&w->policy, &w->host[i]);
	for (i = 0; i < TARGETS; i++)
		stmf_policy_remove_target(&w->policy, &w->target[i]);
	stmf_policy_destroy(&w->policy);
}

static bool may_meet(u32 a, u32 b)
{
	return !a || !b || a == b;
}

/* What the rules would let in: no two views of a LU for one pair of ports */
static bool fits(struct world *w, const struct stmf_rule_view *view)
{
	const struct stmf_rule_view *v;

	list_for_each_entry(v, &w->views, node)
		if (may_meet(v->hg, view->hg) && may_meet(v->tg, view->tg))
			return false;
	return true;
}

static void random_views(struct kunit *test)
{
	struct world *w = test->priv;
	int i, n = next_random(w, VIEWS + 1);

	INIT_LIST_HEAD(&w->views);
	for (i = 0; i < n; i++) {
		struct stmf_rule_view *v = &w->view[i];

		v->index = i;
		v->hg = next_random(w, GROUPS + 1);
		v->tg = next_random(w, GROUPS + 1);
		v->lun = next_random(w, STMF_RULES_LUNS);
		if (fits(w, v))
			list_add_tail(&v->node, &w->views);
	}
	KUNIT_ASSERT_EQ(test, stmf_policy_publish_views(&w->policy, &w->lu,
							&w->views), 0);
}

static void random_states(struct world *w)
{
	int i;

	stmf_policy_set_online(&w->policy, &w->policy.online,
			       next_random(w, 8));
	w->lu_registered = next_random(w, 4);
	stmf_policy_set_online(&w->policy, &w->lu.online,
			       w->lu_registered && next_random(w, 4));
	for (i = 0; i < TARGETS; i++)
		stmf_policy_set_online(&w->policy, &w->target[i].online,
				       next_random(w, 4));
}

static enum stmf_reason naive_view_reason(struct world *w, u32 hg, u32 tg)
{
	enum stmf_reason reason = STMF_REASON_NO_VIEW;
	const struct stmf_rule_view *v;

	list_for_each_entry(v, &w->views, node) {
		if ((!v->hg || v->hg == hg) && (!v->tg || v->tg == tg))
			return STMF_REASON_ADMITTED;
		if (!v->hg || v->hg == hg)
			reason = STMF_REASON_OTHER_TARGETS;
		else if (reason == STMF_REASON_NO_VIEW)
			reason = STMF_REASON_OTHER_HOSTS;
	}
	return reason;
}

static enum stmf_reason naive_reason(struct world *w,
				     const struct stmf_question *q, int host,
				     int target)
{
	if (!w->policy.online)
		return STMF_REASON_SERVICE_OFFLINE;
	if (!q->target_known)
		return STMF_REASON_TARGET_UNKNOWN;
	if (!q->target_registered)
		return STMF_REASON_TARGET_UNREGISTERED;
	if (!w->target[target].online)
		return STMF_REASON_TARGET_OFFLINE;
	if (!w->lu_registered)
		return STMF_REASON_LU_UNREGISTERED;
	if (!w->lu.online)
		return STMF_REASON_LU_OFFLINE;
	return naive_view_reason(w, group_of(host), group_of(target));
}

static void check_nexus(struct kunit *test, int host, int target)
{
	struct world *w = test->priv;
	bool unknown = target == TARGETS;
	struct stmf_question q = {
		.initiator = w->host[host].text,
		.target = unknown ? "iqn.nobody" : w->target[target].text,
		.target_known = !unknown,
		.target_registered = !unknown && (w->target[target].online ||
						  next_random(w, 2)),
		.lu = &w->lu,
		.lu_registered = w->lu_registered,
		.views = &w->views,
	};
	struct stmf_answer a = stmf_reason_of_lu(&w->policy, &q);
	enum stmf_reason nexus = stmf_reason_of_nexus(&w->policy, &q);
	int lun = stmf_policy_lun(&w->policy, &w->lu, q.initiator,
				  strlen(q.initiator), q.target,
				  strlen(q.target));

	KUNIT_ASSERT_EQ(test, a.reason, naive_reason(w, &q, host, target));
	KUNIT_ASSERT_EQ(test, a.reason == STMF_REASON_ADMITTED,
			lun != STMF_LUN_NONE);
	if (lun != STMF_LUN_NONE)
		KUNIT_ASSERT_EQ(test, a.view->lun, lun);
	/* what is in the way of all comes first */
	if (nexus != STMF_REASON_ADMITTED)
		KUNIT_ASSERT_EQ(test, nexus, a.reason);
	else
		KUNIT_ASSERT_FALSE(test, unknown || !w->policy.online ||
				   !w->target[target].online);
}

static void test_random(struct kunit *test)
{
	struct world *w = test->priv;
	int round, host, target;

	for (round = 0; round < 5000; round++) {
		random_views(test);
		random_states(w);
		for (host = 0; host < HOSTS; host++)
			for (target = 0; target <= TARGETS; target++)
				check_nexus(test, host, target);
	}
}

static struct kunit_case reason_tests[] = {
	KUNIT_CASE(test_random),
	{}
};

static struct kunit_suite reason_suite = {
	.name = "stmf_reason",
	.init = reason_test_init,
	.exit = reason_test_exit,
	.test_cases = reason_tests,
};

kunit_test_suite(reason_suite);
