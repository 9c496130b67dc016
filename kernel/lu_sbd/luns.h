/* SPDX-License-Identifier: GPL-2.0 */
/* The parameter data of REPORT LUNS. */
#ifndef _SBD_LUNS_H
#define _SBD_LUNS_H

#include <linux/types.h>

#define SBD_LUNS_ALLOCATION_MIN	16

static inline u32 sbd_luns_size(u32 count)
{
	return 8 + 8 * (count ?: 1);
}

void sbd_luns_encode(u64 *luns, u32 count, u8 *data);

#endif /* _SBD_LUNS_H */
