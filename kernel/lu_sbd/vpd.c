// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of vital product data. The texts are props_lock's.
 */
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>
#include <target/target_core_fabric.h>

#include "sbd.h"
#include "unmap.h"

#define SBD_VPD_MAX		(4 + 4 + SBD_URL_MAX + 4)

/* Each of these makes one page, behind its header, and returns its length. */

static u32 sbd_vpd_80(struct sbd_lu *sbd, struct se_cmd *cmd, u8 *p)
{
	const char *serial = sbd->params.serial ?: "    ";
	u32 len = strlen(serial);

	memcpy(p, serial, len);
	return len;
}

/* One descriptor: NUL-terminated and padded, service: storage configuration */
static u32 sbd_vpd_85(struct sbd_lu *sbd, struct se_cmd *cmd, u8 *p)
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

static void sbd_vpd_b0_unmap(struct sbd_lu *sbd, u8 *p)
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
static u32 sbd_vpd_b0(struct sbd_lu *sbd, struct se_cmd *cmd, u8 *p)
{
	u32 max = SBD_IO_REPORTED_MAX;

	if (cmd->se_tfo->max_data_sg_nents)
		max = min_t(u64, max,
			    (u64)cmd->se_tfo->max_data_sg_nents * PAGE_SIZE);
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
static u32 sbd_vpd_b2(struct sbd_lu *sbd, struct se_cmd *cmd, u8 *p)
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
	u32 (*fill)(struct sbd_lu *sbd, struct se_cmd *cmd, u8 *p);
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

static u32 sbd_vpd_00(struct sbd_lu *sbd, u8 *p)
{
	u32 len = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (sbd->params.mgmt_url || sbd_vpd_pages[i].code != 0x85)
			p[len++] = sbd_vpd_pages[i].code;
	return len;
}

/* Return: bytes behind the header; 0 if there is no such page. */
static u32 sbd_vpd_fill(struct sbd_lu *sbd, struct se_cmd *cmd, u8 code, u8 *p)
{
	int i;

	if (code == 0x00)
		return sbd_vpd_00(sbd, p);
	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (sbd_vpd_pages[i].code == code && sbd_vpd_pages[i].fill)
			return sbd_vpd_pages[i].fill(sbd, cmd, p);
	return 0;
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

/**
 * sbd_execute_vpd - INQUIRY of a page of ours
 * @cmd: the command
 */
sense_reason_t sbd_execute_vpd(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u8 code = cmd->t_task_cdb[2];
	u32 len;
	u8 *page;

	page = kzalloc(SBD_VPD_MAX, GFP_KERNEL);
	if (!page)
		return TCM_OUT_OF_RESOURCES;
	mutex_lock(&sbd->props_lock);
	len = sbd_vpd_fill(sbd, cmd, code, page + 4);
	mutex_unlock(&sbd->props_lock);
	if (!len) {
		kfree(page);
		return TCM_INVALID_CDB_FIELD;
	}

	page[0] = TYPE_DISK;
	page[1] = code;
	put_unaligned_be16(len, &page[2]);
	sbd_data_in(cmd, page, 4 + len);
	kfree(page);
	return 0;
}
