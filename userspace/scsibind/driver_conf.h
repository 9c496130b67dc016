/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * driver.conf(5): a file of one driver, as entries with properties. Parsing
 * goes on after an error, with the next entry; memory is limited.
 */
#ifndef _DRIVER_CONF_H
#define _DRIVER_CONF_H

#include <stdint.h>
#include <stdio.h>

#include "arena.h"
#include "conf_log.h"

#define DRIVER_CONF_ERRORS_MAX	100		/* then parsing ends */
#define DRIVER_CONF_MEMORY_MAX	(128 << 20)	/* bytes for what one file says */
#define DRIVER_CONF_VALUES_MAX	(8 << 20)	/* values of one property */

enum conf_type { CONF_BOOLEAN, CONF_INTEGERS, CONF_STRINGS };

struct conf_prop {
	struct conf_prop *next;
	const char *name;
	unsigned int line, column;
	enum conf_type type;
	uint32_t n;			/* values; 0 for a boolean */
	union {				/* one value is here, more are in an array */
		int32_t integer;
		const char *string;
		const int32_t *integers;
		const char *const *strings;
	};
};

/* While it is read also one without a name: global properties of the driver */
struct conf_entry {
	struct conf_entry *next;
	unsigned int line, column;
	const char *name, *parent, *class;	/* NULL: not given */
	struct conf_prop *props;
};

struct driver_conf {
	const char *file, *driver;	/* the driver is named after the file */
	struct conf_entry *nodes;	/* as in the file */
	struct conf_prop *globals;	/* the last one first */

	struct arena arena;		/* holds all of it */
	struct conf_entry **end;
};

/* NULL without memory, else also after errors, which the log has counted */
struct driver_conf *driver_conf_read(FILE *in, const char *file, struct conf_log *log);
void driver_conf_free(struct driver_conf *conf);

/* In a node's properties or in the global ones, which the node's override; or NULL */
const struct conf_prop *conf_prop_find(const struct conf_prop *props, const char *name);
int32_t conf_prop_integer(const struct conf_prop *prop, uint32_t i);
const char *conf_prop_string(const struct conf_prop *prop, uint32_t i);

#endif /* _DRIVER_CONF_H */
