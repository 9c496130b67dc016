// SPDX-License-Identifier: GPL-2.0
/*
 * MODE SENSE and MODE SELECT. As LIO's, with COMSTAR's geometry pages, a write
 * cache that can be switched, and a write protect bit that doesn't make LIO refuse
 * PERSISTENT RESERVE OUT too.
 */
#include <linux/rculist.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "sbd.h"

#define SBD_MODE_BUFFER		192
#define SBD_MODE_PAGE_ALL	0x3f
#define SBD_MODE_CHANGEABLE	1		/* page control */

#define SBD_MODE_WP		0x80		/* device-specific parameter */
#define SBD_MODE_DPOFUA		0x10

#define SBD_MODE_CACHING	0x08		/* page */
#define SBD_MODE_WCE		0x04		/* its byte 2 */

#define SBD_MODE_PF		0x10		/* byte 1 of MODE SELECT */

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

static void sbd_mode_recovery(struct sbd_lu *sbd, u8 *p)
{
}

static void sbd_mode_format(struct sbd_lu *sbd, u8 *p)
{
	put_unaligned_be16(sbd_geometry_of(sbd).sectors, &p[10]);
	put_unaligned_be16(sbd->block_size, &p[12]);
	p[20] = 0x80;
}

static void sbd_mode_geometry(struct sbd_lu *sbd, u8 *p)
{
	struct sbd_geometry geometry = sbd_geometry_of(sbd);

	put_unaligned_be24(geometry.cylinders, &p[2]);
	p[5] = geometry.heads;
	put_unaligned_be16(SBD_RPM, &p[20]);
}

static void sbd_mode_caching(struct sbd_lu *sbd, u8 *p)
{
	if (READ_ONCE(sbd->write_cache))
		p[2] = SBD_MODE_WCE;
	p[12] = 0x20;		/* DRA */
}

static void sbd_mode_control(struct sbd_lu *sbd, u8 *p)
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
	void (*fill)(struct sbd_lu *sbd, u8 *p);
} sbd_mode_pages[] = {
	{ 0x01, 10, sbd_mode_recovery },
	{ 0x03, 22, sbd_mode_format },
	{ 0x04, 22, sbd_mode_geometry },
	{ 0x08, 18, sbd_mode_caching },
	{ 0x0a, 10, sbd_mode_control },
	{ 0x1c, 10, sbd_mode_recovery },
};

/* Return: bytes added; 0 if there is no such page. */
static u32 sbd_mode_add_pages(struct sbd_lu *sbd, const u8 *cdb, u8 *buf)
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

/* Did LIO make this LUN read only for the initiator? */
static bool sbd_lun_read_only(struct se_cmd *cmd)
{
	struct se_dev_entry *deve;
	bool read_only;

	if (cmd->se_lun->lun_access_ro)
		return true;
	rcu_read_lock();
	deve = target_nacl_find_deve(cmd->se_sess->se_node_acl,
				     cmd->orig_fe_lun);
	read_only = deve && deve->lun_access_ro;
	rcu_read_unlock();
	return read_only;
}

static u8 sbd_mode_device_specific(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	u8 value = SBD_MODE_DPOFUA;

	if (READ_ONCE(sbd->write_protect) || sbd_lun_read_only(cmd))
		value |= SBD_MODE_WP;
	return value;
}

/* Return: bytes of the block descriptor. */
static u32 sbd_mode_block_descriptor(struct sbd_lu *sbd, bool long_lba, u8 *p)
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
 * sbd_execute_mode_sense - MODE SENSE (6) and (10)
 * @cmd: the command
 */
sense_reason_t sbd_execute_mode_sense(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	const u8 *cdb = cmd->t_task_cdb;
	bool ten = cdb[0] == MODE_SENSE_10;
	bool long_lba = ten && (cdb[1] & 0x10) && sbd->blocks > U32_MAX;
	u32 header = ten ? 8 : 4;
	u8 buf[SBD_MODE_BUFFER] = {};
	u32 descriptor = 0;
	u32 pages, len;

	if (!(cdb[1] & 0x08))	/* DBD */
		descriptor = sbd_mode_block_descriptor(sbd, long_lba,
						       buf + header);
	pages = sbd_mode_add_pages(sbd, cdb, buf + header + descriptor);
	if ((cdb[2] & 0x3f && !pages) || (cdb[3] && cdb[3] != 0xff) ||
	    (cdb[3] && (cdb[2] & 0x3f) != SBD_MODE_PAGE_ALL))
		return TCM_UNKNOWN_MODE_PAGE;

	len = header + descriptor + pages;
	if (ten) {
		put_unaligned_be16(len - 2, buf);
		buf[3] = sbd_mode_device_specific(sbd, cmd);
		buf[4] = long_lba;
		put_unaligned_be16(descriptor, &buf[6]);
	} else {
		buf[0] = len - 1;
		buf[2] = sbd_mode_device_specific(sbd, cmd);
		buf[3] = descriptor;
	}
	sbd_data_in(cmd, buf, len);
	return 0;
}

/*
 * A page must be as it is, but for WCE.
 * Return: bytes of it, or -EINVAL: it isn't, or there is no such page.
 */
static int sbd_mode_select_page(struct sbd_lu *sbd, const u8 *p, u32 len,
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

/* Return: 0 and what WCE is to be, or the reason to refuse the list. */
static sense_reason_t sbd_mode_select_parse(struct sbd_lu *sbd, bool ten,
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

/* Switching the cache off flushes it: by a worker. */
static void sbd_mode_select_cache(struct sbd_lu *sbd, struct se_cmd *cmd)
{
	bool on = cmd->priv;
	struct sbd_outcome end;
	int ret;

	cmd->priv = NULL;
	mutex_lock(&sbd->config_lock);
	ret = sbd_set_write_cache(sbd, on, cmd->se_sess);
	if (!ret)
		sbd->params.wcd = !on;
	mutex_unlock(&sbd->config_lock);
	if (!ret)
		stmf_lu_changed(sbd->lu);
	end = sbd_outcome(sbd, ret, true);
	sbd_finish_io(cmd, &end);
}

/**
 * sbd_execute_mode_select - MODE SELECT (6) and (10)
 * @cmd: the command
 *
 * Nothing is saved: there is no SP bit, and no PS bit in any page.
 */
sense_reason_t sbd_execute_mode_select(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	bool wce = READ_ONCE(sbd->write_cache);
	u8 list[SBD_MODE_BUFFER];
	bool was = wce;
	sense_reason_t ret;

	if (cmd->t_task_cdb[1] != SBD_MODE_PF)
		return TCM_INVALID_CDB_FIELD;
	if (!cmd->data_length) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	if (cmd->data_length > sizeof(list))
		return TCM_PARAMETER_LIST_LENGTH_ERROR;
	sg_copy_to_buffer(cmd->t_data_sg, cmd->t_data_nents, list,
			  cmd->data_length);
	ret = sbd_mode_select_parse(sbd, cmd->t_task_cdb[0] == MODE_SELECT_10,
				    list, cmd->data_length, &wce);
	if (ret)
		return ret;
	if (wce == was) {
		target_complete_cmd(cmd, SAM_STAT_GOOD);
		return 0;
	}
	cmd->priv = wce ? sbd : NULL;
	return sbd_job_start_io(cmd, sbd_mode_select_cache);
}
