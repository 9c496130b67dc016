/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Fibre Channel fabric in memory: target ports that look like those of
 * qla2xxx, to sysfs and to LIO, and initiator ports that are SCSI hosts of
 * this machine. For tests only.
 */
#ifndef _FAKE_QLA_H
#define _FAKE_QLA_H

#include <linux/list.h>
#include <linux/rwsem.h>
#include <linux/workqueue.h>
#include <scsi/scsi_host.h>
#include <scsi/scsi_transport_fc.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#define FAKE_PORTS_MAX	8
#define FAKE_WWN_LEN	24	/* 21:00:... */

struct fake_tpg {
	struct se_portal_group se_tpg;
	struct fake_target *target;
	bool enabled;
	/* attributes, with qla2xxx's defaults */
	int generate_node_acls, cache_dynamic_acls, demo_mode_login_only;
	int demo_mode_write_protect, prod_mode_write_protect;
};

/* A port of an adapter in target mode */
struct fake_target {
	struct list_head list;
	struct se_wwn wwn;
	struct fake_tpg *tpg;		/* under fake_lock */
	struct Scsi_Host *shost;
	struct fc_vport *vport;		/* of an NPIV port */
	u64 wwpn, wwnn;
	bool claimed;			/* LIO has a directory for it */
	bool link;
	const char *qlini_mode;
	char naa[FAKE_WWN_LEN];
};

/* An initiator port, elsewhere in the fabric */
struct fake_initiator {
	struct list_head list;
	struct list_head paths;
	struct Scsi_Host *shost;
	u64 wwpn, wwnn;
	bool link;
	char name[FAKE_WWN_LEN];
};

/* One initiator port and one target port */
struct fake_path {
	struct list_head list;		/* of the initiator */
	struct fake_initiator *initiator;
	struct fake_target *target;
	struct fc_rport *rport;		/* while logged in */
	struct rw_semaphore lock;	/* held by who submits a command */
	struct se_session *sess;	/* under lock; NULL: not logged in */
	bool logout;			/* LIO has asked for it */
	bool up;			/* responses get through */
};

/* A command on its way */
struct fake_cmd {
	struct se_cmd se_cmd;
	struct fake_path *path;
	struct scsi_cmnd *sc;		/* NULL: task management */
	struct completion *done;	/* of task management */
	struct work_struct work;
	unsigned char sense[TRANSPORT_SENSE_BUFFER];
};

/* hosts.c: what sysfs shows */
int fake_hosts_init(void);
void fake_hosts_exit(void);
int fake_target_add_host(struct fake_target *target, struct device *parent);
int fake_initiator_add_host(struct fake_initiator *initiator,
			    struct device *parent);
void fake_host_remove(struct Scsi_Host *shost);
void fake_link_event(struct Scsi_Host *shost, bool up);

/* fabric.c: who is there and who is logged in; fake_lock guards it all */
extern struct mutex fake_lock;
extern struct list_head fake_targets, fake_initiators;
struct fake_target *fake_target_find(u64 wwpn);
struct fake_target *fake_target_add(struct device *parent, u64 wwpn, u64 wwnn,
				    struct fc_vport *vport);
void fake_target_remove(struct fake_target *target);
int fake_initiator_add(struct device *parent, u64 wwpn, u64 wwnn);
void fake_set_link(bool *link, bool up, struct Scsi_Host *shost);
void fake_update(void);			/* log in and out, soon */
void fake_update_now(void);		/* and wait; fake_lock is not held */
void fake_expel(struct fake_path *path);
struct fake_path *fake_path_find(struct fake_initiator *initiator, u64 wwpn);
int fake_fabric_init(void);
void fake_fabric_exit(void);
void fake_wwn_format(char *buf, u64 wwn);

/* lio.c: the fabric modules "qla2xxx" and "qla2xxx_npiv" as LIO sees them */
int fake_lio_init(void);
void fake_lio_exit(void);

/* io.c: commands from the initiators' hosts to LIO and back */
int fake_io_init(void);
void fake_io_exit(void);
void fake_io_submit(struct scsi_cmnd *sc, struct fake_path *path);
int fake_io_tmr(struct fake_path *path, u64 lun, int function, u64 tag);
int fake_check_stop_free(struct se_cmd *se_cmd);
void fake_release_cmd(struct se_cmd *se_cmd);
int fake_write_pending(struct se_cmd *se_cmd);
int fake_queue_status(struct se_cmd *se_cmd);
void fake_queue_tm_rsp(struct se_cmd *se_cmd);
void fake_aborted_task(struct se_cmd *se_cmd);

#endif /* _FAKE_QLA_H */
