// SPDX-License-Identifier: GPL-2.0
/*
 * Logical units: registered by a provider, or only known by their GUID because
 * they have a directory in configfs, where their views are. A record exists as
 * long as there is either. stmf.lock protects everything.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>

#include "model.h"

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
 * stmf_lu_state - the state that a logical unit shows
 * @lu: the logical unit
 *
 * Context: stmf.lock held.
 * Return: the state.
 */
enum stmf_state stmf_lu_state(const struct stmf_lu *lu)
{
	if (!lu->provider)
		return STMF_STATE_UNREGISTERED;
	return stmf.online && lu->wanted ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
}

/**
 * stmf_lu_set_online - bring a logical unit online or take it offline
 * @lu: the logical unit
 * @online: which
 *
 * While the service is offline this decides what becomes of it afterwards.
 *
 * Context: stmf.lock held; may sleep.
 * Return: 0, or -ENODEV if it is not registered.
 */
int stmf_lu_set_online(struct stmf_lu *lu, bool online)
{
	lockdep_assert_held(&stmf.lock);
	if (!lu->provider)
		return -ENODEV;
	if (lu->wanted == online)
		return 0;
	lu->wanted = online;
	stmf_policy_set_online(&stmf.policy, &lu->policy.online, online);
	lu_changed(lu, STMF_EVENT_STATE);
	return 0;
}

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
	lu->guid = *guid;
	lu->seq = ++stmf.last_seq;
	INIT_LIST_HEAD(&lu->views);
	insert_lu(lu);
	list_add(&lu->order, &stmf.lu_order);
	return lu;
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
	kfree_rcu(lu, rcu);
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
 * service is offline, it does so with the service.
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
	lu->wanted = stmf.default_lu;
	lu->seq = ++stmf.last_seq;
	list_move(&lu->order, &stmf.lu_order);
	atomic64_set(&lu->refused, 0);
	stmf_policy_set_online(&stmf.policy, &lu->policy.online, lu->wanted);
	lu_changed(lu, lu->has_dir ? STMF_EVENT_STATE : STMF_EVENT_CREATED);
out:
	mutex_unlock(&stmf.lock);
	return lu;
}
EXPORT_SYMBOL_GPL(stmf_lu_register);

/**
 * stmf_lu_unregister - take a logical unit away
 * @lu: what stmf_lu_register() returned; invalid on return
 *
 * Its views stay as long as its directory does. No call of stmf_lu_check() or
 * stmf_lu_admits() with @lu may start after this one.
 *
 * Context: may sleep; @provider->fill is not called any more on return.
 */
void stmf_lu_unregister(struct stmf_lu *lu)
{
	mutex_lock(&stmf.lock);
	stmf_policy_set_online(&stmf.policy, &lu->policy.online, false);
	lu->provider = NULL;
	lu->priv = NULL;
	lu->wanted = false;
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
