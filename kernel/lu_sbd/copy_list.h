/* SPDX-License-Identifier: GPL-2.0 */
/* EXTENDED COPY's parameter list. */
#ifndef _SBD_COPY_LIST_H
#define _SBD_COPY_LIST_H

#include "sense.h"

#define SBD_COPY_HEADER		16
#define SBD_COPY_CSCD		32	/* bytes of a descriptor */
#define SBD_COPY_CSCDS		2	/* at most */
#define SBD_COPY_SEGMENT	28
#define SBD_COPY_SEGMENTS	8
#define SBD_COPY_LIST_MAX	1024	/* bytes of all descriptors */
#define SBD_COPY_SEGMENT_BYTES	0x10000000	/* as LIO says; a count has 16 bits */

/**
 * struct sbd_copy_list - a parameter list that was found good
 * @cscds: CSCD descriptors (copy sources and destinations)
 * @segments: segment descriptors
 * @cscd_count: number of the former
 * @segment_count: of the latter
 */
struct sbd_copy_list {
	const u8 *cscds;
	const u8 *segments;
	u32 cscd_count;
	u32 segment_count;
};

/**
 * struct sbd_copy_segment - copy this
 * @source: index of its CSCD descriptor
 * @target: likewise
 * @count: blocks
 * @from: first block at the source
 * @to: first block at the target
 */
struct sbd_copy_segment {
	u16 source;
	u16 target;
	u16 count;
	u64 from;
	u64 to;
};

extern const struct sbd_outcome sbd_copy_unreachable;

struct sbd_outcome sbd_copy_parse(const u8 *data, u32 len,
				  struct sbd_copy_list *list);
void sbd_copy_segment_get(const struct sbd_copy_list *list, u32 i,
			  struct sbd_copy_segment *segment);
const u8 *sbd_copy_naa(const struct sbd_copy_list *list, u16 cscd);

#endif /* _SBD_COPY_LIST_H */
