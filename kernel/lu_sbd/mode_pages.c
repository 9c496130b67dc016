// SPDX-License-Identifier: GPL-2.0
/*
 * Mode pages, and the parameter lists of MODE SENSE and MODE SELECT. Pages as LIO's,
 * with COMSTAR's geometry, and a write cache that can be switched.
 */
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "mode.h"
#include "sbd.h"

#define SBD_MODE_PAGE_ALL	0x3f
#define SBD_MODE_CHANGEABLE	1		/* page control */

#define SBD_MODE_WP		0x80		/* device-specific parameter */
#define SBD_MODE_DPOFUA		0x10

#define SBD_MODE_CACHING	0x08		/* page */
#define SBD_MODE_WCE		0x04		/* its byte 2 */

#define SBD_SMALL_LU		BIT_ULL(32)	/* has the smaller geometry */
#define SBD_RPM			5400

struct sbd_geometry {
	u32 sectors;
	u32 heads;
	u32 cylinders;
};

/* A disk has none; these are COMSTAR's. */
static struct sbd_geometry sbd_geometry_of(const struct sbd_lu *sbd)
{
	bool small = sbd_size(sbd) < SBD_SMALL_LU;
	struct sbd_geometry geometry = {
		.sectors = small ? 32 : 254,
		.heads = small ? 8 : 254,
	};

	geometry.cylinders = min_t(u64, 0xffffff,
				   div_u64(sbd->blocks, geometry.sectors *
							geometry.heads));
	return geometry;
}

/* Pages: @p is zeroed; the header is filled in by the caller. */

static void sbd_mode_recovery(const struct sbd_lu *sbd, u8 *p)
{
}

static void sbd_mode_format(const struct sbd_lu *sbd, u8 *p)
{
	put_unaligned_be16(sbd_geometry_of(sbd).sectors, &p[10]);
	put_unaligned_be16(sbd->block_size, &p[12]);
	p[20] = 0x80;
}

static void sbd_mode_geometry(const struct sbd_lu *sbd, u8 *p)
{
	struct sbd_geometry geometry = sbd_geometry_of(sbd);

	put_unaligned_be24(geometry.cylinders, &p[2]);
	p[5] = geometry.heads;
	put_unaligned_be16(SBD_RPM, &p[20]);
}

static void sbd_mode_caching(const struct sbd_lu *sbd, u8 *p)
{
	if (READ_ONCE(sbd->write_cache))
		p[2] = SBD_MODE_WCE;
	p[12] = 0x20;		/* DRA */
}

static void sbd_mode_control(const struct sbd_lu *sbd, u8 *p)
{
	const struct se_dev_attrib *attrib = &sbd->dev.dev_attrib;

	p[2] = 0x02;		/* GLTSD */
	if (sbd_sense_descriptors(sbd))
		p[2] |= 0x04;	/* D_SENSE */
	if (!attrib->emulate_rest_reord)
		p[3] = 0x10;	/* unrestricted reordering */
	switch (attrib->emulate_ua_intlck_ctrl) {
	case TARGET_UA_INTLCK_CTRL_ESTABLISH_UA:
		p[4] = 0x30;
		break;
	case TARGET_UA_INTLCK_CTRL_NO_CLEAR:
		p[4] = 0x20;
		break;
	default:
		break;
	}
	if (attrib->emulate_tas)
		p[5] = 0x40;
	put_unaligned_be16(0xffff, &p[8]);
	put_unaligned_be16(30, &p[10]);
}

static const struct sbd_mode_page {
	u8 code;
	u8 len;		/* without the header's two bytes */
	void (*fill)(const struct sbd_lu *sbd, u8 *p);
} sbd_mode_pages[] = {
	{ 0x01, 10, sbd_mode_recovery },
	{ 0x03, 22, sbd_mode_format },
	{ 0x04, 22, sbd_mode_geometry },
	{ 0x08, 18, sbd_mode_caching },
	{ 0x0a, 10, sbd_mode_control },
	{ 0x1c, 10, sbd_mode_recovery },
};

/* Return: bytes added; 0 if there is no such page. */
static u32 sbd_mode_add_pages(const struct sbd_lu *sbd, const u8 *cdb, u8 *buf)
{
	bool changeable = cdb[2] >> 6 == SBD_MODE_CHANGEABLE;
	u8 wanted = cdb[2] & 0x3f;
	u32 len = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_mode_pages); i++) {
		const struct sbd_mode_page *page = &sbd_mode_pages[i];
		u8 *p = buf + len;

		if (wanted != page->code && wanted != SBD_MODE_PAGE_ALL)
			continue;
		p[0] = page->code;
		p[1] = page->len;
		if (!changeable)
			page->fill(sbd, p);
		else if (page->code == SBD_MODE_CACHING && sbd->has_cache)
			p[2] = SBD_MODE_WCE;
		len += 2 + page->len;
	}
	return len;
}

/* Return: bytes of the block descriptor. */
static u32 sbd_mode_block_descriptor(const struct sbd_lu *sbd, bool long_lba,
				     u8 *p)
{
	if (long_lba) {
		put_unaligned_be64(sbd->blocks, p);
		put_unaligned_be32(sbd->block_size, p + 12);
		return 16;
	}
	put_unaligned_be32(min_t(u64, sbd->blocks, U32_MAX), p);
	put_unaligned_be24(sbd->block_size, p + 5);
	return 8;
}

/**
 * sbd_mode_sense - what MODE SENSE (6) or (10) answers
 * @sbd: the logical unit
 * @cdb: of the command
 * @read_only: the initiator may not write
 * @buf: SBD_MODE_BUFFER bytes, zeroed
 *
 * Context: any.
 * Return: bytes in @buf, or -EINVAL: there is no such page.
 */
int sbd_mode_sense(const struct sbd_lu *sbd, const u8 *cdb, bool read_only,
		   u8 *buf)
{
	bool ten = cdb[0] == MODE_SENSE_10;
	bool long_lba = ten && (cdb[1] & 0x10) && sbd->blocks > U32_MAX;
	u8 specific = SBD_MODE_DPOFUA | (read_only ? SBD_MODE_WP : 0);
	u32 header = ten ? 8 : 4;
	u32 descriptor = 0;
	u32 pages, len;

	if (!(cdb[1] & 0x08))	/* DBD */
		descriptor = sbd_mode_block_descriptor(sbd, long_lba,
						       buf + header);
	pages = sbd_mode_add_pages(sbd, cdb, buf + header + descriptor);
	if ((cdb[2] & 0x3f && !pages) || (cdb[3] && cdb[3] != 0xff) ||
	    (cdb[3] && (cdb[2] & 0x3f) != SBD_MODE_PAGE_ALL))
		return -EINVAL;

	len = header + descriptor + pages;
	if (ten) {
		put_unaligned_be16(len - 2, buf);
		buf[3] = specific;
		buf[4] = long_lba;
		put_unaligned_be16(descriptor, &buf[6]);
	} else {
		buf[0] = len - 1;
		buf[2] = specific;
		buf[3] = descriptor;
	}
	return len;
}

/*
 * A page must be as it is, but for WCE.
 * Return: bytes of it, or -EINVAL: it isn't, or there is no such page.
 */
static int sbd_mode_select_page(const struct sbd_lu *sbd, const u8 *p, u32 len,
				bool *wce)
{
	const u8 cdb[4] = { 0, 0, p[0] & 0x3f };
	u8 page[SBD_MODE_BUFFER] = {};
	u32 size;

	if (cdb[2] == SBD_MODE_PAGE_ALL)
		return -EINVAL;
	size = sbd_mode_add_pages(sbd, cdb, page);
	if (!size || size > len)
		return -EINVAL;
	if (cdb[2] == SBD_MODE_CACHING && sbd->has_cache) {
		*wce = p[2] & SBD_MODE_WCE;
		page[2] = (page[2] & ~SBD_MODE_WCE) | (p[2] & SBD_MODE_WCE);
	}
	return memcmp(p, page, size) ? -EINVAL : size;
}

/* The block descriptor can't change anything either. */
static bool sbd_mode_select_descriptor(const struct sbd_lu *sbd, const u8 *p)
{
	u32 blocks = get_unaligned_be32(p);

	return get_unaligned_be24(p + 5) == sbd->block_size &&
	       (!blocks || blocks == min_t(u64, sbd->blocks, U32_MAX));
}

/**
 * sbd_mode_select - what a parameter list of MODE SELECT (6) or (10) wants
 * @sbd: the logical unit
 * @ten: it is (10)'s
 * @list: the list
 * @len: bytes in @list
 * @wce: the write cache's bit: as it is; afterwards as it shall be
 *
 * Only WCE may differ from what MODE SENSE shows.
 *
 * Context: any.
 * Return: 0, or the reason to refuse the list.
 */
sense_reason_t sbd_mode_select(const struct sbd_lu *sbd, bool ten,
			       const u8 *list, u32 len, bool *wce)
{
	u32 at = ten ? 8 : 4;
	u32 descriptor;

	if (len < at)
		return TCM_PARAMETER_LIST_LENGTH_ERROR;
	descriptor = ten ? get_unaligned_be16(&list[6]) : list[3];
	if (descriptor && descriptor != 8)
		return TCM_INVALID_PARAMETER_LIST;
	if (len < at + descriptor)
		return TCM_PARAMETER_LIST_LENGTH_ERROR;
	if (descriptor && !sbd_mode_select_descriptor(sbd, list + at))
		return TCM_INVALID_PARAMETER_LIST;
	at += descriptor;

	while (at < len) {
		int size;

		if (len - at < 2 || len - at < 2 + list[at + 1])
			return TCM_PARAMETER_LIST_LENGTH_ERROR;
		size = sbd_mode_select_page(sbd, list + at, len - at, wce);
		if (size < 0)
			return TCM_INVALID_PARAMETER_LIST;
		at += size;
	}
	return 0;
}
