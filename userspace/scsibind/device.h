/* SPDX-License-Identifier: GPL-2.0 */
/* SCSI devices as sysfs shows them. None is opened. */
#ifndef _SCSIBIND_DEVICE_H
#define _SCSIBIND_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "scsi_compat.h"

#define DEVICES		"bus/scsi/devices"
#define DRIVERS		"bus/scsi/drivers"
#define NAME_SIZE	64

struct address {
	unsigned int host, channel, target;
	uint64_t lun;
};

struct device {
	struct address at;
	char name[NAME_SIZE];		/* H:C:T:L */
	char path[NAME_SIZE + 32];	/* below sysfs's root */
	char driver[NAME_SIZE];		/* empty: none */
	uint8_t inquiry[256];
	size_t inquiry_len;
};

/* false: text isn't H:C:T:L */
bool address_parse(const char *text, struct address *at);

/*
 * The LUN as a number that people use. From 256 on it has flat addressing,
 * which Linux keeps in the number that it shows.
 */
uint64_t address_lun(const struct address *at);
uint64_t linux_lun(int32_t lun);	/* the other way */
bool address_is_unit(const struct address *at, int32_t target, int32_t lun);

/* All that there are, in order; -errno if memory or sysfs is missing */
ssize_t device_list(int root, struct address **list);

/* false: there is no such device (any more) */
bool device_read(int root, const struct address *at, struct device *device);
void device_read_driver(int root, struct device *device);	/* again */

/* The nodes that it has in /dev; partitions only if they are asked for */
struct node {
	char name[NAME_SIZE];
	unsigned int major, minor;
	bool block;
};

size_t device_nodes(int root, const struct device *device, bool partitions, struct node *nodes,
		    size_t max);

#endif /* _SCSIBIND_DEVICE_H */
