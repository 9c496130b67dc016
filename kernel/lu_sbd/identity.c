// SPDX-License-Identifier: GPL-2.0
/*
 * Who a logical unit says it is: standard INQUIRY data and designators.
 */
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "sbd.h"

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
