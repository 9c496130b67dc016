// SPDX-License-Identifier: GPL-2.0
/*
 * Regular files as backing store. Direct, asynchronous I/O where the file
 * system can do it with the LU's blocks, else through the page cache. Never
 * both on one file: a page in the cache would hold old neighbours of a block
 * that is written around it.
 */
#include <linux/bvec.h>
#include <linux/fadvise.h>
#include <linux/falloc.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/uio.h>
#include <linux/workqueue.h>

#include "backing_cache.h"
#include "file_io.h"
#include "sbd.h"
#include "workers.h"

#define SBD_FILE_FEW	32	/* pieces of memory that are described on the stack */

/* Files in use, so that two LUs don't share one. */
static LIST_HEAD(sbd_open_files);
static DEFINE_MUTEX(sbd_open_files_lock);

static void sbd_file_io_work(struct work_struct *work)
{
	struct sbd_file_io *io = container_of(work, struct sbd_file_io, work);
	unsigned int noio = memalloc_noio_save();
	ssize_t ret;

	ret = sbd_file_iter_all(&io->iocb, &io->iter);
	if (ret >= 0)	/* with what was done at once */
		ret = io->len - iov_iter_count(&io->iter);
	memalloc_noio_restore(noio);
	sbd_file_io_end(io, ret);
}

/*
 * A fabric may have one thread for all its commands, and it must not wait: what
 * may have to is left to a worker.
 */
static void sbd_file_buffered(struct sbd_lu *sbd, struct sbd_file_io *io)
{
	ssize_t ret = -EAGAIN;

	if (sbd->nowait) {
		io->iocb.ki_flags |= IOCB_NOWAIT;
		ret = sbd_file_iter_all(&io->iocb, &io->iter);
		io->iocb.ki_flags &= ~IOCB_NOWAIT;
	}
	if (ret == io->len ||
	    (ret < 0 && ret != -EAGAIN && ret != -EOPNOTSUPP)) {
		sbd_file_io_end(io, ret);
		return;
	}
	INIT_WORK(&io->work, sbd_file_io_work);
	sbd_workers_transfer(sbd->workers, &io->work);
}

/* Can it be done here, which is cheapest? */
static bool sbd_file_takes(struct sbd_lu *sbd, const struct sbd_io *from)
{
	if (sbd->direct || from->nents > SBD_FILE_FEW)
		return false;
	return sbd->in_memory || (from->write && sbd->cache_write &&
				  sbd_cache_takes(sbd->file, from));
}

static noinline_for_stack void sbd_file_at_once(struct sbd_lu *sbd,
						const struct sbd_io *from)
{
	struct bio_vec bvecs[SBD_FILE_FEW];
	struct iov_iter iter;
	struct kiocb iocb;
	ssize_t ret;

	sbd_file_describe(sbd, from, &iocb, &iter, bvecs);
	if (from->write)
		sbd_kiocb_start_write(&iocb);
	ret = sbd_file_iter_all(&iocb, &iter);
	if (from->write)
		sbd_kiocb_end_write(&iocb);
	from->end(from->priv, sbd_file_error(ret, from->len));
}

static int sbd_file_submit(struct sbd_lu *sbd, const struct sbd_io *from)
{
	struct sbd_file_io *io;

	if (!from->write && sbd->cache_read &&
	    sbd_cache_read(sbd->file, from)) {
		from->end(from->priv, 0);
		return 0;
	}
	if (sbd_bounce_needed(sbd, from))
		return -EINVAL;
	if (sbd_file_takes(sbd, from)) {
		sbd_file_at_once(sbd, from);
		return 0;
	}
	io = sbd_file_io_alloc(sbd, from);
	if (!io)
		return -ENOMEM;
	if (from->write)
		sbd_kiocb_start_write(&io->iocb);
	if (sbd->direct)
		sbd_file_io_direct(io);
	else
		sbd_file_buffered(sbd, io);
	return 0;
}

struct sbd_file_flush {
	struct work_struct work;
	struct se_cmd *cmd;
	struct file *file;
	loff_t first;
	loff_t last;
};

/* Not in LIO's context: a fabric may have one thread for all its commands. */
static void sbd_file_flush_work(struct work_struct *work)
{
	struct sbd_file_flush *flush;
	struct se_cmd *cmd;
	unsigned int noio;
	int err;

	flush = container_of(work, struct sbd_file_flush, work);
	cmd = flush->cmd;
	noio = memalloc_noio_save();
	err = vfs_fsync_range(flush->file, flush->first, flush->last, 1);
	memalloc_noio_restore(noio);
	kfree(flush);
	sbd_flush_done(cmd, err);
}

static int sbd_file_flush(struct sbd_lu *sbd, struct se_cmd *cmd, loff_t pos,
			  u64 len)
{
	struct sbd_file_flush *flush = kmalloc(sizeof(*flush), GFP_KERNEL);

	if (!flush)
		return -ENOMEM;
	INIT_WORK(&flush->work, sbd_file_flush_work);
	flush->cmd = cmd;
	flush->file = sbd->file;
	flush->first = pos;
	flush->last = pos + len - 1;
	sbd_workers_transfer(sbd->workers, &flush->work);
	return 0;
}

/* Alignment that direct I/O needs, or false if there is no direct I/O. */
static bool sbd_file_direct_align(struct file *file, u32 *memory, u32 *length)
{
	struct kstat stat;

	if (!(file->f_mode & FMODE_CAN_ODIRECT))
		return false;
	*memory = max_t(u32, i_blocksize(file_inode(file)), SECTOR_SIZE);
	*length = *memory;
	if (!vfs_getattr(&file->f_path, &stat, STATX_DIOALIGN,
			 AT_STATX_SYNC_AS_STAT) &&
	    stat.result_mask & STATX_DIOALIGN) {
		*memory = stat.dio_mem_align;
		*length = stat.dio_offset_align;
	}
	return is_power_of_2(*memory) && is_power_of_2(*length) &&
	       *length <= PAGE_SIZE;
}

/* File systems may promise direct I/O and refuse it: read some. */
static bool sbd_file_direct_works(struct sbd_lu *sbd, u32 len)
{
	struct iov_iter iter;
	struct bio_vec bvec;
	struct kiocb iocb;
	struct page *page;
	ssize_t ret;

	page = alloc_page(GFP_KERNEL);
	if (!page)
		return false;
	bvec_set_page(&bvec, page, len, 0);
	iov_iter_bvec(&iter, ITER_DEST, &bvec, 1, len);
	init_sync_kiocb(&iocb, sbd->file);
	iocb.ki_flags |= IOCB_DIRECT;
	iocb.ki_pos = sbd->offset;
	ret = sbd_file_iter(&iocb, &iter);
	__free_page(page);
	return ret == len;
}

/* Can holes be punched? Nothing is behind the end of the file. */
static bool sbd_file_punches(struct sbd_lu *sbd)
{
	loff_t end = round_up(i_size_read(file_inode(sbd->file)), PAGE_SIZE);

	return !sbd->store_read_only && sbd->file->f_op->fallocate &&
	       !vfs_fallocate(sbd->file,
			      FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, end,
			      PAGE_SIZE);
}

static void sbd_file_ready(struct sbd_lu *sbd)
{
	struct inode *inode = file_inode(sbd->file);
	u32 memory, length;

	sbd->thin = sbd_file_punches(sbd);
	sbd->unmap_grain = i_blocksize(inode);
	sbd->unmap_align = 0;
	sbd->unmap_zeroes = true;
	sbd->in_memory = sbd_file_in_memory(sbd->file);
	sbd->nowait = sbd->file->f_mode & FMODE_NOWAIT;

	sbd->direct = !sbd->params.buffered &&
		      sbd_file_direct_align(sbd->file, &memory, &length) &&
		      !((sbd->offset | sbd->block_size) & (length - 1)) &&
		      sbd_file_direct_works(sbd, length);
	sbd->cache_read = !sbd->direct && sbd_cache_readable(sbd->file);
	sbd->cache_write = !sbd->direct && sbd_cache_writable(sbd->file);
	if (!sbd->direct)
		return;
	sbd->memory_mask = memory - 1;
	sbd->length_mask = length - 1;
}

/* Return: 0; -EBUSY: another LU is on this file; -ENOMEM. */
static int sbd_file_claim(struct sbd_lu *sbd, struct file *file)
{
	struct super_block *sb = file_inode(file)->i_sb;
	struct sbd_lu *other;
	int ret = 0;

	sbd->workers = sbd_workers_get(sb, sb->s_dev, true);
	if (!sbd->workers)
		return -ENOMEM;
	mutex_lock(&sbd_open_files_lock);
	list_for_each_entry(other, &sbd_open_files, open_files)
		if (file_inode(other->file) == file_inode(file))
			ret = -EBUSY;
	if (!ret) {
		sbd->file = file;
		list_add(&sbd->open_files, &sbd_open_files);
	}
	mutex_unlock(&sbd_open_files_lock);
	if (ret)
		sbd->idle_jobs = sbd_workers_put(sbd->workers);
	return ret;
}

static int sbd_file_check(struct file *file)
{
	struct inode *inode = file_inode(file);

	if (!S_ISREG(inode->i_mode))
		return -EINVAL;
	if (IS_SWAPFILE(inode))
		return -ETXTBSY;
	if (!file->f_op->read_iter || !file->f_op->write_iter ||
	    !file->f_op->fsync)
		return -EOPNOTSUPP;
	return 0;
}

static u64 sbd_file_size(struct sbd_lu *sbd)
{
	return i_size_read(file_inode(sbd->file));
}

static int sbd_file_sync(struct sbd_lu *sbd)
{
	return vfs_fsync(sbd->file, 1);
}

static int sbd_file_fallocate(struct sbd_lu *sbd, int mode, loff_t pos,
			      u64 len)
{
	if (!sbd->file->f_op->fallocate)
		return -EOPNOTSUPP;
	return vfs_fallocate(sbd->file, mode | FALLOC_FL_KEEP_SIZE, pos, len);
}

static int sbd_file_unmap(struct sbd_lu *sbd, loff_t pos, u64 len)
{
	return sbd_file_fallocate(sbd, FALLOC_FL_PUNCH_HOLE, pos, len);
}

static int sbd_file_zero(struct sbd_lu *sbd, loff_t pos, u64 len, bool unmap)
{
	int mode = unmap ? FALLOC_FL_PUNCH_HOLE : FALLOC_FL_ZERO_RANGE;

	return sbd_file_fallocate(sbd, mode, pos, len);
}

static void sbd_file_read_ahead(struct sbd_lu *sbd, loff_t pos, u64 len)
{
	if (!sbd->direct)
		vfs_fadvise(sbd->file, pos, len, POSIX_FADV_WILLNEED);
}

/* A file system that can't seek says that all is data. */
static u64 sbd_file_extent(struct sbd_lu *sbd, loff_t pos, loff_t end,
			   bool *mapped)
{
	loff_t data = vfs_llseek(sbd->file, pos, SEEK_DATA);
	loff_t hole;

	if (data == -ENXIO)	/* a hole up to the end of the file */
		data = end;
	*mapped = data <= pos;
	if (!*mapped)
		return min(data, end) - pos;
	hole = vfs_llseek(sbd->file, pos, SEEK_HOLE);
	return hole > pos ? min(hole, end) - pos : end - pos;
}

static int sbd_file_open(struct sbd_lu *sbd)
{
	const struct sbd_params *params = &sbd->params;
	struct block_device *disk;
	struct file *file;
	int ret;

	file = filp_open(params->path, O_LARGEFILE | O_RDWR, 0);
	sbd->store_read_only = params->wp && IS_ERR(file);
	if (sbd->store_read_only)
		file = filp_open(params->path, O_LARGEFILE | O_RDONLY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = sbd_file_check(file);
	if (!ret)
		ret = sbd_file_claim(sbd, file);
	if (ret) {
		filp_close(file, NULL);
		return ret;
	}

	disk = file_inode(file)->i_sb->s_bdev;
	sbd->store_size = sbd_file_size(sbd);
	sbd->store_block = SECTOR_SIZE;
	sbd->has_cache = true;
	sbd->rotates = !disk || sbd_bdev_rotates(disk);
	return 0;
}

static void sbd_file_close(struct sbd_lu *sbd)
{
	mutex_lock(&sbd_open_files_lock);
	list_del(&sbd->open_files);
	mutex_unlock(&sbd_open_files_lock);
	sbd->idle_jobs = sbd_workers_put(sbd->workers);
	filp_close(sbd->file, NULL);
	sbd->file = NULL;
	sbd->direct = false;
}

const struct sbd_backing sbd_backing_file = {
	.open	= sbd_file_open,
	.ready	= sbd_file_ready,
	.close	= sbd_file_close,
	.submit	= sbd_file_submit,
	.flush	= sbd_file_flush,
	.size	= sbd_file_size,
	.sync	= sbd_file_sync,
	.unmap	= sbd_file_unmap,
	.zero	= sbd_file_zero,
	.read_ahead = sbd_file_read_ahead,
	.extent	= sbd_file_extent,
};
