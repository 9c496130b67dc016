// SPDX-License-Identifier: GPL-2.0
/*
 * stmf_sbd: LIO's backend operations, a device's life from mkdir to rmdir, and
 * the module.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include "sbd.h"

#define SBD_CONTROL_MAX	4095	/* what configfs hands over of one write */

static const struct target_backend_ops sbd_backend_ops;

/**
 * sbd_from_any_dev - is this LIO device one of ours?
 * @dev: of any backend
 *
 * Return: the logical unit, or NULL.
 */
struct sbd_lu *sbd_from_any_dev(struct se_device *dev)
{
	return dev->transport == &sbd_backend_ops ? sbd_from_dev(dev) : NULL;
}

static int sbd_attach_hba(struct se_hba *hba, u32 id)
{
	return 0;
}

static void sbd_detach_hba(struct se_hba *hba)
{
}

/* For LIO no device means no memory; the log says what it was. */
static struct se_device *sbd_alloc_device(struct se_hba *hba, const char *name)
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

static void sbd_free_device(struct se_device *dev)
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
	sbd_pad(info->vendor, sizeof(info->vendor), params->vid, SBD_VENDOR);
	sbd_pad(info->product, sizeof(info->product), params->pid,
		SBD_PRODUCT);
	sbd_pad(info->revision, sizeof(info->revision), NULL, SBD_REVISION);
	info->size = sbd->size;
	info->offset = sbd->offset;
	info->block_size = sbd->block_size;
	info->write_protect = sbd->write_protect;
	info->write_cache = sbd->write_cache;
}

static const struct stmf_lu_provider sbd_provider = {
	.name	= "sbd",
	.owner	= THIS_MODULE,
	.fill	= sbd_fill,
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
	int ret;

	if (!sbd->params.path)
		return -EINVAL;
	backing = sbd_backing_find(sbd->params.path);
	if (IS_ERR(backing))
		return PTR_ERR(backing);
	sbd->memory_mask = 0;
	sbd->length_mask = 0;
	ret = backing->open(sbd);
	if (ret)
		return ret;

	ret = sbd_params_extent(&sbd->params, sbd->store_size,
				sbd->store_block, &sbd->offset, &sbd->size,
				&sbd->block_size);
	if (ret) {
		backing->close(sbd);
		return ret;
	}
	sbd->blocks = sbd->size >> ilog2(sbd->block_size);
	sbd->write_protect = sbd->params.wp;
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
	attrib->emulate_3pc = false;
	attrib->emulate_caw = sbd->block_size <= PAGE_SIZE;
	attrib->max_write_same_len = 0;
}

static int sbd_enable(struct sbd_lu *sbd)
{
	struct stmf_lu *lu;
	int ret;

	ret = sbd_store_open(sbd);
	if (ret)
		return ret;
	sbd_set_attributes(sbd);
	sbd_identity_set(sbd);

	lu = stmf_lu_register(&sbd_provider, &sbd->guid, sbd);
	if (IS_ERR(lu)) {
		sbd->backing->close(sbd);
		return PTR_ERR(lu);
	}
	WRITE_ONCE(sbd->lu, lu);
	sbd->enabled = true;
	return 0;
}

static int sbd_configure_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	int ret;

	mutex_lock(&sbd->config_lock);
	ret = sbd->enabled ? -EEXIST : sbd_enable(sbd);
	if (ret)
		pr_err("%16phN: can't enable (%s): error %d\n", sbd->guid.b,
		       sbd->params.path ?: "no path", ret);
	mutex_unlock(&sbd->config_lock);
	return ret;
}

/* No LUN is on the device any more, so no command is either. */
static void sbd_destroy_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	struct stmf_lu *lu = sbd->lu;

	mutex_lock(&sbd->config_lock);
	if (sbd->enabled) {
		/* stmf frees by RCU: REPORT LUNS of others may be reading */
		WRITE_ONCE(sbd->lu, NULL);
		stmf_lu_unregister(lu);
		sbd->backing->close(sbd);
		sbd->enabled = false;
	}
	mutex_unlock(&sbd->config_lock);
}

/* A change of what may change while enabled is told to stmf. */
static ssize_t sbd_set_params(struct se_device *dev, const char *page,
			      ssize_t count)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	int ret;

	if (count >= SBD_CONTROL_MAX)	/* configfs cut it, without a word */
		return -ENAMETOOLONG;

	mutex_lock(&sbd->config_lock);
	mutex_lock(&sbd->props_lock);
	ret = sbd_params_set(&sbd->params, page, count, sbd->enabled);
	mutex_unlock(&sbd->props_lock);
	if (!ret && sbd->enabled)
		stmf_lu_changed(sbd->lu);
	mutex_unlock(&sbd->config_lock);
	return ret ?: count;
}

/* @page is inside of a page that LIO has begun to fill. */
static ssize_t sbd_show_params(struct se_device *dev, char *page)
{
	size_t room = PAGE_SIZE - offset_in_page(page);
	struct sbd_lu *sbd = sbd_from_dev(dev);
	const struct sbd_params *params = &sbd->params;
	ssize_t len;

	mutex_lock(&sbd->config_lock);
	len = scnprintf(page, room, "STMF SBD %16phN: %s\n", sbd->guid.b,
			!sbd->enabled ? "not enabled" :
			sbd->direct ? "direct I/O" :
			sbd->file ? "buffered I/O" : "block device");
	len += scnprintf(page + len, room - len,
			 "offset=%llu\nsize=%llu\nblk=%u\nwp=%d\nwcd=%d\n",
			 sbd->enabled ? sbd->offset : params->offset,
			 sbd->enabled ? sbd->size : params->size,
			 sbd->enabled ? sbd->block_size : params->blk,
			 params->wp, params->wcd);
	len += scnprintf(page + len, room - len,
			 "vid=%s\npid=%s\nserial=%s\nalias=%s\n",
			 params->vid ?: "", params->pid ?: "",
			 params->serial ?: "", params->alias ?: "");
	len += scnprintf(page + len, room - len,
			 "mgmt_url=%s\nmeta=%s\npath=%s\n",
			 params->mgmt_url ?: "", params->meta ?: "",
			 params->path ?: "");
	mutex_unlock(&sbd->config_lock);
	return len;
}

static sector_t sbd_get_blocks(struct se_device *dev)
{
	return sbd_from_dev(dev)->blocks - 1;	/* the last one, for LIO */
}

static unsigned int sbd_get_lbppbe(struct se_device *dev)
{
	const struct sbd_lu *sbd = sbd_from_dev(dev);

	if (sbd->physical_block_size <= sbd->block_size)
		return 0;
	return ilog2(sbd->physical_block_size / sbd->block_size);
}

static unsigned int sbd_get_io_opt(struct se_device *dev)
{
	return sbd_from_dev(dev)->io_opt;
}

static bool sbd_get_write_cache(struct se_device *dev)
{
	return sbd_from_dev(dev)->write_cache;
}

static struct se_dev_plug *sbd_plug_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	struct sbd_plug *plug = &sbd->plugs[raw_smp_processor_id()];

	if (test_and_set_bit(0, &plug->busy))
		return NULL;
	blk_start_plug(&plug->blk_plug);
	return &plug->se_plug;
}

static void sbd_unplug_device(struct se_dev_plug *se_plug)
{
	struct sbd_plug *plug = container_of(se_plug, struct sbd_plug, se_plug);

	blk_finish_plug(&plug->blk_plug);
	clear_bit(0, &plug->busy);
}

static const struct target_backend_ops sbd_backend_ops = {
	.name			= "sbd",
	.inquiry_prod		= SBD_PRODUCT,
	.inquiry_rev		= SBD_REVISION,
	.owner			= THIS_MODULE,
	.attach_hba		= sbd_attach_hba,
	.detach_hba		= sbd_detach_hba,
	.alloc_device		= sbd_alloc_device,
	.configure_device	= sbd_configure_device,
	.destroy_device		= sbd_destroy_device,
	.free_device		= sbd_free_device,
	.plug_device		= sbd_plug_device,
	.unplug_device		= sbd_unplug_device,
	.parse_cdb		= sbd_parse_cdb,
	.set_configfs_dev_params = sbd_set_params,
	.show_configfs_dev_params = sbd_show_params,
	.get_device_type	= sbc_get_device_type,
	.get_blocks		= sbd_get_blocks,
	.get_lbppbe		= sbd_get_lbppbe,
	.get_io_opt		= sbd_get_io_opt,
	.get_write_cache	= sbd_get_write_cache,
	.tb_dev_attrib_attrs	= sbc_attrib_attrs,
};

static int __init sbd_init(void)
{
	int ret;

	ret = sbd_backing_file_init();
	if (ret)
		return ret;
	ret = transport_backend_register(&sbd_backend_ops);
	if (ret)
		sbd_backing_file_exit();
	return ret;
}

static void __exit sbd_exit(void)
{
	target_backend_unregister(&sbd_backend_ops);
	rcu_barrier();		/* sbd_free_device_rcu() */
	sbd_backing_file_exit();
}

module_init(sbd_init);
module_exit(sbd_exit);

MODULE_DESCRIPTION("STMF disk logical unit provider");
MODULE_AUTHOR("COMSTAR for Linux developers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("target_core_sbd");
