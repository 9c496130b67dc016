// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges of blocks: decodes them from CDBs and checks them against the logical
 * unit. LIO checks as well; here it is done first, because LIO logs each bad
 * command, and again for each transfer, whose bytes must never leave the LU.
 * Pure. Tested by sbd_test.c.
 */
#include "compat.h"
#include "range.h"

/**
 * sbd_range_decode - read a command's blocks from its CDB
 * @op: a command whose media isn't SBD_MEDIA_NONE or SBD_MEDIA_CHANGE
 * @cdb: its CDB
 * @range: to set
 */
void sbd_range_decode(const struct sbd_opcode *op, const u8 *cdb,
		      struct sbd_range *range)
{
	switch (op->cdb_len) {
	case 6:
		range->lba = get_unaligned_be24(&cdb[1]) & 0x1fffff;
		range->count = cdb[4] ?: 256;
		break;
	case 10:
		range->lba = get_unaligned_be32(&cdb[2]);
		range->count = get_unaligned_be16(&cdb[7]);
		break;
	case 12:
		range->lba = get_unaligned_be32(&cdb[2]);
		range->count = get_unaligned_be32(&cdb[6]);
		break;
	default:
		range->lba = get_unaligned_be64(&cdb[2]);
		range->count = get_unaligned_be32(&cdb[10]);
		break;
	}
	switch (op->handler) {
	case SBD_COMPARE_AND_WRITE:
		range->count = cdb[13];
		break;
	case SBD_LBA_STATUS:	/* that was the allocation length */
		range->count = 1;
		break;
	}
}
