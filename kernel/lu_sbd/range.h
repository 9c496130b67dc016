/* SPDX-License-Identifier: GPL-2.0 */
/* Which blocks a command names, and whether they exist. */
#ifndef _SBD_RANGE_H
#define _SBD_RANGE_H

#include <linux/overflow.h>
#include <linux/types.h>

#include "opcodes.h"

#define SBD_IO_MAX	(32U << 20)	/* bytes of one command */

/**
 * struct sbd_range - blocks named by a command
 * @lba: first
 * @count: how many
 */
struct sbd_range {
	u64 lba;
	u32 count;
};

void sbd_range_decode(const struct sbd_opcode *op, const u8 *cdb,
		      struct sbd_range *range);

/**
 * sbd_range_exists - check a range against the capacity
 * @range: decoded
 * @blocks: capacity
 *
 * As in LIO, no blocks just behind the last one are in range.
 */
static inline bool sbd_range_exists(const struct sbd_range *range, u64 blocks)
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
static inline bool sbd_range_to_bytes(u64 lba, u32 len, u32 block_size,
				      u64 offset, u64 size, loff_t *pos)
{
	u64 from;

	if (check_mul_overflow(lba, (u64)block_size, &from))
		return false;
	if (from > size || len > size - from)
		return false;
	*pos = offset + from;
	return true;
}

#endif /* _SBD_RANGE_H */
