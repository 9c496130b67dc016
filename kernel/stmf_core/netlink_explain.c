// SPDX-License-Identifier: GPL-2.0
/*
 * EXPLAIN_GET: why an initiator reaches logical units through a target port, or
 * does not. What LIO has is copied when the dump begins, under stmf.lock; the
 * generation says if the model has changed since.
 */
#include <linux/slab.h>

#include "lio_nexus.h"
#include "model.h"
#include "netlink.h"
#include "reason.h"

/**
 * struct nexus - the two ports that are asked about
 * @lio: what LIO has for them
 * @generation: of the model when that was copied
 * @initiator: name in normal form
 * @target: name in normal form
 */
struct nexus {
	struct stmf_lio_nexus lio;
	u64 generation;
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	char target[STMF_ISCSI_NAME_MAX + 1];
};

/**
 * struct cursor - how far a dump has got
 * @guid: the logical unit that was dealt with last
 * @nexus: the ports
 * @began: the message of the ports was sent
 * @sent: so was that of @guid
 */
struct cursor {
	struct stmf_guid guid;
	struct nexus *nexus;
	bool began;
	bool sent;
};

static struct cursor *to_cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->ctx));
	return (struct cursor *)cb->ctx;
}

static int check_request(struct netlink_callback *cb)
{
	struct nlattr *guid = stmf_dump_attr(cb, STMF_A_GUID);
	bool known;

	if (!stmf_dump_names_nexus(cb))
		return -EINVAL;
	if (!guid)
		return 0;
	mutex_lock(&stmf.lock);
	known = stmf_lu_find(nla_data(guid));
	mutex_unlock(&stmf.lock);
	if (known)
		return 0;
	NL_SET_ERR_MSG(cb->extack, "no such logical unit");
	return -ENOENT;
}

/* The first call of a dump: check the request and look into LIO. */
static int begin(struct netlink_callback *cb)
{
	struct nexus *nexus;
	int err;

	err = check_request(cb);
	if (err)
		return err;
	nexus = kzalloc(sizeof(*nexus), GFP_KERNEL);
	if (!nexus)
		return -ENOMEM;
	strscpy(nexus->initiator, nla_data(stmf_dump_attr(cb, STMF_A_INITIATOR)),
		sizeof(nexus->initiator));
	strscpy(nexus->target, nla_data(stmf_dump_attr(cb, STMF_A_TARGET)),
		sizeof(nexus->target));

	mutex_lock(&stmf.lock);
	nexus->generation = stmf.generation;
	err = stmf_lio_nexus_get(&nexus->lio, nexus->initiator, nexus->target);
	mutex_unlock(&stmf.lock);
	if (err) {
		stmf_lio_nexus_put(&nexus->lio);
		kfree(nexus);
		return err;
	}
	to_cursor(cb)->nexus = nexus;
	return 0;
}

static struct stmf_question question(const struct nexus *nexus,
				     const struct stmf_lu *lu)
{
	const struct stmf_target *target;
	struct stmf_question q = {
		.initiator = nexus->initiator,
		.target = nexus->target,
	};

	target = stmf_target_find(nexus->target, strlen(nexus->target));
	q.target_known = target;
	q.target_registered = target && target->provider;
	if (lu) {
		q.lu = &lu->policy;
		q.lu_registered = lu->provider;
		q.views = &lu->views;
	}
	return q;
}

static int put_nexus(struct sk_buff *skb, const void *object)
{
	const struct nexus *nexus = object;
	struct stmf_question q = question(nexus, NULL);
	const struct stmf_target *target;
	const struct stmf_group *group;

	target = stmf_target_find(nexus->target, strlen(nexus->target));
	group = target ? stmf_target_group(target) : NULL;
	return stmf_put_u64(skb, STMF_A_GENERATION, nexus->generation) ?:
	       nla_put_string(skb, STMF_A_INITIATOR, nexus->initiator) ?:
	       nla_put_string(skb, STMF_A_TARGET, nexus->target) ?:
	       nla_put_u8(skb, STMF_A_REASON,
			  stmf_reason_of_nexus(&stmf.policy, &q)) ?:
	       stmf_put_host_group(skb, nexus->initiator) ?:
	       stmf_put_text(skb, STMF_A_TARGET_GROUP,
			     group ? group->name : NULL) ?:
	       nla_put_u8(skb, STMF_A_NODE_ACL, nexus->lio.acl) ?:
	       nla_put_u32(skb, STMF_A_SESSIONS, nexus->lio.sessions);
}

static int put_mapping(struct sk_buff *skb, const struct nexus *nexus,
		       const struct stmf_lu *lu, int lun)
{
	u64 mapped = U64_MAX;
	u8 mapping;
	int err;

	if (!lu->provider || !lu->provider->device)
		return 0;
	mapping = stmf_lio_mapping(&nexus->lio, lu->provider->device(lu->priv),
				   lun, &mapped);
	err = nla_put_u8(skb, STMF_A_MAPPING, mapping);
	if (!err && mapped != U64_MAX)
		err = stmf_put_u64(skb, STMF_A_MAPPED_LUN, mapped);
	return err;
}

struct subject {
	const struct nexus *nexus;
	const struct stmf_lu *lu;
};

static int put_lu(struct sk_buff *skb, const void *object)
{
	const struct subject *s = object;
	struct stmf_question q = question(s->nexus, s->lu);
	struct stmf_answer a = stmf_reason_of_lu(&stmf.policy, &q);
	int err;

	err = stmf_put_generation(skb) ?:
	      stmf_put_guid(skb, &s->lu->guid) ?:
	      nla_put_u8(skb, STMF_A_REASON, a.reason);
	if (!err && a.view)
		err = nla_put_u32(skb, STMF_A_VIEW_INDEX, a.view->index) ?:
		      nla_put_u16(skb, STMF_A_LUN, a.view->lun);
	return err ?: put_mapping(skb, s->nexus, s->lu,
				  a.view ? a.view->lun : STMF_LUN_NONE);
}

/* The one that is asked about, or the next one that has views */
static const struct stmf_lu *next_lu(struct netlink_callback *cb)
{
	struct nlattr *only = stmf_dump_attr(cb, STMF_A_GUID);
	struct cursor *cursor = to_cursor(cb);
	const struct stmf_lu *lu;

	if (only)
		return cursor->sent ? NULL : stmf_lu_find(nla_data(only));
	lu = stmf_lu_next(&cursor->guid);
	if (lu && cursor->sent && !memcmp(&lu->guid, &cursor->guid,
					  sizeof(lu->guid)))
		lu = stmf_lu_after(lu);
	while (lu && list_empty(&lu->views))
		lu = stmf_lu_after(lu);
	return lu;
}

static int dump_lus(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	struct subject s = { .nexus = cursor->nexus };
	int err;

	while ((s.lu = next_lu(cb))) {
		err = stmf_dump_message(skb, cb, STMF_CMD_EXPLAIN_GET, put_lu,
					&s);
		if (err)
			return err;
		cursor->guid = s.lu->guid;
		cursor->sent = true;
	}
	return 0;
}

/**
 * stmf_dump_explain - one message of the ports, then one of each logical unit
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_explain(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	int err = 0;

	if (!cursor->nexus)
		err = begin(cb);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	if (!cursor->began)
		err = stmf_dump_message(skb, cb, STMF_CMD_EXPLAIN_GET,
					put_nexus, cursor->nexus);
	if (!err) {
		cursor->began = true;
		err = dump_lus(skb, cb);
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/**
 * stmf_dump_done_explain - free what was copied of LIO
 * @cb: the dump
 *
 * Return: 0.
 */
int stmf_dump_done_explain(struct netlink_callback *cb)
{
	struct nexus *nexus = to_cursor(cb)->nexus;

	if (nexus)
		stmf_lio_nexus_put(&nexus->lio);
	kfree(nexus);
	return 0;
}
