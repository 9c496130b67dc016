// SPDX-License-Identifier: GPL-2.0
/*
 * A device's life: made, enabled (the store is opened, stmf.ko told), destroyed,
 * freed. The LU's config_lock serialises these with changes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/log2.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include "pass.h"
#include "sbd.h"
#include "unmap.h"

/**
 * sbd_alloc_device - LIO's alloc_device: mkdir of a device
 * @hba: ignored
 * @name: the GUID
 *
 * Return: the device; NULL, which LIO takes for no memory. The log has the cause.
 */
struct se_device *sbd_alloc_device(struct se_hba *hba, const char *name)
{
	struct sbd_lu *sbd;

	sbd = kzalloc(sizeof(*sbd), GFP_KERNEL);
	if (!sbd)
		return NULL;
	if (stmf_guid_parse(name, strlen(name), &sbd->guid)) {
		pr_err("%s: not a GUID\n", name);
		goto free_sbd;
	}
	sbd->plugs = kcalloc(nr_cpu_ids, sizeof(*sbd->plugs), GFP_KERNEL);
	if (!sbd->plugs)
		goto free_sbd;
	mutex_init(&sbd->config_lock);
	mutex_init(&sbd->props_lock);
	sbd_ua_init(sbd);
	sbd_guard_init(&sbd->guard);
	return &sbd->dev;

free_sbd:
	kfree(sbd);
	return NULL;
}

static void sbd_free_device_rcu(struct rcu_head *rcu)
{
	struct se_device *dev = container_of(rcu, struct se_device, rcu_head);
	struct sbd_lu *sbd = sbd_from_dev(dev);

	sbd_params_free(&sbd->params);
	kfree(sbd->plugs);
	kfree(sbd);
}

/**
 * sbd_free_device - LIO's free_device
 * @dev: may still be read by others until a grace period has passed
 */
void sbd_free_device(struct se_device *dev)
{
	call_rcu(&dev->rcu_head, sbd_free_device_rcu);
}

static void sbd_pad(char *field, size_t size, const char *given,
		    const char *standard)
{
	/* As in COMSTAR: NULs behind a given text, blanks behind its own. */
	memset(field, given ? '\0' : ' ', size);
	given = given ?: standard;
	memcpy(field, given, strnlen(given, size));
}

/* stmf's model lock is held: one call at a time. */
static void sbd_fill(void *priv, struct stmf_lu_info *info)
{
	struct sbd_lu *sbd = priv;
	const struct sbd_params *params = &sbd->params;

	mutex_lock(&sbd->props_lock);
	strscpy(sbd->shown_alias, params->alias ?: "",
		sizeof(sbd->shown_alias));
	strscpy(sbd->shown_url, params->mgmt_url ?: "",
		sizeof(sbd->shown_url));
	mutex_unlock(&sbd->props_lock);

	info->alias = sbd->shown_alias;
	if (!*info->alias)
		info->alias = params->meta ?: params->path;
	info->data_file = params->path;
	info->meta_file = params->meta ?: "";
	info->mgmt_url = sbd->shown_url;
	info->serial = params->serial ?: "";
	info->access = sbd_access_state(sbd);
	if (sbd->sdev) {
		sbd_pass_describe(sbd, info);
		return;
	}
	sbd_pad(info->vendor, sizeof(info->vendor), params->vid, SBD_VENDOR);
	sbd_pad(info->product, sizeof(info->product), params->pid,
		SBD_PRODUCT);
	sbd_pad(info->revision, sizeof(info->revision), NULL, SBD_REVISION);
	info->size = sbd_size(sbd);
	info->offset = sbd->offset;
	info->block_size = sbd->block_size;
	info->write_protect = sbd->write_protect;
	info->write_cache = sbd->write_cache;
}

static const struct se_device *sbd_device(void *priv)
{
	const struct sbd_lu *sbd = priv;

	return &sbd->dev;
}

static const struct stmf_lu_provider sbd_provider = {
	.name	= "sbd",
	.owner	= THIS_MODULE,
	.fill	= sbd_fill,
	.device	= sbd_device,
};

static const struct sbd_backing *sbd_backing_find(const char *name)
{
	const struct sbd_backing *backing;
	struct path path;
	umode_t mode;
	int ret;

	ret = kern_path(name, LOOKUP_FOLLOW, &path);
	if (ret)
		return ERR_PTR(ret);
	mode = d_backing_inode(path.dentry)->i_mode;
	path_put(&path);

	if (S_ISREG(mode))
		backing = &sbd_backing_file;
	else if (S_ISBLK(mode))
		backing = &sbd_backing_bdev;
	else if (S_ISDIR(mode))
		backing = ERR_PTR(-EISDIR);
	else
		backing = ERR_PTR(-EINVAL);
	return backing;
}

static int sbd_store_open(struct sbd_lu *sbd)
{
	const struct sbd_backing *backing;
	u64 size;
	int ret;

	backing = sbd_backing_find(sbd->params.path);
	if (IS_ERR(backing))
		return PTR_ERR(backing);
	sbd->thin = false;
	sbd->memory_mask = 0;
	sbd->length_mask = 0;
	ret = backing->open(sbd);
	if (ret)
		return ret;

	ret = sbd_params_extent(&sbd->params, sbd->store_size,
				sbd->store_block, &sbd->offset, &size,
				&sbd->block_size);
	if (ret) {
		backing->close(sbd);
		return ret;
	}
	sbd->blocks = size >> ilog2(sbd->block_size);
	sbd->write_protect = sbd->params.wp;
	sbd->write_cache = sbd->has_cache && !sbd->params.wcd;
	if (backing->ready)
		backing->ready(sbd);
	sbd->backing = backing;
	return 0;
}

static void sbd_set_attributes(struct sbd_lu *sbd)
{
	struct se_dev_attrib *attrib = &sbd->dev.dev_attrib;

	attrib->hw_block_size = sbd->block_size;
	attrib->hw_max_sectors = SBD_IO_REPORTED_MAX / sbd->block_size;
	attrib->hw_queue_depth = SBD_QUEUE_DEPTH;
	attrib->emulate_write_cache = sbd->write_cache;
	attrib->is_nonrot = !sbd->rotates;
	attrib->emulate_3pc = sbd->params.copy;
	attrib->emulate_caw = true;
	/* from these LIO makes READ CAPACITY (16) */
	attrib->max_unmap_lba_count = SBD_UNMAP_BLOCKS_MAX;
	attrib->max_unmap_block_desc_count = SBD_UNMAP_DESCRIPTORS;
	attrib->emulate_tpu = sbd->thin;
	attrib->emulate_tpws = sbd->thin;
	attrib->unmap_zeroes_data = sbd->thin && sbd->unmap_zeroes;
	attrib->max_write_same_len = SBD_SAME_BLOCKS_MAX;
}

static int sbd_open(struct sbd_lu *sbd)
{
	int ret;

	if (!sbd->params.path)
		return -EINVAL;
	if (sbd->params.scsi)
		return sbd_pass_open(sbd);
	ret = sbd_store_open(sbd);
	if (!ret)
		sbd_set_attributes(sbd);
	return ret;
}

static void sbd_close(struct sbd_lu *sbd)
{
	if (sbd->sdev)
		sbd_pass_close(sbd);
	else
		sbd->backing->close(sbd);
}

static int sbd_enable(struct sbd_lu *sbd)
{
	struct stmf_lu *lu;
	int ret;

	ret = sbd_open(sbd);
	if (ret)
		return ret;
	sbd_identity_set(sbd);
	sbd_access_init(sbd);

	lu = stmf_lu_register(&sbd_provider, &sbd->guid, sbd);
	if (IS_ERR(lu)) {
		sbd_close(sbd);
		return PTR_ERR(lu);
	}
	WRITE_ONCE(sbd->lu, lu);
	sbd->enabled = true;
	return 0;
}

/* Ends a change in which the store may have been closed. */
static void sbd_config_unlock(struct sbd_lu *sbd)
{
	struct workqueue_struct *idle = sbd->idle_jobs;

	sbd->idle_jobs = NULL;
	mutex_unlock(&sbd->config_lock);
	if (idle)
		destroy_workqueue(idle);
}

/**
 * sbd_configure_device - LIO's configure_device: enable
 * @dev: has its parameters
 *
 * Return: 0 or a negative errno.
 */
int sbd_configure_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	int ret;

	mutex_lock(&sbd->config_lock);
	ret = sbd->enabled ? -EEXIST : sbd_enable(sbd);
	if (ret)
		pr_err("%16phN: can't enable (%s): error %d\n", sbd->guid.b,
		       sbd->params.path ?: "no path", ret);
	sbd_config_unlock(sbd);
	return ret;
}

/**
 * sbd_destroy_device - LIO's destroy_device: disable
 * @dev: no LUN is on it any more, so no command is either
 */
void sbd_destroy_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	struct stmf_lu *lu = sbd->lu;

	mutex_lock(&sbd->config_lock);
	if (sbd->enabled) {
		/* stmf frees by RCU: REPORT LUNS of others may be reading */
		WRITE_ONCE(sbd->lu, NULL);
		stmf_lu_unregister(lu);
		sbd_close(sbd);
		sbd->enabled = false;
		sbd_ua_exit(sbd);
	}
	sbd_config_unlock(sbd);
}

