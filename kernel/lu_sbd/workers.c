// SPDX-License-Identifier: GPL-2.0
/*
 * Workers for buffered transfers and flushes of files. Each file system has its own,
 * so one that hangs does not keep those of others. sbd_workers_lock protects the list
 * and the counts; nothing is taken inside of it.
 */
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "workers.h"

struct sbd_workers {
	struct list_head list;
	struct super_block *sb;		/* held by the files that are open in it */
	struct workqueue_struct *wq;
	unsigned int users;
};

static LIST_HEAD(sbd_workers_list);
static DEFINE_MUTEX(sbd_workers_lock);

static struct sbd_workers *sbd_workers_new(struct super_block *sb)
{
	struct sbd_workers *workers = kzalloc(sizeof(*workers), GFP_KERNEL);

	if (!workers)
		return NULL;
	workers->sb = sb;
	workers->wq = alloc_workqueue("stmf_sbd-%u:%u",
				      WQ_MEM_RECLAIM | WQ_UNBOUND | WQ_SYSFS,
				      0, MAJOR(sb->s_dev), MINOR(sb->s_dev));
	if (!workers->wq) {
		kfree(workers);
		return NULL;
	}
	list_add(&workers->list, &sbd_workers_list);
	return workers;
}

/**
 * sbd_workers_get - the workers of a file's file system
 * @file: open as long as they are used
 *
 * Context: process; sleeps.
 * Return: the workers, for sbd_workers_put(), or NULL: no memory.
 */
struct sbd_workers *sbd_workers_get(struct file *file)
{
	struct super_block *sb = file_inode(file)->i_sb;
	struct sbd_workers *workers;

	mutex_lock(&sbd_workers_lock);
	list_for_each_entry(workers, &sbd_workers_list, list)
		if (workers->sb == sb)
			goto found;
	workers = sbd_workers_new(sb);
found:
	if (workers)
		workers->users++;
	mutex_unlock(&sbd_workers_lock);
	return workers;
}

/**
 * sbd_workers_put - a file needs them no more
 * @workers: from sbd_workers_get(); all of the file's work has been done
 *
 * Context: process; sleeps.
 */
void sbd_workers_put(struct sbd_workers *workers)
{
	mutex_lock(&sbd_workers_lock);
	if (!--workers->users) {
		list_del(&workers->list);
		destroy_workqueue(workers->wq);
		kfree(workers);
	}
	mutex_unlock(&sbd_workers_lock);
}

/**
 * sbd_workers_queue - let one of them work
 * @workers: of the file
 * @work: what is to be done
 *
 * Context: any.
 */
void sbd_workers_queue(struct sbd_workers *workers, struct work_struct *work)
{
	queue_work(workers->wq, work);
}
