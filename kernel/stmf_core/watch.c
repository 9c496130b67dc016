// SPDX-License-Identifier: GPL-2.0
/*
 * What LIO tells nobody about: logins, logouts, refused logins. So it is looked
 * at once a second, and whenever somebody asks for the sessions. watch_lock
 * protects everything; it is taken outside of all other locks.
 */
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "lio.h"
#include "model.h"
#include "netlink.h"
#include "refusals.h"
#include "tracker.h"
#include "watch.h"

#define REFUSALS_A_TICK	32	/* events; all that there can be in a pause */

static DEFINE_MUTEX(watch_lock);
static struct stmf_tracker tracker;	/* zeroed: knows of none */
static LIST_HEAD(samples);

/**
 * struct sample - how many logins a target port had refused when last looked
 * @node: in samples
 * @denied: of initiators that may not log in there
 * @unauthenticated: of initiators that could not prove who they are
 * @seen: the port is still there
 * @target: its name
 */
struct sample {
	struct list_head node;
	u32 denied;
	u32 unauthenticated;
	bool seen;
	char target[STMF_ISCSI_NAME_MAX + 1];
};

static struct sample *find_sample(const char *target)
{
	struct sample *sample;

	list_for_each_entry(sample, &samples, node)
		if (!strcmp(sample->target, target))
			return sample;
	sample = kzalloc(sizeof(*sample), GFP_KERNEL);
	if (!sample)
		return NULL;
	strscpy(sample->target, target, sizeof(sample->target));
	list_add(&sample->node, &samples);
	return sample;
}

/* A port that was made anew counts from 0 again. */
static u32 since_last(u32 now, u32 before)
{
	return now >= before ? now - before : now;
}

static void note_logins(const struct sample *sample,
			const struct stmf_login_failures *f, u8 kind, u32 count)
{
	struct stmf_refusal *what;

	what = count ? kzalloc(sizeof(*what), GFP_KERNEL) : NULL;
	if (!what)
		return;
	what->kind = kind;
	what->count = count;
	what->last = f->when;
	strscpy(what->address, f->address, sizeof(what->address));
	strscpy(what->target, sample->target, sizeof(what->target));
	stmf_refusals_note(&stmf_refusals, what);
	kfree(what);
}

static void compare_sample(struct sample *sample,
			   const struct stmf_login_failures *f)
{
	note_logins(sample, f, STMF_REFUSAL_KIND_LOGIN,
		    since_last(f->denied, sample->denied));
	note_logins(sample, f, STMF_REFUSAL_KIND_AUTHENTICATION,
		    since_last(f->unauthenticated, sample->unauthenticated));
	sample->denied = f->denied;
	sample->unauthenticated = f->unauthenticated;
	sample->seen = true;
}

/* The provider is valid in the RCU section only. */
static bool get_failures(struct se_portal_group *tpg, char *target,
			 struct stmf_login_failures *f)
{
	const struct stmf_port_provider *port;
	bool known;

	memset(f, 0, sizeof(*f));
	rcu_read_lock();
	port = stmf_lio_port(tpg, target);
	known = port && port->failures && port->failures(tpg, f);
	rcu_read_unlock();
	return known;
}

static int sample_tpg(struct se_portal_group *tpg, void *arg)
{
	char target[STMF_ISCSI_NAME_MAX + 1];
	struct stmf_login_failures failures;
	struct sample *sample;

	if (!get_failures(tpg, target, &failures))
		return 0;
	sample = find_sample(target);
	if (!sample)
		return -ENOMEM;
	compare_sample(sample, &failures);
	return 0;
}

static void drop_samples(bool all)
{
	struct sample *sample, *next;

	list_for_each_entry_safe(sample, next, &samples, node) {
		if (sample->seen && !all) {
			sample->seen = false;
			continue;
		}
		list_del(&sample->node);
		kfree(sample);
	}
}

/* What does not fit into memory now will next time. */
static void sample_failures(void)
{
	if (!stmf_lio_each_tpg(sample_tpg, NULL))
		drop_samples(false);
}

static void tell_refusals(void)
{
	struct stmf_refusal *news = kmalloc(sizeof(*news), GFP_KERNEL);
	int i;

	for (i = 0; news && i < REFUSALS_A_TICK; i++) {
		if (!stmf_refusals_news(&stmf_refusals,
					ktime_get_real_seconds(), news))
			break;
		stmf_notify_refusal(news);
	}
	kfree(news);
}

/**
 * stmf_watch_sessions - take a snapshot of the sessions
 * @s: the snapshot; to be given to stmf_sessions_put(), also on error. Where the
 *	fabric does not know the time of login, it is when the session was first
 *	seen
 *
 * Context: may sleep; stmf.lock is not held.
 * Return: 0 or -ENOMEM.
 */
int stmf_watch_sessions(struct stmf_sessions *s)
{
	int err;

	mutex_lock(&watch_lock);
	err = stmf_sessions_get(s);
	if (!err)	/* what it has no memory for will be new next time */
		stmf_tracker_update(&tracker, s, ktime_get_real_seconds(),
				    stmf_notify_session);
	mutex_unlock(&watch_lock);
	return err;
}

static void watch(struct work_struct *work);
static DECLARE_DELAYED_WORK(watch_work, watch);

static void watch(struct work_struct *work)
{
	struct stmf_sessions s;

	stmf_watch_sessions(&s);
	stmf_sessions_put(&s);
	mutex_lock(&watch_lock);
	sample_failures();
	mutex_unlock(&watch_lock);
	tell_refusals();
	schedule_delayed_work(&watch_work, HZ);
}

/**
 * stmf_watch_start - begin to look by itself
 *
 * Context: module load, after the netlink family was registered.
 */
void stmf_watch_start(void)
{
	schedule_delayed_work(&watch_work, HZ);
}

/**
 * stmf_watch_stop - end that
 *
 * Context: module unload, before the netlink family is unregistered.
 */
void stmf_watch_stop(void)
{
	cancel_delayed_work_sync(&watch_work);
}

/**
 * stmf_watch_clear - free what is remembered
 *
 * Context: module unload, when nobody can ask for sessions any more.
 */
void stmf_watch_clear(void)
{
	stmf_tracker_clear(&tracker);
	drop_samples(true);
}
