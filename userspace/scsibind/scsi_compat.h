/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scsi(5): the compatible forms that name a SCSI device, made from its
 * standard INQUIRY data. Pure functions, no allocation.
 */
#ifndef _SCSI_COMPAT_H
#define _SCSI_COMPAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCSI_VENDOR_LEN		8
#define SCSI_PRODUCT_LEN	16
#define SCSI_REVISION_LEN	4
#define SCSI_INQUIRY_LEN	36	/* what the forms are made from */

#define SCSI_COMPAT_MAX		13	/* forms of one node */
#define SCSI_COMPAT_LEN		52	/* of one form, with its NUL */

/* Types of device that the code treats specially, by their INQUIRY numbers */
enum {
	SCSI_TYPE_DISK = 0x00,
	SCSI_TYPE_TAPE = 0x01,
	SCSI_TYPE_WORM = 0x04,
	SCSI_TYPE_CDROM = 0x05,
	SCSI_TYPE_OPTICAL = 0x07,
	SCSI_TYPE_CHANGER = 0x08,
	SCSI_TYPE_ENCLOSURE = 0x0d,
	SCSI_TYPE_RBC = 0x0e,
	SCSI_TYPE_ZBC = 0x14,
	SCSI_TYPE_MASK = 0x1f,
};

/* One device has a primary node and one for each function embedded in it. */
enum scsi_function {
	SCSI_PRIMARY,
	SCSI_EMBEDDED_ENCLOSURE,	/* EncServ */
	SCSI_EMBEDDED_CHANGER,		/* MChngr */
	SCSI_FUNCTIONS
};

struct scsi_compat {
	uint8_t node_type;		/* DD */
	uint8_t device_type;		/* EE */
	bool removable;			/* flag R */
	char vendor[SCSI_VENDOR_LEN + 1];	/* converted */
	char product[SCSI_PRODUCT_LEN + 1];
	char revision[SCSI_REVISION_LEN + 1];
	unsigned int forms;
	char form[SCSI_COMPAT_MAX][SCSI_COMPAT_LEN];	/* highest precedence first */
};

/* false: the INQUIRY data is empty, or the device doesn't have the function */
bool scsi_compat_make(const void *inquiry, size_t len, enum scsi_function function,
		      struct scsi_compat *compat);

const char *scsi_node_name(uint8_t type);

/*
 * The same for a disk LU of which these texts are known. They end at a NUL or
 * at the length of their field and are padded with spaces, as LUs do it.
 */
void scsi_compat_disk(const char *vendor, const char *product, const char *revision,
		      struct scsi_compat *compat);

#endif /* _SCSI_COMPAT_H */
