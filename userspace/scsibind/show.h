/* SPDX-License-Identifier: GPL-2.0 */
/* How list shows a device, a logical unit or INQUIRY data. */
#ifndef _SCSIBIND_SHOW_H
#define _SCSIBIND_SHOW_H

#include "choice.h"

struct json_object;

struct show {
	bool verbose;
	struct json_object *items;	/* NULL: text */
};

struct shown {
	const char *name;
	struct scsi_compat compat;
	const uint8_t *inquiry;		/* for embedded functions; NULL: has none */
	size_t inquiry_len;

	/* NULL and empty unless it is a device of this machine */
	const struct device *device;
	char nodes[256];
	const struct host *host;
	const struct choice *choice;
};

void show_node(struct show *show, const struct shown *shown);

#endif /* _SCSIBIND_SHOW_H */
