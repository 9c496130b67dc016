// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges of blocks: decodes them from CDBs and checks them against the logical
 * unit. LIO checks as well; here it is done first, because LIO logs each bad
 * command, and again for each transfer, whose bytes must never leave the LU.
 * Pure. Tested by sbd_test.c.
 */
#include <linux/overflow.h>
#include <scsi/scsi_proto.h>

#include "compat.h"
#include "range.h"

static void sbd_range_6(const u8 *cdb, struct sbd_range *range)
{
	range->lba = get_unaligned_be24(&cdb[1]) & 0x1fffff;
	range->count = cdb[4] ?: 256;
}

static void sbd_range_10(const u8 *cdb, struct sbd_range *range)
{
	range->lba = get_unaligned_be32(&cdb[2]);
	range->count = get_unaligned_be16(&cdb[7]);
}

static void sbd_range_12(const u8 *cdb, struct sbd_range *range)
{
	range->lba = get_unaligned_be32(&cdb[2]);
	range->count = get_unaligned_be32(&cdb[6]);
}

static void sbd_range_16(const u8 *cdb, struct sbd_range *range)
{
	range->lba = get_unaligned_be64(&cdb[2]);
	range->count = get_unaligned_be32(&cdb[10]);
}

static void sbd_range_caw(const u8 *cdb, struct sbd_range *range)
{
	range->lba = get_unaligned_be64(&cdb[2]);
	range->count = cdb[13];
}

/**
 * sbd_range_decode - read a command's blocks from its CDB
 * @cdb: at least 16 bytes
 * @range: set for @SBD_MEDIA_READ, @SBD_MEDIA_WRITE and @SBD_MEDIA_TOUCH
 *
 * Return: what the command does to the medium.
 */
enum sbd_media sbd_range_decode(const u8 *cdb, struct sbd_range *range)
{
	switch (cdb[0]) {
	case READ_6:
		sbd_range_6(cdb, range);
		return SBD_MEDIA_READ;
	case READ_10:
		sbd_range_10(cdb, range);
		return SBD_MEDIA_READ;
	case READ_12:
		sbd_range_12(cdb, range);
		return SBD_MEDIA_READ;
	case READ_16:
		sbd_range_16(cdb, range);
		return SBD_MEDIA_READ;
	case WRITE_6:
		sbd_range_6(cdb, range);
		return SBD_MEDIA_WRITE;
	case WRITE_10:
	case WRITE_VERIFY:
		sbd_range_10(cdb, range);
		return SBD_MEDIA_WRITE;
	case WRITE_12:
		sbd_range_12(cdb, range);
		return SBD_MEDIA_WRITE;
	case WRITE_16:
	case WRITE_VERIFY_16:
		sbd_range_16(cdb, range);
		return SBD_MEDIA_WRITE;
	case COMPARE_AND_WRITE:
		sbd_range_caw(cdb, range);
		return SBD_MEDIA_WRITE;
	case VERIFY:
	case SYNCHRONIZE_CACHE:
		sbd_range_10(cdb, range);
		return SBD_MEDIA_TOUCH;
	case VERIFY_16:
	case SYNCHRONIZE_CACHE_16:
		sbd_range_16(cdb, range);
		return SBD_MEDIA_TOUCH;
	case WRITE_SAME:
	case WRITE_SAME_16:
	case VARIABLE_LENGTH_CMD:
	case UNMAP:
	case FORMAT_UNIT:
		return SBD_MEDIA_CHANGE;
	default:
		return SBD_MEDIA_NONE;
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
