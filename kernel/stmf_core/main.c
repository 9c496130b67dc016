// SPDX-License-Identifier: GPL-2.0
/*
 * stmf.ko: COMSTAR's SCSI target mode framework on top of LIO. Start in order,
 * unwind in reverse.
 */
#include <linux/module.h>

#include "lio.h"
#include "model.h"
#include "refusals.h"
#include "stats.h"
#include "watch.h"

static int __init stmf_init(void)
{
	int err;

	err = stmf_model_init();
	if (err)
		return err;
	err = stmf_refusals_init(&stmf_refusals);
	if (err)
		goto out_model;
	err = stmf_stats_init();
	if (err)
		goto out_refusals;
	err = stmf_nexus_init();
	if (err)
		goto out_stats;
	err = stmf_ports_init();
	if (err)
		goto out_nexus;
	err = stmf_lio_init();
	if (err)
		goto out_ports;
	err = stmf_netlink_init();
	if (err)
		goto out_lio;
	stmf_watch_start();
	err = stmf_configfs_init();
	if (err)
		goto out_watch;
	return 0;

out_watch:
	stmf_watch_stop();
	stmf_netlink_exit();
	stmf_watch_clear();
out_lio:
	stmf_lio_exit();
out_ports:
	stmf_ports_exit();
out_nexus:
	stmf_nexus_exit();
out_stats:
	stmf_stats_exit();
out_refusals:
	stmf_refusals_destroy(&stmf_refusals);
out_model:
	stmf_model_exit();
	return err;
}

static void __exit stmf_exit(void)
{
	stmf_configfs_exit();
	stmf_watch_stop();
	stmf_netlink_exit();
	stmf_watch_clear();
	stmf_lio_exit();
	stmf_ports_exit();
	stmf_nexus_exit();
	stmf_stats_exit();
	stmf_refusals_destroy(&stmf_refusals);
	stmf_model_exit();
}

module_init(stmf_init);
module_exit(stmf_exit);

MODULE_DESCRIPTION("SCSI target mode framework: host groups, target groups, views");
MODULE_LICENSE("GPL");
MODULE_SOFTDEP("post: stmf_sbd stmf_iscsi stmf_fc_qla");
