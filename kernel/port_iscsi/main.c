// SPDX-License-Identifier: GPL-2.0
/*
 * stmf_iscsi: what STMF knows of LIO's iSCSI target: its sessions' aliases,
 * identities, addresses and login times, its refused logins. LIO's layout is
 * that of the kernel this is built for.
 */
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <scsi/scsi_proto.h>
#include <target/iscsi/iscsi_target_core.h>
#include <target/target_core_base.h>

#include "stmf.h"

/* LIO keeps times in jiffies; the clock may have been set since. */
static s64 stmf_iscsi_time(u64 jiffies)
{
	u64 age = get_jiffies_64() - jiffies;

	return ktime_get_real_seconds() - div_u64(jiffies64_to_nsecs(age),
						  NSEC_PER_SEC);
}

/* The lock order is LIO's own: it takes conn_lock under session_lock, too. */
static void stmf_iscsi_addresses(struct iscsit_session *sess,
				 struct stmf_session_info *info)
{
	const struct iscsit_conn *conn;

	spin_lock(&sess->conn_lock);
	conn = list_first_entry_or_null(&sess->sess_conn_list,
					struct iscsit_conn, conn_list);
	if (conn) {
		snprintf(info->peer, sizeof(info->peer), "%pISpc",
			 &conn->login_sockaddr);
		snprintf(info->local, sizeof(info->local), "%pISpc",
			 &conn->local_sockaddr);
	}
	spin_unlock(&sess->conn_lock);
}

/*
 * Called under the TPG's session_lock: LIO frees fabric_sess_ptr and sess_ops
 * after it has taken the session off the list under that lock.
 */
static void stmf_iscsi_session(struct se_session *se_sess,
			       struct stmf_session_info *info)
{
	struct iscsit_session *sess = se_sess->fabric_sess_ptr;

	info->alias[0] = '\0';
	info->since = 0;
	if (!sess)
		return;
	if (sess->sess_ops)
		strscpy(info->alias, sess->sess_ops->InitiatorAlias,
			sizeof(info->alias));
	if (sess->creation_time)
		info->since = stmf_iscsi_time(sess->creation_time);
	info->id = sess->sid;
	info->tsih = sess->tsih;
	memcpy(info->isid, sess->isid, sizeof(info->isid));
	info->chap = !strcmp(sess->auth_type, "CHAP");
	stmf_iscsi_addresses(sess, info);
}

/*
 * LIO counts the refused logins at a target, and remembers where the last one
 * came from; of its name it remembers nothing. The target lives as long as its
 * TPG.
 */
static bool stmf_iscsi_failures(struct se_portal_group *se_tpg,
				struct stmf_login_failures *failures)
{
	struct iscsi_tiqn *tiqn = to_iscsi_tpg(se_tpg)->tpg_tiqn;
	struct iscsi_login_stats *stats;

	if (!tiqn)
		return false;
	stats = &tiqn->login_stats;
	spin_lock(&stats->lock);
	failures->denied = stats->authorize_fails;
	failures->unauthenticated = stats->authenticate_fails;
	if (stats->last_fail_time) {
		failures->when = stmf_iscsi_time(stats->last_fail_time);
		snprintf(failures->address, sizeof(failures->address), "%pISc",
			 &stats->last_intr_fail_sockaddr);
	}
	spin_unlock(&stats->lock);
	return true;
}

static struct stmf_port_provider stmf_iscsi_provider = {
	.name		= "iscsit",
	.fabric		= "iSCSI",
	.protocol	= SCSI_PROTOCOL_ISCSI,
	.owner		= THIS_MODULE,
	.session	= stmf_iscsi_session,
	.failures	= stmf_iscsi_failures,
};

static int __init stmf_iscsi_init(void)
{
	return stmf_port_provider_register(&stmf_iscsi_provider);
}

static void __exit stmf_iscsi_exit(void)
{
	stmf_port_provider_unregister(&stmf_iscsi_provider);
}

module_init(stmf_iscsi_init);
module_exit(stmf_iscsi_exit);

MODULE_DESCRIPTION("STMF port provider for LIO's iSCSI target");
MODULE_AUTHOR("COMSTAR for Linux developers");
MODULE_LICENSE("GPL");
