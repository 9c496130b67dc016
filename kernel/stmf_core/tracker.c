// SPDX-License-Identifier: GPL-2.0
/*
 * Compares snapshots of the sessions: which are new, which are gone, and since
 * when those are there whose fabric does not know. The caller serialises.
 * Tested by tracker_test.c.
 */
#include <linux/hash.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tracker.h"

struct tracked {
	struct hlist_node node;
	struct stmf_session session;
	bool seen;
};

/**
 * stmf_tracker_init - know of no session
 * @tracker: the tracker
 */
void stmf_tracker_init(struct stmf_tracker *tracker)
{
	hash_init(tracker->table);
}

/**
 * stmf_tracker_clear - forget all sessions
 * @tracker: the tracker
 */
void stmf_tracker_clear(struct stmf_tracker *tracker)
{
	struct hlist_node *next;
	struct tracked *t;
	int i;

	hash_for_each_safe(tracker->table, i, next, t, node) {
		hash_del(&t->node);
		kfree(t);
	}
}

/* LIO may use the memory of a session again, for one of the same names even. */
static bool same_session(const struct stmf_session *a,
			 const struct stmf_session *b)
{
	return a->key == b->key && a->info.id == b->info.id &&
	       !strcmp(a->initiator, b->initiator) &&
	       !strcmp(a->target, b->target);
}

static struct tracked *find(struct stmf_tracker *tracker,
			    const struct stmf_session *session)
{
	struct tracked *t;

	hash_for_each_possible(tracker->table, t, node,
			       (unsigned long)session->key)
		if (same_session(&t->session, session))
			return t;
	return NULL;
}

static struct tracked *add(struct stmf_tracker *tracker,
			   const struct stmf_session *session)
{
	struct tracked *t = kmalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return NULL;
	t->session = *session;
	hash_add(tracker->table, &t->node, (unsigned long)session->key);
	return t;
}

static void drop_unseen(struct stmf_tracker *tracker, stmf_session_fn tell)
{
	struct hlist_node *next;
	struct tracked *t;
	int i;

	hash_for_each_safe(tracker->table, i, next, t, node) {
		if (t->seen) {
			t->seen = false;
			continue;
		}
		hash_del(&t->node);
		tell(&t->session, false);
		kfree(t);
	}
}

/**
 * stmf_tracker_update - look again
 * @tracker: the tracker
 * @s: all sessions that there are; those whose login time is not known get the
 *	time when they were first seen
 * @now: seconds since the epoch
 * @tell: called for each session that is new or gone
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM: some that are new will be told of next time.
 */
int stmf_tracker_update(struct stmf_tracker *tracker, struct stmf_sessions *s,
			s64 now, stmf_session_fn tell)
{
	int err = 0;
	size_t i;

	for (i = 0; i < s->count; i++) {
		struct stmf_session *session = &s->list[i];
		struct tracked *t = find(tracker, session);

		if (!session->info.since)
			session->info.since = t ? t->session.info.since : now;
		if (!t) {
			t = add(tracker, session);
			if (t)
				tell(session, true);
		}
		if (t)
			t->seen = true;
		else
			err = -ENOMEM;
	}
	drop_unseen(tracker, tell);
	return err;
}
