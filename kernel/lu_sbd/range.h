/* SPDX-License-Identifier: GPL-2.0 */
/* Which blocks a command names, and whether they exist. */
#ifndef _SBD_RANGE_H
#define _SBD_RANGE_H

#include <linux/types.h>

#define SBD_IO_MAX	(32U << 20)	/* bytes of one command */

/**
 * enum sbd_media - what a command does to the medium
 * @SBD_MEDIA_NONE: nothing, as far as this table knows
 * @SBD_MEDIA_READ: transfers blocks from it
 * @SBD_MEDIA_WRITE: transfers blocks to it
 * @SBD_MEDIA_TOUCH: names blocks but transfers none (VERIFY, SYNCHRONIZE CACHE)
 * @SBD_MEDIA_CHANGE: changes it in ways that are not supported here
 */
enum sbd_media {
	SBD_MEDIA_NONE,
	SBD_MEDIA_READ,
	SBD_MEDIA_WRITE,
	SBD_MEDIA_TOUCH,
	SBD_MEDIA_CHANGE,
};

/**
 * struct sbd_range - blocks named by a command
 * @lba: first
 * @count: how many
 */
struct sbd_range {
	u64 lba;
	u32 count;
};

enum sbd_media sbd_range_decode(const u8 *cdb, struct sbd_range *range);
bool sbd_range_exists(const struct sbd_range *range, u64 blocks);
bool sbd_range_to_bytes(u64 lba, u32 len, u32 block_size, u64 offset, u64 size,
			loff_t *pos);

#endif /* _SBD_RANGE_H */
