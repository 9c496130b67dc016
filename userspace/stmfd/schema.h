/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The versions of the repository's tables. Step n makes version n + 1 of
 * version n; a new repository goes through all of them. A step that has been
 * released is never changed: what has to be different is a new step at the end.
 */
#ifndef _STMFD_SCHEMA_H
#define _STMFD_SCHEMA_H

#include "db.h"

extern const char *const schema_steps[];
extern const int schema_version;		/* that this program knows */

/* From one version to a later one, in one transaction. */
int schema_migrate(struct db *db, int from, int to, struct fault *fault);

#endif /* _STMFD_SCHEMA_H */
