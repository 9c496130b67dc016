// SPDX-License-Identifier: GPL-2.0
/*
 * Transfers by a file system's own functions. Pure, but for what these do.
 */
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "file_io.h"

/**
 * sbd_file_error() - what became of a transfer
 * @ret: bytes that were transferred, or a negative errno
 * @len: bytes that should have been
 *
 * Return: 0 or a negative errno; -EIO for too few bytes: somebody truncates
 * the file.
 */
int sbd_file_error(ssize_t ret, u32 len)
{
	if (ret == len)
		return 0;
	return ret < 0 ? ret : -EIO;
}

/**
 * sbd_file_describe() - a transfer as file systems take it
 * @sbd: the LU
 * @from: the transfer; at least one piece of memory
 * @iocb: where, and how
 * @iter: the memory, described by @bvecs
 * @bvecs: room for each of its pieces
 */
void sbd_file_describe(struct sbd_lu *sbd, const struct sbd_io *from,
		       struct kiocb *iocb, struct iov_iter *iter,
		       struct bio_vec *bvecs)
{
	struct scatterlist *sg;
	u32 left = from->len;
	u32 nents = 0;
	u32 i;

	for_each_sg(from->sgl, sg, from->nents, i) {
		u32 len = min(left, sg->length);

		bvec_set_page(&bvecs[nents++], sg_page(sg), len, sg->offset);
		left -= len;
		if (!left)
			break;
	}
	iov_iter_bvec(iter, from->write ? ITER_SOURCE : ITER_DEST, bvecs,
		      nents, from->len - left);

	init_sync_kiocb(iocb, sbd->file);
	iocb->ki_pos = from->pos;
	if (from->write)
		iocb->ki_flags |= IOCB_WRITE;
	if (from->sync)
		iocb->ki_flags |= IOCB_DSYNC;
}

/**
 * sbd_file_iter() - let the file system do it
 * @iocb: where, and how
 * @iter: the memory; advances by what was transferred
 *
 * Context: may sleep, unless IOCB_NOWAIT is set.
 * Return: bytes transferred, -EIOCBQUEUED or another negative errno.
 */
ssize_t sbd_file_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	const struct file_operations *fops = iocb->ki_filp->f_op;

	if (iocb->ki_flags & IOCB_WRITE)
		return fops->write_iter(iocb, iter);
	return fops->read_iter(iocb, iter);
}

/**
 * sbd_file_iter_all() - likewise, as much as can be had
 * @iocb: where, and how; synchronous
 * @iter: the memory
 *
 * Through the page cache a file system may transfer less than it is asked
 * for, at any page.
 *
 * Context: may sleep, unless IOCB_NOWAIT is set.
 * Return: bytes transferred, or a negative errno.
 */
ssize_t sbd_file_iter_all(struct kiocb *iocb, struct iov_iter *iter)
{
	size_t all = iov_iter_count(iter);
	ssize_t ret;

	do {
		ret = sbd_file_iter(iocb, iter);
		if (ret < 0)
			return ret;
	} while (ret && iov_iter_count(iter));
	return all - iov_iter_count(iter);
}

/**
 * sbd_file_io_alloc() - a transfer that outlives the function that begins it
 * @sbd: the LU
 * @from: the transfer
 *
 * Context: may sleep.
 * Return: to be given to sbd_file_io_end() or sbd_file_io_direct(); NULL if
 * there is no memory.
 */
struct sbd_file_io *sbd_file_io_alloc(struct sbd_lu *sbd,
				      const struct sbd_io *from)
{
	struct sbd_file_io *io;

	io = kvmalloc(struct_size(io, bvecs, from->nents), GFP_KERNEL);
	if (!io)
		return NULL;
	sbd_file_describe(sbd, from, &io->iocb, &io->iter, io->bvecs);
	io->end = from->end;
	io->priv = from->priv;
	io->len = from->len;
	return io;
}

/**
 * sbd_file_io_end() - free it and say how it ended
 * @io: the transfer
 * @ret: bytes that were transferred, or a negative errno
 *
 * Context: any.
 */
void sbd_file_io_end(struct sbd_file_io *io, ssize_t ret)
{
	void (*end)(void *priv, int err) = io->end;
	void *priv = io->priv;
	int err = sbd_file_error(ret, io->len);

	if (io->iocb.ki_flags & IOCB_WRITE)
		sbd_kiocb_end_write(&io->iocb);
	kvfree(io);
	end(priv, err);
}

static void sbd_file_io_put(struct sbd_file_io *io)
{
	if (refcount_dec_and_test(&io->users))
		sbd_file_io_end(io, io->ret);
}

static void sbd_file_io_complete(struct kiocb *iocb, long ret)
{
	struct sbd_file_io *io = container_of(iocb, struct sbd_file_io, iocb);

	io->ret = ret;
	sbd_file_io_put(io);
}

/**
 * sbd_file_io_direct() - direct, asynchronous I/O
 * @io: the transfer; ends by sbd_file_io_end()
 *
 * A file system's function looks at the iocb and at the inode after it has
 * begun the I/O (ext4_dio_read_iter() of all kernels), which may be done by
 * then. So the transfer has not ended, and the file is not closed, before that
 * function has returned.
 *
 * Context: may sleep.
 */
void sbd_file_io_direct(struct sbd_file_io *io)
{
	ssize_t ret;

	refcount_set(&io->users, 2);
	io->iocb.ki_flags |= IOCB_DIRECT;
	io->iocb.ki_complete = sbd_file_io_complete;
	ret = sbd_file_iter(&io->iocb, &io->iter);
	if (ret != -EIOCBQUEUED)
		sbd_file_io_complete(&io->iocb, ret);
	sbd_file_io_put(io);
}
