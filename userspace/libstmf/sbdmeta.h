/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * COMSTAR's disk metadata ("sbd"): what turns a file or device into a logical
 * unit that can be imported again, here or on illumos. Pure functions of a
 * file descriptor or of the text of a ZFS property.
 */
#ifndef _SBDMETA_H
#define _SBDMETA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SBDMETA_START		4096	/* where the metadata begin in a file or device */
#define SBDMETA_DATA_OFFSET	65536	/* where the data begin behind in-band metadata */
#define SBDMETA_SEPARATE_MAX	(1 << 20)	/* a separate metadata file ends here */
#define SBDMETA_PROPERTY	"stmf_sbd_lu"	/* the ZFS property of a volume */
#define SBDMETA_PROPERTY_MAX	4095	/* bytes; two hex digits each */

#define SBDMETA_GUID_LEN	16
#define SBDMETA_VENDOR_LEN	8
#define SBDMETA_PRODUCT_LEN	16
#define SBDMETA_REVISION_LEN	4
#define SBDMETA_SERIAL_MAX	255
#define SBDMETA_TEXT_MAX	1023	/* alias, management URLs */
#define SBDMETA_PATH_MAX	4095
#define SBDMETA_SHIFT_MAX	15	/* blocks of 32 KiB */
#define SBDMETA_PHYSICAL_MAX	31
#define SBDMETA_DEVID_MAX	259	/* descriptor header and identifier */
#define SBDMETA_ERRLEN		200

/* What every function returns; err then holds a sentence without the file's name. */
enum sbdmeta_status {
	SBDMETA_OK,
	SBDMETA_IO,		/* errno is set */
	SBDMETA_NOMEM,
	SBDMETA_NONE,		/* no metadata there */
	SBDMETA_CHECKSUM,
	SBDMETA_VERSION,	/* of the metadata: not supported */
	SBDMETA_TRUNCATED,
	SBDMETA_SECTION,	/* an impossible size, offset or count */
	SBDMETA_STRING,		/* a text lies outside its section or is too long */
	SBDMETA_GUID,		/* not NAA type 6, or of another logical unit */
	SBDMETA_VALUE,		/* a property out of range */
	SBDMETA_NO_LU,		/* metadata without a logical unit */
	SBDMETA_NO_SPACE,	/* what is to be written does not fit */
};

enum sbd_pgr_flag {
	SBD_PGR_APTPL = 1,
	SBD_PGR_ONE_HOLDER = 2,
	SBD_PGR_ALL_REGISTRANTS = 4,
	SBD_PGR_KEYS_HAVE_NEXUS = 8,
};

/* SCSI designation descriptor: protocol and code set, type, 0, length, identifier. */
struct sbd_devid {
	uint16_t len;			/* of all of it; 0: none */
	uint8_t bytes[SBDMETA_DEVID_MAX];
};

struct sbd_pgr_key {
	uint64_t key;
	bool all_target_ports;		/* then target may be empty */
	struct sbd_devid target;
	struct sbd_devid initiator;
};

/* Persistent reservations. Without SBD_PGR_APTPL nothing of it is stored or read. */
struct sbd_pgr {
	uint8_t flags;
	uint8_t type, scope;
	uint32_t holder;		/* number of a key, from 1; 0: none */
	uint32_t nkeys;
	struct sbd_pgr_key *keys;
};

/* Properties of one logical unit. An empty text is a property that isn't set. */
struct sbd_meta {
	uint8_t guid[SBDMETA_GUID_LEN];
	uint64_t size;			/* bytes */
	uint8_t block_shift;
	uint8_t physical_shift;		/* 0: not known */
	bool has_vendor, has_product, has_revision;
	char vendor[SBDMETA_VENDOR_LEN + 1];
	char product[SBDMETA_PRODUCT_LEN + 1];
	char revision[SBDMETA_REVISION_LEN + 1];
	uint8_t serial_len;
	char serial[SBDMETA_SERIAL_MAX + 1];
	char alias[SBDMETA_TEXT_MAX + 1];
	char mgmt_url[SBDMETA_TEXT_MAX + 1];
	char data_file[SBDMETA_PATH_MAX + 1];	/* stored if separate_meta */
	char meta_file[SBDMETA_PATH_MAX + 1];	/* the volume, stored if zvol */
	bool write_protect;
	bool wcd;
	bool separate_meta;		/* the metadata have a file of their own */
	bool zvol;			/* the metadata are in a ZFS property */
	bool outdated;			/* version 1.0 or no PGR section: update at import */
	struct sbd_pgr pgr;
};

/* Where byte 0 of the logical unit is in its data file. */
static inline uint64_t sbdmeta_data_offset(const struct sbd_meta *meta)
{
	return meta->separate_meta || meta->zvol ? 0 : SBDMETA_DATA_OFFSET;
}

int sbdmeta_read(int fd, struct sbd_meta **metap, char err[SBDMETA_ERRLEN]);
int sbdmeta_create(int fd, const struct sbd_meta *meta, char err[SBDMETA_ERRLEN]);
int sbdmeta_update(int fd, const struct sbd_meta *meta, char err[SBDMETA_ERRLEN]);
int sbdmeta_from_property(const char *hex, struct sbd_meta **metap, char err[SBDMETA_ERRLEN]);
int sbdmeta_to_property(const struct sbd_meta *meta, const char *old, char **hexp,
			char err[SBDMETA_ERRLEN]);
void sbdmeta_free(struct sbd_meta *meta);

#endif /* _SBDMETA_H */
