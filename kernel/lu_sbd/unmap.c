// SPDX-License-Identifier: GPL-2.0
/*
 * Parses UNMAP's parameter list. Pure. Tested by sbd_test.c.
 */
#include <linux/errno.h>
#include <linux/minmax.h>

#include "compat.h"
#include "unmap.h"

/**
 * sbd_unmap_count - how many descriptors does a parameter list have?
 * @list: the list
 * @len: bytes of it that were sent
 *
 * A list that was cut short is taken as far as it goes, in whole descriptors.
 *
 * Return: their number; -EMSGSIZE: not even a header; -E2BIG: too many.
 */
int sbd_unmap_count(const u8 *list, u32 len)
{
	u32 count;

	if (len < SBD_UNMAP_HEADER)
		return -EMSGSIZE;
	count = min_t(u32, get_unaligned_be16(&list[2]),
		      len - SBD_UNMAP_HEADER) / SBD_UNMAP_DESCRIPTOR;
	return count <= SBD_UNMAP_DESCRIPTORS ? count : -E2BIG;
}

/**
 * sbd_unmap_range - decode one descriptor
 * @list: the list
 * @i: less than sbd_unmap_count()
 * @range: to set
 */
void sbd_unmap_range(const u8 *list, u32 i, struct sbd_range *range)
{
	const u8 *p = list + SBD_UNMAP_HEADER + i * SBD_UNMAP_DESCRIPTOR;

	range->lba = get_unaligned_be64(p);
	range->count = get_unaligned_be32(p + 8);
}
