// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions and refused initiators in netlink: dumps of snapshots, and events.
 * A dump's snapshot is its own; only the host group is looked up as it goes.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "model.h"
#include "netlink.h"
#include "refusals.h"
#include "watch.h"

/**
 * struct cursor - how far a dump has got
 * @sessions: the snapshot of sessions
 * @refusals: the snapshot of refusals
 * @count: how many refusals
 * @next: what comes next
 */
struct cursor {
	struct stmf_sessions *sessions;
	struct stmf_refusal *refusals;
	size_t count;
	size_t next;
};

static struct cursor *to_cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->ctx));
	return (struct cursor *)cb->ctx;
}

static int put_iscsi(struct sk_buff *skb, const struct stmf_session_info *info)
{
	int err;

	if (!info->tsih)
		return 0;
	err = nla_put(skb, STMF_A_ISID, sizeof(info->isid), info->isid) ?:
	      nla_put_u16(skb, STMF_A_TSIH, info->tsih) ?:
	      stmf_put_text(skb, STMF_A_PEER, info->peer) ?:
	      stmf_put_text(skb, STMF_A_LOCAL, info->local);
	if (err || !info->chap)
		return err;
	return nla_put_flag(skb, STMF_A_CHAP);
}

static int put_session(struct sk_buff *skb, const void *object)
{
	const struct stmf_session *s = object;
	int err;

	err = nla_put_string(skb, STMF_A_TARGET, s->target) ?:
	      nla_put_string(skb, STMF_A_INITIATOR, s->initiator) ?:
	      stmf_put_text(skb, STMF_A_ALIAS, s->info.alias) ?:
	      nla_put_s64(skb, STMF_A_SINCE, s->info.since, STMF_A_PAD) ?:
	      stmf_put_host_group(skb, s->initiator) ?:
	      put_iscsi(skb, &s->info);
	if (err || !s->dynamic)
		return err;
	return nla_put_flag(skb, STMF_A_DYNAMIC);
}

static int put_refusal(struct sk_buff *skb, const void *object)
{
	const struct stmf_refusal *r = object;
	int err;

	err = nla_put_string(skb, STMF_A_TARGET, r->target) ?:
	      stmf_put_text(skb, STMF_A_INITIATOR, r->initiator) ?:
	      stmf_put_text(skb, STMF_A_ADDRESS, r->address) ?:
	      nla_put_u8(skb, STMF_A_REFUSAL_KIND, r->kind) ?:
	      stmf_put_u64(skb, STMF_A_REFUSED, r->count) ?:
	      nla_put_s64(skb, STMF_A_SINCE, r->since, STMF_A_PAD) ?:
	      nla_put_s64(skb, STMF_A_LAST, r->last, STMF_A_PAD) ?:
	      stmf_put_host_group(skb, r->initiator);
	if (err || !r->has_lu)
		return err;
	return stmf_put_guid(skb, &r->guid) ?:
	       nla_put_u16(skb, STMF_A_LUN, r->lun);
}

/**
 * stmf_dump_start_sessions - take the snapshot that is dumped
 * @cb: the dump
 *
 * Return: 0 or -ENOMEM.
 */
int stmf_dump_start_sessions(struct netlink_callback *cb)
{
	struct stmf_sessions *sessions;
	int err;

	sessions = kzalloc(sizeof(*sessions), GFP_KERNEL);
	if (!sessions)
		return -ENOMEM;
	err = stmf_watch_sessions(sessions);
	if (err) {
		stmf_sessions_put(sessions);
		kfree(sessions);
		return err;
	}
	to_cursor(cb)->sessions = sessions;
	return 0;
}

/**
 * stmf_dump_sessions - the sessions of all targets, or of one
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_sessions(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = stmf_dump_attr(cb, STMF_A_TARGET);
	struct cursor *cursor = to_cursor(cb);
	struct stmf_sessions *s = cursor->sessions;
	int err = 0;

	mutex_lock(&stmf.lock);
	for (; cursor->next < s->count; cursor->next++) {
		const struct stmf_session *session = &s->list[cursor->next];

		if (only && strcmp(nla_data(only), session->target))
			continue;
		err = stmf_dump_message(skb, cb, STMF_CMD_SESSION_GET,
					put_session, session);
		if (err)
			break;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/**
 * stmf_dump_done_sessions - free the snapshot
 * @cb: the dump
 *
 * Return: 0.
 */
int stmf_dump_done_sessions(struct netlink_callback *cb)
{
	struct stmf_sessions *sessions = to_cursor(cb)->sessions;

	if (sessions)
		stmf_sessions_put(sessions);
	kfree(sessions);
	return 0;
}

/**
 * stmf_dump_start_refusals - take the snapshot that is dumped
 * @cb: the dump
 *
 * Return: 0 or -ENOMEM.
 */
int stmf_dump_start_refusals(struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);

	cursor->refusals = stmf_refusals_copy(&stmf_refusals,
					      ktime_get_real_seconds(),
					      &cursor->count);
	return cursor->refusals ? 0 : -ENOMEM;
}

/**
 * stmf_dump_refusals - who was refused of late, the last one first
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_refusals(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	int err = 0;

	mutex_lock(&stmf.lock);
	for (; cursor->next < cursor->count; cursor->next++) {
		err = stmf_dump_message(skb, cb, STMF_CMD_REFUSAL_GET,
					put_refusal,
					&cursor->refusals[cursor->next]);
		if (err)
			break;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/**
 * stmf_dump_done_refusals - free the snapshot
 * @cb: the dump
 *
 * Return: 0.
 */
int stmf_dump_done_refusals(struct netlink_callback *cb)
{
	kvfree(to_cursor(cb)->refusals);
	return 0;
}

static int put_login(struct sk_buff *skb, const void *object)
{
	return nla_put_u8(skb, STMF_A_EVENT, STMF_EVENT_CREATED) ?:
	       put_session(skb, object);
}

static int put_logout(struct sk_buff *skb, const void *object)
{
	return nla_put_u8(skb, STMF_A_EVENT, STMF_EVENT_DELETED) ?:
	       put_session(skb, object);
}

/**
 * stmf_notify_session - tell those who listen of a login or logout
 * @session: the session
 * @here: it is new; otherwise it is gone
 *
 * Context: may sleep; stmf.lock is not held.
 */
void stmf_notify_session(const struct stmf_session *session, bool here)
{
	mutex_lock(&stmf.lock);
	stmf_multicast(STMF_MCGRP_SESSIONS, STMF_CMD_SESSION_NTF,
		       here ? put_login : put_logout, session);
	mutex_unlock(&stmf.lock);
}

/**
 * stmf_notify_refusal - tell those who listen of a refused initiator
 * @refusal: what it was refused
 *
 * Context: may sleep; stmf.lock is not held.
 */
void stmf_notify_refusal(const struct stmf_refusal *refusal)
{
	mutex_lock(&stmf.lock);
	stmf_multicast(STMF_MCGRP_SESSIONS, STMF_CMD_REFUSAL_NTF, put_refusal,
		       refusal);
	mutex_unlock(&stmf.lock);
}
