/* SPDX-License-Identifier: GPL-2.0 */
/* SCSI hosts, and whether they find their devices themselves. */
#ifndef _SCSIBIND_HOST_H
#define _SCSIBIND_HOST_H

#include <limits.h>

#include "alias.h"
#include "claim.h"

struct host {
	unsigned int number;
	char driver[64];		/* its proc_name */
	char path[PATH_MAX];		/* /devices/..., as sysfs has it */
	const char *class;		/* CLASS_SCSI or CLASS_SELF_IDENTIFYING */
};

/* classes: a table by driver, which overrides what the host's transport says */
bool host_read(int root, unsigned int number, const struct table *classes, struct host *host);

/* The numbers of all hosts, in order; -errno */
ssize_t host_list(int root, unsigned int **numbers);

bool host_is_self_identifying(const struct host *host);
bool claim_covers_host(const struct claim *claim, const struct host *host);

#endif /* _SCSIBIND_HOST_H */
