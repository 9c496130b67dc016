/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between the kernels that stmf_sbd is built for: 6.1, 6.12, 7.2.
 * SBD_HAVE_... come from Kbuild, which looks into the kernel's headers:
 * distributions port newer interfaces back, so versions say little.
 */
#ifndef _SBD_COMPAT_H
#define _SBD_COMPAT_H

#include <linux/blkdev.h>
#include <linux/fs.h>
#include <target/target_core_base.h>

#ifdef SBD_HAVE_UNALIGNED
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#ifdef SBD_HAVE_FOLIO_BATCH
#include <linux/folio_batch.h>
#else
#include <linux/pagevec.h>
#endif

#ifndef SBD_HAVE_EXEC_CMD_OPS
#define exec_cmd_ops sbc_ops
#endif

/* Exported by LIO, but in none of its public headers. */
struct se_dev_entry *target_nacl_find_deve(struct se_node_acl *nacl, u64 lun);

/* An exclusively opened block device: @file where the kernel has one. */
struct sbd_bdev_handle {
	struct block_device *bdev;
	struct file *file;
	bool write;
};

#ifdef SBD_HAVE_BDEV_FILE

static inline int sbd_bdev_handle_open(struct sbd_bdev_handle *handle,
				       const char *path, bool write,
				       void *holder)
{
	blk_mode_t mode = BLK_OPEN_READ | (write ? BLK_OPEN_WRITE : 0);
	struct file *file;

	file = bdev_file_open_by_path(path, mode, holder, NULL);
	if (IS_ERR(file))
		return PTR_ERR(file);
	handle->file = file;
	handle->bdev = file_bdev(file);
	handle->write = write;
	return 0;
}

static inline void sbd_bdev_handle_close(struct sbd_bdev_handle *handle,
					 void *holder)
{
	bdev_fput(handle->file);
}

#else /* up to 6.4 */

static inline int sbd_bdev_handle_open(struct sbd_bdev_handle *handle,
				       const char *path, bool write,
				       void *holder)
{
	fmode_t mode = FMODE_READ | FMODE_EXCL | (write ? FMODE_WRITE : 0);
	struct block_device *bdev;

	bdev = blkdev_get_by_path(path, mode, holder);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	handle->file = NULL;
	handle->bdev = bdev;
	handle->write = write;
	return 0;
}

static inline void sbd_bdev_handle_close(struct sbd_bdev_handle *handle,
					 void *holder)
{
	fmode_t mode = FMODE_READ | FMODE_EXCL;

	blkdev_put(handle->bdev, mode | (handle->write ? FMODE_WRITE : 0));
}

#endif

static inline bool sbd_bdev_rotates(struct block_device *bdev)
{
#ifdef SBD_HAVE_BDEV_ROT
	return bdev_rot(bdev);
#else
	return !bdev_nonrot(bdev);
#endif
}

/*
 * kiocb_start_write() and kiocb_end_write() of newer kernels: protection
 * against a freeze of the file system, given back by the I/O's completion.
 */
static inline void sbd_kiocb_start_write(struct kiocb *iocb)
{
	struct super_block *sb = file_inode(iocb->ki_filp)->i_sb;

	sb_start_write(sb);
	__sb_writers_release(sb, SB_FREEZE_WRITE);
}

static inline void sbd_kiocb_end_write(struct kiocb *iocb)
{
	struct super_block *sb = file_inode(iocb->ki_filp)->i_sb;

	__sb_writers_acquired(sb, SB_FREEZE_WRITE);
	sb_end_write(sb);
}

/* The parameters of a rq_end_io_fn */
#ifdef SBD_HAVE_END_IO_BATCH
#define SBD_END_IO_PARAMS \
	struct request *rq, blk_status_t error, const struct io_comp_batch *batch
#else
#define SBD_END_IO_PARAMS	struct request *rq, blk_status_t error
#endif

#endif /* _SBD_COMPAT_H */
