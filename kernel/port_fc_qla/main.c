// SPDX-License-Identifier: GPL-2.0
/*
 * stmf_fc_qla: what STMF knows of Fibre Channel targets on QLogic adapters,
 * physical ports and NPIV ports. LIO writes their names as naa.2100..., those
 * of initiators as 21:00:...; by the common rule both are STMF's wwn.2100....
 */
#include <linux/module.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_base.h>

#include "stmf.h"

static struct stmf_port_provider stmf_qla_providers[] = {
	{
		.name		= "qlt",
		.fabric		= "qla2xxx",
		.protocol	= SCSI_PROTOCOL_FCP,
		.owner		= THIS_MODULE,
	},
	{
		.name		= "qlt",
		.fabric		= "qla2xxx_npiv",
		.protocol	= SCSI_PROTOCOL_FCP,
		.owner		= THIS_MODULE,
	},
};

static int __init stmf_qla_init(void)
{
	int ret;

	ret = stmf_port_provider_register(&stmf_qla_providers[0]);
	if (ret)
		return ret;
	ret = stmf_port_provider_register(&stmf_qla_providers[1]);
	if (ret)
		stmf_port_provider_unregister(&stmf_qla_providers[0]);
	return ret;
}

static void __exit stmf_qla_exit(void)
{
	stmf_port_provider_unregister(&stmf_qla_providers[1]);
	stmf_port_provider_unregister(&stmf_qla_providers[0]);
}

module_init(stmf_qla_init);
module_exit(stmf_qla_exit);

MODULE_DESCRIPTION("STMF port provider for Fibre Channel (qla2xxx)");
MODULE_AUTHOR("COMSTAR for Linux developers");
MODULE_LICENSE("GPL");
