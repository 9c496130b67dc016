// SPDX-License-Identifier: GPL-2.0
/*
 * Who a logical unit says it is: INQUIRY data and designators.
 */
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "sbd.h"

#define SBD_VPD_MAX		(4 + 4 + SBD_URL_MAX + 4)
#define SBD_GUID_COMPANY_LEN	7	/* NAA digit and company id */

/**
 * sbd_identity_set - make LIO's identity of a device that of the LU
 * @sbd: its parameters are frozen
 *
 * LIO builds the NAA designator of VPD 83h from the company id and the first 25
 * hex digits of the unit serial: the rest of the GUID. The 7 digits before them
 * follow, so that the unit serial, from which LIO builds another designator and
 * a file name, is as unique as the GUID. VPD 80h is not made from it.
 */
void sbd_identity_set(struct sbd_lu *sbd)
{
	const struct sbd_params *params = &sbd->params;
	struct t10_wwn *wwn = &sbd->dev.t10_wwn;
	const u8 *guid = sbd->guid.b;
	char text[2 * STMF_GUID_LEN + 1];
	int i;

	for (i = 0; i < STMF_GUID_LEN; i++)
		snprintf(text + 2 * i, 3, "%02X", guid[i]);

	wwn->company_id = (guid[0] & 0x0f) << 20 | guid[1] << 12 |
			  guid[2] << 4 | guid[3] >> 4;
	snprintf(wwn->unit_serial, sizeof(wwn->unit_serial), "%s%.*s",
		 text + SBD_GUID_COMPANY_LEN, SBD_GUID_COMPANY_LEN, text);
	sbd->dev.dev_flags |= DF_EMULATED_VPD_UNIT_SERIAL;

	strscpy(wwn->vendor, params->vid ?: SBD_VENDOR, sizeof(wwn->vendor));
	strscpy(wwn->model, params->pid ?: SBD_PRODUCT, sizeof(wwn->model));
	strscpy(wwn->revision, SBD_REVISION, sizeof(wwn->revision));
}

/**
 * sbd_data_in - end a command with data from a buffer
 * @cmd: not to be touched afterwards
 * @data: to send
 * @len: of @data; what the initiator has no room for is cut
 */
void sbd_data_in(struct se_cmd *cmd, const void *data, u32 len)
{
	sg_copy_from_buffer(cmd->t_data_sg, cmd->t_data_nents, data,
			    min(len, cmd->data_length));
	target_complete_cmd_with_length(cmd, SAM_STAT_GOOD, len);
}

/* Pages that LIO answers by itself, but for 80h; 85h is ours. */
static const u8 sbd_vpd_pages[] = {
	0x00, 0x80, 0x83, 0x85, 0x86, 0xb0, 0xb1, 0xb2, 0xb3
};

/* Each of these makes one page, behind its header, and returns its length. */

static u32 sbd_vpd_00(struct sbd_lu *sbd, u8 *p)
{
	bool url = sbd->params.mgmt_url;
	u32 len = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_vpd_pages); i++)
		if (url || sbd_vpd_pages[i] != 0x85)
			p[len++] = sbd_vpd_pages[i];
	return len;
}

static u32 sbd_vpd_80(struct sbd_lu *sbd, u8 *p)
{
	const char *serial = sbd->params.serial ?: "    ";
	u32 len = strlen(serial);

	memcpy(p, serial, len);
	return len;
}

/* One descriptor: NUL-terminated and padded, service: storage configuration */
static u32 sbd_vpd_85(struct sbd_lu *sbd, u8 *p)
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

/**
 * sbd_vpd_is_ours - is this an INQUIRY whose answer isn't LIO's?
 * @cdb: of an INQUIRY
 *
 * LIO's 80h shows the unit serial, which is the GUID here; COMSTAR's the serial
 * number property. LIO has no 85h, management network addresses.
 */
bool sbd_vpd_is_ours(const u8 *cdb)
{
	return (cdb[1] & 1) &&
	       (cdb[2] == 0x00 || cdb[2] == 0x80 || cdb[2] == 0x85);
}

/**
 * sbd_execute_vpd - INQUIRY of a page of ours
 * @cmd: the command
 */
sense_reason_t sbd_execute_vpd(struct se_cmd *cmd)
{
	struct sbd_lu *sbd = sbd_from_dev(cmd->se_dev);
	u8 code = cmd->t_task_cdb[2];
	u32 len = 0;
	u8 *page;

	page = kzalloc(SBD_VPD_MAX, GFP_KERNEL);
	if (!page)
		return TCM_OUT_OF_RESOURCES;
	mutex_lock(&sbd->props_lock);
	switch (code) {
	case 0x00:
		len = sbd_vpd_00(sbd, page + 4);
		break;
	case 0x80:
		len = sbd_vpd_80(sbd, page + 4);
		break;
	case 0x85:
		len = sbd_vpd_85(sbd, page + 4);
		break;
	}
	mutex_unlock(&sbd->props_lock);
	if (!len) {	/* 85h without a URL */
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
