// SPDX-License-Identifier: GPL-2.0
/*
 * Objects of the model as netlink attributes. What is about objects needs
 * stmf.lock.
 */
#include "model.h"
#include "netlink.h"

/**
 * stmf_put_u64 - put a 64-bit number
 * @skb: the message
 * @attr: the attribute
 * @value: the number
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, STMF_A_PAD);
}

/**
 * stmf_put_text - put a string, unless it is empty
 * @skb: the message
 * @attr: the attribute
 * @text: NUL-terminated, or NULL
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_text(struct sk_buff *skb, int attr, const char *text)
{
	return text && *text ? nla_put_string(skb, attr, text) : 0;
}

/**
 * stmf_put_guid - put the GUID of a logical unit
 * @skb: the message
 * @guid: the GUID
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_guid(struct sk_buff *skb, const struct stmf_guid *guid)
{
	return nla_put(skb, STMF_A_GUID, STMF_GUID_LEN, guid->b);
}

/**
 * stmf_put_host_group - put the host group of an initiator, if it is in one
 * @skb: the message
 * @initiator: its name in normal form
 *
 * Context: stmf.lock held.
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_host_group(struct sk_buff *skb, const char *initiator)
{
	const struct stmf_group *group = stmf_host_group(initiator);

	return group ? nla_put_string(skb, STMF_A_HOST_GROUP, group->name) : 0;
}

static u8 online_state(bool online)
{
	return online ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
}

/**
 * stmf_put_generation - put the model's generation
 * @skb: the message
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_generation(struct sk_buff *skb)
{
	return stmf_put_u64(skb, STMF_A_GENERATION, stmf.generation);
}

/**
 * stmf_put_service - put the state of the service
 * @skb: the message
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_service(struct sk_buff *skb)
{
	return nla_put_u8(skb, STMF_A_STATE, stmf.service.state) ?:
	       nla_put_u8(skb, STMF_A_CONFIG_STATE, stmf.config_state) ?:
	       nla_put_u8(skb, STMF_A_DEFAULT_LU_STATE,
			  online_state(stmf.default_lu)) ?:
	       nla_put_u8(skb, STMF_A_DEFAULT_TARGET_STATE,
			  online_state(stmf.default_target)) ?:
	       stmf_put_generation(skb);
}

static int put_lu_info(struct sk_buff *skb, const struct stmf_lu_info *info)
{
	return stmf_put_text(skb, STMF_A_ALIAS, info->alias) ?:
	       nla_put_u8(skb, STMF_A_ACCESS_STATE, info->access) ?:
	       stmf_put_text(skb, STMF_A_DATA_FILE, info->data_file) ?:
	       stmf_put_text(skb, STMF_A_META_FILE, info->meta_file) ?:
	       stmf_put_text(skb, STMF_A_MGMT_URL, info->mgmt_url) ?:
	       stmf_put_text(skb, STMF_A_SERIAL, info->serial) ?:
	       nla_put(skb, STMF_A_VENDOR_ID, sizeof(info->vendor),
		       info->vendor) ?:
	       nla_put(skb, STMF_A_PRODUCT_ID, sizeof(info->product),
		       info->product) ?:
	       nla_put(skb, STMF_A_REVISION, sizeof(info->revision),
		       info->revision) ?:
	       stmf_put_u64(skb, STMF_A_SIZE, info->size) ?:
	       stmf_put_u64(skb, STMF_A_OFFSET, info->offset) ?:
	       nla_put_u32(skb, STMF_A_BLOCK_SIZE, info->block_size) ?:
	       nla_put_u8(skb, STMF_A_WRITE_PROTECT, info->write_protect) ?:
	       nla_put_u8(skb, STMF_A_WRITE_CACHE, info->write_cache);
}

static size_t text_size(const char *text)
{
	return text ? nla_total_size(strlen(text) + 1) : 0;
}

/* all of a message but its texts of variable length */
#define FIXED_SIZE	512

/**
 * stmf_lu_size - how large a logical unit's message is
 * @lu: the logical unit
 *
 * Return: an upper bound in bytes.
 */
size_t stmf_lu_size(const struct stmf_lu *lu)
{
	struct stmf_lu_info info = {};

	if (!lu->provider)
		return FIXED_SIZE;
	lu->provider->fill(lu->priv, &info);
	return FIXED_SIZE + text_size(info.alias) + text_size(info.data_file) +
	       text_size(info.meta_file) + text_size(info.mgmt_url) +
	       text_size(info.serial);
}

/**
 * stmf_target_size - how large a target's message is
 * @target: the target
 *
 * Return: an upper bound in bytes.
 */
size_t stmf_target_size(const struct stmf_target *target)
{
	return FIXED_SIZE + text_size(target->name.text) +
	       text_size(target->alias) + text_size(target->params) +
	       nla_total_size(STMF_NAME_MAX + 1);
}

static int put_run(struct sk_buff *skb, enum stmf_state state,
		   const struct stmf_run *run)
{
	int err = nla_put_u8(skb, STMF_A_STATE, state);

	if (!err && run->asked)
		err = nla_put_u8(skb, STMF_A_ASKED, online_state(run->wanted));
	return err;
}

/**
 * stmf_put_lu - put a logical unit
 * @skb: the message
 * @object: struct stmf_lu
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_lu(struct sk_buff *skb, const void *object)
{
	const struct stmf_lu *lu = object;
	struct stmf_lu_info info = {};
	int err;

	err = stmf_put_guid(skb, &lu->guid) ?:
	      put_run(skb, stmf_lu_state(lu), &lu->run) ?:
	      stmf_put_u64(skb, STMF_A_REFUSED, atomic64_read(&lu->refused));
	if (err || !lu->provider)
		return err;
	lu->provider->fill(lu->priv, &info);
	return nla_put_string(skb, STMF_A_PROVIDER, lu->provider->name) ?:
	       put_lu_info(skb, &info);
}

/**
 * stmf_put_target - put a target port
 * @skb: the message
 * @object: struct stmf_target
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_target(struct sk_buff *skb, const void *object)
{
	const struct stmf_target *target = object;
	const struct stmf_group *group = stmf_target_group(target);
	int err;

	err = nla_put_string(skb, STMF_A_NAME, target->name.text) ?:
	      put_run(skb, stmf_target_state(target), &target->run) ?:
	      stmf_put_text(skb, STMF_A_ALIAS, target->alias) ?:
	      stmf_put_text(skb, STMF_A_PARAMS, target->params) ?:
	      stmf_put_text(skb, STMF_A_TARGET_GROUP, group ? group->name : NULL);
	if (err || !target->provider)
		return err;
	return nla_put_string(skb, STMF_A_PROVIDER, target->provider->name) ?:
	       nla_put_u8(skb, STMF_A_PROTOCOL, target->provider->protocol);
}

/**
 * stmf_put_group - put a group
 * @skb: the message
 * @object: struct stmf_group
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_group(struct sk_buff *skb, const void *object)
{
	const struct stmf_group *group = object;

	return nla_put_u8(skb, STMF_A_KIND, group->kind) ?:
	       nla_put_string(skb, STMF_A_NAME, group->name);
}

/**
 * stmf_put_member - put a member of a group
 * @skb: the message
 * @object: struct stmf_member
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_member(struct sk_buff *skb, const void *object)
{
	const struct stmf_member *member = object;

	return stmf_put_group(skb, member->group) ?:
	       nla_put_string(skb, STMF_A_MEMBER, member->name.text);
}

/**
 * stmf_put_view - put a view
 * @skb: the message
 * @object: struct stmf_view, enabled
 *
 * Return: 0 or -EMSGSIZE.
 */
int stmf_put_view(struct sk_buff *skb, const void *object)
{
	const struct stmf_view *view = object;

	return stmf_put_guid(skb, &view->lu->guid) ?:
	       nla_put_u32(skb, STMF_A_VIEW_INDEX, view->rule.index) ?:
	       nla_put_u16(skb, STMF_A_LUN, view->rule.lun) ?:
	       stmf_put_text(skb, STMF_A_HOST_GROUP, view->host_group) ?:
	       stmf_put_text(skb, STMF_A_TARGET_GROUP, view->target_group);
}
