/* SPDX-License-Identifier: GPL-2.0 */
/* LIO's tree, read by the pool: a directory in which something hangs can't be read either. */
#ifndef _STMFD_SCAN_H
#define _STMFD_SCAN_H

#include "lio.h"
#include "pool.h"

/*
 * owned: our targets; those that can't be read now are taken out of it. False:
 * not even the backstores can be read.
 */
bool scan_lio(struct pool *pool, const char *root, struct names *owned, struct lio *lio);

#endif /* _STMFD_SCAN_H */
