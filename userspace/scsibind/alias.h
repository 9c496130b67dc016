/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables in the form of driver_aliases and driver_classes: on a line a driver
 * and its aliases, or a driver and its class. Given twice, the first counts.
 */
#ifndef _ALIAS_H
#define _ALIAS_H

#include <stdbool.h>
#include <stdio.h>

#include "arena.h"
#include "conf_log.h"
#include "scsi_compat.h"

#define TABLE_ERRORS_MAX	100
#define TABLE_WARNINGS_MAX	100
#define TABLE_MEMORY_MAX	(64 << 20)

/* Which of the two names of a pair is looked for */
enum table_key { TABLE_BY_DRIVER, TABLE_BY_ALIAS };

struct table_pair {
	const char *driver, *alias;	/* alias: a compatible form, or a class */
	unsigned int line, column;	/* 0: built in */
};

struct table {
	enum table_key key;
	struct table_pair *pair;	/* ordered by the key */
	size_t n, room;
	const char *file;		/* NULL: built in only */
	struct arena arena;
};

/* An empty table; then the pairs of a file. false: no memory */
void table_init(struct table *table, enum table_key key);
bool table_read(struct table *table, FILE *in, const char *file, struct conf_log *log);
void table_free(struct table *table);

const struct table_pair *table_find(const struct table *table, const char *key);

/*
 * The pair that decides which driver a node gets: of the highest form for
 * which the table, or else what is built in, has a driver. NULL: none has.
 */
const struct table_pair *alias_of(const struct table *table, const struct scsi_compat *compat);

#endif /* _ALIAS_H */
