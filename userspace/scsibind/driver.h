/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which Linux driver a driver of illumos stands for, and what it drives. */
#ifndef _SCSIBIND_DRIVER_H
#define _SCSIBIND_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#define DRIVER_ALL_TYPES UINT32_MAX

struct driver {
	const char *name;	/* in driver.conf and in the alias table */
	uint32_t types;		/* a bit for each type of device */
	const char *bus_name;	/* on Linux's SCSI bus; NULL: none, the device is left to sg */
	const char *module;	/* NULL: needs none */
};

/* Visible ASCII characters, no slash: it becomes part of paths and of messages. */
bool driver_name_is_valid(const char *name);

/* NULL: not in the table, or not for devices of this type */
const struct driver *driver_for(const char *name, uint8_t type);
bool driver_is_known(const char *name);
uint32_t driver_types(const char *name);	/* a driver we don't know may drive anything */

/* The driver that Linux gives a device of this type by itself, or NULL */
const struct driver *driver_of_type(uint8_t type);

/* What the driver.conf files that illumos ships claim below hosts of class scsi */
struct driver_defaults {
	const char *driver;
	int32_t last_target, lun;	/* from target 0 on */
};

extern const struct driver_defaults driver_defaults[];	/* ends with a driver of NULL */

#endif /* _SCSIBIND_DRIVER_H */
