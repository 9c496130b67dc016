// SPDX-License-Identifier: GPL-2.0
/*
 * Parses the parameter list of EXTENDED COPY (LID1): block devices by their NAA
 * designators, segments from block device to block device. Pure. Tested by
 * sbd_test.c.
 */
#include <scsi/scsi_proto.h>

#include "compat.h"
#include "copy_list.h"

#define SBD_CSCD_DESIGNATOR	0xe4	/* descriptor types */
#define SBD_SEGMENT_BLOCKS	0x02

static const struct sbd_outcome sbd_copy_good;

/* COPY TARGET DEVICE NOT REACHABLE: initiators copy by themselves then */
const struct sbd_outcome sbd_copy_unreachable = {
	SAM_STAT_CHECK_CONDITION, COPY_ABORTED, 0x0d, 0x02
};

/* INVALID FIELD IN PARAMETER LIST, and what is more exact than that */
static struct sbd_outcome sbd_copy_invalid(u8 ascq)
{
	return SBD_CHECK(ILLEGAL_REQUEST, 0x26, ascq);
}

#define SBD_COPY_FIELD			0x00
#define SBD_COPY_TOO_MANY_CSCDS		0x06
#define SBD_COPY_CSCD_TYPE		0x07
#define SBD_COPY_TOO_MANY_SEGMENTS	0x08
#define SBD_COPY_SEGMENT_TYPE		0x09

static struct sbd_outcome sbd_copy_check_segments(struct sbd_copy_list *list,
						  u32 len)
{
	u32 i;

	if (len % SBD_COPY_SEGMENT)
		return sbd_copy_invalid(SBD_COPY_SEGMENT_TYPE);
	list->segment_count = len / SBD_COPY_SEGMENT;
	if (list->segment_count > SBD_COPY_SEGMENTS)
		return sbd_copy_invalid(SBD_COPY_TOO_MANY_SEGMENTS);
	if (!list->segment_count)
		return sbd_copy_invalid(SBD_COPY_FIELD);
	for (i = 0; i < list->segment_count; i++) {
		const u8 *p = list->segments + i * SBD_COPY_SEGMENT;

		if (p[0] != SBD_SEGMENT_BLOCKS)
			return sbd_copy_invalid(SBD_COPY_SEGMENT_TYPE);
		if (get_unaligned_be16(&p[2]) != SBD_COPY_SEGMENT - 4)
			return sbd_copy_invalid(SBD_COPY_FIELD);
	}
	return sbd_copy_good;
}

/* A disk, named by a binary NAA designator of 16 bytes for the logical unit */
static bool sbd_copy_cscd_valid(const u8 *p)
{
	return !(p[1] & 0x1f) && (p[4] & 0x0f) == 1 && (p[5] & 0x3f) == 3 &&
	       p[7] == 16;
}

static struct sbd_outcome sbd_copy_check_cscds(struct sbd_copy_list *list,
					       u32 len)
{
	struct sbd_copy_segment segment;
	u32 i;

	if (len % SBD_COPY_CSCD)
		return sbd_copy_invalid(SBD_COPY_CSCD_TYPE);
	list->cscd_count = len / SBD_COPY_CSCD;
	if (list->cscd_count > SBD_COPY_CSCDS)
		return sbd_copy_invalid(SBD_COPY_TOO_MANY_CSCDS);
	for (i = 0; i < list->cscd_count; i++) {
		const u8 *p = list->cscds + i * SBD_COPY_CSCD;

		if (p[0] != SBD_CSCD_DESIGNATOR)
			return sbd_copy_invalid(SBD_COPY_CSCD_TYPE);
		if (!sbd_copy_cscd_valid(p))
			return sbd_copy_invalid(SBD_COPY_FIELD);
	}
	for (i = 0; i < list->segment_count; i++) {
		sbd_copy_segment_get(list, i, &segment);
		if (segment.source >= list->cscd_count ||
		    segment.target >= list->cscd_count)
			return sbd_copy_unreachable;
	}
	return sbd_copy_good;
}

/**
 * sbd_copy_parse - check a parameter list
 * @data: the list; @list points into it
 * @len: bytes of it
 * @list: to set
 *
 * Return: GOOD, or how to refuse it.
 */
struct sbd_outcome sbd_copy_parse(const u8 *data, u32 len,
				  struct sbd_copy_list *list)
{
	struct sbd_outcome end = SBD_CHECK(ILLEGAL_REQUEST, 0x1a, 0x00);
	u32 cscds, segments;

	if (len < SBD_COPY_HEADER)
		return end;	/* PARAMETER LIST LENGTH ERROR */
	cscds = get_unaligned_be16(&data[2]);
	segments = get_unaligned_be32(&data[8]);
	if (segments > SBD_COPY_LIST_MAX ||
	    cscds + segments > SBD_COPY_LIST_MAX)
		return end;
	if (get_unaligned_be32(&data[12]))	/* inline data */
		return sbd_copy_invalid(SBD_COPY_FIELD);
	if (len - SBD_COPY_HEADER < cscds + segments)
		return end;

	list->cscds = data + SBD_COPY_HEADER;
	list->segments = list->cscds + cscds;
	end = sbd_copy_check_segments(list, segments);
	if (end.status)
		return end;
	return sbd_copy_check_cscds(list, cscds);
}

/**
 * sbd_copy_segment_get - decode a segment descriptor
 * @list: checked
 * @i: which
 * @segment: to set
 */
void sbd_copy_segment_get(const struct sbd_copy_list *list, u32 i,
			  struct sbd_copy_segment *segment)
{
	const u8 *p = list->segments + i * SBD_COPY_SEGMENT;

	segment->source = get_unaligned_be16(&p[4]);
	segment->target = get_unaligned_be16(&p[6]);
	segment->count = get_unaligned_be16(&p[10]);
	segment->from = get_unaligned_be64(&p[12]);
	segment->to = get_unaligned_be64(&p[20]);
}

/**
 * sbd_copy_naa - the 16 bytes that name a logical unit
 * @list: checked
 * @cscd: index
 */
const u8 *sbd_copy_naa(const struct sbd_copy_list *list, u16 cscd)
{
	return list->cscds + cscd * SBD_COPY_CSCD + 8;
}
