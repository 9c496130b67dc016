// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of rules.c: the examples of COMSTAR's add-view, the boundaries. */
#include <kunit/test.h>

#include "rules.h"

#define AUTO	STMF_RULES_LUN_AUTO
#define ALL	STMF_RULES_GROUP_ALL

enum { A, B, C, D, E, LUS };
enum { H1 = 1, H2 };
enum { T1 = 1, T2 };

struct step {
	int lu;
	u32 hg;
	u32 tg;
	int lun;
	int want;	/* the LUN, or an error */
};

/* comstar-model, 5.2: each step on top of those before */
static const struct step examples[] = {
	{ A, ALL, ALL, AUTO, 0 },
	{ B, H1, ALL, AUTO, 1 },	/* All's LUN 0 is merged */
	{ C, H2, ALL, AUTO, 1 },	/* h1 and h2 never meet */
	{ D, ALL, ALL, AUTO, 2 },	/* All meets h1 and h2 */
	{ B, H2, ALL, AUTO, 3 },	/* merged: 0 A, 1 C, 2 D */
	{ B, ALL, ALL, AUTO, -EEXIST },	/* All meets h1 */
	{ E, H1, T1, 0, -EADDRINUSE },
	{ E, H1, T1, AUTO, 3 },
	{ E, H1, T2, AUTO, 3 },		/* t1 and t2 never meet */
};

/* A view conflict comes before a LUN conflict; a LUN before both. */
static const struct step orders[] = {
	{ A, H1, T1, 5, 5 },
	{ A, H1, T1, 5, -EEXIST },
	{ A, ALL, T1, 6, -EEXIST },
	{ A, H1, ALL, 6, -EEXIST },
	{ A, H2, T1, 5, 5 },
	{ A, ALL, T2, 5, 5 },
	{ B, ALL, ALL, 5, -EADDRINUSE },
	{ B, H1, T1, 5, -EADDRINUSE },
	{ A, H1, T1, 16384, -ERANGE },
	{ B, H1, T1, -2, -ERANGE },
	{ B, H1, T1, 16384, -ERANGE },
	{ B, H1, T1, 16383, 16383 },
	{ C, ALL, ALL, 16383, -EADDRINUSE },
	{ C, H2, ALL, 16383, 16383 },
};

struct world {
	struct stmf_lun_space space;
	struct list_head lus[LUS];
	struct stmf_rule_view views[16];
};

static struct world *new_world(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, w);
	stmf_rules_init(&w->space);
	for (i = 0; i < LUS; i++)
		INIT_LIST_HEAD(&w->lus[i]);
	return w;
}

static void end_world(struct kunit *test, struct world *w)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(w->views); i++)
		if (w->views[i].pair)
			stmf_rules_remove(&w->views[i]);
	KUNIT_EXPECT_TRUE(test, list_empty(&w->space.pairs));
}

static void run_steps(struct kunit *test, const struct step *steps, int n)
{
	struct world *w = new_world(test);
	int i;

	for (i = 0; i < n; i++) {
		const struct step *s = &steps[i];
		struct stmf_rule_view *v = &w->views[i];
		int got;

		KUNIT_ASSERT_EQ(test, stmf_rules_free_index(&w->lus[s->lu],
							    &v->index), 0);
		v->hg = s->hg;
		v->tg = s->tg;
		got = stmf_rules_add(&w->space, &w->lus[s->lu], v, s->lun);
		KUNIT_EXPECT_EQ_MSG(test, got ? got : v->lun, s->want,
				    "step %d", i + 1);
	}
	end_world(test, w);
}

static void test_examples(struct kunit *test)
{
	run_steps(test, examples, ARRAY_SIZE(examples));
}

static void test_order(struct kunit *test)
{
	run_steps(test, orders, ARRAY_SIZE(orders));
}

static void add(struct kunit *test, struct world *w, int lu, int slot, u32 hg)
{
	struct stmf_rule_view *v = &w->views[slot];

	v->hg = hg;
	v->tg = ALL;
	KUNIT_ASSERT_EQ(test, stmf_rules_free_index(&w->lus[lu], &v->index), 0);
	KUNIT_ASSERT_EQ(test, stmf_rules_add(&w->space, &w->lus[lu], v, AUTO), 0);
}

static void test_reuse(struct kunit *test)
{
	struct world *w = new_world(test);
	int i;

	for (i = 0; i < 4; i++) {
		add(test, w, A, i, i + 1);
		KUNIT_EXPECT_EQ(test, w->views[i].index, i);
		KUNIT_EXPECT_EQ(test, w->views[i].lun, 0);
	}
	stmf_rules_remove(&w->views[1]);
	stmf_rules_remove(&w->views[2]);
	/* the lowest gap, whichever view was there */
	add(test, w, A, 2, 3);
	KUNIT_EXPECT_EQ(test, w->views[2].index, 1);
	add(test, w, A, 1, 2);
	KUNIT_EXPECT_EQ(test, w->views[1].index, 2);
	add(test, w, B, 4, ALL);
	KUNIT_EXPECT_EQ(test, w->views[4].index, 0);
	KUNIT_EXPECT_EQ(test, w->views[4].lun, 1);
	/* a LUN is free again as soon as its last user is gone */
	for (i = 0; i < 4; i++)
		stmf_rules_remove(&w->views[i]);
	add(test, w, C, 0, ALL);
	KUNIT_EXPECT_EQ(test, w->views[0].lun, 0);
	end_world(test, w);
}

static void test_exhaustion(struct kunit *test)
{
	const int n = STMF_RULES_LUNS;
	struct stmf_rule_view *views;
	struct stmf_lun_space space;
	struct list_head *lus;
	int i;

	views = kvcalloc(n + 1, sizeof(*views), GFP_KERNEL);
	lus = kvcalloc(n + 1, sizeof(*lus), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, views && lus);
	stmf_rules_init(&space);
	for (i = 0; i <= n; i++)
		INIT_LIST_HEAD(&lus[i]);
	for (i = 0; i < n; i++) {
		if (stmf_rules_add(&space, &lus[i], &views[i], AUTO) ||
		    views[i].lun != i)
			break;
	}
	KUNIT_ASSERT_EQ(test, i, n);
	KUNIT_EXPECT_EQ(test, stmf_rules_add(&space, &lus[n], &views[n], AUTO),
			-ENOSPC);
	views[n].hg = H1;
	KUNIT_EXPECT_EQ(test, stmf_rules_add(&space, &lus[n], &views[n], AUTO),
			-ENOSPC);
	stmf_rules_remove(&views[7777]);
	KUNIT_EXPECT_EQ(test, stmf_rules_add(&space, &lus[n], &views[n], AUTO), 0);
	KUNIT_EXPECT_EQ(test, views[n].lun, 7777);
	for (i = 0; i <= n; i++)
		if (views[i].pair)
			stmf_rules_remove(&views[i]);
	KUNIT_EXPECT_TRUE(test, list_empty(&space.pairs));
	kvfree(views);
	kvfree(lus);
}

static struct kunit_case rules_tests[] = {
	KUNIT_CASE(test_examples),
	KUNIT_CASE(test_order),
	KUNIT_CASE(test_reuse),
	KUNIT_CASE(test_exhaustion),
	{}
};

static struct kunit_suite rules_suite = {
	.name = "stmf_rules",
	.test_cases = rules_tests,
};

kunit_test_suite(rules_suite);
