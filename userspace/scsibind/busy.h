/* SPDX-License-Identifier: GPL-2.0 */
/* Who uses a SCSI device. */
#ifndef _SCSIBIND_BUSY_H
#define _SCSIBIND_BUSY_H

#include "device.h"

#define BUSY_TEXT_SIZE 256

/* true: it is in use; why says by whom, by the first who was found */
bool device_is_busy(int root, const struct device *device, char why[BUSY_TEXT_SIZE]);

/* true: somebody has a disk open that is gone; why says who */
bool disk_is_left_open(int root, char why[BUSY_TEXT_SIZE]);

#endif /* _SCSIBIND_BUSY_H */
