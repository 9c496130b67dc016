/* SPDX-License-Identifier: GPL-2.0 */
/* UNMAP's parameter list. */
#ifndef _SBD_UNMAP_H
#define _SBD_UNMAP_H

#include <linux/types.h>

#include "range.h"

#define SBD_UNMAP_HEADER	8
#define SBD_UNMAP_DESCRIPTOR	16
#define SBD_UNMAP_DESCRIPTORS	256		/* Block Limits says so */
#define SBD_UNMAP_BLOCKS_MAX	0x100000U	/* of one descriptor; likewise */

int sbd_unmap_count(const u8 *list, u32 len);
void sbd_unmap_range(const u8 *list, u32 i, struct sbd_range *range);

#endif /* _SBD_UNMAP_H */
