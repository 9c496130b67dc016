// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges of blocks: decodes them from CDBs and checks them against the logical
 * unit. LIO checks as well; here it is done first, because LIO logs each bad
 * command, and again for each transfer, whose bytes must never leave the LU.
 * Pure. Tested by sbd_test.c.
 */
#include <linux/overflow.h>

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

/**
 * sbd_range_exists - check a range against the capacity
 * @range: decoded
 * @blocks: capacity
 *
 * As in LIO, no blocks just behind the last one are in range.
 */
bool sbd_range_exists(const struct sbd_range *range, u64 blocks)
{
	return range->lba <= blocks && range->count <= blocks - range->lba;
}

/**
 * sbd_range_to_bytes - turn a transfer into a position in the store
 * @lba: first block
 * @len: bytes
 * @block_size: of the logical unit
 * @offset: where its data begins in the store
 * @size: its capacity in bytes; @offset + @size is at most S64_MAX
 * @pos: the position
 *
 * Return: whether all of it is inside the logical unit.
 */
bool sbd_range_to_bytes(u64 lba, u32 len, u32 block_size, u64 offset, u64 size,
			loff_t *pos)
{
	u64 from;

	if (check_mul_overflow(lba, (u64)block_size, &from))
		return false;
	if (from > size || len > size - from)
		return false;
	*pos = offset + from;
	return true;
}
