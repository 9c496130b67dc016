/* SPDX-License-Identifier: GPL-2.0 */
/* Which blocks a command names, and whether they exist. */
#ifndef _SBD_RANGE_H
#define _SBD_RANGE_H

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
bool sbd_range_exists(const struct sbd_range *range, u64 blocks);
bool sbd_range_to_bytes(u64 lba, u32 len, u32 block_size, u64 offset, u64 size,
			loff_t *pos);

#endif /* _SBD_RANGE_H */
