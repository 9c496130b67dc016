// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps. A dump fills one message buffer after the other, with stmf.lock
 * dropped in between: the cursor says by object number (or GUID), never by
 * pointer, what was sent last. Each message carries the generation, so that
 * the reader knows of a change in between.
 */
#include <linux/slab.h>

#include "model.h"
#include "netlink.h"

/**
 * struct cursor - how far a dump has got
 * @guid: the logical unit that was sent last, or whose views are being sent
 * @seq: the object that was sent last, or the group whose members are being sent
 * @next: what comes next in there
 */
struct cursor {
	struct stmf_guid guid;
	u64 seq;
	u64 next;
};

static struct cursor *to_cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->ctx));
	return (struct cursor *)cb->ctx;
}

/**
 * stmf_dump_attr - an attribute of the request
 * @cb: the dump, for which it was validated before it began
 * @attr: the attribute
 *
 * Return: the attribute or NULL.
 */
struct nlattr *stmf_dump_attr(struct netlink_callback *cb, int attr)
{
	return nlmsg_find_attr(cb->nlh, GENL_HDRLEN, attr);
}

typedef int (*put_fn)(struct sk_buff *skb, const void *object);

static void *start_message(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &stmf_genl_family, NLM_F_MULTI, cmd);
}

static int end_message(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return err;
}

/**
 * stmf_dump_message - put one message of a dump
 * @skb: the buffer
 * @cb: the dump
 * @cmd: the command that is replied to
 * @put: puts the object
 * @object: the object
 *
 * Return: 0, or -EMSGSIZE if the buffer is full: it is as it was.
 */
int stmf_dump_message(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      put_fn put, const void *object)
{
	void *hdr = start_message(skb, cb, cmd);

	return hdr ? end_message(skb, hdr, put(skb, object)) : -EMSGSIZE;
}

static int dump_object(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		       put_fn put, const void *object)
{
	void *hdr = start_message(skb, cb, cmd);

	if (!hdr)
		return -EMSGSIZE;
	return end_message(skb, hdr, stmf_put_generation(skb) ?:
				     put(skb, object));
}

/**
 * stmf_dump_result - what a dump's function returns
 * @skb: the buffer
 * @err: of the last message
 *
 * An object that does not even fit an empty buffer must not end the dump.
 *
 * Return: bytes in the buffer, 0 at the end, or @err.
 */
int stmf_dump_result(struct sk_buff *skb, int err)
{
	return err && !skb->len ? err : skb->len;
}

/*
 * Each object must fit an empty buffer. Buffers are no larger than needed, for
 * the reader must provide for their size too.
 */
static void need_room(struct netlink_callback *cb, size_t size)
{
	cb->min_dump_alloc = max_t(size_t, cb->min_dump_alloc, size);
}

/**
 * stmf_dump_start_lus - make sure that the buffers are large enough
 * @cb: the dump
 *
 * Return: 0.
 */
int stmf_dump_start_lus(struct netlink_callback *cb)
{
	struct stmf_lu *lu;

	mutex_lock(&stmf.lock);
	list_for_each_entry(lu, &stmf.lu_order, order)
		need_room(cb, stmf_lu_size(lu));
	mutex_unlock(&stmf.lock);
	return 0;
}

/**
 * stmf_dump_start_targets - make sure that the buffers are large enough
 * @cb: the dump
 *
 * Return: 0.
 */
int stmf_dump_start_targets(struct netlink_callback *cb)
{
	struct stmf_target *target;

	mutex_lock(&stmf.lock);
	list_for_each_entry(target, &stmf.targets, node)
		need_room(cb, stmf_target_size(target));
	mutex_unlock(&stmf.lock);
	return 0;
}

/**
 * stmf_dump_lus - all logical units, newest first
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_lus(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	struct stmf_lu *lu;
	int err = 0;

	mutex_lock(&stmf.lock);
	list_for_each_entry(lu, &stmf.lu_order, order) {
		if (cursor->seq && lu->seq >= cursor->seq)
			continue;
		err = dump_object(skb, cb, STMF_CMD_LU_GET, stmf_put_lu, lu);
		if (err)
			break;
		cursor->seq = lu->seq;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/**
 * stmf_dump_targets - all target ports, newest first
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_targets(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	struct stmf_target *target;
	int err = 0;

	mutex_lock(&stmf.lock);
	list_for_each_entry(target, &stmf.targets, node) {
		if (cursor->seq && target->seq >= cursor->seq)
			continue;
		err = dump_object(skb, cb, STMF_CMD_TARGET_GET, stmf_put_target,
				  target);
		if (err)
			break;
		cursor->seq = target->seq;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/* Return: the groups of the kind that is asked for; NULL: none is. */
static struct list_head *dumped_groups(struct netlink_callback *cb)
{
	struct nlattr *kind = stmf_dump_attr(cb, STMF_A_KIND);

	if (kind)
		return stmf_group_list(nla_get_u8(kind));
	NL_SET_ERR_MSG(cb->extack, "kind of group missing");
	return NULL;
}

/**
 * stmf_dump_groups - all groups of one kind, by age
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_groups(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct list_head *groups = dumped_groups(cb);
	struct cursor *cursor = to_cursor(cb);
	struct stmf_group *group;
	int err = 0;

	if (!groups)
		return -EINVAL;
	mutex_lock(&stmf.lock);
	list_for_each_entry(group, groups, node) {
		if (group->seq <= cursor->seq)
			continue;
		err = dump_object(skb, cb, STMF_CMD_GROUP_GET, stmf_put_group,
				  group);
		if (err)
			break;
		cursor->seq = group->seq;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/* next: number of the member that was sent last */
static int dump_group_members(struct sk_buff *skb, struct netlink_callback *cb,
			      struct stmf_group *group)
{
	struct cursor *cursor = to_cursor(cb);
	struct stmf_member *member;
	int err;

	list_for_each_entry(member, &group->members, node) {
		if (member->seq <= cursor->next)
			continue;
		err = dump_object(skb, cb, STMF_CMD_MEMBER_GET, stmf_put_member,
				  member);
		if (err)
			return err;
		cursor->next = member->seq;
	}
	return 0;
}

/**
 * stmf_dump_members - the members of all groups of one kind, by age
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_members(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct list_head *groups = dumped_groups(cb);
	struct cursor *cursor = to_cursor(cb);
	struct stmf_group *group;
	int err = 0;

	if (!groups)
		return -EINVAL;
	mutex_lock(&stmf.lock);
	list_for_each_entry(group, groups, node) {
		if (group->seq < cursor->seq)
			continue;
		if (group->seq > cursor->seq)
			cursor->next = 0;
		cursor->seq = group->seq;
		err = dump_group_members(skb, cb, group);
		if (err)
			break;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/* next: the lowest index that was not sent */
static int dump_lu_views(struct sk_buff *skb, struct netlink_callback *cb,
			 struct stmf_lu *lu)
{
	struct cursor *cursor = to_cursor(cb);
	struct stmf_rule_view *rule;
	int err;

	if (memcmp(&cursor->guid, &lu->guid, sizeof(lu->guid)))
		cursor->next = 0;
	cursor->guid = lu->guid;
	list_for_each_entry(rule, &lu->views, node) {
		if (rule->index < cursor->next)
			continue;
		err = dump_object(skb, cb, STMF_CMD_VIEW_GET, stmf_put_view,
				  container_of(rule, struct stmf_view, rule));
		if (err)
			return err;
		cursor->next = (u64)rule->index + 1;
	}
	return 0;
}

/**
 * stmf_dump_views - all views, or those of one logical unit, by GUID and index
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_views(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = stmf_dump_attr(cb, STMF_A_GUID);
	struct cursor *cursor = to_cursor(cb);
	struct stmf_lu *lu;
	int err = 0;

	mutex_lock(&stmf.lock);
	if (only) {
		lu = stmf_lu_find(nla_data(only));
		if (lu)
			err = dump_lu_views(skb, cb, lu);
	} else {
		for (lu = stmf_lu_next(&cursor->guid); lu && !err;
		     lu = stmf_lu_after(lu))
			err = dump_lu_views(skb, cb, lu);
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

static bool is_port_name(const struct nlattr *attr)
{
	return attr && stmf_name_is_normal(nla_data(attr),
					   strlen(nla_data(attr)));
}

/**
 * stmf_dump_names_nexus - does a request name both ports, in normal form?
 * @cb: the dump, called from its dump function: not all kernels that we support have
 *	cb->extack in start functions
 *
 * Return: true; false, and a text for the sender, if not.
 */
bool stmf_dump_names_nexus(struct netlink_callback *cb)
{
	if (is_port_name(stmf_dump_attr(cb, STMF_A_INITIATOR)) &&
	    is_port_name(stmf_dump_attr(cb, STMF_A_TARGET)))
		return true;
	NL_SET_ERR_MSG(cb->extack,
		       "initiator and target needed, both in normal form");
	return false;
}

struct mapping {
	const struct stmf_lu *lu;
	int lun;
};

static int put_mapping(struct sk_buff *skb, const void *object)
{
	const struct mapping *m = object;

	return nla_put(skb, STMF_A_GUID, STMF_GUID_LEN, m->lu->guid.b) ?:
	       nla_put_u16(skb, STMF_A_LUN, m->lun);
}

/**
 * stmf_dump_lun_map - what an initiator may reach through a target, by GUID
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_lun_map(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	const char *ini, *tgt;
	struct mapping m;
	struct stmf_lu *lu;
	int err = 0;

	if (!stmf_dump_names_nexus(cb))
		return -EINVAL;
	ini = nla_data(stmf_dump_attr(cb, STMF_A_INITIATOR));
	tgt = nla_data(stmf_dump_attr(cb, STMF_A_TARGET));
	mutex_lock(&stmf.lock);
	lu = stmf_lu_next(&cursor->guid);
	/* next: the logical unit with this GUID was dealt with */
	if (lu && cursor->next &&
	    !memcmp(&lu->guid, &cursor->guid, sizeof(lu->guid)))
		lu = stmf_lu_after(lu);
	for (; lu; lu = stmf_lu_after(lu)) {
		m.lu = lu;
		m.lun = stmf_policy_lun(&stmf.policy, &lu->policy, ini,
					strlen(ini), tgt, strlen(tgt));
		if (m.lun != STMF_LUN_NONE)
			err = dump_object(skb, cb, STMF_CMD_LUN_MAP_GET,
					  put_mapping, &m);
		if (err)
			break;
		cursor->guid = lu->guid;
		cursor->next = 1;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}
