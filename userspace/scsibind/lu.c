// SPDX-License-Identifier: GPL-2.0
#include "scsibind.h"
#include "stmf_linux.h"

bool lu_compat(const char *guid, struct scsi_compat *compat)
{
	stmfLogicalUnitProperties lu;
	stmfGuid id;
	int status;

	if (stmf_guid_parse(guid, &id)) {
		complain("%s: must be 32 hexadecimal digits", guid);
		return false;
	}
	status = stmfGetLogicalUnitProperties(&id, &lu);
	if (status == STMF_ERROR_NOT_FOUND) {
		complain("%s: not found", guid);
		return false;
	}
	if (status) {
		complain("%s: %s (error 0x%x)", guid, stmfLastErrorText(), status);
		return false;
	}
	if (lu.status == STMF_LOGICAL_UNIT_UNREGISTERED) {
		complain("%s: the logical unit is not registered", guid);
		return false;
	}
	scsi_compat_disk((char *)lu.vendor, (char *)lu.product, (char *)lu.revision, compat);
	return true;
}
