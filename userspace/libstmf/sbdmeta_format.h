/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of COMSTAR's disk metadata: between sbdmeta.c, which reads and
 * writes files, and sbdmeta_format.c. Everything here is in memory only.
 */
#ifndef _SBDMETA_FORMAT_H
#define _SBDMETA_FORMAT_H

#include "sbdmeta.h"

#define SBD_START_LEN	48		/* start structure */
#define SBD_SECTION_LEN	16		/* header of a section */

/* Metadata as they are stored. Positions are those of the metadata space; bytes[0] is at start. */
struct sbd_image {
	uint8_t *bytes;
	size_t len;
	uint64_t start;
	uint64_t size, used;		/* from the start structure */
};

struct sbd_section {
	const uint8_t *bytes;
	uint64_t offset;
	uint32_t size;
	uint16_t id;
	bool big;
	bool unused;
};

int sbd_fail(char *err, int status, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int sbd_fail_nomem(char *err);

/* Sets size and used; needs no more than the first SBD_START_LEN bytes. */
int sbd_parse_start(struct sbd_image *img, char *err);
int sbd_parse(struct sbd_image *img, struct sbd_meta **metap, char *err);

/*
 * The section behind *sec, the first one if *sec is zero. For an image that sbd_parse()
 * has accepted, or an empty one, which has no sections.
 */
bool sbd_next_section(const struct sbd_image *img, struct sbd_section *sec);

/* What can be written: to be asked first. zvol: into a property. */
int sbd_check(const struct sbd_meta *meta, bool zvol, char *err);

/*
 * All sections of meta, then those of kinds not known here of old, which sbd_parse()
 * has accepted or which is empty. p is zeroed; offset is its position.
 */
size_t sbd_sections_size(const struct sbd_meta *meta, const struct sbd_image *old);
void sbd_put_sections(uint8_t *p, uint64_t offset, const struct sbd_meta *meta,
		      const struct sbd_image *old);
void sbd_put_start(uint8_t *p, uint64_t size, uint64_t used);
void sbd_put_unused(uint8_t *p, uint64_t offset, uint32_t size);

#endif /* _SBDMETA_FORMAT_H */
