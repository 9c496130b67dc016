// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics: counters of each CPU, for each logical unit and each I_T nexus.
 * An I_T nexus gets its place in the table with its first command that is let
 * in, and keeps it until the module goes: so that totals never shrink, and that
 * a command in flight may hold its index. What does not fit any more, because
 * initiators make up names, shares place 0. table_lock is taken to find a place,
 * not to count. Tested by stats_test.c.
 */
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "stats.h"

#define BUCKETS	1024

static DEFINE_SPINLOCK(table_lock);
static struct stmf_nexus_stats *table[STMF_NEXUS_MAX];
static u32 used;
static u16 buckets[BUCKETS];	/* index of the first one, or 0 */

static void count_max(struct stmf_counters __percpu *counters, u64 ns)
{
	u64 max = this_cpu_read(counters->max_ns);

	while (ns > max) {
		u64 seen = this_cpu_cmpxchg(counters->max_ns, max, ns);

		if (seen == max)
			break;
		max = seen;
	}
}

/**
 * stmf_counters_add - count a command that has ended
 * @counters: where
 * @write: it was a write
 * @bytes: its length
 * @ns: its time on the store
 * @failed: the store failed it
 *
 * Context: any, interrupts too.
 */
void stmf_counters_add(struct stmf_counters __percpu *counters, bool write,
		       u32 bytes, u64 ns, bool failed)
{
	if (unlikely(failed)) {
		this_cpu_inc(counters->errors);
		return;
	}
	if (write) {
		this_cpu_inc(counters->writes);
		this_cpu_add(counters->write_bytes, bytes);
		this_cpu_add(counters->write_ns, ns);
	} else {
		this_cpu_inc(counters->reads);
		this_cpu_add(counters->read_bytes, bytes);
		this_cpu_add(counters->read_ns, ns);
	}
	count_max(counters, ns);
}

/**
 * stmf_counters_sum - add up all CPUs
 * @counters: the counters
 * @sum: the result. A command that ends meanwhile may be in some of it only
 */
void stmf_counters_sum(const struct stmf_counters __percpu *counters,
		       struct stmf_counters *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct stmf_counters *c = per_cpu_ptr(counters, cpu);

		sum->reads += READ_ONCE(c->reads);
		sum->writes += READ_ONCE(c->writes);
		sum->read_bytes += READ_ONCE(c->read_bytes);
		sum->write_bytes += READ_ONCE(c->write_bytes);
		sum->read_ns += READ_ONCE(c->read_ns);
		sum->write_ns += READ_ONCE(c->write_ns);
		sum->errors += READ_ONCE(c->errors);
		sum->max_ns = max(sum->max_ns, READ_ONCE(c->max_ns));
	}
}

/**
 * stmf_counters_clear - begin at 0
 * @counters: the counters; nobody counts
 */
void stmf_counters_clear(struct stmf_counters __percpu *counters)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(counters, cpu), 0, sizeof(*counters));
}

static void set_spelling(struct stmf_nexus_stats *s, const char *as_initiator,
			 const char *as_target)
{
	s->as_initiator_len = strlen(as_initiator);
	s->as_target_len = strlen(as_target);
	s->as_initiator = s->spelling;
	s->as_target = s->spelling + s->as_initiator_len + 1;
	memcpy(s->spelling, as_initiator, s->as_initiator_len + 1);
	memcpy(s->spelling + s->as_initiator_len + 1, as_target,
	       s->as_target_len + 1);
}

/* In the command path of a new nexus: without waiting for memory */
static struct stmf_nexus_stats *make_stats(const char *initiator,
					   const char *target,
					   const char *as_initiator,
					   const char *as_target, u32 hash,
					   gfp_t gfp)
{
	size_t spelling = strlen(as_initiator) + strlen(as_target) + 2;
	struct stmf_nexus_stats *s;

	s = kzalloc(struct_size(s, spelling, spelling), gfp);
	if (!s)
		return NULL;
	s->counters = alloc_percpu_gfp(struct stmf_counters, gfp);
	if (!s->counters) {
		kfree(s);
		return NULL;
	}
	s->hash = hash;
	strscpy(s->initiator, initiator, sizeof(s->initiator));
	strscpy(s->target, target, sizeof(s->target));
	set_spelling(s, as_initiator, as_target);
	return s;
}

static int find_index(const char *initiator, const char *target, u32 hash)
{
	u32 i;

	for (i = buckets[hash % BUCKETS]; i; i = table[i]->next)
		if (table[i]->hash == hash &&
		    !strcmp(table[i]->initiator, initiator) &&
		    !strcmp(table[i]->target, target))
			return i;
	return 0;
}

static int add_index(const char *initiator, const char *target,
		     const char *as_initiator, const char *as_target, u32 hash)
{
	struct stmf_nexus_stats *s;

	if (used == STMF_NEXUS_MAX)
		return 0;
	s = make_stats(initiator, target, as_initiator, as_target, hash,
		       GFP_ATOMIC | __GFP_NOWARN);
	if (!s)
		return -ENOMEM;
	s->next = buckets[hash % BUCKETS];
	smp_store_release(&table[used], s);	/* for stmf_nexus_stats() */
	buckets[hash % BUCKETS] = used;
	WRITE_ONCE(used, used + 1);
	return used - 1;
}

/**
 * stmf_nexus_index - find or make the place of an I_T nexus
 * @initiator: name of the initiator port in normal form
 * @target: name of the target port in normal form
 * @as_initiator: the first one as the fabric spells it; kept if the place is new
 * @as_target: likewise
 *
 * Context: any, also atomic.
 * Return: its index; 0 if there is none left for it; -ENOMEM if it has none yet.
 */
int stmf_nexus_index(const char *initiator, const char *target,
		     const char *as_initiator, const char *as_target)
{
	u32 hash = jhash(target, strlen(target),
			 jhash(initiator, strlen(initiator), 0));
	unsigned long flags;
	int index;

	spin_lock_irqsave(&table_lock, flags);
	index = find_index(initiator, target, hash) ?:
		add_index(initiator, target, as_initiator, as_target, hash);
	spin_unlock_irqrestore(&table_lock, flags);
	return index;
}

/**
 * stmf_nexus_stats - the statistics at an index
 * @index: any number
 *
 * Context: any.
 * Return: the statistics, or NULL if the place is not taken.
 */
const struct stmf_nexus_stats *stmf_nexus_stats(u32 index)
{
	/* pairs with add_index() */
	return index < STMF_NEXUS_MAX ? smp_load_acquire(&table[index]) : NULL;
}

/**
 * stmf_stats_init - make the place of those who have none
 *
 * Context: module load.
 * Return: 0 or -ENOMEM.
 */
int stmf_stats_init(void)
{
	table[0] = make_stats("", "", "", "", 0, GFP_KERNEL);
	used = 1;
	return table[0] ? 0 : -ENOMEM;
}

/**
 * stmf_stats_exit - free all, when no command comes any more
 */
void stmf_stats_exit(void)
{
	u32 i;

	for (i = 0; i < used; i++) {
		free_percpu(table[i]->counters);
		kfree(table[i]);
		table[i] = NULL;
	}
	memset(buckets, 0, sizeof(buckets));
	used = 0;
}
