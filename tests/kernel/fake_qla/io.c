// SPDX-License-Identifier: GPL-2.0
/*
 * Commands: from an initiator's host, by a work item as qla2xxx does it, into
 * LIO; what LIO answers gets back only while the path is up.
 */
#include <linux/completion.h>
#include <linux/slab.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>

#include "fake.h"

static struct workqueue_struct *submit_wq;

static struct fake_cmd *to_fake(struct se_cmd *se_cmd)
{
	return container_of(se_cmd, struct fake_cmd, se_cmd);
}

static void lost(struct scsi_cmnd *sc)
{
	sc->result = DID_TRANSPORT_DISRUPTED << 16;
	scsi_done(sc);
}

/* Under the path's lock, with a session */
static void submit(struct fake_cmd *cmd)
{
	struct scsi_cmnd *sc = cmd->sc;
	struct se_cmd *se_cmd = &cmd->se_cmd;
	bool data = scsi_sg_count(sc);

	memset(se_cmd, 0, sizeof(*se_cmd));
	se_cmd->tag = scsi_cmd_to_rq(sc)->tag;
	if (target_init_cmd(se_cmd, cmd->path->sess, cmd->sense,
			    sc->device->lun, scsi_bufflen(sc),
			    TCM_SIMPLE_TAG, sc->sc_data_direction, 0)) {
		lost(sc);
		return;
	}
	if (target_submit_prep(se_cmd, sc->cmnd, data ? scsi_sglist(sc) : NULL,
			       data ? scsi_sg_count(sc) : 0, NULL, 0, NULL, 0,
			       GFP_KERNEL))
		return;		/* answered with sense data */
	target_submit(se_cmd);
}

static void submit_work(struct work_struct *work)
{
	struct fake_cmd *cmd = container_of(work, struct fake_cmd, work);
	struct fake_path *path = cmd->path;

	down_read(&path->lock);
	if (path->sess)
		submit(cmd);
	else
		lost(cmd->sc);
	up_read(&path->lock);
}

void fake_io_submit(struct scsi_cmnd *sc, struct fake_path *path)
{
	struct fake_cmd *cmd = scsi_cmd_priv(sc);

	cmd->sc = sc;
	cmd->path = path;
	cmd->done = NULL;
	INIT_WORK(&cmd->work, submit_work);
	queue_work(submit_wq, &cmd->work);
}

int fake_io_tmr(struct fake_path *path, u64 lun, int function, u64 tag)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct fake_cmd *cmd = kzalloc(sizeof(*cmd), GFP_KERNEL);
	int err = -ENOTCONN, response;

	if (!cmd)
		return FAILED;
	cmd->path = path;
	cmd->done = &done;
	down_read(&path->lock);
	if (path->sess)
		err = target_submit_tmr(&cmd->se_cmd, path->sess, cmd->sense,
					lun, NULL, function, GFP_KERNEL, tag,
					TARGET_SCF_ACK_KREF);
	up_read(&path->lock);
	if (err < 0) {
		kfree(cmd);
		return FAILED;
	}
	wait_for_completion(&done);
	response = cmd->se_cmd.se_tmr_req->response;
	target_put_sess_cmd(&cmd->se_cmd);
	return response == TMR_FUNCTION_COMPLETE ||
	       response == TMR_TASK_DOES_NOT_EXIST ? SUCCESS : FAILED;
}

/* ---- what LIO calls ---- */

int fake_check_stop_free(struct se_cmd *se_cmd)
{
	return transport_generic_free_cmd(se_cmd, 0);
}

/* The last reference: the initiator gets its answer. */
void fake_release_cmd(struct se_cmd *se_cmd)
{
	struct fake_cmd *cmd = to_fake(se_cmd);

	if (!cmd->sc)
		kfree(cmd);
	else if (READ_ONCE(cmd->path->up))
		scsi_done(cmd->sc);
	else
		lost(cmd->sc);
}

/* The data are here already. */
int fake_write_pending(struct se_cmd *se_cmd)
{
	target_execute_cmd(se_cmd);
	return 0;
}

int fake_queue_status(struct se_cmd *se_cmd)
{
	struct scsi_cmnd *sc = to_fake(se_cmd)->sc;

	if (se_cmd->sense_buffer &&
	    (se_cmd->se_cmd_flags & (SCF_TRANSPORT_TASK_SENSE |
				     SCF_EMULATED_TASK_SENSE))) {
		memcpy(sc->sense_buffer, se_cmd->sense_buffer,
		       SCSI_SENSE_BUFFERSIZE);
		sc->result = SAM_STAT_CHECK_CONDITION;
	} else {
		sc->result = se_cmd->scsi_status;
	}
	if (se_cmd->se_cmd_flags & (SCF_OVERFLOW_BIT | SCF_UNDERFLOW_BIT))
		scsi_set_resid(sc, se_cmd->residual_count);
	return 0;
}

void fake_queue_tm_rsp(struct se_cmd *se_cmd)
{
	complete(to_fake(se_cmd)->done);
}

void fake_aborted_task(struct se_cmd *se_cmd)
{
	struct scsi_cmnd *sc = to_fake(se_cmd)->sc;

	if (sc)
		sc->result = DID_ABORT << 16;
}

int fake_io_init(void)
{
	submit_wq = alloc_workqueue("fake_qla", WQ_MEM_RECLAIM | WQ_UNBOUND, 0);
	return submit_wq ? 0 : -ENOMEM;
}

void fake_io_exit(void)
{
	destroy_workqueue(submit_wq);
}
