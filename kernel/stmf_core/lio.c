// SPDX-License-Identifier: GPL-2.0
/*
 * The way to LIO's TPGs. LIO offers no list of them, but each has a virtual
 * LUN 0 on one internal device: a private TPG of ours leads to that device, and
 * its list of LUNs to all the others.
 *
 * A TPG is pinned by the reference on its virtual LUN 0, for which its removal
 * waits: it is held only while the TPG is visited.
 */
#include <linux/slab.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "lio.h"
#include "model.h"

static char *walker_wwn(struct se_portal_group *tpg)
{
	return "stmf";
}

static u16 walker_tag(struct se_portal_group *tpg)
{
	return 1;
}

static int walker_no(struct se_portal_group *tpg)
{
	return 0;
}

static const struct target_core_fabric_ops walker_ops = {
	.fabric_name = "stmf",
	.tpg_get_wwn = walker_wwn,
	.tpg_get_tag = walker_tag,
	.tpg_check_demo_mode = walker_no,
	.tpg_check_demo_mode_cache = walker_no,
	.tpg_check_demo_mode_write_protect = walker_no,
	.tpg_check_prod_mode_write_protect = walker_no,
};

static struct se_portal_group *walker;

/**
 * stmf_lio_each_tpg - visit all TPGs
 * @visit: called for each, with the TPG pinned; may sleep, but not for long.
 *	Anything but 0 ends the walk
 * @arg: for @visit
 *
 * Context: may sleep.
 * Return: what the last @visit returned, 0 if there was none.
 */
int stmf_lio_each_tpg(stmf_tpg_fn visit, void *arg)
{
	struct se_device *dev;
	struct se_lun *lun;
	int err = 0;

	dev = rcu_dereference_raw(walker->tpg_virt_lun0->lun_se_dev);
	spin_lock(&dev->se_port_lock);
	list_for_each_entry(lun, &dev->dev_sep_list, lun_dev_link) {
		if (lun->lun_tpg == walker ||
		    !percpu_ref_tryget_live(&lun->lun_ref))
			continue;
		spin_unlock(&dev->se_port_lock);
		err = visit(lun->lun_tpg, arg);
		spin_lock(&dev->se_port_lock);
		percpu_ref_put(&lun->lun_ref);
		if (err)
			break;
	}
	spin_unlock(&dev->se_port_lock);
	return err;
}

/**
 * stmf_lio_port - which target port is this TPG of?
 * @tpg: the TPG, pinned
 * @target: for the port's name in normal form: STMF_ISCSI_NAME_MAX + 1 bytes
 *
 * Context: RCU read section.
 * Return: the port's provider, valid until the section ends; NULL if the fabric
 * has none, or the TPG has no name that is one of a port.
 */
const struct stmf_port_provider *stmf_lio_port(struct se_portal_group *tpg,
					       char *target)
{
	const struct target_core_fabric_ops *tfo = tpg->se_tpg_tfo;
	const struct stmf_port_provider *port;
	const char *wwn;

	if (!tfo || !tfo->fabric_name || !tfo->tpg_get_wwn)
		return NULL;
	wwn = tfo->tpg_get_wwn(tpg);
	port = stmf_port_of_fabric(tfo->fabric_name);
	if (!wwn || !port ||
	    stmf_port_normalise(port, wwn, target, STMF_ISCSI_NAME_MAX + 1) <= 0)
		return NULL;
	return port;
}

/**
 * stmf_lio_init - get hold of LIO's list of TPGs
 *
 * Context: module load.
 * Return: 0 or a negative errno.
 */
int stmf_lio_init(void)
{
	int err;

	walker = kzalloc(sizeof(*walker), GFP_KERNEL);
	if (!walker)
		return -ENOMEM;
	walker->se_tpg_tfo = &walker_ops;
	err = core_tpg_register(NULL, walker, SCSI_PROTOCOL_SAS);
	if (err)
		kfree(walker);
	return err;
}

/**
 * stmf_lio_exit - the reverse
 */
void stmf_lio_exit(void)
{
	core_tpg_deregister(walker);
	kfree(walker);
}
