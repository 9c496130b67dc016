// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that wait for the store more than once are done by workers; READ and
 * WRITE are not, unless something is wrong.
 */
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "running.h"
#include "sbd.h"
#include "workers.h"

struct sbd_job {
	struct work_struct work;
	struct se_cmd *cmd;
	void (*run)(struct sbd_lu *sbd, struct se_cmd *cmd);
};

/*
 * The job is kept while it runs: a workqueue takes a second one at the same address
 * for the first one again, and lets it wait for that.
 */
static void sbd_job_work(struct work_struct *work)
{
	struct sbd_job *job = container_of(work, struct sbd_job, work);
	unsigned int noio = memalloc_noio_save();

	job->run(sbd_from_dev(job->cmd->se_dev), job->cmd);
	memalloc_noio_restore(noio);
	kfree(job);
}

/**
 * sbd_job_start - let a worker go on with a command
 * @cmd: the command
 * @run: ends the command, or lets a transfer do so
 *
 * Context: any.
 * Return: 0 or -ENOMEM.
 */
int sbd_job_start(struct se_cmd *cmd,
		  void (*run)(struct sbd_lu *sbd, struct se_cmd *cmd))
{
	struct sbd_job *job = kmalloc(sizeof(*job), GFP_ATOMIC);

	if (!job)
		return -ENOMEM;
	INIT_WORK(&job->work, sbd_job_work);
	job->cmd = cmd;
	job->run = run;
	sbd_workers_job(sbd_from_dev(cmd->se_dev)->workers, &job->work);
	return 0;
}

/**
 * sbd_job_start_io - likewise, for a command that touches the store
 * @cmd: the command
 * @run: ends it by sbd_finish_io()
 */
sense_reason_t sbd_job_start_io(struct se_cmd *cmd,
				void (*run)(struct sbd_lu *sbd,
					    struct se_cmd *cmd))
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	int ret;

	if (!sbd_begin(sbd))
		return TCM_NON_EXISTENT_LUN;
	ret = sbd_job_start(cmd, run);
	return ret ? sbd_not_started(sbd, ret) : 0;
}
