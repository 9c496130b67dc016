// SPDX-License-Identifier: GPL-2.0
/*
 * Encodes the LUN list of REPORT LUNS. Pure. Tested by sbd_test.c.
 */
#include <linux/sort.h>
#include <linux/string.h>
#include <scsi/scsi_common.h>

#include "compat.h"
#include "luns.h"

static int sbd_luns_compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a;
	u64 y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/**
 * sbd_luns_encode - make REPORT LUNS parameter data
 * @luns: as LIO has them, in any order; will be sorted. Above 255 they are sent in
 *	flat space addressing, also if LIO has the bare number (vhost-scsi)
 * @count: how many. None gives one zero entry, as in COMSTAR
 * @data: sbd_luns_size(@count) bytes
 */
void sbd_luns_encode(u64 *luns, u32 count, u8 *data)
{
	u32 size = sbd_luns_size(count);
	u32 i;

	memset(data, 0, size);
	put_unaligned_be32(size - 8, data);
	sort(luns, count, sizeof(*luns), sbd_luns_compare, NULL);
	for (i = 0; i < count; i++) {
		u64 flat = luns[i] > 255 && luns[i] < 0x4000 ? 0x4000 : 0;

		int_to_scsilun(luns[i] | flat,
			       (struct scsi_lun *)(data + 8 + 8 * i));
	}
}
