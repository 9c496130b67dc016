// SPDX-License-Identifier: GPL-2.0
/*
 * The rules that a new view must meet: no second view of a logical unit for
 * the same host and target, no LUN twice in any map that a session may get.
 * Pure but for one allocation per new pair of groups; the caller serialises.
 *
 * LUNs are accounted by pair (host group, target group). An initiator is in at
 * most one host group and a port in at most one target group, so two views can
 * meet in one session only if their pairs overlap; the cost of a check depends
 * on the number of pairs in use, never on the number of logical units.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/slab.h>

#include "rules.h"

#define LUN_WORDS	BITS_TO_LONGS(STMF_RULES_LUNS)

struct stmf_lun_pair {
	struct list_head node;
	u32 hg;
	u32 tg;
	u32 used;
	unsigned long luns[LUN_WORDS];
};

/**
 * stmf_rules_init - make an empty LUN space
 * @space: the space
 *
 * An empty space holds no memory; it needs no counterpart.
 */
void stmf_rules_init(struct stmf_lun_space *space)
{
	INIT_LIST_HEAD(&space->pairs);
}

static bool may_meet(u32 a, u32 b)
{
	return a == b || a == STMF_RULES_GROUP_ALL || b == STMF_RULES_GROUP_ALL;
}

static bool overlaps(const struct stmf_lun_pair *pair, u32 hg, u32 tg)
{
	return may_meet(pair->hg, hg) && may_meet(pair->tg, tg);
}

static bool view_conflicts(const struct list_head *lu_views, u32 hg, u32 tg)
{
	const struct stmf_rule_view *v;

	list_for_each_entry(v, lu_views, node)
		if (may_meet(v->hg, hg) && may_meet(v->tg, tg))
			return true;
	return false;
}

/* LUNs of one word of the map that some overlapping pair uses */
static unsigned long used_luns(const struct stmf_lun_space *space,
			       u32 hg, u32 tg, int word)
{
	const struct stmf_lun_pair *pair;
	unsigned long used = 0;

	list_for_each_entry(pair, &space->pairs, node)
		if (overlaps(pair, hg, tg))
			used |= pair->luns[word];
	return used;
}

static int check_lun(const struct stmf_lun_space *space, u32 hg, u32 tg,
		     int lun)
{
	unsigned long used = used_luns(space, hg, tg, lun / BITS_PER_LONG);

	return used & (1UL << lun % BITS_PER_LONG) ? -EADDRINUSE : lun;
}

static int lowest_lun(const struct stmf_lun_space *space, u32 hg, u32 tg)
{
	int word;

	for (word = 0; word < LUN_WORDS; word++) {
		unsigned long used = used_luns(space, hg, tg, word);

		if (~used)
			return word * BITS_PER_LONG + __ffs(~used);
	}
	return -ENOSPC;
}

static struct stmf_lun_pair *find_pair(struct stmf_lun_space *space,
				       u32 hg, u32 tg)
{
	struct stmf_lun_pair *pair;

	list_for_each_entry(pair, &space->pairs, node)
		if (pair->hg == hg && pair->tg == tg)
			return pair;

	pair = kzalloc(sizeof(*pair), GFP_KERNEL);
	if (!pair)
		return NULL;
	pair->hg = hg;
	pair->tg = tg;
	list_add_tail(&pair->node, &space->pairs);
	return pair;
}

static void insert_sorted(struct list_head *lu_views,
			  struct stmf_rule_view *view)
{
	struct list_head *pos;

	/* new views mostly have the highest index */
	list_for_each_prev(pos, lu_views)
		if (list_entry(pos, struct stmf_rule_view, node)->index < view->index)
			break;
	list_add(&view->node, pos);
}

/**
 * stmf_rules_add - check a view against all others and account for it
 * @space: LUNs of all views
 * @lu_views: the views of the same logical unit, by index
 * @view: the new view; @index, @hg and @tg are given, @lun is set here
 * @lun: LUN wanted, or STMF_RULES_LUN_AUTO for the lowest free one
 *
 * Nothing has changed if it fails.
 *
 * Context: may sleep; the caller serialises all changes of @space.
 * Return: 0; -EEXIST if another view of this logical unit may apply to the same
 * host and target; -EADDRINUSE if the LUN is taken; -ENOSPC if none is left;
 * -ERANGE if it is no LUN; -ENOMEM.
 */
int stmf_rules_add(struct stmf_lun_space *space, struct list_head *lu_views,
		   struct stmf_rule_view *view, int lun)
{
	struct stmf_lun_pair *pair;

	if (lun != STMF_RULES_LUN_AUTO && (lun < 0 || lun >= STMF_RULES_LUNS))
		return -ERANGE;
	if (view_conflicts(lu_views, view->hg, view->tg))
		return -EEXIST;

	if (lun == STMF_RULES_LUN_AUTO)
		lun = lowest_lun(space, view->hg, view->tg);
	else
		lun = check_lun(space, view->hg, view->tg, lun);
	if (lun < 0)
		return lun;

	pair = find_pair(space, view->hg, view->tg);
	if (!pair)
		return -ENOMEM;
	__set_bit(lun, pair->luns);
	pair->used++;
	view->pair = pair;
	view->lun = lun;
	insert_sorted(lu_views, view);
	return 0;
}

/**
 * stmf_rules_remove - forget a view
 * @view: a view that was added
 *
 * Context: any; the caller serialises.
 */
void stmf_rules_remove(struct stmf_rule_view *view)
{
	struct stmf_lun_pair *pair = view->pair;

	list_del(&view->node);
	__clear_bit(view->lun, pair->luns);
	view->pair = NULL;
	if (--pair->used)
		return;
	list_del(&pair->node);
	kfree(pair);
}

/**
 * stmf_rules_free_index - the index that a new view gets
 * @lu_views: the views of one logical unit, by index
 * @index: the lowest index that none of them has
 *
 * Return: 0, or -ENOSPC.
 */
int stmf_rules_free_index(const struct list_head *lu_views, u32 *index)
{
	const struct stmf_rule_view *v;
	u64 next = 0;

	list_for_each_entry(v, lu_views, node) {
		if (v->index != next)
			break;
		next++;
	}
	if (next > STMF_RULES_INDEX_MAX)
		return -ENOSPC;
	*index = next;
	return 0;
}
