// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "stmf": requests for one object, changes of state,
 * events. Described by Documentation/netlink/specs/stmf.yaml.
 */
#include <linux/module.h>

#include "model.h"
#include "netlink.h"

/*
 * Offline, online, and what check_online() refuses. (A validation function would
 * have been the place for that, but 6.1 warns when it reports such a policy.)
 */
#define ONLINE_POLICY	NLA_POLICY_RANGE(NLA_U8, STMF_STATE_OFFLINE, \
					 STMF_STATE_ONLINE)
#define NAME_POLICY	{ .type = NLA_NUL_STRING, .len = STMF_NAME_MAX }
#define KIND_POLICY	NLA_POLICY_RANGE(NLA_U8, STMF_KIND_HOST_GROUP, \
					 STMF_KIND_TARGET_GROUP)

static const struct nla_policy service_set_policy[] = {
	[STMF_A_STATE] = ONLINE_POLICY,
	[STMF_A_CONFIG_STATE] = NLA_POLICY_MAX(NLA_U8, STMF_CONFIG_INITIALIZED),
	[STMF_A_DEFAULT_LU_STATE] = ONLINE_POLICY,
	[STMF_A_DEFAULT_TARGET_STATE] = ONLINE_POLICY,
};

static const struct nla_policy lu_policy[] = {
	[STMF_A_STATE] = ONLINE_POLICY,
	[STMF_A_GUID] = NLA_POLICY_EXACT_LEN(STMF_GUID_LEN),
};

static const struct nla_policy guid_policy[] = {
	[STMF_A_GUID] = NLA_POLICY_EXACT_LEN(STMF_GUID_LEN),
};

static const struct nla_policy target_policy[] = {
	[STMF_A_STATE] = ONLINE_POLICY,
	[STMF_A_NAME] = NAME_POLICY,
};

static const struct nla_policy name_policy[] = {
	[STMF_A_NAME] = NAME_POLICY,
};

static const struct nla_policy kind_policy[] = {
	[STMF_A_KIND] = KIND_POLICY,
};

static const struct nla_policy session_policy[] = {
	[STMF_A_TARGET] = NAME_POLICY,
};

static const struct nla_policy lun_map_policy[] = {
	[STMF_A_INITIATOR] = NAME_POLICY,
	[STMF_A_TARGET] = NAME_POLICY,
};

static const struct nla_policy explain_policy[] = {
	[STMF_A_GUID] = NLA_POLICY_EXACT_LEN(STMF_GUID_LEN),
	[STMF_A_INITIATOR] = NAME_POLICY,
	[STMF_A_TARGET] = NAME_POLICY,
};

static int send_reply(struct genl_info *info, u8 cmd, size_t size,
		      int (*put)(struct sk_buff *skb, const void *object),
		      const void *object)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = genlmsg_new(size, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &stmf_genl_family, 0, cmd);
	err = hdr ? put(skb, object) : -EMSGSIZE;
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

static int put_service(struct sk_buff *skb, const void *object)
{
	return stmf_put_service(skb);
}

static int service_get(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	mutex_lock(&stmf.lock);
	err = send_reply(info, STMF_CMD_SERVICE_GET, GENLMSG_DEFAULT_SIZE,
			 put_service, NULL);
	mutex_unlock(&stmf.lock);
	return err;
}

static bool is_online(const struct nlattr *attr)
{
	return nla_get_u8(attr) == STMF_STATE_ONLINE;
}

static int check_online(struct genl_info *info, int attr)
{
	const struct nlattr *a = info->attrs[attr];

	if (!a || is_online(a) || nla_get_u8(a) == STMF_STATE_OFFLINE)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, a, "state must be offline or online");
	return -EINVAL;
}

static int service_set(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **a = info->attrs;
	int err;

	err = check_online(info, STMF_A_STATE) ?:
	      check_online(info, STMF_A_DEFAULT_LU_STATE) ?:
	      check_online(info, STMF_A_DEFAULT_TARGET_STATE);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	if (a[STMF_A_STATE]) {
		err = stmf_service_set_online(is_online(a[STMF_A_STATE]));
		if (err) {
			GENL_SET_ERR_MSG(info, "service is going offline");
			goto out;
		}
	}
	if (a[STMF_A_CONFIG_STATE])
		stmf_service_set_config_state(nla_get_u8(a[STMF_A_CONFIG_STATE]));
	if (a[STMF_A_DEFAULT_LU_STATE])
		stmf_service_set_default_lu(is_online(a[STMF_A_DEFAULT_LU_STATE]));
	if (a[STMF_A_DEFAULT_TARGET_STATE])
		stmf_service_set_default_target(is_online(a[STMF_A_DEFAULT_TARGET_STATE]));
out:
	mutex_unlock(&stmf.lock);
	return err;
}

static struct stmf_lu *find_lu(struct genl_info *info)
{
	struct nlattr *guid = info->attrs[STMF_A_GUID];
	struct stmf_lu *lu;

	if (!guid) {
		GENL_SET_ERR_MSG(info, "GUID missing");
		return ERR_PTR(-EINVAL);
	}
	lu = stmf_lu_find(nla_data(guid));
	if (lu)
		return lu;
	NL_SET_ERR_MSG_ATTR(info->extack, guid, "no such logical unit");
	return ERR_PTR(-ENOENT);
}

static int lu_get(struct sk_buff *skb, struct genl_info *info)
{
	struct stmf_lu *lu;
	int err;

	mutex_lock(&stmf.lock);
	lu = find_lu(info);
	err = PTR_ERR_OR_ZERO(lu);
	if (!err)
		err = send_reply(info, STMF_CMD_LU_GET, stmf_lu_size(lu),
				 stmf_put_lu, lu);
	mutex_unlock(&stmf.lock);
	return err;
}

static int check_state(struct genl_info *info)
{
	if (info->attrs[STMF_A_STATE])
		return check_online(info, STMF_A_STATE);
	GENL_SET_ERR_MSG(info, "state missing");
	return -EINVAL;
}

static int lu_set(struct sk_buff *skb, struct genl_info *info)
{
	struct stmf_lu *lu;
	int err;

	err = check_state(info);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	lu = find_lu(info);
	err = PTR_ERR_OR_ZERO(lu);
	if (!err) {
		err = stmf_lu_set_online(lu, is_online(info->attrs[STMF_A_STATE]));
		if (err)
			GENL_SET_ERR_MSG(info, "logical unit is going offline");
	}
	mutex_unlock(&stmf.lock);
	return err;
}

static struct stmf_target *find_target(struct genl_info *info)
{
	struct nlattr *name = info->attrs[STMF_A_NAME];
	struct stmf_target *target;

	if (!name) {
		GENL_SET_ERR_MSG(info, "name of target missing");
		return ERR_PTR(-EINVAL);
	}
	target = stmf_target_find(nla_data(name), strlen(nla_data(name)));
	if (target)
		return target;
	NL_SET_ERR_MSG_ATTR(info->extack, name, "no such target");
	return ERR_PTR(-ENOENT);
}

static int target_get(struct sk_buff *skb, struct genl_info *info)
{
	struct stmf_target *target;
	int err;

	mutex_lock(&stmf.lock);
	target = find_target(info);
	err = PTR_ERR_OR_ZERO(target);
	if (!err)
		err = send_reply(info, STMF_CMD_TARGET_GET,
				 stmf_target_size(target), stmf_put_target,
				 target);
	mutex_unlock(&stmf.lock);
	return err;
}

static int target_set(struct sk_buff *skb, struct genl_info *info)
{
	struct stmf_target *target;
	int err;

	err = check_state(info);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	target = find_target(info);
	err = PTR_ERR_OR_ZERO(target);
	if (!err) {
		err = stmf_target_set_online(target,
					     is_online(info->attrs[STMF_A_STATE]));
		if (err == -EBUSY)
			GENL_SET_ERR_MSG(info, "target is going offline");
		else if (err)
			GENL_SET_ERR_MSG(info, "target has no port provider");
	}
	mutex_unlock(&stmf.lock);
	return err;
}

/* Validation is strict for all of them: resv_start_op of the family is 0. */
static const struct genl_ops stmf_genl_ops[] = {
	{
		.cmd = STMF_CMD_SERVICE_GET,
		.flags = GENL_ADMIN_PERM,
		.doit = service_get,
	}, {
		.cmd = STMF_CMD_SERVICE_SET,
		.flags = GENL_ADMIN_PERM,
		.doit = service_set,
		.policy = service_set_policy,
		.maxattr = ARRAY_SIZE(service_set_policy) - 1,
	}, {
		.cmd = STMF_CMD_LU_GET,
		.flags = GENL_ADMIN_PERM,
		.doit = lu_get,
		.start = stmf_dump_start_lus,
		.dumpit = stmf_dump_lus,
		.policy = guid_policy,
		.maxattr = ARRAY_SIZE(guid_policy) - 1,
	}, {
		.cmd = STMF_CMD_LU_SET,
		.flags = GENL_ADMIN_PERM,
		.doit = lu_set,
		.policy = lu_policy,
		.maxattr = ARRAY_SIZE(lu_policy) - 1,
	}, {
		.cmd = STMF_CMD_TARGET_GET,
		.flags = GENL_ADMIN_PERM,
		.doit = target_get,
		.start = stmf_dump_start_targets,
		.dumpit = stmf_dump_targets,
		.policy = name_policy,
		.maxattr = ARRAY_SIZE(name_policy) - 1,
	}, {
		.cmd = STMF_CMD_TARGET_SET,
		.flags = GENL_ADMIN_PERM,
		.doit = target_set,
		.policy = target_policy,
		.maxattr = ARRAY_SIZE(target_policy) - 1,
	}, {
		.cmd = STMF_CMD_GROUP_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_groups,
		.policy = kind_policy,
		.maxattr = ARRAY_SIZE(kind_policy) - 1,
	}, {
		.cmd = STMF_CMD_MEMBER_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_members,
		.policy = kind_policy,
		.maxattr = ARRAY_SIZE(kind_policy) - 1,
	}, {
		.cmd = STMF_CMD_VIEW_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_views,
		.policy = guid_policy,
		.maxattr = ARRAY_SIZE(guid_policy) - 1,
	}, {
		.cmd = STMF_CMD_SESSION_GET,
		.flags = GENL_ADMIN_PERM,
		.start = stmf_dump_start_sessions,
		.dumpit = stmf_dump_sessions,
		.done = stmf_dump_done_sessions,
		.policy = session_policy,
		.maxattr = ARRAY_SIZE(session_policy) - 1,
	}, {
		.cmd = STMF_CMD_REFUSAL_GET,
		.flags = GENL_ADMIN_PERM,
		.start = stmf_dump_start_refusals,
		.dumpit = stmf_dump_refusals,
		.done = stmf_dump_done_refusals,
	}, {
		.cmd = STMF_CMD_EXPLAIN_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_explain,
		.done = stmf_dump_done_explain,
		.policy = explain_policy,
		.maxattr = ARRAY_SIZE(explain_policy) - 1,
	}, {
		.cmd = STMF_CMD_LU_STAT_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_lu_stats,
	}, {
		.cmd = STMF_CMD_NEXUS_STAT_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_nexus_stats,
	}, {
		.cmd = STMF_CMD_LUN_MAP_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = stmf_dump_lun_map,
		.policy = lun_map_policy,
		.maxattr = ARRAY_SIZE(lun_map_policy) - 1,
	},
};

static const struct genl_multicast_group stmf_genl_groups[] = {
	[STMF_MCGRP_EVENTS] = {
		.name = STMF_GENL_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[STMF_MCGRP_SESSIONS] = {
		.name = STMF_GENL_MCGRP_SESSIONS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family stmf_genl_family __ro_after_init = {
	.name = STMF_GENL_NAME,
	.version = STMF_GENL_VERSION,
	.module = THIS_MODULE,
	.ops = stmf_genl_ops,
	.n_ops = ARRAY_SIZE(stmf_genl_ops),
	.mcgrps = stmf_genl_groups,
	.n_mcgrps = ARRAY_SIZE(stmf_genl_groups),
};

static struct sk_buff *make_event(u8 cmd,
				  int (*put)(struct sk_buff *skb,
					     const void *object),
				  const void *object)
{
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &stmf_genl_family, 0, cmd);
	if (!hdr || put(skb, object)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}

/**
 * stmf_multicast - send an event to those who listen
 * @group: to whom
 * @cmd: the command of the message
 * @put: puts the object that the event is about
 * @object: the object
 *
 * Listeners get ENOBUFS if there is no memory: they must read all again.
 *
 * Context: may sleep.
 */
void stmf_multicast(enum stmf_mcgrp group, u8 cmd,
		    int (*put)(struct sk_buff *skb, const void *object),
		    const void *object)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&stmf_genl_family, &init_net, group))
		return;
	skb = make_event(cmd, put, object);
	if (skb)
		genlmsg_multicast_netns(&stmf_genl_family, &init_net, skb, 0,
					group, GFP_KERNEL);
	else
		genl_set_err(&stmf_genl_family, &init_net, 0, group, -ENOBUFS);
}

static int put_note(struct sk_buff *skb, const void *object)
{
	const struct stmf_note *note = object;
	int err;

	err = nla_put_u8(skb, STMF_A_EVENT, note->event) ?:
	      nla_put_u8(skb, STMF_A_KIND, note->kind) ?:
	      stmf_put_generation(skb);
	if (!err && note->guid)
		err = stmf_put_guid(skb, note->guid);
	if (!err && note->kind == STMF_KIND_VIEW)
		err = nla_put_u32(skb, STMF_A_VIEW_INDEX, note->index);
	if (!err && note->name)
		err = nla_put_string(skb, STMF_A_NAME, note->name);
	if (!err && note->state >= 0)
		err = nla_put_u8(skb, STMF_A_STATE, note->state);
	return err;
}

/**
 * stmf_notify - tell those who listen of a change of the model
 * @note: what has changed
 *
 * Context: stmf.lock held, so that events come in the order of the changes; may
 * sleep.
 */
void stmf_notify(const struct stmf_note *note)
{
	stmf_multicast(STMF_MCGRP_EVENTS, STMF_CMD_EVENT_NTF, put_note, note);
}

/**
 * stmf_netlink_init - register the family
 *
 * Context: module load.
 * Return: 0 or a negative errno.
 */
int stmf_netlink_init(void)
{
	return genl_register_family(&stmf_genl_family);
}

/**
 * stmf_netlink_exit - unregister the family; no request runs on return
 */
void stmf_netlink_exit(void)
{
	genl_unregister_family(&stmf_genl_family);
}
