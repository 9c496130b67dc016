/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copies of the repository in <its directory>/snapshots, each a whole database
 * of its own: the newest SNAPSHOTS_KEPT are kept.
 */
#ifndef _STMFD_SNAPSHOT_H
#define _STMFD_SNAPSHOT_H

#include "db.h"

#define SNAPSHOTS_KEPT 10

/*
 * Named after the time and why it is taken. What is as the newest one is not
 * copied again. Returns 0, or -1 and a fault.
 */
int snapshot_take(struct db *db, const char *why, struct fault *fault);

/* The newest one of a repository, or NULL. */
char *snapshot_newest(const char *repository);

#endif /* _STMFD_SNAPSHOT_H */
