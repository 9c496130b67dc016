// SPDX-License-Identifier: GPL-2.0
/*
 * MODE SENSE and MODE SELECT. The write protect bit doesn't make LIO refuse PERSISTENT
 * RESERVE OUT too, as its own does.
 */
#include <linux/rculist.h>
#include <linux/scatterlist.h>
#include <scsi/scsi_proto.h>

#include "mode.h"
#include "sbd.h"

#define SBD_MODE_PF		0x10		/* byte 1 of MODE SELECT */

/* Did LIO make this LUN read only for the initiator? */
static bool sbd_lun_read_only(struct se_cmd *cmd)
{
	struct se_dev_entry *deve;
	bool read_only;

	if (cmd->se_lun->lun_access_ro)
		return true;
	rcu_read_lock();
	deve = target_nacl_find_deve(cmd->se_sess->se_node_acl,
				     cmd->orig_fe_lun);
	read_only = deve && deve->lun_access_ro;
	rcu_read_unlock();
	return read_only;
}

/**
 * sbd_execute_mode_sense - MODE SENSE (6) and (10)
 * @cmd: the command
 */
sense_reason_t sbd_execute_mode_sense(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u8 buf[SBD_MODE_BUFFER] = {};
	int len;

	len = sbd_mode_sense(sbd, cmd->t_task_cdb,
			     READ_ONCE(sbd->write_protect) ||
			     sbd_lun_read_only(cmd), buf);
	if (len < 0)
		return TCM_UNKNOWN_MODE_PAGE;
	sbd_data_in(cmd, buf, len);
	return 0;
}

/* Switching the cache off flushes it: by a worker. */
static void sbd_mode_select_cache(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	bool on = cmd->priv;
	struct sbd_outcome end;
	int ret;

	cmd->priv = NULL;
	mutex_lock(&sbd->config_lock);
	ret = sbd_set_write_cache(sbd, on, cmd->se_sess);
	if (!ret)
		sbd->params.wcd = !on;
	mutex_unlock(&sbd->config_lock);
	if (!ret)
		stmf_lu_changed(sbd->lu);
	end = sbd_outcome(sbd, ret, true);
	sbd_finish_io(cmd, &end);
}

/**
 * sbd_execute_mode_select - MODE SELECT (6) and (10)
 * @cmd: the command
 *
 * Nothing is saved: there is no SP bit, and no PS bit in any page.
 */
sense_reason_t sbd_execute_mode_select(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	bool wce = READ_ONCE(sbd->write_cache);
	u8 list[SBD_MODE_BUFFER];
	bool was = wce;
	sense_reason_t ret;

	if (cmd->t_task_cdb[1] != SBD_MODE_PF)
		return TCM_INVALID_CDB_FIELD;
	if (!cmd->data_length) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (cmd->data_length > sizeof(list))
		return TCM_PARAMETER_LIST_LENGTH_ERROR;
	sg_copy_to_buffer(cmd->t_data_sg, cmd->t_data_nents, list,
			  cmd->data_length);
	ret = sbd_mode_select(sbd, cmd->t_task_cdb[0] == MODE_SELECT_10, list,
			      cmd->data_length, &wce);
	if (ret)
		return ret;
	if (wce == was) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	cmd->priv = wce ? sbd : NULL;
	return sbd_job_start_io(cmd, sbd_mode_select_cache);
}
