// SPDX-License-Identifier: GPL-2.0
/*
 * configfs: logical_units/<GUID>/
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "configfs.h"
#include "configfs_views.h"
#include "model.h"

/* The record may outlive its directory, so it is not part of it. */
struct lu_dir {
	struct config_group group;
	struct config_group views;
	struct stmf_lu *lu;
};

static struct lu_dir *to_lu_dir(struct config_item *item)
{
	return container_of(to_config_group(item), struct lu_dir, group);
}

static struct stmf_lu *to_stmf_lu(struct config_item *item)
{
	return to_lu_dir(item)->lu;
}

static ssize_t stmf_lu_state_show(struct config_item *item, char *page)
{
	enum stmf_state state;

	mutex_lock(&stmf.lock);
	state = stmf_lu_state(to_stmf_lu(item));
	mutex_unlock(&stmf.lock);
	return sprintf(page, "%s\n", stmf_state_text(state));
}

static ssize_t stmf_lu_state_store(struct config_item *item, const char *page,
				   size_t count)
{
	struct stmf_lu *lu = to_stmf_lu(item);
	bool online;
	int err;

	err = stmf_attr_online(page, count, &online);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	err = stmf_lu_set_online(lu, online);
	mutex_unlock(&stmf.lock);
	if (err)
		return err;
	stmf_settle_wait(&lu->run.state);
	return count;
}

static ssize_t stmf_lu_provider_show(struct config_item *item, char *page)
{
	const struct stmf_lu *lu = to_stmf_lu(item);
	ssize_t len;

	mutex_lock(&stmf.lock);
	len = sprintf(page, "%s\n", lu->provider ? lu->provider->name : "");
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_lu_alias_show(struct config_item *item, char *page)
{
	const struct stmf_lu *lu = to_stmf_lu(item);
	struct stmf_lu_info info = {};
	ssize_t len;

	mutex_lock(&stmf.lock);
	if (lu->provider)
		lu->provider->fill(lu->priv, &info);
	len = scnprintf(page, PAGE_SIZE, "%s\n", info.alias ? info.alias : "");
	mutex_unlock(&stmf.lock);
	return len;
}

static ssize_t stmf_lu_access_state_show(struct config_item *item, char *page)
{
	static const char * const words[] = {
		[STMF_ACCESS_STATE_ACTIVE]		= "active",
		[STMF_ACCESS_STATE_ACTIVE_TO_STANDBY]	= "active-to-standby",
		[STMF_ACCESS_STATE_STANDBY]		= "standby",
		[STMF_ACCESS_STATE_STANDBY_TO_ACTIVE]	= "standby-to-active",
	};
	const struct stmf_lu *lu = to_stmf_lu(item);
	struct stmf_lu_info info = {};
	ssize_t len;

	mutex_lock(&stmf.lock);
	if (lu->provider)
		lu->provider->fill(lu->priv, &info);
	len = sprintf(page, "%s\n", lu->provider ? words[info.access] : "");
	mutex_unlock(&stmf.lock);
	return len;
}

CONFIGFS_ATTR(stmf_lu_, state);
CONFIGFS_ATTR_RO(stmf_lu_, provider);
CONFIGFS_ATTR_RO(stmf_lu_, alias);
CONFIGFS_ATTR_RO(stmf_lu_, access_state);

static struct configfs_attribute *stmf_lu_attrs[] = {
	&stmf_lu_attr_state,
	&stmf_lu_attr_provider,
	&stmf_lu_attr_alias,
	&stmf_lu_attr_access_state,
	NULL,
};

static struct config_item *stmf_view_dir_make(struct config_group *group,
					      const char *name)
{
	struct lu_dir *dir = container_of(group, struct lu_dir, views);

	return stmf_view_make(dir->lu, name);
}

static struct configfs_group_operations stmf_views_group_ops = {
	.make_item = stmf_view_dir_make,
	.drop_item = stmf_view_drop,
};

static const struct config_item_type stmf_views_type = {
	.ct_group_ops = &stmf_views_group_ops,
	.ct_owner = THIS_MODULE,
};

static void stmf_lu_release(struct config_item *item)
{
	kfree(to_lu_dir(item));
}

static struct configfs_item_operations stmf_lu_item_ops = {
	.release = stmf_lu_release,
};

static const struct config_item_type stmf_lu_type = {
	.ct_item_ops = &stmf_lu_item_ops,
	.ct_attrs = stmf_lu_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_group *stmf_lu_make(struct config_group *parent,
					 const char *name)
{
	struct stmf_guid guid;
	struct lu_dir *dir;
	int err;

	err = stmf_guid_parse(name, strlen(name), &guid);
	if (err)
		return ERR_PTR(err);
	dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	if (!dir)
		return ERR_PTR(-ENOMEM);
	dir->lu = stmf_lu_dir_add(&guid);
	if (IS_ERR(dir->lu)) {
		err = PTR_ERR(dir->lu);
		kfree(dir);
		return ERR_PTR(err);
	}
	config_group_init_type_name(&dir->group, name, &stmf_lu_type);
	config_group_init_type_name(&dir->views, "views", &stmf_views_type);
	configfs_add_default_group(&dir->views, &dir->group);
	return &dir->group;
}

static void stmf_lu_drop(struct config_group *parent, struct config_item *item)
{
	stmf_lu_dir_remove(to_stmf_lu(item));
	config_item_put(item);
}

static struct configfs_group_operations stmf_lus_group_ops = {
	.make_group = stmf_lu_make,
	.drop_item = stmf_lu_drop,
};

const struct config_item_type stmf_lus_type = {
	.ct_group_ops = &stmf_lus_group_ops,
	.ct_owner = THIS_MODULE,
};
