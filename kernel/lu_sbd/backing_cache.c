// SPDX-License-Identifier: GPL-2.0
/*
 * The page cache of a file: what is in it is copied without the file system. That
 * is what generic file systems do for a read, too, page by page, with more around
 * it; a write only where the cache is all that the file system has. Folios are
 * held by a reference; a write locks each, as a fault in a mapping of it would.
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/scatterlist.h>
#include <linux/swap.h>

#include "backing_cache.h"
#include "sbd.h"

/**
 * struct sbd_cursor - a place in the memory of a transfer
 * @sg: its entry
 * @at: byte in that entry
 */
struct sbd_cursor {
	struct scatterlist *sg;
	u32 at;
};

static u32 sbd_copy_piece(struct sbd_cursor *c, void *cached, u32 len,
			  bool write)
{
	u32 at = c->sg->offset + c->at;
	struct page *page = sg_page(c->sg) + (at >> PAGE_SHIFT);
	void *memory = kmap_local_page(page) + offset_in_page(at);

	len = min3(len, c->sg->length - c->at,
		   (u32)(PAGE_SIZE - offset_in_page(at)));
	if (write)
		memcpy(cached, memory, len);
	else
		memcpy(memory, cached, len);
	kunmap_local(memory);
	c->at += len;
	if (c->at == c->sg->length) {
		c->sg = sg_next(c->sg);
		c->at = 0;
	}
	return len;
}

/* Some bytes of a folio; false: the transfer's memory is too short. */
static bool sbd_copy_folio(struct sbd_cursor *c, struct folio *folio,
			   size_t offset, u32 len, bool write)
{
	while (len) {
		u32 here = min_t(u32, len, PAGE_SIZE - offset_in_page(offset));
		void *cached = kmap_local_folio(folio, offset);
		u32 done = 0;

		while (done < here && c->sg)
			done += sbd_copy_piece(c, cached + done, here - done,
					       write);
		kunmap_local(cached);
		if (done < here)
			return false;
		len -= here;
		offset += here;
	}
	return true;
}

static bool sbd_folio_good(struct folio *folio)
{
	return folio_test_uptodate(folio) && !folio_test_hwpoison(folio) &&
	       !(folio_test_large(folio) && folio_test_has_hwpoisoned(folio));
}

static bool sbd_folio_transfer(struct sbd_cursor *c, struct folio *folio,
			       struct address_space *mapping, size_t offset,
			       u32 len, bool write)
{
	bool done;

	if (!write) {
		done = sbd_folio_good(folio) &&
		       sbd_copy_folio(c, folio, offset, len, false);
		if (done)
			folio_mark_accessed(folio);
		return done;
	}
	folio_lock(folio);
	done = folio->mapping == mapping && sbd_folio_good(folio) &&
	       sbd_copy_folio(c, folio, offset, len, true);
	if (done)
		folio_mark_dirty(folio);
	folio_unlock(folio);
	return done;
}

/* A transfer of a part of one page, or of all of it */
static bool sbd_cache_page(struct address_space *mapping,
			   const struct sbd_io *io)
{
	struct sbd_cursor cursor = { io->sgl };
	struct folio *folio;
	bool done;

	folio = filemap_get_folio(mapping, io->pos >> PAGE_SHIFT);
	if (IS_ERR_OR_NULL(folio))
		return false;
	done = sbd_folio_transfer(&cursor, folio, mapping,
				  offset_in_folio(folio, io->pos), io->len,
				  io->write);
	folio_put(folio);
	return done;
}

/* Return: how much of the next @left bytes was done, up to what isn't there. */
static u32 sbd_cache_batch(struct address_space *mapping, struct sbd_cursor *c,
			   loff_t pos, u32 left, bool write)
{
	pgoff_t start = pos >> PAGE_SHIFT;
	struct folio_batch batch;
	bool good = true;
	u32 done = 0;
	u32 i;

	folio_batch_init(&batch);
	filemap_get_folios_contig(mapping, &start,
				  (pos + left - 1) >> PAGE_SHIFT, &batch);
	for (i = 0; i < folio_batch_count(&batch); i++) {
		struct folio *folio = batch.folios[i];
		size_t offset = offset_in_folio(folio, pos + done);
		u32 n = min_t(size_t, left - done, folio_size(folio) - offset);

		good = good && n &&
		       sbd_folio_transfer(c, folio, mapping, offset, n, write);
		if (good)
			done += n;
		folio_put(folio);
	}
	return done;
}

static bool sbd_cache_pages(struct address_space *mapping,
			    const struct sbd_io *io)
{
	struct sbd_cursor cursor = { io->sgl };
	u32 done = 0;

	while (done < io->len) {
		u32 n = sbd_cache_batch(mapping, &cursor, io->pos + done,
					io->len - done, io->write);

		if (!n)
			return false;
		done += n;
	}
	return true;
}

/**
 * sbd_cache_usable - may the page cache of a file be used without its file system?
 * @file: open
 * @write: for writes
 *
 * Network file systems and the like look whether what is cached is still true.
 */
bool sbd_cache_usable(const struct file *file, bool write)
{
	const struct inode *inode = file_inode(file);
	const struct super_block *sb = inode->i_sb;

	if (sb->s_magic == TMPFS_MAGIC || sb->s_magic == RAMFS_MAGIC)
		return true;
	return !write && sb->s_bdev && !IS_DAX(inode);
}

/**
 * sbd_cache_transfer - transfer from or to what is cached of a file
 * @file: sbd_cache_usable() for this direction
 * @io: the transfer; its memory is as long as it says, and aligned anyhow
 *
 * Context: may wait for the lock of a folio that is written.
 * Return: true if all was done. Else nothing of it counts, and it may be done over.
 */
bool sbd_cache_transfer(struct file *file, const struct sbd_io *io)
{
	struct address_space *mapping = file->f_mapping;
	bool done;

	if (offset_in_page(io->pos) + io->len <= PAGE_SIZE)
		done = sbd_cache_page(mapping, io);
	else
		done = sbd_cache_pages(mapping, io);
	if (!done)
		return false;
	/* what is behind a new end of the file reads as zeros */
	if (io->pos + io->len > i_size_read(mapping->host))
		return false;
	if (io->write)
		file_update_time(file);
	return true;
}
