// SPDX-License-Identifier: GPL-2.0
/*
 * Initiators that were refused: at login, or commands. What is remembered is
 * bounded, whatever names an initiator makes up: who was refused longest ago
 * makes room. Tested by refusals_test.c.
 */
#include <linux/jhash.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "refusals.h"

struct stmf_refusals stmf_refusals;

/**
 * stmf_refusals_init - remember nobody
 * @table: the table
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stmf_refusals_init(struct stmf_refusals *table)
{
	spin_lock_init(&table->lock);
	table->used = 0;
	table->order = 0;
	table->list = kvcalloc(STMF_REFUSALS_MAX, sizeof(*table->list),
			       GFP_KERNEL);
	return table->list ? 0 : -ENOMEM;
}

/**
 * stmf_refusals_destroy - free the table
 * @table: the table; nobody uses it any more
 */
void stmf_refusals_destroy(struct stmf_refusals *table)
{
	kvfree(table->list);
}

static u32 hash_of(const struct stmf_refusal *r)
{
	u32 hash = jhash(r->initiator, strlen(r->initiator), r->kind);

	hash = jhash(r->target, strlen(r->target), hash);
	return jhash(r->address, strlen(r->address), hash);
}

static bool same(const struct stmf_refusal *a, const struct stmf_refusal *b)
{
	return a->hash == b->hash && a->kind == b->kind &&
	       !strcmp(a->initiator, b->initiator) &&
	       !strcmp(a->target, b->target) &&
	       !strcmp(a->address, b->address);
}

static struct stmf_refusal *find(struct stmf_refusals *table,
				 const struct stmf_refusal *what)
{
	u32 i;

	for (i = 0; i < table->used; i++)
		if (same(&table->list[i], what))
			return &table->list[i];
	return NULL;
}

/* A free place, or that of the one who was refused longest ago. */
static struct stmf_refusal *make_room(struct stmf_refusals *table)
{
	struct stmf_refusal *oldest = &table->list[0];
	u32 i;

	if (table->used < STMF_REFUSALS_MAX)
		return &table->list[table->used++];
	for (i = 1; i < table->used; i++)
		if (table->list[i].order < oldest->order)
			oldest = &table->list[i];
	return oldest;
}

static void enter(struct stmf_refusal *r, const struct stmf_refusal *what)
{
	*r = *what;
	r->count = 0;
	r->told = 0;
	r->told_at = 0;
	r->since = what->last;
}

/**
 * stmf_refusals_note - somebody was refused
 * @table: the table
 * @what: who, where, what, how often (@count) and when (@last); @hash is set
 *
 * Context: any, also atomic.
 */
void stmf_refusals_note(struct stmf_refusals *table, struct stmf_refusal *what)
{
	struct stmf_refusal *r;
	unsigned long flags;

	what->hash = hash_of(what);
	spin_lock_irqsave(&table->lock, flags);
	r = find(table, what);
	if (!r) {
		r = make_room(table);
		enter(r, what);
	}
	r->count += what->count;
	r->last = what->last;
	r->has_lu = what->has_lu;
	r->guid = what->guid;
	r->lun = what->lun;
	r->order = ++table->order;
	spin_unlock_irqrestore(&table->lock, flags);
}

static int newest_first(const void *a, const void *b)
{
	const struct stmf_refusal *x = a, *y = b;

	return x->order < y->order ? 1 : x->order > y->order ? -1 : 0;
}

/**
 * stmf_refusals_copy - who was refused of late, the last one first
 * @table: the table
 * @now: seconds since the epoch
 * @count: set to how many there are
 *
 * Context: may sleep.
 * Return: an array for kvfree(), or NULL if there is no memory.
 */
struct stmf_refusal *stmf_refusals_copy(struct stmf_refusals *table, s64 now,
					size_t *count)
{
	struct stmf_refusal *list;
	unsigned long flags;
	size_t n = 0;
	u32 i;

	list = kvmalloc_array(STMF_REFUSALS_MAX, sizeof(*list), GFP_KERNEL);
	if (!list)
		return NULL;
	spin_lock_irqsave(&table->lock, flags);
	for (i = 0; i < table->used; i++)
		if (table->list[i].last + STMF_REFUSALS_AGE > now)
			list[n++] = table->list[i];
	spin_unlock_irqrestore(&table->lock, flags);
	sort(list, n, sizeof(*list), newest_first, NULL);
	*count = n;
	return list;
}

/* Told a moment ago? A clock that was set back does not make it so. */
static bool was_told(const struct stmf_refusal *r, s64 now)
{
	return r->told && now >= r->told_at &&
	       now - r->told_at < STMF_REFUSALS_PAUSE;
}

/**
 * stmf_refusals_news - a refusal that listeners were not told of
 * @table: the table
 * @now: seconds since the epoch
 * @news: a copy; from now on listeners count as told
 *
 * Of one initiator there is news once in STMF_REFUSALS_PAUSE seconds only.
 *
 * Context: any.
 * Return: false if there is none now.
 */
bool stmf_refusals_news(struct stmf_refusals *table, s64 now,
			struct stmf_refusal *news)
{
	unsigned long flags;
	bool found = false;
	u32 i;

	spin_lock_irqsave(&table->lock, flags);
	for (i = 0; i < table->used && !found; i++) {
		struct stmf_refusal *r = &table->list[i];

		if (r->told == r->count || was_told(r, now))
			continue;
		r->told = r->count;
		r->told_at = now;
		*news = *r;
		found = true;
	}
	spin_unlock_irqrestore(&table->lock, flags);
	return found;
}
