// SPDX-License-Identifier: GPL-2.0
/*
 * configfs: logical_units/<GUID>/views/<index>/
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "configfs.h"
#include "configfs_views.h"
#include "model.h"

static struct stmf_view *to_stmf_view(struct config_item *item)
{
	return container_of(item, struct stmf_view, item);
}

/* An empty name stands for all. */
static ssize_t show_group(const char *name, char *page)
{
	char text[STMF_NAME_MAX + 1] = "*";

	mutex_lock(&stmf.lock);
	if (name[0])
		stmf_group_encode(name, text);
	mutex_unlock(&stmf.lock);
	return sprintf(page, "%s\n", text);
}

static int parse_group(const char *page, size_t count, char *name)
{
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);

	if (len < 0)
		return len;
	if (len == 1 && page[0] == '*') {
		name[0] = '\0';
		return 0;
	}
	return stmf_group_decode(page, len, name);
}

static ssize_t store_group(struct stmf_view *view, enum stmf_kind kind,
			   char *field, const char *page, size_t count)
{
	char name[STMF_NAME_MAX + 1];
	int err;

	err = parse_group(page, count, name);
	if (err < 0)
		return err;
	mutex_lock(&stmf.lock);
	if (view->enabled)
		err = -EBUSY;
	else if (name[0] && !stmf_group_find(kind, name))
		err = -ENOENT;
	else
		strscpy(field, name, STMF_NAME_MAX + 1);
	mutex_unlock(&stmf.lock);
	return err < 0 ? err : count;
}

static ssize_t stmf_view_host_group_show(struct config_item *item, char *page)
{
	return show_group(to_stmf_view(item)->host_group, page);
}

static ssize_t stmf_view_host_group_store(struct config_item *item,
					  const char *page, size_t count)
{
	struct stmf_view *view = to_stmf_view(item);

	return store_group(view, STMF_KIND_HOST_GROUP, view->host_group, page,
			   count);
}

static ssize_t stmf_view_target_group_show(struct config_item *item, char *page)
{
	return show_group(to_stmf_view(item)->target_group, page);
}

static ssize_t stmf_view_target_group_store(struct config_item *item,
					    const char *page, size_t count)
{
	struct stmf_view *view = to_stmf_view(item);

	return store_group(view, STMF_KIND_TARGET_GROUP, view->target_group,
			   page, count);
}

static ssize_t stmf_view_lun_show(struct config_item *item, char *page)
{
	const struct stmf_view *view = to_stmf_view(item);
	int lun;

	mutex_lock(&stmf.lock);
	lun = view->enabled ? view->rule.lun : view->lun;
	mutex_unlock(&stmf.lock);
	if (lun == STMF_RULES_LUN_AUTO)
		return sprintf(page, "auto\n");
	return sprintf(page, "%d\n", lun);
}

static int parse_lun(const char *page, size_t count, int *lun)
{
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);
	u32 number;
	int err;

	if (len < 0)
		return len;
	if (len == 4 && !memcmp(page, "auto", 4)) {
		*lun = STMF_RULES_LUN_AUTO;
		return 0;
	}
	err = stmf_number_parse(page, len, STMF_LUN_MAX, &number);
	if (!err)
		*lun = number;
	return err;
}

static ssize_t stmf_view_lun_store(struct config_item *item, const char *page,
				   size_t count)
{
	struct stmf_view *view = to_stmf_view(item);
	int err, lun;

	err = parse_lun(page, count, &lun);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	if (view->enabled)
		err = -EBUSY;
	else
		view->lun = lun;
	mutex_unlock(&stmf.lock);
	return err ? err : count;
}

static ssize_t stmf_view_enable_show(struct config_item *item, char *page)
{
	return sprintf(page, "%d\n", READ_ONCE(to_stmf_view(item)->enabled));
}

static ssize_t stmf_view_enable_store(struct config_item *item,
				      const char *page, size_t count)
{
	struct stmf_view *view = to_stmf_view(item);
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);
	int err = 0;

	if (len < 0)
		return len;
	if (len != 1 || (page[0] != '0' && page[0] != '1'))
		return -EINVAL;

	/* no group that is half made or half removed may be pinned */
	mutex_lock(&stmf_subsys.su_mutex);
	mutex_lock(&stmf.lock);
	if (page[0] == '1')
		err = stmf_view_enable(view);
	else
		stmf_view_disable(view);
	mutex_unlock(&stmf.lock);
	mutex_unlock(&stmf_subsys.su_mutex);
	return err ? err : count;
}

CONFIGFS_ATTR(stmf_view_, host_group);
CONFIGFS_ATTR(stmf_view_, target_group);
CONFIGFS_ATTR(stmf_view_, lun);
CONFIGFS_ATTR(stmf_view_, enable);

static struct configfs_attribute *stmf_view_attrs[] = {
	&stmf_view_attr_host_group,
	&stmf_view_attr_target_group,
	&stmf_view_attr_lun,
	&stmf_view_attr_enable,
	NULL,
};

static void stmf_view_release(struct config_item *item)
{
	kfree(to_stmf_view(item));
}

static struct configfs_item_operations stmf_view_item_ops = {
	.release = stmf_view_release,
};

static const struct config_item_type stmf_view_type = {
	.ct_item_ops = &stmf_view_item_ops,
	.ct_attrs = stmf_view_attrs,
	.ct_owner = THIS_MODULE,
};

/**
 * stmf_view_make - mkdir in views/
 * @lu: the logical unit
 * @name: the index
 *
 * Context: su_mutex held; may sleep.
 * Return: the view, not enabled, or an ERR_PTR.
 */
struct config_item *stmf_view_make(struct stmf_lu *lu, const char *name)
{
	struct stmf_view *view;
	u32 index;
	int err;

	err = stmf_number_parse(name, strlen(name), STMF_VIEW_INDEX_MAX, &index);
	if (err)
		return ERR_PTR(err);
	view = kzalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return ERR_PTR(-ENOMEM);
	view->lu = lu;
	view->rule.index = index;
	view->lun = STMF_RULES_LUN_AUTO;
	config_item_init_type_name(&view->item, name, &stmf_view_type);
	return &view->item;
}

/**
 * stmf_view_drop - rmdir in views/: withdraws the view if it is enabled
 * @group: views/
 * @item: the view
 *
 * Context: su_mutex held; may sleep.
 */
void stmf_view_drop(struct config_group *group, struct config_item *item)
{
	mutex_lock(&stmf.lock);
	stmf_view_disable(to_stmf_view(item));
	mutex_unlock(&stmf.lock);
	config_item_put(item);
}
