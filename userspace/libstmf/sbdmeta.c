// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * COMSTAR's disk metadata on a backing store. Holds no state and takes no
 * lock: one process at a time may write the metadata of a file.
 *
 * The metadata are a start structure (48 bytes) and behind it, up to "size
 * used", a chain of sections, each with its position, size, kind and an 8-bit
 * sum. So weak a sum does not tell a torn write, so nothing that a reader may
 * see is ever overwritten, but for the first 64 bytes. They lie in one disk
 * sector and thus change at once: the start structure and the header of the
 * first section.
 *
 * Create: the start structure is zeroed; the sections are written; the start
 * structure is written. Flush after each step. A crash leaves the old
 * metadata, none or the new.
 *
 * Update: all sections are written anew to a place that is free in the old
 * chain: the body of an unused section or the room behind "size used". Flush.
 * Then those 64 bytes: "size used" becomes the end of the new sections,
 * and the first section an unused one that reaches up to them, over all of
 * the old. Flush. A crash leaves the old metadata or the new. Every reader
 * skips unused sections, and COMSTAR's writer takes room from them as from
 * its own. In-band metadata can't grow: they move in turn between the
 * beginning and the very end of their 64 KiB, so that what fits there
 * beside the old is never refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sbdmeta_format.h"

#define BLOCK		4096		/* unit of all input and output */
#define HEAD_LEN	(SBD_START_LEN + SBD_SECTION_LEN)	/* replaced at once */

/* ---------------------------------------------------------- file and device */

/* len bytes or as many as there are; -1 on an error. */
static ssize_t read_all(int fd, uint8_t *buf, size_t len, off_t offset)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pread(fd, buf + done, len - done, offset + done);
		if (n == 0)
			break;
		if (n > 0)
			done += n;
		else if (errno != EINTR)
			return -1;
	}
	return done;
}

static int write_all(int fd, const uint8_t *buf, size_t len, off_t offset)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pwrite(fd, buf + done, len - done, offset + done);
		if (n > 0)
			done += n;
		else if (n == 0 || errno != EINTR)
			return -1;
	}
	return 0;
}

static int flush(int fd)
{
	int rc;

	do
		rc = fsync(fd);
	while (rc < 0 && errno == EINTR);
	return rc;
}

static uint64_t round_down(uint64_t offset)
{
	return offset & ~(uint64_t)(BLOCK - 1);
}

static uint64_t round_up(uint64_t offset)
{
	return round_down(offset + BLOCK - 1);
}

static uint8_t *alloc_blocks(size_t len)
{
	uint8_t *p = aligned_alloc(BLOCK, len);

	if (p)
		memset(p, 0, len);
	return p;
}

/* Writes and flushes whole blocks; what is between them and the data stays as it is. */
static int store(int fd, uint64_t offset, const uint8_t *data, size_t len, char *err)
{
	uint64_t from = round_down(offset), to = round_up(offset + len);
	uint8_t *blocks = alloc_blocks(to - from);
	int rc;

	if (!blocks)
		return sbd_fail_nomem(err);
	rc = read_all(fd, blocks, to - from, from) < 0 ? -1 : 0;
	if (!rc) {
		memcpy(blocks + (offset - from), data, len);
		rc = write_all(fd, blocks, to - from, from);
	}
	if (!rc)
		rc = flush(fd);
	free(blocks);
	return rc ? sbd_fail(err, SBDMETA_IO, "can't write the metadata: %m") : SBDMETA_OK;
}

static int load_blocks(int fd, struct sbd_image *img, size_t len, char *err)
{
	ssize_t n;

	free(img->bytes);
	*img = (struct sbd_image){ .start = SBDMETA_START };
	img->bytes = alloc_blocks(len);
	if (!img->bytes)
		return sbd_fail_nomem(err);
	n = read_all(fd, img->bytes, len, img->start);
	if (n < 0)
		return sbd_fail(err, SBDMETA_IO, "can't read the metadata: %m");
	img->len = n;
	return SBDMETA_OK;
}

/* Reads what is used. The caller frees img->bytes, also after a failure. */
static int load(int fd, struct sbd_image *img, char *err)
{
	int status;

	status = load_blocks(fd, img, BLOCK, err);
	if (!status)
		status = sbd_parse_start(img, err);
	if (status)
		return status;
	if (img->used > SBDMETA_SEPARATE_MAX)
		return sbd_fail(err, SBDMETA_SECTION,
				"the metadata claim to use %llu bytes, more than %d",
				(unsigned long long)img->used, SBDMETA_SEPARATE_MAX);
	return load_blocks(fd, img, round_up(img->used - img->start), err);
}

/* A place for len bytes that no reader of the old chain looks at; 0: there is none. */
static uint64_t free_place(const struct sbd_image *old, bool separate, size_t len)
{
	uint64_t place, limit = separate ? SBDMETA_SEPARATE_MAX : SBDMETA_DATA_OFFSET;
	struct sbd_section sec = { 0 };

	while (sbd_next_section(old, &sec)) {
		if (sec.unused && sec.size - SBD_SECTION_LEN >= len)
			return sec.offset + SBD_SECTION_LEN;
	}
	if (limit - old->used < len)
		return 0;
	if (separate)
		return old->used;
	place = (limit - len) & ~(uint64_t)7;
	return place < old->used ? old->used : place;
}

/* The two steps of an update, see the head of this file. */
static int switch_sections(int fd, const struct sbd_image *old, const struct sbd_meta *meta,
			   char *err)
{
	size_t len = sbd_sections_size(meta, old);
	uint64_t place = free_place(old, meta->separate_meta, len), end = place + len;
	uint64_t first = old->start + SBD_START_LEN, size = SBDMETA_DATA_OFFSET;
	uint8_t head[HEAD_LEN] = { 0 }, *sections;
	int status;

	if (!place)
		return sbd_fail(err, SBDMETA_NO_SPACE,
				"no room for %zu bytes of metadata beside the old ones", len);
	sections = calloc(1, len);
	if (!sections)
		return sbd_fail_nomem(err);
	sbd_put_sections(sections, place, meta, old);
	status = store(fd, place, sections, len, err);
	free(sections);
	if (status)
		return status;

	if (meta->separate_meta)
		size = old->size > end ? old->size : end;
	sbd_put_start(head, size, end);
	sbd_put_unused(head + SBD_START_LEN, first, place - first);
	return store(fd, old->start, head, sizeof(head), err);
}

static int check_same(const struct sbd_meta *old, const struct sbd_meta *meta, char *err)
{
	if (memcmp(old->guid, meta->guid, sizeof(old->guid)))
		return sbd_fail(err, SBDMETA_GUID, "the metadata belong to another logical unit");
	if (old->separate_meta != meta->separate_meta)
		return sbd_fail(err, SBDMETA_VALUE,
				"metadata can't become separate or in-band later");
	return SBDMETA_OK;
}

/**
 * sbdmeta_read - read the metadata of a file or device
 * @fd: the data file with in-band metadata, or the separate metadata file
 * @metap: receives the metadata, for sbdmeta_free()
 * @err: receives a sentence if they are refused
 *
 * Accepts both byte orders, LU info 1.1 and 1.0. Nothing is written. The size is not compared
 * with the data file's, and the block size not with what initiators accept.
 */
int sbdmeta_read(int fd, struct sbd_meta **metap, char err[SBDMETA_ERRLEN])
{
	struct sbd_image img = { 0 };
	int status;

	status = load(fd, &img, err);
	if (!status)
		status = sbd_parse(&img, metap, err);
	free(img.bytes);
	return status;
}

/**
 * sbdmeta_create - write metadata to a file or device that has none yet
 * @fd: opened for reading and writing; a file grows if needed
 * @meta: what to store; checked first
 * @err: receives a sentence on failure
 *
 * Metadata already there are lost. When this returns SBDMETA_OK, the metadata are on stable
 * storage; after a failure or crash there are the old, none or the new ones. The
 * directory entry of a new file is the caller's to flush.
 */
int sbdmeta_create(int fd, const struct sbd_meta *meta, char err[SBDMETA_ERRLEN])
{
	const struct sbd_image none = { 0 };
	uint64_t limit, size, first = SBDMETA_START + SBD_START_LEN;
	uint8_t start[SBD_START_LEN] = { 0 }, *sections;
	size_t len;
	int status;

	status = sbd_check(meta, false, err);
	if (status)
		return status;
	limit = meta->separate_meta ? SBDMETA_SEPARATE_MAX : SBDMETA_DATA_OFFSET;
	len = sbd_sections_size(meta, &none);
	if (len > limit - first)
		return sbd_fail(err, SBDMETA_NO_SPACE, "%zu bytes of metadata do not fit", len);
	sections = calloc(1, len);
	if (!sections)
		return sbd_fail_nomem(err);
	sbd_put_sections(sections, first, meta, &none);

	status = store(fd, SBDMETA_START, start, sizeof(start), err);
	if (!status)
		status = store(fd, first, sections, len, err);
	size = meta->separate_meta ? first + len : SBDMETA_DATA_OFFSET;
	sbd_put_start(start, size, first + len);
	if (!status)
		status = store(fd, SBDMETA_START, start, sizeof(start), err);
	free(sections);
	return status;
}

/**
 * sbdmeta_update - replace the properties in existing metadata
 * @fd: opened for reading and writing
 * @meta: from sbdmeta_read(), changed; all of it is stored, reservations too
 * @err: receives a sentence on failure
 *
 * The GUID and whether the metadata are separate can't change. Sections of unknown kinds are kept;
 * version 1.0 and the other byte order become version 1.1 of this host's. When this returns
 * SBDMETA_OK, the new metadata are on stable storage; after a failure or crash
 * there are the old or the new ones, whole.
 */
int sbdmeta_update(int fd, const struct sbd_meta *meta, char err[SBDMETA_ERRLEN])
{
	struct sbd_image img = { 0 };
	struct sbd_meta *old = NULL;
	int status;

	status = sbd_check(meta, false, err);
	if (!status)
		status = load(fd, &img, err);
	if (!status)
		status = sbd_parse(&img, &old, err);
	if (!status)
		status = check_same(old, meta, err);
	if (!status)
		status = switch_sections(fd, &img, meta, err);
	sbdmeta_free(old);
	free(img.bytes);
	return status;
}

/* ------------------------------------------------------------ ZFS property */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The caller frees img->bytes, also after a failure. */
static int parse_hex(const char *hex, struct sbd_image *img, char *err)
{
	size_t len = strnlen(hex, 2 * SBDMETA_PROPERTY_MAX + 1);
	int high, low;

	if (len > 2 * SBDMETA_PROPERTY_MAX)
		return sbd_fail(err, SBDMETA_VALUE, "the property is longer than %d bytes",
				SBDMETA_PROPERTY_MAX);
	img->bytes = malloc(len / 2 + 1);
	if (!img->bytes)
		return sbd_fail_nomem(err);
	for (; img->len < (len + 1) / 2; img->len++, hex += 2) {
		high = hex_digit(hex[0]);
		low = high < 0 ? -1 : hex_digit(hex[1]);
		if (low < 0)
			return sbd_fail(err, SBDMETA_VALUE, "the property is not hexadecimal");
		img->bytes[img->len] = high << 4 | low;
	}
	return SBDMETA_OK;
}

static int format_hex(const uint8_t *p, size_t len, char **hexp, char *err)
{
	char *hex = malloc(2 * len + 1);
	size_t i;

	if (!hex)
		return sbd_fail_nomem(err);
	for (i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", p[i]);
	*hexp = hex;
	return SBDMETA_OK;
}

static int format_image(const struct sbd_meta *meta, const struct sbd_image *old, char **hexp,
			char *err)
{
	uint8_t image[SBDMETA_PROPERTY_MAX] = { 0 };
	size_t len = SBD_START_LEN + sbd_sections_size(meta, old);

	if (len > sizeof(image))
		return sbd_fail(err, SBDMETA_NO_SPACE,
				"%zu bytes of metadata do not fit in a ZFS property", len);
	sbd_put_start(image, len, len);
	sbd_put_sections(image + SBD_START_LEN, SBD_START_LEN, meta, old);
	return format_hex(image, len, hexp, err);
}

/**
 * sbdmeta_from_property - read the metadata of a ZFS volume
 * @hex: value of the property SBDMETA_PROPERTY, without a newline
 * @metap: receives the metadata, for sbdmeta_free()
 * @err: receives a sentence if they are refused
 */
int sbdmeta_from_property(const char *hex, struct sbd_meta **metap, char err[SBDMETA_ERRLEN])
{
	struct sbd_image img = { 0 };
	int status;

	status = parse_hex(hex, &img, err);
	if (!status)
		status = sbd_parse(&img, metap, err);
	free(img.bytes);
	return status;
}

/**
 * sbdmeta_to_property - make the value of the property SBDMETA_PROPERTY
 * @meta: what to store
 * @old: the value so far, whose unknown sections are kept; NULL: none
 * @hexp: receives the text, for free(); ZFS replaces a property as a whole
 * @err: receives a sentence on failure
 */
int sbdmeta_to_property(const struct sbd_meta *meta, const char *old, char **hexp,
			char err[SBDMETA_ERRLEN])
{
	struct sbd_image img = { 0 };
	struct sbd_meta *before = NULL;
	int status;

	status = sbd_check(meta, true, err);
	if (!status && old) {
		status = parse_hex(old, &img, err);
		if (!status)
			status = sbd_parse(&img, &before, err);
		if (!status)
			status = check_same(before, meta, err);
	}
	if (!status)
		status = format_image(meta, &img, hexp, err);
	sbdmeta_free(before);
	free(img.bytes);
	return status;
}

/**
 * sbdmeta_free - give back what sbdmeta_read() or sbdmeta_from_property() made
 * @meta: may be NULL
 */
void sbdmeta_free(struct sbd_meta *meta)
{
	if (!meta)
		return;
	free(meta->pgr.keys);
	free(meta);
}
