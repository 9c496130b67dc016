// SPDX-License-Identifier: GPL-2.0
/*
 * Block devices as backing store, by bios.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/scatterlist.h>

#include "sbd.h"

#define SBD_BIO_POOL_SIZE	64

/**
 * struct sbd_bio - a bio of ours
 * @end: whom to tell
 * @priv: for it
 * @bio: last
 */
struct sbd_bio {
	void (*end)(void *priv, int err);
	void *priv;
	struct bio bio;
};

/* A device that is gone fails everything with EIO, as a bad block does. */
static bool sbd_bdev_dead(struct sbd_lu *sbd)
{
	struct gendisk *disk = sbd->handle.bdev->bd_disk;

	return test_bit(GD_DEAD, &disk->state) || blk_queue_dying(disk->queue);
}

static void sbd_bdev_io_end(struct bio *bio)
{
	struct sbd_bio *own = container_of(bio, struct sbd_bio, bio);
	void (*end)(void *priv, int err) = own->end;
	int err = blk_status_to_errno(bio->bi_status);
	void *priv = own->priv;

	bio_put(bio);
	end(priv, err);
}

/*
 * The bios of a transfer are chained: the last one ends when all have. Bios
 * before it are submitted while it is filled, so the pool never runs dry.
 */
static int sbd_bdev_submit(struct sbd_lu *sbd, const struct sbd_io *io)
{
	blk_opf_t opf = io->write ? REQ_OP_WRITE | REQ_SYNC | REQ_IDLE :
				    REQ_OP_READ;
	sector_t sector = io->pos >> SECTOR_SHIFT;
	struct bio *bio = NULL;
	struct blk_plug plug;
	bool several = io->nents > BIO_MAX_VECS;
	struct scatterlist *sg;
	struct sbd_bio *own;
	u32 left = io->len;
	u32 misaligned = 0;
	u32 i;

	if (io->sync)
		opf |= REQ_FUA;

	if (several) {
		if (sbd_bounce_needed(sbd, io))
			return -EINVAL;
		blk_start_plug(&plug);
	}
	for_each_sg(io->sgl, sg, io->nents, i) {
		u32 len = min(left, sg->length);

		misaligned |= (sg->offset & sbd->memory_mask) |
			      (len & sbd->length_mask);
		while (!bio || bio_add_page(bio, sg_page(sg), len,
					    sg->offset) != len) {
			struct bio *next;

			next = bio_alloc_bioset(sbd->handle.bdev,
						bio_max_segs(io->nents - i),
						opf, GFP_NOIO, &sbd->bios);
			next->bi_iter.bi_sector = sector;
			if (bio) {
				bio_chain(bio, next);
				submit_bio(bio);
			}
			bio = next;
		}
		sector += len >> SECTOR_SHIFT;
		left -= len;
		if (!left)
			break;
	}
	if (unlikely(misaligned)) {	/* nothing is submitted yet */
		bio_put(bio);
		return -EINVAL;
	}
	own = container_of(bio, struct sbd_bio, bio);
	own->end = io->end;
	own->priv = io->priv;
	bio->bi_end_io = sbd_bdev_io_end;
	if (likely(!left))
		submit_bio(bio);
	else	/* less memory than the command says */
		bio_io_error(bio);
	if (several)
		blk_finish_plug(&plug);
	return 0;
}

static void sbd_bdev_flush_end(struct bio *bio)
{
	struct se_cmd *cmd = bio->bi_private;
	int err = blk_status_to_errno(bio->bi_status);

	bio_put(bio);
	sbd_flush_done(cmd, err);
}

/* A device has no way to flush a range only. */
static int sbd_bdev_flush(struct sbd_lu *sbd, struct se_cmd *cmd, loff_t pos,
			  u64 len)
{
	struct bio *bio;

	bio = bio_alloc_bioset(sbd->handle.bdev, 0,
			       REQ_OP_WRITE | REQ_PREFLUSH, GFP_NOIO,
			       &sbd->bios);
	bio->bi_private = cmd;
	bio->bi_end_io = sbd_bdev_flush_end;
	submit_bio(bio);
	return 0;
}

static u64 sbd_bdev_size(struct sbd_lu *sbd)
{
	return bdev_nr_bytes(sbd->handle.bdev);
}

static int sbd_bdev_sync(struct sbd_lu *sbd)
{
	return blkdev_issue_flush(sbd->handle.bdev);
}

static int sbd_bdev_unmap(struct sbd_lu *sbd, loff_t pos, u64 len)
{
	return blkdev_issue_discard(sbd->handle.bdev, pos >> SECTOR_SHIFT,
				    len >> SECTOR_SHIFT, GFP_NOIO);
}

static int sbd_bdev_zero(struct sbd_lu *sbd, loff_t pos, u64 len, bool unmap)
{
	return blkdev_issue_zeroout(sbd->handle.bdev, pos >> SECTOR_SHIFT,
				    len >> SECTOR_SHIFT, GFP_NOIO,
				    unmap ? 0 : BLKDEV_ZERO_NOUNMAP);
}

/* What UNMAP can do: a device doesn't say whether discarded blocks read as 0. */
static void sbd_bdev_ready(struct sbd_lu *sbd)
{
	struct block_device *bdev = sbd->handle.bdev;

	sbd->thin = bdev_max_discard_sectors(bdev) && !sbd->store_read_only;
	if (!sbd->thin)
		return;
	sbd->unmap_grain = bdev_discard_granularity(bdev);
	sbd->unmap_align = bdev_discard_alignment(bdev);
	sbd->unmap_zeroes = false;
}

static int sbd_bdev_open(struct sbd_lu *sbd)
{
	const struct sbd_params *params = &sbd->params;
	struct block_device *bdev;
	int ret;

	ret = bioset_init(&sbd->bios, SBD_BIO_POOL_SIZE,
			  offsetof(struct sbd_bio, bio), BIOSET_NEED_BVECS);
	if (ret)
		return ret;
	ret = sbd_bdev_handle_open(&sbd->handle, params->path, true, sbd);
	sbd->store_read_only = ret && params->wp;
	if (sbd->store_read_only)
		ret = sbd_bdev_handle_open(&sbd->handle, params->path, false,
					   sbd);
	if (ret) {
		bioset_exit(&sbd->bios);
		return ret == -EACCES ? -EROFS : ret;
	}

	bdev = sbd->handle.bdev;
	sync_blockdev(bdev);	/* bios don't see what is in the page cache */
	sbd->store_size = sbd_bdev_size(sbd);
	sbd->store_block = bdev_logical_block_size(bdev);
	sbd->physical_block_size = bdev_physical_block_size(bdev);
	sbd->io_opt = bdev_io_opt(bdev);
	sbd->memory_mask = bdev_dma_alignment(bdev);
	sbd->length_mask = sbd->store_block - 1;
	sbd->has_cache = bdev_write_cache(bdev);
	sbd->rotates = sbd_bdev_rotates(bdev);
	return 0;
}

static void sbd_bdev_close(struct sbd_lu *sbd)
{
	sbd_bdev_handle_close(&sbd->handle, sbd);
	bioset_exit(&sbd->bios);
}

const struct sbd_backing sbd_backing_bdev = {
	.open	= sbd_bdev_open,
	.ready	= sbd_bdev_ready,
	.close	= sbd_bdev_close,
	.submit	= sbd_bdev_submit,
	.flush	= sbd_bdev_flush,
	.size	= sbd_bdev_size,
	.sync	= sbd_bdev_sync,
	.dead	= sbd_bdev_dead,
	.unmap	= sbd_bdev_unmap,
	.zero	= sbd_bdev_zero,
};
