// SPDX-License-Identifier: GPL-2.0
/*
 * stmf_sbd: LIO's backend operations and the module.
 */
#include <linux/log2.h>
#include <linux/module.h>
#include <scsi/scsi_device.h>

#include "sbd.h"

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

static u32 sbd_get_device_type(struct se_device *dev)
{
	const struct sbd_lu *sbd = sbd_from_dev(dev);

	return sbd->sdev ? sbd->sdev->type : TYPE_DISK;
}

static sector_t sbd_get_blocks(struct se_device *dev)
{
	return READ_ONCE(sbd_from_dev(dev)->blocks) - 1;	/* the last one, for LIO */
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
	return READ_ONCE(sbd_from_dev(dev)->write_cache);
}

static struct se_dev_plug *sbd_plug_device(struct se_device *dev)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	struct sbd_plug *plug = &sbd->plugs[raw_smp_processor_id()];

	if (sbd->in_memory || test_and_set_bit(0, &plug->busy))
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
	.get_device_type	= sbd_get_device_type,
	.get_blocks		= sbd_get_blocks,
	.get_lbppbe		= sbd_get_lbppbe,
	.get_io_opt		= sbd_get_io_opt,
	.get_write_cache	= sbd_get_write_cache,
	.tb_dev_attrib_attrs	= sbc_attrib_attrs,
};

static int __init sbd_init(void)
{
	sbd_opcodes_init();
	return transport_backend_register(&sbd_backend_ops);
}

static void __exit sbd_exit(void)
{
	target_backend_unregister(&sbd_backend_ops);
	rcu_barrier();		/* sbd_free_device_rcu() */
}

module_init(sbd_init);
module_exit(sbd_exit);

MODULE_DESCRIPTION("STMF disk logical unit provider");
MODULE_AUTHOR("COMSTAR for Linux developers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("target_core_sbd");
