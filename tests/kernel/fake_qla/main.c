// SPDX-License-Identifier: GPL-2.0
/*
 * fake_qla: QLogic adapters in target mode, without the hardware.
 *
 *	modprobe fake_qla targets=2 initiators=2 qlini_mode=disabled
 *
 * Target ports are 21:00:00:24:ff:00:00:01, 02, ...; initiators, which are
 * hosts of this machine, 21:00:00:24:ff:00:01:01, 02, .... Everybody is zoned
 * with everybody. The link of a port is /sys/class/scsi_host/host<n>/fake_link.
 */
#include <linux/module.h>
#include <linux/platform_device.h>

#include "fake.h"

#define WWPN_TARGET	0x21000024ff000000ULL
#define WWPN_INITIATOR	0x21000024ff000100ULL
#define WWNN_BIT	0x0100000000000000ULL

static unsigned int targets = 1;
module_param(targets, uint, 0444);
MODULE_PARM_DESC(targets, "number of target ports");

static unsigned int initiators = 1;
module_param(initiators, uint, 0444);
MODULE_PARM_DESC(initiators, "number of initiator ports");

static char *qlini_mode = "disabled";
module_param(qlini_mode, charp, 0444);
MODULE_PARM_DESC(qlini_mode, "exclusive, disabled, dual, or enabled (no target mode)");

static struct platform_device *adapter;

static int add_ports(void)
{
	struct fake_target *target;
	unsigned int i;
	int err;

	for (i = 1; i <= targets; i++) {
		target = fake_target_add(&adapter->dev, WWPN_TARGET + i,
					 WWPN_TARGET + i - WWNN_BIT, NULL);
		if (IS_ERR(target))
			return PTR_ERR(target);
		target->qlini_mode = qlini_mode;
	}
	for (i = 1; i <= initiators; i++) {
		err = fake_initiator_add(&adapter->dev, WWPN_INITIATOR + i,
					 WWPN_INITIATOR + i - WWNN_BIT);
		if (err)
			return err;
	}
	return 0;
}

static int __init fake_qla_init(void)
{
	int err;

	if (targets > FAKE_PORTS_MAX || initiators > FAKE_PORTS_MAX)
		return -EINVAL;
	adapter = platform_device_register_simple("fake_qla", -1, NULL, 0);
	if (IS_ERR(adapter))
		return PTR_ERR(adapter);
	err = fake_io_init();
	if (err)
		goto no_io;
	err = fake_hosts_init();
	if (err)
		goto no_hosts;
	err = fake_fabric_init();
	if (err)
		goto no_fabric;
	err = add_ports();
	if (!err)
		err = fake_lio_init();
	if (!err)
		return 0;
	fake_fabric_exit();
no_fabric:
	fake_hosts_exit();
no_hosts:
	fake_io_exit();
no_io:
	platform_device_unregister(adapter);
	return err;
}

static void __exit fake_qla_exit(void)
{
	fake_lio_exit();
	fake_fabric_exit();
	fake_hosts_exit();
	fake_io_exit();
	platform_device_unregister(adapter);
}

module_init(fake_qla_init);
module_exit(fake_qla_exit);

MODULE_DESCRIPTION("QLogic Fibre Channel adapters in memory, for tests");
MODULE_LICENSE("GPL");
