// SPDX-License-Identifier: GPL-2.0
/*
 * The root of the configfs tree, and what its parts share. The callbacks only
 * translate between text and the model.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#include "configfs.h"
#include "model.h"

/**
 * stmf_attr_text - length of what was written to an attribute
 * @page: the text
 * @count: bytes written
 * @max: longest text
 *
 * Return: the length without one trailing newline, -EINVAL if there is a NUL in
 * it, or -ENAMETOOLONG.
 */
int stmf_attr_text(const char *page, size_t count, size_t max)
{
	if (count && page[count - 1] == '\n')
		count--;
	if (memchr(page, '\0', count))
		return -EINVAL;
	return count > max ? -ENAMETOOLONG : count;
}

static bool is_word(const char *page, int len, const char *word)
{
	return len == strlen(word) && !memcmp(page, word, len);
}

/**
 * stmf_attr_online - read "online" or "offline"
 * @page: the text
 * @count: bytes written
 * @online: the result
 *
 * Return: 0, -EINVAL or -ENAMETOOLONG.
 */
int stmf_attr_online(const char *page, size_t count, bool *online)
{
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);

	if (len < 0)
		return len;
	*online = is_word(page, len, "online");
	return *online || is_word(page, len, "offline") ? 0 : -EINVAL;
}

/**
 * stmf_state_text - the word for a state
 * @state: the state
 *
 * Return: the word.
 */
const char *stmf_state_text(enum stmf_state state)
{
	static const char * const words[] = {
		[STMF_STATE_OFFLINE] = "offline",
		[STMF_STATE_OFFLINING] = "offlining",
		[STMF_STATE_ONLINE] = "online",
		[STMF_STATE_ONLINING] = "onlining",
		[STMF_STATE_UNREGISTERED] = "unregistered",
	};

	return words[state];
}

static ssize_t show_online(char *page, bool online)
{
	return sprintf(page, "%s\n", online ? "online" : "offline");
}

static ssize_t store_default(const char *page, size_t count, void (*set)(bool))
{
	bool online;
	int err;

	err = stmf_attr_online(page, count, &online);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	set(online);
	mutex_unlock(&stmf.lock);
	return count;
}

static ssize_t stmf_state_show(struct config_item *item, char *page)
{
	return sprintf(page, "%s\n",
		       stmf_state_text(READ_ONCE(stmf.service.state)));
}

static ssize_t stmf_state_store(struct config_item *item, const char *page,
				size_t count)
{
	bool online;
	int err;

	err = stmf_attr_online(page, count, &online);
	if (err)
		return err;
	mutex_lock(&stmf.lock);
	err = stmf_service_set_online(online);
	mutex_unlock(&stmf.lock);
	if (err)
		return err;
	stmf_settle_wait(&stmf.service.state);
	return count;
}

static const char * const config_states[] = {
	[STMF_CONFIG_UNINITIALIZED] = "uninitialized",
	[STMF_CONFIG_INITIALIZING] = "initializing",
	[STMF_CONFIG_INITIALIZED] = "initialized",
};

static ssize_t stmf_config_state_show(struct config_item *item, char *page)
{
	return sprintf(page, "%s\n",
		       config_states[READ_ONCE(stmf.config_state)]);
}

static ssize_t stmf_config_state_store(struct config_item *item,
				       const char *page, size_t count)
{
	int len = stmf_attr_text(page, count, STMF_NAME_MAX);
	int i;

	if (len < 0)
		return len;
	for (i = 0; i < ARRAY_SIZE(config_states); i++) {
		if (!is_word(page, len, config_states[i]))
			continue;
		mutex_lock(&stmf.lock);
		stmf_service_set_config_state(i);
		mutex_unlock(&stmf.lock);
		return count;
	}
	return -EINVAL;
}

static ssize_t stmf_generation_show(struct config_item *item, char *page)
{
	u64 generation;

	mutex_lock(&stmf.lock);
	generation = stmf.generation;
	mutex_unlock(&stmf.lock);
	return sprintf(page, "%llu\n", generation);
}

static ssize_t stmf_default_lu_state_show(struct config_item *item, char *page)
{
	return show_online(page, READ_ONCE(stmf.default_lu));
}

static ssize_t stmf_default_lu_state_store(struct config_item *item,
					   const char *page, size_t count)
{
	return store_default(page, count, stmf_service_set_default_lu);
}

static ssize_t stmf_default_target_state_show(struct config_item *item,
					      char *page)
{
	return show_online(page, READ_ONCE(stmf.default_target));
}

static ssize_t stmf_default_target_state_store(struct config_item *item,
					       const char *page, size_t count)
{
	return store_default(page, count, stmf_service_set_default_target);
}

CONFIGFS_ATTR(stmf_, state);
CONFIGFS_ATTR(stmf_, config_state);
CONFIGFS_ATTR_RO(stmf_, generation);
CONFIGFS_ATTR(stmf_, default_lu_state);
CONFIGFS_ATTR(stmf_, default_target_state);

static struct configfs_attribute *stmf_attrs[] = {
	&stmf_attr_state,
	&stmf_attr_config_state,
	&stmf_attr_generation,
	&stmf_attr_default_lu_state,
	&stmf_attr_default_target_state,
	NULL,
};

static const struct config_item_type stmf_root_type = {
	.ct_attrs = stmf_attrs,
	.ct_owner = THIS_MODULE,
};

struct configfs_subsystem stmf_subsys = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "stmf",
			.ci_type = &stmf_root_type,
		},
	},
	.su_mutex = __MUTEX_INITIALIZER(stmf_subsys.su_mutex),
};

static struct config_group host_groups;
static struct config_group target_groups;
static struct config_group logical_units;
static struct config_group targets;

/*
 * Pinning a group makes configfs search the tree for it, latest branch first:
 * the groups come last here, so that it need not look at the logical units.
 */
static void add_branches(struct config_group *root)
{
	config_group_init_type_name(&targets, "targets", &stmf_targets_type);
	configfs_add_default_group(&targets, root);
	config_group_init_type_name(&logical_units, "logical_units",
				    &stmf_lus_type);
	configfs_add_default_group(&logical_units, root);
	config_group_init_type_name(&target_groups, "target_groups",
				    &stmf_target_groups_type);
	configfs_add_default_group(&target_groups, root);
	config_group_init_type_name(&host_groups, "host_groups",
				    &stmf_host_groups_type);
	configfs_add_default_group(&host_groups, root);
}

/**
 * stmf_configfs_init - show the tree
 *
 * Context: module load, when all else is ready.
 * Return: 0 or a negative errno.
 */
int stmf_configfs_init(void)
{
	config_group_init(&stmf_subsys.su_group);
	add_branches(&stmf_subsys.su_group);
	return configfs_register_subsystem(&stmf_subsys);
}

/**
 * stmf_configfs_exit - hide the tree, which is empty
 */
void stmf_configfs_exit(void)
{
	configfs_unregister_subsystem(&stmf_subsys);
}
