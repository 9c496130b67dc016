/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What driver.conf files claim on SCSI buses: a target and LUN for a driver,
 * or (a stub) that a driver may have devices below some hosts.
 */
#ifndef _SCSIBIND_CLAIM_H
#define _SCSIBIND_CLAIM_H

#include <stdbool.h>

#include "driver_conf.h"

#define CLASS_SCSI		"scsi"
#define CLASS_SELF_IDENTIFYING	"scsi-self-identifying"

#define CLAIM_MESSAGES_MAX	100	/* of one check */

struct claim {
	const struct driver_conf *conf;
	const struct conf_entry *entry;
	const char *driver;
	const char *parent, *class;	/* class is NULL if there is a parent */
	bool stub;
	int32_t target, lun;		/* unless a stub */
};

struct claims {
	struct claim *v;
	size_t n, room;
};

/* Adds those of a file, which has to stay; reports those that make no sense. false: no memory */
bool claims_add(struct claims *claims, const struct driver_conf *conf, struct conf_log *log);
void claims_free(struct claims *claims);

/* Reports units that several drivers claim. false: no memory */
bool claims_check(const struct claims *claims, struct conf_log *log);

/* Reports units that a driver has by its defaults, unless the files claim for that driver */
void claims_check_defaults(const struct claims *claims, struct conf_log *log);

struct conf_place claim_place(const struct claim *claim);

#endif /* _SCSIBIND_CLAIM_H */
