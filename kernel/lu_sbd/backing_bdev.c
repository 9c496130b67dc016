// SPDX-License-Identifier: GPL-2.0
/*
 * Block devices as backing store, by bios.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/scatterlist.h>

#include "sbd.h"
#include "workers.h"

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

static struct bio *sbd_bdev_bio(struct sbd_lu *sbd, const struct sbd_io *io,
				u32 done, u32 nents)
{
	blk_opf_t opf = io->write ? REQ_OP_WRITE | REQ_SYNC | REQ_IDLE :
				    REQ_OP_READ;
	struct bio *bio;

	if (io->sync)
		opf |= REQ_FUA;
	bio = bio_alloc_bioset(sbd->handle.bdev, bio_max_segs(nents), opf,
			       GFP_NOIO, &sbd->bios);
	bio->bi_iter.bi_sector = (io->pos + done) >> SECTOR_SHIFT;
	return bio;
}

/*
 * The bios of a transfer are chained: the last one, which is returned, ends when
 * all have. Those before it are submitted as they are full, so the pool never runs
 * dry. NULL: the memory isn't aligned, and nothing was submitted.
 */
static struct bio *sbd_bdev_fill(struct sbd_lu *sbd, const struct sbd_io *io)
{
	struct bio *bio = sbd_bdev_bio(sbd, io, 0, io->nents);
	struct scatterlist *sg;
	u32 left = io->len;
	u32 offsets = 0;
	u32 lengths = 0;
	u32 i;

	for_each_sg(io->sgl, sg, io->nents, i) {
		u32 len = min(left, sg->length);

		if (unlikely(bio->bi_vcnt == bio->bi_max_vecs)) {
			struct bio *full = bio;

			bio = sbd_bdev_bio(sbd, io, io->len - left,
					   io->nents - i);
			bio_chain(full, bio);
			submit_bio(full);
		}
		offsets |= sg->offset;
		lengths |= len;
		bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt++], sg_page(sg),
			      len, sg->offset);
		bio->bi_iter.bi_size += len;
		left -= len;
		if (!left)
			break;
	}
	if (likely(!(offsets & sbd->memory_mask || lengths & sbd->length_mask))) {
		if (unlikely(left))	/* less memory than the command says */
			bio->bi_status = BLK_STS_IOERR;
		return bio;
	}
	bio_put(bio);
	return NULL;
}

static int sbd_bdev_start(struct sbd_lu *sbd, const struct sbd_io *io)
{
	struct bio *bio = sbd_bdev_fill(sbd, io);
	struct sbd_bio *own;

	if (unlikely(!bio))
		return -EINVAL;
	own = container_of(bio, struct sbd_bio, bio);
	own->end = io->end;
	own->priv = io->priv;
	bio->bi_end_io = sbd_bdev_io_end;
	if (likely(!bio->bi_status))
		submit_bio(bio);
	else
		bio_endio(bio);
	return 0;
}

static int sbd_bdev_start_several(struct sbd_lu *sbd, const struct sbd_io *io)
{
	struct blk_plug plug;
	int ret;

	if (sbd_bounce_needed(sbd, io))	/* before a part is submitted */
		return -EINVAL;
	blk_start_plug(&plug);
	ret = sbd_bdev_start(sbd, io);
	blk_finish_plug(&plug);
	return ret;
}

static int sbd_bdev_submit(struct sbd_lu *sbd, const struct sbd_io *io)
{
	if (unlikely(io->nents > BIO_MAX_VECS))
		return sbd_bdev_start_several(sbd, io);
	return sbd_bdev_start(sbd, io);
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
	if (ret)
		goto err_bios;

	bdev = sbd->handle.bdev;
	sbd->workers = sbd_workers_get(bdev, bdev->bd_dev, false);
	if (!sbd->workers) {
		ret = -ENOMEM;
		goto err_bdev;
	}
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

err_bdev:
	sbd_bdev_handle_close(&sbd->handle, sbd);
err_bios:
	bioset_exit(&sbd->bios);
	return ret == -EACCES ? -EROFS : ret;
}

static void sbd_bdev_close(struct sbd_lu *sbd)
{
	sbd->idle_jobs = sbd_workers_put(sbd->workers);
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
