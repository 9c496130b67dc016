// SPDX-License-Identifier: GPL-2.0
/*
 * configfs: targets/<target>/
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "configfs.h"
#include "model.h"

static struct stmf_target *to_stmf_target(struct config_item *item)
{
	return container_of(item, struct stmf_target, item);
}

static ssize_t stmf_target_provider_show(struct config_item *item, char *page)
{
	const struct stmf_target *target = to_stmf_target(item);
	ssize_t len;

	mutex_lock(&stmf.lock);
	len = sprintf(page, "%s\n",
		      target->provider ? target->provider->name : "");
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_target_provider_store(struct config_item *item,
					  const char *page, size_t count)
{
	char name[STMF_NAME_MAX + 1];
	int len, err;

	len = stmf_attr_text(page, count, STMF_NAME_MAX);
	if (len < 0)
		return len;
	if (!len)
		return -EINVAL;
	memcpy(name, page, len);
	name[len] = '\0';

	mutex_lock(&stmf.lock);
	err = stmf_target_register(to_stmf_target(item), name);
	mutex_unlock(&stmf.lock);
	return err ? err : count;
}

static ssize_t stmf_target_state_show(struct config_item *item, char *page)
{
	enum stmf_state state;

	mutex_lock(&stmf.lock);
	state = stmf_target_state(to_stmf_target(item));
	mutex_unlock(&stmf.lock);
	return sprintf(page, "%s\n", stmf_state_text(state));
}

static ssize_t stmf_target_state_store(struct config_item *item,
				       const char *page, size_t count)
{
	struct stmf_target *target = to_stmf_target(item);
	bool online;
	int err;

	err = stmf_attr_online(page, count, &online);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	err = stmf_target_set_online(target, online);
	mutex_unlock(&stmf.lock);
	if (err)
		return err;
	stmf_settle_wait(&target->run.state);
	return count;
}

static ssize_t stmf_target_alias_show(struct config_item *item, char *page)
{
	ssize_t len;

	mutex_lock(&stmf.lock);
	len = sprintf(page, "%s\n", to_stmf_target(item)->alias);
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_target_alias_store(struct config_item *item,
				       const char *page, size_t count)
{
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);

	if (len < 0)
		return len;
	if (memchr(page, '\n', len))
		return -EINVAL;
	mutex_lock(&stmf.lock);
	stmf_target_set_alias(to_stmf_target(item), page, len);
	mutex_unlock(&stmf.lock);
	return count;
}

static ssize_t stmf_target_protocol_show(struct config_item *item, char *page)
{
	const struct stmf_target *target = to_stmf_target(item);
	ssize_t len;

	mutex_lock(&stmf.lock);
	if (target->provider)
		len = sprintf(page, "%u\n", target->provider->protocol);
	else
		len = sprintf(page, "\n");
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_target_group_show(struct config_item *item, char *page)
{
	const struct stmf_group *group;
	char text[STMF_NAME_MAX + 1] = "";

	mutex_lock(&stmf.lock);
	group = stmf_target_group(to_stmf_target(item));
	if (group)
		stmf_group_encode(group->name, text);
	mutex_unlock(&stmf.lock);
	return sprintf(page, "%s\n", text);
}

static ssize_t stmf_target_params_show(struct config_item *item, char *page)
{
	const struct stmf_target *target = to_stmf_target(item);
	ssize_t len;

	mutex_lock(&stmf.lock);
	len = sprintf(page, "%s\n", target->params ? target->params : "");
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_target_params_store(struct config_item *item,
					const char *page, size_t count)
{
	int len = stmf_attr_text(page, count, STMF_PARAMS_MAX);
	char *text;

	if (len < 0)
		return len;
	text = kmemdup_nul(page, len, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	mutex_lock(&stmf.lock);
	stmf_target_set_params(to_stmf_target(item), text);
	mutex_unlock(&stmf.lock);
	return count;
}

CONFIGFS_ATTR(stmf_target_, provider);
CONFIGFS_ATTR(stmf_target_, state);
CONFIGFS_ATTR(stmf_target_, alias);
CONFIGFS_ATTR_RO(stmf_target_, protocol);
CONFIGFS_ATTR_RO(stmf_target_, group);
CONFIGFS_ATTR(stmf_target_, params);

static struct configfs_attribute *stmf_target_attrs[] = {
	&stmf_target_attr_provider,
	&stmf_target_attr_state,
	&stmf_target_attr_alias,
	&stmf_target_attr_protocol,
	&stmf_target_attr_group,
	&stmf_target_attr_params,
	NULL,
};

static void stmf_target_release(struct config_item *item)
{
	struct stmf_target *target = to_stmf_target(item);

	kfree(target->params);
	kfree_rcu(target, rcu);
}

static struct configfs_item_operations stmf_target_item_ops = {
	.release = stmf_target_release,
};

static const struct config_item_type stmf_target_type = {
	.ct_item_ops = &stmf_target_item_ops,
	.ct_attrs = stmf_target_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_item *stmf_target_make(struct config_group *group,
					    const char *name)
{
	struct stmf_target *target;
	int err;

	target = kzalloc(sizeof(*target), GFP_KERNEL);
	if (!target)
		return ERR_PTR(-ENOMEM);
	config_item_init_type_name(&target->item, name, &stmf_target_type);
	err = stmf_target_add(target, name);
	if (!err)
		return &target->item;
	config_item_put(&target->item);
	return ERR_PTR(err);
}

static void stmf_target_drop(struct config_group *group,
			     struct config_item *item)
{
	stmf_target_remove(to_stmf_target(item));
	config_item_put(item);
}

static struct configfs_group_operations stmf_targets_group_ops = {
	.make_item = stmf_target_make,
	.drop_item = stmf_target_drop,
};

const struct config_item_type stmf_targets_type = {
	.ct_group_ops = &stmf_targets_group_ops,
	.ct_owner = THIS_MODULE,
};
