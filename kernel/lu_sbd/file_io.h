/* SPDX-License-Identifier: GPL-2.0 */
/*
 * file_io.h - transfers by a file system's own functions
 */
#ifndef _SBD_FILE_IO_H
#define _SBD_FILE_IO_H

#include <linux/bvec.h>
#include <linux/fs.h>
#include <linux/refcount.h>
#include <linux/uio.h>
#include <linux/workqueue.h>

#include "sbd.h"

/**
 * struct sbd_file_io - a transfer in progress
 * @iocb: for the file system
 * @users: direct I/O: the file system's function, and the I/O that it began
 * @ret: likewise: bytes that were transferred, or a negative errno
 * @work: where it waits for the disk, if it is done through the page cache
 * @iter: likewise: what is to be done
 * @end: whom to tell
 * @priv: for it
 * @len: bytes to transfer
 * @bvecs: the memory
 */
struct sbd_file_io {
	struct kiocb iocb;
	refcount_t users;
	ssize_t ret;
	struct work_struct work;
	struct iov_iter iter;
	void (*end)(void *priv, int err);
	void *priv;
	u32 len;
	struct bio_vec bvecs[];
};

int sbd_file_error(ssize_t ret, u32 len);
void sbd_file_describe(struct sbd_lu *sbd, const struct sbd_io *from,
		       struct kiocb *iocb, struct iov_iter *iter,
		       struct bio_vec *bvecs);
ssize_t sbd_file_iter(struct kiocb *iocb, struct iov_iter *iter);
ssize_t sbd_file_iter_all(struct kiocb *iocb, struct iov_iter *iter);

struct sbd_file_io *sbd_file_io_alloc(struct sbd_lu *sbd,
				      const struct sbd_io *from);
void sbd_file_io_end(struct sbd_file_io *io, ssize_t ret);
void sbd_file_io_direct(struct sbd_file_io *io);

#endif /* _SBD_FILE_IO_H */
