/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The repository: the configuration in an SQLite database. Each save is one
 * transaction with just what differs from the last one.
 */
#ifndef _STMFD_REPO_H
#define _STMFD_REPO_H

#include "model.h"
#include "provider.h"

struct repo;

/*
 * NULL, and a fault, if what is there is damaged, of a newer version or no
 * repository at all: it is left as it is. fresh: there was none.
 */
struct repo *repo_open(const char *path, bool *fresh, struct fault *fault);
void repo_close(struct repo *repo);

/* The configuration; states other than the service's are not in it. */
int repo_load(struct repo *repo, struct model *model, struct fault *fault);
/* From any database with these tables. */
int repo_load_tables(const struct db *db, struct model *model, struct fault *fault);
int repo_save(struct repo *repo, const struct model *model, struct fault *fault);
/* The same if nothing but these logical units has changed since the last one. */
int repo_save_lus(struct repo *repo, const struct model *model, const struct names *guids,
		  struct fault *fault);

/* What is staged there is written by the next repo_save(). */
struct providers *repo_providers(struct repo *repo);

/* A copy is kept, unless nothing has changed since the newest one. */
int repo_snapshot(struct repo *repo, const char *why, struct fault *fault);

/*
 * Only what the kernel does not hold, access states and what itadm configures: on disk before
 * a target that it is about exists, and under persistence method none as well, as long as the
 * kernel's model lasts: else a stmfd that is started again would ask no one for a secret.
 */
int repo_save_own(struct repo *repo, const struct model *conf, struct fault *fault);

/* Targets that are ours to make and remove in LIO; on disk when these calls return. */
const struct names *repo_owned(const struct repo *repo);
int repo_own(struct repo *repo, const char *name, struct fault *fault);
int repo_disown(struct repo *repo, const char *name, struct fault *fault);

#endif /* _STMFD_REPO_H */
