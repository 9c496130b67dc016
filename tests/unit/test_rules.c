// SPDX-License-Identifier: GPL-2.0
/*
 * The view rules against a naive reference: a plain list of all views, where
 * each rule is a loop. Random steps; the seed is printed, and may be given as
 * the first argument.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <errno.h>
#include "rules.h"

_Bool shim_no_memory;
static unsigned int first_seed;

#define LUS		12
#define GROUPS		4	/* of each kind, ids 1..GROUPS */
#define MAX_VIEWS	400

struct ref_view {
	bool used;
	unsigned int lu, index, hg, tg;
	int lun;
	struct stmf_rule_view rule;
};

struct world {
	struct stmf_lun_space space;
	struct list_head lu_views[LUS];
	struct ref_view views[MAX_VIEWS];
};

static bool meet(unsigned int a, unsigned int b)
{
	return !a || !b || a == b;
}

static bool ref_lun_used(const struct world *w, unsigned int hg,
			 unsigned int tg, int lun)
{
	for (int i = 0; i < MAX_VIEWS; i++) {
		const struct ref_view *v = &w->views[i];

		if (v->used && v->lun == lun && meet(v->hg, hg) && meet(v->tg, tg))
			return true;
	}
	return false;
}

/* What adding this view must answer: its LUN or an error */
static int ref_add(const struct world *w, unsigned int lu, unsigned int hg,
		   unsigned int tg, int lun)
{
	if (lun >= STMF_RULES_LUNS)
		return -ERANGE;
	for (int i = 0; i < MAX_VIEWS; i++) {
		const struct ref_view *v = &w->views[i];

		if (v->used && v->lu == lu && meet(v->hg, hg) && meet(v->tg, tg))
			return -EEXIST;
	}
	if (lun >= 0)
		return ref_lun_used(w, hg, tg, lun) ? -EADDRINUSE : lun;
	for (lun = 0; lun < STMF_RULES_LUNS; lun++)
		if (!ref_lun_used(w, hg, tg, lun))
			return lun;
	return -ENOSPC;
}

static unsigned int ref_index(const struct world *w, unsigned int lu)
{
	for (unsigned int index = 0;; index++) {
		bool used = false;

		for (int i = 0; i < MAX_VIEWS; i++)
			used |= w->views[i].used && w->views[i].lu == lu &&
				w->views[i].index == index;
		if (!used)
			return index;
	}
}

static int rnd(int n)
{
	return rand() % n;
}

static int random_lun(void)
{
	switch (rnd(4)) {
	case 0: return rnd(8);
	case 1: return STMF_RULES_LUNS - 1 + rnd(2);
	default: return STMF_RULES_LUN_AUTO;
	}
}

static struct ref_view *free_slot(struct world *w)
{
	for (int i = 0; i < MAX_VIEWS; i++)
		if (!w->views[i].used)
			return &w->views[i];
	return NULL;
}

static void step_add(struct world *w)
{
	unsigned int lu = rnd(LUS), hg = rnd(GROUPS + 1), tg = rnd(GROUPS + 1);
	int lun = random_lun(), want = ref_add(w, lu, hg, tg, lun), got;
	struct ref_view *v = free_slot(w);
	u32 index;

	if (!v)
		return;
	assert_int_equal(stmf_rules_free_index(&w->lu_views[lu], &index), 0);
	assert_int_equal(index, ref_index(w, lu));
	v->rule = (struct stmf_rule_view){ .index = index, .hg = hg, .tg = tg };

	shim_no_memory = !rnd(10);
	got = stmf_rules_add(&w->space, &w->lu_views[lu], &v->rule, lun);
	shim_no_memory = false;
	if (got == -ENOMEM) {
		assert_true(want >= 0);
		return;		/* the next steps see that nothing has changed */
	}
	assert_int_equal(got ? got : v->rule.lun, want);
	if (got)
		return;
	v->used = true;
	v->lu = lu;
	v->index = index;
	v->hg = hg;
	v->tg = tg;
	v->lun = want;
}

static void remove_view(struct ref_view *v)
{
	stmf_rules_remove(&v->rule);
	v->used = false;
}

static void check_order(struct world *w)
{
	for (int lu = 0; lu < LUS; lu++) {
		struct stmf_rule_view *v;
		long last = -1;

		list_for_each_entry(v, &w->lu_views[lu], node) {
			assert_true((long)v->index > last);
			last = v->index;
		}
	}
}

static struct world *new_world(void)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	stmf_rules_init(&w->space);
	for (int lu = 0; lu < LUS; lu++)
		INIT_LIST_HEAD(&w->lu_views[lu]);
	return w;
}

static void end_world(struct world *w)
{
	for (int i = 0; i < MAX_VIEWS; i++)
		if (w->views[i].used)
			remove_view(&w->views[i]);
	/* nothing is left behind (and LeakSanitizer sees what is) */
	assert_true(list_empty(&w->space.pairs));
	free(w);
}

static void run(unsigned int seed, int steps, int remove_percent)
{
	struct world *w = new_world();

	print_message("# seed %u, %d steps, %d %% removals\n", seed, steps,
		      remove_percent);
	srand(seed);
	for (int i = 0; i < steps; i++) {
		struct ref_view *v = &w->views[rnd(MAX_VIEWS)];

		if (rnd(100) >= remove_percent)
			step_add(w);
		else if (v->used)
			remove_view(v);
		check_order(w);
	}
	end_world(w);
}

static void random_model(void **state)
{
	(void)state;
	run(first_seed, 20000, 50);
	run(first_seed + 1, 20000, 85);
	run(first_seed + 2, 5000, 10);
}

/* All 16384 LUNs of one pair, and what the other pairs still have */
static void exhaustion(void **state)
{
	struct stmf_rule_view *views = calloc(STMF_RULES_LUNS + 1, sizeof(*views));
	struct list_head *lists = calloc(STMF_RULES_LUNS + 1, sizeof(*lists));
	struct stmf_lun_space space;
	int i;

	(void)state;
	assert_true(views && lists);
	stmf_rules_init(&space);
	for (i = 0; i <= STMF_RULES_LUNS; i++)
		INIT_LIST_HEAD(&lists[i]);
	for (i = 0; i < STMF_RULES_LUNS; i++) {
		views[i].hg = 1;
		assert_int_equal(stmf_rules_add(&space, &lists[i], &views[i], -1), 0);
		assert_int_equal(views[i].lun, i);
	}
	assert_int_equal(stmf_rules_add(&space, &lists[i], &views[i], -1), -ENOSPC);
	views[i].hg = 1;
	views[i].tg = 7;
	assert_int_equal(stmf_rules_add(&space, &lists[i], &views[i], -1), -ENOSPC);
	assert_int_equal(stmf_rules_add(&space, &lists[i], &views[i], 0), -EADDRINUSE);
	views[i].hg = 2;
	assert_int_equal(stmf_rules_add(&space, &lists[i], &views[i], -1), 0);
	assert_int_equal(views[i].lun, 0);
	for (i = 0; i <= STMF_RULES_LUNS; i++)
		stmf_rules_remove(&views[i]);
	assert_true(list_empty(&space.pairs));
	free(views);
	free(lists);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_model),
		cmocka_unit_test(exhaustion),
	};

	first_seed = argc > 1 ? strtoul(argv[1], NULL, 0) : time(NULL);
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
