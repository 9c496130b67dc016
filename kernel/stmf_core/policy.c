// SPDX-License-Identifier: GPL-2.0
/*
 * The admission policy: which LUN of which logical unit an initiator reaches
 * through a target port. Readers run in the command path, under RCU only.
 * Writers are serialised by the caller; each of their steps is one atomic
 * publication followed by a step of policy->seq. A reader that finds the same
 * seq before and after has judged by one state of the policy: without it a
 * slow reader could join a membership that is gone with a view that is new.
 */
#include <linux/bits.h>
#include <linux/jhash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "policy.h"

struct name_key {
	const char *text;
	size_t len;
};

static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct name_key *key = data;

	return jhash(key->text, key->len, seed);
}

static u32 name_hash(const void *data, u32 len, u32 seed)
{
	const struct stmf_name *name = data;

	return jhash(name->text, name->len, seed);
}

static int name_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct name_key *key = arg->key;
	const struct stmf_name *name = obj;

	return name->len != key->len || memcmp(name->text, key->text, key->len);
}

static const struct rhashtable_params name_params = {
	.head_offset = offsetof(struct stmf_name, hash),
	.hashfn = key_hash,
	.obj_hashfn = name_hash,
	.obj_cmpfn = name_cmp,
	.automatic_shrinking = true,
};

/**
 * stmf_names_init - make an empty set of names
 * @names: the set
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stmf_names_init(struct stmf_names *names)
{
	return rhashtable_init(&names->table, &name_params);
}

/**
 * stmf_names_destroy - free an empty set
 * @names: the set; nobody reads it any more
 *
 * Context: may sleep.
 */
void stmf_names_destroy(struct stmf_names *names)
{
	rhashtable_destroy(&names->table);
}

/**
 * stmf_names_add - add a name
 * @names: the set
 * @name: the name; visible to readers on return
 *
 * Context: may sleep; writers are serialised by the caller.
 * Return: 0, -EEXIST or -ENOMEM.
 */
int stmf_names_add(struct stmf_names *names, struct stmf_name *name)
{
	const struct name_key key = { name->text, name->len };
	int err;

	err = rhashtable_lookup_insert_key(&names->table, &key, &name->hash,
					   name_params);
	/* -E2BIG and -EBUSY mean that the table could not grow */
	return err && err != -EEXIST ? -ENOMEM : err;
}

/**
 * stmf_names_remove - remove a name
 * @names: the set
 * @name: a name in it; readers may see it for a grace period
 *
 * Context: any; writers are serialised by the caller.
 */
void stmf_names_remove(struct stmf_names *names, struct stmf_name *name)
{
	rhashtable_remove_fast(&names->table, &name->hash, name_params);
}

/**
 * stmf_names_find - look a name up
 * @names: the set
 * @text: the name, need not be terminated
 * @len: its length
 *
 * Context: any; within an RCU read section, or with the writers locked out.
 * Return: the name or NULL.
 */
struct stmf_name *stmf_names_find(struct stmf_names *names, const char *text,
				  size_t len)
{
	const struct name_key key = { text, len };

	return rhashtable_lookup_fast(&names->table, &key, name_params);
}

/**
 * stmf_name_set - fill in a name, in no group and offline
 * @name: the name
 * @text: its text, need not be terminated; a pattern ends with a '*'
 * @len: its length
 *
 * Return: 0 or -ENAMETOOLONG.
 */
int stmf_name_set(struct stmf_name *name, const char *text, size_t len)
{
	if (len > STMF_ISCSI_NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name->text, text, len);
	name->text[len] = '\0';
	name->len = len && text[len - 1] == '*' ? len - 1 : len;
	name->group = STMF_RULES_GROUP_ALL;
	name->online = false;
	return 0;
}

/**
 * stmf_name_is_pattern - does a name stand for all that begin with it?
 * @name: the name
 *
 * Return: true if it does.
 */
bool stmf_name_is_pattern(const struct stmf_name *name)
{
	return name->text[name->len] == '*';
}

/*
 * One LU's views: an open hash, at most half full. Immutable once published,
 * but for entries that are withdrawn: then their LUN becomes LUN_WITHDRAWN, so
 * that withdrawing needs no memory and can't fail.
 */
struct view_entry {
	u32 hg;
	u32 tg;
	u16 lun;
};

#define LUN_FREE	0xffff		/* the slot was never used: stop here */
#define LUN_WITHDRAWN	0xfffe

struct stmf_view_table {
	struct rcu_head rcu;
	u32 mask;
	u32 live;			/* the writers' count */
	u32 kinds;			/* which view_kind()s there may be */
	struct view_entry slots[];
};

static u32 view_hash(u32 hg, u32 tg)
{
	u32 h = hg * 0x9e3779b1u ^ tg * 0x85ebca6bu;

	return h ^ h >> 15;
}

/* Does the view name a host group, a target group? */
static u32 view_kind(u32 hg, u32 tg)
{
	return BIT((hg ? 1 : 0) + (tg ? 2 : 0));
}

static struct view_entry *table_slot(struct stmf_view_table *table,
				     u32 hg, u32 tg)
{
	u32 i = view_hash(hg, tg);

	for (;; i++) {
		struct view_entry *e = &table->slots[i & table->mask];
		u16 lun = READ_ONCE(e->lun);

		if (lun == LUN_FREE)
			return e;
		if (e->hg == hg && e->tg == tg)
			return e;
	}
}

static int table_lun(struct stmf_view_table *table, u32 hg, u32 tg)
{
	u16 lun;

	if (!(table->kinds & view_kind(hg, tg)))
		return STMF_LUN_NONE;
	lun = READ_ONCE(table_slot(table, hg, tg)->lun);
	return lun < STMF_RULES_LUNS ? lun : STMF_LUN_NONE;
}

/* The four views that may match; the rules leave at most one of them. */
static int match_views(struct stmf_view_table *table, u32 hg, u32 tg)
{
	int lun = table_lun(table, hg, tg);

	if (lun == STMF_LUN_NONE && tg)
		lun = table_lun(table, hg, STMF_RULES_GROUP_ALL);
	if (lun == STMF_LUN_NONE && hg)
		lun = table_lun(table, STMF_RULES_GROUP_ALL, tg);
	if (lun == STMF_LUN_NONE && hg && tg)
		lun = table_lun(table, STMF_RULES_GROUP_ALL,
				STMF_RULES_GROUP_ALL);
	return lun;
}

static struct stmf_view_table *make_table(const struct list_head *lu_views)
{
	const struct stmf_rule_view *v;
	struct stmf_view_table *table;
	size_t n = 0, size, i;

	list_for_each_entry(v, lu_views, node)
		n++;
	/* never full: a search ends at a free slot */
	size = roundup_pow_of_two(2 * n + 1);
	table = kvmalloc(struct_size(table, slots, size), GFP_KERNEL);
	if (!table)
		return NULL;
	table->mask = size - 1;
	table->live = n;
	table->kinds = 0;
	for (i = 0; i < size; i++)
		table->slots[i].lun = LUN_FREE;
	list_for_each_entry(v, lu_views, node) {
		struct view_entry *e = table_slot(table, v->hg, v->tg);

		e->hg = v->hg;
		e->tg = v->tg;
		e->lun = v->lun;
		table->kinds |= view_kind(v->hg, v->tg);
	}
	return table;
}

/* The last change is visible before seq moves, and seq before the next change. */
static void policy_step(struct stmf_policy *policy)
{
	smp_wmb();	/* pairs with stmf_policy_changed() */
	WRITE_ONCE(policy->seq, policy->seq + 1);
	smp_wmb();	/* pairs with stmf_policy_begin() */
}

/**
 * stmf_policy_init - make a policy that denies everything
 * @policy: the policy
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stmf_policy_init(struct stmf_policy *policy)
{
	int err;

	policy->seq = 0;
	policy->online = false;
	err = stmf_names_init(&policy->initiators);
	if (err)
		return err;
	err = stmf_patterns_init(&policy->patterns);
	if (err)
		goto out_initiators;
	err = stmf_names_init(&policy->targets);
	if (err)
		goto out_patterns;
	return 0;

out_patterns:
	stmf_patterns_destroy(&policy->patterns);
out_initiators:
	stmf_names_destroy(&policy->initiators);
	return err;
}

/**
 * stmf_policy_destroy - free a policy whose names were removed
 * @policy: the policy; nobody reads it any more
 *
 * Context: may sleep.
 */
void stmf_policy_destroy(struct stmf_policy *policy)
{
	stmf_names_destroy(&policy->targets);
	stmf_patterns_destroy(&policy->patterns);
	stmf_names_destroy(&policy->initiators);
}

/**
 * stmf_policy_set_online - change an online flag
 * @policy: the policy
 * @flag: &policy->online, a target's or a logical unit's flag
 * @on: its new value
 *
 * Context: any; the caller serialises.
 */
void stmf_policy_set_online(struct stmf_policy *policy, bool *flag, bool on)
{
	WRITE_ONCE(*flag, on);
	policy_step(policy);
}

/**
 * stmf_policy_set_group - put a target port into a target group
 * @policy: the policy
 * @name: the target port
 * @group: id of the group, or STMF_RULES_GROUP_ALL
 *
 * Context: any; the caller serialises.
 */
void stmf_policy_set_group(struct stmf_policy *policy, struct stmf_name *name,
			   u32 group)
{
	WRITE_ONCE(name->group, group);
	policy_step(policy);
}

/**
 * stmf_policy_add_initiator - make an initiator a member of its host group
 * @policy: the policy
 * @name: the initiator or pattern, with its group
 *
 * Context: may sleep; the caller serialises.
 * Return: 0, -EEXIST or -ENOMEM.
 */
int stmf_policy_add_initiator(struct stmf_policy *policy,
			      struct stmf_name *name)
{
	int err;

	if (stmf_name_is_pattern(name))
		err = stmf_patterns_add(&policy->patterns, name);
	else
		err = stmf_names_add(&policy->initiators, name);
	policy_step(policy);
	return err;
}

/**
 * stmf_policy_remove_initiator - the initiator is in no host group now
 * @policy: the policy
 * @name: the initiator; readers may see it for a grace period
 *
 * Context: any; the caller serialises.
 */
void stmf_policy_remove_initiator(struct stmf_policy *policy,
				  struct stmf_name *name)
{
	if (stmf_name_is_pattern(name))
		stmf_patterns_remove(&policy->patterns, name);
	else
		stmf_names_remove(&policy->initiators, name);
	policy_step(policy);
}

/**
 * stmf_policy_add_target - make a target port known
 * @policy: the policy
 * @name: the target port
 *
 * Context: may sleep; the caller serialises.
 * Return: 0, -EEXIST or -ENOMEM.
 */
int stmf_policy_add_target(struct stmf_policy *policy, struct stmf_name *name)
{
	int err = stmf_names_add(&policy->targets, name);

	policy_step(policy);
	return err;
}

/**
 * stmf_policy_remove_target - forget a target port
 * @policy: the policy
 * @name: the target port; readers may see it for a grace period
 *
 * Context: any; the caller serialises.
 */
void stmf_policy_remove_target(struct stmf_policy *policy,
			       struct stmf_name *name)
{
	stmf_names_remove(&policy->targets, name);
	policy_step(policy);
}

static void replace_table(struct stmf_policy *policy,
			  struct stmf_policy_lu *lu,
			  struct stmf_view_table *table)
{
	struct stmf_view_table *old;

	old = rcu_replace_pointer(lu->views, table, true);
	policy_step(policy);
	if (old)
		kvfree_rcu(old, rcu);
}

/**
 * stmf_policy_publish_views - let the views of a logical unit count
 * @policy: the policy
 * @lu: the logical unit
 * @lu_views: all its views, as struct stmf_rule_view
 *
 * Context: may sleep; the caller serialises.
 * Return: 0, or -ENOMEM: nothing has changed.
 */
int stmf_policy_publish_views(struct stmf_policy *policy,
			      struct stmf_policy_lu *lu,
			      const struct list_head *lu_views)
{
	struct stmf_view_table *table = NULL;

	if (!list_empty(lu_views)) {
		table = make_table(lu_views);
		if (!table)
			return -ENOMEM;
	}
	replace_table(policy, lu, table);
	return 0;
}

/**
 * stmf_policy_withdraw_view - a view counts no longer
 * @policy: the policy
 * @lu: the logical unit
 * @hg: the view's host group id
 * @tg: the view's target group id
 *
 * Context: any; the caller serialises. Never fails.
 */
void stmf_policy_withdraw_view(struct stmf_policy *policy,
			       struct stmf_policy_lu *lu, u32 hg, u32 tg)
{
	struct stmf_view_table *table;
	struct view_entry *e;

	table = rcu_dereference_protected(lu->views, true);
	if (!table)
		return;
	e = table_slot(table, hg, tg);
	if (e->lun >= STMF_RULES_LUNS)
		return;
	WRITE_ONCE(e->lun, LUN_WITHDRAWN);
	policy_step(policy);
	if (!--table->live)
		replace_table(policy, lu, NULL);
}

/**
 * stmf_policy_invalidate - what readers made of fabric names counts no more
 * @policy: the policy
 *
 * Context: any; the caller serialises.
 */
void stmf_policy_invalidate(struct stmf_policy *policy)
{
	policy_step(policy);
}

/**
 * stmf_policy_resolve - what the policy knows of the two ends of a nexus
 * @policy: the policy
 * @initiator: name of the initiator port in normal form
 * @initiator_len: its length
 * @target: name of the target port in normal form
 * @target_len: its length
 * @ids: the result
 *
 * Context: RCU read section.
 */
void stmf_policy_resolve(struct stmf_policy *policy, const char *initiator,
			 size_t initiator_len, const char *target,
			 size_t target_len, struct stmf_nexus_ids *ids)
{
	const struct name_key ini_key = { initiator, initiator_len };
	const struct name_key tgt_key = { target, target_len };
	struct stmf_name *ini, *tgt;

	tgt = rhashtable_lookup(&policy->targets.table, &tgt_key, name_params);
	ids->online = tgt && READ_ONCE(tgt->online);
	ids->tg = tgt ? READ_ONCE(tgt->group) : STMF_RULES_GROUP_ALL;
	ini = rhashtable_lookup(&policy->initiators.table, &ini_key,
				name_params);
	if (!ini)
		ini = stmf_patterns_find(&policy->patterns, initiator,
					 initiator_len);
	ids->hg = ini ? ini->group : STMF_RULES_GROUP_ALL;
}

/* The one judgement, of commands and of those who ask why */
static __always_inline enum stmf_verdict
judge_nexus(const struct stmf_policy *policy, const struct stmf_policy_lu *lu,
	    const struct stmf_nexus_ids *ids, int *lun)
{
	struct stmf_view_table *table;

	if (!READ_ONCE(policy->online))
		return STMF_DENIED_SERVICE;
	if (!ids->online)
		return STMF_DENIED_TARGET;
	if (!READ_ONCE(lu->online))
		return STMF_DENIED_LU;
	table = rcu_dereference(lu->views);
	*lun = table ? match_views(table, ids->hg, ids->tg) : STMF_LUN_NONE;
	return *lun == STMF_LUN_NONE ? STMF_DENIED_VIEW : STMF_ADMITTED;
}

/**
 * stmf_policy_match - at which LUN may a nexus reach a logical unit?
 * @policy: the policy
 * @lu: the logical unit
 * @ids: the nexus
 *
 * Context: RCU read section.
 * Return: the LUN, or STMF_LUN_NONE if it may not.
 */
int stmf_policy_match(const struct stmf_policy *policy,
		      const struct stmf_policy_lu *lu,
		      const struct stmf_nexus_ids *ids)
{
	int lun;

	if (judge_nexus(policy, lu, ids, &lun) != STMF_ADMITTED)
		return STMF_LUN_NONE;
	return lun;
}

/**
 * stmf_policy_judge - may an initiator reach a logical unit now, and if not, what
 *	is in the way first?
 * @policy: the policy
 * @lu: the logical unit
 * @initiator: name of the initiator port in normal form
 * @initiator_len: its length
 * @target: name of the target port in normal form
 * @target_len: its length
 * @ids: set to what the policy knows of the ports
 * @lun: set to the LUN if it may
 *
 * Context: any, also atomic. Takes no lock.
 * Return: the verdict. If the policy kept changing it is not STMF_ADMITTED.
 */
enum stmf_verdict
stmf_policy_judge(struct stmf_policy *policy, const struct stmf_policy_lu *lu,
		  const char *initiator, size_t initiator_len,
		  const char *target, size_t target_len,
		  struct stmf_nexus_ids *ids, int *lun)
{
	enum stmf_verdict verdict;
	int tries = STMF_POLICY_TRIES;
	unsigned long seq;

	rcu_read_lock();
	do {
		seq = stmf_policy_begin(policy);
		stmf_policy_resolve(policy, initiator, initiator_len, target,
				    target_len, ids);
		verdict = judge_nexus(policy, lu, ids, lun);
		if (!stmf_policy_changed(policy, seq))
			break;
		verdict = STMF_DENIED_VIEW;
	} while (--tries);
	rcu_read_unlock();
	return verdict;
}

/**
 * stmf_policy_lun - at which LUN may an initiator reach a logical unit now?
 * @policy: the policy
 * @lu: the logical unit
 * @initiator: name of the initiator port in normal form
 * @initiator_len: its length
 * @target: name of the target port in normal form
 * @target_len: its length
 *
 * Context: any, also atomic. Takes no lock.
 * Return: the LUN, or STMF_LUN_NONE if it may not.
 */
int stmf_policy_lun(struct stmf_policy *policy, const struct stmf_policy_lu *lu,
		    const char *initiator, size_t initiator_len,
		    const char *target, size_t target_len)
{
	struct stmf_nexus_ids ids;
	int lun;

	if (stmf_policy_judge(policy, lu, initiator, initiator_len, target,
			      target_len, &ids, &lun) != STMF_ADMITTED)
		return STMF_LUN_NONE;
	return lun;
}
