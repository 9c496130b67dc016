/* SPDX-License-Identifier: GPL-2.0 */
/* Workers of a file system, which may hang without others. */
#ifndef _SBD_WORKERS_H
#define _SBD_WORKERS_H

struct file;
struct sbd_workers;
struct work_struct;

struct sbd_workers *sbd_workers_get(struct file *file);
void sbd_workers_put(struct sbd_workers *workers);
void sbd_workers_queue(struct sbd_workers *workers, struct work_struct *work);

#endif /* _SBD_WORKERS_H */
