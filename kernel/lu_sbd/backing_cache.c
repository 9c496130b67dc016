// SPDX-License-Identifier: GPL-2.0
/*
 * The page cache of a file: a read copies what is in it without the file system.
 * That is what generic file systems do, too, page by page, with more around it.
 * A write is the file system's; the cache says whether it will have to wait.
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

static u32 sbd_copy_piece(struct sbd_cursor *c, const void *cached, u32 len)
{
	u32 at = c->sg->offset + c->at;
	struct page *page = sg_page(c->sg) + (at >> PAGE_SHIFT);
	void *memory = kmap_local_page(page) + offset_in_page(at);

	len = min3(len, c->sg->length - c->at,
		   (u32)(PAGE_SIZE - offset_in_page(at)));
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
			   size_t offset, u32 len)
{
	while (len) {
		u32 here = min_t(u32, len, PAGE_SIZE - offset_in_page(offset));
		void *cached = kmap_local_folio(folio, offset);
		u32 done = 0;

		while (done < here && c->sg)
			done += sbd_copy_piece(c, cached + done, here - done);
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

static bool sbd_read_folio(struct sbd_cursor *c, struct folio *folio,
			   size_t offset, u32 len)
{
	if (!sbd_folio_good(folio) || !sbd_copy_folio(c, folio, offset, len))
		return false;
	folio_mark_accessed(folio);
	return true;
}

/* A part of one page, or all of it */
static bool sbd_read_page(struct address_space *mapping,
			  const struct sbd_io *io)
{
	struct sbd_cursor cursor = { io->sgl };
	struct folio *folio;
	bool done;

	folio = filemap_get_folio(mapping, io->pos >> PAGE_SHIFT);
	if (IS_ERR_OR_NULL(folio))
		return false;
	done = sbd_read_folio(&cursor, folio, offset_in_folio(folio, io->pos),
			      io->len);
	folio_put(folio);
	return done;
}

/* Return: how much of the next @left bytes was done, up to what isn't there. */
static u32 sbd_read_batch(struct address_space *mapping, struct sbd_cursor *c,
			  loff_t pos, u32 left)
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

		good = good && n && sbd_read_folio(c, folio, offset, n);
		if (good)
			done += n;
		folio_put(folio);
	}
	return done;
}

static bool sbd_read_pages(struct address_space *mapping,
			   const struct sbd_io *io)
{
	struct sbd_cursor cursor = { io->sgl };
	u32 done = 0;

	while (done < io->len) {
		u32 n = sbd_read_batch(mapping, &cursor, io->pos + done,
				       io->len - done);

		if (!n)
			return false;
		done += n;
	}
	return true;
}

/**
 * sbd_cache_readable - may the page cache of a file be read without its file system?
 * @file: open
 *
 * Network file systems and the like look whether what is cached is still true.
 */
bool sbd_cache_readable(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return sbd_file_in_memory(file) ||
	       (inode->i_sb->s_bdev && !IS_DAX(inode));
}

/**
 * sbd_cache_read - read what is cached of a file
 * @file: sbd_cache_readable()
 * @io: the transfer; its memory is as long as it says, and aligned anyhow
 *
 * Return: true if all was done. Else nothing of it counts, and it may be done over.
 */
bool sbd_cache_read(struct file *file, const struct sbd_io *io)
{
	struct address_space *mapping = file->f_mapping;
	bool done;

	if (offset_in_page(io->pos) + io->len <= PAGE_SIZE)
		done = sbd_read_page(mapping, io);
	else
		done = sbd_read_pages(mapping, io);
	/* what is behind a new end of the file reads as zeros */
	return done && io->pos + io->len <= i_size_read(mapping->host);
}

/**
 * sbd_file_in_memory - is the page cache all that the file system has?
 * @file: open
 */
bool sbd_file_in_memory(const struct file *file)
{
	unsigned long magic = file_inode(file)->i_sb->s_magic;

	return magic == TMPFS_MAGIC || magic == RAMFS_MAGIC;
}

/**
 * sbd_cache_writable - do writes of a file go to its page cache, and to a disk later?
 * @file: open
 */
bool sbd_cache_writable(const struct file *file)
{
	const struct inode *inode = file_inode(file);
	const struct super_block *sb = inode->i_sb;

	return sb->s_bdev && sb->s_magic != FUSE_SUPER_MAGIC &&
	       !IS_DAX(inode) && !IS_SYNC(inode);
}

/* Is the page of a position there, which a write up to or from it has a part of? */
static bool sbd_cache_has(struct address_space *mapping, loff_t pos)
{
	struct folio *folio;
	bool has;

	if (!offset_in_page(pos))
		return true;
	folio = filemap_get_folio(mapping, pos >> PAGE_SHIFT);
	if (IS_ERR_OR_NULL(folio))
		return false;
	has = folio_test_uptodate(folio);
	folio_put(folio);
	return has;
}

/**
 * sbd_cache_takes - will a write wait for nothing but the file system itself?
 * @file: sbd_cache_writable()
 * @io: a write
 *
 * While any of the file is on its way to the disk a write may have to wait: for a
 * page that is being written, for the journal, or as there is too much to be written.
 * What the file system reads of its own is left, as with direct I/O.
 */
bool sbd_cache_takes(struct file *file, const struct sbd_io *io)
{
	struct address_space *mapping = file->f_mapping;

	return !io->sync &&
	       !mapping_tagged(mapping, PAGECACHE_TAG_WRITEBACK) &&
	       sbd_cache_has(mapping, io->pos) &&
	       sbd_cache_has(mapping, io->pos + io->len);
}
