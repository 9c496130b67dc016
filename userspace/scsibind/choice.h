/* SPDX-License-Identifier: GPL-2.0 */
/* Which driver a device gets, and why: no effect on anything. */
#ifndef _SCSIBIND_CHOICE_H
#define _SCSIBIND_CHOICE_H

#include "device.h"
#include "host.h"

struct rules {
	int root;			/* sysfs */
	struct table aliases, classes;
	struct claims claims;
};

struct choice {
	const char *driver;		/* NULL: the rules give it none */
	const struct claim *claim;	/* why: a claim, */
	const struct table_pair *alias;	/* an alias, or its node's name if neither */
	bool stated;			/* by a file, not only by what is built in */
};

void choose(const struct rules *rules, const struct host *host, const struct device *device,
	    const struct scsi_compat *compat, struct choice *choice);

/* What it means to Linux; false: no driver of this name can drive this type of device */
struct linux_driver {
	const char *bus_name;		/* NULL: no driver but sg */
	const char *module;
};

bool linux_driver(int root, const char *driver, uint8_t type, struct linux_driver *found);

#endif /* _SCSIBIND_CHOICE_H */
