// SPDX-License-Identifier: GPL-2.0
/*
 * configfs: host_groups/<group>/<initiator>/, target_groups/<group>/<target>/
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "configfs.h"
#include "model.h"

static struct stmf_group *to_stmf_group(struct config_item *item)
{
	return container_of(to_config_group(item), struct stmf_group, item);
}

static struct stmf_member *to_stmf_member(struct config_item *item)
{
	return container_of(item, struct stmf_member, item);
}

static void stmf_member_release(struct config_item *item)
{
	kfree_rcu(to_stmf_member(item), rcu);
}

static struct configfs_item_operations stmf_member_item_ops = {
	.release = stmf_member_release,
};

static const struct config_item_type stmf_member_type = {
	.ct_item_ops = &stmf_member_item_ops,
	.ct_owner = THIS_MODULE,
};

static struct config_item *stmf_member_make(struct config_group *group,
					    const char *name)
{
	struct stmf_member *member;
	int err;

	member = kzalloc(sizeof(*member), GFP_KERNEL);
	if (!member)
		return ERR_PTR(-ENOMEM);
	config_item_init_type_name(&member->item, name, &stmf_member_type);
	err = stmf_member_add(member, to_stmf_group(&group->cg_item), name);
	if (!err)
		return &member->item;
	config_item_put(&member->item);
	return ERR_PTR(err);
}

static void stmf_member_drop(struct config_group *group,
			     struct config_item *item)
{
	stmf_member_remove(to_stmf_member(item));
	config_item_put(item);
}

static struct configfs_group_operations stmf_group_group_ops = {
	.make_item = stmf_member_make,
	.drop_item = stmf_member_drop,
};

static void stmf_group_release(struct config_item *item)
{
	kfree(to_stmf_group(item));
}

static struct configfs_item_operations stmf_group_item_ops = {
	.release = stmf_group_release,
};

static const struct config_item_type stmf_group_type = {
	.ct_item_ops = &stmf_group_item_ops,
	.ct_group_ops = &stmf_group_group_ops,
	.ct_owner = THIS_MODULE,
};

static struct config_group *make_group(enum stmf_kind kind, const char *name)
{
	struct stmf_group *group;
	int err;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return ERR_PTR(-ENOMEM);
	config_group_init_type_name(&group->item, name, &stmf_group_type);
	err = stmf_group_add(group, kind, name);
	if (!err)
		return &group->item;
	config_item_put(&group->item.cg_item);
	return ERR_PTR(err);
}

static struct config_group *stmf_host_group_make(struct config_group *parent,
						 const char *name)
{
	return make_group(STMF_KIND_HOST_GROUP, name);
}

static struct config_group *stmf_target_group_make(struct config_group *parent,
						   const char *name)
{
	return make_group(STMF_KIND_TARGET_GROUP, name);
}

static void stmf_group_drop(struct config_group *parent,
			    struct config_item *item)
{
	stmf_group_remove(to_stmf_group(item));
	config_item_put(item);
}

static struct configfs_group_operations stmf_host_groups_ops = {
	.make_group = stmf_host_group_make,
	.drop_item = stmf_group_drop,
};

static struct configfs_group_operations stmf_target_groups_ops = {
	.make_group = stmf_target_group_make,
	.drop_item = stmf_group_drop,
};

const struct config_item_type stmf_host_groups_type = {
	.ct_group_ops = &stmf_host_groups_ops,
	.ct_owner = THIS_MODULE,
};

const struct config_item_type stmf_target_groups_type = {
	.ct_group_ops = &stmf_target_groups_ops,
	.ct_owner = THIS_MODULE,
};
