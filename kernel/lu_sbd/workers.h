/* SPDX-License-Identifier: GPL-2.0 */
/* Workers of a store, which may hang without others. */
#ifndef _SBD_WORKERS_H
#define _SBD_WORKERS_H

#include <linux/types.h>

struct sbd_workers;
struct work_struct;
struct workqueue_struct;

struct sbd_workers *sbd_workers_get(const void *store, dev_t dev,
				    bool transfers);
struct workqueue_struct *sbd_workers_put(struct sbd_workers *workers);
void sbd_workers_transfer(struct sbd_workers *workers,
			  struct work_struct *work);
void sbd_workers_job(struct sbd_workers *workers, struct work_struct *work);

#endif /* _SBD_WORKERS_H */
