// SPDX-License-Identifier: GPL-2.0
/*
 * Workers for what has to wait for a store: buffered transfers and flushes of files, and
 * jobs, which wait for transfers and so have a queue of their own. Each file system has
 * both, each block device the second one, so one that hangs does not keep others waiting.
 * sbd_workers_lock protects the list and the counts; nothing is taken inside of it.
 * A job may take the config_lock of its LU (MODE SELECT), so their queue is destroyed by
 * who holds neither: to destroy one is to wait for its work.
 */
#include <linux/list.h>
#include <linux/kdev_t.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "workers.h"

struct sbd_workers {
	struct list_head list;
	const void *store;	/* kept by those who have it open */
	struct workqueue_struct *transfers;	/* NULL: there are none */
	struct workqueue_struct *jobs;
	unsigned int users;
};

static LIST_HEAD(sbd_workers_list);
static DEFINE_MUTEX(sbd_workers_lock);

static struct sbd_workers *sbd_workers_new(const void *store, dev_t dev,
					   bool transfers)
{
	struct sbd_workers *workers = kzalloc(sizeof(*workers), GFP_KERNEL);

	if (!workers)
		return NULL;
	workers->store = store;
	if (transfers)
		workers->transfers = alloc_workqueue("stmf_sbd-%u:%u",
						     WQ_MEM_RECLAIM |
						     WQ_UNBOUND | WQ_SYSFS, 0,
						     MAJOR(dev), MINOR(dev));
	workers->jobs = alloc_workqueue("sbd_job-%u:%u",
					WQ_MEM_RECLAIM | WQ_UNBOUND, 0,
					MAJOR(dev), MINOR(dev));
	if ((transfers && !workers->transfers) || !workers->jobs)
		goto err;
	list_add(&workers->list, &sbd_workers_list);
	return workers;

err:
	if (workers->jobs)
		destroy_workqueue(workers->jobs);
	if (workers->transfers)
		destroy_workqueue(workers->transfers);
	kfree(workers);
	return NULL;
}

/**
 * sbd_workers_get - the workers of a store
 * @store: a super block or a block device, open as long as they are used
 * @dev: its number, for their names
 * @transfers: they are to do transfers as well; the same for all users of @store
 *
 * Context: process; sleeps.
 * Return: the workers, for sbd_workers_put(), or NULL: no memory.
 */
struct sbd_workers *sbd_workers_get(const void *store, dev_t dev,
				    bool transfers)
{
	struct sbd_workers *workers;

	mutex_lock(&sbd_workers_lock);
	list_for_each_entry(workers, &sbd_workers_list, list)
		if (workers->store == store)
			goto found;
	workers = sbd_workers_new(store, dev, transfers);
found:
	if (workers)
		workers->users++;
	mutex_unlock(&sbd_workers_lock);
	return workers;
}

/**
 * sbd_workers_put - a logical unit needs them no more
 * @workers: from sbd_workers_get(); all of its commands have ended
 *
 * Context: process; sleeps.
 * Return: NULL, or what nobody needs any more, for destroy_workqueue() where no
 *	config_lock is held.
 */
struct workqueue_struct *sbd_workers_put(struct sbd_workers *workers)
{
	struct workqueue_struct *jobs = NULL;

	mutex_lock(&sbd_workers_lock);
	if (!--workers->users) {
		list_del(&workers->list);
		/* Before another one of this name is made */
		if (workers->transfers)
			destroy_workqueue(workers->transfers);
		jobs = workers->jobs;
		kfree(workers);
	}
	mutex_unlock(&sbd_workers_lock);
	return jobs;
}

/**
 * sbd_workers_transfer - let one of them do a transfer
 * @workers: of the store, got for transfers
 * @work: what is to be done; it doesn't wait for other work
 *
 * Context: any.
 */
void sbd_workers_transfer(struct sbd_workers *workers,
			  struct work_struct *work)
{
	queue_work(workers->transfers, work);
}

/**
 * sbd_workers_job - let one of them do what may wait for transfers
 * @workers: of the store
 * @work: what is to be done
 *
 * Context: any.
 */
void sbd_workers_job(struct sbd_workers *workers, struct work_struct *work)
{
	queue_work(workers->jobs, work);
}
