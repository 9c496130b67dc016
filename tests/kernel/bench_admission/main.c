// SPDX-License-Identifier: GPL-2.0
/*
 * How long stmf.ko takes to judge and count a command: logical units without a
 * store, and sessions of an iSCSI target that are all made up. The model is made
 * by tests/bench/admission.sh before: initiator i is a member of host group
 * i % groups, logical unit j has a view for host group j % groups at LUN j / groups.
 * Loading it prints the result. (With QEMU's -icount a ns is an instruction.)
 */
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "stmf.h"

#define TARGET		"iqn.2026-11.org.example:t1"
#define BATCH		1000	/* commands between two chances to let others run */

static unsigned int lus = 1000;
module_param(lus, uint, 0444);
MODULE_PARM_DESC(lus, "logical units");

static unsigned int groups = 64;
module_param(groups, uint, 0444);
MODULE_PARM_DESC(groups, "host groups");

static unsigned int initiators = 256;
module_param(initiators, uint, 0444);
MODULE_PARM_DESC(initiators, "initiators");

static unsigned int commands = 200000;
module_param(commands, uint, 0444);
MODULE_PARM_DESC(commands, "commands of each measurement");

/* What LIO has of one initiator's session */
struct host {
	struct se_node_acl acl;
	struct se_session sess;
};

static struct stmf_lu **lu;
static struct host *hosts;
static struct se_portal_group tpg;
static struct se_cmd cmd;

static char *bench_wwn(struct se_portal_group *se_tpg)
{
	return TARGET;
}

static const struct target_core_fabric_ops bench_fabric = {
	.fabric_name = "iSCSI",
	.tpg_get_wwn = bench_wwn,
};

static void bench_fill(void *priv, struct stmf_lu_info *info)
{
	info->alias = "bench";
}

static const struct stmf_lu_provider bench_provider = {
	.name = "bench",
	.owner = THIS_MODULE,
	.fill = bench_fill,
};

/* The next command: of an initiator to a logical unit that it may see */
static struct stmf_lu *bench_choose(unsigned int host, unsigned int choice)
{
	unsigned int lun = choice % (lus / groups);

	cmd.se_sess = &hosts[host].sess;
	cmd.orig_fe_lun = lun;
	return lu[lun * groups + host % groups];
}

static bool bench_command(struct stmf_lu *target, bool account)
{
	u32 nexus;

	if (stmf_lu_check(target, &cmd, &nexus))
		return false;
	if (!account)
		return true;
	if (!stmf_lu_begin(target))
		return false;
	stmf_lu_account(target, nexus, false, 4096, 1000, false);
	stmf_lu_end(target);
	return true;
}

/* Numbers that cost nothing beside what is measured */
static u32 bench_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* In tenths of a ns a command; active: initiators that take turns at random */
static u64 bench_run(unsigned int active, bool work, bool account)
{
	unsigned int i, denied = 0;
	u32 state = 1;
	u64 ns = 0, start;

	for (i = 0; i < commands;) {
		unsigned int end = min(i + BATCH, commands);

		start = ktime_get_ns();
		for (; i < end; i++) {
			u32 host = bench_random(&state) % active;
			struct stmf_lu *target = bench_choose(host,
							      bench_random(&state));

			OPTIMIZER_HIDE_VAR(target);
			if (work && !bench_command(target, account))
				denied++;
		}
		ns += ktime_get_ns() - start;
		cond_resched();
	}
	if (denied)
		pr_err("bench_admission: %u commands were denied\n", denied);
	return div_u64(ns * 10, commands);
}

static void bench_report(const char *what, unsigned int active, bool account)
{
	u64 idle, first, tenths;

	idle = bench_run(active, false, false);
	first = bench_run(active, true, account);	/* warms the caches */
	tenths = bench_run(active, true, account);
	tenths = min(first, tenths);
	tenths -= min(tenths, idle);
	pr_info("bench_admission: %s, %u initiators: %llu.%llu\n", what, active,
		div_u64(tenths, 10), tenths % 10);
}

static void bench_remove(void)
{
	unsigned int i;

	for (i = 0; lu && i < lus; i++)
		if (!IS_ERR_OR_NULL(lu[i]))
			stmf_lu_unregister(lu[i]);
	vfree(lu);
	vfree(hosts);
}

static int bench_prepare(void)
{
	struct stmf_guid guid = { { 0x60, 0x01, 0x44, 0xf4 } };
	unsigned int i;

	lu = vzalloc(array_size(lus, sizeof(*lu)));
	hosts = vzalloc(array_size(initiators, sizeof(*hosts)));
	if (!lu || !hosts)
		return -ENOMEM;
	tpg.se_tpg_tfo = &bench_fabric;
	for (i = 0; i < initiators; i++) {
		snprintf(hosts[i].acl.initiatorname, sizeof(hosts[i].acl.initiatorname),
			 "iqn.2026-11.org.example:h%u", i);
		hosts[i].sess.se_node_acl = &hosts[i].acl;
		hosts[i].sess.se_tpg = &tpg;
	}
	for (i = 0; i < lus; i++) {
		guid.b[STMF_GUID_LEN - 2] = i >> 8;
		guid.b[STMF_GUID_LEN - 1] = i;
		lu[i] = stmf_lu_register(&bench_provider, &guid, NULL);
		if (IS_ERR(lu[i]))
			return PTR_ERR(lu[i]);
	}
	return 0;
}

static int __init bench_init(void)
{
	int err;

	if (!groups || !initiators || lus < groups)
		return -EINVAL;
	err = bench_prepare();
	if (!err) {
		bench_report("admission", 1, false);
		bench_report("admission and statistics", 1, true);
		bench_report("admission", initiators, false);
		bench_report("admission and statistics", initiators, true);
	}
	bench_remove();
	return err ?: -ECANCELED;	/* it is not to stay */
}
module_init(bench_init);

MODULE_DESCRIPTION("What it costs to judge a command");
MODULE_LICENSE("GPL");
