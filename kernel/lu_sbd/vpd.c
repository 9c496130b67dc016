// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of vital product data. The texts are props_lock's.
 */
#include <linux/math64.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "sbd.h"
#include "unmap.h"
#include "vpd.h"

/* Each of these makes one page, behind its header, and returns its length. */

static u32 sbd_vpd_80(const struct sbd_lu *sbd, u32 max, u8 *p)
{
	const char *serial = sbd->params.serial ?: "    ";
	u32 len = strlen(serial);

	memcpy(p, serial, len);
	return len;
}

/* One descriptor: NUL-terminated and padded, service: storage configuration */
static u32 sbd_vpd_85(const struct sbd_lu *sbd, u32 max, u8 *p)
{
	const char *url = sbd->params.mgmt_url;
	u32 len;

	if (!url)
		return 0;
	len = round_up(strlen(url) + 1, 4);
	p[0] = 0x01;
	put_unaligned_be16(len, &p[2]);
	strscpy(p + 4, url, len);
	return 4 + len;
}

/* UNMAP GRANULARITY ALIGNMENT: the LU's first block isn't the store's */
static u32 sbd_unmap_alignment(const struct sbd_lu *sbd)
{
	u64 shift;

	div64_u64_rem(sbd->offset, sbd->unmap_grain, &shift);
	shift = (sbd->unmap_align + sbd->unmap_grain - shift) %
		sbd->unmap_grain;
	return shift / sbd->block_size;
}

static void sbd_vpd_b0_unmap(const struct sbd_lu *sbd, u8 *p)
{
	put_unaligned_be32(SBD_UNMAP_BLOCKS_MAX, &p[16]);
	put_unaligned_be32(SBD_UNMAP_DESCRIPTORS, &p[20]);
	if (sbd->unmap_grain >= sbd->block_size) {
		put_unaligned_be32(sbd->unmap_grain / sbd->block_size, &p[24]);
		put_unaligned_be32(0x80000000 | sbd_unmap_alignment(sbd),
				   &p[28]);
	}
}

/* Block Limits */
static u32 sbd_vpd_b0(const struct sbd_lu *sbd, u32 max, u8 *p)
{
	p[0] = 0x01;		/* WSNZ: WRITE SAME wants a count */
	p[1] = sbd_caw_max(sbd);
	put_unaligned_be16(max(1U, sbd->physical_block_size / sbd->block_size),
			   &p[2]);
	put_unaligned_be32(max / sbd->block_size, &p[4]);
	put_unaligned_be32(min(sbd->io_opt, max) / sbd->block_size, &p[8]);
	if (sbd->thin)
		sbd_vpd_b0_unmap(sbd, p);
	put_unaligned_be64(SBD_SAME_BLOCKS_MAX, &p[32]);
	return 60;
}

/* Logical Block Provisioning */
static u32 sbd_vpd_b2(const struct sbd_lu *sbd, u32 max, u8 *p)
{
	if (sbd->thin) {
		p[1] = 0xe0;	/* LBPU, LBPWS, LBPWS10 */
		if (sbd->unmap_zeroes)
			p[1] |= 0x04;	/* LBPRZ */
		p[2] = 0x02;	/* thin provisioned */
	}
	return 4;
}

/*
 * LIO's 80h shows the unit serial, which is the GUID here; COMSTAR's the serial
 * number property. Pages without a function are LIO's; it has no 85h, management
 * network addresses.
 */
static const struct sbd_vpd_page {
	u8 code;
	u32 (*fill)(const struct sbd_lu *sbd, u32 max, u8 *p);
} sbd_vpd_pages[] = {
	{ 0x00 },
	{ 0x80, sbd_vpd_80 },
	{ 0x83 },
	{ 0x85, sbd_vpd_85 },
	{ 0x86 },
	{ 0xb0, sbd_vpd_b0 },
	{ 0xb1 },
	{ 0xb2, sbd_vpd_b2 },
};

static u32 sbd_vpd_00(const struct sbd_lu *sbd, u8 *p)
{
	u32 len = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (sbd->params.mgmt_url || sbd_vpd_pages[i].code != 0x85)
			p[len++] = sbd_vpd_pages[i].code;
	return len;
}

/**
 * sbd_vpd_fill - make a page
 * @sbd: the logical unit; its texts are held (props_lock)
 * @max: bytes of the largest transfer
 * @code: of the page
 * @page: SBD_VPD_MAX bytes, zeroed
 *
 * Context: any that may hold the lock.
 * Return: bytes of the page, its header's included; 0 if there is no such page.
 */
u32 sbd_vpd_fill(const struct sbd_lu *sbd, u32 max, u8 code, u8 *page)
{
	u32 len = 0;
	int i;

	if (code == 0x00)
		len = sbd_vpd_00(sbd, page + 4);
	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (sbd_vpd_pages[i].code == code && sbd_vpd_pages[i].fill)
			len = sbd_vpd_pages[i].fill(sbd, max, page + 4);
	if (!len)
		return 0;
	page[0] = TYPE_DISK;
	page[1] = code;
	put_unaligned_be16(len, &page[2]);
	return 4 + len;
}

/**
 * sbd_vpd_is_ours - is this an INQUIRY whose answer isn't LIO's?
 * @cdb: of an INQUIRY
 */
bool sbd_vpd_is_ours(const u8 *cdb)
{
	int i;

	if (!(cdb[1] & 1))
		return false;
	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (sbd_vpd_pages[i].code == cdb[2])
			return cdb[2] == 0x00 || sbd_vpd_pages[i].fill;
	return true;	/* to be refused */
}
