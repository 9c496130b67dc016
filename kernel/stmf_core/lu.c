// SPDX-License-Identifier: GPL-2.0
/*
 * Logical units: registered by a provider, or only known by their GUID because
 * they have a directory in configfs, where their views are. A record exists as
 * long as there is either. stmf.lock protects everything.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "model.h"
#include "stats.h"

static void lu_changed(const struct stmf_lu *lu, enum stmf_event event)
{
	const struct stmf_note note = {
		.event = event,
		.kind = STMF_KIND_LU,
		.state = stmf_lu_state(lu),
		.guid = &lu->guid,
	};

	stmf_changed(&note);
}

static struct stmf_lu *lu_of_run(struct stmf_run *run)
{
	return container_of(run, struct stmf_lu, run);
}

static void start_lu(struct stmf_run *run)
{
	struct stmf_lu *lu = lu_of_run(run);

	percpu_ref_reinit(&lu->running);
	stmf_policy_set_online(&stmf.policy, &lu->policy.online, true);
}

static void stop_lu(struct stmf_run *run)
{
	struct stmf_lu *lu = lu_of_run(run);

	stmf_policy_set_online(&stmf.policy, &lu->policy.online, false);
	percpu_ref_kill(&lu->running);
}

static bool lu_stopped(struct stmf_run *run)
{
	return percpu_ref_is_zero(&lu_of_run(run)->running);
}

static void lu_run_changed(struct stmf_run *run, enum stmf_event event)
{
	lu_changed(lu_of_run(run), event);
}

static const struct stmf_run_ops lu_run_ops = {
	.start = start_lu,
	.stop = stop_lu,
	.stopped = lu_stopped,
	.changed = lu_run_changed,
};

/* The last command has ended; in its context, which may be an interrupt. */
static void lu_is_idle(struct percpu_ref *ref)
{
	stmf_settle_soon();
}

static int guid_cmp(const struct stmf_guid *a, const struct stmf_guid *b)
{
	return memcmp(a->b, b->b, STMF_GUID_LEN);
}

/**
 * stmf_lu_find - look a logical unit up
 * @guid: its GUID
 *
 * Context: stmf.lock held.
 * Return: the logical unit or NULL.
 */
struct stmf_lu *stmf_lu_find(const struct stmf_guid *guid)
{
	struct stmf_lu *lu = stmf_lu_next(guid);

	return lu && !guid_cmp(&lu->guid, guid) ? lu : NULL;
}

/**
 * stmf_lu_next - the first logical unit from a GUID on
 * @guid: the GUID
 *
 * Context: stmf.lock held.
 * Return: the one with the lowest GUID that is not below @guid, or NULL.
 */
struct stmf_lu *stmf_lu_next(const struct stmf_guid *guid)
{
	struct rb_node *n = stmf.lus.rb_node;
	struct stmf_lu *best = NULL;

	lockdep_assert_held(&stmf.lock);
	while (n) {
		struct stmf_lu *lu = rb_entry(n, struct stmf_lu, node);

		if (guid_cmp(&lu->guid, guid) < 0) {
			n = n->rb_right;
		} else {
			best = lu;
			n = n->rb_left;
		}
	}
	return best;
}

/**
 * stmf_lu_after - the next logical unit by GUID
 * @lu: the logical unit before it
 *
 * Context: stmf.lock held.
 * Return: the logical unit or NULL.
 */
struct stmf_lu *stmf_lu_after(const struct stmf_lu *lu)
{
	struct rb_node *n = rb_next(&lu->node);

	return n ? rb_entry(n, struct stmf_lu, node) : NULL;
}

/**
 * stmf_lu_state - the state that a logical unit shows
 * @lu: the logical unit
 *
 * Context: stmf.lock held.
 * Return: the state.
 */
enum stmf_state stmf_lu_state(const struct stmf_lu *lu)
{
	return lu->run.state;
}

/**
 * stmf_lu_set_online - bring a logical unit online or take it offline
 * @lu: the logical unit
 * @online: which
 *
 * While the service is offline, or no provider has registered it, this decides
 * what becomes of it afterwards.
 *
 * Context: stmf.lock held; may sleep.
 * Return: 0, or -EBUSY if it is Offlining and is to be online.
 */
int stmf_lu_set_online(struct stmf_lu *lu, bool online)
{
	lockdep_assert_held(&stmf.lock);
	return stmf_run_set_online(&stmf.service, &lu->run, online);
}

/**
 * stmf_lu_begin - a command is going to be carried out
 * @lu: what stmf_lu_register() returned, or NULL
 *
 * A command that was let in may have waited for its data since. To be called
 * before the store is touched on its behalf.
 *
 * Context: any, also atomic. Takes no lock.
 * Return: true, and stmf_lu_end() must follow; or false if the logical unit is
 * not online: then the command is refused.
 */
bool stmf_lu_begin(struct stmf_lu *lu)
{
	return lu && percpu_ref_tryget_live(&lu->running);
}
EXPORT_SYMBOL_GPL(stmf_lu_begin);

/**
 * stmf_lu_end - a command does not touch the store any more
 * @lu: the logical unit
 *
 * To be called before LIO is told that the command has ended: LIO may then let
 * the logical unit go.
 *
 * Context: any, also atomic. Takes no lock.
 */
void stmf_lu_end(struct stmf_lu *lu)
{
	percpu_ref_put(&lu->running);
}
EXPORT_SYMBOL_GPL(stmf_lu_end);

/**
 * stmf_lu_stopping - should a command that has begun come to its end?
 * @lu: the logical unit, between stmf_lu_begin() and stmf_lu_end()
 *
 * Context: any, also atomic. Takes no lock.
 * Return: true once the logical unit is on its way offline.
 */
bool stmf_lu_stopping(struct stmf_lu *lu)
{
	return percpu_ref_is_dying(&lu->running);
}
EXPORT_SYMBOL_GPL(stmf_lu_stopping);

/**
 * stmf_lu_account - count a command that has ended
 * @lu: the logical unit
 * @nexus: from stmf_lu_check()
 * @write: it was a write
 * @bytes: its length
 * @ns: its time on the store
 * @failed: the store failed it
 *
 * To be called before stmf_lu_end().
 *
 * Context: any, also atomic. Takes no lock.
 */
void stmf_lu_account(struct stmf_lu *lu, u32 nexus, bool write, u32 bytes,
		     u64 ns, bool failed)
{
	const struct stmf_nexus_stats *stats = stmf_nexus_stats(nexus);

	stmf_counters_add(lu->counters, write, bytes, ns, failed);
	if (stats)
		stmf_counters_add(stats->counters, write, bytes, ns, failed);
}
EXPORT_SYMBOL_GPL(stmf_lu_account);

static void insert_lu(struct stmf_lu *lu)
{
	struct rb_node **link = &stmf.lus.rb_node, *parent = NULL;

	while (*link) {
		struct stmf_lu *other = rb_entry(*link, struct stmf_lu, node);

		parent = *link;
		link = guid_cmp(&lu->guid, &other->guid) < 0 ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&lu->node, parent, link);
	rb_insert_color(&lu->node, &stmf.lus);
}

/* Find or make the record; a new one is unregistered and has no directory. */
static struct stmf_lu *get_lu(const struct stmf_guid *guid)
{
	struct stmf_lu *lu = stmf_lu_find(guid);

	if (lu)
		return lu;
	lu = kzalloc(sizeof(*lu), GFP_KERNEL);
	if (!lu)
		return NULL;
	lu->counters = alloc_percpu(struct stmf_counters);
	if (!lu->counters)
		goto free_lu;
	if (percpu_ref_init(&lu->running, lu_is_idle, PERCPU_REF_INIT_DEAD,
			    GFP_KERNEL))
		goto free_counters;
	stmf_run_init(&lu->run, &lu_run_ops);
	lu->guid = *guid;
	lu->seq = ++stmf.last_seq;
	INIT_LIST_HEAD(&lu->views);
	insert_lu(lu);
	list_add(&lu->order, &stmf.lu_order);
	return lu;

free_counters:
	free_percpu(lu->counters);
free_lu:
	kfree(lu);
	return NULL;
}

static void free_lu(struct rcu_head *rcu)
{
	struct stmf_lu *lu = container_of(rcu, struct stmf_lu, rcu);

	percpu_ref_exit(&lu->running);
	free_percpu(lu->counters);
	kfree(lu);
}

/* Tell of a change that may have taken the last reason to keep the record. */
static void put_lu(struct stmf_lu *lu, enum stmf_event event)
{
	if (lu->provider || lu->has_dir) {
		lu_changed(lu, event);
		return;
	}
	WARN_ON_ONCE(!list_empty(&lu->views));
	rb_erase(&lu->node, &stmf.lus);
	list_del(&lu->order);
	lu_changed(lu, STMF_EVENT_DELETED);
	call_rcu(&lu->rcu, free_lu);
}

/**
 * stmf_lu_dir_add - a directory for a logical unit was made
 * @guid: its GUID
 *
 * Context: su_mutex held; may sleep.
 * Return: the logical unit; -EEXIST if it has a directory; -ENOMEM.
 */
struct stmf_lu *stmf_lu_dir_add(const struct stmf_guid *guid)
{
	struct stmf_lu *lu;

	mutex_lock(&stmf.lock);
	lu = get_lu(guid);
	if (!lu) {
		lu = ERR_PTR(-ENOMEM);
	} else if (lu->has_dir) {
		lu = ERR_PTR(-EEXIST);
	} else {
		lu->has_dir = true;
		lu_changed(lu, lu->provider ? STMF_EVENT_CHANGED :
					      STMF_EVENT_CREATED);
	}
	mutex_unlock(&stmf.lock);
	return lu;
}

/**
 * stmf_lu_dir_remove - the directory of a logical unit was removed
 * @lu: the logical unit; gone on return if it is not registered
 *
 * Context: su_mutex held; may sleep.
 */
void stmf_lu_dir_remove(struct stmf_lu *lu)
{
	mutex_lock(&stmf.lock);
	lu->has_dir = false;
	put_lu(lu, STMF_EVENT_CHANGED);
	mutex_unlock(&stmf.lock);
}

/**
 * stmf_lu_register - register a logical unit
 * @provider: its provider
 * @guid: its GUID
 * @priv: passed to the provider's callbacks
 *
 * It comes online if the service is online and default_lu_state says so; if the
 * service is offline, it does so with the service. What was asked for it while it
 * was not registered counts more than default_lu_state.
 *
 * Context: may sleep; @provider->fill may be called from now on.
 * Return: the handle, or an ERR_PTR: -EINVAL if the GUID is not an NAA type 6
 * designator, -EEXIST if it is registered, -ENOMEM.
 */
struct stmf_lu *stmf_lu_register(const struct stmf_lu_provider *provider,
				 const struct stmf_guid *guid, void *priv)
{
	struct stmf_lu *lu;

	if (!stmf_guid_is_valid(guid))
		return ERR_PTR(-EINVAL);

	mutex_lock(&stmf.lock);
	lu = get_lu(guid);
	if (!lu) {
		lu = ERR_PTR(-ENOMEM);
		goto out;
	}
	if (lu->provider) {
		lu = ERR_PTR(-EEXIST);
		goto out;
	}
	lu->provider = provider;
	lu->priv = priv;
	lu->seq = ++stmf.last_seq;
	list_move(&lu->order, &stmf.lu_order);
	atomic64_set(&lu->refused, 0);
	stmf_counters_clear(lu->counters);
	stmf_run_register(&stmf.service, &lu->run, stmf.default_lu);
	lu_changed(lu, lu->has_dir ? STMF_EVENT_STATE : STMF_EVENT_CREATED);
out:
	mutex_unlock(&stmf.lock);
	return lu;
}
EXPORT_SYMBOL_GPL(stmf_lu_register);

/* Somebody may bring it online again while the lock is free. */
static void await_offline(struct stmf_lu *lu)
{
	for (;;) {
		stmf_run_stop(&stmf.service, &lu->run);
		if (lu->run.state == STMF_STATE_OFFLINE)
			return;
		mutex_unlock(&stmf.lock);
		wait_event(stmf.settled, READ_ONCE(lu->run.state) !=
						STMF_STATE_OFFLINING);
		mutex_lock(&stmf.lock);
	}
}

/**
 * stmf_lu_unregister - take a logical unit away
 * @lu: what stmf_lu_register() returned; invalid on return
 *
 * Its views stay as long as its directory does. No call of stmf_lu_check(),
 * stmf_lu_admits() or stmf_lu_begin() with @lu may start after this one, and no
 * command is being carried out.
 *
 * Context: may sleep; @provider->fill is not called any more on return.
 */
void stmf_lu_unregister(struct stmf_lu *lu)
{
	mutex_lock(&stmf.lock);
	await_offline(lu);
	stmf_run_unregister(&lu->run);
	lu->provider = NULL;
	lu->priv = NULL;
	put_lu(lu, STMF_EVENT_STATE);
	mutex_unlock(&stmf.lock);
}
EXPORT_SYMBOL_GPL(stmf_lu_unregister);

/**
 * stmf_lu_changed - tell listeners that properties have changed
 * @lu: the logical unit
 *
 * Context: may sleep; not from @provider->fill.
 */
void stmf_lu_changed(struct stmf_lu *lu)
{
	mutex_lock(&stmf.lock);
	lu_changed(lu, STMF_EVENT_CHANGED);
	mutex_unlock(&stmf.lock);
}
EXPORT_SYMBOL_GPL(stmf_lu_changed);
