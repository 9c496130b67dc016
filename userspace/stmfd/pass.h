/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SCSI devices of this host that are passed through as logical units: which one
 * a device file stands for, and whether it is still the same.
 */
#ifndef _STMFD_PASS_H
#define _STMFD_PASS_H

#include "util.h"

#define PASS_SYSFS "/sys"

struct scsi_device {
	char *address;		/* host:channel:target:lun */
	char *identity;		/* what it says it is: vendor, product, designator */
};

/*
 * The device behind a device file such as /dev/sg3; sysfs: where that is mounted.
 * Disks are refused: they are logical units of their own, by their block device.
 */
int pass_find(const char *sysfs, const char *path, struct scsi_device *device,
	      struct fault *fault);
void pass_free(struct scsi_device *device);

#endif /* _STMFD_PASS_H */
