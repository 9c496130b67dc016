/* SPDX-License-Identifier: GPL-2.0 */
/* Makes Linux look for a unit, and gives a device another driver. */
#ifndef _SCSIBIND_BIND_H
#define _SCSIBIND_BIND_H

#include "choice.h"
#include "report.h"

struct binder {
	int root;		/* sysfs */
	bool live;		/* it is the real one: modules may be loaded */
	bool dry_run, force;
	struct report *report;
};

/* Unless the host has it */
void bind_probe(const struct binder *binder, const struct host *host, int32_t target, int32_t lun);

/* why: what the rules say, for the report */
void bind_device(const struct binder *binder, struct device *device,
		 const struct linux_driver *wanted, const char *why);

#endif /* _SCSIBIND_BIND_H */
