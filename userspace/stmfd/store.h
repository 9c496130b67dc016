/* SPDX-License-Identifier: GPL-2.0 */
/* The file or block device that a logical unit is made on. */
#ifndef _STMFD_STORE_H
#define _STMFD_STORE_H

#include "model.h"

#define STORE_OFFSET 65536	/* COMSTAR's metadata comes first */

/* What was done to a store, to be undone. */
struct store_change {
	const char *path;
	bool created;
	bool grown;
	uint64_t old_size;
};

/*
 * COMSTAR's checks for create-lu. conf->size 0 asks for all there is and gets
 * that; conf->blk 0 gets the store's block size. A file that is missing is
 * created if a size was asked for. others: the logical units that there are.
 */
int store_prepare(struct lu_conf *conf, const struct model *others, struct store_change *change,
		  struct fault *fault);
void store_undo(const struct store_change *change);

#endif /* _STMFD_STORE_H */
